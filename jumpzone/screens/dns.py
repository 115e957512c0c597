"""The DNS records of a domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import N_, T_, Text, _, current
from jumpzone.model.fields import DNS_TYPES
from jumpzone.model.names import to_unicode
from jumpzone.model.records import DnsRecord, Domain
from jumpzone.model.text import safe_text
from jumpzone.screens.attaching import path_of
from jumpzone.screens.dns_form import DnsForm
from jumpzone.screens.dns_text import MEANINGS, shown_host, shown_name, shown_value
from jumpzone.screens.files import ask_and_write
from jumpzone.screens.host import host
from jumpzone.screens.record_list import RecordListScreen
from jumpzone.usecases.lists import Query
from jumpzone.usecases.lists import Records as RecordsArea
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.dialogs import AskText, Confirm
from jumpzone.widgets.form.spec import FieldSpec, Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied
    from jumpzone.usecases.dns import Imported, Standing
    from jumpzone.usecases.dns_import import Preview

__all__ = ["DnsScreen"]

_WRITING: Final = ("add", "edit", "remove", "import")


def _readable(typed: str) -> Text | None:
    try:
        found = path_of(typed).is_file()
    except (OSError, RuntimeError, ValueError):
        # A name too long, a home that nobody has, surrogates that no file system takes.
        return T_("This is not a path.")
    return None if found else T_("There is no such file.")


class DnsScreen(RecordListScreen[DnsRecord]):
    """The records of one domain, with zone files in and out."""

    CSS_PATH = "dns.tcss"
    TAB = "domains"
    RECORD = "dns_record"
    ALSO = ("domain",)
    TITLE_WORDS: ClassVar[str | Text] = T_("DNS records")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("a", "add", N_("Add a record")),
        Binding("x,delete", "remove", N_("Delete")),
        Binding("i", "import", N_("Take in a zone file")),
        Binding("w", "write", N_("Write a zone file")),
        Binding("ctrl+z", "undo", N_("Undo"), show=False),
    ]

    COLUMNS = (
        Column("host", T_("Host"), fraction=2, min_width=12, sortable=True),
        Column("type", T_("Type"), width=6, sortable=True),
        Column("value", T_("Value"), fraction=5, min_width=22, sortable=True),
        Column("ttl", T_("TTL"), width=8, align="right", priority=1, sortable=True),
    )
    SEARCH = T_("Host, type or value")
    EMPTY = EmptyState(
        T_("No records yet"),
        T_("An A record leads visitors to a web site, an MX record mail to its server."),
        T_("Add a record"),
    )
    SORT = Sort("host")

    def __init__(self, domain: str) -> None:
        """Show the records of a domain, named by its id."""
        self._domain_id = domain
        self._domain: Domain | None = None
        self._warnings: tuple[Text, ...] = ()
        self._back: Callable[[], object] | None = None
        super().__init__()
        self._head = Static(markup=False, id="head")
        self.buttons = {
            "add": PushButton(T_("Add"), tone="primary", name="add"),
            "edit": PushButton(T_("Edit"), name="edit"),
            "remove": PushButton(T_("Delete"), name="remove"),
            "import": PushButton(T_("Take in a file"), name="import"),
            "write": PushButton(T_("Write a file"), name="write"),
            "undo": PushButton(T_("Undo"), name="undo"),
        }

    def compose_body(self) -> ComposeResult:
        """Compose the head, the list and its buttons."""
        yield self._head
        yield self.pane
        with Horizontal(id="acts"):
            yield from self.buttons.values()

    # -- what the list shows ---------------------------------------------------------------------------

    def area(self, zone: Zone) -> RecordsArea[DnsRecord]:
        """Return the records of all domains; the query narrows them."""
        return zone.dns

    def filters(self) -> Sequence[Filter]:
        """Offer the types."""
        return (Filter("type", T_("Type"), [Option(each, each, MEANINGS[each]) for each in DNS_TYPES], 10),)

    def narrowed(self, query: Query, filters: Mapping[str, str]) -> Query:
        """Show this domain alone."""
        where: dict[str, tuple[str, ...]] = {"domain": (self._domain_id,)}
        if filters["type"]:
            where["type"] = (filters["type"],)
        return replace(query, where=where)

    def cells(self, record: DnsRecord) -> Sequence[Content | str]:
        """Return a row."""
        value = data(shown_value(record))
        if record.priority is not None:
            value = Content.assemble((f"{record.priority} ", "$text-muted"), value)
        apex = record.host == "@"
        return (
            data(shown_host(record.host), "$text-muted" if apex else ""),
            content(record.type, "bold"),
            value,
            current().number(record.ttl),
        )

    def title_of(self, record: DnsRecord) -> str:
        """Return host and type."""
        return f"{shown_host(record.host)} {record.type}"

    def describe(self, record: DnsRecord) -> Content:
        """Say everything about a record."""
        name = self._domain.name if self._domain is not None else ""
        rows: list[tuple[Words, Words | None]] = [
            (T_("Name"), data(shown_name(record.host, name))),
            (
                T_("Type"),
                Content.assemble(
                    content(record.type, "bold"), "  ", content(MEANINGS[record.type], "$text-muted")
                ),
            ),
        ]
        if record.priority is not None:
            rows.append((T_("Priority"), str(record.priority)))
        rows.append((T_("TTL"), _("{n} seconds", n=current().number(record.ttl))))
        shown = shown_value(record)
        parts = [label_values(rows), Content(""), content(T_("Value"), "$text-muted"), data(shown)]
        if shown != record.value:
            parts += [Content(""), content(T_("As nameservers have it"), "$text-muted"), data(record.value)]
        return lines(parts)

    def read(self) -> None:
        """Show the list anew, and what the domain is."""
        super().read()
        if host(self).session is not None:
            zone, id_ = host(self).zone, self._domain_id
            host(self).load(lambda: zone.dns.standing(id_), self._take, group="domain")

    def _take(self, standing: Standing) -> None:
        self._domain, self._warnings = standing.domain, standing.warnings
        self._show_head()
        self.pane.refresh_detail()

    def _show_head(self) -> None:
        domain = self._domain
        if domain is None:
            return
        title = data(to_unicode(domain.name), "bold $foreground")
        servers = ", ".join(map(to_unicode, domain.nameservers))
        more = data(_("answered by {servers}", servers=servers) if servers else "")
        parts = [Content.assemble(title, "  ", more)]
        parts += [Content.assemble(("! ", "$warning"), content(why, "$warning")) for why in self._warnings]
        self._head.update(lines(parts))
        fitting = self._fitting()
        for name, button in self.buttons.items():
            button.display = name in fitting
        self.refresh_bindings()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        super().retranslate()
        self._show_head()

    # -- what can be done ------------------------------------------------------------------------------

    def _fitting(self) -> set[str]:
        zone, domain = host(self).zone, self._domain
        acts = {"write"}
        if domain is not None and zone.can("update", "dns_record") and zone.dns.why_not(domain) is None:
            acts |= set(_WRITING)
            if self._back is not None:
                acts.add("undo")
        return acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only where it does something."""
        if action in self.buttons:
            return action in self._fitting()
        return super().check_action(action, parameters)

    @property
    def _chosen(self) -> DnsRecord | None:
        row = self.pane.current
        return row.record if row is not None and isinstance(row.record, DnsRecord) else None

    @on(RecordTable.RowOpened)
    def _edit_opened(self, event: RecordTable.RowOpened) -> None:
        if "edit" in self._fitting():
            event.stop()
            event.prevent_default()
            self.action_edit()

    @on(RecordTable.EmptyAction)
    def _empty(self, event: RecordTable.EmptyAction) -> None:
        event.stop()
        self.action_add()

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    def action_add(self) -> None:
        """Add a record."""
        if self._domain is not None and "add" in self._fitting():
            self._open_form(DnsForm(self._domain, None, self.pane.filters["type"] or "A"))

    def action_edit(self) -> None:
        """Edit the record under the cursor."""
        if self._domain is not None and (record := self._chosen) is not None:
            self._open_form(DnsForm(self._domain, record))

    def _open_form(self, form: DnsForm) -> None:
        def left(id_: str | None) -> None:
            if id_ is not None and form.applied is not None:
                self._offer_undo(form.applied, T_("Saved. ctrl+z takes it back."))
                self.show_record(id_)

        self.app.push_screen(form, left)

    def action_remove(self) -> None:
        """Delete the record under the cursor, after a question."""
        record = self._chosen
        if record is None or self._domain is None:
            return
        zone, name = host(self).zone, safe_text(self.title_of(record))
        text = _(
            "{name}: {value}", name=shown_name(record.host, self._domain.name), value=shown_value(record)
        )
        dialog = Confirm(
            _("Delete {name}?", name=name),
            safe_text(text, limit=400),
            yes=T_("Delete the record"),
            danger=True,
        )

        def done(applied: Applied) -> None:
            self._offer_undo(applied, _("Deleted: {name}. ctrl+z brings it back.", name=name))

        def sure(answer: bool | None) -> None:
            if answer:
                host(self).save(lambda: zone.dns.remove(record), on_done=done, owner=self)

        self.app.push_screen(dialog, sure)

    # -- taking back -----------------------------------------------------------------------------------

    def _offer_undo(self, applied: Applied, said: Words) -> None:
        self._offer((lambda: self._undo(applied)) if applied.undo is not None else None, said)

    def _offer(self, back: Callable[[], object] | None, said: Words) -> None:
        self._back = back
        self._show_head()
        notify_safe(self.app, said)

    def action_undo(self) -> None:
        """Take back what was done last."""
        back, self._back = self._back, None
        if back is not None:
            self._show_head()
            back()

    def _undo(self, applied: Applied) -> None:
        zone = host(self).zone
        host(self).save(lambda: zone.dns.undo(applied), on_done=self._taken_back)

    def _taken_back(self, applied: Applied) -> None:
        self._offer_undo(applied, T_("Taken back."))

    # -- zone files ------------------------------------------------------------------------------------

    def action_write(self) -> None:
        """Ask where to, then write the zone file."""
        if self._domain is None:
            return
        zone, id_ = host(self).zone, self._domain_id

        def told(path: Path) -> None:
            self.pane.set_note(data(_("Saved: {path}", path=safe_text(str(path))), "$success"))

        ask_and_write(
            self,
            T_("Write a zone file"),
            T_("All records as nameservers such as BIND read them; redirections stand in it as comments."),
            f"{self._domain.name}.zone",
            lambda: zone.dns.export(id_)[1],
            told,
        )

    def action_import(self) -> None:
        """Ask for a zone file, then show what it would do."""
        field = FieldSpec("path", T_("File"), required=True, validator=_readable)
        text = T_(
            "Write its path, or drop the file into the terminal. You see what it would do before it is done."
        )
        self.app.push_screen(AskText(T_("Take in a zone file"), text, field), self._file_named)

    def _file_named(self, typed: str | None) -> None:
        if typed is None:
            return
        zone, id_, path = host(self).zone, self._domain_id, path_of(typed)

        def work() -> tuple[Preview, bytes]:
            content_ = zone.dns.read_file(path)
            return zone.dns.preview(id_, content_, replaced=False), content_

        def shown(found: tuple[Preview, bytes]) -> None:
            from jumpzone.screens.dns_preview import DnsPreview  # late: not for the list's first paint

            screen = DnsPreview(found[0], found[1], safe_text(path.name, limit=60))
            self.app.push_screen(screen, self._taken_in)

        host(self).load(work, shown, owner=self, group="preview")

    def _taken_in(self, done: Imported | None) -> None:
        if done is None:
            return
        zone = host(self).zone

        def back() -> None:
            host(self).save(lambda: zone.dns.take_back(done), on_done=self._file_taken_back)

        self._offer(back, T_("The file was taken in. ctrl+z takes it back."))

    def _file_taken_back(self, done: Imported) -> None:
        zone = host(self).zone

        def forth() -> None:
            host(self).save(lambda: zone.dns.take_back(done), on_done=self._file_taken_back)

        self._offer(forth, T_("Taken back."))
