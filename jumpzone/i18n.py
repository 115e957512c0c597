"""The languages of the program: texts, plural forms, dates, numbers and money.

Nothing beyond the standard library is imported here at import time: Babel loads with the first date, number
or country that is shown. Catalogues lie beside this file in `locale/<language>/LC_MESSAGES/jumpzone.mo`;
English is the source language and needs none.
"""

from __future__ import annotations

import datetime as _dt
import gettext as _catalogues
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "LANGUAGES",
    "LOCALE_DIR",
    "NN_",
    "NT_",
    "N_",
    "PT_",
    "T_",
    "Text",
    "Translator",
    "_",
    "current",
    "gettext",
    "language_name",
    "minor_digits",
    "ngettext",
    "npgettext",
    "pgettext",
    "pick_language",
    "translator",
    "use",
    "using",
]

LANGUAGES = ("en", "bg", "ru")
LOCALE_DIR = Path(__file__).parent / "locale"

DateStyle = Literal["short", "medium", "long", "full"]

# British conventions for English: day before month, a 24-hour clock, as the zone's European customers expect.
_LOCALES = {"en": "en_GB", "bg": "bg", "ru": "ru"}
_NAMES = {"en": "English", "bg": "Български", "ru": "Русский"}

# CLDR's middle style ends in "г." there and, in Russian, changes its length with the month. This style stands in
# columns and beside labels, where Bulgarians and Russians write a date in digits; a sentence takes the long one.
_MEDIUM_DATES = {"bg": "dd.MM.y", "ru": "dd.MM.y"}

# Digits after the point where they are not two (ISO 4217, "minor unit"). CLDR's own digits differ for a few currencies
# and are made for display, so amounts in minor units must not be read by them.
_MINOR_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),  # noqa: SIM905 - a list of codes reads better so
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),  # noqa: SIM905 - a list of codes reads better so
    **dict.fromkeys("CLF UYW".split(), 4),  # noqa: SIM905 - a list of codes reads better so
}

# Two-letter territory codes of CLDR that ISO 3166-1 doesn't officially assign.
_NOT_ISO = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())  # noqa: SIM905


def minor_digits(currency: str) -> int:
    """How many digits a currency has after the point (ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD)."""
    return _MINOR_DIGITS.get(currency, 2)


def language_name(language: str) -> str:
    """A language's own name for itself ("Български")."""
    return _NAMES[language]


def pick_language(*wishes: str | None) -> str:
    """The first of the wishes that the program speaks, else English.

    Args:
        wishes: Language tags or values of `LANG`: `bg`, `bg_BG.UTF-8`, `ru-RU`, a colon list of `LANGUAGE`; empty ones
            are passed over.
    """
    for wish in wishes:
        for tag in (wish or "").split(":"):
            language = tag.replace("-", "_").partition(".")[0].partition("_")[0].strip().lower()
            if language in LANGUAGES:
                return language
    return "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people that is put into words late, in the language of whoever reads it.

    Attributes:
        msgid: The English text, the key of the catalogue.
        params: Values for the named placeholders; a value may itself be a `Text`.
        plural: The English plural form, when the text counts something.
        n: What is counted; it is also the placeholder `{n}`.
        context: Tells apart equal English words (the status of an invoice, of a service).
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    plural: str | None = None
    n: int | None = None
    context: str | None = None

    def render(self, translator: Translator | None = None) -> str:
        """The words, in the given language or in the current one."""
        speaker = translator or current()
        if self.plural is not None:
            count = 1 if self.n is None else self.n
            if self.context is not None:
                return speaker.npgettext(self.context, self.msgid, self.plural, count, **self.params)
            return speaker.ngettext(self.msgid, self.plural, count, **self.params)
        if self.context is not None:
            return speaker.pgettext(self.context, self.msgid, **self.params)
        return speaker.gettext(self.msgid, **self.params)

    def __str__(self) -> str:
        return self.render()


