"""The whole account on one screen: figures, what needs attention, what comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from jumpzone.model.fields import RECORDS
from jumpzone.model.forecast import ForecastMonth, forecast
from jumpzone.model.mail_risk import MailRisk
from jumpzone.model.records import (
    Account,
    Domain,
    Invoice,
    Message,
    Record,
    Service,
    Ticket,
)
from jumpzone.model.renewals import month_after
from jumpzone.store import loading, summary
from jumpzone.usecases.announcements import Told, news, told
from jumpzone.usecases.area import Area, Reading, Session
from jumpzone.usecases.mail_risk import read_mail_risk
from jumpzone.usecases.renewals import read_holdings, vat_rate

SOON_DAYS: Final = 30
"""A domain that expires within so many days needs attention."""

_NEEDS: Final = 50
_RECENT: Final = 6
_LOOKED_AT: Final = 30
_OPEN_TICKETS: Final = ("open", "answered", "customer_reply", "on_hold", "in_progress")
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that needs the reader.

    Attributes:
        kind: ``invoice_overdue``, ``domain_expiring``, ``mail_at_risk``, ``service_suspended``, ``incident``,
            ``ticket_answered`` or ``message_failed``.
        record: The record it is about; of ``mail_at_risk`` the domain.
        urgent: Whether something breaks soon, or has broken.
        about: What else there is to say: a :class:`MailRisk`, or a :class:`Told`.
    """

    kind: str
    record: Record
    urgent: bool
    about: MailRisk | Told | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the dashboard shows; a section is None when the reader may not see its records.

    Attributes:
        account: The account, as it stands now.
        services: Per status, how many.
        domains: Per status, how many.
        domains_soon: How many expire within :data:`SOON_DAYS`.
        due: Per currency, what is to be paid.
        overdue: How many invoices are past due.
        overdue_days: For how long the oldest of them is.
        tickets: Per status, how many.
        needs: What needs the reader, the most urgent first.
        renewals: The next twelve months, this one first.
        messages: The newest.
        recent_tickets: The last that moved.
        announcements: The newest, with what of the account they touch.
    """

    account: Account
    today: date
    services: Mapping[str, int] | None = None
    domains: Mapping[str, int] | None = None
    domains_soon: int = 0
    due: Mapping[str, int] | None = None
    overdue: int = 0
    overdue_days: int = 0
    tickets: Mapping[str, int] | None = None
    needs: tuple[Need, ...] = ()
    renewals: tuple[ForecastMonth, ...] = ()
    messages: tuple[Message, ...] | None = None
    recent_tickets: tuple[Ticket, ...] | None = None
    announcements: tuple[Told, ...] = field(default=())

    @property
    def tickets_open(self) -> int:
        """How many tickets are not closed."""
        return sum((self.tickets or {}).get(status, 0) for status in _OPEN_TICKETS)


class DashboardArea(Area):
    """Reads the dashboard in one transaction."""

    def load(self, today: date | None = None) -> Dashboard:
        """Return everything the dashboard shows.

        Args:
            today: The reader's date; UTC's when left out.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        day = today or self.deps.clock.now().date()
        with self.reading() as reading:
            return _Loader(reading, day, self.deps.clock.now(), self.session).load()


