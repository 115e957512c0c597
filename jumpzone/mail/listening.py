"""Taking mail in over a connection: SMTP or LMTP, from a mail server on the same machine and from nowhere else."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.mail.incoming import LARGEST_MAIL

__all__ = ["Answer", "Listener"]

_LONGEST_LINE: Final = 1 << 20
"""Bytes; standards allow a thousand, and robots write what they like."""
_FINISH_WITHIN: Final = 10.0
"""Seconds that a mail which has arrived gets to be written when the program is to end."""
_LATER: Final = "451 4.3.0 Not now, try again later"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mail server is told of a mail.

    Attributes:
        settled: Whether the mail is done with; else it has to come again.
        said: A few words for its log, in ASCII.
    """

    settled: bool
    said: str


Take = Callable[[bytes, str], Answer]
"""Takes a mail and its envelope's sender; called in threads, several at a time."""


class Listener:
    """Listens on this machine until it is closed; a mail that has arrived is finished first.

    Attributes:
        host: The address that it listens on.
        port: The port, also where a free one was asked for.
    """

    def __init__(self, take: Take, host: str, port: int, *, lmtp: bool = False) -> None:
        """Take where to listen.

        Raises:
            Refused: The address can be reached from other machines, or the library for it is not installed.
        """
        self.host, self.port = _loopback(host), port
        self._handler = _Handler(take, lmtp)
        self._protocol = _protocol(lmtp)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="jumpzone-listener", daemon=True)
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        """Start to listen.

        Raises:
            Refused: The port is taken, or not for this user.
        """
        self._thread.start()
        try:
            self._server = self._run(self._loop.create_server(self._connection, self.host, self.port))
        except OSError as problem:
            self.__exit__()
            place = f"{self.host}:{self.port}"
            raise Refused("port-taken", T_("Can't listen on {place}: it is taken.", place=place)) from problem
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(self, *_given: object) -> None:
        """Take no more mail, finish what has arrived, and close."""
        if self._server is not None:
            self._loop.call_soon_threadsafe(self._server.close)
        self._handler.finish()
        self._run(_end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _connection(self) -> Any:
        return self._protocol(
            self._handler,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            loop=self._loop,
            ident="jumpzone",
            hostname="localhost",
        )


async def _end_tasks() -> None:
    """End what still waits for its client."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _loopback(host: str) -> str:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        if ipaddress.ip_address(address).is_loopback:
            return address
    except ValueError:
        pass
    raise Refused(
        "not-loopback",
        T_("Mail is taken in from this machine alone; {host} is no address of that kind.", host=host),
        hint=T_("Use 127.0.0.1 or ::1, and let a mail server hand the mail over."),
    )


def _protocol(lmtp: bool) -> Any:
    try:
        from aiosmtpd.lmtp import LMTP  # late: of an extra, and for this alone
        from aiosmtpd.smtp import SMTP
    except ImportError as problem:
        raise Refused(
            "not-installed",
            T_("Listening needs a library that is not installed."),
            hint=T_(
                "Install it: pip install “jumpzone[listen]”. A pipe to “jumpzone mail receive” works without it."
            ),
        ) from problem

    class Smtp(SMTP):
        line_length_limit = _LONGEST_LINE

    class Lmtp(LMTP):
        line_length_limit = _LONGEST_LINE

    return Lmtp if lmtp else Smtp


class _Handler:
    """Answers the protocol's questions; the names are the library's."""

    def __init__(self, take: Take, lmtp: bool) -> None:
        self._take = take
        self._lmtp = lmtp
        self._busy = 0
        self._ending = False
        self._changed = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        with self._changed:
            if self._ending:
                return _LATER
            self._busy += 1
        try:
            answer = await asyncio.to_thread(self._take, bytes(envelope.content), envelope.mail_from or "")
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()
        words = "".join(char for char in answer.said if " " <= char <= "~")[:200]
        status = f"250 2.0.0 {words}" if answer.settled else f"451 4.3.0 {words}"
        # LMTP answers for every recipient (RFC 2033, section 4.2); the mail is one all the same.
        times = len(envelope.rcpt_tos) if self._lmtp else 1
        return "\r\n".join([status] * max(times, 1))

    async def handle_exception(self, error: Exception) -> str:
        _log.error("mail was not taken in", exc_info=error)
        return _LATER

    def finish(self) -> None:
        """Take no more, and wait for what is being written."""
        with self._changed:
            self._ending = True
            self._changed.wait_for(lambda: not self._busy, _FINISH_WITHIN)
