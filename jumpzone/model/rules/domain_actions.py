"""What is done with a domain beyond its fields: renewing it, taking one in, showing its transfer code.

Renewing and taking in end in an order with a proforma invoice (:mod:`jumpzone.model.rules.billing`); what was ordered
takes hold when that is paid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from jumpzone.errors import FieldError, Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.billing import Item
from jumpzone.model.mutations import Actor, Decision, Mutation, Write
from jumpzone.model.names import to_unicode
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import Domain
from jumpzone.model.rules import billing
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.domains import allows, not_allowed
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.telling import READERS, notices
from jumpzone.model.text import FieldRefused

__all__ = ["DOMAIN_ACTIONS", "check_transfer_code"]

_CODE: Final = re.compile(r"[!-~]{6,64}")


def check_transfer_code(raw: str) -> str:
    """Return a transfer code as it was typed, without blanks around it.

    Codes are made by registries and registrars: 6 to 64 visible ASCII characters cover what they give out (the
    protocol itself sets no limit: RFC 5731, section 2.6).

    Raises:
        FieldRefused: No registry gives such a code.
    """
    text = raw.strip()
    if not text:
        raise FieldRefused("required", T_("Write the code that your present provider gave you."))
    if _CODE.fullmatch(text) is None:
        raise FieldRefused(
            "code-form", T_("A transfer code has 6 to 64 letters, digits and signs, without blanks.")
        )
    return text


# -- domain.transfer_code ------------------------------------------------------------------------------


def _domain(state: State, mutation: Mutation, act: str) -> Domain:
    domain = state.get("domain", mutation.record)
    if not isinstance(domain, Domain):
        raise NotFound()
    if not allows(domain.status, act):
        raise Refused("wrong-status", not_allowed(domain.status))
    return domain


def _transfer_code(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``domain.transfer_code``: the code is shown; the act is recorded, and whoever hears of domains is told."""
    domain = _domain(state, mutation, "transfer_code")
    if domain.locked:
        raise Refused(
            "locked",
            T_("This domain is locked against transfers."),
            hint=T_("Take the transfer lock away first, then ask for the code again."),
        )
    if domain.transfer_code is None:
        raise Refused(
            "no-transfer-code",
            T_("The registry has not given us a transfer code for this domain yet."),
            hint=T_("Ask support for it in a ticket about the domain."),
        )
    who = state.writer.name if state.writer is not None else actor.name
    told = notices(
        state,
        "transfer_code_shown",
        "domain",
        {"domain": to_unicode(domain.name), "who": who},
        ("domain", domain.id),
    )
    return Decision("applied", notices=tuple(told))


# -- domain.renew --------------------------------------------------------------------------------------


def _items(mutation: Mutation) -> Sequence[Item]:
    try:
        return billing.items_of(mutation)
    except Invalid:
        return ()


def _order_needs(mutation: Mutation) -> Needs:
    return billing.place_needs(mutation, _items(mutation))


def _the_item(mutation: Mutation, action: str) -> Item:
    items = _items(mutation)
    if len(items) != 1 or items[0].action != action:
        malformed = T_("This value does not have the right form.")
        raise Invalid(fields=[FieldError("items", "malformed", malformed)])
    return items[0]


def _renew(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``domain.renew``: order 1 to 10 more years.

    ``set["items"]`` holds the one item, as orders have it, and ``agreed`` the total that was shown.
    """
    domain = _domain(state, mutation, "renew")
    item = _the_item(mutation, "renew")
    if item.about is None or (item.about.type, item.about.id) != ("domain", domain.id):
        raise NotFound()
    billing.check_agreed(state, mutation, [item])
    return billing.place(state, mutation, actor, [item])


# -- domain.transfer_in --------------------------------------------------------------------------------


def _transfer_in(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``domain.transfer_in``: order that a domain comes here; it is there at once, as being transferred.

    ``set["items"]`` holds the one item, ``agreed`` the total that was shown, ``transfer_code`` the code, sealed for
    the mutation's record: it never stands in an order.
    """
    if state.get("domain", mutation.record) is not None:
        raise Refused("exists", T_("There is such a record already."))
    item = _the_item(mutation, "transfer")
    code = mutation.set.get("transfer_code")
    if not isinstance(code, bytes) or not code:
        raise Invalid(fields=[FieldError("transfer_code", "required", T_("This is needed."))])
    billing.check_agreed(state, mutation, [item])
    own = replace(mutation, set={**mutation.set, "records": [mutation.record]})
    decision = billing.place(state, own, actor, [item])
    return replace(
        decision, writes=tuple(_with_code(each, mutation.record, code) for each in decision.writes)
    )


def _with_code(write: Write, id_: str, code: bytes) -> Write:
    if (write.type, write.id) != ("domain", id_):
        return write
    # It can be locked only once it is here.
    return replace(write, values={**write.values, "transfer_code": code, "locked": False})


_CODE_NEEDS: Final = replace(READERS, writer=True)

DOMAIN_ACTIONS: Final[Mapping[str, Action]] = {
    "domain.transfer_code": Action(Permission.MANAGE_DOMAINS, _transfer_code, _CODE_NEEDS),
    "domain.renew": Action(Permission.MANAGE_DOMAINS, _renew, _order_needs),
    "domain.transfer_in": Action(Permission.MANAGE_DOMAINS, _transfer_in, _order_needs),
}
"""Every named action on domains by its name."""
