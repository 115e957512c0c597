"""Domain names of shops and workshops that do not exist, under names that nobody can register."""

from __future__ import annotations

from random import Random
from typing import Final

_TRADES: Final = (
    "kofeynya",
    "pekarnya",
    "stomatolog",
    "cvety",
    "knigi",
    "remont",
    "taksi",
    "yoga",
    "muzyka",
    "mebel",
    "avtoservis",
    "fotograf",
    "atelye",
    "velo",
    "sad",
    "apteka",
    "gostinica",
    "piano",
    "chay",
    "syr",
    "lampa",
    "kover",
    "optika",
    "lyzhi",
)
_PLACES: Final = (
    "arbat",
    "gorka",
    "reka",
    "most",
    "sosna",
    "zarya",
    "polyana",
    "vokzal",
    "sever",
    "beryozka",
    "ozero",
    "park",
    "kamen",
    "rodnik",
    "luch",
    "veter",
    "zvezda",
    "mayak",
)
_CYRILLIC: Final = (
    "пекарня-заря",
    "чай-и-сыр",
    "кофейня-сосна",
    "лампа-маяк",
    # With a Latin "o", taken so that nobody else does.
    "вел" + "o",
    "книги-у-реки",
    "сетевая-лавка",
    "атлас-ковров",
)


def domain_names(random: Random, count: int) -> list[str]:
    """Return so many different names as A-labels, some of them Cyrillic, in no order."""
    plain = [f"{trade}-{place}" for trade in _TRADES for place in _PLACES]
    names = [
        f"{name}.{'test' if random.randrange(5) == 0 else 'example'}"
        for name in random.sample(plain, count - len(_CYRILLIC))
    ]
    names += [f"xn--{name.encode('punycode').decode('ascii')}.example" for name in _CYRILLIC]
    random.shuffle(names)
    return names
