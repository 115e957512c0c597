"""DNS records of domains: one by one, and whole zone files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jumpzone.errors import FieldError, Invalid, NotFound, Refused
from jumpzone.i18n import T_, Text, ngettext
from jumpzone.model.dns import TTL, Entry, entry_of
from jumpzone.model.dns_zone import homeless_servers
from jumpzone.model.mutations import Mutation
from jumpzone.model.records import DnsRecord, Domain, values_of
from jumpzone.model.rules.dns import not_manageable
from jumpzone.model.text import safe_text
from jumpzone.store import loading, sellers
from jumpzone.store.executor import Also, Applied
from jumpzone.store.listing import ListReader, Query
from jumpzone.usecases.area import Reading
from jumpzone.usecases.dns_import import FIELDS, Preview, preview
from jumpzone.usecases.lists import Records
from jumpzone.usecases.rehearsal import rehearse

__all__ = ["Dns", "Imported", "Standing", "counts", "zone_query"]

_STAND_INS: dict[str, Any] = {"A": "192.0.2.1", "AAAA": "2001:db8::1", "SRV": "0 1 x.example", "TXT": "-"}
"""Values by type, where a draft has none yet."""


def zone_query(domain: str, text: str = "") -> Query:
    """Return the list of a domain's records, by name."""
    return Query(text=text, where={"domain": (domain,)}, sort="host")


