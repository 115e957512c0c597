"""`jumpzone domains list | show | check`: domain names; its other commands have modules of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.domain_changes_cmd import contacts_, ds, nameservers, set_
from jumpzone.cli.domain_orders_cmd import renew, transfer_code, transfer_in
from jumpzone.cli.fields import Reader, title
from jumpzone.cli.listings import DOMAINS, list_arguments, reference, show_listed
from jumpzone.cli.output import Column
from jumpzone.cli.records import find, show_record
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, gettext
from jumpzone.model.ds import ds_line
from jumpzone.model.fields import DOMAIN_STATUSES
from jumpzone.model.names import check_domain, look_alike, to_unicode
from jumpzone.model.records import Contact, Domain
from jumpzone.model.text import FieldRefused, safe_text

if TYPE_CHECKING:
    from jumpzone.usecases.domains import View
    from jumpzone.usecases.lists import Query
    from jumpzone.usecases.zone import Zone

__all__ = ["domains"]


@list_group("domains", help=N_("Domain names.\n\nWithout a command, lists them."))
def domains() -> None:
    """The domains."""


@domains.command("list", help=N_("List domains; TEXT filters by a part of the name."))
@option(
    "--expiring",
    type=click.IntRange(0, 36500),
    metavar="DAYS",
    help=N_("Only those that expire within so many days"),
)
@option("--auto-renew/--no-auto-renew", "auto_renew", default=None, help=N_("Only those that do, or don't"))
@option(
    "--locked/--unlocked", "locked", default=None, help=N_("Only those with the transfer lock, or without")
)
@list_arguments(DOMAINS, DOMAIN_STATUSES)
def _list(
    run: Run, /, expiring: int | None, auto_renew: bool | None, locked: bool | None, **asked: Any
) -> int:
    def narrow(query: Query, reader: Reader) -> Query:
        switches = {"auto_renew": auto_renew, "locked": locked}
        where = {name: (value,) for name, value in switches.items() if value is not None}
        query = replace(query, where={**query.where, **where})
        if expiring is None:
            return query
        until = reader.today + timedelta(days=expiring + 1)
        return replace(query, since={"expires_on": reader.today}, until={"expires_on": until})

    return show_listed(run, DOMAINS, asked, narrow)


@domains.command("show", help=N_("Show a domain, named by its name in either spelling, or by its ID."))
@reference
@output_options
@pass_run
def _show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        view = zone.domains.view(find(zone, DOMAINS, reference).id)
        domain = view.domain
        shown = to_unicode(domain.name)
        show_record(
            run, zone, "domain", domain, also={"unicode_name": shown}, said=_said(domain, view.people, shown)
        )
        if run.form == "table":
            _remark(run, view)


def _said(domain: Domain, people: Mapping[str, Contact | None], shown: str) -> dict[str, str]:
    said = {
        "name": shown if shown == domain.name else f"{shown} ({domain.name})",
        "nameservers": "\n".join(map(to_unicode, domain.nameservers)),
        "ds": "\n".join(map(ds_line, domain.ds)),
    }
    for name in ("registrant", "admin", "tech", "billing"):
        contact = people.get(name)
        if getattr(domain, name) is None:
            said[name] = gettext("the account's own data")
        elif contact is not None:
            said[name] = f"{contact.first_name} {contact.last_name} <{contact.email}>"
    return said


def _remark(run: Run, view: View) -> None:
    twin = look_alike(view.domain.name)
    for each in (*([twin.words] if twin is not None else []), *view.warnings):
        run.out.remark(each)


# Looking at names

_CHECKED = (
    Column("name", title("name")),
    Column("unicode_name", T_("As people write it")),
    Column("outcome", T_("Outcome")),
    Column("message", T_("Message")),
)


@domains.command(
    "check",
    help=N_("Check names: their form, both spellings, whether they look like others, whether they are here."),
)
@argument("names", nargs=-1, required=True, metavar="NAME…")
@output_options
@pass_run
def _check(run: Run, names: tuple[str, ...]) -> int:
    with run.zone() as zone:
        rows = [_checked(zone, each) for each in names]
    run.out.rows(_CHECKED, rows)
    wrong = sum(row["outcome"] == "invalid" for row in rows)
    if not wrong:
        return exits.DONE
    return exits.REFUSED if wrong == len(rows) else exits.PARTLY


def _checked(zone: Zone, typed: str) -> dict[str, object]:
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    try:
        name = check_domain(typed)
    except FieldRefused as problem:
        shown = safe_text(typed, limit=80)
        return {
            "name": shown,
            "unicode_name": shown,
            "outcome": "invalid",
            "message": problem.reason.render(),
        }
    row: dict[str, object] = {"name": name, "unicode_name": to_unicode(name), "outcome": "valid"}
    twin = look_alike(name)
    messages = [twin.words.render()] if twin is not None else []
    if zone.domains.list(Query(where={"name": (name,)})).window(0, 1):
        row["outcome"] = "ours"
        messages.append(gettext("It is in this customer centre."))
    return row | {"message": " ".join(messages) or None}


for _more in (set_, nameservers, ds, contacts_, renew, transfer_code, transfer_in):
    domains.add_command(_more)
