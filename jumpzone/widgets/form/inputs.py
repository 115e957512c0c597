"""Text inputs that show anything harmlessly and keep passwords to themselves."""

from __future__ import annotations

from functools import lru_cache

from rich.text import Text as RichText
from textual import events
from textual.widgets import Input

from jumpzone.model.text import safe_text

__all__ = ["CodeInput", "PasswordInput", "SafeInput", "pasted", "printable"]


@lru_cache(maxsize=4096)
def _sign(char: str) -> str:
    shown = safe_text(char, multiline=True)
    return shown if len(shown) == 1 and shown != "\n" else "�"


def printable(text: str) -> str:
    """Return `text` with every harmful or invisible character replaced by one sign.

    Unlike `safe_text` this keeps the length, so that the cursor stands where people see it.
    """
    return text if text.isprintable() else "".join(map(_sign, text))


def pasted(text: str, *, multiline: bool = False) -> str:
    """Return what a paste brings into a field: no control characters; in a single line, blanks for line breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if not multiline:
        text = " ".join(part.strip() for part in text.split("\n") if part.strip())
    kept = "\n\t" if multiline else ""
    return "".join(
        char for char in text if char in kept or not ("\x00" <= char < " " or "\x7f" <= char < "\xa0")
    )


class SafeInput(Input):
    """One line of text. The value is kept as it is; what could act on a terminal is shown as a sign."""

    cursor_blink = False

    @property
    def _value(self) -> RichText:
        if self.password:
            return super()._value
        return RichText(printable(self.value), no_wrap=True, overflow="ignore", end="")

    @property
    def content_width(self) -> int:
        """The width of the text, at least that of the field: while it fits, no key press lays out the screen anew."""
        return max(super().content_width, self.content_size.width)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste without control characters."""
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def action_paste(self) -> None:
        """Paste what was copied inside the app."""
        self.paste(self.app.clipboard)

    def paste(self, text: str) -> None:
        """Insert a text as if pasted: in place of the selection."""
        if text := self.filtered(text):
            start, end = sorted(self.selection)
            self.replace(text, start, end)

    def filtered(self, text: str) -> str:
        """Return what of a paste may enter."""
        return pasted(text)


class PasswordInput(SafeInput):
    """A password: dots, never copied. Whether it is shown in clear is asked of `revealed`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """Make an empty, hidden password field."""
        super().__init__(password=True, id=id, classes=classes)

    @property
    def revealed(self) -> bool:
        """Whether the password is shown in clear."""
        return not self.password

    def reveal(self, show: bool) -> None:
        """Show the password in clear, or hide it."""
        self.password = not show

    def action_copy(self) -> None:
        """Copy nothing: a clipboard is read by every program."""

    def action_cut(self) -> None:
        """Delete what is selected, without copying it."""
        self.delete_selection()


class CodeInput(SafeInput):
    """Digits only; blanks and dashes of a pasted code are dropped."""

    def __init__(self, digits: int, *, id: str | None = None, classes: str | None = None) -> None:
        """Make a field for a code of `digits` digits."""
        super().__init__(restrict=r"\d*", max_length=digits, id=id, classes=classes)

    def filtered(self, text: str) -> str:
        """Keep the digits of a paste, as many as fit."""
        return "".join(char for char in text if char.isascii() and char.isdigit())[: self.max_length]
