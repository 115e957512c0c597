"""Searching everything: what is typed of a name finds it, and nobody finds what is not theirs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from jumpzone.errors import SignInFirst
from jumpzone.model.matching import Asked, Fit, distance
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import Record
from jumpzone.model.text import fold
from jumpzone.model.words import unicode_name
from jumpzone.store import bulk
from jumpzone.usecases.search import TYPES, Hit
from tests.support import share
from tests.usecases.sample import NOW, SampleZone

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HOSTILE = (
    "",
    " ",
    "%",
    "_",
    "\\",
    "'",
    '"',
    '" OR 1=1 --',
    "') OR true --",
    "a* OR b",
    "NEAR(a b)",
    "{subject} : x",
    "account:",
    "*",
    "-",
    "^",
    "& | ! <->",
    "a\x00b",
    "\ud800",
    "\x1b[31m",
    "[/]",
    "[@click=app.quit]",
    "\u202e",
    "é" * 500,
    "x " * 500,
    "xn--",
    "xn--\u0430",
    "‑" * 70,
    "." * 300,
    "1" * 400,
    "👩‍💻",
)


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def names(sample: SampleZone) -> list[tuple[Record, str]]:
    """Every record with what it is called, in each spelling."""
    data = sample.sample
    found: list[tuple[Record, str]] = [(each, each.name) for each in data.domains]
    found += [(each, unicode_name(each.name)) for each in data.domains]
    found += [(each, each.number) for each in data.invoices if each.number]
    found += [(each, each.number) for each in data.tickets if each.number]
    found += [(each, each.label or each.address or each.product) for each in data.services]
    found += [(each, f"{each.first_name} {each.last_name}") for each in data.contacts]
    found += [(each, each.email) for each in data.contacts]
    return found


def test_a_name_or_number_finds_its_record_first(sample: SampleZone) -> None:
    everything = names(sample)
    for record, name in everything:
        called_so = {other.id for other, theirs in everything if fold(theirs) == fold(name)}
        first = [hit.id for hit in sample.zone.search.find(name.upper(), limit=len(called_so) + 3)]
        assert record.id in first, name


def test_a_beginning_finds_the_record_among_those_that_begin_so(sample: SampleZone) -> None:
    everything = names(sample)
    chance = random.Random(3)
    for record, name in chance.sample(everything, min(len(everything), share(300, 60))):
        begun = name[: chance.randrange(2, len(name) + 1)]
        hits = sample.zone.search.find(begun, limit=500)
        at = next(place for place, hit in enumerate(hits) if hit.id == record.id)
        assert hits[at].fit >= Fit.BEGINNING, (begun, name)
        assert all(hit.fit >= Fit.BEGINNING for hit in hits[:at])


def test_a_slip_in_a_domain_name_does_no_harm(sample: SampleZone) -> None:
    chance = random.Random(5)
    domains = [each for each in sample.sample.domains if len(each.name) >= 6]
    for _ in range(share(400, 60)):
        domain = chance.choice(domains)
        name = chance.choice([domain.name, unicode_name(domain.name)])
        at, letter = chance.randrange(len(name) - 1), chance.choice(LETTERS)
        typed = chance.choice(
            [
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            ]
        )
        assert domain.id in [hit.id for hit in sample.zone.search.find(typed, limit=10)], (name, typed)


def test_a_number_needs_neither_its_series_nor_its_zeros(sample: SampleZone) -> None:
    assert sample.zone.search.find("412")[0].title == "0000000412"
    assert sample.zone.search.find("100371")[0].title.startswith("T-100371 ")


def test_words_of_messages_and_conversations_are_found_the_newest_first(sample: SampleZone) -> None:
    message = sample.sample.messages[3]
    word = max(message.subject.split(), key=len)
    hits = sample.zone.search.find(word, limit=500, types=("message",))
    assert message.id in [hit.id for hit in hits]
    for one, other in pairwise(hits):
        assert one.fit > other.fit or str(one.when) >= str(other.when)
    reply = max(sample.sample.replies, key=lambda each: len(each.body))
    said = " ".join(sorted({each for each in reply.body.split() if each.isalpha()}, key=len)[-3:])
    assert reply.ticket in [hit.id for hit in sample.zone.search.find(said, types=("ticket",))]


def test_every_hit_says_what_it_is(sample: SampleZone) -> None:
    for type_ in TYPES:
        hits = sample.zone.search.find("a", types=(type_,)) + sample.zone.search.find("st", types=(type_,))
        hits += sample.zone.search.find("000", types=(type_,)) + sample.zone.search.find(
            "T-1", types=(type_,)
        )
        assert hits, type_
        for hit in hits:
            assert hit.type == type_
            assert hit.title
            assert isinstance(hit.detail, str)


def test_anything_may_be_typed(sample: SampleZone) -> None:
    for typed in HOSTILE:
        assert all(isinstance(hit, Hit) for hit in sample.zone.search.find(typed)), typed


def test_nothing_of_another_account_is_found(sample: SampleZone) -> None:
    other = SampleRows(sample)
    for name in other.names:
        found = sample.zone.search.find(name, limit=200)
        assert not {hit.id for hit in found} & other.ids
        assert {hit.record.account for hit in found} <= {sample.sample.account.id}


class SampleRows:
    """The same company once more, under another account, in the same store."""

    def __init__(self, sample: SampleZone) -> None:
        data, ids = sample.sample, sample.deps.ids
        account = replace(data.account, id=ids.new(), number="C-999999", account=ids.new())
        account = replace(account, account=account.id)
        theirs = (*data.domains[:3], *data.invoices[:3], *data.contacts[:3], *data.messages[:3])
        rows: list[Record] = [account, *(replace(each, id=ids.new(), account=account.id) for each in theirs)]
        with sample.store.write() as tx:
            bulk.load(tx, rows, sealer=sample.deps.sealer, ids=ids, now=NOW, secrets={}, passwords={})
        self.ids = {each.id for each in rows}
        self.names = [data.domains[0].name, data.invoices[0].number or "", data.messages[0].subject]


def test_what_may_not_be_read_is_not_found(sample: SampleZone) -> None:
    membership = sample.sample.membership
    values = {"role": "member", "permissions": ["domains"]}
    mutation = Mutation(
        sample.deps.ids.new(), membership.account, "membership", membership.id, "update", NOW, values
    )
    sample.deps.executor.run(mutation, IMPORT)
    for _record, name in names(sample)[:: share(1, 9)]:
        assert {hit.type for hit in sample.zone.search.find(name)} <= {"domain"}
    assert sample.zone.search.find(sample.sample.domains[0].name)


def test_a_message_for_another_login_is_not_found(sample: SampleZone) -> None:
    message = sample.sample.messages[0]
    strange = replace(
        message, id=sample.deps.ids.new(), login=sample.deps.ids.new(), subject="Zyzzyva", body="quokka code"
    )
    with sample.store.write() as tx:
        bulk.load(
            tx, [strange], sealer=sample.deps.sealer, ids=sample.deps.ids, now=NOW, secrets={}, passwords={}
        )
    assert sample.zone.search.find("zyzzyva") == []
    assert sample.zone.search.find("quokka") == []


def test_nobody_finds_anything(sample: SampleZone) -> None:
    with pytest.raises(SignInFirst):
        sample.zone.signed_in(None).search.find("studio")


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("studio", "studio", 0),
        ("studoi", "studio", 1),
        ("stdio", "studio", 1),
        ("studdio", "studio", 1),
        ("stadio", "studio", 1),
        ("sutdoi", "studio", 2),
        ("", "ab", 2),
        ("teapot", "studio", 3),
    ],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == slips


def test_a_fit_is_the_better_the_nearer() -> None:
    names = ["studio.example"]
    typed = ("studio.example", "stud", "exam", "udio", "studoi", "teapot")
    fits = [Asked.of(each).fit(names) or Asked.of(each).almost(names) for each in typed]
    assert fits == [Fit.SAME, Fit.BEGINNING, Fit.WORD, Fit.PART, Fit.ALMOST, Fit.NONE]
