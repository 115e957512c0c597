"""Paying by bank transfer: where the money goes, and the codes that a banking app reads.

Sources: European Payments Council, EPC069-12 v3.1 (the QR code of a SEPA credit transfer); ГОСТ Р 56042-2014 (the bar
code of a payment in Russia).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from jumpzone.documents.amounts import in_euro, payable
from jumpzone.errors import Refused
from jumpzone.i18n import T_, Translator
from jumpzone.model.banks import format_iban
from jumpzone.model.money import plain
from jumpzone.model.records import Invoice
from jumpzone.model.text import safe_text

__all__ = ["Transfer", "epc_qr", "half_blocks", "modules", "russian_qr", "transfer_details", "transfer_for"]

LONGEST_NAME: Final = 70
"""Characters of a payee's name (EPC069-12, AT-21)."""
LONGEST_REFERENCE: Final = 140
"""Characters of what a transfer is for (EPC069-12, AT-05, unstructured)."""
_LONGEST_PAYLOAD: Final = 331
_GREATEST: Final = 99_999_999_999
QUIET: Final = 4
"""Light modules around a code, without which a camera may not find it (ISO/IEC 18004)."""
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
_BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One bank transfer that pays one document or several.

    Attributes:
        name: Who gets the money.
        bank_name: The bank; perhaps empty.
        iban: The account, without spaces; empty for a Russian one.
        bic: The bank's code.
        bank_account: A Russian account.
        bank_code: Its БИК.
        correspondent_account: Its bank's account.
        tax_id: The payee's ИНН.
        tax_reason_code: The payee's КПП.
        amount: In minor units.
        currency: EUR, also for documents in lev, which are paid at the fixed rate; or what they are made out in.
        reference: What the transfer is for; the seller finds the documents by it.
        documents: The documents' ids.
    """

    name: str
    bank_name: str = ""
    iban: str = ""
    bic: str = ""
    bank_account: str = ""
    bank_code: str = ""
    correspondent_account: str = ""
    tax_id: str = ""
    tax_reason_code: str = ""
    amount: int
    currency: str
    reference: str
    documents: tuple[str, ...] = ()

    @property
    def payload(self) -> str | None:
        """What the payment code says; None where there is no code for this transfer."""
        try:
            if self.currency == "EUR" and self.iban:
                return epc_qr(self.name, self.iban, self.amount, self.reference, bic=self.bic)
            if self.currency == "RUB" and self.bank_account:
                return russian_qr(self)
        except ValueError:
            # The seller's own data don't make a code: the details can still be typed.
            return None
        return None


def transfer_for(invoices: Sequence[Invoice]) -> Transfer:
    """Put the payment of documents into one transfer.

    Raises:
        Refused: ``nothing-to-pay``, ``no-bank-details``, ``different-currencies``, ``different-accounts`` or
            ``too-many-at-once``.
    """
    chosen = list({each.id: each for each in invoices}.values())
    for each in chosen:
        if not payable(each):
            raise Refused(
                "nothing-to-pay", T_("{number} is not waiting for a payment.", number=each.number or "–")
            )
    if not chosen:
        raise Refused("nothing-to-pay", T_("Choose what is to be paid."))
    transfers = [_single(each) for each in chosen]
    first = transfers[0]
    if any(each.currency != first.currency for each in transfers):
        raise Refused(
            "different-currencies",
            T_("These are in different currencies. Pay those of each currency together."),
        )
    if any(_payee(each) != _payee(first) for each in transfers):
        raise Refused(
            "different-accounts", T_("These are paid into different bank accounts. Pay them one by one.")
        )
    reference = ", ".join(each.reference for each in transfers)
    if len(reference) > LONGEST_REFERENCE:
        raise Refused(
            "too-many-at-once",
            T_("The bank takes no reference this long. Pay fewer documents at once."),
        )
    return replace(
        first,
        amount=sum(each.amount for each in transfers),
        reference=reference,
        documents=tuple(each.id for each in chosen),
    )


def _single(invoice: Invoice) -> Transfer:
    seller = invoice.seller or {}

    def value(name: str) -> str:
        return safe_text(str(seller.get(name) or "")).strip()

    euro = in_euro(invoice.balance, invoice.currency)
    currency = invoice.currency if euro is None else "EUR"
    made = Transfer(
        name=value("company_name") or value("name"),
        bank_name=value("bank_name"),
        iban="" if currency == "RUB" and value("bank_account") else _compact(seller.get("iban")),
        bic=_compact(seller.get("bic")),
        bank_account=_compact(seller.get("bank_account")),
        bank_code=_compact(seller.get("bank_code")),
        correspondent_account=_compact(seller.get("correspondent_account")),
        tax_id=_compact(seller.get("tax_id")),
        tax_reason_code=_compact(seller.get("tax_reason_code")),
        amount=invoice.balance if euro is None else euro,
        currency=currency,
        reference=safe_text(invoice.payment_reference or invoice.number or "").strip(),
        documents=(invoice.id,),
    )
    if not made.iban and not (currency == "RUB" and made.bank_account):
        raise Refused(
            "no-bank-details",
            T_("{number} names no bank account of the seller.", number=invoice.number or "–"),
        )
    return made


def _payee(transfer: Transfer) -> tuple[str, ...]:
    return transfer.name, transfer.iban, transfer.bank_account, transfer.bank_code


def _compact(value: Any) -> str:
    return re.sub(r"\s", "", safe_text(str(value or ""))).upper()


def transfer_details(transfer: Transfer, words: Translator) -> list[tuple[str, str]]:
    """The details of a transfer as people type them into a form: label and value each."""
    rows = [(words.gettext("Payee"), transfer.name)]
    if transfer.iban:
        rows.append((words.gettext("IBAN"), format_iban(transfer.iban)))
        rows.append((words.gettext("BIC"), transfer.bic))
    else:
        rows.append((words.gettext("Account"), transfer.bank_account))
        rows.append((words.gettext("BIK (БИК)"), transfer.bank_code))
        rows.append((words.gettext("Correspondent account"), transfer.correspondent_account))
    rows.append((words.gettext("Bank"), transfer.bank_name))
    rows.append((words.gettext("Amount"), words.money(transfer.amount, transfer.currency)))
    rows.append((words.gettext("Reference"), transfer.reference))
    return [(label, value) for label, value in rows if value]


def epc_qr(name: str, iban: str, amount: int, reference: str, *, bic: str = "") -> str:
    """The payload of the code of a SEPA credit transfer.

    Args:
        name: The payee; cut after 70 characters.
        iban: The payee's account.
        amount: In euro cents.
        reference: What the transfer is for, at most 140 characters.
        bic: The payee's bank; may be left out within the European Economic Area.

    Returns:
        Lines by EPC069-12: version 002, UTF-8, unstructured remittance information.

    Raises:
        ValueError: The account is none, the amount is out of bounds or the reference is too long.
    """
    account, bank = _compact(iban), _compact(bic)
    if not _IBAN.fullmatch(account) or not _divides(account):
        raise ValueError("not an IBAN")
    if bank and not _BIC.fullmatch(bank):
        raise ValueError("not a BIC")
    if not 1 <= amount <= _GREATEST:
        raise ValueError("the amount is out of bounds")
    purpose, payee = _line(reference), _line(name)[:LONGEST_NAME].strip()
    if len(purpose) > LONGEST_REFERENCE:
        raise ValueError("the reference is too long")
    if not payee:
        raise ValueError("there is no payee")

    def lines() -> str:
        head = ("BCD", "002", "1", "SCT", bank, payee, account, f"EUR{plain(amount, 'EUR')}")
        return "\n".join((*head, "", "", purpose))

    # Letters beyond ASCII take two bytes or more; the payee's name is the part that a bank can do without.
    while len(lines().encode()) > _LONGEST_PAYLOAD:
        payee = payee[:-1]
    return lines()


def russian_qr(transfer: Transfer) -> str:
    """The payload of the code of a payment in roubles.

    Returns:
        ``ST00012`` (version 1, UTF-8) and the fields, each ``Name=value``, apart by ``|``.

    Raises:
        ValueError: Account or БИК are missing.
    """
    accounts = (transfer.bank_account, transfer.bank_code)
    if [len(each) for each in accounts] != [20, 9] or transfer.amount < 1 or not transfer.name:
        raise ValueError("account, bank, amount or payee are missing")
    fields = (
        ("Name", _field(transfer.name, 160)),
        ("PersonalAcc", transfer.bank_account),
        ("BankName", _field(transfer.bank_name, 45)),
        ("BIC", transfer.bank_code),
        # A bank without one says 0 (ГОСТ Р 56042-2014, table 1).
        ("CorrespAcc", transfer.correspondent_account or "0"),
        ("Sum", str(transfer.amount)),
        ("Purpose", _field(f"Оплата по счёту {transfer.reference}", 210)),
        ("PayeeINN", transfer.tax_id),
        ("KPP", transfer.tax_reason_code),
    )
    return "|".join(("ST00012", *(f"{name}={value}" for name, value in fields if value)))


def _line(text: str) -> str:
    return " ".join(safe_text(text).split())


def _field(text: str, longest: int) -> str:
    return _line(text.replace("|", " "))[:longest]


def _divides(iban: str) -> bool:
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def modules(payload: str, *, error: str = "m", quiet: int = QUIET) -> list[list[bool]]:
    """The code of a payload: rows of modules, dark ones True, with the quiet zone around it.

    Args:
        payload: What the code says.
        error: The level of error correction; payment codes ask for ``m``.
        quiet: The width of the quiet zone in modules.
    """
    import segno  # late: only for who pays

    made = segno.make_qr(payload.encode(), error=error, boost_error=False)
    return [[bool(each) for each in row] for row in made.matrix_iter(border=quiet)]


def half_blocks(rows: Sequence[Sequence[bool]]) -> list[str]:
    """A code for a terminal: two rows of modules a line, dark modules drawn in the ink's colour.

    Draw it with dark ink on a light ground, whatever the theme is: many banking apps can't read the reverse.
    """
    padded = [*rows, [False] * len(rows[0])] if len(rows) % 2 else list(rows)
    return [
        "".join(" ▄▀█"[2 * upper + lower] for upper, lower in zip(padded[at], padded[at + 1], strict=True))
        for at in range(0, len(padded), 2)
    ]
