"""Whether the reader's main address may stop working with a domain of the account."""

from __future__ import annotations

from datetime import date

from jumpzone.model.fields import RECORDS
from jumpzone.model.mail_risk import MailRisk, domain_names, mail_risk
from jumpzone.store import footings
from jumpzone.usecases.area import Area, Reading

__all__ = ["MailRisks", "read_mail_risk"]


class MailRisks(Area):
    """Looks after the main address."""

    def look(self, today: date | None = None) -> MailRisk | None:
        """Return why the reader's main address may stop working, or None.

        Args:
            today: The reader's date; UTC's when left out.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        day = today or self.deps.clock.now().date()
        with self.reading() as reading:
            return read_mail_risk(reading, self.session.address.address, day)


def read_mail_risk(reading: Reading, address: str, today: date) -> MailRisk | None:
    """Return why an address may stop working; None also where domains are not shared with the reader."""
    if not reading.role.holds(RECORDS["domain"].read):
        return None
    found = footings.domains_named(reading.tx, reading.account, domain_names(address))
    return mail_risk(address, found, today)
