"""Shared access: inviting, accepting, changing, ending, and what a stranger can't do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jumpzone.errors import Conflicted, Invalid, NotFound, Refused, SignInFirst, Throttled
from jumpzone.model.permissions import Permission
from jumpzone.usecases.area import Session
from jumpzone.usecases.members import Members
from jumpzone.usecases.zone import Zone
from tests.usecases.people import EMAIL, OTHER, PASSWORD, People

ANNA = "anna@books.example"
BORIS = "boris@lavka.example"


def zone(people: People, session: Session | None = None) -> Zone:
    return Zone(people.deps, session)


def members(people: People, session: Session | None = None) -> Members:
    return zone(people, session).members


def accept(people: People, email: str = ANNA, code: str | None = None) -> Session:
    given = people.composer.code() if code is None else code
    return members(people).accept(email, given, "Анна Петрова", OTHER, language="bg", timezone="Europe/Sofia")


def test_an_accountant_without_a_login_is_invited_and_sees_the_invoices_alone(
    people_anywhere: People,
) -> None:
    owner = people_anywhere.register()
    mine = members(people_anywhere, owner)
    id_, _applied = mine.invite(" anna@BOOKS.example ", permissions=["invoices"])
    assert [each.id for each in mine.invitations()] == [id_]
    session = accept(people_anywhere)
    assert (session.account.id, session.login.name) == (owner.account.id, "Анна Петрова")
    assert session.role.permissions == {Permission.INVOICES}
    assert session.login.home_account is None
    theirs = zone(people_anywhere, session)
    assert theirs.invoices.list().window(0, 5) == []
    for refused in (lambda: theirs.domains.list().window(0, 5), lambda: theirs.members.everybody()):
        with pytest.raises(Refused):
            refused()
    found = mine.everybody()
    assert [(each.name, each.address, each.membership.role) for each in found] == [
        ("Мария Иванова", EMAIL, "owner"),
        ("Анна Петрова", ANNA, "member"),
    ]
    assert mine.invitations() == []
    assert people_anywhere.composer.notices[-1].template == "access_given"
    assert people_anywhere.access().sign_in(ANNA, OTHER).account.id == owner.account.id


def test_who_has_a_login_finds_the_invitation_after_signing_in(people_anywhere: People) -> None:
    owner, boris = people_anywhere.register(), people_anywhere.register(BORIS)
    id_, _applied = members(people_anywhere, owner).invite(BORIS, permissions=["domains", "tickets"])
    theirs = members(people_anywhere, boris)
    (offer,) = theirs.offers()
    assert (offer.account.id, offer.invitation.id) == (owner.account.id, id_)
    theirs.accept_offer(id_)
    assert theirs.offers() == []
    assert [each.account.id for each in theirs.accounts()] == [boris.account.id, owner.account.id]
    there = theirs.switch(owner.account.number)
    assert there.account.id == owner.account.id
    assert there.role.permissions == {Permission.DOMAINS, Permission.TICKETS}
    assert zone(people_anywhere, there).domains.list().window(0, 5) == []
    assert people_anywhere.access().sign_in(BORIS, PASSWORD).account.id == boris.account.id


def test_an_invitation_is_its_addressee_s_alone(people: People) -> None:
    owner, boris = people.register(), people.register(BORIS)
    id_, _applied = members(people, owner).invite(ANNA, role="owner")
    code = people.composer.code()
    stranger = members(people, boris)
    assert stranger.offers() == []
    for answer in (stranger.accept_offer, stranger.decline_offer):
        with pytest.raises(NotFound):
            answer(id_)
    with pytest.raises(Invalid, match="invalid-code"):
        accept(people, BORIS, code)
    assert accept(people, ANNA, code).role.owner


def test_the_code_is_in_no_message_that_the_owner_could_read(people: People) -> None:
    owner = people.register()
    before = people.count("message")
    members(people, owner).invite(ANNA, permissions=["invoices"])
    assert people.count("message") == before


def test_a_code_is_good_for_seven_days_once_and_after_five_tries_for_nothing(people_anywhere: People) -> None:
    owner = people_anywhere.register()
    mine = members(people_anywhere, owner)
    mine.invite(ANNA, permissions=["invoices"])
    code = people_anywhere.composer.code()
    for _ in range(5):
        with pytest.raises(Invalid, match="invalid-code"):
            accept(people_anywhere, code="12345678" if code != "12345678" else "87654321")
    with pytest.raises((Invalid, Throttled)):
        accept(people_anywhere, code=code)
    people_anywhere.clock.advance(timedelta(hours=1))
    mine.invite(ANNA, permissions=["invoices"])
    late = people_anywhere.composer.code()
    people_anywhere.clock.advance(timedelta(days=7, seconds=1))
    with pytest.raises(Invalid, match="invalid-code"):
        accept(people_anywhere, code=late)
    owner = people_anywhere.access().sign_in(EMAIL, PASSWORD)
    members(people_anywhere, owner).invite(ANNA, permissions=["invoices"])
    good = people_anywhere.composer.code()
    assert accept(people_anywhere, code=good)
    with pytest.raises(Invalid, match="invalid-code"):
        accept(people_anywhere, code=good)


def test_an_invitation_can_be_taken_back_turned_down_and_made_anew(people: People) -> None:
    owner, boris = people.register(), people.register(BORIS)
    mine, theirs = members(people, owner), members(people, boris)
    first, _applied = mine.invite(BORIS, permissions=["invoices"])
    second, _again = mine.invite(BORIS, permissions=["domains"])
    assert (
        [each.id for each in mine.invitations()]
        == [second]
        == [each.invitation.id for each in theirs.offers()]
    )
    with pytest.raises(NotFound):
        theirs.accept_offer(first)
    mine.withdraw(second)
    assert theirs.offers() == []
    third, _third = mine.invite(BORIS, permissions=["domains"])
    theirs.decline_offer(third)
    assert mine.invitations() == [] == theirs.offers()


def test_an_address_with_a_login_is_sent_to_sign_in_after_the_right_code_only(people: People) -> None:
    owner = people.register()
    people.register(BORIS)
    members(people, owner).invite(BORIS, permissions=["invoices"])
    code = people.composer.code()
    with pytest.raises(Invalid, match="invalid-code"):
        accept(people, BORIS, "12345678" if code != "12345678" else "87654321")
    with pytest.raises(Refused, match="sign-in-instead"):
        accept(people, BORIS, code)


def test_rights_change_and_end_at_once_wherever_the_member_is_signed_in(people_anywhere: People) -> None:
    owner = people_anywhere.register()
    mine = members(people_anywhere, owner)
    mine.invite(ANNA, permissions=["invoices"])
    anna = accept(people_anywhere)
    (seen,) = [each.membership for each in mine.everybody() if each.address == ANNA]
    mine.change_rights(seen, "member", ["domains"])
    assert people_anywhere.composer.notices[-1].template == "access_changed"
    with pytest.raises(Refused):
        zone(people_anywhere, anna).invoices.list().window(0, 5)
    assert zone(people_anywhere, anna).domains.list().window(0, 5) == []
    with pytest.raises(Conflicted):
        mine.change_rights(seen, "member", ["tickets"])
    mine.revoke(seen.id)
    assert people_anywhere.composer.notices[-1].template == "access_ended"
    with pytest.raises(Refused):
        zone(people_anywhere, anna).domains.list().window(0, 5)
    with pytest.raises(Refused, match="no-account"):
        people_anywhere.access().sign_in(ANNA, OTHER)


def test_the_holder_stays_an_owner_and_a_member_shares_nothing(people: People) -> None:
    owner = people.register()
    mine = members(people, owner)
    (me,) = mine.everybody()
    with pytest.raises(Refused, match="holder"):
        mine.revoke(me.membership.id)
    with pytest.raises(Refused, match="holder"):
        mine.change_rights(me.membership, "member", ["invoices"])
    with pytest.raises(Refused, match="holder"):
        mine.leave()
    mine.invite(ANNA, permissions=[str(each) for each in Permission])
    anna = members(people, accept(people))
    for act in (
        lambda: anna.invite(BORIS, permissions=["invoices"]),
        lambda: anna.revoke(me.membership.id),
        lambda: anna.change_rights(me.membership, "member", ["invoices"]),
        anna.invitations,
    ):
        with pytest.raises(Refused):
            act()
    anna.leave()
    assert len(mine.everybody()) == 1


@pytest.mark.parametrize(
    ("address", "role", "permissions", "field"),
    [
        ("no address", "member", ["invoices"], "address"),
        (EMAIL, "member", ["invoices"], "address"),
        (ANNA, "member", [], "permissions"),
        (ANNA, "member", ["everything"], "permissions"),
        (ANNA, "boss", ["invoices"], "role"),
    ],
)
def test_what_can_t_be_offered_is_said_at_its_field(
    people: People, address: str, role: str, permissions: list[str], field: str
) -> None:
    mine = members(people, people.register())
    before = people.count("mail_job")
    with pytest.raises(Invalid) as raised:
        mine.invite(address, role=role, permissions=permissions)
    assert [each.field for each in raised.value.fields] == [field]
    assert people.count("mail_job") == before
    assert people.count("invitation") == people.count("invitation_code") == 0


def test_a_contact_that_joins_is_known_as_a_member(people: People) -> None:
    owner = people.register()
    home = zone(people, owner)
    values = {"first_name": "Анна", "last_name": "Петрова", "email": ANNA, "notifications": ["invoice"]}
    contact, _applied = home.contacts.add(values)
    home.members.invite(ANNA, permissions=["invoices"], contact=contact)
    accept(people)
    (membership,) = [each.membership.id for each in home.members.everybody() if each.address == ANNA]
    assert home.contacts.get(contact).membership == membership
    home.members.revoke(membership)
    assert home.contacts.get(contact).membership is None


def test_one_who_is_signed_out_can_do_nothing(people: People) -> None:
    session = people.register()
    mine = members(people, session)
    people.access(session).sign_out()
    for act in (mine.everybody, mine.offers, lambda: mine.invite(ANNA, permissions=["invoices"])):
        with pytest.raises(SignInFirst):
            act()
