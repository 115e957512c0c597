"""What a conversation says of a reply that came by mail: the address, and what the server found about it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jumpzone.model.records import Ticket, TicketReply
from jumpzone.screens.ticket_text import said
from jumpzone.usecases.tickets import Conversation

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEPT = {"account": "a", "rev": 1, "created_at": NOW, "updated_at": NOW}


def _said(origin: dict[str, str] | None) -> str:
    ticket = Ticket(id="t", department="general", subject="x", status="open", priority="low", **KEPT)
    reply = TicketReply(id="r", ticket="t", side="customer", body="Hello.", at=NOW, origin=origin, **KEPT)
    return said(Conversation(ticket, (reply,)), NOW, ZoneInfo("UTC")).plain


def test_where_a_reply_came_from_stands_above_it() -> None:
    results = {"from": "petar@kolev.example", "by": "mx.zone.example", "spf": "pass", "dmarc": "fail"}
    assert "by e-mail from petar@kolev.example; mx.zone.example found: SPF pass, DMARC fail" in _said(results)
    assert "not checked by a server" in _said({"from": "petar@kolev.example"})
    assert "by e-mail" not in _said(None)


def test_an_origin_that_an_import_brought_can_do_nothing() -> None:
    text = _said({"from": "[@click=app.quit]x[/]\x1b[31m", "spf": "\x9b31m"})
    assert "[@click=app.quit]x[/]" in text
    assert "\x1b" not in text
    assert "\x9b" not in text
