"""What is made of invoices: payments, statements, bundles, totals; on both engines where SQL adds up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from jumpzone.documents.packing import CHECKSUMS
from jumpzone.errors import NotFound, Refused, SignInFirst
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import Invoice
from jumpzone.usecases.lists import Query
from jumpzone.usecases.papers import StatusTotal
from jumpzone.usecases.zone import Zone
from tests.documents.papers import pdf_text
from tests.usecases.sample import NOW, SampleZone

TODAY = NOW.date()
YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def every(zone: Zone) -> list[Invoice]:
    return list(zone.invoices.list())


def the(zone: Zone, number: str) -> Invoice:
    return zone.invoices.find(number, "number")


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(where={"status": ("paid",)}),
        Query(where={"status": ("unpaid",), "kind": ("invoice",)}),
        Query(where={"kind": ("credit_note",)}),
        Query(where={"status": ("unpaid", "collections")}, until={"due_on": TODAY}),
        Query(text="412"),
        Query(where={"status": ()}),
    ],
)
def test_totals_are_what_adding_up_the_list_gives(sample: SampleZone, query: Query) -> None:
    wanted: dict[tuple[str, str], StatusTotal] = {}
    for each in sample.zone.invoices.list(query):
        if each.kind == "proforma" and each.status == "paid":
            continue
        late = each.overdue(TODAY) and each.kind != "credit_note"
        status = "overdue" if late else each.status
        amount = each.balance if each.status in ("unpaid", "collections") else each.total
        known = wanted.get((status, each.currency), StatusTotal(status, each.currency, 0, 0))
        wanted[status, each.currency] = replace(known, count=known.count + 1, amount=known.amount + amount)
    found = sample.zone.invoices.totals(query, TODAY)
    assert {(each.status, each.currency): each for each in found} == wanted


def test_the_paper_speaks_the_account_s_language(sample: SampleZone) -> None:
    name, content = sample.zone.invoices.pdf(the(sample.zone, "0000000412").id)
    assert name == "invoice-0000000412.pdf"
    texts = pdf_text(content)
    assert "Фактура" in texts
    assert "148,20 €" in texts


def test_later_edits_of_the_profile_change_nothing_in_an_issued_document(sample: SampleZone) -> None:
    zone = sample.zone
    before = zone.invoices.pdf(the(zone, "0000000412").id)
    seen = zone.profile.get()
    zone.profile.save(seen, {"company_name": "Друго име ООД", "company_city": "Варна", "city": "Варна"})
    assert zone.invoices.pdf(the(zone, "0000000412").id) == before


def test_a_credit_note_names_the_invoice_it_corrects(sample: SampleZone) -> None:
    (note,) = sample.zone.invoices.list(Query(where={"kind": ("credit_note",)})).window(0, 1)
    assert note.corrects is not None
    corrected = sample.zone.invoices.get(note.corrects)
    texts = pdf_text(sample.zone.invoices.pdf(note.id)[1])
    assert any(corrected.number in text for text in texts if corrected.number)


def test_documents_of_a_list_are_zipped_once_each(sample: SampleZone) -> None:
    query = Query(where={"currency": ("EUR",), "kind": ("invoice",)}, until={"issued_on": date(2026, 3, 1)})
    ticks: list[tuple[int, int]] = []
    content = sample.zone.invoices.pdf_zip(query, lambda n, total: ticks.append((n, total)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    wanted = [f"invoice-{each.number}.pdf" for each in sample.zone.invoices.list(query)]
    assert sorted(names) == sorted([CHECKSUMS, *wanted])
    assert ticks == [(n, len(wanted)) for n in range(1, len(wanted) + 1)]
    with pytest.raises(Refused):
        sample.zone.invoices.pdf_zip(Query(text="no such number"))


def test_drawing_can_be_stopped(sample: SampleZone) -> None:
    def stop(_n: int, _total: int) -> None:
        raise Refused("stopped")

    with pytest.raises(Refused) as stopped:
        sample.zone.invoices.bundle(*YEAR, stop)
    assert stopped.value.code == "stopped"


def test_the_bundle_has_every_tax_document_of_its_period(sample: SampleZone) -> None:
    zone = sample.zone
    content = zone.invoices.bundle(date(2026, 1, 1), date(2026, 3, 31))
    assert content == zone.invoices.bundle(date(2026, 1, 1), date(2026, 3, 31))
    wanted = [
        f"{name.format(each.kind.replace('_', '-'), each.number)}"
        for each in every(zone)
        for name in ("documents/{}-{}.pdf", "ubl/{}-{}.xml")
        if each.kind != "proforma"
        and each.issued_on
        and date(2026, 1, 1) <= each.issued_on <= date(2026, 3, 31)
    ]
    rest = [CHECKSUMS, "invoices.csv", "statement.csv", "statement.pdf", "vat-totals.csv"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == sorted([*wanted, *rest])
    with pytest.raises(Refused) as none:
        zone.invoices.bundle(date(2001, 1, 1), date(2001, 12, 31))
    assert none.value.code == "nothing-chosen"


def test_xml_of_tax_documents_alone(sample: SampleZone) -> None:
    zone = sample.zone
    note = next(each for each in every(zone) if each.kind == "credit_note")
    name, content = zone.invoices.ubl(note.id)
    assert name == f"credit-note-{note.number}.xml"
    assert f"<cbc:ID>{zone.invoices.get(note.corrects or '').number}</cbc:ID>".encode() in content
    proforma = next(each for each in every(zone) if each.kind == "proforma")
    with pytest.raises(Refused) as refused:
        zone.invoices.ubl(proforma.id)
    assert refused.value.code == "no-tax-document"
    with pytest.raises(NotFound):
        zone.invoices.ubl(sample.deps.ids.new())


def test_a_statement_ends_with_what_is_owed(sample: SampleZone) -> None:
    made = sample.zone.invoices.statement(date(2026, 11, 1), TODAY)
    owed = {part.currency: part.closing for part in made.parts if part.closing}
    assert owed == {"EUR": 14_820}
    assert made.account == sample.sample.account.number
    assert "0000000412" in pdf_text(made.pdf())
    assert made.csv().startswith(b"date,entry,number,currency,amount,balance\r\n")
    with pytest.raises(Refused) as backwards:
        sample.zone.invoices.statement(TODAY, date(2026, 11, 1))
    assert backwards.value.code == "no-period"


def test_a_payment_names_what_is_to_be_paid(sample: SampleZone) -> None:
    transfer = sample.zone.invoices.payment([the(sample.zone, "0000000412").id])
    assert (transfer.amount, transfer.currency, transfer.reference) == (14_820, "EUR", "0000000412")
    with pytest.raises(Refused):
        sample.zone.invoices.payment([the(sample.zone, "0000000411").id])
    with pytest.raises(NotFound):
        sample.zone.invoices.payment([sample.deps.ids.new()])
    with pytest.raises(Refused):
        sample.zone.invoices.payment([])


def test_who_may_not_see_invoices_gets_no_paper_of_them(sample: SampleZone) -> None:
    zone, id_ = sample.zone, the(sample.zone, "0000000412").id
    membership = sample.sample.membership
    values = {"role": "member", "permissions": ["domains", "emails"]}
    demoted = Mutation(
        sample.deps.ids.new(), membership.account, "membership", membership.id, "update", NOW, values
    )
    sample.deps.executor.run(demoted, IMPORT)
    for ask in (
        lambda: zone.invoices.pdf(id_),
        lambda: zone.invoices.pdf_zip(Query()),
        lambda: zone.invoices.payment([id_]),
        lambda: zone.invoices.statement(*YEAR),
        lambda: zone.invoices.bundle(*YEAR),
        lambda: zone.invoices.totals(Query(), TODAY),
    ):
        with pytest.raises(Refused):
            ask()


def test_nobody_signed_in_gets_nothing(sample: SampleZone) -> None:
    with pytest.raises(SignInFirst):
        Zone(sample.deps, None).invoices.statement(*YEAR)
