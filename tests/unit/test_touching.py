"""What an announcement's words mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jumpzone.model.records import Announcement
from jumpzone.model.touching import Footing, hosts_in, runs, touched

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEB = Footing(
    type="service",
    id="1",
    name="web",
    kind="hosting",
    code="hosting_pro",
    hosts=frozenset({"studio.example", "panel.jumpzone.example"}),
)
CLOUD = Footing(
    type="service", id="2", name="staging", kind="cloud", hosts=frozenset({"a.web1.jumpzone.example"})
)
NAME = Footing(
    type="domain",
    id="3",
    name="studio.example",
    kind="domain",
    hosts=frozenset({"studio.example", "ns1.jumpzone.example", "mail.jumpzone.example"}),
)
ALL = (WEB, CLOUD, NAME)


@pytest.mark.parametrize(
    ("affects", "names"),
    [
        ((), []),
        (("cloud",), ["staging"]),
        (("domain",), ["studio.example"]),
        ((".example",), ["studio.example"]),
        ((".test",), []),
        (("hosting_pro",), ["web"]),
        (("web1.jumpzone.example",), ["staging"]),
        (("eb1.jumpzone.example",), []),
        (("MAIL.JumpZone.example.",), ["studio.example"]),
        (("panel.jumpzone.example", "ns1.jumpzone.example"), ["web", "studio.example"]),
        (("[/]", "", " ", ".", "%"), []),
        (({"kind": "cloud"}, None, 7), []),
    ],
)
def test_words_find_what_stands_on_them(affects: tuple[object, ...], names: list[str]) -> None:
    assert [each.name for each in touched(affects, ALL)] == names


def test_only_host_names_are_looked_for_in_zones() -> None:
    assert hosts_in(("cloud", ".example", "Mail.jumpzone.example.", "hosting_pro", "")) == {
        "mail.jumpzone.example"
    }


def announced(kind: str, starts: int | None, ends: int | None) -> Announcement:
    def at(hours: int | None) -> datetime | None:
        return None if hours is None else NOW + timedelta(hours=hours)

    return Announcement(
        id="a",
        created_at=NOW,
        updated_at=NOW,
        title="x",
        kind=kind,
        published_at=NOW - timedelta(hours=1),
        starts_at=at(starts),
        ends_at=at(ends),
    )


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "running"),
    [
        ("incident", -1, None, True),
        ("incident", None, None, True),
        ("incident", -2, -1, False),
        ("incident", -2, 0, False),
        ("maintenance", -1, 1, True),
        ("maintenance", 1, 2, False),
        ("news", -1, 1, False),
    ],
)
def test_an_incident_goes_on_until_it_gets_an_end(
    kind: str, starts: int | None, ends: int | None, running: bool
) -> None:
    assert runs(announced(kind, starts, ends), NOW) is running
