"""Sending what is queued: in the background, with retries, never twice at once and never lost.

A job is taken for a lease, sent outside any transaction, and marked in one. A process that dies in between leaves a
lease that runs out; the mail is then sent again under the same Message-ID, by which the other side may recognise it.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Self

from jumpzone.errors import NotFound, StoreProblem, ZoneError
from jumpzone.i18n import Text, translator
from jumpzone.mail.errors import Permanent, Undelivered
from jumpzone.mail.letter import Sender, build_letter
from jumpzone.mail.transports import Transport
from jumpzone.model.clock import Clock
from jumpzone.model.mails import MASK
from jumpzone.model.mutations import MAIL, Changes, Mutation
from jumpzone.model.text import safe_text
from jumpzone.store import outgoing
from jumpzone.store.executor import Executor
from jumpzone.store.outgoing import Job
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Store, Tx

__all__ = ["Courier", "Delivered", "Delivery"]

LEASE: Final = timedelta(minutes=10)
"""How long a job is one sender's alone; longer than one letter can take."""

_LONGEST_SEND: Final = timedelta(minutes=4)
"""The longest that one letter can take: the transport's own limit, and a name server's patience."""

_BATCH: Final = 10
_TRIES: Final = 8
_FIRST_DELAY: Final = timedelta(minutes=1)
_LONGEST_DELAY: Final = timedelta(hours=6)
_GROWTH: Final = 10
"""1, 10, 100 minutes, then every 6 hours: eight tries take about a day."""

_CODE_LIFE: Final = timedelta(hours=1)
"""A code that could not go for so long is of no use to anybody; another one is asked for."""

_PAUSE: Final = timedelta(minutes=1)
"""How long a server is left alone that takes no mail at all."""

LOOK_AGAIN: Final = 15.0
"""Seconds after which a courier looks at the queue in any case: another program may have put something there."""

