"""Stores to measure on: the demo's design studio in a home of its own, with as many messages more as are wished."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.terminal import Terminal
from jumpzone.bootstrap import Opened, open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import Sample
from jumpzone.model.clock import SystemClock
from jumpzone.model.records import Message
from jumpzone.paths import Paths
from jumpzone.settings import Settings
from jumpzone.store import bulk
from jumpzone.tokens import write_token_file
from jumpzone.usecases.hashing import Argon2Hasher

ROOT = Path(__file__).parents[1]
"""Where ``-m benchmarks.programs.NAME`` is found."""

_WORDS = (
    "invoice payment domain renewal server backup certificate mailbox account transfer nameserver support ticket "
    "answer access password quota traffic maintenance router Sofia Varna window Sunday update studio"
)
WORDS = tuple(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Home:
    """A home with a store in it, and somebody who is signed in there."""

    folder: Path
    sample: Sample
    messages: int

    @property
    def token_file(self) -> Path:
        return self.folder / "token"

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a program that lives here, whatever that of the benchmark is."""
        return surroundings(self.folder) | {"JUMPZONE_BENCH_TOKEN": str(self.token_file)}

    @property
    def settings(self) -> Settings:
        return Settings.load({"JUMPZONE_KEYRING": "off", "TZ": "UTC"}, paths=Paths.under(self.folder))

    def open(self) -> Opened:
        """Open the zone in this process, with the passwords' hashes at their full cost."""
        return open_zone(self.settings, hasher=Argon2Hasher())


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a program on a clean machine, with `folder` as its home."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "JUMPZONE_HOME": str(folder),
        "JUMPZONE_KEYRING": "off",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }


def program(
    name: str, *arguments: str, environ: dict[str, str], size: tuple[int, int] = (120, 40)
) -> Terminal:
    """Start one of the benchmarks' programs in a terminal."""
    command = [sys.executable, "-m", f"benchmarks.programs.{name}", *arguments]
    return Terminal(command, environ, size=size, cwd=ROOT)


@contextmanager
def home(messages: int = 0) -> Iterator[Home]:
    """Make a home with the studio's account and `messages` messages more; it is gone afterwards."""
    with TemporaryDirectory(prefix="jumpzone-bench-") as name:
        folder = Path(name)
        fresh = Home(folder, _sample(folder, messages), messages)
        with fresh.open() as opened:
            # A few minutes of a session that has just begun, not of one whose last use has to be noted.
            session = opened.zone.access.sign_in(
                fresh.sample.address.address, fresh.sample.password, remember=True
            )
            assert session.token is not None
            write_token_file(fresh.token_file, session.token)
        yield fresh


def _sample(folder: Path, messages: int) -> Sample:
    settings = Settings.load({"JUMPZONE_KEYRING": "off", "TZ": "UTC"}, paths=Paths.under(folder))
    with open_zone(settings, hasher=Argon2Hasher()) as opened:
        deps = opened.zone.deps
        sample = load_demo(deps, language="en", companies=("studio",))["studio"]
        step = 20_000
        for start in range(0, messages, step):
            part = [_message(sample, index) for index in range(start, min(start + step, messages))]
            with deps.store.write() as tx:
                bulk.load(tx, part, sealer=deps.sealer, ids=deps.ids, now=deps.clock.now())
    return sample


def _message(sample: Sample, index: int) -> Message:
    """A message of the account: one in ten has "lantern" in it, nine in ten "gravel"."""
    dice = random.Random(index)
    at = SystemClock().now().astimezone(UTC) - timedelta(days=40, minutes=11 * index)
    body = " ".join(dice.choices(WORDS, k=80))
    body += " lantern" if index % 10 == 0 else " gravel"
    return Message(
        id=f"{index:08x}-0000-7000-8000-{dice.getrandbits(48):012x}",
        account=sample.account.id,
        rev=1,
        created_at=at,
        updated_at=at,
        to=sample.address.address,
        category=dice.choice(("invoice", "domain", "product", "support", "general")),
        subject=f"Letter {index}: {' '.join(dice.choices(WORDS, k=4))}",
        body=body,
        sent_at=at,
        delivery="sent" if index % 50 else "failed",
    )
