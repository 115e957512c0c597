"""`jumpzone dns`: the DNS records of domains, and zone files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, list_group, option, output_options, pass_run
from jumpzone.cli.files import write_new
from jumpzone.cli.listings import DOMAINS
from jumpzone.cli.output import Column, Row
from jumpzone.cli.records import Listed, find, for_each, list_options, show_list, show_record, words_of
from jumpzone.cli.run import Run
from jumpzone.errors import NotFound
from jumpzone.i18n import N_, PT_, T_, Text, gettext
from jumpzone.model.fields import DNS_TYPES
from jumpzone.model.records import DnsRecord, Domain
from jumpzone.model.text import safe_text
from jumpzone.model.words import unicode_name

if TYPE_CHECKING:
    from jumpzone.model.dns import Entry
    from jumpzone.usecases.dns_import import Preview
    from jumpzone.usecases.zone import Zone

__all__ = ["dns"]

_F = TypeVar("_F", bound=Callable[..., Any])

RECORDS: Final = Listed(
    "dns_record", lambda zone: zone.dns, ("id", "host", "type", "priority", "ttl", "value")
)

_domain = argument("domain", metavar="DOMAIN")
_yes = option("--yes", is_flag=True, help=N_("Don't ask"))
_TYPES: Final = click.Choice(DNS_TYPES, case_sensitive=False)


@list_group(
    "dns",
    help=N_(
        "DNS records of a domain: jumpzone dns studio.example\n\n"
        "Without a command, lists them. A host is written relative to the domain; @ is the domain itself. A record is "
        "named by its ID, or by the end of it that the list shows."
    ),
)
def dns() -> None:
    """The DNS records."""


def _numbers(function: _F) -> _F:
    for declare in (
        option(
            "--ttl", type=int, metavar="SECONDS", help=N_("How long others may keep it, from 60 to 604800")
        ),
        option("--priority", type=int, metavar="N", help=N_("Of MX and SRV: the smallest is asked first")),
    ):
        function = declare(function)
    return function


@dns.command("list", help=N_("List the records of a domain; TEXT filters by host, type and value."))
@_domain
@argument("text", required=False)
@option("--type", "types", type=_TYPES, multiple=True, metavar="TYPE", help=N_("Only those of this type"))
@list_options(RECORDS)
@output_options
@pass_run
def _list(
    run: Run,
    domain: str,
    text: str | None,
    types: tuple[str, ...],
    sort: str | None,
    desc: bool,
    limit: int | None,
    tell: bool,
) -> int:
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    with run.zone() as zone:
        where: dict[str, tuple[Any, ...]] = {"domain": (find(zone, DOMAINS, domain).id,)}
        if types:
            where["type"] = types
        query = Query(text=words_of(text), where=where, sort=sort or "host", descending=desc)
        return show_list(run, zone, RECORDS, query, limit=limit, tell=tell)


@dns.command(
    "add",
    help=N_(
        "Add a record: jumpzone dns add studio.example www A 192.0.2.10\n\n"
        "The value of SRV is weight, port and target; that of URL an address that browsers are led to. Prints the ID."
    ),
)
@_domain
@argument("host")
@argument("type_", metavar="TYPE", type=_TYPES)
@argument("value")
@_numbers
@output_options
@pass_run
def _add(
    run: Run, domain: str, host: str, type_: str, value: str, priority: int | None, ttl: int | None
) -> None:
    values = {"host": host, "type": type_, "value": value, "priority": priority, "ttl": ttl}
    with run.changing() as zone:
        found: Domain = find(zone, DOMAINS, domain)
        id_, _applied = zone.dns.add(found.id, values)
        if run.form == "table":
            run.out.say(id_)
        else:
            show_record(run, zone, "dns_record", zone.dns.get(id_))


@dns.command("set", help=N_("Change a record. A new TTL goes for all records of the same host and type."))
@_domain
@argument("reference")
@option("--host", metavar="HOST", help=N_("Another host"))
@option("--type", "type_", type=_TYPES, metavar="TYPE", help=N_("Another type"))
@option("--value", metavar="VALUE", help=N_("Another value"))
@_numbers
@output_options
@pass_run
def _set(run: Run, /, domain: str, reference: str, type_: str | None, **given: Any) -> None:
    values = {name: value for name, value in {**given, "type": type_}.items() if value is not None}
    if not values:
        raise click.UsageError(gettext("Say what to change: --host, --type, --value, --priority or --ttl."))
    with run.changing() as zone:
        seen = _record(zone, find(zone, DOMAINS, domain), reference)
        if type_ is not None and type_ not in ("MX", "SRV") and "priority" not in values:
            values["priority"] = None
        applied = zone.dns.save(seen, values)
        if run.form != "table":
            show_record(run, zone, "dns_record", zone.dns.get(seen.id))
        elif applied.outcome == "unchanged":
            run.out.say(T_("Nothing to change: it was so already."))
        else:
            run.out.say(T_("Saved: {record}", record=_line(zone.dns.get(seen.id))))


def _record(zone: Zone, domain: Domain, reference: str) -> DnsRecord:
    found: DnsRecord = find(zone, RECORDS, reference)
    if found.domain != domain.id:
        raise NotFound(
            "not-found",
            T_("There is no such record: {reference}", reference=safe_text(reference, limit=80)),
        )
    return found


def _line(record: DnsRecord | Entry) -> str:
    return f"{record.host} {record.type} {_value(record)}"


def _value(record: DnsRecord | Entry) -> str:
    return record.value if record.priority is None else f"{record.priority} {record.value}"


@dns.command("delete", help=N_("Delete records."))
@_domain
@argument("references", nargs=-1, required=True, metavar="REFERENCE…")
@_yes
@output_options
@pass_run
def _delete(run: Run, domain: str, references: tuple[str, ...], yes: bool) -> int:
    with run.changing() as zone:
        found: Domain = find(zone, DOMAINS, domain)
        if not run.sure(_question(zone, found, references), yes=yes):
            return exits.REFUSED

        def delete(reference: str) -> Text:
            seen = _record(zone, found, reference)
            zone.dns.remove(seen)
            return T_("Deleted: {record}", record=_line(seen))

        return for_each(run, references, delete)


def _question(zone: Zone, domain: Domain, references: tuple[str, ...]) -> Text:
    if len(references) == 1:
        return T_("Delete {record}?", record=_line(_record(zone, domain, references[0])))
    name = unicode_name(domain.name)
    return T_("Delete {n} records of {domain}?", n=len(references), domain=name)


# Zone files


@dns.command("export", help=N_("Write the zone file of a domain, as nameservers read it."))
@_domain
@option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("Where to; the standard output when left out"),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists"))
@pass_run
def _export(run: Run, domain: str, path: Path | None, force: bool) -> None:
    with run.zone() as zone:
        name, content = zone.dns.export(find(zone, DOMAINS, domain).id)
    if path is None or str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    target = path / name if path.is_dir() else path
    write_new(target, content, force=force)
    run.out.say(T_("Written: {file}", file=target))


_CHANGES: Final[dict[str, Text]] = {
    "add": T_("+ add"),
    "change": T_("~ change"),
    "delete": T_("- delete"),
    "error": T_("! error"),
    "note": T_("· note"),
}
_PREVIEW: Final = (
    Column("change", T_("Change"), lambda value: _CHANGES[str(value)].render()),
    Column("line", PT_("file", "Line"), right=True),
    Column("host", T_("Host")),
    Column("type", T_("Type")),
    Column("priority", T_("Priority"), right=True),
    Column("ttl", T_("TTL"), right=True),
    Column("value", T_("Value")),
    Column("message", T_("Message")),
)


@dns.command(
    "import",
    help=N_(
        "Take in a zone file, all of it or nothing: jumpzone dns import studio.example FILE --dry-run\n\n"
        "What would change is shown first. SOA and the nameservers of the domain itself are left aside. "
        "$INCLUDE and $GENERATE are refused."
    ),
)
@_domain
@argument("file", type=click.Path(path_type=Path, allow_dash=True))
@option("--replace", "replaced", is_flag=True, help=N_("Delete the records that are not in the file"))
@option("--dry-run", is_flag=True, help=N_("Only show what would change"))
@_yes
@output_options
@pass_run
def _import(run: Run, domain: str, file: Path, replaced: bool, dry_run: bool, yes: bool) -> int:
    with run.changing() as zone:
        found: Domain = find(zone, DOMAINS, domain)
        content = _content(zone, file)
        wanted = zone.dns.preview(found.id, content, replaced=replaced)
        _show_preview(run, wanted)
        if wanted.errors:
            run.out.remark(T_("Nothing was taken in. Correct the lines with errors first."))
            return exits.REFUSED
        if dry_run or wanted.empty:
            return exits.DONE
        question = T_("Change the records of {domain} like this?", domain=unicode_name(found.name))
        if not run.sure(question, yes=yes):
            return exits.REFUSED
        zone.dns.take_in(wanted)
        if run.form == "table":
            run.out.say(T_("Done. The records are as the file says."))
    return exits.DONE


def _content(zone: Zone, file: Path) -> bytes:
    if str(file) != "-":
        return zone.dns.read_file(file)
    from jumpzone.documents.zone_file import LARGEST  # late: only for zone files

    stream = getattr(sys.stdin, "buffer", None)
    return stream.read(LARGEST + 1) if stream is not None else sys.stdin.read(LARGEST + 1).encode()


def _show_preview(run: Run, wanted: Preview) -> None:
    if run.form != "table":
        run.out.rows(_PREVIEW, _preview_rows(wanted))
        return
    from jumpzone.usecases.dns import counts  # late: it brings the database library

    # People read what is said of a record in the place of its value or behind it.
    rows = [{**row, "value": _told(row)} for row in _preview_rows(wanted)]
    run.out.rows(_PREVIEW[:-1], rows, empty=T_("Nothing would change."))
    if told := counts(wanted):
        run.out.remark("; ".join(told))


def _told(row: Row) -> str:
    return " ".join(str(part) for part in (row.get("value"), row["message"]) if part)


def _preview_rows(wanted: Preview) -> Iterator[Row]:
    def row(change: str, entry: Entry | DnsRecord, message: str | None = None) -> Row:
        names = ("host", "type", "priority", "ttl", "value")
        return {"change": change, **{name: getattr(entry, name) for name in names}, "message": message}

    for each in wanted.adds:
        yield row("add", each)
    for pair in wanted.changes:
        before = pair.record
        was = f"TTL {before.ttl}" if before.value == pair.entry.value else _value(before)
        yield row("change", pair.entry, gettext("(was: {before})", before=was))
    for record in wanted.removes:
        yield row("delete", record)
    for kind, said in (("note", wanted.notes), ("error", wanted.errors)):
        for word in said:
            yield {"change": kind, "line": word.line or None, "message": word.text.render()}
