"""What waits for a code between two commands. It is worth nothing without the code, which only the mail holds."""

from __future__ import annotations

from typing import Literal

from jumpzone.cli.files import cannot_write
from jumpzone.errors import NotFound
from jumpzone.i18n import T_
from jumpzone.paths import Paths, write_private

__all__ = ["Waiting"]

_LONGEST = 200


class Waiting:
    """A registration or a reset that waits for its code.

    Args:
        paths: Where things lie.
        what: Which of the two.
    """

    def __init__(self, paths: Paths, what: Literal["registration", "reset"]) -> None:
        self._file = paths.state / f"{what}-in-waiting"

    def keep(self, token: str) -> None:
        """Keep what names it to the store, in a private file.

        Raises:
            StoreProblem: The file can't be written.
        """
        try:
            write_private(self._file, f"{token}\n".encode("ascii"))
        except OSError as problem:
            raise cannot_write(self._file) from problem

    def token(self) -> str:
        """Return what names it to the store.

        Raises:
            NotFound: Nothing waits.
        """
        try:
            return self._file.read_text("ascii", "replace").strip()[:_LONGEST]
        except OSError as problem:
            raise NotFound(
                "nothing-waits",
                T_("Nothing waits for a code here."),
                hint=T_("Begin anew without “confirm”."),
            ) from problem

    def forget(self) -> None:
        """Forget it: the code was entered."""
        self._file.unlink(missing_ok=True)
