"""A customer at the keyboard: what a person does in the program, key by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from jumpzone.screens.letters import Letter, newest
from jumpzone.screens.people_fields import person_fields
from jumpzone.widgets.form.spec import FieldSpec
from tests.system.terminal import Terminal

__all__ = ["Customer", "Person"]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who registers."""

    first_name: str = "Мария"
    last_name: str = "Иванова"
    email: str = "maria@studio.example"
    country: str = "BG"
    phone: str = "+359 2 900 0000"
    address_1: str = "ул. Пример 1"
    postcode: str = "1000"
    city: str = "София"
    password: str = "seven loose violins at dawn"

    def values(self) -> dict[str, object]:
        """The fields of registration."""
        return {name: value for name, value in asdict(self).items() if name != "password"} | {
            "invoice_to": "person",
            "terms": True,
        }


class Customer:
    """Does by keys what the program offers, and waits for what it shows. The program speaks English."""

    def __init__(self, terminal: Terminal, mail: Path) -> None:
        self.terminal = terminal
        self.mail = mail

    # -- mail ------------------------------------------------------------------------------------------

    @staticmethod
    def letters_in(folder: Path) -> list[Letter]:
        """The mail in a folder, the newest first."""
        return newest(folder) if folder.is_dir() else []

    @classmethod
    def code_in(cls, folder: Path) -> str:
        """The newest code in a folder of mail, or nothing."""
        return next((letter.code for letter in cls.letters_in(folder) if letter.code), "")

    def code(self, *, after: str = "") -> str:
        """Wait for the code in the mail; `after`: another one than that."""
        self.terminal.until(lambda: self.code_in(self.mail) not in ("", after), "a code in the mail")
        return self.code_in(self.mail)

    # -- forms -----------------------------------------------------------------------------------------

    def fill(self, fields: Iterable[FieldSpec], values: Mapping[str, str], *, then: str = "\t") -> None:
        """Go through fields from the one that has the focus, and fill in those that there are values for.

        Args:
            fields: All that stand on the screen, in their order.
            values: Texts by field name; of a list, the option's label.
            then: Typed after each field.
        """
        typed = ""
        for spec in fields:
            value = values.get(spec.name, "")
            if spec.kind == "select" and value:
                self.terminal.type(typed + value)
                self.terminal.wait(f"▌ {value}")
                self.terminal.press("enter")
                self.terminal.wait(value, gone=[f"▌ {value}"])
                typed = then
            else:
                # In front of a phone number there is a list of prefixes.
                typed += ("\t" if spec.kind == "phone" else "") + value + then
        self.terminal.type(typed)

    # -- in and out ------------------------------------------------------------------------------------

    def front_door(self) -> None:
        """Wait for the front door with its store open."""
        self.terminal.wait("Client zone", "Forgotten password", "? Keys", gone=["The store is being opened"])

    def fill_in_registration(self, person: Person) -> None:
        """Register as far as the button."""
        terminal = self.terminal
        terminal.press("r")
        terminal.wait("ctrl+s Register", "Country")
        values = asdict(person) | {"country": "Bulgaria", "phone": person.phone.removeprefix("+359 ")}
        self.fill(person_fields(), values)
        terminal.wait("BG +359")
        # The invoices stay the person's.
        terminal.press("tab")
        # The terms are ticked, offers are not.
        terminal.type(f"{person.password}\t ")
        terminal.wait("[✓] I accept the terms")

    def register(self, person: Person) -> None:
        """Become a customer: the form, the code, the dashboard."""
        self.fill_in_registration(person)
        self.terminal.press("ctrl+s")
        self.terminal.wait("Confirm your address", person.email)
        self.terminal.type(self.code())
        self.dashboard(person)

    def sign_in(self, person: Person, password: str | None = None) -> None:
        """Sign in at the front door."""
        self.terminal.press("s")
        self.terminal.wait("Stay signed in", "Sign in")
        self.give_details(person.email, password or person.password)
        self.dashboard(person)

    def give_details(self, email: str, password: str) -> None:
        """Fill in the form for signing in and send it."""
        self.terminal.wait("ctrl+s Sign in")
        self.terminal.type(f"{email}\t{password}\r")

    def dashboard(self, person: Person) -> None:
        """Wait for the dashboard."""
        self.terminal.wait("1 Home", "Renewals, next 12 months", person.email, gone=["Signing in"])

    def sign_out(self) -> None:
        """Sign out by the palette of commands."""
        self.command("Sign out")
        self.terminal.wait("You are signed out", "Client zone")

    def command(self, name: str) -> None:
        """Run a command of the palette."""
        self.terminal.press("ctrl+p")
        self.terminal.wait("Search for a command")
        self.terminal.type(name)
        self.terminal.until(lambda: self.terminal.text.count(name) >= 2, f"the command {name}")
        self.terminal.press("enter")

    # -- places ----------------------------------------------------------------------------------------

    def account(self) -> None:
        """Go to the account and wait for its form."""
        self.terminal.press("8")
        self.terminal.wait("Invoices go to", "Save changes", "enter Edit")
