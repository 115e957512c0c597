"""Adding a contact, or editing one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from jumpzone.errors import FieldError
from jumpzone.i18n import N_, T_
from jumpzone.model.countries import default_country
from jumpzone.model.fields import RECORDS
from jumpzone.model.phones import format_phone
from jumpzone.model.records import Contact, Profile
from jumpzone.screens.categories import notice_options
from jumpzone.screens.editing import Edit, EditScreen
from jumpzone.screens.host import host
from jumpzone.screens.people_fields import country_options, phone_prefixes
from jumpzone.widgets.dialogs import Unsaved, UnsavedAnswer
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.phone import PhoneInput
from jumpzone.widgets.form.spec import FieldSpec, Section, Value

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["ContactScreen"]

_FIELDS: Final = RECORDS["contact"].fields


def _text(name: str, label: Any, *, required: bool = False, wide: bool = False, hint: Any = "") -> FieldSpec:
    # One more than fits, so that a longer text is refused in words rather than cut off unseen.
    longest = _FIELDS[name].max_length + 1
    return FieldSpec(name, label, required=required, wide=wide, hint=hint, max_length=longest)


def _sections() -> tuple[Section, ...]:
    return (
        Section(
            T_("Who"),
            (
                _text("first_name", T_("First name"), required=True),
                _text("last_name", T_("Last name"), required=True),
                _text("middle_name", T_("Middle name")),
                _text("company_name", T_("Company name")),
                FieldSpec("email", T_("E-mail"), kind="email", required=True, max_length=255),
                FieldSpec("phone", T_("Phone"), kind="phone", options=phone_prefixes, max_length=40),
            ),
        ),
        Section(
            T_("What this contact gets"),
            (FieldSpec("notifications", T_("Mail about"), kind="checks", options=notice_options, wide=True),),
        ),
        Section(
            T_("Address"),
            (
                FieldSpec("country", T_("Country"), kind="select", options=country_options, max_length=2),
                _text("postcode", T_("Postcode")),
                _text("city", T_("City")),
                _text("state", T_("State or region")),
                _text("address_1", T_("Address"), wide=True),
                _text("address_2", T_("Address, second line"), wide=True),
            ),
            note=T_("Needed only where the contact stands on a domain."),
        ),
    )


class ContactScreen(EditScreen[Contact]):
    """The form of a contact; leaves with the contact's id once it is saved."""

    TAB = "contacts"
    RECORD = "contact"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the list"))]

    CSS_PATH = "contacts.tcss"

    def __init__(self, contact: Contact | None) -> None:
        """Edit `contact`, or add one."""
        add = contact is None
        super().__init__(Form(*_sections(), submit=T_("Add the contact") if add else T_("Save changes")))
        self._contact = contact
        self._added = ""
        self.applied: Applied | None = None

    def compose_body(self) -> ComposeResult:
        """Compose the draft's line, the form, and what was saved."""
        yield self.draft_line
        yield self.form
        yield self.saved_line

    def on_mount(self) -> None:
        """Show the contact and look for a draft."""
        if self._contact is not None:
            self.take(self._contact)
            self.refetch()
            self.call_after_refresh(self.form.field("first_name").focus_editor)
        else:
            zone = host(self).zone
            self._offer_prefix(default_country(zone.session.account.language))
            if zone.may_read("profile"):
                # The account's own country says more than its language does.
                host(self).load(zone.profile.get, self._from_here, group="country")
            self.form.focus_first()
        self.begin()

    def _from_here(self, profile: Profile) -> None:
        if profile.country is not None and not self.form.field("phone").value:
            self._offer_prefix(profile.country)

    def _offer_prefix(self, country: str) -> None:
        editor = self.form.field("phone").editor
        if isinstance(editor, PhoneInput):
            editor.set_country(country)

    # -- the record ------------------------------------------------------------------------------------

    @property
    def draft_name(self) -> str:
        """One draft a contact, one for a new one."""
        return f"contact:{self._contact.id if self._contact is not None else 'new'}"

    def to_form(self, record: Contact) -> dict[str, Value]:
        """Return the contact as the form shows it."""
        return {name: self.one_to_form(name, getattr(record, name)) for name in self.form.fields}

    def one_to_form(self, name: str, value: Any) -> Value:
        """Return one value as the form shows it."""
        if name == "phone" and value:
            return format_phone(value)
        return value if isinstance(value, frozenset) else value or ""

    def fetch(self) -> Contact:
        """Read the contact anew."""
        assert self._contact is not None
        return host(self).zone.contacts.get(self._contact.id)

    def check(self, seen: Contact | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Hold the draft against the rules."""
        return host(self).zone.contacts.check(seen, values)

    def write(self, seen: Contact | None, values: Mapping[str, Any]) -> Edit[Contact]:
        """Add or save."""
        contacts = host(self).zone.contacts
        if seen is None:
            self._added, applied = contacts.add(values)
            return Edit(applied, None)
        return Edit(contacts.save(seen, values), contacts.get(seen.id))

    def take_back(self, applied: Any) -> Edit[Contact]:
        """Undo a save."""
        contacts = host(self).zone.contacts
        return Edit(contacts.undo(applied), self.fetch())

    def saved(self, edit: Edit[Contact]) -> None:
        """Go back to the list, on the contact."""
        self.applied = edit.applied
        self.dismiss(self._contact.id if self._contact is not None else self._added)

    # -- leaving ---------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Go back; asks where something would be lost."""
        if not self.form.dirty():
            self.dismiss(None)
            return
        self.app.push_screen(Unsaved(), self._leave)

    def _leave(self, answer: UnsavedAnswer | None) -> None:
        if answer == "save":
            self.form.action_submit()
        elif answer == "discard":
            self.forget_draft()
            self.dismiss(None)
