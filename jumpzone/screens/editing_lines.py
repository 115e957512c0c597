"""The lines around a form: what was saved, a draft that waits, what somebody else wrote into a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from jumpzone.i18n import T_, _
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, words
from jumpzone.widgets.form.spec import FieldSpec, Value

__all__ = ["ConflictLine", "DraftLine", "SavedLine", "value_words"]


def value_words(spec: FieldSpec, value: Value) -> Content:
    """Return what a field holds in words: a choice's name rather than its code."""
    if isinstance(value, bool):
        return content(_("yes") if value else _("no"))
    if isinstance(value, frozenset):
        names = [words(option.label) for option in spec.choices() if option.value in value]
        return content(", ".join(names) or _("nothing"))
    if not value:
        return content(_("empty"))
    if spec.kind in ("select", "radio"):
        return content(next((option.label for option in spec.choices() if option.value == value), value))
    return data(value)


class _Line(Horizontal):
    """A line with words and buttons; not there while it has nothing to say."""

    DEFAULT_CSS = """
    _Line {
        height: auto; padding: 0 2; display: none;
        & > Static { width: auto; max-width: 1fr; height: auto; margin: 0 2 0 0; }
        &.-shown { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: Words = ""
        self._text = Static(markup=False)

    def show(self, said: Words) -> None:
        """Say something."""
        self._said = said
        self.retranslate()
        self.set_class(True, "-shown")

    def hide(self) -> None:
        """Say nothing."""
        self._said = ""
        self.set_class(False, "-shown")

    def drawn(self) -> Content:
        """Return the words as they are drawn."""
        return content(self._said)

    def retranslate(self) -> None:
        """Say it in the current language."""
        self._text.update(self.drawn())


class SavedLine(_Line):
    """Says what was saved, with a button to take it back."""

    @dataclass
    class UndoPressed(Message):
        """The last save is to be taken back."""

    def __init__(self) -> None:
        """Start with nothing said."""
        super().__init__()
        self.button = PushButton(T_("Undo"), id="undo")

    def compose(self) -> ComposeResult:
        """Compose words and button."""
        yield self._text
        yield self.button

    def say(self, said: Words, *, undo: bool = False) -> None:
        """Say something, or nothing."""
        self.button.display = undo
        if words(said):
            self.show(said)
        else:
            self.hide()

    def drawn(self) -> Content:
        """Return the words behind a sign."""
        return Content.assemble(("✓ ", "$success"), content(self._said))

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.post_message(self.UndoPressed())


class DraftLine(_Line):
    """Says that there is a draft, with a button to bring it back and one to throw it away."""

    @dataclass
    class Decided(Message):
        """What is to become of the draft."""

        restore: bool

    def compose(self) -> ComposeResult:
        """Compose words and buttons."""
        yield self._text
        yield PushButton(T_("Restore"), id="restore")
        yield PushButton(T_("Discard"), id="discard")

    def drawn(self) -> Content:
        """Return the words behind a sign."""
        return Content.assemble(("● ", "$accent"), content(self._said))

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.post_message(self.Decided(event.button.id == "restore"))


class ConflictLine(_Line):
    """What somebody else wrote into a field, with the choice between the two."""

    DEFAULT_CSS = """
    ConflictLine { height: auto; padding: 0 2; & > Static { color: $warning; } }
    """

    @dataclass
    class Decided(Message):
        """One of the two values was chosen."""

        line: ConflictLine
        mine: bool

    def __init__(self, spec: FieldSpec, shown: Value, theirs: Any) -> None:
        """Show `theirs`, a value of the record, as the field would show it (`shown`)."""
        super().__init__()
        self.spec = spec
        self.shown = shown
        self.theirs = theirs

    def on_mount(self) -> None:
        """Show it."""
        self.show_value(self.shown, self.theirs)

    def show_value(self, shown: Value, theirs: Any) -> None:
        """Show another value."""
        self.shown, self.theirs = shown, theirs
        self.show(lambda: _("Theirs: {value}", value=value_words(self.spec, self.shown).plain))

    def compose(self) -> ComposeResult:
        """Compose words and buttons."""
        yield self._text
        yield PushButton(T_("Keep mine"), id="mine")
        yield PushButton(T_("Take theirs"), id="theirs")

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.post_message(self.Decided(self, event.button.id == "mine"))
