"""A zone with a sample company in it, signed in."""

from __future__ import annotations

from datetime import UTC, datetime

from jumpzone.demo.build import build
from jumpzone.demo.catalogue import seller
from jumpzone.demo.sample import Sample
from jumpzone.mail.compose import MailComposer
from jumpzone.model.clock import FakeClock
from jumpzone.store import bulk, sellers
from jumpzone.store.opening import open_store
from jumpzone.usecases.zone import Zone
from tests.fakes import make_deps

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
COMPOSER = MailComposer("JumpZone", "support@jumpzone.example")


class SampleZone:
    """A store with sample companies; `zone` is as the first of them sees it."""

    def __init__(self, url: str, company: str = "studio", language: str = "bg") -> None:
        self.clock = FakeClock(NOW)
        self.store = open_store(url, now=NOW)
        self.deps = make_deps(self.store, self.clock)
        self.sample: Sample = build(company, now=NOW, language=language, composer=COMPOSER)
        hash_ = self.deps.hasher.hash(self.sample.password)
        with self.store.write() as tx:
            sellers.put(tx, seller())
            bulk.load(
                tx,
                [*self.sample.announcements, *self.sample.products, *self.sample.records],
                sealer=self.deps.sealer,
                ids=self.deps.ids,
                now=NOW,
                secrets=self.sample.secrets,
                passwords={self.sample.login.id: hash_},
            )
        self.zone = self.sign_in()

    def sign_in(self) -> Zone:
        """The zone, signed in once more."""
        nobody = Zone(self.deps, None)
        address = self.sample.address.address
        return nobody.signed_in(nobody.access.sign_in(address, self.sample.password))

    def close(self) -> None:
        """Close the store."""
        self.store.close()
