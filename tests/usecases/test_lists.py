"""Lists: any window of any list is what sorting and filtering everything would give, on both engines."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jumpzone.errors import NotFound, Refused, SignInFirst
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import Message, Record
from jumpzone.model.text import fold
from jumpzone.usecases.lists import Query, Records
from jumpzone.usecases.zone import Zone
from tests.support import share
from tests.usecases.sample import NOW, SampleZone

AREAS = ("services", "domains", "invoices", "tickets", "contacts", "messages")


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def area(zone: Zone, name: str) -> Records[Any]:
    found: Records[Any] = getattr(zone, name)
    return found


def expected(records: list[Record], query: Query) -> list[str]:
    """The ids of a list, the plain way: filter everything, sort everything."""

    def passes(record: Record) -> bool:
        return (
            all(getattr(record, name) in values for name, values in query.where.items())
            and all(getattr(record, name) >= value for name, value in query.since.items())
            and all(getattr(record, name) < value for name, value in query.until.items())
        )

    def key(record: Record) -> tuple[Any, str]:
        return least(getattr(record, query.sort)), record.id

    return [each.id for each in sorted(filter(passes, records), key=key, reverse=query.descending)]


def least(value: Any) -> Any:
    return date.min if value is None else value


QUERIES: list[tuple[str, str, Query]] = [
    ("messages", "messages", Query(sort="sent_at", descending=True)),
    ("messages", "messages", Query(sort="sent_at")),
    ("messages", "messages", Query(where={"category": ("invoice",)}, sort="sent_at", descending=True)),
    (
        "messages",
        "messages",
        Query(since={"sent_at": NOW - timedelta(days=365)}, sort="sent_at", descending=True),
    ),
    ("messages", "messages", Query(where={"delivery": ("failed",)}, sort="sent_at", descending=True)),
    ("messages", "messages", Query(where={"category": ()}, sort="sent_at")),
    ("invoices", "invoices", Query(sort="issued_on", descending=True)),
    ("invoices", "invoices", Query(sort="total")),
    ("invoices", "invoices", Query(where={"status": ("unpaid", "paid")}, sort="paid_on", descending=True)),
    ("invoices", "invoices", Query(until={"due_on": date(2026, 1, 1)}, sort="due_on")),
    ("domains", "domains", Query(sort="expires_on")),
    ("services", "services", Query(sort="next_due_on", descending=True)),
    ("tickets", "tickets", Query(sort="last_reply_at", descending=True)),
]


@pytest.mark.parametrize(("name", "records", "query"), QUERIES)
def test_any_window_is_part_of_the_whole_list(
    sample: SampleZone, name: str, records: str, query: Query
) -> None:
    listing = area(sample.zone, name).list(query)
    whole = expected(list(getattr(sample.sample, records)), query)
    assert listing.total() == len(whole)
    assert [each.id for each in listing] == whole
    chance = random.Random(name)
    for _ in range(share(100, 25)):
        start, length = chance.randrange(len(whole) + 5), chance.randrange(1, 70)
        assert [each.id for each in listing.window(start, length)] == whole[start : start + length]


def test_a_record_is_found_at_its_position(sample: SampleZone) -> None:
    listing = sample.zone.messages.list()
    whole = [each.id for each in listing]
    for place in (0, 1, 150, len(whole) - 1):
        assert listing.position(whole[place]) == place
    assert listing.position(sample.deps.ids.new()) is None


def test_messages_with_every_word_are_found_newest_first(sample: SampleZone) -> None:
    for text in ("фактура", "studio.example", "ФАКТ студио", "0000000412"):
        found = list(sample.zone.messages.list(Query(text=text, sort="sent_at", descending=True)))
        words = [fold(word) for word in text.replace(".", " ").split()]
        wanted = [each.id for each in sample.sample.messages if has_words(each, words)]
        assert sorted(each.id for each in found) == sorted(wanted), text
        times = [each.sent_at for each in found if each.sent_at is not None]
        assert times == sorted(times, reverse=True)
    assert wanted, "the sample has the overdue invoice's mails"


def has_words(message: Message, words: list[str]) -> bool:
    """Whether every word begins a word of the message: what a person expects of a search."""
    have = re.findall(r"\w+", fold(f"{message.subject} {message.body} {message.to}"))
    return all(any(each.startswith(word) for each in have) for word in words)


@pytest.mark.parametrize(
    "text", ['"', "* OR *", "a AND", "(((", "NEAR(", "{x} : y", "'; DROP TABLE message; --"]
)
def test_a_search_is_words_and_never_syntax(sample: SampleZone, text: str) -> None:
    assert sample.zone.messages.list(Query(text=text, sort="sent_at")).window(0, 5) is not None
    assert sample.zone.domains.list(Query(text=text)).window(0, 5) is not None
    assert sample.zone.messages.list().total() == len(sample.sample.messages)


def test_a_percent_sign_is_no_wildcard(sample: SampleZone) -> None:
    assert sample.zone.domains.list(Query(text="%")).total() == 0
    assert sample.zone.domains.list(Query(text="_")).total() == 0


def test_a_domain_is_found_by_its_name_as_people_write_it(sample: SampleZone) -> None:
    (found,) = sample.zone.domains.list(Query(text="студио")).window(0, 5)
    assert found.name.startswith("xn--")


def test_a_filter_by_text_ignores_case_in_every_script(sample: SampleZone) -> None:
    contact = sample.sample.contacts[0]
    found = sample.zone.contacts.list(Query(text=contact.last_name.upper())).window(0, 9)
    assert contact.id in [each.id for each in found]


def test_a_message_for_one_login_is_that_logins_alone(sample: SampleZone) -> None:
    own = next(each for each in sample.sample.messages if each.login is None)
    other = sample.deps.ids.new()
    mutation = Mutation(
        sample.deps.ids.new(),
        own.account,
        "message",
        other,
        "create",
        NOW,
        {
            "to": "somebody@studio.example",
            "subject": "A reset for somebody else",
            "body": "secret words",
            "login": sample.deps.ids.new(),
            "sent_at": NOW,
        },
    )
    sample.deps.executor.run(mutation, IMPORT)
    assert sample.zone.messages.list().position(other) is None
    assert sample.zone.messages.list(Query(text="somebody else", sort="sent_at")).total() == 0
    with pytest.raises(NotFound):
        sample.zone.messages.get(other)


def test_records_of_another_account_are_not_there(sample: SampleZone) -> None:
    with pytest.raises(NotFound):
        sample.zone.invoices.get(sample.sample.account.id)


def test_a_list_is_asked_for_a_field_that_exists(sample: SampleZone) -> None:
    with pytest.raises(ValueError, match="password"):
        sample.zone.contacts.list(Query(sort="password"))


@pytest.mark.parametrize("name", AREAS)
def test_nobody_reads_without_signing_in(sample: SampleZone, name: str) -> None:
    with pytest.raises(SignInFirst):
        area(sample.zone.signed_in(None), name).list()


@pytest.mark.parametrize("name", AREAS)
def test_a_list_is_read_no_more_once_the_session_has_ended(sample: SampleZone, name: str) -> None:
    listing = area(sample.zone, name).list()
    sample.sign_in().access.end_other_sessions()
    with pytest.raises(SignInFirst):
        listing.window(0, 1)


@pytest.mark.parametrize("name", AREAS)
def test_a_right_that_was_taken_away_ends_reading_at_once(sample: SampleZone, name: str) -> None:
    zone = sample.zone
    take_all_rights(sample)
    with pytest.raises(Refused):
        area(zone, name).list().window(0, 1)


def take_all_rights(sample: SampleZone) -> None:
    membership = sample.sample.membership
    values = {"role": "member", "permissions": []}
    mutation = Mutation(
        sample.deps.ids.new(), membership.account, "membership", membership.id, "update", NOW, values
    )
    sample.deps.executor.run(mutation, IMPORT)


def test_a_list_survives_rows_that_come_and_go_while_it_is_walked(sample: SampleZone) -> None:
    listing = sample.zone.contacts.list()
    first, known = listing.window(0, 1)[0], listing.total()
    sample.zone.contacts.add({"first_name": "Я", "last_name": "Яна", "email": "yana@studio.example"})
    again = sample.zone.contacts.list()
    assert again.total() == known + 1 == listing.total() + 1
    assert again.window(0, 1)[0].id == first.id


def test_a_conversation_has_its_replies_in_order(sample: SampleZone) -> None:
    ticket = next(each for each in sample.sample.tickets if each.status == "answered")
    conversation = sample.zone.tickets.conversation(ticket.id)
    replies = sorted(
        (each for each in sample.sample.replies if each.ticket == ticket.id), key=lambda each: each.at
    )
    assert [each.id for each in conversation.replies] == [each.id for each in replies]
    with pytest.raises(NotFound):
        sample.zone.tickets.conversation(sample.deps.ids.new())


def test_announcements_are_those_of_the_language_that_are_out(sample: SampleZone) -> None:
    shown = sample.zone.signed_in(None).announcements.latest("bg")
    assert shown
    assert {each.language for each in shown} == {"bg"}
    assert [each.published_at for each in shown] == sorted(
        (each.published_at or datetime.min.replace(tzinfo=UTC) for each in shown), reverse=True
    )
    assert sample.zone.announcements.latest("ru") == []
