"""The store's master key: where it is kept, how it is found again, how a new store gets one.

Beside the store lies a small file, its name ending in ``.key``, that says where the key is kept:

- ``keyring``: in the system's keyring, under a name that the file gives;
- ``passphrase``: in the file itself, encrypted under a passphrase (Argon2id, AES-256-GCM);
- ``file``: in the file as it is. Whoever can read the file can read what it seals; ``jumpzone doctor`` warns.

The file goes with the store when it is moved. From the master key come, by HKDF, the key that seals single
values, the one that hashes codes and, for an encrypted store, SQLCipher's.

Finding a key blocks: a keyring is asked for up to three seconds, a passphrase costs Argon2's fraction of one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from jumpzone.errors import StoreProblem
from jumpzone.i18n import T_
from jumpzone.paths import private_folder
from jumpzone.settings import Secret, Settings
from jumpzone.store.engine import Location, can_encrypt, is_encrypted
from jumpzone.vault import Vault

__all__ = ["Ask", "MasterKey", "Origin", "find_key", "kept_in", "key_file"]

Origin = Literal["keyring", "passphrase", "file"]

Ask = Callable[[], str | None]
"""Asks the reader for the store's passphrase; None when the reader gives none."""

_VERSION: Final = 1
_TRIES: Final = 3
_BOUND_TO: Final = b"jumpzone master key 1"

# RFC 9106, "second recommended option"; kept with the wrapped key, so that it can grow.
_MEMORY_KIB: Final = 65_536
_PASSES: Final = 3
_LANES: Final = 4


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A store's 256-bit master key.

    Attributes:
        key: The key itself.
        origin: Where it is kept.
        encrypts: Whether the store's file is, or will be, encrypted with what is derived from it. A store
            stays what it is. A new one is encrypted where there is SQLCipher, the settings allow it, and the
            key does not lie beside it for whoever gets hold of both.
    """

    key: bytes = field(repr=False)
    origin: Origin
    encrypts: bool


def key_file(location: Location, settings: Settings) -> Path:
    """Return the file that says where a store's key is kept."""
    if location.path is not None:
        return location.path.with_name(f"{location.path.name}.key")
    return settings.paths.data / f"server-{hashlib.sha256(location.url.encode()).hexdigest()[:16]}.key"


def kept_in(location: Location, settings: Settings) -> Origin | None:
    """Tell where a store's key is kept, without asking for it; None when there is none yet.

    Raises:
        StoreProblem: The key file is damaged, or of a newer version.
    """
    kept = _read(key_file(location, settings))
    origin: Origin | None = None if kept is None else kept["kept"]
    return origin


def find_key(
    location: Location, settings: Settings, ask: Ask | None = None, *, vault: Vault | None = None
) -> MasterKey:
    """Find the master key of a store; make one for a store that is new.

    A new key goes into the keyring if there is one; else under a passphrase if one is set
    (``JUMPZONE_PASSPHRASE``); else into a file that only its owner can read. Nobody is asked to think of a
    passphrase at the first start: a slip of the finger would lock the store for good.

    Args:
        location: Where the store is.
        settings: They say whether the keyring may be used, and may hold the passphrase.
        ask: Asks the reader for the passphrase of a store that has one; left out where there is no reader.
        vault: The keyring; the machine's own when left out.

    Raises:
        StoreProblem: The key can't be had (no keyring, no or a wrong passphrase, a damaged file), or the
            store is encrypted and nothing says where its key is.
    """
    file = key_file(location, settings)
    vault = vault or Vault(allowed=settings.keyring != "off")
    kept = _read(file)
    encrypted = None if location.path is None else is_encrypted(location.path)
    if kept is None:
        if encrypted:
            raise _orphan(location, file)
        kept = _make(file, settings, vault)
    try:
        key = _open(kept, settings, ask, vault)
    except (KeyError, ValueError, TypeError) as problem:
        raise _damaged(file) from problem
    origin: Origin = kept["kept"]
    if encrypted is None:
        wanted = settings.encryption != "off" and origin != "file" and can_encrypt()
        encrypted = wanted and location.path is not None
    return MasterKey(key, origin, encrypted)


# Reading


def _read(file: Path) -> Mapping[str, Any] | None:
    try:
        kept = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        raise _damaged(file) from problem
    if not isinstance(kept, dict) or kept.get("kept") not in ("keyring", "passphrase", "file"):
        raise _damaged(file)
    if kept.get("version") != _VERSION:
        raise StoreProblem(
            "newer-key",
            T_("The key file {path} was made by a newer version of the program.", path=str(file)),
            hint=T_("Update jumpzone to open this store."),
        )
    return kept


def _open(kept: Mapping[str, Any], settings: Settings, ask: Ask | None, vault: Vault) -> bytes:
    match kept["kept"]:
        case "keyring":
            return _from_keyring(str(kept["name"]), vault)
        case "passphrase":
            return _from_passphrase(kept, settings, ask)
    return _key(kept["key"])


