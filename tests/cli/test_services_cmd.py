"""`jumpzone services`: every flow of a service by command."""

from __future__ import annotations

from typing import Any

import pytest

from jumpzone.cli import exits
from jumpzone.usecases.lists import Query
from tests.cli.console import HOSTILE, PASSWORD, Console

SHOP = "shop.studio.example"
SITE = "studio.example"
CLIENTS = "portfolio.studio.example"
ARCHIVE = "archive.studio.example"


def shown(console: Console, reference: str) -> Any:
    answer = console.run("services", "show", reference, "--json")
    assert answer.code == exits.DONE, answer.err
    return answer.json


def test_the_list_is_narrowed_by_kind_and_status(signed_in: Console) -> None:
    found = signed_in.run("services", "--kind", "hosting", "--kind", "cloud", "--json").json
    assert {each["kind"] for each in found} == {"hosting", "cloud"}
    found = signed_in.run("services", "list", "--kind", "hosting", "--status", "suspended", "--json").json
    assert [each["address"] for each in found] == [CLIENTS]


def test_a_suspended_service_says_why_and_what_to_do(signed_in: Console) -> None:
    answer = signed_in.run("services", "show", CLIENTS)
    with signed_in.zone() as zone:
        why = zone.services.suspension(zone.services.find(CLIENTS, "address").id)
    assert why is not None
    assert why.invoice is not None
    assert why.invoice.number is not None
    assert why.invoice.number in answer.out
    assert f"jumpzone invoices pay {why.invoice.number}" in answer.err
    data = shown(signed_in, CLIENTS)["suspension"]
    assert (data["number"], data["to_pay"]) == (why.invoice.number, why.invoice.balance)
    assert shown(signed_in, SHOP)["suspension"] is None
    assert "at the end of the period" in signed_in.run("services", "show", ARCHIVE).out


def test_a_service_is_renamed_and_a_name_can_be_any_text(signed_in: Console) -> None:
    assert "the shop" in signed_in.run("services", "rename", SHOP, "the shop").out
    assert signed_in.run("services", "show", "the shop", "--json").json["address"] == SHOP
    assert "Nothing to change" in signed_in.run("services", "rename", SHOP, "the shop").out
    assert signed_in.run("services", "rename", SHOP, "[/] \u202ex").code == exits.DONE
    assert signed_in.run("services", "list").code == exits.DONE
    refused = signed_in.run("services", "rename", SHOP, HOSTILE, "--json")
    assert (refused.code, refused.error["fields"][0]["field"]) == (exits.REFUSED, "label")
    assert signed_in.run("services", "rename", SHOP, "", "--json").json["label"] is None


def test_auto_renew_of_several_has_a_line_for_each(signed_in: Console) -> None:
    answer = signed_in.run("services", "auto-renew", "off", SHOP, SITE, "no-such", "--json")
    assert answer.code == exits.PARTLY
    assert [each["outcome"] for each in answer.json] == ["done", "done", "refused"]
    assert shown(signed_in, SHOP)["auto_renew"] is False
    assert signed_in.run("services", "auto-renew", "on", SHOP).code == exits.DONE
    assert shown(signed_in, SHOP)["auto_renew"] is True
    # It is to be cancelled, so it does not renew.
    assert signed_in.run("services", "auto-renew", "on", ARCHIVE).code == exits.REFUSED


def test_a_cancellation_asks_and_can_be_withdrawn(signed_in: Console) -> None:
    asked = ("services", "cancel", SHOP, "--reason", "We closed the shop.")
    assert signed_in.run(*asked).code == exits.USAGE
    assert signed_in.run(*asked, stdin="n\n", tty=True).code == exits.REFUSED
    assert shown(signed_in, SHOP)["cancellation"] is None
    done = signed_in.run(*asked, "--yes", "--json")
    assert done.code == exits.DONE
    assert done.json["cancellation"]["when"] == "end_of_period"
    assert done.json["cancellation"]["reason"] == "We closed the shop."
    assert (done.json["auto_renew"], done.json["status"]) == (False, "active")
    assert "We closed the shop." in signed_in.run("services", "show", SHOP).out
    assert signed_in.run("services", "keep", SHOP).code == exits.DONE
    assert (shown(signed_in, SHOP)["cancellation"], shown(signed_in, SHOP)["auto_renew"]) == (None, True)
    with signed_in.zone() as zone:
        mails = zone.messages.list(Query(where={"category": ("product",)}, sort="sent_at", descending=True))
        assert {each.about.id for each in mails.window(0, 2) if each.about} == {shown(signed_in, SHOP)["id"]}


