"""`jumpzone search`."""

from __future__ import annotations

import pytest

from jumpzone.cli import exits
from tests.cli.console import HOSTILE, Console


def test_the_best_comes_first(signed_in: Console) -> None:
    found = signed_in.run("search", "412", "--json")
    assert found.code == exits.DONE
    assert found.json[0]["title"] == "0000000412"
    assert found.json[0]["type"] == "invoice"
    shown = signed_in.run("invoices", "show", found.json[0]["id"], "--json")
    assert shown.json["number"] == "0000000412"
    rows = signed_in.run("search", "412", "--csv").csv
    assert [row["id"] for row in rows] == [each["id"] for each in found.json]


def test_a_table_is_for_people_and_scripts_read_the_same_in_every_language(signed_in: Console) -> None:
    table = signed_in.run("search", "posters", "teapots")
    assert table.lines[0].split()[0] == "Type"
    assert "posters-and-teapots.example" in table.out
    bulgarian = signed_in.run("--language", "bg", "search", "teapots", "--json")
    assert bulgarian.json == signed_in.run("search", "teapots", "--json").json


def test_a_slip_in_a_name_is_said(signed_in: Console) -> None:
    found = signed_in.run("search", "poster-and-teapost.example", "--type", "domain", "--json").json
    assert found[0]["title"] == "posters-and-teapots.example"
    assert found[0]["fit"] == "almost"


def test_only_one_type_and_so_many(signed_in: Console) -> None:
    found = signed_in.run("search", "studio", "--type", "message", "--limit", "2", "--json").json
    assert [each["type"] for each in found] == ["message", "message"]


def test_the_exit_code_tells(signed_in: Console) -> None:
    assert signed_in.run("search", "studio", "--exit-code").code == exits.FOUND
    nothing = signed_in.run("search", "qwxzqwxz", "--exit-code")
    assert nothing.code == exits.DONE
    assert "Nothing found" in nothing.err


@pytest.mark.parametrize("typed", ["%", "'", '"', "*", "[/]", "a\u202eb"])
def test_anything_may_be_asked(signed_in: Console, typed: str) -> None:
    assert signed_in.run("search", "--", typed, "--json").code in (exits.DONE, exits.USAGE)


def test_what_no_record_can_hold_is_a_wrong_use(signed_in: Console) -> None:
    assert signed_in.run("search", HOSTILE).code == exits.USAGE


def test_nobody_searches(console: Console) -> None:
    assert console.run("search", "studio").code == exits.SIGN_IN_FIRST
