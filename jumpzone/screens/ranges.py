"""Asking for a first and a last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from textual import events, on
from textual.widget import Widget

from jumpzone.i18n import T_, Text
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.dialogs import Dialog
from jumpzone.widgets.form.field import Field
from jumpzone.widgets.form.spec import FieldSpec

__all__ = ["AskRange", "Range", "read_day"]

Range: TypeAlias = tuple[date | None, date | None]
"""The first and the last day; None leaves an end open."""


def read_day(typed: str) -> date | None:
    """Read a day as 2026-11-23, 23.11.2026 or 23/11/2026; None for nothing.

    Raises:
        ValueError: It is no day.
    """
    text = typed.strip().rstrip(".")
    if not text:
        return None
    for sign in ("/", "."):
        if text.count(sign) == 2:
            day, month, year = text.split(sign)
            return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def _check(typed: str) -> Text | None:
    try:
        read_day(typed)
    except ValueError:
        return T_("Write the day as 2026-11-23 or 23.11.2026.")
    return None


class AskRange(Dialog[Range]):
    """Asks for a first and a last day; the answer is None when cancelled."""

    def __init__(
        self,
        known: Range | None = None,
        *,
        title: Text = T_("From … to …"),  # noqa: B008
        yes: Text = T_("Show"),  # noqa: B008
        both: bool = False,
    ) -> None:
        """Ask, with what was answered before; `both` allows no open end."""
        super().__init__(title, T_("Both days are included.") if both else T_("Either may be left open."))
        self._both = both
        hint = T_("As 2026-11-23 or 23.11.2026")
        self.first = Field(FieldSpec("first", T_("First day"), hint=hint, max_length=10))
        self.last = Field(FieldSpec("last", T_("Last day"), max_length=10, submit=True))
        for field, day in zip((self.first, self.last), known or (None, None), strict=True):
            field.value = day.isoformat() if day is not None else ""
        self._yes = PushButton(yes, tone="primary", id="yes")

    def fields(self) -> Sequence[Widget]:
        """Return both fields."""
        return self.first, self.last

    def buttons(self) -> Sequence[PushButton]:
        """Return both buttons."""
        return self._yes, PushButton(T_("Cancel"), id="no")

    def on_mount(self) -> None:
        """Begin with the first day."""
        super().on_mount()
        self.first.focus_editor()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.button is self._yes:
            self.answer()
        else:
            self.dismiss(None)

    def on_input_submitted(self, event: events.Event) -> None:
        """Enter goes on to the last day, then answers."""
        event.stop()
        if self.focused is not None and self.first in self.focused.ancestors:
            self.last.focus_editor()
        else:
            self.answer()

    def answer(self) -> None:
        """Answer, once both are days in order."""
        problems = [(field, self._problem(field)) for field in (self.first, self.last)]
        for field, problem in problems:
            field.set_problem(problem)
        wrong = next((field for field, problem in problems if problem is not None), None)
        if wrong is not None:
            wrong.focus_editor()
            return
        first, last = read_day(str(self.first.value)), read_day(str(self.last.value))
        if first is not None and last is not None and last < first:
            self.last.set_problem(T_("The last day is before the first."))
            self.last.focus_editor()
        elif first is None and last is None:
            self.first.set_problem(T_("Give at least one of the two."))
            self.first.focus_editor()
        else:
            self.dismiss((first, last))

    def _problem(self, field: Field) -> Text | None:
        if self._both and field.is_blank:
            return T_("This has to be filled in.")
        return _check(str(field.value))
