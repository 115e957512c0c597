"""`jumpzone addresses`: the reader's own e-mail addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.errors import NotFound
from jumpzone.i18n import N_, T_, current

if TYPE_CHECKING:
    from jumpzone.usecases.addresses import OwnAddress
    from jumpzone.usecases.zone import Zone

__all__ = ["addresses"]

_COLUMNS = (
    Column("address", T_("E-mail")),
    Column("main", T_("Main")),
    Column("verified_at", T_("Confirmed")),
    Column("added_at", T_("Added")),
)


@list_group(
    "addresses",
    help=N_(
        "Your own addresses: the main one signs in and gets notices; mail from the others lands in your customer "
        "centre, too.\n\nWithout a command, lists them."
    ),
)
def addresses() -> None:
    """The login's addresses."""


@addresses.command("list", help=N_("List your addresses, the main one first."))
@output_options
@pass_run
def _list(run: Run) -> None:
    with run.zone() as zone:
        run.out.rows(_COLUMNS, [_row(run, each) for each in zone.addresses.own()])


def _row(run: Run, own: OwnAddress) -> dict[str, Any]:
    each = own.record
    times: dict[str, Any] = {"verified_at": each.verified_at, "added_at": each.added_at}
    if run.form == "table":
        times = {
            name: current().datetime(value, run.settings.timezone) if value else None
            for name, value in times.items()
        }
    return {"address": each.address, "main": each.primary, **times}


@addresses.command("add", help=N_("Add an address: a code goes there, for “jumpzone addresses confirm”."))
@argument("address")
@pass_run
def _add(run: Run, address: str) -> None:
    with run.changing() as zone:
        zone.addresses.add(address)
        run.out.say(T_("A code is on its way to {address}.", address=address))


@addresses.command("resend", help=N_("Have another code sent to an address that waits for one."))
@argument("address")
@pass_run
def _resend(run: Run, address: str) -> None:
    with run.changing() as zone:
        zone.addresses.send_again(_find(zone, address).record.id)
        run.out.say(T_("A code is on its way to {address}.", address=address))


@addresses.command(
    "confirm",
    help=N_("Show that an address is yours. The code is asked for, or is a line of the standard input."),
)
@argument("address")
@pass_run
def _confirm(run: Run, address: str) -> None:
    with run.changing() as zone:
        id_ = _find(zone, address).record.id
        zone.addresses.verify(id_, run.ask(T_("Code from the mail")))
        run.out.say(T_("{address} is yours: mail from it lands here.", address=address))


@addresses.command(
    "main",
    help=N_(
        "Make another address the main one. The password is asked for, or is a line of the standard input."
    ),
)
@argument("address")
@pass_run
def _main(run: Run, address: str) -> None:
    with run.changing() as zone:
        id_ = _find(zone, address).record.id
        zone.addresses.make_main(id_, run.ask_secret(T_("Password")).reveal())
        run.out.say(T_("From now on you sign in with {address}. Both addresses are told.", address=address))


@addresses.command("remove", help=N_("Remove an address; the main one stays."))
@argument("address")
@option("--yes", is_flag=True, help=N_("Don't ask"))
@pass_run
def _remove(run: Run, address: str, yes: bool) -> None:
    with run.changing() as zone:
        id_ = _find(zone, address).record.id
        if not run.sure(T_("Remove {address}?", address=address), yes=yes):
            run.out.say(T_("Nothing was changed."))
            return
        zone.addresses.remove(id_)
        run.out.say(T_("{address} is removed.", address=address))


@addresses.command(
    "stop",
    help=N_(
        "Take a change of the main address back, with the code that went to the one that was main before. It is asked "
        "for, or is a line of the standard input. Everybody is signed out, and the password is void."
    ),
)
@argument("address")
@pass_run
def _stop(run: Run, address: str) -> None:
    with run.opened() as opened:
        opened.zone.addresses.stop_change(address, run.ask(T_("Code from the mail")))
        run.out.say(T_("It is taken back. Choose a new password with “jumpzone reset”."))
        run.send_mail(opened)


def _find(zone: Zone, address: str) -> OwnAddress:
    wanted = address.strip().casefold()
    for each in zone.addresses.own():
        if wanted in (each.record.address.casefold(), each.record.canonical):
            return each
    raise NotFound("not-found", T_("You have no address {address}.", address=address))
