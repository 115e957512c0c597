"""The catalogue of the sample hosting company: records of what is on sale, in three languages."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

from jumpzone.demo.catalogue import CYCLES, DOMAIN_CENTS, PRODUCTS
from jumpzone.demo.texts import texts
from jumpzone.i18n import LANGUAGES
from jumpzone.model.ids import uuid7
from jumpzone.model.records import Product

__all__ = ["product_id", "products"]

_SINCE: Final = datetime(2020, 1, 2, 9, tzinfo=UTC)
"""Older than any sample: everything that was ever bought is on sale."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a product is, in a sentence."""

    bg: str
    en: str
    ru: str


_MORE: Final[Mapping[str, Mapping[str, int]]] = {
    # Beside the price of the usual cycle: who pays for longer pays less.
    "hosting_start": {"monthly": 420, "biennial": 7_900},
    "hosting_pro": {"monthly": 840, "biennial": 15_900},
    "hosting_agency": {"monthly": 1_240, "biennial": 23_400},
    "cloud_s": {"quarterly": 2_600, "annual": 9_900},
    "cloud_m": {"quarterly": 5_500, "annual": 20_900},
    "cloud_l": {"quarterly": 10_200, "annual": 38_900},
    "server": {"monthly": 3_100, "annual": 33_000},
    "server_large": {"monthly": 5_600, "annual": 60_000},
    "ssl_one": {"biennial": 3_500},
    "ssl_wildcard": {"biennial": 14_500},
    "mail": {"monthly": 330},
    "backup": {"annual": 5_500},
    "backup_large": {"annual": 14_400},
    "panel": {"monthly": 880},
}
_ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "example": ("phone", "address_1", "city", "postcode", "country"),
    # A registry for companies.
    "test": ("phone", "address_1", "city", "country", "company_name", "company_number"),
}
_WORDS: Final[Mapping[str, _Words]] = {
    "hosting_start": _Words(
        "10 GB място, пет пощенски кутии, безплатен сертификат. За първия сайт.",
        "10 GB of space, five mailboxes, a free certificate. For a first site.",
        "10 ГБ места, пять почтовых ящиков, бесплатный сертификат. Для первого сайта.",
    ),
    "hosting_pro": _Words(
        "50 GB място, неограничени пощенски кутии, ежедневни архиви. За работещ сайт.",
        "50 GB of space, any number of mailboxes, daily copies. For a site that works for you.",
        "50 ГБ места, ящики без ограничений, ежедневные копии. Для сайта, который работает.",
    ),
    "hosting_agency": _Words(
        "100 GB място за двадесет сайта на клиенти, пробна среда за всеки.",
        "100 GB of space for twenty sites of your clients, each with a staging copy.",
        "100 ГБ места для двадцати сайтов клиентов, у каждого пробная копия.",
    ),
    "cloud_s": _Words(
        "2 ядра, 4 GB памет, 40 GB диск. Плаща се на месец и се спира, когато не трябва.",
        "2 cores, 4 GB of memory, 40 GB of disk. Paid by the month, stopped when not needed.",
        "2 ядра, 4 ГБ памяти, 40 ГБ диска. Оплата помесячно, выключается, когда не нужен.",
    ),
    "cloud_m": _Words(
        "4 ядра, 8 GB памет, 80 GB диск.",
        "4 cores, 8 GB of memory, 80 GB of disk.",
        "4 ядра, 8 ГБ памяти, 80 ГБ диска.",
    ),
    "cloud_l": _Words(
        "8 ядра, 16 GB памет, 160 GB диск.",
        "8 cores, 16 GB of memory, 160 GB of disk.",
        "8 ядер, 16 ГБ памяти, 160 ГБ диска.",
    ),
    "server": _Words(
        "Собствени 4 ядра, 16 GB памет, 240 GB диск, с наш администратор.",
        "4 cores of your own, 16 GB of memory, 240 GB of disk, looked after by us.",
        "4 собственных ядра, 16 ГБ памяти, 240 ГБ диска, под присмотром нашего администратора.",
    ),
    "server_large": _Words(
        "Собствени 8 ядра, 32 GB памет, 480 GB диск, с наш администратор.",
        "8 cores of your own, 32 GB of memory, 480 GB of disk, looked after by us.",
        "8 собственных ядер, 32 ГБ памяти, 480 ГБ диска, под присмотром нашего администратора.",
    ),
    "ssl_one": _Words(
        "Проверено име, за един адрес.",
        "A checked name, for one address.",
        "Проверенное имя, для одного адреса.",
    ),
    "ssl_wildcard": _Words(
        "За име и всичките му поддомейни.",
        "For a name and all its subdomains.",
        "Для имени и всех его поддоменов.",
    ),
    "mail": _Words(
        "25 GB за пощата на екип, с общи календари.",
        "25 GB for a team's mail, with shared calendars.",
        "25 ГБ для почты команды, с общими календарями.",
    ),
    "backup": _Words(
        "200 GB в друг център за данни.", "200 GB in another data centre.", "200 ГБ в другом дата-центре."
    ),
    "backup_large": _Words(
        "1 TB в друг център за данни.", "1 TB in another data centre.", "1 ТБ в другом дата-центре."
    ),
    "panel": _Words("Лиценз за един сървър.", "A licence for one server.", "Лицензия на один сервер."),
    "example": _Words(
        "Домейн за всекиго; подновява се всяка година.",
        "A domain for everybody, renewed by the year.",
        "Домен для каждого, продлевается каждый год.",
    ),
    "test": _Words(
        "Домейн за фирми; регистърът иска фирмен номер.",
        "A domain for companies; the registry asks for a company number.",
        "Домен для компаний; реестр спрашивает номер компании.",
    ),
}


@cache
def product_id(code: str) -> str:
    """Return the id of a product by its key, the same in every demo."""
    tail = random.Random(f"jumpzone catalogue {code}").getrandbits(74)
    return uuid7(int(_SINCE.timestamp() * 1000), tail)


def products() -> tuple[Product, ...]:
    """Return everything on sale."""
    found = []
    for code, known in PRODUCTS.items():
        prices = {CYCLES[known.months]: known.cents, **_MORE.get(code, {})}
        names = {language: texts(language).products[code] for language in LANGUAGES}
        found.append(_product(code, known.kind, names, prices, known.disk_mb, known.traffic_mb))
    for code, cents in DOMAIN_CENTS.items():
        prices = {"register": cents, "renew": cents, "transfer": cents}
        names = dict.fromkeys(LANGUAGES, f".{code}")
        found.append(_product(code, "domain", names, prices, asks=_ASKS[code]))
    return tuple(found)


def _product(
    code: str,
    kind: str,
    names: Mapping[str, str],
    prices: Mapping[str, int],
    disk: int | None = None,
    traffic: int | None = None,
    asks: tuple[str, ...] = (),
) -> Product:
    words = _WORDS[code]
    return Product(
        id=product_id(code),
        created_at=_SINCE,
        updated_at=_SINCE,
        code=code,
        kind=kind,
        name=names["en"],
        description=words.en,
        translations={
            language: {"name": names[language], "description": getattr(words, language)}
            for language in LANGUAGES
            if language != "en"
        },
        prices=dict(prices),
        currency="EUR",
        disk_limit_mb=disk,
        traffic_limit_mb=traffic,
        asks=asks,
    )
