"""What was shown as saved is there, whenever the program is killed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from jumpzone.store import checkup
from tests.system.conftest import Office
from tests.system.customer import Customer
from tests.system.terminal import KEYS, Terminal

Start = Callable[..., Terminal]
Share = Callable[[int, int], int]

SEED = 50


def test_what_was_shown_as_saved_survives_a_kill_at_any_moment(
    office: Office, start: Start, share: Share
) -> None:
    """Names are saved over and over; the program is killed at some moment of it."""
    dice = random.Random(SEED)
    first_name = office.person.first_name
    for turn in range(share(50, 3)):
        terminal = start()
        customer = Customer(terminal, office.settings.paths.mail_folder)
        customer.front_door()
        customer.sign_in(office.person)
        customer.account()
        terminal.press("enter")
        terminal.wait("ctrl+s Save changes", gone=["enter Edit"])
        terminal.press("tab")
        # Some edits are seen to be saved; then the kill falls anywhere between a key and what follows from it.
        for edit in range(1 + dice.randrange(2)):
            middle_name = f"turn{turn}edit{edit}"
            _save(terminal, middle_name)
            terminal.wait("✓ Saved: Middle name", middle_name, gone=["unsaved", "Saving"])
        underway = f"turn{turn}last"
        terminal.press("shift+tab")
        _save(terminal, underway)
        time.sleep(dice.random() * 0.5)
        terminal.kill()
        shown = "✓ Saved: First name" in terminal.text
        with office.open() as opened:
            zone = opened.zone.signed_in(
                opened.zone.access.sign_in(office.person.email, office.person.password)
            )
            found = zone.profile.get()
            assert found.middle_name == middle_name
            assert found.first_name in ((underway,) if shown else (underway, first_name))
            assert checkup.flaws(opened.store) == []
            assert checkup.check_trail(opened.store).broken == ()
            first_name = found.first_name


def _save(terminal: Terminal, typed: str) -> None:
    """Put another text into the field and save it, as quickly as the keys come."""
    terminal.send(KEYS["end"] + KEYS["ctrl+u"] + typed + KEYS["ctrl+s"])
