from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.model.text import TextRefused, clean, compact_code, fold, highlight_spans, safe_text

NASTY = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp"]),
        st.sampled_from("a я 👩‍❤️\u200d\u200c\ufe0f\u0301🏽🇧🇬\u064b\u0628\u202e\x1b\x9b\U000e0041\ufeff"),
    ),
    max_size=60,
)
READABLE = [
    "Студио ООД, ул. „Шипка“ № 5 — София",
    "Ёлка и йод: съёмка, объём",
    "مرحبا بكم في لوحة التحكم",
    "می‌خواهم",  # needs its ZWNJ
    "क्‍ष",  # needs its ZWJ
    "👩‍❤️‍👩 👨‍👩‍👧‍👦 🧑🏽‍💻 ❤️ 1️⃣ 🇧🇬",
    "Tiếng Việt, Čeština, Ελληνικά, עברית שָׁלוֹם",
    "1\u00a0234,50\u00a0€",
    "日本語 ไทยที่นี่ 한국어",
    "",
]


def dangerous(char: str) -> bool:
    code = ord(char)
    return (
        code < 0x20
        or 0x7F <= code <= 0x9F
        or 0xD800 <= code <= 0xDFFF
        or code in (0x200B, 0x200E, 0x200F, 0x061C, 0x2028, 0x2029, 0x2060, 0xFEFF, 0x00AD)
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xE0000 <= code <= 0xE00FF
        or (code & 0xFFFE) == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


@given(NASTY)
def test_a_shown_line_has_nothing_that_acts_on_a_terminal(value: str) -> None:
    shown = safe_text(value)
    assert [hex(ord(char)) for char in shown if dangerous(char)] == []
    shown.encode()


@given(NASTY)
def test_a_shown_text_keeps_line_feeds_alone(value: str) -> None:
    shown = safe_text(value, multiline=True)
    assert [hex(ord(char)) for char in shown if dangerous(char) and char != "\n"] == []


@given(NASTY, st.booleans(), st.one_of(st.none(), st.integers(0, 30)))
def test_making_safe_twice_changes_nothing(value: str, multiline: bool, limit: int | None) -> None:
    once = safe_text(value, multiline=multiline, limit=limit)
    assert safe_text(once, multiline=multiline, limit=limit) == once
    assert safe_text(once, multiline=multiline) == once
    if limit is not None:
        assert len(once) <= limit


@pytest.mark.parametrize("text", READABLE)
def test_what_people_write_is_shown_as_it_is(text: str) -> None:
    assert safe_text(text) == text
    assert safe_text(text, multiline=True) == text


def test_a_harmless_text_is_handed_back_itself() -> None:
    for text in ("Invoice 0000000412", "Фактура № 412"):
        assert safe_text(text) is text
    lines = "Фактура\nпросрочена"
    assert safe_text(lines, multiline=True) is lines


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("\x1b[2J\x1b]0;x\x07", "␛[2J␛]0;x␇"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("a\x9b31mb", "a�31mb"),
        ("invoice\u202efdp.exe", "invoice�fdp.exe"),
        ("pay\u200bpal\ufeff", "paypal"),
        ("a\r\nb\nc\rd\u2028e", "a⏎b⏎c⏎d⏎e"),
        ("a\tb", "a b"),
        ("\ud800x", "�x"),
        ("\U000e0061\U000e007f!", "!"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("a\u200db", "ab"),
        ("x\ufe0f\ufe0f\ufe0f", "x\ufe0f"),
    ],
)
def test_what_would_act_or_hide_is_made_visible_or_removed(value: str, shown: str) -> None:
    assert safe_text(value) == shown


def test_lines_stay_lines_where_they_are_wanted() -> None:
    assert safe_text("a\r\nb\rc\td", multiline=True) == "a\nb\nc   d"


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [
        ("Invoice", 7, "Invoice"),
        ("Invoice 412", 8, "Invoice…"),
        ("ае\u0301о", 2, "а…"),
        ("👨‍👩‍👧 family", 3, "…"),
        ("x🇧🇬🇷🇺", 3, "x…"),
        ("x🇧🇬🇷🇺", 4, "x🇧🇬…"),
        ("abc", 0, ""),
    ],
)
def test_a_long_text_is_cut_between_characters_as_people_see_them(value: str, limit: int, shown: str) -> None:
    assert safe_text(value, limit=limit) == shown


def test_a_huge_text_is_cut_without_reading_all_of_it() -> None:
    assert safe_text("\u200b" * 10_000_000, limit=10) == "…"


def test_stored_text_is_nfc_and_trimmed() -> None:
    assert clean("  Cafe\u0301\u00a0 ") == "Café"
    assert clean("a\r\nb\u2028c\n", multiline=True) == "a\nb\nc"
    assert clean("a\tb", multiline=True) == "a\tb"


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\x7f", "\x85", "\x9b", "\ud800", chr(0xDFFF), "\ufffe", "\ufdd0", "\U0010ffff"]
)
@pytest.mark.parametrize("multiline", [False, True])
def test_what_no_store_can_keep_is_refused_by_name(char: str, multiline: bool) -> None:
    with pytest.raises(TextRefused) as caught:
        clean(f"ab{char}c", multiline=multiline)
    assert caught.value.code == "control-character"
    assert f"U+{ord(char):04X}" in caught.value.reason.render()


@pytest.mark.parametrize("char", ["\n", "\t", "\u2028", "\u2029"])
def test_a_single_line_is_a_single_line(char: str) -> None:
    with pytest.raises(TextRefused) as caught:
        clean(f"a{char}b")
    assert caught.value.code == "line-break"


def test_length_counts_code_points_of_what_is_stored() -> None:
    assert clean("e\u0301" * 5, max_length=5) == "é" * 5
    with pytest.raises(TextRefused) as caught:
        clean("x" * 12, max_length=10)
    assert "2 characters" in caught.value.reason.render()


@given(NASTY, st.booleans())
def test_what_was_stored_can_be_stored_again(value: str, multiline: bool) -> None:
    try:
        stored = clean(value, multiline=multiline)
    except TextRefused:
        return
    assert clean(stored, multiline=multiline) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert "\x00" not in stored
    stored.encode()


def test_searches_overlook_case_and_latin_accents() -> None:
    assert fold("CRÈME Brûlée Łódź Straße") == "creme brulee lodz strasse"
    assert fold("ЁЛКА Йод") == "елка йод"
    assert fold("soft\u00adhyphen") == "softhyphen"


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Invoice for studio.example", "stud inv", ["Inv", "stud"]),
        ("Crème brûlée", "bru CREME", ["Crème", "brû"]),
        ("Ёлка и йод", "елка иод", ["Ёлка"]),
        ("restudio studio", "studio", ["studio"]),
        ("Straße", "strass", ["Straß"]),
        ("a.b (c) [d", "[(.", []),
        ("nothing", "", []),
        ("ab abc", "a ab abc", ["ab", "abc"]),
    ],
)
def test_words_of_a_query_are_found_at_the_beginnings_of_words(
    text: str, query: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in highlight_spans(text, query)] == found


@given(NASTY, NASTY)
def test_spans_lie_in_order_within_the_text(text: str, query: str) -> None:
    last = -1
    for start, end in highlight_spans(text, query):
        assert last < start < end <= len(text)
        last = end


def test_codes_are_read_as_they_were_meant() -> None:
    assert compact_code(" bg 175-074.752\u00a0") == "BG175074752"
    assert compact_code("ВЕ12") == "BE12"  # typed on a Cyrillic keyboard
    assert compact_code("１２３") == "123"
