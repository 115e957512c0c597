"""`jumpzone contacts import | export | notices`: contacts from and into files, and who gets which mail."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, command, list_group, option, output_options, pass_run
from jumpzone.cli.fields import title
from jumpzone.cli.files import write_new
from jumpzone.cli.listings import CONTACTS
from jumpzone.cli.output import Column, Row
from jumpzone.cli.records import find
from jumpzone.cli.run import Run
from jumpzone.errors import NotFound, Refused
from jumpzone.i18n import N_, PT_, T_, Text, current, gettext, ngettext
from jumpzone.model import emails
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.phones import format_phone
from jumpzone.model.tabular import ordered
from jumpzone.model.text import safe_text
from jumpzone.model.words import CATEGORIES as CATEGORY_WORDS
from jumpzone.usecases.exporting import flat

if TYPE_CHECKING:
    from jumpzone.usecases.contact_import import Difference, Plan
    from jumpzone.usecases.contacts import Recipient
    from jumpzone.usecases.zone import Zone

__all__ = ["export", "import_", "notices"]

_FORMS: Final = ("vcard", "csv")
_OUTCOMES: Final = {
    "new": PT_("import", "new"),
    "changed": PT_("import", "changed"),
    "unchanged": PT_("import", "as it is"),
    "mistake": PT_("import", "not possible"),
}

# Files


@command(
    "import",
    help=N_(
        "Add and change contacts from a file of vCards or CSV.\n\n"
        "Shows what would change, then asks. A contact of the file is the one with its ID, else the one with its "
        "e-mail address; otherwise it is new. Lines that can't be used are named and left out; the rest is done "
        "all at once or not at all. In CSV the first line names the columns."
    ),
)
@argument("file", type=click.Path(path_type=Path))
@option("--format", "form", type=click.Choice(_FORMS), help=N_("What the file is; found out when left out"))
@option("--dry-run", is_flag=True, help=N_("Show what would change, and change nothing"))
@option("--yes", is_flag=True, help=N_("Don't ask"))
@output_options
@pass_run
def import_(run: Run, file: Path, form: Any, dry_run: bool, yes: bool) -> int:
    """Import contacts."""
    content = _content(file)
    with run.changing() as zone:
        plan = zone.contacts.preview_import(content, form)
        _show(run, plan)
        wrong = exits.PARTLY if plan.contacts else exits.REFUSED
        code = wrong if plan.mistakes else exits.DONE
        new, changed = len(plan.of("new")), len(plan.of("changed"))
        if dry_run:
            return code
        if not new + changed:
            run.out.say(T_("There is nothing to change."))
            return code
        question = T_("Add {new} and change {changed} contacts?", new=new, changed=changed)
        if not run.sure(question, yes=yes):
            run.out.say(T_("Nothing was changed."))
            return exits.REFUSED
        zone.contacts.apply_import(plan)
        run.out.say(T_("Added: {new}. Changed: {changed}.", new=new, changed=changed))
        if plan.mistakes:
            lines = len({each.line for each in plan.mistakes})
            run.out.remark(ngettext("{n} line was left out.", "{n} lines were left out.", lines))
        return code


def _content(file: Path) -> bytes:
    from jumpzone.documents.contact_files import LARGEST  # late: it brings the names of countries

    try:
        with file.open("rb") as opened:
            # One byte more than is read, so that a larger file is refused and not cut.
            return opened.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        shown = safe_text(str(file))
        raise Refused("file-not-read", T_("The file {path} can't be read.", path=shown)) from problem


def _show(run: Run, plan: Plan) -> None:
    if run.form == "table":
        _show_people(run, plan)
        return
    rows: list[dict[str, object]] = [
        {
            "line": each.line,
            "outcome": each.outcome,
            "id": each.id,
            "name": each.name,
            "email": each.email,
            "changes": [
                {"field": one.field, "was": _plain(one.was), "will": _plain(one.will)}
                for one in each.differences
            ],
            "unused": list(each.unused),
        }
        for each in plan.contacts
    ]
    rows += [
        {
            "line": each.line,
            "outcome": "mistake",
            "field": each.field or None,
            "message": each.message.render(),
        }
        for each in plan.mistakes
    ]
    names = ("line", "outcome", "id", "name", "email", "changes", "unused", "field", "message")
    if run.form == "csv":
        rows = [{name: flat(value) for name, value in row.items()} for row in rows]
    run.out.rows([Column(name, Text(name)) for name in names], sorted(rows, key=_by_line))


def _by_line(row: Row) -> int:
    return int(str(row["line"]))


def _show_people(run: Run, plan: Plan) -> None:
    rows: list[Row] = [
        {
            "line": each.line,
            "outcome": each.outcome,
            "contact": f"{each.name}, {each.email}",
            "changes": "; ".join(map(_difference, each.differences)),
        }
        for each in plan.touched
    ]
    rows += [
        {"line": each.line, "outcome": "mistake", "changes": _mistake(each.field, each.message)}
        for each in plan.mistakes
    ]
    columns = [
        Column("line", T_("Line"), right=True),
        Column("outcome", T_("Outcome"), lambda value: _OUTCOMES[str(value)].render()),
        Column("contact", T_("Contact")),
        Column("changes", T_("What changes")),
    ]
    if rows:
        run.out.rows(columns, sorted(rows, key=_by_line))
    if plan.encoding.startswith("windows"):
        run.out.remark(T_("The letters were read as {encoding}.", encoding=plan.encoding))
    unused = sorted({*plan.unused, *(name for each in plan.contacts for name in each.unused)})
    if unused:
        run.out.remark(T_("Not taken over: {names}", names=", ".join(unused)))


def _plain(value: object) -> object:
    return ordered(value) if isinstance(value, frozenset) else value


def _difference(each: Difference) -> str:
    name = title(each.field).render()
    will = said(each.field, each.will) or "–"
    if each.was in (None, frozenset()):
        return f"{name}: {will}"
    return f"{name}: {said(each.field, each.was)} → {will}"


def said(field: str, value: Any) -> str:
    """Return a contact's value for people."""
    if not value:
        return ""
    if field == "notifications":
        return ", ".join(CATEGORY_WORDS[name].render() for name in CATEGORIES if name in value)
    if field == "country":
        return current().country(value)
    return format_phone(value) if field == "phone" else str(value)


