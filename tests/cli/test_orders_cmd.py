"""`jumpzone catalogue`, `jumpzone orders`, and the credit that is set off against invoices."""

from __future__ import annotations

import pytest

from jumpzone.cli import exits
from tests.cli.console import HOSTILE, Console

PLACE = ("orders", "place", "--product", "hosting_pro", "--cycle", "annual")


def test_the_catalogue_says_prices_with_and_without_vat(signed_in: Console) -> None:
    shown = signed_in.run("catalogue", "hosting")
    assert "hosting_pro" in shown.out
    assert "€84.00" in shown.out
    assert "€100.80" in shown.out
    assert "20%" in shown.err
    domains = signed_in.run("catalogue", "domain", "--json").json
    assert {each["kind"] for each in domains} == {"domain"}
    assert {"register", "renew", "transfer"} <= set(domains[0]["prices"])
    assert signed_in.run("catalogue", "--csv").csv[0].keys() == domains[0].keys()
    assert signed_in.run("catalogue", "kitchens").code == exits.USAGE


def test_several_things_are_ordered_and_cancelled(signed_in: Console) -> None:
    things = ("--label", "the shop", "--register", "НОВ.example", "--years", "2", "--product", "ssl_one")
    dry = signed_in.run(*PLACE, *things, "--dry-run", "--json").json
    assert [each["quantity"] for each in dry["lines"]] == [1, 1, 1]
    assert dry["total"] == dry["subtotal"] + dry["tax"]
    before = len(signed_in.run("orders", "--json").json)
    made = signed_in.run(*PLACE, *things, "--yes", "--json").json
    assert (made["status"], made["total"], len(made["items"])) == ("pending", dry["total"], 3)
    assert [each["name"] for each in made["items"]] == ["the shop", "xn--b1avd.example", None]
    assert len(signed_in.run("orders", "--json").json) == before + 1
    proforma = signed_in.run("invoices", "show", made["invoice_number"], "--json").json
    assert (proforma["kind"], proforma["balance"], proforma["payments"]) == ("proforma", dry["total"], [])
    shown = signed_in.run("orders", "show", made["number"]).out
    assert "нов.example" in shown
    assert made["invoice_number"] in shown
    assert signed_in.run("orders", "cancel", made["number"], "--yes").code == exits.DONE
    assert signed_in.run("orders", "show", made["number"], "--json").json["status"] == "cancelled"
    assert signed_in.run("invoices", "show", made["invoice_number"], "--json").json["status"] == "cancelled"


def test_nothing_is_ordered_or_cancelled_unasked(signed_in: Console) -> None:
    before = signed_in.run("orders", "--json").json
    assert signed_in.run(*PLACE).code == exits.USAGE
    assert signed_in.run(*PLACE, stdin="n\n", tty=True).code == exits.REFUSED
    assert signed_in.run(*PLACE, "--dry-run").code == exits.DONE
    pending = next(each["number"] for each in before if each["status"] == "pending")
    assert signed_in.run("orders", "cancel", pending, stdin="n\n", tty=True).code == exits.REFUSED
    assert signed_in.run("orders", "--json").json == before
    assert signed_in.run(*PLACE, stdin="y\n", tty=True).code == exits.DONE
    assert len(signed_in.run("orders", "--json").json) == len(before) + 1


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--cycle", "annual"),
        ("--product", "hosting_pro", "--years", "2"),
        ("--register", "new.example", "--label", "x"),
        ("--product", "hosting_pro", "--cycle", "annual", "--cycle", "monthly"),
        ("--register", "new.example", "--years", "11"),
    ],
)
def test_options_that_belong_to_nothing_are_wrong_usage(signed_in: Console, options: tuple[str, ...]) -> None:
    assert signed_in.run("orders", "place", *options, "--yes").code == exits.USAGE


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--product", "hosting_gone"), "no-such-product"),
        (("--product", "example"), "no-such-product"),
        (("--register", "new.nowhere"), "not-sold"),
        (("--register", "studio.example"), "invalid"),
        (("--product", "ssl_one", "--cycle", "monthly"), "invalid"),
    ],
)
def test_what_cant_be_had_is_refused(signed_in: Console, options: tuple[str, ...], code: str) -> None:
    answer = signed_in.run("orders", "place", *options, "--yes", "--json")
    assert (answer.code, answer.error["code"]) == (exits.REFUSED, code)


