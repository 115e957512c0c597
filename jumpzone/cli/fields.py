"""Fields of records on the command line: their titles, their values for people, and `FIELD=VALUE`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from jumpzone.i18n import PT_, T_, Text, current, gettext, language_name
from jumpzone.model import words
from jumpzone.model.codec import to_json
from jumpzone.model.fields import RECORDS, Field, Kind, Writer
from jumpzone.model.records import Record
from jumpzone.model.tabular import json_text
from jumpzone.model.text import safe_text

__all__ = ["INVOICE_TO", "Reader", "complete_assignment", "read_assignments", "say", "settable", "title"]

_TITLES: Final[dict[str, Text]] = {
    **words.CONTACT_FIELDS,
    "created_at": T_("Made"),
    "marketing_opt_in": T_("Offers"),
    "company_number": T_("Company number"),
    "vat_number": T_("VAT number"),
    "tax_id": T_("Tax number"),
    "tax_reason_code": T_("Tax reason code"),
    "legal_representative": T_("Legal representative"),
    "company_address_1": T_("Address of the company"),
    "company_address_2": T_("Address of the company, second line"),
    "company_city": T_("City of the company"),
    "company_state": T_("State or region of the company"),
    "company_postcode": T_("Postcode of the company"),
    "company_country": T_("Country of the company"),
    "bank_name": T_("Bank"),
    "iban": T_("IBAN"),
    "bic": T_("BIC"),
    "bank_account": T_("Bank account"),
    "bank_code": T_("Bank code"),
    "correspondent_account": T_("Correspondent account"),
    "invoice_to": T_("Invoices go to"),
    "membership": T_("Sub-account"),
    "to": T_("To"),
    "login": T_("For the login"),
    "category": PT_("message", "About"),
    "subject": T_("Subject"),
    "body": T_("Text"),
    "sent_at": T_("Sent"),
    "delivery": T_("Delivery"),
    "delivery_error": T_("Why it failed"),
    "attachments": T_("Attached"),
    "about": T_("Belongs to"),
    "copy_of": T_("Copy of"),
    "kind": T_("Kind"),
    "product": T_("Product"),
    "label": T_("Label"),
    "address": T_("Address"),
    "username": T_("User name"),
    "panel_url": T_("Panel"),
    "status": T_("Status"),
    "suspended_because": T_("Suspended because of"),
    "suspended_on": T_("Suspended since"),
    "product_id": T_("Product in the catalogue"),
    "plan_change": T_("Change of plan"),
    "billing_cycle": T_("Price is for"),
    "amount": T_("Price"),
    "currency": T_("Currency"),
    "registered_on": T_("Registered"),
    "next_due_on": T_("Next due"),
    "auto_renew": T_("Auto-renew"),
    "disk_used_mb": T_("Disk used, MB"),
    "disk_limit_mb": T_("Disk limit, MB"),
    "traffic_used_mb": T_("Traffic used, MB"),
    "traffic_limit_mb": T_("Traffic limit, MB"),
    "cancellation": T_("Cancellation"),
    "name": T_("Name"),
    "host": T_("Host"),
    "type": T_("Type"),
    "value": T_("Value"),
    "ttl": T_("TTL"),
    "expires_on": T_("Expires"),
    "locked": T_("Transfer lock"),
    "id_protection": T_("ID protection"),
    "nameservers": T_("Nameservers"),
    "ds": T_("DS records"),
    "registrant": T_("Registrant"),
    "admin": T_("Administrative contact"),
    "tech": T_("Technical contact"),
    "billing": T_("Billing contact"),
    "number": T_("Number"),
    "corrects": T_("Corrects"),
    "issued_on": T_("Issued"),
    "supply_on": T_("Date of supply"),
    "due_on": T_("Due"),
    "paid_on": T_("Paid"),
    "lines": T_("Lines"),
    "vat_reason": T_("Ground of the VAT rate"),
    "subtotal": T_("Net"),
    "tax": T_("VAT"),
    "credit": T_("Credit"),
    "total": T_("Total"),
    "balance": T_("To pay"),
    "seller": T_("Seller"),
    "buyer": T_("Buyer"),
    "payment_reference": T_("Reference"),
    "payment_url": T_("Pay at"),
    "order": T_("Order"),
    "sent_to": T_("Sent to"),
    "department": T_("Department"),
    "priority": T_("Priority"),
    "cc": T_("Copies to"),
    "last_reply_at": T_("Last reply"),
    "opened_by": T_("Opened by"),
    "placed_at": T_("Placed"),
    "placed_by": T_("Who ordered"),
    "items": T_("What"),
    "invoice": T_("Document"),
    "proforma": T_("Followed"),
    "paid": T_("Paid"),
    "payments": T_("Payments and credit"),
    "followed_by": T_("Invoiced by"),
    "corrected_by": T_("Corrected by"),
}

INVOICE_TO: Final = {"person": T_("the person"), "company": T_("the company")}

_ORIGINS: Final = {"zone": T_("the client zone"), "email": T_("e-mail"), "staff": T_("support")}

_CHOICES: Final[dict[tuple[str, str], dict[str, Text]]] = {
    ("profile", "invoice_to"): INVOICE_TO,
    ("message", "category"): words.CATEGORIES,
    ("message", "delivery"): words.STATUSES["message"],
    ("service", "kind"): words.KINDS,
    ("service", "status"): words.STATUSES["service"],
    ("service", "billing_cycle"): words.CYCLES,
    ("domain", "status"): words.STATUSES["domain"],
    ("invoice", "kind"): words.DOCUMENTS,
    ("invoice", "status"): words.STATUSES["invoice"],
    ("order", "status"): words.STATUSES["order"],
    ("ticket", "status"): words.STATUSES["ticket"],
    ("ticket", "department"): words.DEPARTMENTS,
    ("ticket", "priority"): words.PRIORITIES,
    ("ticket", "opened_by"): _ORIGINS,
    ("account", "status"): words.STATUSES["account"],
}


def title(name: str) -> Text:
    """Return a field's title for people."""
    return _TITLES.get(name, Text(name))


