"""Bring a zone along: the file that an export wrote, into a store where nobody is yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.text import safe_text
from jumpzone.screens.files import default_folder
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.screens.working import Working
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import Notice
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

if TYPE_CHECKING:
    from jumpzone.usecases.bringing import Brought

__all__ = ["BringingScreen"]


def _check_file(typed: str) -> Text | None:
    """Say why a typed path is no file, or None."""
    try:
        path = Path(typed.strip()).expanduser()
        if not path.is_file():
            return T_("There is no such file: {file}", file=safe_text(str(path)))
    except (OSError, RuntimeError, ValueError):
        return T_("This is not a path.")
    return None


def newest_export() -> str:
    """Return the newest file in the usual folder that is called as exports are, or the folder; blocks briefly."""
    folder = default_folder()
    try:
        found = sorted((each.stat().st_mtime, str(each)) for each in folder.glob("jumpzone-*.zip"))
    except OSError:
        found = []
    return found[-1][1] if found else f"{folder}/"


class BringingScreen(FrontScreen[None]):
    """Asks for the file, brings it in, and leads on to choosing a password."""

    CSS_PATH = "taking.tcss"
    TITLE_WORDS = T_("Bring a zone along")
    CARD_TITLE = T_("Bring a zone along")
    LOGO = False
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self) -> None:
        """Ask."""
        super().__init__()
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        field = FieldSpec("path", T_("File"), required=True, validator=_check_file, submit=True)
        self._form = Form(
            Section("", (field,)), submit=T_("Bring it in"), keeps_unsaved=False, auto_height=True
        )

    def compose_card(self) -> ComposeResult:
        """Compose words and the field."""
        yield self._text
        yield self._said
        yield self._form

    def on_mount(self) -> None:
        """Propose the newest export."""
        super().on_mount()
        self._form.field("path").value = newest_export()
        self._form.field("path").focus_editor()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        self._text.update(
            lines(
                [
                    content(
                        _(
                            "Nobody has an account here yet. The file that “Take everything with you” wrote brings "
                            "yours, with all its numbers, times and files."
                        )
                    ),
                    Content(""),
                    content(
                        _("All of it comes in, or nothing. Passwords are not in the file."), "$text-muted"
                    ),
                ]
            )
        )

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        path, zone = Path(str(message.values["path"]).strip()).expanduser(), host(self).zone
        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        dialog = Working(T_("Bringing it in"), T_("Nothing was changed."))
        self.app.push_screen(dialog)

        def brought(done: Brought) -> None:
            dialog.finish()
            self._form.busy(False)
            self._welcome(done)

        def failed(error: ZoneError) -> None:
            dialog.finish()
            self._form.busy(False)
            self._said.say_error(error)

        host(self).save(
            lambda: zone.bringing.bring(path, dialog.tick), on_done=brought, on_error=failed, owner=self
        )

    def _welcome(self, done: Brought) -> None:
        def words() -> Content:
            said = [
                content(_("Account {number} is here.", number=safe_text(done.number)), "bold"),
                Content(""),
                content(_("Choose a new password with a code by e-mail to one of these:")),
            ]
            return lines([*said, *(data(f"  {address}", limit=200) for address in done.addresses)])

        self.app.push_screen(Notice(T_("Brought in"), words), self._go_on)

    def _go_on(self, _seen: None) -> None:
        from jumpzone.screens.forgotten import ForgottenScreen  # late: it comes after this

        self.app.switch_screen(ForgottenScreen())
