"""Services: hosting accounts, servers, cloud accounts, certificates, licences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content

from jumpzone.i18n import T_, Text, _
from jumpzone.model.records import Service
from jumpzone.screens.record_list import RecordListScreen, options
from jumpzone.screens.wording import CYCLES, KINDS, day, day_and_distance, expiry, money, unicode_name
from jumpzone.usecases.services import Services
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.bars import usage_bar
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState
from jumpzone.widgets.status import status_text, status_word, statuses

__all__ = ["ServicesScreen"]


class ServicesScreen(RecordListScreen[Service]):
    """The services of the account."""

    TAB = "services"
    RECORD = "service"
    TITLE_WORDS: ClassVar[str | Text] = T_("Services")
    COLUMNS = (
        Column("product", T_("Product"), fraction=3, min_width=16, sortable=True),
        Column("address", T_("Address"), fraction=2, min_width=12, priority=1, sortable=True),
        Column("kind", T_("Kind"), width=15, min_width=10, priority=4, sortable=True),
        Column("status", T_("Status"), width=16, min_width=12, sortable=True),
        Column("next_due_on", T_("Next due"), width=14, min_width=13, sortable=True),
        Column("amount", T_("Price"), width=12, min_width=10, align="right", priority=2, sortable=True),
    )
    SEARCH = T_("Product, label, address or user name")
    EMPTY = EmptyState(
        T_("No services yet"),
        T_("Hosting, servers, cloud accounts, certificates and licences that you buy appear here."),
    )
    SORT = Sort("product")

    def area(self, zone: Zone) -> Services:
        """Return the services."""
        return zone.services

    def filters(self) -> Sequence[Filter]:
        """Offer kind and status."""
        return (
            Filter("kind", T_("Kind"), options(KINDS)),
            Filter(
                "status",
                T_("Status"),
                lambda: [Option(each, status_word("service", each)) for each in statuses("service")],
            ),
        )

    def cells(self, record: Service) -> Sequence[Content | str]:
        """Return a row."""
        name = data(record.label or record.product)
        if record.label:
            name = Content.assemble(name, " ", data(record.product, "$text-muted"))
        return (
            name,
            unicode_name(record.address or ""),
            content(KINDS.get(record.kind, record.kind)),
            status_text("service", record.status),
            expiry(record.next_due_on, self.today, renews=record.auto_renew),
            money(record.amount, record.currency),
        )

    def title_of(self, record: Service) -> str:
        """Return its label or product."""
        return record.label or record.product

    def describe(self, record: Service) -> Content:
        """Say everything about a service."""
        price = _(
            "{amount} for {cycle}",
            amount=money(record.amount, record.currency).plain,
            cycle=CYCLES.get(record.billing_cycle, record.billing_cycle),
        )
        rows: list[tuple[Words, Words | None]] = [
            (T_("Status"), status_text("service", record.status)),
            (T_("Product"), data(record.product)),
            (T_("Kind"), KINDS.get(record.kind, record.kind)),
            (T_("Address"), data(unicode_name(record.address or ""))),
            (T_("User name"), data(record.username)),
            (T_("Panel"), data(record.panel_url)),
            (T_("Price"), data(price)),
            (T_("Since"), day(record.registered_on)),
            (T_("Next due"), day_and_distance(record.next_due_on, self.today)),
            (T_("Auto-renew"), T_("on") if record.auto_renew else T_("off")),
        ]
        parts = [label_values(rows)]
        if record.suspended_because is not None:
            why = _("Suspended because an invoice is unpaid. It comes back by itself once that is paid.")
            parts += [Content(""), content(why, "$error")]
        for title, used, limit in (
            (T_("Disk"), record.disk_used_mb, record.disk_limit_mb),
            (T_("Traffic"), record.traffic_used_mb, record.traffic_limit_mb),
        ):
            if used is not None and limit:
                size = _("{used} of {limit} GB", used=f"{used / 1024:.1f}", limit=f"{limit / 1024:.0f}")
                parts += [Content(""), content(title, "$text-muted"), usage_bar(used, limit, size, width=24)]
        return lines(parts)
