"""What is announced to everybody, around today."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from jumpzone.demo.dice import Dice
from jumpzone.demo.texts import Texts
from jumpzone.model.records import Announcement

_PLAN: Final = (
    ("works", "maintenance", 1, 5, ("mail.jumpzone.example", "mail")),
    ("switch", "incident", 4, -4, ("cloud", "server")),
    ("php", "news", 16, 120, ()),
    ("centre", "news", 41, 0, ()),
    ("dns", "incident", 73, -73, ("ns2.jumpzone.example",)),
    ("prices", "news", 118, 365, ()),
)
"""Key, kind, how many days ago it was published, the day it speaks of, and what it affects."""


def announcements(seed: int, now: datetime, texts: Texts) -> tuple[Announcement, ...]:
    """Return the announcements, the newest first; the same for every company."""
    dice = Dice(seed, f"announcements {texts.language}", now)
    result = [_going_on(seed, now, texts)]
    for key, kind, days, spoken, affects in _PLAN:
        news = texts.news[key]
        published = dice.at(dice.today - timedelta(days=days))
        day = dice.today + timedelta(days=spoken)
        starts: datetime | None = None
        ends: datetime | None = None
        if kind == "maintenance":
            starts = dice.midnight + timedelta(days=spoken, hours=1)
            ends = starts + timedelta(hours=2)
        elif kind == "incident":
            starts = published - timedelta(minutes=dice.random.randrange(45, 90))
            ends = starts + timedelta(minutes=40 if key == "dns" else 17)
        result.append(
            Announcement(
                id=dice.id(published),
                created_at=published,
                updated_at=published,
                title=news.title.format(day=texts.day(day)),
                body=news.body.format(day=texts.day(day)),
                published_at=published,
                kind=kind,
                starts_at=starts,
                ends_at=ends,
                affects=affects,
                language=texts.language,
            )
        )
    return tuple(result)


def _going_on(seed: int, now: datetime, texts: Texts) -> Announcement:
    """Return the incident that began a while ago and is not over."""
    dice, news = Dice(seed, f"incident {texts.language}", now), texts.news["slow"]
    published = dice.now - timedelta(minutes=50)
    return Announcement(
        id=dice.id(published),
        created_at=published,
        updated_at=published,
        title=news.title,
        body=news.body,
        published_at=published,
        kind="incident",
        starts_at=published - timedelta(minutes=25),
        affects=("cloud",),
        language=texts.language,
    )
