"""The categories of notices, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from textual.content import Content

from jumpzone.i18n import PT_, T_, Text
from jumpzone.model.fields import CATEGORIES, MESSAGE_CATEGORIES
from jumpzone.model.words import CATEGORIES as CATEGORY_WORDS
from jumpzone.widgets.content import content, data
from jumpzone.widgets.form.spec import Option

__all__ = ["CHIPS", "MEANINGS", "WORDS", "category_word", "chips", "message_options", "notice_options"]

WORDS: Final[Mapping[str, Text]] = CATEGORY_WORDS
"""What each category is called."""

CHIPS: Final[Mapping[str, Text]] = {
    "general": PT_("short notices", "gen"),
    "product": PT_("short notices", "srv"),
    "domain": PT_("short notices", "dom"),
    "invoice": PT_("short notices", "inv"),
    "support": PT_("short notices", "sup"),
    "affiliate": PT_("short notices", "aff"),
}
"""Three letters for each, where six stand side by side."""

MEANINGS: Final[Mapping[str, Text]] = {
    "general": T_("news, changes of terms, maintenance"),
    "product": T_("access data, limits, suspensions, renewals"),
    "domain": T_("expiry warnings, transfers, what the registry writes"),
    "invoice": T_("invoices, receipts, reminders to pay"),
    "support": T_("answers to your tickets"),
    "affiliate": T_("commissions and payouts"),
}
"""What somebody gets who has the category."""


def category_word(category: str) -> Content:
    """Return a category's name; one that this version doesn't know comes back as it is."""
    word = WORDS.get(category)
    return content(word) if word is not None else data(category)


def notice_options() -> list[Option]:
    """Return what a contact can get, each with its meaning."""
    return [Option(name, WORDS[name], MEANINGS[name]) for name in CATEGORIES]


def message_options() -> list[Option]:
    """Return the categories that messages are found by."""
    return [Option(name, WORDS[name]) for name in MESSAGE_CATEGORIES]


def chips(categories: Iterable[str]) -> Content:
    """Return the categories side by side, each in its own place: what is missing is a faint dot."""
    held = frozenset(categories)
    parts = [
        content(CHIPS[name], "$accent" if name == "domain" else "$foreground")
        if name in held
        else Content.styled("·".center(3), "$text-disabled")
        for name in CATEGORIES
    ]
    return Content(" ").join(parts)