def test_a_contact_can_be_the_registrant(signed_in: Console) -> None:
    contact = signed_in.run("contacts", "--json").json[0]
    asked = (
        "orders",
        "place",
        "--register",
        "new.example",
        "--registrant",
        contact["email"],
        "--yes",
        "--json",
    )
    made = signed_in.run(*asked).json
    assert made["items"][0]["details"] == {"registrant": contact["id"]}
    domain = signed_in.run("domains", "show", "new.example", "--json").json
    assert (domain["status"], domain["registrant"]) == ("pending_registration", contact["id"])
    unknown = (
        "orders",
        "place",
        "--register",
        "new2.example",
        "--registrant",
        "nobody@none.example",
        "--yes",
    )
    assert signed_in.run(*unknown).code == exits.REFUSED


def test_a_paid_order_is_not_cancelled(signed_in: Console) -> None:
    paid = next(each for each in signed_in.run("orders", "--json").json if each["status"] == "active")
    answer = signed_in.run("orders", "cancel", paid["number"], "--yes", "--json")
    assert (answer.code, answer.error["code"]) == (exits.REFUSED, "too-late")


def test_a_name_is_checked(signed_in: Console) -> None:
    free = signed_in.run("orders", "check", "Нов-Сайт.example", "--json")
    assert free.code == exits.DONE
    (found,) = free.json
    assert (found["shown"], found["name"]) == ("нов-сайт.example", "xn----8sbe4aqgxk.example")
    assert found["years"]["10"] == 10 * found["register"]
    ours = signed_in.run("orders", "check", "studio.example", "--json")
    assert (ours.code, ours.json[0]["ours"], ours.json[0]["can_be_ordered"]) == (exits.REFUSED, True, False)
    assert len(signed_in.run("orders", "check", "brandnew", "--csv").csv) > 1
    assert signed_in.run("orders", "check", HOSTILE).code == exits.REFUSED


def test_credit_is_set_off_and_its_movements_say_so(signed_in: Console) -> None:
    number = signed_in.run(*PLACE, "--yes", "--json").json["invoice_number"]
    before = signed_in.run("invoices", "show", number, "--json").json
    credit = signed_in.run("invoices", "credit", "--json").json[0]["left"]
    assert signed_in.run("invoices", "apply-credit", number).code == exits.USAGE
    assert signed_in.run("invoices", "apply-credit", number, "1.2.3", "--yes").code == exits.USAGE
    too_much = signed_in.run("invoices", "apply-credit", number, "9999", "--yes", "--json")
    assert (too_much.code, too_much.error["fields"][0]["field"]) == (exits.REFUSED, "amount")
    some = signed_in.run("invoices", "apply-credit", number, "1.50", "--yes", "--json").json
    assert (some["credit"], some["balance"]) == (150, before["total"] - 150)
    assert signed_in.run("invoices", "apply-credit", number, "--yes").code == exits.DONE
    after = signed_in.run("invoices", "show", number, "--json").json
    assert after["credit"] == credit
    assert after["balance"] == after["total"] - after["credit"]
    moved = signed_in.run("invoices", "credit", "--json").json
    assert moved[0]["left"] == 0
    assert sum(each["amount"] for each in moved) == 0
    text = signed_in.run("invoices", "show", number).out
    amounts = [
        line.split()[0] for line in text.splitlines() if line.startswith(("Total", "Credit", "To pay"))
    ]
    # Credit is taken off the total, so it stands behind it.
    assert amounts == ["Total", "Credit", "To"]
    assert signed_in.run("invoices", "apply-credit", number, "--yes", "--json").error["code"] == "no-credit"
