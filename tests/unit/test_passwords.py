from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumpzone.model.passwords import MAX_LENGTH, check_password, measure, normalise
from jumpzone.model.text import FieldRefused

ABOUT = ["Иван Петров", "ivan.petrov@studio.example", "Студио ООД", "Horse"]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Зелен папагал пее тихо",
        "моят син обича риба",
        "                     green parrot",
        "🦜🌊🥐🚲🎻🧶🪁🌵🐙🎈🍋🔭🧭🪴🎲🛶",
        "xkPq7 vR2m-Lw9z",
    ],
)
def test_long_passwords_of_any_kind_are_accepted(password: str) -> None:
    assert check_password(password, ABOUT) == password
    assert measure(password, ABOUT).score >= 3


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password-too-short"),
        ("xkPq7vR2mLw9zA", "password-too-short"),
        ("x7 " * 100, "password-too-long"),
        ("green parrot\x00sings low", "password-characters"),
        ("aaaaaaaaaaaaaaaa", "password-common"),
        ("123456789012345", "password-common"),
        ("passwordpassword", "password-common"),
        ("Password1234567!", "password-common"),
        ("qwertyuiop[]asdfgh", "password-common"),
        ("йцукенгшщзхъфыв", "password-common"),
        ("явертъуиопасдфгхй", "password-common"),
        ("парола123456789", "password-common"),
        ("23.11.202624.11.2026", "password-common"),
        ("jumpzone-2026-jumpzone", "password-names"),
        ("ivan.petrov@studio.example", "password-names"),
        ("Петров Иван Студио 7", "password-names"),
    ],
)
def test_expected_passwords_are_refused_with_the_reason(password: str, code: str) -> None:
    strength = measure(password, ABOUT)
    assert strength.code == code
    assert strength.refused is not None
    assert strength.score <= 1
    with pytest.raises(FieldRefused) as caught:
        check_password(password, ABOUT)
    assert caught.value.code == code


def test_a_second_factor_allows_a_shorter_one() -> None:
    assert measure("xkPq7vR2mL", second_factor=True).refused is None
    assert measure("xkPq7vR", second_factor=True).code == "password-too-short"


def test_length_counts_code_points_and_nothing_is_cut_off() -> None:
    tail = "Зелен папагал пее тихо " * 11
    assert len(tail) <= MAX_LENGTH
    assert check_password(tail) == tail


def test_every_keyboards_accent_is_the_same() -> None:
    assert normalise("cafe\u0301") == normalise("café") == "café"
    normalise("\ud800").encode()


def test_what_is_known_of_a_person_does_not_stay_in_the_library() -> None:
    from zxcvbn import matching

    measure("correct horse battery staple", ["secret@studio.example"])
    assert "user_inputs" not in matching.RANKED_DICTIONARIES


def test_weak_passwords_get_advice() -> None:
    for password in ("horse", "abcdefgh", "1999", "ivan", "qwerty", "zxzxzxzx", "password"):
        assert measure(password, ABOUT).suggestion is not None


@settings(max_examples=25)
@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
def test_measuring_never_fails(password: str, inputs: list[str]) -> None:
    strength = measure(password, inputs)
    assert 0 <= strength.score <= 4
    assert (strength.refused is None) == (strength.code is None)
