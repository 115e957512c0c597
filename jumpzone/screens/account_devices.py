"""Where a login is signed in, and ending what should not be."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from jumpzone.i18n import N_, T_, _, current, ngettext
from jumpzone.model.text import safe_text
from jumpzone.screens.host import host
from jumpzone.screens.short_list import Act, ShortListScreen
from jumpzone.usecases.access import SessionInfo
from jumpzone.widgets.content import content, data
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.record_source import Column, Row
from jumpzone.widgets.toasts import notify_safe

__all__ = ["DevicesScreen"]


class DevicesScreen(ShortListScreen[SessionInfo]):
    """The login's sessions."""

    COLUMNS = (
        Column("device", T_("Device"), fraction=2, min_width=20),
        Column("used", T_("Last used"), width=16),
        Column("began", T_("Signed in"), width=22, priority=2),
        Column("ends", T_("Ends by itself"), width=22, priority=1),
    )
    ACTS: ClassVar[tuple[Act, ...]] = (
        ("end", T_("Sign out this device"), ""),
        ("end_others", T_("Sign out all others"), "danger"),
        ("back", T_("Back to the account"), ""),
    )
    OPENS = "end"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,delete", "end", N_("Sign out this device")),
        Binding("o", "end_others", N_("Sign out all others")),
        Binding("escape", "back", N_("Back to the account")),
    ]

    def __init__(self) -> None:
        """Make the page; the sessions come once it is mounted."""
        super().__init__()
        self._sessions: list[SessionInfo] = []

    def read(self) -> None:
        """Read the sessions."""
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
        words = Content.assemble(content(said, "bold"), "\n", content(advice, "$text-muted"))
        self.draw(words, [self._row(each) for each in self._sessions])

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

    def action_end(self) -> None:
        """End the session under the cursor; this program's own by signing out."""
        chosen = self.chosen
        if chosen is None:
            return
        if chosen.current:
            host(self).sign_out()
            return
        zone, device = host(self).zone, safe_text(chosen.device or _("unknown device"))

        def end(sure: bool | None) -> None:
            if sure:
                host(self).save(
                    lambda: zone.access.end_session(chosen.id), on_done=lambda _none: self.read(), owner=self
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
        self.read()
