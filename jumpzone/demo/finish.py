"""What the samples share: who gets mail, which letter came back, and every record's account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from jumpzone.demo.frame import Frame
from jumpzone.demo.letters import Reader
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import Texts
from jumpzone.model.records import Contact, Invoice, Message, Record

R = TypeVar("R", bound=Record)


def fail_one(messages: list[Message], to: str, before: datetime, texts: Texts) -> None:
    """Let the newest message to somebody that went out before a moment have failed."""
    at = max(
        at
        for at, each in enumerate(messages)
        if each.to == to and each.sent_at is not None and each.sent_at < before
    )
    refused = texts.mail_refused.format(to=to)
    messages[at] = replace(messages[at], delivery="failed", delivery_error=refused)


def records_of(sample: Sample) -> Sample:
    """Give every record of a sample its account."""
    account = sample.account.id

    def owned(records: tuple[R, ...]) -> tuple[R, ...]:
        return tuple(replace(each, account=account) for each in records)

    return replace(
        sample,
        profile=replace(sample.profile, account=account),
        membership=replace(sample.membership, account=account),
        contacts=owned(sample.contacts),
        services=owned(sample.services),
        domains=owned(sample.domains),
        dns_records=owned(sample.dns_records),
        invoices=owned(sample.invoices),
        orders=owned(sample.orders),
        transactions=owned(sample.transactions),
        credits=owned(sample.credits),
        tickets=owned(sample.tickets),
        replies=owned(sample.replies),
        messages=owned(sample.messages),
        saved_filters=owned(sample.saved_filters),
    )


def readers_of(frame: Frame, contacts: Iterable[Contact]) -> list[Reader]:
    """Return who gets an account's mail: the holder, then the contacts."""
    login, profile = frame.login.id, frame.profile
    holder = Reader(
        frame.address.address, profile.first_name, frame.account.created_at, profile.notifications, login
    )
    others = (Reader(each.email, each.first_name, each.created_at, each.notifications) for each in contacts)
    return [holder, *others]


def when_due(invoices: Iterable[Invoice]) -> tuple[dict[str, str], dict[str, date]]:
    """Return the number of every invoice by its id, and when it was to be paid."""
    known = tuple(invoices)
    numbers = {each.id: each.number or "" for each in known}
    return numbers, {each.id: each.due_on for each in known if each.due_on is not None}
