"""What is said of a domain: its dates as words and a bar, its people, what to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from textual.content import Content

from jumpzone.i18n import PT_, T_, Text, _
from jumpzone.model.ds import ALGORITHMS, DIGESTS, DS_NAMES
from jumpzone.model.names import look_alike
from jumpzone.model.records import Contact, Domain
from jumpzone.model.rules.domains import glue
from jumpzone.screens.wording import day, day_and_distance, expiry, money, unicode_name
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.status import status_text

__all__ = [
    "PEOPLE",
    "change_words",
    "ds_lines",
    "name_cell",
    "names_of",
    "on_off",
    "people_lines",
    "registration_lines",
    "server_lines",
    "warning_lines",
    "year_bar",
]

PEOPLE: Final[Mapping[str, Text]] = {
    "registrant": T_("Registrant"),
    "admin": T_("Administrative"),
    "tech": T_("Technical"),
    "billing": T_("Billing"),
}
"""Words for those whom a domain names."""

_FIELDS: Final[Mapping[str, Text]] = {
    "auto_renew": T_("Auto-renew"),
    "locked": T_("Transfer lock"),
    "id_protection": T_("ID protection"),
    "nameservers": T_("Nameservers"),
    "ds": T_("DS records"),
    **PEOPLE,
}

_YEAR: Final = 365


def year_bar(expires: date | None, today: date, *, renews: bool) -> Content:
    """Return how much of a year is left, half a cell a month; what has expired shows a cross instead."""
    if expires is None:
        return Content("")
    days = (expires - today).days
    if days < 0:
        return Content.styled("✕", "$error")
    near = expiry(expires, today, renews=renews).spans
    style = str(near[0].style) if near else "$accent 70%"
    months = max(1, min(12, round(days * 12 / _YEAR)))
    filled = "━" * (months // 2) + "╸" * (months % 2)
    return Content.assemble((filled, style), ("─" * (6 - len(filled)), "$text-disabled"))


def name_cell(domain: Domain) -> Content:
    """Return a domain's name for a list, with a sign when it looks like another one."""
    shown = data(unicode_name(domain.name))
    return shown if look_alike(domain.name) is None else Content.assemble(("≈ ", "$warning"), shown)


def on_off(value: bool) -> Content:
    """Return on or off, by word, sign and colour."""
    if value:
        return Content.assemble(("✓ ", "$success"), _("on"))
    return Content.assemble(("– ", "$text-disabled"), content(_("off"), "$text-muted"))


def registration_lines(domain: Domain, today: date, *, bar: bool = True) -> Content:
    """Say what is registered, how long (with a bar, where there is none beside it), and for how much."""
    shown = unicode_name(domain.name)
    rows: list[tuple[Words, Words | None]] = [
        (T_("Status"), status_text("domain", domain.status)),
        (T_("Name"), data(shown, "bold")),
    ]
    if shown != domain.name:
        rows.append((T_("In the registry"), data(domain.name)))
    rows += [
        (T_("Registered"), day(domain.registered_on)),
        (T_("Expires"), _expires(domain, today, bar)),
        (T_("Renewal"), money(domain.amount, domain.currency)),
        (T_("Auto-renew"), on_off(domain.auto_renew)),
        (T_("Transfer lock"), on_off(domain.locked)),
        (T_("ID protection"), on_off(domain.id_protection)),
    ]
    parts = [label_values(rows)]
    if (twin := look_alike(domain.name)) is not None:
        parts += [Content.assemble(("≈ ", "$warning"), content(twin.words, "$warning"))]
    return lines(parts)


def _expires(domain: Domain, today: date, bar: bool) -> Content:
    if domain.expires_on is None:
        return Content("")
    style = expiry(domain.expires_on, today, renews=domain.auto_renew)
    words = data(day_and_distance(domain.expires_on, today), str(style.spans[0].style) if style.spans else "")
    if not bar:
        return words
    return Content.assemble(words, " ", year_bar(domain.expires_on, today, renews=domain.auto_renew))


def server_lines(domain: Domain) -> Content:
    """List the nameservers; one that needs glue carries a sign."""
    if not domain.nameservers:
        return content(_("None yet."), "$text-disabled")
    inside = glue(domain.name, domain.nameservers)
    return lines(
        Content.assemble(("! ", "$warning") if each in inside else "  ", data(unicode_name(each)))
        for each in domain.nameservers
    )


def ds_lines(domain: Domain) -> Content:
    """List the DS records: numbers with their meaning, the digest beneath."""
    if not domain.ds:
        return content(_("None: answers of this domain are not signed."), "$text-disabled")
    return lines(_one_ds(each) for each in domain.ds)


def _one_ds(record: Any) -> Content:
    if not isinstance(record, Mapping):
        return data(record)
    tag, algorithm, kind, digest = (record.get(name, "?") for name in DS_NAMES)
    meaning = f"{algorithm} {ALGORITHMS.get(algorithm, '')}  {kind} {DIGESTS.get(kind, ('',))[0]}"
    return lines([Content.assemble(data(tag), "  ", data(meaning)), data(digest, "$text-muted")])


def people_lines(domain: Domain, people: Mapping[str, Contact | None]) -> Content:
    """Say whom a domain names."""
    rows = [(word, _person(getattr(domain, name), people.get(name))) for name, word in PEOPLE.items()]
    return label_values(rows)


def _person(id_: str | None, contact: Contact | None) -> Content:
    if id_ is None:
        return content(_("the account's own data"), "$text-muted")
    if contact is None:
        return content(_("a contact that you can't see"), "$text-muted")
    name = names_of(contact)
    more = contact.company_name or contact.email
    return Content.assemble(data(name), "  ", data(more, "$text-muted"))


def names_of(contact: Contact) -> str:
    """Return a contact's first and last name."""
    return f"{contact.first_name} {contact.last_name}"


def warning_lines(warnings: Sequence[Text]) -> Content:
    """Say what to know, a sign before each."""
    return lines(Content.assemble(("! ", "$warning"), content(each, "$warning")) for each in warnings)


def change_words(domain: Domain, values: Mapping[str, Any]) -> Content:
    """Say in one line what a change would make of a domain: each field with its new value, a switch with both."""
    parts = []
    for name, value in values.items():
        word = content(_FIELDS.get(name, name), "$text-muted")
        old = f"{_value(getattr(domain, name)).plain} " if isinstance(value, bool) else ""
        parts.append(Content.assemble(word, " ", old, "→ ", _value(value)))
    return Content("  ").join(parts)


def _value(value: Any) -> Content:
    if isinstance(value, bool):
        return content(PT_("switch", "on") if value else PT_("switch", "off"))
    if isinstance(value, tuple | list):
        return data(", ".join(unicode_name(str(each)) for each in value) or "–")
    return data("–" if value is None else value)
