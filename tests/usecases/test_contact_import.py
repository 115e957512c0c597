"""Contacts from files: what would change is shown, done whole or not at all, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from jumpzone.errors import Conflicted, Refused
from jumpzone.model.records import Contact
from jumpzone.usecases.contacts import NoticeChange
from tests.usecases.sample import SampleZone


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def contacts(sample: SampleZone) -> dict[str, Contact]:
    return {each.email: each for each in sample.zone.contacts.list()}


@pytest.mark.parametrize("form", ["vcard", "csv"])
def test_what_was_exported_changes_nothing(sample: SampleZone, form: str) -> None:
    zone = sample.zone
    plan = zone.contacts.preview_import(zone.contacts.export(form))  # type: ignore[arg-type]
    assert plan.form == form
    assert (plan.mistakes, plan.touched) == ((), [])
    assert len(plan.of("unchanged")) == len(contacts(sample))
    assert zone.contacts.apply_import(plan) is None


def test_a_file_adds_and_changes_and_all_of_it_is_taken_back(sample: SampleZone) -> None:
    before = contacts(sample)
    known = next(iter(before.values()))
    file = (
        "Имейл;Име;Фамилия;Телефон;Известия\r\n"
        f"{known.email.upper()};Ново;{known.last_name};{known.phone or ''};invoice\r\n"
        "yana@ledger.example;Яна;Желева;0888 123 456;domain\r\n"
    ).replace("Известия", "notifications")
    plan = sample.zone.contacts.preview_import(file.encode("windows-1251"))
    assert plan.encoding == "windows-1251"
    assert not plan.mistakes
    (changed,), (new,) = plan.of("changed"), plan.of("new")
    assert {each.field: (each.was, each.will) for each in changed.differences}["first_name"] == (
        known.first_name,
        "Ново",
    )
    assert {each.field: each.will for each in new.differences}["phone"] == "+359888123456"
    assert contacts(sample) == before, "a preview writes nothing"

    imported = sample.zone.contacts.apply_import(plan)
    assert imported is not None
    now = contacts(sample)
    assert now["yana@ledger.example"].notifications == {"domain"}
    assert now[changed.email].first_name == "Ново"

    sample.zone.contacts.undo_import(imported)
    after = contacts(sample)
    assert {k: replace(v, rev=0, updated_at=v.created_at) for k, v in after.items()} == {
        k: replace(v, rev=0, updated_at=v.created_at) for k, v in before.items()
    }


def test_every_bad_line_is_named_and_the_others_are_not_held_up(sample: SampleZone) -> None:
    file = (
        "first_name,last_name,email,phone,country\n"
        "A,B,a@ledger.example,,\n"
        "C,,not an address,12,Atlantis\n"
        "D,E\n"
        "A,B,A@ledger.example,,\n"
        "F\x00,[/]\x1b[31m,f@ledger.example,,\n"
        "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER BEH},\u202eevil,h@ledger.example,,BG\n"
    )
    plan = sample.zone.contacts.preview_import(file.encode())
    wrong: dict[int, set[str]] = {}
    for each in plan.mistakes:
        wrong.setdefault(each.line, set()).add(each.field)
    assert wrong[3] >= {"last_name"}
    assert wrong[4] == {""}
    assert wrong[5] == {""}
    assert wrong[6] >= {"first_name"}
    assert [each.line for each in plan.of("new")] == [2, 7]


def test_a_plan_that_has_gone_stale_writes_nothing(sample: SampleZone) -> None:
    known = next(iter(contacts(sample).values()))
    file = f"id,first_name\n{known.id},Нова\n"
    also_new = b"BEGIN:VCARD\nVERSION:3.0\nN:B;A\nEMAIL:a@ledger.example\nEND:VCARD\n"
    stale = sample.zone.contacts.preview_import(file.encode())
    fresh = sample.zone.contacts.preview_import(also_new)
    both = replace(stale, contacts=stale.contacts + fresh.contacts)
    other = sample.sign_in()
    other.contacts.save(other.contacts.get(known.id), {"first_name": "Друга"})
    before = contacts(sample)
    with pytest.raises(Conflicted) as caught:
        sample.zone.contacts.apply_import(both)
    assert caught.value.code == "stale"
    assert contacts(sample) == before


def test_a_file_may_hand_the_mail_about_domains_on_but_not_end_it(sample: SampleZone) -> None:
    zone = sample.zone
    zone.contacts.set_notices(
        [
            NoticeChange(each.id, frozenset(), frozenset({"domain"}))
            for each in zone.contacts.recipients()
            if each.id
        ]
    )
    a, _ = zone.contacts.add(
        {"first_name": "A", "last_name": "B", "email": "a@b.example", "notifications": ["domain"]}
    )
    zone.contacts.set_notices([NoticeChange("", frozenset(), frozenset({"domain"}))])
    gone = zone.contacts.preview_import(f"id,notifications\n{a},\n".encode())
    (mistake,) = gone.mistakes
    assert (mistake.line, mistake.field) == (2, "notifications")
    handed = "email,first_name,last_name,notifications\na@b.example,A,B,\nc@d.example,C,D,domain\n"
    plan = zone.contacts.preview_import(handed.encode())
    assert not plan.mistakes
    assert zone.contacts.apply_import(plan) is not None
    assert contacts(sample)["c@d.example"].notifications == {"domain"}


def test_a_file_that_is_no_list_of_contacts_is_refused_as_a_whole(sample: SampleZone) -> None:
    for content, code in (
        (b"\xff\xfe\x00", "no-text"),
        (b"x" * (6 * 1024 * 1024), "file-too-large"),
        (b"one,two\nthree,four\n", "no-columns"),
        (b"first_name,email\n" + b"A,a@b.example\n" * 5001, "too-many-contacts"),
    ):
        with pytest.raises(Refused) as caught:
            sample.zone.contacts.preview_import(content)
        assert caught.value.code == code


# Who gets what


def test_notices_of_several_addresses_change_at_once(sample: SampleZone) -> None:
    zone = sample.zone
    before = {each.id: each.notifications for each in zone.contacts.recipients()}
    done = zone.contacts.set_notices(
        [NoticeChange(id_, frozenset({"invoice"}), frozenset({"affiliate"})) for id_ in before]
    )
    now = {each.id: each.notifications for each in zone.contacts.recipients()}
    assert all("invoice" in held and "affiliate" not in held for held in now.values())
    zone.contacts.set_notices(done.back)
    assert {each.id: each.notifications for each in zone.contacts.recipients()} == before


def test_nobody_left_for_mail_about_domains_is_refused_as_a_whole(sample: SampleZone) -> None:
    zone = sample.zone
    before = zone.contacts.recipients()
    with pytest.raises(Refused) as caught:
        zone.contacts.set_notices(
            [NoticeChange(each.id, frozenset({"support"}), frozenset({"domain"})) for each in before]
        )
    assert caught.value.code == "last-domain-address"
    assert zone.contacts.recipients() == before
