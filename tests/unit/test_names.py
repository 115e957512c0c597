"""Domain and host names: both spellings, what is refused, what looks like another name."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.model.names import beneath, check_domain, check_host, look_alike, to_ascii, to_unicode
from jumpzone.model.text import FieldRefused

_edge = string.ascii_lowercase + string.digits
_labels = st.builds(
    lambda first, middle, last: (first + middle + last).replace("--", "-a"),
    st.sampled_from(_edge),
    st.text(_edge + "-", max_size=20),
    st.sampled_from(_edge),
)


@given(st.lists(_labels, min_size=1, max_size=4), st.sampled_from(["example", "test", "xn--p1ai"]))
def test_what_is_kept_is_kept_as_it_is(labels: list[str], top: str) -> None:
    name = ".".join([*labels, top])
    assert check_domain(name) == name
    assert check_domain(f" {name.upper()}. ") == name


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        ("пример.example", "xn--e1afmkfd.example", "пример.example"),
        ("ПРИМЕР.Example", "xn--e1afmkfd.example", "пример.example"),
        ("пример。example", "xn--e1afmkfd.example", "пример.example"),
        ("straße.example", "xn--strae-oqa.example", "straße.example"),
        ("пример.бг", "xn--e1afmkfd.xn--90ae", "пример.бг"),
    ],
)
def test_names_go_both_ways(written: str, kept: str, shown: str) -> None:
    assert check_domain(written) == kept
    assert to_unicode(kept) == shown
    assert check_domain(shown) == kept


def test_a_label_that_can_not_be_read_is_shown_as_it_is_kept() -> None:
    assert to_unicode("xn--zzzzzz.example") == "xn--zzzzzz.example"
    assert to_unicode("xn--e1afmkfd.xn--zzzzzz") == "пример.xn--zzzzzz"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "localhost",
        "192.0.2.1",
        "2001:db8::1",
        "[2001:db8::1]",
        "studio.example.7",
        "-studio.example",
        "studio-.example",
        "stu dio.example",
        "stu_dio.example",
        "studio..example",
        ".studio.example",
        "ab--cd.example",
        "xn--zzzzzz.example",
        f"{'a' * 64}.example",
        ".".join(["a" * 60] * 5),
        "пример\u200d.example",
        "💩.example",
        "a\u202eb.example",
        "[/].example",
    ],
)
def test_what_is_no_name_is_refused_in_words(name: str) -> None:
    for check in (check_domain, check_host):
        with pytest.raises(FieldRefused) as refused:
            check(name)
        assert str(refused.value)


@pytest.mark.parametrize("name", ["http://studio.example", "ivan@studio.example", "studio.example/page"])
def test_an_address_of_the_web_is_no_domain(name: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        check_domain(name)
    assert refused.value.code == "name-form"


def test_what_lies_in_a_domain() -> None:
    assert beneath("ns1.studio.example", "studio.example")
    assert beneath("studio.example", "studio.example")
    assert not beneath("ns1.otherstudio.example", "studio.example")


@pytest.mark.parametrize(
    "name",
    [
        "studio.example",
        "пример.example",
        "кофейня-сосна.example",
        "ελληνικά.example",
        "日本語ab.example",
        "straße.example",
        "аррӏе.бг",
        "2-пекарни.example",
    ],
)
def test_names_of_one_script_are_not_marked(name: str) -> None:
    assert look_alike(check_domain(name)) is None


@pytest.mark.parametrize(
    ("name", "twin", "scripts"),
    [
        ("раypal.example", "paypal", 2),
        ("аррӏе.example", "apple", 1),
        ("shop.раypal.example", "paypal", 2),
        ("ехсе-2.example", "exce-2", 1),
        ("велo.example", "", 2),
        ("ορα.example", "opa", 1),
    ],
)
def test_names_that_look_like_others_are_marked(name: str, twin: str, scripts: int) -> None:
    found = look_alike(check_domain(name))
    assert found is not None
    assert (found.twin, len(found.scripts)) == (twin, scripts)
    assert found.label in found.words.render()


def test_a_part_of_a_name_is_looked_up_as_it_is_kept() -> None:
    assert to_ascii("Пример") == "xn--e1afmkfd"
    assert to_ascii("ПРИМЕР.Example") == "xn--e1afmkfd.example"
    assert to_ascii("Studio") == "studio"
    assert to_ascii("💩") is None
