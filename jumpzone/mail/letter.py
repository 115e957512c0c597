"""Making a letter of a mail's words: the message as it travels, or as it is saved."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from jumpzone.i18n import T_
from jumpzone.mail.errors import Permanent
from jumpzone.model.mails import Composed
from jumpzone.model.records import Message
from jumpzone.model.text import safe_text

__all__ = ["Sender", "as_eml", "build_letter", "letter_bytes", "mail_address", "needs_utf8"]

# Seven bits: every server takes it, and a folder's files read the same everywhere.
_POLICY: Final = SMTP.clone(cte_type="7bit")
_LINK: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]+[^\s<>\"'\\^`{|}.,;:!?)\]»”]", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f-\x9f]+@[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f-\x9f]+"
)
_STYLE: Final = (
    "margin:0 auto;max-width:40em;padding:1.5em;"
    "font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mail comes from.

    Attributes:
        address: The address.
        name: Shown beside it.
        reply_to: Where answers go; empty for the address itself.
    """

    address: str
    name: str
    reply_to: str = ""

    @property
    def domain(self) -> str:
        """The address's domain in its ASCII form."""
        return _ascii_domain(self.address.rpartition("@")[2])


def mail_address(address: str) -> str:
    """An address as servers take it: the domain in its ASCII form; the part before the @ stays as it is.

    Raises:
        Permanent: Mail can't be sent to such a text.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or len(address.encode("utf-8", "replace")) > 254:
        raise Permanent(T_("This is not an address that mail can be sent to."))
    local, _at, domain = address.rpartition("@")
    return f"{local}@{_ascii_domain(domain)}"


def _is_address(text: str) -> bool:
    try:
        mail_address(text)
    except Permanent:
        return False
    return True


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    import idna  # late: most domains are ASCII

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as problem:
        raise Permanent(T_("This is not an address that mail can be sent to.")) from problem


def build_letter(
    id_: str, to: str, composed: Composed, written_at: datetime, sender: Sender, language: str
) -> EmailMessage:
    """Make a letter: plain text, and the same as simple HTML. The same arguments give the same letter.

    Args:
        id_: A UUID that makes the Message-ID: a letter that has to be sent twice is recognised by it.
        to: The recipient.
        composed: The words; secrets go to their places.
        written_at: When it was put into the queue; its date.
        sender: Whom it comes from.
        language: The language it is written in.

    Raises:
        Permanent: Mail can't be sent to this recipient.
    """
    mail_address(to)
    return _letter(id_, to, composed.subject, composed.filled(), written_at, sender, language)


def as_eml(message: Message, sender: Sender, language: str, secrets: tuple[str, ...] = ()) -> bytes:
    """A sent message as a file that mail programs open; access data masked unless it is handed in.

    Args:
        message: The message.
        sender: Whom it came from.
        language: The language of its account.
        secrets: What its masks stand for, after the password was given again.

    Returns:
        The file's content. A recipient that is no address, as an import may bring one, is left out of it.
    """
    body = Composed(message.subject, message.body, secrets).filled()
    at = message.sent_at or message.created_at
    to = message.to if _is_address(message.to) else ""
    return letter_bytes(_letter(message.id, to, message.subject, body, at, sender, language))


def letter_bytes(letter: EmailMessage) -> bytes:
    """A letter as it goes over the line, CRLF at the ends of its lines; ASCII, unless an address is not."""
    return letter.as_bytes(policy=_POLICY.clone(utf8=needs_utf8(letter)))


def needs_utf8(letter: EmailMessage) -> bool:
    """Whether an address of a letter has other than ASCII letters before its @ (RFC 6531)."""
    headers = (letter["To"], letter["From"], letter["Reply-To"])
    return any(not each.addr_spec.isascii() for header in headers if header for each in header.addresses)


def _letter(
    id_: str, to: str, subject: str, body: str, at: datetime, sender: Sender, language: str
) -> EmailMessage:
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = _header_address(sender.address, sender.name)
    letter["To"] = _header_address(to) if to else "undisclosed-recipients:;"  # RFC 5322, appendix A.1.3
    if sender.reply_to and sender.reply_to != sender.address:
        letter["Reply-To"] = _header_address(sender.reply_to, sender.name)
    letter["Subject"] = safe_text(" ".join(subject.split()))
    letter["Date"] = at
    letter["Message-ID"] = f"<{id_}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
    letter["X-Auto-Response-Suppress"] = "All"  # the same in Exchange's words
    text = safe_text(body, multiline=True).rstrip("\n") + "\n"
    letter.set_content(text)
    letter.add_alternative(_html(text, subject, language), subtype="html")
    letter["Content-Language"] = language  # of the whole: setting the content would have taken it along
    letter.set_boundary(f"=_{id_}")  # never occurs in base64 or quoted-printable
    return letter


def _header_address(address: str, name: str = "") -> Address:
    local, _at, domain = mail_address(address).rpartition("@")
    return Address(safe_text(name, limit=100), local, domain)


def _html(text: str, subject: str, language: str) -> str:
    paragraphs = "\n".join(
        f'<p dir="auto">{_html_lines(paragraph)}</p>' for paragraph in re.split(r"\n{2,}", text.strip("\n"))
    )
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}">\n<head><meta charset="utf-8">'
        f"<title>{html.escape(safe_text(subject))}</title></head>\n"
        f'<body style="{_STYLE}">\n{paragraphs}\n</body>\n</html>\n'
    )


def _html_lines(paragraph: str) -> str:
    return "<br>\n".join(_html_line(line) for line in paragraph.split("\n"))


def _html_line(line: str) -> str:
    pieces: list[str] = []
    end = 0
    for link in _LINK.finditer(line):
        address = html.escape(link[0])
        pieces += [html.escape(line[end : link.start()]), f'<a href="{address}">{address}</a>']
        end = link.end()
    pieces.append(html.escape(line[end:]))
    # Indented codes and quotations keep their indent.
    text = "".join(pieces)
    return "&nbsp;" * (len(text) - len(text.lstrip(" "))) + text.lstrip(" ")
