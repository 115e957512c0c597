"""From a bare machine to a found message: the real program in a terminal, by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from jumpzone.paths import Paths
from jumpzone.screens.account_fields import sections
from jumpzone.widgets.form.spec import FieldSpec
from tests.system.customer import Customer, Person
from tests.system.terminal import Terminal

NEW = "eleven patient lanterns hum"
NEWEST = "the quiet harbour counts ropes"

# Numbers with right check digits that belong to nobody.
EIK = "123456786"
VAT = f"BG{EIK}"
COMPANY = "Примерно студио ООД"


def test_a_customer_does_everything_by_keys(start: Callable[..., Terminal], home: Path, paths: Paths) -> None:
    person = Person()
    assert list(home.iterdir()) == []
    terminal = start()
    customer = Customer(terminal, paths.mail_folder)

    # 1, 2: the front door; a half-filled form survives esc; nothing exists before the code is entered
    customer.front_door()
    customer.fill_in_registration(person)
    terminal.press("escape")
    customer.front_door()
    terminal.press("r")
    terminal.wait("what you filled in last time", person.first_name, person.city, "BG +359")
    terminal.press("escape")
    customer.front_door()
    assert not paths.mail_folder.exists() or not customer.code_in(paths.mail_folder)
    _again(customer, person)

    # 4, 5: the dashboard; the company's data
    terminal.wait(f"{person.first_name} {person.last_name} · C-100001", "Welcome to JumpZone")
    customer.account()
    _company(customer)
    terminal.press("escape", "1")
    customer.dashboard(person)

    # 6: the accountant gets the invoices
    _accountant(terminal)

    # 7, 8: the message that was lost, once more
    _resend(customer)

    # 3: lock, change the password, sign out, sign in with the new one
    terminal.press("ctrl+l")
    terminal.wait("Locked", "ctrl+s Unlock")
    terminal.type(f"{person.password}\r")
    terminal.wait("6 Messages", gone=["Locked"])
    customer.account()
    terminal.press("f7")
    terminal.wait("Change the password", "Your password now", "ctrl+s Change the password")
    terminal.type(f"{person.password}\t{NEW}")
    terminal.press("ctrl+s")
    terminal.wait("Your password is changed")
    customer.sign_out()
    terminal.press("s")
    customer.give_details(person.email, person.password)
    terminal.wait("✕")
    terminal.press("escape")
    customer.front_door()
    customer.sign_in(person, NEW)
    customer.sign_out()

    # 3: forgotten
    before = customer.code_in(paths.mail_folder)
    terminal.press("p")
    terminal.wait("ctrl+s Send a code")
    terminal.type(f"{person.email}\r")
    terminal.wait("A new password", "Code")
    terminal.type(customer.code(after=before))
    terminal.wait("ctrl+s Change the password")
    terminal.type(NEWEST)
    terminal.press("ctrl+s")
    terminal.wait("Your new password holds", "Stay signed in")
    customer.give_details(person.email, NEWEST)
    customer.dashboard(person)

    # What was saved is there after all this, and the program leaves with a code that says so.
    customer.account()
    terminal.wait(COMPANY, EIK)
    terminal.press("ctrl+q")
    assert terminal.ended() == 0


def _again(customer: Customer, person: Person) -> None:
    """Fill in what a draft never keeps, and go through with it."""
    terminal = customer.terminal
    terminal.press("r")
    terminal.wait("what you filled in last time", "ctrl+s Register")
    terminal.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
    terminal.wait("show: ctrl+t")
    terminal.type(person.password)
    terminal.wait("••••")
    terminal.press("ctrl+s")
    terminal.wait("Confirm your address", person.email)
    terminal.type(customer.code())
    customer.dashboard(person)


def _company(customer: Customer) -> None:
    """Correct the company's data: a wrong number is refused, the right one is saved."""
    terminal = customer.terminal
    terminal.press("enter")
    terminal.wait("ctrl+s Save changes", gone=["enter Edit"])
    boxes = {section.name: list(section.fields) for section in sections()}
    customer.fill(_shown(boxes["person"]), {})
    terminal.press("right")
    terminal.wait("(•) the company", "Company name")
    values = {
        "company_name": COMPANY,
        "company_number": "123456789",
        "vat_number": VAT,
        "legal_representative": "Мария Иванова",
        "company_country": "Bulgaria",
        "company_postcode": "1000",
        "company_city": "София",
        "company_address_1": "ул. Пример 1",
    }
    terminal.press("tab")
    customer.fill(_shown(boxes["company"]), values)
    terminal.wait("✕ The check digit")
    # The button leads to the field that is wrong.
    terminal.press("ctrl+s")
    terminal.until(lambda: "123456789" in terminal.typing_in, "the cursor in the field that is wrong")
    terminal.press("end", "ctrl+u")
    terminal.wait("Company number", gone=["123456789"])
    terminal.type(EIK)
    terminal.wait(EIK, gone=["✕"])
    terminal.press("ctrl+s")
    terminal.wait("Saved:", gone=["✕", "unsaved"])
    terminal.wait(COMPANY, f"EIK {EIK}")


def _shown(fields: Sequence[FieldSpec]) -> list[FieldSpec]:
    """The fields that Bulgarian addresses have."""
    return [spec for spec in fields if not spec.name.endswith("state")]


def _accountant(terminal: Terminal) -> None:
    """Add a contact that gets the invoices."""
    terminal.press("7")
    terminal.wait("No contacts yet", "a Add a contact")
    terminal.press("a")
    terminal.wait("What this contact gets", "ctrl+s Add the contact")
    terminal.type("Петър\tПетров\t\tСчетоводна къща Лист\taccounts@ledger.example\t\t\t")
    terminal.wait("Mail about")
    # The fourth of the categories.
    terminal.press("down", "down", "down", "space")
    terminal.wait("[✓] Invoices")
    terminal.press("ctrl+s")
    terminal.wait("accounts@ledger.example", "Contacts", gone=["ctrl+s Add the contact"])


def _resend(customer: Customer) -> None:
    """Find the welcome message by a word of its text and have it sent again."""
    terminal = customer.terminal
    terminal.press("6")
    terminal.wait("Welcome to JumpZone", "f Filter")
    terminal.press("f")
    terminal.wait("Words in subject", gone=["s Sort"])
    terminal.type("worth doing")
    terminal.wait("1–1 of 1", "worth doing")
    terminal.press("enter")
    terminal.wait("s Sort", "r Send again")
    count = len(customer.letters_in(customer.mail))
    terminal.press("r")
    terminal.wait("Send this message again?")
    terminal.press("enter")
    terminal.wait("Queued: a copy goes to maria@studio.example")
    terminal.until(lambda: len(customer.letters_in(customer.mail)) > count, "the copy in the folder")
    copy = customer.letters_in(customer.mail)[0]
    assert "Welcome to JumpZone" in copy.subject
    assert "This is a copy of a message of" in copy.text
    assert copy.to == "maria@studio.example"
