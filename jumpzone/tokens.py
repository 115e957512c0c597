"""Where the token of "stay signed in" is kept: in the keyring, in a file that was named, or in memory alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from jumpzone.errors import Refused, SignInFirst
from jumpzone.i18n import T_, Text
from jumpzone.model.text import safe_text
from jumpzone.paths import is_private, write_private
from jumpzone.vault import Vault

__all__ = ["TokenKeeper", "read_token_file", "write_token_file"]

_LONGEST: Final = 200
_PREFIX: Final = b"jz_"

Place = Literal["keyring", "file", "memory"]


class TokenKeeper:
    """Keeps one token for each store. Never before the first paint: see :class:`Vault`.

    Args:
        vault: The keyring.
        store_url: The store's URL, without its password; every store has an entry of its own.
        file: Keep it in this file instead (``--token-file``).

    Attributes:
        kept: Where the token is that was kept or found last; ``memory`` ends with the program.
        why: Why it is kept in memory alone, in words, or None.
    """

    def __init__(self, vault: Vault, store_url: str, *, file: Path | None = None) -> None:
        self._vault = vault
        self._name = f"session at {store_url}"
        self._file = file
        self._token: str | None = None
        self.kept: Place = "memory" if file is None else "file"
        self.why: Text | None = None

    def __repr__(self) -> str:
        """Keep the token out of logs."""
        return f"TokenKeeper({self.kept!r})"

    def keep(self, token: str) -> Place:
        """Keep a token, in place of the one before; return where.

        Raises:
            Refused: ``token-file``: the file that was named can't be written, or holds something else.
        """
        self._token = token
        if self._file is not None:
            write_token_file(self._file, token)
            self.kept, self.why = "file", None
        elif self._vault.set(self._name, token):
            self.kept, self.why = "keyring", None
        else:
            self.kept, self.why = "memory", self._vault.state().why
        return self.kept

    def obstacle(self) -> Text | None:
        """Say why a token would be kept in memory alone, or None when it would outlive the program."""
        if self._file is not None:
            return None
        state = self._vault.state()
        return None if state.usable else state.why

    def load(self) -> str | None:
        """Return the token that was kept, or None.

        Raises:
            SignInFirst: ``no-token``: the file that was named can't be read or holds none.
            Refused: ``token-file-open``: others can read the file.
        """
        if self._file is not None:
            return read_token_file(self._file)
        if self._token is None:
            self._token = self._vault.get(self._name)
            if self._token is not None:
                self.kept = "keyring"
        return self._token

    def forget(self) -> None:
        """Forget the token, wherever it was kept."""
        self._token = None
        if self._file is not None:
            if _holds(self._file) == "token":
                self._file.unlink(missing_ok=True)
        else:
            # Also when this run kept it in memory: a keyring that was too slow to say so may have it.
            self._vault.delete(self._name)


def write_token_file(path: Path, token: str) -> None:
    """Write a token into a file that only its owner can read, all of it or nothing.

    Raises:
        Refused: ``token-file``: it can't be written, or it holds something else, which is left alone.
    """
    if _holds(path) == "else":
        raise Refused(
            "token-file",
            T_("There is something else in {file}; it was left as it is.", file=safe_text(str(path))),
            hint=T_("Name a file that does not exist yet."),
        )
    try:
        write_private(path, f"{token}\n".encode("ascii"))
    except OSError as problem:
        raise Refused(
            "token-file",
            T_("The token can't be written into {file}.", file=safe_text(str(path))),
            hint=T_("Name a file in a folder of your own."),
        ) from problem


def read_token_file(path: Path) -> str:
    """Return the token in a file.

    Raises:
        SignInFirst: ``no-token``: the file can't be read or holds none.
        Refused: ``token-file-open``: others than its owner can read it, or somebody else owns it.
    """
    shown = safe_text(str(path))
    try:
        private = is_private(path) and _is_ours(path)
        text = path.read_text("ascii").strip() if private else ""
    except (OSError, UnicodeDecodeError) as problem:
        raise _no_token(shown) from problem
    if not private:
        raise Refused(
            "token-file-open",
            T_("Others can read {file}, so the token in it is not used.", file=shown),
            hint=T_("Sign in again to get a new token, and keep the file to yourself: chmod 600."),
        )
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise _no_token(shown)
    return text


def _holds(path: Path) -> Literal["nothing", "token", "else"]:
    """Tell what a file holds, so that a slip in its name destroys nothing."""
    try:
        with path.open("rb") as file:
            start = file.read(_LONGEST + 1)
    except OSError:
        return "nothing"
    if not start.strip():
        return "nothing"
    return "token" if start.startswith(_PREFIX) and len(start) <= _LONGEST else "else"


def _is_ours(path: Path) -> bool:
    return not hasattr(os, "geteuid") or path.stat().st_uid in (os.geteuid(), 0)


def _no_token(shown: str) -> SignInFirst:
    return SignInFirst("no-token", T_("{file} can't be read or holds no token.", file=shown))
