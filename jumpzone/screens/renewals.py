"""Renewals: a year of months, what renews in each, and how far the credit goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import N_, PT_, T_, Text, _, current, ngettext
from jumpzone.model.forecast import Forecast, ForecastMonth, Reach
from jumpzone.model.renewals import Renewal, month_after
from jumpzone.screens.files import ask_and_write, file_name
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.record_list import show_record
from jumpzone.screens.wording import CYCLES, KINDS, day_and_distance, in_days, money, unicode_name
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter, ListPane
from jumpzone.widgets.month_chart import MonthBar, MonthChart
from jumpzone.widgets.record_source import Column, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from datetime import date

__all__ = ["RenewalsScreen"]

_AHEAD: Final = 36
"""So many months can be looked at."""

_YEAR: Final = 12
"""The year that the forecast is about, in months."""

_PLACES: Final = {"service": "services", "domain": "domains"}

_COLUMNS: Final = (
    Column("day", T_("Due"), width=17, min_width=16),
    Column("name", T_("Name"), fraction=3, min_width=16),
    Column("kind", T_("Kind"), width=14, min_width=10, priority=2),
    Column("renews", PT_("column", "Auto-renew"), width=11, min_width=9),
    Column("cycle", T_("For"), width=13, min_width=9, priority=4),
    Column("net", T_("Net"), width=11, min_width=9, align="right", priority=5),
    Column("total", T_("With VAT"), width=12, min_width=9, align="right", priority=1),
)
_TYPES: Final = {"service": T_("Services"), "domain": T_("Domains")}
_EMPTY: Final = EmptyState(
    T_("Nothing renews in this time"),
    T_("Services and domains appear here in the month in which they are due."),
)


class RenewalsScreen(ZoneScreen[None]):
    """Months above; beneath, what is due in the chosen one, or in the whole year."""

    TAB = "home"
    TITLE_WORDS: ClassVar[str | Text] = T_("Renewals")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("p", "month(-1)", N_("One month back")),
        Binding("n", "month(1)", N_("One month on")),
        Binding("a", "all", N_("Whole year")),
        Binding("w", "save_calendar", N_("Save a calendar")),
        Binding("ctrl+r", "reload", N_("Read again"), show=False),
    ]

    DEFAULT_CSS = """
    RenewalsScreen {
        & #sum { height: auto; padding: 0 2; }
        & #acts { height: 1; padding: 0 1; }
        & MonthChart { height: 7; }
        &.-tall MonthChart { height: 11; }
    }
    """

    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012 - declared by Textual as an instance's

    def __init__(self, month: date | None = None) -> None:
        """Make the screen; it reads when it is shown.

        Args:
            month: The month to begin with; this one when left out.
        """
        super().__init__()
        self._begin = month
        self._whole = False
        self._year: Forecast | None = None
        self._far: Forecast | None = None
        self.chart = MonthChart(T_("Renewals by month"))
        self._sum = Static(id="sum", markup=False)
        self.pane = ListPane(
            _COLUMNS,
            filters=(Filter("type", T_("Kind"), [Option(each, word) for each, word in _TYPES.items()]),),
            detail=self._detail,
            detail_title=lambda row: _name(_entry(row)),
            empty=_EMPTY,
        )

    def compose_body(self) -> ComposeResult:
        """Compose months, sums, list and buttons."""
        yield self.chart
        yield self._sum
        yield self.pane
        with Horizontal(id="acts"):
            yield PushButton(T_("Show it"), tone="primary", name="open")
            yield PushButton(T_("Whole year"), name="all")
            yield PushButton(T_("Save a calendar"), name="save_calendar")
            yield PushButton(T_("Back"), name="back")

    def on_mount(self) -> None:
        """Read."""
        self.read()

    def read(self) -> None:
        """Read the forecast in a thread."""
        zone, today = host(self).zone, host(self).today

        def work() -> tuple[Forecast, Forecast]:
            return zone.renewals.forecast(_YEAR, today), zone.renewals.forecast(_AHEAD, today)

        host(self).load(work, self._show, owner=self)

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Read again when something shown was touched."""
        if event.changes.touches("service", "domain", "credit", "profile"):
            self.read()

    def action_reload(self) -> None:
        """Read again."""
        self.read()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        if self._year is not None and self._far is not None:
            self._show((self._year, self._far))

    def _show(self, read: tuple[Forecast, Forecast]) -> None:
        self._year, self._far = read
        currency = _main_currency(self._far.months)
        self.chart.bars = [_bar(month, currency) for month in self._far.months]
        if self._begin is not None:
            at = [each.first for each in self._far.months]
            self.chart.choose(at.index(self._begin) if self._begin in at else 0)
            self._begin = None
        self._show_month()

    # -- the chosen month ------------------------------------------------------------------------------

    @property
    def _span(self) -> tuple[date, date]:
        """The first and the last day that the list shows; what is past due stands in the first month."""
        assert self._far is not None
        if self._whole:
            return self._far.first, month_after(self._far.first, _YEAR) - timedelta(days=1)
        first = self._far.months[self.chart.cursor].first
        return first, month_after(first) - timedelta(days=1)

    def _chosen(self) -> list[Renewal]:
        assert self._far is not None
        first, last = self._span
        if first <= self._far.first:
            # Entries come by day, and what is past due before all others.
            return [each for each in self._far.entries if each.day <= last]
        return [each for each in self._far.entries if first <= each.day <= last]

    def _show_month(self) -> None:
        if self._far is None:
            return
        chosen, today = self._chosen(), self._far.first
        shown = [self._far.months[index].first for index in self.chart.window]
        self.chart.border_subtitle = data(_months(shown[0], shown[-1]))
        self._sum.update(lines(self._sums(chosen)))
        kind = self.pane.filters["type"]
        wanted = [each for each in chosen if kind in ("", each.type)]
        self.pane.set_source(_Entries(wanted, lambda each: self._cells(each, today)))

    def _sums(self, chosen: Sequence[Renewal]) -> Iterable[Content]:
        assert self._year is not None
        words = current()
        first, last = self._span
        title = _months(first, last) if self._whole else words.month_and_year(first)
        n = sum(each.renews for each in chosen)
        parts: list[Content] = [data(title, "bold"), content(ngettext("{n} renewal", "{n} renewals", n))]
        for currency in sorted({each.currency for each in chosen if each.renews}):
            net, tax = (
                sum(getattr(each, name) for each in chosen if each.currency == currency)
                for name in ("net", "tax")
            )
            words_of = {
                "net": words.money(net, currency),
                "tax": words.money(tax, currency),
                "total": words.money(net + tax, currency),
            }
            parts.append(data(_("{net} + VAT {tax} = {total}", **words_of)))
        yield Content("  ·  ").join(parts)
        sums = [
            data(
                f"{year.year}: {' + '.join(words.money(total, each) for each, total in sorted(year.total.items()))}"
            )
            for year in self._year.years
            if year.count
        ]
        reach = [_reach(each) for each in self._year.reach or () if each.needed]
        yield Content(
            "  ·  ",
        ).join([*(part.stylize("$text-muted") for part in sums), *reach])

    def _cells(self, entry: Renewal, today: date) -> Sequence[Content | str]:
        style = "$error" if entry.day < today else "$warning" if (entry.day - today).days <= 7 else ""
        kind = T_("Domain") if entry.type == "domain" else KINDS.get(entry.kind, KINDS["other"])
        return (
            data(f"{current().weekday(entry.day)} {current().date(entry.day)}", style),
            _name(entry),
            content(kind),
            _renews(entry),
            content(CYCLES[entry.cycle]) if entry.renews else Content(""),
            money(entry.net, entry.currency) if entry.renews else Content(""),
            money(entry.total, entry.currency) if entry.renews else Content(""),
        )

    def _detail(self, row: Row) -> Content:
        entry = _entry(row)
        assert self._far is not None
        today = self._far.first
        kind = T_("Domain") if entry.type == "domain" else KINDS.get(entry.kind, KINDS["other"])
        rows: list[tuple[Words, Words | None]] = [
            (T_("Due"), data(day_and_distance(entry.day, today))),
            (T_("Kind"), kind),
            (T_("Auto-renew"), _renews(entry)),
        ]
        if entry.renews:
            rows += [
                (T_("For"), CYCLES[entry.cycle]),
                (T_("Paid until then"), data(current().date(entry.until))),
                (T_("Net"), money(entry.net, entry.currency)),
                (T_("VAT"), money(entry.tax, entry.currency)),
                (T_("Total"), money(entry.total, entry.currency, "bold")),
            ]
        parts = [label_values(rows)]
        if entry.day < today and entry.renews:
            late = T_("This was due {when} and is still to be paid.", when=in_days(entry.day, today))
            parts += [Content(""), content(late, "$error")]
        elif entry.ends == "cancelled":
            parts += [Content(""), content(T_("It was cancelled and ends on this day."), "$warning")]
        elif entry.ends == "off":
            ends = T_("It does not renew by itself. Renew it before this day to keep it.")
            parts += [Content(""), content(ends, "$warning")]
        return lines(parts)

    # -- acts ------------------------------------------------------------------------------------------

    @on(MonthChart.Chosen)
    def _month_chosen(self, event: MonthChart.Chosen) -> None:
        event.stop()
        self._whole = False
        self._show_month()

    @on(ListPane.FilterChanged)
    def _filtered(self, event: ListPane.FilterChanged) -> None:
        event.stop()
        self._show_month()

    @on(ListPane.ExportRequested)
    def _export(self, event: ListPane.ExportRequested) -> None:
        event.stop()
        self.action_save_calendar()

    @on(RecordTable.RowOpened)
    def _row_opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.action_open()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    def action_month(self, step: int) -> None:
        """Show another month."""
        self.chart.action_step(step)

    def action_all(self) -> None:
        """Show the whole year, or the month again."""
        self._whole = not self._whole
        self._show_month()

    def action_open(self) -> None:
        """Go to the service or domain under the cursor."""
        row = self.pane.current
        if row is not None:
            entry = _entry(row)
            show_record(self, _PLACES[entry.type], entry.record)

    def action_save_calendar(self) -> None:
        """Ask where to, and write a year for calendar programs."""
        zone, first = host(self).zone, host(self).today
        last = month_after(first, _YEAR + 1) - timedelta(days=1)
        ask_and_write(
            self,
            T_("Save a calendar"),
            T_("A year of renewals for calendar programs (iCalendar), each with an alarm a week before."),
            file_name(f"renewals-{first.isoformat()}", ".ics"),
            lambda: zone.renewals.ics(first, last),
            lambda path: self.pane.set_note(data(_("Written: {file}", file=str(path)), "$success")),
        )


