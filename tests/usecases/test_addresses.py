"""A login's addresses: adding, verifying, changing the main one, and taking a change back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jumpzone.errors import Invalid, NotFound, Refused, SignInFirst, Throttled
from jumpzone.model.mutations import Notice
from jumpzone.usecases.addresses import Addresses
from jumpzone.usecases.area import Session
from tests.usecases.people import EMAIL, OTHER, PASSWORD, People

SECOND = "maria@home.example"
BORIS = "boris@lavka.example"


def mine(people: People, session: Session | None = None) -> Addresses:
    return Addresses(people.deps, session)


def last(people: People) -> Notice:
    return people.composer.notices[-1]


def verified(people: People, session: Session, address: str = SECOND) -> str:
    id_, _applied = mine(people, session).add(address)
    mine(people, session).verify(id_, people.composer.code())
    return id_


def shown(people: People, session: Session) -> list[tuple[str, bool, bool]]:
    return [
        (each.record.address, each.record.primary, each.record.verified_at is not None)
        for each in mine(people, session).own()
    ]


def test_a_second_address_counts_once_its_code_came_back(people_anywhere: People) -> None:
    session = people_anywhere.register()
    id_, _applied = mine(people_anywhere, session).add(" Maria@HOME.example ".strip())
    assert shown(people_anywhere, session) == [(EMAIL, True, True), ("Maria@home.example", False, False)]
    code = people_anywhere.composer.code()
    with pytest.raises(Invalid, match="invalid-code"):
        mine(people_anywhere, session).verify(id_, "12345678" if code != "12345678" else "87654321")
    mine(people_anywhere, session).verify(id_, f"{code[:4]} {code[4:]}")
    assert shown(people_anywhere, session)[1] == ("Maria@home.example", False, True)
    assert (last(people_anywhere).template, last(people_anywhere).to) == ("address_added", EMAIL)
    with pytest.raises(Refused, match="invalid-credentials"):
        people_anywhere.access().sign_in(SECOND, PASSWORD)


def test_an_unverified_address_reserves_nothing_and_is_gone_after_a_day(people: People) -> None:
    session = people.register()
    mine(people, session).add(BORIS)
    boris = people.register(BORIS)
    assert boris.address.address == BORIS
    people.clock.advance(timedelta(hours=11))
    session = people.access().sign_in(EMAIL, PASSWORD)
    people.clock.advance(timedelta(hours=11))
    session = people.access().sign_in(EMAIL, PASSWORD)
    people.clock.advance(timedelta(hours=3))
    session = people.access().sign_in(EMAIL, PASSWORD)
    assert shown(people, session) == [(EMAIL, True, True)]


def test_an_address_of_somebody_else_is_answered_alike_and_opens_with_no_code(
    people_anywhere: People,
) -> None:
    people_anywhere.register(BORIS)
    session = people_anywhere.register()
    before = people_anywhere.count("mail_job")
    free, _one = mine(people_anywhere, session).add(SECOND)
    own_code = people_anywhere.composer.code()
    per_free = people_anywhere.count("mail_job") - before
    taken, _two = mine(people_anywhere, session).add(BORIS)
    assert people_anywhere.count("mail_job") - before == 2 * per_free
    assert last(people_anywhere).template == "address_known"
    assert [each[2] for each in shown(people_anywhere, session)] == [True, False, False]
    with pytest.raises(Invalid, match="invalid-code"):
        mine(people_anywhere, session).verify(taken, own_code)
    mine(people_anywhere, session).verify(free, own_code)


def test_two_who_wait_for_the_same_address_the_first_code_wins(people_anywhere: People) -> None:
    maria, boris = people_anywhere.register(), people_anywhere.register(BORIS)
    hers, _one = mine(people_anywhere, maria).add("shared@home.example")
    her_code = people_anywhere.composer.code()
    people_anywhere.clock.advance(timedelta(minutes=5))
    his, _two = mine(people_anywhere, boris).add("shared@home.example")
    mine(people_anywhere, boris).verify(his, people_anywhere.composer.code())
    with pytest.raises(Invalid, match="invalid-code"):
        mine(people_anywhere, maria).verify(hers, her_code)


def test_the_main_address_changes_with_the_password_and_both_are_told(people_anywhere: People) -> None:
    session = people_anywhere.register()
    other = people_anywhere.access().sign_in(EMAIL, PASSWORD)
    id_ = verified(people_anywhere, session)
    with pytest.raises(Invalid, match="wrong-password"):
        mine(people_anywhere, session).make_main(id_, OTHER)
    mine(people_anywhere, session).make_main(id_, PASSWORD)
    told = {(each.template, each.to) for each in people_anywhere.composer.notices[-2:]}
    assert told == {("address_main", SECOND), ("address_main_changed", EMAIL)}
    assert shown(people_anywhere, session) == [(SECOND, True, True), (EMAIL, False, True)]
    with pytest.raises(SignInFirst):
        mine(people_anywhere, other).own()
    with pytest.raises(Refused, match="invalid-credentials"):
        people_anywhere.access().sign_in(EMAIL, PASSWORD)
    assert people_anywhere.access().sign_in(SECOND, PASSWORD).address.address == SECOND


def test_the_old_address_takes_a_stolen_account_back_for_seven_days(people_anywhere: People) -> None:
    session = people_anywhere.register()
    id_ = verified(people_anywhere, session)
    mine(people_anywhere, session).make_main(id_, PASSWORD)
    code = people_anywhere.composer.code()
    old = next(each.record.id for each in mine(people_anywhere, session).own() if not each.record.primary)
    with pytest.raises(Refused, match="can-still-stop"):
        mine(people_anywhere, session).remove(old)
    people_anywhere.clock.advance(timedelta(days=6))
    thief = people_anywhere.access().sign_in(SECOND, PASSWORD)
    nobody = mine(people_anywhere)
    for address, given in ((SECOND, code), ("nobody@home.example", code), (EMAIL, "12345670")):
        with pytest.raises(Invalid, match="invalid-code"):
            nobody.stop_change(address, given)
    nobody.stop_change(EMAIL, code)
    assert last(people_anywhere).template == "address_stopped"
    with pytest.raises(SignInFirst):
        mine(people_anywhere, thief).own()
    for address in (EMAIL, SECOND):
        with pytest.raises(Refused, match="invalid-credentials"):
            people_anywhere.access().sign_in(address, PASSWORD)
    pending = people_anywhere.access().begin_reset(EMAIL)
    people_anywhere.access().confirm_reset(pending.token, people_anywhere.composer.code(), OTHER)
    back = people_anywhere.access().sign_in(EMAIL, OTHER)
    assert shown(people_anywhere, back) == [(EMAIL, True, True), (SECOND, False, True)]


def test_after_seven_days_a_change_stands_and_the_old_address_can_go(people: People) -> None:
    session = people.register()
    id_ = verified(people, session)
    mine(people, session).make_main(id_, PASSWORD)
    code = people.composer.code()
    people.clock.advance(timedelta(days=7, seconds=1))
    session = people.access().sign_in(SECOND, PASSWORD)
    with pytest.raises(Invalid, match="invalid-code"):
        mine(people).stop_change(EMAIL, code)
    old = next(each.record.id for each in mine(people, session).own() if not each.record.primary)
    mine(people, session).remove(old)
    assert shown(people, session) == [(SECOND, True, True)]
    assert last(people).template == "address_removed"


def test_the_main_address_is_verified_and_never_removed(people: People) -> None:
    session = people.register()
    (main,) = mine(people, session).own()
    with pytest.raises(Refused, match="main-address"):
        mine(people, session).remove(main.record.id)
    id_, _applied = mine(people, session).add(SECOND)
    with pytest.raises(Refused, match="not-verified"):
        mine(people, session).make_main(id_, PASSWORD)


def test_one_login_can_t_touch_another_one_s_addresses(people: People) -> None:
    maria, boris = people.register(), people.register(BORIS)
    id_ = verified(people, maria)
    for act in (
        lambda: mine(people, boris).verify(id_, "12345678"),
        lambda: mine(people, boris).make_main(id_, PASSWORD),
        lambda: mine(people, boris).remove(id_),
        lambda: mine(people, boris).send_again(id_),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b", "x" * 300 + "@home.example", "a\x00@home.example"]
)
def test_what_is_no_address_is_said_at_its_field(people: People, address: str) -> None:
    session = people.register()
    with pytest.raises(Invalid) as raised:
        mine(people, session).add(address)
    assert [each.field for each in raised.value.fields] == ["address"]


def test_mail_to_one_address_is_slowed_down(people: People) -> None:
    session = people.register()
    id_, _applied = mine(people, session).add(SECOND)
    for _ in range(3):
        mine(people, session).send_again(id_)
    with pytest.raises(Throttled):
        mine(people, session).send_again(id_)
