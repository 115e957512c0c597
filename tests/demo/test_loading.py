"""The samples in a real store, and what happens there while one looks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from jumpzone.demo import running
from jumpzone.demo.arrivals import Arrival, arrive, plan, set_up
from jumpzone.demo.loading import load_demo
from jumpzone.demo.offers import product_id
from jumpzone.demo.opening import Demo
from jumpzone.demo.sample import Sample
from jumpzone.errors import Refused
from jumpzone.i18n import LANGUAGES
from jumpzone.model.billing import Item
from jumpzone.model.clock import FakeClock
from jumpzone.model.records import Invoice, Message
from jumpzone.store import audit, loading, outgoing
from jumpzone.store.opening import open_store
from jumpzone.store.tables import TABLES
from jumpzone.usecases.area import Deps
from jumpzone.usecases.zone import Zone
from tests.demo.conftest import COMPOSER
from tests.fakes import make_deps


@pytest.fixture
def deps(store_url: str, clock: FakeClock) -> Iterator[Deps]:
    with open_store(store_url, now=clock.now()) as store:
        made = make_deps(store, clock)
        yield replace(made, composer=COMPOSER)


@pytest.fixture
def studio(deps: Deps) -> Sample:
    return load_demo(deps, language="bg", companies=("studio", "new"))["studio"]


def signed_in(deps: Deps, sample: Sample) -> Zone:
    zone = Zone(deps, None)
    session = zone.access.sign_in(sample.address.address, sample.password)
    return zone.signed_in(session)


def test_the_owner_signs_in_and_sees_the_dashboard(deps: Deps, studio: Sample) -> None:
    board = signed_in(deps, studio).dashboard.load()
    assert board.account.number == "C-100234"
    assert board.services == {"active": 6, "suspended": 1}
    assert board.domains == {"active": 11}
    assert board.domains_soon == 2
    assert board.due == {"EUR": 14820}
    assert (board.overdue, board.overdue_days) == (1, 6)
    assert (board.tickets or {})["answered"] == 1
    assert board.tickets_open == 3
    assert {need.kind for need in board.needs} >= {"invoice_overdue", "domain_expiring", "ticket_answered"}
    assert {each.announcement.language for each in board.announcements} == {"bg"}


def test_everything_is_in_the_store(deps: Deps, studio: Sample) -> None:
    with deps.store.read() as tx:
        for type_, members in (
            ("contact", studio.contacts),
            ("service", studio.services),
            ("domain", studio.domains),
            ("invoice", studio.invoices),
            ("ticket", studio.tickets),
            ("ticket_reply", studio.replies),
            ("message", studio.messages),
            ("order", studio.orders),
            ("transaction", studio.transactions),
            ("credit", studio.credits),
        ):
            table = TABLES[type_]
            held = tx.scalar(select(func.count()).where(table.c.account == studio.account.id))
            assert held == len(members), type_
        told = tx.scalar(select(func.count()).select_from(TABLES["announcement"]))
        assert told == len(studio.announcements) * len(LANGUAGES)
        assert audit.verify(tx, studio.account.id) is None
        assert outgoing.waiting(tx) == 0


def test_companies_can_follow_one_by_one(deps: Deps, studio: Sample) -> None:
    reseller = load_demo(deps, language="bg", now=studio.now, companies=("reseller",))["reseller"]
    assert signed_in(deps, reseller).dashboard.load().domains_soon > 0
    assert signed_in(deps, studio).dashboard.load().domains_soon == 2
    with deps.store.read() as tx:
        told = tx.scalar(select(func.count()).select_from(TABLES["announcement"]))
    assert told == len(studio.announcements) * len(LANGUAGES)


def test_access_data_opens_again(deps: Deps, studio: Sample) -> None:
    id_, secrets = next(iter(studio.message_secrets.items()))
    with deps.store.read() as tx:
        message = loading.get(tx, "message", studio.account.id, id_)
    assert isinstance(message, Message)
    assert outgoing.secrets_of(message, deps.sealer) == secrets


def test_an_answer_arrives_with_its_mail(deps: Deps, studio: Sample) -> None:
    answer, payment = plan(studio)
    assert [answer.after, payment.after] == [timedelta(seconds=20), timedelta(seconds=60)]
    heard = []
    deps.store.on_commit(heard.append)
    changes = arrive(deps, answer)
    assert {type_ for type_, _id in changes.records} == {"ticket", "ticket_reply", "message"}
    assert heard == [changes]
    zone = signed_in(deps, studio)
    assert (zone.dashboard.load().tickets or {})["answered"] == 2
    with deps.store.read() as tx:
        assert outgoing.waiting(tx) == 1
        assert audit.verify(tx, studio.account.id) is None


def test_a_payment_arrives_and_the_service_runs_again(deps: Deps, studio: Sample) -> None:
    arrive(deps, plan(studio)[1])
    board = signed_in(deps, studio).dashboard.load()
    assert board.due == {}
    assert board.overdue == 0
    assert board.services == {"active": 7}
    with deps.store.write() as tx:
        jobs = outgoing.claim(tx, deps.sealer, deps.clock.now(), timedelta(minutes=1))
    assert ("radka@ledger.example", "invoice_paid") in [(each.to, each.composed.subject) for each in jobs]


def test_a_sample_payment_sets_up_what_was_ordered(deps: Deps, studio: Sample) -> None:
    zone = signed_in(deps, studio)
    (tld,) = (each.id for each in zone.orders.catalogue("domain") if each.code == "example")
    placed = zone.orders.place(
        [
            Item(action="new", product=product_id("cloud_l"), cycle="monthly"),
            Item(action="register", product=tld, name="fresh.example", years=2),
        ]
    )
    assert placed.invoice_id is not None
    account = studio.account.id
    assert not set_up(deps, account, placed.invoice_id).records, "not before it is paid"
    arrive(deps, Arrival(timedelta(), account, pays=placed.invoice_id))
    set_up(deps, account, placed.invoice_id)
    (row,) = zone.orders.payments(placed.invoice_id).transactions
    assert row.gateway == "sample"
    domain = zone.domains.find("fresh.example", "name")
    assert (domain.status, domain.expires_on) == ("active", date(2028, 11, 23))
    (service,) = [each for each in zone.services.list() if each.product_id == product_id("cloud_l")]
    assert (service.status, service.next_due_on) == ("active", date(2026, 12, 23))
    with pytest.raises(Refused):
        arrive(deps, Arrival(timedelta(), account, pays=placed.invoice_id))


def test_paying_in_the_open_demo_takes_a_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_SECONDS", 0)
    paid = threading.Event()
    with Demo("studio", "en") as demo, demo.open(arrivals=False, alone=True, clock=FakeClock()) as opened:
        sample = demo.sample
        overdue = next(each for each in sample.invoices if each.number == "0000000412")
        opened.store.on_commit(lambda changes: paid.set() if changes.touches("transaction") else None)
        demo.pay(sample.account.id, overdue.id)
        assert paid.wait(60)
        with opened.store.read() as tx:
            found = loading.get(tx, "invoice", sample.account.id, overdue.id)
        assert isinstance(found, Invoice)
        assert (found.status, found.balance) == ("paid", 0)


@pytest.mark.parametrize("company", ["reseller", "new"])
def test_something_arrives_for_everybody(deps: Deps, company: str) -> None:
    sample = load_demo(deps, language="ru", companies=(company,))[company]
    arrivals = plan(sample)
    for arrival in arrivals:
        arrive(deps, arrival)
    with deps.store.read() as tx:
        assert outgoing.waiting(tx) >= len(arrivals) > 0
