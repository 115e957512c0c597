"""Countries by ISO 3166-1 alpha-2, and what their addresses look like."""

from __future__ import annotations

import re
from functools import cache

from jumpzone.i18n import T_, Text, translator
from jumpzone.model.text import FieldRefused, clean, compact_code

__all__ = [
    "EU",
    "check_country",
    "check_postcode",
    "country_codes",
    "default_country",
    "postcode_hint",
    "uses_state",
]

EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
"""The member states of the European Union."""

# Countries whose postal addresses name a state, province, prefecture or region (UPU, "Postal addressing systems").
_STATES = frozenset("AE AR AU BR CA CN CO ES HK IN IT JP KR KZ MX MY RU TH UA US VE".split())  # noqa: SIM905

# N a digit, A a Latin letter, X either; other characters stand for themselves. Letters among those may be left out when
# typing, so may spaces and dashes (UPU, "Postal addressing systems", and the national operators).
_POSTCODES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("AT AU BE BG CH CY DK GE HU LI LU MK NO SI ZA".split(), ("NNNN",)),  # noqa: SIM905
    **dict.fromkeys("BA DE EE ES FI FR HR IL IT MC ME MX RS SM TH TR UA VA".split(), ("NNNNN",)),  # noqa: SIM905
    **dict.fromkeys("BY CN IN KG RO RU SG TM UZ".split(), ("NNNNNN",)),  # noqa: SIM905
    **dict.fromkeys("CZ GR SE SK".split(), ("NNN NN",)),  # noqa: SIM905
    "BR": ("NNNNN-NNN",),
    "CA": ("ANA NAN",),
    "GB": ("AN NAA", "ANN NAA", "AAN NAA", "AANN NAA", "ANA NAA", "AANA NAA"),
    "IE": ("ANN XXXX", "ANA XXXX"),
    "JP": ("NNN-NNNN",),
    "KZ": ("NNNNNN", "ANNANAN"),
    "LT": ("LT-NNNNN",),
    "LV": ("LV-NNNN",),
    "MD": ("MD-NNNN",),
    "MT": ("AAA NNNN",),
    "NL": ("NNNN AA",),
    "PL": ("NN-NNN",),
    "PT": ("NNNN-NNN",),
    "US": ("NNNNN", "NNNNN-NNNN"),
}
_EXAMPLES = {
    "BG": "1000",
    "BR": "01310-100",
    "CA": "K1A 0B1",
    "CH": "3000",
    "CZ": "110 00",
    "DE": "10115",
    "FR": "75001",
    "GB": "SW1A 1AA",
    "GR": "104 31",
    "IE": "D02 AF30",
    "JP": "100-0001",
    "KZ": "010000",
    "LT": "LT-01100",
    "LV": "LV-1010",
    "MD": "MD-2001",
    "MT": "VLT 1117",
    "NL": "1012 AB",
    "PL": "00-001",
    "PT": "1000-001",
    "RO": "010011",
    "RU": "101000",
    "SE": "111 20",
    "SK": "811 01",
    "TR": "34000",
    "UA": "01001",
    "US": "20500",
}
_CLASSES = {"N": "[0-9]", "A": "[A-Z]", "X": "[0-9A-Z]"}


@cache
def country_codes() -> frozenset[str]:
    """The officially assigned codes of ISO 3166-1 alpha-2."""
    return frozenset(code for code, _name in translator("en").countries())


def default_country(language: str) -> str:
    """The country that a form starts with for a reader of a language."""
    return {"bg": "BG", "ru": "RU"}.get(language, "GB")


def check_country(raw: str) -> str:
    """A country's code in capitals.

    Raises:
        FieldRefused: It isn't one of ISO 3166-1 alpha-2.
    """
    code = compact_code(raw)
    if code not in country_codes():
        raise FieldRefused("unknown-country", T_("Choose a country from the list, or give its two letters."))
    return code


def uses_state(country: str | None) -> bool:
    """Whether addresses of a country name a state or region; else a form may leave that field out."""
    return country in _STATES


def postcode_hint(country: str | None) -> Text | None:
    """An example of the country's postcode for a form, or None where the form of postcodes isn't known."""
    example = _EXAMPLES.get(country or "")
    return T_("For example {example}", example=example) if example else None


def check_postcode(raw: str, country: str | None) -> str:
    """A postcode as the country's post writes it.

    Args:
        raw: What was typed; spaces, dashes and small letters don't matter where the country's form is known.
        country: ISO 3166-1 alpha-2; where its form isn't known, only length and characters are looked at.

    Raises:
        FieldRefused: It doesn't have the country's form.
    """
    text = clean(raw, max_length=16).upper()
    masks = _POSTCODES.get(country or "")
    if masks is None:
        if text and not re.fullmatch(r"[\w][\w \-/.]*", text):
            raise FieldRefused("postcode", T_("A postcode has letters, digits, spaces and dashes only."))
        return text
    if not text:
        return ""
    compact = compact_code(text)
    for mask in masks:
        if re.fullmatch(_pattern(mask), compact):
            return _dress(mask, compact)
    example = _EXAMPLES.get(country or "")
    if example:
        reason = T_(
            "This doesn't look like a postcode of the chosen country. For example: {example}", example=example
        )
    else:
        reason = T_(
            "This doesn't look like a postcode of the chosen country. Its form: {form} (N stands for a digit)",
            form=masks[0],
        )
    raise FieldRefused("postcode", reason)


@cache
def _pattern(mask: str) -> str:
    fixed = "".join(char for char in mask if char.isalpha() and char not in _CLASSES)
    body = "".join(_CLASSES[char] for char in mask if char in _CLASSES)
    return f"(?:{fixed})?{body}" if fixed else body


def _dress(mask: str, compact: str) -> str:
    """Put the mask's own characters between the ones that were typed."""
    free = sum(char in _CLASSES for char in mask)
    rest = iter(compact[-free:])
    return "".join(next(rest) if char in _CLASSES else char for char in mask)
