"""Personal and company data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from jumpzone.errors import FieldError
from jumpzone.i18n import N_, T_
from jumpzone.model.banks import format_iban
from jumpzone.model.mail_risk import MailRisk
from jumpzone.model.phones import format_phone
from jumpzone.model.records import Profile
from jumpzone.screens.account_fields import (
    RUSSIAN,
    company_country,
    has_company,
    hints,
    needed,
    sections,
    state_fields,
)
from jumpzone.screens.account_side import AddressPreview, LoginLinks
from jumpzone.screens.editing import Edit, EditScreen
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.usecases.contacts import Recipient
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.phone import PhoneInput
from jumpzone.widgets.form.spec import Value

__all__ = ["AccountScreen"]

SIDE_FROM: Final = 116
"""From this width on the preview and the links stand beside the form."""

TWO_COLUMNS: Final = 70
"""From this width on fields stand in two columns."""


class AccountScreen(EditScreen[Profile]):
    """The form of the account, with the next invoice's address beside it."""

    CSS_PATH = "account.tcss"
    TITLE_WORDS = T_("Account")
    TAB = "account"
    RECORD = "profile"

    AUTO_FOCUS = ""
    """Nothing is being typed at first: the keys of the tabs work."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", N_("Edit")),
        Binding("ctrl+s", "save", N_("Save changes")),
        Binding("escape", "leave_field", N_("Leave the field"), show=False),
        Binding("pageup", "page(-1)", N_("One page up"), show=False),
        Binding("pagedown", "page(1)", N_("One page down"), show=False),
        Binding("f6", "devices", N_("Signed-in devices"), show=False),
        Binding("f7", "password", N_("Change the password"), show=False),
        Binding("f8", "login", N_("Language and time zone"), show=False),
        Binding("f5", "addresses", N_("Your addresses"), show=False),
        Binding("f11", "access", N_("Access: who may do what"), show=False),
        Binding("f10", "second_factor", N_("Second factor"), show=False),
        Binding("f9", "notices", N_("Who gets which notices"), show=False),
        Binding("f12", "taking", N_("Take everything with you"), show=False),
    ]

    def __init__(self) -> None:
        """Make the screen; the data comes once it is mounted."""
        super().__init__(Form(*sections(), two_columns_from=TWO_COLUMNS))
        self._previews = (AddressPreview(), AddressPreview())
        self._links = (LoginLinks(), LoginLinks())
        self._recipients: list[Recipient] = []
        self._company_before: tuple[object, ...] = ()

    def action_page(self, pages: int) -> None:
        """Scroll the form while no field has the focus; with one, the form does so itself."""
        fields = self.form.query_one(".fields", VerticalScroll)
        fields.scroll_relative(y=pages * max(1, fields.size.height - 1), animate=False)

    def compose_body(self) -> ComposeResult:
        """Compose the lines, the form, and what stands beside it."""
        yield self.draft_line
        with Horizontal(id="columns"):
            with Vertical(id="main"):
                yield self.form
                yield self.saved_line
            with VerticalScroll(id="side", can_focus=False):
                yield self._previews[0]
                yield self._links[0]

    def on_mount(self) -> None:
        """Read the profile."""
        scroll = self.form.query_one(".fields")
        invoices = next(box for box in self.form.sections if box.section.name == "invoices")
        scroll.mount(self._previews[1], after=invoices)
        scroll.mount(self._links[1])
        session = host(self).session
        for links in self._links:
            links.show(session.address.address if session is not None else "")
        self.refetch()
        self._read_recipients()
        self._read_risk()

    def on_resize(self, event: events.Resize) -> None:
        """Put preview and links beside the form where there is room, else among its sections."""
        self.set_class(event.size.width >= SIDE_FROM, "-sided")

    # -- the record ------------------------------------------------------------------------------------

    @property
    def draft_name(self) -> str:
        """One draft an account."""
        return "profile"

    def take(self, record: Profile) -> None:
        """Show the profile; the first time look for a draft, too."""
        first = self.seen is None
        super().take(record)
        if first:
            self.begin()

    def to_form(self, record: Profile) -> dict[str, Value]:
        """Return the profile as the form shows it."""
        return {name: self.one_to_form(name, getattr(record, name)) for name in self.form.fields}

    def one_to_form(self, name: str, value: Any) -> Value:
        """Return one value as the form shows it: phones and IBANs grouped as people read them."""
        if value is None:
            return self.form.field(name).spec.empty
        if name == "phone":
            return format_phone(value)
        if name == "iban":
            return format_iban(value)
        shown: Value = value
        return shown

    def fetch(self) -> Profile:
        """Read the profile."""
        return host(self).zone.profile.get()

    def check(self, seen: Profile | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Hold the draft against the rules."""
        return () if seen is None else host(self).zone.profile.check(seen, values)

    def write(self, seen: Profile | None, values: Mapping[str, Any]) -> Edit[Profile]:
        """Save."""
        profile = host(self).zone.profile
        applied = profile.save(seen or profile.get(), values)
        return Edit(applied, profile.get())

    def take_back(self, applied: Any) -> Edit[Profile]:
        """Undo a save."""
        profile = host(self).zone.profile
        return Edit(profile.undo(applied), profile.get())

    # -- what depends on what is typed -----------------------------------------------------------------

    def edited(self) -> None:
        """Show the fields that fit, mark those that are needed, draw the address."""
        values = self.form.values()
        self._show_company(values)
        for name, shown in state_fields(values).items():
            self.form.field(name).display = shown
        phone = self.form.field("phone").editor
        if isinstance(phone, PhoneInput):
            phone.set_country(str(values["country"]))
        session = host(self).session
        language = session.account.language if session is not None else "en"
        sent_to = self._sent_to(values)
        for preview in self._previews:
            preview.show(values, language, sent_to)

    def _show_company(self, values: Mapping[str, Value]) -> None:
        wanted, filled = values["invoice_to"] == "company", has_company(values)
        russian = company_country(values) == "RU" or any(values[name] for name in RUSSIAN)
        marked, country = needed(values), company_country(values)
        state = (wanted, filled, russian, marked, country)
        if state == self._company_before:
            return
        self._company_before = state
        for name in ("company", "bank"):
            self.form.show(name, wanted or filled)
            self.form.show(f"russian-{name}", (wanted or filled) and russian)
        for box in self.form.sections:
            box.set_class(not wanted and "company" in box.section.name, "-unused")
        said = hints(country)
        for name, field in self.form.fields.items():
            required = name in marked or name in _NEEDED
            hint = said.get(name, field.spec.hint)
            if (field.spec.required, field.spec.hint) != (required, hint):
                field.spec = replace(field.spec, required=required, hint=hint)
                field.retranslate()

    def _sent_to(self, values: Mapping[str, Value]) -> list[str]:
        own = values["notifications"]
        return [
            each.address
            for each in self._recipients
            if "invoice" in (own if not each.id and isinstance(own, frozenset) else each.notifications)
        ]

    def _read_recipients(self) -> None:
        zone = host(self).zone
        if zone.can("update", "contact"):
            host(self).load(lambda: zone.contacts.recipients(), self._take_recipients, group="recipients")

    def _take_recipients(self, recipients: list[Recipient]) -> None:
        self._recipients = recipients
        if self.seen is not None:
            self.edited()

    def _read_risk(self) -> None:
        zone, today = host(self).zone, host(self).today
        host(self).load(lambda: zone.mail_risks.look(today), self._take_risk, group="risk")

    def _take_risk(self, risk: MailRisk | None) -> None:
        for links in self._links:
            links.warn(risk)

    @on(ZoneChanged)
    def _others_changed(self, event: ZoneChanged) -> None:
        if event.changes.touches("domain", "email_address"):
            self._read_risk()
        if event.changes.touches("contact", "profile"):
            self._read_recipients()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way into the form while one is not in it."""
        return self.focused is None if action == "edit" else super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Go to the first field."""
        self.form.field("first_name").focus_editor()

    def action_save(self) -> None:
        """Save, wherever the focus is."""
        self.form.action_submit()

    def action_leave_field(self) -> None:
        """Leave the field, so that the keys of the tabs work again; what is typed stays."""
        self.set_focus(None)

    # -- what belongs to the login ---------------------------------------------------------------------

    @on(LoginLinks.Chosen)
    async def _link(self, event: LoginLinks.Chosen) -> None:
        event.stop()
        await self.run_action("app.colours" if event.name == "colours" else event.name)

    def action_password(self) -> None:
        """Change the password."""
        host(self).change_password()

    def action_second_factor(self) -> None:
        """Show the second factor."""
        host(self).show_second_factor()

    def action_addresses(self) -> None:
        """Show the login's own addresses."""
        host(self).show_addresses()

    def action_access(self) -> None:
        """Show who has access, which owners change; to others what they have access to."""
        host(self).show_access()

    def action_devices(self) -> None:
        """Show where the login is signed in."""
        from jumpzone.screens.account_devices import DevicesScreen  # late: seldom gone to

        self.app.push_screen(DevicesScreen())

    def action_login(self) -> None:
        """Edit name, language and time zone of the login."""
        from jumpzone.screens.account_login import LoginScreen  # late: seldom gone to

        self.app.push_screen(LoginScreen())

    def action_taking(self) -> None:
        """Take everything with you."""
        from jumpzone.screens.taking import TakingScreen  # late: seldom gone to

        self.app.push_screen(TakingScreen())

    def action_notices(self) -> None:
        """Show who gets which notices, to be switched there."""
        from jumpzone.screens.notices import NoticesScreen  # late: seldom gone to

        self.app.push_screen(NoticesScreen())


_NEEDED: Final = ("first_name", "last_name", "phone", "address_1", "city", "postcode", "country")
"""What every person's data has to hold."""
