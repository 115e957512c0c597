"""Codes that people type and tokens that programs keep."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from jumpzone.errors import FieldError, Invalid
from jumpzone.i18n import T_
from jumpzone.store.seal import Sealer

DIGITS: Final = 8
ATTEMPTS: Final = 5
"""Wrong codes until a code is worthless: one chance in twenty million to guess one."""

SESSION_PREFIX: Final = "jz_"
"""By it secret scanners recognise a token that was committed or pasted by mistake."""
REGISTRATION_PREFIX: Final = "jzreg_"
RESET_PREFIX: Final = "jzrst_"

_TOKEN_BYTES: Final = 32


def new_code() -> str:
    """Return eight random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def spaced(code: str) -> str:
    """Return a code as it is written in a mail, in two groups that can be read aloud."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def read_code(typed: str) -> str:
    """Return the digits of a code as it was typed or pasted.

    Raises:
        Invalid: ``invalid-code``; it is no code at all, so that no attempt need be counted.
    """
    digits = "".join(
        char
        for char in unicodedata.normalize("NFKC", typed)
        if not char.isspace() and unicodedata.category(char) not in ("Pd", "Cf")
    )
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise invalid_code()
    return digits


def invalid_code() -> Invalid:
    """Return the one error for a code that is wrong, used, too old, tried too often, or never was."""
    message = T_("This code is not right, or it is no longer valid.")
    return Invalid(
        "invalid-code",
        message,
        hint=T_("Look for the code in the newest mail. If it does not work, ask for another one."),
        fields=[FieldError("code", "invalid-code", message)],
    )


def new_token(prefix: str) -> str:
    """Return a random reference of 256 bits."""
    return prefix + secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of(sealer: Sealer, token: str) -> bytes:
    """Return what the store keeps of a session's token."""
    return sealer.digest("session", ascii_only(token))


def row_of(sealer: Sealer, purpose: str, token: str) -> str:
    """Return the id of the row that a token opens; the token itself is kept nowhere."""
    return str(UUID(bytes=sealer.digest(purpose, ascii_only(token))[:16], version=4))


def code_hash(sealer: Sealer, purpose: str, row: str, address: str, code: str) -> bytes:
    """Return a code's digest, good for one row and one address alone."""
    return sealer.digest(f"{purpose} code", f"{row}\x00{address}\x00{code}")


class Guarded(Protocol):
    """A row that a code opens."""

    @property
    def code_hash(self) -> bytes:
        """What the code is checked against."""

    @property
    def expires_at(self) -> datetime:
        """When it ends."""

    @property
    def attempts(self) -> int:
        """How often a wrong code was tried."""


def opens(row: Guarded | None, digest: bytes, now: datetime) -> bool:
    """Tell whether a code's digest opens a row that is still alive."""
    if row is None:
        return False
    return hmac.compare_digest(row.code_hash, digest) and row.attempts < ATTEMPTS and row.expires_at > now


def ascii_only(token: str) -> str:
    """Return a token as it can be hashed; what is no token of ours stays none."""
    return token.encode("ascii", "backslashreplace").decode("ascii")
