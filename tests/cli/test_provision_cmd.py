"""`jumpzone provision`: what an operator's scripts do, without signing in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.console import HOSTILE, Console

PAYMENT = ("provision", "payment", "--gateway", "bank", "--currency", "EUR", "--json")
OVERDUE = "0000000412"


def test_a_payment_counts_once_and_brings_the_service_back(signed_in: Console) -> None:
    part = signed_in.run(*PAYMENT, "--invoice", OVERDUE, "--amount", "48.20", "--reference", "a")
    assert part.code == 0, part.err
    assert (part.json["status"], part.json["balance"], part.json["recorded"]) == ("unpaid", 10_000, True)
    again = signed_in.run(*PAYMENT, "--invoice", OVERDUE, "--amount", "48,20", "--reference", "a")
    assert (again.code, again.json["balance"], again.json["recorded"]) == (0, 10_000, False)
    other = signed_in.run(*PAYMENT, "--invoice", OVERDUE, "--amount", "100", "--reference", "a")
    assert (other.code, other.error["code"]) == (1, "reference-taken")
    before = part.json["credit"]
    rest = signed_in.run(*PAYMENT, "--invoice", OVERDUE, "--amount", "110", "--reference", "b")
    assert (rest.json["status"], rest.json["balance"], rest.json["credit"]) == ("paid", 0, before + 1_000)
    with signed_in.zone() as zone:
        assert {each.status for each in zone.services.list()} == {"active"}
    assert list((signed_in.home / "mail").glob("*.eml")), "those who want to know are told"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"--invoice": "0000009999"}, "no-such-invoice"),
        ({"--amount": "1,234"}, "ambiguous-amount"),
        ({"--amount": "-5"}, "not-positive"),
        ({"--currency": "USD"}, "wrong-currency"),
        ({"--currency": "EURO"}, "unknown-currency"),
        ({"--gateway": "credit"}, "reserved"),
        ({"--at": "2099-01-01"}, "in-future"),
        ({"--invoice": HOSTILE}, "no-such-invoice"),
        ({"--reference": HOSTILE}, "refused-text"),
        ({"--gateway": HOSTILE}, "refused-text"),
    ],
)
def test_what_can_not_be_recorded_is_refused(signed_in: Console, changed: dict[str, str], code: str) -> None:
    given = {
        "--invoice": OVERDUE,
        "--amount": "148.20",
        "--currency": "EUR",
        "--gateway": "bank",
        "--reference": "x",
    }
    words = [word for pair in (given | changed).items() for word in pair]
    answer = signed_in.run("provision", "payment", "--json", *words)
    assert answer.code == 1
    codes = [answer.error["code"], *(each["code"] for each in answer.error["fields"])]
    assert code in codes
    with signed_in.zone() as zone:
        assert zone.invoices.find(OVERDUE, "number").balance == 14_820


def test_money_goes_back_by_a_credit_note(signed_in: Console) -> None:
    signed_in.run(*PAYMENT, "--invoice", OVERDUE, "--amount", "148.20", "--reference", "a")
    part = signed_in.run("provision", "refund", "--invoice", OVERDUE, "--amount", "10.01", "--json")
    assert part.code == 0, part.err
    assert (part.json["status"], part.json["recorded"]) == ("paid", True)
    words = ("--gateway", "bank", "--reference", "back-1")
    rest = signed_in.run("provision", "refund", "--invoice", OVERDUE, *words, "--json")
    assert (rest.json["status"], rest.json["credit"]) == ("refunded", part.json["credit"])
    again = signed_in.run("provision", "refund", "--invoice", OVERDUE, *words, "--json")
    assert (again.code, again.json["recorded"]) == (0, False)
    with signed_in.zone() as zone:
        first, second = (zone.invoices.find(each.json["issued"], "number") for each in (part, rest))
    assert first.total + second.total == -14_820
    assert (first.kind, first.balance, second.balance) == ("credit_note", 0, 0)


def test_credit_is_given(signed_in: Console) -> None:
    words = ("--account", "C-100234", "--amount", "5", "--currency", "eur", "--text", HOSTILE)
    refused = signed_in.run("provision", "credit", *words, "--json")
    assert (refused.code, refused.error["fields"][0]["field"]) == (1, "text")
    given = signed_in.run("provision", "credit", *words[:-1], "For your patience", "--json")
    assert given.code == 0, given.err
    with signed_in.zone() as zone:
        assert zone.orders.credit() == {"EUR": given.json["credit"]}
    assert signed_in.run("provision", "credit", "--account", "C-1", *words[2:-1], "x").code == 1


def test_the_seller_is_set_from_a_file(signed_in: Console, tmp_path: Path) -> None:
    shown = signed_in.run("provision", "seller", "--json").json
    file = tmp_path / "seller.json"
    file.write_text(json.dumps(shown | {"due_days": 3}), encoding="utf-8")
    assert signed_in.run("provision", "seller", str(file)).code == 0
    assert signed_in.run("provision", "seller", "--json").json["due_days"] == 3
    file.write_text(json.dumps({"country": "XX", "iban": 5, "colour": "red"}), encoding="utf-8")
    refused = signed_in.run("provision", "seller", str(file), "--json")
    assert refused.code == 1
    wrong = {each["field"] for each in refused.error["fields"]}
    assert {"country", "iban", "colour", "company_name"} <= wrong
    assert signed_in.run("provision", "seller", str(tmp_path / "none.json")).code == 1


def test_an_open_order_is_cancelled(signed_in: Console) -> None:
    done = signed_in.run("provision", "cancel", "--invoice", OVERDUE, "--json")
    assert (done.json["status"], done.json["balance"]) == ("cancelled", 0)
    assert (
        signed_in.run(*PAYMENT, "--invoice", OVERDUE, "--amount", "1", "--reference", "z").json["credit"] > 0
    )


def test_what_renews_by_itself_is_ordered_once(signed_in: Console) -> None:
    first = signed_in.run("provision", "renewals", "--days", "25", "--json")
    assert first.code == 0, first.err
    (row,) = first.json
    with signed_in.zone() as zone:
        document = zone.invoices.find(row["invoice"], "number")
        order = zone.orders.get(document.order or "")
        due = {each.id for each in zone.services.list() if each.status == "active" and each.auto_renew}
    assert (document.kind, document.status, document.total) == ("proforma", "unpaid", row["total"])
    assert (order.placed_by, order.status, len(order.items)) == ("system:timer", "pending", row["items"])
    assert {item["action"] for item in order.items} == {"renew"}
    assert {item["about"]["id"] for item in order.items if item["about"]["type"] == "service"} <= due
    again = signed_in.run("provision", "renewals", "--days", "25", "--json")
    assert (again.code, again.json) == (0, [])
