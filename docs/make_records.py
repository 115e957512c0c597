"""Write docs/records.md from the field table: ``python docs/make_records.py`` (a test holds the page against it)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jumpzone.model.fields import RECORDS, Field, Kind, RecordType, Writer

PAGE = Path(__file__).with_name("records.md")

_HEAD = """# Records

The data dictionary: what an account holds. Tables, mutations, the command line, exports and the audit trail use these
names. This page is made from `jumpzone/model/fields.py` by `python docs/make_records.py`.

Every record has `id` (UUIDv7), `account` (but for logins, addresses and announcements), `rev` (the account's change
counter at its last change), `created_at` and `updated_at`. Money is an integer in minor units beside an ISO 4217
`currency`; dates are `YYYY-MM-DD`; times are UTC. Text is Unicode NFC without control characters. A `sealed` field is
encrypted under a key that is not in the store. Fields marked *given* are written by the authority alone; fields of one
*group* merge as one value, *sets* merge item by item.

## Rights

A member of an account holds some of thirteen permissions: `profile` `contacts` `products` `manageproducts`
`productsso` `domains` `managedomains` `invoices` `tickets` `emails` `orders` `quotes` `affiliates`. A managing right
includes the reading one; owners hold all. Rights are asked at every read and every write, for whole records.
"""


def _what(field: Field) -> str:
    if field.choices and field.kind in (Kind.CHOICE, Kind.SET):
        values = " \\| ".join(f"`{choice}`" for choice in field.choices)
        return f"set of {values}" if field.kind is Kind.SET else values
    if field.textual and field.max_length:
        return f"{field.kind.value}, up to {field.max_length}"
    return field.kind.value


_SHAPES: Mapping[str, str] = {
    "service.cancellation": "null, or `when` (immediate \\| end_of_period), `reason`, `at`, `auto_renew` before",
    "order.items": "a list of `action`, `product`, `about`, `name`, `cycle`, `years`, `details`, `text`, `amount`, "
    "`until`, and `when` of a change of plan",
    "invoice.lines": "a list of `text`, `quantity`, `unit_amount`, `vat_rate` in percent, perhaps `about`",
    "invoice.credit": "set off against it",
    "invoice.proforma": "the one that it followed, which carries its payments",
    "transaction.gateway": "`credit` is what went over into the account's credit",
    "transaction.amount": "negative for what went back",
    "transaction.reference": "the gateway's own, unique there",
    "product.prices": "by billing cycle; of a domain by `register`, `renew`, `transfer`",
    "announcement.affects": "texts, each a kind of product (`cloud`, `domain`), a top-level domain (`.example`), a "
    "host name (what lies on it, is served by it, or points to it), or a product's `code`",
    "service.plan_change": "null, or `product`, `name`, `cycle`, `amount`, `when` (paid \\| renewal), `on`, `order`",
}
"""What stands in a JSON field, where its name does not say it."""


def _notes(record: RecordType, field: Field) -> str:
    notes = []
    if field.writer is Writer.AUTHORITY:
        notes.append("given")
    if field.required:
        notes.append("needed")
    if field.group:
        notes.append(f"group *{field.group}*")
    if (shape := _SHAPES.get(f"{record.name}.{field.name}")) is not None:
        notes.append(shape)
    return ", ".join(notes)


def _section(record: RecordType) -> str:
    lines = [
        f"## {record.name}",
        "",
        f"Read: `{record.read}` · write: `{record.write}`"
        + (" · only ever created" if record.create_only else ""),
        "",
        "| field | what | notes |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{each.name}` | {_what(each)} | {_notes(record, each)} |" for each in record.fields.values()
    ]
    return "\n".join(lines) + "\n"


def page() -> str:
    """Return the whole page."""
    return _HEAD + "\n" + "\n".join(_section(record) for record in RECORDS.values())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
