"""Become a customer: who you are, if need be your company, a password, the terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _, current
from jumpzone.model.countries import default_country, postcode_hint
from jumpzone.screens.host import host
from jumpzone.screens.passwords import new_password
from jumpzone.screens.people_fields import company_fields, person_fields
from jumpzone.screens.said import Said
from jumpzone.widgets.content import content
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.phone import PhoneInput
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import FrontScreen

if TYPE_CHECKING:
    from jumpzone.usecases.registration import Pending

__all__ = ["DRAFT", "RegisterScreen"]

DRAFT = "register"
"""The draft's name in `zone.drafts`."""

KEEP_AFTER = 0.5
"""Seconds after the last key until what is typed is kept."""

_NAMES = ("first_name", "middle_name", "last_name", "email", "company_name")


class RegisterScreen(FrontScreen[None]):
    """The form; what is filled in survives leaving it, even the program, but for the password."""

    CSS_PATH = "register.tcss"
    TITLE_WORDS = T_("Register")
    CARD_TITLE = T_("Register")
    LOGO = False
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("f4", "terms", N_("Read the terms")),
    ]

    def __init__(self) -> None:
        """Make the empty form."""
        super().__init__()
        self._said = Said()
        self._keeping: Timer | None = None
        self._given: dict[str, Any] = {}
        self._form = Form(
            Section(T_("About you"), person_fields(), name="person"),
            Section(
                T_("Invoices"),
                (FieldSpec("for_company", T_("Invoices go to a company"), kind="check"),),
                name="invoices",
            ),
            Section(T_("Company"), company_fields(), name="company", hidden=True),
            Section(
                T_("Password and terms"),
                (
                    new_password("password", T_("Password"), self._names, wide=True),
                    FieldSpec(
                        "terms",
                        T_("I accept the terms"),
                        kind="check",
                        required=True,
                        hint=T_("f4 shows them, on one page"),
                    ),
                    FieldSpec(
                        "marketing_opt_in",
                        T_("Tell me about offers"),
                        kind="check",
                        hint=T_("At most once a month; you can take it back at any time"),
                    ),
                ),
                name="end",
            ),
            submit=T_("Register"),
            keeps_unsaved=False,
            id="register",
        )

    def compose_card(self) -> ComposeResult:
        """Compose the form."""
        yield self._said
        yield self._form

    def on_mount(self) -> None:
        """Fill in the country that the language suggests, then what was typed last time."""
        super().on_mount()
        self._set_country(default_country(current().language))
        self._form.focus_first()
        zone_host = host(self)
        zone_host.load(lambda: zone_host.zone.drafts.find(DRAFT), self._draft_found, group="draft")

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        super().retranslate()
        self.card.border_subtitle = content(_("Half filled in? It is kept here, but never the password."))

    def _draft_found(self, draft: dict[str, Any]) -> None:
        typed = {name: value for name, value in self._form.draft().items() if value}
        known = {name: value for name, value in draft.items() if name in self._form.fields}
        if not known:
            return
        # What is typed by now is newer than the draft.
        country = str(known.get("country", ""))
        self._form.set_values(known | {n: v for n, v in typed.items() if n != "country"}, saved=False)
        if country:
            self._country_changed(country)
        self._unfold(bool(self._form.field("for_company").value))
        self._said.say(T_("Here is what you filled in last time. The password is never kept."))

    def _names(self) -> list[str]:
        return [text for name in _NAMES if isinstance(text := self._given.get(name, ""), str) and text]

    def _set_country(self, country: str) -> None:
        self._form.set_values({"country": country}, saved=False)
        self._country_changed(country)

    def _country_changed(self, country: str) -> None:
        phone = self._form.field("phone").editor
        if isinstance(phone, PhoneInput):
            phone.set_country(country)
        postcode = self._form.field("postcode")
        if postcode.editor.is_attached:
            hint = postcode_hint(country)
            postcode.editor.border_subtitle = content(hint, "$text-disabled") if hint else Content("")

    def _unfold(self, company: bool) -> None:
        self._form.show("company", company)

    @on(Form.Changed)
    def _edited(self, message: Form.Changed) -> None:
        self._given[message.field] = message.value
        if message.field == "country":
            self._country_changed(str(message.value))
        elif message.field == "for_company":
            self._unfold(bool(message.value))
        if not self._form.field(message.field).spec.secret:
            self._stop_keeping()
            self._keeping = self.set_timer(KEEP_AFTER, self._keep)

    def _stop_keeping(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None

    def _keep(self) -> None:
        self._stop_keeping()
        values = {name: value for name, value in self._form.draft().items() if value}
        # A country alone was filled in by the program.
        kept = values if set(values) - {"country"} else {}
        zone_host = host(self)
        if zone_host.ready:
            zone_host.save(lambda: zone_host.zone.drafts.keep(DRAFT, kept), owner=zone_host)

    def action_back(self) -> None:
        """Go back; what is filled in is kept."""
        self._keep()
        self.dismiss(None)

    def action_terms(self) -> None:
        """Show the terms."""
        from jumpzone.screens.terms import TermsScreen  # late: seldom

        self.app.push_screen(TermsScreen(), self._terms_read)

    def _terms_read(self, accepted: bool | None) -> None:
        if accepted:
            self._form.set_values({"terms": True}, saved=False)
        self._form.field("terms").focus_editor()

    # -- sending ---------------------------------------------------------------------------------------

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        values = dict(message.values)
        password = str(values.pop("password"))
        company = bool(values.pop("for_company"))
        if not company:
            names = [spec.name for spec in company_fields()]
            values = {name: value for name, value in values.items() if name not in names}
        values["invoice_to"] = "company" if company else "person"
        language, timezone = current().language, host(self).settings.timezone
        zone_host = host(self)
        self._stop_keeping()
        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        zone_host.save(
            lambda: zone_host.zone.registration.begin(values, password, language, timezone=timezone),
            on_done=self._begun,
            on_error=self._refused,
        )

    def _begun(self, pending: Pending) -> None:
        self._form.busy(False)
        self._form.field("password").value = ""
        from jumpzone.screens.confirm import ConfirmScreen  # late: only now

        self.app.push_screen(ConfirmScreen(pending))

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
            unknown = [field for field in error.fields if field.field not in self._form.fields]
            if unknown:
                self._said.say_error(error)
            elif len(error.fields) > 1:
                notify_safe(self.app, error.title, severity="warning", timeout=4)
        else:
            self._said.say_error(error)
