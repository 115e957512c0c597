"""Hostile text: typed into every field of every form, and shown in every place of an account that is full of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text
from textual.widgets import Input, TextArea

from jumpzone import i18n
from jumpzone.bootstrap import open_zone
from jumpzone.i18n import LANGUAGES
from jumpzone.model.clock import FakeClock
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.screens.places import PLACES
from jumpzone.settings import Settings
from jumpzone.widgets.form.form import Form
from tests import support
from tests.fakes import CountingHasher
from tests.screens.conftest import Run
from tests.screens.zoneapp import SAMPLE_PASSWORD, ZoneApp, fill_store, running
from tests.system.customer import Customer
from tests.system.terminal import Terminal

MARKUP = "[/] [@click=app.quit]x[/] [b"
TEXTS = {
    "markup": MARKUP,
    "escapes": "a\x1b]0;pwned\x07b\x1b[2J\x1b[31mred",
    "c1": "a\x9b31mb\x85c",
    "bidi": "a\u202eb\u2066c\u2069",
    "invisible": "a\u200bb\ufeffc\u00ad",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 ☺️",
    "arabic": "شركة 123 (تجربة)",
    "nul": "a\x00b",
    "surrogate": "a\udc9bb",
    "lines": "a\nb\tc",
    "long": "[/]" + "Ж" * 10_000,
}
EVERYTHING = "".join(
    (MARKUP, TEXTS["escapes"], TEXTS["c1"], TEXTS["bidi"], TEXTS["invisible"], TEXTS["emoji"])
)
SIZES = ((80, 24), (120, 40), (200, 50))
# Each size and each language once; all of them together when it is to be proved.
WALKS = list(product(SIZES, LANGUAGES)) if support.proving() else list(zip(SIZES, LANGUAGES, strict=True))


def _harmful(drawn: str) -> set[str]:
    """What of a screen could act on a terminal, turn the direction of writing or hide."""
    return {
        char
        for char in drawn
        if (char < " " and char != "\n")
        or "\x7f" <= char < "\xa0"
        or "\ud800" <= char <= "\udfff"
        or char in "\u00ad\u200b\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    }


async def _look(shown: ZoneApp) -> str:
    """Wait for what was asked for; the screen must be harmless."""
    for _ in range(2):
        await shown.app.workers.wait_for_complete(
            [each for each in shown.app.workers if not each.is_finished]
        )
        await shown.pilot.pause()
    drawn = shown.text
    assert not _harmful(drawn), (shown.screen, _harmful(drawn))
    assert shown.app.is_running
    return drawn


# Typed


async def _front(shown: ZoneApp, key: str) -> None:
    await shown.press(key)
    await shown.until(lambda: shown.screen.query(Form))


async def _inside(shown: ZoneApp, place: str, *keys: str) -> None:
    shown.app.go(place)
    await shown.until(lambda: shown.app.current_mode == place)
    await _look(shown)
    await shown.press(*keys)
    await shown.until(lambda: shown.screen.query("Form, Input"))
    await _look(shown)


async def _type_everywhere(shown: ZoneApp) -> None:
    """Put hostile texts into the fields of the screen, each another one, past every filter; and send them."""
    fields = [*shown.screen.query(Input), *shown.screen.query(TextArea)]
    assert fields
    texts = list(TEXTS.values())
    # When it is to be proved every field takes every text; else a few turns, which bring each text somewhere.
    for turn in range(support.share(len(texts), 2)):
        for at, field in enumerate(fields):
            value = texts[(3 * turn + at) % len(texts)]
            if isinstance(field, Input):
                # What is longer than fits in a field would be cut off by it.
                field.value = value[: field.max_length or None]
            else:
                field.text = value
        await _look(shown)
        for form in shown.screen.query(Form):
            form.action_submit()
        await _look(shown)
        if type(shown.screen).__name__ == "ErrorDialog":
            await shown.press("escape")


@pytest.mark.parametrize("key", ["s", "r", "p"])
async def test_every_field_before_sign_in_takes_hostile_text_harmlessly(front_door: Run, key: str) -> None:
    async with front_door(size=(120, 40)) as shown:
        await _front(shown, key)
        await _type_everywhere(shown)
        assert shown.app.session is None


FORMS = {
    "account": ("account", ()),
    "password": ("account", ("f7",)),
    "login": ("account", ("f8",)),
    "new contact": ("contacts", ("a",)),
    "contact": ("contacts", ("enter",)),
    "domain name": ("orders", ("n",)),
    "domain": ("domains", ("enter", "e")),
    "several domains": ("domains", ("b",)),
    "transfer in": ("domains", ("i",)),
    **{f"search {place}": (place, ("f",)) for place in PLACES if place not in ("home", "account")},
}


@pytest.mark.parametrize("name", FORMS)
async def test_every_field_behind_sign_in_takes_hostile_text_harmlessly(
    signed_in_app: Run, name: str
) -> None:
    place, keys = FORMS[name]
    async with signed_in_app(size=(120, 40)) as shown:
        await _inside(shown, place, *keys)
        await _type_everywhere(shown)
        assert shown.app.session is not None


# Shown


def _poison(settings: Settings, value: str) -> None:
    """Write hostile text into every text of every record, past every check, as somebody else's program might."""
    with open_zone(settings, hasher=CountingHasher()) as opened, opened.store.write() as tx:
        for name, record in RECORDS.items():
            changes = {
                field.name: value[: field.max_length - 36]
                for field in record.fields.values()
                if field.kind in (Kind.TEXT, Kind.MULTILINE) and field.name not in _KEPT
            }
            if changes:
                sets = ", ".join(f'"{each}" = :{each} || id' for each in changes)
                tx.execute(text(f'UPDATE "{name}" SET {sets}'), changes)


