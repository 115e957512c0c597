"""Profile, contacts, messages, drafts and exports through the zone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jumpzone.errors import Conflicted, Invalid, NotFound, Refused, StoreProblem, ZoneError
from jumpzone.model.records import Message
from jumpzone.store.outgoing import MASK
from jumpzone.usecases.exporting import write_list
from tests.usecases.sample import SampleZone


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def with_access_data(sample: SampleZone) -> Message:
    return next(each for each in sample.sample.messages if each.id in sample.sample.message_secrets)


def test_a_saved_profile_stays_and_can_be_undone(sample: SampleZone) -> None:
    seen = sample.zone.profile.get()
    applied = sample.zone.profile.save(seen, {"city": "Пловдив", "phone": "0888 123 456"})
    after = sample.zone.profile.get()
    assert (after.city, after.phone) == ("Пловдив", "+359888123456")
    sample.zone.profile.undo(applied)
    assert (sample.zone.profile.get().city, sample.zone.profile.get().phone) == (seen.city, seen.phone)


def test_an_undo_leaves_what_somebody_else_changed_since(sample: SampleZone) -> None:
    seen = sample.zone.profile.get()
    applied = sample.zone.profile.save(seen, {"first_name": "Иво"})
    other = sample.sign_in()
    other.profile.save(other.profile.get(), {"last_name": "Колев"})
    sample.zone.profile.undo(applied)
    after = sample.zone.profile.get()
    assert (after.first_name, after.last_name) == (seen.first_name, "Колев")


def test_two_who_change_the_same_field_do_not_overwrite_each_other(sample: SampleZone) -> None:
    seen = sample.zone.profile.get()
    sample.sign_in().profile.save(seen, {"middle_name": "Първи"})
    with pytest.raises(Conflicted) as caught:
        sample.zone.profile.save(seen, {"middle_name": "Втори"})
    (field,) = caught.value.fields
    assert (field.field, field.server) == ("middle_name", "Първи")
    assert sample.zone.profile.get().middle_name == "Първи"


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_saved(sample: SampleZone) -> None:
    seen = sample.zone.profile.get()
    with pytest.raises(Invalid) as caught:
        sample.zone.profile.save(
            seen, {"first_name": "", "vat_number": "BG900412072", "iban": "BG00", "city": "Варна"}
        )
    assert {each.field for each in caught.value.fields} >= {"first_name"}
    assert sample.zone.profile.get() == seen


def test_a_number_with_a_wrong_check_digit_is_refused(sample: SampleZone) -> None:
    seen = sample.zone.profile.get()
    for field, value in (("company_number", "900412072"), ("vat_number", "BG900412072"), ("iban", "BG00X")):
        with pytest.raises(Invalid) as caught:
            sample.zone.profile.save(seen, {field: value})
        assert [each.field for each in caught.value.fields] == [field]


def test_a_removed_contact_comes_back_as_it_was(sample: SampleZone) -> None:
    id_, _ = sample.zone.contacts.add(
        {
            "first_name": "Стоян",
            "last_name": "Орлов",
            "email": "stoyan@orlov.example",
            "notifications": ["invoice"],
        }
    )
    seen = sample.zone.contacts.get(id_)
    removed = sample.zone.contacts.remove(seen)
    with pytest.raises(NotFound):
        sample.zone.contacts.get(id_)
    sample.zone.contacts.undo(removed)
    back = sample.zone.contacts.get(id_)
    assert (back.first_name, back.email, back.notifications) == ("Стоян", seen.email, {"invoice"})


def test_the_last_address_with_domain_mail_cannot_be_taken_away(sample: SampleZone) -> None:
    zone = sample.zone
    profile = zone.profile.get()
    for contact in list(zone.contacts.list()):
        if "domain" in contact.notifications:
            zone.contacts.save(contact, {"notifications": contact.notifications - {"domain"}})
    with pytest.raises(Invalid) as caught:
        zone.profile.save(profile, {"notifications": profile.notifications - {"domain"}})
    assert caught.value.fields[0].code == "last-domain-address"
    id_, _ = zone.contacts.add(
        {"first_name": "A", "last_name": "B", "email": "a@b.example", "notifications": ["domain"]}
    )
    zone.profile.save(profile, {"notifications": profile.notifications - {"domain"}})
    with pytest.raises(Refused) as refused:
        zone.contacts.remove(zone.contacts.get(id_))
    assert refused.value.code == "last-domain-address"


def test_a_message_sent_again_is_a_new_one_that_says_so(sample: SampleZone) -> None:
    original = with_access_data(sample)
    before = sample.zone.messages.list().total()
    applied = sample.zone.messages.resend(original.id)
    (copy_id,) = [id_ for type_, id_ in applied.changes.records if type_ == "message"]
    copy = sample.zone.messages.get(copy_id)
    assert sample.zone.messages.list().total() == before + 1
    assert (copy.copy_of, copy.delivery, copy.to) == (
        original.id,
        "queued",
        sample.sample.address.address,
    )
    secret = sample.sample.message_secrets[original.id][0]
    assert secret not in copy.body
    assert secret in sample.zone.messages.reveal(copy_id, sample.sample.password)


def test_a_message_is_sent_again_to_nobody_new(sample: SampleZone) -> None:
    with pytest.raises(Refused) as caught:
        sample.zone.messages.resend(with_access_data(sample).id, "thief@elsewhere.example")
    assert caught.value.code == "stranger"


def test_access_data_is_shown_for_the_password_alone(sample: SampleZone) -> None:
    message = with_access_data(sample)
    assert MASK in sample.zone.messages.get(message.id).body
    with pytest.raises(ZoneError):
        sample.zone.messages.reveal(message.id, "not the password at all")
    shown = sample.zone.messages.reveal(message.id, sample.sample.password)
    assert all(secret in shown for secret in sample.sample.message_secrets[message.id])
    assert MASK in sample.zone.messages.get(message.id).body


def test_a_mail_that_failed_is_tried_again(sample: SampleZone) -> None:
    failed = next(each for each in sample.sample.messages if each.delivery == "failed")
    sample.zone.messages.retry(failed.id)
    again = sample.zone.messages.get(failed.id)
    assert (again.delivery, again.delivery_error) == ("queued", None)
    assert sample.zone.messages.retry(failed.id).outcome == "unchanged"


def test_a_draft_comes_back_without_its_password(sample: SampleZone) -> None:
    typed = {"first_name": "Мар", "password": "never kept", "code": "12345678", "city": ""}
    sample.zone.drafts.keep("register", typed)
    assert sample.sign_in().drafts.find("register") == {"first_name": "Мар"}
    assert sample.zone.signed_in(None).drafts.find("register") == {}
    sample.zone.drafts.forget("register")
    assert sample.zone.drafts.find("register") == {}


def test_an_exported_list_reads_back(sample: SampleZone, tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv"
    n = write_list("invoice", sample.zone.invoices.list(), path, "csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert n == len(rows) == len(sample.sample.invoices)
    by_id = {each.id: each for each in sample.sample.invoices}
    assert all(int(row["total"]) == by_id[row["id"]].total for row in rows)
    assert path.stat().st_mode & 0o077 == 0
    other = tmp_path / "messages.json"
    write_list("message", sample.zone.messages.list(), other, "json")
    found = json.loads(other.read_text("utf-8"))
    assert {each["id"] for each in found} == {each.id for each in sample.sample.messages}
    assert not any("secrets" in each for each in found)


def test_a_file_that_cannot_be_written_is_said(sample: SampleZone, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreProblem):
        write_list("domain", sample.zone.domains.list(), tmp_path / "file" / "domains.csv", "csv")
