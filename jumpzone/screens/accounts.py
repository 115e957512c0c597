"""The reader's customer centres: which one is open, the others, and invitations to more."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType
from textual.content import Content

from jumpzone.i18n import N_, T_, _, current
from jumpzone.screens.access import rights
from jumpzone.screens.host import host
from jumpzone.screens.short_list import Act, ShortListScreen
from jumpzone.usecases.members import Centre, Offer
from jumpzone.widgets.content import content, data
from jumpzone.widgets.dialogs import Choose, Confirm
from jumpzone.widgets.record_source import Column, Row
from jumpzone.widgets.toasts import notify_safe

__all__ = ["AccountsScreen"]

Centres = tuple[tuple[Centre, ...], list[Offer]]


class AccountsScreen(ShortListScreen[Centre | Offer]):
    """Every account that the login may open, and what it is offered."""

    TITLE_WORDS = T_("Your customer centres")
    COLUMNS = (
        Column("account", T_("Customer centre"), fraction=3, min_width=24),
        Column("number", T_("Number"), width=12),
        Column("may", T_("You may do"), fraction=2, min_width=18, priority=1),
        Column("until", "", width=26, min_width=12, priority=2),
    )
    ACTS: ClassVar[tuple[Act, ...]] = (
        ("open", T_("Open"), "primary"),
        ("leave", T_("Give up the access"), "danger"),
        ("back", T_("Back"), ""),
    )
    OPENS = "open"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Open")),
        Binding("x,delete", "leave", N_("Give up the access")),
        Binding("escape", "back", N_("Back")),
    ]

    def __init__(self) -> None:
        """Make the page; the accounts come once it is mounted."""
        super().__init__()
        self._centres: Centres = ((), [])

    def read(self) -> None:
        """Read the reader's accounts and what they are offered."""
        members = host(self).zone.members
        host(self).load(lambda: (members.accounts(), members.offers()), self._show, owner=self)

    def _show(self, centres: Centres) -> None:
        self._centres = centres
        self.retranslate()

    def retranslate(self) -> None:
        """Show the accounts in the current language."""
        mine, offers = self._centres
        advice = _(
            "One sign-in may open several customer centres: your own, and those that others share with you."
        )
        self.draw(content(advice, "$text-muted"), [*map(self._offer, offers), *map(self._mine, mine)])

    def _mine(self, each: Centre) -> Row:
        here = each.account.id == host(self).zone.session.account.id
        name = data(each.account.display_name, "bold")
        if here:
            name = Content.assemble(("● ", "$success"), name, content(" · " + _("open now"), "$accent"))
        role = "owner" if each.owner else "member"
        cells = (name, data(each.account.number), rights(role, each.permissions), Content(""))
        return Row(each.account.id, cells, each)

    def _offer(self, each: Offer) -> Row:
        invitation = each.invitation
        until = current().date(
            invitation.expires_at.astimezone(ZoneInfo(host(self).settings.timezone)).date()
        )
        cells = (
            Content.assemble(("✉ ", "$warning"), data(each.account.display_name, "bold")),
            data(each.account.number),
            rights(invitation.role, invitation.permissions),
            content(_("invites you, until {day}", day=until), "$warning"),
        )
        return Row(invitation.id, cells, each)

    # -- what can be done ------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the account under the cursor, or answer its invitation."""
        chosen = self.chosen
        if isinstance(chosen, Offer):
            self._answer(chosen)
        elif isinstance(chosen, Centre):
            host(self).open_account(chosen.account.id)

    def _answer(self, offer: Offer) -> None:
        members, invitation = host(self).zone.members, offer.invitation.id

        def answered(choice: str | None) -> None:
            if choice == "accept":
                host(self).save(
                    lambda: members.accept_offer(invitation), on_done=lambda _done: self._joined()
                )
            elif choice == "decline":
                host(self).save(lambda: members.decline_offer(invitation), on_done=lambda _done: self.read())

        choices = [("accept", T_("Accept the invitation")), ("decline", T_("Turn it down"))]
        self.app.push_screen(Choose(data(offer.account.display_name), "", choices), answered)

    def _joined(self) -> None:
        notify_safe(self.app, T_("You have access now: open it from this list."))
        self.read()

    def action_leave(self) -> None:
        """Give up one's own access to the account that is open."""
        chosen, members = self.chosen, host(self).zone.members
        if not isinstance(chosen, Centre):
            return
        if chosen.account.id != host(self).zone.session.account.id:
            notify_safe(self.app, T_("Open it first, then give it up."))
            return

        def answered(sure: bool | None) -> None:
            if sure:
                host(self).save(lambda: members.leave(), on_done=lambda _done: host(self).sign_out())

        text = T_("You can't open it again unless somebody invites you. You are signed out.")
        question = _("Give up your access to {account}?", account=data(chosen.account.display_name).plain)
        self.app.push_screen(Confirm(question, text, yes=T_("Give up the access"), danger=True), answered)
