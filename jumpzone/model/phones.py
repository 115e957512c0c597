"""Phone numbers: kept as E.164, written the way people read them."""

from __future__ import annotations

import re

from jumpzone.i18n import T_
from jumpzone.model.text import FieldRefused, clean

__all__ = ["format_phone", "parse_phone", "prefix"]

_ALLOWED = re.compile(r"[0-9+()./\s\-\u2010-\u2015\u2212]*")


def parse_phone(raw: str, default_country: str | None) -> str:
    """A phone number in E.164 ("+35921234567").

    The number has to be *possible* (ITU-T E.164: a known country code and a length that occurs there), not *assigned*:
    numbering plans change before any library knows it, and a customer whose number is refused can't register.
    Documentation numbers, which are never assigned, can be used too.

    Args:
        raw: What was typed, national or with "+" or the country's way of dialling abroad.
        default_country: ISO 3166-1 alpha-2, for a number without a country prefix; may be None.

    Raises:
        FieldRefused: It isn't a possible number; the reason says what is wrong.
    """
    import phonenumbers  # late: its metadata takes a while, and only forms need it
    from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

    text = clean(raw, max_length=64)
    if not any(char.isdigit() for char in text):
        raise FieldRefused("phone-digits", T_("Write the number in digits, with its country prefix."))
    if not _ALLOWED.fullmatch(text):
        raise FieldRefused(
            "phone-characters",
            T_("A phone number has digits, spaces and a leading + only. Leave out letters and extensions."),
        )
    try:
        number = phonenumbers.parse(text, default_country)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise FieldRefused("phone-country", T_("Begin with the country prefix, such as +359.")) from error
        if error.error_type == NumberParseException.TOO_LONG:
            raise _too_long() from error
        raise _too_short() from error
    result = phonenumbers.is_possible_number_with_reason(number)
    if result == ValidationResult.TOO_LONG:
        raise _too_long()
    if result == ValidationResult.INVALID_COUNTRY_CODE:
        raise FieldRefused("phone-country", T_("Begin with the country prefix, such as +359."))
    if result == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise FieldRefused("phone-area", T_("The area code is missing."))
    if result == ValidationResult.INVALID_LENGTH:
        raise FieldRefused("phone-length", T_("There is no phone number of this length in that country."))
    if result != ValidationResult.IS_POSSIBLE:
        raise _too_short()
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(e164: str) -> str:
    """A number in international form, grouped as in its country: "+359 2 123 4567".

    What isn't a number (an old import, say) is handed back as it is.
    """
    import phonenumbers  # late, as above
    from phonenumbers import NumberParseException, PhoneNumberFormat

    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def prefix(country: str) -> str:
    """A country's dialling prefix ("+359"), or an empty text where it has none of its own."""
    import phonenumbers  # late, as above

    code = phonenumbers.country_code_for_region(country)
    return f"+{code}" if code else ""


def _too_short() -> FieldRefused:
    return FieldRefused("phone-too-short", T_("This number is too short. Check whether a digit is missing."))


def _too_long() -> FieldRefused:
    return FieldRefused(
        "phone-too-long", T_("This number is too long. Check whether there is a digit too many.")
    )
