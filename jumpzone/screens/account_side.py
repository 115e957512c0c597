"""What stands beside the account's form: the next invoice's address, and what belongs to the login."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from jumpzone.i18n import T_, Text, _
from jumpzone.model.mail_risk import MailRisk
from jumpzone.model.postal import address_block, party_of
from jumpzone.screens.mail_risk import risk_words
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.form.spec import Value

__all__ = ["AddressPreview", "LoginLinks"]

LINKS: Final[tuple[tuple[str, Text], ...]] = (
    ("password", T_("Change the password")),
    ("addresses", T_("Your addresses")),
    ("second_factor", T_("Second factor")),
    ("devices", T_("Signed-in devices")),
    ("access", T_("Access: who may do what")),
    ("login", T_("Language and time zone")),
    ("notices", T_("Who gets which notices")),
    ("taking", T_("Take everything with you")),
    ("colours", T_("Next colours")),
)
"""What belongs to the login, and who gets the account's mail, by the names of the screen's actions."""

_SURE: Final = 34
"""Cells that a line has at least; a longer one may take two."""


def _may_grow(before: Sequence[Content], after: Sequence[Content]) -> bool:
    """Tell whether other lines may need another height."""
    if len(before) != len(after):
        return True
    changed = [pair for pair in zip(before, after, strict=True) if not pair[0].is_same(pair[1])]
    return any(line.cell_length > _SURE for pair in changed for line in pair)


class AddressPreview(Static):
    """The address block of the next invoice, as it would be with what is typed now."""

    DEFAULT_CSS = """
    AddressPreview {
        height: auto; border: round $border-blurred; padding: 0 1; margin: 1 0 0 0;
        border-title-color: $text-muted; border-title-style: bold;
    }
    """

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(markup=False)
        self._values: Mapping[str, Value] = {}
        self._language = "en"
        self._sent_to: Sequence[str] = ()
        self._before = Content("")

    def show(self, values: Mapping[str, Value], language: str, sent_to: Sequence[str]) -> None:
        """Show the block.

        Args:
            values: What the form holds.
            language: The language of the account's invoices.
            sent_to: The addresses that get invoices by mail.
        """
        self._values, self._language, self._sent_to = values, language, sent_to
        self._draw()

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show title and notes in the current language; the address stays in the invoice's."""
        self.border_title = content(_("The next invoice goes to"))
        self._draw()

    def _draw(self) -> None:
        drawn, before = self._drawn(), self._before
        if drawn.is_same(before):
            return
        self._before = drawn
        # A key in a field must not lay out the whole form anew; only another height has to.
        self.update(drawn, layout=_may_grow(before.split("\n"), drawn.split("\n")))

    def _drawn(self) -> Content:
        values = self._values
        party = party_of(SimpleNamespace(**{"invoice_to": "person", **values}))
        block = address_block(party, self._language, domestic=False)
        parts = [data(line, "bold" if index == 0 else "", limit=200) for index, line in enumerate(block)]
        if values.get("invoice_to") == "company" and not values.get("company_name"):
            parts.insert(0, content(_("The company has no name yet."), "$warning"))
        if self._sent_to:
            to = _("by e-mail to {addresses}", addresses=", ".join(self._sent_to))
            parts += [Content(""), data(to, "$text-muted", limit=400)]
        else:
            parts += [Content(""), content(_("Nobody gets it by e-mail."), "$warning")]
        return lines(parts)


class LoginLinks(Vertical):
    """Who is signed in, and the ways to what belongs to the login rather than to the account."""

    DEFAULT_CSS = """
    LoginLinks {
        height: auto; border: round $border-blurred; padding: 0 1; margin: 1 0 0 0;
        border-title-color: $text-muted; border-title-style: bold;
        & > Static { height: auto; margin: 0 0 1 0; }
        & > PushButton { width: 100%; margin: 0 0 0 0; text-align: left; }
    }
    """

    @dataclass
    class Chosen(Message):
        """One of the ways was taken."""

        name: str

    def __init__(self) -> None:
        """Make the buttons."""
        super().__init__()
        self._text = Static(markup=False)
        self._warning = Static(markup=False, classes="warning")
        self._risk: MailRisk | None = None

    def compose(self) -> ComposeResult:
        """Compose the address, what is the matter with it, and the buttons."""
        yield self._text
        yield self._warning
        for name, label in LINKS:
            yield PushButton(label, name=name)

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def show(self, address: str) -> None:
        """Show who is signed in."""
        self._text.update(data(address))

    def warn(self, risk: MailRisk | None) -> None:
        """Say beside the address why it may stop working, or nothing."""
        self._risk = risk
        self.retranslate()

    def retranslate(self) -> None:
        """Show the title and the warning in the current language."""
        self.border_title = content(_("Your sign-in"))
        self._warning.display = self._risk is not None
        self._warning.update(risk_words(self._risk) if self._risk is not None else "")

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.post_message(self.Chosen(event.button.name or ""))
