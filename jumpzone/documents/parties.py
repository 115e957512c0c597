"""Seller and buyer as they were copied into a document when it was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from jumpzone.model.postal import PostalParty, address_block

__all__ = ["party_lines", "party_name"]

_FIELDS: Final = tuple(field.name for field in fields(PostalParty))


def party_name(party: Mapping[str, Any] | None) -> str:
    """The company's or the person's name; empty when nobody was named."""
    known = party or {}
    return str(known.get("company_name") or known.get("name") or "")


def party_lines(party: Mapping[str, Any] | None, other: Mapping[str, Any] | None, language: str) -> list[str]:
    """The address of a party with its numbers, the country named where the other one's is another."""
    known = party or {}
    values = {name: str(known[name]) for name in _FIELDS if known.get(name)}
    return address_block(
        PostalParty(**values), language, domestic=known.get("country") == (other or {}).get("country")
    )
