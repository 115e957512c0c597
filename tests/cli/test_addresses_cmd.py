"""`jumpzone addresses`."""

from __future__ import annotations

from jumpzone.cli import exits
from tests.cli.console import EMAIL, PASSWORD, Console, mailed_code

SECOND = "ivan@home.example"


def _listed(console: Console) -> list[tuple[str, bool, bool]]:
    rows = console.run("addresses", "--json").json
    return [(each["address"], each["main"], each["verified_at"] is not None) for each in rows]


def test_adding_confirming_making_main_and_taking_back(signed_in: Console) -> None:
    assert signed_in.run("addresses", "add", SECOND).code == exits.DONE
    assert _listed(signed_in) == [(EMAIL, True, True), (SECOND, False, False)]
    assert signed_in.run("addresses", "confirm", SECOND, stdin="12345678\n").code == exits.REFUSED
    code = mailed_code(signed_in.home)
    assert signed_in.run("addresses", "confirm", SECOND, stdin=f"{code}\n").code == exits.DONE
    assert signed_in.run("addresses", "main", SECOND, stdin="wrong\n").code == exits.REFUSED
    assert signed_in.run("addresses", "main", SECOND, stdin=f"{PASSWORD}\n").code == exits.DONE
    assert _listed(signed_in) == [(SECOND, True, True), (EMAIL, False, True)]
    stop = mailed_code(signed_in.home)
    assert signed_in.run("addresses", "remove", EMAIL, "--yes").code == exits.REFUSED
    assert signed_in.run("addresses", "stop", EMAIL, stdin=f"{stop}\n").code == exits.DONE
    assert signed_in.run("addresses").code == exits.SIGN_IN_FIRST


def test_an_address_is_removed_after_a_question(signed_in: Console) -> None:
    signed_in.run("addresses", "add", SECOND)
    assert signed_in.run("addresses", "remove", SECOND).code == exits.USAGE
    assert signed_in.run("addresses", "remove", SECOND, "--yes").code == exits.DONE
    assert _listed(signed_in) == [(EMAIL, True, True)]
    assert signed_in.run("addresses", "remove", SECOND, "--yes").code == exits.REFUSED
