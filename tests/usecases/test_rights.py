"""Every use case × the thirteen permissions × owner, member, stranger, after revocation: only what is allowed.

What a call may read is not taken from its own code: the statements that reach the database are looked at. A new
public method has to be entered here before the tests pass.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from typing import Any, Final

import pytest
from sqlalchemy import event, insert, update

from jumpzone.errors import SignInFirst, ZoneError
from jumpzone.model.billing import Item
from jumpzone.model.fields import RECORDS
from jumpzone.model.permissions import NOBODY, Permission, Role
from jumpzone.model.rules import right_to
from jumpzone.store import loading
from jumpzone.store.tables import TABLES
from jumpzone.usecases.filters import Shown
from jumpzone.usecases.lists import Query
from jumpzone.usecases.passwords import Passwords
from jumpzone.usecases.zone import Zone
from tests.usecases.sample import SampleZone

TODAY: Final = date(2026, 11, 23)
NONE: Final = "0193a5a0-0000-7000-8000-00000000ffff"
"""No record has this id."""

ITS_OWN: Final = frozenset({"login", "email_address", "membership", "account", "invitation", "saved_filter"})
"""Read for whoever is signed in: who they are, what they may open, what they are offered, what they saved."""
PUBLIC: Final = frozenset({"announcement", "product"})
ALSO: Final = {
    name: frozenset({"profile"})
    for name in ("dashboard.load", "renewals.forecast", "renewals.calendar", "renewals.ics")
}
"""What a call looks at without showing it: the VAT of what renews follows the country in the profile."""

Call = Callable[["Ground"], object]


class Ground:
    """A sample company, seen by somebody; with one record of each type to name."""

    def __init__(self, sample: SampleZone, zone: Zone) -> None:
        self.zone = zone
        self._records = _first_of_each(sample)

    def a(self, type_: str) -> Any:
        """The first record of a type in the company, whoever may read it."""
        return self._records.get(type_)

    def id(self, type_: str) -> str:
        record = self.a(type_)
        return NONE if record is None else str(record.id)


@cache
def _first_of_each(sample: SampleZone) -> dict[str, Any]:
    types = [name for name, each in RECORDS.items() if each.keyed_by_account and name != "account"]
    with sample.store.read() as tx:
        found = {name: loading.get_all(tx, name, sample.sample.account.id) for name in types}
    return {name: each[min(each)] for name, each in found.items() if each}


READS: Final[dict[str, Call]] = {
    "profile.get": lambda g: g.zone.profile.get(),
    "profile.get_login": lambda g: g.zone.profile.get_login(),
    "contacts.list": lambda g: g.zone.contacts.list().window(0, 5),
    "contacts.get": lambda g: g.zone.contacts.get(g.id("contact")),
    "contacts.find": lambda g: g.zone.contacts.find("x", "email"),
    "contacts.recipients": lambda g: g.zone.contacts.recipients(),
    "contacts.export": lambda g: g.zone.contacts.export("csv"),
    "messages.list": lambda g: g.zone.messages.list().window(0, 5),
    "messages.get": lambda g: g.zone.messages.get(g.id("message")),
    "messages.find": lambda g: g.zone.messages.find("x", "subject"),
    "messages.addresses": lambda g: g.zone.messages.addresses(g.id("message")),
    "services.list": lambda g: g.zone.services.list().window(0, 5),
    "services.get": lambda g: g.zone.services.get(g.id("service")),
    "services.find": lambda g: g.zone.services.find("x", "label"),
    "services.standing": lambda g: g.zone.services.standing(g.id("service")),
    "services.suspension": lambda g: g.zone.services.suspension(g.id("service")),
    "services.cost": lambda g: g.zone.services.cost(g.id("service")),
    "services.access_messages": lambda g: g.zone.services.access_messages(g.id("service")),
    "services.panel": lambda g: g.zone.services.panel(g.id("service")),
    "domains.list": lambda g: g.zone.domains.list().window(0, 5),
    "domains.get": lambda g: g.zone.domains.get(g.id("domain")),
    "domains.find": lambda g: g.zone.domains.find("x", "name"),
    "domains.view": lambda g: g.zone.domains.view(g.id("domain")),
    "domains.candidates": lambda g: g.zone.domains.candidates(),
    "domains.ids": lambda g: g.zone.domains.ids(Query()),
    "dns.list": lambda g: g.zone.dns.list().window(0, 5),
    "dns.get": lambda g: g.zone.dns.get(g.id("dns_record")),
    "dns.find": lambda g: g.zone.dns.find("x", "host"),
    "dns.domain": lambda g: g.zone.dns.domain(g.id("domain")),
    "dns.standing": lambda g: g.zone.dns.standing(g.id("domain")),
    "dns.zone_of": lambda g: g.zone.dns.zone_of(g.id("domain")),
    "dns.export": lambda g: g.zone.dns.export(g.id("domain")),
    "dns.preview": lambda g: g.zone.dns.preview(g.id("domain"), b"www 300 IN A 192.0.2.1\n", replaced=False),
    "invoices.list": lambda g: g.zone.invoices.list().window(0, 5),
    "invoices.get": lambda g: g.zone.invoices.get(g.id("invoice")),
    "invoices.find": lambda g: g.zone.invoices.find("x", "number"),
    "invoices.standing": lambda g: g.zone.invoices.standing(g.id("invoice")),
    "invoices.payment": lambda g: g.zone.invoices.payment([g.id("invoice")]),
    "invoices.statement": lambda g: g.zone.invoices.statement(TODAY, TODAY),
    "invoices.totals": lambda g: g.zone.invoices.totals(Query(), TODAY),
    "invoices.pdf": lambda g: g.zone.invoices.pdf(g.id("invoice")),
    "invoices.pdfs": lambda g: g.zone.invoices.pdfs([g.id("invoice")]),
    "invoices.pdf_zip": lambda g: g.zone.invoices.pdf_zip(Query(where={"id": (NONE,)})),
    "invoices.ubl": lambda g: g.zone.invoices.ubl(g.id("invoice")),
    "invoices.bundle": lambda g: g.zone.invoices.bundle(TODAY, TODAY),
    "orders.list": lambda g: g.zone.orders.list().window(0, 5),
    "orders.get": lambda g: g.zone.orders.get(g.id("order")),
    "orders.find": lambda g: g.zone.orders.find("x", "number"),
    "orders.catalogue": lambda g: g.zone.orders.catalogue(),
    "orders.credit": lambda g: g.zone.orders.credit(),
    "orders.payments": lambda g: g.zone.orders.payments(g.id("invoice")),
    "orders.movements": lambda g: g.zone.orders.movements(),
    "tickets.list": lambda g: g.zone.tickets.list().window(0, 5),
    "tickets.get": lambda g: g.zone.tickets.get(g.id("ticket")),
    "tickets.find": lambda g: g.zone.tickets.find("x", "number"),
    "tickets.conversation": lambda g: g.zone.tickets.conversation(g.id("ticket")),
    "tickets.concerns": lambda g: g.zone.tickets.concerns(),
    "announcements.latest": lambda g: g.zone.announcements.latest("bg"),
    "announcements.list": lambda g: g.zone.announcements.list("bg"),
    "dashboard.load": lambda g: g.zone.dashboard.load(TODAY),
    "mail_risks.look": lambda g: g.zone.mail_risks.look(TODAY),
    "renewals.forecast": lambda g: g.zone.renewals.forecast(12, TODAY),
    "renewals.calendar": lambda g: g.zone.renewals.calendar(TODAY, TODAY),
    "renewals.ics": lambda g: g.zone.renewals.ics(TODAY, TODAY),
    "search.find": lambda g: g.zone.search.find("studio"),
    "members.everybody": lambda g: g.zone.members.everybody(),
    "members.invitations": lambda g: g.zone.members.invitations(),
    "members.offers": lambda g: g.zone.members.offers(),
    "members.accounts": lambda g: g.zone.members.accounts(),
    "addresses.own": lambda g: g.zone.addresses.own(),
    "filters.list": lambda g: g.zone.filters.list(),
    "filters.find": lambda g: g.zone.filters.find("x"),
}
"""What reads, and nothing but that."""

WRITES: Final[dict[str, tuple[str, str, Call]]] = {
    "profile.save": ("update", "profile", lambda g: g.zone.profile.save(g.a("profile"), {"city": ""})),
    "contacts.add": ("create", "contact", lambda g: g.zone.contacts.add({})),
    "contacts.save": (
        "update",
        "contact",
        lambda g: g.zone.contacts.save(replace(g.a("contact"), id=NONE), {"city": "x"}),
    ),
    "contacts.remove": (
        "delete",
        "contact",
        lambda g: g.zone.contacts.remove(replace(g.a("contact"), id=NONE)),
    ),
    "messages.resend": ("message.resend", "message", lambda g: g.zone.messages.resend(NONE)),
    "messages.retry": ("message.retry", "message", lambda g: g.zone.messages.retry(NONE)),
    "services.set_label": (
        "update",
        "service",
        lambda g: g.zone.services.set_label(replace(g.a("service"), id=NONE), "x"),
    ),
    "services.set_auto_renew": (
        "update",
        "service",
        lambda g: g.zone.services.set_auto_renew(replace(g.a("service"), id=NONE), True),
    ),
    "services.renew": ("service.renew", "service", lambda g: g.zone.services.renew(NONE)),
    "services.change_plan": (
        "service.change_plan",
        "service",
        lambda g: g.zone.services.change_plan(NONE, NONE, "annual"),
    ),
    "services.keep_plan": ("service.keep_plan", "service", lambda g: g.zone.services.keep_plan(NONE)),
    "services.cancel": ("service.cancel", "service", lambda g: g.zone.services.cancel(NONE, "immediate")),
    "services.keep": ("service.keep", "service", lambda g: g.zone.services.keep(NONE)),
    "domains.save": (
        "update",
        "domain",
        lambda g: g.zone.domains.save(replace(g.a("domain"), id=NONE), {"locked": True}),
    ),
    "dns.add": ("create", "dns_record", lambda g: g.zone.dns.add(NONE, {})),
    "dns.save": (
        "update",
        "dns_record",
        lambda g: g.zone.dns.save(replace(g.a("dns_record"), id=NONE), {"ttl": 300}),
    ),
    "dns.remove": (
        "delete",
        "dns_record",
        lambda g: g.zone.dns.remove(replace(g.a("dns_record"), id=NONE)),
    ),
    "orders.place": (
        "order.place",
        "order",
        lambda g: g.zone.orders.place([Item(action="new", product=NONE, cycle="annual")]),
    ),
    "orders.cancel": ("order.cancel", "order", lambda g: g.zone.orders.cancel(NONE)),
    "orders.apply_credit": (
        "invoice.apply_credit",
        "invoice",
        lambda g: g.zone.orders.apply_credit(NONE),
    ),
    "tickets.open": ("ticket.open", "ticket", lambda g: g.zone.tickets.open({})),
    "tickets.reply": ("ticket.reply", "ticket", lambda g: g.zone.tickets.reply(NONE, "x")),
    "tickets.close": ("ticket.close", "ticket", lambda g: g.zone.tickets.close(NONE)),
    "tickets.reopen": ("ticket.reopen", "ticket", lambda g: g.zone.tickets.reopen(NONE)),
    "tickets.rate": ("reply.rate", "ticket_reply", lambda g: g.zone.tickets.rate(NONE, 5)),
    "members.invite": (
        "membership.invite",
        "membership",
        lambda g: g.zone.members.invite("x", permissions=["invoices"]),
    ),
    "members.withdraw": (
        "invitation.revoke",
        "invitation",
        lambda g: g.zone.members.withdraw(NONE),
    ),
    "members.change_rights": (
        "membership.change",
        "membership",
        lambda g: g.zone.members.change_rights(replace(g.a("membership"), id=NONE), "owner", ()),
    ),
    "members.revoke": ("membership.revoke", "membership", lambda g: g.zone.members.revoke(NONE)),
    "filters.save": (
        "filter.save",
        "saved_filter",
        lambda g: g.zone.filters.save("nowhere", "", Shown()),
    ),
}
"""What writes, and the operation that it stands for: without its right, it is refused before anything is looked at."""

ELSEWHERE: Final[dict[str, str]] = {
    "access": "everybody's own: passwords, sessions, the second factor (test_access, test_second_factor)",
    "registration": "before there is an account (test_registration)",
    "drafts": "this store's alone, by login",
    "bringing": "an empty store's (test_bringing)",
    "archive": "asks the rights of each record type by itself (test_archive)",
    "shop": "the catalogue, which is public, and a basket of this store's; it orders by `orders`",
    "attention": "made of what the dashboard reads, which is in READS",
}
"""Areas whose rights are tested on their own, and why."""

BY_OTHERS: Final[dict[str, str]] = {
    "profile.check": "rehearses profile.save",
    "profile.check_login": "the login's own",
    "profile.save_login": "the login's own",
    "contacts.check": "rehearses contacts.add and save",
    "contacts.preview_import": "rehearses contacts.apply_import",
    "contacts.apply_import": "runs contacts.import, whose right is that of contacts",
    "contacts.undo_import": "takes that back",
    "contacts.set_notices": "runs profile and contact updates",
    "messages.as_file": "writes what messages.get reads",
    "messages.reveal": "asks for the password first",
    "services.renewal": "quotes services.renew",
    "services.renewals": "quotes services.renew",
    "services.plans": "quotes services.change_plan",
    "domains.check": "rehearses domains.save",
    "domains.transfer_code": "asks for the password first",
    "domains.may_show_code": "asks before the password",
    "domains.preview": "rehearses domains.save",
    "domains.apply": "runs domains.save for each",
    "domains.take_back": "takes that back",
    "dns.why_not": "looks at a record that was read",
    "dns.run": "adds its checks to Area.run",
    "dns.check": "rehearses dns.add and save",
    "dns.read_file": "reads a file of the reader's",
    "dns.take_in": "runs dns.import, whose right is that of dns.add",
    "dns.take_back": "takes that back",
    "orders.quote": "quotes orders.place",
    "tickets.check": "rehearses tickets.open and reply",
    "tickets.attach": "reads a file of the reader's",
    "tickets.content_of": "reads what tickets.conversation names",
    "announcements.get": "reads what announcements.list lists",
    "members.accept": "by the code that went to the address",
    "members.accept_offer": "what members.offers lists",
    "members.decline_offer": "what members.offers lists",
    "members.leave": "one's own access",
    "members.switch": "what members.accounts lists",
    "addresses.add": "the login's own",
    "addresses.send_again": "the login's own",
    "addresses.verify": "the login's own",
    "addresses.make_main": "the login's own",
    "addresses.remove": "the login's own",
    "addresses.stop_change": "by the code that went to the address",
    "filters.rename": "runs filter.save's right on the login's own",
    "filters.open_with": "runs filter.save's right on the login's own",
    "filters.remove": "runs filter.save's right on the login's own",
}
"""Methods that do nothing which is not tried by another one, and by which."""


def _areas(zone: Zone) -> dict[str, type[Any]]:
    found: dict[str, type[Any]] = {}
    for name, attribute in vars(Zone).items():
        if isinstance(attribute, cached_property):
            found[name] = type(getattr(zone, name))
    return found


def _methods(area: type[Any]) -> set[str]:
    common = {name for name, _each in inspect.getmembers(Passwords, inspect.isfunction)}
    return {
        name
        for name, _each in inspect.getmembers(area, inspect.isfunction)
        if not name.startswith("_") and name not in common
    }


def test_every_public_method_of_every_area_is_entered(sample: SampleZone) -> None:
    areas = _areas(sample.zone)
    known = {*READS, *WRITES, *BY_OTHERS}
    found = {
        f"{name}.{method}"
        for name, area in areas.items()
        if name not in ELSEWHERE
        for method in _methods(area)
    }
    assert found - known == set()
    assert known - found == {"dns.run"}
    assert set(ELSEWHERE) <= set(areas)


# -- who looks -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleZone]:
    made = SampleZone(str(tmp_path_factory.mktemp("rights") / "zone.db"))
    _first_of_each(made)
    yield made
    made.close()


@contextmanager
def seen_by(
    sample: SampleZone, role: str, permissions: frozenset[Permission]
) -> Iterator[tuple[Ground, Role]]:
    """The zone as somebody with these rights sees it; the sample's own login is given them for the time."""
    zone = sample.zone
    member = TABLES["membership"]
    mine = member.c.login == sample.sample.login.id
    with sample.store.read() as tx:
        before = tx.row(member.select().where(mine))
    assert before is not None
    with sample.store.write() as tx:
        if role == "gone":
            tx.execute(member.delete().where(mine))
        else:
            values = {"role": role, "permissions": sorted(map(str, permissions))}
            tx.execute(update(member).where(mine).values(values))
    try:
        with sample.store.read() as tx:
            now = loading.role_of(tx, zone.session.account.id, zone.session.login.id)
        yield Ground(sample, zone.signed_in(replace(zone.session, role=now))), now
    finally:
        with sample.store.write() as tx:
            tx.execute(member.delete().where(mine))
            tx.execute(insert(member), dict(before))


