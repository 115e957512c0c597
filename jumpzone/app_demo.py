"""The demo in the terminal: sample companies in a temporary folder, opening at sign-in with everything filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jumpzone.app import run
from jumpzone.i18n import T_
from jumpzone.screens.host import DemoDetails

if TYPE_CHECKING:
    from jumpzone.bootstrap import AskPassphrase, Opened

__all__ = ["run_demo"]

COMPANIES: Final = {
    "studio": T_("a design studio of two"),
    "reseller": T_("a reseller with 200 domains"),
    "new": T_("a new customer"),
}


def run_demo(company: str = "studio", language: str | None = None, *, signed_in: bool = False) -> int:
    """Show the demo until people leave it; everything is deleted then.

    Args:
        company: Which sample company: ``studio``, ``reseller`` or ``new``.
        language: Of the program and the samples; the reader's own when left out.
        signed_in: Go straight to the dashboard.

    Returns:
        The exit code, as of :func:`jumpzone.app.run`.
    """
    from jumpzone.demo.opening import Demo  # late: it brings the database library along

    with Demo(company, language) as demo:

        def opener(_ask: AskPassphrase) -> Opened:
            return demo.open()

        def details() -> DemoDetails:
            chosen = demo.sample
            others = tuple((sample.address.address, COMPANIES[name]) for name, sample in demo.samples.items())
            return DemoDetails(chosen.address.address, chosen.password, others, signed_in)

        return run(demo.settings, opener, demo=details)
