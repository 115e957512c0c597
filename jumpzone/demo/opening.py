"""A zone for a demo: a temporary store with the sample companies, gone when it closes."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jumpzone import i18n
from jumpzone.bootstrap import Opened, open_zone
from jumpzone.demo.arrivals import arrive, plan
from jumpzone.demo.build import COMPANIES
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import Sample
from jumpzone.errors import ZoneError
from jumpzone.model.clock import Clock
from jumpzone.paths import Paths
from jumpzone.settings import Settings
from jumpzone.usecases.area import Hasher
from jumpzone.usecases.hashing import FLOOR, Argon2Hasher

__all__ = ["Demo", "demo_settings"]


def demo_settings(folder: Path, language: str | None = None, theme: str | None = None) -> Settings:
    """Return settings that touch nothing outside ``folder``: no keyring, mail as files."""
    given = {"keyring": "off", "mail.transport": "folder", "auto_lock_minutes": "0", "language": language}
    return Settings.load(
        environ={},
        arguments={"theme": theme or "dark", **{key: value for key, value in given.items() if value}},
        paths=Paths.under(folder),
    )


@dataclass(slots=True)
class _Opened(Opened):
    """A demo's zone; closing it stops what arrives."""

    arrivals: _Arrivals

    def close(self) -> None:
        """Stop what arrives, then close the rest."""
        self.arrivals.stop()
        # Not super(): a dataclass with slots is a new class, which the zero-argument form does not know.
        Opened.close(self)


class Demo:
    """One demo: its folder, its settings and who can sign in. A context manager; leaving deletes everything."""

    def __init__(self, company: str = "studio", language: str | None = None) -> None:
        """Choose who is shown.

        Args:
            company: One of :data:`jumpzone.demo.COMPANIES`.
            language: Of texts and histories; the reader's own when left out.
        """
        assert company in COMPANIES, company
        self.company = company
        self.language = language or i18n.current().language
        self._folder: Path | None = None
        self.samples: Mapping[str, Sample] = {}

    def __enter__(self) -> Demo:
        """Make the folder."""
        self._folder = Path(tempfile.mkdtemp(prefix="jumpzone-demo-"))
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def settings(self) -> Settings:
        """The demo's settings."""
        assert self._folder is not None, "the demo is not open"
        return demo_settings(self._folder, self.language)

    @property
    def sample(self) -> Sample:
        """The company that is shown."""
        return self.samples[self.company]

    def open(
        self, *, arrivals: bool = True, clock: Clock | None = None, hasher: Hasher | None = None
    ) -> Opened:
        """Open the zone with the sample companies in it.

        Args:
            arrivals: Whether things happen while one looks.
            clock: The machine's own when left out.
            hasher: A quick one when left out: the samples' password is no secret.

        Raises:
            StoreProblem: The temporary folder can't be used.
        """
        opened = open_zone(self.settings, clock=clock, hasher=hasher or Argon2Hasher(FLOOR))
        try:
            self.samples = load_demo(opened.zone.deps, language=self.language)
        except BaseException:
            opened.close()
            raise
        parts = {name: getattr(opened, name) for name in Opened.__slots__}
        happening = _Arrivals(opened, self.sample)
        if arrivals:
            happening.start()
        return _Opened(**parts, arrivals=happening)


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
