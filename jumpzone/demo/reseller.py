"""The sample ``reseller``: a company in Moscow that looks after two hundred domains of others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Final

from jumpzone.demo.announcing import announcements
from jumpzone.demo.books import Books, keep_books
from jumpzone.demo.chronicle import Chronicle, Habits
from jumpzone.demo.desk import Desk, Topic, known_at
from jumpzone.demo.dice import Dice, add_months
from jumpzone.demo.finish import fail_one, readers_of, records_of, when_due
from jumpzone.demo.frame import Founding, Frame, found
from jumpzone.demo.habits import saved_filters
from jumpzone.demo.holdings import DomainPlan, Holdings, ServicePlan, shown_name
from jumpzone.demo.ledger import Ledger, Terms
from jumpzone.demo.letters import Letters
from jumpzone.demo.names import domain_names
from jumpzone.demo.offers import products
from jumpzone.demo.people import buyer, company_place, contact
from jumpzone.demo.registry import transfer_codes
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import OPEN_TALK, TALKS, Texts
from jumpzone.demo.zones import zone_records
from jumpzone.model.mails import Composer
from jumpzone.model.records import About, Contact, Invoice

EMAIL: Final = "anna@lavka.example"
_TIMEZONE: Final = "Europe/Moscow"
_YEARS: Final = 6
_INVOICES: Final = 1_500
_TICKETS: Final = 400
_OLDEST_TALK: Final = 1_600
"""In days, at most."""

_SERVICES: Final = (
    # product, how many, most periods
    ("hosting_start", 20, 5),
    ("hosting_pro", 10, 5),
    ("hosting_agency", 2, 4),
    ("cloud_s", 9, 66),
    ("cloud_m", 4, 64),
    ("server", 4, 14),
    ("ssl_one", 4, 4),
    ("ssl_wildcard", 2, 4),
    ("mail", 2, 5),
    ("backup", 2, 14),
    ("panel", 1, 5),
)
_SERVICE_STATES: Final = (
    "suspended",
    "terminated",
    "terminated",
    "terminated",
    "cancelled",
    "cancelled",
    "pending",
)
_DOMAIN_STATES: Final = (
    ("grace", -12),
    ("grace", -21),
    ("redemption", -48),
    ("expired", -95),
    ("expired", -160),
    ("expired", -301),
    ("transferred_away", -80),
    ("transferred_away", -222),
    ("transferred_away", -340),
    ("cancelled", -130),
    ("pending_transfer", 0),
    ("pending_registration", 0),
)
_WAITING: Final = (
    "answered",
    "answered",
    "customer_reply",
    "customer_reply",
    "open",
    "in_progress",
    "on_hold",
)
_TEAM: Final = (
    # person, mailbox, what it gets
    ("team_1", "olga", ("invoice",)),
    ("team_2", "pavel", ("domain",)),
    ("team_3", "irina", ("product",)),
    ("team_4", "timur", ("support",)),
    ("team_5", "daria", ("general",)),
    ("team_6", "maksim", ()),
    ("team_7", "vera", ()),
    ("team_8", "gleb", ()),
    ("team_9", "sofia", ()),
    ("team_10", "roman", ("affiliate",)),
    ("team_11", "yulia", ()),
    ("team_12", "kirill", ()),
)


def _euro(_day: date) -> str:
    return "EUR"


def build(dice: Dice, texts: Texts, composer: Composer, seed: int) -> Sample:
    """Build the reseller."""
    # A year more than the oldest domain was kept: some have ended since.
    opened_on = add_months(dice.today, -12 * (_YEARS + 1)) - timedelta(days=20)
    frame = found(dice, texts, _founding(dice, texts, dice.at(opened_on)))
    contacts = _contacts(dice, texts)
    holdings = _holdings(dice, texts, contacts)
    books = _books(dice, texts, holdings, frame, contacts[0].email)
    invoices = books.invoices
    unpaid = {line["about"]["id"]: each for each in invoices if each.balance for line in each.lines}
    for service in [each for each in holdings.services if each.status == "suspended"]:
        holdings.suspend(service.id, unpaid[service.id])

    desk = Desk(dice, texts)
    _talks(dice, texts, desk, holdings, invoices)
    tickets = desk.close(101_003, None, 4)

    letters = Letters(dice, composer, texts.language, _TIMEZONE)
    habits = Habits(expiring=(14,), received=False, renewed=False)
    chronicle = Chronicle(dice, texts, letters, habits)
    chronicle.person(frame.account.created_at, frame.login.id, 16, "EUR")
    chronicle.everybody(opened_on)
    chronicle.services(holdings.services, *when_due(invoices))
    chronicle.invoices(invoices)
    chronicle.domains(holdings.domains, holdings.charges)
    chronicle.tickets(tickets, desk.replies)
    messages = letters.write(readers_of(frame, contacts), frame.account.created_at)
    fail_one(messages, contacts[1].email, dice.midnight - timedelta(days=2), texts)
    return records_of(
        Sample(
            company="reseller",
            language=texts.language,
            now=dice.now,
            login=frame.login,
            address=frame.address,
            account=frame.account,
            profile=frame.profile,
            membership=frame.membership,
            contacts=contacts,
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
        number="C-100117",
        holder="anna",
        place="reseller",
        email=EMAIL,
        phone="+74950000041",
        timezone=_TIMEZONE,
        currency="EUR",
        opened_at=opened_at,
        news=True,
        mutes=frozenset({"invoice", "domain", "support"}),
        company={
            "company_name": "ООО «Сетевая лавка»",
            "company_number": "1129800004179",
            "tax_id": "9801041277",
            "tax_reason_code": "980101001",
            "legal_representative": texts.name("anna"),
            **company_place(texts, "reseller", "company_"),
            "bank_name": "АО «Демо-банк»",
            "bank_account": "40702810800000004127",
            "bank_code": "049898998",
            "correspondent_account": "30101810100000000998",
        },
    )


def _contacts(dice: Dice, texts: Texts) -> tuple[Contact, ...]:
    return tuple(
        contact(
            dice,
            texts,
            key,
            dice.at(add_months(dice.today, -70 + 5 * index)),
            f"{mailbox}@lavka.example",
            wants,
            phone=f"+749500000{51 + index}",
            company="ООО «Сетевая лавка»" if wants else None,
        )
        for index, (key, mailbox, wants) in enumerate(_TEAM)
    )


def _holdings(dice: Dice, texts: Texts, contacts: tuple[Contact, ...]) -> Holdings:
    holdings = Holdings(dice, texts, _euro, "lavka")
    names = domain_names(dice.random, 200)
    for at, name in enumerate(names):
        status, due_in = _DOMAIN_STATES[at] if at < len(_DOMAIN_STATES) else ("active", 0)
        due_in = due_in or (3 if status != "active" else dice.random.randrange(1, 365))
        holdings.domain(
            DomainPlan(
                name,
                due_in,
                0 if status.startswith("pending") else dice.random.randrange(1, _YEARS + 1),
                dice.random.choice(("card", "transfer", "proforma")),
                status,
                auto_renew=status == "active" and dice.chance(92),
                id_protection=dice.chance(40),
                tech=dice.random.choice(contacts[5:9]).id if dice.chance(60) else None,
            )
        )
    states = list(_SERVICE_STATES)
    for product, count, most in _SERVICES:
        for _each in range(count):
            number = len(holdings.services)
            status = states.pop() if states and number % 4 == 1 else "active"
            holdings.service(_service(dice, texts, product, most, status, names[20 + number], number))
    return holdings


def _service(
    dice: Dice, texts: Texts, product: str, most: int, status: str, domain: str, number: int
) -> ServicePlan:
    monthly = product.startswith("cloud")
    due_in = dice.random.randrange(2, 28 if monthly else 88 if product in ("server", "backup") else 360)
    # The first one is as old as anything that is asked about.
    periods = dice.random.randrange(max(1, most // 2), most + 1) if number else _YEARS
    way = "card" if monthly else dice.random.choice(("transfer", "transfer", "card", "proforma"))
    match status:
        case "suspended":
            due_in, way = -9, "transfer"
        case "pending":
            due_in, periods = 2, 0
        case "terminated" | "cancelled":
            due_in = -dice.random.randrange(40, 300)
    return ServicePlan(
        product,
        texts.labels["customer"].format(n=number + 1),
        domain,
        due_in,
        periods,
        way,
        status,
        dice.random.randrange(5, 97),
    )


def _books(dice: Dice, texts: Texts, holdings: Holdings, frame: Frame, accountant: str) -> Books:
    terms = Terms(buyer(frame.profile), "0", texts.vat_outside, _euro, lambda _day: accountant)
    ledger = Ledger(dice, terms)
    ledger.charge(holdings.charges)
    for months in range(1, 36, 3):
        day = dice.day_months_ago(months)
        ledger.single(texts.extras["hours"], 3_500, day, "paid", quantity=dice.random.randrange(1, 9))
    for months in (5, 19, 31):
        day = dice.day_months_ago(months)
        twice = ledger.single(texts.extras["twice"], 1_900, day, "refunded")
        ledger.correct(twice, texts.credit_line, 6)
    ledger.grant(1_000)
    ledger.pend()
    invoices, entries = ledger.close(_INVOICES, 1_208, 20_417)
    return keep_books(
        dice, texts, invoices, entries, first_order=100_208, holder=frame.login.name, granted=5_000
    )


def _talks(dice: Dice, texts: Texts, desk: Desk, holdings: Holdings, invoices: tuple[Invoice, ...]) -> None:
    authors = [texts.name("anna"), *(texts.name(f"team_{n}") for n in (2, 3, 4, 6))]
    keys = tuple(TALKS)
    made = attrgetter("created_at")
    hosted = sorted((each for each in holdings.services if each.username), key=made)
    domains = sorted((each for each in holdings.domains if each.registered_on is not None), key=made)
    taxed = [each for each in invoices if each.kind == "invoice" and each.paid_on is not None]
    assert taxed[0].issued_on is not None
    oldest = min(_OLDEST_TALK, (dice.today - taxed[0].issued_on).days)
    for index in range(_TICKETS):
        status = _WAITING[index] if index < len(_WAITING) else "closed"
        days = 3 + index if status != "closed" else dice.random.randrange(12, oldest)
        opened = dice.at(dice.today - timedelta(days=days))
        key = dice.random.choice(keys)
        if status == "open":
            key = OPEN_TALK
        elif status == "customer_reply" and len(texts.talks[key].turns) < 3:
            key = "disk"
        domain, service = known_at(dice, domains, opened), known_at(dice, hosted, opened)
        invoice = known_at(dice, taxed, opened, newest=5)
        ids = {"domain": domain.id, "service": service.id, "invoice": invoice.id}
        kind = TALKS[key][2]
        words = {
            "domain": shown_name(domain.name),
            "service": shown_name(service.address or ""),
            "invoice": invoice.number or "",
            "ip": f"198.51.100.{dice.random.randrange(10, 250)}",
        }
        about = None if kind is None else About(kind, ids[kind])
        desk.talk(Topic(key, opened, words, about, dice.random.choice(authors), status))
