"""The message as it travels: headers, both forms of the text, and addresses of every kind."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from jumpzone.mail.errors import Permanent
from jumpzone.mail.letter import Sender, as_eml, build_letter, letter_bytes, mail_address
from jumpzone.model.mails import MASK, Composed
from jumpzone.model.records import Message
from tests.mail.helpers import SENDER

ID = "0193a5a0-0000-7000-8000-000000000001"
AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def letter(body: str = "Hello,\n\ntext", subject: str = "Subject", to: str = "a@b.example") -> EmailMessage:
    built = build_letter(ID, to, Composed(subject, body), AT, SENDER, "bg")
    parsed = message_from_bytes(letter_bytes(built), policy=policy.SMTPUTF8)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_what_a_letter_says_of_itself() -> None:
    found = letter("Здравейте!", "Фактура № 1 е платена")
    assert found["Message-ID"] == f"<{ID}@jumpzone.example>"
    assert found["Date"].datetime == AT
    assert found["Subject"] == "Фактура № 1 е платена"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "bg"
    assert str(found["From"]) == "JumpZone <zone@jumpzone.example>"
    assert str(found["Reply-To"]) == "JumpZone <help@jumpzone.example>"
    assert part(found, "plain").strip() == "Здравейте!"


def test_the_same_mail_gives_the_same_letter() -> None:
    words = Composed("s", "b\n\nc")
    first, second = (build_letter(ID, "a@b.example", words, AT, SENDER, "en") for _ in range(2))
    assert letter_bytes(first) == letter_bytes(second)


def test_html_is_the_text_escaped() -> None:
    html = part(letter('<img src=x onerror="a()"> & [/]\n\n    123 456'), "html")
    assert "&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; [/]" in html
    assert "&nbsp;&nbsp;&nbsp;&nbsp;123 456" in html


def test_only_web_addresses_become_links() -> None:
    html = part(
        letter("See https://a.example/x?b=1&c=2. Or javascript:alert(1), ftp://b.example, www.c.example"),
        "html",
    )
    assert html.count("<a ") == 1
    assert '<a href="https://a.example/x?b=1&amp;c=2">https://a.example/x?b=1&amp;c=2</a>. Or' in html


def test_a_link_cannot_leave_its_quotes() -> None:
    html = part(letter("https://a.example/\"onmouseover='x'"), "html")
    assert '<a href="https://a.example/">' in html
    assert '"onmouseover' not in html


@pytest.mark.parametrize(
    ("to", "sent"),
    [
        ("ivan@пример.example", "ivan@xn--e1afmkfd.example"),
        ("иван@пример.example", "иван@xn--e1afmkfd.example"),
        ("o'neil+tag@B.example", "o'neil+tag@b.example"),
        ("محمد@b.example", "محمد@b.example"),
    ],
)
def test_addresses_of_every_kind(to: str, sent: str) -> None:
    assert mail_address(to) == sent
    built = build_letter(ID, to, Composed("Тема", "b"), AT, SENDER, "en")
    assert f"\r\nTo: {sent}\r\n".encode() in letter_bytes(built)


@pytest.mark.parametrize(
    "to",
    [
        "a@b.example\r\nRCPT TO:<c@d.example>",
        "a@b.example\nBcc: c@d.example",
        "a b@c.example",
        "<a@b.example>",
        "a@b@c.example",
        "nobody",
        "",
        "a@b.example,c@d.example",
        "a@" + "x" * 300,
        "a@-..example\u0000",
    ],
)
def test_what_is_no_address_is_refused(to: str) -> None:
    with pytest.raises(Permanent):
        build_letter(ID, to, Composed("s", "b"), AT, SENDER, "en")


@pytest.mark.parametrize("subject", ["a\r\nBcc: c@d.example", "a\u2028b", "a\x85b", "x" * 5000, "\ud800"])
def test_a_subject_is_one_header(subject: str) -> None:
    found = letter(subject=subject)
    assert "Bcc" not in found
    assert len(found.get_all("Subject") or []) == 1


def test_a_sender_with_an_international_domain() -> None:
    built = build_letter(
        ID, "a@b.example", Composed("s", "b"), AT, Sender("zone@пример.example", "Джъмп, ООД"), "bg"
    )
    assert built["Message-ID"] == f"<{ID}@xn--e1afmkfd.example>"
    assert letter_bytes(built).isascii()


def test_a_saved_message_keeps_its_secrets_to_itself_unless_they_are_handed_in() -> None:
    message = Message(
        id=ID, account="a", created_at=AT, updated_at=AT, sent_at=AT, to="a@b.example", category="product",
        subject="Готово", body=f"Парола: {MASK}",
    )  # fmt: skip
    masked = message_from_bytes(as_eml(message, SENDER, "bg"), policy=policy.SMTPUTF8)
    shown = message_from_bytes(as_eml(message, SENDER, "bg", ("hunter2",)), policy=policy.SMTPUTF8)
    assert isinstance(masked, EmailMessage)
    assert isinstance(shown, EmailMessage)
    assert part(masked, "plain").strip() == f"Парола: {MASK}"
    assert part(shown, "plain").strip() == "Парола: hunter2"
    assert masked["Subject"] == "Готово"


def test_an_imported_message_can_be_saved_whatever_it_calls_its_recipient() -> None:
    message = Message(
        id=ID, account="a", created_at=AT, updated_at=AT, to="Иван\r\nBcc: c@d.example", category="general",
        subject="s", body="b",
    )  # fmt: skip
    saved = as_eml(message, SENDER, "bg")
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in saved
    assert b"Bcc" not in saved
