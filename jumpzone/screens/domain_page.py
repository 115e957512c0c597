"""One domain: everything about it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, VerticalScroll
from textual.widgets import Static

from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.records import Domain
from jumpzone.model.rules.domains import allows, warnings_of
from jumpzone.screens.domain_code import show_transfer_code
from jumpzone.screens.domain_form import DomainForm
from jumpzone.screens.domain_renewal import offer_renewal
from jumpzone.screens.domain_text import (
    ds_lines,
    people_lines,
    registration_lines,
    server_lines,
    warning_lines,
)
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.record_page import RecordPage
from jumpzone.screens.ticket_form import open_ticket_about
from jumpzone.screens.wording import unicode_name
from jumpzone.usecases.domains import View
from jumpzone.widgets.content import Words, content, data, lines
from jumpzone.widgets.dialogs import Confirm

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["DomainScreen"]

_SAID: Final[Mapping[tuple[str, bool], Text]] = {
    ("auto_renew", True): T_("It renews by itself from now on."),
    ("auto_renew", False): T_("It no longer renews by itself."),
    ("locked", True): T_("It is locked against transfers."),
    ("locked", False): T_("The transfer lock is off."),
    ("id_protection", True): T_("The registry's public data no longer shows who owns it."),
    ("id_protection", False): T_("The registry's public data shows who owns it."),
}


class DomainScreen(RecordPage):
    """The page of a domain."""

    CSS_PATH = "domains.tcss"
    TAB = "domains"
    TITLE_WORDS: ClassVar[str | Text] = T_("Domain")

    ACTS = (
        ("edit", T_("Edit")),
        ("dns", T_("DNS records")),
        ("renew", T_("Renew")),
        ("turn_auto_renew", T_("Auto-renew")),
        ("turn_locked", T_("Transfer lock")),
        ("turn_id_protection", T_("ID protection")),
        ("show_code", T_("Transfer code")),
        ("ticket", T_("Ask support")),
        ("back", T_("Back")),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("Edit")),
        Binding("z", "dns", N_("DNS records")),
        Binding("r", "renew", N_("Renew")),
        Binding("u", "turn_auto_renew", N_("Auto-renew on or off"), show=False),
        Binding("l", "turn_locked", N_("Lock or unlock")),
        Binding("p", "turn_id_protection", N_("ID protection on or off"), show=False),
        Binding("v", "show_code", N_("Transfer code")),
        Binding("t", "ticket", N_("Ask support about it")),
    ]

    def __init__(self, domain: Domain) -> None:
        """Show `domain`, as the list has it until all of it is here."""
        super().__init__()
        self._view = View(domain, {}, tuple(warnings_of(domain, {})))
        self.panels = {
            name: Static(markup=False, id=name) for name in ("registration", "servers", "people", "dnssec")
        }
        self._warnings = Static(markup=False, id="warnings")

    @property
    def domain(self) -> Domain:
        """The domain as it was read last."""
        return self._view.domain

    def compose_body(self) -> ComposeResult:
        """Compose the panels and the buttons."""
        with VerticalScroll(id="page", can_focus=True):
            yield self._warnings
            with ItemGrid(id="panels", min_column_width=54, stretch_height=True, regular=False):
                yield from self.panels.values()
        yield from self.compose_acts()

    def on_mount(self) -> None:
        """Show what is known and read the rest."""
        self.query_one("#page").focus()
        self._show()
        self.read()

    def retranslate(self) -> None:
        """Show the domain in the current language."""
        self._show()

    # -- reading ---------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the domain anew."""
        zone, id_ = host(self).zone, self.domain.id
        host(self).load(lambda: zone.domains.view(id_), self._take, group="domain")

    def _take(self, view: View) -> None:
        self._view = view
        self._show()

    @on(ZoneChanged)
    def _changed_elsewhere(self, event: ZoneChanged) -> None:
        if ("domain", self.domain.id) in event.changes.records or event.changes.touches("contact"):
            self.read()

    def _show(self) -> None:
        domain, now = self.domain, host(self).zone.deps.clock.now()
        today = now.astimezone(ZoneInfo(host(self).settings.timezone)).date()
        shown: dict[str, tuple[Words, Any]] = {
            "registration": (data(unicode_name(domain.name)), registration_lines(domain, today)),
            "servers": (T_("Nameservers"), server_lines(domain)),
            "people": (T_("Contacts"), people_lines(domain, self._view.people)),
            "dnssec": (T_("DS records (DNSSEC)"), ds_lines(domain)),
        }
        for name, (title, text) in shown.items():
            self.panels[name].border_title = content(title)
            self.panels[name].update(text)
        self._warnings.display = bool(self._view.warnings)
        self._warnings.update(lines([warning_lines(self._view.warnings)]))
        self.show_acts()

    def fitting(self) -> set[str]:
        """Return what fits the domain's state and the reader's rights."""
        zone, status = host(self).zone, self.domain.status
        acts = {"back", "dns"}
        if zone.can("update", "domain"):
            fields = ("auto_renew", "locked", "id_protection")
            acts |= {f"turn_{name}" for name in fields if allows(status, name)}
            if allows(status, "auto_renew"):
                acts.add("edit")
        if zone.can("domain.renew", "domain") and allows(status, "renew"):
            acts.add("renew")
        if zone.can("domain.transfer_code", "domain") and allows(status, "transfer_code"):
            acts.add("show_code")
        if zone.can("ticket.open", "ticket"):
            acts.add("ticket")
        return acts

    # -- acts ------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Edit what can be edited."""
        form = DomainForm(self.domain)

        def left(id_: str | None) -> None:
            if id_ is not None and form.applied is not None:
                self.changed(form.applied, T_("Saved."))

        self.app.push_screen(form, left)

    def action_dns(self) -> None:
        """Show its DNS records."""
        from jumpzone.screens.dns import DnsScreen  # late: not for the page's first paint

        self.app.push_screen(DnsScreen(self.domain.id))

    def action_turn_auto_renew(self) -> None:
        """Let it renew by itself, or not."""
        self._turn("auto_renew")

    def action_turn_id_protection(self) -> None:
        """Show or hide the owner in the registry's public data."""
        self._turn("id_protection")

    def action_turn_locked(self) -> None:
        """Lock it, or unlock it after a question."""
        if not self.domain.locked:
            self._turn("locked")
            return
        title = _("Take the transfer lock off {name}?", name=unicode_name(self.domain.name))
        text = T_("Without the lock, whoever has the transfer code can take the domain away.")
        dialog = Confirm(title, text, yes=T_("Unlock the domain"), danger=True)
        self.app.push_screen(dialog, lambda sure: self._turn("locked") if sure else None)

    def _turn(self, name: str) -> None:
        zone, seen = host(self).zone, self.domain
        value = not getattr(seen, name)
        self.change(lambda: zone.domains.save(seen, {name: value}), _SAID[name, value])

    def undo(self, applied: Applied) -> Applied:
        """Take a change back."""
        return host(self).zone.domains.undo(applied)

    def action_renew(self) -> None:
        """Offer years with their prices, and order them."""
        offer_renewal(self, self.domain)

    def action_show_code(self) -> None:
        """Show the transfer code after the password was given again."""
        show_transfer_code(self, self.domain)

    def action_ticket(self) -> None:
        """Open a ticket about this domain."""
        open_ticket_about(self, "domain", self.domain)
