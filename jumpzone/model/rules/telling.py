"""Who gets mail of a category: the holder and the contacts that asked for it, each address once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from jumpzone.model import emails
from jumpzone.model.mutations import Notice
from jumpzone.model.records import Contact, Profile
from jumpzone.model.rules.state import Needs, State

__all__ = ["READERS", "notices", "readers"]

READERS: Final = Needs(whole=frozenset({"profile", "contact"}), holder=True)
"""What must be loaded before it can be said who is told."""


def readers(state: State, category: str, also: Iterable[str] = ()) -> Iterator[tuple[str, str | None]]:
    """Yield address and first name of everybody who gets mail of a category.

    Args:
        state: With :data:`READERS` loaded.
        category: One of the six that can be switched off.
        also: Further addresses, such as those in copy.
    """
    own = state.holder_address
    people: list[tuple[str, str | None]] = [
        (own.address, each.first_name)
        for each in state.all(Profile, "profile")
        if own is not None and category in each.notifications
    ]
    people += [
        (each.email, each.first_name)
        for each in sorted(state.all(Contact, "contact"), key=lambda each: each.id)
        if category in each.notifications
    ]
    people += [(address, None) for address in also]
    told: set[str] = set()
    for address, name in people:
        if (canonical := emails.canonical(address)) not in told:
            told.add(canonical)
            yield address, name


def notices(
    state: State,
    template: str,
    category: str,
    params: Mapping[str, Any],
    about: tuple[str, str],
    also: Iterable[str] = (),
) -> Iterator[Notice]:
    """Yield a mail for everybody who gets mail of a category, each greeted by name where it is known."""
    for address, name in readers(state, category, also):
        named = params if name is None else {**params, "name": name}
        yield Notice(template, address, state.language, category, named, about=about)
