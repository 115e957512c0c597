from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from jumpzone import i18n
from jumpzone.model.clock import FakeClock
from jumpzone.model.mails import MASK
from jumpzone.model.records import Message
from jumpzone.screens import message_view
from jumpzone.screens.message_text import links_in, preview
from jumpzone.screens.message_view import MessageScreen
from jumpzone.screens.messages import MessagesScreen
from jumpzone.screens.ranges import AskRange
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.usecases.lists import Query
from jumpzone.widgets.dialogs import AskPassword, AskText, Choose, Confirm
from tests.fakes import statements
from tests.screens.stage import EMAIL, PASSWORD, Company, Stage, after, answer, answer_with, settle, text

# Control characters do not come this far: the store refuses them.
NASTY = "[/] [@click=app.quit]x[/] \u202edoc\u200b \u2066 👩‍👩‍👧 \ufeff" + "я" * 10_000


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        yield Company(store, clock)


def stage(company: Company, settings: Settings) -> Stage:
    return Stage(company, settings, MessagesScreen())


def newest(company: Company) -> Message:
    return company.sign_in().messages.list(Query(sort="sent_at", descending=True)).window(0, 1)[0]


async def test_the_newest_message_is_read_beside_the_list(company: Company, settings: Settings) -> None:
    company.add_messages(
        {"subject": "Invoice 412", "body": "Over €148.20.", "category": "invoice"}, {"subject": "Older"}
    )
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("down")
        await settle(pilot)
        shown = text(app)
        assert "Older" in shown
        assert "Invoices" in shown
        assert "Over €148.20." in shown
        assert EMAIL in shown


