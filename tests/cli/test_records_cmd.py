"""`jumpzone services | domains | invoices | tickets`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jumpzone.cli import exits
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.usecases.exporting import exported
from jumpzone.usecases.lists import Query
from tests.cli.console import HOSTILE, Console

GROUPS = {"services": "service", "domains": "domain", "invoices": "invoice", "tickets": "ticket"}


@pytest.mark.parametrize("group", GROUPS)
def test_json_is_what_the_zone_has(signed_in: Console, group: str) -> None:
    with signed_in.zone() as zone:
        wanted = [exported(GROUPS[group], each) for each in getattr(zone, group).list()]
    found = signed_in.run(group, "--json")
    assert found.code == exits.DONE
    assert found.json == wanted
    assert found.json == signed_in.run("--json", group, "list").json
    assert found.err == ""


@pytest.mark.parametrize("group", GROUPS)
def test_csv_reads_back_as_the_same_records(signed_in: Console, group: str) -> None:
    rows, wanted = signed_in.run(group, "--csv").csv, signed_in.run(group, "--json").json
    assert [row["id"] for row in rows] == [each["id"] for each in wanted]
    assert list(rows[0]) == list(wanted[0])
    for row, each in zip(rows, wanted, strict=True):
        assert row["status"] == each["status"]


@pytest.mark.parametrize("group", GROUPS)
def test_each_is_shown_by_what_people_call_it_and_by_its_id(signed_in: Console, group: str) -> None:
    first = signed_in.run(group, "--json", "--limit", "1").json[0]
    name = next(first[key] for key in ("number", "name", "address") if first.get(key))
    for reference in (name, first["id"], first["id"][-8:]):
        shown = signed_in.run(group, "show", reference, "--json")
        assert shown.code == exits.DONE
        assert shown.json["id"] == first["id"]
    table = signed_in.run(group, "show", first["id"])
    assert first["id"] in table.out


def test_a_table_is_for_people(signed_in: Console) -> None:
    found = signed_in.run("invoices", "list", "--limit", "3")
    assert found.lines[0].split() == ["Number", "Kind", "Status", "Issued", "Due", "Total", "To", "pay"]
    assert "Overdue" in found.lines[1]
    assert "€" in found.lines[1]
    assert "--limit" in found.err
    bulgarian = signed_in.run("--language", "bg", "invoices", "--json", "--limit", "3")
    assert bulgarian.json == signed_in.run("invoices", "--json", "--limit", "3").json


def test_filters_sort_and_limit(signed_in: Console) -> None:
    every = signed_in.run("domains", "--json").json
    by_name = signed_in.run("domains", "--sort", "name", "--desc", "--json").json
    assert [each["name"] for each in by_name] == sorted((each["name"] for each in every), reverse=True)
    some = signed_in.run("domains", "coffee", "--json").json
    assert some == [each for each in every if "coffee" in each["name"]] != []
    assert signed_in.run("domains", "студио", "--json").json[0]["name"].startswith("xn--")
    active = signed_in.run("services", "--status", "active", "--status", "suspended", "--json").json
    assert {each["status"] for each in active} == {"active", "suspended"}
    opened = signed_in.run("tickets", "--open", "--json").json
    assert "closed" not in {each["status"] for each in opened}


def test_a_domain_is_found_in_both_spellings(signed_in: Console) -> None:
    shown = signed_in.run("domains", "show", "Студио.example", "--json").json
    assert signed_in.run("domains", "show", shown["name"], "--json").json == shown
    assert "студио.example" in signed_in.run("domains", "show", shown["name"]).out


def test_exit_code_tells_what_was_found(signed_in: Console) -> None:
    today = date.today()
    every: list[dict[str, Any]] = signed_in.run("domains", "--json").json
    soon = [
        each["id"]
        for each in every
        if today <= date.fromisoformat(each["expires_on"]) <= today + timedelta(days=30)
    ]
    found = signed_in.run("domains", "--expiring", "30", "--exit-code", "--json")
    assert [each["id"] for each in found.json] == soon != []
    assert found.code == exits.FOUND
    assert signed_in.run("domains", "--expiring", "0", "--exit-code").code == exits.DONE
    overdue = signed_in.run("invoices", "--overdue", "--exit-code", "--json")
    assert overdue.code == exits.FOUND
    assert {each["status"] for each in overdue.json} == {"unpaid"}
    assert all(each["due_on"] < today.isoformat() for each in overdue.json)
    assert signed_in.run("invoices", "--overdue").code == exits.DONE
    assert signed_in.run("invoices", "--overdue", "--status", "paid", "--exit-code").code == exits.DONE


def test_a_tickets_replies_come_with_it(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        ticket = zone.tickets.list(Query(where={"status": ("answered",)})).window(0, 1)[0]
        replies = zone.tickets.conversation(ticket.id).replies
    assert ticket.number is not None
    shown = signed_in.run("tickets", "show", ticket.number, "--json").json
    assert [each["body"] for each in shown["replies"]] == [each.body for each in replies]
    table = signed_in.run("tickets", "show", ticket.number).out
    assert all(each.body.splitlines()[0] in table for each in replies)


def test_what_is_not_there_is_refused_with_its_name(signed_in: Console) -> None:
    for group in GROUPS:
        found = signed_in.run(group, "show", "no-such", "--json")
        assert (found.code, found.error["code"]) == (exits.REFUSED, "not-found")
        assert "no-such" in found.error["message"]


@pytest.mark.parametrize("text", [HOSTILE, "x" * 10_000, "'; drop table invoice; --", "%_\\", "\udce9\ud800"])
def test_hostile_arguments_find_nothing_and_do_nothing(signed_in: Console, text: str) -> None:
    for group in GROUPS:
        assert signed_in.run(group, "show", text).code == exits.REFUSED
        assert signed_in.run(group, text).code in (exits.DONE, exits.USAGE)


def test_names_that_an_option_does_not_know_are_usage(signed_in: Console) -> None:
    assert signed_in.run("invoices", "--status", "eaten").code == exits.USAGE
    assert signed_in.run("invoices", "--sort", "lines").code == exits.USAGE
    assert signed_in.run("invoices", "one", "two").code == exits.USAGE


def test_every_listed_field_is_in_the_data_dictionary(signed_in: Console) -> None:
    for group, type_ in GROUPS.items():
        names = set(signed_in.run(group, "--json", "--limit", "1").json[0])
        known = RECORDS[type_].fields
        shown = {name for name, field in known.items() if field.kind is not Kind.SEALED}
        assert names == {"id", "created_at", *shown}


def test_nobody_sees_anything_without_signing_in(console: Console) -> None:
    for group in (*GROUPS, "contacts", "messages", "profile", "whoami"):
        found = console.run(group, "--json")
        assert (found.code, found.out) == (exits.SIGN_IN_FIRST, "")
        assert "jumpzone login" in found.error["hint"]
