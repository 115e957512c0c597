"""What an announcement touches: its ``affects`` against the services and domains of an account.

Each word of ``affects`` is one of

- a kind of product, such as ``cloud`` or ``domain``: everything of that kind;
- a top-level domain with its dot, such as ``.example``: the domains beneath it;
- a host name, such as ``web1.jumpzone.example``: what has that address or panel or lies beneath it, domains that are
  served by it, and domains whose zone points to it;
- anything else: the code of a product in the catalogue.

A word that this version can't read touches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jumpzone.model.fields import PRODUCT_KINDS
from jumpzone.model.records import Announcement

__all__ = ["AFFECTED", "Footing", "hosts_in", "runs", "touched"]

AFFECTED: Final = {
    "service": ("pending", "active", "suspended"),
    "domain": ("pending", "pending_registration", "pending_transfer", "active", "grace", "redemption"),
}
"""The statuses in which something can be touched; what has ended is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What a service or domain stands on.

    Attributes:
        type: ``service`` or ``domain``.
        id: The record's id.
        name: What its owner calls it; of a domain its A-label.
        kind: The kind of product.
        code: The product's code in the catalogue, or None.
        hosts: Host names that it has, lies on, or points to.
    """

    type: str
    id: str
    name: str
    kind: str
    code: str | None = None
    hosts: frozenset[str] = frozenset()

    def stands_on(self, word: str) -> bool:
        """Tell whether one word of ``affects`` means it."""
        if word in PRODUCT_KINDS:
            return self.kind == word
        if word.startswith("."):
            return self.type == "domain" and self.name.endswith(word)
        if "." in word:
            return any(host == word or host.endswith(f".{word}") for host in self.hosts)
        return bool(word) and self.code == word


def touched(affects: Iterable[object], footings: Iterable[Footing]) -> list[Footing]:
    """Return what an announcement touches, in the order given."""
    words = _words(affects)
    return [each for each in footings if any(each.stands_on(word) for word in words)]


def hosts_in(affects: Iterable[object]) -> set[str]:
    """Return the words of ``affects`` that are host names."""
    return {each for each in _words(affects) if "." in each and not each.startswith(".")}


def _words(affects: Iterable[object]) -> list[str]:
    return [each.strip().lower().rstrip(".") for each in affects if isinstance(each, str)]


def runs(announcement: Announcement, now: datetime) -> bool:
    """Tell whether an incident or a maintenance is going on; one without an end goes on until it gets one."""
    starts = announcement.starts_at or announcement.published_at
    ends = announcement.ends_at
    return (
        announcement.kind in ("incident", "maintenance")
        and (starts is None or starts <= now)
        and (ends is None or now < ends)
    )
