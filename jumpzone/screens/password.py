"""Change the password."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _
from jumpzone.screens.host import host
from jumpzone.screens.passwords import new_password
from jumpzone.screens.said import Said
from jumpzone.widgets.content import content
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import FrontScreen

__all__ = ["PasswordScreen"]


class PasswordScreen(FrontScreen[None]):
    """The old password, the new one."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("Change the password")
    CARD_TITLE = T_("Change the password")
    LOGO = False
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self) -> None:
        """Ask."""
        super().__init__()
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._form = Form(
            Section(
                "",
                (
                    FieldSpec(
                        "old_password",
                        T_("Your password now"),
                        kind="password",
                        required=True,
                        max_length=1000,
                    ),
                    new_password("new_password", T_("New password"), self._known),
                ),
            ),
            submit=T_("Change the password"),
            keeps_unsaved=False,
            auto_height=True,
        )

    def _known(self) -> tuple[str, ...]:
        session = host(self).session
        return (session.login.name, session.address.address) if session is not None else ()

    def compose_card(self) -> ComposeResult:
        """Compose words and fields."""
        yield self._text
        yield self._said
        yield self._form

    def on_mount(self) -> None:
        """Go to the first field."""
        super().on_mount()
        self._form.focus_first()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        self._text.update(content(_("Every other session of yours ends, and you get a mail about it.")))

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        old, new = str(message.values["old_password"]), str(message.values["new_password"])
        zone_host = host(self)
        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        zone_host.save(
            lambda: zone_host.zone.access.change_password(old, new),
            on_done=self._changed,
            on_error=self._refused,
        )

    def _changed(self, _nothing: None) -> None:
        app = self.app
        self.dismiss(None)
        notify_safe(app, T_("Your password is changed."))

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)
