"""A zone for a demo: a temporary store with the sample companies, gone when it closes.

The app is painted before the samples are built: what is heavy is imported when the zone is opened, in a thread.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jumpzone import i18n
from jumpzone.demo.leftovers import PREFIX, clean_up, occupy
from jumpzone.paths import Paths
from jumpzone.settings import Settings

if TYPE_CHECKING:
    from jumpzone.bootstrap import Opened
    from jumpzone.demo.running import OpenedDemo
    from jumpzone.demo.sample import Sample
    from jumpzone.model.clock import Clock
    from jumpzone.usecases.area import Hasher

__all__ = ["Demo", "demo_settings"]


def demo_settings(folder: Path, language: str | None = None, theme: str | None = None) -> Settings:
    """Return settings that touch nothing outside ``folder``: no keyring, mail as files.

    Of the reader's own surroundings only the time zone and the wish for no colours count.
    """
    given = {
        "keyring": "off",
        "mail.transport": "folder",
        "auto_lock_minutes": "0",
        "language": language,
        "theme": theme or "dark",
    }
    return Settings.load(
        environ={name: os.environ[name] for name in ("TZ", "NO_COLOR") if name in os.environ},
        arguments={key: value for key, value in given.items() if value},
        paths=Paths.under(folder),
    )


class Demo:
    """One demo: its folder, its settings and who can sign in. A context manager; leaving deletes everything."""

    def __init__(
        self, company: str = "studio", language: str | None = None, theme: str | None = None
    ) -> None:
        """Choose who is shown.

        Args:
            company: One of :data:`jumpzone.demo.build.COMPANIES`.
            language: Of texts and histories; the reader's own when left out.
            theme: ``dark`` (the usual), ``light`` or ``contrast``.
        """
        self.company = company
        self.language = language or i18n.current().language
        self._theme = theme
        self._folder: Path | None = None
        self._occupied: int | None = None
        self.samples: Mapping[str, Sample] = {}
        self._opened: OpenedDemo | None = None

    def __enter__(self) -> Demo:
        """Make the folder."""
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._occupied = occupy(self._folder)
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._occupied is not None:
            os.close(self._occupied)

    @cached_property
    def settings(self) -> Settings:
        """The demo's settings."""
        assert self._folder is not None, "the demo is not open"
        return demo_settings(self._folder, self.language, self._theme)

    @property
    def sample(self) -> Sample:
        """The company that is shown; known once the zone is open."""
        return self.samples[self.company]

    def open(
        self,
        *,
        arrivals: bool = True,
        alone: bool = False,
        clock: Clock | None = None,
        hasher: Hasher | None = None,
    ) -> Opened:
        """Open the zone with the sample companies in it.

        Args:
            arrivals: Whether things happen while one looks.
            alone: Whether the company that is shown is enough, without the others.
            clock: The machine's own when left out.
            hasher: A quick one when left out: the samples' password is no secret.

        Raises:
            StoreProblem: The temporary folder can't be used.
        """
        clean_up()  # here, behind the first paint: a demo that was killed could not delete its own folder
        from jumpzone.demo.running import open_samples  # late: the database library, and all the texts

        opened, self.samples = open_samples(
            self.settings,
            self.company,
            self.language,
            arrivals=arrivals,
            alone=alone,
            clock=clock,
            hasher=hasher,
        )
        self._opened = opened
        return opened

    def pay(self, account: str, invoice: str) -> None:
        """Let a sample payment of a document arrive in a few seconds."""
        if self._opened is not None:
            self._opened.pay(account, invoice)
