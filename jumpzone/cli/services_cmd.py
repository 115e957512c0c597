"""`jumpzone services`: hosting accounts, servers, certificates, licences."""

from __future__ import annotations

from typing import Any

from jumpzone.cli.commands import list_group
from jumpzone.cli.listings import SERVICES, add_show, list_arguments, show_listed
from jumpzone.cli.run import Run
from jumpzone.i18n import N_
from jumpzone.model.fields import SERVICE_STATUSES

__all__ = ["services"]


@list_group(
    "services",
    help=N_("Hosting accounts, servers, certificates, licences.\n\nWithout a command, lists them."),
)
def services() -> None:
    """The services."""


@services.command("list", help=N_("List services; TEXT filters by product, label, address and user name."))
@list_arguments(SERVICES, SERVICE_STATUSES)
def _list(run: Run, /, **asked: Any) -> int:
    return show_listed(run, SERVICES, asked)


add_show(services, SERVICES, N_("Show a service, named by its ID, address, label or product."))
