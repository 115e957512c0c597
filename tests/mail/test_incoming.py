"""Reading mail that comes in: what it says, and that nothing in it can break or hold up the reader."""

from __future__ import annotations

from contextlib import suppress

import pytest

from jumpzone.mail.incoming import LARGEST_MAIL, Unusable, read_mail
from jumpzone.mail.mail_text import decode_header, html_to_text
from tests.mail.writing import mail, raw, word

_FOUND = "Authentication-Results: {}; spf={} smtp.mailfrom=kolev.example (a comment; spf=none)"


def test_results_are_the_topmost_server_s() -> None:
    headers = "\n".join(
        (
            _FOUND.format("mx.zone.example 1", "Pass"),
            "Received: from outside",
            "Authentication-Results: mx.zone.example; dkim=fail; dkim=pass; x-other=pass; dmarc=excellent",
            _FOUND.format("evil.example", "fail") + "; dmarc=pass",
        )
    )
    results = {"by": "mx.zone.example", "spf": "pass", "dkim": "fail"}
    assert read_mail(raw(headers)).results == results
    assert read_mail(raw(headers), server="MX.zone.example").results == results
    assert read_mail(raw(headers), server="other.example").results == {}


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8", "iso-8859-5"])
def test_words_of_headers_are_put_together_also_when_a_letter_was_cut(charset: str) -> None:
    text = "Договор и счёт за хостинг"
    content = text.encode(charset)
    halves = [content[:7], content[7:]]
    coded = " ".join(f"=?{charset}?Q?{''.join(f'={byte:02X}' for byte in each)}?=" for each in halves)
    assert decode_header(coded) == text
    assert decode_header(f"Re: {word(text, charset)} (2)") == f"Re: {text} (2)"


def test_the_line_before_a_mailbox_s_mail_is_no_header() -> None:
    assert read_mail(b"From someone Mon Jan  1\n" + mail()).address == "petar@kolev.example"


def test_an_address_may_have_other_letters_and_a_name_that_looks_like_another() -> None:
    found = read_mail(raw("Subject: x", sender='"boss@firm.example" <иван@студио.example>'))
    assert found.address == "иван@студио.example"
    assert found.canonical.startswith("иван@xn--")
    assert found.name == "boss@firm.example"


def test_what_is_too_large_is_refused_and_a_long_text_is_cut() -> None:
    with pytest.raises(Unusable) as caught:
        read_mail(bytes(LARGEST_MAIL + 1))
    assert caught.value.code == "too-large"
    found = read_mail(raw("Subject: x", b"word " * 50_000))
    assert found.cut
    assert len(found.text) <= 90_000


def test_files_are_counted_and_weighed_and_what_is_left_out_has_a_reason() -> None:
    many = read_mail(mail(files={f"{n}.bin": b"x" for n in range(12)}))
    assert [each.name for each in many.files] == [f"{n}.bin" for n in range(10)]
    assert [name for name, _why in many.left_out] == ["10.bin", "11.bin"]
    heavy = read_mail(mail(files={f"{n}.bin": bytes(8 * 1024**2) for n in range(3)}))
    assert len(heavy.files) == 3
    too_heavy = read_mail(mail(files={"a.bin": bytes(9 * 1024**2), "b.bin": bytes(10 * 1024**2 + 1)}))
    assert [name for name, _why in too_heavy.left_out] == ["b.bin"]


def test_html_becomes_what_a_reader_sees() -> None:
    html = (
        "<title>no</title><style>p{}</style><p>Добър&nbsp;ден &amp; &lt;b&gt;</p><!-- no --><ul><li>едно<li>две</ul>"
        '<a href="https://x.example/?a=1&amp;b=2">виж</a> <a href="javascript:x()">тук</a> 1 < 2 <br>край<script>no'
    )
    text = html_to_text(html)
    assert text == ("Добър ден & <b>\n\n- едно\n- две\nвиж (https://x.example/?a=1&b=2) тук 1 < 2\nкрай")


@pytest.mark.parametrize(
    "piece",
    ["<a href=", "<!--", "<", "<svg>", "</svg>", "<p ", "<a>x", "&#9", "<![CDATA[", "<script>", "<svg></b>"],
)
def test_html_that_never_closes_holds_nobody_up(piece: str) -> None:
    assert isinstance(html_to_text(piece * (1_000_000 // len(piece))), str)


@pytest.mark.parametrize(
    "content",
    [
        raw("Content-Type: text/plain" + ";a=b" * 200_000),
        raw("Subject: " + "=?a?b?" * 100_000),
        raw("References: " + "<a@b.example> " * 50_000),
        raw("", sender="(a" * 300_000),
        raw("Content-Type: multipart/mixed; boundary=a", b"--a\n\n" * 15_000),
        raw("Content-Type: multipart/mixed; boundary=a", b"--a\n\n" * 1_000_000),
        raw("Content-Type: text/plain", b"\n" * 5_000_000),
        b"a: b\n" * 1_000_000,
    ],
    ids=["parameters", "words", "references", "sender", "parts", "many parts", "lines", "headers"],
)
def test_floods_hold_nobody_up(content: bytes) -> None:
    found = None
    with suppress(Unusable):
        found = read_mail(content)
    assert found is None or found.address == "petar@kolev.example"
