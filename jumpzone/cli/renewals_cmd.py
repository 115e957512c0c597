"""`jumpzone renewals`: what renews when, what it will cost, and a file for calendar programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import click

from jumpzone.cli.commands import list_group, option, output_options, pass_run
from jumpzone.cli.dates import Date
from jumpzone.cli.files import write_new
from jumpzone.cli.output import Column
from jumpzone.cli.records import reader_of
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, Text, current, gettext, ngettext
from jumpzone.model.forecast import ForecastMonth, ForecastYear, Reach
from jumpzone.model.renewals import Renewal, month_after
from jumpzone.model.words import CYCLES, KINDS, unicode_name

__all__ = ["renewals"]

_FURTHEST: Final = 120

_months = option(
    "--months",
    type=click.IntRange(1, _FURTHEST),
    default=12,
    show_default=True,
    metavar="N",
    help=N_("How many months to look ahead, this one counted"),
)
_kind = option(
    "--type",
    "type_",
    type=click.Choice(("service", "domain")),
    metavar="TYPE",
    help=N_("Only services, or only domains"),
)

_ENTRIES: Final = (
    Column("day", T_("Due")),
    Column("name", T_("Name")),
    Column("kind", T_("Kind")),
    Column("renews", T_("Auto-renew")),
    Column("cycle", T_("For")),
    Column("net", T_("Net"), right=True),
    Column("tax", T_("VAT"), right=True),
    Column("total", T_("Total"), right=True),
)
_ENDS: Final = {"off": T_("ends, not renewed by itself"), "cancelled": T_("ends, cancelled")}


@list_group(
    "renewals",
    help=N_("What renews when, and what it will cost.\n\nWithout a command, lists the next twelve months."),
)
def renewals() -> None:
    """The renewals."""


@renewals.command("list", help=N_("List what renews or ends, by day; what is past due comes first."))
@_months
@_kind
@output_options
@pass_run
def _list(run: Run, months: int, type_: str | None) -> None:
    with run.zone() as zone:
        found = zone.renewals.forecast(months, reader_of(run, zone).today)
    entries = [each for each in found.entries if type_ in (None, each.type)]
    _show(run, entries)
    if run.form == "table":
        shown: dict[str, int] = {}
        for each in entries:
            if each.renews:
                shown[each.currency] = shown.get(each.currency, 0) + each.total
        for currency, total in sorted(shown.items()):
            n = sum(each.renews and each.currency == currency for each in entries)
            amount = current().money(total, currency)
            run.out.remark(
                ngettext(
                    "{n} renewal, {amount} with VAT", "{n} renewals, {amount} with VAT", n, amount=amount
                )
            )


def _show(run: Run, entries: Iterable[Renewal]) -> None:
    if run.form == "table":
        run.out.rows(_ENTRIES, map(_said, entries), empty=T_("Nothing renews in this period."))
    else:
        names = (
            "day",
            "type",
            "id",
            "name",
            "kind",
            "renews",
            "ends",
            "cycle",
            "until",
            "net",
            "tax",
            "total",
        )
        columns = [Column(name, Text(name)) for name in (*names, "currency")]
        run.out.rows(columns, map(_plain, entries))


def _said(entry: Renewal) -> dict[str, object]:
    words = current()
    kind = T_("Domain") if entry.type == "domain" else KINDS.get(entry.kind, KINDS["other"])
    row: dict[str, object] = {
        "day": words.date(entry.day),
        "name": unicode_name(entry.name) if entry.type == "domain" else entry.name,
        "kind": kind.render(),
        "renews": gettext("yes") if entry.ends is None else _ENDS[entry.ends].render(),
        "cycle": CYCLES[entry.cycle].render() if entry.renews else "",
    }
    for name in ("net", "tax", "total"):
        row[name] = words.money(getattr(entry, name), entry.currency) if entry.renews else ""
    return row


def _plain(entry: Renewal) -> dict[str, object]:
    return {
        "day": entry.day.isoformat(),
        "type": entry.type,
        "id": entry.record,
        "name": entry.name,
        "kind": entry.kind,
        "renews": entry.renews,
        "ends": entry.ends,
        "cycle": entry.cycle,
        "until": entry.until.isoformat(),
        "net": entry.net,
        "tax": entry.tax,
        "total": entry.total,
        "currency": entry.currency,
    }


_FORECAST: Final = (
    Column("period", T_("Period")),
    Column("count", T_("Renewals"), right=True),
    Column("currency", T_("Currency")),
    Column("net", T_("Net"), right=True),
    Column("tax", T_("VAT"), right=True),
    Column("total", T_("Total"), right=True),
    Column("missing", T_("Not covered"), right=True),
)


@renewals.command(
    "forecast",
    help=N_(
        "Say what renewals will cost per month and year, and how far the credit goes.\n\n"
        "“Not covered” is what the credit does not pay when it pays in the order of the days. For scripts there is one "
        "row for each month, year and currency; “period” tells them apart."
    ),
)
@_months
@output_options
@pass_run
def _forecast(run: Run, months: int) -> None:
    with run.zone() as zone:
        found = zone.renewals.forecast(months, reader_of(run, zone).today)
    table = run.form == "table"
    rows: list[dict[str, Any]] = []
    for month in found.months:
        rows += _rows(
            current().month_and_year(month.first) if table else f"{month.first:%Y-%m}", month, table
        )
    for year in found.years:
        rows += _rows(f"{year.year}", year, table)
    columns = _FORECAST if found.reach is not None else _FORECAST[:-1]
    run.out.rows(columns, rows)
    for reach in found.reach or ():
        run.out.remark(_reach(reach))


def _rows(period: str, part: ForecastMonth | ForecastYear, table: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for currency in sorted(part.net):
        net, tax = part.net[currency], part.tax[currency]
        amounts = {"net": net, "tax": tax, "total": net + tax, "missing": part.missing.get(currency)}
        row: dict[str, Any] = {"period": period, "count": part.counts[currency], "currency": currency}
        for name, amount in amounts.items():
            row[name] = current().money(amount, currency) if table and amount is not None else amount
        rows.append(row)
    return rows


def _reach(reach: Reach) -> str:
    words = current()
    balance = words.money(reach.balance, reach.currency)
    if reach.short_on is None:
        return gettext("Credit {balance}: it pays all of this.", balance=balance)
    params = {
        "balance": balance,
        "day": words.date(reach.short_on),
        "then": words.money(reach.missing_then, reach.currency),
        "missing": words.money(reach.missing, reach.currency),
    }
    if reach.balance <= 0:
        return gettext("No credit: {then} are needed on {day}, {missing} in all.", **params)
    return gettext("Credit {balance}: {then} will be missing on {day}, {missing} in all.", **params)


@renewals.command(
    "calendar",
    help=N_(
        "Write the renewals into a file for calendar programs (iCalendar).\n\n"
        "Each renewal is an event of a whole day with an alarm a week before. Importing a newer file replaces the "
        "events of an older one."
    ),
)
@option(
    "-o",
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help=N_("Where to: a file, or - for the standard output"),
)
@option("--from", "first", type=Date(), metavar="DATE", help=N_("The first day; today when left out"))
@option(
    "--to", "last", type=Date(), metavar="DATE", help=N_("The last day; a year after the first when left out")
)
@option("--force", is_flag=True, help=N_("Replace a file that exists"))
@pass_run
def _calendar(run: Run, path: Path, first: date | None, last: date | None, force: bool) -> None:
    with run.zone() as zone:
        begin = first or reader_of(run, zone).today
        end = last or month_after(begin, 13) - timedelta(days=1)
        content = zone.renewals.ics(begin, end)
    if str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    write_new(path, content, force=force)
    run.out.say(T_("Written: {file}", file=path))
