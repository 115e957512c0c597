"""The dashboard: the whole account on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content

from jumpzone.i18n import N_, T_, Text, _, current, ngettext, npgettext, pgettext
from jumpzone.model.forecast import ForecastMonth
from jumpzone.model.mail_risk import MailRisk
from jumpzone.model.records import Announcement, Domain, Invoice, Message, Service, Ticket
from jumpzone.screens.announcement import SIGNS, AnnouncementDialog
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.mail_risk import MailRiskDialog
from jumpzone.screens.record_list import show_record
from jumpzone.screens.wording import in_days, money, unicode_name, when
from jumpzone.usecases.announcements import Told
from jumpzone.usecases.dashboard import SOON_DAYS, Dashboard, Need
from jumpzone.widgets.bars import Bar, BarPanel
from jumpzone.widgets.content import Words, content, data
from jumpzone.widgets.status import status_of
from jumpzone.widgets.tile import Panel, PanelLine, Tile
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["DashboardScreen"]

_PLACES: dict[str, str] = {
    "service": "services",
    "domain": "domains",
    "invoice": "invoices",
    "ticket": "tickets",
    "message": "messages",
}


class DashboardScreen(ZoneScreen[None]):
    """Tiles, what needs the reader, what renews, what is new."""

    TAB = "home"
    TITLE_WORDS: ClassVar[str | Text] = T_("Home")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", N_("Next box")),
        Binding("r,f4", "renewals", N_("Renewals")),
        Binding("ctrl+r", "reload", N_("Read again"), show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - declared by Textual as an instance's
        (0, "-narrow"),
        (92, "-medium"),
        (150, "-broad"),
    ]

    DEFAULT_CSS = """
    DashboardScreen {
        & #home { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        & #tiles { height: auto; grid-size: 2; grid-rows: auto; grid-gutter: 0 1; }
        & #panels { height: auto; grid-size: 1; grid-rows: auto; grid-gutter: 0 1; }
        &.-medium #tiles { grid-size: 4; }
        &.-medium #panels { grid-size: 2; }
        &.-medium #news { column-span: 2; }
        &.-broad #tiles { grid-size: 4; }
        &.-broad #panels { grid-size: 3; }
        &.-broad #news { column-span: 2; }
        & #tiles > * { height: 100%; }
        & #panels > * { height: 100%; min-height: 5; }
        &.-narrow #panels > * { height: auto; min-height: 3; }
    }
    """

    def __init__(self) -> None:
        """Make the dashboard; it reads when it is shown."""
        super().__init__(name=self.TAB)
        self._tiles = {
            "services": Tile(T_("Services"), name="services"),
            "domains": Tile(T_("Domains"), name="domains"),
            "invoices": Tile(T_("Invoices"), name="invoices"),
            "tickets": Tile(T_("Tickets"), name="tickets"),
        }
        self._needs = Panel(T_("Needs you"), empty=T_("Nothing needs you. Enjoy the day."), id="needs")
        self._renewals = BarPanel(
            T_("Renewals, next 12 months"), empty=T_("What renews by itself will show here."), id="renewals"
        )
        self._messages = Panel(T_("Recent messages"), empty=T_("No mail has been sent yet."), id="messages")
        self._tickets = Panel(T_("Recent tickets"), empty=T_("You have not asked anything yet."), id="recent")
        self._news = Panel(T_("Announcements"), empty=T_("No news."), id="news")
        self._board: Dashboard | None = None

    def compose_body(self) -> ComposeResult:
        """Compose tiles above, panels below."""
        with VerticalScroll(id="home", can_focus=False):
            with Grid(id="tiles"):
                yield from self._tiles.values()
            with Grid(id="panels"):
                yield self._needs
                yield self._renewals
                yield self._tickets
                yield self._messages
                yield self._news

    def on_mount(self) -> None:
        """Read."""
        self._tiles["services"].focus()
        self.read()

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Read again when something shown was touched."""
        shown = (
            "service",
            "domain",
            "invoice",
            "ticket",
            "ticket_reply",
            "message",
            "account",
            "announcement",
        )
        if event.changes.touches(*shown):
            self.read()

    def action_reload(self) -> None:
        """Read again."""
        self.read()

    def read(self) -> None:
        """Read the dashboard in a thread."""
        zone, today = host(self).zone, self._today
        host(self).load(lambda: zone.dashboard.load(today), self._show, owner=self)

    @property
    def _now(self) -> datetime:
        return host(self).zone.deps.clock.now()

    @property
    def _today(self) -> date:
        return host(self).today

    def retranslate(self) -> None:
        """Say everything in the current language."""
        if self._board is not None:
            self._show(self._board)

    def _show(self, board: Dashboard) -> None:
        self._board = board
        self._tiles["services"].lines = _service_lines(board)
        self._tiles["domains"].lines = _domain_lines(board)
        self._tiles["invoices"].lines = _invoice_lines(board)
        self._tiles["tickets"].lines = _ticket_lines(board)
        self._needs.lines = [self._need_line(each) for each in board.needs]
        self._renewals.bars = _bars(board.renewals)
        self._messages.lines = [self._message_line(each) for each in board.messages or ()]
        self._tickets.lines = [self._ticket_line(each) for each in board.recent_tickets or ()]
        self._news.lines = [self._news_line(each) for each in board.announcements]

    # -- lines -----------------------------------------------------------------------------------------

    def _need_line(self, need: Need) -> PanelLine:
        sign = Content.styled("!", "bold $error" if need.urgent else "bold $warning")
        record, today = need.record, self._today
        text: Content
        note: Words
        if isinstance(record, Invoice):
            text = data(_("Invoice {number}", number=record.number or ""))
            days = (today - record.due_on).days if record.due_on else 0
            note = ngettext("overdue {n} day", "overdue {n} days", days)
        elif isinstance(need.about, MailRisk):
            text = content(T_("Your mail on {name}", name=unicode_name(need.about.domain.name)))
            note = _risk_note(need.about, today)
        elif isinstance(record, Domain):
            text = data(unicode_name(record.name))
            past = record.expires_on is not None and record.expires_on < today
            ends = in_days(record.expires_on, today)
            note = _("expired {when}", when=ends) if past else _("expires {when}", when=ends)
        elif isinstance(record, Service):
            text = data(record.label or record.address or record.product)
            note = pgettext("service", "suspended")
        elif isinstance(record, Announcement):
            text = data(record.title)
            n = len(need.about.touches) if isinstance(need.about, Told) else 0
            note = ngettext("touches {n} of yours", "touches {n} of yours", n) if n else _("going on now")
        elif isinstance(record, Ticket):
            sign = Content.styled("↩", "bold $accent")
            text = data(f"{record.number or ''} {record.subject}")
            note = _("answered {when}", when=when(record.last_reply_at, self._now))
        else:
            assert isinstance(record, Message)
            text = data(record.subject)
            note = _("mail did not arrive")
        return PanelLine(need.kind, text, note, sign, need.about or record)

    def _message_line(self, message: Message) -> PanelLine:
        status = status_of("message", message.delivery)
        sign = Content.styled(status.shape, status.colour) if status else Content(" ")
        return PanelLine("message", data(message.subject), when(message.sent_at, self._now), sign, message)

    def _ticket_line(self, ticket: Ticket) -> PanelLine:
        status = status_of("ticket", ticket.status)
        sign = Content.styled(status.shape, status.colour) if status else Content(" ")
        text = data(f"{ticket.number or ''} {ticket.subject}")
        return PanelLine("ticket", text, when(ticket.last_reply_at, self._now), sign, ticket)

    def _news_line(self, told: Told) -> PanelLine:
        news, n = told.announcement, len(told.touches)
        note = when(news.published_at, self._now)
        if n:
            note = f"{ngettext('touches {n} of yours', 'touches {n} of yours', n)} · {note}"
        sign = Content.styled(*SIGNS.get(news.kind, ("·", "$text-muted")))
        return PanelLine("announcement", data(news.title), note, sign, told)

    # -- going there -----------------------------------------------------------------------------------

    @on(Tile.Pressed)
    def _tile(self, event: Tile.Pressed) -> None:
        event.stop()
        host(self).go(event.tile.name or "home")

    @on(BarPanel.Pressed)
    def _bars_pressed(self, event: BarPanel.Pressed) -> None:
        event.stop()
        self.action_renewals(event.index)

    def action_renewals(self, index: int = 0) -> None:
        """Show what renews in a month of the panel, and in all others."""
        if self._board is not None and self._board.renewals:
            from jumpzone.screens.renewals import RenewalsScreen  # late: not for the first paint

            self.app.push_screen(RenewalsScreen(self._board.renewals[index].first))

    @on(Panel.Chosen)
    def _line(self, event: Panel.Chosen) -> None:
        event.stop()
        record = event.line.record
        if isinstance(record, Told):
            self.app.push_screen(AnnouncementDialog(record, host(self).timezone))
        elif isinstance(record, MailRisk):
            self.app.push_screen(MailRiskDialog(record), partial(self._risk_answered, record))
        elif isinstance(record, Service | Domain | Invoice | Ticket | Message):
            show_record(self, _PLACES[type(record).__name__.lower()], record.id)

    def _risk_answered(self, risk: MailRisk, answer: str | None) -> None:
        if answer == "domain":
            show_record(self, "domains", risk.domain.id)
        elif answer == "account":
            host(self).go("account")


