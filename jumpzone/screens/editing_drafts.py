"""What is typed and not saved: written down while typing stops, and offered again the next time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from textual import on
from textual.timer import Timer

from jumpzone.i18n import _, current
from jumpzone.screens.editing_lines import DraftLine
from jumpzone.screens.host import host
from jumpzone.widgets.content import words
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import Value
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["KEEP_AFTER", "KeepsDraft"]

KEEP_AFTER: Final = 1.0
"""Seconds after the last key until the draft is written down."""


class KeepsDraft(ZoneScreen[str | None]):
    """A screen whose form survives leaving, a crash and a power cut.

    A draft that was found and not decided on yet is kept along with what is typed meanwhile.
    """

    def __init__(self, form: Form) -> None:
        """Make the screen around its form."""
        super().__init__()
        self.form = form
        self.draft_line = DraftLine()
        self._keeping: Timer | None = None
        self._found: dict[str, dict[str, Any]] = {}
        self._found_at: datetime | None = None

    @property
    def draft_name(self) -> str:
        """The draft's name in the store."""
        raise NotImplementedError

    def draft_restored(self, bases: Mapping[str, Value]) -> None:
        """A draft was brought back into the form.

        Args:
            bases: For each field that came back, the value that was stored when it was typed over.
        """
        raise NotImplementedError

    def begin(self) -> None:
        """Look for a draft of an earlier time, once the record is shown."""
        zone, name = host(self).zone, self.draft_name
        host(self).load(
            lambda: (zone.drafts.find(name), zone.drafts.kept_at(name)), self._draft_found, group="draft"
        )

    def draft(self) -> tuple[str, Mapping[str, Any]] | None:
        """Return what is typed and not saved, for the store of drafts."""
        packed = self._packed()
        return (self.draft_name, packed) if packed else None

    def _packed(self) -> dict[str, Any]:
        values, dirty, saved = self.form.draft(), self.form.dirty(), self.form.saved_values()
        mine = [name for name in self.form.fields if name in dirty and name in values]
        typed = self._found.get("typed", {}) | {name: _plain(values[name]) for name in mine}
        base = self._found.get("base", {}) | {name: _plain(saved[name]) for name in mine}
        return {"typed": typed, "base": base} if typed else {}

    def keep_soon(self) -> None:
        """Write the draft down once typing stops."""
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(KEEP_AFTER, self.keep_draft)

    def keep_draft(self) -> None:
        """Write down what is typed, or forget the draft when nothing is."""
        packed, zone, name = self._packed(), host(self).zone, self.draft_name
        host(self).save(lambda: zone.drafts.keep(name, packed), owner=self)

    def forget_draft(self) -> None:
        """Forget the draft: it was thrown away."""
        if self._keeping is not None:
            self._keeping.stop()
        self._found = {}
        self.draft_line.hide()
        zone, name = host(self).zone, self.draft_name
        host(self).save(lambda: zone.drafts.forget(name), owner=self)

    def forget_saved(self, names: Iterable[str]) -> None:
        """Take fields that were saved out of the draft; what else waits in it stays."""
        if self._keeping is not None:
            self._keeping.stop()
        gone = frozenset(names)
        self._found = {
            part: {name: value for name, value in values.items() if name not in gone}
            for part, values in self._found.items()
        }
        if not self._found.get("typed"):
            self._found = {}
            self.draft_line.hide()
        self.keep_draft()

    def _draft_found(self, found: tuple[dict[str, Any], datetime | None]) -> None:
        packed, at = found
        typed, base = packed.get("typed"), packed.get("base")
        if not isinstance(typed, dict) or not isinstance(base, dict) or at is None:
            return
        known = {name: value for name, value in typed.items() if name in self.form.fields}
        now = self.form.values()
        if all(_value(value) == now[name] for name, value in known.items()):
            return
        self._found, self._found_at = {"typed": known, "base": base}, at
        self.draft_line.show(self._draft_words)

    def _draft_words(self) -> str:
        if self._found_at is None:
            return ""
        waiting = self._found.get("typed", {})
        names = [words(field.spec.label) for name, field in self.form.fields.items() if name in waiting]
        when = current().datetime(self._found_at, host(self).timezone)
        return _("You have unsaved changes from {when}: {fields}", when=when, fields=", ".join(names))

    @on(DraftLine.Decided)
    def _draft_decided(self, event: DraftLine.Decided) -> None:
        event.stop()
        found, self._found = self._found, {}
        self.draft_line.hide()
        if not event.restore:
            self.keep_draft()
            return
        dirty, bases = self.form.dirty(), dict[str, Value]()
        for name, typed in found["typed"].items():
            if name not in dirty:
                self.form.set_values({name: _value(typed)}, saved=False)
                bases[name] = _value(found["base"].get(name, ""))
        self.draft_restored(bases)


def _plain(value: Value) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _value(kept: Any) -> Value:
    if isinstance(kept, list):
        return frozenset(str(each) for each in kept)
    return kept if isinstance(kept, bool) else str(kept)
