"""Seller and buyer as they were copied into a document when it was issued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jumpzone.model.postal import copied_blocks

__all__ = ["party_lines", "party_name"]


def party_name(party: Mapping[str, Any] | None) -> str:
    """The company's or the person's name; empty when nobody was named."""
    known = party or {}
    return str(known.get("company_name") or known.get("name") or "")


def party_lines(party: Mapping[str, Any] | None, other: Mapping[str, Any] | None, language: str) -> list[str]:
    """The address of a party with its numbers, the country named where the other one's is another."""
    block, _others = copied_blocks(party or {}, other or {}, language)
    return block
