"""What taking in a zone file would do: worked out before anything is written, so that it can be looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from jumpzone.documents.zone_file import Line, Said, ZoneFile
from jumpzone.i18n import T_
from jumpzone.model.dns import APEX, LONGEST_TTL, SHORTEST_TTL, Entry, entry_of, full_name
from jumpzone.model.dns_zone import zone_problems
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import DnsRecord, Domain, values_of
from jumpzone.model.rules.dns import check_entry, not_manageable
from jumpzone.model.rules.values import Refusals, read_values

__all__ = ["Change", "Preview", "preview"]

FIELDS: Final = ("host", "type", "value", "priority", "ttl")
_ONE_ONLY: Final = ("CNAME", "URL")


@dataclass(frozen=True, slots=True)
class Change:
    """A record that would say something else.

    Attributes:
        record: As it stands.
        entry: As it would be.
    """

    record: DnsRecord
    entry: Entry


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking in a zone file would do to a domain.

    Attributes:
        domain: The domain.
        replaced: Whether records that are not in the file go.
        adds: What would be added.
        changes: What would be changed.
        removes: What would be deleted.
        unchanged: How many records stand in the file as they are.
        errors: What stands against it, by line; nothing can be taken in while there is one.
        notes: What would be left aside, by line.
    """

    domain: Domain
    replaced: bool
    adds: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    removes: tuple[DnsRecord, ...] = ()
    unchanged: int = 0
    errors: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.adds or self.changes or self.removes)


@dataclass(slots=True)
class _Work:
    domain: Domain
    errors: list[Said]
    notes: list[Said]
    wanted: dict[int, Entry] = field(default_factory=dict)
    """What the file asks for, by line."""
    said: set[tuple[str, str, str, int | None]] = field(default_factory=set)


def preview(domain: Domain, records: Iterable[DnsRecord], file: ZoneFile, *, replaced: bool) -> Preview:
    """Work out what taking in a zone file would do.

    Args:
        domain: The domain.
        records: Its records as they stand.
        file: What was found in the file.
        replaced: Whether records that are not in the file are to go; otherwise they stay beside what comes.
    """
    work = _Work(domain, list(file.errors), list(file.notes))
    if (why := not_manageable(domain)) is not None:
        work.errors.append(Said(0, why))
    for line in file.records:
        _check(work, line)
    _even_ttls(work)
    existing = {each.id: each for each in records}
    stands = {id_: entry_of(values_of(each)) for id_, each in existing.items()}
    pairs = _pairs(work.wanted, stands, replaced)
    paired = set(pairs.values())
    adds = {line: entry for line, entry in work.wanted.items() if line not in pairs}
    changes = {id_: work.wanted[line] for line, id_ in pairs.items() if stands[id_] != work.wanted[line]}
    removes = [id_ for id_ in existing if id_ not in paired] if replaced else []
    if not replaced:
        changes |= _siblings(work.wanted.values(), {id_: e for id_, e in stands.items() if id_ not in paired})
    after = {id_: changes.get(id_, entry) for id_, entry in stands.items() if id_ not in removes}
    lines = {id_: line for line, id_ in pairs.items()}
    after |= {f"line {line}": entry for line, entry in adds.items()}
    lines |= {f"line {line}": line for line in adds}
    known = {(each.key, each.code) for each in zone_problems(domain.name, stands)}
    for problem in zone_problems(domain.name, after):
        if (problem.key, problem.code) not in known:
            work.errors.append(Said(lines.get(problem.key, 0), problem.message))
    return Preview(
        domain,
        replaced,
        tuple(adds.values()),
        tuple(Change(existing[id_], entry) for id_, entry in changes.items()),
        tuple(existing[id_] for id_ in removes),
        sum(1 for id_ in paired if id_ not in changes),
        tuple(sorted(work.errors, key=lambda each: each.line)),
        tuple(sorted(work.notes, key=lambda each: each.line)),
    )


def _check(work: _Work, line: Line) -> None:
    """Hold a line of the file against the rules of a record; what is well goes among what is wanted."""
    given = {name: getattr(line.entry, name) for name in FIELDS}
    given["ttl"] = min(max(line.entry.ttl, SHORTEST_TTL), LONGEST_TTL)
    if given["ttl"] != line.entry.ttl:
        text = T_(
            "A TTL of {ttl} is not offered here; it gets {other}.", ttl=line.entry.ttl, other=given["ttl"]
        )
        work.notes.append(Said(line.line, text))
    refusals = Refusals()
    values: dict[str, Any] = read_values(RECORDS["dns_record"], given, authority=False, refusals=refusals)
    for name in ("host", "type", "value"):
        if not values.get(name):
            refusals.required(name)
    if not refusals:
        check_entry(values, work.domain.name, refusals)
    if not refusals and line.entry.type == "TXT" and values["value"] != line.entry.value:
        # What people type is tidied up; what a file says is taken as it is or not at all.
        refusals.add("value", "inexact", T_("This text can't be kept as exactly as it stands here."))
    if refusals:
        work.errors += [Said(line.line, each.message) for each in refusals.errors]
        return
    entry = entry_of(values)
    if entry.said in work.said:
        work.notes.append(
            Said(line.line, T_("This stands in the file already; the second one is left aside."))
        )
    else:
        work.said.add(entry.said)
        work.wanted[line.line] = entry


def _even_ttls(work: _Work) -> None:
    """Give records of one name and type the lowest of their TTLs (RFC 2181, section 5.2)."""
    sets: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line, entry in work.wanted.items():
        sets[entry.host, entry.type].append(line)
    for (host, type_), lines in sets.items():
        ttls = {work.wanted[line].ttl for line in lines}
        if len(ttls) > 1:
            least = min(ttls)
            for line in lines:
                work.wanted[line] = replace(work.wanted[line], ttl=least)
            name = full_name(host, work.domain.name) if host == APEX else host
            text = T_("The {type} records of {host} get one TTL: {ttl}.", type=type_, host=name, ttl=least)
            work.notes.append(Said(lines[0], text))


def _pairs(wanted: Mapping[int, Entry], stands: Mapping[str, Entry], replaced: bool) -> dict[int, str]:
    """Find for lines of the file the records that they mean: the same one, or one that would go otherwise."""
    said = {entry.said: id_ for id_, entry in stands.items()}
    pairs = {line: said[entry.said] for line, entry in wanted.items() if entry.said in said}
    taken = set(pairs.values())
    free: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id_, entry in stands.items():
        if id_ not in taken:
            free[entry.host, entry.type].append(id_)
    for line, entry in wanted.items():
        if line in pairs or not (replaced or entry.type in _ONE_ONLY):
            continue
        if found := free[entry.host, entry.type]:
            pairs[line] = found.pop(0)
    return pairs


def _siblings(wanted: Iterable[Entry], others: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return records beside those of the file that take over its TTL."""
    ttls = {(entry.host, entry.type): entry.ttl for entry in wanted}
    return {
        id_: replace(entry, ttl=ttls[entry.host, entry.type])
        for id_, entry in others.items()
        if ttls.get((entry.host, entry.type), entry.ttl) != entry.ttl
    }
