"""`jumpzone domains`: domain names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from jumpzone.cli.commands import list_group, option
from jumpzone.cli.fields import Reader
from jumpzone.cli.listings import DOMAINS, add_show, list_arguments, show_listed
from jumpzone.cli.run import Run
from jumpzone.i18n import N_
from jumpzone.model.fields import DOMAIN_STATUSES

if TYPE_CHECKING:
    from jumpzone.usecases.lists import Query

__all__ = ["domains"]


@list_group("domains", help=N_("Domain names.\n\nWithout a command, lists them."))
def domains() -> None:
    """The domains."""


@domains.command("list", help=N_("List domains; TEXT filters by a part of the name."))
@option(
    "--expiring",
    type=click.IntRange(0, 36500),
    metavar="DAYS",
    help=N_("Only those that expire within so many days"),
)
@list_arguments(DOMAINS, DOMAIN_STATUSES)
def _list(run: Run, /, expiring: int | None, **asked: Any) -> int:
    def narrow(query: Query, reader: Reader) -> Query:
        if expiring is None:
            return query
        until = reader.today + timedelta(days=expiring + 1)
        return replace(query, since={"expires_on": reader.today}, until={"expires_on": until})

    return show_listed(run, DOMAINS, asked, narrow)


add_show(domains, DOMAINS, N_("Show a domain, named by its name or ID."))
