"""Reading a mail that came in: who wrote it, what they say, what they attached, and whether a person did.

Pure: the same bytes give the same answer, and no bytes make it fail. Nothing in a mail is acted on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses
from typing import Any, Final

from jumpzone.i18n import T_, Text
from jumpzone.mail.mail_text import RUBBISH, decode_bytes, decode_header, html_to_text, storable
from jumpzone.model import emails
from jumpzone.model.attachments import LARGEST, LARGEST_TOTAL, MOST, clean_name
from jumpzone.model.text import FieldRefused

__all__ = ["LARGEST_MAIL", "Incoming", "IncomingFile", "Unusable", "read_mail"]

LARGEST_MAIL: Final = 35 * 1024 * 1024
"""Bytes of a whole mail: 25 MB of files, as base64 makes them."""

_LONGEST_SUBJECT: Final = 255
_LONGEST_TEXT: Final = 90_000
"""Characters; a reply holds 100,000, and what was left out has to be said."""
_MOST_PARTS: Final = 500
_LARGEST_HEAD: Final = 1 << 20
_LONGEST_HEADER: Final = 10_000
_MOST_LINES: Final = 2_000_000
"""35 MB in base64 are a quarter of it."""
_MOST_DASHES: Final = 20_000
"""Lines that could begin a part."""
_MOST_HOPS: Final = 50
"""Servers on the way; a mail that has seen more goes round in circles."""
_MOST_REFERENCES: Final = 50
_MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,250})>")
_NUMBER: Final = re.compile(r"\[\s*(T-\d{1,12})\s*\]", re.IGNORECASE)
_COMMENT: Final = re.compile(r"\([^()]{0,1000}\)")
_RESULT: Final = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]{1,20})\b", re.IGNORECASE)
_RESULTS: Final = frozenset(
    {"pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror"}
)
"""RFC 8601, section 2.7."""


class Unusable(Exception):
    """A mail that nothing can be made of.

    Attributes:
        code: A stable name of the reason.
        reason: The same in words.
    """

    def __init__(self, code: str, reason: Text) -> None:
        """Say why."""
        super().__init__(code)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that came with a mail.

    Attributes:
        name: Its name, harmless and without a path.
        content: Its bytes.
    """

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as it was understood.

    Attributes:
        address: Whom the mail says it is from, as addresses are shown.
        canonical: The same as addresses are compared.
        name: The name beside it, or an empty text.
        subject: One line; may be empty.
        number: The number of a ticket that the subject names, or None.
        text: What was written; may be empty.
        cut: Whether the text was longer.
        files: What was attached.
        left_out: Files that were not kept: name, and why.
        message_id: The mail's own identity without its brackets, or None.
        references: The mails that it answers, the nearest first.
        results: What the receiving server found: ``spf``, ``dkim``, ``dmarc``, and ``by``, its name.
        language: The language it seems to be in.
        automatic: Why no person wrote it, as a code and words; None for a person's mail.
    """

    address: str
    canonical: str
    name: str
    subject: str
    number: str | None
    text: str
    cut: bool
    files: tuple[IncomingFile, ...]
    left_out: tuple[tuple[str, Text], ...]
    message_id: str | None
    references: tuple[str, ...]
    results: Mapping[str, str]
    language: str
    automatic: tuple[str, Text] | None


def read_mail(raw: bytes, *, envelope: str | None = None, server: str | None = None) -> Incoming:
    """Read a mail.

    Args:
        raw: The mail as it came.
        envelope: The envelope's sender where it is known apart; empty for a bounce.
        server: The receiving server's name in ``Authentication-Results``; results of others are then left out.

    Raises:
        Unusable: It is too large, no mail at all, or does not say whom it is from.
    """
    if len(raw) > LARGEST_MAIL:
        raise Unusable("too-large", T_("The mail is larger than {limit} MB.", limit=LARGEST_MAIL // 1024**2))
    raw = _headed(raw)
    if _outsized(raw):
        raise Unusable("unreadable", T_("This can't be read as a mail."))
    try:
        message = message_from_bytes(raw, _Part)
        parts = _parts(message)
    except RUBBISH as problem:
        raise Unusable("unreadable", T_("This can't be read as a mail.")) from problem
    headers = _Headers(message)
    name, address = _sender(headers)
    subject = _cut(headers.text("subject"), _LONGEST_SUBJECT)
    text, html, files, left_out = _content(parts)
    text = storable(text or html_to_text(html), multiline=True)
    found = _NUMBER.search(subject)
    return Incoming(
        address.address,
        address.canonical,
        name,
        subject,
        found[1].upper() if found else None,
        _cut(text, _LONGEST_TEXT),
        len(text) > _LONGEST_TEXT,
        files,
        left_out,
        next(iter(headers.ids("message-id")), None),
        _references(headers),
        _results(headers, server),
        _language(headers, f"{subject} {text[:5000]}"),
        _automatic(headers, message, address.address, envelope),
    )


def _headed(raw: bytes) -> bytes:
    # The line with which mailboxes and some pipes begin is no header.
    if raw.startswith((b"From ", b">From ")):
        return raw.partition(b"\n")[2]
    return raw


def _outsized(raw: bytes) -> bool:
    """Tell whether a mail has so many lines, parts or headers that reading it would take all the memory there is."""
    head = re.search(rb"\n\r?\n", raw)
    length = head.start() if head else len(raw)
    return length > _LARGEST_HEAD or raw.count(b"\n") > _MOST_LINES or raw.count(b"\n--") > _MOST_DASHES


class _Part(Message):
    """A part of a mail; a header with thousands of parameters has none, as looking through them takes too long."""

    def get_param(self, *given: Any, **named: Any) -> Any:
        header = named.get("header", given[2] if len(given) > 2 else "content-type")
        if len(str(self.get(header, ""))) > _LONGEST_HEADER:
            return named.get("failobj", given[1] if len(given) > 1 else None)
        return super().get_param(*given, **named)


class _Headers:
    """Headers as text, whatever bytes they were."""

    def __init__(self, message: Message) -> None:
        self._items = [(name.lower(), str(value)) for name, value in message.raw_items()]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def raw(self, name: str) -> list[str]:
        """Every value of a header, the topmost first."""
        return [value for each, value in self._items if each == name]

    def text(self, name: str) -> str:
        """The first value of a header, decoded; empty where there is none."""
        return next((decode_header(value) for value in self.raw(name)), "")

    def word(self, name: str) -> str:
        """A header's first word in small letters."""
        return self.text(name).partition(";")[0].strip().lower()

    def ids(self, name: str) -> list[str]:
        """The message identities in a header."""
        return [each for value in self.raw(name) for each in _MESSAGE_ID.findall(storable(value))]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


