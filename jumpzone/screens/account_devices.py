"""Where a login is signed in, and ending what should not be."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import N_, T_, _, current, ngettext
from jumpzone.model.text import safe_text
from jumpzone.screens.host import host
from jumpzone.usecases.access import SessionInfo
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import RecordTable
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["DevicesScreen"]

COLUMNS = (
    Column("device", T_("Device"), fraction=2, min_width=20),
    Column("used", T_("Last used"), width=16),
    Column("began", T_("Signed in"), width=22, priority=2),
    Column("ends", T_("Ends by itself"), width=22, priority=1),
)


class DevicesScreen(ZoneScreen[None]):
    """The login's sessions."""

    TAB = "account"
    CSS_PATH = "account.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,delete", "end", N_("Sign out this device")),
        Binding("o", "end_others", N_("Sign out all others")),
        Binding("escape", "back", N_("Back to the account")),
    ]

    def __init__(self) -> None:
        """Make the screen; the sessions come once it is mounted."""
        super().__init__()
        self._table = RecordTable(COLUMNS)
        self._title = Static(markup=False, classes="title")
        self._sessions: list[SessionInfo] = []

    def compose_body(self) -> ComposeResult:
        """Compose the list and its buttons."""
        yield self._title
        yield self._table
        with Horizontal(classes="acts"):
            yield PushButton(T_("Sign out this device"), name="end")
            yield PushButton(T_("Sign out all others"), tone="danger", name="end_others")
            yield PushButton(T_("Back to the account"), name="back")

    def on_mount(self) -> None:
        """Read the sessions."""
        self._table.focus()
        self._read()

    def _read(self) -> None:
        zone = host(self).zone
        host(self).load(lambda: zone.access.sessions(), self._show, group="sessions")

    def _show(self, sessions: list[SessionInfo]) -> None:
        self._sessions = sessions
        self.retranslate()

    def retranslate(self) -> None:
        """Show the sessions in the current language."""
        said = ngettext(
            "You are signed in on {n} device.", "You are signed in on {n} devices.", len(self._sessions)
        )
        advice = _("What you don't know, sign out, and change your password.")
        self._title.update(Content.assemble(content(said, "bold"), "\n", content(advice, "$text-muted")))
        self._table.set_source(ListSource([self._row(each) for each in self._sessions]))

    def _row(self, each: SessionInfo) -> Row:
        zone = host(self).timezone
        now = host(self).zone.deps.clock.now()
        device = data(each.device) if each.device else content(_("unknown device"), "$text-muted")
        if each.current:
            device = Content.assemble(("● ", "$success"), device, content(" · " + _("this one"), "$accent"))
        return Row(
            each.id,
            (
                device,
                current().relative(each.used_at, now),
                current().datetime(each.created_at, zone),
                current().datetime(each.expires_at, zone),
            ),
            each,
        )

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.action_end()

    def action_end(self) -> None:
        """End the session under the cursor; this program's own by signing out."""
        row = self._table.current
        chosen = row.record if row is not None else None
        if not isinstance(chosen, SessionInfo):
            return
        if chosen.current:
            host(self).sign_out()
            return
        zone, device = host(self).zone, safe_text(chosen.device or _("unknown device"))

        def end(sure: bool | None) -> None:
            if sure:
                host(self).save(
                    lambda: zone.access.end_session(chosen.id), on_done=lambda _none: self._read(), owner=self
                )

        text = T_("Who uses it has to sign in again.")
        question = Confirm(_("Sign out {device}?", device=device), text, yes=T_("Sign out this device"))
        self.app.push_screen(question, end)

    def action_end_others(self) -> None:
        """End every session but this one."""
        zone = host(self).zone

        def end(sure: bool | None) -> None:
            if sure:
                host(self).save(lambda: zone.access.end_other_sessions(), on_done=self._ended)

        text = T_("Every other device has to sign in again.")
        question = Confirm(T_("Sign out all others?"), text, yes=T_("Sign out all others"), danger=True)
        self.app.push_screen(question, end)

    def _ended(self, count: int) -> None:
        notify_safe(self.app, ngettext("{n} device was signed out.", "{n} devices were signed out.", count))
        self._read()