_SHORTEST_WAIT: Final = 0.5
_AFTER_TROUBLE: Final = 30.0
_STOP_WITHIN: Final = 0.9

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the mail that was due.

    Attributes:
        sent: How many have gone.
        failed: How many will never go.
        postponed: How many are tried again later.
        problem: The last reason why one did not go, for people; None when all went.
    """

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    problem: Text | None = None

    def __add__(self, other: Delivered) -> Delivered:
        """Put two results together."""
        return Delivered(
            self.sent + other.sent,
            self.failed + other.failed,
            self.postponed + other.postponed,
            other.problem or self.problem,
        )


class Delivery:
    """Sends what is queued. One thread at a time runs it; :meth:`stop` may be called from any.

    Attributes:
        store: The store.
        clock: Tells the time.
    """

    def __init__(
        self,
        store: Store,
        executor: Executor,
        sealer: Sealer,
        transport_factory: Callable[[], Transport],
        clock: Clock,
        sender: Sender,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Put the parts together.

        Args:
            store: The store.
            executor: Marks messages as sent or failed.
            sealer: Opens access data and codes, on their way into the letter.
            transport_factory: Makes the way out, anew for every run; raises a ZoneError where the settings are
                wrong.
            clock: Tells the time.
            sender: Whom mail comes from.
            jitter: A number from 0 up to 1, so that many senders don't knock at once.
        """
        self.store = store
        self._executor = executor
        self._sealer = sealer
        self._transport_factory = transport_factory
        self.clock = clock
        self._sender = sender
        self._jitter = jitter
        self._transport: Transport | None = None
        self._stopped = threading.Event()
        self._paused_until: datetime | None = None
        # Gone, but the store could not be told: to be marked when their lease has run out, not sent again.
        self._gone: set[str] = set()

    def pending(self) -> int:
        """Count the mails that wait."""
        with self.store.read() as tx:
            return outgoing.waiting(tx)

    def next_due(self) -> datetime | None:
        """Return when there is something to do, or None when nothing waits."""
        with self.store.read() as tx:
            due = outgoing.next_due(tx)
        if due is None or self._paused_until is None:
            return due
        return max(due, self._paused_until)

    def run_due(self, limit: int = 100) -> Delivered:
        """Send the mail that is due.

        Args:
            limit: The most mails to send in this run.

        Raises:
            StoreProblem: The database is in trouble. What went before is marked, or will be sent again.
        """
        due = self.next_due()
        if due is None or due > self.clock.now():
            return Delivered()
        try:
            transport = self._transport_factory()
        except ZoneError as problem:
            self._pause()
            return Delivered(problem=problem.message)
        self._transport = transport
        total, done = Delivered(), 0
        try:
            while done < limit and not self.stopped and not self._paused:
                jobs = self._claim(min(_BATCH, limit - done))
                if not jobs:
                    break
                total += self._send_all(jobs, transport)
                done += len(jobs)
        finally:
            self._transport = None
            transport.close()
        return total

    def stop(self) -> None:
        """End a run that is under way, and let none begin; what was not sent is given back at once."""
        self._stopped.set()
        transport = self._transport
        if transport is not None:
            transport.abort()

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` was called; it stays so."""
        return self._stopped.is_set()

    @property
    def _paused(self) -> bool:
        return self._paused_until is not None and self._paused_until > self.clock.now()

    def _pause(self) -> None:
        self._paused_until = self.clock.now() + _PAUSE

    def _claim(self, limit: int) -> list[Job]:
        with self.store.write() as tx:
            return outgoing.claim(tx, self._sealer, self.clock.now(), LEASE, limit)

    def _send_all(self, jobs: list[Job], transport: Transport) -> Delivered:
        total = Delivered()
        for index, job in enumerate(jobs):
            # Near its end a lease is no protection: another sender could take the job while it is under way.
            late = self.clock.now() + _LONGEST_SEND > job.lease_until
            if late or self.stopped or self._paused:
                self._release(jobs[index:])
                break
            total += self._send(job, transport)
        return total

    def _release(self, jobs: list[Job]) -> None:
        with self.store.write() as tx:
            for job in jobs:
                outgoing.release(tx, job)

    def _send(self, job: Job, transport: Transport) -> Delivered:
        try:
            if job.id not in self._gone:
                # By a message's own id an answer to it is known again.
                letter = build_letter(
                    job.message or job.id, job.to, job.composed, job.created_at, self._sender, job.language
                )
                transport.send(letter, job.to)
                self._gone.add(job.id)
        except Undelivered as problem:
            return self._not_sent(job, problem)
        self._mark(job, "message.delivered", {})
        self._gone.discard(job.id)
        return Delivered(sent=1)

    def _not_sent(self, job: Job, problem: Undelivered) -> Delivered:
        if self.stopped:
            # Cut off by ourselves: no try of its own.
            self._release([job])
            return Delivered()
        attempts, now = job.attempts + 1, self.clock.now()
        due_at = now + self._delay(attempts)
        too_late = attempts >= _TRIES or (job.transient and due_at > job.created_at + _CODE_LIFE)
        if isinstance(problem, Permanent) or too_late:
            self._mark(job, "message.failed", {"delivery_error": _reason(job, problem, job.language)})
            return Delivered(failed=1, problem=problem.reason)
        if getattr(problem, "everybody", False):
            self._pause()
        with self.store.write() as tx:
            outgoing.postpone(tx, job.id, attempts, due_at, _reason(job, problem, "en"), job.lease_until)
        return Delivered(postponed=1, problem=problem.reason)

    def _delay(self, attempts: int) -> timedelta:
        delay = min(_FIRST_DELAY * int(_GROWTH ** (attempts - 1)), _LONGEST_DELAY)
        return delay * (0.9 + 0.1 * self._jitter())

    def _mark(self, job: Job, op: str, values: dict[str, Any]) -> None:
        finish = partial(_finish, job=job)
        if job.account is not None and job.message is not None:
            mutation = Mutation(
                self._executor.ids.new(),
                job.account,
                "message",
                job.message,
                op,
                self.clock.now(),
                values | {"transient": job.transient},
            )
            try:
                self._executor.run(mutation, MAIL, also=finish)
            except NotFound:
                pass  # deleted while it was on its way: only the job is left to forget
            else:
                return
        with self.store.write() as tx:
            finish(tx)


class Courier:
    """Runs a :class:`Delivery` in a thread of its own: after every commit that queued mail, and when mail is due again.

    Nothing waits for it. It sleeps between runs and looks at the queue with one query when it wakes.
    """

    def __init__(
        self,
        delivery: Delivery,
        on_delivered: Callable[[Delivered], None] | None = None,
        look_again: float = LOOK_AGAIN,
    ) -> None:
        """Take what sends; nothing runs before :meth:`start`.

        Args:
            delivery: Sends what is due.
            on_delivered: Called in the courier's thread after a run in which something happened.
            look_again: Seconds after which the queue is looked at in any case.
        """
        self._delivery = delivery
        self._on_delivered = on_delivered
        self._look_again = look_again
        self._wake = threading.Event()
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
        """Start the thread, once; a stopped courier is done."""
        if self._thread is None:
            self._forget = self._delivery.store.on_commit(self._committed)
            self._thread = threading.Thread(target=self._run, name="jumpzone-courier", daemon=True)
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
        self._delivery.stop()
        self._wake.set()
        forget, self._forget = self._forget, None
        if forget is not None:
            forget()
        if self._thread is None:
            return True
        self._thread.join(_STOP_WITHIN)
        return not self._thread.is_alive()

    def _committed(self, changes: Changes) -> None:
        # Mail that belongs to no account (codes) is told of by a change of no account.
        if changes.touches("message") or not changes.account:
            self.poke()

    def _run(self) -> None:
        while not self._delivery.stopped:
            self._wake.clear()
            seconds = self._once()
            if not self._delivery.stopped:
                self._wake.wait(seconds)

    def _once(self) -> float:
        """Send what is due; return how many seconds to wait."""
        try:
            delivered = self._delivery.run_due()
            due = self._delivery.next_due()
        except StoreProblem as problem:
            _log.warning("mail waits: %s", problem)
            return _AFTER_TROUBLE
        if delivered != Delivered() and self._on_delivered is not None and not self._delivery.stopped:
            self._on_delivered(delivered)
        if due is None:
            return self._look_again
        seconds = (due - self._delivery.clock.now()).total_seconds()
        return min(max(seconds, _SHORTEST_WAIT), self._look_again)


def _finish(tx: Tx, job: Job) -> None:
    outgoing.finish(tx, job.id)


def _reason(job: Job, problem: Undelivered, language: str) -> str:
    """The reason in words, without the letter's secrets: a server's answer may repeat what it was sent."""
    words = problem.reason.render(translator(language))
    for secret in job.composed.secrets:
        words = words.replace(secret, MASK)
    return safe_text(words, limit=900)
