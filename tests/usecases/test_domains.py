"""Domains through the zone: one, many at once, their codes, their renewal, and taking one in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from jumpzone.errors import Conflicted, Invalid, NotFound, Refused, SignInFirst, Throttled, ZoneError
from jumpzone.model.billing import add_months
from jumpzone.model.mutations import TIMER, Mutation
from jumpzone.model.permissions import Permission
from jumpzone.model.records import About, Domain
from jumpzone.store.tables import TABLES, audit_entry
from jumpzone.usecases.exporting import exported
from jumpzone.usecases.lists import Query
from tests.usecases.sample import SampleZone


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def named(sample: SampleZone, name: str) -> Domain:
    return sample.zone.domains.find(name, "name")


def set_by_system(sample: SampleZone, domain: Domain, **values: object) -> None:
    """The registry's side moves a domain on."""
    deps, account = sample.deps, sample.sample.account.id
    mutation = Mutation(deps.ids.new(), account, "domain", domain.id, "update", deps.clock.now(), values)
    deps.executor.run(mutation, TIMER)


# One


def test_what_was_saved_stays_and_can_be_undone(sample: SampleZone) -> None:
    domains, seen = sample.zone.domains, named(sample, "slow-bicycles.test")
    applied = domains.save(
        seen,
        {
            "nameservers": ["NS1.пример.example", "ns2.other.test"],
            "ds": [f"12345 13 2 {'ab' * 32}"],
            "auto_renew": False,
        },
    )
    after = domains.get(seen.id)
    assert after.nameservers == ("ns1.xn--e1afmkfd.example", "ns2.other.test")
    assert after.ds == ({"key_tag": 12345, "algorithm": 13, "digest_type": 2, "digest": "AB" * 32},)
    assert not after.auto_renew
    assert not domains.save(after, {"ds": after.ds, "nameservers": after.nameservers}).changes.records
    domains.undo(applied)
    back = domains.get(seen.id)
    assert (back.nameservers, back.ds, back.auto_renew) == (seen.nameservers, seen.ds, seen.auto_renew)


def test_two_who_edit_one_domain_do_not_overwrite_each_other(sample: SampleZone) -> None:
    seen = named(sample, "studio.example")
    sample.sign_in().domains.save(seen, {"nameservers": ["ns1.first.test", "ns2.first.test"]})
    assert sample.zone.domains.check(seen, {"nameservers": ["a.b.test", "c.d.test"]})[0].code == "conflict"
    with pytest.raises(Conflicted) as caught:
        sample.zone.domains.save(seen, {"nameservers": ["ns1.second.test", "ns2.second.test"]})
    assert caught.value.fields[0].server == ("ns1.first.test", "ns2.first.test")
    sample.zone.domains.save(seen, {"id_protection": True})


def test_a_page_says_who_is_named_and_what_to_know(sample: SampleZone) -> None:
    view = sample.zone.domains.view(named(sample, "ivan-and-maria.example").id)
    assert (view.people["registrant"] is None, view.people["admin"] is None) == (False, True)
    own = sample.zone.domains.view(named(sample, "studio-lab.test").id)
    assert any("glue" in each.render() for each in own.warnings)
    assert all(not each.missing for each in sample.zone.domains.candidates() if each.contact.phone)
    with pytest.raises(NotFound):
        sample.zone.domains.view(sample.deps.ids.new())


def test_a_contact_on_a_domain_can_not_be_deleted_before_it_is_taken_off(sample: SampleZone) -> None:
    domain = named(sample, "ivan-and-maria.example")
    assert domain.registrant is not None
    owner = sample.zone.contacts.get(domain.registrant)
    with pytest.raises(Refused) as kept:
        sample.zone.contacts.remove(owner)
    assert (kept.value.code, "ivan-and-maria.example" in str(kept.value)) == ("on-domains", True)
    sample.zone.domains.save(domain, {"registrant": None})
    sample.zone.contacts.remove(owner)


def test_a_part_of_an_internationalised_name_is_found(sample: SampleZone) -> None:
    for part in ("студ", "СТУДИО", "уди", "студио.exa", "xn--d1a"):
        assert [each.name for each in sample.zone.domains.list(Query(text=part))] == ["xn--d1aisjfg.example"]
    assert not list(sample.zone.domains.list(Query(text="чужд")))
    assert sample.zone.domains.list(Query(text="студ .example")).total() == 1


# Many


def test_a_preview_tells_what_would_be_and_changes_nothing(sample: SampleZone) -> None:
    domains = sample.zone.domains
    away = named(sample, "winter-paths.test")
    set_by_system(sample, away, status="transferred_away")
    before = list(domains.list())
    ids = [each.id for each in before]
    heard: list[int] = []
    plan = domains.preview(
        [*ids, sample.deps.ids.new()],
        {"auto_renew": True, "nameservers": ["ns1.studio.example", "NS2.other.test"]},
        lambda done, _total: heard.append(done) is None,
    )
    assert list(domains.list()) == before
    assert heard == [len(ids) + 1]
    outcomes = {each.domain.name if each.domain else "": each.outcome for each in plan}
    assert outcomes["winter-paths.test"] == outcomes[""] == "refused"
    assert all(each.reason is not None for each in plan if each.outcome == "refused")
    by_name = {each.domain.name: each for each in plan if each.domain is not None}
    assert by_name["studio.example"].values == {
        "auto_renew": True,
        "nameservers": ("ns1.studio.example", "ns2.other.test"),
    }
    assert any("glue" in each.render() for each in by_name["studio.example"].warnings)
    assert by_name["zora-bakery.example"].values.keys() == {"nameservers"}


