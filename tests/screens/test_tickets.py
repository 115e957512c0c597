"""Tickets on screen: opening one, the conversation, replies, files, ratings, drafts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from jumpzone.model.clock import FakeClock
from jumpzone.model.mutations import IMPORT
from jumpzone.model.records import Ticket
from jumpzone.screens.conversation import ConversationScreen
from jumpzone.screens.ticket_form import TicketScreen
from jumpzone.screens.tickets import TicketsScreen
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.usecases.tickets import Upload, attachments_of
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.dialogs import AskText, Choose, Confirm
from tests.screens.stage import Company, Stage, after, answer, answer_with, fill, settle, text

SIZES = [(80, 24), (120, 40), (200, 50)]
NASTY = "[/] [@click=app.quit]x[/] \u202edoc\u200b <b>raw</b> &#x202e; " + "y" * 10_000


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        yield Company(store, clock)


def tickets(company: Company) -> list[Ticket]:
    return list(company.sign_in().tickets.list())


def open_one(company: Company, body: str = "It is **slow**.", files: tuple[Upload, ...] = ()) -> str:
    id_, _applied = company.sign_in().tickets.open({"subject": "The site", "body": body}, files)
    return id_


def staff_answers(company: Company, ticket: str, body: str) -> str:
    opened, now = company.opened, company.clock.now()
    id_ = opened.ids.new()
    values = {"ticket": ticket, "side": "staff", "author": "Ana", "body": body, "at": now}
    opened.run("ticket_reply", "create", id_, IMPORT, set=values)
    opened.run("ticket", "update", ticket, IMPORT, set={"status": "answered", "last_reply_at": now})
    return id_


def conversation_of(app: Stage) -> ConversationScreen:
    screen = app.screen
    assert isinstance(screen, ConversationScreen), screen
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_ticket_is_opened_by_keys_alone(
    company: Company, settings: Settings, size: tuple[int, int], tmp_path: Path
) -> None:
    (tmp_path / "log.txt").write_text("a line")
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "Questions to support" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, TicketScreen)
        await fill(
            pilot,
            screen.form,
            subject="The site is slow",
            department="technical",
            priority="high",
            cc="boss@office.example; ana@office.example",
            body="Since *yesterday*.\n\n- one\n- two",
        )
        await pilot.press("ctrl+o")
        await answer_with(pilot, AskText, str(tmp_path / "log.txt"))
        assert "log.txt" in text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, TicketsScreen)
        assert "T-100001" in text(app)
        (found,) = tickets(company)
        assert (found.department, found.priority) == ("technical", "high")
        assert found.cc == ("boss@office.example", "ana@office.example")
        zone = company.sign_in()
        (file,) = attachments_of(zone.tickets.conversation(found.id).replies)
        assert zone.tickets.content_of(file) == b"a line"
        assert zone.drafts.find("ticket:new") == {}


async def test_the_same_by_mouse_alone(company: Company, settings: Settings) -> None:
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.click(next(each for each in app.screen.query(PushButton) if each.name == "add"))
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, TicketScreen)
        screen.form.field("subject").value = "The site"
        screen.form.field("body").value = "It is slow"
        await pilot.click(screen.form.button)
        await settle(pilot)
        await pilot.click(next(each for each in app.screen.query(PushButton) if each.name == "read"))
        await settle(pilot)
        conversation = conversation_of(app)
        conversation.form.field("body").value = "Very slow"
        await pilot.click(conversation.form.button)
        await settle(pilot)
        assert "Very slow" in text(app)
        await pilot.click(conversation.buttons["close_ticket"])
        await answer(pilot, Confirm, "enter")
        assert tickets(company)[0].status == "closed"
        await pilot.click(conversation.buttons["reopen"])
        await settle(pilot)
        assert tickets(company)[0].status == "open"
        await pilot.click(conversation.buttons["back"])
        await settle(pilot)
        assert isinstance(app.screen, TicketsScreen)


async def test_a_ticket_can_be_about_a_service(company: Company, settings: Settings) -> None:
    id_ = company.opened.ids.new()
    values = {"product": "Hosting M", "label": "Shop", "status": "active"}
    company.opened.run("service", "create", id_, IMPORT, set=values)
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, TicketScreen)
        screen.form.field("about").focus_editor()
        await pilot.press("enter")
        await settle(pilot)
        assert "Shop" in text(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        await fill(pilot, screen.form, subject="x", body="y")
        await pilot.press("ctrl+s")
        await settle(pilot)
        (found,) = tickets(company)
        assert found.about is not None
        assert (found.about.type, found.about.id) == ("service", id_)
        await pilot.press("enter")
        await settle(pilot)
        assert "Shop (Hosting M)" in text(app)


async def test_what_is_wrong_stands_beside_its_field(company: Company, settings: Settings) -> None:
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, TicketScreen)
        await fill(pilot, screen.form, cc="nonsense")
        assert screen.form.field("cc").problem is not None
        assert screen.form.field("subject").problem is None
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert screen.form.field("subject").problem is not None
        assert screen.form.field("cc").value == "nonsense"
        assert tickets(company) == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_conversation_is_read_and_answered_by_keys_alone(
    company: Company, settings: Settings, size: tuple[int, int]
) -> None:
    id_ = open_one(company)
    staff_answers(company, id_, "Hello\n\nTry [this](https://help.example/x).")
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        conversation_of(app)
        assert "this (https://help.example/x)" in text(app)
        assert "Your reply" in text(app)
        await pilot.press("r", *"Thanks")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Your reply was sent." in text(app)
        assert "Thanks" in text(app)
        assert tickets(company)[0].status == "customer_reply"
        await pilot.press("s")
        await answer(pilot, Choose, "tab", "enter")
        zone = company.sign_in()
        (rated,) = (each for each in zone.tickets.conversation(id_).replies if each.side == "staff")
        assert rated.rating in (4, 5)
        await pilot.press("x")
        await answer(pilot, Confirm, "y")
        assert tickets(company)[0].status == "closed"
        assert "A reply opens it again" in text(app)
        await pilot.press("r", *"Oh")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert tickets(company)[0].status == "customer_reply"
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, TicketsScreen)


async def test_an_answer_from_elsewhere_appears_and_the_reply_stays(
    company: Company, settings: Settings
) -> None:
    id_ = open_one(company)
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("r", *"While")
        staff_answers(company, id_, "Just answered")
        await settle(pilot)
        assert "Just answered" in text(app)
        assert conversation_of(app).form.field("body").value == "While"


async def test_a_reply_that_was_not_sent_waits_for_its_ticket(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a b.txt").write_text("x")
    id_ = open_one(company)
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("r", *"Half")
        await pilot.press("ctrl+o")
        await answer_with(pilot, AskText, f"'{tmp_path / 'a b.txt'}'")
        await pilot.press("escape")
        await settle(pilot)
        assert company.sign_in().drafts.find(f"reply:{id_}")["typed"]["body"] == "Half"
    again = Stage(company, settings, TicketsScreen())
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        screen = conversation_of(again)
        assert "unsaved changes from" in text(again)
        await pilot.click(screen.draft_line.query("#restore").first())
        await settle(pilot)
        assert screen.form.field("body").value == "Half"
        assert "a b.txt" in text(again)
        company.clock.advance(60)
        await pilot.press("ctrl+s")
        await settle(pilot)
        zone = company.sign_in()
        replies = zone.tickets.conversation(id_).replies
        assert replies[-1].body == "Half"
        assert [each.name for each in attachments_of(replies)] == ["a b.txt"]
        await after(pilot, 1.2)
        assert zone.drafts.find(f"reply:{id_}") == {}


async def test_a_file_that_went_meanwhile_is_told_and_nothing_is_lost(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "gone.txt"
    path.write_text("x")
    id_ = open_one(company)
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("r", *"Text")
        await pilot.press("ctrl+o")
        await answer_with(pilot, AskText, str(path))
        path.unlink()
        await pilot.press("ctrl+s")
        await settle(pilot)
        screen = conversation_of(app)
        assert screen.form.field("attachments").problem is not None
        assert screen.form.field("body").value == "Text"
        assert len(company.sign_in().tickets.conversation(id_).replies) == 1


async def test_a_file_is_saved_only_where_the_user_says(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    open_one(company, files=(Upload("../../evil\u202e\n.txt", b"content"), Upload("b.txt", b"other")))
    target = tmp_path / "mine.txt"
    before = set(tmp_path.parent.rglob("*"))
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "evil" in text(app)
        assert "\u202e" not in text(app)
        await pilot.press("w")
        await answer(pilot, Choose, "tab", "enter")
        screen = app.screen
        assert isinstance(screen, AskText)
        proposed = str(screen._field.value)
        assert Path(proposed).name.startswith("evil")
        await answer_with(pilot, AskText, str(target))
        assert target.read_bytes() == b"content"
        new = {each for each in set(tmp_path.parent.rglob("*")) - before if each.suffix != ".db-wal"}
        assert {each.name for each in new if each.is_file() and "zone.db" not in each.name} == {"mine.txt"}


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_hostile_texts_are_shown_and_do_nothing(
    company: Company, settings: Settings, size: tuple[int, int]
) -> None:
    id_ = open_one(company, NASTY)
    staff_answers(company, id_, NASTY)
    with company.store.write() as tx:
        tx.execute(
            sql("UPDATE ticket_reply SET body = body || :more, author = :more"), {"more": "\x1b[31m\x9b"}
        )
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = text(app)
        await pilot.press("enter")
        await settle(pilot)
        shown += text(app)
        await pilot.press("home")
        await settle(pilot)
        shown += text(app)
        assert "[@click=app.quit]x" in shown
        assert not set(shown) & set("\x1b\x9b\u202e\u200b")
        assert isinstance(app.screen, ConversationScreen)


async def test_what_was_said_is_found_in_the_list(company: Company, settings: Settings) -> None:
    first = open_one(company, "The mail bounces")
    open_one(company, "Something else")
    app = Stage(company, settings, TicketsScreen())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, TicketsScreen)
        screen.pane.set_filters("bounc")
        await after(pilot, 0.5)
        assert screen.pane.table.total == 1
        assert screen.pane.current is not None
        assert screen.pane.current.id == first
