"""The command line's exit codes, a promise to scripts."""

from __future__ import annotations

from typing import Final

from jumpzone.errors import NeedsReauthentication, Offline, SignInFirst, ZoneError
from jumpzone.settings_sources import SettingsProblem

__all__ = [
    "BROKEN_PIPE",
    "BUG",
    "DONE",
    "FOUND",
    "INTERRUPTED",
    "OFFLINE",
    "PARTLY",
    "REFUSED",
    "SIGN_IN_FIRST",
    "TRY_LATER",
    "USAGE",
    "exit_code",
]

DONE: Final = 0
"""Everything was done."""
REFUSED: Final = 1
"""Refused, not found, not valid, or a problem that `doctor` found."""
USAGE: Final = 2
"""The command line or the settings are wrong."""
SIGN_IN_FIRST: Final = 3
"""Nobody is signed in, or the password is needed once more."""
OFFLINE: Final = 4
"""There is no connection, and this needs one."""
FOUND: Final = 5
"""`--exit-code` found something."""
PARTLY: Final = 6
"""Done in part; a line for each thing that was not."""
BUG: Final = 70
"""A fault in the program (EX_SOFTWARE of sysexits.h)."""
TRY_LATER: Final = 75
"""`mail receive` alone: nothing was lost, bring it again later (EX_TEMPFAIL of sysexits.h, as mail servers know it)."""
INTERRUPTED: Final = 130
"""Ended by ctrl+c, as a shell reports it (128 + SIGINT)."""
BROKEN_PIPE: Final = 141
"""Whoever read the output went away, as a shell reports it (128 + SIGPIPE)."""

_CODES: tuple[tuple[type[ZoneError], int], ...] = (
    (SettingsProblem, USAGE),
    (SignInFirst, SIGN_IN_FIRST),
    (NeedsReauthentication, SIGN_IN_FIRST),
    (Offline, OFFLINE),
)


def exit_code(error: ZoneError) -> int:
    """The exit code for an error for people."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), REFUSED)
