"""Every widget on a few screens, to be looked at by people: ``python -m tests.widgets.gallery [NAME]``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.content import Content
from textual.screen import Screen

from jumpzone.i18n import Text
from jumpzone.widgets.content import highlighted
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Strength
from jumpzone.widgets.record_source import Column, Row, Sort
from jumpzone.widgets.record_table import RecordTable
from jumpzone.widgets.status import status_text, statuses
from jumpzone.widgets.theme import register_themes

COUNTRIES = [
    Option("BG", "Bulgaria", "+359"),
    Option("DE", "Germany", "+49"),
    Option("GR", "Greece", "+30"),
    Option("RO", "Romania", "+40"),
    Option("RS", "Serbia", "+381"),
    Option("RU", "Russia", "+7"),
    Option("KZ", "Kazakhstan", "+7"),
    Option("TR", "Türkiye", "+90"),
    Option("GB", "United Kingdom", "+44"),
    Option("US", "United States", "+1"),
]

NOTICES = [
    Option("general", "General", "News, and what changes in the terms"),
    Option("product", "Products", "Access data and the state of services"),
    Option("domain", "Domains", "Renewals and registrant checks: keep one address for these"),
    Option("invoice", "Invoices", "New invoices, receipts and reminders"),
    Option("support", "Support", "Answers to your tickets"),
    Option("affiliate", "Affiliate", "Commissions and payouts"),
]


def wrong_number(text: str) -> Text | None:
    return None if text.isdigit() and len(text) in {9, 13} else Text("A company number has 9 or 13 digits.")


def strength(text: str) -> Strength:
    score = min(4, len(text) // 4)
    return Strength(score, ["very weak", "weak", "fair", "good", "strong"][score])


SECTIONS = (
    Section(
        "Personal data",
        (
            FieldSpec("first_name", "First name", required=True),
            FieldSpec("middle_name", "Middle name"),
            FieldSpec("last_name", "Last name", required=True),
            FieldSpec("email", "E-mail", kind="email", required=True),
            FieldSpec("phone", "Phone", kind="phone", options=COUNTRIES),
            FieldSpec("country", "Country", kind="select", options=COUNTRIES, required=True),
            FieldSpec("address_1", "Address", wide=True),
            FieldSpec("address_2", "Address, second line", wide=True),
            FieldSpec("postcode", "Postcode"),
            FieldSpec("city", "City"),
        ),
    ),
    Section(
        "Company data",
        (
            FieldSpec(
                "invoice_to",
                "Invoice to",
                kind="radio",
                options=[Option("person", "The person"), Option("company", "The company")],
            ),
            FieldSpec("company_name", "Company name"),
            FieldSpec(
                "company_number",
                "Company number (ЕИК)",
                validator=wrong_number,
                hint="9 digits, or 13 for a branch",
            ),
            FieldSpec("vat_number", "VAT number"),
            FieldSpec("legal_representative", "Legal representative (МОЛ)"),
            FieldSpec("iban", "IBAN"),
            FieldSpec("bic", "BIC"),
            FieldSpec("bank_name", "Bank"),
        ),
        note="Filled in when invoices go to a company.",
    ),
    Section(
        "And",
        (
            FieldSpec(
                "password",
                "Password",
                kind="password",
                strength=strength,
                hint="At least 15 characters; a sentence is fine",
            ),
            FieldSpec("code", "Code", kind="code"),
            FieldSpec("notifications", "What to send", kind="checks", options=NOTICES, wide=True),
            FieldSpec(
                "marketing",
                "Tell me about offers",
                kind="check",
                hint="At most once a month; can be taken back at any time",
            ),
            FieldSpec("note", "Note", kind="multiline", wide=True),
        ),
    ),
)

COLUMNS = (
    Column("number", "Number", width=10, sortable=True),
    Column("status", "Status", width=18, min_width=12),
    Column("subject", "Subject", fraction=3, min_width=20, sortable=True),
    Column("to", "To", fraction=2, min_width=16, priority=3),
    Column("due", "Due", width=12, priority=2, sortable=True),
    Column("amount", "Amount", width=12, align="right", priority=1, sortable=True),
)


class Million:
    def __init__(self, count: int = 1_000_000, query: str = "") -> None:
        self.count = count
        self.query = query

    def total(self) -> int:
        return self.count

    def window(self, start: int, length: int) -> Sequence[Row]:
        return [self.row(n) for n in range(start, min(start + length, self.count))]

    def row(self, n: int) -> Row:
        kinds = statuses("invoice")
        subject = [
            "Hosting Business, 1 year",
            "студио.example, renewal",
            "SSL certificate [/] [@click=app.quit]x",
            "Cloud server L",
        ][n % 4]
        cells: list[str | Content] = [
            f"{n:010d}",
            status_text("invoice", kinds[n % len(kinds)]),
            highlighted(subject, self.query) if self.query else subject,
            "accounts@studio.example",
            f"{1 + n % 28} Nov 2026",
            f"€{n * 7 % 9000}.{n % 100:02d}",
        ]
        return Row(str(n), cells)


class TableScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        table = RecordTable(COLUMNS, multi=True)
        table.set_source(Million(query="studio"), sort=Sort("due", True))
        yield table


class FormScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Form(*SECTIONS)

    def on_mount(self) -> None:
        form = self.query_one(Form)
        form.set_values(
            {
                "first_name": "Ivan",
                "last_name": "[/] Petrov",
                "country": "BG",
                "phone": "+359 2 9876543",
                "invoice_to": "company",
                "notifications": frozenset({"domain", "invoice"}),
                "company_number": "12345",
            }
        )
        form.focus_first()


SCREENS = {"table": TableScreen, "form": FormScreen}


class Gallery(App[None]):
    def __init__(self, name: str = "table", theme: str = "jumpzone-dark") -> None:
        super().__init__()
        self.shown, self.wanted = name, theme

    def on_mount(self) -> None:
        register_themes(self, self.wanted)
        self.push_screen(SCREENS[self.shown]())


if __name__ == "__main__":
    Gallery(*sys.argv[1:]).run()
