"""What registries keep of the samples' domains: DS records, nameservers of one's own, owners, transfer codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from jumpzone.demo.dice import Dice
from jumpzone.model.records import Domain
from jumpzone.model.rules.domains import allows

__all__ = ["dressed", "transfer_codes"]

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are taken for each other."""


def transfer_codes(dice: Dice, domains: Iterable[Domain]) -> dict[str, str]:
    """Return a code for every domain that could move, by its id."""
    return {
        each.id: "".join(dice.random.choices(_LETTERS, k=14))
        for each in domains
        if allows(each.status, "transfer_code")
    }


def dressed(
    dice: Dice,
    domains: Iterable[Domain],
    *,
    signed: Iterable[str] = (),
    own_servers: Iterable[str] = (),
    unlocked: Iterable[str] = (),
    owners: Mapping[str, str] | None = None,
) -> list[Domain]:
    """Return domains as their owner set them up.

    Args:
        dice: Chance.
        domains: The domains.
        signed: Names with a DS record.
        own_servers: Names whose nameservers lie in themselves.
        unlocked: Names without the transfer lock.
        owners: Per name, the contact that is its registrant.
    """
    found = []
    for each in domains:
        values: dict[str, Any] = {}
        if each.name in signed:
            values["ds"] = (_ds(dice),)
        if each.name in own_servers:
            values["nameservers"] = (f"ns1.{each.name}", f"ns2.{each.name}")
        if each.name in unlocked:
            values["locked"] = False
        if owners is not None and each.name in owners:
            values["registrant"] = owners[each.name]
        found.append(replace(each, **values))
    return found


def _ds(dice: Dice) -> dict[str, Any]:
    digest = f"{dice.random.getrandbits(256):064X}"
    return {
        "key_tag": dice.random.randrange(1000, 65536),
        "algorithm": 13,
        "digest_type": 2,
        "digest": digest,
    }
