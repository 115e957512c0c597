"""Named actions: changes that are more than new values in one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model.fields import RECORDS
from jumpzone.model.mutations import Actor, Decision, Mutation, NextNumber, Notice, Write
from jumpzone.model.permissions import Audience, Permission, Right, Role
from jumpzone.model.records import Login, Message
from jumpzone.model.rules.people import check_profile
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.values import Refusals, read_values

Decide = Callable[[State, Mutation, Actor, Role], Decision]


class Action:
    """A named action.

    Attributes:
        right: Who may do it; actions of the system itself need ``Audience.NOBODY``.
        needs: What must be loaded, or how it follows from the mutation.
        decide: The rule.
    """

    __slots__ = ("decide", "needs", "right")

    def __init__(
        self, right: Right, decide: Decide, needs: Needs | Callable[[Mutation], Needs] | None = None
    ) -> None:
        """Put the parts together."""
        self.right = right
        self.decide = decide
        self.needs = needs or Needs()

    def needs_of(self, mutation: Mutation) -> Needs:
        """Tell what must be loaded before this action can be decided."""
        return self.needs(mutation) if callable(self.needs) else self.needs


def _open_account(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``account.open``: the account with its profile, login, address and membership, at once.

    ``set`` holds ``profile`` (values), ``name``, ``language``, ``timezone``, ``currency``, ``opened_by``,
    ``address``, ``canonical`` and the identifiers ``profile_id``, ``login_id``, ``address_id``,
    ``membership_id``.
    """
    given = mutation.set
    refusals = Refusals()
    profile = _new_profile(given["profile"], state, refusals)
    if refusals:
        raise Invalid(fields=refusals.errors)
    account, login = mutation.account, given["login_id"]
    display = profile.get("company_name") if profile["invoice_to"] == "company" else None
    writes = (
        Write(
            "login",
            login,
            "insert",
            {
                "name": given["name"],
                "language": given["language"],
                "timezone": given["timezone"],
                "home_account": account,
            },
        ),
        Write(
            "account",
            account,
            "insert",
            {
                "number": NextNumber("account"),
                "display_name": display or given["name"],
                "status": "active",
                "holder": login,
                "currency": given["currency"],
                "language": given["language"],
                "opened_by": given["opened_by"],
                "claimed_at": state.now,
            },
        ),
        Write("profile", given["profile_id"], "insert", profile),
        Write(
            "email_address",
            given["address_id"],
            "insert",
            {
                "login": login,
                "address": given["address"],
                "canonical": given["canonical"],
                "primary": True,
                "verified_at": state.now,
                "added_at": state.now,
            },
        ),
        Write("membership", given["membership_id"], "insert", {"login": login, "role": "owner"}),
    )
    welcome = Notice(
        "welcome",
        given["address"],
        given["language"],
        "general",
        {"name": profile["first_name"]},
        about=("account", account),
    )
    return Decision("applied", writes, notices=(welcome,))


def _new_profile(given: Mapping[str, Any], state: State, refusals: Refusals) -> dict[str, Any]:
    record = RECORDS["profile"]
    values: dict[str, Any] = {name: field.default for name, field in record.fields.items()}
    values |= read_values(record, given, authority=False, refusals=refusals)
    for name, field in record.fields.items():
        if field.required and values.get(name) is None:
            refusals.required(name)
    # Also when something is wrong already: a form hears of every field at once.
    check_profile(values, frozenset(values), state, refusals)
    return values


def check_new_profile(given: Mapping[str, Any], state: State) -> dict[str, Any]:
    """Return the values of a new profile as they would be kept.

    Raises:
        Invalid: With an error for every field at fault.
    """
    refusals = Refusals()
    values = _new_profile(given, state, refusals)
    if refusals:
        raise Invalid(fields=refusals.errors)
    return values


def _message(state: State, mutation: Mutation, role: Role) -> Message:
    message = state.get("message", mutation.record)
    if not isinstance(message, Message) or not readable(message, role):
        raise NotFound()
    return message


