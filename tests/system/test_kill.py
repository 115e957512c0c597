"""What was shown as saved is there, whenever the program is killed."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

from jumpzone.store import checkup
from jumpzone.usecases.zone import Zone
from tests.system.conftest import Office
from tests.system.customer import Customer
from tests.system.terminal import Terminal

Start = Callable[..., Terminal]
Share = Callable[[int, int], int]

SEED = 50


def _zone(office: Office, zone: Zone) -> Zone:
    return zone.signed_in(zone.access.sign_in(office.person.email, office.person.password))


def test_what_was_shown_as_saved_survives_a_kill_at_any_moment(
    office: Office, start: Start, share: Share
) -> None:
    """The middle name is saved over and over; the program is killed at some moment of it."""
    dice = random.Random(SEED)
    for turn in range(share(50, 4)):
        terminal = start()
        customer = Customer(terminal, office.settings.paths.mail_folder)
        customer.front_door()
        customer.sign_in(office.person)
        customer.account()
        terminal.press("enter")
        terminal.wait("ctrl+s Save changes", gone=["enter Edit"])
        terminal.press("tab")
        # Some edits are seen to be saved; then the kill falls anywhere between a key and what follows from it.
        saved = ""
        for edit in range(1 + dice.randrange(3)):
            typed = f"turn{turn}edit{edit}"
            _save(terminal, typed)
            terminal.wait("✓ Saved: Middle name", typed, gone=["unsaved", "Saving"])
            saved = typed
        _save(terminal, underway := f"turn{turn}last")
        time.sleep(dice.random() * 0.4)
        terminal.kill()
        seen = terminal.text
        if underway in seen and "✓ Saved: Middle name" in seen and not re.search("unsaved|Saving", seen):
            saved = underway
        _look(office, saved, underway)


def _save(terminal: Terminal, typed: str) -> None:
    """Put another middle name into the field and save it."""
    # Straight on, as quickly as the keys come.
    terminal.send("\x1b[F\x15" + typed + "\x13")


def _look(office: Office, saved: str, underway: str) -> None:
    """The store is sound and holds what was shown as saved, or what was underway after it."""
    with office.open() as opened:
        zone = _zone(office, opened.zone)
        assert zone.profile.get().middle_name in (saved, underway)
        if saved == underway:
            assert zone.profile.get().middle_name == underway
        assert checkup.flaws(opened.store) == []
        assert checkup.check_trail(opened.store).broken == ()
