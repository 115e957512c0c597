"""What has come to need the reader, and was not the reader's own doing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from jumpzone.model.mutations import IMPORT, MAIL, PROVISION, TIMER, Actor, Mutation
from jumpzone.usecases.attention import Look
from jumpzone.usecases.orders import fresh_ids
from tests.usecases.sample import NOW, SampleZone

TODAY = NOW.date()


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def change(
    sample: SampleZone, actor: Actor, type_: str, record: str, op: str = "update", **values: Any
) -> None:
    mutation = Mutation(
        sample.deps.ids.new(), sample.sample.account.id, type_, record, op, sample.clock.now(), values
    )
    sample.deps.executor.run(mutation, actor)


def fresh(before: Look, after: Look) -> list[str]:
    """What is new between two looks, and not the reader's own doing."""
    known = {each.key for each in before.matters}
    return [
        each.words.render() for each in after.matters if each.key not in known and each.about not in after.own
    ]


def look(sample: SampleZone, before: Look | None = None) -> Look:
    return sample.zone.attention.look(TODAY, None if before is None else before.rev)


def test_an_answer_is_news_and_a_second_one_again(sample: SampleZone) -> None:
    before = look(sample)
    ticket = next(each for each in sample.sample.tickets if each.status == "open")
    change(sample, IMPORT, "ticket", ticket.id, status="answered", last_reply_at=NOW)
    after = look(sample, before)
    assert fresh(before, after) == [f"Ticket {ticket.number} was answered"]
    assert fresh(after, look(sample, after)) == []
    change(sample, IMPORT, "ticket", ticket.id, last_reply_at=NOW + timedelta(minutes=5))
    assert len(fresh(after, look(sample, after))) == 1


def test_a_document_that_becomes_overdue_or_is_new_is_news(sample: SampleZone) -> None:
    before = look(sample)
    paid = next(each for each in sample.sample.invoices if each.status == "paid" and each.kind == "invoice")
    change(sample, TIMER, "invoice", paid.id, status="unpaid", due_on=TODAY)
    after = look(sample, before)
    assert fresh(before, after) == [f"Document {paid.number} is to be paid"]
    tomorrow = sample.zone.attention.look(TODAY + timedelta(days=1), after.rev)
    assert f"Document {paid.number} is overdue" in fresh(after, tomorrow)


def test_a_domain_that_comes_near_and_mail_that_failed_are_news(sample: SampleZone) -> None:
    before = look(sample)
    domain = next(each for each in sample.sample.domains if each.name == "slow-bicycles.test")
    change(sample, PROVISION, "domain", domain.id, expires_on=TODAY + timedelta(days=7))
    message = next(each for each in sample.sample.messages if each.delivery == "sent" and not each.login)
    change(sample, MAIL, "message", message.id, "message.failed", delivery_error="no such mailbox")
    assert set(fresh(before, look(sample, before))) == {
        "slow-bicycles.test expires in 7 days",
        "A mail did not arrive",
    }


def test_money_that_comes_in_is_news(sample: SampleZone) -> None:
    before = look(sample)
    due = next(each for each in sample.sample.invoices if each.status == "unpaid" and each.balance)
    values = {"invoice": due.id, "amount": due.balance, "currency": due.currency}
    values |= {"gateway": "bank", "reference": "tr-1", **fresh_ids(sample.zone)}
    change(sample, PROVISION, "transaction", sample.deps.ids.new(), "payment.record", **values)
    assert fresh(before, look(sample, before)) == ["A payment has come in"]


def test_what_the_reader_did_is_no_news_whatever_program_did_it(sample: SampleZone) -> None:
    before = look(sample)
    ticket = next(each for each in sample.sample.tickets if each.status == "answered")
    sample.sign_in().tickets.reply(ticket.id, "Thanks", [])
    after = look(sample, before)
    assert fresh(before, after) == []
    assert ("ticket", ticket.id) in after.own
    # The same record, touched by somebody else as well.
    change(sample, IMPORT, "ticket", ticket.id, status="answered", last_reply_at=NOW + timedelta(minutes=1))
    assert len(fresh(after, look(sample, after))) == 1


def test_only_what_is_shared_is_news(sample: SampleZone) -> None:
    membership = sample.sample.membership
    change(sample, IMPORT, "membership", membership.id, role="member", permissions=["domains"])
    found = look(sample)
    assert {each.about[0] for each in found.matters} <= {"domain"}
