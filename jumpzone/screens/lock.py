"""The lock: covers everything until the password is given again."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import T_, _
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

__all__ = ["LockScreen"]


class LockScreen(FrontScreen[None]):
    """Asks for the password, or signs out; what was on the screen before comes back as it was."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("Locked")
    CARD_TITLE = T_("Locked")
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        """Ask."""
        super().__init__()
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        field = FieldSpec("password", T_("Password"), kind="password", required=True, max_length=1000)
        self._form = Form(Section("", (field,)), submit=T_("Unlock"), keeps_unsaved=False, auto_height=True)

    def compose_card(self) -> ComposeResult:
        """Compose words, field and the way out."""
        yield self._text
        yield self._said
        yield self._form
        with Horizontal(classes="buttons"):
            yield PushButton(T_("Sign out"), id="sign-out")

    def on_mount(self) -> None:
        """Go to the field."""
        super().on_mount()
        self._form.focus_first()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        self._text.update(content(_("Your password opens the zone as you left it.")))

    def action_back(self) -> None:
        """There is no way past the lock."""

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        password, zone_host = str(message.values["password"]), host(self)
        self._form.field("password").value = ""
        self._said.say("")
        self._form.busy(True)
        zone_host.save(
            lambda: zone_host.zone.access.reauthenticate(password),
            on_done=self._opened,
            on_error=self._refused,
        )

    def _opened(self, _nothing: None) -> None:
        self.dismiss(None)

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        self._said.say_error(error)
        self._form.field("password").focus_editor()

    @on(PushButton.Pressed, "#sign-out")
    def _sign_out(self, event: PushButton.Pressed) -> None:
        event.stop()
        host(self).sign_out()