class Translator:
    """Puts texts, dates, numbers and money into one language. Get one from `translator(language)`.

    Args:
        language: One of `LANGUAGES`.

    Raises:
        ValueError: The program doesn't speak that language.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"unknown language {language!r}")
        self.language = language

    def __repr__(self) -> str:
        return f"Translator({self.language!r})"

    @cached_property
    def _catalogue(self) -> _catalogues.NullTranslations:
        if self.language == "en":
            return _catalogues.NullTranslations()
        with (LOCALE_DIR / self.language / "LC_MESSAGES" / "jumpzone.mo").open("rb") as file:
            return _catalogues.GNUTranslations(file)

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale  # late: Babel isn't needed to put texts into words

        return Locale.parse(_LOCALES[self.language])

    # Texts

    def _fill(self, text: str, params: Mapping[str, object]) -> str:
        if not params:
            return text
        values = {
            name: value.render(self) if isinstance(value, Text) else value for name, value in params.items()
        }
        return text.format_map(values)

    def gettext(self, msg: str, /, **params: object) -> str:
        """The text in this language, its named placeholders filled in."""
        # The empty msgid is the catalogue's header, never a text.
        return self._fill(self._catalogue.gettext(msg), params) if msg else ""

    def ngettext(self, one: str, many: str, n: int, /, **params: object) -> str:
        """The form of the text that goes with the number `n`, which is also the placeholder `{n}`."""
        return self._fill(self._catalogue.ngettext(one, many, n), {"n": n, **params})

    def pgettext(self, context: str, msg: str, /, **params: object) -> str:
        """Like `gettext`, for an English text whose translation depends on what it is said of."""
        return self._fill(self._catalogue.pgettext(context, msg), params)

    def npgettext(self, context: str, one: str, many: str, n: int, /, **params: object) -> str:
        """`ngettext` with a context."""
        return self._fill(self._catalogue.npgettext(context, one, many, n), {"n": n, **params})

    # Dates and times

    def date(self, d: _dt.date, style: DateStyle = "medium") -> str:
        """A calendar date, as in "23 Nov 2026"."""
        from babel.dates import format_date

        form = _MEDIUM_DATES.get(self.language, style) if style == "medium" else style
        return format_date(d, form, self._locale)

    def time(self, dt: _dt.datetime, tz: _dt.tzinfo | str = _dt.UTC) -> str:
        """The time of day of a moment, as in "14:05", in the reader's zone (a tzinfo or an IANA name)."""
        from babel.dates import format_time

        return format_time(_in_zone(dt, tz), "short", locale=self._locale)

    def datetime(self, dt: _dt.datetime, tz: _dt.tzinfo | str = _dt.UTC, style: DateStyle = "medium") -> str:
        """Date and time of a moment in the reader's zone; seconds are left out."""
        local = _in_zone(dt, tz)
        return f"{self.date(local.date(), style)}, {self.time(local, local.tzinfo or _dt.UTC)}"

    def relative(self, dt: _dt.datetime, now: _dt.datetime) -> str:
        """How long ago or how soon, in few words: "just now", "2 min ago", "in 3 days".

        Units are rounded down, so that "2 h ago" is at least two hours ago.
        """
        seconds = int((now - dt).total_seconds())
        past, span = seconds >= 0, abs(seconds)
        if span < 60:
            return self.gettext("just now") if past else self.gettext("in a moment")
        if span < 3600:
            n = span // 60
            if past:
                return self.ngettext("{n} min ago", "{n} min ago", n)
            return self.ngettext("in {n} min", "in {n} min", n)
        if span < 86400:
            n = span // 3600
            return (
                self.ngettext("{n} h ago", "{n} h ago", n)
                if past
                else self.ngettext("in {n} h", "in {n} h", n)
            )
        days = span // 86400
        if days < 60:
            if past:
                return self.ngettext("{n} day ago", "{n} days ago", days)
            return self.ngettext("in {n} day", "in {n} days", days)
        if days < 730:
            n = days * 12 // 365
            if past:
                return self.ngettext("{n} month ago", "{n} months ago", n)
            return self.ngettext("in {n} month", "in {n} months", n)
        n = days // 365
        return (
            self.ngettext("{n} year ago", "{n} years ago", n)
            if past
            else self.ngettext("in {n} year", "in {n} years", n)
        )

    def month(self, d: _dt.date) -> str:
        """The short name of a date's month standing alone, as in "Dec" under a chart."""
        from babel.dates import format_date

        return format_date(d, "LLL", self._locale)

    def month_and_year(self, d: _dt.date) -> str:
        """A date's month and year standing alone, as in "December 2026"."""
        from babel.dates import format_date

        return format_date(d, "LLLL y", self._locale)

    def weekday(self, d: _dt.date) -> str:
        """The short name of a date's day of the week, as in "Mon"."""
        from babel.dates import format_date

        return format_date(d, "ccc", self._locale)

    # Numbers and money

    def number(self, n: int | float | Decimal) -> str:
        """A number with the language's own grouping and decimal sign."""
        from babel.numbers import format_decimal

        return format_decimal(n, locale=self._locale)

    def percent(self, x: int | float | Decimal) -> str:
        """A fraction as a percentage: 0.2 is "20%"; at most two digits after the point."""
        from babel.numbers import parse_pattern

        pattern = parse_pattern(self._locale.percent_formats[None].pattern)
        pattern.frac_prec = (0, 2)
        return str(pattern.apply(x, self._locale))

    def money(self, minor: int, currency: str) -> str:
        """An amount in minor units (cents) with its currency: 14820 EUR is "€148.20"."""
        from babel.numbers import get_currency_symbol, parse_pattern

        digits = minor_digits(currency)
        # CLDR's digits are for display and leave out the para of the dinar, say; an invoice shows every one it has.
        pattern = parse_pattern(self._locale.currency_formats["standard"].pattern)
        pattern.frac_prec = (digits, digits)
        text: str = pattern.apply(
            Decimal(minor).scaleb(-digits), self._locale, currency=currency, currency_digits=False
        )
        symbol = get_currency_symbol(currency, self._locale)
        if symbol[-1:].isalpha():
            # A code in letters keeps its distance ("BGN 10.00"), as CLDR's rule on spacing around currencies has it.
            text = re.sub(rf"({re.escape(symbol)})(?=\d)", "\\1\N{NO-BREAK SPACE}", text)
        return text

    # Countries

    def country(self, code: str) -> str:
        """The name of a country by its ISO 3166-1 alpha-2 code; the code itself when it is unknown."""
        return str(self._locale.territories.get(code.upper(), code)) if code else ""

    def countries(self) -> list[tuple[str, str]]:
        """Every country of ISO 3166-1 as `(code, name)`, in the order of the reader's alphabet."""
        return list(self._countries)

    @cached_property
    def _countries(self) -> tuple[tuple[str, str], ...]:
        named = [
            (code, str(name))
            for code, name in self._locale.territories.items()
            if len(code) == 2 and code.isalpha() and code not in _NOT_ISO
        ]
        return tuple(sorted(named, key=lambda pair: (_alphabetic(pair[1]), pair[0])))


