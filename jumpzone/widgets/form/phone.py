"""A phone number: the country's prefix from a list, the rest typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from jumpzone.i18n import T_
from jumpzone.widgets.content import words
from jumpzone.widgets.form.choice import Choice
from jumpzone.widgets.form.inputs import SafeInput
from jumpzone.widgets.form.spec import Option

__all__ = ["PhoneInput"]

# Whose a prefix mostly is when several countries share it: the "main country" of libphonenumber's metadata.
_MAIN = {
    "+1": "US",
    "+7": "RU",
    "+39": "IT",
    "+44": "GB",
    "+47": "NO",
    "+61": "AU",
    "+212": "MA",
    "+262": "RE",
    "+358": "FI",
    "+590": "GP",
    "+599": "CW",
}


class PhoneInput(Horizontal):
    """Prefix and number. The value is one text such as ``+359 2 987654``, as it would be typed in one line."""

    DEFAULT_CSS = """
    PhoneInput {
        height: 3;
        & > Choice { width: 13; }
        & > Input { width: 1fr; }
    }
    """

    @dataclass
    class Changed(Message):
        """The number changed."""

        phone: PhoneInput
        value: str

        @property
        def control(self) -> PhoneInput:
            """The field."""
            return self.phone

    def __init__(
        self,
        options: Callable[[], Sequence[Option]],
        *,
        max_length: int = 40,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make an empty number; each option is a country with its prefix (``+359``) as note."""
        super().__init__(id=id, classes=classes)
        self.prefix = Choice(T_("Country"), options, short=True, placeholder="+…", classes="editor")
        self.number = SafeInput(max_length=max_length, select_on_focus=False, classes="editor")

    def compose(self) -> ComposeResult:
        """Compose prefix and number."""
        yield self.prefix
        yield self.number

    def _note(self) -> str:
        chosen = self.prefix.value
        if not chosen:
            return ""
        return next((words(option.note) for option in self.prefix.options if option.value == chosen), "")

    @property
    def value(self) -> str:
        """The whole number as one text; empty when no number is typed, whatever the prefix."""
        typed = self.number.value.strip()
        if not typed or typed.startswith(("+", "00")):
            return typed
        # A leading zero is how a number is dialled inside the country; after the prefix it has no place.
        prefix = self._note()
        return f"{prefix} {typed.removeprefix('0')}" if prefix else typed

    @value.setter
    def value(self, value: str) -> None:
        prefix = self._best_prefix(value)
        if prefix is not None:
            self.prefix.value = prefix.value
            self.number.value = value.removeprefix(words(prefix.note)).strip()
        else:
            self.number.value = value

    def set_country(self, country: str) -> None:
        """Offer the prefix of a country, as long as no number is typed."""
        if not self.number.value:
            self.prefix.value = country

    def _best_prefix(self, value: str) -> Option | None:
        """Return the longest prefix that fits; of those of equal length the one chosen now, else the main one."""
        if not value.startswith("+"):
            return None
        fitting = [
            option
            for option in self.prefix.options
            if words(option.note) and value.startswith(words(option.note))
        ]
        return max(
            fitting,
            key=lambda o: (
                len(words(o.note)),
                o.value == self.prefix.value,
                o.value == _MAIN.get(words(o.note)),
            ),
            default=None,
        )

    @on(Input.Changed)
    @on(Choice.Changed)
    def _tell(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed(self, self.value))
