from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jumpzone.model.clock import FakeClock
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.screens.dns import DnsScreen
from jumpzone.screens.dns_form import DnsForm
from jumpzone.screens.dns_preview import DnsPreview
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from jumpzone.widgets.dialogs import AskText, Confirm, Unsaved
from tests.screens.stage import Company, Stage, after, answer, answer_with, fill, settle, text

NASTY = "[/] [@click=app.quit]x[/] 👩‍👩‍👧"


@pytest.fixture
def company(tmp_path: Path, clock: FakeClock) -> Iterator[Company]:
    with open_store(str(tmp_path / "zone.db"), now=clock.now()) as store:
        yield Company(store, clock)


def add_domain(company: Company, status: str = "active") -> str:
    deps, account = company.deps, company.opened.account
    id_, now = deps.ids.new(), deps.clock.now()
    values = {
        "name": "studio.example",
        "status": status,
        "amount": 1500,
        "nameservers": ["ns1.x.test", "ns2.x.test"],
    }
    deps.executor.run(Mutation(deps.ids.new(), account, "domain", id_, "create", now, values), IMPORT)
    return id_


@pytest.fixture
def domain(company: Company) -> str:
    return add_domain(company)


def said(company: Company, domain: str) -> list[tuple[str, str, str]]:
    records = company.sign_in().dns.zone_of(domain)[1]
    return [(each.host, each.type, each.value) for each in records]


def form_of(app: Stage) -> DnsForm:
    screen = app.screen
    assert isinstance(screen, DnsForm), screen
    return screen


async def test_the_fields_follow_the_type_and_errors_stand_beside_them(
    company: Company, domain: str, settings: Settings
) -> None:
    app = Stage(company, settings, DnsScreen(domain))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "An A record leads visitors" in text(app)
        assert "ns1.x.test" in text(app)
        await pilot.press("a")
        await settle(pilot)
        assert "priority" not in form_of(app).form.fields
        assert "IPv4 address" in text(app)
        await fill(pilot, form_of(app).form, host="a..b", value="192.0.2.300")
        assert form_of(app).form.field("host").problem is not None
        assert form_of(app).form.field("value").problem is not None
        await fill(pilot, form_of(app).form, host="", type="MX")
        form = form_of(app).form
        assert "priority" in form.fields
        assert form.field("value").value == "192.0.2.300", "what is typed stays"
        await after(pilot, 0.5)
        assert "IP address" in text(app)
        await fill(pilot, form, value="mail.other.test", priority="5")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, DnsScreen)
        assert said(company, domain) == [("@", "MX", "mail.other.test")]
        assert "5 mail.other.test" in text(app)


async def test_edit_delete_undo(company: Company, domain: str, settings: Settings) -> None:
    company.sign_in().dns.add(domain, {"host": "www", "type": "TXT", "value": NASTY})
    app = Stage(company, settings, DnsScreen(domain))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "[/] [@click=app.quit]x[/]" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        await fill(pilot, form_of(app).form, value="changed", ttl="60")
        await pilot.press("escape")
        await answer(pilot, Unsaved, "escape")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert said(company, domain) == [("www", "TXT", "changed")]
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert said(company, domain) == [("www", "TXT", NASTY)]
        await pilot.press("x")
        await answer(pilot, Confirm, "n")
        assert said(company, domain) == [("www", "TXT", NASTY)]
        await pilot.press("x")
        await answer(pilot, Confirm, "y")
        assert said(company, domain) == []
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert said(company, domain) == [("www", "TXT", NASTY)]


async def test_another_programs_change_shows_in_the_form(
    company: Company, domain: str, settings: Settings
) -> None:
    other = company.sign_in()
    id_, _applied = other.dns.add(domain, {"host": "www", "type": "A", "value": "192.0.2.1"})
    app = Stage(company, settings, DnsScreen(domain))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await fill(pilot, form_of(app).form, value="192.0.2.2")
        other.dns.save(other.dns.get(id_), {"value": "192.0.2.3"})
        await settle(pilot)
        assert "192.0.2.3" in text(app)
        assert form_of(app).form.field("value").value == "192.0.2.2"


async def test_a_zone_file_is_shown_before_it_is_taken_in(
    company: Company, domain: str, settings: Settings, tmp_path: Path
) -> None:
    company.sign_in().dns.add(domain, {"host": "old", "type": "TXT", "value": "here"})
    path = tmp_path / "my.zone"
    path.write_text("new A 192.0.2.1\nx A 192.0.2.300\n")
    app = Stage(company, settings, DnsScreen(domain))
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("i")
        await answer_with(pilot, AskText, str(path))
        assert isinstance(app.screen, DnsPreview)
        assert "can't be" in text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, DnsPreview), "with an error in it nothing is taken in"
        await pilot.press("escape")
        path.write_text("new A 192.0.2.1\n")
        await pilot.press("i")
        await answer_with(pilot, AskText, str(path))
        assert "others stay" in text(app)
        await pilot.press("r")
        await settle(pilot)
        assert "is deleted" in text(app)
        await pilot.press("ctrl+s")
        await answer(pilot, Confirm, "y")
        assert isinstance(app.screen, DnsScreen)
        assert said(company, domain) == [("new", "A", "192.0.2.1")]
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert said(company, domain) == [("old", "TXT", "here")]


async def test_the_zone_file_goes_where_the_reader_says(
    company: Company, domain: str, settings: Settings, tmp_path: Path
) -> None:
    company.sign_in().dns.add(domain, {"host": "www", "type": "A", "value": "192.0.2.1"})
    app = Stage(company, settings, DnsScreen(domain))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await answer_with(pilot, AskText, str(tmp_path / "out.zone"))
        assert "www.studio.example. 3600 IN A 192.0.2.1" in (tmp_path / "out.zone").read_text()


async def test_what_is_not_in_our_hands_is_only_shown(company: Company, settings: Settings) -> None:
    app = Stage(company, settings, DnsScreen(add_domain(company, "transferred_away")))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "not in our hands" in text(app)
        assert "Delete" not in text(app)
        await pilot.press("a", "i")
        await settle(pilot)
        assert isinstance(app.screen, DnsScreen)
