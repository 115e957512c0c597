"""What a shell is offered: commands, options, fields, closed sets; the store is never looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from jumpzone.cli.front import COMMANDS
from tests.support import run_jumpzone


def offered(*words: str) -> list[str]:
    """What completes the last of these words."""
    found = run_jumpzone(
        _JUMPZONE_COMPLETE="zsh_complete",
        COMP_WORDS=" ".join(["jumpzone", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert found.stderr == ""
    lines = found.stdout.splitlines()
    return [lines[at + 1] for at in range(0, len(lines) - 2, 3)]


def test_commands() -> None:
    assert offered("") == list(COMMANDS)
    assert offered("me") == ["messages"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["services", "re"], {"rename", "renew"}),
        (["contacts", ""], {"list", "show", "add", "edit", "remove", "import", "export", "notices"}),
        (["messages", "re"], {"resend", "retry"}),
        (["domains", "--exp"], {"--expiring"}),
        (["domains", "list", "--exp"], {"--expiring"}),
        (["services", "--status", "sus"], {"suspended"}),
        (["invoices", "list", "--status", "un"], {"unpaid"}),
        (["tickets", "--sort", "prio"], {"priority"}),
        (["messages", "--category", "sec"], {"security"}),
        (["messages", "search", "x", "--category", "aff"], {"affiliate"}),
        (["profile", "set", "company_na"], {"company_name="}),
        (["profile", "set", "city=x", "invoice_to="], {"invoice_to=person", "invoice_to=company"}),
        (["profile", "set", "country=BG"], {"country=BG"}),
        (["profile", "get", "company_na"], {"company_name"}),
        (["contacts", "add", "notifications=domain,inv"], {"notifications=domain,invoice"}),
        (["demo", "--as", "re"], {"reseller"}),
        (["demo", "--lang"], {"--language"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_offered(words: list[str], wanted: set[str]) -> None:
    assert set(offered(*words)) == wanted


def test_a_sealed_field_and_one_of_the_system_are_not_offered() -> None:
    assert "personal_number=" not in offered("profile", "set", "")
    assert "membership=" not in offered("contacts", "add", "")


def test_completing_opens_no_store(home: Path) -> None:
    offered("services", "show", "")
    assert list(home.iterdir()) == []
