"""Domain names: what expires when, and how each is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from textual.content import Content

from jumpzone.i18n import PT_, T_, Text
from jumpzone.model.records import Domain
from jumpzone.screens.record_list import RecordListScreen
from jumpzone.screens.wording import day, day_and_distance, expiry, money, unicode_name
from jumpzone.usecases.domains import Domains
from jumpzone.usecases.lists import Query
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.content import Words, data, label_values, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState
from jumpzone.widgets.status import status_text, status_word, statuses

__all__ = ["DomainsScreen"]

_SPANS = {"7": T_("in 7 days"), "30": T_("in 30 days"), "90": T_("in 90 days")}


class DomainsScreen(RecordListScreen[Domain]):
    """The domain names of the account."""

    TAB = "domains"
    RECORD = "domain"
    ALSO = ("contact",)
    TITLE_WORDS: ClassVar[str | Text] = T_("Domains")
    COLUMNS = (
        Column("name", T_("Domain"), fraction=3, min_width=20, sortable=True),
        Column("status", T_("Status"), width=19, min_width=12, sortable=True),
        Column("expires_on", T_("Expires"), width=15, min_width=13, sortable=True),
        Column("auto_renew", PT_("column", "Auto-renew"), width=11, min_width=5, priority=2, sortable=True),
        Column("locked", PT_("column", "Lock"), width=9, min_width=5, priority=3, sortable=True),
        Column("amount", T_("Price"), width=12, min_width=9, align="right", priority=1, sortable=True),
    )
    SEARCH = T_("Part of a name")
    EMPTY = EmptyState(
        T_("No domains yet"), T_("Names that you register or transfer here appear in this list.")
    )
    SORT = Sort("name")

    def area(self, zone: Zone) -> Domains:
        """Return the domains."""
        return zone.domains

    def filters(self) -> Sequence[Filter]:
        """Offer status and nearness of the end."""
        return (
            Filter(
                "status",
                T_("Status"),
                lambda: [Option(each, status_word("domain", each)) for each in statuses("domain")],
            ),
            Filter("expires", T_("Expires"), [Option(value, words) for value, words in _SPANS.items()]),
        )

    def narrowed(self, query: Query, filters: Mapping[str, str]) -> Query:
        """Filter by status and by the date of expiry."""
        if filters["status"]:
            query = replace(query, where={"status": (filters["status"],)})
        if filters["expires"]:
            end = self.today + timedelta(days=int(filters["expires"]) + 1)
            query = replace(query, since={"expires_on": self.today}, until={"expires_on": end})
        return query

    def cells(self, record: Domain) -> Sequence[Content | str]:
        """Return a row."""
        return (
            unicode_name(record.name),
            status_text("domain", record.status),
            expiry(record.expires_on, self.today, renews=record.auto_renew),
            _yes(record.auto_renew),
            _yes(record.locked),
            money(record.amount, record.currency),
        )

    def title_of(self, record: Domain) -> str:
        """Return its name as people write it."""
        return unicode_name(record.name)

    def describe(self, record: Domain) -> Content:
        """Say everything about a domain."""
        shown = unicode_name(record.name)
        rows: list[tuple[Words, Words | None]] = [
            (T_("Status"), status_text("domain", record.status)),
            (T_("Name"), data(shown)),
            (T_("Registered"), day(record.registered_on)),
            (T_("Expires"), day_and_distance(record.expires_on, self.today)),
            (T_("Renewal"), money(record.amount, record.currency)),
            (T_("Auto-renew"), T_("on") if record.auto_renew else T_("off")),
            (T_("Transfer lock"), T_("on") if record.locked else T_("off")),
            (T_("ID protection"), T_("on") if record.id_protection else T_("off")),
        ]
        if shown != record.name:
            rows.insert(2, (T_("In the registry"), data(record.name)))
        servers = [
            (T_("Nameservers") if not at else "", data(each)) for at, each in enumerate(record.nameservers)
        ]
        return lines([label_values([*rows, *servers])])


def _yes(value: bool) -> Content:
    return Content.styled("✓", "$success") if value else Content.styled("–", "$text-disabled")