def readable(message: Message, role: Role) -> bool:
    """A message meant for one login is that login's alone; any other is everybody's who may read mail."""
    return role.system or message.login is None or message.login == role.login


def _resend(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``message.resend``: the same text once more, as a new message that says it is a copy.

    It goes to the holder's primary address, or to the address in ``set["to"]`` when that one had the
    original: a lost mail is found again by its reader, never sent to somebody new.
    """
    original = _message(state, mutation, role)
    _refuse_destroyed(original)
    own = state.holder_address.address if state.holder_address is not None else original.to
    to = mutation.set.get("to") or own
    if to not in (own, original.to):
        raise Refused(
            "stranger",
            T_("A message can be sent again only to the account's own address or to the one that had it."),
        )
    notice = Notice(
        "copy",
        to,
        state.language,
        original.category,
        login=original.login,
        about=("message", original.id),
        copy_of=original.id,
    )
    return Decision("applied", notices=(notice,))


def _refuse_destroyed(message: Message) -> None:
    if not message.body:
        raise Refused(
            "nothing-to-resend",
            T_("This message carried a code. Its text has been destroyed."),
            hint=T_("Ask for a new code instead."),
        )


def _retry(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``message.retry``: a mail that failed to go is queued again."""
    message = _message(state, mutation, role)
    if message.delivery != "failed":
        return Decision("unchanged")
    _refuse_destroyed(message)
    values = {"delivery": "queued", "delivery_error": None}
    return Decision("applied", (Write("message", message.id, "update", values, message),))


def _delivered(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``message.delivered``: it has gone; a transient text goes with it."""
    message = _message(state, mutation, role)
    values: dict[str, Any] = {"delivery": "sent", "delivery_error": None, "sent_at": state.now}
    if mutation.set.get("transient"):
        values |= {"body": "", "secrets": None}
    return Decision("applied", (Write("message", message.id, "update", values, message),))


def _failed(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``message.failed``: it could not go, and why; a transient text is destroyed all the same."""
    message = _message(state, mutation, role)
    values: dict[str, Any] = {"delivery": "failed", "delivery_error": mutation.set["delivery_error"]}
    if mutation.set.get("transient"):
        values |= {"body": "", "secrets": None}
    return Decision("applied", (Write("message", message.id, "update", values, message),))


def _login(state: State, mutation: Mutation, actor: Actor, role: Role) -> Login:
    login = state.get("login", mutation.record)
    if not isinstance(login, Login):
        raise NotFound()
    if not role.system and login.id != role.login:
        raise Refused()
    return login


def _password_changed(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``password.change``, ``password.reset``: the owner is told; the hash itself is written apart."""
    login = _login(state, mutation, actor, role)
    address = mutation.set["address"]
    template = "password_reset_done" if mutation.op == "password.reset" else "password_changed"
    notice = Notice(
        template,
        address,
        login.language,
        "security",
        {"name": login.name, "at": state.now, "device": actor.device or "", "timezone": login.timezone},
        login=login.id,
        about=("login", login.id),
    )
    return Decision("applied", notices=(notice,))


def _reveal(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``credential.reveal``: access data is shown; the act is recorded."""
    message = _message(state, mutation, role)
    if message.secrets is None:
        raise NotFound()
    return Decision("applied")


_HOLDER: Final = Needs(holder=True)

ACTIONS: Final[Mapping[str, Action]] = {
    "account.open": Action(Audience.NOBODY, _open_account),
    "message.resend": Action(Permission.EMAILS, _resend, _HOLDER),
    "message.retry": Action(Permission.EMAILS, _retry),
    "message.delivered": Action(Audience.NOBODY, _delivered),
    "message.failed": Action(Audience.NOBODY, _failed),
    "credential.reveal": Action(Permission.EMAILS, _reveal),
    "password.change": Action(Audience.MEMBER, _password_changed),
    "password.reset": Action(Audience.NOBODY, _password_changed),
}
"""Every named action that has no module of its own, by its name."""
