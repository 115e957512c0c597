from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.model.emails import canonical, check_address, reserved
from jumpzone.model.text import FieldRefused


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ivan@Studio.Example", "ivan@studio.example"),
        ("иван@студио.example", "ИВАН@xn--d1aisjfg.example"),
        ("cafe\u0301@studio.example", "caf\u00e9@studio.example"),
        ("a@faß.example", "a@xn--fa-hia.example"),
    ],
)
def test_one_persons_address_has_one_form(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_nothing_is_guessed_about_dots_and_tags() -> None:
    assert len({canonical(text) for text in ("a.b@x.test", "ab@x.test", "ab+c@x.test")}) == 3


@given(st.text(max_size=40))
def test_every_text_has_a_form_that_is_its_own_form(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    "raw",
    [
        "ivan@studio.example",
        " ivan@studio.test ",
        "иван@студио.example",
        "ivan+invoices@mail.studio.test",
        "o'brien@studio.example",
        "ivan@xn--d1aisjfg.example",
    ],
)
def test_real_addresses_pass_without_a_network(raw: str) -> None:
    checked = check_address(raw)
    assert checked.canonical == canonical(raw)
    assert reserved(checked.address)
    assert check_address(checked.address) == checked


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "email-empty"),
        ("ivan", "email-at"),
        ("a@b@c.test", "email-at"),
        ("@studio.example", "email-local"),
        ("ivan@", "email-domain"),
        ("ivan@studio", "email-domain"),
        ("ivan@test", "email-domain"),
        ("ivan@localhost", "email-domain"),
        ("ivan@printer.local", "email-domain"),
        ("iv an@studio.example", "email-space"),
        ("ivan..p@studio.example", "email-dots"),
        ("ivan@studio.example.", "email-dots"),
        ("Ivan <ivan@studio.example>", "email-name"),
        ("ivan(x)@studio.example", "email-local"),
        ("ivan@stu_dio.example", "email-domain"),
        ("x" * 65 + "@studio.example", "email-local"),
        ("x@" + "y" * 300 + ".example", "email-too-long"),
        ("ivan@studio.example\nBcc: x@y.test", "line-break"),
        ("ivan@[127.0.0.1]", "email-domain"),
    ],
)
def test_what_is_wrong_is_said(raw: str, code: str) -> None:
    with pytest.raises(FieldRefused) as caught:
        check_address(raw)
    assert caught.value.code == code
    assert caught.value.reason.render()


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_but_a_refusal_comes_of_a_bad_address(local: str, domain: str) -> None:
    try:
        checked = check_address(f"{local}@{domain}")
    except FieldRefused:
        return
    assert "@" in checked.address


def test_reserved_names_are_known() -> None:
    assert reserved("a@studio.test")
    assert reserved("a@example.com")
    assert not reserved("a@contest")
    assert not reserved("nonsense")
