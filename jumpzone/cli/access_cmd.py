"""`jumpzone access`: who may open the account, invitations, and the reader's own accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.cli.session_cmd import keep_session, refuse_if_lost
from jumpzone.errors import NotFound
from jumpzone.i18n import N_, T_, current
from jumpzone.model.permissions import Permission
from jumpzone.model.words import PERMISSIONS

if TYPE_CHECKING:
    from jumpzone.model.records import Invitation
    from jumpzone.store.members import Member
    from jumpzone.usecases.zone import Zone

__all__ = ["access"]


def _granted(value: object) -> str:
    if not isinstance(value, list | tuple):
        return ""
    return ", ".join(PERMISSIONS[Permission(each)].render() for each in value)


def _role(value: object) -> str:
    return (T_("owner") if value == "owner" else T_("member")).render()


_COLUMNS = (
    Column("address", T_("E-mail")),
    Column("name", T_("Name")),
    Column("role", T_("Role"), _role),
    Column("since", T_("Since")),
    Column("until", T_("Invited until")),
    Column("second_factor", T_("Second factor")),
    Column("permissions", T_("Permissions"), _granted),
)
_OFFERS = (
    Column("number", T_("Customer centre")),
    Column("display_name", T_("In the name of")),
    Column("role", T_("Role"), _role),
    Column("until", T_("Invited until")),
    Column("permissions", T_("Permissions"), _granted),
)
_ACCOUNTS = (
    Column("number", T_("Customer centre")),
    Column("display_name", T_("In the name of")),
    Column("role", T_("Role"), _role),
    Column("permissions", T_("Permissions"), _granted),
)
_may = option(
    "--may",
    type=click.Choice([str(each) for each in Permission]),
    multiple=True,
    metavar="PERMISSION",
    help=N_("What a member may do, such as invoices or managedomains; may be given several times"),
)
_owner = option("--owner", is_flag=True, help=N_("Make them an owner, who may do everything"))


@list_group(
    "access",
    help=N_(
        "Who has access to this customer centre, and which others you may open.\n\nWithout a command, lists it."
    ),
)
def access() -> None:
    """Shared access."""


@access.command("list", help=N_("List who has access and who is invited."))
@output_options
@pass_run
def _list(run: Run) -> None:
    with run.zone() as zone:
        rows = [_member(run, each) for each in zone.members.everybody()]
        rows += [_invited(run, each) for each in zone.members.invitations()]
        run.out.rows(_COLUMNS, rows)


def _time(run: Run, value: Any) -> Any:
    return current().datetime(value, run.settings.timezone) if run.form == "table" else value


def _member(run: Run, each: Member) -> dict[str, Any]:
    return {
        "address": each.address,
        "name": each.name,
        "role": each.membership.role,
        "since": _time(run, each.membership.created_at),
        "until": None,
        "second_factor": each.totp_enabled,
        "permissions": sorted(map(str, each.membership.permissions)),
    }


def _invited(run: Run, each: Invitation) -> dict[str, Any]:
    return {
        "address": each.address,
        "name": None,
        "role": each.role,
        "since": None,
        "until": _time(run, each.expires_at),
        "second_factor": None,
        "permissions": sorted(map(str, each.permissions)),
    }


@access.command(
    "invite", help=N_("Invite somebody; they have seven days. Without --may or --owner nothing is sent.")
)
@argument("address")
@_may
@_owner
@pass_run
def _invite(run: Run, address: str, may: tuple[str, ...], owner: bool) -> None:
    with run.changing() as zone:
        zone.members.invite(address, role="owner" if owner else "member", permissions=may)
        run.out.say(T_("{address} is invited.", address=address))


@access.command("change", help=N_("Give a member other rights; what is not named is taken away."))
@argument("address")
@_may
@_owner
@pass_run
def _change(run: Run, address: str, may: tuple[str, ...], owner: bool) -> None:
    with run.changing() as zone:
        seen = _find(zone, address).membership
        applied = zone.members.change_rights(seen, "owner" if owner else "member", may)
        unchanged = T_("Nothing to change: it was so already.")
        changed = T_("The rights of {address} are changed.", address=address)
        run.out.say(unchanged if applied.outcome == "unchanged" else changed)


@access.command("revoke", help=N_("End somebody's access, or take an invitation back."))
@argument("address")
@pass_run
def _revoke(run: Run, address: str) -> None:
    with run.changing() as zone:
        wanted = address.casefold()
        for each in zone.members.invitations():
            if wanted in (each.address.casefold(), each.canonical):
                zone.members.withdraw(each.id)
                run.out.say(T_("The invitation of {address} is taken back.", address=each.address))
                return
        zone.members.revoke(_find(zone, address).membership.id)
        run.out.say(T_("{address} has no access any more.", address=address))


def _find(zone: Zone, address: str) -> Member:
    wanted = address.casefold()
    for each in zone.members.everybody():
        if each.address is not None and each.address.casefold() == wanted:
            return each
    raise NotFound("not-found", T_("Nobody with the address {address} has access.", address=address))


@access.command("leave", help=N_("Give up your own access to this customer centre."))
@option("--yes", is_flag=True, help=N_("Don't ask"))
@pass_run
def _leave(run: Run, yes: bool) -> None:
    with run.changing() as zone:
        account = zone.session.account
        whose = f"{account.display_name} · {account.number}"
        if not run.sure(T_("Give up your access to {account}?", account=whose), yes=yes):
            run.out.say(T_("Nothing was changed."))
            return
        zone.members.leave()
        run.out.say(T_("You have no access to {number} any more.", number=account.number))


@access.command("accounts", help=N_("List the customer centres that you may open, for --account."))
@output_options
@pass_run
def _accounts(run: Run) -> None:
    with run.zone() as zone:
        rows = [
            {
                "number": each.account.number,
                "display_name": each.account.display_name,
                "role": "owner" if each.owner else "member",
                "permissions": list(each.permissions),
            }
            for each in zone.members.accounts()
        ]
        run.out.rows(_ACCOUNTS, rows)


@access.command("offers", help=N_("List the invitations to your addresses."))
@output_options
@pass_run
def _offers(run: Run) -> None:
    with run.zone() as zone:
        rows = [
            {
                "number": each.account.number,
                "display_name": each.account.display_name,
                "role": each.invitation.role,
                "until": _time(run, each.invitation.expires_at),
                "permissions": sorted(map(str, each.invitation.permissions)),
            }
            for each in zone.members.offers()
        ]
        run.out.rows(_OFFERS, rows, empty=T_("Nobody has invited you."))


@access.command("accept", help=N_("Accept the invitation of a customer centre, named by its number."))
@argument("number")
@pass_run
def _accept(run: Run, number: str) -> None:
    with run.changing() as zone:
        zone.members.accept_offer(_offered(zone, number))
        run.out.say(T_("You may open {number} now: jumpzone --account {number} …", number=number))


@access.command("decline", help=N_("Turn the invitation of a customer centre down."))
@argument("number")
@pass_run
def _decline(run: Run, number: str) -> None:
    with run.changing() as zone:
        zone.members.decline_offer(_offered(zone, number))
        run.out.say(T_("The invitation of {number} is turned down.", number=number))


def _offered(zone: Zone, number: str) -> str:
    for each in zone.members.offers():
        if each.account.number == number:
            return each.invitation.id
    raise NotFound("not-found", T_("There is no invitation of {number} for you.", number=number))


@access.command(
    "join",
    help=N_(
        "Accept an invitation without having a login yet. Address, code, name and a new password are asked for, or "
        "are lines of the standard input."
    ),
)
@option(
    "--print-token",
    is_flag=True,
    help=N_("Print the session's token instead of keeping it, for JUMPZONE_TOKEN"),
)
@pass_run
def _join(run: Run, print_token: bool) -> None:
    with run.opened() as opened:
        refuse_if_lost(run, opened, print_token)
        address = run.ask(T_("E-mail"))
        code = run.ask(T_("Code from the mail"))
        name = run.ask(T_("Your name"))
        password = run.ask_secret(T_("New password"), confirm=True)
        session = opened.zone.members.accept(
            address,
            code,
            name,
            password.reveal(),
            language=current().language,
            timezone=str(run.settings.timezone),
        )
        keep_session(run, opened, session, print_token)
        run.send_mail(opened)
