"""Sealing: what must be read again (access data, bodies with codes) is encrypted under a key kept elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12
_VERSION: Final = b"\x01"


def derive(master: bytes, purpose: str) -> bytes:
    """Derive a 256-bit key for one purpose from the store's master key (HKDF-SHA256, RFC 5869)."""
    # One block is all that is asked for. By hand, so that a start needs no cryptography library: 7 MiB of it.
    pseudorandom = hmac.digest(bytes(hashlib.sha256().digest_size), master, "sha256")
    return hmac.digest(pseudorandom, f"jumpzone {purpose}".encode() + b"\x01", "sha256")


class Sealer:
    """Seals and opens small texts, and makes keyed digests of codes and tokens."""

    def __init__(self, master: bytes) -> None:
        """Take the store's 256-bit master key."""
        self._key = derive(master, "seal")
        self._digest_key = derive(master, "digest")

    @cached_property
    def _aead(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: see `derive`

        return AESGCM(self._key)

    def __repr__(self) -> str:
        """Keep keys out of logs."""
        return "Sealer()"

    def seal(self, value: Any, bound_to: str) -> bytes:
        """Encrypt a JSON value (AES-256-GCM), bound to the id of the record that holds it."""
        nonce = secrets.token_bytes(_NONCE)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return _VERSION + nonce + self._aead.encrypt(nonce, text, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> Any:
        """Decrypt what :meth:`seal` made.

        Raises:
            StoreProblem: It was sealed under another key, for another record, or it is damaged.
        """
        from cryptography.exceptions import InvalidTag  # late: see `derive`

        nonce, text = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return json.loads(self._aead.decrypt(nonce, text, bound_to.encode()))
        except (InvalidTag, ValueError) as problem:
            raise StoreProblem(
                "sealed",
                T_("This was sealed with another key and can't be read here."),
                hint=T_("Bring back the key that belongs to this store."),
            ) from problem

    def digest(self, purpose: str, text: str) -> bytes:
        """Return a keyed digest (HMAC-SHA256): short codes can't be tried out against a stolen store."""
        return hmac.new(self._digest_key, f"{purpose}\x00{text}".encode(), hashlib.sha256).digest()
