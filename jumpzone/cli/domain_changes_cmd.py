"""`jumpzone domains set | nameservers | ds | contacts`: how domains are set up, several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jumpzone.cli.commands import argument, command, option, output_options, pass_run
from jumpzone.cli.fields import say, title
from jumpzone.cli.listings import CONTACTS, DOMAINS
from jumpzone.cli.output import Column
from jumpzone.cli.records import find, for_each, reader_of
from jumpzone.cli.run import Run
from jumpzone.errors import Refused
from jumpzone.i18n import N_, T_, Text, gettext
from jumpzone.model.ds import DS_NAMES, ds_line, read_ds
from jumpzone.model.names import to_unicode
from jumpzone.model.records import Domain
from jumpzone.model.text import FieldRefused

if TYPE_CHECKING:
    from jumpzone.usecases.zone import Zone

_F = TypeVar("_F", bound=Callable[..., Any])

__all__ = ["contacts_", "ds", "nameservers", "set_"]

OWN: Final = "own"
"""Stands for the account's own data where a contact is named."""

_names = argument("names", nargs=-1, required=True, metavar="NAME…")


def _changing(function: _F) -> _F:
    for declare in (
        output_options,
        option("--dry-run", is_flag=True, help=N_("Say what would change, and change nothing")),
    ):
        function = declare(function)
    return function


Make = Callable[["Zone", Domain], Mapping[str, Any]]


def _change(run: Run, names: tuple[str, ...], make: Make, *, dry_run: bool) -> int:
    """Change domains one after another, with a line for each.

    Args:
        run: The run.
        names: What names the domains.
        make: Returns the fields to set in one of them.
        dry_run: Whether only to say what would change.
    """
    with run.zone() if dry_run else run.changing() as zone:

        def work(reference: str) -> Text:
            seen: Domain = find(zone, DOMAINS, reference)
            values = make(zone, seen)
            plan = zone.domains.preview([seen.id], values)[0]
            if not dry_run and plan.outcome != "unchanged":
                # Refused or not: saving says it with the fields and the code.
                zone.domains.save(seen, values)
            elif plan.outcome == "refused" and plan.reason is not None:
                raise Refused("refused", plan.reason)
            if run.form == "table":
                for each in plan.warnings:
                    run.out.remark(T_("{name}: {text}", name=to_unicode(seen.name), text=each))
            return _told(run, zone, seen, plan.values)

        return for_each(run, names, work)


def _told(run: Run, zone: Zone, before: Domain, values: Mapping[str, Any]) -> Text:
    name = to_unicode(before.name)
    if not values:
        return T_("{name}: it was so already.", name=name)
    reader, after = reader_of(run, zone), replace(before, **values)
    parts = [
        gettext(
            "{field}: {old} → {new}",
            field=title(each).render(),
            old=_word(say("domain", before, each, reader), getattr(before, each)),
            new=_word(say("domain", after, each, reader), values[each]),
        )
        for each in values
    ]
    return T_("{name}: {changes}", name=name, changes="; ".join(parts))


def _word(said: str, value: object) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return ", ".join(map(ds_line, value))
    return said or "–"


# Switches


@command(
    "set",
    help=N_(
        "Set switches of domains: jumpzone domains set a.example b.example --lock --no-auto-renew\n\n"
        "Each is changed by itself; a line tells what became of it."
    ),
)
@_names
@option("--auto-renew/--no-auto-renew", "auto_renew", default=None, help=N_("Let them renew by themselves"))
@option("--lock/--unlock", "locked", default=None, help=N_("Lock them against transfers"))
@option(
    "--id-protection/--no-id-protection",
    "id_protection",
    default=None,
    help=N_("Keep the owner out of the registry's public data"),
)
@_changing
@pass_run
def set_(run: Run, /, names: tuple[str, ...], dry_run: bool, **switches: bool | None) -> int:
    """Set switches."""
    values = {name: value for name, value in switches.items() if value is not None}
    if not values:
        raise click.UsageError(gettext("Say what to set; --help lists the switches."))
    return _change(run, names, lambda _zone, _seen: values, dry_run=dry_run)


# Nameservers


