"""The second factor: what it is set to, setting it up with an app, switching it off."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, NT_, T_, _, current
from jumpzone.screens.factor_setup import RecoveryCodesDialog, ScanDialog
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.screens.second_step import OTP_FIELD
from jumpzone.usecases.second_factor import FactorStatus, Setup
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, lines
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

__all__ = ["SecondFactorScreen"]

_PASSWORD = FieldSpec("password", T_("Your password"), kind="password", required=True, max_length=1000)
_FEW = 3
"""So many recovery codes left are few."""


class SecondFactorScreen(FrontScreen[None]):
    """Says whether signing in asks for a second factor, and changes it."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("Second factor")
    CARD_TITLE = T_("Second factor")
    LOGO = False
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self) -> None:
        """Make both forms; which one is shown, the store says."""
        super().__init__()
        self._status: FactorStatus | None = None
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._on = Form(
            Section("", (_PASSWORD,)),
            submit=T_("Set it up"),
            keeps_unsaved=False,
            auto_height=True,
            id="set-up",
        )
        self._off = Form(
            Section("", (_PASSWORD, OTP_FIELD)),
            submit=T_("Switch it off"),
            keeps_unsaved=False,
            auto_height=True,
            id="switch-off",
        )
        self._renew = Horizontal(PushButton(T_("New recovery codes"), id="renew"), classes="buttons")

    def compose_card(self) -> ComposeResult:
        """Compose words and forms."""
        yield self._text
        yield self._said
        yield self._on
        yield self._off
        yield self._renew

    def on_mount(self) -> None:
        """Read how things stand."""
        super().on_mount()
        for part in (self._on, self._off, self._renew):
            part.display = False
        self._read()

    def _read(self) -> None:
        zone = host(self).zone
        host(self).load(lambda: zone.access.second_factor(), self._show, owner=self)

    def _show(self, status: FactorStatus) -> None:
        self._status = status
        on = status.enabled_at is not None
        self._on.display, self._off.display, self._renew.display = not on, on, on
        self.retranslate()
        (self._off if on else self._on).focus_first()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        status = self._status
        if status is None:
            self._text.update(content(_("One moment…")))
        elif status.enabled_at is None:
            self._text.update(
                content(
                    _(
                        "With a second factor nobody gets in with your password alone: signing in also asks for a "
                        "code that an app on your phone shows."
                    )
                )
            )
        else:
            zone = ZoneInfo(host(self).settings.timezone)
            since = _("Asked for since {when}.", when=current().datetime(status.enabled_at, zone))
            few = status.recovery_left <= _FEW
            left = NT_("{n} recovery code left.", "{n} recovery codes left.", status.recovery_left)
            self._text.update(
                lines(
                    [
                        content(since, "$success"),
                        content(left, "$warning" if few else "$text-muted"),
                        content(_("To change anything, give both factors."), "$text-muted"),
                    ]
                )
            )

    # -- setting it up ---------------------------------------------------------------------------------

    @on(Form.Submitted, "#set-up")
    def _begin(self, message: Form.Submitted) -> None:
        message.stop()
        password, zone = str(message.values["password"]), host(self).zone
        issuer = host(self).settings.seller.name
        self._said.say("")
        self._on.busy(True, T_("One moment…"))
        host(self).save(
            lambda: zone.access.begin_second_factor(password, issuer),
            on_done=self._scan,
            on_error=self._refused,
            owner=self,
        )

    def _scan(self, setup: Setup) -> None:
        self._on.busy(False)
        self._on.field("password").value = ""
        self.app.push_screen(ScanDialog(setup), self._scanned)

    def _scanned(self, codes: tuple[str, ...] | None) -> None:
        if codes is not None:
            self._said.say(
                T_("Signing in asks for your app's code from now on. Other devices are signed out.")
            )
            self.app.push_screen(RecoveryCodesDialog(codes), lambda _done: self._read())

    # -- switching it off, new codes -------------------------------------------------------------------

    @on(Form.Submitted, "#switch-off")
    def _switch_off(self, message: Form.Submitted) -> None:
        message.stop()
        password, otp = str(message.values["password"]), str(message.values["otp"])
        zone = host(self).zone
        self._said.say("")
        self._off.busy(True, T_("One moment…"))
        host(self).save(
            lambda: zone.access.disable_second_factor(password, otp),
            on_done=self._switched_off,
            on_error=self._refused,
            owner=self,
        )

    def _switched_off(self, _nothing: None) -> None:
        self._clear()
        self._said.say(T_("Your password alone signs you in again."))
        self._read()

    @on(PushButton.Pressed, "#renew")
    def _renewing(self, event: PushButton.Pressed) -> None:
        event.stop()
        values = self._off.values()
        password, otp = str(values["password"]), str(values["otp"])
        zone = host(self).zone
        self._said.say("")
        self._off.busy(True, T_("One moment…"))
        host(self).save(
            lambda: zone.access.renew_recovery_codes(password, otp),
            on_done=self._renewed,
            on_error=self._refused,
            owner=self,
        )

    def _renewed(self, codes: tuple[str, ...]) -> None:
        self._clear()
        self.app.push_screen(RecoveryCodesDialog(codes), lambda _done: self._read())

    def _clear(self) -> None:
        self._off.busy(False)
        for name in ("password", "otp"):
            self._off.field(name).value = ""

    def _refused(self, error: ZoneError) -> None:
        form = self._off if self._off.display else self._on
        form.busy(False)
        if error.fields:
            form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)
