"""The reader's customer centres: which one is open, the others, and invitations to more."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import N_, T_, _, current
from jumpzone.screens.access import rights
from jumpzone.screens.host import host
from jumpzone.usecases.members import Centre, Offer
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data
from jumpzone.widgets.dialogs import Choose, Confirm
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import RecordTable
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["AccountsScreen"]

_COLUMNS = (
    Column("account", T_("Customer centre"), fraction=3, min_width=24),
    Column("number", T_("Number"), width=12),
    Column("may", T_("You may do"), fraction=2, min_width=18, priority=1),
    Column("until", "", width=26, min_width=12, priority=2),
)

Centres = tuple[tuple[Centre, ...], list[Offer]]


class AccountsScreen(ZoneScreen[None]):
    """Every account that the login may open, and what it is offered."""

    TAB = "account"
    CSS_PATH = "account.tcss"
    TITLE_WORDS = T_("Your customer centres")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Open")),
        Binding("x,delete", "leave", N_("Give up the access")),
        Binding("escape", "back", N_("Back")),
    ]

    def __init__(self) -> None:
        """Make the screen; the accounts come once it is mounted."""
        super().__init__()
        self._title = Static(markup=False, classes="title")
        self._table = RecordTable(_COLUMNS)
        self._centres: Centres = ((), [])

    def compose_body(self) -> ComposeResult:
        """Compose the list and its buttons."""
        yield self._title
        yield self._table
        with Horizontal(classes="acts"):
            yield PushButton(T_("Open"), tone="primary", name="open")
            yield PushButton(T_("Give up the access"), tone="danger", name="leave")
            yield PushButton(T_("Back"), name="back")

    def on_mount(self) -> None:
        """Read the accounts."""
        self._table.focus()
        self._read()

    def _read(self) -> None:
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
        self._title.update(content(advice, "$text-muted"))
        rows = [self._offer(each) for each in offers] + [self._mine(each) for each in mine]
        self._table.set_source(ListSource(rows))

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

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.action_open()

    @property
    def _chosen(self) -> Any:
        row = self._table.current
        return row.record if row is not None else None

    def action_open(self) -> None:
        """Open the account under the cursor, or answer its invitation."""
        chosen = self._chosen
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
                host(self).save(lambda: members.decline_offer(invitation), on_done=lambda _done: self._read())

        choices = [("accept", T_("Accept the invitation")), ("decline", T_("Turn it down"))]
        self.app.push_screen(Choose(data(offer.account.display_name), "", choices), answered)

    def _joined(self) -> None:
        notify_safe(self.app, T_("You have access now: open it from this list."))
        self._read()

    def action_leave(self) -> None:
        """Give up one's own access to the account that is open."""
        chosen, members = self._chosen, host(self).zone.members
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