@command(
    "nameservers",
    help=N_("Set the nameservers of domains, 2 to 5; without --to, lists them."),
)
@_names
@option("--to", "servers", multiple=True, metavar="HOST", help=N_("A nameserver; give it several times"))
@_changing
@pass_run
def nameservers(run: Run, names: tuple[str, ...], servers: tuple[str, ...], dry_run: bool) -> int | None:
    """Set or list nameservers."""
    if servers:
        return _change(run, names, lambda _zone, _seen: {"nameservers": list(servers)}, dry_run=dry_run)
    with run.zone() as zone:
        found: list[Domain] = [find(zone, DOMAINS, each) for each in names]
    columns = (Column("domain", T_("Domain"), _shown), Column("nameserver", T_("Nameserver"), _shown))
    run.out.rows(
        columns,
        [{"domain": each.name, "nameserver": host} for each in found for host in each.nameservers],
    )
    return None


def _shown(value: object) -> str:
    return to_unicode(str(value))


# DS records


@command(
    "ds",
    help=N_(
        "Add and remove DS records of a domain; without options, lists them.\n\n"
        "jumpzone domains ds studio.example --add “12345 13 2 0A1B…”"
    ),
)
@argument("name")
@option("--add", "added", multiple=True, metavar="RECORD", help=N_("Key tag, algorithm, digest type, digest"))
@option("--remove", "removed", multiple=True, type=int, metavar="KEYTAG", help=N_("All records of a key"))
@option("--clear", is_flag=True, help=N_("All records: answers are no longer signed"))
@_changing
@pass_run
def ds(
    run: Run, name: str, added: tuple[str, ...], removed: tuple[int, ...], clear: bool, dry_run: bool
) -> int | None:
    """Add, remove or list DS records."""
    if not (added or removed or clear):
        with run.zone() as zone:
            domain: Domain = find(zone, DOMAINS, name)
        titles = (T_("Key tag"), T_("Algorithm"), T_("Digest type"), T_("Digest"))
        columns = [Column(field, word) for field, word in zip(DS_NAMES, titles, strict=True)]
        run.out.rows(columns, [each for each in domain.ds if isinstance(each, Mapping)])
        return None
    try:
        records = [read_ds(each) for each in added]
    except FieldRefused as problem:
        raise Refused(problem.code, problem.reason) from problem

    def make(_zone: Zone, seen: Domain) -> Mapping[str, Any]:
        gone = frozenset(removed)
        kept = () if clear else tuple(each for each in seen.ds if not gone or each["key_tag"] not in gone)
        return {"ds": [*kept, *(each for each in records if each not in kept)]}

    return _change(run, (name,), make, dry_run=dry_run)


# Contacts


@command(
    "contacts",
    help=N_(
        "Say whom domains name: a contact by its e-mail address or ID, or “own” for the account's own data.\n\n"
        "Without options, lists them."
    ),
)
@_names
@option("--registrant", metavar="CONTACT", help=N_("The owner"))
@option("--admin", metavar="CONTACT", help=N_("The administrative contact"))
@option("--tech", metavar="CONTACT", help=N_("The technical contact"))
@option("--billing", metavar="CONTACT", help=N_("The billing contact"))
@_changing
@pass_run
def contacts_(run: Run, /, names: tuple[str, ...], dry_run: bool, **people: str | None) -> int | None:
    """Name or list contacts."""
    wanted = {field: reference for field, reference in people.items() if reference is not None}
    if not wanted:
        _list_people(run, names, tuple(people))
        return None

    def make(zone: Zone, _seen: Domain) -> Mapping[str, Any]:
        return {field: _contact(zone, each) for field, each in wanted.items()}

    return _change(run, names, make, dry_run=dry_run)


def _contact(zone: Zone, reference: str) -> str | None:
    if reference == OWN:
        return None
    return str(find(zone, CONTACTS, reference).id)


def _list_people(run: Run, names: tuple[str, ...], fields: tuple[str, ...]) -> None:
    rows: list[dict[str, object]] = []
    with run.zone() as zone:
        for each in names:
            view = zone.domains.view(find(zone, DOMAINS, each).id)
            for field in fields:
                contact = view.people.get(field)
                row = {"domain": view.domain.name, "role": field, "contact": getattr(view.domain, field)}
                if contact is not None:
                    row |= {"name": f"{contact.first_name} {contact.last_name}", "email": contact.email}
                rows.append(row)
    columns = [
        Column("domain", T_("Domain"), _shown),
        Column("role", T_("Role"), lambda value: title(str(value)).render()),
        Column("contact", T_("ID"), lambda value: str(value)[-8:] if value else OWN),
        Column("name", T_("Name")),
        Column("email", T_("E-mail")),
    ]
    run.out.rows(columns, rows)
