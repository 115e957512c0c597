"""Everything of an account in one file: JSON for programs, CSV for spreadsheets, mail and papers for people.

The same account gives the same bytes: the order is fixed, and the files in it carry no dates of their own. No secret
is in it: what is sealed is left out, and access data stays masked. What is in it, and how, stands in docs/export.md;
:mod:`jumpzone.usecases.bringing` reads it back.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from jumpzone import __version__
from jumpzone.errors import Refused, StoreProblem
from jumpzone.i18n import T_
from jumpzone.mail.letter import Sender, as_eml
from jumpzone.model.archive import (
    DATA,
    FORMAT,
    MANIFEST,
    README,
    TYPES,
    field_names,
    fields_of,
    readme,
    written,
)
from jumpzone.model.fields import RECORDS
from jumpzone.model.permissions import Audience
from jumpzone.model.records import (
    Account,
    EmailAddress,
    Invoice,
    Login,
    Message,
    Record,
    SavedFilter,
    TicketReply,
)
from jumpzone.model.rules.actions import readable
from jumpzone.model.tabular import csv_line, json_line, json_text
from jumpzone.store import blobs, loading, moving
from jumpzone.usecases.area import Area, Reading
from jumpzone.usecases.packing import Packer, Tick, WholeFile

__all__ = ["Archive", "Archived", "Tick"]

_FEW: Final = 100
"""After so many records of one file somebody is told how far it is."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive holds.

    Attributes:
        counts: How many records of each type.
        left_out: Types that the reader may not see.
        complete: Whether it can be brought into another store: an owner's is, a member's is for looking at.
    """

    counts: dict[str, int]
    left_out: tuple[str, ...]
    complete: bool


class Archive(Area):
    """Everything of the open account, as far as the reader may see it."""

    def holds(self) -> Archived:
        """Count what an archive would hold, for asking before it is written.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        with self.reading() as reading:
            packing = _Packing(self, reading)
            counts = {type_: packing.count(type_) for type_ in packing.types}
        return Archived(counts, packing.left_out, packing.complete)

    def write(
        self,
        path: Path,
        sender: Sender,
        *,
        replace: bool = False,
        papers: bool = True,
        tick: Tick | None = None,
    ) -> Archived:
        """Write the archive, readable by its owner alone, whole or not at all.

        Args:
            path: The file.
            sender: Whom the messages come from.
            replace: Whether a file that exists may be replaced.
            papers: Whether every invoice is drawn as a PDF; that is most of the work.
            tick: Told how far it is.

        Raises:
            SignInFirst: Nobody is signed in.
            Refused: ``file-exists``.
            StoreProblem: The file can't be written.
        """
        with self.reading():
            pass  # who may not come in hears it before a file is made
        try:
            with (
                WholeFile(path, replace) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
                self.reading() as reading,
            ):
                return _Packing(self, reading, tick).fill(Packer(archive), sender, papers)
        except FileExistsError as problem:
            raise Refused(
                "file-exists",
                T_("There is a file {file} already.", file=str(path)),
                hint=T_("Name another one, or give --force to replace it."),
            ) from problem
        except OSError as problem:
            raise StoreProblem(
                "cannot-write",
                T_("The file {path} can't be written.", path=str(path)),
                hint=T_("Choose another folder, or make room on the disk."),
            ) from problem


