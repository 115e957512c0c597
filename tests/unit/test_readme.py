"""README.md says what is true."""

from __future__ import annotations

import re

from jumpzone.cli.front import COMMANDS
from jumpzone.settings_table import SETTINGS
from tests import readme
from tests.support import ROOT


def test_the_table_of_settings_is_that_of_the_program() -> None:
    text = readme.README.read_text("utf-8")
    assert readme.current(text) == text, "run: make readme"
    assert all(f"`{setting.variable}`" in text for setting in SETTINGS)


def test_every_page_that_is_linked_exists() -> None:
    for page in [readme.README, ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]:
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == [], page.name


def test_every_command_and_target_that_is_named_exists() -> None:
    text = readme.README.read_text("utf-8") + (ROOT / "docs" / "development.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    assert set(re.findall(r"`jumpzone (?:--[a-z]+ )*([a-z]+)", text)) <= set(COMMANDS)
