"""Take everything with you: the whole account in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, Text, _, current
from jumpzone.model.text import safe_text
from jumpzone.screens.files import check_target, default_folder, file_name, target_of
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.screens.working import Working
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import Confirm, Notice
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import FrontScreen

if TYPE_CHECKING:
    from jumpzone.usecases.archive import Archived

__all__ = ["TakingScreen"]

_SHOWN: Final[tuple[tuple[str, Text], ...]] = (
    ("service", T_("Services")),
    ("domain", T_("Domains")),
    ("invoice", T_("Invoices")),
    ("order", T_("Orders")),
    ("ticket", T_("Tickets")),
    ("message", T_("Messages")),
    ("contact", T_("Contacts")),
)
"""What is counted for people; the rest goes along."""

_COLUMNS: Final = 3


class TakingScreen(FrontScreen[None]):
    """Says what will be in the file, asks where to and for the password, then writes."""

    CSS_PATH = "taking.tcss"
    TITLE_WORDS = T_("Take everything with you")
    CARD_TITLE = T_("Take everything with you")
    LOGO = False
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"))]

    def __init__(self) -> None:
        """Ask."""
        super().__init__()
        self._text = Static(classes="text", markup=False)
        self._said = Said()
        self._holds: Archived | None = None
        self._form = Form(
            Section(
                "",
                (
                    FieldSpec("path", T_("File"), required=True, validator=check_target),
                    FieldSpec(
                        "papers",
                        T_("With every invoice as PDF"),
                        kind="check",
                        hint=T_("A few seconds for each hundred."),
                    ),
                    FieldSpec(
                        "password",
                        T_("Your password"),
                        kind="password",
                        required=True,
                        hint=T_("Asked again, because it is everything."),
                        submit=True,
                    ),
                ),
            ),
            submit=T_("Write the file"),
            keeps_unsaved=False,
            auto_height=True,
        )

    def compose_card(self) -> ComposeResult:
        """Compose words and fields."""
        yield self._text
        yield self._said
        yield self._form

    def on_mount(self) -> None:
        """Propose a file and count what will be in it."""
        super().on_mount()
        self._form.field("path").value = str(default_folder() / self._file_name())
        self._form.field("papers").value = True
        self._form.field("password").focus_editor()
        zone = host(self).zone
        host(self).load(lambda: zone.archive.holds(), self._take)

    def _file_name(self) -> str:
        session, today = host(self).session, host(self).today
        number = session.account.number if session is not None else "account"
        return file_name(f"jumpzone-{number}-{today}", ".zip")

    def _take(self, holds: Archived) -> None:
        self._holds = holds
        self.retranslate()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        said = [
            content(_("One zip file: every record as JSON and CSV, papers, messages and attached files.")),
            Content(""),
            *self._counts(),
            Content(""),
            content(
                _(
                    "Passwords, access data and transfer codes stay out of it. Keep the file safe all the same."
                ),
                "$text-muted",
            ),
        ]
        if self._holds is not None and not self._holds.complete:
            said.append(
                content(
                    _("You may not see everything, so this file can be read but not imported."), "$warning"
                )
            )
        else:
            said.append(
                content(_("“jumpzone import” brings it into an empty store, the same again."), "$text-muted")
            )
        self._text.update(lines(said))

    def _counts(self) -> list[Content]:
        """Return a small table of what is inside; blank lines until it is known, so that nothing moves."""
        rows = -(-len(_SHOWN) // _COLUMNS)
        if self._holds is None:
            return [content(_("Counting…"), "$text-disabled")] + [Content("")] * (rows - 1)
        cells = []
        for type_, label in _SHOWN:
            count = self._holds.counts.get(type_)
            number = "–" if count is None else current().number(count)
            cells.append(Content.assemble((number.rjust(6), "bold"), " ", content(label, "$text-muted")))
        return [
            Content("").join(cell.truncate(18, pad=True) for cell in cells[at::rows]) for at in range(rows)
        ]

    # -- writing ---------------------------------------------------------------------------------------

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        values, zone = message.values, host(self).zone
        path = target_of(str(values["path"]), self._file_name())
        password, papers = str(values["password"]), values["papers"] is True
        self._said.say("")
        self._form.busy(True, T_("One moment…"))

        def proven(_nothing: None) -> None:
            if not path.exists():
                self._write(path, papers, False)
                return
            question = Confirm(
                T_("Replace the file?"),
                T_("There is a file of this name already: {path}", path=safe_text(str(path))),
                yes=T_("Replace it"),
                danger=True,
            )
            self.app.push_screen(
                question, lambda sure: self._write(path, papers, True) if sure else self._form.busy(False)
            )

        host(self).save(
            lambda: zone.access.reauthenticate(password), on_done=proven, on_error=self._refused, owner=self
        )

    def _write(self, path: Path, papers: bool, replace: bool) -> None:
        zone, settings = host(self).zone, host(self).settings
        dialog = Working(T_("Writing the file"), T_("Nothing was written."))
        self.app.push_screen(dialog)

        def work() -> Archived:
            from jumpzone.mail.letter import Sender  # late: with what writes letters

            sender = Sender(settings.mail.sender, settings.seller.name, settings.seller.support)
            return zone.archive.write(path, sender, replace=replace, papers=papers, tick=dialog.tick)

        def written(_done: Archived) -> None:
            dialog.finish()
            self._form.busy(False)
            words = T_("Everything is in {path}. Only you can read it.", path=safe_text(str(path)))
            self.app.push_screen(Notice(T_("Written"), lambda: data(words)), lambda _seen: self.dismiss(None))

        def failed(error: ZoneError) -> None:
            dialog.finish()
            self._refused(error)

        host(self).save(work, on_done=written, on_error=failed, owner=self)

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)
