"""The sample ``studio``: two designers in Sofia, five years with us, one invoice overdue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Final

from jumpzone.demo.announcing import announcements
from jumpzone.demo.books import Books, keep_books
from jumpzone.demo.catalogue import local_currency
from jumpzone.demo.chronicle import Chronicle, Habits
from jumpzone.demo.desk import Desk, Topic, known_at
from jumpzone.demo.dice import Dice, add_months
from jumpzone.demo.finish import fail_one, readers_of, records_of, when_due
from jumpzone.demo.frame import Founding, Frame, found
from jumpzone.demo.habits import saved_filters
from jumpzone.demo.holdings import DomainPlan, Holdings, ServicePlan, shown_name
from jumpzone.demo.ledger import Ledger, Terms
from jumpzone.demo.letters import Letters
from jumpzone.demo.offers import products
from jumpzone.demo.people import buyer, company_place, contact
from jumpzone.demo.registry import dressed, transfer_codes
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import OPEN_TALK, TALKS, Texts
from jumpzone.demo.zones import zone_records
from jumpzone.model.mails import Composer
from jumpzone.model.records import About, Contact, Invoice

EMAIL: Final = "ivan@studio.example"
_TIMEZONE: Final = "Europe/Sofia"
_YEARS: Final = 5
_OLDEST_TALK: Final = 1_600
"""In days; there was something to ask about by then."""

_SERVICES: Final = (
    ("hosting_pro", "own_site", "studio.example", 118, 5, "transfer", "active", 46),
    ("hosting_agency", "clients", "portfolio.studio.example", -6, 4, "transfer", "suspended", 71),
    ("cloud_s", "staging", "studio.cloud.example", 9, 26, "card", "active", 93),
    ("server", "shop", "shop.studio.example", 41, 8, "card", "active", 38),
    ("ssl_wildcard", None, "*.studio.example", 203, 3, "transfer", "active", 0),
    ("mail", "letters", "mail.studio.example", 66, 4, "proforma", "active", 57),
    ("backup", "archive", "archive.studio.example", 20, 6, "card", "active", 29),
)
_DOMAINS: Final = (
    ("studio.example", 4, 5, "transfer", False),
    ("xn--d1aisjfg.example", 24, 3, "transfer", True),
    ("ivan-and-maria.example", 61, 5, "transfer", True),
    ("vitosha-coffee.example", 61, 3, "transfer", True),
    ("zora-bakery.example", 97, 4, "proforma", True),
    ("iskar-gallery.example", 131, 2, "proforma", True),
    ("bookshop-corner.example", 131, 2, "proforma", True),
    ("slow-bicycles.test", 188, 4, "transfer", True),
    ("winter-paths.test", 236, 1, "transfer", True),
    ("studio-lab.test", 289, 2, "transfer", True),
    ("posters-and-teapots.example", 340, 1, "transfer", True),
)


def build(dice: Dice, texts: Texts, composer: Composer, seed: int) -> Sample:
    """Build the studio."""
    opened_on = add_months(dice.today, -12 * _YEARS) - timedelta(days=40)
    frame = found(dice, texts, _founding(dice, texts, dice.at(opened_on)))
    accountant, technician, partner = _contacts(dice, texts)
    holdings = _holdings(dice, texts, technician)
    holdings.domains = dressed(
        dice.aside("registry"),
        holdings.domains,
        signed={"studio.example", "xn--d1aisjfg.example"},
        own_servers={"studio-lab.test"},
        unlocked={"winter-paths.test"},
        owners={"ivan-and-maria.example": partner.id},
    )
    books = _books(dice, texts, holdings, frame, accountant)
    invoices = books.invoices
    overdue = next(each for each in invoices if each.overdue(dice.today))
    suspended = next(each for each in holdings.services if each.status == "suspended")
    holdings.suspend(suspended.id, overdue)
    named = {each.address: each.id for each in holdings.services}
    holdings.give_up(named["archive.studio.example"], 4)
    holdings.change_plan(named["studio.example"], "hosting_start")

    desk = Desk(dice, texts)
    fresh = _talks(dice, texts, desk, holdings, invoices)
    tickets = desk.close(100_371, fresh, 11)

    letters = Letters(dice, composer, texts.language, _TIMEZONE)
    chronicle = Chronicle(dice, texts, letters, Habits(expiring=(30,), received=False))
    chronicle.person(frame.account.created_at, frame.login.id, 4, frame.account.currency)
    chronicle.everybody(opened_on)
    chronicle.services(holdings.services, *when_due(invoices))
    chronicle.invoices(invoices)
    chronicle.domains(holdings.domains, holdings.charges)
    chronicle.tickets(tickets, desk.replies)
    readers = readers_of(frame, (accountant, technician, partner))
    messages = letters.write(readers, frame.account.created_at)
    fail_one(messages, technician.email, dice.midnight - timedelta(days=9), texts)
    return records_of(
        Sample(
            company="studio",
            language=texts.language,
            now=dice.now,
            login=frame.login,
            address=frame.address,
            account=frame.account,
            profile=frame.profile,
            membership=frame.membership,
            contacts=(accountant, technician, partner),
            services=tuple(holdings.services),
            domains=tuple(holdings.domains),
            dns_records=zone_records(dice.aside("zones"), holdings.domains),
            invoices=invoices,
            orders=books.orders,
            transactions=books.transactions,
            credits=books.credits,
            tickets=tickets,
            replies=tuple(desk.replies),
            messages=tuple(messages),
            message_secrets=letters.secrets,
            transfer_codes=transfer_codes(dice.aside("codes"), holdings.domains),
            announcements=announcements(seed, dice.now, texts),
            saved_filters=saved_filters(dice.aside("filters"), texts.language, frame.login.id),
            products=products(),
        )
    )


def _founding(dice: Dice, texts: Texts, opened_at: datetime) -> Founding:
    return Founding(
        number="C-100234",
        holder="ivan",
        place="home",
        email=EMAIL,
        phone="+35920000017",
        timezone=_TIMEZONE,
        currency=local_currency(dice.today),
        opened_at=opened_at,
        news=True,
        # Invoices go to the accountant.
        mutes=frozenset({"invoice", "affiliate"}),
        company={
            "company_name": "Студио ООД",
            "company_number": "900412071",
            "vat_number": "BG900412071",
            "legal_representative": texts.name("ivan"),
            **company_place(texts, "studio", "company_"),
            "bank_name": "Демо Банк АД",
            "iban": "BG55DEMO90001000412071",
            "bic": "DEMOBGSF",
        },
    )


def _contacts(dice: Dice, texts: Texts) -> tuple[Contact, Contact, Contact]:
    def since(months: int) -> datetime:
        return dice.at(dice.day_months_ago(months))

    accountant = contact(
        dice,
        texts,
        "accountant",
        since(49),
        "radka@ledger.example",
        {"invoice"},
        phone="+35920000024",
        place="office",
        company="Точна сметка ЕООД",
    )
    technician = contact(
        dice,
        texts,
        "technician",
        since(21),
        "nikolay@cables.example",
        {"domain", "product"},
        phone="+35920000031",
        place="office",
    )
    partner = contact(
        dice,
        texts,
        "maria",
        since(58),
        "maria@studio.example",
        {"support", "affiliate"},
        phone="+35920000018",
        place="home",
        company="Студио ООД",
    )
    return accountant, technician, partner


def _holdings(dice: Dice, texts: Texts, technician: Contact) -> Holdings:
    holdings = Holdings(dice, texts, local_currency, "studio")
    for product, label, address, due_in, periods, way, status, disk in _SERVICES:
        shown = None if label is None else texts.labels[label]
        holdings.service(ServicePlan(product, shown, address, due_in, periods, way, status, disk))
    for name, due_in, years, way, auto_renew in _DOMAINS:
        plan = DomainPlan(name, due_in, years, way, auto_renew=auto_renew, tech=technician.id)
        holdings.domain(plan)
    return holdings


def _books(dice: Dice, texts: Texts, holdings: Holdings, frame: Frame, accountant: Contact) -> Books:
    def sent_to(day: date) -> str:
        return accountant.email if day >= accountant.created_at.date() else EMAIL

    ledger = Ledger(dice, Terms(buyer(frame.profile), "20", None, local_currency, sent_to))
    ledger.charge(holdings.charges)
    twice = ledger.single(texts.extras["twice"], 1_900, dice.day_months_ago(14), "refunded")
    ledger.correct(twice, texts.credit_line, 4)
    ledger.single(texts.extras["migration"], 4_000, dice.day_months_ago(57), "paid")
    ledger.single(texts.extras["training"], 9_000, dice.day_months_ago(33), "paid")
    for key, months in (("audit", 29), ("training", 7)):
        ledger.single(texts.extras[key], 14_000, dice.day_months_ago(months), "cancelled", kind="proforma")
    ledger.grant(500)
    invoices, entries = ledger.close(None, None, 4_117)
    return keep_books(
        dice, texts, invoices, entries, first_order=100_041, holder=frame.login.name, granted=2_500
    )


def _talks(dice: Dice, texts: Texts, desk: Desk, holdings: Holdings, invoices: tuple[Invoice, ...]) -> str:
    """Hold the studio's conversations; return the id of the one that was answered a few hours ago."""
    ivan, maria = texts.name("ivan"), texts.name("maria")
    made = attrgetter("created_at")
    domains = sorted(holdings.domains, key=made)
    hosted = sorted((each for each in holdings.services if each.username), key=made)
    taxed = [each for each in invoices if each.kind == "invoice" and each.paid_on is not None]
    keys = [key for key in TALKS if key not in ("renewal", "slow", OPEN_TALK)]
    keys += ["dns", "php"][: 22 - len(keys)]
    days = sorted((dice.random.randrange(12, _OLDEST_TALK) for _key in keys), reverse=True)
    dice.random.shuffle(keys)

    def topic(key: str, opened: datetime, status: str = "closed", last: datetime | None = None) -> Topic:
        domain, service = known_at(dice, domains, opened), known_at(dice, hosted, opened)
        invoice = known_at(dice, taxed, opened, newest=3)
        if key == "renewal":
            domain = holdings.domains[0]
        records = {"domain": domain.id, "service": service.id, "invoice": invoice.id}
        kind = TALKS[key][2]
        words = {
            "domain": shown_name(domain.name),
            "service": service.address or service.product,
            "invoice": invoice.number or "",
            "ip": f"192.0.2.{dice.random.randrange(10, 250)}",
        }
        about = None if kind is None else About(kind, records[kind])
        author = maria if dice.chance(30) and status == "closed" else ivan
        return Topic(key, opened, words, about, author, status, last)

    for key, day in zip(keys, days, strict=True):
        desk.talk(topic(key, dice.at(dice.today - timedelta(days=day))))
    desk.talk(topic("slow", dice.at(dice.today - timedelta(days=5)), "in_progress"))
    answered = desk.talk(
        topic(
            "renewal",
            dice.at(dice.today - timedelta(days=2)),
            "answered",
            dice.now - timedelta(hours=2, minutes=4),
        )
    )
    desk.talk(topic(OPEN_TALK, dice.at(dice.yesterday), "open"))
    return answered.id
