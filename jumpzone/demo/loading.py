"""Putting the sample companies into a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from jumpzone.demo.announcing import announcements
from jumpzone.demo.build import COMPANIES, SEED, build
from jumpzone.demo.catalogue import seller
from jumpzone.demo.offers import products
from jumpzone.demo.sample import Sample
from jumpzone.demo.texts import texts
from jumpzone.i18n import LANGUAGES
from jumpzone.model.records import Record
from jumpzone.store import bulk, loading, sellers
from jumpzone.usecases.area import Deps

__all__ = ["load_demo"]


def load_demo(
    deps: Deps,
    *,
    language: str,
    now: datetime | None = None,
    companies: Sequence[str] = COMPANIES,
    seed: int = SEED,
) -> Mapping[str, Sample]:
    """Build sample companies and write them, their sign-ins and the announcements in one transaction.

    May be called again with the same moment for further companies: the first one is there at once, and the big one
    can follow while somebody looks.

    Args:
        deps: The parts of the zone that is to hold them; its store should be a new one.
        language: The language of the companies and their texts; announcements come in every language.
        now: The moment at which their histories end; the clock's when left out.
        companies: Which of :data:`jumpzone.demo.build.COMPANIES`.
        seed: Another seed is another history.

    Returns:
        The samples by name: who signs in with what.

    Raises:
        StoreProblem: The database is in trouble; nothing was written.
        ValueError: There is no such company or language.
    """
    moment = now or deps.clock.now()
    samples = {
        company: build(company, now=moment, language=language, composer=deps.composer, seed=seed)
        for company in companies
    }
    # Hashing is slow on purpose, and the samples have one password.
    hashes = {
        password: deps.hasher.hash(password) for password in {each.password for each in samples.values()}
    }
    # In every language: the reader may switch.
    told = [each for name in LANGUAGES for each in announcements(seed, moment, texts(name))]
    with deps.store.write() as tx:
        shared: list[Record] = [*told, *products()]
        if loading.get(tx, "announcement", "", told[0].id) is not None:
            shared = []
        else:
            sellers.put(tx, seller())
        bulk.load(
            tx,
            [*shared, *(record for sample in samples.values() for record in sample.records)],
            sealer=deps.sealer,
            ids=deps.ids,
            now=moment,
            secrets={id_: kept for sample in samples.values() for id_, kept in sample.secrets.items()},
            passwords={sample.login.id: hashes[sample.password] for sample in samples.values()},
        )
    return samples
