"""An archive may have been made by anybody: whatever is wrong with it is named, and the store stays as it was."""

from __future__ import annotations

import json
import signal
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from jumpzone.errors import Refused
from jumpzone.model import codec
from jumpzone.model.fields import RECORDS
from jumpzone.store.tables import metadata
from jumpzone.usecases import unpacking
from jumpzone.usecases.bringing import Bringing
from jumpzone.usecases.tickets import Upload
from tests.support import ROOT
from tests.usecases.archives import (
    Entries,
    edited,
    empty,
    entries,
    export,
    line,
    listed,
    manifest,
    packed,
    records,
    signed,
)
from tests.usecases.sample import SampleZone

ELSE = "01900000-0000-7000-8000-00000000e15e"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    """An archive that nothing is wrong with."""
    folder = tmp_path_factory.mktemp("good")
    there = SampleZone(str(folder / "there.db"), "new")
    hello = {"subject": "A question", "body": "What does the file say?"}
    there.zone.tickets.open(hello, [Upload("letter.txt", b"Dear all")])
    found = entries(export(there.zone, folder / "good.zip"))
    there.close()
    return found


def refuses(path: Path, url: str, code: str) -> None:
    """Bring it in: it has to be refused under this name, and the store must hold what it held."""
    with empty(url) as deps:
        with pytest.raises(Refused) as raised:
            Bringing(deps).bring(path)
        assert raised.value.code == code, raised.value
        with deps.store.read() as tx:
            rows = {
                each.name: tx.scalar(select(func.count()).select_from(each))
                for each in metadata.sorted_tables
            }
        assert {name: count for name, count in rows.items() if count} == {"meta": 3}


def test_the_archive_of_these_tests_is_good(good: Entries, tmp_path: Path) -> None:
    with empty(str(tmp_path / "here.db")) as deps:
        Bringing(deps).bring(packed(tmp_path / "good.zip", signed(good)))
        assert not Bringing(deps).possible()


# What is wrong with a record


def _set(type_: str, **values: Any) -> Callable[[Entries], Entries]:
    def change(found: Entries) -> Entries:
        return edited(found, type_, lambda rows: rows[0].update(values))

    return change


def _new(type_: str, **values: Any) -> Callable[[Entries], Entries]:
    times = {"created_at": "2026-11-23T12:00:00Z", "updated_at": "2026-11-23T12:00:00Z"}
    fields = {name: codec.to_json(each, each.default) for name, each in RECORDS[type_].fields.items()}
    known = {"placed_at": "2026-11-23T12:00:00Z", "currency": "EUR"}
    record = fields | {name: value for name, value in known.items() if name in fields} | times | {"id": ELSE}
    return lambda found: edited(found, type_, lambda rows: rows.append(record | values))


def test_a_new_record_that_breaks_nothing_comes_in(good: Entries, tmp_path: Path) -> None:
    found = _new("order", items=[{"action": "new"}])(_new("invoice")(good))
    with empty(str(tmp_path / "here.db")) as deps:
        assert Bringing(deps).bring(packed(tmp_path / "more.zip", found)).counts["order"] == 1


def _raw(type_: str, edit: Callable[[str], str]) -> Callable[[Entries], Entries]:
    def change(found: Entries) -> Entries:
        lines = [line(each) for each in records(found, type_)]
        return signed({**found, f"data/{type_}.json": listed([edit(lines[0]), *lines[1:]])})

    return change


def _bytes(type_: str, edit: Callable[[bytes], bytes]) -> Callable[[Entries], Entries]:
    name = f"data/{type_}.json"
    return lambda found: signed({**found, name: edit(found[name])})


def _add(text: str) -> Callable[[str], str]:
    return lambda given: given[:-1] + "," + text + "}"


