"""DS records: what a registry is told of a domain's keys, so that its answers can be proved (DNSSEC)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from jumpzone.i18n import T_
from jumpzone.model.text import FieldRefused

__all__ = ["ALGORITHMS", "DIGESTS", "DS_NAMES", "ds_line", "read_ds"]

ALGORITHMS: Final[Mapping[int, str]] = {
    8: "RSASHA256",
    10: "RSASHA512",
    13: "ECDSAP256SHA256",
    14: "ECDSAP384SHA384",
    15: "ED25519",
    16: "ED448",
    17: "SM2SM3",
    23: "ECC-GOST12",
}
"""Algorithms that keys are signed with today (IANA, "DNS Security Algorithm Numbers").

Those with SHA-1 (5, 7) must not sign any more (RFC 9905), nor the older GOST (12, RFC 9906).
"""

DIGESTS: Final[Mapping[int, tuple[str, int]]] = {
    2: ("SHA-256", 64),
    4: ("SHA-384", 96),
    5: ("GOST R 34.11-2012", 64),
    6: ("SM3", 64),
}
"""Kinds of digest: name and number of hexadecimal digits (IANA, "Delegation Signer (DS) Resource Record Digest
Algorithms"). SHA-1 (1) must not be used for new records (RFC 9905), nor the older GOST (3, RFC 9906)."""

_OUTDATED: Final = frozenset({1, 3, 5, 6, 7, 12})
_LINE: Final = re.compile(
    r"(?:\S+\s+)??(?:\d+\s+)??(?:IN\s+)?(?:DS\s+)?(\d{1,5})\s+(\d{1,3})\s+(\d{1,3})\s+([0-9A-Fa-f\s()]+)",
    re.IGNORECASE,
)
_LONGEST: Final = 600
_HEX: Final = re.compile(r"[0-9A-F]+")
DS_NAMES: Final = ("key_tag", "algorithm", "digest_type", "digest")
"""The names of a DS record's values, in the order of a zone file."""


def read_ds(value: Any) -> dict[str, Any]:
    """Return a DS record as it is kept: ``key_tag``, ``algorithm``, ``digest_type`` and ``digest`` (capital hex).

    Args:
        value: A mapping with these names, or a line as zone files have it: ``12345 13 2 0A1B…``, also with the
            name, the class and the type before it.

    Raises:
        FieldRefused: It can't be used; the reason says what is wrong.
    """
    if isinstance(value, str):
        found = _LINE.fullmatch(value.strip()) if len(value) <= _LONGEST else None
        if found is None:
            raise FieldRefused(
                "ds-form",
                T_("Write key tag, algorithm, digest type and digest, such as 12345 13 2 and 64 hex digits."),
            )
        tag, algorithm, kind = (int(each) for each in found.groups()[:3])
        return _checked(tag, algorithm, kind, re.sub(r"[\s()]", "", found[4]).upper())
    if not isinstance(value, Mapping) or set(value) != set(DS_NAMES):
        raise FieldRefused("ds-form", T_("A DS record has key tag, algorithm, digest type and digest."))
    tag, algorithm, kind = (value[name] for name in DS_NAMES[:3])
    if any(not isinstance(each, int) or isinstance(each, bool) for each in (tag, algorithm, kind)):
        raise FieldRefused("ds-form", T_("Key tag, algorithm and digest type are whole numbers."))
    return _checked(tag, algorithm, kind, "".join(str(value["digest"]).split()).upper())


def _checked(tag: int, algorithm: int, kind: int, digest: str) -> dict[str, Any]:
    if not 0 <= tag <= 0xFFFF:
        raise FieldRefused("ds-key-tag", T_("A key tag lies between 0 and 65535."))
    if algorithm not in ALGORITHMS:
        if algorithm in _OUTDATED:
            raise FieldRefused(
                "ds-outdated",
                T_("Algorithm {n} is no longer safe. Sign with 13 (ECDSA) or 8 (RSA).", n=algorithm),
            )
        raise FieldRefused("ds-algorithm", T_("There is no algorithm {n} for keys.", n=algorithm))
    if kind not in DIGESTS:
        if kind in (1, 3):
            raise FieldRefused(
                "ds-outdated", T_("Digest type {n} is no longer safe. Use 2 (SHA-256).", n=kind)
            )
        raise FieldRefused("ds-digest-type", T_("There is no digest type {n}.", n=kind))
    name, length = DIGESTS[kind]
    if _HEX.fullmatch(digest) is None:
        raise FieldRefused("ds-digest", T_("A digest is made of the digits 0 to 9 and the letters A to F."))
    if len(digest) != length:
        raise FieldRefused(
            "ds-digest-length",
            T_(
                "A digest of {kind} has {wanted} digits; this one has {n}.",
                kind=name,
                wanted=length,
                n=len(digest),
            ),
        )
    return {"key_tag": tag, "algorithm": algorithm, "digest_type": kind, "digest": digest}


def ds_line(record: Any) -> str:
    """Return a DS record as a line of a zone file; what another program left out shows as a question mark."""
    if not isinstance(record, Mapping):
        return str(record)
    return " ".join(str(record.get(name, "?")) for name in DS_NAMES)
