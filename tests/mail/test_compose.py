"""Every mail in every language, and whatever people type into it is harmless."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jumpzone.i18n import LANGUAGES, translator
from jumpzone.mail.compose import MailComposer
from jumpzone.mail.letter import build_letter, letter_bytes
from jumpzone.mail.parts import Block, Template
from jumpzone.mail.templates import TEMPLATES
from jumpzone.model.fields import MESSAGE_CATEGORIES
from jumpzone.model.mails import MASK, Composed
from jumpzone.model.mutations import Notice
from jumpzone.model.records import Message
from jumpzone.model.text import clean
from tests.mail.helpers import SENDER

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
COMPOSER = MailComposer("JumpZone", "help@jumpzone.example")
NASTY = (
    "x\r\nBcc: victim@elsewhere.example",
    "[@click=app.quit]x[/]",
    "{code} {brand.__class__} {0}",
    f"{MASK}{MASK}",
    "\x1b[2J\x9b31m\x07",
    "\u202eexe.gpj\u2066",
    "a\u200bb\ud800",
    "<script>alert(1)</script>",
    "محمد بن عبد الله",
    "Жельо Ёлкин 🎉",
    "x" * 10_000,
)

_VALUES: dict[str, Any] = {
    "minutes": 10,
    "days": 3,
    "percent": 0.93,
    "at": AT,
    "starts_at": AT,
    "ends_at": AT,
    "total": (14820, "EUR"),
    "amount": (500, "EUR"),
    "topics": ("invoices", "domains"),
    **dict.fromkeys(("until", "expires_on", "due_on", "paid_on"), date(2027, 1, 31)),
}


def example(template: Template, text: str = "Студио") -> dict[str, Any]:
    return {name: _VALUES.get(name, text) for name in (*template.params, "name", "device")}


def compose(name: str, language: str = "en", text: str = "Студио", **more: Any) -> Composed:
    template = TEMPLATES[name]
    secrets = {secret: f"s3cr3t-{secret}" for secret in template.secrets}
    params = example(template, text) | more
    return COMPOSER.compose(Notice(name, "a@b.example", language, template.category, params, secrets))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_mail_has_its_words_in_every_language(name: str, language: str) -> None:
    template = TEMPLATES[name]
    composed = compose(name, language)
    assert composed.subject
    assert "{" not in composed.subject + composed.body
    assert composed.body.count(MASK) == len(composed.secrets) == len(template.secrets)
    assert "s3cr3t" not in composed.subject + composed.body
    assert template.category in MESSAGE_CATEGORIES
    assert clean(composed.body, multiline=True) == composed.body
    assert clean(composed.subject) == composed.subject


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_list_of_values_is_the_one_that_the_texts_use(name: str) -> None:
    from string import Formatter

    template = TEMPLATES[name]
    texts = [template.subject]
    used = set()
    for part in template.parts:
        if isinstance(part, Block):
            used.add(part.value)
        else:
            texts += getattr(part, "lines", None) or [getattr(part, "text", "")]
            used.add(getattr(part, "when", "").removeprefix("!"))
    used |= {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}
    known = {*template.params, *template.optional, *template.secrets}
    assert used - {"", "brand"} <= known
    assert known - {"name", "timezone"} <= used
    assert not set(template.secrets) & {f for _, f, _, _ in Formatter().parse(template.subject)}


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_that_people_type_changes_a_mail(name: str, text: str) -> None:
    composed = compose(name, text=text)
    honest = compose(name)
    assert composed.body.count(MASK) == len(composed.secrets)
    assert composed.body.count("\n\n") == honest.body.count("\n\n")
    assert len(composed.subject) <= 250
    assert clean(composed.body, multiline=True) == composed.body
    for bad in "\x1b\x9b\x07\u202e\u2066\ud800\u200b\r":
        assert bad not in composed.subject + composed.body
    letter = build_letter("0193a5a0-0000-7000-8000-000000000001", "a@b.example", composed, AT, SENDER, "en")
    headers = letter_bytes(letter).split(b"\r\n\r\n")[0].lower()
    assert b"\nbcc:" not in headers
    html = letter.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()


def test_a_name_typed_by_a_stranger_never_reaches_the_owner_of_the_address() -> None:
    for name in ("registration_code", "registration_known", "reset_unknown"):
        assert "casino" not in compose(name, text="casino").body


def test_secrets_stand_in_the_order_of_their_masks() -> None:
    composed = compose("service_ready", text=f"{MASK} root")
    assert composed.secrets == ("s3cr3t-password",)
    assert "Password: s3cr3t-password" in composed.filled()
    assert MASK not in composed.filled()


@pytest.mark.parametrize(
    ("renews", "words"), [(True, "renews by itself"), (False, "does not renew by itself")]
)
def test_a_paragraph_depends_on_what_is_so(renews: bool, words: str) -> None:
    assert words in compose("domain_expiring", auto_renew=renews).body


def test_values_have_the_form_of_the_language() -> None:
    body = compose("invoice_overdue", "bg").body
    assert translator("bg").money(14820, "EUR") in body
    assert translator("bg").date(date(2027, 1, 31), "long") in body


@pytest.mark.parametrize("language", ["bg", "ru"])
def test_a_date_at_the_end_of_a_sentence_has_one_full_stop(language: str) -> None:
    params = {"domain": "studio.example", "expires_on": date(2027, 1, 31)}
    body = COMPOSER.compose(
        Notice("domain_registered", "ivan@studio.example", language, "domain", params)
    ).body
    assert "г.\n" in body
    assert ".." not in body


def test_times_are_shown_in_the_zone_of_the_reader() -> None:
    body = compose("password_changed", timezone="Europe/Sofia").body
    assert "14:00 (Europe/Sofia)" in body
    assert "12:00 (UTC)" in compose("password_changed").body


def test_a_missing_value_is_a_bug_and_shows_itself() -> None:
    with pytest.raises(KeyError):
        COMPOSER.compose(Notice("registration_code", "a@b.example", "en", "security", {"minutes": 10}))


def original(subject: str = "Cloud is ready", body: str = f"Password: {MASK}") -> Message:
    return Message(
        id="m", account="a", created_at=AT, updated_at=AT, sent_at=AT, to="a@b.example", category="product",
        subject=subject, body=body,
    )  # fmt: skip


def test_a_copy_says_so_once_and_keeps_its_secrets_behind_masks() -> None:
    first = COMPOSER.copy(original(), ("hunter2",), "en", AT)
    assert first.subject == "Copy: Cloud is ready"
    assert first.body.startswith("This is a copy of a message of 23 November 2026")
    assert "hunter2" not in first.body
    assert first.filled().endswith("Password: hunter2")
    for language in LANGUAGES:
        again = COMPOSER.copy(original(first.subject), (), language, AT).subject
        assert COMPOSER.copy(original(again), (), "en", AT).subject == "Copy: Cloud is ready"