class _Loader:
    def __init__(self, reading: Reading, today: date, now: datetime, session: Session) -> None:
        self.reading = reading
        self.tx, self.account, self.role = reading.tx, reading.account, reading.role
        self.today, self.now = today, now
        self.login, self.language = session.login.id, session.login.language
        self.address = session.address.address
        self.needs: list[Need] = []

    def may(self, type_: str) -> bool:
        return self.role.holds(RECORDS[type_].read)

    def load(self) -> Dashboard:
        account = loading.get(self.tx, "account", self.account, self.account)
        assert isinstance(account, Account)
        overdue, overdue_days = self._invoices()
        announcements = self._announcements()
        soon = self._domains()
        self._services()
        self._tickets()
        self._failed_mail()
        messages = self._latest("message", "sent_at")
        recent = self._latest("ticket", "last_reply_at")
        return Dashboard(
            account=account,
            today=self.today,
            services=self._counts("service"),
            domains=self._counts("domain"),
            domains_soon=soon,
            due=summary.due(self.tx, self.account) if self.may("invoice") else None,
            overdue=overdue,
            overdue_days=overdue_days,
            tickets=self._counts("ticket"),
            needs=tuple(sorted(self.needs, key=lambda need: not need.urgent)[:_NEEDS]),
            renewals=self._renewals(),
            messages=None if messages is None else tuple(m for m in messages if isinstance(m, Message)),
            recent_tickets=None if recent is None else tuple(t for t in recent if isinstance(t, Ticket)),
            announcements=announcements,
        )

    def _counts(self, type_: str) -> dict[str, int] | None:
        return summary.counts(self.tx, type_, self.account) if self.may(type_) else None

    def _latest(self, type_: str, order: str) -> list[Record] | None:
        if not self.may(type_):
            return None
        return summary.latest(self.tx, type_, self.account, order, _RECENT, self.login)

    def _invoices(self) -> tuple[int, int]:
        if not self.may("invoice"):
            return 0, 0
        n, oldest = summary.overdue(self.tx, self.account, self.today, _NEEDS)
        self.needs += [Need("invoice_overdue", each, True) for each in oldest]
        first = oldest[0] if oldest else None
        days = (self.today - first.due_on).days if isinstance(first, Invoice) and first.due_on else 0
        return n, days

    def _domains(self) -> int:
        if not self.may("domain"):
            return 0
        until = self.today + timedelta(days=SOON_DAYS)
        n, first = summary.expiring(self.tx, self.account, until, _NEEDS)
        risk = read_mail_risk(self.reading, self.address, self.today)
        if risk is not None:
            self.needs.append(Need("mail_at_risk", risk.domain, risk.urgent, risk))
        for each in first:
            assert isinstance(each, Domain)
            if risk is not None and each.id == risk.domain.id:
                continue
            near = each.expires_on is not None and (each.expires_on - self.today).days <= 7
            self.needs.append(Need("domain_expiring", each, near and not each.auto_renew))
        return n

    def _services(self) -> None:
        if self.may("service"):
            found = summary.with_status(
                self.tx, "service", self.account, ("suspended",), "updated_at", _NEEDS
            )
            self.needs += [
                Need("service_suspended", each, True) for each in found if isinstance(each, Service)
            ]

    def _tickets(self) -> None:
        if self.may("ticket"):
            found = summary.with_status(
                self.tx, "ticket", self.account, ("answered",), "last_reply_at", _NEEDS
            )
            self.needs += [Need("ticket_answered", each, False) for each in found]

    def _failed_mail(self) -> None:
        if self.may("message"):
            found = summary.with_status(self.tx, "message", self.account, ("failed",), "sent_at", 5)
            self.needs += [
                Need("message_failed", each, False)
                for each in found
                if isinstance(each, Message) and each.login in (None, self.login)
            ]

    def _announcements(self) -> tuple[Told, ...]:
        """Return the newest; what is going on and touches the reader needs attention, however old it is."""
        found = told(self.reading, news(self.tx, self.language, self.now, _LOOKED_AT), self.now)
        self.needs += [
            Need("incident", each.announcement, each.announcement.kind == "incident", each)
            for each in found
            if each.running and (each.touches or not each.announcement.affects)
        ]
        return tuple(found[:_RECENT])

    def _renewals(self) -> tuple[ForecastMonth, ...]:
        if not (self.may("service") or self.may("domain")):
            return ()
        found = read_holdings(self.reading, month_after(self.today, _MONTHS))
        return forecast(found, self.today, _MONTHS, vat_rate(self.reading, self.today)).months
