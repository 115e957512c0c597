"""A ticket in words: its headings, and what was said in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from jumpzone.i18n import T_, _, current
from jumpzone.model.records import Domain, Invoice, Service, Ticket, TicketReply
from jumpzone.model.text import safe_text
from jumpzone.model.words import origin_words
from jumpzone.screens.wording import DEPARTMENTS, DOCUMENTS, PRIORITIES, unicode_name, when
from jumpzone.usecases.tickets import Concern, Conversation, attachments_of
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.markdown import markdown
from jumpzone.widgets.status import status_text

__all__ = ["concern_words", "heading", "said", "size_words", "stars"]


def heading(ticket: Ticket, concern: Concern | None) -> Content:
    """Return what a ticket is: state, department, priority, what it is about, who gets copies."""
    rows: list[tuple[Words, Words | None]] = [
        (T_("Status"), status_text("ticket", ticket.status)),
        (T_("Department"), DEPARTMENTS.get(ticket.department, ticket.department)),
        (T_("Priority"), PRIORITIES.get(ticket.priority, ticket.priority)),
    ]
    if concern is not None:
        name, what = concern_words(concern)
        rows.append((T_("What it is about"), data(name if name == what else f"{name} ({what})")))
    if ticket.cc:
        rows.append((T_("Copies to"), data(", ".join(ticket.cc))))
    return label_values(rows)


def said(conversation: Conversation, now: datetime, timezone: ZoneInfo) -> Content:
    """Return what was said in a ticket, the oldest first; takes its time for long texts, so do it in a thread."""
    files = attachments_of(conversation.replies)
    parts: list[Content] = []
    for reply in conversation.replies:
        if parts:
            parts.append(Content(""))
        parts.append(_head(reply, now, timezone))
        if reply.origin is not None:
            parts.append(Content.assemble("  ", content(origin_words(reply.origin), "$text-muted")))
        parts.append(markdown(reply.body))
        parts += [
            Content.assemble(
                ("  ⧉ ", "$accent"),
                content(_("File {number}: {name}", number=each.number, name=safe_text(each.name))),
                data(f"  {size_words(each.size)}", "$text-muted"),
            )
            for each in files
            if each.reply == reply.id
        ]
    return lines(parts)


def _head(reply: TicketReply, now: datetime, timezone: ZoneInfo) -> Content:
    staff = reply.side == "staff"
    sign, style = ("◂", "bold $accent") if staff else ("▸", "bold $success")
    at = current().datetime(reply.at, timezone)
    parts: Sequence[Content] = (
        Content.styled(f"{sign} ", style),
        data(reply.author or (_("Support") if staff else _("You")), style),
        data(f"  {when(reply.at, now)} · {at}", "$text-muted"),
    )
    if reply.rating is not None:
        parts = (*parts, data(f"  {stars(reply.rating)}", "$warning"))
    return Content("").join(parts)


def stars(rating: int) -> str:
    """Return a rating as five stars."""
    return "★" * rating + "☆" * (5 - rating)


def size_words(size: int) -> str:
    """Return a file's size as people read it."""
    number = current().number
    if size < 1024:
        return _("{n} B", n=number(size))
    if size < 1024**2:
        return _("{n} KB", n=number(round(size / 1024)))
    return _("{n} MB", n=number(round(size / 1024**2, 1)))


def concern_words(concern: Concern) -> tuple[str, str]:
    """Return how something that a ticket can be about is called, and what it is."""
    record = concern.record
    if isinstance(record, Service):
        return record.label or record.address or record.product, record.product
    if isinstance(record, Domain):
        return unicode_name(record.name), _("Domain")
    assert isinstance(record, Invoice)
    return record.number or record.id[-8:], DOCUMENTS[record.kind].render()
