"""The code that was mailed: only now the account comes to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _
from jumpzone.screens.code_boxes import CodeBoxes, TakesCode
from jumpzone.screens.host import host
from jumpzone.screens.mail_hint import MailHint
from jumpzone.screens.said import Said
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import data
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import FrontScreen

if TYPE_CHECKING:
    from jumpzone.usecases.area import Session
    from jumpzone.usecases.registration import Pending

__all__ = ["ConfirmScreen"]


class ConfirmScreen(TakesCode, FrontScreen[None]):
    """Asks for the code; it looks the same whether the address was new or known."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("Confirm your address")
    CARD_TITLE = T_("Confirm your address")
    AUTO_FOCUS = "CodeBoxes"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the form"))]

    def __init__(self, pending: Pending) -> None:
        """Ask for the code of `pending`."""
        super().__init__()
        self._pending = pending
        self._said = Said()
        self._text = Static(classes="text", markup=False)
        self._boxes = CodeBoxes(T_("Code"))
        self._hint = MailHint()

    def compose_card(self) -> ComposeResult:
        """Compose words, boxes and where to look."""
        yield self._text
        yield self._boxes
        yield self._said
        yield self._hint

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        self._text.update(
            Content.assemble(
                _("A mail with a code of eight digits is on its way to"),
                "\n",
                data(self._pending.address, "bold"),
            )
        )

    def take_code(self, code: str) -> None:
        """Enter a code that was found in a mail."""
        self._boxes.focus()
        self._boxes.take(code)

    @on(CodeBoxes.Complete)
    def _complete(self, message: CodeBoxes.Complete) -> None:
        token, code, zone_host = self._pending.token, message.code, host(self)
        self._said.say("")
        self._boxes.disabled = True

        def confirm() -> Session:
            session = zone_host.zone.registration.confirm(token, code)
            zone_host.zone.drafts.forget("register")
            return session

        def confirmed(session: Session) -> None:
            zone_host.signed_in(session)
            number = session.account.number
            words = T_("Your customer centre is {number}.", number=number)
            notify_safe(zone_host, words, title=T_("Welcome"), timeout=8)

        # The account is open now, also if this page was left meanwhile.
        zone_host.save(confirm, on_done=confirmed, on_error=self._refused, owner=zone_host)

    def _refused(self, error: ZoneError) -> None:
        self._boxes.disabled = False
        self._boxes.refuse()
        self._said.say_error(error)

    @on(PushButton.Pressed, "#again")
    def _send_again(self, event: PushButton.Pressed) -> None:
        event.stop()
        token, zone_host = self._pending.token, host(self)
        zone_host.save(
            lambda: zone_host.zone.registration.resend(token),
            on_done=self._sent,
            on_error=self._said.say_error,
        )

    def _sent(self, pending: Pending) -> None:
        self._pending = pending
        self._hint.restart()
        self._boxes.value = ""
        self._boxes.focus()
        self._said.say(T_("Another code is on its way; the one before is worthless now."))

    @on(PushButton.Pressed, "#mailbox")
    def _show_mail(self, event: PushButton.Pressed) -> None:
        event.stop()
        host(self).show_mailbox()
