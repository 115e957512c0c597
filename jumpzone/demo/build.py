"""Building a sample company by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from jumpzone.demo import newcomer, reseller, studio
from jumpzone.demo.dice import Dice
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import Texts, texts
from jumpzone.model.mails import Composer

SEED: Final = 20_210_412
"""The samples' usual seed."""

_BUILDERS: Final[Mapping[str, Callable[[Dice, Texts, Composer, int], Sample]]] = {
    "studio": studio.build,
    "reseller": reseller.build,
    "new": newcomer.build,
}
COMPANIES: Final = tuple(_BUILDERS)
"""The names of the samples."""


def build(
    company: str, *, now: datetime, language: str, composer: Composer | None = None, seed: int = SEED
) -> Sample:
    """Build a sample company whose history ends now.

    The same seed, day and language give the same records with the same identifiers; only the few things that
    happened "some hours ago" carry times that follow the clock.

    Args:
        company: One of :data:`COMPANIES`.
        now: An aware moment.
        language: The language of the account and its texts.
        composer: Puts mail into words; the program's own when left out.
        seed: Another seed is another history.

    Raises:
        ValueError: There is no such company or language.
    """
    if company not in _BUILDERS:
        raise ValueError(f"no sample {company!r}; there are {', '.join(COMPANIES)}")
    if composer is None:
        from jumpzone.mail.compose import MailComposer  # late: whoever has a composer needs no other

        composer = MailComposer("JumpZone", "support@jumpzone.example")
    return _BUILDERS[company](Dice(seed, company, now), texts(language), composer, seed)
