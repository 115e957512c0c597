"""The second factor: codes by time (RFC 6238) and recovery codes.

A code is compared without telling by the time it takes how much of it was right. One that would have been right
some minutes earlier or later is told from a wrong one: then a clock is out of step, and the reader can mend that.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

STEP: Final = timedelta(seconds=30)
DIGITS: Final = 6
WINDOW: Final = 1
"""Steps before and after now whose codes are taken: typing takes time, clocks differ (RFC 6238, section 5.2)."""
DRIFT: Final = 20
"""Steps within which a code is told to be out of step: ten minutes."""

RECOVERY_CODES: Final = 10
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without letters and digits that are taken for one another."""
_HALF: Final = 5


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed as the second factor.

    Attributes:
        kind: ``time`` for a code of the app, ``recovery`` for a recovery code, ``none`` for what is neither.
        code: The code in the form in which it is compared.
    """

    kind: Literal["time", "recovery", "none"]
    code: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The step of time for which a code is right.

    Attributes:
        step: Counted from 1970.
        off: How many steps it lies from now; negative when the device's clock is slow.
    """

    step: int
    off: int

    @property
    def in_step(self) -> bool:
        """Whether it is near enough to be taken."""
        return abs(self.off) <= WINDOW

    @property
    def minutes(self) -> int:
        """How far the device's clock is out, in whole minutes, at least one."""
        return max(1, round(abs(self.off) * STEP / timedelta(minutes=1)))


def new_secret() -> str:
    """Return a random secret of 160 bits as authenticator apps take it (RFC 4226, section 4)."""
    import pyotp  # late: only for who sets up or uses a second factor

    return pyotp.random_base32()


def setup_uri(secret: str, address: str, issuer: str) -> str:
    """Return what an authenticator app reads from the code that it scans."""
    import pyotp  # late: see `new_secret`

    return pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=issuer)


def grouped(secret: str) -> str:
    """Return a secret as people type it: in groups of four."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def match(secret: str, code: str, now: datetime) -> Matched | None:
    """Find the step nearest to now for which a code is right; None when there is none within :data:`DRIFT`."""
    import pyotp  # late: see `new_secret`

    totp, here = pyotp.TOTP(secret, digits=DIGITS), int(now.timestamp()) // int(STEP.total_seconds())
    found: Matched | None = None
    # All of them, whatever matches: how long it takes says nothing about the code.
    for off in sorted(range(-DRIFT, DRIFT + 1), key=abs, reverse=True):
        if hmac.compare_digest(totp.generate_otp(max(0, here + off)), code):
            found = Matched(here + off, off)
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten random codes of 49 bits each, in two groups that can be read aloud."""
    return tuple(f"{_random()}-{_random()}" for _ in range(RECOVERY_CODES))


def _random() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_HALF))


def read(typed: str) -> Typed:
    """Tell what was typed or pasted; blanks, dashes and capitals don't matter."""
    code = "".join(
        char
        for char in unicodedata.normalize("NFKC", typed).casefold()
        if not char.isspace() and unicodedata.category(char) not in ("Pd", "Cf")
    )
    if len(code) == DIGITS and code.isascii() and code.isdigit():
        return Typed("time", code)
    if len(code) == 2 * _HALF and set(code) <= set(_ALPHABET):
        return Typed("recovery", f"{code[:_HALF]}-{code[_HALF:]}")
    return Typed("none", "")
