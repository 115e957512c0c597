"""A bag of mails as a support desk gets them, made by a seed: each with what has to become of it."""

from __future__ import annotations

import base64
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from tests.mail.writing import mail, raw, word

TEXTS = (
    "Здравейте, сайтът на фирмата не се отваря от сутринта. Моля, погледнете.",
    "Здравствуйте! Почта не приходит уже второй день, помогите, пожалуйста. Мы ждём ответа.",
    "Good morning, our certificate has expired and visitors see a warning.",
    "Кога изтича домейнът и колко струва подновяването за две години?",
)
SUBJECTS = ("Сайтът не работи", "Почта не приходит", "Certificate expired", "Въпрос за фактура №12")
NAMES = ("Иван Колев", "Ольга Смирнова", "Jane Doe", "")
CHARSETS = ("utf-8", "windows-1251", "koi8-r", "iso-8859-5", "cp866", "mac-cyrillic", "utf-16", "utf-8-sig")


@dataclass(frozen=True)
class Piece:
    """A mail, and what has to become of it.

    Attributes:
        kind: What sort of mail it is, for the report of a failure.
        content: The mail.
        fate: `opened`, `replied`, or the code of the refusal.
        says: What the text must hold.
        subject: What the subject must be, or None.
        files: What the files must be called, or None.
        address: Whose centre it lands in; None where it does not.
    """

    kind: str
    content: bytes
    fate: str
    says: str = ""
    subject: str | None = None
    files: tuple[str, ...] | None = None
    address: str | None = None


