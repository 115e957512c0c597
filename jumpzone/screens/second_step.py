"""The second step of signing in: a code of the authenticator app, or a recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

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

if TYPE_CHECKING:
    from jumpzone.usecases.area import Session

__all__ = ["OTP_FIELD", "SecondStepScreen"]

OTP_FIELD = FieldSpec("otp", T_("Code of the app"), required=True, max_length=40, submit=True)


class SecondStepScreen(FrontScreen[None]):
    """Asks for the code; the password was right."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("One more step")
    CARD_TITLE = T_("One more step")
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, email: str, password: str, *, remember: bool) -> None:
        """Ask; what was typed before is sent along with the code."""
        super().__init__()
        self._email, self._password, self._remember = email, password, remember
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._form = Form(
            Section("", (OTP_FIELD,)), submit=T_("Sign in"), keeps_unsaved=False, auto_height=True
        )

    def compose_card(self) -> ComposeResult:
        """Compose words and field."""
        yield self._text
        yield self._said
        yield self._form

    def on_mount(self) -> None:
        """Go to the field."""
        super().on_mount()
        self._form.focus_first()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        text = _(
            "Enter the six digits that your authenticator app shows now. Without your phone, a recovery code does it."
        )
        self._text.update(content(text))

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        otp, zone_host = str(message.values["otp"]), host(self)
        email, password, remember = self._email, self._password, self._remember

        def sign_in() -> Session:
            session = zone_host.zone.access.sign_in(email, password, otp=otp, remember=remember)
            if remember:
                zone_host.remember(session)
            return session

        self._said.say("")
        self._form.busy(True, T_("Signing in…"))
        zone_host.save(sign_in, on_done=zone_host.signed_in, on_error=self._refused)

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.code == "invalid-credentials":
            # The password was changed between the two steps.
            front = self.app.screen_stack[0]
            self.dismiss(None)
            front.post_message(FrontDoor.Knocked("sign-in", error.message))
            return
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)
        self._form.field("otp").focus_editor()
