"""One service: everything about it, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import N_, PT_, T_, Text, _
from jumpzone.model.records import Message, Service
from jumpzone.model.rules.services import LONGEST_REASON, allows, name_of
from jumpzone.model.text import TextRefused, clean, safe_text
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.record_page import RecordPage
from jumpzone.screens.service_text import (
    access_lines,
    cost_lines,
    renewal_lines,
    suspension_lines,
    usage_lines,
)
from jumpzone.screens.wording import day, unicode_name, when
from jumpzone.usecases.services import Standing, panel_of
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data
from jumpzone.widgets.dialogs import AskText, Choose, Confirm, Notice
from jumpzone.widgets.form.spec import FieldSpec
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from jumpzone.documents.payment import Transfer
    from jumpzone.store.executor import Applied

__all__ = ["ServiceScreen", "ask_label"]

_LONGEST_LABEL = 200
_KEEP = T_("Keep the service")
_OFFERED = 9
"""So many messages with access data are offered, the newest; a dialog has to fit a small terminal."""


class ServiceScreen(RecordPage):
    """The page of a service."""

    CSS_PATH = "services.tcss"
    TAB = "services"
    TITLE_WORDS: ClassVar[str | Text] = T_("Service")

    ACTS = (
        ("pay", T_("Pay and reactivate")),
        ("open_panel", T_("Open the panel")),
        ("access", T_("Access data")),
        ("copy", PT_("act", "Copy")),
        ("rename", T_("Rename")),
        ("renew", T_("Renew now")),
        ("change_plan", T_("Change plan")),
        ("keep_plan", T_("Keep the plan")),
        ("turn_auto_renew", T_("Auto-renew")),
        ("cancel_service", T_("Cancel it")),
        ("keep", T_("Don't cancel")),
        ("ticket", T_("Ask support")),
        ("back", T_("Back")),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pay", N_("Pay and reactivate")),
        Binding("o", "open_panel", N_("Open the panel")),
        Binding("v", "access", N_("Access data again")),
        Binding("c", "copy", N_("Copy user name or address")),
        Binding("n", "rename", N_("Rename"), show=False),
        Binding("r", "renew", N_("Renew now")),
        Binding("l", "change_plan", N_("Change the plan")),
        Binding("L", "keep_plan", N_("Keep the plan"), show=False),
        Binding("u", "turn_auto_renew", N_("Auto-renew on or off"), show=False),
        Binding("x", "cancel_service", N_("Cancel the service"), show=False),
        Binding("k", "keep", N_("Withdraw the cancellation")),
        Binding("t", "ticket", N_("Ask support about it"), show=False),
    ]

    def __init__(self, service: Service) -> None:
        """Show `service`, as the list has it until all of it is here."""
        super().__init__()
        self._service = service
        self._standing: Standing | None = None
        self.panels = {
            name: Static(markup=False, id=name) for name in ("service", "renewal", "usage", "cost")
        }
        self._why = Static(markup=False)
        self._pay_button = PushButton(T_("Pay and reactivate"), tone="primary", name="pay")
        self.box = Vertical(self._why, self._pay_button, id="suspended")

    @property
    def service(self) -> Service:
        """The service as it was read last."""
        return self._service

    def compose_body(self) -> ComposeResult:
        """Compose the panels and the buttons."""
        with VerticalScroll(id="page", can_focus=True):
            yield self.box
            with ItemGrid(id="panels", min_column_width=48, stretch_height=True, regular=False):
                yield from self.panels.values()
        yield from self.compose_acts()

    def on_mount(self) -> None:
        """Show what is known and read the rest."""
        self.query_one("#page").focus()
        self._show()
        self.read()

    def retranslate(self) -> None:
        """Show the service in the current language."""
        self._show()

    # -- reading ---------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the service anew."""
        zone, id_ = host(self).zone, self._service.id
        host(self).load(lambda: zone.services.standing(id_), self._take, group="service")

    def _take(self, standing: Standing) -> None:
        self._standing = standing
        self._service = standing.service
        self._show()

    @on(ZoneChanged)
    def _changed_elsewhere(self, event: ZoneChanged) -> None:
        if ("service", self._service.id) in event.changes.records or event.changes.touches(
            "invoice", "message"
        ):
            self.read()

    def _show(self) -> None:
        service, standing = self._service, self._standing
        today = host(self).zone.deps.clock.now().astimezone(ZoneInfo(host(self).settings.timezone)).date()
        waiting = content(_("Reading …"), "$text-disabled")
        shown: dict[str, tuple[Words, Content]] = {
            "service": (data(name_of(service)), access_lines(service)),
            "renewal": (T_("Price and renewal"), renewal_lines(service, today)),
            "usage": (T_("Used of it"), usage_lines(service)),
            "cost": (T_("Cost so far"), waiting if standing is None else cost_lines(standing.cost)),
        }
        for name, (title, text) in shown.items():
            self.panels[name].border_title = content(title)
            self.panels[name].update(text)
        self.panels["usage"].display = bool(service.disk_limit_mb or service.traffic_limit_mb)
        why = standing.suspension if standing is not None else None
        self.box.set_class(why is not None, "-shown")
        if why is not None:
            self.box.border_title = content(T_("Why it doesn't run"))
            self._why.update(suspension_lines(why, today))
            self._pay_button.display = "pay" in self.fitting()
        self.show_acts()
        # The box has a button for it already.
        self.buttons["pay"].display = False

    def fitting(self) -> set[str]:
        """Return what fits the service's state and the reader's rights."""
        zone, service, standing = host(self).zone, self._service, self._standing
        acts = {"back"}
        if service.username or service.address:
            acts.add("copy")
        if zone.services.may_open_panels and panel_of(service) is not None:
            acts.add("open_panel")
        if standing is not None and standing.access:
            acts.add("access")
        if (
            standing is not None
            and standing.suspension is not None
            and standing.suspension.to_pay is not None
        ):
            acts.add("pay")
        if zone.can("ticket.open", "ticket"):
            acts.add("ticket")
        if zone.can("update", "service"):
            acts.add("rename")
            if allows(service, "auto_renew") and service.cancellation is None:
                acts.add("turn_auto_renew")
        acts |= self._fitting_orders()
        return acts

    def _fitting_orders(self) -> set[str]:
        service = self._service
        if not host(self).zone.can("service.renew", "service"):
            return set()
        leaving = service.cancellation is not None
        acts = set()
        if allows(service, "keep" if leaving else "cancel"):
            acts.add("keep" if leaving else "cancel_service")
        if not leaving and allows(service, "renew") and service.next_due_on is not None:
            acts.add("renew")
        if service.plan_change is not None and allows(service, "keep_plan"):
            acts.add("keep_plan")
        elif not leaving and allows(service, "change_plan"):
            acts.add("change_plan")
        return acts

    @on(PushButton.Pressed, "#suspended PushButton")
    def _pay_pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.action_pay()

    def undo(self, applied: Applied) -> Applied:
        """Take a change back."""
        return host(self).zone.services.undo(applied)

    # -- paying ----------------------------------------------------------------------------------------

    def action_pay(self) -> None:
        """Offer the ways to pay what it is suspended for."""
        why = self._standing.suspension if self._standing is not None else None
        if why is None or why.invoice is None:
            return
        id_ = why.invoice.id
        choices = (
            ("transfer", T_("Pay by bank transfer")),
            ("invoice", T_("Show the invoice")),
        )
        text = T_("As soon as the payment has come, the service runs again.")
        dialog = Choose(T_("Pay and reactivate"), text, choices)
        self.app.push_screen(dialog, lambda how: self._pay(how, id_) if how else None)

    def _pay(self, how: str, id_: str) -> None:
        if how == "invoice":
            from jumpzone.screens.record_list import show_record

            show_record(self, "invoices", id_)
            return
        zone = host(self).zone
        host(self).load(lambda: zone.invoices.payment([id_]), self._show_payment, group="payment")

    def _show_payment(self, transfer: Transfer) -> None:
        from jumpzone.screens.payment import PaymentDialog  # late: only for who pays

        self.app.push_screen(PaymentDialog(transfer))

    # -- reaching it -----------------------------------------------------------------------------------

    def action_open_panel(self) -> None:
        """Open the panel in the browser, after its address was shown."""
        zone, id_ = host(self).zone, self._service.id
        host(self).load(lambda: zone.services.panel(id_), self._ask_panel, group="panel")

    def _ask_panel(self, url: str) -> None:
        text = T_("{url} opens in your browser.", url=safe_text(url))
        question = Confirm(T_("Open the panel"), text, yes=T_("Open it"))
        self.app.push_screen(question, lambda sure: self.app.open_url(url) if sure else None)

    def action_copy(self) -> None:
        """Copy the user name or an address."""
        service = self._service
        known = {
            "username": (T_("User name"), service.username),
            "address": (T_("Address"), service.address),
            "panel": (T_("Panel"), service.panel_url),
        }
        filled = {name: (words, text) for name, (words, text) in known.items() if text}
        if len(filled) == 1:
            self._copy(str(next(iter(filled.values()))[1]))
            return
        choices = [
            (name, data(f"{words.render()}: {unicode_name(str(text))}", limit=56))
            for name, (words, text) in filled.items()
        ]
        dialog = Choose(PT_("act", "Copy"), "", choices)
        self.app.push_screen(dialog, lambda name: self._copy(str(filled[name][1])) if name else None)

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        notify_safe(self.app, _("Copied: {text}", text=text))

    def action_access(self) -> None:
        """Go to the message with the access data, where it is shown for the password and sent again."""
        zone, id_ = host(self).zone, self._service.id
        host(self).load(lambda: zone.services.access_messages(id_), self._offer_access, group="access")

    def _offer_access(self, found: list[Message]) -> None:
        if not found:
            said = T_("No message holds access data of this service. Ask support for new access data.")
            self.app.push_screen(Notice(T_("Access data"), said))
            return
        if len(found) == 1:
            self._read_access(found[0])
            return
        now = host(self).zone.deps.clock.now()
        by_id = {each.id: each for each in found[:_OFFERED]}
        choices = [
            (id_, data(f"{when(each.sent_at, now)}  {each.to}  {each.subject}", limit=56))
            for id_, each in by_id.items()
        ]
        text = T_("Several messages hold access data. The newest comes first.")
        dialog = Choose(T_("Access data"), text, choices)
        self.app.push_screen(dialog, lambda id_: self._read_access(by_id[id_]) if id_ else None)

    def _read_access(self, message: Message) -> None:
        from jumpzone.screens.message_view import MessageScreen  # late: only for who asks

        self.app.push_screen(MessageScreen(message))

    # -- setting ---------------------------------------------------------------------------------------

    def action_rename(self) -> None:
        """Ask for the customer's own name."""
        seen, zone = self._service, host(self).zone

        def rename(label: str) -> None:
            self.change(lambda: zone.services.set_label(seen, label), T_("Renamed."))

        ask_label(self, seen, rename)

    def action_turn_auto_renew(self) -> None:
        """Let it renew by itself, or not."""
        seen, zone = self._service, host(self).zone
        said = (
            T_("It no longer renews by itself.")
            if seen.auto_renew
            else T_("It renews by itself from now on.")
        )
        self.change(lambda: zone.services.set_auto_renew(seen, not seen.auto_renew), said)

    def action_renew(self) -> None:
        """Offer further periods with their prices."""
        from jumpzone.screens.service_orders import offer_renewal  # late: only for who orders

        offer_renewal(self, self._service)

    def action_change_plan(self) -> None:
        """Offer other plans with their price differences."""
        from jumpzone.screens.service_orders import offer_plans  # late: only for who orders

        offer_plans(self, self._service, self.read)

    def action_keep_plan(self) -> None:
        """Withdraw a change of plan, after a question."""
        zone, change = host(self).zone, self._service.plan_change or {}
        id_, ordered = self._service.id, change.get("when") == "paid"
        text = T_("It stays on {plan}.", plan=safe_text(self._service.product))
        if ordered:
            text = T_("Its order is cancelled. It stays on {plan}.", plan=safe_text(self._service.product))
        title = T_("Withdraw the change of plan?")
        dialog = Confirm(title, text, yes=T_("Keep the plan"), no=T_("Leave it"))

        def answered(sure: bool | None) -> None:
            if sure:
                self.change(lambda: zone.services.keep_plan(id_), T_("The plan stays as it is."))

        self.app.push_screen(dialog, answered)

    # -- giving up -------------------------------------------------------------------------------------

    def action_cancel_service(self) -> None:
        """Ask when it is to end, then why."""
        service = self._service
        choices: list[tuple[str, Words]] = []
        if service.next_due_on is not None and service.status != "pending":
            ends = T_("At the end of the period, {day}", day=day(service.next_due_on))
            choices.append(("end_of_period", ends))
        choices.append(("immediate", T_("At once")))
        title = T_("Cancel {name}?", name=safe_text(name_of(service), limit=40))
        text = T_(
            "When it has ended its data is deleted. Until then you can withdraw it. Nothing is paid back for the "
            "period that runs."
        )
        self.app.push_screen(
            Choose(title, text, choices, no=_KEEP), lambda chosen: self._ask_why(chosen) if chosen else None
        )

    def _ask_why(self, chosen: str) -> None:
        field = FieldSpec(
            "reason", T_("Why, if you like"), max_length=LONGEST_REASON, validator=_fits(LONGEST_REASON)
        )
        title = T_("At once") if chosen == "immediate" else T_("At the end of the period")
        text = T_("It helps us to get better, and you need not say it. A mail confirms the cancellation.")
        dialog = AskText(title, text, field, yes=T_("Cancel the service"), no=_KEEP)
        self.app.push_screen(dialog, lambda why: self._cancel(chosen, why) if why is not None else None)

    def _cancel(self, chosen: str, why: str) -> None:
        zone, id_ = host(self).zone, self._service.id
        said = T_("The cancellation is on its way. k withdraws it.")
        self.change(lambda: zone.services.cancel(id_, chosen, why), said)

    def action_keep(self) -> None:
        """Withdraw the cancellation."""
        zone, id_ = host(self).zone, self._service.id
        self.change(
            lambda: zone.services.keep(id_), T_("The cancellation is withdrawn. Everything is as before.")
        )

    def action_ticket(self) -> None:
        """Open a ticket about this service."""
        from jumpzone.screens.ticket_form import open_ticket_about  # late: only for who asks

        open_ticket_about(self, "service", self._service)


def _fits(longest: int) -> Callable[[str], Text | None]:
    def check(text: str) -> Text | None:
        try:
            clean(text, max_length=longest)
        except TextRefused as problem:
            return problem.reason
        return None

    return check


def ask_label(screen: Screen[Any], service: Service, take: Callable[[str], None]) -> None:
    """Ask for the customer's own name of a service, in a small dialog; an empty one takes it away.

    Args:
        screen: Who asks.
        service: Whose name it is.
        take: Called with the name.
    """
    field = FieldSpec("label", T_("Your label"), max_length=_LONGEST_LABEL, validator=_fits(_LONGEST_LABEL))
    text = T_(
        "What you call {product}. Only this customer centre shows it.", product=safe_text(service.product)
    )
    dialog = AskText(T_("Rename"), text, field, value=service.label or "", yes=T_("Rename"))
    screen.app.push_screen(dialog, lambda label: take(label) if label is not None else None)
