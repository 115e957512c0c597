"""Rules of the second factor: switched on and off by its login alone, which is told of it by mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jumpzone.errors import NotFound, Refused
from jumpzone.model.mutations import Actor, Decision, Mutation, Notice, Write
from jumpzone.model.permissions import Audience, Role
from jumpzone.model.records import Login
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.state import State

__all__ = ["FACTOR_ACTIONS"]


def _login(state: State, mutation: Mutation, role: Role) -> Login:
    login = state.get("login", mutation.record)
    if not isinstance(login, Login):
        raise NotFound()
    if not role.system and login.id != role.login:
        raise Refused()
    return login


def _told(state: State, mutation: Mutation, actor: Actor, login: Login, template: str) -> Notice:
    params: dict[str, Any] = {
        "name": login.name,
        "at": state.now,
        "device": actor.device or "",
        "timezone": login.timezone,
    }
    if "left" in mutation.set:
        params["left"] = mutation.set["left"]
    return Notice(
        template,
        mutation.set["address"],
        login.language,
        "security",
        params,
        login=login.id,
        about=("login", login.id),
    )


def _switch(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``totp.enable``, ``totp.disable``: the secret itself is written apart and is in no trail."""
    login = _login(state, mutation, role)
    on = mutation.op == "totp.enable"
    notice = _told(state, mutation, actor, login, "totp_enabled" if on else "totp_disabled")
    write = Write("login", login.id, "update", {"totp_enabled": on}, login)
    return Decision("applied", (write,), notices=(notice,))


def _tell(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``recovery.renew``, ``recovery.use``: the login is told; ``set["left"]`` says how many codes remain."""
    login = _login(state, mutation, role)
    template = "recovery_renewed" if mutation.op == "recovery.renew" else "recovery_used"
    return Decision("applied", notices=(_told(state, mutation, actor, login, template),))


FACTOR_ACTIONS: Final[Mapping[str, Action]] = {
    "totp.enable": Action(Audience.MEMBER, _switch),
    "totp.disable": Action(Audience.MEMBER, _switch),
    "recovery.renew": Action(Audience.MEMBER, _tell),
    "recovery.use": Action(Audience.MEMBER, _tell),
}
"""Every named action on second factors by its name."""