@dataclass(frozen=True, slots=True)
class Standing:
    """What to know of a domain before its records are changed.

    Attributes:
        domain: The domain.
        warnings: Why the records may not do what is expected of them.
    """

    domain: Domain
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a zone file that was taken in.

    Attributes:
        applied: The store's answer.
        domain: The domain's id.
        reverse: What takes it back.
    """

    applied: Applied
    domain: str
    reverse: Mapping[str, Any]


class Dns(Records[DnsRecord]):
    """DNS records of the account's domains."""

    type = "dns_record"
    default = Query(sort="host")

    # -- reading ---------------------------------------------------------------------------------------

    def domain(self, id_: str) -> Domain:
        """Return the domain whose records they are.

        Raises:
            NotFound: There is no such domain.
        """
        with self.reading("domain") as reading:
            return _domain(reading, id_)

    def standing(self, id_: str) -> Standing:
        """Return a domain and why its records may not do what is expected of them.

        Raises:
            NotFound: There is no such domain.
        """
        domain, records = self.zone_of(id_)
        with self.deps.store.read() as tx:
            seller = sellers.get(tx)
        ours = seller.nameservers if seller is not None else ()
        warnings: list[Text] = []
        if not domain.nameservers:
            warnings.append(T_("This domain has no nameservers yet, so nobody is answered."))
        elif ours and not set(ours) & set(domain.nameservers):
            warnings.append(
                T_("Other nameservers than ours answer for this domain; what is changed here reaches nobody.")
            )
        entries = (entry_of(values_of(each)) for each in records)
        if homeless := homeless_servers(domain.name, domain.nameservers, entries):
            names = ", ".join(homeless)
            warnings.append(
                T_("{names}: a nameserver inside of the domain needs an address here.", names=names)
            )
        if (why := not_manageable(domain)) is not None:
            warnings.insert(0, why)
        return Standing(domain, tuple(warnings))

    def why_not(self, domain: Domain) -> Text | None:
        """Say why the records of a domain can't be changed at the moment, or return None."""
        return not_manageable(domain)

    def zone_of(self, id_: str) -> tuple[Domain, list[DnsRecord]]:
        """Return a domain and all its records.

        Raises:
            NotFound: There is no such domain.
        """
        with self.reading("domain", "dns_record") as reading:
            domain = _domain(reading, id_)
            reader = ListReader("dns_record", reading.account, zone_query(id_))
            found: list[DnsRecord] = []
            key = None
            while page := reader.page(reading.tx, after=key, limit=500):
                key = page[-1][0]
                found += [each for _, each in page if isinstance(each, DnsRecord)]
        return domain, found

    def export(self, id_: str) -> tuple[str, bytes]:
        """Write the zone file of a domain; returns its usual name and its bytes.

        Raises:
            NotFound: There is no such domain.
        """
        from jumpzone.documents.zone_file import zone_file

        domain, records = self.zone_of(id_)
        text = zone_file(domain, records, serial=int(self.deps.clock.now().timestamp()))
        return f"{domain.name}.zone", text.encode()

    # -- writing ---------------------------------------------------------------------------------------

    def add(self, domain: str, values: Mapping[str, Any]) -> tuple[str, Applied]:
        """Add a record and return its id; without a TTL it gets that of its neighbours.

        Args:
            domain: The domain's id.
            values: ``host``, ``type``, ``value``, also ``priority`` and ``ttl``.

        Raises:
            Invalid: With an error for every field at fault.
            Refused: No right, or the domain is not in our hands.
        """
        id_ = self.deps.ids.new()
        return id_, self.change("dns_record", id_, "create", self._given(domain, id_, values))

    def _given(self, domain: str, id_: str, values: Mapping[str, Any]) -> dict[str, Any]:
        given = {**values, "domain": domain}
        if given.get("ttl") is None:
            given["ttl"] = self._usual_ttl(domain, given)
        return given

    def _usual_ttl(self, domain: str, values: Mapping[str, Any]) -> int:
        """Return the TTL that records of the same name and type have."""
        from jumpzone.model.dns_values import check_owner
        from jumpzone.model.text import FieldRefused

        try:
            name = self.domain(domain).name
            host = check_owner(str(values.get("host") or ""), str(values.get("type")), name)
        except (FieldRefused, NotFound):
            return TTL  # the rules will say what is wrong
        query = Query(where={"domain": (domain,), "host": (host,), "type": (values["type"],)})
        found = self.list(query).window(0, 1)
        return found[0].ttl if found else TTL

    def save(self, seen: DnsRecord, values: Mapping[str, Any]) -> Applied:
        """Save changed fields of a record that was shown as ``seen``; its neighbours take over a new TTL.

        Raises:
            Invalid: With an error for every field at fault.
            Conflicted: Fields that somebody else changed meanwhile.
            Refused: No right, or the domain is not in our hands.
        """
        return self.change("dns_record", seen.id, "update", values, _base(seen, values))

    def remove(self, seen: DnsRecord) -> Applied:
        """Delete a record; :meth:`undo` brings it back.

        Raises:
            Conflicted: Somebody changed it since it was shown.
            Refused: No right, or others need it.
        """
        return self.change("dns_record", seen.id, "delete", base={"domain": seen.domain, **_stands(seen)})

    def run(self, mutation: Mutation, also: Also | None = None) -> Applied:
        """Run a mutation; a record that comes back by undoing it is held against its zone again."""
        applied = super().run(mutation, also)
        back = applied.undo
        if back is not None and back.op == "restore":
            applied = replace(applied, undo=replace(back, set={"domain": mutation.base["domain"]}))
        return applied

    def check(self, seen: DnsRecord | None, domain: str, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Tell what saving would say, without saving; ``seen`` is None for a record that is being added."""
        if seen is not None:
            return rehearse(self, "dns_record", seen.id, "update", values, _base(seen, values))
        id_ = self.deps.ids.new()
        type_ = str(values.get("type"))
        # What is not typed yet is no fault while typing.
        missing: dict[str, Any] = {}
        if not values.get("value"):
            missing["value"] = _STAND_INS.get(type_, "x.example")
        if type_ in ("MX", "SRV") and values.get("priority") is None:
            missing["priority"] = 0
        given = self._given(domain, id_, {**values, **missing})
        found = rehearse(self, "dns_record", id_, "create", given, {})
        return tuple(each for each in found if each.field not in missing)

    # -- zone files ------------------------------------------------------------------------------------

    def read_file(self, path: Path) -> bytes:
        """Read a zone file.

        Raises:
            Refused: It can't be read, or is too large.
        """
        from jumpzone.documents.zone_file import LARGEST

        name = safe_text(path.name)
        try:
            if not path.is_file():
                raise Refused("no-such-file", T_("There is no such file: {name}", name=name))
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except (OSError, ValueError) as problem:
            raise Refused("file-not-read", T_("The file {name} can't be read.", name=name)) from problem
        if len(content) > LARGEST:
            raise Refused("too-large", T_("A zone file can have {limit} KB at most.", limit=LARGEST // 1024))
        return content

    def preview(self, id_: str, content: bytes, *, replaced: bool) -> Preview:
        """Work out what taking in a zone file would do; nothing is written.

        Args:
            id_: The domain.
            content: The file.
            replaced: Whether records that are not in it go.

        Raises:
            NotFound: There is no such domain.
        """
        from jumpzone.documents.zone_file import read_zone_file

        domain, records = self.zone_of(id_)
        return preview(domain, records, read_zone_file(content, domain.name), replaced=replaced)

    def take_in(self, wanted: Preview) -> Imported:
        """Do what a preview shows, all of it or nothing.

        Raises:
            Invalid: The preview has errors.
            Conflicted: The records have moved on since the preview.
            Refused: No right, or the domain is not in our hands.
        """
        if wanted.errors:
            first = wanted.errors[0]
            raise Invalid(
                "file-errors",
                T_(
                    "Nothing was taken in: line {line} can't be. {reason}", line=first.line, reason=first.text
                ),
                fields=[FieldError("file", "file-errors", first.text)],
            )
        adds = [{"id": self.deps.ids.new(), **_values(each)} for each in wanted.adds]
        changes = [
            {"id": each.record.id, "set": _values(each.entry), "base": _stands(each.record)}
            for each in wanted.changes
        ]
        removes = [{"id": each.id, "base": _stands(each)} for each in wanted.removes]
        given = {"add": adds, "change": changes, "remove": removes}
        applied = self.change("domain", wanted.domain.id, "dns.import", given)
        return Imported(applied, wanted.domain.id, _reversed(given))

    def take_back(self, done: Imported) -> Imported:
        """Undo taking in a file; refused if records were changed since.

        Raises:
            Conflicted: The records have moved on.
        """
        given = dict(done.reverse)
        # The same id is not used again for a record that was deleted.
        given["add"] = [{**each, "id": self.deps.ids.new()} for each in given["add"]]
        applied = self.change("domain", done.domain, "dns.import", given)
        return Imported(applied, done.domain, _reversed(given))


def counts(wanted: Preview) -> list[str]:
    """Say in words how much a preview would do; what is nothing is left out."""
    told = (
        (len(wanted.adds), ngettext("{n} is added", "{n} are added", len(wanted.adds))),
        (len(wanted.changes), ngettext("{n} is changed", "{n} are changed", len(wanted.changes))),
        (len(wanted.removes), ngettext("{n} is deleted", "{n} are deleted", len(wanted.removes))),
        (wanted.unchanged, ngettext("{n} stays as it is", "{n} stay as they are", wanted.unchanged)),
    )
    return [words for n, words in told if n]


def _domain(reading: Reading, id_: str) -> Domain:
    found = loading.get(reading.tx, "domain", reading.account, id_)
    if not isinstance(found, Domain):
        raise NotFound()
    return found


def _base(seen: DnsRecord, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(seen, name) for name in values if hasattr(seen, name)}


def _values(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in FIELDS}


def _stands(record: DnsRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in FIELDS}


def _reversed(given: Mapping[str, Any]) -> dict[str, Any]:
    def bare(item: Mapping[str, Any]) -> dict[str, Any]:
        return {name: item[name] for name in FIELDS}

    return {
        "add": [{"id": each["id"], **each["base"]} for each in given["remove"]],
        "change": [{"id": each["id"], "set": each["base"], "base": each["set"]} for each in given["change"]],
        "remove": [{"id": each["id"], "base": bare(each)} for each in given["add"]],
    }
