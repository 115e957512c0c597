"""The main e-mail address on a domain of the account itself: when the domain goes, mail and signing in go with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from jumpzone.i18n import NT_, T_, Text
from jumpzone.model.emails import canonical
from jumpzone.model.names import beneath
from jumpzone.model.records import Domain
from jumpzone.model.words import unicode_name

__all__ = ["SOON_DAYS", "MailRisk", "domain_names", "mail_risk"]

SOON_DAYS: Final = 30
"""A domain that expires within so many days is at risk even when it renews by itself: a payment may fail."""

_GONE: Final = ("grace", "redemption", "expired")
_OURS: Final = ("active", *_GONE)


@dataclass(frozen=True, slots=True)
class MailRisk:
    """Why the main address may stop working.

    Attributes:
        address: The main address.
        domain: The domain that it is on.
        reason: ``expired``, ``soon`` (it expires within :data:`SOON_DAYS`) or ``off`` (it does not renew by itself).
        days: Days until it expires, negative afterwards; None when nobody knows.
    """

    address: str
    domain: Domain
    reason: str
    days: int | None

    @property
    def urgent(self) -> bool:
        """Whether something has to be done now."""
        return self.reason == "expired" or (self.reason == "soon" and not self.domain.auto_renew)

    @property
    def why(self) -> Text:
        """What is the matter, in a sentence."""
        name = unicode_name(self.domain.name)
        if self.reason == "expired":
            return T_(
                "Your main address {address} is on {name}, which has expired.",
                address=self.address,
                name=name,
            )
        if self.reason == "off":
            return T_(
                "Your main address {address} is on {name}, which does not renew by itself.",
                address=self.address,
                name=name,
            )
        return NT_(
            "Your main address {address} is on {name}, which expires in {n} day.",
            "Your main address {address} is on {name}, which expires in {n} days.",
            self.days or 0,
            address=self.address,
            name=name,
        )

    @property
    def what_to_do(self) -> Text:
        """What follows from it, and what helps."""
        if self.reason == "soon" and self.domain.auto_renew:
            return T_(
                "Its mail ends with it, and so does signing in. See that the renewal is paid, or make an address "
                "elsewhere the main one."
            )
        return T_(
            "Its mail ends with it, and so does signing in: renew the domain and switch auto-renew on, or make an "
            "address elsewhere the main one."
        )


def domain_names(address: str) -> list[str]:
    """Return the names on which a domain could carry an address, the longest first, as A-labels."""
    host = canonical(address).rpartition("@")[2]
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]


def mail_risk(address: str, domains: Iterable[Domain], today: date) -> MailRisk | None:
    """Look whether the main address is on a domain that is at risk.

    Args:
        address: The main address, as typed or canonical; the domain may be internationalised, or a subdomain.
        domains: The account's domains; the longest name that the address is on counts.
        today: The reader's date.
    """
    host = canonical(address).rpartition("@")[2]
    fitting = [each for each in domains if each.status in _OURS and beneath(host, each.name)]
    if not fitting:
        return None
    domain = max(fitting, key=lambda each: len(each.name))
    days = None if domain.expires_on is None else (domain.expires_on - today).days
    if domain.status in _GONE or (days is not None and days < 0):
        return MailRisk(address, domain, "expired", days)
    if days is not None and days <= SOON_DAYS:
        return MailRisk(address, domain, "soon", days)
    return None if domain.auto_renew else MailRisk(address, domain, "off", days)
