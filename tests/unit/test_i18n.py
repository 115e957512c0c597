from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from jumpzone import i18n
from jumpzone.i18n import LANGUAGES, NT_, PT_, T_, Text, pick_language, translator, use, using

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def test_a_text_is_filled_in_by_name_and_data_is_not_a_pattern() -> None:
    assert i18n.gettext("Invoice {number} is overdue", number="{0} {x!r}") == "Invoice {0} {x!r} is overdue"
    assert i18n.gettext("Braces {stay} without values") == "Braces {stay} without values"
    assert i18n.gettext("") == ""


def test_parameters_may_have_any_name() -> None:
    assert i18n.gettext("{msg} {self} {n}", msg=1, self=2, n=3) == "1 2 3"


def test_counting_texts_know_their_number() -> None:
    assert i18n.ngettext("{n} domain", "{n} domains", 1) == "1 domain"
    assert i18n.ngettext("{n} domain", "{n} domains of {total}", 2, total=9) == "2 domains of 9"


def test_late_texts_speak_the_language_of_their_reader() -> None:
    inner = T_("Invoices")
    assert str(T_("See: {what}", what=inner)) == "See: Invoices"
    assert NT_("{n} day", "{n} days", 3).render(translator("en")) == "3 days"
    assert PT_("invoice", "Overdue") == Text("Overdue", context="invoice")
    assert hash(T_("a", x=1)) == hash(T_("a", x=2))


def test_a_thread_may_speak_another_language() -> None:
    heard: list[str] = []

    def listen() -> None:
        with using("ru"):
            heard.append(i18n.current().language)

    with using("bg"):
        thread = threading.Thread(target=listen)
        thread.start()
        thread.join()
        assert i18n.current().language == "bg"
    assert heard == ["ru"]
    assert i18n.current().language == "en"


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        use("xx")


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("bg_BG.UTF-8",), "bg"),
        ((None, "", "C.UTF-8", "ru-RU"), "ru"),
        (("de:bg:en",), "bg"),
        (("POSIX", "fr"), "en"),
    ],
)
def test_the_first_wish_that_is_spoken_wins(wishes: tuple[str | None, ...], language: str) -> None:
    assert pick_language(*wishes) == language


@pytest.mark.parametrize(
    ("language", "money", "day", "month", "percent"),
    [
        ("en", "€1,148.20", "3 May 2026", "May", "20%"),
        ("bg", "1\u00a0148,20\u00a0€", "03.05.2026", "май", "20%"),
        ("ru", "1\u00a0148,20\u00a0€", "03.05.2026", "май", "20\u00a0%"),
    ],
)
def test_money_and_dates_look_as_readers_expect(
    language: str, money: str, day: str, month: str, percent: str
) -> None:
    speaker = translator(language)
    assert speaker.money(114820, "EUR") == money
    assert speaker.date(date(2026, 5, 3)) == day
    assert speaker.month(date(2026, 5, 3)) == month
    assert speaker.percent(Decimal("0.2")) == percent


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (1500, "JPY", "JP¥1,500"),
        (1500, "KWD", "KWD\u00a01.500"),
        (-123456, "BGN", "-BGN\u00a01,234.56"),
        (5, "RSD", "RSD\u00a00.05"),
    ],
)
def test_every_minor_unit_is_shown(minor: int, currency: str, shown: str) -> None:
    assert translator("en").money(minor, currency) == shown


def test_levs_and_roubles_have_their_signs_at_home() -> None:
    assert translator("bg").money(1000, "BGN") == "10,00\u00a0лв."
    assert translator("ru").money(1000, "RUB") == "10,00\u00a0₽"


def test_times_are_shown_in_the_readers_zone() -> None:
    assert translator("bg").time(NOW, "Europe/Sofia") == "16:05"
    assert translator("en").datetime(NOW, "Europe/Moscow") == "23 Nov 2026, 17:05"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "just now"),
        (125, "2 min ago"),
        (2 * 3600, "2 h ago"),
        (86400, "1 day ago"),
        (6 * 86400, "6 days ago"),
        (70 * 86400, "2 months ago"),
        (800 * 86400, "2 years ago"),
        (-30, "in a moment"),
        (-3 * 86400, "in 3 days"),
    ],
)
def test_times_are_told_relative_to_now(seconds: int, shown: str) -> None:
    assert translator("en").relative(NOW - timedelta(seconds=seconds), NOW) == shown


@pytest.mark.parametrize(
    ("language", "days", "shown"),
    [
        ("bg", 1, "преди 1 ден"),
        ("bg", 21, "преди 21 дни"),
        ("bg", -6, "след 6 дни"),
        ("ru", 1, "1 день назад"),
        ("ru", 3, "3 дня назад"),
        ("ru", 11, "11 дней назад"),
        ("ru", 21, "21 день назад"),
        ("ru", -5, "через 5 дней"),
    ],
)
def test_each_language_counts_in_its_own_way(language: str, days: int, shown: str) -> None:
    assert translator(language).relative(NOW - timedelta(days=days), NOW) == shown


def test_countries_are_all_there_in_the_order_of_the_reader() -> None:
    for language in LANGUAGES:
        codes = [code for code, _name in translator(language).countries()]
        assert len(codes) == len(set(codes)) == 249
    english = [name for _code, name in translator("en").countries()]
    assert english.index("Åland Islands") < english.index("Albania")
    russian = [name for _code, name in translator("ru").countries()]
    assert russian.index("Иран") < russian.index("Йемен") < russian.index("Казахстан")
    assert translator("bg").country("bg") == "България"
    assert translator("bg").country("??") == "??"


def test_importing_it_brings_nothing_heavy_along() -> None:
    code = "import sys, jumpzone.i18n, jumpzone.model.text; print({'babel', 'textual'} & set(sys.modules))"
    root = Path(i18n.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "set()"