RECORDS_AT_FAULT: dict[str, Callable[[Entries], Entries]] = {
    "a field that there is not": _set("ticket", rights="all"),
    "a secret": _set("profile", personal_number="8001010008"),
    "a right beyond the account": _set("login", staff_role="admin"),
    "another account named": _set("ticket", account=ELSE),
    "an id that is none": _set("ticket", id="../../etc/passwd"),
    "a choice that there is not": _set("ticket", status="<script>"),
    "a text too long": _set("ticket", subject="x" * 256),
    "a line break in a line": _set("ticket", subject="a\nb"),
    "an escape sequence": _set("ticket", subject="\x1b]0;x\x07"),
    "a text in another form": _set("ticket", subject="u\u0308ber"),
    "nothing where something has to be": _set("ticket", subject=None),
    "a number for a text": _set("ticket", subject=7),
    "a yes for a number": _set("ticket_reply", rating=True),
    "a number beyond 64 bits": _set("ticket_reply", rating=1 << 63),
    "a time without zone": _set("ticket", created_at="2026-11-23T12:00:00"),
    "a time elsewhere": _set("ticket", created_at="2026-11-23T12:00:00+02:00"),
    "a time beyond all times": _set("message", sent_at="9999-12-31T23:59:59Z"),
    "a date that is none": _set("ticket", last_reply_at="yesterday"),
    "a series beyond counting": _set("ticket", number="T-9999999999999999"),
    "rights that there are not": _set("membership", permissions=["root"]),
    "a list for an object": _set("ticket", about=["service", ELSE]),
    "another account's record": _set("ticket", about={"type": "account", "id": ELSE}),
    "a home elsewhere": _set("login", home_account=ELSE),
    "an address of another account": _set("email_address", account=ELSE),
    "an account that went into another": _set("account", merged_into=ELSE),
    "another account's id": _set("account", id=ELSE),
    "files in another form": _set("ticket_reply", attachments="letter.txt"),
    "a line of an invoice without price": _new("invoice", lines=[{"text": "x", "quantity": 1}]),
    "a line of an invoice that is none": _new("invoice", lines=["x"]),
    "a quantity without end": _new(
        "invoice", lines=[{"text": "x", "quantity": "1e999999", "unit_amount": 1, "vat_rate": "20"}]
    ),
    "an order of nothing": _new("order", items=[{}]),
    "no number": _raw("ticket_reply", _add('"x":NaN')),
    "an endless number": _raw("ticket_reply", lambda text: text.replace('"rating":null', '"rating":1e400')),
    "a broken number": _raw("ticket_reply", lambda text: text.replace('"rating":null', '"rating":1.5')),
    "a number of a million digits": _raw(
        "ticket_reply", lambda text: text.replace('"rating":null', '"rating":' + "9" * 1_000_000)
    ),
    "a key twice": _raw("ticket", _add('"status":"closed"')),
    "half a character": _raw("ticket", lambda text: text.replace("A question", "A \\ud800 question")),
    "an end of text": _raw("ticket", lambda text: text.replace("A question", "A \\u0000 question")),
    "another spelling": _raw("ticket", lambda text: text.replace("A question", "\\u0041 question")),
    "blanks between": _raw("ticket", lambda text: text.replace(",", ", ", 1)),
    "nesting without end": _raw("ticket", _add('"about":' + "[" * 200_000 + "]" * 200_000)),
    "objects without end": _raw("ticket", _add('"x":' + '{"a":' * 100_000 + "1" + "}" * 100_000)),
    "no object": _raw("ticket", lambda _text: "[]"),
    "no JSON": _raw("ticket", lambda text: text[:-1]),
    "no UTF-8": _bytes("ticket", lambda data: data.replace(b"A question", b"\xff\xfe")),
    "no end": _bytes("ticket", lambda data: data[:-1]),
    "no list": _bytes("ticket", lambda _data: b"{}\n"),
    "something behind the end": _bytes("ticket", lambda data: data + b"[]\n"),
    "a comma too many": _bytes("ticket", lambda data: data.replace(b"}\n]", b"},\n]")),
    "all on one line": _bytes("ticket", lambda data: data.replace(b"\n", b"") + b"\n"),
    "the same record twice": lambda found: edited(found, "ticket", lambda rows: rows.append(rows[0])),
}


