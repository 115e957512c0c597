"""Why a mail could not go: for good, or for now."""

from __future__ import annotations

from jumpzone.i18n import Text

__all__ = ["Permanent", "Temporary", "Undelivered"]


class Undelivered(Exception):
    """A mail could not go.

    Attributes:
        reason: Why, for people.
    """

    def __init__(self, reason: Text) -> None:
        """Keep the reason."""
        super().__init__(reason.msgid)
        self.reason = reason


class Permanent(Undelivered):
    """Trying again would change nothing: the address or the letter was refused."""


class Temporary(Undelivered):
    """It may go later.

    Attributes:
        everybody: The trouble is the server's or the line's, so that no other mail would go now either.
    """

    def __init__(self, reason: Text, *, everybody: bool = False) -> None:
        """Keep the reason, and whom it concerns."""
        super().__init__(reason)
        self.everybody = everybody
