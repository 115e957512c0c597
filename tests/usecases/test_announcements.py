"""What announcements touch, and the warning about the main address, in a whole account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from jumpzone.errors import NotFound
from jumpzone.model.mutations import IMPORT, TIMER, Mutation
from jumpzone.model.records import Announcement
from jumpzone.store import bulk
from jumpzone.usecases.announcements import Told
from tests.usecases.sample import NOW, SampleZone

TODAY = NOW.date()


@pytest.fixture
def sample(store_url: str) -> Iterator[SampleZone]:
    opened = SampleZone(store_url)
    yield opened
    opened.close()


def change(sample: SampleZone, type_: str, record: str, **values: object) -> None:
    account = sample.sample.account.id
    mutation = Mutation(sample.deps.ids.new(), account, type_, record, "update", NOW, values)
    sample.deps.executor.run(mutation, TIMER if type_ == "domain" else IMPORT)


def announce(sample: SampleZone, *affects: str, hours: int = 1) -> str:
    """Tell of an incident that began some hours ago and goes on."""
    at = NOW - timedelta(hours=hours)
    told = Announcement(
        id=sample.deps.ids.new(),
        created_at=at,
        updated_at=at,
        title="A fault [/]",
        kind="incident",
        published_at=at,
        starts_at=at,
        affects=affects,
        language="bg",
    )
    with sample.store.write() as tx:
        bulk.load(tx, [told], sealer=sample.deps.sealer, ids=sample.deps.ids, now=NOW)
    return told.id


def names(told: Told) -> set[str]:
    return {each.name for each in told.touches}


def test_kinds_hosts_and_products_are_found_in_the_account(sample: SampleZone) -> None:
    services = {each.kind: each.label or each.address for each in sample.sample.services}
    told = sample.zone.announcements.get(announce(sample, "server"), "bg")
    assert names(told) == {services["server"]}
    assert told.running
    by_nameserver = sample.zone.announcements.get(announce(sample, "ns2.jumpzone.example"), "bg")
    pointed = {each.name for each in sample.sample.domains if "ns2.jumpzone.example" in each.nameservers}
    assert pointed <= names(by_nameserver)
    by_product = sample.zone.announcements.get(announce(sample, "cloud_s"), "bg")
    assert names(by_product) == {services["cloud"]}
    assert names(sample.zone.announcements.get(announce(sample, "nothing.of.ours.example"), "bg")) == set()


def test_a_domain_is_touched_by_the_host_that_its_zone_points_to(sample: SampleZone) -> None:
    domain = next(each for each in sample.sample.domains if each.status == "active")
    account = sample.sample.account.id
    values = {
        "domain": domain.id,
        "host": "lonely",
        "type": "CNAME",
        "value": "Lonely.Host.example.",
        "ttl": 3600,
    }
    mutation = Mutation(
        sample.deps.ids.new(), account, "dns_record", sample.deps.ids.new(), "create", NOW, values
    )
    sample.deps.executor.run(mutation, IMPORT)
    told = sample.zone.announcements.get(announce(sample, "lonely.host.example"), "bg")
    assert names(told) == {domain.name}


def test_what_goes_on_and_touches_one_needs_one_however_old_it_is(sample: SampleZone) -> None:
    mine = announce(sample, "server", hours=40 * 24)
    announce(sample, "nothing.of.ours.example")
    needs = [each for each in sample.zone.dashboard.load(TODAY).needs if each.kind == "incident"]
    assert mine in {each.record.id for each in needs}
    assert all(isinstance(each.about, Told) and each.about.touches for each in needs)
    assert all(each.urgent for each in needs)


def test_only_what_is_shared_is_named(sample: SampleZone) -> None:
    id_ = announce(sample, "server", "domain")
    assert {each.type for each in sample.zone.announcements.get(id_, "bg").touches} == {"service", "domain"}
    membership = sample.sample.membership
    change(sample, "membership", membership.id, role="member", permissions=["domains"])
    assert {each.type for each in sample.zone.announcements.get(id_, "bg").touches} == {"domain"}
    change(sample, "membership", membership.id, role="member", permissions=["emails"])
    assert sample.zone.announcements.get(id_, "bg").touches == ()


def test_an_announcement_is_found_by_the_end_of_its_id(sample: SampleZone) -> None:
    id_ = announce(sample, "server")
    assert sample.zone.announcements.get(id_[-8:], "bg").announcement.id == id_
    for wrong in (id_[-3:], "", "ffffffff-no-such"):
        with pytest.raises(NotFound):
            sample.zone.announcements.get(wrong, "bg")


def test_the_main_address_on_a_domain_that_goes_needs_one(sample: SampleZone) -> None:
    # The studio's: four days left, and it does not renew by itself.
    risk = sample.zone.mail_risks.look(TODAY)
    assert risk is not None
    assert (risk.domain.name, risk.reason, risk.urgent) == ("studio.example", "soon", True)
    needs = sample.zone.dashboard.load(TODAY).needs
    assert [each.kind for each in needs if each.record.id == risk.domain.id] == ["mail_at_risk"]
    change(sample, "domain", risk.domain.id, expires_on=date(2028, 1, 1), auto_renew=True)
    assert sample.zone.mail_risks.look(TODAY) is None
    assert "mail_at_risk" not in {each.kind for each in sample.zone.dashboard.load(TODAY).needs}


def test_who_may_not_see_domains_is_not_told_about_one(sample: SampleZone) -> None:
    change(sample, "membership", sample.sample.membership.id, role="member", permissions=["products"])
    assert sample.zone.mail_risks.look(TODAY) is None
