"""`jumpzone contacts`."""

from __future__ import annotations

import pytest

from jumpzone.cli import exits
from jumpzone.usecases.exporting import exported
from tests.cli.console import HOSTILE, Console

MILA = ["first_name=Мила", "last_name=Стоянова", "email=mila@ledger.example"]


def test_list_is_what_the_zone_has(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        wanted = [exported("contact", each) for each in zone.contacts.list()]
    assert signed_in.run("contacts", "--json").json == wanted
    assert [row["email"] for row in signed_in.run("contacts", "--csv").csv] == [
        each["email"] for each in wanted
    ]
    table = signed_in.run("contacts")
    assert all(each["email"] in table.out and each["id"][-8:] in table.out for each in wanted)
    gets = signed_in.run("contacts", "--gets", "invoice", "--json").json
    assert gets == [each for each in wanted if "invoice" in each["notifications"]] != []


def test_add_edit_show_remove(signed_in: Console) -> None:
    added = signed_in.run("contacts", "add", *MILA, "notifications=invoice,support")
    assert added.code == exits.DONE
    (id_,) = added.lines
    shown = signed_in.run("contacts", "show", "mila@ledger.example", "--json").json
    assert (shown["id"], shown["notifications"]) == (id_, ["invoice", "support"])
    assert signed_in.run("contacts", "edit", id_[-8:], "city=Бургас", "notifications=").code == exits.DONE
    shown = signed_in.run("contacts", "show", id_, "--json").json
    assert (shown["city"], shown["notifications"]) == ("Бургас", [])
    assert signed_in.run("contacts", "remove", "mila@ledger.example").code == exits.DONE
    assert signed_in.run("contacts", "show", id_).code == exits.REFUSED


def test_several_at_once_are_partly_done_with_a_line_each(signed_in: Console) -> None:
    id_ = signed_in.run("contacts", "add", *MILA, "--json").json["id"]
    found = signed_in.run("contacts", "remove", id_, "nobody@nowhere.example")
    assert found.code == exits.PARTLY
    assert "mila@ledger.example" in found.out
    assert found.err.count("\n") == 1
    assert "nobody@nowhere.example" in found.err
    id_ = signed_in.run("contacts", "add", *MILA, "--json").json["id"]
    told = signed_in.run("contacts", "remove", id_, "nobody@nowhere.example", "--json")
    assert told.code == exits.PARTLY
    assert [(each["reference"], each["outcome"], each["code"]) for each in told.json] == [
        (id_, "done", None),
        ("nobody@nowhere.example", "refused", "not-found"),
    ]
    assert signed_in.run("contacts", "remove", "none", "neither").code == exits.REFUSED


def test_the_last_address_with_domain_notices_stays(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        holders = [each for each in zone.contacts.list() if "domain" in each.notifications]
    assert signed_in.run("profile", "set", "notifications=general").code == exits.DONE
    found = signed_in.run("--json", "contacts", "remove", *[each.id for each in holders])
    if len(holders) == 1:
        assert (found.code, found.error["code"]) == (exits.REFUSED, "last-domain-address")
    else:
        assert found.code == exits.PARTLY
        assert found.json[-1]["code"] == "last-domain-address"


def test_faults_are_named_by_field(signed_in: Console) -> None:
    found = signed_in.run("--json", "contacts", "add", "first_name=Мила", "email=nonsense", "phone=1")
    assert found.code == exits.REFUSED
    assert {"last_name"} <= {each["field"] for each in found.error["fields"]}
    assert signed_in.run("contacts", "add", "membership=1").code == exits.USAGE
    assert signed_in.run("contacts", "edit", "x").code == exits.USAGE
    assert signed_in.run("contacts", "--gets", "security").code == exits.USAGE


@pytest.mark.parametrize("text", [HOSTILE, "я" * 10_000])
def test_hostile_values(signed_in: Console, text: str) -> None:
    for name in ("first_name", "email", "phone", "country", "notifications", "city"):
        values = dict(each.split("=", 1) for each in MILA) | {name: text}
        found = signed_in.run("contacts", "add", *[f"{key}={value}" for key, value in values.items()])
        assert found.code == exits.REFUSED
        assert name in found.err
    for command in (["show", text], ["edit", text, "city=x"], ["remove", text], ["remove", text, "other"]):
        assert signed_in.run("contacts", *command).code == exits.REFUSED