def _alphabetic(name: str) -> str:
    """A key to sort names by: "Åland" goes under A; Cyrillic letters have their own places already, but for "ё"."""
    if name[:1] < "\u0370":
        name = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    return name.casefold().replace("ё", "е")


def _in_zone(dt: _dt.datetime, tz: _dt.tzinfo | str) -> _dt.datetime:
    if isinstance(tz, str):
        from zoneinfo import ZoneInfo

        tz = ZoneInfo(tz)
    return dt.astimezone(tz)


@cache
def translator(language: str) -> Translator:
    """The translator of a language, made once.

    Raises:
        ValueError: The program doesn't speak that language.
    """
    return Translator(language)


_default = translator("en")
_here: ContextVar[Translator | None] = ContextVar("jumpzone_translator", default=None)


def use(language: str) -> None:
    """Make a language the program's own, for every thread that has no `using` of its own.

    Raises:
        ValueError: The program doesn't speak that language.
    """
    global _default
    _default = translator(language)


@contextmanager
def using(language: str) -> Iterator[Translator]:
    """Speak another language inside a `with` block: for a request of the backend, for a mail to someone else."""
    speaker = translator(language)
    token = _here.set(speaker)
    try:
        yield speaker
    finally:
        _here.reset(token)


def current() -> Translator:
    """The translator of this thread or task, else the program's."""
    return _here.get() or _default


def gettext(msg: str, /, **params: object) -> str:
    """The text in the current language; also called `_`."""
    return current().gettext(msg, **params)


_ = gettext


def ngettext(one: str, many: str, n: int, /, **params: object) -> str:
    """The form of the text that goes with the number `n`, in the current language."""
    return current().ngettext(one, many, n, **params)


def pgettext(context: str, msg: str, /, **params: object) -> str:
    """The text in the current language, told apart by a context: `pgettext("invoice", "Overdue")`."""
    return current().pgettext(context, msg, **params)


def npgettext(context: str, one: str, many: str, n: int, /, **params: object) -> str:
    """`ngettext` with a context, in the current language."""
    return current().npgettext(context, one, many, n, **params)


def N_(msg: str) -> str:  # noqa: N802 - named as gettext users know it
    """Mark a text for the catalogue and leave it as it is: for texts that are read at import and translated late."""
    return msg


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - named as gettext users know it
    """`N_` for a text that counts something."""
    return one, many


def T_(msg: str, /, **params: object) -> Text:  # noqa: N802 - named as gettext users know it
    """A text to be put into words later."""
    return Text(msg, params)


def PT_(context: str, msg: str, /, **params: object) -> Text:  # noqa: N802 - named as gettext users know it
    """A text with a context, to be put into words later: `PT_("invoice", "Overdue")`."""
    return Text(msg, params, context=context)


def NT_(one: str, many: str, n: int, /, **params: object) -> Text:  # noqa: N802 - named as gettext users know it
    """A text that counts, to be put into words later; `n` is the placeholder `{n}`."""
    return Text(one, params, plural=many, n=n)
