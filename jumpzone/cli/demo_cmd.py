"""`jumpzone demo`: the zone on sample companies, in a temporary folder that goes when it ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Final

import click

from jumpzone import i18n
from jumpzone.cli.commands import argument, command, option, pass_run
from jumpzone.cli.drawing import require_terminal
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, Text

if TYPE_CHECKING:
    from jumpzone.demo.opening import Demo
    from jumpzone.screens.host import DemoDetails

__all__ = ["COMPANIES", "demo"]

COMPANIES: Final[dict[str, Text]] = {
    "studio": T_("a design studio of two"),
    "reseller": T_("a reseller with 200 domains"),
    "new": T_("a new customer with nothing yet"),
}
"""The samples by name. Here in words, so that the help and the first paint need not load them."""


@command(
    "demo",
    help=N_(
        "Open the zone on sample companies with years of history.\n\n"
        "Everything is in a temporary folder; leaving deletes it. With a COMMAND, that is run instead, signed in: "
        "jumpzone demo services --json"
    ),
    context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False},
)
@option(
    "--as",
    "company",
    type=click.Choice(tuple(COMPANIES)),
    default="studio",
    metavar="COMPANY",
    help=N_("Who is shown: studio, reseller or new"),
)
@option("--language", type=click.Choice(i18n.LANGUAGES), help=N_("The language to speak"))
@option(
    "--theme",
    type=click.Choice(("dark", "light", "contrast")),
    metavar="COLOURS",
    help=N_("The colours to wear"),
)
@option("--signed-in", is_flag=True, help=N_("Go straight to the dashboard"))
@argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[COMMAND]…")
@pass_run
def demo(
    run: Run,
    company: str,
    language: str | None,
    theme: str | None,
    signed_in: bool,
    arguments: tuple[str, ...],
) -> int:
    """Open the demo, or run a command in it."""
    if not arguments:
        require_terminal()
    from jumpzone.demo.opening import Demo  # late: the other commands don't need it

    with _ends_in_order(), Demo(company, language, theme) as sample:
        i18n.use(sample.language)
        if arguments:
            return _run_in(run, sample, arguments)
        return _show(sample, signed_in)


def _show(sample: Demo, signed_in: bool) -> int:
    """Open the app; the samples are built behind its first paint."""
    from jumpzone import logs
    from jumpzone.app import run as show

    logs.configure(sample.settings)
    return show(sample.settings, lambda _ask: sample.open(), demo=lambda: _details(sample, signed_in))


def _details(sample: Demo, signed_in: bool) -> DemoDetails:
    from jumpzone.screens.host import DemoDetails

    companies = tuple((each.address.address, COMPANIES[name]) for name, each in sample.samples.items())
    shown = sample.sample
    return DemoDetails(shown.address.address, shown.password, companies, signed_in, sample.pay)


def _run_in(run: Run, sample: Demo, arguments: tuple[str, ...]) -> int:
    """Run another command line on the demo's store, as whoever is shown."""
    from jumpzone.cli import program
    from jumpzone.settings import Secret

    with sample.open(arrivals=False, alone=True) as opened:
        shown = sample.sample
        session = opened.zone.access.sign_in(shown.address.address, shown.password)
        assert session.token is not None
        inner = Run(form=run.form, settings=sample.settings, opened=opened, token=Secret(session.token))
        return program.run(arguments, inner)


@contextmanager
def _ends_in_order() -> Iterator[None]:
    """Have the folder deleted also when the terminal is closed or the program is asked to end."""

    def end(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    asked = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {each: signal.signal(each, end) for each in asked}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
