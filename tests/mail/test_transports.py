"""Ways out: a folder that keeps letters safe, and servers that answer, refuse, stall and hang up."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest

from jumpzone.errors import Refused
from jumpzone.mail.errors import Permanent, Temporary
from jumpzone.mail.letter import build_letter
from jumpzone.mail.transports import FolderTransport, SmtpTransport, make_transport
from jumpzone.model.mails import Composed
from jumpzone.paths import is_private
from tests.mail.helpers import SENDER, Server, serving

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TO = "maria@studio.example"


def letter(number: int = 1, to: str = TO, body: str = "Hello") -> EmailMessage:
    id_ = f"0193a5a0-0000-7000-8000-{number:012}"
    return build_letter(id_, to, Composed("Тема", body), AT + timedelta(seconds=number), SENDER, "en")


# The folder


def test_a_folder_and_its_letters_are_the_owners_alone(tmp_path: Path) -> None:
    way = FolderTransport(tmp_path / "data" / "mail")
    for number in (2, 1):
        way.send(letter(number), TO)
    assert is_private(way.folder)
    assert all(is_private(path) for path in way.files())
    assert [path.name for path in way.files()] == [
        "20261123-120001-0193a5a0-0000-7000-8000-000000000001.eml",
        "20261123-120002-0193a5a0-0000-7000-8000-000000000002.eml",
    ]
    assert sorted(way.folder.iterdir()) == way.files()


def test_a_letter_that_is_sent_twice_is_one_file(tmp_path: Path) -> None:
    way = FolderTransport(tmp_path / "mail")
    way.send(letter(), TO)
    way.send(letter(), TO)
    assert len(way.files()) == 1


def test_a_file_name_takes_nothing_from_data(tmp_path: Path) -> None:
    way = FolderTransport(tmp_path / "mail")
    forged = letter(to="x@b.example")
    del forged["Message-ID"]
    forged["Message-ID"] = "<..%2f..%2fetc/passwd@b.example>"
    way.send(forged, "x@b.example")
    (path,) = way.files()
    assert path.parent == way.folder
    assert "passwd" not in path.name


def test_a_folder_that_cannot_be_written_to_is_trouble_that_may_pass(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Temporary) as raised:
        FolderTransport(tmp_path / "mail").send(letter(), TO)
    assert str(tmp_path / "mail") in raised.value.reason.render()


def test_a_crash_while_writing_leaves_no_half_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    way = FolderTransport(tmp_path / "mail")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Temporary) as raised:
        way.send(letter(), TO)
    assert "full" in raised.value.reason.render()
    assert list(way.folder.iterdir()) == []


# A server


@pytest.fixture
def ways() -> Iterator[list[SmtpTransport]]:
    """Transports that are closed when the test ends."""
    opened: list[SmtpTransport] = []
    yield opened
    for way in opened:
        way.close()


def way_to(server: Server, ways: list[SmtpTransport], **more: object) -> SmtpTransport:
    settings = {"security": "none", "timeout": 5.0} | more
    way = SmtpTransport("127.0.0.1", server.port, **settings)  # type: ignore[arg-type] - any of its settings
    ways.append(way)
    return way


def test_letters_of_a_batch_go_over_one_connection(ways: list[SmtpTransport]) -> None:
    with serving(Server()) as server:
        way = way_to(server, ways)
        for number in range(3):
            way.send(letter(number), TO)
        assert [each["Subject"] for each in server.got] == ["Тема"] * 3
        assert server.recipients == [TO] * 3
        assert server.sessions == 1


def test_a_refused_recipient_is_for_good_and_says_why(ways: list[SmtpTransport]) -> None:
    with serving(Server(rcpt="550 5.1.1 No such user \x1b[2Jhere")) as server:
        way = way_to(server, ways)
        with pytest.raises(Permanent) as raised:
            way.send(letter(), TO)
        words = raised.value.reason.render()
        assert TO in words
        assert "550 5.1.1 No such user" in words
        assert "\x1b" not in words
        server.rcpt = "250 OK"
        way.send(letter(2), TO)
    assert len(server.got) == 1
    assert server.sessions == 1


def test_later_is_later(ways: list[SmtpTransport]) -> None:
    with (
        serving(Server(rcpt="451 4.7.1 Greylisted, try again")) as server,
        pytest.raises(Temporary) as raised,
    ):
        way_to(server, ways).send(letter(), TO)
    assert not raised.value.everybody
    assert "Greylisted" in raised.value.reason.render()


@pytest.mark.parametrize(("answer", "error"), [("554 5.6.0 Spam", Permanent), ("452 4.3.1 Full", Temporary)])
def test_a_refused_text(answer: str, error: type[Exception], ways: list[SmtpTransport]) -> None:
    with serving(Server(data=answer)) as server, pytest.raises(error):
        way_to(server, ways).send(letter(), TO)


def test_a_line_that_breaks_in_the_middle(ways: list[SmtpTransport]) -> None:
    with serving(Server(drop=True)) as server:
        way = way_to(server, ways)
        with pytest.raises(Temporary) as raised:
            way.send(letter(), TO)
        assert raised.value.everybody
        server.drop = False
        way.send(letter(), TO)
    assert len(server.got) == 1


def test_a_server_that_stalls_is_given_up(ways: list[SmtpTransport]) -> None:
    with serving(Server(stall=True)) as server, pytest.raises(Temporary) as raised:
        way_to(server, ways, timeout=0.3).send(letter(), TO)
    assert raised.value.reason.msgid == "The mail server {host} does not answer."


def test_a_stalling_server_lets_go_when_told_to_stop(ways: list[SmtpTransport]) -> None:
    with serving(Server(stall=True)) as server:
        way = way_to(server, ways, timeout=25.0)
        raised: list[BaseException] = []

        def send() -> None:
            try:
                way.send(letter(), TO)
            except Temporary as problem:
                raised.append(problem)

        thread = threading.Thread(target=send)
        thread.start()
        while not server.sessions:
            time.sleep(0.01)
        way.abort()
        thread.join(10)
        assert not thread.is_alive()
        with pytest.raises(Temporary):
            way.send(letter(), TO)
    assert len(raised) == 1


def test_nobody_listens(ways: list[SmtpTransport]) -> None:
    with serving(Server()) as server:
        pass
    with pytest.raises(Temporary) as raised:
        way_to(server, ways).send(letter(), TO)
    assert raised.value.everybody


def test_a_letter_to_an_international_address(ways: list[SmtpTransport]) -> None:
    to = "иван@пример.example"
    with serving(Server()) as server:
        way_to(server, ways).send(letter(to=to), to)
    assert server.recipients == ["иван@xn--e1afmkfd.example"]
    with serving(Server(utf8=False)) as old, pytest.raises(Permanent):
        way_to(old, ways).send(letter(to=to), to)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_signing_in(ways: list[SmtpTransport]) -> None:
    with serving(Server(password="right")) as server:
        way_to(server, ways, username="zone", password="right").send(letter(), TO)
        with pytest.raises(Temporary) as raised:
            way_to(server, ways, username="zone", password="wr0ng-canary").send(letter(), TO)
    assert len(server.got) == 1
    assert "did not accept" in raised.value.reason.render()
    assert "canary" not in raised.value.reason.render() + repr(ways)


# Protection


def test_without_protection_mail_stays_on_this_machine() -> None:
    with pytest.raises(Refused):
        SmtpTransport("mail.example", 25, "none")
    with pytest.raises(Refused):
        SmtpTransport("127.0.0.1.example", 25, "none")
    for host in ("localhost", "127.0.0.2", "::1"):
        SmtpTransport(host, 25, "none")


def certificate(folder: Path) -> Path:
    """A certificate that nobody has signed but itself, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_certificate_must_be_trusted(tmp_path: Path, ways: list[SmtpTransport]) -> None:
    pem = certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    trusted = ssl.create_default_context(cafile=str(pem))
    with serving(Server(), tls=tls) as server:
        with pytest.raises(Temporary) as raised:
            way_to(server, ways, security="starttls").send(letter(), TO)
        assert "certificate" in raised.value.reason.render()
        assert server.got == []
        way_to(server, ways, security="starttls", context=trusted).send(letter(), TO)
    assert len(server.got) == 1
    with serving(Server(), at_once=tls) as server:
        with pytest.raises(Temporary):
            way_to(server, ways, security="tls").send(letter(), TO)
        way_to(server, ways, security="tls", context=trusted).send(letter(), TO)
    assert len(server.got) == 1


def test_a_server_without_starttls_gets_nothing(ways: list[SmtpTransport]) -> None:
    with serving(Server()) as server, pytest.raises(Temporary) as raised:
        way_to(server, ways, security="starttls", username="zone", password="p").send(letter(), TO)
    assert "STARTTLS" in raised.value.reason.render()
    assert server.got == []


def test_the_settings_choose_the_way(make_settings: object) -> None:
    assert callable(make_settings)
    folder = make_transport(make_settings().mail)
    assert isinstance(folder, FolderTransport)
    assert isinstance(make_transport(make_settings({"mail.host": "mail.example"}).mail), SmtpTransport)
    with pytest.raises(Refused):
        make_transport(make_settings({"mail.host": "mail.example", "mail.security": "none"}).mail)
    with pytest.raises(Refused):
        make_transport(make_settings({"mail.transport": "smtp"}).mail)
