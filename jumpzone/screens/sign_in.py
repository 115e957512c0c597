"""Sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import SignInFirst, Throttled, ZoneError
from jumpzone.i18n import N_, T_, Text, _
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

if TYPE_CHECKING:
    from jumpzone.usecases.area import Session

__all__ = ["SignInScreen"]

FIELDS = (
    FieldSpec("email", T_("E-mail"), kind="email", required=True, max_length=254),
    FieldSpec("password", T_("Password"), kind="password", required=True, max_length=1000, submit=True),
    FieldSpec("remember", T_("Stay signed in on this computer"), kind="check"),
)


class SignInScreen(FrontScreen[None]):
    """Address and password; the demo brings them along."""

    CSS_PATH = "sign_in.tcss"
    TITLE_WORDS = T_("Sign in")
    CARD_TITLE = T_("Sign in")
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, words: Text | None = None) -> None:
        """Ask; `words` say why, when a session has ended, or that a new password holds."""
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
        self._said = Said()
        self._words = words
        self._demo = Static(id="demo", markup=False)
        self._form = Form(
            Section("", FIELDS), submit=T_("Sign in"), keeps_unsaved=False, auto_height=True, id="sign-in"
        )
        self._asked = False

    def compose_card(self) -> ComposeResult:
        """Compose the fields and the ways beside them."""
        demo = host(self).demo
        yield self._said
        yield self._demo
        with Vertical(id="companies"):
            for address, _what in demo.companies if demo is not None else ():
                yield PushButton("", name=address)
        yield self._form
        with Horizontal(classes="others"):
            yield PushButton(T_("Forgotten password"), id="forgotten")
            yield PushButton(T_("Register"), id="register")
            yield PushButton(T_("I was invited"), id="invited")

    def on_mount(self) -> None:
        """Fill in what is known and go to the first empty field."""
        super().on_mount()
        if self._words is not None:
            self._said.say(self._words)
        demo = host(self).demo
        if demo is not None:
            self._form.set_values({"email": demo.email, "password": demo.password})
            self._form.button.focus()
        else:
            self._form.focus_first()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        demo = host(self).demo
        self._demo.set_class(demo is not None, "-shown")
        if demo is None:
            return
        self._demo.update(content(_("A demo: everything is made up, leaving forgets it.")))
        self.query_one("#companies").set_class(bool(demo.companies), "-shown")
        whats = dict(demo.companies)
        for button in self.query("#companies > PushButton").results(PushButton):
            address = button.name or ""
            here = address == self._form.field("email").value
            line = Content.assemble(
                ("● " if here else "○ ", "$accent" if here else "$text-muted"),
                data(address).truncate(22, ellipsis=True, pad=True),
                " ",
                content(whats[address], "$text-muted"),
            )
            button.label = line.truncate(57, ellipsis=True)

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        email, password = str(message.values["email"]), str(message.values["password"])
        remember = bool(message.values["remember"])
        zone_host = host(self)

        def sign_in() -> Session:
            session = zone_host.zone.access.sign_in(email, password, remember=remember)
            if remember:
                zone_host.remember(session)
            return session

        self._said.say("")
        self._form.busy(True, T_("Signing in…"))
        # Whoever signs in is signed in, also after leaving this page meanwhile.
        zone_host.save(sign_in, on_done=zone_host.signed_in, on_error=self._refused)

    def _second_step(self) -> None:
        from jumpzone.screens.second_step import SecondStepScreen  # late: only for who has a second factor

        values = self._form.values()
        email, password = str(values["email"]), str(values["password"])
        self.app.switch_screen(SecondStepScreen(email, password, remember=bool(values["remember"])))

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.code == "otp-required":
            self._second_step()
            return
        self._said.say_error(error)
        if not isinstance(error, Throttled | SignInFirst):
            self._form.field("password").value = ""
        self._form.field("password").focus_editor()

    @on(Form.Changed)
    def _edited(self, message: Form.Changed) -> None:
        if message.field == "remember" and message.value and not self._asked:
            self._asked = True
            host(self).load(host(self).why_not_remember, self._said_why, owner=self, group="keyring")
        elif message.field == "email" and host(self).demo is not None:
            self.retranslate()

    def _said_why(self, why: Text | None) -> None:
        if why is not None:
            words = T_("{why} You stay signed in until you leave the program.", why=why)
            self._said.say(words)

    @on(PushButton.Pressed, "#companies > PushButton")
    def _company(self, event: PushButton.Pressed) -> None:
        event.stop()
        demo = host(self).demo
        if demo is not None:
            self._form.set_values({"email": event.button.name or "", "password": demo.password})
            self.retranslate()
            self._form.button.focus()

    @on(PushButton.Pressed, "#forgotten")
    def _forgotten(self, event: PushButton.Pressed) -> None:
        event.stop()
        from jumpzone.screens.forgotten import ForgottenScreen  # late: seldom

        self.app.switch_screen(ForgottenScreen(str(self._form.field("email").value)))

    @on(PushButton.Pressed, "#invited")
    def _invited(self, event: PushButton.Pressed) -> None:
        event.stop()
        from jumpzone.screens.invited import InvitedScreen  # late: seldom

        self.app.switch_screen(InvitedScreen(str(self._form.field("email").value)))

    @on(PushButton.Pressed, "#register")
    def _register(self, event: PushButton.Pressed) -> None:
        event.stop()
        from jumpzone.screens.register import RegisterScreen  # late: seldom

        self.app.switch_screen(RegisterScreen())