def test_each_of_many_is_changed_by_itself_and_all_can_be_taken_back(sample: SampleZone) -> None:
    domains = sample.zone.domains
    ids = domains.ids(Query(sort="name"))
    plan = domains.preview(ids, {"auto_renew": False})
    other = named(sample, "zora-bakery.example")
    sample.sign_in().domains.save(other, {"id_protection": True, "auto_renew": False})
    moved = named(sample, "slow-bicycles.test")
    set_by_system(sample, moved, status="cancelled")
    done = domains.apply(plan)
    outcomes = {each.planned.id: each.outcome for each in done}
    assert outcomes[moved.id] == "refused"
    assert sorted(set(outcomes.values())) == ["done", "refused", "unchanged"]
    with sample.store.read() as tx:
        ops = tx.rows(select(audit_entry.c.record).where(audit_entry.c.op == "update"))
    assert sum(row["record"] in outcomes for row in ops) >= sum(each == "done" for each in outcomes.values())
    assert not named(sample, "iskar-gallery.example").auto_renew
    back = domains.take_back(done)
    assert {each.outcome for each in back} == {"done"}
    assert named(sample, "iskar-gallery.example").auto_renew
    # It was off before, and nobody of us turned it off.
    assert not named(sample, "studio.example").auto_renew


def test_what_somebody_changed_since_the_preview_is_not_overwritten(sample: SampleZone) -> None:
    domains, seen = sample.zone.domains, named(sample, "studio.example")
    plan = domains.preview([seen.id], {"nameservers": ["ns1.mine.test", "ns2.mine.test"]})
    sample.sign_in().domains.save(seen, {"nameservers": ["ns1.theirs.test", "ns2.theirs.test"]})
    (done,) = domains.apply(plan)
    assert (done.outcome, done.code) == ("refused", "conflict")
    assert named(sample, "studio.example").nameservers == ("ns1.theirs.test", "ns2.theirs.test")


def test_many_can_be_stopped_half_way(sample: SampleZone) -> None:
    domains = sample.zone.domains
    plan = domains.preview(domains.ids(Query(sort="name")), {"id_protection": True})
    done = domains.apply(plan, lambda number, _total: number < 3)
    assert [each.outcome for each in done[:3]] == ["done"] * 3
    assert {each.outcome for each in done[3:]} == {"left"}
    assert sum(each.id_protection for each in domains.list()) == 3


# Transfer codes


def test_a_transfer_code_is_shown_for_the_password_once_it_is_unlocked(sample: SampleZone) -> None:
    domains, password = sample.zone.domains, sample.sample.password
    locked = named(sample, "studio.example")
    with pytest.raises(Refused) as refused:
        domains.transfer_code(locked.id, password)
    assert refused.value.code == "locked"
    domains.save(locked, {"locked": False})
    with pytest.raises(Invalid) as wrong:
        domains.transfer_code(locked.id, "not the password")
    assert wrong.value.fields[0].code == "wrong-password"
    code = domains.transfer_code(locked.id, password)
    assert code == sample.sample.transfer_codes[locked.id]
    with sample.store.read() as tx:
        shown = tx.rows(select(audit_entry).where(audit_entry.c.op == "domain.transfer_code"))
    assert [row["record"] for row in shown] == [locked.id]
    assert code not in str([dict(row) for row in shown])
    newest = sample.zone.messages.list().window(0, 1)[0]
    assert (newest.category, newest.about) == ("domain", About("domain", locked.id))
    assert code not in sample.zone.messages.get(newest.id).body


def test_a_transfer_code_stands_nowhere_in_clear(sample: SampleZone) -> None:
    codes = set(sample.sample.transfer_codes.values())
    assert len(codes) == 11
    with sample.store.read() as tx:
        kept = str([dict(row) for row in tx.rows(select(TABLES["domain"]))])
    domain = named(sample, "winter-paths.test")
    for text in (kept, repr(domain), str(exported("domain", domain))):
        assert not any(code in text for code in codes)


def test_nobody_guesses_the_password_of_a_transfer_code(sample: SampleZone) -> None:
    domain = named(sample, "winter-paths.test")
    kinds = set()
    for attempt in range(50):
        with pytest.raises(ZoneError) as refused:
            sample.zone.domains.transfer_code(domain.id, f"guess {attempt}")
        kinds.add(type(refused.value))
    assert kinds == {Invalid, Throttled}


# Renewal


