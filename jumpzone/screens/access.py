"""Who has access to the account: members and invitations; inviting, changing, ending."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from jumpzone.i18n import N_, T_, _, current, ngettext
from jumpzone.model.records import Invitation
from jumpzone.model.text import safe_text
from jumpzone.screens.access_form import RightsScreen
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.short_list import Act, ShortListScreen
from jumpzone.usecases.members import Member
from jumpzone.widgets.content import content, data
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.record_source import Column, Row
from jumpzone.widgets.toasts import notify_safe

__all__ = ["AccessScreen"]

People = tuple[list[Member], list[Invitation]]


class AccessScreen(ShortListScreen[Member | Invitation]):
    """The account's members, and who is invited."""

    TITLE_WORDS = T_("Access")
    COLUMNS = (
        Column("who", T_("Who"), fraction=4, min_width=30),
        Column("may", T_("May do"), width=20, min_width=16),
        Column("since", T_("Since"), width=18, min_width=12, priority=1),
        Column("factor", T_("Second factor"), width=15, min_width=8, priority=2),
    )
    ACTS: ClassVar[tuple[Act, ...]] = (
        ("invite", T_("Invite somebody"), "primary"),
        ("change", T_("Change the rights"), ""),
        ("end", T_("End the access"), "danger"),
        ("back", T_("Back"), ""),
    )
    OPENS = "change"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "invite", N_("Invite somebody")),
        Binding("enter", "change", N_("Change the rights"), show=False),
        Binding("x,delete", "end", N_("End the access")),
        Binding("escape", "back", N_("Back to the account")),
    ]

    def __init__(self) -> None:
        """Make the page; the people come once it is mounted."""
        super().__init__()
        self._people: People = ([], [])

    @on(ZoneChanged)
    def _changed(self, event: ZoneChanged) -> None:
        if event.changes.touches("membership", "invitation", "login", "email_address"):
            self.read()

    def read(self) -> None:
        """Read who has access and who is invited."""
        members = host(self).zone.members
        host(self).load(lambda: (members.everybody(), members.invitations()), self._show, owner=self)

    def _show(self, people: People) -> None:
        self._people = people
        self.retranslate()

    def retranslate(self) -> None:
        """Show everybody in the current language."""
        members, invited = self._people
        said = ngettext("{n} person has access.", "{n} people have access.", len(members))
        if invited:
            said += " " + ngettext("{n} is invited.", "{n} are invited.", len(invited))
        advice = _("Everybody signs in with a password of their own. What you end here ends at once.")
        words = Content.assemble(content(said, "bold"), "\n", content(advice, "$text-muted"))
        self.draw(words, [*map(self._member, members), *map(self._invited, invited)])

    def _member(self, each: Member) -> Row:
        membership = each.membership
        me = membership.login == host(self).zone.session.login.id
        who = Content.assemble(data(each.name, "bold"), "  ", data(each.address or "", "$text-muted"))
        if me:
            who = Content.assemble(("● ", "$success"), who, content(" · " + _("you"), "$accent"))
        factor = content(_("✓ on"), "$success") if each.totp_enabled else content(_("– off"), "$text-muted")
        since = self._day(membership.created_at)
        return Row(membership.id, (who, rights(membership.role, membership.permissions), since, factor), each)

    def _invited(self, each: Invitation) -> Row:
        who = Content.assemble(("◌ ", "$warning"), data(each.address))
        until = content(_("invited until {day}", day=self._day(each.expires_at)), "$warning")
        return Row(each.id, (who, rights(each.role, each.permissions), until, Content("")), each)

    def _day(self, moment: datetime) -> str:
        return current().date(moment.astimezone(ZoneInfo(host(self).settings.timezone)).date())

    # -- what can be done ------------------------------------------------------------------------------

    def action_invite(self) -> None:
        """Invite somebody."""
        self.app.push_screen(RightsScreen())

    def action_change(self) -> None:
        """Change what the member under the cursor may do; somebody invited is invited anew."""
        chosen = self.chosen
        if isinstance(chosen, Member | Invitation):
            self.app.push_screen(RightsScreen(chosen))

    def action_end(self) -> None:
        """End the access under the cursor, or take the invitation back."""
        chosen, members = self.chosen, host(self).zone.members
        if isinstance(chosen, Invitation):
            who, yes = chosen.address, T_("Take it back")
            question = _("Take back the invitation of {who}?", who=safe_text(who))
            text = T_("The code that was sent is void then.")
            invitation = chosen.id
            self._ask(question, text, yes, lambda: members.withdraw(invitation))
        elif isinstance(chosen, Member):
            who, membership = chosen.name, chosen.membership.id
            question = _("End the access of {who}?", who=safe_text(who))
            text = T_("It ends at once, wherever they are signed in. They get a mail about it.")
            self._ask(question, text, T_("End the access"), lambda: members.revoke(membership))

    def _ask(self, question: str, text: Any, yes: Any, act: Any) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                host(self).save(act, on_done=lambda _done: self._ended())

        self.app.push_screen(Confirm(question, text, yes=yes, danger=True), answered)

    def _ended(self) -> None:
        notify_safe(self.app, T_("Done: it is void from now on."))
        self.read()


def rights(role: str, permissions: Collection[str]) -> Content:
    """Say what somebody may do, in a few words."""
    if role == "owner":
        return content(_("everything (owner)"), "$accent")
    return content(ngettext("{n} of 13 permissions", "{n} of 13 permissions", len(permissions)))