def _mistake(field: str, message: Text) -> str:
    return f"{title(field).render()}: {message.render()}" if field else message.render()


@command(
    "export",
    help=N_(
        "Write contacts as vCards (4.0) or CSV, to the standard output or into a file.\n\n"
        "All of them, or those named by ID, the end of it, or e-mail address."
    ),
)
@argument("references", nargs=-1, metavar="[REFERENCE…]")
@option(
    "--format", "form", type=click.Choice(_FORMS), default="vcard", help=N_("What to write: vcard or csv")
)
@option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=N_("Write it into this file"))
@option("--force", is_flag=True, help=N_("Replace a file that is there"))
@pass_run
def export(run: Run, references: tuple[str, ...], form: Any, output: Path | None, force: bool) -> None:
    """Export contacts."""
    with run.zone() as zone:
        ids = {find(zone, CONTACTS, each).id for each in references}
        content = zone.contacts.export(form, ids or None)
    if output is None:
        sys.stdout.write(content.decode())
        return
    write_new(output, content, force=force)
    run.out.say(T_("Written to {path}", path=safe_text(str(output))))


# Who gets what


@list_group(
    "notices",
    help=N_(
        "Who gets which mail: the account's own address and every contact.\n\nWithout a command, lists it."
    ),
)
def notices() -> None:
    """Who gets which mail."""


@notices.command("list", help=N_("List every address with the kinds of mail that go there."))
@output_options
@pass_run
def _list(run: Run) -> None:
    with run.zone() as zone:
        _show_notices(run, zone.contacts.recipients())


def _show_notices(run: Run, recipients: Iterable[Recipient]) -> None:
    rows: list[Row] = []
    for each in recipients:
        row: dict[str, object] = {"id": each.id or None, "name": each.name, "address": each.address}
        if run.form == "table":
            row |= {name: "✓" if name in each.notifications else "·" for name in CATEGORIES}
        else:
            row["notifications"] = sorted(each.notifications)
        rows.append(row)
    columns = [Column("name", T_("Name")), Column("address", T_("E-mail"))]
    if run.form == "table":
        columns += [Column(name, CATEGORY_WORDS[name]) for name in CATEGORIES]
    else:
        columns = [Column("id", T_("ID")), *columns, Column("notifications", T_("Gets mail about"))]
    run.out.rows(columns, rows)
    if run.form == "table":
        run.out.remark(T_("Security mail goes to the login concerned and can't be switched off."))


@notices.command(
    "set",
    help=N_(
        "Change what goes to an address: the account's own or a contact's, named by its address or ID.\n\n"
        "jumpzone contacts notices set mila@ledger.example --add invoice --remove general"
    ),
)
@argument("address")
@option(
    "--add",
    type=click.Choice(CATEGORIES),
    multiple=True,
    metavar="CATEGORY",
    help=N_("Send this kind of mail"),
)
@option(
    "--remove", type=click.Choice(CATEGORIES), multiple=True, metavar="CATEGORY", help=N_("Send it no more")
)
@output_options
@pass_run
def _set(run: Run, address: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    from jumpzone.usecases.contacts import NoticeChange  # late: it brings the database library

    if not add and not remove:
        raise click.UsageError(gettext("Say what to change by --add and --remove."))
    if both := set(add) & set(remove):
        raise click.UsageError(gettext("Both added and removed: {what}", what=", ".join(sorted(both))))
    with run.changing() as zone:
        who = _recipient(zone, address)
        done = zone.contacts.set_notices([NoticeChange(who.id, frozenset(add), frozenset(remove))])
        if run.form != "table":
            _show_notices(run, [each for each in zone.contacts.recipients() if each.id == who.id])
        elif done.applied.outcome == "unchanged":
            run.out.say(T_("Nothing to change: it was so already."))
        else:
            held = next(each for each in zone.contacts.recipients() if each.id == who.id).notifications
            words = [CATEGORY_WORDS[name].render() for name in CATEGORIES if name in held]
            run.out.say(T_("{address} gets: {what}", address=who.address, what=", ".join(words) or "–"))


def _recipient(zone: Zone, reference: str) -> Recipient:
    wanted = emails.canonical(reference)
    found = [
        each
        for each in zone.contacts.recipients()
        if emails.canonical(each.address) == wanted or (each.id and each.id == reference)
    ]
    if len(found) == 1:
        return found[0]
    shown = safe_text(reference, limit=80)
    if found:
        raise NotFound(
            "ambiguous",
            T_("There are several of them: {reference}", reference=shown),
            hint=T_("Name it by its ID."),
        )
    raise NotFound("not-found", T_("Nobody here has this address: {address}", address=shown))
