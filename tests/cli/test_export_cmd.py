"""`jumpzone export`."""

from __future__ import annotations

import csv
import email
import email.policy
import hashlib
import io
import json
import stat
import zipfile
from pathlib import Path

from jumpzone.cli import exits
from jumpzone.model.mails import MASK
from jumpzone.usecases.exporting import exported
from tests.cli.console import HOSTILE, PASSWORD, Console

TYPES = {
    "contact": "contacts",
    "service": "services",
    "domain": "domains",
    "invoice": "invoices",
    "ticket": "tickets",
}


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_is_in_it(signed_in: Console, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    told = signed_in.run("export", str(path), "--json")
    assert told.code == exits.DONE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = contents(path)
    with signed_in.zone() as zone:
        for type_, area in TYPES.items():
            wanted = sorted(
                (exported(type_, each) for each in getattr(zone, area).list()), key=lambda each: each["id"]
            )
            there = json.loads(found[f"data/{type_}.json"])
            assert [{name: each[name] for name in wanted[0]} for each in there] == wanted
            rows = list(csv.DictReader(io.StringIO(found[f"csv/{type_}.csv"].decode())))
            assert [row["id"] for row in rows] == [each["id"] for each in wanted]
        whole = {each.id: zone.messages.get(each.id) for each in zone.messages.list()}
        (profile,) = json.loads(found["data/profile.json"])
        own = exported("profile", zone.profile.get())
        assert own.items() <= profile.items()
        papers = [each for each in zone.invoices.list() if each.status != "draft"]
    messages = json.loads(found["data/message.json"])
    assert {each["id"]: each["body"] for each in messages} == {id_: each.body for id_, each in whole.items()}
    for id_, message in whole.items():
        name = f"messages/{id_}.eml"
        assert (name in found) == bool(message.body)
    letter = email.message_from_bytes(found[f"messages/{messages[0]['id']}.eml"], policy=email.policy.default)
    assert letter["To"]
    drawn = [name for name in found if name.startswith("papers/")]
    assert len(drawn) == len(papers)
    assert all(found[name].startswith(b"%PDF-") for name in drawn)
    about = json.loads(found["zone.json"])
    assert about["records"] == {each["type"]: each["count"] for each in told.json}
    assert about["account"]["number"] == "C-100234"
    assert list(found) == sorted(found)
    assert about["files"].keys() == found.keys() - {"zone.json"}
    for name, said in about["files"].items():
        assert said == {"sha256": hashlib.sha256(found[name]).hexdigest(), "size": len(found[name])}


def test_the_same_data_gives_the_same_bytes(signed_in: Console, tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    signed_in.run("export", str(one), "--no-papers")
    signed_in.run("--language", "bg", "export", str(other), "--no-papers")
    assert one.read_bytes() == other.read_bytes()


def test_no_secret_is_in_it(signed_in: Console, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    masked = next(
        each["id"]
        for each in signed_in.run("messages", "--json").json
        if MASK in signed_in.run("messages", "show", each["id"], "--json").json["body"]
    )
    hidden = signed_in.run("messages", "show", masked, "--json").json["body"]
    shown = signed_in.run("messages", "show", masked, "--reveal", "--json", stdin=f"{PASSWORD}\n").json[
        "body"
    ]
    before, after = hidden.split(MASK)[:2]
    secret = shown.removeprefix(before).split(after.split("\n")[0] or "\n")[0].split("\n")[0]
    assert len(secret) > 5
    signed_in.run("export", str(path), "--no-papers")
    for data in (path.read_bytes(), *contents(path).values()):
        assert secret.encode() not in data
        assert b"argon2" not in data
        assert b"jz_" not in data


def test_a_file_that_exists_is_left_alone(signed_in: Console, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_text("mine")
    found = signed_in.run("--json", "export", str(path))
    assert (found.code, found.error["code"]) == (exits.REFUSED, "file-exists")
    assert path.read_text() == "mine"
    assert signed_in.run("export", str(path), "--force", "--no-papers").code == exits.DONE
    assert zipfile.is_zipfile(path)
    assert [each.name for each in tmp_path.iterdir()] == ["all.zip"]


def test_where_nothing_can_be_written_nothing_is_left(signed_in: Console, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = signed_in.run("--json", "export", str(tmp_path / "file" / "all.zip"))
    assert (found.code, found.error["code"]) == (exits.REFUSED, "cannot-write")
    assert signed_in.run("export", str(tmp_path)).code == exits.USAGE
    assert signed_in.run("export", str(tmp_path / ("x" * 10_000))).code == exits.REFUSED
    assert signed_in.run("export", str(tmp_path / HOSTILE.replace("/", "")), "--no-papers").code == exits.DONE


def test_nobody_exports_without_signing_in(console: Console, tmp_path: Path) -> None:
    assert console.run("export", str(tmp_path / "all.zip")).code == exits.SIGN_IN_FIRST
    assert list(tmp_path.iterdir()) == []
