"""A sent message in words: its headings, why it failed, and its text with the hits of a search."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from textual.content import Content

from jumpzone.i18n import _, current, pgettext
from jumpzone.model.mails import MASK
from jumpzone.model.records import Message
from jumpzone.model.text import fold, safe_text
from jumpzone.screens.categories import category_word
from jumpzone.widgets.content import Words, content, data, highlighted, label_values, lines
from jumpzone.widgets.status import status_text

__all__ = ["Reading", "describe", "links_in", "preview", "shown_text", "when"]

_LINK: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]+[^\s<>\"'\\^`{|}.,;:!?)\]»”]", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\s+")

SHOWN: Final = 20_000
"""Characters of a text that are drawn; the file has all of them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How somebody reads: for what, where and when.

    Attributes:
        query: What was searched for.
        timezone: The reader's zone.
        now: UTC.
        revealed: The text with its access data, while it is shown.
    """

    query: str
    timezone: ZoneInfo
    now: datetime
    revealed: str | None = None


def when(at: datetime | None, now: datetime, timezone: ZoneInfo) -> str:
    """Return when something was sent, short: relative within a week, then the date."""
    if at is None:
        return ""
    if (now - at).days < 7:
        return current().relative(at, now)
    return current().datetime(at, timezone).rpartition(", ")[0]


def preview(body: str, query: str) -> Content:
    """Return one line of a text, from the first hit on when it would stand too far right."""
    line = _BLANKS.sub(" ", body).strip()
    words = fold(query).split()
    at = min((found for word in words if (found := fold(line).find(word)) > 0), default=0)
    if at > 30:
        line = "…" + line[at - 12 :]
    return highlighted(line[:200], query, base="$text-muted")


def shown_text(message: Message, reading: Reading) -> str:
    """Return the text as it is shown: masked, or with the access data while that is open."""
    return reading.revealed if reading.revealed is not None else message.body


def describe(message: Message, reading: Reading, *, whole: bool = True) -> Content:
    """Return a message for the detail pane.

    Args:
        message: The message.
        reading: How it is read.
        whole: Whether its text is all here; a list carries the beginning only.
    """
    sent = message.sent_at or message.created_at
    exact = current().datetime(sent, reading.timezone)
    rows: list[tuple[Words, Words | None]] = [
        (_("To"), highlighted(message.to, reading.query)),
        (_("Sent"), data(f"{exact} · {current().relative(sent, reading.now)}")),
        (pgettext("message", "About"), category_word(message.category)),
        (_("Delivery"), status_text("message", message.delivery)),
    ]
    if message.copy_of is not None:
        rows.append((_("Copy"), content(_("sent again on request"))))
    if message.attachments:
        names = ", ".join(str(each.get("name", "")) for each in message.attachments)
        rows.append((_("Attached"), data(names)))
    parts = [highlighted(message.subject, reading.query, base="bold"), Content(""), label_values(rows)]
    parts += _troubles(message)
    parts += [Content(""), _body(message, reading)]
    if not whole:
        parts.append(Content.styled("…", "$text-disabled"))
    return lines(parts)


def _troubles(message: Message) -> list[Content]:
    if message.delivery != "failed":
        return []
    reason = data(message.delivery_error or _("The reason is not known."), multiline=True)
    said = [
        Content(""),
        Content.assemble(("! ", "$error"), content(_("It could not be sent:"), "$error")),
        reason,
    ]
    if message.body:
        said.append(content(_("“Try again” puts it into the queue once more."), "$text-muted"))
    return said


def _body(message: Message, reading: Reading) -> Content:
    if not message.body:
        return content(
            _(
                "This message carried a code that was good once and for a short time. Its text was destroyed "
                "when it was sent."
            ),
            "italic $text-muted",
        )
    text = shown_text(message, reading)
    shown = safe_text(text, multiline=True, limit=SHOWN)
    body = _marked(shown, reading.query)
    if reading.revealed is not None:
        body = lines(
            [
                content(_("Access data is shown. It hides by itself after a minute."), "$warning"),
                Content(""),
                body,
            ]
        )
    elif message.secrets is not None or MASK in text:
        hint = _("Access data is hidden: {mask}. “Show access data” asks for your password.", mask=MASK)
        body = lines([content(hint, "$text-muted"), Content(""), body])
    return body


def _marked(shown: str, query: str) -> Content:
    """Return a harmless text line by line, so that line breaks stay and hits are marked."""
    return Content("\n").join([highlighted(line, query) for line in shown.split("\n")])


def links_in(text: str) -> list[str]:
    """Return the web addresses in a text, each once, as they would be opened: printable ASCII and letters only."""
    found = dict.fromkeys(match[0] for match in _LINK.finditer(text[:SHOWN]))
    return [link for link in found if link.isprintable() and safe_text(link) == link]