@pytest.mark.parametrize("change", RECORDS_AT_FAULT.values(), ids=RECORDS_AT_FAULT.keys())
def test_a_record_that_breaks_the_rules(
    good: Entries, tmp_path: Path, change: Callable[[Entries], Entries]
) -> None:
    refuses(packed(tmp_path / "bad.zip", change(good)), str(tmp_path / "here.db"), "archive-record")


# What is wrong between records


def _other_file(found: Entries) -> Entries:
    name = next(each for each in found if each.startswith("attachments/"))
    return signed({**found, name: b"Something else"})


def _without(found: Entries, *starts: str) -> Entries:
    return signed({name: content for name, content in found.items() if not name.startswith(starts)})


def _more(found: Entries, **more: bytes) -> Entries:
    return signed({**found, **more})


def _broken_trail(found: Entries) -> Entries:
    return signed(
        {**found, "audit/0001.jsonl": found["audit/0001.jsonl"].replace(b"ticket.open", b"ticket.nope")}
    )


TOGETHER: dict[str, tuple[str, Callable[[Entries], Entries]]] = {
    "a member that nobody is": ("archive-contradiction", _set("membership", login=ELSE)),
    "a holder that nobody is": ("archive-contradiction", _set("account", holder=ELSE)),
    "an address of nobody": ("archive-contradiction", _set("email_address", login=ELSE)),
    "a reply in no ticket": ("archive-contradiction", _set("ticket_reply", ticket=ELSE)),
    "a reader that nobody is": ("archive-contradiction", _set("message", login=ELSE)),
    "an address that is another": (
        "archive-contradiction",
        _set("email_address", canonical="x@else.example"),
    ),
    "another number": ("archive-contradiction", _set("account", number="C-999999")),
    "a file that is another": ("archive-contradiction", _other_file),
    "a file that is missing": ("archive-missing", lambda found: _without(found, "attachments/")),
    "a file of nothing": (
        "archive-unknown",
        lambda found: _more(found, **{"attachments/" + "0" * 64: b"x"}),
    ),
    "a path for a file's name": (
        "archive-contradiction",
        _set(
            "ticket_reply",
            attachments=[{"name": "../x", "sha256": "0" * 64, "size": 8, "type": "text/plain"}],
        ),
    ),
    "two accounts": (
        "archive-record",
        lambda found: edited(found, "account", lambda rows: rows.append({**rows[0], "id": ELSE})),
    ),
    "no account": ("archive-account", lambda found: edited(found, "account", list.clear)),
    "nobody who owns it": ("archive-nobody", _set("membership", role="member")),
    "nobody who can be reached": ("archive-nobody", _set("email_address", verified_at=None)),
    "a trail that was changed": ("archive-trail", _broken_trail),
    "a trail that is none": (
        "archive-trail",
        lambda found: signed({**found, "audit/0001.jsonl": b"{}\n[]\nno\n"}),
    ),
    "a trail with a gap": (
        "archive-contradiction",
        lambda found: signed({name.replace("0001", "0002"): content for name, content in found.items()}),
    ),
}


@pytest.mark.parametrize(("code", "change"), TOGETHER.values(), ids=TOGETHER.keys())
def test_records_that_do_not_fit_together(
    good: Entries, tmp_path: Path, code: str, change: Callable[[Entries], Entries]
) -> None:
    refuses(packed(tmp_path / "bad.zip", change(good)), str(tmp_path / "here.db"), code)


def test_two_main_addresses_are_the_database_s_to_find(good: Entries, store_url: str, tmp_path: Path) -> None:
    def another(rows: list[dict[str, Any]]) -> None:
        rows.append({**rows[0], "id": "f" + rows[0]["id"][1:]})

    refuses(
        packed(tmp_path / "bad.zip", edited(good, "email_address", another)),
        store_url,
        "archive-contradiction",
    )


# What is wrong with the archive


def _told(**told: Any) -> Callable[[Entries], Entries]:
    return lambda found: signed(found, **told)


