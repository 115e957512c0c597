"""A form: fields in sections, what is unsaved, what is wrong, and one button."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from jumpzone.i18n import N_, T_, Text, _, ngettext
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, words
from jumpzone.widgets.form.field import Field
from jumpzone.widgets.form.spec import FieldSpec, Section, Strength, Value

__all__ = ["Form", "SectionBox"]

TYPING_STOPS = 0.3
"""Seconds after the last key until a field is checked."""

SAVE = T_("Save changes")

TWO_COLUMNS = 100
"""From this width on fields stand in two columns."""


@dataclass
class _Checked(Message):
    """A validator or a meter that ran in a thread has finished."""

    name: str
    value: str
    problem: Text | None = None
    strength: Strength | None = None


class SectionBox(Vertical):
    """The fields of one section under its title."""

    DEFAULT_CSS = """
    SectionBox {
        height: auto;
        & > .title { height: auto; padding: 1 1 0 1; text-style: bold; }
        & > .grid { height: auto; layout: grid; grid-size: 1; grid-rows: auto; grid-gutter: 0 1; }
        &.-hidden { display: none; }
    }
    """

    def __init__(self, section: Section, fields: list[Field]) -> None:
        """Make the box of `section`; `fields` are its fields."""
        super().__init__(classes="-hidden" if section.hidden else "")
        self.section = section
        self.fields = fields
        self.title = Static(classes="title", markup=False)
        self.grid = Vertical(*fields, classes="grid")

    def compose(self) -> ComposeResult:
        """Compose title and fields."""
        if words(self.section.title):
            yield self.title
        yield self.grid

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show the title in the current language."""
        title = content(self.section.title)
        if words(self.section.note):
            title = Content.assemble(title, "\n", content(self.section.note, "not bold $text-muted"))
        self.title.update(title)

    def set_columns(self, count: int) -> None:
        """Let the fields stand in one column or two."""
        self.grid.styles.grid_size_columns = count
        for field in self.fields:
            if field.spec.wide:
                field.styles.column_span = count


