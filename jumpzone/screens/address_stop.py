"""Taking a change of the main address back, by the code that went to the one that was main before."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _
from jumpzone.screens.front import FrontDoor
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.widgets.content import content
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

__all__ = ["AddressStopScreen"]


class AddressStopScreen(FrontScreen[None]):
    """Asks for the address that was main before, and the code that went there."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("Take a change of address back")
    CARD_TITLE = T_("Take a change of address back")
    LOGO = False
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, email: str = "") -> None:
        """Ask; `email` is what was typed before."""
        super().__init__()
        self._email = email
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._form = Form(
            Section(
                "",
                (
                    FieldSpec(
                        "email", T_("The address that was told"), kind="email", required=True, max_length=254
                    ),
                    FieldSpec("code", T_("Code from the mail"), kind="code", required=True, digits=8),
                ),
            ),
            submit=T_("Take it back"),
            keeps_unsaved=False,
            auto_height=True,
        )

    def compose_card(self) -> ComposeResult:
        """Compose words and fields."""
        yield self._text
        yield self._said
        yield self._form

    def on_mount(self) -> None:
        """Go to the first empty field."""
        super().on_mount()
        if self._email:
            self._form.set_values({"email": self._email})
        self._form.field("code" if self._email else "email").focus_editor()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        text = _(
            "Your old address is the main one again, everybody is signed out, and the password is void: you choose a "
            "new one afterwards."
        )
        self._text.update(content(text))

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        email, code, zone_host = str(message.values["email"]), str(message.values["code"]), host(self)
        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        zone_host.save(
            lambda: zone_host.zone.addresses.stop_change(email, code),
            on_done=self._stopped,
            on_error=self._refused,
        )

    def _stopped(self, _nothing: None) -> None:
        front = self.app.screen_stack[0]
        self.dismiss(None)
        words = T_("It is taken back. Choose a new password now with “Forgotten password”.")
        front.post_message(FrontDoor.Knocked("sign-in", words))

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)
