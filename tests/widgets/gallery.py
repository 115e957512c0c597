"""Every widget on a few screens, to be looked at by people: ``python -m tests.widgets.gallery [NAME]``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen

from jumpzone.errors import Throttled
from jumpzone.i18n import T_, Text
from jumpzone.widgets.bars import Bar, BarPanel, usage_bar
from jumpzone.widgets.chrome import NavBar
from jumpzone.widgets.content import data, highlighted, label_values
from jumpzone.widgets.dialogs import AskPassword, Choose, Confirm, ErrorDialog, Unsaved
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Strength
from jumpzone.widgets.list_view import Filter, ListPane
from jumpzone.widgets.record_source import Column, ListSource, Row, Sort
from jumpzone.widgets.record_table import EmptyState
from jumpzone.widgets.status import status_text, statuses
from jumpzone.widgets.theme import register_themes
from jumpzone.widgets.tile import Panel, PanelLine, Tile
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import FrontScreen, ZoneScreen

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


def describe(row: Row) -> Content:
    return label_values(
        [
            ("Number", data(row.cells[0])),
            ("Status", row.cells[1]),
            ("Subject", row.cells[2]),
            ("To", data(row.cells[3])),
            ("Due", data(row.cells[4])),
            ("Paid on", ""),
            ("Amount", data(row.cells[5])),
        ]
    )


class Shown(ZoneScreen[None]):
    def on_mount(self) -> None:
        self.top_bar.account = "Студио ООД · C-100234"
        self.top_bar.badge = "⇅ synced 2 min ago"
        self.top_bar.language = "en"
        self.top_bar.login = "ivan@studio.example"
        self.nav_bar.badges = {"tickets": "1"}


class TableScreen(Shown):
    TAB = "invoices"

    def compose_body(self) -> ComposeResult:
        filters = [Filter("status", "Status", [Option("paid", "Paid"), Option("unpaid", "Unpaid")])]
        pane = ListPane(
            COLUMNS,
            filters=filters,
            search="Number, subject or address",
            detail=describe,
            detail_title=lambda row: data(row.cells[0]),
            multi=True,
        )
        pane.set_source(Million(query="studio"), sort=Sort("due", True))
        yield pane


class EmptyScreen(Shown):
    TAB = "contacts"

    def compose_body(self) -> ComposeResult:
        pane = ListPane(
            COLUMNS,
            search="Name",
            empty=EmptyState(
                "No contacts yet",
                "People here get mail from the zone: "
                "an accountant the invoices, a technician the notices about domains.",
                "Add a contact",
            ),
        )
        pane.set_source(ListSource([]))
        yield pane


class FormScreen(Shown):
    TAB = "account"

    def compose_body(self) -> ComposeResult:
        yield Form(*SECTIONS)

    def on_mount(self) -> None:
        super().on_mount()
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


class HomeScreen(Shown):
    TAB = "home"
    DEFAULT_CSS = """
    HomeScreen #tiles { height: auto; layout: grid; grid-size: 4; grid-rows: auto; }
    HomeScreen #panels { height: auto; layout: grid; grid-size: 2; grid-rows: auto; }
    """

    def compose_body(self) -> ComposeResult:
        with Vertical(id="tiles"):
            for title, lines in (
                ("Services", ("6 active", Content.styled("1 suspended", "$error"))),
                ("Domains", ("11 active", Content.styled("2 expire in 30 days", "$warning"))),
                (
                    "Invoices",
                    (Content.styled("€148.20 due", "bold"), Content.styled("1 overdue, 6 days", "$error")),
                ),
                ("Tickets", (Content.styled("1 waits for you", "$accent"), "3 open")),
            ):
                tile = Tile(title)
                tile.lines = lines
                yield tile
        with Vertical(id="panels"):
            needs = Panel("Needs you", empty="Nothing needs you now.")
            needs.lines = [
                PanelLine("a", "Invoice 0000000412", "overdue 6 days", Content.styled("!", "$error")),
                PanelLine("b", "studio.example", "expires in 4 days", Content.styled("!", "$warning")),
                PanelLine(
                    "c", "T-100371 [/] [@click=app.quit]x", "answered 2 h ago", Content.styled("↩", "$accent")
                ),
            ]
            yield needs
            bars = BarPanel("Renewals, next 12 months")
            months = ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
            bars.bars = [Bar(m, n * 1200 % 9000, f"€{n * 12 % 90}.00") for n, m in enumerate(months, 7)]
            yield bars
            usage = Panel("Usage")
            usage.lines = [
                PanelLine("", "Disk", usage_bar(730, 1000)),
                PanelLine("", "Traffic", usage_bar(97, 100)),
            ]
            yield usage
            yield Panel("Recent messages")


class DoorScreen(FrontScreen[None]):
    CARD_TITLE = "Sign in"

    def compose_card(self) -> ComposeResult:
        self.tagline.update(Content("Your hosting, domains and invoices in one place"))
        yield Form(
            Section(
                "",
                (
                    FieldSpec("login", "E-mail", required=True),
                    FieldSpec("password", "Password", kind="password", required=True),
                    FieldSpec("stay", "Stay signed in", kind="check"),
                ),
            ),
            submit=T_("Sign in"),
            keeps_unsaved=False,
            auto_height=True,
        )


class Asking(HomeScreen):
    def __init__(self, dialog: Screen[object]) -> None:
        super().__init__()
        self.dialog = dialog

    def on_mount(self) -> None:
        super().on_mount()
        self.app.push_screen(self.dialog)


SCREENS = {
    "table": TableScreen,
    "form": FormScreen,
    "empty": EmptyScreen,
    "home": HomeScreen,
    "door": DoorScreen,
    "confirm": lambda: Asking(
        Confirm(
            "Delete the contact?",
            "Maria [/] Ivanova gets no more mail from the zone.",
            yes="Delete it",
            danger=True,
        )
    ),
    "password": lambda: Asking(AskPassword()),
    "unsaved": lambda: Asking(Unsaved()),
    "error": lambda: Asking(ErrorDialog(Throttled(30))),
    "choose": lambda: Asking(
        Choose("Export", "What for?", [("csv", "A table (CSV)"), ("json", "A program (JSON)")])
    ),
}


class Gallery(App[None]):
    def __init__(self, name: str = "table", theme: str = "jumpzone-dark") -> None:
        super().__init__()
        self.shown, self.wanted = name, theme
        self.animation_level = "none"

    def on_mount(self) -> None:
        register_themes(self, self.wanted)
        self.push_screen(SCREENS[self.shown]())

    def on_nav_bar_chosen(self, message: NavBar.Chosen) -> None:
        notify_safe(self, f"{message.name} [/]")


if __name__ == "__main__":
    Gallery(*sys.argv[1:]).run()