_FROM: Final = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.IGNORECASE)
_INDEXES: Final = {"message_search": "message", "ticket_search": "ticket_reply"}


@contextmanager
def tables_read(sample: SampleZone) -> Iterator[set[str]]:
    """The record types whose tables are selected from meanwhile."""
    found: set[str] = set()

    def look(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            names = {_INDEXES.get(each, each) for each in _FROM.findall(statement)}
            found.update(names & set(RECORDS))

    event.listen(sample.store.engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(sample.store.engine, "before_cursor_execute", look)


def _said(call: Call, ground: Ground) -> str:
    """How a call ends: ``done``, or the code of its refusal."""
    try:
        call(ground)
    except ZoneError as error:
        return error.code
    return "done"


def _roles() -> list[Any]:
    alone = [pytest.param("member", frozenset({each}), id=str(each)) for each in Permission]
    return [
        *alone,
        pytest.param("owner", frozenset(), id="owner"),
        pytest.param("member", frozenset(), id="no permission"),
        pytest.param("gone", frozenset(), id="after revocation"),
    ]


@pytest.mark.parametrize(("role", "permissions"), _roles())
def test_nothing_is_read_that_the_reader_may_not_see(
    sample: SampleZone, role: str, permissions: frozenset[Permission]
) -> None:
    wrong: dict[str, set[str]] = {}
    with seen_by(sample, role, permissions) as (ground, now):
        allowed = {name for name, each in RECORDS.items() if now.holds(each.read)} | ITS_OWN | PUBLIC
        for name, call in READS.items():
            with tables_read(sample) as found:
                _said(call, ground)
            if found - allowed - ALSO.get(name, frozenset()):
                wrong[name] = found - allowed
    assert wrong == {}


@pytest.mark.parametrize(("role", "permissions"), _roles())
def test_nothing_is_written_without_the_right_and_with_it_nobody_is_turned_away(
    sample: SampleZone, role: str, permissions: frozenset[Permission]
) -> None:
    wrong: dict[str, str] = {}
    # The account as a whole belongs to whoever has access: who has none, has no right at all.
    with seen_by(sample, role, permissions) as (ground, now):
        for name, (op, type_, call) in WRITES.items():
            said = _said(call, ground)
            if now.holds(right_to(op, type_)):
                fine = said not in ("forbidden", "done")
            else:
                # What may be read may also be told not to be there.
                fine = said in ("forbidden", "not-found")
            if not fine:
                wrong[name] = said
    assert wrong == {}


@pytest.mark.parametrize("name", sorted({*READS, *WRITES}))
def test_nobody_who_is_signed_out_gets_anything(sample: SampleZone, name: str) -> None:
    call = READS[name] if name in READS else WRITES[name][2]
    ground = Ground(sample, Zone(sample.deps, None))
    if name.partition(".")[0] == "announcements":
        return
    with pytest.raises(SignInFirst):
        call(ground)


def test_a_stranger_to_an_account_has_no_right_in_it(sample: SampleZone) -> None:
    with sample.store.read() as tx:
        assert loading.role_of(tx, NONE, sample.sample.login.id) == NOBODY
