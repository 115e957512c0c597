"""Hearing beforehand what would become of a change, while it is still being typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jumpzone.errors import FieldError, Invalid
from jumpzone.i18n import T_
from jumpzone.model.mutations import Actor, Mutation
from jumpzone.model.rules import decide, needs
from jumpzone.store import loading
from jumpzone.usecases.area import Area

__all__ = ["rehearse"]


def rehearse(
    area: Area, type_: str, record: str, op: str, values: Mapping[str, Any], base: Mapping[str, Any]
) -> tuple[FieldError, ...]:
    """Decide a change as the store would, and write nothing.

    A form asks this when typing stops, so that what it says is what saving would say, in the same words.

    Args:
        area: Any area of the zone.
        type_: The record's type.
        record: The record's id; for a new one any id.
        op: ``create``, ``update`` or a named action.
        values: The fields to set.
        base: Their values as the form showed them.

    Returns:
        What is wrong with each field; a field that somebody else has changed is in conflict.

    Raises:
        Refused: No right to change it.
        NotFound: The record is gone.
    """
    now = area.deps.clock.now()
    mutation = Mutation(area.deps.ids.new(), area.session.account.id, type_, record, op, now, values, base)
    with area.reading(type_) as reading:
        role = reading.role
        state = loading.load_state(reading.tx, mutation, needs(mutation), now, role)
    try:
        decision = decide(state, mutation, Actor.login(area.session.login.id), role)
    except Invalid as problem:
        return problem.fields
    changed = T_("Somebody else changed this meanwhile.")
    return tuple(FieldError(name, "conflict", changed, value) for name, value in decision.server.items())
