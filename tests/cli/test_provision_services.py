"""`jumpzone provision service` and `cloud`: what was bought elsewhere finds its customer, or waits to be claimed."""

from __future__ import annotations

import pytest

from tests.cli.console import EMAIL, Console
from tests.mail.writing import mail

NEW = "petar@kolev.example"
CLOUD = (
    "provision",
    "cloud",
    "--json",
    "--product",
    "Cloud S",
    "--host",
    "kolev.cloud.example",
    "--reference",
    "c-1",
)
BOUGHT = (
    "provision",
    "service",
    "--json",
    "--product",
    "Hosting M",
    "--amount",
    "9.90",
    "--cycle",
    "monthly",
)


def test_a_cloud_account_opens_a_centre_that_waits_to_be_claimed(signed_in: Console) -> None:
    first = signed_in.run(*CLOUD, "--email", NEW, "--name", "Petar Kolev", "--speaks", "bg")
    assert (first.code, first.json["new"], first.json["claimed"], first.json["recorded"]) == (
        0,
        True,
        False,
        True,
    )
    again = signed_in.run(*CLOUD, "--email", NEW.upper())
    assert (again.json["account"], again.json["service"]) == (first.json["account"], first.json["service"])
    assert (again.json["new"], again.json["recorded"]) == (False, False)
    bought = signed_in.run(*BOUGHT, "--email", NEW, "--reference", "b-1")
    assert (bought.json["account"], bought.json["new"]) == (first.json["account"], False)
    written = signed_in.run("mail", "receive", "--json", stdin=mail().decode("utf-8", "surrogateescape"))
    assert written.json["account"] == first.json["account"], (
        "mail of the same address lands in the same centre"
    )
    told = [each for each in (signed_in.home / "mail").glob("*.eml") if NEW in each.read_text("utf-8")]
    assert len(told) == 2, "how to claim it, and the number of the ticket"


def test_what_a_customer_buys_lands_at_home(signed_in: Console) -> None:
    done = signed_in.run(
        *BOUGHT, "--email", EMAIL, "--reference", "b-2", "--due", "2027-01-31", "--kind", "server"
    )
    assert (done.code, done.json["new"], done.json["claimed"]) == (0, False, True), done.err
    with signed_in.zone() as zone:
        made = zone.services.get(done.json["service"])
    assert (made.kind, made.product, made.amount, str(made.next_due_on)) == (
        "server",
        "Hosting M",
        990,
        "2027-01-31",
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"--email": "petar"}, "address"), ({"--amount": "x"}, "amount"), ({"--reference": " "}, "reference")],
)
def test_what_can_t_be_used_is_named_and_opens_nothing(
    signed_in: Console, changed: dict[str, str], field: str
) -> None:
    given = {"--email": NEW, "--reference": "b-3"} | changed
    done = signed_in.run(*BOUGHT, *(word for pair in given.items() for word in pair))
    assert (done.code, [each["field"] for each in done.error["fields"]]) == (1, [field])
    fine = signed_in.run(*CLOUD, "--email", NEW)
    assert fine.json["new"], "the refused one had opened no centre"
