"""`jumpzone renewals` and `jumpzone announcements`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jumpzone.cli import exits
from jumpzone.model.mutations import IMPORT, Mutation
from tests.cli.console import HOSTILE, Console


def test_the_list_says_what_renews_and_what_ends(signed_in: Console) -> None:
    found = signed_in.run("renewals", "--json")
    assert found.code == exits.DONE
    days = [each["day"] for each in found.json]
    assert days == sorted(days)
    ending = next(each for each in found.json if each["name"] == "studio.example")
    assert (ending["renews"], ending["ends"], ending["total"]) == (False, "off", 0)
    assert all(each["total"] == each["net"] + each["tax"] for each in found.json)
    table = signed_in.run("renewals")
    assert table.lines[0].split()[:2] == ["Due", "Name"]
    assert "студио.example" in table.out
    assert "with VAT" in table.err
    assert signed_in.run("renewals", "list", "--csv").csv[0]["name"] == found.json[0]["name"]


def test_only_domains_and_so_many_months(signed_in: Console) -> None:
    everything = signed_in.run("renewals", "--json").json
    domains = signed_in.run("renewals", "--type", "domain", "--json").json
    assert domains == [each for each in everything if each["type"] == "domain"]
    near = signed_in.run("renewals", "--months", "2", "--json").json
    assert near == everything[: len(near)]
    assert len(near) < len(everything)
    assert signed_in.run("renewals", "--months", "0").code == exits.USAGE


def test_the_forecast_adds_up_to_the_list(signed_in: Console) -> None:
    entries = signed_in.run("renewals", "--json").json
    rows = signed_in.run("renewals", "forecast", "--json").json
    months = [each for each in rows if "-" in each["period"]]
    years = [each for each in rows if "-" not in each["period"]]
    for part in (months, years):
        assert sum(each["total"] for each in part) == sum(each["total"] for each in entries)
        assert sum(each["count"] for each in part) == sum(each["renews"] for each in entries)
    table = signed_in.run("renewals", "forecast")
    assert "Not covered" in table.lines[0]
    assert "edit" in table.err  # how far the credit goes, or that there is none


def test_a_calendar_is_written_once(signed_in: Console) -> None:
    path = signed_in.home / "renewals.ics"
    assert signed_in.run("renewals", "calendar", "-o", str(path)).code == exits.DONE
    content = path.read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert (path.stat().st_mode & 0o777) == 0o600
    again = signed_in.run("renewals", "calendar", "-o", str(path))
    assert again.code == exits.REFUSED
    assert signed_in.run("renewals", "calendar", "-o", str(path), "--force").code == exits.DONE
    printed = signed_in.run("renewals", "calendar", "-o", "-")
    assert printed.out.count("BEGIN:VEVENT") == content.count(b"BEGIN:VEVENT")


def test_a_period_without_renewals_gives_no_file(signed_in: Console) -> None:
    path = signed_in.home / "renewals.ics"
    day = (date.today() - timedelta(days=4000)).isoformat()
    refused = signed_in.run("renewals", "calendar", "-o", str(path), "--from", day, "--to", day)
    assert refused.code == exits.REFUSED
    assert "Nothing renews" in refused.err
    assert not path.exists()


def test_a_hostile_label_is_data(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        service = next(each for each in zone.services.list() if each.status == "active" and each.auto_renew)
        label = "".join(char for char in HOSTILE if char >= " " and char != "\x9b")
        mutation = Mutation(
            zone.deps.ids.new(),
            service.account,
            "service",
            service.id,
            "update",
            zone.deps.clock.now(),
            {"label": label},
        )
        zone.deps.executor.run(mutation, IMPORT)
    for form in ((), ("--json",), ("--csv",)):
        assert signed_in.run("renewals", *form).code == exits.DONE
    assert "[/]" in signed_in.run("renewals", "calendar", "-o", "-").out


def test_nobody_sees_renewals(console: Console) -> None:
    assert console.run("renewals").code == exits.SIGN_IN_FIRST
    assert console.run("renewals", "forecast").code == exits.SIGN_IN_FIRST


def test_an_incident_says_what_of_ones_own_it_touches(signed_in: Console) -> None:
    found = signed_in.run("announcements", "--running", "--json").json
    assert [each["kind"] for each in found] == ["incident"]
    assert [each["name"] for each in found[0]["touches"]] == ["staging"]
    shown = signed_in.run("announcements", "show", found[0]["id"][-8:])
    assert shown.code == exits.DONE
    assert "staging" in shown.out
    assert signed_in.run("announcements", "show", found[0]["id"], "--json").json == found[0]
    assert signed_in.run("announcements", "show", "abcdef12").code == exits.REFUSED
    table = signed_in.run("announcements")
    assert table.lines[0].split()[0] == "When"
    assert signed_in.run("announcements", "--running", "--exit-code").code == exits.FOUND


@pytest.mark.parametrize("form", ["table", "json"])
def test_whoami_warns_of_an_address_that_goes_with_its_domain(signed_in: Console, form: str) -> None:
    found = signed_in.run("whoami", *([] if form == "table" else ["--json"]))
    assert found.code == exits.DONE
    assert "studio.example, which expires in 4 days" in found.err
    assert "renew the domain" in found.err
