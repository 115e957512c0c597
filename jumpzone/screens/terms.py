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
from jumpzone.screens.host import host
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines

__all__ = ["TermsScreen"]

TERMS = (
    (
        T_("What you get"),
        T_(
            "A customer centre: the place where you see and manage the services, domains, invoices and tickets that "
            "you have with us. It costs nothing; what you order in it has its price beside it."
        ),
    ),
    (
        T_("What you tell us"),
        T_(
            "Your name, address, phone and e-mail, because the law wants them on invoices and registries want them "
            "for domains. Keep them right. For a company, its numbers as well."
        ),
    ),
    (
        T_("What we do with it"),
        T_(
            "We run your services, write invoices and answer you. We sell nothing of it to anybody. A registry gets "
            "what it needs for a domain, the tax office what the law says. Offers come only if you ask for them."
        ),
    ),
    (
        T_("Your password"),
        T_(
            "Keep it to yourself. We store only a hash of it and never ask for it by mail or phone. Tell us at once "
            "when somebody else may know it."
        ),
    ),
    (
        T_("Leaving"),
        T_(
            "You can export everything and close the centre whenever nothing is left to pay. Invoices are kept as "
            "long as the law wants, the rest is deleted."
        ),
    ),
)


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
