"""What is done with a domain beyond its fields: showing its transfer code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jumpzone.errors import NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.mutations import Actor, Decision, Mutation
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import Domain
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.domains import allows, not_allowed
from jumpzone.model.rules.state import State

__all__ = ["DOMAIN_ACTIONS"]


def _domain(state: State, mutation: Mutation, act: str) -> Domain:
    domain = state.get("domain", mutation.record)
    if not isinstance(domain, Domain):
        raise NotFound()
    if not allows(domain.status, act):
        raise Refused("wrong-status", not_allowed(domain.status))
    return domain


def _transfer_code(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``domain.transfer_code``: the code is shown; the act is recorded."""
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
    return Decision("applied")


DOMAIN_ACTIONS: Final[Mapping[str, Action]] = {
    "domain.transfer_code": Action(Permission.MANAGE_DOMAINS, _transfer_code),
}
"""Every named action on domains by its name."""