_BAD_SENDER: Final = T_("The sender's address can't be used.")


def _sender(headers: _Headers) -> tuple[str, emails.CheckedAddress]:
    given = headers.raw("from")
    if sum(map(len, given)) > _LONGEST_HEADER:
        raise Unusable("bad-sender", _BAD_SENDER)
    if not given:
        raise Unusable("no-sender", T_("The mail does not say whom it is from."))
    # Addresses are taken apart before encoded words are read: a name may hide another address.
    try:
        people = [each for each in getaddresses(given) if each[1].strip()]
    except RUBBISH:
        people = []
    # Newer versions of the library give nothing back where it is not clear which of two addresses is meant.
    unclear = not people and any("@" in each for each in given)
    if len(given) > 1 or len(people) > 1 or unclear:
        raise Unusable("several-senders", T_("The mail names several senders."))
    if not people:
        raise Unusable("no-sender", T_("The mail does not say whom it is from."))
    name, address = people[0]
    try:
        checked = emails.check_address(decode_header(address))
    except FieldRefused as problem:
        raise Unusable("bad-sender", _BAD_SENDER) from problem
    return _cut(decode_header(name), 150), checked


def _references(headers: _Headers) -> tuple[str, ...]:
    found = [*headers.ids("in-reply-to"), *reversed(headers.ids("references"))]
    return tuple(dict.fromkeys(found))[:_MOST_REFERENCES]


# -- parts -----------------------------------------------------------------------------------------------


def _parts(message: Message) -> list[Message]:
    """Return the parts that hold something, in their order; what is inside an attached mail stays there."""
    found: list[Message] = []
    waiting = [message]
    while waiting:
        if len(found) > _MOST_PARTS:
            break
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            payload = part.get_payload()
            inner = [each for each in payload if isinstance(each, Message)]
            if part.get_content_subtype() == "alternative":
                inner = _best(inner)
            waiting += reversed(inner[:_MOST_PARTS])
        else:
            found.append(part)
    return found


def _best(alternatives: list[Message]) -> list[Message]:
    """Of several forms of one text the plain one, unless it is empty; files among them stay."""
    plain = [each for each in alternatives if each.get_content_type() == "text/plain" and not _is_file(each)]
    if not any(_text_of(each).strip() for each in plain):
        return [each for each in alternatives if each not in plain]
    return [*plain, *(each for each in alternatives if _is_file(each) and each not in plain)]


def _is_file(part: Message) -> bool:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or kind.startswith("message/"):
        return True
    if kind in ("text/plain", "text/html"):
        return _file_name(part) != "" and part.get_content_disposition() != "inline"
    return not kind.startswith("multipart/")


def _file_name(part: Message) -> str:
    for header, name in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            value = part.get_param(name, None, header)
            text = collapse_rfc2231_value(value) if value is not None else ""
        except RUBBISH:
            continue
        if text.strip():
            return decode_header(text)
    return ""


def _text_of(part: Message) -> str:
    try:
        charset = part.get_content_charset()
    except RUBBISH:
        charset = None
    return decode_bytes(_bytes_of(part), charset)


