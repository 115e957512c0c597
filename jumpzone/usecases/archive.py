"""Everything of an account in one file: JSON for programs, CSV for spreadsheets, messages as mail programs keep them.

The same account gives the same bytes: the order is fixed, and the files in it carry no dates of their own. No secret
is in it: access data stays masked, and what is sealed is left out.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from jumpzone import __version__
from jumpzone.errors import Refused, StoreProblem
from jumpzone.i18n import T_
from jumpzone.mail.letter import Sender, as_eml
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Account, EmailAddress, Login, Message, Record, TicketReply
from jumpzone.model.rules.actions import readable
from jumpzone.model.tabular import json_text
from jumpzone.paths import private_folder
from jumpzone.store import blobs, loading
from jumpzone.store.listing import ListReader, Query
from jumpzone.usecases.area import Area, Reading
from jumpzone.usecases.exporting import csv_rows, exported

__all__ = ["Archive", "Archived"]

FORMAT: Final = 1
"""Of the archive; greater when what is in it changes its meaning."""

_TYPES: Final = (
    "profile",
    "contact",
    "service",
    "domain",
    "invoice",
    "ticket",
    "ticket_reply",
    "message",
    "membership",
)
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive holds.

    Attributes:
        counts: How many records of each type.
        left_out: Types that the reader may not see.
    """

    counts: dict[str, int]
    left_out: tuple[str, ...]


class Archive(Area):
    """Everything of the open account, as far as the reader may see it."""

    def write(self, path: Path, sender: Sender, *, replace: bool = False) -> Archived:
        """Write the archive, readable by its owner alone, whole or not at all.

        Args:
            path: The file.
            sender: Whom the messages come from.
            replace: Whether a file that exists may be replaced.

        Raises:
            SignInFirst: Nobody is signed in.
            Refused: ``file-exists``.
            StoreProblem: The file can't be written.
        """
        with self.reading():
            pass  # who may not come in hears it before a file is made
        try:
            with (
                _WholeFile(path, replace) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                return self._fill(archive, sender)
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

    def _fill(self, archive: zipfile.ZipFile, sender: Sender) -> Archived:
        counts: dict[str, int] = {}
        left_out: list[str] = []
        with self.reading() as reading:
            account = loading.get(reading.tx, "account", reading.account, reading.account)
            assert isinstance(account, Account)
            _put(archive, "account.json", exported("account", account))
            login = loading.get(reading.tx, "login", "", self.session.login.id)
            address = loading.primary_address(reading.tx, self.session.login.id)
            assert isinstance(login, Login)
            assert isinstance(address, EmailAddress)
            own = {"login": exported("login", login), "address": exported("email_address", address)}
            _put(archive, "login.json", own)
            for type_ in _TYPES:
                if not reading.role.holds(RECORDS[type_].read):
                    left_out.append(type_)
                    continue
                counts[type_] = self._write_type(archive, reading, type_)
            if "message" in counts:
                for message in self._records(reading, "message"):
                    assert isinstance(message, Message)
                    if message.body:
                        _add(archive, f"messages/{message.id}.eml", as_eml(message, sender, account.language))
            if "ticket_reply" in counts:
                for hash_ in sorted(self._attached(reading)):
                    _add(archive, f"attachments/{hash_}", blobs.get(reading.tx, reading.account, hash_))
        _put(
            archive,
            "archive.json",
            {
                "format": FORMAT,
                "program": f"jumpzone {__version__}",
                "account": account.number,
                "rev": account.rev,
                "records": counts,
                "left_out": left_out,
            },
        )
        return Archived(counts, tuple(left_out))

    def _write_type(self, archive: zipfile.ZipFile, reading: Reading, type_: str) -> int:
        count = 0
        with archive.open(_info(f"{type_}.json"), "w") as file:
            for record in self._records(reading, type_):
                text = json_text(exported(type_, record))
                file.write((("[\n" if count == 0 else ",\n") + text).encode())
                count += 1
            file.write(b"\n]\n" if count else b"[]\n")
        with archive.open(_info(f"{type_}.csv"), "w") as file:
            rows = (exported(type_, record) for record in self._records(reading, type_))
            for line in csv_rows(type_, rows):
                file.write(line.encode())
        return count

    def _records(self, reading: Reading, type_: str) -> Iterator[Record]:
        """Walk the records of a type by id, the oldest first; messages with their whole text."""
        reader = ListReader(type_, reading.account, Query(), login=self.session.login.id)
        key = None
        while page := reader.page(reading.tx, after=key, limit=_PAGE):
            for key, record in page:  # noqa: B007 - the last key is where the next page begins
                if not isinstance(record, Message):
                    yield record
                    continue
                whole = loading.get(reading.tx, "message", reading.account, record.id)
                if isinstance(whole, Message) and readable(whole, reading.role):
                    yield whole

    def _attached(self, reading: Reading) -> set[str]:
        """Return the hashes of the files that the tickets name; in the archive a hash is the file's name."""
        replies = self._records(reading, "ticket_reply")
        return {
            file["sha256"] for each in replies if isinstance(each, TicketReply) for file in each.attachments
        }


class _WholeFile:
    """A file that appears under its name when all of it is written, and not at all when something goes wrong."""

    def __init__(self, path: Path, replace: bool) -> None:
        self._path = path
        self._replace = replace
        self._temporary: Path | None = None
        self._file: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes]:
        folder = private_folder(self._path.resolve().parent)
        if not self._replace:
            # Takes the name at once: of two programs that want it, one is refused.
            self._path.open("xb").close()
        try:
            descriptor, name = tempfile.mkstemp(prefix=f".{self._path.name[:40]}.", suffix=".new", dir=folder)
        except BaseException:
            self._give_back()
            raise
        self._temporary = Path(name)
        self._file = os.fdopen(descriptor, "w+b")
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        assert self._file is not None
        assert self._temporary is not None
        if kind is None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._temporary.replace(self._path.resolve())
        else:
            self._temporary.unlink(missing_ok=True)
            self._give_back()

    def _give_back(self) -> None:
        if not self._replace:
            self._path.unlink(missing_ok=True)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = 0o600 << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_info(name), data)


def _put(archive: zipfile.ZipFile, name: str, value: Any) -> None:
    _add(archive, name, (json_text(value) + "\n").encode())
