"""What was told about a history: which event sends which mail, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from jumpzone.demo.catalogue import PAY_URL
from jumpzone.demo.dice import Dice
from jumpzone.demo.holdings import GRACE, Charge, shown_name
from jumpzone.demo.letters import Letter, Letters
from jumpzone.demo.texts import Texts
from jumpzone.model.codec import time_from_json
from jumpzone.model.records import About, Domain, Invoice, Service, Ticket, TicketReply

_LETTERS_AND_DIGITS: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Habits:
    """How much mail a customer wants.

    Attributes:
        expiring: So many days before a domain expires there is a mail.
        receipts: Whether a payment by bank transfer is confirmed, too.
        received: Whether a new ticket is confirmed.
        renewed: Whether a domain's renewal is confirmed.
    """

    expiring: tuple[int, ...] = (30, 7)
    receipts: bool = True
    received: bool = True
    renewed: bool = True


class Chronicle:
    """Tells a customer what happened."""

    def __init__(self, dice: Dice, texts: Texts, letters: Letters, habits: Habits) -> None:
        """Take chance, words, where letters go, and the customer's habits."""
        self._dice = dice
        self._texts = texts
        self._letters = letters
        self._habits = habits

    def services(
        self, services: Iterable[Service], numbers: Mapping[str, str], due: Mapping[str, date]
    ) -> None:
        """Tell of services: ready with their access data, full, suspended.

        Args:
            services: The services.
            numbers: The number of every invoice by its id.
            due: When every invoice was to be paid.
        """
        dice = self._dice
        for each in services:
            about = About("service", each.id)
            named = f"{each.product} ({each.label})" if each.label else each.product
            if each.username and each.registered_on:
                params = {
                    "product": named,
                    "username": each.username,
                    "panel_url": each.panel_url,
                    "address": each.address,
                }
                password = "".join(dice.random.choices(_LETTERS_AND_DIGITS, k=14))
                ready = dice.after(each.created_at, 4, 30)
                self._tell(ready, "service_ready", "product", params, about, {"password": password})
            if each.disk_limit_mb and each.disk_used_mb and each.disk_used_mb * 10 >= each.disk_limit_mb * 9:
                share = each.disk_used_mb / each.disk_limit_mb
                at = dice.at(dice.today - timedelta(days=3))
                self._tell(at, "disk_almost_full", "product", {"product": named, "percent": share}, about)
            if each.suspended_because is not None:
                number = numbers[each.suspended_because]
                params = {
                    "product": named,
                    "invoice": number,
                    "address": each.address,
                    "payment_url": f"{PAY_URL}{number}",
                }
                at = dice.at(due[each.suspended_because] + GRACE, 4, 6)
                self._tell(at, "service_suspended", "product", params, about)
            asked = (each.cancellation or {}).get("at")
            if asked is not None:
                name = each.label or each.address or each.product
                ends = {"product": name, "ends_on": each.next_due_on}
                self._tell(time_from_json(asked), "service_cancellation", "product", ends, about)

    def invoices(self, invoices: Iterable[Invoice]) -> None:
        """Tell of invoices: issued, paid, overdue."""
        for each in invoices:
            if each.kind == "credit_note" or each.issued_on is None or each.due_on is None:
                continue
            about = About("invoice", each.id)
            total = (each.total, each.currency)
            params = {"number": each.number, "total": total, "due_on": each.due_on}
            if each.balance:
                params["payment_url"] = each.payment_url
            at_once = each.paid_on == each.issued_on
            if each.kind == "proforma":
                self._tell(each.created_at, "proforma_issued", "invoice", params, about)
            elif not at_once:
                self._tell(each.created_at, "invoice_issued", "invoice", params, about)
            late = each.due_on + timedelta(days=1)
            if each.status != "cancelled" and (each.paid_on is None or each.paid_on > late):
                self._tell(self._dice.at(late, 4, 6), "invoice_overdue", "invoice", params, about)
            if each.kind == "invoice" and each.paid_on is not None and (at_once or self._habits.receipts):
                paid = {"number": each.number, "total": total, "paid_on": each.paid_on}
                at = self._dice.after(each.created_at, 31, 50) if at_once else self._dice.at(each.paid_on)
                self._tell(at, "invoice_paid", "invoice", paid, about)

    def domains(self, domains: Iterable[Domain], charges: Iterable[Charge]) -> None:
        """Tell of domains: registered, about to expire, renewed, expired."""
        dice = self._dice
        paid: dict[str, list[Charge]] = defaultdict(list)
        for charge in charges:
            if charge.type == "domain" and charge.paid_on is not None:
                paid[charge.id].append(charge)
        for each in domains:
            name, about = shown_name(each.name), About("domain", each.id)
            for charge in paid[each.id]:
                assert charge.paid_on is not None
                params = {"domain": name, "expires_on": charge.until}
                if charge.first:
                    at = dice.after(each.created_at, 40, 90)
                    self._tell(at, "domain_registered", "domain", params, about)
                else:
                    self._remind(name, charge.due_on, charge.paid_on, True, about)
                    if self._habits.renewed:
                        self._tell(dice.at(charge.paid_on), "domain_renewed", "domain", params, about)
            if each.expires_on is None or each.status in ("transferred_away", "cancelled"):
                continue
            self._remind(name, each.expires_on, None, each.auto_renew, about)
            if each.expires_on < dice.today:
                at = dice.at(each.expires_on + timedelta(days=1), 4, 6)
                params = {"domain": name, "expires_on": each.expires_on}
                self._tell(at, "domain_expired", "domain", params, about)

    def _remind(self, name: str, expires: date, paid: date | None, auto_renew: bool, about: About) -> None:
        for days in self._habits.expiring:
            day = expires - timedelta(days=days)
            if paid is None or paid > day:
                params = {"domain": name, "expires_on": expires, "days": days, "auto_renew": auto_renew}
                self._tell(self._dice.at(day, 4, 7), "domain_expiring", "domain", params, about)

    def tickets(self, tickets: Iterable[Ticket], replies: Iterable[TicketReply]) -> None:
        """Tell of tickets: received, answered."""
        answers: dict[str, list[TicketReply]] = defaultdict(list)
        for reply in replies:
            if reply.side == "staff":
                answers[reply.ticket].append(reply)
        for each in tickets:
            about = About("ticket", each.id)
            params = {"number": each.number, "subject": each.subject}
            if self._habits.received:
                at = each.created_at + timedelta(seconds=20)
                self._tell(at, "ticket_opened", "support", params, about)
            for reply in answers[each.id]:
                told = params | {"author": reply.author, "excerpt": reply.body}
                at = reply.at + timedelta(seconds=20)
                self._tell(at, "ticket_answered", "support", told, about)

    def everybody(self, begins: date) -> None:
        """Tell what everybody was told: newsletters and planned work."""
        dice, letters = self._dice, self._texts.letters
        for index, news in enumerate(reversed(letters)):
            day = dice.day_months_ago(2 + 9 * index)
            self._tell(dice.at(day), "newsletter", "general", {"title": news.title, "body": news.body})
        for months in range(1, 60, 5):
            day = dice.day_months_ago(months)
            if day <= begins:
                break
            work = self._texts.works
            starts = datetime(day.year, day.month, day.day, 1, tzinfo=dice.now.tzinfo)
            params = {
                "title": work.title.format(day=self._texts.day(day)),
                "body": work.body,
                "starts_at": starts,
                "ends_at": starts + timedelta(hours=2),
            }
            self._tell(dice.at(day - timedelta(days=6)), "maintenance", "general", params)

    def person(self, opened: datetime, login: str, commissions: int, currency: str) -> None:
        """Tell of the account itself: welcome, sign-ins, passwords, commissions so many quarters back."""
        dice, texts = self._dice, self._texts
        about = About("login", login)
        self._tell(opened + timedelta(seconds=5), "welcome", "general")
        for days, template in ((940, "password_changed"), (412, "new_sign_in"), (97, "password_changed")):
            at = dice.at(dice.today - timedelta(days=days))
            params = {"at": at, "device": dice.random.choice(texts.devices)}
            self._tell(at + timedelta(seconds=5), template, "security", params, about)
        for quarter in range(commissions):
            day = dice.day_months_ago(1 + 3 * quarter)
            params = {"amount": (dice.random.randrange(800, 9_000, 50), currency)}
            self._tell(dice.at(day), "affiliate_credited", "affiliate", params)

    def _tell(
        self,
        at: datetime,
        template: str,
        category: str,
        params: Mapping[str, object] | None = None,
        about: About | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        # Tickets alone have something of the last hours: the answer that waits for the customer.
        fresh = category == "support"
        self._letters.tell(Letter(at, template, category, params or {}, about, secrets or {}, fresh))
