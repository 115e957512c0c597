"""How the samples' people look at their lists: the filters that they have saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from jumpzone.demo.dice import Dice
from jumpzone.model.records import SavedFilter

_SAVED: Final[tuple[tuple[str, Mapping[str, str], Mapping[str, Any]], ...]] = (
    (
        "invoice",
        {"bg": "Просрочени", "en": "Overdue", "ru": "Просроченные"},
        {"filters": {"status": "overdue"}, "sort": "due_on", "descending": False},
    ),
    (
        "domain",
        {
            "bg": "Изтичат до 30 дни, без подновяване",
            "en": "Expire within 30 days, not renewed",
            "ru": "Истекают за 30 дней, без продления",
        },
        {"filters": {"expires": "30", "auto_renew": "off"}, "sort": "expires_on", "descending": False},
    ),
    (
        "ticket",
        {"bg": "Чакат отговор", "en": "Wait for me", "ru": "Ждут ответа"},
        {"filters": {"status": "answered"}, "sort": "last_reply_at", "descending": True},
    ),
)


def saved_filters(dice: Dice, language: str, login: str) -> tuple[SavedFilter, ...]:
    """Return the filters that a login has saved, some weeks ago."""
    at = dice.at(dice.today - timedelta(days=40))
    return tuple(
        SavedFilter(
            id=dice.id(at),
            created_at=at,
            updated_at=at,
            login=login,
            place=place,
            name=names[language],
            query={"text": "", "default": False, **query},
        )
        for place, names, query in _SAVED
    )