ABOUT: dict[str, tuple[str, Callable[[Entries], Entries]]] = {
    "newer": ("archive-newer", _told(format=3)),
    "older": ("archive-older", _told(format=1)),
    "of a format that is none": ("archive-manifest", _told(format="2")),
    "partial": ("archive-partial", _told(complete=False)),
    "of a type that there is not": ("archive-manifest", _told(records={"credential": 1})),
    "counted wrong": (
        "archive-manifest",
        lambda found: signed(found, records={**manifest(found)["records"], "ticket": 7}),
    ),
    "of no account": ("archive-manifest", _told(account=None)),
    "without a manifest": (
        "not-an-archive",
        lambda found: {k: v for k, v in found.items() if k != "zone.json"},
    ),
    "with a manifest that is no JSON": ("archive-manifest", lambda found: {**found, "zone.json": b"{"}),
    "with a manifest without end": ("archive-manifest", lambda found: {**found, "zone.json": b"[" * 100_000}),
    "changed": ("archive-altered", lambda found: {**found, "csv/ticket.csv": found["csv/ticket.csv"][::-1]}),
    "longer": ("archive-altered", lambda found: {**found, "csv/ticket.csv": found["csv/ticket.csv"] + b" "}),
    "changed in a record": (
        "archive-altered",
        lambda found: {
            **found,
            "data/ticket.json": found["data/ticket.json"].replace(b"question", b"QUESTION"),
        },
    ),
    "with a file too many": ("archive-unknown", lambda found: {**found, "papers/x.pdf": b"%PDF-"}),
    "with a file too few": (
        "archive-missing",
        lambda found: {name: content for name, content in found.items() if name != "csv/ticket.csv"},
    ),
    "without records that it counts": ("archive-missing", lambda found: _without(found, "data/ticket.json")),
    "with a program": ("archive-unknown", lambda found: _more(found, **{"run.sh": b"rm -rf /"})),
    "with a path upwards": ("archive-path", lambda found: _more(found, **{"../../zone.db": b"x"})),
    "with a path from the root": ("archive-path", lambda found: _more(found, **{"/etc/passwd": b"x"})),
    "with a path of Windows": ("archive-path", lambda found: _more(found, **{"C:\\Windows\\x": b"x"})),
    "with a folder": ("archive-path", lambda found: _more(found, **{"data/": b""})),
    "with a hidden path": ("archive-path", lambda found: _more(found, **{"papers/../x.pdf": b"x"})),
    "with a name that acts": ("archive-path", lambda found: _more(found, **{"\x1b[2J.pdf": b"x"})),
}


@pytest.mark.parametrize(("code", "change"), ABOUT.values(), ids=ABOUT.keys())
def test_an_archive_that_is(
    good: Entries, tmp_path: Path, code: str, change: Callable[[Entries], Entries]
) -> None:
    refuses(packed(tmp_path / "bad.zip", change(good)), str(tmp_path / "here.db"), code)


def test_a_symbolic_link(good: Entries, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in good.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if name == "README.txt" else 0o100600) << 16
            archive.writestr(info, content)
    refuses(path, str(tmp_path / "here.db"), "archive-path")


def test_a_name_twice(good: Entries, tmp_path: Path) -> None:
    path = packed(tmp_path / "bad.zip", good)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("README.txt", b"another")
    refuses(path, str(tmp_path / "here.db"), "archive-duplicate")