def _risk_note(risk: MailRisk, today: date) -> str:
    if risk.reason == "expired":
        return _("its domain has expired")
    if risk.reason == "off":
        return _("its domain does not renew")
    return _("ends {when}", when=in_days(risk.domain.expires_on, today))


def _count(counts: Mapping[str, int] | None, *statuses: str) -> int:
    return sum((counts or {}).get(each, 0) for each in statuses)


def _no_right() -> Sequence[Words]:
    return (content(_("not shared with you"), "$text-disabled"),)


def _said(lines: Iterable[Content | None], nothing: Text) -> Sequence[Words]:
    found = [line for line in lines if line is not None]
    return found or [content(nothing, "$text-disabled")]


def _service_lines(board: Dashboard) -> Sequence[Words]:
    if board.services is None:
        return _no_right()
    active, suspended = _count(board.services, "active"), _count(board.services, "suspended")
    pending = _count(board.services, "pending")
    return _said(
        (
            content(npgettext("service", "{n} active", "{n} active", active)) if active else None,
            content(npgettext("service", "{n} suspended", "{n} suspended", suspended), "$error")
            if suspended
            else None,
            content(npgettext("service", "{n} pending", "{n} pending", pending), "$warning")
            if pending
            else None,
        ),
        T_("none yet"),
    )


