"""The sample ``new``: somebody who registered an hour ago and has nothing but a welcome."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from jumpzone.demo.announcing import announcements
from jumpzone.demo.dice import Dice
from jumpzone.demo.finish import records_of
from jumpzone.demo.frame import Founding, found
from jumpzone.demo.letters import Letter, Letters, Reader
from jumpzone.demo.offers import products
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import Texts
from jumpzone.model.mails import Composer

EMAIL: Final = "lena@wagner.example"
_TIMEZONE: Final = "Europe/Berlin"


def build(dice: Dice, texts: Texts, composer: Composer, seed: int) -> Sample:
    """Build the new customer."""
    opened_at = dice.now - timedelta(minutes=50)
    frame = found(
        dice,
        texts,
        Founding(
            number="C-100398",
            holder="lena",
            place="new",
            email=EMAIL,
            # Berlin numbers kept free for films (Bundesnetzagentur).
            phone="+493023125042",
            timezone=_TIMEZONE,
            currency="EUR",
            opened_at=opened_at,
        ),
    )
    letters = Letters(dice, composer, texts.language, _TIMEZONE)
    letters.tell(Letter(opened_at + timedelta(seconds=5), "welcome", "general", fresh=True))
    holder = Reader(EMAIL, frame.profile.first_name, opened_at, frame.profile.notifications, frame.login.id)
    return records_of(
        Sample(
            company="new",
            language=texts.language,
            now=dice.now,
            login=frame.login,
            address=frame.address,
            account=frame.account,
            profile=frame.profile,
            membership=frame.membership,
            messages=tuple(letters.write([holder], opened_at)),
            message_secrets=letters.secrets,
            announcements=announcements(seed, dice.now, texts),
            products=products(),
        )
    )
