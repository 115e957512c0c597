"""The main address on a domain of one's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jumpzone.model.mail_risk import domain_names, mail_risk
from jumpzone.model.records import Domain

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def domain(name: str = "studio.example", days: int | None = 200, **values: Any) -> Domain:
    expires = None if days is None else TODAY + timedelta(days=days)
    known = {"status": "active", "amount": 0, "currency": "EUR", "expires_on": expires, **values}
    return Domain(id=name, account="a", rev=1, created_at=NOW, updated_at=NOW, name=name, **known)


@pytest.mark.parametrize(
    ("values", "reason", "urgent"),
    [
        ({"days": 200}, None, None),
        ({"days": 31}, None, None),
        ({"days": 30}, "soon", False),
        ({"days": 30, "auto_renew": False}, "soon", True),
        ({"days": 200, "auto_renew": False}, "off", False),
        ({"days": None, "auto_renew": False}, "off", False),
        ({"days": -1}, "expired", True),
        ({"days": -1, "status": "grace"}, "expired", True),
        ({"days": 5, "status": "expired"}, "expired", True),
        ({"days": 5, "status": "transferred_away"}, None, None),
    ],
)
def test_it_is_at_risk_when_its_domain_goes(
    values: dict[str, Any], reason: str | None, urgent: bool | None
) -> None:
    found = mail_risk("ivan@studio.example", [domain(**values)], TODAY)
    assert (found.reason if found else None, found.urgent if found else None) == (reason, urgent)
    if found is not None:
        assert "ivan@studio.example" in found.why.render()
        assert "signing in" in found.what_to_do.render()


@pytest.mark.parametrize(
    "address",
    ["ivan@studio.example", "Ivan@STUDIO.Example", "ivan@mail.studio.example", "ivan@a.b.studio.example"],
)
def test_a_subdomain_hangs_on_its_domain(address: str) -> None:
    assert mail_risk(address, [domain(days=3)], TODAY) is not None


@pytest.mark.parametrize(
    "address", ["ivan@xstudio.example", "ivan@example", "ivan", "", "ivan@studio.example.test"]
)
def test_a_name_that_only_looks_alike_does_not(address: str) -> None:
    assert mail_risk(address, [domain(days=3)], TODAY) is None


def test_an_internationalised_name_is_compared_as_it_is_kept() -> None:
    found = mail_risk("иван@поща.студио.example", [domain("xn--d1aisjfg.example", 3)], TODAY)
    assert found is not None
    assert "студио.example" in found.why.render()
    assert "xn--d1aisjfg.example" in domain_names("иван@поща.студио.example")


def test_the_nearest_of_several_domains_counts() -> None:
    outer, inner = domain("studio.example", 3), domain("mail.studio.example", 300)
    assert mail_risk("ivan@mail.studio.example", [outer, inner], TODAY) is None