class Bag:
    """Makes mails."""

    def __init__(self, seed: int, known: str, number: str) -> None:
        """Take the seed, the address of a customer, and the number of that customer's ticket."""
        self.dice = random.Random(seed)
        self.known = known
        self.number = number
        self._count = 0

    def pieces(self, count: int) -> Iterator[Piece]:
        """So many mails, every kind in its turn."""
        kinds: tuple[Callable[[], Piece], ...] = (
            self._any_charset,
            self._bare_bytes,
            self._encoded_subject,
            self._html,
            self._alternative,
            self._nested,
            self._files,
            self._forwarded,
            self._tnef,
            self._broken_base64,
            self._unknown_charset,
            self._reply,
            self._stranger_s_reply,
            self._automatic,
            self._bounce,
            self._list,
            self._loop,
            self._no_sender,
            self._header_injection,
            self._path,
            self._terminal,
            self._truncated,
            self._noise,
            self._deep,
            self._long,
        )
        for place in range(count):
            yield kinds[place % len(kinds)]()

    # -- what every mail has -----------------------------------------------------------------------------

    def _address(self) -> str:
        self._count += 1
        return f"sender{self._count}@{self.dice.choice(('firm', 'студио', 'mail'))}.example".replace(
            "студио", "xn--h1akdx9c"
        )

    def _id(self) -> str:
        return f"<{self._count}.{self.dice.getrandbits(40)}@mailer.example>"

    def _headers(self, subject: str = "x", *more: str) -> str:
        return "\n".join((f"Subject: {subject}", f"Message-ID: {self._id()}", "MIME-Version: 1.0", *more))

    def _raw(self, address: str, body: bytes, *headers: str, subject: str = "x") -> bytes:
        return raw(self._headers(subject, *headers), body, sender=address)

    # -- charsets and forms ------------------------------------------------------------------------------

    def _any_charset(self) -> Piece:
        address, text = self._address(), self.dice.choice(TEXTS)
        charset = self.dice.choice(CHARSETS)
        encoded = base64.encodebytes(text.encode(charset, "replace"))
        says = text.encode(charset, "replace").decode(charset)
        headers = (f'Content-Type: text/plain; charset="{charset}"', "Content-Transfer-Encoding: base64")
        content = self._raw(address, encoded, *headers)
        return Piece(f"charset {charset}", content, "opened", says.lstrip("\ufeff"), address=address)

    def _bare_bytes(self) -> Piece:
        address, text = self._address(), self.dice.choice(TEXTS[:2])
        charset = self.dice.choice(("utf-8", "windows-1251", "koi8-r"))
        header = self.dice.choice(
            ("X-Old: yes", "Content-Type: text/plain", "Content-Type: text/plain; charset=us-ascii")
        )
        return Piece(
            f"bare {charset}",
            self._raw(address, text.encode(charset), header),
            "opened",
            text,
            address=address,
        )

    def _encoded_subject(self) -> Piece:
        address, subject = self._address(), self.dice.choice(SUBJECTS)
        charset = self.dice.choice(("utf-8", "koi8-r", "windows-1251"))
        subject = subject.replace("№", "N")
        cut = self.dice.randrange(1, len(subject))
        encoding = self.dice.choice("BQ")
        coded = f"{word(subject[:cut], charset, encoding)}\n {word(subject[cut:], charset, encoding)}"
        name = self.dice.choice(NAMES)
        sender = f"{word(name, charset)} <{address}>" if name else address
        content = raw(self._headers(coded), b"text", sender=sender)
        return Piece(f"subject {charset} {encoding}", content, "opened", "text", subject, address=address)

    def _html(self) -> Piece:
        address, text = self._address(), self.dice.choice(TEXTS)
        html = (
            f"<html><head><title>no</title><style>p{{}}</style></head><body onload='x()'><p>{text}</p>"
            f"<script>alert('no')</script><img src='https://spy.example/1.gif'><br>"
            f"<a href='javascript:alert(1)'>here</a>"
        )
        charset = self.dice.choice(("utf-8", "windows-1251"))
        content = self._raw(address, html.encode(charset), f"Content-Type: text/html; charset={charset}")
        return Piece("html", content, "opened", text, files=(), address=address)

    def _alternative(self) -> Piece:
        address, text = self._address(), self.dice.choice(TEXTS)
        letter = EmailMessage()
        letter["From"], letter["Subject"], letter["Message-ID"] = address, "x", self._id()
        plain = self.dice.random() < 0.7
        letter.set_content(text if plain else "   ")
        letter.add_alternative(f"<b>{text if not plain else 'the other form'}</b>", subtype="html")
        return Piece("alternative", letter.as_bytes(), "opened", text, files=(), address=address)

    def _nested(self) -> Piece:
        address, text = self._address(), self.dice.choice(TEXTS)
        letter = EmailMessage()
        letter["From"], letter["Subject"], letter["Message-ID"] = address, "x", self._id()
        letter.set_content(text)
        letter.add_alternative("<p>the other form</p><img src='cid:a'>", subtype="html")
        letter.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<a>")  # type: ignore[index, union-attr]
        letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="договор.pdf")
        return Piece("nested", letter.as_bytes(), "opened", text, files=("договор.pdf",), address=address)

    def _files(self) -> Piece:
        address, count = self._address(), self.dice.randrange(0, 14)
        names = [f"файл {place}.bin" for place in range(count)]
        content = mail(
            "See the files.",
            sender=address,
            message_id=self._id(),
            files={each: each.encode() for each in names},
        )
        says = "файл 10.bin" if count > 10 else "See the files."
        return Piece("files", content, "opened", says, files=tuple(names[:10]), address=address)

    def _forwarded(self) -> Piece:
        address = self._address()
        inner = mail("secret of somebody else", sender="boss@firm.example", list_id="<x.example>")
        boundary = b"--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        body = boundary + inner + b"\r\n--b--\r\n"
        content = self._raw(address, body, 'Content-Type: multipart/mixed; boundary="b"')
        return Piece("forwarded", content, "opened", "See below.", files=("mail.eml",), address=address)

    def _tnef(self) -> Piece:
        address = self._address()
        letter = EmailMessage()
        letter["From"], letter["Subject"], letter["Message-ID"] = address, "x", self._id()
        letter.set_content("From Outlook.")
        letter.add_attachment(b"\x78\x9f\x3e\x22" + bytes(50), maintype="application", subtype="ms-tnef")
        return Piece("tnef", letter.as_bytes(), "opened", "Outlook", files=("winmail.dat",), address=address)

    def _broken_base64(self) -> Piece:
        address = self._address()
        coded = base64.b64encode(b"Only the beginning can be read. " * 3).decode()[
            : self.dice.randrange(50, 90)
        ]
        coded = coded[:20] + self.dice.choice(("*", "\r\n", "\x00", "=")) + coded[20:]
        headers = ("Content-Type: text/plain", "Content-Transfer-Encoding: base64")
        content = self._raw(address, coded.encode(), *headers)
        return Piece("broken base64", content, "opened", "", address=address)

    def _unknown_charset(self) -> Piece:
        address, text = self._address(), self.dice.choice(TEXTS)
        charset = self.dice.choice(
            ("x-user-defined", "unknown-8bit", "zlib", "rot13", "idna", "\x00", "a" * 300)
        )
        content = self._raw(address, text.encode(), f'Content-Type: text/plain; charset="{charset}"')
        return Piece(f"unknown charset {charset!r:.30}", content, "opened", text, address=address)

    # -- answers -----------------------------------------------------------------------------------------

    def _reply(self) -> Piece:
        tag = self.dice.choice((f"[{self.number}]", f"[{self.number.lower()}]", f"[ {self.number} ]"))
        self._count += 1
        text = f"One more thing, number {self._count}."
        known = self.dice.choice((self.known, self.known.upper(), f'"The, boss" <{self.known}>'))
        content = mail(text, sender=known, subject=f"Re: {tag} x", message_id=self._id())
        return Piece("reply", content, "replied", text)

    def _stranger_s_reply(self) -> Piece:
        address = self._address()
        sender = self.dice.choice((address, f'"{self.known}" <{address}>', f"{self.known} <{address}>"))
        subject = f"Re: [{self.number}] let me in"
        content = (
            mail("text", sender=sender, subject=subject, message_id=self._id())
            if sender == address
            else raw(self._headers(subject), sender=sender)
        )
        fate = "several-senders" if sender.startswith(self.known) else "opened"
        return Piece("stranger's reply", content, fate, address=address if fate == "opened" else None)

    # -- programs ----------------------------------------------------------------------------------------

    def _automatic(self) -> Piece:
        header = self.dice.choice(
            (
                "Auto-Submitted: auto-replied",
                "auto-submitted: Auto-Generated; type=vacation",
                "Auto-Submitted: (x) auto-notified",
                "X-Autoreply: yes",
                "X-Auto-Response-Suppress: DR, OOF, AutoReply",
                "Precedence: auto_reply",
            )
        )
        subject = f"Отсъствам [{self.number}]"
        sender = self.dice.choice((self.known, self._address()))
        return Piece("automatic", self._raw(sender, b"away", header, subject=subject), "automatic")

    def _bounce(self) -> Piece:
        sender, header = self.dice.choice(
            (
                ("MAILER-DAEMON@mx.example", "X-Other: x"),
                ("someone@mx.example", "Return-Path: <>"),
                (
                    "someone@mx.example",
                    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
                ),
                ("postmaster@mx.example", "Auto-Submitted: auto-replied"),
                ("someone@mx.example", "X-Failed-Recipients: a@b.example"),
            )
        )
        body = b"--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\n--b--"
        return Piece("bounce", self._raw(sender, body, header), "bounce")

    def _list(self) -> Piece:
        header = self.dice.choice(
            ("List-Id: <all.firm.example>", "Precedence: bulk", "Precedence: LIST", "precedence: junk")
        )
        return Piece("list", self._raw(self._address(), b"news", header), "list")

    def _loop(self) -> Piece:
        if self.dice.random() < 0.4:
            hops = "\n".join(f"Received: from a by b{place}.example; now" for place in range(60))
            return Piece("loop", self._raw(self._address(), b"round", hops), "loop")
        if self.dice.random() < 0.5:
            return Piece("own mail", self._raw("Support@JumpZone.example", b"round"), "own-mail")
        own = "Message-ID: <018f3a5e-7b1c-7def-8abc-1234567890ab@jumpzone.example>"
        return Piece("own id", raw(f"Subject: x\n{own}", sender=self._address()), "own-mail")

    # -- attacks and rubbish -----------------------------------------------------------------------------

    def _no_sender(self) -> Piece:
        sender, code = self.dice.choice(
            (
                ("", "no-sender"),
                ("<>", "no-sender"),
                ("undisclosed-recipients:;", "no-sender"),
                ("nobody", "bad-sender"),
                ("a@b", "bad-sender"),
                ("a@b.example, c@d.example", "several-senders"),
                ("a@b.example\nFrom: c@d.example", "several-senders"),
            )
        )
        return Piece(f"sender {sender!r}", raw(self._headers(), sender=sender), code)

    def _header_injection(self) -> Piece:
        address = self._address()
        evil = word("Hi\r\nBcc: victim@else.example\r\nX: y", "utf-8", self.dice.choice("BQ"))
        name = word("Eve\r\nTo: victim@else.example\x00", "utf-8")
        content = raw(self._headers(evil), sender=f"{name} <{address}>")
        subject = "Hi Bcc: victim@else.example X: y"
        return Piece("header injection", content, "opened", "text", subject, address=address)

    def _path(self) -> Piece:
        address = self._address()
        name = self.dice.choice(
            (
                "../../../etc/passwd",
                "..\\..\\passwd",
                "/etc/passwd",
                "C:\\x\\passwd",
                "a/../passwd",
                "\u202epasswd",
                "....//passwd",
            )
        )
        content = mail("file", sender=address, message_id=self._id(), files={name: b"root:x"})
        files = ("-passwd",) if name[0] == "\u202e" else ("passwd",)
        return Piece(
            f"path {name!r}",
            content,
            "opened",
            "file",
            files=("passwd",) if files != ("-passwd",) else None,
            address=address,
        )

    def _terminal(self) -> Piece:
        address = self._address()
        evil = "\x1b]0;owned\x07\x1b[2J\x9b31m[@click=app.quit]x[/]\u202etxt.exe\x00"
        content = self._raw(address, evil.encode("utf-8"), "Content-Type: text/plain; charset=utf-8")
        return Piece("terminal", content, "opened", "[@click=app.quit]x[/]", address=address)

    def _truncated(self) -> Piece:
        address = self._address()
        whole = mail("The text.", sender=address, message_id=self._id(), files={"a.bin": bytes(2000)})
        return Piece(
            "truncated",
            whole[: len(whole) - self.dice.randrange(1, 2500)],
            "opened",
            "The text.",
            address=address,
        )

    def _noise(self) -> Piece:
        noise = self.dice.randbytes(self.dice.randrange(0, 3000))
        if self.dice.random() < 0.5:
            return Piece("noise", noise.replace(b"From", b"XXXX").replace(b"from", b"xxxx"), "no-sender")
        address = self._address()
        kind = self.dice.choice(
            (
                "multipart/mixed",
                'multipart/alternative; boundary=""',
                "text/html; charset",
                "///",
                "message/rfc822",
                "message/partial",
            )
        )
        coding = self.dice.choice(("base64", "quoted-printable", "x-uuencode", "8bit", "what"))
        headers = (f"Content-Type: {kind}", f"Content-Transfer-Encoding: {coding}", "References: <<>> <\x00>")
        return Piece(f"noise {kind} {coding}", self._raw(address, noise, *headers), "opened", address=address)

    def _deep(self) -> Piece:
        address, depth = self._address(), self.dice.choice((20, 80, 3000))
        opening = "--b{}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n"
        body = (
            "".join(opening.format(level, level + 1) for level in range(depth))
            + f"--b{depth}\r\nContent-Type: text/plain\r\n\r\nAt the bottom.\r\n"
        )
        content = self._raw(address, body.encode(), "Content-Type: multipart/mixed; boundary=b0")
        if depth == 3000:
            return Piece("deep 3000", content, "unreadable")
        return Piece(f"deep {depth}", content, "opened", "At the bottom.", address=address)

    def _long(self) -> Piece:
        address = self._address()
        match self.dice.randrange(4):
            case 0:
                subject = word("Ж" * 400, "utf-8")
                return Piece(
                    "long subject",
                    raw(self._headers(subject), sender=address),
                    "opened",
                    "text",
                    address=address,
                )
            case 1:
                body = b"word " * 60_000
                return Piece("long text", self._raw(address, body), "opened", "word word", address=address)
            case 2:
                html = b"<div>" * 20_000 + b"inside" + b"<a href=" * 5000
                return Piece(
                    "long html",
                    self._raw(address, html, "Content-Type: text/html"),
                    "opened",
                    "inside",
                    address=address,
                )
            case _:
                bomb = base64.b64encode(zlib.compress(bytes(5_000_000)))
                headers = (
                    "Content-Type: application/zip; name=bomb.zip",
                    "Content-Transfer-Encoding: base64",
                )
                return Piece(
                    "bomb", self._raw(address, bomb, *headers), "opened", files=("bomb.zip",), address=address
                )
