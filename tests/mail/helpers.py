"""Mail servers on loopback that behave as told, and a zone whose mail they get."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from jumpzone.mail.compose import MailComposer
from jumpzone.mail.errors import Temporary
from jumpzone.mail.letter import Sender
from jumpzone.mail.transports import Transport
from jumpzone.model.clock import FakeClock
from jumpzone.model.ids import Ids
from jumpzone.model.mutations import Notice
from jumpzone.model.records import Message
from jumpzone.store import loading, outgoing
from jumpzone.store.executor import Executor
from jumpzone.store.opening import open_store
from jumpzone.store.seal import Sealer
from jumpzone.usecases.delivery import Delivery
from tests.store.helpers import MASTER, OpenZone, open_account

SENDER = Sender("zone@jumpzone.example", "JumpZone", "help@jumpzone.example")


@dataclass
class Server:
    """A mail server: what it got, and what it answers."""

    got: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    sessions: int = 0
    rcpt: str = "250 OK"
    data: str = "250 OK"
    stall: bool = False
    drop: bool = False
    password: str = ""
    utf8: bool = True
    port: int = 0

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.stall:
            await asyncio.sleep(30)
        if self.drop:
            assert server.transport is not None
            server.transport.abort()
            await asyncio.sleep(0.1)
        if self.data.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            parsed = message_from_bytes(content, policy=policy.SMTPUTF8)
            assert isinstance(parsed, EmailMessage)
            self.got.append(parsed)
            self.recipients += envelope.rcpt_tos
        return self.data

    def authenticate(self, *call: Any) -> AuthResult:
        given = call[-1]
        ok = isinstance(given, LoginPassword) and given.password.decode() == self.password
        return AuthResult(success=ok, handled=ok)


@contextlib.contextmanager
def serving(
    server: Server, tls: ssl.SSLContext | None = None, at_once: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Run a server on a port of its own."""
    more: dict[str, Any] = {}
    if server.password:
        more = {"authenticator": server.authenticate, "auth_required": True, "auth_require_tls": False}
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=_free_port(),
        enable_SMTPUTF8=server.utf8,
        tls_context=tls,
        ssl_context=at_once,
        require_starttls=tls is not None,
        **more,
    )
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Recorder:
    """A way out that notes what went, or has the troubles it is told to have."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, EmailMessage]] = []
        self.troubles: list[Exception] = []
        self.before: Callable[[], None] = lambda: None

    def send(self, letter: EmailMessage, to: str) -> None:
        self.before()
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append((to, letter))

    def close(self) -> None:
        pass

    def abort(self) -> None:
        pass


@dataclass
class Post:
    """A zone with real words in its mail, and what sends it."""

    zone: OpenZone
    clock: FakeClock
    sealer: Sealer
    composer: MailComposer
    way: Recorder
    delivery: Delivery

    def another(self, way: Transport) -> Delivery:
        """A second process's delivery on the same store."""
        zone = self.zone
        return Delivery(
            zone.store, zone.executor, self.sealer, lambda: way, self.clock, SENDER, jitter=lambda: 1.0
        )

    def notify(self, template: str, transient: bool = False, login: bool = False, **more: Any) -> str:
        """Queue a message of the account; return its id."""
        notice = Notice(
            template,
            "maria@studio.example",
            "bg",
            "product",
            transient=transient,
            login=self.zone.login if login else None,
            **more,
        )
        with self.zone.store.write() as tx:
            return outgoing.queue_notice(
                tx,
                self.zone.account,
                notice,
                self.composer,
                self.sealer,
                self.zone.ids,
                1,
                self.clock.now(),
            )

    def message(self, id_: str) -> Message:
        """A message as it stands."""
        with self.zone.store.read() as tx:
            found = loading.get(tx, "message", self.zone.account, id_)
        assert isinstance(found, Message)
        return found

    def later(self, **step: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**step))


def open_post(folder: Path, empty: bool = True, url: str | None = None) -> Post:
    """A zone with one account; its welcome mail has gone already if it is to be empty."""
    clock = FakeClock()
    store = open_store(url or f"sqlite:///{folder / 'zone.db'}", now=clock.now())
    sealer, composer = Sealer(MASTER), MailComposer("JumpZone", "help@jumpzone.example")
    executor = Executor(store, clock, Ids(clock), composer, sealer)
    zone, way = open_account(executor), Recorder()
    delivery = Delivery(store, executor, sealer, lambda: way, clock, SENDER, jitter=lambda: 1.0)
    if empty:
        delivery.run_due()
        way.sent.clear()
    return Post(zone, clock, sealer, composer, way, delivery)


def away() -> Temporary:
    """The trouble of a server that can't be reached."""
    from jumpzone.i18n import T_

    return Temporary(T_("The mail server {host} can't be reached.", host="mail.example"), everybody=True)
