"""What has to hold between the records of a zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jumpzone.i18n import T_, Text
from jumpzone.model.dns import APEX, MOST_RECORDS, Entry, full_name

__all__ = ["Problem", "homeless_servers", "zone_problems"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a record among the others.

    Attributes:
        key: Which record, as the caller names them.
        field: Where it shows.
        code: What is wrong, for programs.
        message: What is wrong, for people.
    """

    key: str
    field: str
    code: str
    message: Text


def zone_problems(domain: str, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """Go through what stands against a zone as a whole; an entry is named by its key.

    An alias is alone at its name (RFC 1034, section 3.6.2), as is a redirection among addresses; nothing is there
    twice; records of one name and type have one TTL (RFC 2181, section 5.2); mail, services and nameservers lead to
    a host, not to an alias (RFC 2181, section 10.3; RFC 2782), and one inside of the domain has an address.
    """
    by_host: dict[str, dict[str, Entry]] = defaultdict(dict)
    for key, entry in entries.items():
        by_host[entry.host][key] = entry
    types = {host: {entry.type for entry in there.values()} for host, there in by_host.items()}
    for host, there in by_host.items():
        yield from _at_one_host(host, there, types[host])
    nodes = {each for known in by_host for each in _upwards(known)} | {APEX}
    for key, entry in entries.items():
        yield from _target_problems(key, entry, domain, types, nodes)
    if len(entries) > MOST_RECORDS:
        last = list(entries)[-1]
        yield Problem(last, "host", "too-many", T_("A domain has {n} records at most.", n=MOST_RECORDS))


def _at_one_host(host: str, there: Mapping[str, Entry], types: set[str]) -> Iterator[Problem]:
    said: set[tuple[str, str, str, int | None]] = set()
    seen: dict[str, Entry] = {}
    for key, entry in there.items():
        before = seen.setdefault(entry.type, entry)
        if entry.said in said:
            yield Problem(key, "value", "duplicate", T_("There is such a record already."))
        elif entry.type in ("CNAME", "URL") and before is not entry:
            text = T_("{host} leads somewhere already. There can be one CNAME or URL only.", host=host)
            yield Problem(key, "host", "one-only", text)
        elif entry.ttl != before.ttl:
            text = T_(
                "The other {type} records of {host} have a TTL of {ttl}. Give the same.",
                type=entry.type,
                host=host,
                ttl=before.ttl,
            )
            yield Problem(key, "ttl", "ttl-differs", text)
        if "CNAME" in types and len(types) > 1:
            others = ", ".join(sorted(types - {"CNAME"}))
            text = T_(
                "A CNAME stands alone at its name, but {host} has {others}, too.", host=host, others=others
            )
            yield Problem(key, "host", "cname-alone", text)
        elif "URL" in types and entry.type in ("URL", "A", "AAAA") and types & {"A", "AAAA"}:
            text = T_("{host} has an address and a redirection. Only one of them can be.", host=host)
            yield Problem(key, "host", "url-address", text)
        if entry.type == "MX" and (entry.value == ".") != (before.value == "."):
            text = T_("“No mail here” (MX .) stands alone at its name.")
            yield Problem(key, "value", "null-mx", text)
        said.add(entry.said)


def _target_problems(
    key: str, entry: Entry, domain: str, types: Mapping[str, set[str]], nodes: set[str]
) -> Iterator[Problem]:
    if entry.type not in ("MX", "NS", "SRV"):
        return
    target = entry.value.rpartition(" ")[2]
    if target != domain and not target.endswith(f".{domain}"):
        return
    host = APEX if target == domain else target.removesuffix(f".{domain}")
    if entry.type != "NS" and any("NS" in types.get(each, ()) for each in _upwards(host)):
        return  # other nameservers answer for it
    there = types.get(host, set[str]()) if entry.type == "NS" else _answer(host, types, nodes)
    if "CNAME" in there:
        text = T_(
            "{target} is an alias (CNAME); {type} has to lead to the host itself.",
            target=target,
            type=entry.type,
        )
        yield Problem(key, "value", "target-alias", text)
    elif not there & {"A", "AAAA"}:
        text = T_("{target} has no address here. An A or AAAA record for it comes first.", target=target)
        yield Problem(key, "value", "target-address", text)


def _upwards(host: str) -> Iterator[str]:
    """Go from a host up to the one below the domain."""
    while host and host != APEX:
        yield host
        host = host.partition(".")[2]


def _answer(host: str, types: Mapping[str, set[str]], nodes: set[str]) -> set[str]:
    """Return the types that are answered for a host: its own, or those of the wildcard (RFC 4592, section 3.3.1)."""
    if host in nodes:
        return types.get(host, set())
    closest = next((each for each in _upwards(host) if each in nodes), "")
    return types.get(f"*.{closest}" if closest else "*", set())


def homeless_servers(domain: str, servers: Iterable[str], entries: Iterable[Entry]) -> list[str]:
    """Return those of a domain's nameservers that lie in it and have no address there: nobody finds them."""
    known = {full_name(each.host, domain) for each in entries if each.type in ("A", "AAAA")}
    inside = (each for each in servers if each == domain or each.endswith(f".{domain}"))
    return [each for each in inside if each not in known]
