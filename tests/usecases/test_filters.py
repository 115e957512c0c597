"""Saved filters: one's own, named once a list, meant anew every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from jumpzone.errors import Invalid, NotFound, Refused
from jumpzone.model.mutations import Actor, Mutation
from jumpzone.model.rules.filters import MOST
from jumpzone.usecases.filters import Shown, query_of, shown_by
from jumpzone.usecases.lists import Query
from jumpzone.usecases.narrowing import narrowed, range_of, range_text
from tests.store.helpers import open_account
from tests.usecases.sample import SampleZone

UTC = ZoneInfo("UTC")
TODAY = date(2026, 11, 23)


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    for each in opened.zone.filters.list():
        opened.zone.filters.remove(each)
    yield opened
    opened.close()


def names(sample: SampleZone, place: str | None = None) -> list[str]:
    return [each.name for each in sample.zone.filters.list(place)]


def test_a_filter_is_saved_chosen_renamed_and_deleted(sample: SampleZone) -> None:
    filters = sample.zone.filters
    late = Shown("", {"status": "overdue"}, "due_on", False)
    filters.save("invoice", "Late [/]", late)
    saved = filters.find("LATE [/]", "invoice")
    assert shown_by(saved) == late
    query = query_of(saved, TODAY, UTC)
    assert [each.status for each in sample.zone.invoices.list(query)] == [
        each.status for each in sample.zone.invoices.list() if each.overdue(TODAY)
    ]
    filters.save("domain", "Late [/]", Shown(filters={"expires": "30"}))
    with pytest.raises(NotFound) as caught:
        filters.find("late [/]")
    assert caught.value.code == "ambiguous"
    filters.rename(saved, "Overdue")
    assert names(sample) == ["Late [/]", "Overdue"], "in the order of the lists"
    filters.remove(filters.find("overdue"))
    assert names(sample, "invoice") == []


def test_the_same_name_again_replaces_and_another_ones_name_is_refused(sample: SampleZone) -> None:
    filters = sample.zone.filters
    filters.save("ticket", "Mine", Shown("one"))
    filters.save("ticket", "mine", Shown("two"))
    (only,) = filters.list("ticket")
    assert (only.name, shown_by(only).text) == ("mine", "two")
    filters.save("ticket", "Other", Shown())
    with pytest.raises(Invalid) as caught:
        filters.rename(only, "OTHER")
    assert caught.value.fields[0].code == "name-taken"
    for name in ("", "x" * 61, "\x1b[31m"):
        with pytest.raises(Invalid):
            filters.save("ticket", name, Shown())


def test_a_list_opens_with_one_filter_at_most(sample: SampleZone) -> None:
    filters = sample.zone.filters
    for name in ("a", "b"):
        filters.save("service", name, Shown())
        filters.open_with(filters.find(name))
    assert [shown_by(each).default for each in filters.list("service")] == [False, True]
    filters.open_with(filters.find("b"), False)
    assert not any(shown_by(each).default for each in filters.list())


def test_a_filter_is_its_logins_alone(sample: SampleZone) -> None:
    filters = sample.zone.filters
    filters.save("service", "mine", Shown())
    (mine,) = filters.list()
    other = open_account(sample.deps.executor, "someone@else.example")
    mutation = Mutation(
        sample.deps.ids.new(), other.account, "saved_filter", mine.id, "filter.delete", sample.clock.now()
    )
    with pytest.raises(NotFound):
        sample.deps.executor.run(mutation, Actor.login(other.login))
    assert names(sample) == ["mine"]


def test_there_are_fifty_at_most_and_only_what_a_list_understands(sample: SampleZone) -> None:
    filters = sample.zone.filters
    for index in range(MOST):
        filters.save("message", f"filter {index}", Shown())
    with pytest.raises(Refused) as caught:
        filters.save("message", "one more", Shown())
    assert caught.value.code == "too-many-filters"
    filters.save("message", "filter 0", Shown("still replaced"))
    with pytest.raises(Invalid):
        filters.save("message", "filter 1", Shown(sort="password"))


def test_choices_mean_the_same_everywhere() -> None:
    expires = narrowed("domain", Query(), {"expires": "30", "locked": "off", "status": ""}, TODAY, UTC)
    assert expires.where == {"locked": (False,)}
    assert (expires.since, expires.until) == ({"expires_on": TODAY}, {"expires_on": date(2026, 12, 24)})
    kept = range_text(date(2026, 1, 1), None)
    time = narrowed("message", Query(), {"time": "range", "range": kept, "category": "invoice"}, TODAY, UTC)
    assert time.where == {"category": ("invoice",)}
    assert time.since["sent_at"].date() == date(2026, 1, 1)
    assert time.until == {}
    assert range_of("no range") == (None, None)
    unknown = narrowed("domain", Query(), {"expires": "soon", "colour": "blue"}, TODAY, UTC)
    assert unknown == Query()