async def test_without_room_enter_opens_the_message_and_esc_comes_back(
    company: Company, settings: Settings
) -> None:
    company.add_messages({"subject": "Invoice 412", "body": "Over €148.20."})
    app = stage(company, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("end", "enter")
        await settle(pilot)
        assert isinstance(app.screen, MessageScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, MessagesScreen)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
async def test_the_mouse_alone_finds_the_way_back_however_long_the_other_words_are(
    company: Company, settings: Settings, language: str
) -> None:
    company.add_messages({"subject": "Invoice 412", "body": "Over €148.20."})
    i18n.use(language)
    app = stage(company, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("end", "enter")
        await settle(pilot)
        assert isinstance(app.screen, MessageScreen)
        keys = text(app).splitlines()[-1]
        await pilot.click(offset=(keys.index("esc") + 1, 23))
        await settle(pilot)
        assert isinstance(app.screen, MessagesScreen)


async def test_words_are_found_in_subject_and_text_and_marked(company: Company, settings: Settings) -> None:
    company.add_messages(
        {"subject": "Nothing of the kind"},
        {"subject": "Your gravel invoice"},
        {"subject": "A note", "body": "About the Gravel that you ordered."},
    )
    app = stage(company, settings)
    async with app.run_test(size=(200, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f", *"gravel")
        await after(pilot, 0.3)
        screen = app.screen
        assert isinstance(screen, MessagesScreen)
        assert screen.pane.table.total == 2
        assert "Nothing of the kind" not in text(app)
        row = screen.pane.table.current
        assert row is not None
        subject = row.cells[3]
        assert any("warning" in str(span.style) for span in subject.spans)  # type: ignore[union-attr]


async def test_filters_by_category_delivery_and_days(
    company: Company, settings: Settings, clock: FakeClock
) -> None:
    from datetime import timedelta

    company.add_messages(
        {"subject": "fresh bill", "category": "invoice"},
        {"subject": "stuck", "delivery": "failed", "delivery_error": "mailbox full"},
        {"subject": "last week", "sent_at": clock.now() - timedelta(days=6)},
        {"subject": "last year", "sent_at": clock.now() - timedelta(days=200)},
    )
    app = stage(company, settings)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, MessagesScreen)
        totals = {}
        for name, value in (
            ("category", "invoice"),
            ("delivery", "failed"),
            ("time", "today"),
            ("time", "week"),
            ("time", "year"),
        ):
            screen.pane.set_filters("", **dict.fromkeys(screen.pane.filters, ""))
            await settle(pilot)
            screen.pane.set_filters(**{name: value})
            await settle(pilot)
            totals[name, value] = screen.pane.table.total
        # The welcome mail of the account is among them.
        assert totals == {
            ("category", "invoice"): 1,
            ("delivery", "failed"): 1,
            ("time", "today"): 3,
            ("time", "week"): 4,
            ("time", "year"): 5,
        }


async def test_own_range_of_days_refuses_what_is_none(
    company: Company, settings: Settings, clock: FakeClock
) -> None:
    from datetime import timedelta

    company.add_messages({"subject": "in between", "sent_at": clock.now() - timedelta(days=30)})
    app = stage(company, settings)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await pilot.press("d")
        await answer(pilot, AskRange, *"soon", "enter", "enter")
        assert isinstance(app.screen, AskRange)
        assert "Write the day as" in text(app)
        await pilot.press("ctrl+u", *"20.10.2026", "enter", *"2026-10-31", "enter")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, MessagesScreen)
        assert screen.pane.table.total == 1
        assert "20 Oct 2026 – 31 Oct 2026" in text(app)


async def test_fifty_thousand_messages_are_asked_for_in_windows(company: Company, settings: Settings) -> None:
    company.add_messages(*({"subject": f"Message {n}"} for n in range(50_000)))
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        with statements(company.store) as seen:
            await pilot.press("end")
            await settle(pilot)
        assert "Message 49999" in text(app)
        pages = [each for each in seen if "ORDER BY" in each]
        assert pages
        assert all("LIMIT" in each for each in pages)


async def test_send_again_asks_and_puts_a_copy_at_the_top(company: Company, settings: Settings) -> None:
    company.add_messages({"subject": "Lost invoice"})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        await pilot.press("r")
        await answer(pilot, Confirm, "y")
        screen = app.screen
        assert isinstance(screen, MessagesScreen)
        row = screen.pane.table.current
        assert row is not None
        assert isinstance(row.record, Message)
        assert screen.pane.table.cursor == 0
        assert row.record.copy_of is not None
        assert row.record.delivery == "queued"
        assert row.record.to == EMAIL
        assert "Queued" in text(app)


async def test_send_again_offers_the_address_that_had_it(company: Company, settings: Settings) -> None:
    company.add_messages({"subject": "To the accountant", "to": "accounts@ledger.example"})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        await pilot.press("r")
        await answer(pilot, Choose, "tab", "enter")
        assert newest(company).to == "accounts@ledger.example"


async def test_a_failed_mail_says_why_and_is_tried_again(company: Company, settings: Settings) -> None:
    (id_,) = company.add_messages({"delivery": "failed", "delivery_error": "452 mailbox [/] full"})
    with company.store.write() as tx:
        from jumpzone.store.tables import mail_job

        tx.execute(mail_job.delete())
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        assert "452 mailbox [/] full" in text(app)
        await pilot.press("R")
        await settle(pilot)
        assert app.zone.messages.get(id_).delivery == "queued"


async def test_access_data_is_shown_after_the_right_password_and_hides_again(
    company: Company, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.add_messages({"subject": "Access data", "body": f"Password: {MASK}", "secrets": ("gravel-77",)})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        assert "gravel-77" not in text(app)
        assert MASK in text(app)
        await pilot.press("v")
        await answer_with(pilot, AskPassword, "wrong one")
        assert isinstance(app.screen, AskPassword)
        await answer_with(pilot, AskPassword, PASSWORD)
        assert "gravel-77" in text(app)
        await pilot.press("home")
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        assert "gravel-77" not in text(app)
        monkeypatch.setattr(message_view, "SHOWN_FOR", 0.1)
        await pilot.press("v")
        await answer_with(pilot, AskPassword, PASSWORD)
        await after(pilot, 0.2)
        assert "gravel-77" not in text(app)


async def test_a_code_says_that_its_text_was_destroyed(company: Company, settings: Settings) -> None:
    company.add_messages({"subject": "Your code", "body": "", "category": "security"})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        assert "Its text was" in text(app)
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(app.screen, MessagesScreen)


async def test_saved_as_a_file_never_over_another_one(
    company: Company, settings: Settings, tmp_path: Path
) -> None:
    company.add_messages({"subject": "Access data", "body": f"Password: {MASK}", "secrets": ("gravel-77",)})
    target = tmp_path / "letter.eml"
    target.write_text("mine")
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        await pilot.press("w")
        await answer_with(pilot, AskText, str(target))
        await answer(pilot, Confirm, "n")
        assert target.read_text() == "mine"
        await pilot.press("w")
        await answer_with(pilot, AskText, str(target))
        await answer(pilot, Confirm, "y")
        letter = message_from_bytes(target.read_bytes(), policy=policy.default)
        assert letter["Subject"] == "Access data"
        assert b"gravel-77" not in target.read_bytes()
        assert target.stat().st_mode & 0o077 == 0
        await pilot.press("w")
        await answer_with(pilot, AskText, "/nowhere/at/all.eml")
        assert "no such folder" in text(app)


async def test_copies_the_text_and_opens_a_link_only_when_chosen(
    company: Company, settings: Settings
) -> None:
    company.add_messages({"body": "See https://pay.jumpzone.example/i/412."})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert app.copied == ["See https://pay.jumpzone.example/i/412."]
        await pilot.press("o")
        await answer(pilot, Choose, "escape")
        assert app.opened_urls == []
        await pilot.press("o")
        await answer(pilot, Choose, "enter")
        assert app.opened_urls == ["https://pay.jumpzone.example/i/412"]


async def test_buttons_do_it_by_mouse_alone(company: Company, settings: Settings) -> None:
    company.add_messages({"body": "Some text"})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, MessagesScreen)
        await pilot.click(screen.pane.table, offset=(5, 2))
        await settle(pilot)
        await pilot.click(screen.acts.buttons["copy_text"])
        await settle(pilot)
        assert app.copied == ["Some text"]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_hostile_mail_is_shown_harmlessly(
    company: Company, settings: Settings, size: tuple[int, int]
) -> None:
    company.add_messages(
        {
            "subject": NASTY[:900],
            "body": NASTY,
            "to": "[/]\u202e@x.example",
            "delivery": "failed",
            "delivery_error": NASTY[:900],
        }
    )
    app = stage(company, settings)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("end", "enter")
        await settle(pilot)
        shown = text(app)
        assert not any(char in shown for char in "\u202e\u200b\u2066\ufeff")
        assert "[@click=app.quit]x" in shown
        assert app.is_running


async def test_word_of_another_program_shows_the_new_message(company: Company, settings: Settings) -> None:
    (id_,) = company.add_messages({"subject": "Hello"})
    app = stage(company, settings)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        company.sign_in().messages.resend(id_)
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, MessagesScreen)
        assert screen.pane.table.total == 3
        assert "Copy: Hello" in text(app)


def test_links_are_web_addresses_only() -> None:
    assert links_in("a https://a.example/x, javascript:alert(1) http://b.example. https://a.example/x") == [
        "https://a.example/x",
        "http://b.example",
    ]
    assert links_in("https://evil\u202e.example/") == []


def test_preview_begins_near_the_hit() -> None:
    line = preview("word " * 50 + "gravel here", "gravel").plain
    assert line.startswith("…")
    assert "gravel here" in line
