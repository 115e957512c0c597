"""`jumpzone access` and `--account`."""

from __future__ import annotations

from jumpzone.cli import exits
from tests.cli.console import Console, mailed_code

ANNA = "anna@books.example"
NEW = "a very slow bicycle in the rain"


def test_inviting_joining_changing_and_ending(signed_in: Console) -> None:
    assert signed_in.run("access", "invite", ANNA).code == exits.REFUSED
    invited = signed_in.run("access", "invite", ANNA, "--may", "invoices", "--may", "tickets")
    assert invited.code == exits.DONE, invited.err
    rows = signed_in.run("access", "--json").json
    assert [(each["address"], each["role"], each["permissions"]) for each in rows] == [
        ("ivan@studio.example", "owner", []),
        (ANNA, "member", ["invoices", "tickets"]),
    ]
    code = mailed_code(signed_in.home)
    joined = signed_in.run("access", "join", "--print-token", stdin=f"{ANNA}\n{code}\nAnna\n{NEW}\n")
    assert joined.code == exits.DONE, joined.err
    signed_in.run("access", "change", ANNA, "--may", "domains")
    signed_in.environ(JUMPZONE_TOKEN=joined.lines[-1])
    assert signed_in.run("domains", "--json").code == exits.DONE
    assert signed_in.run("invoices").code == exits.REFUSED
    accounts = signed_in.run("access", "accounts", "--json").json
    assert [each["number"] for each in accounts] == ["C-100234"]
    assert signed_in.run("--account", "C-100234", "domains").code == exits.DONE
    assert signed_in.run("--account", "C-999999", "domains").code == exits.REFUSED
    assert signed_in.run("access", "leave").code == exits.USAGE
    assert signed_in.run("access", "leave", "--yes").code == exits.DONE
    assert signed_in.run("domains").code == exits.REFUSED


def test_an_invitation_is_taken_back(signed_in: Console) -> None:
    signed_in.run("access", "invite", ANNA, "--owner")
    assert signed_in.run("access", "revoke", ANNA.upper()).code == exits.DONE
    assert [each["address"] for each in signed_in.run("access", "--json").json] == ["ivan@studio.example"]
    assert signed_in.run("access", "revoke", ANNA).code == exits.REFUSED
    assert signed_in.run("access", "offers", "--json").json == []
