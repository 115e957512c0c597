"""What everybody is told, and which of the reader's own services and domains it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jumpzone.errors import NotFound
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Announcement
from jumpzone.model.touching import Footing, hosts_in, runs, touched
from jumpzone.store import footings
from jumpzone.store.listing import ListReader, Query
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Area, Reading

__all__ = ["Announcements", "Told", "news", "told"]

_RECENT: Final = 100


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement, as it concerns the reader.

    Attributes:
        announcement: What is said.
        touches: Which of the account's services and domains it touches, as far as they are shared with the reader.
        running: Whether it is an incident or a maintenance that is going on.
    """

    announcement: Announcement
    touches: tuple[Footing, ...] = ()
    running: bool = False


class Announcements(Area):
    """What everybody is told; read without signing in."""

    def latest(self, language: str, limit: int = 20) -> list[Announcement]:
        """Return the newest announcements in a language, the newest first."""
        with self.deps.store.read() as tx:
            return news(tx, language, self.deps.clock.now(), limit)

    def list(self, language: str, limit: int = 20) -> list[Told]:
        """Return the same with what they touch.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        now = self.deps.clock.now()
        with self.reading() as reading:
            return told(reading, news(reading.tx, language, now, limit), now)

    def get(self, reference: str, language: str) -> Told:
        """Return one of the newest by its id or the end of its id.

        Raises:
            NotFound: There is none, or more than one.
        """
        now = self.deps.clock.now()
        with self.reading() as reading:
            found = [
                each
                for each in news(reading.tx, language, now, _RECENT)
                if each.id == reference or (len(reference) >= 6 and each.id.endswith(reference))
            ]
            if len(found) != 1:
                raise NotFound()
            return told(reading, found, now)[0]


def news(tx: Tx, language: str, now: datetime, limit: int) -> list[Announcement]:
    """Return the newest announcements in a language that are out, the newest first."""
    query = Query(where={"language": (language,)}, sort="published_at", descending=True)
    page = ListReader("announcement", None, query).page(tx, limit=limit)
    found = [each for _, each in page if isinstance(each, Announcement)]
    return [each for each in found if each.published_at is None or each.published_at <= now]


def told(reading: Reading, announcements: Iterable[Announcement], now: datetime) -> list[Told]:
    """Find out what announcements touch, of what is shared with the reader."""
    chosen = list(announcements)
    words = [word for each in chosen for word in each.affects]
    stands: list[Footing] = []
    if words and reading.role.holds(RECORDS["service"].read):
        stands += footings.services(reading.tx, reading.account)
    if words and reading.role.holds(RECORDS["domain"].read):
        stands += footings.domains(reading.tx, reading.account, hosts_in(words))
    return [Told(each, tuple(touched(each.affects, stands)), runs(each, now)) for each in chosen]
