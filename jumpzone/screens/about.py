"""About: what program this is, whose zone, where the data lies."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from jumpzone import __version__
from jumpzone.i18n import N_, PT_, T_, _
from jumpzone.screens.host import host
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.zone_screen import FrontScreen

__all__ = ["AboutScreen"]


class AboutScreen(FrontScreen[None]):
    """A page of facts."""

    CSS_PATH = "about.tcss"
    TITLE_WORDS = PT_("program", "About")
    CARD_TITLE = PT_("program", "About")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "back", N_("Back"))]

    def __init__(self) -> None:
        """Make the page."""
        super().__init__()
        self._facts = Static(markup=False)

    def compose_card(self) -> ComposeResult:
        """Compose the facts."""
        yield self._facts

    def retranslate(self) -> None:
        """Show the facts in the current language."""
        super().retranslate()
        settings, folder = host(self).settings, host(self).mail_folder
        seller = settings.seller
        mail: Words = data(str(folder)) if folder is not None else data(settings.mail.host)
        rows: list[tuple[Words, Words | None]] = [
            (T_("Program"), data(f"jumpzone {__version__}")),
            (T_("Whose zone"), data(seller.name)),
            (T_("Help"), data(seller.support)),
            (T_("Store"), data(settings.shown("store"))),
            (T_("Mail goes to"), mail),
            (T_("Settings"), data(str(settings.paths.settings_file))),
            (T_("Log"), data(str(settings.paths.log_file))),
            (T_("Runs on"), data(f"Python {platform.python_version()}, Textual {version('textual')}")),
        ]
        where = Content("") if host(self).ready else content(_("The store is not open yet."), "$warning")
        self._facts.update(
            lines([label_values(rows), Content(""), where]) if where.plain else label_values(rows)
        )
