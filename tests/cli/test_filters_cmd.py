"""`jumpzone filters` and `--filter`."""

from __future__ import annotations

from jumpzone.cli import exits
from jumpzone.usecases.filters import Shown
from tests.cli.console import Console


def test_a_saved_filter_begins_a_list(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        zone.filters.save("invoice", "Overdue [/]", Shown("", {"status": "overdue"}, "due_on", False))
        zone.filters.save("message", "Bills", Shown("", {"category": "invoice"}, "sent_at", True))
        zone.filters.save("contact", "Z to A", Shown("", {}, "last_name", True))
    overdue = signed_in.run("invoices", "--overdue", "--sort", "due_on", "--json").json
    assert signed_in.run("invoices", "--filter", "overdue [/]", "--json").json == overdue != []
    bills = signed_in.run("messages", "--filter", "bills", "--json").json
    assert {each["category"] for each in bills} == {"invoice"}
    names = [each["last_name"] for each in signed_in.run("contacts", "--filter", "Z to A", "--json").json]
    assert len(names) > 1
    assert names == [
        each["last_name"]
        for each in signed_in.run("contacts", "--sort", "last_name", "--desc", "--json").json
    ]
    wrong = signed_in.run("services", "--filter", "overdue [/]", "--json")
    assert (wrong.code, wrong.error["code"]) == (exits.REFUSED, "no-filter")


def test_filters_are_listed_renamed_and_deleted(signed_in: Console) -> None:
    assert signed_in.run("filters").code == exits.DONE
    with signed_in.zone() as zone:
        for each in zone.filters.list():
            zone.filters.remove(each)
        zone.filters.save("invoice", "one", Shown("", {"status": "unpaid"}, "due_on", False))
        zone.filters.save("domain", "two", Shown("studio", {}, "name", True))
    assert [each["name"] for each in signed_in.run("filters", "--json").json] == ["two", "one"]
    assert "status=unpaid" in signed_in.run("filters").out
    assert len(signed_in.run("filters", "--place", "domain", "--csv").csv) == 1
    assert signed_in.run("filters", "rename", "one", "three").code == exits.DONE
    gone = signed_in.run("filters", "delete", "three", "nothing")
    assert gone.code == exits.PARTLY
    assert [each["name"] for each in signed_in.run("filters", "--json").json] == ["two"]