class _Entries:
    """Renewals as rows, put into words only where they are shown, and in the list's thread."""

    def __init__(
        self, entries: Sequence[Renewal], cells: Callable[[Renewal], Sequence[Content | str]]
    ) -> None:
        self._entries = entries
        self._cells = cells

    def total(self) -> int:
        """Return how many there are."""
        return len(self._entries)

    def window(self, start: int, length: int) -> Sequence[Row]:
        """Return a part of them."""
        return [Row(_key(each), self._cells(each), each) for each in self._entries[start : start + length]]

    def position(self, row_id: str) -> int | None:
        """Return where one stands."""
        return next((at for at, each in enumerate(self._entries) if _key(each) == row_id), None)


def _key(entry: Renewal) -> str:
    return f"{entry.record}-{entry.day}"


def _entry(row: Row) -> Renewal:
    assert isinstance(row.record, Renewal)
    return row.record


def _name(entry: Renewal) -> str:
    return unicode_name(entry.name) if entry.type == "domain" else entry.name


def _renews(entry: Renewal) -> Content:
    if entry.ends is None:
        return Content.assemble(("✓ ", "$success"), content(_("on")))
    if entry.ends == "cancelled":
        return Content.assemble(("✕ ", "$text-disabled"), content(_("cancelled"), "$text-muted"))
    return Content.assemble(("– ", "$warning"), content(_("off"), "$warning"))


