"""What a sample company comes to: plain records, and beside them what is secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from jumpzone.model.records import (
    Account,
    Announcement,
    Contact,
    Credit,
    DnsRecord,
    Domain,
    EmailAddress,
    Invoice,
    Login,
    Membership,
    Message,
    Order,
    Product,
    Profile,
    Record,
    SavedFilter,
    Service,
    Ticket,
    TicketReply,
    Transaction,
)

PASSWORD: Final = "three quiet teapots draw a map"
"""Everybody's in the samples; no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One company with its history.

    Attributes:
        company: Its name among :data:`jumpzone.demo.build.COMPANIES`.
        language: The language of its texts.
        now: The moment at which the history ends.
        login: Who signs in.
        address: The login's primary address.
        password: The login's password, shown and filled in by the demo.
        message_secrets: Per message id, what the masks of its body stand for; sealed when loaded.
        transfer_codes: Per domain id, the registry's code; sealed when loaded.
        announcements: Told to everybody, the same for every company of one moment and language.
        products: What is on sale, the same for every company.
    """

    company: str
    language: str
    now: datetime
    login: Login
    address: EmailAddress
    password: str = PASSWORD
    account: Account
    profile: Profile
    membership: Membership
    contacts: tuple[Contact, ...] = ()
    services: tuple[Service, ...] = ()
    domains: tuple[Domain, ...] = ()
    dns_records: tuple[DnsRecord, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    orders: tuple[Order, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    credits: tuple[Credit, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    replies: tuple[TicketReply, ...] = ()
    messages: tuple[Message, ...] = ()
    saved_filters: tuple[SavedFilter, ...] = ()
    message_secrets: Mapping[str, tuple[str, ...]]
    transfer_codes: Mapping[str, str] = field(default_factory=dict)
    announcements: tuple[Announcement, ...] = ()
    products: tuple[Product, ...] = ()

    @property
    def secrets(self) -> dict[str, tuple[str, ...]]:
        """Everything that is sealed when it is loaded, by the id of the message or domain."""
        return {**self.message_secrets, **{id_: (code,) for id_, code in self.transfer_codes.items()}}

    @property
    def records(self) -> Iterator[Record]:
        """Every record of the account, without the announcements, in an order fit for loading."""
        yield self.login
        yield self.account
        yield self.address
        yield self.membership
        yield self.profile
        for records in (
            self.contacts,
            self.services,
            self.domains,
            self.dns_records,
            self.invoices,
            self.orders,
            self.transactions,
            self.credits,
            self.tickets,
            self.replies,
            self.messages,
            self.saved_filters,
        ):
            yield from records