def test_another_way_of_packing(good: Entries, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in good.items():
            archive.writestr(name, content)
    refuses(path, str(tmp_path / "here.db"), "archive-packing")


def test_what_would_grow_beyond_measure(good: Entries, tmp_path: Path) -> None:
    bomb = signed({**good, "papers/bomb.pdf": bytes(8_000_000)})
    refuses(packed(tmp_path / "bad.zip", bomb), str(tmp_path / "here.db"), "archive-bomb")


def test_what_is_larger_than_it_says(good: Entries, tmp_path: Path) -> None:
    path = packed(tmp_path / "bad.zip", signed({**good, "papers/bomb.pdf": bytes(8_000_000)}))
    data = path.read_bytes()
    lied = data.replace(struct.pack("<L", 8_000_000), struct.pack("<L", 1_000))
    assert lied != data
    path.write_bytes(lied)
    refuses(path, str(tmp_path / "here.db"), "archive-altered")
    small = signed({**good, "papers/bomb.pdf": bytes(1_000)})["zone.json"]
    huge = packed(tmp_path / "huge.zip", {**good, "papers/bomb.pdf": bytes(8_000_000), "zone.json": small})
    huge.write_bytes(huge.read_bytes().replace(struct.pack("<L", 8_000_000), struct.pack("<L", 1_000)))
    refuses(huge, str(tmp_path / "here.db"), "not-an-archive")


def test_files_that_lie_on_each_other(good: Entries, tmp_path: Path) -> None:
    path = packed(tmp_path / "bad.zip", good)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        first, second = archive.infolist()[:2]
    at = data.index(b"PK\x01\x02", archive.start_dir + 1)
    data[at + 42 : at + 46] = struct.pack("<L", first.header_offset)
    path.write_bytes(data)
    assert second.header_offset
    refuses(path, str(tmp_path / "here.db"), "archive-bomb")


def test_limits(good: Entries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, url = packed(tmp_path / "good.zip", signed(good)), str(tmp_path / "here.db")
    for name, limit, code in (
        ("MOST", 10, "archive-too-many"),
        ("LARGEST", 5_000, "archive-too-large"),
        ("LARGEST_ENTRY", 1_000, "archive-too-large"),
        ("_LARGEST_DIRECTORY", 500, "archive-too-large"),
        ("_LARGEST_MANIFEST", 500, "archive-too-large"),
        ("LONGEST_LINE", 100, "archive-too-large"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(unpacking, name, limit)
            refuses(path, url, code)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"x" * 10_000, b"{}"])
def test_what_is_no_archive(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(content)
    refuses(path, str(tmp_path / "here.db"), "not-an-archive")


def test_a_damaged_archive_is_never_brought_in(good: Entries, tmp_path: Path) -> None:
    """Every sixtieth byte in turn is another one: it is refused, or what was hit does not matter at all."""
    path = packed(tmp_path / "good.zip", signed(good))
    data = path.read_bytes()
    bad, named = tmp_path / "bad.zip", set[str]()
    with empty(str(tmp_path / "here.db")) as deps:
        wanted = Bringing(deps).bring(path, only_check=True)
        for at in range(0, len(data), 61):
            bad.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
            try:
                assert Bringing(deps).bring(bad, only_check=True) == wanted
            except Refused as refusal:
                named.add(refusal.code)
            assert Bringing(deps).possible()
    assert named <= _DAMAGE


_DAMAGE = {
    "not-an-archive",
    "archive-altered",
    "archive-unknown",
    "archive-path",
    "archive-packing",
    "archive-missing",
    "archive-bomb",
    "archive-too-large",
    "archive-duplicate",
    "archive-manifest",
}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refuses(tmp_path / "nowhere.zip", str(tmp_path / "here.db"), "cannot-read")
    refuses(tmp_path, str(tmp_path / "here.db"), "cannot-read")


_KILLED = """
import os, signal, sys
from pathlib import Path
from jumpzone.usecases.bringing import Bringing
from tests.usecases.archives import empty

def tick(done, total):
    if done * 2 > total:
        os.kill(os.getpid(), signal.SIGKILL)

with empty(sys.argv[1]) as deps:
    Bringing(deps).bring(Path(sys.argv[2]), tick)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_program_killed_in_the_middle_leaves_an_empty_store(
    good: Entries, store_url: str, tmp_path: Path
) -> None:
    path = packed(tmp_path / "good.zip", signed(good))
    with empty(store_url):
        pass
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, store_url, str(path)], cwd=ROOT, timeout=60, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    with empty(store_url) as deps:
        assert Bringing(deps).possible()
        Bringing(deps).bring(path)
        assert not Bringing(deps).possible()


def test_the_manifest_of_these_tests_is_the_program_s(good: Entries) -> None:
    assert json.loads(signed(good)["zone.json"]) == json.loads(good["zone.json"])