def _from_keyring(name: str, vault: Vault) -> bytes:
    found = vault.get(name)
    if found is not None:
        return _key(found)
    if not vault.state().usable:
        raise StoreProblem(
            "key-away",
            T_("The key of this store is in the system's keyring, which can't be asked."),
            hint=T_("Unlock the keyring, or sign in to the desktop that it belongs to, and try again."),
        )
    raise StoreProblem(
        "key-lost",
        T_("The key of this store is not in the system's keyring any more."),
        hint=T_("Bring the keyring's entry “{name}” back from a backup.", name=name),
    )


def _from_passphrase(kept: Mapping[str, Any], settings: Settings, ask: Ask | None) -> bytes:
    given = settings.values["passphrase"].value
    if isinstance(given, Secret):
        key = _unwrap(kept, given.reveal())
        if key is None:
            raise StoreProblem("wrong-passphrase", T_("JUMPZONE_PASSPHRASE does not open this store."))
        return key
    for _ in range(_TRIES if ask is not None else 0):
        assert ask is not None
        typed = ask()
        if typed is None:
            break
        key = _unwrap(kept, typed)
        if key is not None:
            return key
    raise StoreProblem(
        "needs-passphrase",
        T_("This store opens with its passphrase."),
        hint=T_("Give it when you are asked, or in the variable JUMPZONE_PASSPHRASE."),
    )


# Making


def _orphan(location: Location, file: Path) -> StoreProblem:
    return StoreProblem(
        "key-missing",
        T_("The store {path} is encrypted, or it is no store of this program.", path=str(location.path)),
        hint=T_("Bring back the file {file}: it says where the key is.", file=str(file)),
    )


def _make(file: Path, settings: Settings, vault: Vault) -> Mapping[str, Any]:
    key = secrets.token_bytes(32)
    kept = _into_keyring(key, vault) or _under_passphrase(key, settings)
    kept = kept or {"kept": "file", "key": _text(key)}
    if _publish(file, {"version": _VERSION, **kept}):
        return kept
    # Another program was quicker; its key is the store's.
    if kept["kept"] == "keyring":
        vault.delete(kept["name"])
    theirs = _read(file)
    if theirs is None:
        raise _damaged(file)
    return theirs


def _into_keyring(key: bytes, vault: Vault) -> dict[str, str] | None:
    name = f"store {secrets.token_hex(8)}"
    # Read back, because losing this key loses the store: some keyrings take everything and keep nothing.
    if not vault.set(name, _text(key)) or vault.get(name) != _text(key):
        return None
    return {"kept": "keyring", "name": name}


def _under_passphrase(key: bytes, settings: Settings) -> dict[str, Any] | None:
    given = settings.values["passphrase"].value
    return _wrap(key, given.reveal()) if isinstance(given, Secret) else None


def _publish(file: Path, kept: Mapping[str, Any]) -> bool:
    """Give the file its name with all that is in it, unless there is one already."""
    try:
        private_folder(file.parent)
        new = file.with_name(f".{file.name}.{secrets.token_hex(4)}.new")
        descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(kept, stream, indent=2)
                stream.flush()
                os.fsync(stream.fileno())
            # A rename would overwrite the file of a program that was quicker; a second name can't.
            os.link(new, file)
        except FileExistsError:
            return False
        finally:
            new.unlink(missing_ok=True)
    except OSError as problem:
        raise StoreProblem(
            "no-key-file",
            T_("The key file {path} can't be written.", path=str(file)),
            hint=T_("Check that its folder exists, that you may write there, and that the disk is not full."),
        ) from problem
    return True


# Passphrases


def _wrap(key: bytes, passphrase: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    kept: dict[str, Any] = {
        "kept": "passphrase",
        "kdf": {
            "name": "argon2id",
            "memory_kib": _MEMORY_KIB,
            "passes": _PASSES,
            "lanes": _LANES,
            "salt": _text(secrets.token_bytes(16)),
        },
        "nonce": _text(secrets.token_bytes(12)),
    }
    sealed = AESGCM(_stretch(passphrase, kept["kdf"])).encrypt(_bytes(kept["nonce"]), key, _BOUND_TO)
    return {**kept, "sealed": _text(sealed)}


def _unwrap(kept: Mapping[str, Any], passphrase: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = AESGCM(_stretch(passphrase, kept["kdf"]))
    try:
        return wrapping.decrypt(_bytes(kept["nonce"]), _bytes(kept["sealed"]), _BOUND_TO)
    except InvalidTag:
        return None


def _stretch(passphrase: str, kdf: Mapping[str, Any]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    if kdf["name"] != "argon2id":
        raise ValueError(kdf["name"])
    # The same letters typed on another system can be other code points.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")
    return hash_secret_raw(
        typed,
        _bytes(kdf["salt"]),
        time_cost=int(kdf["passes"]),
        memory_cost=int(kdf["memory_kib"]),
        parallelism=int(kdf["lanes"]),
        hash_len=32,
        type=Type.ID,
    )


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


def _key(value: str) -> bytes:
    key = _bytes(value)
    if len(key) != 32:
        raise ValueError("a key of 256 bits is expected")
    return key


def _damaged(file: Path) -> StoreProblem:
    return StoreProblem(
        "bad-key-file",
        T_("The key file {path} can't be read.", path=str(file)),
        hint=T_("Bring it back from a backup: without it the store, or what is sealed in it, stays closed."),
    )