def test_a_renewal_is_ordered_and_paid_for(sample: SampleZone) -> None:
    domains, domain = sample.zone.domains, named(sample, "slow-bicycles.test")
    offers = domains.orders.renewals(domain.id)
    assert [each.years for each in offers] == list(range(1, len(offers) + 1))
    assert domain.expires_on is not None
    today = sample.clock.now().date()
    assert all(each.until is not None and each.until <= add_months(today, 120) for each in offers)
    assert [each.quote.subtotal for each in offers] == [domain.amount * each.years for each in offers]
    with pytest.raises(Refused) as other_price:
        domains.orders.renew(domain.id, 2, agreed=offers[0].quote.total)
    assert other_price.value.code == "price-changed"
    placed = domains.orders.renew(domain.id, 2, agreed=offers[1].quote.total)
    assert placed.invoice_id is not None
    proforma = sample.zone.invoices.get(placed.invoice_id)
    assert (proforma.kind, proforma.total) == ("proforma", offers[1].quote.total)
    assert named(sample, "slow-bicycles.test").expires_on == domain.expires_on
    with pytest.raises(Refused):
        domains.orders.renew(domain.id, 1)


def test_nobody_renews_beyond_ten_years_or_what_is_gone(sample: SampleZone) -> None:
    domains, domain = sample.zone.domains, named(sample, "slow-bicycles.test")
    set_by_system(sample, domain, expires_on=sample.clock.now().date() + timedelta(days=8 * 366))
    assert [each.years for each in domains.orders.renewals(domain.id)] == [1]
    for years in (0, 2, 11):
        with pytest.raises(ZoneError):
            domains.orders.renew(domain.id, years)
    for status in ("transferred_away", "redemption", "pending_transfer"):
        set_by_system(sample, domain, status=status)
        with pytest.raises(Refused):
            domains.orders.renew(domain.id, 1)


# Transfer in


def test_a_domain_comes_here_with_its_code_sealed(sample: SampleZone) -> None:
    orders, code = sample.zone.domains.orders, "Zx-81!teapots"
    known = orders.check_transfer(" ПЪТЕКИ.example ")
    assert (known.name.startswith("xn--"), known.shown) == (True, "пътеки.example")
    id_, placed = orders.transfer_in("пътеки.example", f" {code} ")
    domain = sample.zone.domains.get(id_)
    assert (domain.name, domain.status, domain.locked) == (known.name, "pending_transfer", False)
    assert domain.transfer_code is not None
    assert sample.deps.sealer.open(domain.transfer_code, id_) == code
    assert placed.invoice_id is not None
    assert sample.zone.invoices.get(placed.invoice_id).total == known.quote.total
    with sample.store.read() as tx:
        everything = [
            str([dict(row) for row in tx.rows(select(table))])
            for table in (audit_entry, TABLES["order"], TABLES["invoice"], TABLES["domain"])
        ]
    assert not any(code in each for each in everything)
    with pytest.raises(Invalid) as again:
        orders.check_transfer("пътеки.example")
    assert again.value.fields[0].code == "ours-already"


def test_everything_wrong_with_a_transfer_is_said_at_once(sample: SampleZone) -> None:
    orders, before = sample.zone.domains.orders, sample.zone.domains.list().total()
    for name, field_code in (("a b.example", "name-characters"), ("studio.example", "ours-already")):
        with pytest.raises(Invalid) as caught:
            orders.transfer_in(name, "пять")
        assert [(each.field, each.code) for each in caught.value.fields] == [
            ("name", field_code),
            ("transfer_code", "code-form"),
        ]
    with pytest.raises(Invalid) as unsold:
        orders.check_transfer("studio.unsold")
    assert unsold.value.fields[0].code == "wrong-tld"
    assert sample.zone.domains.list().total() == before


def test_a_name_that_looks_like_another_is_marked_before_it_is_ordered(sample: SampleZone) -> None:
    twin = sample.zone.domains.orders.check_transfer("раypal.example").twin
    assert twin is not None
    assert twin.twin == "paypal"


# Rights


def test_a_member_does_what_the_membership_says(sample: SampleZone) -> None:
    zone, domain = sample.zone, named(sample, "winter-paths.test")

    def allow(*permissions: Permission) -> None:
        member = TABLES["membership"]
        values = {"role": "member", "permissions": [str(each) for each in permissions]}
        with sample.store.write() as tx:
            tx.execute(update(member).where(member.c.id == sample.sample.membership.id).values(values))

    allow(Permission.DOMAINS)
    assert zone.domains.get(domain.id) == domain
    assert not zone.domains.candidates()
    assert zone.domains.preview([domain.id], {"auto_renew": False})[0].outcome == "refused"
    for forbidden in (
        lambda: zone.domains.save(domain, {"auto_renew": False}),
        lambda: zone.domains.transfer_code(domain.id, sample.sample.password),
        lambda: zone.domains.orders.renew(domain.id, 1),
        lambda: zone.domains.orders.transfer_in("new-name.example", "abcdef1"),
    ):
        with pytest.raises(Refused):
            forbidden()
    allow(Permission.MANAGE_DOMAINS)
    zone.domains.orders.renew(domain.id, 1)
    zone.access.sign_out()
    with pytest.raises(SignInFirst):
        zone.domains.apply(zone.domains.preview([domain.id], {"auto_renew": False}))
