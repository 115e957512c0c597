"""The five attacks on accounts that are still to be opened, or to be taken back, as far as they apply here.

Sudhodanan & Paverd, "Pre-hijacked accounts", USENIX Security 2022. There is no federated sign-in, so the classic merge
and the identity provider that verifies nothing come down to registering somebody else's address.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from jumpzone.errors import Invalid, NotFound, Refused, SignInFirst, ZoneError
from jumpzone.usecases.addresses import Addresses
from jumpzone.usecases.area import Session
from jumpzone.usecases.members import Members
from tests.usecases.people import EMAIL, OTHER, PASSWORD, People

ATTACKER = "mallory@trick.example"
THEIRS = "a gravel of spoons quietly"


def own(people: People, session: Session) -> Addresses:
    return Addresses(people.deps, session)


def recover(people: People, password: str = OTHER) -> Session:
    """The victim takes the login back the way everybody is told to: a new password by a mailed code."""
    pending = people.access().begin_reset(EMAIL)
    people.access().confirm_reset(pending.token, people.composer.code(), password)
    return people.access().sign_in(EMAIL, password)


def test_registering_somebody_else_s_address_first_prepares_nothing(people_anywhere: People) -> None:
    """Classic merge, and non-verifying identity provider."""
    theirs = people_anywhere.begin(EMAIL, THEIRS)
    with pytest.raises(Refused, match="invalid-credentials"):
        people_anywhere.access().sign_in(EMAIL, THEIRS)
    people_anywhere.clock.advance(timedelta(minutes=5))
    victim = people_anywhere.register(EMAIL, PASSWORD)
    with pytest.raises(Refused, match="invalid-credentials"):
        people_anywhere.access().sign_in(EMAIL, THEIRS)
    with pytest.raises(Invalid, match="invalid-code"):
        people_anywhere.registration.confirm(theirs.token, "12345678")
    assert people_anywhere.count("login") == 1
    assert people_anywhere.access().sign_in(EMAIL, PASSWORD).login.id == victim.login.id


def test_an_old_session_does_not_outlive_the_new_password(people_anywhere: People) -> None:
    """Unexpired session."""
    people_anywhere.register()
    stolen = people_anywhere.access().sign_in(EMAIL, PASSWORD, remember=True)
    recover(people_anywhere)
    with pytest.raises(SignInFirst):
        people_anywhere.access().resume(stolen.token or "")
    with pytest.raises(SignInFirst):
        own(people_anywhere, stolen).own()


def test_an_address_slipped_in_signs_in_nowhere_and_resets_nothing(people_anywhere: People) -> None:
    """Trojan identifier."""
    people_anywhere.register()
    stolen = people_anywhere.access().sign_in(EMAIL, PASSWORD)
    id_, _applied = own(people_anywhere, stolen).add(ATTACKER)
    own(people_anywhere, stolen).verify(id_, people_anywhere.composer.code())
    assert [each.to for each in people_anywhere.composer.notices if each.template == "address_added"] == [
        EMAIL
    ]
    victim = recover(people_anywhere)
    with pytest.raises(Refused, match="invalid-credentials"):
        people_anywhere.access().sign_in(ATTACKER, OTHER)
    pending = people_anywhere.access().begin_reset(ATTACKER)
    assert people_anywhere.composer.notices[-1].template == "reset_unknown"
    with pytest.raises(Invalid, match="invalid-code"):
        people_anywhere.access().confirm_reset(pending.token, "12345678", THEIRS)
    own(people_anywhere, victim).remove(id_)
    assert [each.record.address for each in own(people_anywhere, victim).own()] == [EMAIL]


def test_a_change_of_address_that_waits_is_void_after_the_recovery(people_anywhere: People) -> None:
    """Unexpired e-mail change: a code for another address, kept for later."""
    people_anywhere.register()
    stolen = people_anywhere.access().sign_in(EMAIL, PASSWORD)
    id_, _applied = own(people_anywhere, stolen).add(ATTACKER)
    kept = people_anywhere.composer.code()
    victim = recover(people_anywhere)
    with pytest.raises((SignInFirst, NotFound)):
        own(people_anywhere, stolen).verify(id_, kept)
    with pytest.raises(Invalid, match="invalid-code"):
        own(people_anywhere, victim).verify(id_, kept)


def test_passing_the_main_address_on_gives_the_thief_no_way_back(people_anywhere: People) -> None:
    """Unexpired e-mail change: the thief's own address was main in between, and must not be able to stop anything."""
    people_anywhere.register()
    stolen = people_anywhere.access().sign_in(EMAIL, PASSWORD)
    mine = own(people_anywhere, stolen)
    theirs, _applied = mine.add(ATTACKER)
    mine.verify(theirs, people_anywhere.composer.code())
    (victim_s,) = [each.record.id for each in mine.own() if each.record.address == EMAIL]
    mine.make_main(theirs, PASSWORD)
    before = len(people_anywhere.composer.notices)
    mine.make_main(victim_s, PASSWORD)
    told = people_anywhere.composer.notices[before:]
    assert not any(each.to == ATTACKER and each.secrets for each in told)
    recover(people_anywhere)
    seen = [each.secrets["code"] for each in people_anywhere.composer.notices if each.secrets]
    for code in seen:
        with pytest.raises(ZoneError):
            own(people_anywhere, stolen).stop_change(ATTACKER, code)
        people_anywhere.clock.advance(timedelta(hours=1))
    assert people_anywhere.access().sign_in(EMAIL, OTHER).address.address == EMAIL


def test_a_thief_who_resets_the_password_by_the_new_main_address_can_still_be_stopped(people: People) -> None:
    people.register()
    stolen = people.access().sign_in(EMAIL, PASSWORD)
    mine = own(people, stolen)
    theirs, _applied = mine.add(ATTACKER)
    mine.verify(theirs, people.composer.code())
    mine.make_main(theirs, PASSWORD)
    code = people.composer.code()
    pending = people.access().begin_reset(ATTACKER)
    people.access().confirm_reset(pending.token, people.composer.code(), THEIRS)
    own(people, stolen).stop_change(EMAIL, code)
    with pytest.raises(Refused, match="invalid-credentials"):
        people.access().sign_in(ATTACKER, THEIRS)
    assert recover(people).address.address == EMAIL


def test_an_owner_can_t_make_a_login_of_somebody_else_s_address(people: People) -> None:
    """Inviting the victim's address and taking the invitation oneself would be the same attack by another door."""
    attacker = people.register(ATTACKER)
    Members(people.deps, attacker).invite(EMAIL, role="owner")
    assert people.composer.notices[-1].to == EMAIL
    bodies = " ".join(str(row["body"]) for row in people.rows("message"))
    assert people.composer.code() not in bodies.replace(" ", "")
    victim = people.register(EMAIL)
    assert victim.account.id != attacker.account.id
