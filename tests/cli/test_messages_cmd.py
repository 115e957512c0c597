"""`jumpzone messages` and `jumpzone mail`."""

from __future__ import annotations

import email
import email.policy
import socket
import stat
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from jumpzone.cli import exits, sending
from jumpzone.model.mails import MASK
from jumpzone.usecases.exporting import exported
from jumpzone.usecases.lists import Query
from tests.cli.console import HOSTILE, PASSWORD, Console


def secret_one(console: Console) -> tuple[str, str]:
    """The id of a message with access data, and its subject."""
    for each in console.run("messages", "--json").json:
        if MASK in console.run("messages", "show", each["id"], "--json").json["body"]:
            return each["id"], each["subject"]
    raise AssertionError("no message with access data")


def test_list_is_what_the_zone_has(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        wanted = [exported("message", each) for each in zone.messages.list()]
    found = signed_in.run("messages", "--json").json
    assert [each["id"] for each in found] == [each["id"] for each in wanted]
    assert all("body" not in each and "secrets" not in each for each in found)
    assert found[0] == {name: value for name, value in wanted[0].items() if name != "body"}
    assert [row["id"] for row in signed_in.run("messages", "--csv").csv] == [each["id"] for each in wanted]
    table = signed_in.run("messages")
    assert len(table.lines) == 51
    assert "more" in table.err


def test_filters(signed_in: Console) -> None:
    every = signed_in.run("messages", "--json").json
    invoices = signed_in.run("messages", "--category", "invoice", "--category", "domain", "--json").json
    assert {each["category"] for each in invoices} == {"invoice", "domain"}
    day = date.today() - timedelta(days=60)
    early = signed_in.run("messages", "--until", day.isoformat(), "--json").json
    late = signed_in.run("messages", "--since", (day + timedelta(days=1)).isoformat(), "--json").json
    assert [*late, *early] == every
    assert early
    assert late
    failed = signed_in.run("messages", "--failed", "--exit-code", "--json")
    assert (failed.code, {each["delivery"] for each in failed.json}) == (exits.FOUND, {"failed"})
    assert signed_in.run("messages", "--delivery", "queued", "--exit-code").code == exits.DONE
    assert signed_in.run("messages", "--limit", "1", "--exit-code").code == exits.FOUND
    assert signed_in.run("messages", "--since", "yesterday").code == exits.USAGE
    assert signed_in.run("messages", "--until", "9999-12-31", "--json").json == every


def test_search_finds_words_in_the_text(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        wanted = [
            each.id
            for each in zone.messages.list(Query(text="invoice overdue", sort="sent_at", descending=True))
        ]
    found = signed_in.run("messages", "search", "invoice", "overdue", "--json")
    assert [each["id"] for each in found.json] == wanted != []
    assert signed_in.run("messages", "search", "nosuchwordanywhere", "--exit-code").code == exits.DONE
    assert signed_in.run("messages", "search").code == exits.USAGE
    for text in (HOSTILE, "x" * 900, '" OR *', "NEAR(a b)"):
        assert signed_in.run("messages", "search", "--", text).code in (exits.DONE, exits.USAGE)


def test_access_data_is_hidden_until_the_password_is_given(signed_in: Console) -> None:
    id_, subject = secret_one(signed_in)
    hidden = signed_in.run("messages", "show", id_)
    assert subject in hidden.out
    assert MASK in hidden.out
    wrong = signed_in.run("--json", "messages", "show", id_, "--reveal", stdin="nonsense\n")
    assert (wrong.code, wrong.error["code"], wrong.out) == (exits.REFUSED, "wrong-password", "")
    shown = signed_in.run("messages", "show", id_, "--reveal", "--json", stdin=f"{PASSWORD}\n")
    with signed_in.zone() as zone:
        assert shown.json["body"] == zone.messages.reveal(id_, PASSWORD)
    assert MASK not in shown.json["body"]
    assert signed_in.run("messages", "show", id_, "--reveal").code == exits.USAGE


def test_a_message_as_a_file_holds_no_access_data(signed_in: Console, tmp_path: Path) -> None:
    id_, subject = secret_one(signed_in)
    secret = signed_in.run("messages", "show", id_, "--reveal", "--json", stdin=f"{PASSWORD}\n").json["body"]
    file = tmp_path / "it.eml"
    assert signed_in.run("messages", "show", id_, "--eml", str(file)).code == exits.DONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert subject in str(letter["Subject"])
    body = letter.get_body(("plain",))
    assert body is not None
    assert MASK in body.get_content()
    assert body.get_content() != secret
    again = signed_in.run("--json", "messages", "show", id_, "--eml", str(file))
    assert (again.code, again.error["code"]) == (exits.REFUSED, "file-exists")
    assert signed_in.run("messages", "show", id_, "--eml", str(file), "--force").code == exits.DONE
    piped = signed_in.run("messages", "show", id_, "--eml", "-").out
    assert piped.replace("\r\n", "\n") == file.read_text().replace("\r\n", "\n")
    assert signed_in.run("messages", "show", id_, "--eml", str(file), "--reveal").code == exits.USAGE
    nowhere = signed_in.run("messages", "show", id_, "--eml", str(file / "below"))
    assert nowhere.code == exits.REFUSED


def test_resend_makes_a_copy_and_sends_it_at_once(signed_in: Console) -> None:
    first = signed_in.run("messages", "--json", "--limit", "1").json[0]
    found = signed_in.run("messages", "resend", first["id"][-8:])
    assert found.code == exits.DONE
    assert str(signed_in.home / "mail") in found.err
    newest = signed_in.run("messages", "--json", "--limit", "1").json[0]
    assert (newest["copy_of"], newest["delivery"]) == (first["id"], "sent")
    assert len(list((signed_in.home / "mail").glob("*.eml"))) == 1
    partly = signed_in.run("messages", "resend", first["id"], "no-such-one", first["id"], "--json")
    assert partly.code == exits.PARTLY
    assert [each["outcome"] for each in partly.json] == ["done", "refused"]
    stranger = signed_in.run("--json", "messages", "resend", first["id"], "--to", "stranger@nowhere.example")
    assert stranger.code == exits.REFUSED
    for text in (HOSTILE, "x" * 10_000):
        assert signed_in.run("messages", "resend", first["id"], "--to", text).code == exits.REFUSED


def test_only_what_failed_can_be_retried(signed_in: Console) -> None:
    newest = signed_in.run("messages", "--json", "--limit", "1").json[0]["id"]
    failed = signed_in.run("messages", "--failed", "--json").json[0]["id"]
    found = signed_in.run("messages", "retry", newest, failed, "--json")
    assert found.code == exits.PARTLY
    assert [(each["outcome"], each["code"]) for each in found.json] == [
        ("refused", "not-failed"),
        ("done", None),
    ]
    assert signed_in.run("messages", "show", failed, "--json").json["delivery"] == "sent"


def test_mail_that_can_not_go_waits_and_goes_later(signed_in: Console) -> None:
    first = signed_in.run("messages", "--json", "--limit", "1").json[0]
    folder = signed_in.home / "mail"
    folder.write_text("in the way")
    found = signed_in.run("messages", "resend", first["id"])
    assert found.code == exits.DONE
    assert "waits" in found.err
    status = signed_in.run("mail", "--json").json
    assert (status["transport"], status["waiting"], status["place"]) == ("folder", 1, str(folder))
    assert status["next_due"]
    folder.unlink()
    assert signed_in.run("mail", "send", "--json").json["waiting"] in (0, 1)


def test_a_server_that_never_answers_stops_no_command(
    signed_in: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = signed_in.run("messages", "--json", "--limit", "1").json[0]
    monkeypatch.setattr(sending, "PATIENCE", 0.3)
    monkeypatch.setattr(sending.send_now, "__defaults__", (0.3,))
    with socket.create_server(("127.0.0.1", 0)) as server:
        signed_in.environ(
            JUMPZONE_MAIL_HOST="127.0.0.1",
            JUMPZONE_MAIL_PORT=str(server.getsockname()[1]),
            JUMPZONE_MAIL_SECURITY="none",
        )
        before = time.monotonic()
        assert signed_in.run("messages", "resend", first["id"]).code == exits.DONE
        assert time.monotonic() - before < 20
        assert signed_in.run("mail", "--json").json["waiting"] == 1


def test_mail_goes_when_it_is_told_to(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        first = zone.messages.list().window(0, 1)[0]
        zone.messages.resend(first.id)
    assert signed_in.run("mail", "status", "--json").json["waiting"] == 1
    sent = signed_in.run("mail", "send", "--json")
    assert (sent.code, sent.json) == (exits.DONE, {"sent": 1, "failed": 0, "postponed": 0, "waiting": 0})
    assert "0" in signed_in.run("mail").out
