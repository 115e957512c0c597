"""Bringing an archive into an empty store: the same account again, or nothing at all.

Identifiers, numbers and times stay, and every series of numbers goes on behind the highest. Passwords are not in an
archive: whoever signs in first chooses a new one with "forgotten password". The trail that came along is kept as it is
and never written to; the account's own begins with one entry that names the archive by its hash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.model.archive import TYPES, refused
from jumpzone.model.attachments import read_attachments
from jumpzone.model.emails import canonical
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.model.mutations import Changes
from jumpzone.model.records import Account, EmailAddress, Membership, Record, TicketReply
from jumpzone.store import blobs, moving
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Deps
from jumpzone.usecases.packing import Tick
from jumpzone.usecases.unpacking import Unpacked

__all__ = ["Bringing", "Brought"]

_BATCH: Final = 500
_REFERENCES: Final = {
    type_: tuple(
        each.name
        for each in RECORDS[type_].fields.values()
        if each.kind is Kind.ID and each.required and each.name in RECORDS
    )
    for type_ in TYPES
}
"""Fields that name a record without which theirs has no meaning; they are called after its type."""
_LOGINS: Final = {"email_address": "login", "message": "login", "account": "holder"}
"""Fields that name a login or nobody."""
_NAMED: Final = frozenset({"login", *(name for names in _REFERENCES.values() for name in names)})


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought in.

    Attributes:
        number: The account's number.
        counts: How many records of each type.
        addresses: The main addresses of those who may sign in, once they have chosen a password.
    """

    number: str
    counts: dict[str, int]
    addresses: tuple[str, ...]


class Bringing:
    """Brings an account into a store that has none. Nobody is signed in: there is nobody yet."""

    def __init__(self, deps: Deps) -> None:
        """Take the parts."""
        self._deps = deps

    def possible(self) -> bool:
        """Tell whether the store is empty, so that an archive can be brought into it."""
        with self._deps.store.read() as tx:
            return moving.is_empty(tx)

    def bring(self, path: Path, tick: Tick | None = None, *, only_check: bool = False) -> Brought:
        """Bring an archive in, in one transaction: when this raises, however late, the store is as it was.

        Args:
            path: The archive.
            tick: Told how far it is, in bytes; may raise to stop.
            only_check: Do all of it, then take it back: what would be refused is refused.

        Raises:
            Refused: ``store-not-empty``; or the archive can't be used, and the code says why, see docs/export.md.
            StoreProblem: The database is in trouble; nothing was changed.
        """
        with Unpacked(path) as archive:
            for name in archive.derived():
                archive.check(name)
                _tell(tick, archive)
            try:
                with self._deps.store.write() as tx:
                    moving.begin(tx)
                    brought, changes = _Arriving(self._deps, tx, archive, tick).run()
                    if only_check:
                        raise _TakeBack(brought)
            except _TakeBack as checked:
                return checked.brought
        self._deps.store.committed(changes)
        return brought


class _TakeBack(Exception):
    """Nothing was wrong, and nothing is to stay."""

    def __init__(self, brought: Brought) -> None:
        super().__init__()
        self.brought = brought


def _tell(tick: Tick | None, archive: Unpacked) -> None:
    if tick is not None:
        tick(min(archive.done, archive.size), archive.size)


class _Arriving:
    """One account on its way in, inside the transaction."""

    def __init__(self, deps: Deps, tx: Tx, archive: Unpacked, tick: Tick | None) -> None:
        self._deps = deps
        self._tx = tx
        self._archive = archive
        self._tick = tick
        self._now = deps.clock.now()
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._wanted: dict[str, set[str]] = defaultdict(set)
        self._files: dict[str, int] = {}
        self._owners: set[str] = set()
        self._addresses: dict[str, str] = {}

    def run(self) -> tuple[Brought, Changes]:
        for type_ in self._archive.counts:
            for batch in _batched(self._archive.records(type_)):
                for record in batch:
                    self._look_at(type_, record)
                moving.write(self._tx, type_, batch, self._deps.sealer)
                _tell(self._tick, self._archive)
        self._check_whole()
        self._bring_files()
        trails = self._bring_trails()
        reason = f"archive sha256:{self._archive.fingerprint}"
        if trails:
            reason += f"; trail sha256:{trails[-1]}"
        account = self._archive.account
        changes = moving.note_import(self._tx, account, reason, self._deps.ids, self._now)
        may_sign_in = tuple(sorted(self._addresses.values()))
        return Brought(self._archive.number, dict(self._archive.counts), may_sign_in), changes

    def _look_at(self, type_: str, record: Record) -> None:
        if type_ in _NAMED:
            self._ids[type_].add(record.id)
        for name in _REFERENCES[type_]:
            self._wanted[name].add(getattr(record, name))
        if type_ in _LOGINS and (login := getattr(record, _LOGINS[type_])) is not None:
            self._wanted["login"].add(login)
        match record:
            case Account() if record.number != self._archive.number:
                raise _contradiction(record.id)
            case Membership() if record.role == "owner":
                self._owners.add(record.login)
            case EmailAddress() if canonical(record.address) != record.canonical:
                raise _contradiction(record.id)
            case EmailAddress() if record.primary and record.verified_at is not None and record.login:
                self._addresses[record.login] = record.address
            case TicketReply():
                self._note_files(record)

    def _note_files(self, reply: TicketReply) -> None:
        try:
            files = read_attachments(reply.attachments)
        except ValueError as problem:
            raise _contradiction(reply.id) from problem
        if list(files) != [dict(each) for each in reply.attachments]:
            raise _contradiction(reply.id)
        for each in files:
            if self._files.setdefault(each["sha256"], each["size"]) != each["size"]:
                raise _contradiction(reply.id)

    def _check_whole(self) -> None:
        if self._archive.counts.get("account") != 1:
            raise refused("archive-account", T_("An archive holds one account, and this one does not."))
        for type_, wanted in self._wanted.items():
            if lost := wanted - self._ids[type_]:
                raise _contradiction(min(lost))
        if not self._owners & self._addresses.keys():
            raise refused(
                "archive-nobody",
                T_("Nobody could sign in: no owner of the account has a main address that is confirmed."),
            )

    def _bring_files(self) -> None:
        there = {name.rpartition("/")[2] for name in self._archive.names("attachments")}
        for name in sorted(there ^ self._files.keys()):
            code = "archive-unknown" if name in there else "archive-missing"
            raise refused(
                code, T_("The attached files and the tickets don't fit together: {name}", name=name)
            )
        for name, size in sorted(self._files.items()):
            content = self._archive.content(f"attachments/{name}")
            if blobs.hash_of(content) != name or len(content) != size:
                raise _contradiction(name)
            blobs.put(self._tx, self._archive.account, content, self._now)
            _tell(self._tick, self._archive)

    def _bring_trails(self) -> list[str]:
        names = self._archive.names("audit")
        if names != [f"audit/{number:04}.jsonl" for number in range(1, len(names) + 1)]:
            raise _contradiction("audit")
        contents = []
        for name in names:
            content = self._archive.content(name)
            if (line := moving.verify_trail(content, self._archive.account)) is not None:
                raise refused(
                    "archive-trail",
                    T_("Entry {line} of {name} does not fit the ones before it.", line=line, name=name),
                )
            contents.append(content)
        return moving.keep_trail(self._tx, self._archive.account, contents, self._now)


def _batched(records: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(records, _BATCH)):
        yield batch


def _contradiction(what: str) -> Refused:
    return refused(
        "archive-contradiction", T_("The records contradict each other, or one is missing: {what}", what=what)
    )