class Form(Vertical):
    """Fields, a line that says what is unsaved, and a button; ctrl+s does the same as the button."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "submit", N_("Save"), priority=True)]

    DEFAULT_CSS = """
    Form {
        height: 1fr;
        & > .fields { height: 1fr; scrollbar-size-vertical: 1; }
        & > .foot { height: 1; padding: 0 1; & > Static { width: 1fr; height: 1; color: $text-muted; } }
        &.-auto { height: auto; }
        &.-auto > .fields { height: auto; overflow-y: hidden; }
    }
    """

    @dataclass
    class Changed(Message):
        """A field was edited."""

        form: Form
        field: str
        value: Value

        @property
        def control(self) -> Form:
            """The form."""
            return self.form

    @dataclass
    class Submitted(Message):
        """The form is to be saved: the button, ctrl+s, or enter in the last field. Quick checks have passed."""

        form: Form
        values: dict[str, Value]

        @property
        def control(self) -> Form:
            """The form."""
            return self.form

    def __init__(
        self,
        *sections: Section,
        submit: Words = SAVE,
        keeps_unsaved: bool = True,
        auto_height: bool = False,
        two_columns_from: int = TWO_COLUMNS,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make an empty form.

        Args:
            sections: The sections with their fields.
            submit: The label of the button.
            keeps_unsaved: Mark and count what is unsaved (not wanted where nothing is edited, as at sign-in).
            auto_height: As high as its fields (in a dialog or a card) instead of filling its container and scrolling.
            two_columns_from: The width from which on fields stand in two columns.
            id: The widget's id.
            classes: The widget's classes.
        """
        super().__init__(id=id, classes=classes)
        self.set_class(auto_height, "-auto")
        self._keeps_unsaved = keeps_unsaved
        self.fields: dict[str, Field] = {}
        self.sections: list[SectionBox] = []
        for section in sections:
            fields = [Field(spec) for spec in section.fields]
            self.fields.update({field.spec.name: field for field in fields})
            self.sections.append(SectionBox(section, fields))
        self._saved: dict[str, Value] = {name: field.spec.empty for name, field in self.fields.items()}
        self._typing: dict[str, Timer] = {}
        self._last: dict[str, Value] = dict(self._saved)
        self._state = Static(markup=False)
        self._said: Words = ""
        self._shown_state = Content("")
        self._columns = 0
        self._two_columns_from = two_columns_from
        self.button = PushButton(submit, tone="primary", id="submit")

    def compose(self) -> ComposeResult:
        """Compose the sections and the foot."""
        with VerticalScroll(classes="fields", can_focus=False):
            yield from self.sections
        with Horizontal(classes="foot"):
            yield self._state
            yield self.button

    def on_mount(self) -> None:
        """Show what is unsaved."""
        self._show_state()

    def on_resize(self, event: events.Resize) -> None:
        """Fold to one column or unfold to two."""
        columns = 2 if event.size.width >= self._two_columns_from else 1
        if columns != self._columns:
            self._columns = columns
            for box in self.sections:
                box.set_columns(columns)

    def retranslate(self) -> None:
        """Show the foot in the current language; fields and titles do so themselves."""
        self._show_state()

    def words_of(self, action: str) -> Text | None:
        """Call the key for submitting what the button says."""
        label = self.button.label
        return label if action == "submit" and isinstance(label, Text) else None

    # -- values ----------------------------------------------------------------------------------------

    def field(self, name: str) -> Field:
        """Return a field by its name."""
        return self.fields[name]

    def values(self) -> dict[str, Value]:
        """Return what all fields hold, also those of hidden sections."""
        return {name: field.value for name, field in self.fields.items()}

    def draft(self) -> dict[str, Value]:
        """Return what may be kept of a half-filled form: everything but passwords and codes."""
        return {name: field.value for name, field in self.fields.items() if not field.spec.secret}

    def set_values(self, values: Mapping[str, Value], *, saved: bool = True) -> None:
        """Fill fields; names the form does not have are left aside.

        Args:
            values: Values by field name.
            saved: They are what is stored, so nothing is unsaved; False for a draft that comes back.
        """
        for name, value in values.items():
            if name in self.fields:
                if saved:
                    self._saved[name] = value
                self.fields[name].value = value
                self._last[name] = self.fields[name].value
                if saved:
                    # What the editor made of it (a phone number, say) counts as unchanged.
                    self._saved[name] = self.fields[name].value
        self._show_state()

    def dirty(self) -> frozenset[str]:
        """Return the names of the fields whose value is not saved."""
        return frozenset(name for name, field in self.fields.items() if field.value != self._saved[name])

    def mark_saved(self, said: Words = "") -> None:
        """Take the present values as saved; `said` tells the reader what was saved."""
        self._saved = self.values()
        self._said = said
        self.clear_errors()
        self._show_state()

    def saved_values(self) -> dict[str, Value]:
        """Return the values as they were saved last."""
        return dict(self._saved)

    def revert(self) -> None:
        """Bring back the saved values."""
        self.set_values(dict(self._saved))
        self.clear_errors()

    def show(self, section: str, visible: bool = True) -> None:
        """Show or hide a section by its name."""
        for box in self.sections:
            if box.section.name == section:
                box.set_class(not visible, "-hidden")

    def shown_fields(self) -> Iterator[Field]:
        """Go through the fields of the sections that are shown, in order."""
        for box in self.sections:
            if not box.has_class("-hidden"):
                yield from box.fields

    def busy(self, busy: bool, said: Words = "") -> None:
        """Lock the button while the form is being saved, and say so."""
        self.button.disabled = busy
        self._said = said
        self._show_state()

    def focus_first(self) -> None:
        """Put the cursor into the first field that is empty, or the first of all."""
        fields = [field for field in self.shown_fields() if not field.spec.read_only]
        target = next((field for field in fields if field.is_blank), fields[0] if fields else None)
        if target is not None:
            # Before the first layout Textual would scroll to where the field is not.
            self.call_after_refresh(target.focus_editor)

    # -- errors ----------------------------------------------------------------------------------------

    def set_errors(self, errors: Mapping[str, Words]) -> None:
        """Say beside each field what is wrong with it and go to the first; everything typed stays.

        Names that the form does not have are left aside: the screen says those elsewhere.
        """
        first = None
        for name, field in self.fields.items():
            field.set_problem(errors.get(name))
            if name in errors and first is None:
                first = field
        if first is not None:
            for box in self.sections:
                if first in box.fields:
                    box.remove_class("-hidden")
            first.focus_editor()
            self.call_after_refresh(first.scroll_visible, animate=False)

    def clear_errors(self) -> None:
        """Take back all that was said to be wrong."""
        for field in self.fields.values():
            field.set_problem(None)

    def check(self) -> dict[str, Words]:
        """Run the quick checks on every shown field and return what is wrong."""
        errors: dict[str, Words] = {}
        for field in self.shown_fields():
            problem = self._quick_problem(field)
            if problem is not None:
                errors[field.spec.name] = problem
        return errors

    def _quick_problem(self, field: Field) -> Words | None:
        spec = field.spec
        if spec.read_only:
            return None
        if field.is_blank:
            return T_("This has to be filled in.") if spec.required else None
        if spec.validator is not None and not spec.slow:
            return spec.validator(str(field.value))
        return field.problem if spec.slow else None

    # -- events ----------------------------------------------------------------------------------------

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        event.stop()
        field, name = event.field, event.field.spec.name
        if event.value == self._last[name]:
            # What `set_values` did is told by Textual a little later; nobody has edited anything.
            return
        self._last[name] = event.value
        self._said = ""
        if self._keeps_unsaved:
            field.set_unsaved(field.value != self._saved[name])
        self._show_state()
        if (timer := self._typing.pop(name, None)) is not None:
            timer.stop()
        if field.spec.validator or field.spec.strength or field.problem is not None:
            self._typing[name] = self.set_timer(TYPING_STOPS, partial(self._typing_stopped, field))
        self.post_message(self.Changed(self, name, event.value))

    def _typing_stopped(self, field: Field) -> None:
        spec, text = field.spec, field.value
        if not isinstance(text, str) or not self.is_attached:
            return
        if spec.strength is not None:
            self.run_worker(partial(self._measure, spec, text), thread=True, group=f"strength-{spec.name}")
        if not text.strip() or spec.validator is None:
            field.set_problem(None)
        elif spec.slow:
            self.run_worker(partial(self._validate, spec, text), thread=True, group=f"check-{spec.name}")
        else:
            field.set_problem(spec.validator(text))

    def _validate(self, spec: FieldSpec, text: str) -> None:
        """Run a slow validator; runs in a thread."""
        if spec.validator is not None:
            self.post_message(_Checked(spec.name, text, problem=spec.validator(text)))

    def _measure(self, spec: FieldSpec, text: str) -> None:
        """Measure a password; runs in a thread."""
        if spec.strength is not None:
            self.post_message(_Checked(spec.name, text, strength=spec.strength(text) if text else None))

    @on(_Checked)
    def _take_check(self, message: _Checked) -> None:
        message.stop()
        field = self.fields[message.name]
        if field.value != message.value:
            return
        if field.spec.strength is not None and message.problem is None:
            field.set_strength(message.strength)
        if field.spec.slow:
            field.set_problem(message.problem)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """With the first field of a section, show the section's title too."""
        for box in self.sections:
            if box.fields and event.widget in box.fields[0].walk_children():
                self.call_after_refresh(box.title.scroll_visible, animate=False)

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        """Go to the next field; from the last one, or where the field says so, submit."""
        event.stop()
        fields = [field for field in self.shown_fields() if not field.spec.read_only]
        here = next((i for i, field in enumerate(fields) if event.input in field.query(Input)), None)
        if here is None or here + 1 >= len(fields) or fields[here].spec.submit:
            self.action_submit()
        else:
            fields[here + 1].focus_editor()

    @on(PushButton.Pressed, "#submit")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.action_submit()

    def action_submit(self) -> None:
        """Check what can be checked at once, then post `Submitted`, or go to the first field that is wrong."""
        if self.button.disabled:
            return
        errors = self.check()
        if errors:
            self.set_errors(errors)
        else:
            self.clear_errors()
            self.post_message(self.Submitted(self, self.values()))

    def _show_state(self) -> None:
        """Mark what is unsaved and say how much it is."""
        dirty = self.dirty() if self._keeps_unsaved else frozenset()
        for name, field in self.fields.items():
            field.set_unsaved(name in dirty)
        if words(self._said):
            text = content(self._said)
        elif dirty:
            said = ngettext("{n} unsaved change", "{n} unsaved changes", len(dirty))
            text = Content.assemble(("● ", "$accent"), content(said), ("  ctrl+s", "$text-disabled"))
        else:
            text = content(_("* has to be filled in") if self._has_required else "", "$text-disabled")
        if not text.is_same(self._shown_state):
            # The line's place is fixed: no key press may lay out the form anew.
            self._shown_state = text
            self._state.update(text, layout=False)

    @property
    def _has_required(self) -> bool:
        return any(field.spec.required for field in self.fields.values())
