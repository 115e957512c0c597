"""What renews when, what it will cost, and how far the credit goes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Final

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.model.fields import RECORDS
from jumpzone.model.forecast import Forecast, forecast
from jumpzone.model.postal import party_of
from jumpzone.model.records import Account, Invoice, Profile
from jumpzone.model.renewals import Holding, Renewal, month_after, renewals
from jumpzone.model.vat import vat_for
from jumpzone.store import loading, sellers, summary
from jumpzone.usecases.area import Area, Reading

__all__ = ["LONGEST", "Renewals", "read_holdings", "vat_rate"]

LONGEST: Final = 120
"""So many months are looked ahead at most."""


class Renewals(Area):
    """The renewals of services and domains; of each the reader sees what the membership allows."""

    def forecast(self, months: int = 12, today: date | None = None) -> Forecast:
        """Say what renews in so many months, this one counted, and what of it the credit pays.

        Args:
            months: From 1 to :data:`LONGEST`.
            today: The reader's date; UTC's when left out.

        Raises:
            SignInFirst: Nobody is signed in.
            Refused: Neither services nor domains are shared with the reader; ``too-far`` for a longer look.
        """
        if not 1 <= months <= LONGEST:
            raise Refused("too-far", T_("Choose from 1 to {n} months.", n=LONGEST))
        first = today or self.deps.clock.now().date()
        until = month_after(first, months)
        with self.reading() as reading:
            found = read_holdings(reading, until)
            rate = vat_rate(reading, first)
            may = reading.role.holds(RECORDS["credit"].read)
            balances = summary.credit(reading.tx, reading.account) if may else None
        return forecast(found, first, months, rate, balances)

    def calendar(self, first: date, last: date) -> list[Renewal]:
        """Return what renews or ends in a period, by day.

        Raises:
            SignInFirst: Nobody is signed in.
            Refused: As in :meth:`forecast`; ``no-period`` when it ends before it begins.
        """
        if last < first:
            raise Refused("no-period", T_("The period ends before it begins."))
        if last >= month_after(first, LONGEST):
            raise Refused("too-far", T_("Choose from 1 to {n} months.", n=LONGEST))
        with self.reading() as reading:
            return renewals(read_holdings(reading, last), first, last, vat_rate(reading, first))

    def ics(self, first: date, last: date) -> bytes:
        """Write the same for calendar programs, in the account's language; see :func:`calendar_file`.

        Raises:
            SignInFirst: Nobody is signed in.
            Refused: As in :meth:`calendar`.
        """
        from jumpzone.documents.calendar import calendar_file  # late: it loads the library that writes it

        entries = self.calendar(first, last)
        if not entries:
            raise Refused("nothing-chosen", T_("Nothing renews in this period."))
        with self.reading() as reading:
            account = loading.get(reading.tx, "account", reading.account, reading.account)
        assert isinstance(account, Account)
        return calendar_file(entries, account.language, self.deps.clock.now(), account.number or account.id)


def read_holdings(reading: Reading, until: date) -> list[Holding]:
    """Return what is due by a day, of what is shared with the reader.

    Raises:
        Refused: Neither services nor domains are.
    """
    types = [each for each in ("service", "domain") if reading.role.holds(RECORDS[each].read)]
    if not types:
        raise Refused()
    return [each for type_ in types for each in summary.holdings(reading.tx, type_, reading.account, until)]


def vat_rate(reading: Reading, day: date) -> Decimal:
    """Return the VAT that a document of a day would carry, as a fraction; 0 while nobody is known to sell."""
    seller = sellers.get(reading.tx)
    party = seller.party if seller is not None else None
    if party is None:
        # A store from before sellers were kept: whoever stands on its latest document.
        latest = summary.latest(reading.tx, "invoice", reading.account, "issued_on", 1)
        party = next((each.seller for each in latest if isinstance(each, Invoice)), None)
    if not party:
        return Decimal(0)
    profiles = loading.get_all(reading.tx, "profile", reading.account).values()
    buyer = next((asdict(party_of(each)) for each in profiles if isinstance(each, Profile)), {})
    return vat_for(party, buyer, day).fraction
