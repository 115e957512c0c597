"""Contacts as vCards and CSV: what is written is read again, by others too; what is wrong has its line."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from jumpzone.documents import contacts_csv, vcard
from jumpzone.documents.contact_files import FIELDS, Entry, decode
from jumpzone.errors import Refused
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.records import Contact
from jumpzone.model.text import TextRefused, clean, safe_text
from tests.support import share

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MILA = Contact(
    id="0199d0c0-0000-7000-8000-000000000001",
    created_at=NOW,
    updated_at=NOW,
    first_name="Мила",
    last_name="Иванова; Петрова",
    company_name="Тетрадки, моливи и чайници \\ ООД",
    email="mila@ledger.example",
    phone="+359888123456",
    address_1="ул. Тиха 1",
    address_2="ет. 3, ап. 4",
    city="София",
    postcode="1000",
    country="BG",
    notifications=frozenset({"domain", "invoice"}),
)


def as_kept(text: str) -> str:
    """A text as the first door lets it in; one that it refuses becomes a plain one."""
    try:
        return clean(text)
    except TextRefused:
        return clean(safe_text(text))


# What a record may hold, with many of the signs that mean something in files.
kept = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\\;,\"'=+@-: "), max_size=60)
kept = kept.map(as_kept)
filled = kept.map(lambda text: text or "-")
maybe = kept.map(lambda text: text or None)
people = st.builds(
    Contact,
    id=st.uuids().map(str),
    created_at=st.just(NOW),
    updated_at=st.just(NOW),
    first_name=filled,
    middle_name=maybe,
    last_name=filled,
    company_name=maybe,
    email=filled,
    phone=st.none() | st.just("+359888123456"),
    address_1=maybe,
    address_2=maybe,
    city=maybe,
    state=maybe,
    postcode=maybe,
    country=st.sampled_from([None, "BG", "RU", "DE", "AE"]),
    notifications=st.frozensets(st.sampled_from(CATEGORIES)),
)


def values(contact: Contact) -> dict[str, object]:
    found = {name: getattr(contact, name) for name in FIELDS}
    return found | {"notifications": sorted(contact.notifications)}


def read_values(entry: Entry) -> dict[str, object]:
    return dict(entry.values) | {"notifications": sorted(entry.values["notifications"])}


@settings(max_examples=share(1000, 60), deadline=None)
@given(st.lists(people, max_size=4))
def test_every_contact_comes_back_from_its_vcard(contacts: list[Contact]) -> None:
    if not contacts:
        with pytest.raises(Refused):
            vcard.read(vcard.write(contacts))
        return
    found = vcard.read(vcard.write(contacts))
    assert found.faults == ()
    assert [each.uid for each in found.entries] == [each.id for each in contacts]
    assert [read_values(each) for each in found.entries] == [values(each) for each in contacts]
    assert all(each.unused == () for each in found.entries)


@settings(max_examples=share(1000, 60), deadline=None)
@given(st.lists(people, max_size=4))
def test_every_contact_that_can_be_shown_comes_back_from_csv(contacts: list[Contact]) -> None:
    # A spreadsheet gets what is safe to show; the rest is replaced, as in every export.
    shown = [
        replace(each, **{k: safe_text(v) if isinstance(v, str) else v for k, v in values(each).items()})
        for each in contacts
    ]
    found = contacts_csv.read(contacts_csv.write(shown))
    assert found.faults == ()
    assert [read_values(each) for each in found.entries] == [
        {k: v.strip() or None if isinstance(v, str) else v for k, v in values(each).items()} for each in shown
    ]


@settings(max_examples=share(2000, 100), deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: f"BEGIN:VCARD\n{text}\nEND:VCARD".encode("utf-8", "replace"))
)
def test_no_file_breaks_the_readers(content: bytes) -> None:
    for reader in (vcard.read, contacts_csv.read):
        try:
            found = reader(content)
        except Refused:
            continue
        assert all(each.line >= 1 for each in (*found.entries, *found.faults))


def test_lines_are_at_most_75_octets_and_no_letter_is_torn() -> None:
    lines = vcard.write([MILA]).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()


def test_another_library_reads_our_cards() -> None:
    (card,) = vobject.readComponents(vcard.write([MILA]).decode())
    assert card.version.value == "4.0"
    assert card.fn.value == "Мила Иванова; Петрова"
    assert (card.n.value.family, card.n.value.given) == ("Иванова; Петрова", "Мила")
    assert card.org.value == [MILA.company_name]
    assert card.email.value == MILA.email
    assert card.tel.value == "tel:+359888123456"
    assert card.adr.value.street == ["ул. Тиха 1", "ет. 3, ап. 4"]
    assert (card.adr.value.city, card.adr.value.code, card.adr.value.country) == ("София", "1000", "Bulgaria")
    assert card.uid.value == f"urn:uuid:{MILA.id}"


def test_cards_of_another_library_are_read() -> None:
    card = vobject.vCard()
    card.add("fn").value = "Яна Желева"
    card.add("n").value = vobject.vcard.Name(family="Желева", given="Яна")
    card.add("email").value = "yana@ledger.example"
    card.add("org").value = ["Чайници; ООД"]
    (entry,) = vcard.read(card.serialize().encode()).entries
    assert dict(entry.values) == {
        "first_name": "Яна",
        "last_name": "Желева",
        "email": "yana@ledger.example",
        "company_name": "Чайници; ООД",
    }


def test_old_cards_with_groups_preferences_and_quoted_printable_are_read() -> None:
    old = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        "N;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C6=E5=EB=E5=E2=E0;=\r\n=DF=ED=E0;;;\r\n"
        "TEL;FAX:02 111\r\nTEL;CELL;PREF:0888 123 456\r\n"
        "item1.EMAIL;TYPE=INTERNET:second@ledger.example\r\n"
        "item2.EMAIL;TYPE=INTERNET,pref:first@ledger.example\r\n"
        "ADR;HOME:;;Main street 1\\nBack door;Sofia;;1000;България\r\n"
        "PHOTO;ENCODING=BASE64:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
    )
    (entry,) = vcard.read(old.encode()).entries
    assert (entry.values["first_name"], entry.values["last_name"]) == ("Яна", "Желева")
    assert entry.values["phone"] == "0888 123 456"
    assert entry.values["email"] == "first@ledger.example"
    assert (entry.values["address_1"], entry.values["address_2"]) == ("Main street 1", "Back door")
    assert entry.values["country"] == "BG"
    assert set(entry.unused) == {"EMAIL", "TEL", "PHOTO"}, "what is not taken is said"


def test_a_card_that_is_cut_off_or_broken_is_left_out_and_named() -> None:
    content = (
        "BEGIN:VCARD\nVERSION:4.0\nN:B;A\nthis is no line\nEND:VCARD\n"
        "stray\nstray\n"
        "BEGIN:VCARD\nVERSION:9\nN:B;A\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nN:D;C\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nN:F;E\n"
    )
    found = vcard.read(content.encode())
    assert [each.line for each in found.faults] == [4, 6, 8, 16]
    assert [each.line for each in found.entries] == [12]


def test_a_spreadsheet_is_never_handed_a_formula() -> None:
    hostile = replace(MILA, first_name="=1+1", last_name="'=already guarded", company_name="@SUM(A1)")
    text = contacts_csv.write([hostile]).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["first_name"], row["company_name"]) == ("'=1+1", "'@SUM(A1)")
    assert row["last_name"][0] == "'"
    (entry,) = contacts_csv.read(text.encode()).entries
    assert entry.values["first_name"] == "=1+1"
    assert entry.values["last_name"] == "'=already guarded"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_delimiter_and_letters_are_found_out(delimiter: str, encoding: str) -> None:
    rows = (("Фамилия", "Имя", "email"), ("Желева", "Яна", "yana@ledger.example"))
    text = "\r\n".join(delimiter.join(row) for row in rows)
    found = contacts_csv.read(
        text.replace("Имя", "first_name").replace("Фамилия", "last_name").encode(encoding)
    )
    (entry,) = found.entries
    assert entry.line == 2
    assert (entry.values["first_name"], entry.values["last_name"]) == ("Яна", "Желева")
    assert found.encoding == encoding.removesuffix("-sig")


def test_western_letters_are_not_taken_for_cyrillic() -> None:
    assert decode("José Müller, Zoë".encode("windows-1252")) == ("José Müller, Zoë", "windows-1252")


def test_columns_of_others_are_known_and_those_without_a_field_named() -> None:
    found = contacts_csv.read(
        b"sep=;\nGiven Name;Family Name;E-mail 1 - Value;Birthday\nA;B;a@b.example;1970\n"
    )
    assert found.unused == ("Birthday",)
    assert found.entries[0].values == {"first_name": "A", "last_name": "B", "email": "a@b.example"}
    assert found.entries[0].line == 3
    with pytest.raises(Refused) as caught:
        contacts_csv.read(b"first_name,Given name,email\nA,B,a@b.example\n")
    assert caught.value.code == "column-twice"