# Values for people


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, as far as values look different for it.

    Attributes:
        timezone: In which times are shown.
        now: UTC.
    """

    timezone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        """The reader's date."""
        return self.now.astimezone(self.timezone).date()


def say(type_: str, record: Record, name: str, reader: Reader) -> str:
    """Return a field's value in the reader's words; nothing for one that is empty."""
    value = getattr(record, name)
    if name == "id":
        return str(value)
    if name == "created_at":
        return current().datetime(value, reader.timezone)
    if value is None:
        return ""
    if (type_, name) == ("domain", "name"):
        return words.unicode_name(value)
    field = RECORDS[type_].fields[name]
    choices = _CHOICES.get((type_, name))
    if choices is not None:
        return choices[value].render() if value in choices else str(value)
    speak: _Say = _SAY.get(field.kind, _say_plain)
    return speak(field, value, record, reader)


def _say_plain(field: Field, value: Any, record: Record, reader: Reader) -> str:
    return language_name(value) if field.name == "language" else str(value)


def _say_json(field: Field, value: Any, record: Record, reader: Reader) -> str:
    found = to_json(field, value)
    if field.name == "about":
        return f"{found['type']} {found['id']}"
    return json_text(found) if found else ""


def _say_set(field: Field, value: Any, record: Record, reader: Reader) -> str:
    return ", ".join(words.CATEGORIES[each].render() for each in field.choices if each in value)


_Say = Callable[[Field, Any, Any, Reader], str]

