"""Editing one record: checks while typing, saving, undoing, conflicts with other editors, drafts that survive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from textual import on
from textual.binding import Binding, BindingType
from textual.timer import Timer

from jumpzone.errors import FieldError, ZoneError
from jumpzone.i18n import N_, T_, _, current
from jumpzone.model.records import Record
from jumpzone.screens.editing_lines import ConflictLine, DraftLine, SavedLine
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.widgets.content import Words, words
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import Value
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["CHECK_AFTER", "KEEP_AFTER", "Edit", "EditScreen", "changed_fields"]

R = TypeVar("R", bound=Record)

CHECK_AFTER: Final = 0.35
"""Seconds after the last key until the whole draft is held against the rules."""

KEEP_AFTER: Final = 1.0
"""Seconds after the last key until the draft is written down."""


@dataclass(frozen=True, slots=True)
class Edit(Generic[R]):
    """What became of a save: the store's answer, and the record as it stands now (None once it is deleted)."""

    applied: Applied
    record: R | None


class EditScreen(ZoneScreen[str | None], Generic[R]):
    """A screen with a form over one record.

    What is typed is only ever replaced by the person who typed it: another program's change of the same field is
    shown beside it, with a choice.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "undo", N_("Undo the last save"), show=False)]

    RECORD: ClassVar[str]
    """The record type."""

    def __init__(self, form: Form) -> None:
        """Make the screen around its form."""
        super().__init__()
        self.form = form
        self.seen: R | None = None
        self.draft_line = DraftLine()
        self.saved_line = SavedLine()
        self._saving = False
        self._checking: Timer | None = None
        self._keeping: Timer | None = None
        self._found: dict[str, Any] = {}
        self._undo: Applied | None = None
        self._lines: dict[str, ConflictLine] = {}

    # -- what a screen says ----------------------------------------------------------------------------

    @property
    def draft_name(self) -> str:
        """The draft's name in the store."""
        raise NotImplementedError

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

    def begin(self) -> None:
        """Look for a draft of an earlier time, once the record is shown."""
        zone, name = host(self).zone, self.draft_name
        host(self).load(
            lambda: (zone.drafts.find(name), zone.drafts.kept_at(name)), self._draft_found, group="draft"
        )

    def refetch(self) -> None:
        """Read the record anew."""
        host(self).load(self.fetch, self.take, group="record")

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
        for timer in (self._checking, self._keeping):
            if timer is not None:
                timer.stop()
        self._checking = self.set_timer(CHECK_AFTER, self.check_now)
        self._keeping = self.set_timer(KEEP_AFTER, self.keep_draft)

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
        if self.form.dirty():
            self.keep_draft()
        else:
            self.forget_draft()
        self.edited()
        self.saved(edit)

    def _say_saved(self, applied: Applied, what: Words) -> None:
        self._undo = applied if applied.undo is not None else None
        names = changed_fields(applied)
        labels = [words(self.form.field(name).spec.label) for name in names if name in self.form.fields]
        text = f"{words(what)}: {', '.join(labels)}" if labels else words(what)
        self.saved_line.say(text, undo=self._undo is not None)

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
            self.take(edit.record)
        self._say_saved(edit.applied, T_("Taken back"))

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

    # -- drafts ----------------------------------------------------------------------------------------

    def draft(self) -> tuple[str, Mapping[str, Any]] | None:
        """Return what is typed and not saved, for the store of drafts."""
        typed = self._packed()
        return (self.draft_name, typed) if typed else None

    def _packed(self) -> dict[str, Any]:
        values, dirty, saved = self.form.draft(), self.form.dirty(), self.form.saved_values()
        typed = dict(self._found.get("typed", {}))
        base = dict(self._found.get("base", {}))
        typed |= {name: _plain(values[name]) for name in dirty if name in values}
        base |= {name: _plain(saved[name]) for name in dirty if name in values}
        return {"typed": typed, "base": base} if typed else {}

    def keep_draft(self) -> None:
        """Write down what is typed, so that neither a crash nor a power cut loses it."""
        packed, zone, name = self._packed(), host(self).zone, self.draft_name
        host(self).save(lambda: zone.drafts.keep(name, packed), owner=self)

    def forget_draft(self) -> None:
        """Forget the draft: it was saved, or thrown away."""
        if self._keeping is not None:
            self._keeping.stop()
        self._found = {}
        self.draft_line.hide()
        zone, name = host(self).zone, self.draft_name
        host(self).save(lambda: zone.drafts.forget(name), owner=self)

    def _draft_found(self, found: tuple[dict[str, Any], datetime | None]) -> None:
        packed, at = found
        typed = packed.get("typed")
        if not isinstance(typed, dict) or at is None:
            return
        known = {name: value for name, value in typed.items() if name in self.form.fields}
        now = self.form.values()
        if all(_value(value) == now[name] for name, value in known.items()):
            return
        self._found = packed
        labels = ", ".join(
            words(self.form.field(name).spec.label) for name in self.form.fields if name in known
        )
        exact = current().datetime(at, ZoneInfo(host(self).settings.timezone))
        self.draft_line.show(
            lambda: _("You have unsaved changes from {when}: {fields}", when=exact, fields=labels)
        )

    @on(DraftLine.Decided)
    def _draft_decided(self, event: DraftLine.Decided) -> None:
        event.stop()
        found, self._found = self._found, {}
        self.draft_line.hide()
        if not event.restore:
            if self.form.dirty():
                self.keep_draft()
            else:
                self.forget_draft()
            return
        dirty, saved = self.form.dirty(), self.form.saved_values()
        for name, typed in found["typed"].items():
            if name in self.form.fields and name not in dirty:
                self.form.set_values({name: _value(typed)}, saved=False)
                base = _value(found.get("base", {}).get(name, ""))
                if self.seen is not None and saved[name] not in (base, _value(typed)):
                    self.show_conflict(name, getattr(self.seen, name))
        self.edited()
        self.check_now()


def changed_fields(applied: Applied) -> list[str]:
    """Return the fields that a save has changed, by what undoing it would set."""
    return list(applied.undo.set) if applied.undo is not None else []


def _plain(value: Value) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _value(kept: Any) -> Value:
    if isinstance(kept, list):
        return frozenset(str(each) for each in kept)
    return kept if isinstance(kept, bool) else str(kept)
