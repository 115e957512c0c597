"""Rules of several contacts at once: a file of them taken in, and who gets which mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from jumpzone.errors import Conflicted, Refused
from jumpzone.i18n import T_
from jumpzone.model.fields import CATEGORIES, RECORDS
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import Actor, Decision, Mutation, Write
from jumpzone.model.permissions import Audience, Permission, Role
from jumpzone.model.records import CLASSES, Contact, Profile, Record
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.people import LAST_DOMAIN_ADDRESS
from jumpzone.model.rules.state import Needs, State

__all__ = ["after", "batch_needs", "contact_actions", "in_order"]

One = Callable[[State, Mutation, Role], Decision]
"""Decides a plain change of one record."""

_OPS: Final = {"create": 0, "update": 1, "delete": 2}
_PEOPLE: Final = frozenset({"contact", "profile"})


def batch_needs(mutation: Mutation) -> Needs:
    """Tell what a change of several contacts looks at: all of them, the profile, and domains that may name one."""
    old = any(each["op"] != "create" for each in mutation.set["items"])
    return Needs(_PEOPLE | {"domain"} if old else _PEOPLE)


def in_order(item: Mapping[str, Any]) -> tuple[int, bool]:
    """Return the place of a change among others: who gains mail about domains comes before who loses it.

    So the rule that somebody has to get it looks at the end of all changes, not at what lies between them.
    """
    gains = "domain" in (item["set"].get("notifications") or ())
    return _OPS.get(item["op"], 2), not gains


def after(state: State, decision: Decision) -> State:
    """Return the state as it is once a decision on contacts has been written."""
    known: dict[str, Record] = dict(state.records.get("contact", {}))
    for write in decision.writes:
        if write.op == "delete":
            del known[write.id]
        elif write.before is not None:
            known[write.id] = replace(write.before, **write.values)
        else:
            known[write.id] = CLASSES[write.type](
                id=write.id, created_at=state.now, updated_at=state.now, **write.values
            )
    return replace(state, records={**state.records, "contact": known}, gone=None)


def _batch(one: One) -> Callable[[State, Mutation, Actor, Role], Decision]:
    def decide(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
        """``contact.batch``: several contacts added, changed and deleted, all of them or none.

        ``set`` holds ``items``, a list of mappings with ``op`` (create, update, delete), ``id``, ``set`` and
        ``base``.
        """
        writes: list[Write] = []
        state = replace(state, gone=None)
        for item in sorted(mutation.set["items"], key=in_order):
            if item["op"] not in _OPS or not is_id(item["id"]):
                raise Refused("not-offered", T_("This can't be done with such a record."))
            each = replace(mutation, op=item["op"], record=item["id"], set=item["set"], base=item["base"])
            decision = one(state, each, role)
            if decision.outcome == "conflict":
                raise Conflicted(
                    "stale",
                    T_("Somebody changed these contacts meanwhile, so nothing was written."),
                    hint=T_("Look at them again, then repeat it."),
                )
            state = after(state, decision)
            writes += decision.writes
        return Decision("applied", tuple(writes)) if writes else Decision("unchanged")

    return decide


def _notices(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``notices.set``: who gets which mail, for several addresses at once.

    ``set`` holds ``changes``: by the contact's id, or an empty text for the account's own address, a mapping with
    the categories to ``add`` and to ``remove``. What others ticked meanwhile stays.
    """
    people: dict[str, Contact | Profile] = {each.id: each for each in state.all(Contact, "contact")}
    for profile in state.all(Profile, "profile"):
        people[""] = profile
    writes: list[Write] = []
    held = {id_: each.notifications for id_, each in people.items()}
    for id_, change in mutation.set["changes"].items():
        type_ = "contact" if id_ else "profile"
        if not role.holds(RECORDS[type_].write):
            raise Refused()
        before = people.get(id_)
        if before is None:
            raise Conflicted(
                "gone",
                T_("One of these contacts is not there any more, so nothing was changed."),
                hint=T_("Look at them again, then repeat it."),
            )
        add, remove = frozenset(change.get("add", ())), frozenset(change.get("remove", ()))
        if not add | remove <= frozenset(CATEGORIES):
            raise Refused("unknown-category", T_("There is no such kind of mail."))
        wanted = (before.notifications | add) - remove
        if wanted != before.notifications:
            held[id_] = wanted
            writes.append(Write(type_, before.id, "update", {"notifications": wanted}, before))
    was = any("domain" in each.notifications for each in people.values())
    if was and not any("domain" in each for each in held.values()):
        raise Refused("last-domain-address", LAST_DOMAIN_ADDRESS)
    return Decision("applied", tuple(writes)) if writes else Decision("unchanged")


def contact_actions(one: One) -> Mapping[str, Action]:
    """Return every named action on contacts by its name.

    Args:
        one: Decides a plain change of one contact, whose rules hold here, too.
    """
    return {
        "contact.batch": Action(Permission.CONTACTS, _batch(one), batch_needs),
        "notices.set": Action(Audience.MEMBER, _notices, Needs(_PEOPLE)),
    }
