"""The zone of a demo while it runs: opened with the samples in it, and with things that happen by themselves."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from jumpzone.bootstrap import Opened, open_zone
from jumpzone.demo.arrivals import arrive, plan
from jumpzone.demo.build import COMPANIES
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import Sample
from jumpzone.errors import ZoneError
from jumpzone.model.clock import Clock
from jumpzone.settings import Settings
from jumpzone.usecases.area import Hasher
from jumpzone.usecases.hashing import FLOOR, Argon2Hasher

__all__ = ["open_samples"]


@dataclass(slots=True)
class _Opened(Opened):
    """A demo's zone; closing it stops what arrives."""

    arrivals: _Arrivals

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
) -> tuple[Opened, Mapping[str, Sample]]:
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
    return _Opened(**parts, arrivals=happening), samples


class _Arrivals(threading.Thread):
    """Lets things happen in the demo at their times."""

    def __init__(self, opened: Opened, sample: Sample) -> None:
        super().__init__(name="demo-arrivals", daemon=True)
        self._deps = opened.zone.deps
        self._plan = plan(sample)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let nothing more happen."""
        self._stopped.set()
        if self.is_alive():
            self.join()

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
