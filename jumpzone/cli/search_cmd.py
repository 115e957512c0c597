"""`jumpzone search`: everything that the account has, by a piece of a name, a number or words."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, command, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.records import SHORT, exit_code_option, reader_of, words_of
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, PT_, T_, current
from jumpzone.model.codec import time_to_json

__all__ = ["search"]

_TYPES = ("domain", "service", "invoice", "order", "ticket", "contact", "message")
_WORDS = {
    "domain": PT_("search", "Domain"),
    "service": PT_("search", "Service"),
    "invoice": PT_("search", "Invoice"),
    "order": PT_("search", "Order"),
    "ticket": PT_("search", "Ticket"),
    "contact": PT_("search", "Contact"),
    "message": PT_("search", "Message"),
}
_TITLES = {
    "type": T_("Type"),
    "title": T_("Name"),
    "detail": T_("Detail"),
    "when": T_("When"),
    "fit": T_("Fit"),
    "id": T_("ID"),
}


@command(
    "search",
    help=N_(
        "Search services, domains, invoices, orders, tickets, messages and contacts at once. The best comes first; a "
        "slip of the finger in a name does no harm."
    ),
)
@argument("words", nargs=-1, required=True)
@option(
    "--type",
    "types",
    type=click.Choice(_TYPES),
    multiple=True,
    metavar="TYPE",
    help=N_("Only records of this type; may be given several times"),
)
@option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=30,
    metavar="N",
    help=N_("Show so many at most"),
)
@exit_code_option
@output_options
@pass_run
def search(run: Run, words: tuple[str, ...], types: tuple[str, ...], limit: int, tell: bool) -> int:
    """Find something."""
    text = words_of(" ".join(words))
    with run.zone() as zone:
        hits = zone.search.find(text, limit, types or _TYPES)
        people = run.form == "table"
        zone_of_reader = reader_of(run, zone).timezone
        rows = [
            {
                "type": _WORDS[hit.type].render() if people else hit.type,
                "id": hit.id[-SHORT:] if people else hit.id,
                "title": hit.title,
                "detail": hit.detail,
                "when": _day(hit.when, zone_of_reader) if people else _plain(hit.when),
                "fit": hit.fit.name.lower(),
            }
            for hit in hits
        ]
    shown = (
        ("type", "title", "detail", "when", "id")
        if people
        else ("type", "id", "title", "detail", "when", "fit")
    )
    run.out.rows([Column(name, _TITLES[name]) for name in shown], rows, empty=T_("Nothing found."))
    return exits.FOUND if tell and hits else exits.DONE


def _day(when: datetime | date | None, timezone: ZoneInfo) -> str:
    """Say a moment or a day to people: its day."""
    if when is None:
        return ""
    return current().date(when.astimezone(timezone).date() if isinstance(when, datetime) else when)


def _plain(when: datetime | date | None) -> str | None:
    """Say a moment or a day to scripts."""
    if when is None:
        return None
    return time_to_json(when) if isinstance(when, datetime) else when.isoformat()
