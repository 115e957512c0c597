"""The zone of a demo while it runs: opened with the samples in it, and with things that happen by themselves."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from jumpzone.bootstrap import Opened, open_zone
from jumpzone.demo.arrivals import Arrival, arrive, plan, set_up
from jumpzone.demo.build import COMPANIES
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import Sample
from jumpzone.errors import ZoneError
from jumpzone.model.clock import Clock
from jumpzone.model.mutations import Changes
from jumpzone.settings import Settings
from jumpzone.usecases.area import Hasher
from jumpzone.usecases.hashing import FLOOR, Argon2Hasher

__all__ = ["OpenedDemo", "open_samples"]

_SECONDS = 4.0
"""Until a sample payment arrives, and until what it was for is set up."""


@dataclass(slots=True)
class OpenedDemo(Opened):
    """A demo's zone; closing it stops what arrives."""

    arrivals: _Arrivals

    def pay(self, account: str, invoice: str) -> None:
        """Let a sample payment arrive; see :meth:`_Arrivals.pay`."""
        self.arrivals.pay(account, invoice)

    def close(self) -> None:
        """Stop what arrives, then close the rest."""
        self.arrivals.stop()
        # Not super(): a dataclass with slots is a new class, which the zero-argument form does not know.
        Opened.close(self)


def open_samples(
    settings: Settings,
    company: str,
    language: str,
    *,
    arrivals: bool = True,
    alone: bool = False,
    clock: Clock | None = None,
    hasher: Hasher | None = None,
) -> tuple[OpenedDemo, Mapping[str, Sample]]:
    """Open the zone that the settings describe, with the sample companies in it.

    Args:
        settings: Those of a demo.
        company: The one to which things happen.
        language: Of texts and histories.
        arrivals: Whether things happen while one looks.
        alone: Whether that company is enough, without the others.
        clock: The machine's own when left out.
        hasher: A quick one when left out: the samples' password is no secret.

    Raises:
        StoreProblem: The store can't be opened.
    """
    opened = open_zone(settings, clock=clock, hasher=hasher or Argon2Hasher(FLOOR))
    try:
        samples = load_demo(opened.zone.deps, language=language, companies=(company,) if alone else COMPANIES)
    except BaseException:
        opened.close()
        raise
    parts = {name: getattr(opened, name) for name in Opened.__slots__}
    happening = _Arrivals(opened, samples[company])
    if arrivals:
        happening.start()
    return OpenedDemo(**parts, arrivals=happening), samples


class _Arrivals(threading.Thread):
    """Lets things happen in the demo at their times."""

    def __init__(self, opened: Opened, sample: Sample) -> None:
        super().__init__(name="demo-arrivals", daemon=True)
        self._deps = opened.zone.deps
        self._plan = plan(sample)
        self._stopped = threading.Event()
        self._payments: list[threading.Thread] = []

    def stop(self) -> None:
        """Let nothing more happen."""
        self._stopped.set()
        for each in (self, *self._payments):
            if each.is_alive():
                each.join()

    def pay(self, account: str, invoice: str) -> None:
        """Let a sample payment of a document arrive in a few seconds, and what was ordered be set up after it."""
        name = f"demo-payment-{len(self._payments)}"
        payment = threading.Thread(target=self._pay, args=(account, invoice), name=name, daemon=True)
        self._payments.append(payment)
        payment.start()

    def _pay(self, account: str, invoice: str) -> None:
        steps: tuple[Callable[[], Changes], ...] = (
            partial(arrive, self._deps, Arrival(timedelta(), account, pays=invoice)),
            partial(set_up, self._deps, account, invoice),
        )
        for step in steps:
            if self._stopped.wait(_SECONDS):
                return
            # It may have been paid or cancelled meanwhile.
            with contextlib.suppress(ZoneError):
                step()

    def run(self) -> None:
        """Wait for each arrival's time."""
        passed = 0.0
        for arrival in self._plan:
            due = arrival.after.total_seconds()
            if self._stopped.wait(max(0.0, due - passed)):
                return
            passed = due
            # Whoever plays with the demo may have gone another way; then this does not happen.
            with contextlib.suppress(ZoneError):
                arrive(self._deps, arrival)
