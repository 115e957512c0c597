"""`jumpzone mail receive` and `mail listen`: for the pipes and connections of mail servers."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys

import pytest

from jumpzone.errors import StoreProblem
from tests.cli.console import EMAIL, HOSTILE, Console
from tests.mail.writing import mail, raw


def _text(given: bytes) -> str:
    return given.decode("utf-8", "surrogateescape")


def test_a_pipe_hears_which_ticket_it_became_and_that_it_is_known(signed_in: Console) -> None:
    given = _text(mail(sender=EMAIL))
    first = signed_in.run("mail", "receive", "--json", stdin=given)
    assert (first.code, first.json["outcome"]) == (0, "opened"), first.err
    again = signed_in.run("mail", "receive", stdin=given)
    assert (again.code, again.out) == (
        0,
        f"Known already: {first.json['ticket']} of {first.json['account']}.\n",
    )
    shown = signed_in.run("tickets", "show", first.json["ticket"])
    assert "by e-mail from ivan@studio.example, not checked by a server" in shown.out
    letters = [each.read_text("utf-8") for each in (signed_in.home / "mail").glob("*.eml")]
    assert any(f"[{first.json['ticket']}]" in each for each in letters), "the number is told"


def test_a_refusal_is_said_and_ends_well(signed_in: Console) -> None:
    found = signed_in.run("mail", "receive", "--json", stdin=_text(mail(auto_submitted="auto-replied")))
    assert (found.code, found.json["outcome"], found.json["code"]) == (0, "refused", "automatic")
    bounce = signed_in.run("mail", "receive", "--envelope", "", stdin=_text(mail()))
    assert (bounce.code, bounce.out.startswith("Refused (bounce): ")) == (0, True)
    rubbish = signed_in.run("mail", "receive", stdin="\x00\udcff\udcfe" * 100)
    assert (rubbish.code, rubbish.out.startswith("Refused (no-sender): ")) == (0, True)


def test_hostile_mail_harms_no_terminal(signed_in: Console) -> None:
    given = _text(mail(HOSTILE, sender=EMAIL)) + HOSTILE
    found = signed_in.run("mail", "receive", "--json", stdin=given)
    assert signed_in.run("tickets", "show", found.json["ticket"]).code == 0


def test_trouble_with_the_store_makes_the_server_try_again(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise StoreProblem()

    monkeypatch.setattr("jumpzone.bootstrap.open_zone", broken)
    found = console.run("mail", "receive", stdin=_text(mail()))
    assert (found.code, found.out) == (75, "")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "mail.example"])
def test_nothing_but_this_machine_is_listened_to(console: Console, host: str) -> None:
    found = console.run("mail", "listen", "--json", "--host", host, "--port", "0")
    assert (found.code, found.error["code"]) == (1, "not-loopback")


def test_it_listens_until_it_is_told_to_stop(signed_in: Console) -> None:
    command = [sys.executable, "-m", "jumpzone", "mail", "listen", "--lmtp", "--port", "0"]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as listener:
        try:
            assert listener.stdout is not None
            place = listener.stdout.readline()
            port = int(place.rstrip(".\n").rpartition(":")[2])
            with smtplib.LMTP("127.0.0.1", port) as server:
                server.sendmail("petar@kolev.example", ["support@jumpzone.example"], mail())
            assert listener.stdout.readline().startswith("Opened T-")
        finally:
            listener.send_signal(signal.SIGTERM)
        assert listener.wait(30) == 0


def test_lmtp_answers_for_every_recipient(signed_in: Console) -> None:
    from jumpzone.mail.listening import Answer, Listener

    took: list[tuple[bytes, str]] = []

    def take(given: bytes, envelope: str) -> Answer:
        took.append((given, envelope))
        return Answer(settled=len(took) == 1, said="opened T-1")

    def send(times: int) -> list[str]:
        with socket.create_connection(("127.0.0.1", listener.port)) as line, line.makefile("rwb") as talk:
            talk.readline()
            steps = ["LHLO x", "MAIL FROM:<a@b.example>", *["RCPT TO:<c@d.example>"] * times, "DATA"]
            for step in steps:
                talk.write(step.encode() + b"\r\n")
                talk.flush()
                while talk.readline()[3:4] == b"-":
                    pass
            talk.write(raw("Subject: x", b"y" * 5000) + b"\r\n.\r\n")
            talk.flush()
            return [talk.readline().decode()[:3] for _time in range(times)]

    with Listener(take, "127.0.0.1", 0, lmtp=True) as listener:
        assert send(2) == ["250", "250"]
        assert send(1) == ["451"]
    assert len(took) == 2
    assert took[0][1] == "a@b.example"


def test_smtp_takes_a_mail_and_says_when_it_has_to_come_again() -> None:
    from jumpzone.mail.listening import Answer, Listener

    took: list[bytes] = []

    def take(given: bytes, envelope: str) -> Answer:
        took.append(given)
        if b"fault" in given:
            raise RuntimeError("a bug must not lose the mail")
        return Answer(settled=True, said="opened T-1\r\n250 forged")

    with Listener(take, "localhost", 0) as listener, smtplib.SMTP("127.0.0.1", listener.port) as server:
        long_line = raw("Subject: x", b"y" * 50_000)
        assert server.sendmail("a@b.example", ["c@d.example"], long_line) == {}
        assert took[0].rstrip() == long_line
        with pytest.raises(smtplib.SMTPDataError) as caught:
            server.sendmail("a@b.example", ["c@d.example"], raw("Subject: fault"))
        assert caught.value.smtp_code == 451
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            server.sendmail("a@b.example", ["c@d.example"], bytes(36 * 1024**2))
        assert refused.value.smtp_code == 552


def test_a_port_that_is_taken_is_said(console: Console) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = console.run("mail", "listen", "--json", "--port", str(taken.getsockname()[1]))
    assert (found.code, found.error["code"]) == (1, "port-taken")
