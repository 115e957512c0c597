"""`jumpzone contacts`: others who get the account's mail or are named on its domains."""

from __future__ import annotations

from dataclasses import replace

from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.contacts_files import export, import_, notices
from jumpzone.cli.fields import complete_assignment, read_assignments, settable, title
from jumpzone.cli.listings import CONTACTS
from jumpzone.cli.records import find, for_each, list_options, show_list, show_record, words_of
from jumpzone.cli.run import Run
from jumpzone.cli.saved import saved_option, usual_query
from jumpzone.i18n import N_, T_, Text
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.records import Contact

__all__ = ["contacts"]

_assignments = argument(
    "assignments",
    nargs=-1,
    required=True,
    metavar="FIELD=VALUE…",
    shell_complete=complete_assignment("contact"),
)


@list_group(
    "contacts",
    help=N_(
        "Others who get the account's mail or are named on its domains.\n\n"
        "Without a command, lists them. A contact is named by its ID, the end of it, or its e-mail address."
    ),
)
def contacts() -> None:
    """The contacts."""


@contacts.command("list", help=N_("List contacts; TEXT filters by name, company, e-mail and city."))
@argument("text", required=False)
@option("--gets", metavar="CATEGORY", help=N_("Only those that get mail of this category"))
@saved_option
@list_options(CONTACTS)
@output_options
@pass_run
def _list(
    run: Run,
    text: str | None,
    gets: str | None,
    saved: str | None,
    sort: str | None,
    desc: bool,
    limit: int | None,
    tell: bool,
) -> int:
    if gets is not None and gets not in CATEGORIES:
        import click

        raise click.BadParameter(", ".join(CATEGORIES), param_hint="--gets")
    with run.zone() as zone:
        usual = usual_query(run, zone, CONTACTS, saved)
        query = replace(
            usual,
            text=words_of(text) or usual.text,
            sort=sort or usual.sort,
            descending=desc or (usual.descending and sort is None),
        )

        def keep(contact: Contact) -> bool:
            return gets in contact.notifications

        return show_list(
            run, zone, CONTACTS, query, limit=limit, tell=tell, keep=None if gets is None else keep
        )


@contacts.command("show", help=N_("Show a contact."))
@argument("reference")
@output_options
@pass_run
def _show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        show_record(run, zone, "contact", find(zone, CONTACTS, reference))


@contacts.command(
    "add",
    help=N_(
        "Add a contact: jumpzone contacts add first_name=Mila last_name=Ivanova email=mila@ledger.example "
        "notifications=invoice\n\nPrints its ID."
    ),
)
@_assignments
@output_options
@pass_run
def _add(run: Run, assignments: tuple[str, ...]) -> None:
    values = read_assignments(settable("contact"), assignments)
    with run.changing() as zone:
        id_, _applied = zone.contacts.add(values)
        if run.form == "table":
            run.out.say(id_)
        else:
            show_record(run, zone, "contact", zone.contacts.get(id_))


@contacts.command("edit", help=N_("Change fields of a contact; FIELD= empties one."))
@argument("reference")
@_assignments
@output_options
@pass_run
def _edit(run: Run, reference: str, assignments: tuple[str, ...]) -> None:
    values = read_assignments(settable("contact"), assignments)
    with run.changing() as zone:
        seen: Contact = find(zone, CONTACTS, reference)
        applied = zone.contacts.save(seen, values)
        if run.form != "table":
            show_record(run, zone, "contact", zone.contacts.get(seen.id))
        elif applied.outcome == "unchanged":
            run.out.say(T_("Nothing to change: it was so already."))
        else:
            written = [title(name).render() for name in applied.values or values]
            run.out.say(T_("Saved: {fields}", fields=", ".join(written)))


@contacts.command("remove", help=N_("Delete contacts. The last address with domain notices stays."))
@argument("references", nargs=-1, required=True, metavar="REFERENCE…")
@output_options
@pass_run
def _remove(run: Run, references: tuple[str, ...]) -> int:
    with run.changing() as zone:

        def remove(reference: str) -> Text:
            seen: Contact = find(zone, CONTACTS, reference)
            zone.contacts.remove(seen)
            return T_(
                "Deleted: {name}, {email}", name=f"{seen.first_name} {seen.last_name}", email=seen.email
            )

        return for_each(run, references, remove)


for _more in (import_, export, notices):
    contacts.add_command(_more)