def test_a_renewal_shows_its_price_and_orders_after_a_question(signed_in: Console) -> None:
    before = shown(signed_in, SHOP)
    waiting = signed_in.run("orders", "--status", "pending", "--json").json
    dry = signed_in.run("services", "renew", SHOP, "--periods", "2", "--dry-run", "--json")
    assert dry.code == exits.DONE
    assert dry.json["subtotal"] == 2 * before["amount"]
    assert dry.json["total"] == dry.json["subtotal"] + dry.json["tax"]
    assert signed_in.run("services", "renew", SHOP).code == exits.USAGE
    assert signed_in.run("orders", "--status", "pending", "--json").json == waiting
    done = signed_in.run("services", "renew", SHOP, "--periods", "2", "--yes", "--json")
    assert done.code == exits.DONE
    assert done.json["total"] == dry.json["total"]
    proforma = signed_in.run("invoices", "show", done.json["invoice_number"], "--json").json
    assert (proforma["status"], proforma["balance"]) == ("unpaid", dry.json["total"])
    again = signed_in.run("services", "renew", SHOP, "--yes", "--json")
    assert (again.code, again.error["code"]) == (exits.REFUSED, "owed-already")
    assert done.json["invoice_number"] in again.error["message"]


def test_plans_say_their_difference_and_a_cheaper_one_waits(signed_in: Console) -> None:
    offered = signed_in.run("services", "plans", SHOP, "--json").json
    here = shown(signed_in, SHOP)
    same = [each for each in offered if each["cycle"] == here["billing_cycle"]]
    assert same
    assert all(each["difference"] == each["price"] - here["amount"] for each in same)
    dearer = next(each for each in same if each["when"] == "paid")
    assert dearer["total"] > 0
    dry = signed_in.run("services", "change-plan", SHOP, dearer["code"], "--dry-run", "--json")
    assert dry.json["total"] == dearer["total"]
    done = signed_in.run("services", "change-plan", SHOP, dearer["code"], "--yes", "--json")
    assert done.json["total"] == dearer["total"]
    assert shown(signed_in, SHOP)["plan_change"]["when"] == "paid"
    assert signed_in.run("services", "keep-plan", SHOP).code == exits.DONE
    assert shown(signed_in, SHOP)["plan_change"] is None

    waiting = shown(signed_in, SITE)
    assert waiting["plan_change"]["when"] == "renewal"
    assert waiting["plan_change"]["name"] in signed_in.run("services", "show", SITE).out
    assert signed_in.run("services", "keep-plan", SITE).code == exits.DONE
    cheaper = next(
        each for each in signed_in.run("services", "plans", SITE, "--json").json if each["when"] == "renewal"
    )
    changed = signed_in.run(
        "services", "change-plan", SITE, cheaper["code"], "--cycle", cheaper["cycle"], "--yes", "--json"
    )
    assert changed.code == exits.DONE
    assert changed.json["plan_change"]["when"] == "renewal"
    assert shown(signed_in, SITE)["plan_change"]["on"] == waiting["next_due_on"]
    unknown = signed_in.run("services", "change-plan", SITE, "no-such", "--yes", "--json")
    assert (unknown.code, unknown.error["code"]) == (exits.REFUSED, "no-such-plan")
    table = signed_in.run("services", "plans", SHOP)
    assert dearer["code"] in table.out


def test_access_data_is_listed_masked_and_shown_for_the_password(signed_in: Console) -> None:
    found = signed_in.run("services", "access", SHOP, "--json").json
    assert found
    body = signed_in.run("messages", "show", found[0]["id"], "--json").json["body"]
    assert "••••••" in body
    wrong = signed_in.run("services", "access", SHOP, "--reveal", stdin="nonsense\n")
    assert wrong.code != exits.DONE
    shown_body = signed_in.run("services", "access", SHOP, "--reveal", "--json", stdin=f"{PASSWORD}\n")
    assert "••••••" not in shown_body.json["body"]
    assert "Sent again" in signed_in.run("services", "access", SHOP, "--resend").out
    none = signed_in.run("services", "access", "*.studio.example", "--reveal", "--json")
    assert none.error["code"] == "no-access-data"


def test_what_a_service_has_cost_adds_up(signed_in: Console) -> None:
    rows = signed_in.run("services", "cost", SITE, "--json").json
    totals = {each["currency"]: each["net"] for each in rows if each["year"] is None}
    assert totals
    for currency, net in totals.items():
        years = [each["net"] for each in rows if each["currency"] == currency and each["year"] is not None]
        assert sum(years) == net
    assert "in all" in signed_in.run("services", "cost", SITE).out


def test_the_panel_is_printed_and_what_has_none_says_so(signed_in: Console) -> None:
    url = shown(signed_in, SHOP)["panel_url"]
    assert signed_in.run("services", "panel", SHOP).out.strip() == url
    none = signed_in.run("services", "panel", "*.studio.example", "--json")
    assert (none.code, none.error["code"]) == (exits.REFUSED, "no-panel")


@pytest.mark.parametrize(
    "command", ["show", "plans", "keep", "keep-plan", "cost", "access", "panel", "cancel", "renew"]
)
def test_what_is_not_there_is_refused(signed_in: Console, command: str) -> None:
    found = signed_in.run("services", command, HOSTILE, "--json")
    assert (found.code, found.error["code"]) == (exits.REFUSED, "not-found")
