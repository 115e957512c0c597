"""A thread that looks for what other programs have changed, while a screen shows the account."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from jumpzone.errors import ZoneError

if TYPE_CHECKING:
    from jumpzone.model.mutations import Changes
    from jumpzone.usecases.zone import Zone

__all__ = ["Watcher"]

TROUBLED = 5.0
"""Seconds until the next look at a store that gave an error."""


class Watcher:
    """Polls the store for one signed-in reader and reports changes that were not this program's own.

    Args:
        zone: The zone as the reader sees it.
        every: Seconds between two looks.
        report: Called in the watcher's thread with what others changed.
    """

    def __init__(self, zone: Zone, every: float, report: Callable[[Changes], object]) -> None:
        self._zone = zone
        self._every = every
        self._report = report
        self._own: set[int] = set()
        self._seen = 0
        self._ended = threading.Event()
        self._awake = threading.Event()
        self._awake.set()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns at once."""
        self._ended.set()
        self._awake.set()

    def rest(self, resting: bool) -> None:
        """Stop looking while nothing of the account is shown, or go on."""
        if resting:
            self._awake.clear()
        else:
            self._awake.set()

    def own(self, changes: Changes) -> None:
        """Hear of a change that this program made itself, so as not to report it a second time."""
        self._own.add(changes.rev)

    def _run(self) -> None:
        watch = None
        try:
            while not self._ended.is_set():
                pause = self._every
                try:
                    if watch is None:
                        watch = self._zone.watch()
                    changes = watch.poll()
                except ZoneError:
                    # Whoever reads or saves next is told; here it only means to look again later.
                    pause, changes = TROUBLED, None
                if changes is not None and self._others(changes):
                    self._report(changes)
                self._ended.wait(pause)
                self._awake.wait()
        finally:
            if watch is not None:
                watch.close()

    def _others(self, changes: Changes) -> bool:
        """Tell whether somebody else had a part in a change: then its revisions are not all our own."""
        mine = all(rev in self._own for rev in range(self._seen + 1, changes.rev + 1))
        self._seen = changes.rev
        self._own = {rev for rev in self._own if rev > changes.rev}
        return not mine