def _main_currency(months: Sequence[ForecastMonth]) -> str:
    """Return the currency of most of the money; columns can't be added up over several."""
    sums: dict[str, int] = {}
    for month in months:
        for currency, amount in month.total.items():
            sums[currency] = sums.get(currency, 0) + amount
    return max(sums, key=lambda each: sums[each], default="")


def _bar(month: ForecastMonth, currency: str) -> MonthBar:
    size = month.total.get(currency, 0)
    return MonthBar(data(current().month(month.first)), size, money(size, currency) if size else data("–"))


def _months(first: date, last: date) -> str:
    """Return a span of months in few words: the years tell them apart."""
    month = current().month
    return f"{month(first)} {first.year} – {month(last)} {last.year}"


def _reach(reach: Reach) -> Content:
    words = current()
    balance = words.money(reach.balance, reach.currency)
    if reach.short_on is None:
        return content(T_("credit {balance} pays all of this", balance=balance), "$success")
    params: Mapping[str, str] = {
        "balance": balance,
        "day": words.date(reach.short_on),
        "then": words.money(reach.missing_then, reach.currency),
    }
    if reach.balance <= 0:
        return content(T_("no credit: {then} needed on {day}", **params), "$text-muted")
    return content(T_("credit {balance} lasts until {day}, when {then} are missing", **params), "$warning")
