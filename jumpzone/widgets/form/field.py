"""A field: its editor with the label on the border, and a line below for a hint or for what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from jumpzone.i18n import _
from jumpzone.widgets.content import Words, content, words
from jumpzone.widgets.form.checks import Check, CheckSet, Picker, Radio
from jumpzone.widgets.form.choice import Choice
from jumpzone.widgets.form.inputs import CodeInput, PasswordInput, SafeInput
from jumpzone.widgets.form.phone import PhoneInput
from jumpzone.widgets.form.spec import FieldSpec, Strength, Value
from jumpzone.widgets.form.strength import StrengthBar

__all__ = ["Field"]


class Field(Vertical):
    """One field of a form. Label, required mark and unsaved mark stand on the border of its editor."""

    DEFAULT_CSS = """
    Field {
        height: auto;
        width: 1fr;
        & .editor {
            height: 3;
            padding: 0 1;
            background: $background;
            border: round $border-blurred;
            border-title-color: $text-muted;
            border-subtitle-color: $text-disabled;
            background-tint: transparent;
        }
        & .editor:focus { border: round $border; border-title-color: $accent; }
        & .editor.-tall { height: 8; }
        & .editor.-boxes { height: auto; }
        & .editor:disabled { color: $text-muted; }
        &.-bad .editor { border: round $error; border-title-color: $error; }
        & > .note { height: auto; padding: 0 2; color: $text-muted; display: none; }
        &.-noted > .note { display: block; }
        &.-bad > .note { color: $error; }
        & > Check { padding: 0 1; height: auto; }
    }
    """

    @dataclass
    class Edited(Message):
        """The value changed."""

        field: Field
        value: Value

        @property
        def control(self) -> Field:
            """The field."""
            return self.field

    def __init__(self, spec: FieldSpec) -> None:
        """Make the empty field that `spec` describes."""
        super().__init__(classes=f"-{spec.kind}" + (" -wide" if spec.wide else ""))
        self.spec = spec
        self.problem: Words | None = None
        self.unsaved = False
        self.editor = self._make_editor()
        self._note = Static(classes="note", markup=False)
        self._meter = StrengthBar() if spec.strength is not None else None

    def _make_editor(self) -> Widget:
        spec = self.spec
        editor: Widget
        match spec.kind:
            case "password":
                editor = PasswordInput()
                editor.max_length = spec.max_length
            case "code":
                editor = CodeInput(spec.digits)
            case "phone":
                return PhoneInput(spec.choices, max_length=spec.max_length)
            case "select":
                editor = Choice(spec.label, spec.choices, placeholder=spec.placeholder)
            case "check":
                return Check(self._check_label, spec.hint)
            case "checks":
                editor = CheckSet(spec.choices, classes="-boxes")
            case "radio":
                editor = Radio(spec.choices)
            case "multiline":
                # Textual's text area takes long to import, and few forms have one.
                from jumpzone.widgets.form.textarea import SafeTextArea

                editor = SafeTextArea(max_length=spec.max_length, classes="-tall")
            case _:
                editor = SafeInput(max_length=spec.max_length, select_on_focus=False)
        editor.add_class("editor")
        if spec.read_only:
            editor.disabled = True
        return editor

    def _check_label(self) -> str:
        return words(self.spec.label) + (" *" if self.spec.required else "") + (" ●" if self.unsaved else "")

    def compose(self) -> ComposeResult:
        """Compose the editor, the meter and the line below."""
        yield self.editor
        if self._meter is not None:
            yield self._meter
        yield self._note

    def on_mount(self) -> None:
        """Show the texts."""
        self.retranslate()

    # -- texts -----------------------------------------------------------------------------------------

    @property
    def _framed(self) -> Widget:
        """The widget whose border carries the label."""
        return self.editor.number if isinstance(self.editor, PhoneInput) else self.editor

    def retranslate(self) -> None:
        """Show label, hint and error in the current language; the value stays."""
        self._show_label()
        self._show_note()
        if isinstance(self.editor, Input):
            self.editor.placeholder = words(self.spec.placeholder)

    def _show_label(self) -> None:
        if isinstance(self.editor, Check):
            self.editor.retranslate()
            return
        title = content(self.spec.label)
        if self.spec.required:
            title = Content.assemble(title, (" *", "$accent"))
        if self.unsaved:
            title = Content.assemble(title, (" ●", "$accent"))
        self._framed.border_title = title
        if isinstance(self.editor, PasswordInput):
            show = _("hide: ctrl+t") if self.editor.revealed else _("show: ctrl+t")
            self.editor.border_subtitle = content(show)

    def _show_note(self) -> None:
        text = (
            self.problem if self.problem is not None else "" if self.spec.kind == "check" else self.spec.hint
        )
        shown = content(text)
        if self.problem is not None:
            shown = Content.assemble("✕ ", shown)
        noted = bool(shown.plain)
        if noted:
            self._note.update(shown)
        self.set_class(noted, "-noted")

    # -- value -----------------------------------------------------------------------------------------

    @property
    def value(self) -> Value:
        """What the field holds."""
        editor = self.editor
        if isinstance(editor, Input | Choice | Check | CheckSet | Radio | PhoneInput):
            return editor.value
        return str(getattr(editor, "text"))  # noqa: B009  # the text area, whose class is imported late

    @value.setter
    def value(self, value: Value) -> None:
        editor = self.editor
        if isinstance(editor, Check):
            editor.value = bool(value)
        elif isinstance(editor, CheckSet):
            editor.value = frozenset(value) if isinstance(value, frozenset) else frozenset()
        elif isinstance(editor, Input | Choice | Radio | PhoneInput):
            editor.value = str(value)
        elif str(value) != self.value:
            editor.load_text(str(value))  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is entered: no text but blanks, no choice."""
        value = self.value
        return not (value.strip() if isinstance(value, str) else value)

    def set_problem(self, problem: Words | None) -> None:
        """Say what is wrong with the value, or that nothing is."""
        if problem != self.problem:
            self.problem = problem
            self.set_class(problem is not None, "-bad")
            self._show_note()

    def set_unsaved(self, unsaved: bool) -> None:
        """Mark the value as not saved yet."""
        if unsaved != self.unsaved:
            self.unsaved = unsaved
            self._show_label()

    def set_strength(self, strength: Strength | None) -> None:
        """Show how strong the password is."""
        if self._meter is not None:
            self._meter.strength = strength

    def focus_editor(self) -> None:
        """Put the cursor here."""
        self._framed.focus()

    # -- events ----------------------------------------------------------------------------------------

    @on(Input.Changed)
    @on(Choice.Changed)
    @on(PhoneInput.Changed)
    @on(Picker.Changed)
    def _tell(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Edited(self, self.value))

    def on_text_area_changed(self, event: Message) -> None:
        """Pass on a change of the text area."""
        self._tell(event)

    def on_key(self, event: events.Key) -> None:
        """Show or hide a password."""
        if event.key == "ctrl+t" and isinstance(self.editor, PasswordInput):
            event.stop()
            self.toggle_reveal()

    def on_click(self, event: events.Click) -> None:
        """Show or hide a password by a click on the words on its border."""
        if isinstance(self.editor, PasswordInput) and event.screen_y == self.editor.region.bottom - 1:
            self.toggle_reveal()

    def toggle_reveal(self) -> None:
        """Show the password in clear, or hide it."""
        if isinstance(self.editor, PasswordInput):
            self.editor.reveal(not self.editor.revealed)
            self._show_label()
