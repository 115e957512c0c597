"""Light Markdown becomes display text, and nothing in it acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.widgets.content import LIMIT
from jumpzone.widgets.markdown import markdown

ALLOWED = {"bold", "italic", "underline", "$accent", "$text-muted"}


def styled(text: str) -> dict[str, str]:
    """The styled pieces of a text."""
    shown = markdown(text)
    return {shown.plain[span.start : span.end]: str(span.style) for span in shown.spans}


def test_what_was_meant_is_shown() -> None:
    assert (
        markdown("Hello **bold**, *it* and `a[0]`.\nNext line").plain == "Hello bold, it and a[0].\nNext line"
    )
    found = styled("**bold** *it* `code` ***both***")
    assert found == {"bold": "bold", "it": "italic", "code": "$accent", "both": "italic bold"}
    assert markdown("# Head\n\ntext").plain == "Head\n\ntext"


def test_lists_and_quotes_have_their_signs() -> None:
    assert markdown("- a\n- b\n  1. c\n  2. d\n").plain == "• a\n• b\n  1. c\n  2. d"
    assert markdown("> said\n> so\n\nno").plain == "▎ said\n▎ so\n\nno"
    assert markdown("3. c\n4. d").plain == "3. c\n4. d"
    assert markdown("```\n- no list\n```").plain == "  - no list"


def test_a_link_shows_where_it_goes() -> None:
    assert markdown("[bank](https://evil.test/x)").plain == "bank (https://evil.test/x)"
    assert markdown("[https://bank.test](https://evil.test)").plain == "https://bank.test (https://evil.test)"
    assert markdown("[x](javascript:alert)").plain == "[x](javascript:alert)"
    assert markdown("![p](https://a.test/p.png)").plain == "!p (https://a.test/p.png)"


def test_a_signature_and_a_definition_stay_text() -> None:
    assert markdown("Regards\n--\nAna").plain == "Regards\n--\nAna"
    assert markdown("[x]: https://a.test").plain == "[x]: https://a.test"


@pytest.mark.parametrize(
    "text",
    [
        "[/] [@click=app.quit]x[/] <b onclick=x>raw</b>",
        "\x1b[31mred\x1b]0;t\x07 \x9b31m",
        "&#27;[31m &#x202e;esrever &#8203; &#0; &#xFFFE;",
        "`\u202ecode`",
        "[a](https://x.test/%1b\u202e)",
        "\ud800",
        "[" * 10_000,
        "*a" * 5_000,
        ">" * 10_000,
        "- " * 5_000,
        "a\n" * 10_000,
        "x" * 100_000,
    ],
)
def test_nothing_acts(text: str) -> None:
    check(text)


@given(st.text(st.sampled_from("ab[]()*_`>-#1. \n\t<&;:!@=/\x1b\u202e\u200b"), max_size=200))
def test_no_text_acts_whatever_it_is(text: str) -> None:
    check(text)


def check(text: str) -> None:
    shown = markdown(text)
    assert len(shown.plain) <= 3 * LIMIT
    assert not [char for char in shown.plain if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160]
    assert not set(shown.plain) & set("\u202a\u202e\u2066\u2069\u200b\ufeff\ud800\ufffe")
    assert all(set(str(span.style).split()) <= ALLOWED for span in shown.spans)
    assert not any(getattr(span.style, "meta", None) for span in shown.spans)
