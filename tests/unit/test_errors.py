"""Errors for people are readable in every language, and in English in a log."""

from __future__ import annotations

import pytest

from jumpzone import errors
from jumpzone.errors import FieldError, Invalid, NeedsReauthentication, Throttled, ZoneError
from jumpzone.i18n import LANGUAGES, T_, translator, using

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ZoneError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_has_a_code_a_title_and_a_message_of_its_own(kind: type[ZoneError]) -> None:
    error = Throttled(5) if kind is Throttled else kind()
    assert error.code == error.code.lower().replace(" ", "-")
    for language in LANGUAGES:
        assert error.title.render(translator(language))
        assert "{" not in error.message.render(translator(language))
    codes = [each.default_code for each in KINDS]
    assert len(set(codes)) == len(codes)


def test_a_log_reads_english_whatever_the_program_speaks() -> None:
    error = Invalid("invalid", T_("Nothing fits."), fields=[FieldError("email", "bad", T_("No address."))])
    with using("bg"):
        assert str(error) == "invalid: Nothing fits.; email (bad): No address."


def test_a_wait_is_at_least_a_second() -> None:
    assert Throttled(0).retry_after == 1
    assert "1 second," in Throttled(0).message.render()
    assert "30 seconds," in Throttled(30).message.render()


def test_what_is_left_out_is_said_in_the_classs_words() -> None:
    error = NeedsReauthentication(hint=T_("Press enter."))
    assert (error.code, error.fields) == ("needs-reauthentication", ())
    assert error.hint is not None
    assert error.title.render() == "Your password, please"