class _Packing:
    """One archive being filled: everything is read in one transaction, and so is of one moment."""

    def __init__(self, area: Area, reading: Reading, tick: Tick | None = None) -> None:
        self._reading = reading
        self._login = area.session.login.id
        self._tick = tick
        self._done = self._total = 0
        role = reading.role
        self.types = tuple(
            each for each in TYPES if role.holds(RECORDS[each].read) or each == "email_address"
        )
        self.left_out = tuple(each for each in TYPES if each not in self.types)
        self.complete = role.owner and not self.left_out
        found = loading.get(reading.tx, "account", reading.account, reading.account)
        assert isinstance(found, Account)
        self._account = found

    def fill(self, packer: Packer, sender: Sender, papers: bool) -> Archived:
        counts = {type_: self.count(type_) for type_ in self.types}
        drawn = self._papers() if papers and "invoice" in counts else []
        self._total = 2 * sum(counts.values()) + counts.get("message", 0) + len(drawn)
        self._add(packer, README, [readme().encode()])
        if "ticket_reply" in counts:
            for hash_ in sorted(self._attached()):
                self._add(packer, f"attachments/{hash_}", [self._blob(hash_)])
        if self._reading.role.holds(Audience.OWNER):
            self._add_trails(packer)
        for type_ in sorted(self.types):
            self._add(packer, f"csv/{type_}.csv", self._csv(type_))
        for type_ in sorted(self.types):
            self._add(packer, DATA.format(type_), self._json(type_))
        if "message" in counts:
            for message in self._records("message"):
                assert isinstance(message, Message)
                if message.body:
                    letter = as_eml(message, sender, self._account.language)
                    self._add(packer, f"messages/{message.id}.eml", [letter])
        for name, id_ in drawn:
            self._add(packer, f"papers/{name}", [self._drawn(id_)])
        manifest = self._manifest(counts, papers) | {"files": packer.files}
        self._add(packer, MANIFEST, [json_text(manifest).encode(), b"\n"])
        return Archived(counts, self.left_out, self.complete)

    def _add(self, packer: Packer, name: str, pieces: Iterable[bytes]) -> None:
        packer.add(name, pieces)
        if self._tick is not None:
            self._tick(min(self._done, self._total), self._total)

    def _manifest(self, counts: dict[str, int], papers: bool) -> dict[str, Any]:
        kept_back = {
            type_: sorted(RECORDS[type_].fields.keys() - {each.name for each in fields_of(type_)})
            for type_ in self.types
        }
        return {
            "format": FORMAT,
            "program": f"jumpzone {__version__}",
            "account": {"id": self._account.id, "number": self._account.number},
            "reader": self._login,
            "complete": self.complete,
            "papers": papers,
            "left_out": list(self.left_out),
            "kept_back": {type_: names for type_, names in kept_back.items() if names},
            "records": counts,
        }

    # -- records ---------------------------------------------------------------------------------------

    def count(self, type_: str) -> int:
        if type_ in _SOME:
            return sum(1 for _each in self._shown(type_))
        return moving.count(self._reading.tx, type_, self._reading.account)

    def _shown(self, type_: str) -> Iterator[Record]:
        """Walk the records of a type that are the reader's to see."""
        records = moving.walk(self._reading.tx, type_, self._reading.account)
        return (each for each in records if self._sees(each)) if type_ in _SOME else records

    def _sees(self, record: Record) -> bool:
        owner = self._reading.role.owner
        match record:
            case Message():
                return readable(record, self._reading.role)
            case SavedFilter():
                return record.login == self._login
            case Login():
                return owner or record.id == self._login
            case EmailAddress():
                return owner or record.login == self._login
            case _:
                return True

    def _records(self, type_: str) -> Iterator[Record]:
        """The same, telling how far it is."""
        for record in self._shown(type_):
            self._step()
            yield record

    def _step(self) -> None:
        self._done += 1
        if self._tick is not None and self._done % _FEW == 0:
            self._tick(min(self._done, self._total), self._total)

    def _json(self, type_: str) -> Iterator[bytes]:
        before = b"[\n"
        for record in self._records(type_):
            yield before + json_line(written(type_, record, self._reading.account)).encode()
            before = b",\n"
        yield b"[]\n" if before == b"[\n" else b"\n]\n"

    def _csv(self, type_: str) -> Iterator[bytes]:
        names = field_names(type_)
        yield f"{csv_line(names)}\r\n".encode()
        for record in self._records(type_):
            row = written(type_, record, self._reading.account)
            yield f"{csv_line(_cell(row[name]) for name in names)}\r\n".encode()

    # -- what is beside them ---------------------------------------------------------------------------

    def _attached(self) -> set[str]:
        """Return the hashes of the files that the tickets name; in the archive a hash is the file's name."""
        replies = self._shown("ticket_reply")
        return {
            file["sha256"] for each in replies if isinstance(each, TicketReply) for file in each.attachments
        }

    def _blob(self, hash_: str) -> bytes:
        return blobs.get(self._reading.tx, self._reading.account, hash_)

    def _add_trails(self, packer: Packer) -> None:
        tx, account = self._reading.tx, self._reading.account
        kept = moving.kept_trails(tx, account)
        for number, content in enumerate(kept, 1):
            self._add(packer, f"audit/{number:04}.jsonl", [content])
        own = moving.trail(tx, account)
        first = next(own, None)
        if first is not None:
            self._add(packer, f"audit/{len(kept) + 1:04}.jsonl", chain([first], own))

    def _papers(self) -> list[tuple[str, str]]:
        """Return the file names of the documents that were issued, sorted, and their ids."""
        from jumpzone.documents.packing import file_names  # late: with what draws

        issued = (each for each in self._shown("invoice") if isinstance(each, Invoice))
        return sorted(
            (name, id_) for id_, name in file_names(e for e in issued if e.status != "draft").items()
        )

    def _drawn(self, id_: str) -> bytes:
        from jumpzone.documents.invoice_pdf import invoice_pdf  # late: it loads the library that draws

        invoice = self._invoice(id_)
        assert invoice is not None
        corrected = self._invoice(invoice.corrects) if invoice.corrects else None
        self._step()
        return invoice_pdf(invoice, self._account.language, corrected=corrected)

    def _invoice(self, id_: str) -> Invoice | None:
        found = loading.get(self._reading.tx, "invoice", self._reading.account, id_)
        return found if isinstance(found, Invoice) else None


_SOME: Final = frozenset({"message", "saved_filter", "login", "email_address"})
"""Types of which a reader may see some records and others not."""


def _cell(value: Any) -> Any:
    """Return a value as one cell of CSV holds it: what is nested becomes JSON."""
    nested = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(e, dict) for e in value))
    return json_line(value) if nested else value
