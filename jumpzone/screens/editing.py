"""Editing one record: checks while typing, saving, undoing, conflicts with other editors, drafts that survive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.timer import Timer

from jumpzone.errors import FieldError, Refused, ZoneError
from jumpzone.i18n import N_, T_
from jumpzone.model.records import Record
from jumpzone.screens.editing_drafts import KeepsDraft
from jumpzone.screens.editing_lines import ConflictLine, SavedLine
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.widgets.content import Words, words
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import Value

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["CHECK_AFTER", "Edit", "EditScreen", "changed_fields"]

R = TypeVar("R", bound=Record)

CHECK_AFTER: Final = 0.35
"""Seconds after the last key until the whole draft is held against the rules."""


@dataclass(frozen=True, slots=True)
class Edit(Generic[R]):
    """What became of a save: the store's answer, and the record as it stands now (None once it is deleted)."""

    applied: Applied
    record: R | None


class EditScreen(KeepsDraft, Generic[R]):
    """A screen with a form over one record.

    What is typed is only ever replaced by the person who typed it: another program's change of the same field is
    shown beside it, with a choice.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "undo", N_("Undo the last save"), show=False)]

    RECORD: ClassVar[str]
    """The record type."""

    def __init__(self, form: Form) -> None:
        """Make the screen around its form."""
        super().__init__(form)
        self.seen: R | None = None
        self.saved_line = SavedLine()
        self._saving = False
        self._checking: Timer | None = None
        self._undo: Applied | None = None
        self._lines: dict[str, ConflictLine] = {}

    # -- what a screen says ----------------------------------------------------------------------------

    def to_form(self, record: R) -> dict[str, Value]:
        """Return a record as the form shows it."""
        raise NotImplementedError

    def one_to_form(self, name: str, value: Any) -> Value:
        """Return one value as the form shows it."""
        raise NotImplementedError

    def from_form(self, name: str, value: Value) -> Any:
        """Return what a field holds as records hold it."""
        return (value.strip() or None) if isinstance(value, str) else value

    def fetch(self) -> R:
        """Read the record; blocks."""
        raise NotImplementedError

    def check(self, seen: R | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Hold a draft against the rules; blocks."""
        raise NotImplementedError

    def write(self, seen: R | None, values: Mapping[str, Any]) -> Edit[R]:
        """Save; blocks."""
        raise NotImplementedError

    def take_back(self, applied: Applied) -> Edit[R]:
        """Undo a save; blocks."""
        raise NotImplementedError

    def edited(self) -> None:
        """The form holds other values: show what depends on them."""

    def saved(self, edit: Edit[R]) -> None:
        """The record was saved; by now the form shows it."""

    # -- reading ---------------------------------------------------------------------------------------

    def refetch(self) -> None:
        """Read the record anew."""
        host(self).load(self.fetch, self.take, on_error=self._unreadable, group="record")

    def _unreadable(self, error: ZoneError) -> None:
        """Say that the record can't be read; without the right to, nothing can be typed, either."""
        self.form.disabled = isinstance(error, Refused)
        host(self).show_error(error)

    @on(ZoneChanged)
    def _somebody_changed(self, event: ZoneChanged) -> None:
        if (
            self.seen is not None
            and not self._saving
            and (self.RECORD, self.seen.id) in event.changes.records
        ):
            self.refetch()

    def take(self, record: R) -> None:
        """Show a record as it stands now; what is typed stays, and what both changed is in conflict."""
        before = self.to_form(self.seen) if self.seen is not None else {}
        after = self.to_form(record)
        dirty, conflicts = self.form.dirty(), dict[str, Any]()
        for name, value in after.items():
            if name not in dirty:
                self.form.set_values({name: value})
            elif value not in (before.get(name), self.form.field(name).value):
                conflicts[name] = getattr(record, name)
            else:
                self._set_saved(name, value)
        seen = self.seen
        self.seen = record
        if seen is not None and conflicts:
            self.seen = replace(record, **{name: getattr(seen, name) for name in conflicts})
        for name, theirs in conflicts.items():
            self.show_conflict(name, theirs)
        self.edited()

    def _set_saved(self, name: str, value: Value) -> None:
        """Take `value` as what is stored, without touching what is typed."""
        typed = self.form.field(name).value
        self.form.set_values({name: value})
        if typed != self.form.field(name).value:
            self.form.set_values({name: typed}, saved=False)

    # -- typing ----------------------------------------------------------------------------------------

    @on(Form.Changed)
    def _typed(self, event: Form.Changed) -> None:
        event.stop()
        self.edited()
        self.keep_soon()
        if self._checking is not None:
            self._checking.stop()
        self._checking = self.set_timer(CHECK_AFTER, self.check_now)

    def changed_values(self) -> dict[str, Any]:
        """Return the fields that are not saved, as records hold them."""
        values = self.form.values()
        return {name: self.from_form(name, values[name]) for name in self.form.dirty()}

    def check_now(self) -> None:
        """Hold what is typed against the rules, in a thread."""
        values, seen = self.changed_values(), self.seen
        if values:
            host(self).load(
                lambda: self.check(seen, values), self._checked, on_error=self._unchecked, group="check"
            )
        else:
            self._checked(())

    def _unchecked(self, _error: ZoneError) -> None:
        """Saving will say what stands against it; while typing that would only disturb."""

    def _checked(self, errors: tuple[FieldError, ...]) -> None:
        dirty = self.form.dirty()
        found = {error.field: error for error in errors}
        for name, field in self.form.fields.items():
            error = found.get(name)
            if error is not None and error.code == "conflict":
                self.show_conflict(name, error.server)
            elif error is not None and (name in dirty or field.problem is not None):
                field.set_problem(error.message)
            elif name not in self._lines:
                field.set_problem(None)

    # -- saving ----------------------------------------------------------------------------------------

    @on(Form.Submitted)
    def _submitted(self, event: Form.Submitted) -> None:
        event.stop()
        values, seen = self.changed_values(), self.seen
        if not values:
            self.saved_line.say(T_("Nothing has changed."))
            return
        self._saving = True
        self.form.busy(True, T_("Saving…"))
        sent = {name: self.form.field(name).value for name in self.form.dirty()}
        host(self).save(
            lambda: self.write(seen, values),
            on_done=lambda edit: self._saved(edit, sent),
            on_error=self._refused,
            owner=self,
        )

    def _saved(self, edit: Edit[R], sent: Mapping[str, Value]) -> None:
        self._saving = False
        self.form.busy(False)
        self.form.clear_errors()
        for name in tuple(self._lines):
            self._close_line(name)
        for name, value in sent.items():
            # Unless it was edited on while it was being saved.
            if self.form.field(name).value == value:
                self.form.set_values({name: value})
        if edit.record is not None:
            self.seen = edit.record
            after, dirty = self.to_form(edit.record), self.form.dirty()
            for name, value in after.items():
                if name in dirty:
                    self._set_saved(name, value)
                else:
                    self.form.set_values({name: value})
        self._say_saved(edit.applied, T_("Saved"))
        self.forget_saved(sent)
        self.edited()
        self.saved(edit)

    def _say_saved(self, applied: Applied, what: Words) -> None:
        self._undo = applied if applied.undo is not None else None
        specs = [self.form.field(name).spec for name in changed_fields(applied) if name in self.form.fields]

        def said() -> str:
            labels = ", ".join(words(spec.label) for spec in specs)
            return f"{words(what)}: {labels}" if labels else words(what)

        self.saved_line.say(said, undo=self._undo is not None)

    def _refused(self, error: ZoneError) -> None:
        self._saving = False
        self.form.busy(False)
        problems: dict[str, Words] = {}
        conflicts = [each for each in error.fields if each.code == "conflict"]
        for each in error.fields:
            if each.code != "conflict" and each.field in self.form.fields:
                problems[each.field] = each.message
        for each in conflicts:
            self.show_conflict(each.field, each.server)
        if problems:
            self.form.set_errors(problems)
        elif conflicts:
            self.form.field(conflicts[0].field).focus_editor()
        elsewhere = [each for each in error.fields if each.field not in self.form.fields]
        if elsewhere or not error.fields:
            host(self).show_error(error)

    def action_undo(self) -> None:
        """Take back the last save; what others did since stays."""
        applied = self._undo
        if applied is None or self._saving:
            return
        self._undo = None
        self._saving = True
        self.saved_line.say("")
        host(self).save(
            lambda: self.take_back(applied), on_done=self._taken_back, on_error=self._not_taken_back
        )

    def _taken_back(self, edit: Edit[R]) -> None:
        self._saving = False
        if edit.record is not None:
            self._own_again(edit)
            self.take(edit.record)
        self._say_saved(edit.applied, T_("Taken back"))

    def _own_again(self, edit: Edit[R]) -> None:
        """What was taken back is nobody else's change: newer text in such a field stays, as not saved."""
        assert edit.record is not None
        if self.seen is None:
            return
        own = {name: getattr(edit.record, name) for name in changed_fields(edit.applied)}
        for name in self.form.dirty():
            if name in own:
                self._set_saved(name, self.one_to_form(name, own[name]))
        self.seen = replace(self.seen, **own)

    def _not_taken_back(self, error: ZoneError) -> None:
        self._saving = False
        host(self).show_error(error)

    @on(SavedLine.UndoPressed)
    def _undo_pressed(self, event: SavedLine.UndoPressed) -> None:
        event.stop()
        self.action_undo()

    # -- conflicts -------------------------------------------------------------------------------------

    def show_conflict(self, name: str, theirs: Any) -> None:
        """Show another editor's value beside the field."""
        if name not in self.form.fields:
            return
        shown = self.one_to_form(name, theirs)
        if name in self._lines:
            self._lines[name].show_value(shown, theirs)
            return
        field = self.form.field(name)
        line = ConflictLine(field.spec, shown, theirs)
        self._lines[name] = line
        field.set_problem(T_("Somebody else changed this meanwhile."))
        field.mount(line)

    @on(ConflictLine.Decided)
    def _decided(self, event: ConflictLine.Decided) -> None:
        event.stop()
        name, line = event.line.spec.name, event.line
        if self.seen is not None:
            self.seen = replace(self.seen, **{name: line.theirs})
        if event.mine:
            self._set_saved(name, line.shown)
        else:
            self.form.set_values({name: line.shown})
        self._close_line(name)
        self.form.field(name).focus_editor()
        self.edited()

    def _close_line(self, name: str) -> None:
        self._lines.pop(name).remove()
        self.form.field(name).set_problem(None)

    def draft_restored(self, bases: Mapping[str, Value]) -> None:
        """Show what somebody else has changed since the draft was written."""
        saved = self.form.saved_values()
        for name, base in bases.items():
            if self.seen is not None and saved[name] not in (base, self.form.field(name).value):
                self.show_conflict(name, getattr(self.seen, name))
        self.edited()
        self.check_now()


def changed_fields(applied: Applied) -> list[str]:
    """Return the fields that a save has changed, by what undoing it would set."""
    return list(applied.undo.set) if applied.undo is not None else []
