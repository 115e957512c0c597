"""Saved filters: a list's search, choices and order under a name, its login's alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from jumpzone.errors import NotFound
from jumpzone.i18n import T_
from jumpzone.model.fields import FILTERED, RECORDS
from jumpzone.model.records import SavedFilter
from jumpzone.model.text import safe_text
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import Query
from jumpzone.usecases.area import Area
from jumpzone.usecases.narrowing import narrowed

__all__ = ["Filters", "Shown", "query_of", "shown_by"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list shows: search, choices and order.

    Attributes:
        text: What is searched for.
        filters: What is chosen, by the names of the list's filters; nothing that is empty.
        sort: The field that the list is sorted by.
        descending: From the greatest to the smallest.
        default: Whether the list opens with it.
    """

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = "id"
    descending: bool = False
    default: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as a record keeps it."""
        return {
            "text": self.text,
            "filters": dict(self.filters),
            "sort": self.sort,
            "descending": self.descending,
            "default": self.default,
        }


def shown_by(saved: SavedFilter) -> Shown:
    """Return what a saved filter shows."""
    given = saved.query
    return Shown(
        given.get("text", ""),
        dict(given.get("filters", {})),
        given.get("sort", "id"),
        given.get("descending", False),
        given.get("default", False),
    )


def query_of(saved: SavedFilter, today: date, timezone: ZoneInfo) -> Query:
    """Return the query of a saved filter as it is meant today."""
    shown = shown_by(saved)
    query = Query(text=shown.text, sort=shown.sort, descending=shown.descending)
    return narrowed(saved.place, query, shown.filters, today, timezone)


class Filters(Area):
    """The reader's own saved filters."""

    def list(self, place: str | None = None) -> list[SavedFilter]:
        """Return the reader's filters of one list, or of all; by list, then by name."""
        login = self.session.login.id
        with self.reading() as reading:
            found = loading.get_all(reading.tx, "saved_filter", reading.account).values()
            mine = [each for each in found if isinstance(each, SavedFilter) and each.login == login]
            role = reading.role
        return sorted(
            (each for each in mine if place in (None, each.place) and role.holds(RECORDS[each.place].read)),
            key=lambda each: (FILTERED.index(each.place), each.name.casefold()),
        )

    def find(self, name: str, place: str | None = None) -> SavedFilter:
        """Return the filter of a name; upper and lower case don't matter.

        Raises:
            NotFound: There is none, or there are several on different lists.
        """
        wanted = name.strip().casefold()
        found = [each for each in self.list(place) if each.name.casefold() == wanted]
        shown = safe_text(name, limit=80)
        if len(found) > 1:
            raise NotFound("ambiguous", T_("Several lists have a filter “{name}”.", name=shown))
        if not found:
            raise NotFound("no-filter", T_("There is no saved filter “{name}”.", name=shown))
        return found[0]

    def save(self, place: str, name: str, shown: Shown) -> Applied:
        """Save what a list shows under a name; a filter of that name is replaced.

        Raises:
            Invalid: The name can't be used.
            Refused: No right to read the list, or too many filters.
        """
        wanted = name.strip().casefold()
        known = next((each for each in self.list(place) if each.name.casefold() == wanted), None)
        id_ = self.deps.ids.new() if known is None else known.id
        values = {"place": place, "name": name, "query": shown.to_json()}
        return self.change("saved_filter", id_, "filter.save", values)

    def rename(self, saved: SavedFilter, name: str) -> Applied:
        """Give a filter another name.

        Raises:
            Invalid: The name can't be used, or another filter of the list has it.
            NotFound: It is gone.
        """
        return self.change("saved_filter", saved.id, "filter.save", {"place": saved.place, "name": name})

    def open_with(self, saved: SavedFilter, on: bool = True) -> Applied:
        """Let the list open with a filter, or with none of its own any more.

        Raises:
            NotFound: It is gone.
        """
        shown = replace(shown_by(saved), default=on)
        values = {"place": saved.place, "name": saved.name, "query": shown.to_json()}
        return self.change("saved_filter", saved.id, "filter.save", values)

    def remove(self, saved: SavedFilter) -> Applied:
        """Delete a filter.

        Raises:
            NotFound: It is gone.
        """
        return self.change("saved_filter", saved.id, "filter.delete")