def _bytes_of(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content
        # A mail within the mail is kept as it is.
        inner = part.get_payload()
        if isinstance(inner, list):
            return b"".join(each.as_bytes() for each in inner if isinstance(each, Message))
    except RUBBISH:
        pass  # what can't be put together again is no file
    return b""


_ENDINGS: Final = {
    "message/rfc822": "mail.eml",
    "application/ms-tnef": "winmail.dat",
    "text/calendar": "calendar.ics",
    "text/html": "text.html",
    "text/plain": "text.txt",
    "image/png": "picture.png",
    "image/jpeg": "picture.jpg",
    "image/gif": "picture.gif",
    "application/pdf": "file.pdf",
    "application/pgp-signature": "signature.asc",
}
"""What a file is called that came without a name."""

_TOO_LARGE: Final = T_("larger than {limit} MB", limit=LARGEST // 1024**2)
_TOO_MANY: Final = T_("more than {most} files", most=MOST)
_TOO_MUCH: Final = T_("all files together are larger than {limit} MB", limit=LARGEST_TOTAL // 1024**2)


def _content(
    parts: list[Message],
) -> tuple[str, str, tuple[IncomingFile, ...], tuple[tuple[str, Text], ...]]:
    """Return plain text, HTML, the files that are kept, and those that are not."""
    plain: list[str] = []
    html: list[str] = []
    files: list[IncomingFile] = []
    left_out: list[tuple[str, Text]] = []
    total = 0
    for part in parts:
        kind = part.get_content_type()
        if not _is_file(part):
            (html if kind == "text/html" else plain).append(_text_of(part))
            continue
        content = _bytes_of(part)
        name = clean_name(_file_name(part) or _ENDINGS.get(kind, "file"))
        why = None
        if len(content) > LARGEST:
            why = _TOO_LARGE
        elif len(files) >= MOST:
            why = _TOO_MANY
        elif total + len(content) > LARGEST_TOTAL:
            why = _TOO_MUCH
        if why is not None:
            left_out.append((name, why))
        elif content:
            total += len(content)
            files.append(IncomingFile(name, content))
    return "\n\n".join(each for each in plain if each.strip()), "\n".join(html), tuple(files), tuple(left_out)


# -- who or what wrote it --------------------------------------------------------------------------------

_ROBOT: Final = ("automatic", T_("It was sent by a program, not by a person."))
_BOUNCE: Final = ("bounce", T_("It reports on the delivery of another mail."))
_LIST: Final = ("list", T_("It was sent to a list, or in bulk."))
_LOOP: Final = ("loop", T_("It goes round in circles."))


def _automatic(
    headers: _Headers, message: Message, address: str, envelope: str | None
) -> tuple[str, Text] | None:
    """Tell why no person wrote a mail (RFC 3834, section 2; RFC 3464; RFC 2919), or None."""
    local = address.partition("@")[0].lower()
    path = headers.raw("return-path")[:1] if envelope is None else [envelope]
    if message.get_content_type() in ("multipart/report", "message/delivery-status"):
        return _BOUNCE
    if any(not each.strip(" <>\t\r\n") for each in path) or local in ("mailer-daemon", "postmaster"):
        return _BOUNCE
    if headers.raw("x-failed-recipients"):
        return _BOUNCE
    if len(headers.raw("received")) > _MOST_HOPS or headers.raw("x-loop"):
        return _LOOP
    if headers.raw("list-id") or headers.raw("list-unsubscribe"):
        return _LIST
    if headers.word("precedence") in ("bulk", "list", "junk"):
        return _LIST
    if headers.raw("auto-submitted") and _without_comments(headers.word("auto-submitted")) != "no":
        return _ROBOT
    if (
        headers.word("precedence") == "auto_reply"
        or headers.raw("x-autoreply")
        or headers.raw("x-autorespond")
    ):
        return _ROBOT
    suppressed = {each.strip().lower() for each in headers.text("x-auto-response-suppress").split(",")}
    if suppressed & {"all", "oof", "autoreply"}:
        return _ROBOT
    return None


def _without_comments(value: str) -> str:
    return _COMMENT.sub("", value).strip()


def _results(headers: _Headers, server: str | None) -> dict[str, str]:
    """Return what the receiving server found out about the sender (RFC 8601).

    Only the topmost header's server is believed, or the one that is named: whoever sends a mail can write such headers
    into it, but below those of the server that takes it.
    """
    found: dict[str, str] = {}
    for value in headers.raw("authentication-results"):
        name, *results = _without_comments(decode_header(value)).split(";")
        by = name.split()[0].lower() if name.split() else ""
        if not by or by != (server.lower() if server else found.get("by", by)):
            continue
        found["by"] = by[:253]
        for each in results:
            match = _RESULT.match(each)
            if match and match[2].lower() in _RESULTS:
                found.setdefault(match[1].lower(), match[2].lower())
    return found


def _language(headers: _Headers, text: str) -> str:
    """Return ``bg``, ``en`` or ``ru``: as the mail says, else as its letters look."""
    said = headers.word("content-language")[:2]
    if said in ("bg", "ru"):
        return said
    small = text.lower()
    cyrillic = sum(1 for char in small if "а" <= char <= "я" or char == "ё")
    if cyrillic * 3 < sum(1 for char in small if char.isalpha()) or not cyrillic:
        return "en"
    # Bulgarian has none of these three letters.
    return "ru" if any(char in small for char in "ыэё") else "bg"
