"""Whatever stands in the store, however it came there: no command lets it act on the terminal."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from jumpzone.cli import exits
from tests.cli.console import HOSTILE, Console

COLUMNS = {
    "message": ("subject", "body", "delivery_error"),
    "service": ("product", "label", "address", "username", "panel_url"),
    "domain": ("name",),
    "invoice": ("payment_reference", "vat_reason"),
    "ticket": ("subject",),
    "ticket_reply": ("author", "body"),
    "contact": ("first_name", "last_name", "company_name", "city"),
    "profile": ("first_name", "company_name", "city", "address_1"),
    "order": ("placed_by",),
    "transaction": ("gateway", "reference"),
    "credit": ("text",),
    "product": ("name", "description"),
    "account": ("display_name",),
    "login": ("name",),
}
GROUPS = ("services", "domains", "invoices", "orders", "tickets", "contacts", "messages")


@pytest.fixture(params=[HOSTILE, "[/]" + "я\u202e" * 5_000], ids=["every kind", "10,000 characters"])
def poisoned(request: pytest.FixtureRequest, signed_in: Console) -> Console:
    """A store in which somebody else's program has written what ours refuses, past every check."""
    with signed_in.opened() as opened, opened.store.write() as tx:
        for table, columns in COLUMNS.items():
            changes = ", ".join(f"{name} = :bad || id" for name in columns)
            tx.execute(text(f'UPDATE "{table}" SET {changes}'), {"bad": request.param})
    return signed_in


def test_lists_and_records_are_printed_harmlessly(poisoned: Console) -> None:
    # The console looks at every character that comes out.
    for group in GROUPS:
        listed = poisoned.run(group, "--json", "--limit", "8")
        assert listed.code == exits.DONE
        assert listed.json
        id_ = listed.json[0]["id"]
        for form in ([], ["--csv"], ["--json"]):
            assert poisoned.run(group, "--limit", "8", *form).code == exits.DONE
            assert poisoned.run(group, "show", id_, *form).code == exits.DONE
    for arguments in (
        ["profile"],
        ["profile", "get", "city"],
        ["whoami"],
        ["whoami", "--csv"],
        ["catalogue"],
        ["invoices", "credit"],
    ):
        assert poisoned.run(*arguments).code == exits.DONE


def test_json_gives_it_to_the_letter(poisoned: Console) -> None:
    with poisoned.zone() as zone:
        wanted = {each.id: each.subject for each in zone.tickets.list()}
    assert {each["id"]: each["subject"] for each in poisoned.run("tickets", "--json").json} == wanted


def test_what_a_command_says_it_has_done_is_harmless_too(poisoned: Console) -> None:
    contact = poisoned.run("contacts", "--json").json[0]["id"]
    message = poisoned.run("messages", "--json").json[0]["id"]
    for command in (
        ["messages", "retry", message, "none"],
        ["contacts", "edit", contact, "city=Sofia"],
        ["contacts", "remove", contact, "none"],
    ):
        assert poisoned.run(*command).code in (exits.DONE, exits.REFUSED, exits.PARTLY)
