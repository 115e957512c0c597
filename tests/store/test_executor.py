"""One path for every change: rights, rules, the record, the audit entry and the mail, or nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from jumpzone.errors import Conflicted, Invalid, NotFound, Refused, ZoneError
from jumpzone.model.clock import FakeClock
from jumpzone.model.mutations import IMPORT, Actor, Changes
from jumpzone.model.records import Account, Contact, Login, Profile
from jumpzone.store import audit, outgoing
from jumpzone.store.seal import Sealer
from jumpzone.store.tables import TABLES, audit_entry
from tests.store.helpers import MASTER, OpenZone, open_account


def _entries(zone: OpenZone) -> int:
    with zone.store.read() as tx:
        return int(tx.scalar(select(func.count()).select_from(audit_entry)))


def test_opening_an_account_makes_all_that_belongs_to_it(zone: OpenZone) -> None:
    account, profile = zone.get("account", zone.account), zone.get("profile", zone.profile)
    login = zone.get("login", zone.login)
    assert isinstance(account, Account)
    assert isinstance(profile, Profile)
    assert isinstance(login, Login)
    assert (account.number, account.status, account.holder) == ("C-100001", "active", zone.login)
    assert (profile.first_name, profile.country) == ("Мария", "BG")
    assert login.home_account == zone.account
    with zone.store.write() as tx:
        (mail,) = outgoing.claim(tx, Sealer(MASTER), zone.clock.now(), lease=timedelta(minutes=1))
    assert (mail.to, mail.composed.subject) == ("maria@studio.example", "welcome")


def test_accounts_are_numbered_one_after_the_other(zone: OpenZone) -> None:
    second = open_account(zone.executor, "second@studio.example")
    found = second.get("account", second.account)
    assert isinstance(found, Account)
    assert found.number == "C-100002"


def test_an_address_belongs_to_one_login(zone: OpenZone) -> None:
    with pytest.raises(ZoneError) as raised:
        open_account(zone.executor)
    assert raised.value.code == "address-taken"
    assert _entries(zone) == 1


def test_a_contact_is_made_edited_deleted_and_brought_back(zone: OpenZone) -> None:
    id_ = zone.add_contact(notifications=["invoice"])
    edited = zone.run("contact", "update", id_, set={"city": "Варна"}, base={"city": None})
    assert edited.outcome == "applied"
    assert edited.changes == Changes(zone.account, frozenset({("contact", id_)}), 3)
    before = zone.get("contact", id_)
    assert isinstance(before, Contact)
    assert (before.city, before.notifications, before.rev) == ("Варна", frozenset({"invoice"}), 3)
    zone.run("contact", "delete", id_, base={"city": "Варна"})
    assert zone.get("contact", id_) is None
    zone.run("contact", "restore", id_)
    after = zone.get("contact", id_)
    assert isinstance(after, Contact)
    assert (after.city, after.email, after.notifications) == (before.city, before.email, before.notifications)


@pytest.mark.parametrize("op", ["create", "update", "delete"])
def test_every_edit_can_be_taken_back(zone: OpenZone, op: str) -> None:
    id_ = zone.ids.new()
    made = zone.run(
        "contact", "create", id_, set={"first_name": "A", "last_name": "B", "email": "a@b.example"}
    )
    applied = made
    if op == "update":
        applied = zone.run("contact", "update", id_, set={"first_name": "C"}, base={"first_name": "A"})
    if op == "delete":
        applied = zone.run("contact", "delete", id_)
    assert applied.undo is not None
    zone.run("contact", applied.undo.op, id_, set=applied.undo.set, base=applied.undo.base)
    contact = zone.get("contact", id_)
    if op == "create":
        assert contact is None
    else:
        assert isinstance(contact, Contact)
        assert contact.first_name == "A"


def test_what_was_deleted_is_kept_ninety_days(zone: OpenZone) -> None:
    clock = zone.clock
    assert isinstance(clock, FakeClock)
    first, second, third = (zone.add_contact(email=f"c{n}@office.example") for n in range(3))
    zone.run("contact", "delete", first)
    clock.advance(timedelta(days=89))
    zone.run("contact", "delete", second)
    clock.advance(timedelta(days=2))
    zone.run("contact", "delete", third)
    with pytest.raises(NotFound):
        zone.run("contact", "restore", first)
    assert zone.run("contact", "restore", second).outcome == "applied"


def test_taking_back_never_overwrites_what_came_later(zone: OpenZone) -> None:
    first = zone.run("profile", "update", zone.profile, set={"city": "Варна"}, base={"city": "София"})
    zone.run("profile", "update", zone.profile, set={"city": "Русе"}, base={"city": "Варна"})
    assert first.undo is not None
    with pytest.raises(Conflicted):
        zone.run("profile", "update", zone.profile, set=first.undo.set, base=first.undo.base)


def test_the_same_mutation_counts_once(zone: OpenZone) -> None:
    mutation = zone.mutation(
        "contact", "create", set={"first_name": "A", "last_name": "B", "email": "a@b.example"}
    )
    first = zone.executor.run(mutation, zone.owner)
    again = zone.executor.run(mutation, zone.owner)
    assert (again.outcome, again.changes) == (first.outcome, first.changes)
    assert _entries(zone) == 2


def test_an_edit_that_changes_nothing_leaves_no_trace(zone: OpenZone) -> None:
    applied = zone.run(
        "profile", "update", zone.profile, set={"phone": "0888 123 456"}, base={"phone": "+359888123456"}
    )
    assert applied.outcome == "unchanged"
    assert not applied.changes.records
    assert _entries(zone) == 1


def test_two_edits_of_different_fields_both_stand(zone: OpenZone) -> None:
    zone.run("profile", "update", zone.profile, set={"first_name": "Анна"}, base={"first_name": "Мария"})
    zone.run("profile", "update", zone.profile, set={"last_name": "Петрова"}, base={"last_name": "Иванова"})
    profile = zone.get("profile", zone.profile)
    assert isinstance(profile, Profile)
    assert (profile.first_name, profile.last_name) == ("Анна", "Петрова")


def test_the_later_of_two_edits_of_one_field_is_told_what_stands(zone: OpenZone) -> None:
    zone.run("profile", "update", zone.profile, set={"city": "Варна"}, base={"city": "София"})
    with pytest.raises(Conflicted) as raised:
        zone.run(
            "profile",
            "update",
            zone.profile,
            set={"city": "Русе", "first_name": "Анна"},
            base={"city": "София", "first_name": "Мария"},
        )
    assert [(each.field, each.server) for each in raised.value.fields] == [("city", "Варна")]
    profile = zone.get("profile", zone.profile)
    assert isinstance(profile, Profile)
    assert (profile.city, profile.first_name) == ("Варна", "Мария")


def test_a_record_that_moved_on_is_not_deleted(zone: OpenZone) -> None:
    id_ = zone.add_contact()
    zone.run("contact", "update", id_, set={"city": "Варна"}, base={"city": None})
    with pytest.raises(Conflicted):
        zone.run("contact", "delete", id_, base={"city": None, "first_name": "Petar"})
    assert zone.get("contact", id_) is not None


def test_every_wrong_field_is_named(zone: OpenZone) -> None:
    with pytest.raises(Invalid) as raised:
        zone.run(
            "contact",
            "create",
            set={
                "first_name": "A\x00",
                "last_name": None,
                "email": "a@b.example",
                "shoe": 1,
                "membership": "x",
            },
        )
    assert {(each.field, each.code) for each in raised.value.fields} == {
        ("first_name", "refused-text"),
        ("shoe", "unknown-field"),
        ("membership", "read-only"),
        ("last_name", "required"),
    }
    assert _entries(zone) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"notifications": None},
        {"notifications": "invoice"},
        {"notifications": ["nonsense"]},
        {"marketing_opt_in": None},
        {"marketing_opt_in": "yes"},
        {"invoice_to": "nobody"},
        {"invoice_to": None},
        {"first_name": 5},
        {"first_name": ["A"]},
        {"first_name": "\udc80"},
        {"city": "x" * 101},
        {"country": "XX"},
        {"personal_number": "123"},
    ],
)
def test_values_of_the_wrong_form_are_refused_in_words(zone: OpenZone, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as raised:
        zone.run("profile", "update", zone.profile, set=values)
    assert {each.field for each in raised.value.fields} == set(values)
    assert _entries(zone) == 1


def test_rights_are_looked_up_where_the_store_is(zone: OpenZone) -> None:
    accountant = zone.add_member("invoices")
    helper = zone.add_member("contacts")
    stranger = Actor.login(zone.ids.new())
    values = {"first_name": "A", "last_name": "B", "email": "a@b.example"}
    for actor in (accountant, stranger):
        with pytest.raises(Refused):
            zone.run("contact", "create", actor=actor, set=values)
    assert zone.run("contact", "create", actor=helper, set=values).outcome == "applied"
    with pytest.raises(Refused):
        zone.run("account", "update", zone.account, actor=helper, set={"display_name": "Mine"})
    with pytest.raises(Refused):
        zone.run("account", "account.open", zone.account)


def test_a_right_that_was_taken_away_is_gone_at_once(zone: OpenZone) -> None:
    helper = zone.add_member("contacts")
    zone.run(
        "contact", "create", actor=helper, set={"first_name": "A", "last_name": "B", "email": "a@b.example"}
    )
    with zone.store.write() as tx:
        membership = TABLES["membership"]
        tx.execute(update(membership).where(membership.c.role == "member").values(permissions=[]))
    with pytest.raises(Refused):
        zone.run(
            "contact",
            "create",
            actor=helper,
            set={"first_name": "A", "last_name": "B", "email": "c@b.example"},
        )


def test_records_of_another_account_are_out_of_reach(zone: OpenZone) -> None:
    id_ = zone.add_contact()
    other = open_account(zone.executor, "other@studio.example")
    with pytest.raises(NotFound):
        other.run("contact", "update", id_, set={"city": "Варна"})
    with pytest.raises(NotFound):
        other.run("profile", "update", zone.profile, set={"city": "Варна"})
    with pytest.raises(NotFound):
        other.run("login", "update", zone.login, set={"name": "Somebody"})
    with pytest.raises(NotFound):
        other.run("account", "update", zone.account, set={"display_name": "Mine"})
    with pytest.raises(Refused):
        zone.run("contact", "create", id_, actor=other.owner, set={"email": "x@y.example"})


def test_the_last_address_with_domain_notices_stays(zone: OpenZone) -> None:
    everything = zone.get("profile", zone.profile)
    assert isinstance(everything, Profile)
    without = everything.notifications - {"domain"}
    with pytest.raises(Invalid) as raised:
        zone.run("profile", "update", zone.profile, set={"notifications": sorted(without)})
    assert raised.value.fields[0].code == "last-domain-address"
    id_ = zone.add_contact(notifications=["domain"])
    zone.run("profile", "update", zone.profile, set={"notifications": sorted(without)})
    with pytest.raises(Refused, match="last-domain-address"):
        zone.run("contact", "delete", id_)
    with pytest.raises(Invalid):
        zone.run("contact", "update", id_, set={"notifications": []})


def test_an_author_who_did_not_see_the_domain_tick_does_not_take_it_away(zone: OpenZone) -> None:
    id_ = zone.add_contact(notifications=["domain"])
    zone.run("profile", "update", zone.profile, set={"notifications": ["invoice"]})
    applied = zone.run(
        "contact", "update", id_, set={"notifications": ["general"]}, base={"notifications": []}
    )
    assert applied.outcome == "applied"
    contact = zone.get("contact", id_)
    assert isinstance(contact, Contact)
    assert contact.notifications == {"domain", "general"}


def test_a_message_that_is_taken_in_can_be_found(zone: OpenZone) -> None:
    values = {
        "to": "maria@studio.example",
        "subject": "Found again",
        "sent_at": zone.clock.now(),
        "delivery": "sent",
    }
    assert zone.run("message", "create", actor=IMPORT, set=values).outcome == "applied"


def test_what_else_belongs_to_a_change_is_written_or_undone_with_it(zone: OpenZone) -> None:
    mutation = zone.mutation(
        "contact", "create", set={"first_name": "A", "last_name": "B", "email": "a@b.example"}
    )

    def stumble(tx: object) -> None:
        raise Refused("code-used")

    with pytest.raises(Refused, match="code-used"):
        zone.executor.run(mutation, zone.owner, also=stumble)
    assert zone.get("contact", mutation.record) is None
    assert _entries(zone) == 1


def test_the_trail_shows_what_changed_and_who_did_it(zone: OpenZone) -> None:
    mutation = zone.mutation(
        "profile", "update", zone.profile, set={"city": "Варна"}, base={"city": "София"}, reason="moved\u0301"
    )
    zone.executor.run(mutation, Actor(f"login:{zone.login}", device="laptop\x1b[31m e\u0301"))
    with zone.store.read() as tx:
        row = tx.rows(select(audit_entry).order_by(audit_entry.c.rev.desc()))[0]
        assert audit.verify(tx, zone.account) is None
    assert row["actor"] == f"login:{zone.login}"
    assert "\x1b" not in row["device"]
    (written,) = row["details"]["writes"]
    assert (written["before"], written["after"]) == ({"city": "София"}, {"city": "Варна"})


@pytest.mark.parametrize(
    "tampering", [{"actor": "login:somebody"}, {"details": {"writes": []}}, {"touched": []}, {"op": "delete"}]
)
def test_tampering_with_the_trail_is_found(zone: OpenZone, tampering: dict[str, Any]) -> None:
    zone.add_contact()
    zone.add_contact(email="second@office.example")
    with zone.store.write() as tx:
        assert audit.verify(tx, zone.account) is None
        tx.execute(update(audit_entry).where(audit_entry.c.rev == 2).values(**tampering))
        assert audit.verify(tx, zone.account) == 2


def test_an_entry_that_was_cut_off_is_missed(zone: OpenZone) -> None:
    zone.add_contact()
    with zone.store.write() as tx:
        tx.execute(audit_entry.delete().where(audit_entry.c.rev == 2))
        assert audit.verify(tx, zone.account) == 2


def test_details_can_be_erased_and_the_chain_stays_whole(zone: OpenZone) -> None:
    zone.add_contact()
    with zone.store.write() as tx:
        tx.execute(update(audit_entry).where(audit_entry.c.rev == 2).values(details=None, salt=None))
        assert audit.verify(tx, zone.account) is None
