"""A thread that sends what is queued, soon after it was queued."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, Self

from jumpzone.errors import StoreProblem
from jumpzone.model.clock import Clock
from jumpzone.model.mutations import Changes
from jumpzone.store.store import Store
from jumpzone.usecases.delivery import Delivered, Delivery

__all__ = ["Courier"]

LOOK_AGAIN: Final = 15.0
"""Seconds after which the queue is looked at in any case: another program may have put something there."""

_SHORTEST_WAIT: Final = 0.5
_AFTER_TROUBLE: Final = 30.0
_STOP_WITHIN: Final = 0.9

_log = logging.getLogger(__name__)


class Courier:
    """Runs a :class:`Delivery` in a thread of its own: after every commit that queued mail, and when mail is due again.

    Nothing waits for it. It sleeps between runs and looks at the queue with one query when it wakes.
    """

    def __init__(
        self,
        make_delivery: Callable[[], Delivery],
        store: Store,
        clock: Clock,
        on_delivered: Callable[[Delivered], None] | None = None,
        look_again: float = LOOK_AGAIN,
    ) -> None:
        """Put the parts together; nothing runs before :meth:`start`.

        Args:
            make_delivery: Makes the delivery, anew for every start.
            store: Tells of commits.
            clock: Tells the time.
            on_delivered: Called in the courier's thread after a run in which something happened.
            look_again: Seconds after which the queue is looked at in any case.
        """
        self._make_delivery = make_delivery
        self._store = store
        self._clock = clock
        self._on_delivered = on_delivered
        self._look_again = look_again
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._delivery: Delivery | None = None
        self._thread: threading.Thread | None = None
        self._forget: Callable[[], None] | None = None

    def __enter__(self) -> Self:
        """Start it; leaving stops it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Start the thread, unless it runs already."""
        if self._thread is not None:
            return
        # Events of its own for each start: a thread left behind by an earlier stop stays stopped.
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._delivery = self._make_delivery()
        self._forget = self._store.on_commit(self._committed)
        self._thread = threading.Thread(
            target=self._run,
            args=(self._delivery, self._wake, self._stopping),
            name="jumpzone-courier",
            daemon=True,
        )
        self._thread.start()

    def poke(self) -> None:
        """Have the queue looked at now: something was put there."""
        self._wake.set()

    def stop(self) -> bool:
        """End the thread within a second, also while a server stalls; what it held goes with the next start.

        Returns:
            Whether it has ended. If not (a name server that does not answer can't be interrupted), it ends by
            itself and sends nothing more.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        if self._forget is not None:
            self._forget()
        self._stopping.set()
        self._wake.set()
        if self._delivery is not None:
            self._delivery.stop()
        thread.join(_STOP_WITHIN)
        return not thread.is_alive()

    def _committed(self, changes: Changes) -> None:
        # Mail that belongs to no account (codes) is told of by a change of no account.
        if changes.touches("message") or not changes.account:
            self.poke()

    def _run(self, delivery: Delivery, wake: threading.Event, stopping: threading.Event) -> None:
        while not stopping.is_set():
            wake.clear()
            wake.wait(self._once(delivery, stopping))

    def _once(self, delivery: Delivery, stopping: threading.Event) -> float:
        """Send what is due; return how many seconds to wait."""
        try:
            delivered = delivery.run_due()
            if delivered != Delivered() and self._on_delivered is not None and not stopping.is_set():
                self._on_delivered(delivered)
            due = delivery.next_due()
        except StoreProblem as problem:
            _log.warning("mail waits: %s", problem)
            return _AFTER_TROUBLE
        if due is None:
            return self._look_again
        seconds = (due - self._clock.now()).total_seconds()
        return min(max(seconds, _SHORTEST_WAIT), self._look_again)