_SAY: Final[dict[Kind, _Say]] = {
    Kind.BOOL: lambda _field, value, _record, _reader: gettext("yes") if value else gettext("no"),
    Kind.DATE: lambda _field, value, _record, _reader: current().date(value),
    Kind.TIME: lambda _field, value, _record, reader: current().datetime(value, reader.timezone),
    Kind.MONEY: lambda _field, value, record, _reader: current().money(value, record.currency),
    Kind.INT: lambda _field, value, _record, _reader: current().number(value),
    Kind.COUNTRY: lambda _field, value, _record, _reader: current().country(value),
    Kind.LIST: lambda _field, value, _record, _reader: ", ".join(value),
    Kind.SET: _say_set,
    Kind.JSON: _say_json,
}


# FIELD=VALUE


def settable(type_: str) -> dict[str, Field]:
    """Return the fields of a type that a customer may set on the command line."""
    return {
        name: field
        for name, field in RECORDS[type_].fields.items()
        if field.writer is Writer.CUSTOMER and field.kind is not Kind.SEALED
    }


_YES: Final = frozenset({"yes", "true", "on", "1"})
_NO: Final = frozenset({"no", "false", "off", "0"})


def read_assignments(fields: dict[str, Field], given: Iterable[str]) -> dict[str, Any]:
    """Return what `FIELD=VALUE` arguments set; `FIELD=` empties a field. Rules look at the values later.

    Raises:
        click.UsageError: No `=`, a field that there is not or that was named twice, or no yes and no no.
    """
    values: dict[str, Any] = {}
    for each in given:
        name, equals, text = each.partition("=")
        name = name.strip()
        shown = safe_text(name, limit=60)
        if not equals:
            raise _usage(T_("“{text}” is not of the form FIELD=VALUE.", text=safe_text(each, limit=60)))
        if name not in fields:
            raise _usage(
                T_(
                    "There is no field “{name}” to set. There are: {fields}",
                    name=shown,
                    fields=", ".join(fields),
                )
            )
        if name in values:
            raise _usage(T_("The field “{name}” is given twice.", name=shown))
        values[name] = read_value(fields[name], text)
    return values


def read_value(field: Field, text: str) -> Any:
    """Return what a text means for a field; None for nothing.

    Raises:
        click.UsageError: It is neither yes nor no where one of them is needed.
    """
    if field.kind in (Kind.SET, Kind.LIST):
        return [part.strip() for part in text.split(",") if part.strip()]
    if not text.strip():
        return None
    if field.kind is Kind.BOOL:
        word = text.strip().casefold()
        if word in _YES | {gettext("yes").casefold()}:
            return True
        if word in _NO | {gettext("no").casefold()}:
            return False
        raise _usage(
            T_(
                "“{text}” is neither yes nor no, for the field “{name}”.",
                text=safe_text(text, limit=60),
                name=field.name,
            )
        )
    return text.strip() if field.kind is Kind.CHOICE else text


def _usage(text: Text) -> click.UsageError:
    return click.UsageError(text.render())


def complete_assignment(
    type_: str,
) -> Callable[[click.Context, click.Parameter, str], list[click.shell_completion.CompletionItem]]:
    """Return what completes `FIELD=VALUE` for a type: the names of fields, then the values of closed sets."""

    def complete(
        _context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        from click.shell_completion import CompletionItem

        name, equals, typed = incomplete.partition("=")
        fields = settable(type_)
        if not equals:
            return [
                CompletionItem(f"{each}=", help=title(each).render())
                for each in fields
                if each.startswith(name)
            ]
        if name not in fields:
            return []
        done, comma, last = typed.rpartition(",")
        kept = f"{name}={done}{comma}"
        return [
            CompletionItem(f"{kept}{value}", help=meaning)
            for value, meaning in _values(type_, fields[name])
            if value.casefold().startswith(last.casefold()) and value not in done.split(",")
        ]

    return complete


def _values(type_: str, field: Field) -> Sequence[tuple[str, str | None]]:
    if field.kind is Kind.COUNTRY:
        return current().countries()
    if field.kind is Kind.BOOL:
        return [("yes", None), ("no", None)]
    names = words.CATEGORIES if field.kind is Kind.SET else _CHOICES.get((type_, field.name), {})
    return [(value, names[value].render() if value in names else None) for value in field.choices]
