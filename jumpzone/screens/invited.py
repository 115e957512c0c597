"""Accepting an invitation without having a login yet: the code, a name, a password."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _, current
from jumpzone.screens.host import host
from jumpzone.screens.passwords import new_password
from jumpzone.screens.said import Said
from jumpzone.usecases.area import Session
from jumpzone.widgets.content import content
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

__all__ = ["InvitedScreen"]


class InvitedScreen(FrontScreen[None]):
    """Takes the code of an invitation and makes a login of it."""

    CSS_PATH = "confirm.tcss"
    TITLE_WORDS = T_("I was invited")
    CARD_TITLE = T_("I was invited")
    LOGO = False
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self, email: str = "") -> None:
        """Ask; `email` is what was typed at sign-in."""
        super().__init__()
        self._email = email
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._form = Form(
            Section(
                "",
                (
                    FieldSpec("email", T_("E-mail"), kind="email", required=True, max_length=254),
                    FieldSpec("code", T_("Code from the mail"), kind="code", required=True, digits=8),
                    FieldSpec("name", T_("Your name"), required=True, max_length=201),
                    new_password("password", T_("New password"), self._known),
                ),
            ),
            submit=T_("Accept the invitation"),
            keeps_unsaved=False,
            auto_height=True,
        )

    def _known(self) -> tuple[str, ...]:
        values = self._form.values()
        return str(values["name"]), str(values["email"])

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
            "If you sign in here already, sign in instead: the invitation waits at your customer centres."
        )
        self._text.update(content(text))

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        given = {name: str(message.values[name]) for name in ("email", "code", "name", "password")}
        zone_host = host(self)
        language, timezone = current().language, str(zone_host.settings.timezone)

        def accept() -> Session:
            return zone_host.zone.members.accept(**given, language=language, timezone=timezone)

        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        zone_host.save(accept, on_done=zone_host.signed_in, on_error=self._refused)

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)