def _domain_lines(board: Dashboard) -> Sequence[Words]:
    if board.domains is None:
        return _no_right()
    active, soon = _count(board.domains, "active"), board.domains_soon
    expire = ngettext("{n} expires in {days} days", "{n} expire in {days} days", soon, days=SOON_DAYS)
    return _said(
        (
            content(npgettext("domain", "{n} active", "{n} active", active)) if active else None,
            content(expire, "$warning") if soon else None,
        ),
        T_("none yet"),
    )


def _invoice_lines(board: Dashboard) -> Sequence[Words]:
    if board.due is None:
        return _no_right()
    due = [
        data(_("{amount} due", amount=current().money(amount, currency)), "bold")
        for currency, amount in sorted(board.due.items())
    ]
    late: Content | None = None
    if board.overdue:
        late = content(
            ngettext(
                "{n} overdue, {days} days",
                "{n} overdue, up to {days} days",
                board.overdue,
                days=board.overdue_days,
            ),
            "$error",
        )
    return _said((*due, late), T_("all paid"))


def _ticket_lines(board: Dashboard) -> Sequence[Words]:
    if board.tickets is None:
        return _no_right()
    waiting, open_ = _count(board.tickets, "answered"), board.tickets_open
    return _said(
        (
            content(ngettext("{n} waits for you", "{n} wait for you", waiting), "$accent")
            if waiting
            else None,
            content(npgettext("ticket", "{n} open", "{n} open", open_)) if open_ else None,
        ),
        T_("none open"),
    )


def _bars(months: Sequence[ForecastMonth]) -> Sequence[Bar]:
    if not any(month.count for month in months):
        return ()
    currency = max(
        {each for month in months for each in month.total},
        key=lambda each: sum(month.total.get(each, 0) for month in months),
    )
    bars = []
    for month in months:
        texts = [money(amount, each).plain for each, amount in sorted(month.total.items()) if amount]
        bars.append(
            Bar(
                data(current().month(month.first)),
                month.total.get(currency, 0),
                data(" + ".join(texts) if texts else "–"),
            )
        )
    return bars
