"""A forgotten password: an address, a code by mail, a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _, current
from jumpzone.screens.code_boxes import CodeBoxes, TakesCode
from jumpzone.screens.front import FrontDoor
from jumpzone.screens.host import host
from jumpzone.screens.mail_hint import MailHint
from jumpzone.screens.passwords import new_password
from jumpzone.screens.said import Said
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

if TYPE_CHECKING:
    from jumpzone.usecases.passwords import ResetPending

__all__ = ["ForgottenScreen", "ResetScreen"]


class ForgottenScreen(FrontScreen[None]):
    """Asks for the address; what follows looks the same whether it is known."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("Forgotten password")
    CARD_TITLE = T_("Forgotten password")
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, email: str = "") -> None:
        """Ask; `email` is what was typed at sign-in."""
        super().__init__()
        self._email = email
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._form = Form(
            Section("", (FieldSpec("email", T_("E-mail"), kind="email", required=True, max_length=254),)),
            submit=T_("Send a code"),
            keeps_unsaved=False,
            auto_height=True,
        )

    def compose_card(self) -> ComposeResult:
        """Compose words and field."""
        yield self._text
        yield self._said
        yield self._form
        with Horizontal(classes="buttons"):
            yield PushButton(T_("Take a change of address back"), id="stop")

    def on_mount(self) -> None:
        """Go to the field."""
        super().on_mount()
        if self._email:
            self._form.set_values({"email": self._email})
        self._form.field("email").focus_editor()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        self._text.update(
            content(_("Give the address that you sign in with. A code to choose a new password goes there."))
        )

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        email, language, zone_host = str(message.values["email"]), current().language, host(self)
        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        zone_host.save(
            lambda: zone_host.zone.access.begin_reset(email, language=language),
            on_done=self._begun,
            on_error=self._refused,
        )

    @on(PushButton.Pressed, "#stop")
    def _stop(self, event: PushButton.Pressed) -> None:
        event.stop()
        from jumpzone.screens.address_stop import AddressStopScreen  # late: seldom

        self.app.switch_screen(AddressStopScreen(str(self._form.field("email").value)))

    def _begun(self, pending: ResetPending) -> None:
        self._form.busy(False)
        self.app.switch_screen(ResetScreen(pending))

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)


class ResetScreen(TakesCode, FrontScreen[None]):
    """Asks for the code and the new password."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("A new password")
    CARD_TITLE = T_("A new password")
    LOGO = False
    AUTO_FOCUS = "CodeBoxes"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, pending: ResetPending) -> None:
        """Ask for the code of `pending`."""
        super().__init__()
        self._pending = pending
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._boxes = CodeBoxes(T_("Code"))
        self._hint = MailHint()
        self._form = Form(
            Section("", (new_password("password", T_("New password"), lambda: (pending.address,)),)),
            submit=T_("Change the password"),
            keeps_unsaved=False,
            auto_height=True,
        )

    def compose_card(self) -> ComposeResult:
        """Compose words, boxes and field."""
        yield self._text
        yield self._said
        yield self._boxes
        yield self._form
        yield self._hint

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        self._text.update(
            Content.assemble(
                _("If the address is known here, a mail with a code is on its way to"),
                "\n",
                data(self._pending.address, "bold"),
            )
        )

    def take_code(self, code: str) -> None:
        """Enter a code that was found in a mail."""
        self._boxes.take(code)

    @on(CodeBoxes.Complete)
    def _complete(self, message: CodeBoxes.Complete) -> None:
        message.stop()
        self._form.field("password").focus_editor()

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        token, code, zone_host = self._pending.token, self._boxes.value, host(self)
        password = str(message.values["password"])
        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        zone_host.save(
            lambda: zone_host.zone.access.confirm_reset(token, code, password),
            on_done=self._changed,
            on_error=self._refused,
        )

    def _changed(self, _nothing: None) -> None:
        app = self.app
        words = T_("Your new password holds. You were signed out everywhere: sign in with it.")
        front = app.screen_stack[0]
        self.dismiss(None)
        front.post_message(FrontDoor.Knocked("sign-in", words))

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        wrong = {field.field: field.message for field in error.fields}
        if "password" in wrong:
            self._form.set_errors({"password": wrong["password"]})
        else:
            self._boxes.refuse()
            self._said.say_error(error)

    @on(PushButton.Pressed, "#again")
    def _send_again(self, event: PushButton.Pressed) -> None:
        event.stop()
        address, language, zone_host = self._pending.address, current().language, host(self)
        zone_host.save(
            lambda: zone_host.zone.access.begin_reset(address, language=language),
            on_done=self._sent,
            on_error=self._said.say_error,
        )

    def _sent(self, pending: ResetPending) -> None:
        self._pending = pending
        self._hint.restart()
        self._boxes.value = ""
        self._boxes.focus()
        self._said.say(T_("Another code is on its way."))

    @on(PushButton.Pressed, "#mailbox")
    def _show_mail(self, event: PushButton.Pressed) -> None:
        event.stop()
        host(self).show_mailbox()
