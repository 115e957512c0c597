"""The terms, on one page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from jumpzone.i18n import N_, T_, _
from jumpzone.model.terms import TERMS
from jumpzone.screens.host import host
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines

__all__ = ["TermsScreen"]


class TermsScreen(ModalScreen[bool]):
    """A page to read; the answer is True when it was accepted there."""

    CSS_PATH = "terms.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(False)", N_("Close")),
        Binding("down,j", "scroll(1)", N_("One line down"), show=False),
        Binding("up,k", "scroll(-1)", N_("One line up"), show=False),
    ]

    AUTO_FOCUS = "#accept"

    def compose(self) -> ComposeResult:
        """Compose the page and its buttons."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static(markup=False)
        with Horizontal(id="buttons"):
            yield PushButton(T_("Accept"), tone="primary", id="accept")
            yield PushButton(T_("Close"), id="close")

    def on_mount(self) -> None:
        """Show the page."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show the page in the current language."""
        page = self.query_one("#page", VerticalScroll)
        page.border_title = content(_("Terms"))
        seller = host(self).settings.seller.name
        parts: list[Content] = [
            content(_("Terms of {seller} for this zone.", seller=data(seller).plain), "$text-muted"),
            content(_("They are a sample: whoever runs a zone puts their own here."), "$text-muted"),
        ]
        for title, text in TERMS:
            parts += [Content(""), content(title, "bold $accent"), content(text)]
        self.query_one(Static).update(lines(parts))

    def action_scroll(self, rows: int) -> None:
        """Scroll."""
        self.query_one("#page", VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_push_button_pressed(self, event: PushButton.Pressed) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.button.id == "accept")
