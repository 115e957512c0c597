"""Handing letters to a mail server, and its answers in words."""

from __future__ import annotations

import contextlib
import ipaddress
import smtplib
import socket
import ssl
import threading
from email.message import EmailMessage
from typing import Final

from jumpzone.errors import Refused
from jumpzone.i18n import T_, Text
from jumpzone.mail.errors import Permanent, Temporary, Undelivered
from jumpzone.mail.letter import letter_bytes, mail_address, needs_utf8
from jumpzone.model.text import safe_text

__all__ = ["SmtpTransport"]

_SEND_LIMIT: Final = 120.0
"""Seconds for one letter, whatever a server does that answers just in time, a byte every now and then."""

_CLOSING: Final = 421  # RFC 5321, section 3.8: "service shutting down"


class _Line(smtplib.SMTP):
    """The library's client, connecting in a way that a certificate can be asked for at once."""

    def __init__(self, host: str, helo: str, timeout: float, context: ssl.SSLContext | None) -> None:
        super().__init__(local_hostname=helo, timeout=timeout)
        # The name that STARTTLS checks; the library takes it only from a constructor that connects at once.
        self._host = host
        self._context = context

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        if self._context is None:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


class SmtpTransport:
    """Hands letters to a mail server (SMTP, RFC 5321). The connection stays open between letters until `close`."""

    def __init__(
        self,
        host: str,
        port: int,
        security: str = "starttls",
        username: str = "",
        password: str | None = None,
        timeout: float = 30.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Take where the server is and how to talk to it.

        Args:
            host: Its name, which its certificate has to bear.
            port: Its port.
            security: ``starttls``, ``tls``, or ``none`` for a server on this machine alone.
            username: The name to sign in with; empty when nobody signs in.
            password: The password to sign in with.
            timeout: Seconds to wait for an answer.
            context: Whom to trust; the system's certificates when left out.

        Raises:
            Refused: No server is named, or mail would go unprotected over a network.
        """
        if not host:
            raise Refused(
                "mail-host",
                T_("No mail server is set."),
                hint=T_("Set mail.host, or mail.transport to folder."),
            )
        if security == "none" and not _on_this_machine(host):
            raise Refused(
                "mail-unprotected",
                T_("Mail would go to {host} unprotected, for everybody on the way to read.", host=host),
                hint=T_("Set mail.security to starttls or tls; none is for a server on this machine."),
            )
        self._host = host
        self._port = port
        self._security = security
        self._username = username
        self._password = password
        self._timeout = timeout
        self._context = context
        self._line: _Line | None = None
        self._aborted = threading.Event()

    def __repr__(self) -> str:
        """Keep the password out of logs."""
        return f"SmtpTransport({self._host!r}, {self._port}, {self._security!r})"

    def send(self, letter: EmailMessage, to: str) -> None:
        """Hand a letter to the server, which has taken it when this returns.

        Raises:
            Permanent: The server refuses the recipient or the letter for good.
            Temporary: It can't be reached, does not answer, or says "later".
        """
        envelope = mail_address(to)
        sender = str(letter["From"].addresses[0].addr_spec)
        watchdog = threading.Timer(_SEND_LIMIT, self._cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            line = self._open(sender.rpartition("@")[2])
            self._hand_over(line, letter, sender, envelope)
        except Undelivered:
            raise
        except (OSError, smtplib.SMTPException) as problem:
            self._drop()
            raise Temporary(_trouble(problem, self._host), everybody=True) from problem
        finally:
            watchdog.cancel()

    def close(self) -> None:
        """Take leave of the server."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def abort(self) -> None:
        """Cut the line, from any thread, for good."""
        self._aborted.set()
        self._cut()

    def _cut(self) -> None:
        line = self._line
        sock = getattr(line, "sock", None)
        if isinstance(sock, socket.socket):
            # The plain socket's own: one under TLS would say goodbye first, and wait.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _open(self, helo: str) -> _Line:
        if self._aborted.is_set():
            raise Temporary(T_("Sending was stopped."), everybody=True)
        if self._line is not None:
            if self._alive(self._line):
                return self._line
            self._drop()
        context = self._context or ssl.create_default_context()
        line = _Line(self._host, helo, self._timeout, context if self._security == "tls" else None)
        self._line = line
        code, answer = line.connect(self._host, self._port)
        if self._aborted.is_set():
            self._drop()
            raise Temporary(T_("Sending was stopped."), everybody=True)
        if code != 220:
            self._drop()
            raise Temporary(
                T_(
                    "The mail server {host} takes no mail now: {answer}",
                    host=self._host,
                    answer=_say(code, answer),
                ),
                everybody=True,
            )
        line.ehlo_or_helo_if_needed()
        if self._security == "starttls":
            self._protect(line, context)
        if self._username:
            self._sign_in(line)
        return line

    def _alive(self, line: _Line) -> bool:
        try:
            return line.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _protect(self, line: _Line, context: ssl.SSLContext) -> None:
        if not line.has_extn("starttls"):
            self._drop()
            raise Temporary(
                T_("The mail server {host} offers no protected connection (STARTTLS).", host=self._host),
                everybody=True,
            )
        code, answer = line.starttls(context=context)
        if code != 220:
            self._drop()
            raise Temporary(
                T_(
                    "The mail server {host} takes no mail now: {answer}",
                    host=self._host,
                    answer=_say(code, answer),
                ),
                everybody=True,
            )
        line.ehlo_or_helo_if_needed()

    def _sign_in(self, line: _Line) -> None:
        try:
            line.login(self._username, self._password or "")
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as problem:
            self._drop()
            # Its words stay out: they may repeat what was sent.
            raise Temporary(
                T_("The mail server {host} did not accept our user name and password.", host=self._host),
                everybody=True,
            ) from problem

    def _hand_over(self, line: _Line, letter: EmailMessage, sender: str, to: str) -> None:
        options = []
        if needs_utf8(letter):
            if not line.has_extn("smtputf8"):
                raise Permanent(
                    T_("The mail server {host} can't write to addresses with such letters.", host=self._host)
                )
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        code, answer = line.mail(sender, options)
        if code != 250:
            self._reset(line, code)
            raise Temporary(
                T_("The mail server refuses our address as the sender: {answer}", answer=_say(code, answer)),
                everybody=True,
            )
        code, answer = line.rcpt(to)
        if code not in (250, 251):
            self._reset(line, code)
            raise _answered(
                code,
                T_("The mail server refuses the address {to}: {answer}", to=to, answer=_say(code, answer)),
            )
        try:
            code, answer = line.data(letter_bytes(letter))
        except smtplib.SMTPDataError as problem:
            code, answer = problem.smtp_code, _bytes(problem.smtp_error)
        if code != 250:
            self._reset(line, code)
            raise _answered(code, T_("The mail server refuses the mail: {answer}", answer=_say(code, answer)))

    def _reset(self, line: _Line, code: int) -> None:
        if code == _CLOSING:
            self._drop()
            return
        try:
            line.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()


def _answered(code: int, reason: Text) -> Undelivered:
    # RFC 5321, section 4.2.1: 5 is for good, 4 for now; anything else breaks the protocol and may pass.
    if 500 <= code < 600:
        return Permanent(reason)
    return Temporary(reason, everybody=code == _CLOSING)


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode()


def _say(code: int, answer: bytes) -> str:
    words = " ".join(answer.decode("utf-8", "replace").split())
    return safe_text(f"{code} {words}".strip(), limit=300)


def _trouble(problem: Exception, host: str) -> Text:
    if isinstance(problem, smtplib.SMTPServerDisconnected) and isinstance(problem.__context__, OSError):
        # The library hides behind this what really happened to the line.
        problem = problem.__context__
    match problem:
        case ssl.SSLCertVerificationError():
            return T_(
                "The mail server {host} can't prove who it is: its certificate is not trusted.", host=host
            )
        case ssl.SSLError():
            return T_("No protected connection to the mail server {host} could be made.", host=host)
        case TimeoutError():
            return T_("The mail server {host} does not answer.", host=host)
        case socket.gaierror():
            return T_("The mail server {host} can't be found.", host=host)
        case ConnectionRefusedError():
            return T_("The mail server {host} refuses the connection.", host=host)
        case smtplib.SMTPResponseException():
            return T_(
                "The mail server {host} takes no mail now: {answer}",
                host=host,
                answer=_say(problem.smtp_code, _bytes(problem.smtp_error)),
            )
        case smtplib.SMTPServerDisconnected() | ConnectionError():
            return T_("The connection to the mail server {host} broke.", host=host)
    return T_("The mail server {host} can't be reached.", host=host)


def _on_this_machine(host: str) -> bool:
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
