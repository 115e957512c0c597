"""`jumpzone tickets open | reply | close | reopen | rate | search | save`."""

from __future__ import annotations

from pathlib import Path

import pytest

from jumpzone.cli import exits
from tests.cli.console import HOSTILE, Console

OPEN = ("tickets", "open", "--subject", "The site is slow", "--body", "Since **yesterday**.")


def test_a_ticket_is_opened_answered_and_closed(signed_in: Console) -> None:
    opened = signed_in.run(
        "tickets", "open", "--subject", "Site", "--cc", "boss@office.example", stdin="Slow.\n"
    )
    number = opened.out.strip()
    assert (opened.code, number[:2]) == (exits.DONE, "T-")
    assert "lies in" in opened.err
    shown = signed_in.run("tickets", "show", number, "--json").json
    assert (shown["status"], shown["cc"], shown["opened_by"]) == ("open", ["boss@office.example"], "zone")
    assert [each["body"] for each in shown["replies"]] == ["Slow."]
    assert signed_in.run("tickets", "reply", number, stdin="Still.").code == exits.DONE
    assert signed_in.run("tickets", "show", number, "--json").json["status"] == "customer_reply"
    assert signed_in.run("tickets", "close", number).code == exits.DONE
    assert signed_in.run("tickets", "show", number, "--json").json["status"] == "closed"
    assert signed_in.run("tickets", "reopen", number, "--json").json[0]["outcome"] == "done"
    assert signed_in.run("tickets", "show", number, "--json").json["status"] == "open"
    assert signed_in.run("tickets", "close", number, "T-1").code == exits.PARTLY


def test_it_says_what_it_is_about(signed_in: Console) -> None:
    domain = signed_in.run("domains", "--json").json[0]
    made = signed_in.run(
        *OPEN, "--about", f"domain:{domain['name']}", "--department", "technical", "--json"
    ).json
    assert made["about"] == {"type": "domain", "id": domain["id"]}
    assert made["department"] == "technical"
    shown = signed_in.run("tickets", "show", made["number"]).out
    assert f"{domain['name']} (Domain)" in shown
    assert domain["id"] not in shown
    assert signed_in.run(*OPEN, "--about", "domain:none.example").code == exits.REFUSED
    assert signed_in.run(*OPEN, "--about", "kitchen:1").code == exits.USAGE
    assert signed_in.run(*OPEN, "--priority", "extreme").code == exits.USAGE


def test_files_go_and_come_back(signed_in: Console, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"first")
    (tmp_path / "b.bin").write_bytes(b"\0\1")
    files = ("--attach", str(tmp_path / "a.txt"), "--attach", str(tmp_path / "b.bin"))
    number = signed_in.run(*OPEN, *files).out.strip()
    assert "File 2: b.bin" in signed_in.run("tickets", "show", number).out
    target = tmp_path / "back"
    assert signed_in.run("tickets", "save", number, "2", "--to", str(target)).code == exits.DONE
    assert target.read_bytes() == b"\0\1"
    again = signed_in.run("tickets", "save", number, "1", "--to", str(target), "--json")
    assert (again.code, again.error["code"]) == (exits.REFUSED, "file-exists")
    assert signed_in.run("tickets", "save", number, "1", "--to", str(target), "--force").code == exits.DONE
    assert target.read_bytes() == b"first"
    folder = tmp_path / "folder"
    folder.mkdir()
    assert signed_in.run("tickets", "save", number, "1", "--to", str(folder)).code == exits.DONE
    assert [each.name for each in folder.iterdir()] == ["a.txt"]
    assert signed_in.run("tickets", "save", number, "1", "--to", "-").out == "first"
    assert signed_in.run("tickets", "save", number, "3", "--to", str(target)).code == exits.REFUSED
    assert signed_in.run("tickets", "save", number, "1").code == exits.USAGE
    refused = signed_in.run(*OPEN, "--attach", str(tmp_path / "none"), "--json")
    assert (refused.code, refused.error["fields"][0]["field"]) == (exits.REFUSED, "attachments")


@pytest.mark.parametrize("name", ["x\ny.txt", "\u202efdp.exe", "\x1b[31m.txt", ".hidden"])
def test_a_hostile_name_goes_nowhere(signed_in: Console, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    number = signed_in.run(*OPEN, "--attach", str(tmp_path / name)).out.strip()
    folder = tmp_path / "folder"
    folder.mkdir()
    assert signed_in.run("tickets", "save", number, "1", "--to", str(folder)).code == exits.DONE
    (saved,) = folder.iterdir()
    assert not set(saved.name) & set("\n\x1b\u202e/")
    assert not saved.name.startswith(".")


def test_an_answer_is_rated(signed_in: Console) -> None:
    every = signed_in.run("tickets", "--status", "answered", "--json").json
    number = every[0]["number"]
    assert signed_in.run("tickets", "rate", number, "4").code == exits.DONE
    replies = signed_in.run("tickets", "show", number, "--json").json["replies"]
    answer = [each for each in replies if each["side"] == "staff"][-1]
    assert answer["rating"] == 4
    assert (
        signed_in.run("tickets", "rate", number, "5", "--reply", answer["id"], "--json").json["rating"] == 5
    )
    own = next(each for each in replies if each["side"] == "customer")
    assert signed_in.run("tickets", "rate", number, "5", "--reply", own["id"]).code == exits.REFUSED
    assert signed_in.run("tickets", "rate", number, "5", "--reply", "1").code == exits.REFUSED
    assert signed_in.run("tickets", "rate", number, "6").code == exits.USAGE
    fresh = signed_in.run(*OPEN).out.strip()
    assert signed_in.run("tickets", "rate", fresh, "5").code == exits.REFUSED


def test_what_was_said_is_found(signed_in: Console) -> None:
    number = signed_in.run("tickets", "open", "--subject", "x", "--body", "Квантова пяна").out.strip()
    found = signed_in.run("tickets", "search", "квантов", "--exit-code", "--json")
    assert (found.code, [each["number"] for each in found.json]) == (exits.FOUND, [number])
    assert signed_in.run("tickets", "search", "nowhere-said", "--exit-code").code == exits.DONE
    assert signed_in.run("tickets", "search", "").code == exits.USAGE
    assert signed_in.run("tickets", "квантов", "--json").json == found.json


@pytest.mark.parametrize("text", [HOSTILE, "x" * 10_000, "", " ", "\ud800", "[/] \u202e <b>"])
def test_hostile_texts_are_kept_or_refused_and_shown_harmlessly(signed_in: Console, text: str) -> None:
    opened = signed_in.run("tickets", "open", "--subject", "s", "--body", text)
    assert opened.code in (exits.DONE, exits.REFUSED)
    if opened.code == exits.DONE:
        assert signed_in.run("tickets", "show", opened.out.strip()).code == exits.DONE
    for command in ("reply", "close", "reopen"):
        more = ("--body", "x") if command == "reply" else ()
        assert signed_in.run("tickets", command, text, *more).code == exits.REFUSED
    assert signed_in.run("tickets", "search", text).code in (exits.DONE, exits.USAGE)
    assert signed_in.run("tickets", "open", "--subject", text or "\n", "--body", "x").code in (
        exits.DONE,
        exits.REFUSED,
    )


def test_nobody_asks_without_signing_in(console: Console) -> None:
    assert console.run(*OPEN).code == exits.SIGN_IN_FIRST
