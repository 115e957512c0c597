"""Rules of saved filters: each is its login's alone, named once a list, and fit to be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import NT_, T_
from jumpzone.model.fields import RECORDS
from jumpzone.model.mutations import Actor, Decision, Mutation, Write
from jumpzone.model.permissions import Audience, Role
from jumpzone.model.records import SavedFilter
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.values import Refusals, read_values

__all__ = ["FILTER_ACTIONS", "MOST"]

MOST: Final = 50
"""Filters that one login can save in an account."""

_LONGEST: Final = 1000
_MOST_CHOICES: Final = 20
_SWITCHES: Final = ("descending", "default")


def _own(state: State, role: Role) -> list[SavedFilter]:
    return [each for each in state.all(SavedFilter, "saved_filter") if each.login == role.login]


def _save(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``filter.save``: a new filter, or another name or query for one that is there.

    ``set`` holds ``place``, ``name`` and ``query``; for one that is there, what changes. ``query`` is a mapping
    with ``text``, ``filters`` (what is chosen, by the names of the list's filters), ``sort``, ``descending`` and
    ``default``; one filter a list is the default, which the list opens with.
    """
    before = state.get("saved_filter", mutation.record)
    own = _own(state, role)
    if before is not None and before not in own:
        raise NotFound()
    refusals = Refusals()
    values = dict.fromkeys(("place", "name", "query"))
    if isinstance(before, SavedFilter):
        values = {"place": before.place, "name": before.name, "query": before.query}
    values |= read_values(RECORDS["saved_filter"], mutation.set, authority=False, refusals=refusals)
    for name, value in values.items():
        if value is None:
            refusals.required(name)
    if refusals:
        raise Invalid(fields=refusals.errors)
    place, name, query = values["place"], str(values["name"]), values["query"]
    if not role.holds(RECORDS[str(place)].read):
        raise Refused()
    _check_query(str(place), query, refusals)
    others = [each for each in own if each.place == place and each.id != mutation.record]
    if any(each.name.casefold() == name.casefold() for each in others):
        refusals.add("name", "name-taken", T_("There is a filter of this name already."))
    if refusals:
        raise Invalid(fields=refusals.errors)
    if before is None and len(own) >= MOST:
        raise Refused(
            "too-many-filters",
            NT_("You can save {n} filter at most.", "You can save {n} filters at most.", MOST),
            hint=T_("Delete one that you don't need any more."),
        )
    return _written(mutation, role, before, values, others)


def _written(
    mutation: Mutation, role: Role, before: Any, values: dict[str, Any], others: list[SavedFilter]
) -> Decision:
    writes = []
    if before is None:
        writes.append(Write("saved_filter", mutation.record, "insert", {**values, "login": role.login}))
    else:
        changed = {name: value for name, value in values.items() if value != getattr(before, name)}
        if changed:
            writes.append(Write("saved_filter", mutation.record, "update", changed, before))
    if values["query"].get("default"):
        writes += [
            Write("saved_filter", each.id, "update", {"query": {**each.query, "default": False}}, each)
            for each in others
            if each.query.get("default")
        ]
    return Decision("applied", tuple(writes)) if writes else Decision("unchanged")


def _check_query(place: str, query: Any, refusals: Refusals) -> None:
    if not isinstance(query, Mapping) or not _fits(place, query):
        refusals.add("query", "malformed", T_("This value does not have the right form."))


def _fits(place: str, query: Mapping[str, Any]) -> bool:
    known = {"text", "filters", "sort", *_SWITCHES}
    text, filters, sort = query.get("text", ""), query.get("filters", {}), query.get("sort", "id")
    return (
        set(query) <= known
        and isinstance(text, str)
        and len(text) <= _LONGEST
        and isinstance(filters, Mapping)
        and len(filters) <= _MOST_CHOICES
        and all(isinstance(each, str) and len(each) <= _LONGEST for pair in filters.items() for each in pair)
        and (sort in RECORDS[place].fields or sort in ("id", "created_at"))
        and all(isinstance(query.get(name, False), bool) for name in _SWITCHES)
    )


def _delete(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``filter.delete``: the filter is not needed any more."""
    before = state.get("saved_filter", mutation.record)
    if not isinstance(before, SavedFilter) or before.login != role.login:
        raise NotFound()
    return Decision("applied", (Write("saved_filter", before.id, "delete", before=before),))


_NEEDS: Final = Needs(whole=frozenset({"saved_filter"}))

FILTER_ACTIONS: Final[Mapping[str, Action]] = {
    "filter.save": Action(Audience.MEMBER, _save, _NEEDS),
    "filter.delete": Action(Audience.MEMBER, _delete, _NEEDS),
}
"""Every named action on saved filters by its name."""
