"""What taking in a zone file would do to a domain, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.documents.zone_file import Said
from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, PT_, T_, Text, _, current
from jumpzone.model.dns import Entry
from jumpzone.model.records import DnsRecord
from jumpzone.screens.dns_text import shown_host, shown_value
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.wording import unicode_name
from jumpzone.usecases.dns import Imported
from jumpzone.usecases.dns_import import Change, Preview
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.record_source import Column, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["DnsPreview"]

_SIGNS: Final[dict[str, tuple[str, str, Text]]] = {
    "error": ("✕", "$error", PT_("zone file", "can't be")),
    "add": ("+", "$success", PT_("zone file", "is added")),
    "change": ("~", "$warning", PT_("zone file", "is changed")),
    "delete": ("−", "$error", PT_("zone file", "is deleted")),
    "note": ("·", "$text-muted", PT_("zone file", "left aside")),
}


class _Lines:
    """The lines of a preview; each is put into words when it is looked at, as a file may have thousands."""

    def __init__(self, wanted: Preview) -> None:
        """Show errors first, then what happens, then what is left aside."""
        self._items: list[tuple[str, Said | Entry | DnsRecord | Change]] = [
            *(("error", each) for each in wanted.errors),
            *(("add", each) for each in wanted.adds),
            *(("change", each) for each in wanted.changes),
            *(("delete", each) for each in wanted.removes),
            *(("note", each) for each in wanted.notes),
        ]

    def total(self) -> int:
        """Return the number of lines."""
        return len(self._items)

    def window(self, start: int, length: int) -> Sequence[Row]:
        """Return some of them."""
        found = self._items[start : start + length]
        return [Row(str(at), _cells(kind, item)) for at, (kind, item) in enumerate(found, start)]


def _cells(kind: str, item: Said | Entry | DnsRecord | Change) -> tuple[Content | str, ...]:
    sign, colour, word = _SIGNS[kind]
    what = Content.assemble((f"{sign} ", colour), content(word, colour))
    if isinstance(item, Said):
        line = str(item.line) if item.line else ""
        return what, line, "", "", content(item.text, colour), ""
    entry = item.entry if isinstance(item, Change) else item
    value = _value(entry)
    if isinstance(item, Change):
        before = item.record
        if (before.value, before.priority) != (entry.value, entry.priority):
            was = _value(before)
        else:
            was = data(_("TTL {ttl}", ttl=current().number(before.ttl)))
        value = Content.assemble(value, ("  ← ", "$text-muted"), was.stylize("$text-muted"))
    return what, "", shown_host(entry.host), entry.type, value, current().number(entry.ttl)


class DnsPreview(ZoneScreen[Imported | None]):
    """The preview of a zone file; leaves with what was done."""

    CSS_PATH = "dns.tcss"
    TAB = "domains"
    TITLE_WORDS: ClassVar[str | Text] = T_("Take in a zone file")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back, without taking it in")),
        Binding("ctrl+s", "apply", N_("Take it in")),
        Binding("r", "turn", N_("Merge or replace")),
    ]

    def __init__(self, wanted: Preview, file: bytes, name: str) -> None:
        """Show what `file` would do; `name` is what it is called."""
        super().__init__()
        self._wanted = wanted
        self._file = file
        self._name = name
        self._working = False
        columns = (
            Column("what", T_("What happens"), width=15, min_width=13),
            Column("line", PT_("file", "Line"), width=6, align="right", priority=1),
            Column("host", T_("Host"), fraction=2, min_width=10),
            Column("type", T_("Type"), width=6),
            Column("value", T_("Value"), fraction=5, min_width=20),
            Column("ttl", T_("TTL"), width=9, align="right", priority=2),
        )
        empty = EmptyState(T_("Nothing would change"), T_("The records are as the file says."))
        self.table = RecordTable(columns, empty=empty)
        self._said = Static(markup=False, id="said")
        self._whole = Static(markup=False, id="whole")
        self.buttons = {
            "apply": PushButton(T_("Take it in"), tone="primary", name="apply"),
            "turn": PushButton(T_("Merge or replace"), name="turn"),
            "back": PushButton(T_("Back"), name="back"),
        }

    def compose_body(self) -> ComposeResult:
        """Compose the words, the list, its current line in full, and the buttons."""
        yield self._said
        yield self.table
        yield self._whole
        with Horizontal(id="acts"):
            yield from self.buttons.values()

    def on_mount(self) -> None:
        """Show it."""
        self.table.focus()
        self.retranslate()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self.table.set_source(_Lines(self._wanted))
        wanted = self._wanted
        name = unicode_name(wanted.domain.name)
        if wanted.replaced:
            how = _("{file} replaces all records of {domain}.", file=self._name, domain=name)
        else:
            how = _(
                "{file} is merged into the records of {domain}; others stay.", file=self._name, domain=name
            )
        self._said.update(lines([data(how), self._counts()]))
        turn = T_("Merge it instead") if wanted.replaced else T_("Replace all records instead")
        self.buttons["turn"].label = turn
        self.buttons["apply"].display = self._fits
        self.refresh_bindings()

    def _counts(self) -> Content:
        wanted, number = self._wanted, current().number
        sizes = {
            "error": len(wanted.errors),
            "add": len(wanted.adds),
            "change": len(wanted.changes),
            "delete": len(wanted.removes),
            "note": len(wanted.notes),
        }
        parts = [
            Content.assemble((f"{sign} ", colour), content(word, colour), f" {number(sizes[kind])}")
            for kind, (sign, colour, word) in _SIGNS.items()
            if sizes[kind]
        ]
        if wanted.unchanged:
            parts.append(content(_("stays as it is: {n}", n=number(wanted.unchanged))))
        if wanted.errors:
            parts.append(content(_("Nothing can be taken in before the errors are corrected."), "$error"))
        return Content("   ").join(parts)

    @property
    def _fits(self) -> bool:
        return not (self._wanted.errors or self._wanted.empty or self._working)

    @on(RecordTable.RowHighlighted)
    def _highlighted(self, event: RecordTable.RowHighlighted) -> None:
        event.stop()
        row = self.table.current
        self._whole.update(
            Content("  ").join([content(each) for each in row.cells if content(each).plain]) if row else ""
        )

    # -- acts ------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only where it does something."""
        if action == "apply":
            return self._fits
        return super().check_action(action, parameters)

    @on(PushButton.Pressed, "#acts PushButton")
    def _act(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @on(ZoneChanged)
    def _changed_elsewhere(self, event: ZoneChanged) -> None:
        if event.changes.touches("dns_record") and not self._working:
            self._read(self._wanted.replaced)

    def action_turn(self) -> None:
        """Merge where it would replace, and the other way round."""
        self._read(not self._wanted.replaced)

    def _read(self, replaced: bool) -> None:
        zone, id_, file = host(self).zone, self._wanted.domain.id, self._file
        host(self).load(lambda: zone.dns.preview(id_, file, replaced=replaced), self._take, group="preview")

    def _take(self, wanted: Preview) -> None:
        self._wanted = wanted
        self.retranslate()

    def action_apply(self) -> None:
        """Take it in; where records go, after a question."""
        gone = len(self._wanted.removes)
        if not gone:
            self._apply()
            return
        title = T_("Delete what is not in the file?")
        text = T_("Records that would go: {n}. All of it can be taken back afterwards.", n=gone)
        dialog = Confirm(title, text, yes=T_("Take it in"), danger=True)
        self.app.push_screen(dialog, lambda sure: self._apply() if sure else None)

    def _apply(self) -> None:
        zone, wanted = host(self).zone, self._wanted
        self._working = True
        self.retranslate()
        host(self).save(
            lambda: zone.dns.take_in(wanted), on_done=self.dismiss, on_error=self._refused, owner=self
        )

    def _refused(self, error: ZoneError) -> None:
        # Somebody else may have changed the records: what would happen now is shown with the error.
        self._working = False
        self._read(self._wanted.replaced)
        host(self).show_error(error)


def _value(entry: Entry | DnsRecord) -> Content:
    priority = "" if entry.priority is None else f"{entry.priority} "
    return data(f"{priority}{shown_value(entry)}")
