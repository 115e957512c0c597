"""Tickets from opening to rating, on both engines."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from jumpzone.errors import Invalid, NotFound, Refused, StoreProblem
from jumpzone.mail.letter import Sender
from jumpzone.model.attachments import LARGEST, MOST
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import TicketReply
from jumpzone.model.rules.tickets import ARROWS
from jumpzone.usecases.archive import Archive
from jumpzone.usecases.lists import Query
from jumpzone.usecases.tickets import Tickets, Upload, attachments_of
from jumpzone.usecases.zone import Zone
from tests.fakes import FakeComposer
from tests.usecases.people import People
from tests.usecases.sample import SampleZone

HELLO = {"subject": "The site is slow", "body": "Since **yesterday**."}
HOSTILE = "[/] [@click=app.quit]x[/] \u202eesrever\u2066 \u200b</b> " + "x" * 10_000


@pytest.fixture
def zone(people_anywhere: People) -> Zone:
    session = people_anywhere.register()
    return Zone(people_anywhere.deps, None).signed_in(session)


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def answer(zone: Zone, ticket: str, body: str = "We look into it.") -> str:
    """An answer of support, as a desk of staff would write it."""
    deps, account = zone.deps, zone.session.account.id
    id_, now = deps.ids.new(), deps.clock.now()
    values = {"ticket": ticket, "side": "staff", "author": "Ана", "body": body, "at": now}
    deps.executor.run(Mutation(deps.ids.new(), account, "ticket_reply", id_, "create", now, values), IMPORT)
    status = {"status": "answered", "last_reply_at": now}
    deps.executor.run(Mutation(deps.ids.new(), account, "ticket", ticket, "update", now, status), IMPORT)
    return id_


def test_a_ticket_opens_with_its_first_reply_at_once(zone: Zone) -> None:
    id_, applied = zone.tickets.open(
        {**HELLO, "department": "technical", "priority": "high", "cc": ["Boss@office.example"]},
        [Upload("log.txt", b"a line\n")],
    )
    found = zone.tickets.conversation(id_)
    ticket, (reply,) = found.ticket, found.replies
    assert (ticket.number, ticket.status, ticket.opened_by) == ("T-100001", "open", "zone")
    assert (ticket.department, ticket.priority, ticket.cc) == ("technical", "high", ("Boss@office.example",))
    assert ticket.last_reply_at == reply.at == zone.deps.clock.now()
    assert (reply.side, reply.body, reply.author) == ("customer", HELLO["body"], zone.session.login.name)
    assert applied.changes.touches("ticket")
    assert applied.changes.touches("ticket_reply")
    (file,) = attachments_of(found.replies)
    assert (file.number, file.name, file.size, file.type) == (1, "log.txt", 7, "text/plain")
    assert zone.tickets.content_of(file) == b"a line\n"
    second, _applied = zone.tickets.open(HELLO)
    assert zone.tickets.get(second).number == "T-100002"


def test_who_wants_support_mail_hears_of_it_once(zone: Zone, people_anywhere: People) -> None:
    zone.contacts.add(
        {"first_name": "Ана", "last_name": "И", "email": "ana@office.example", "notifications": ["support"]}
    )
    zone.contacts.add(
        {"first_name": "Б", "last_name": "И", "email": "b@office.example", "notifications": ["invoice"]}
    )
    zone.tickets.open({**HELLO, "cc": ["ana@office.example", "copy@office.example", "COPY@office.example"]})
    composer = people_anywhere.composer
    assert isinstance(composer, FakeComposer)
    told = [each for each in composer.notices if each.template == "ticket_opened"]
    own = zone.session.address.address
    assert [each.to for each in told] == [own, "ana@office.example", "copy@office.example"]
    assert {each.params["number"] for each in told} == {"T-100001"}
    assert {each.category for each in told} == {"support"}
    profile = zone.profile.get()
    zone.profile.save(profile, {"notifications": profile.notifications - {"support"}})
    composer.notices.clear()
    zone.tickets.open(HELLO)
    assert own not in [each.to for each in composer.notices]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"subject": ""}, "subject", "required"),
        ({"subject": "two\nlines"}, "subject", "refused-text"),
        ({"body": " \n "}, "body", "required"),
        ({"body": "x" * 100_001}, "body", "refused-text"),
        ({"body": "esc \x1b[31m"}, "body", "refused-text"),
        ({"department": "kitchen"}, "department", "malformed"),
        ({"status": "closed"}, "status", "read-only"),
        ({"number": "T-1"}, "number", "read-only"),
        ({"colour": "red"}, "colour", "unknown-field"),
        ({"cc": ["nonsense"]}, "cc", "email-at"),
        ({"cc": [f"a{n}@office.example" for n in range(6)]}, "cc", "too-many-copies"),
        ({"about": {"type": "login", "id": "x"}}, "about", "unknown-record"),
        (
            {"about": {"type": "domain", "id": "0199a1f0-0000-7000-8000-000000000000"}},
            "about",
            "unknown-record",
        ),
        ({"about": "everything"}, "about", "malformed"),
    ],
)
def test_what_a_ticket_can_t_hold_is_refused_at_its_field(
    zone: Zone, values: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as raised:
        zone.tickets.open({**HELLO, **values}, [Upload("x", b"x")])
    assert [(each.field, each.code) for each in raised.value.fields] == [(field, code)]
    assert zone.tickets.list().total() == 0
    assert (field, code) in [(each.field, each.code) for each in zone.tickets.check({**HELLO, **values})] or (
        code == "required"
    )
    with zone.deps.store.read() as tx:
        assert tx.scalar(text("SELECT count(*) FROM blob")) == 0


def test_a_ticket_is_about_what_the_account_has(sample: SampleZone) -> None:
    zone = sample.zone
    concerns = zone.tickets.concerns()
    assert {each.type for each in concerns} == {"service", "domain", "invoice"}
    for each in concerns[:1] + concerns[-1:]:
        id_, _applied = zone.tickets.open({**HELLO, "about": {"type": each.type, "id": each.record.id}})
        about = zone.tickets.get(id_).about
        assert about is not None
        assert (about.type, about.id) == (each.type, each.record.id)


def test_files_are_kept_once_and_checked_on_reading(zone: Zone) -> None:
    id_, _applied = zone.tickets.open(HELLO, [Upload("../../x", b"same"), Upload("a\nb\u202e", b"same")])
    zone.tickets.reply(id_, "And once more.", [Upload("c.bin", b"\0")])
    files = attachments_of(zone.tickets.conversation(id_).replies)
    assert [each.number for each in files] == [1, 2, 3]
    assert [each.name for each in files] == ["x", "a-b", "c.bin"]
    with zone.deps.store.write() as tx:
        assert tx.scalar(text("SELECT count(*) FROM blob")) == 2
        tx.execute(
            text("UPDATE blob SET bytes = :b WHERE sha256 = :h"), {"b": b"other", "h": files[0].sha256}
        )
    with pytest.raises(StoreProblem, match="file-damaged"):
        zone.tickets.content_of(files[0])
    assert zone.tickets.content_of(files[2]) == b"\0"


def test_too_much_is_refused_before_anything_is_written(zone: Zone, tmp_path: Path) -> None:
    for files in ([Upload("x", b"x" * (LARGEST + 1))], [Upload("x", b"x")] * (MOST + 1)):
        with pytest.raises(Invalid) as raised:
            zone.tickets.open(HELLO, files)
        assert [each.field for each in raised.value.fields] == ["attachments"]
    assert zone.tickets.list().total() == 0
    large = tmp_path / "large"
    large.write_bytes(b"x" * (LARGEST + 1))
    for path in (large, tmp_path / "none", tmp_path, Path("a\0b")):
        with pytest.raises(Invalid):
            zone.tickets.attach(path)
    small = tmp_path / "small.txt"
    small.write_text("x")
    assert zone.tickets.attach(small) == Upload("small.txt", b"x")


def test_a_file_that_did_not_arrive_is_missed(zone: Zone) -> None:
    named = [{"name": "x", "size": 1, "sha256": "0" * 64, "type": "text/plain"}]
    values = {**HELLO, "attachments": named, "reply": zone.deps.ids.new()}
    with pytest.raises(Refused, match="file-missing"):
        zone.tickets.change("ticket", zone.deps.ids.new(), "ticket.open", values)
    assert zone.tickets.list().total() == 0


def test_another_account_s_files_and_tickets_are_not_there(zone: Zone, people_anywhere: People) -> None:
    id_, _applied = zone.tickets.open(HELLO, [Upload("x", b"secret")])
    (file,) = attachments_of(zone.tickets.conversation(id_).replies)
    stranger = people_anywhere.register("other@office.example")
    other = Zone(people_anywhere.deps, None).signed_in(stranger)
    for act in (
        lambda: other.tickets.content_of(file),
        lambda: other.tickets.conversation(id_),
        lambda: other.tickets.reply(id_, "x"),
        lambda: other.tickets.close(id_),
        lambda: other.tickets.rate(file.reply, 5),
    ):
        with pytest.raises(NotFound):
            act()
    assert other.tickets.list(Query(text="yesterday")).total() == 0


def test_a_reply_reopens_a_closed_ticket(zone: Zone) -> None:
    id_, _applied = zone.tickets.open(HELLO)
    assert zone.tickets.close(id_).outcome == "applied"
    assert zone.tickets.close(id_).outcome == "unchanged"
    zone.tickets.reply(id_, "Not yet.")
    assert zone.tickets.get(id_).status == "customer_reply"
    zone.tickets.close(id_)
    zone.tickets.reopen(id_)
    assert zone.tickets.get(id_).status == "open"
    assert zone.tickets.reopen(id_).outcome == "unchanged"


def test_answers_are_rated_and_nothing_else(zone: Zone) -> None:
    id_, _applied = zone.tickets.open(HELLO)
    (own,) = zone.tickets.conversation(id_).replies
    with pytest.raises(Refused, match="not-an-answer"):
        zone.tickets.rate(own.id, 5)
    reply = answer(zone, id_)
    for wrong in (0, 6, -1, True, None, "5", 4.5):
        with pytest.raises(Invalid):
            zone.tickets.rate(reply, wrong)  # type: ignore[arg-type]
    zone.tickets.rate(reply, 3)
    zone.tickets.rate(reply, 5)
    rated = next(each for each in zone.tickets.conversation(id_).replies if each.id == reply)
    assert (rated.rating, rated.body) == (5, "We look into it.")


def test_without_the_right_nothing_can_be_done(people_anywhere: People) -> None:
    session = people_anywhere.register()
    zone = Zone(people_anywhere.deps, None).signed_in(session)
    id_, _applied = zone.tickets.open(HELLO)
    with zone.deps.store.write() as tx:
        tx.execute(text("UPDATE membership SET role = 'member', permissions = '[\"domains\"]'"))
    for act in (
        lambda: zone.tickets.open(HELLO),
        lambda: zone.tickets.reply(id_, "x"),
        lambda: zone.tickets.close(id_),
        lambda: zone.tickets.reopen(id_),
        lambda: zone.tickets.conversation(id_),
        lambda: zone.tickets.check(HELLO),
    ):
        with pytest.raises(Refused):
            act()


def test_what_was_said_is_found(zone: Zone) -> None:
    first, _applied = zone.tickets.open({**HELLO, "body": "Пощата ЙОТА не тръгва, grüße"})
    second, _applied = zone.tickets.open({**HELLO, "subject": "Йота", "body": "something else"})
    answer(zone, second, "restarted the server")

    def found(words: str) -> set[str]:
        return {each.id for each in zone.tickets.list(Query(text=words))}

    assert found("йота") == {first, second}
    assert found("йота something") == {second}
    assert found("RESTART") == {second}
    assert found("restarted slow") == set()
    assert found("slow пощ") == {first}
    assert found("T-100001") == {first}
    for hostile in ('"', "' OR 1", "NEAR(", "body:x", "*", "(", "%", HOSTILE[:200]):
        assert found(hostile) <= {first, second}
    listing = zone.tickets.list(Query(text="restarted"))
    assert (listing.total(), listing.position(second)) == (1, 0)


def test_replies_of_loaded_companies_are_found(sample: SampleZone) -> None:
    zone = sample.zone
    ticket = zone.tickets.list().window(0, 1)[0]
    said = zone.tickets.conversation(ticket.id).replies[-1].body
    word = max(said.split(), key=len).strip(".,!?:;“”„")
    assert ticket.id in {each.id for each in zone.tickets.list(Query(text=word))}


def test_hostile_text_is_kept_as_it_is(zone: Zone) -> None:
    id_, _applied = zone.tickets.open({"subject": HOSTILE[:200], "body": HOSTILE})
    zone.tickets.reply(id_, HOSTILE)
    assert [each.body for each in zone.tickets.conversation(id_).replies] == [HOSTILE, HOSTILE]


def test_the_archive_takes_the_files_along(zone: Zone, tmp_path: Path) -> None:
    id_, _applied = zone.tickets.open(HELLO, [Upload("../../x", b"first"), Upload("y", b"first")])
    zone.tickets.reply(id_, "x", [Upload("z", b"second")])
    path = tmp_path / "all.zip"
    Archive(zone.deps, zone.session).write(path, Sender("a@jumpzone.example", "J", "s@jumpzone.example"))
    with zipfile.ZipFile(path) as archive:
        names = [each for each in archive.namelist() if each.startswith("attachments/")]
        contents = {archive.read(each) for each in names}
        replies = json.loads(archive.read("data/ticket_reply.json"))
    named = {file["sha256"] for each in replies for file in each["attachments"]}
    assert {each.removeprefix("attachments/") for each in names} == named
    assert contents == {b"first", b"second"}


def test_a_draft_of_a_reply_survives(zone: Zone) -> None:
    zone.drafts.keep("reply:1", {"typed": {"body": HOSTILE}, "base": {"body": ""}})
    assert zone.drafts.find("reply:1")["typed"]["body"] == HOSTILE


@pytest.mark.parametrize("seed", range(8))
def test_any_sequence_keeps_a_ticket_whole(zone: Zone, seed: int) -> None:
    """Statuses only move along arrows; nothing said is lost; times only grow; only answers have a rating."""
    chance = random.Random(seed)
    tickets: Tickets = zone.tickets
    id_, _applied = tickets.open(HELLO)
    before, said = tickets.conversation(id_), [HELLO["body"]]
    for step in range(15):
        zone.deps.clock.advance(chance.randrange(1, 1000))  # type: ignore[attr-defined]
        act = chance.choice(("reply", "close", "reopen", "answer", "rate", "bad"))
        staff = act == "answer"
        if act == "reply":
            tickets.reply(id_, f"Step {step}")
            said.append(f"Step {step}")
        elif staff:
            answer(zone, id_, f"Answer {step}")
            said.append(f"Answer {step}")
        elif act == "rate":
            _rate_something(tickets, before.replies[chance.randrange(len(before.replies))], chance)
        elif act == "bad":
            with pytest.raises(Invalid):
                tickets.reply(id_, " ")
        else:
            getattr(tickets, act)(id_)
        after = tickets.conversation(id_)
        moved = (before.ticket.status, after.ticket.status)
        assert moved[0] == moved[1] or staff or moved[1] in ARROWS[moved[0]]
        assert [each.body for each in after.replies] == said
        assert after.ticket.last_reply_at == after.replies[-1].at
        assert all(each.rating is None or each.side == "staff" for each in after.replies)
        assert after.ticket.number == before.ticket.number
        before = after


def _rate_something(tickets: Tickets, reply: TicketReply, chance: random.Random) -> None:
    if reply.side == "staff":
        tickets.rate(reply.id, chance.randint(1, 5))
    else:
        with pytest.raises(Refused):
            tickets.rate(reply.id, 1)
