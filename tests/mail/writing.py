"""Mails as people, programs and attackers write them."""

from __future__ import annotations

import base64
from email.message import EmailMessage

SENDER = "Петър Колев <petar@kolev.example>"


def mail(
    text: str = "Здравейте, сайтът не се отваря.",
    *,
    sender: str = SENDER,
    subject: str = "Сайтът не работи",
    message_id: str | None = "<one@kolev.example>",
    files: dict[str, bytes] | None = None,
    charset: str = "utf-8",
    **headers: str,
) -> bytes:
    """A mail as a good program writes it; `in_reply_to="<…>"` and the like become further headers."""
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = "support@jumpzone.example"
    letter["Subject"] = subject
    if message_id:
        letter["Message-ID"] = message_id
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text, charset=charset)
    for name, content in (files or {}).items():
        letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def raw(headers: str, body: bytes = b"text", *, sender: str = "petar@kolev.example") -> bytes:
    """A mail byte for byte; `headers` are its lines after the sender's."""
    lines = [f"From: {sender}", *headers.splitlines()]
    return "\r\n".join(line for line in lines if line).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def word(text: str, charset: str, encoding: str = "B") -> str:
    """An encoded word (RFC 2047)."""
    content = text.encode(charset)
    if encoding == "B":
        return f"=?{charset}?B?{base64.b64encode(content).decode()}?="
    return f"=?{charset}?Q?{''.join(f'={byte:02X}' for byte in content)}?="
