"""What files of contacts have in common: their bytes as text, what was found in them, and what was wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jumpzone.errors import Refused
from jumpzone.i18n import LANGUAGES, NT_, T_, Text, translator
from jumpzone.model import countries
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.text import FieldRefused, fold
from jumpzone.model.words import CATEGORIES as CATEGORY_WORDS

__all__ = [
    "FIELDS",
    "LARGEST",
    "MOST",
    "Entry",
    "Fault",
    "Found",
    "categories_of",
    "country_of",
    "decode",
    "too_many",
]

LARGEST: Final = 5 * 1024 * 1024
"""The most bytes of a file."""

MOST: Final = 5000
"""The most contacts in a file."""

FIELDS: Final = (
    "first_name",
    "middle_name",
    "last_name",
    "company_name",
    "email",
    "phone",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
    "notifications",
)
"""The fields of a contact that go into files and come out of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact as a file has it.

    Attributes:
        line: The line that it begins on, from 1.
        uid: The contact's id, where the file names one of ours.
        values: The fields that the file speaks of; None empties one. Rules look at them later.
        unused: What else the file says and no contact keeps, by the file's own names.
    """

    line: int
    uid: str | None
    values: Mapping[str, Any]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be read.

    Attributes:
        line: Where it is, from 1.
        message: What is wrong.
    """

    line: int
    message: Text


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds.

    Attributes:
        entries: The contacts, in the order of the file.
        faults: What could not be read.
        encoding: How its letters were written: ``utf-8``, ``utf-16``, ``windows-1251`` or ``windows-1252``.
        unused: Columns that no contact has a field for.
    """

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    encoding: str
    unused: tuple[str, ...] = ()


def too_many(most: int = MOST) -> Refused:
    """Return the error for a file with more contacts than are read at once."""
    return Refused(
        "too-many-contacts",
        NT_(
            "There is more than {n} contact in this file.",
            "There are more than {n} contacts in this file.",
            most,
        ),
        hint=T_("Split it into smaller ones."),
    )


# Letters

_HIGH: Final = re.compile("[^\x00-\x7f]")
_BESIDE_LATIN: Final = re.compile("[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_VALID_PAIR: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def decode(content: bytes) -> tuple[str, str]:
    """Return a file's text and how it was written.

    UTF-8 and UTF-16 with a mark say so themselves. What is no UTF-8 is taken for windows-1251, as Bulgarian and
    Russian spreadsheets write, or for windows-1252 where the letters in question stand among Latin ones. A file
    that is UTF-8 but for a few bytes keeps those as lone surrogates, which the rules refuse line by line.

    Raises:
        Refused: It is larger than :data:`LARGEST`, or no text.
    """
    if len(content) > LARGEST:
        raise Refused(
            "file-too-large",
            T_("A file with contacts can have {limit} MB at most.", limit=LARGEST // 1024**2),
            hint=T_("Leave the photos out, or split it into smaller ones."),
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as problem:
            raise _no_text() from problem
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        high = sum(byte > 0x7F for byte in content)
        if 2 * sum(map(len, _VALID_PAIR.findall(content))) > high:
            return content.decode("utf-8-sig", "surrogateescape"), "utf-8"
    try:
        text = content.decode("windows-1251")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "surrogateescape"), "windows-1252"
    if 2 * len(_BESIDE_LATIN.findall(text)) > len(_HIGH.findall(text)):
        return content.decode("windows-1252", "surrogateescape"), "windows-1252"
    return text, "windows-1251"


def _no_text() -> Refused:
    return Refused("no-text", T_("This file can't be read as text."))


# Values


def country_of(text: str) -> str:
    """Return the code of a country that is given by its code or by its name in one of our languages.

    What is neither becomes a code that no country has, for the rules to refuse in their words.
    """
    wanted = text.strip()
    if not wanted:
        return ""
    try:
        return countries.check_country(wanted)
    except FieldRefused:
        return _country_names().get(fold(wanted), "??")


@cache
def _country_names() -> dict[str, str]:
    return {fold(name): code for language in LANGUAGES for code, name in translator(language).countries()}


def categories_of(parts: Iterable[str]) -> list[str]:
    """Return kinds of mail that are given by name or by their words in one of our languages.

    An unknown one comes back as it is, for the rules to refuse.
    """
    given = [part.strip() for part in parts]
    return [_category_names().get(fold(part), part) for part in given if part]


@cache
def _category_names() -> dict[str, str]:
    found = {name: name for name in CATEGORIES}
    for language in LANGUAGES:
        found |= {fold(CATEGORY_WORDS[name].render(translator(language))): name for name in CATEGORIES}
    return found
