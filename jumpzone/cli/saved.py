"""`--filter NAME`: a saved filter as the beginning of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jumpzone.cli.commands import option
from jumpzone.cli.records import Listed, reader_of
from jumpzone.cli.run import Run
from jumpzone.i18n import N_

if TYPE_CHECKING:
    from jumpzone.usecases.lists import Query
    from jumpzone.usecases.zone import Zone

__all__ = ["saved_option", "usual_query"]


def saved_option(function: Any) -> Any:
    """Give a command the option `--filter`; it gets the name as `saved`."""
    return option(
        "--filter", "saved", metavar="NAME", help=N_("Begin with a saved filter, see “jumpzone filters”")
    )(function)


def usual_query(run: Run, zone: Zone, listed: Listed, name: str | None) -> Query:
    """Return the query that a list begins with: that of a saved filter, else the list's usual one.

    Raises:
        NotFound: There is no filter of this name.
    """
    if name is None:
        usual: Query = listed.area(zone).default
        return usual
    from jumpzone.usecases.filters import query_of  # late: it brings the database library

    reader = reader_of(run, zone)
    return query_of(zone.filters.find(name, listed.type), reader.today, reader.timezone)
