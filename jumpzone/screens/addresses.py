"""The reader's own e-mail addresses: adding, confirming, making another one main, removing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.binding import Binding, BindingType

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, Text, _, current
from jumpzone.model.text import safe_text
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.short_list import Act, ShortListScreen
from jumpzone.usecases.addresses import OwnAddress
from jumpzone.widgets.content import content, data
from jumpzone.widgets.dialogs import AskPassword, AskText, Choose, Confirm, ErrorDialog
from jumpzone.widgets.form.spec import FieldSpec
from jumpzone.widgets.record_source import Column, Row
from jumpzone.widgets.toasts import notify_safe

__all__ = ["AddressesScreen"]

_ADDRESS = FieldSpec("address", T_("E-mail"), kind="email", required=True, max_length=254)
_CODE = FieldSpec("code", T_("Code from the mail"), required=True, max_length=40)


class AddressesScreen(ShortListScreen[OwnAddress]):
    """The login's addresses."""

    TITLE_WORDS = T_("Your addresses")
    COLUMNS = (
        Column("address", T_("Address"), fraction=3, min_width=26),
        Column("state", T_("What it is for"), fraction=3, min_width=30),
        Column("added", T_("Added"), width=14, priority=1),
    )
    ACTS: ClassVar[tuple[Act, ...]] = (
        ("add", T_("Add an address"), "primary"),
        ("choose", T_("What can be done"), ""),
        ("remove", T_("Remove"), "danger"),
        ("back", T_("Back"), ""),
    )
    OPENS = "choose"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", N_("Add an address")),
        Binding("enter", "choose", N_("What can be done"), show=False),
        Binding("x,delete", "remove", N_("Remove")),
        Binding("escape", "back", N_("Back to the account")),
    ]

    def __init__(self) -> None:
        """Make the page; the addresses come once it is mounted."""
        super().__init__()
        self._addresses: tuple[OwnAddress, ...] = ()

    @on(ZoneChanged)
    def _changed(self, event: ZoneChanged) -> None:
        if event.changes.touches("email_address"):
            self.read()

    def read(self) -> None:
        """Read the addresses."""
        addresses = host(self).zone.addresses
        host(self).load(lambda: addresses.own(), self._show, owner=self, group="addresses")

    def _show(self, found: tuple[OwnAddress, ...]) -> None:
        self._addresses = found
        self.retranslate()

    def retranslate(self) -> None:
        """Show the addresses in the current language."""
        text = _(
            "You sign in with the main address, and notices go there. The others say “this is me, too”: mail from them "
            "lands in your customer centre instead of opening another one."
        )
        self.draw(content(text, "$text-muted"), [self._row(each) for each in self._addresses])

    def _row(self, own: OwnAddress) -> Row:
        each = own.record
        if each.primary:
            state = content(_("● main: signs in, gets notices"), "$success")
        elif each.verified_at is None:
            state = content(_("◌ waits for its code"), "$warning")
        elif own.stops:
            state = content(_("○ can still take the change back"), "$warning")
        else:
            state = content(_("○ this is me, too"))
        zone = ZoneInfo(host(self).settings.timezone)
        added = "" if each.added_at is None else current().date(each.added_at.astimezone(zone).date())
        return Row(each.id, (data(each.address, "bold" if each.primary else ""), state, added), own)

    # -- what can be done ------------------------------------------------------------------------------

    def action_choose(self) -> None:
        """Offer what can be done with the address under the cursor."""
        chosen = self.chosen
        if chosen is None:
            return
        if chosen.record.primary:
            notify_safe(self.app, T_("This is the main one. To change it, make another one main."))
            return
        choices: list[tuple[str, Text]] = []
        if chosen.record.verified_at is None:
            choices = [("code", T_("Enter the code that went there")), ("again", T_("Send another code"))]
        else:
            choices = [("main", T_("Make it the main address"))]
        choices.append(("remove", T_("Remove it")))

        def answered(choice: str | None) -> None:
            if choice == "code":
                self._ask_code(chosen)
            elif choice == "again":
                self._send_again(chosen)
            elif choice == "main":
                self._make_main(chosen)
            elif choice == "remove":
                self.action_remove()

        self.app.push_screen(Choose(data(chosen.record.address), "", choices), answered)

    def action_add(self, typed: str = "", error: Text | None = None) -> None:
        """Ask for an address and send a code there."""
        addresses = host(self).zone.addresses

        def answered(address: str | None) -> None:
            if address is None:
                return

            def refused(problem: ZoneError) -> None:
                self._again(problem, lambda words: self.action_add(address, words))

            host(self).save(
                lambda: addresses.add(address)[0], on_done=self._added, on_error=refused, owner=self
            )

        text = T_("A code goes there; with it you show that it is yours.")
        dialog = AskText(
            T_("Add an address"), text, _ADDRESS, value=typed, yes=T_("Send a code"), error=error
        )
        self.app.push_screen(dialog, answered)

    def _added(self, id_: str) -> None:
        addresses = host(self).zone.addresses

        def show(found: tuple[OwnAddress, ...]) -> None:
            self._show(found)
            new = next((each for each in found if each.record.id == id_), None)
            if new is not None:
                self._ask_code(new)

        host(self).load(lambda: addresses.own(), show, owner=self, group="added")

    def _ask_code(self, own: OwnAddress, error: Text | None = None) -> None:
        addresses, id_ = host(self).zone.addresses, own.record.id

        def answered(code: str | None) -> None:
            if code is None:
                return
            host(self).save(
                lambda: addresses.verify(id_, code),
                on_done=lambda _done: self._done(T_("It is yours: mail from it lands here.")),
                on_error=lambda problem: self._again(problem, lambda words: self._ask_code(own, words)),
                owner=self,
            )

        text = _(
            "A mail is on its way to {address}. The code in it is good for a day.", address=own.record.address
        )
        dialog = AskText(T_("Confirm the address"), safe_text(text), _CODE, yes=T_("Confirm"), error=error)
        self.app.push_screen(dialog, answered)

    def _send_again(self, own: OwnAddress) -> None:
        addresses, id_ = host(self).zone.addresses, own.record.id
        host(self).save(
            lambda: addresses.send_again(id_), on_done=lambda _done: self._ask_code(own), owner=self
        )

    def _make_main(self, own: OwnAddress, error: Text | None = None) -> None:
        addresses, id_ = host(self).zone.addresses, own.record.id

        def answered(password: str | None) -> None:
            if password is None:
                return
            host(self).save(
                lambda: addresses.make_main(id_, password),
                on_done=lambda _done: self._done(
                    T_("From now on you sign in with it. Both addresses are told.")
                ),
                on_error=lambda problem: self._again(problem, lambda words: self._make_main(own, words)),
                owner=self,
            )

        text = _(
            "You will sign in with {address}, and every other device is signed out. The address that is main now can "
            "take it back for seven days.",
            address=own.record.address,
        )
        dialog = AskPassword(
            T_("Make it the main address"), safe_text(text), yes=T_("Make it the main address"), error=error
        )
        self.app.push_screen(dialog, answered)

    def action_remove(self) -> None:
        """Remove the address under the cursor."""
        chosen = self.chosen
        if chosen is None:
            return
        addresses, id_ = host(self).zone.addresses, chosen.record.id

        def answered(sure: bool | None) -> None:
            if sure:
                host(self).save(
                    lambda: addresses.remove(id_), on_done=lambda _done: self._done(T_("It is removed."))
                )

        text = T_("Mail from it opens another customer centre then.")
        question = _("Remove {address}?", address=safe_text(chosen.record.address))
        self.app.push_screen(Confirm(question, text, yes=T_("Remove"), danger=True), answered)

    def _done(self, words: Text) -> None:
        notify_safe(self.app, words)
        self.read()

    def _again(self, problem: ZoneError, ask: Callable[[Text], Any]) -> None:
        """Ask once more where a field was at fault; say anything else."""
        if problem.fields:
            ask(problem.fields[0].message)
        else:
            self.app.push_screen(ErrorDialog(problem))