_KEPT = frozenset({"number", "canonical", "timezone", "language"})
"""What no person writes and the program looks things up by."""

VISITS = {
    "home": ("tab", "tab", "ctrl+r"),
    "services": ("enter", "c", "escape", "x", "escape", "escape", "n", "escape", "s", "y", "c"),
    "domains": (
        *("enter", "e", "escape", "r", "escape", "v", "escape", "escape"),
        *("a", "b", "escape", "i", "escape", "s", "y"),
    ),
    "invoices": ("enter", "escape", "s", "y"),
    "tickets": ("enter", "escape", "s", "y"),
    "messages": ("enter", "escape", "r", "escape", "w", "escape", "o", "escape", "v", "escape"),
    "contacts": ("enter", "escape", "m", "escape", "x", "escape", "a", "escape"),
    "account": ("f6", "escape", "f8", "escape", "f7", "escape"),
    "orders": ("enter", "escape", "s", "y", "a", "down", "escape", "b", "escape", "n", "x", "escape"),
}


@pytest.mark.parametrize(("size", "language"), WALKS, ids=str)
async def test_an_account_full_of_hostile_text_is_shown_harmlessly(
    size: tuple[int, int],
    language: str,
    zone_settings: Settings,
    clock: FakeClock,
    samples: Path,
) -> None:
    email = fill_store(zone_settings, clock, samples, "studio")
    _poison(zone_settings, EVERYTHING + "Ж" * 10_000)
    i18n.use(language)
    async with running(zone_settings, clock, size=size) as shown:
        assert "[/]" in await _look(shown) or size[0] < 120
        await shown.sign_in(email, SAMPLE_PASSWORD)
        await shown.until_shown("DashboardScreen")
        for place in PLACES:
            shown.app.go(place)
            await shown.until(lambda place=place: shown.app.current_mode == place)
            drawn = await _look(shown)
            assert "[/]" in drawn, (place, drawn)
            for key in VISITS[place]:
                await shown.press(key)
                await _look(shown)
        for key in ("f1", "escape", "ctrl+p", "escape"):
            await shown.press(key)
            await _look(shown)


# The real program


def test_nothing_that_was_typed_reaches_the_terminal_as_a_command(
    start: Callable[..., Terminal], paths: object, home: Path
) -> None:
    """Of control sequences the terminal gets those that it gets without hostile text, and no others."""

    def visit(terminal: Terminal, *values: str) -> None:
        customer = Customer(terminal, home)
        customer.front_door()
        terminal.press("r")
        terminal.wait("ctrl+s Register", "Country")
        for value in values:
            terminal.paste(value)
            terminal.press("tab")
        terminal.press("ctrl+s")
        terminal.wait("✕")
        terminal.press("escape")
        customer.front_door()
        terminal.press("ctrl+q")
        assert terminal.ended() == 0

    tame, wild = start(), start()
    visit(tame, "Мария", "M", "Иванова")
    visit(wild, MARKUP, "a\x1b]0;pwned\x07b\x1b[31m", "a\u009b31mb\u202ec\u200bd")
    assert wild.sequences <= tame.sequences
    assert {each for each in wild.strings if not each.startswith("]22;")} == set()
    assert "pwned\x07" not in wild.raw.decode()
    assert not _harmful(wild.text)


def test_bytes_that_are_no_text_do_not_end_the_program(start: Callable[..., Terminal], home: Path) -> None:
    terminal = start()
    customer = Customer(terminal, home)
    customer.front_door()
    terminal.press("s")
    terminal.wait("ctrl+s Sign in")
    # As a terminal of another encoding would send them.
    terminal.type("a\udcff\udcfeb\udce9c")
    terminal.wait("a��b�c")
    terminal.press("escape")
    customer.front_door()
    terminal.press("ctrl+q")
    assert terminal.ended() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
@pytest.mark.parametrize(
    "command", ["messages search", "contacts show", "profile get", "nonsense", "--store"]
)
def test_bytes_that_are_no_text_are_answered_harmlessly(home: Path, command: str) -> None:
    argument = b"\x9b31m\xff\xfe a\x1b[2J" + "\u202e[/]".encode()
    done = subprocess.run(
        [sys.executable, "-m", "jumpzone", *command.split(), os.fsdecode(argument)],
        capture_output=True,
        cwd=support.ROOT,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    assert done.returncode in (1, 2, 3), done.stderr
    assert not _harmful((done.stdout + done.stderr).decode())
