"""Domain names: what expires when, how each is set up, and many of them changed at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from jumpzone.i18n import N_, PT_, T_, Text
from jumpzone.model.records import Domain
from jumpzone.model.rules.domains import warnings_of
from jumpzone.screens.domain_text import (
    ds_lines,
    name_cell,
    registration_lines,
    server_lines,
    warning_lines,
    year_bar,
)
from jumpzone.screens.host import host
from jumpzone.screens.record_list import RecordListScreen
from jumpzone.screens.wording import expiry, money, unicode_name
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.status import status_text, status_word, statuses

if TYPE_CHECKING:
    from jumpzone.usecases.domains import Domains

__all__ = ["DomainsScreen"]

_SPANS = {"7": T_("in 7 days"), "30": T_("in 30 days"), "90": T_("in 90 days")}
_SWITCH = {"on": PT_("switch", "on"), "off": PT_("switch", "off")}


class DomainsScreen(RecordListScreen[Domain]):
    """The domain names of the account."""

    CSS_PATH = "domains.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "mark_all", N_("Mark all, or none")),
        Binding("b", "bulk", N_("Change the marked")),
        Binding("z", "dns", N_("DNS records")),
        Binding("i", "transfer_in", N_("Transfer a domain in")),
    ]

    TAB = "domains"
    RECORD = "domain"
    ALSO = ("contact",)
    MULTI = True
    TITLE_WORDS: ClassVar[str | Text] = T_("Domains")
    COLUMNS = (
        Column("name", T_("Domain"), fraction=3, min_width=28, sortable=True),
        Column("status", T_("Status"), width=19, min_width=12, sortable=True),
        Column("expires_on", T_("Expires"), width=15, min_width=13, sortable=True),
        Column("left", PT_("column", "Left"), width=9, min_width=6, priority=1),
        Column("auto_renew", PT_("column", "Auto-renew"), width=11, min_width=5, priority=3, sortable=True),
        Column("locked", PT_("column", "Lock"), width=9, min_width=5, priority=4, sortable=True),
        Column("amount", T_("Price"), width=12, min_width=9, align="right", priority=2, sortable=True),
    )
    SEARCH = T_("Part of a name")
    EMPTY = EmptyState(
        T_("No domains yet"),
        T_("Names that you register or transfer here appear in this list."),
        T_("Transfer a domain in"),
    )
    SORT = Sort("name")

    def compose_body(self) -> ComposeResult:
        """Compose the list and its buttons."""
        yield self.pane
        with Horizontal(id="acts"):
            yield PushButton(T_("Open"), tone="primary", name="open")
            yield PushButton(T_("DNS records"), name="dns")
            if self._may("update"):
                yield PushButton(T_("Change the marked"), name="bulk")
                yield PushButton(T_("Mark all"), name="mark_all")
            if self._may("domain.transfer_in"):
                yield PushButton(T_("Transfer in"), name="transfer_in")

    def _may(self, op: str) -> bool:
        return host(self).ready and host(self).zone.can(op, "domain")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only to those who may do what it does."""
        asks = {"bulk": "update", "mark_all": "update", "transfer_in": "domain.transfer_in"}
        if action in asks:
            return self._may(asks[action])
        return super().check_action(action, parameters)

    def area(self, zone: Zone) -> Domains:
        """Return the domains."""
        return zone.domains

    def filters(self) -> Sequence[Filter]:
        """Offer status, nearness of the end, and the two switches."""
        switch = [Option(value, words) for value, words in _SWITCH.items()]
        return (
            Filter(
                "status",
                T_("Status"),
                lambda: [Option(each, status_word("domain", each)) for each in statuses("domain")],
                width=19,
            ),
            Filter("expires", T_("Expires"), [Option(value, words) for value, words in _SPANS.items()], 15),
            Filter("auto_renew", T_("Auto-renew"), switch, 14),
            Filter("locked", PT_("column", "Lock"), switch, 10),
        )

    def cells(self, record: Domain) -> Sequence[Content | str]:
        """Return a row."""
        return (
            name_cell(record),
            status_text("domain", record.status),
            expiry(record.expires_on, self.today, renews=record.auto_renew),
            year_bar(record.expires_on, self.today, renews=record.auto_renew),
            _yes(record.auto_renew),
            _yes(record.locked),
            money(record.amount, record.currency),
        )

    def title_of(self, record: Domain) -> str:
        """Return its name as people write it."""
        return unicode_name(record.name)

    def describe(self, record: Domain) -> Content:
        """Say what matters about a domain; its page says everything."""
        parts = [
            registration_lines(record, self.today, bar=False),
            Content(""),
            content(T_("Nameservers"), "$text-muted"),
            server_lines(record),
        ]
        if record.ds:
            parts += [Content(""), content(T_("DS records"), "$text-muted"), ds_lines(record)]
        if warnings := warnings_of(record, {}):
            parts += [Content(""), warning_lines(warnings)]
        return lines(parts)

    # -- acts ------------------------------------------------------------------------------------------

    @on(RecordTable.RowOpened)
    def _open_row(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        event.prevent_default()
        self.action_open()

    @on(RecordTable.EmptyAction)
    def _empty(self, event: RecordTable.EmptyAction) -> None:
        event.stop()
        self.call_later(self.run_action, "transfer_in")

    @on(RecordTable.AllRequested)
    def _all_requested(self, event: RecordTable.AllRequested) -> None:
        event.stop()
        self.call_later(self.run_action, "mark_all")

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    def action_open(self) -> None:
        """Open the page of the domain under the cursor."""
        row = self.pane.current
        if row is not None and isinstance(row.record, Domain):
            from jumpzone.screens.domain_page import DomainScreen  # late: not for the list's first paint

            self.app.push_screen(DomainScreen(row.record))

    def action_dns(self) -> None:
        """Show the DNS records of the domain under the cursor."""
        row = self.pane.current
        if row is not None and isinstance(row.record, Domain):
            from jumpzone.screens.dns import DnsScreen  # late: not for the list's first paint

            self.app.push_screen(DnsScreen(row.record.id))

    def action_mark_all(self) -> None:
        """Mark every domain that the filters let through, or none when all are marked."""
        zone, query = host(self).zone, self.query_now()
        host(self).load(lambda: zone.domains.ids(query), self._mark, group="ids")

    def _mark(self, ids: list[str]) -> None:
        marked, all_ = self.pane.table.selected, frozenset(ids)
        self.pane.table.select(marked - all_ if all_ and all_ <= marked else marked | all_)

    def action_bulk(self) -> None:
        """Change the marked domains at once; without marks, the one under the cursor."""
        from jumpzone.screens.domain_bulk import BulkScreen  # late: not for the list's first paint

        row = self.pane.current
        marked = self.pane.table.selected or (frozenset({row.id}) if row is not None else frozenset())
        if not marked:
            return
        self.app.push_screen(BulkScreen(sorted(marked)), self._bulk_done)

    def _bulk_done(self, finished: bool | None) -> None:
        if finished:
            self.pane.table.select(frozenset())

    def action_transfer_in(self) -> None:
        """Bring a domain here from somewhere else."""
        from jumpzone.screens.domain_transfer import TransferScreen  # late: not for the list's first paint

        def left(id_: str | None) -> None:
            if id_ is not None:
                self.show_record(id_)

        self.app.push_screen(TransferScreen(), left)


def _yes(value: bool) -> Content:
    return Content.styled("✓", "$success") if value else Content.styled("–", "$text-disabled")
