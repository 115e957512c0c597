"""Every screen is reached and left by keys alone, and by the mouse alone, in the real program."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.support import ROOT
from tests.system.terminal import Terminal

Start = Callable[..., Terminal]


@dataclass(frozen=True)
class Stop:
    """A screen or a dialog, and the ways in and out.

    Attributes:
        keys: What opens it.
        click: The words that a click opens it by.
        shows: What is read only there.
        ready: What its bar of keys offers once the focus has found its place.
        out: The words that a click leaves it by; esc does by key.
    """

    keys: tuple[str, ...]
    click: str
    shows: str
    out: str = " esc "
    ready: str = ""


DOORS = (
    Stop(("s",), "Sign in", "Stay signed in", ready="ctrl+s Sign in"),
    Stop(("r",), "Register", "About you", ready="ctrl+s Register"),
    Stop(("p",), "Forgotten password", "Send a code", ready="ctrl+s Send a code"),
    Stop(("a",), "About", "Runs on"),
)

EVERYWHERE = (
    Stop(("f1",), "? Keys", "Keys of this screen", ""),
    Stop(("ctrl+p",), "ctrl+p All commands", "Search for a command", ""),
    Stop(("ctrl+b",), "Demo: ", "Mailbox of the demo", "Close"),
)

PLACES: tuple[tuple[str, str, str, tuple[Stop, ...]], ...] = (
    ("2", "2 Services", "Hosting Agency", ()),
    (
        "3",
        "3 Domains",
        "winter-paths.test",
        (
            Stop(("i",), "Transfer in", "Transfer code (EPP)", ready="ctrl+s Order the transfer"),
            Stop(("b",), "Change the marked", "One domain is marked", ready="ctrl+s Preview"),
            Stop(("enter",), "  Open  ", "Registrant", ready="e Edit"),
        ),
    ),
    ("4", "4 Invoices", "0000000412", ()),
    ("5", "5 Tickets", "T-100371", ()),
    ("6", "6 Messages", "r Send again", (Stop(("r",), "Send again", "Send this message again?", "Cancel"),)),
    (
        "7",
        "7 Contacts",
        "radka@ledger.example",
        (
            Stop(("a",), "Add a contact", "What this contact gets", ready="ctrl+s Add the contact"),
            Stop(("m",), "Who gets what", "Who gets which notices"),
            Stop(("i",), "  Import  ", "drop it into the terminal", "Cancel"),
            Stop(("F",), "☆", "Save what is shown", "Close"),
            Stop(("x",), "Delete", "Delete the contact", "Cancel"),
        ),
    ),
    (
        "8",
        "8 Account",
        "Your sign-in",
        (
            Stop(("f7",), "Change the password", "Your password now", ready="ctrl+s Change the password"),
            Stop(("f6",), "Signed-in devices", "this one"),
            Stop(("f8",), "Language and time zone", "Time zone", ready="ctrl+s Save changes   esc "),
            Stop(("f12",), "Take everything with you", "One zip file", ready="ctrl+s Write the file"),
        ),
    ),
    ("1", "1 Home", "Needs you", (Stop(("r",), "r Renewals", "Save a calendar", "    Back"), *EVERYWHERE)),
)


def _at_sign_in(start: Start) -> Terminal:
    terminal = start("demo", "--language", "en")
    terminal.wait("Stay signed in", "ivan@studio.example", "ctrl+s Sign in")
    return terminal


def test_by_keys_alone(start: Start) -> None:
    terminal = _at_sign_in(start)
    terminal.press("escape")
    terminal.wait("Client zone")
    for door in DOORS:
        terminal.press(*door.keys)
        terminal.wait(door.shows, gone=["Client zone"])
        terminal.press("escape")
        terminal.wait("Client zone", gone=[door.shows])
    terminal.press("s")
    terminal.wait("Stay signed in", "ivan@studio.example")
    terminal.press("ctrl+s")
    terminal.wait("Needs you", "1 Home")
    for key, _tab, shows, stops in PLACES:
        terminal.press(key)
        terminal.wait(shows)
        for stop in stops:
            terminal.press(*stop.keys)
            terminal.wait(stop.shows)
            terminal.press("escape")
            terminal.wait(shows, gone=[stop.shows])
    terminal.press("ctrl+q")
    assert terminal.ended() == 0


def test_by_the_mouse_alone(start: Start) -> None:
    terminal = _at_sign_in(start)
    terminal.click(" esc ")
    terminal.wait("Client zone")
    for door in DOORS:
        terminal.click(door.click)
        terminal.wait(door.shows, door.ready, gone=["Client zone"])
        terminal.click(door.out)
        terminal.wait("Client zone", gone=[door.shows])
    terminal.click("Sign in")
    terminal.wait("Stay signed in", "ivan@studio.example")
    terminal.click("  Sign in  ", last=True)
    terminal.wait("Needs you", "1 Home")
    for _key, tab, shows, stops in PLACES:
        terminal.click(tab)
        terminal.wait(shows)
        for stop in stops:
            terminal.click(stop.click, last=True)
            terminal.wait(stop.shows, stop.ready)
            if stop.out:
                terminal.click(stop.out, last=True)
            else:
                terminal.click((1, 36))
            terminal.wait(shows, gone=[stop.shows])
    # The way out is offered at the sign-in's own name.
    terminal.click("ivan@studio.example")
    terminal.click("Sign out")
    terminal.wait("Client zone", "You are signed out")


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_readmes_commands_are_known_to_make(target: str) -> None:
    """What they do in a fresh copy is for the continuous integration to show."""
    done = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "jumpzone demo" in done.stdout if target == "demo" else "-m pytest" in done.stdout
