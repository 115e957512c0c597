"""What tests of the whole program ask for: terminals that always end, and a store with a customer in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from jumpzone.bootstrap import Opened, open_zone
from jumpzone.demo.sample import PASSWORD
from jumpzone.model.clock import SystemClock
from jumpzone.settings import Settings
from jumpzone.usecases.hashing import FLOOR, Argon2Hasher
from tests.fakes import CHEAP
from tests.screens.conftest import front_door, samples, signed_in_app, zone_settings
from tests.system.customer import Customer, Person
from tests.system.terminal import Terminal

if not hasattr(os, "killpg"):  # pragma: no cover - there are no pseudo-terminals
    collect_ignore_glob = ["test_*"]


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts the program in a terminal: `start()`, `start("doctor")`; what still runs at the end is killed."""
    with ExitStack() as ending:

        def run(*arguments: str, size: tuple[int, int] = (120, 40), **environ: str) -> Terminal:
            return ending.enter_context(
                Terminal("-m", "jumpzone", *arguments, environ={"HOME": str(home), **environ}, size=size)
            )

        yield run


@dataclass(frozen=True)
class Office:
    """A store in the test's home with a customer who can sign in."""

    settings: Settings
    person: Person
    open: Callable[[], Opened]
    """Opens the zone once more, beside the programs that run."""


@pytest.fixture
def office(make_settings: Callable[..., Settings]) -> Office:
    """A registered customer, without going through the screens."""
    settings = make_settings()
    person = Person(password=PASSWORD)

    def open_() -> Opened:
        return open_zone(settings, clock=SystemClock(), hasher=Argon2Hasher(CHEAP, FLOOR))

    with open_() as opened:
        registration = opened.zone.registration
        pending = registration.begin(person.values(), person.password, "en", timezone="UTC")
        opened.delivery.run_due()
        code = Customer.code_in(settings.paths.mail_folder)
        registration.confirm(pending.token, code)
        opened.delivery.run_due()
    return Office(settings, person, open_)


# The whole app without a terminal, as the tests of screens have it.
__all__ = ["Office", "front_door", "samples", "signed_in_app", "zone_settings"]
