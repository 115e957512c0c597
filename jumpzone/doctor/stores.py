"""The store and its key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from jumpzone.doctor.finding import Finding
from jumpzone.errors import StoreProblem
from jumpzone.i18n import NT_, T_, Text
from jumpzone.keys import Ask, MasterKey, find_key, kept_in, key_file
from jumpzone.model.clock import Clock
from jumpzone.paths import is_private
from jumpzone.settings import Settings
from jumpzone.store import checkup, seal
from jumpzone.store.engine import Location, can_encrypt, is_encrypted, sqlite_module, uses_wal
from jumpzone.store.store import Store, exists
from jumpzone.store.tables import SCHEMA_VERSION
from jumpzone.vault import Vault

__all__ = ["database_key", "store_and_key"]

_BORN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PATIENCE: Final = timedelta(hours=1)


def store_and_key(
    settings: Settings, location: Location, clock: Clock, ask: Ask | None, vault: Vault
) -> Iterator[Finding]:
    """Look the store over, if there is one, and where its key is; nothing is made by looking."""
    title = T_("Store")
    try:
        if not exists(settings.store_url):
            yield Finding(
                "store", title, "ok", T_("not made yet; it will lie in {place}", place=location.url)
            )
            yield from _encryption_to_be()
            return
        # Asking for a key where none is kept would make one, but for an encrypted file, where it says so.
        if kept_in(location, settings) is None and not _encrypted(location):
            yield _no_key(settings, location)
            opens = None
        else:
            key = find_key(location, settings, ask, vault=vault)
            yield _key(settings, location, key)
            opens = database_key(key)
        with Store(location, opens) as store:
            yield from _store(store, clock)
    except StoreProblem as problem:
        yield Finding("store", title, "problem", problem.message, problem.hint)


def _encrypted(location: Location) -> bool:
    return location.path is not None and bool(is_encrypted(location.path))


def _no_key(settings: Settings, location: Location) -> Finding:
    title = T_("Key")
    if location.path is None:
        return Finding("key", title, "ok", T_("none on this machine yet; the first start makes one"))
    return Finding(
        "key",
        title,
        "problem",
        T_(
            "The file {path} is missing: what is sealed in the store can't be read.",
            path=str(key_file(location, settings)),
        ),
        T_("Bring it back from a backup before the next start, which would make a new key."),
    )


def database_key(key: MasterKey) -> bytes | None:
    """Return the key that opens the store's file, or None for a plain one."""
    return seal.derive(key.key, "database") if key.encrypts else None


def _encryption_to_be() -> Iterator[Finding]:
    if not can_encrypt():
        yield Finding("encryption", T_("Encryption"), "warning", _NO_SQLCIPHER, _INSTALL_SQLCIPHER)


_NO_SQLCIPHER: Final = T_("There is no SQLCipher for this platform: stores are not encrypted.")
_INSTALL_SQLCIPHER: Final = T_("Keep the store on an encrypted disk.")


def _key(settings: Settings, location: Location, key: MasterKey) -> Finding:
    title, file = T_("Key"), key_file(location, settings)
    if key.origin == "keyring":
        return Finding("key", title, "ok", T_("in the keyring"))
    if key.origin == "passphrase":
        return Finding("key", title, "ok", T_("under a passphrase, in {path}", path=str(file)))
    if not is_private(file):
        return Finding(
            "key",
            title,
            "problem",
            T_("in the file {path}, which others can read", path=str(file)),
            T_("Take the rights of others away: chmod 600."),
        )
    return Finding(
        "key",
        title,
        "warning",
        T_("in the file {path}: whoever has it can read what is sealed", path=str(file)),
        T_("For the next store, use a keyring or set JUMPZONE_PASSPHRASE before the first start."),
    )


def _store(store: Store, clock: Clock) -> Iterator[Finding]:
    title, info = T_("Store"), checkup.about(store)
    path = store.location.path
    found = T_("{engine}, {place}", engine=info.engine, place=info.url)
    if path is not None and not (is_private(path) and is_private(path.parent)):
        yield Finding(
            "store",
            title,
            "warning",
            found,
            T_("Others may read its folder or file: use chmod 700 and chmod 600."),
        )
    else:
        yield Finding("store", title, "ok", found)
    yield _schema(info.schema)
    if info.schema != SCHEMA_VERSION:
        return
    if path is not None:
        yield _journal(str(info.journal))
        yield _encryption(bool(info.encrypted))
        yield _soundness(checkup.flaws(store))
    yield _trail(checkup.check_trail(store))
    yield _time(checkup.newest_entry(store), clock.now())
    yield _waiting(checkup.mail_state(store), clock.now())


def _schema(found: str) -> Finding:
    title = T_("Version of the store")
    if found == SCHEMA_VERSION:
        return Finding("schema", title, "ok", Text(found))
    if found == "-":
        return Finding("schema", title, "ok", T_("empty; the first start fills it"))
    if found < SCHEMA_VERSION:
        return Finding(
            "schema",
            title,
            "warning",
            T_("{found}; this program wants {wanted}", found=found, wanted=SCHEMA_VERSION),
            T_(
                "The next start brings a file up to date. For a server: back up, then doctor --upgrade-store."
            ),
        )
    return Finding(
        "schema",
        title,
        "problem",
        T_("{found}; this program knows {wanted} at most", found=found, wanted=SCHEMA_VERSION),
        T_("Update jumpzone to open this store."),
    )


def _journal(journal: str) -> Finding:
    title = T_("Journal")
    if journal == "WAL" and not uses_wal():
        return Finding(
            "journal",
            title,
            "problem",
            T_("WAL, which SQLite {version} can damage", version=sqlite_module().sqlite_version),
            T_("Close every program that has the store open; the next start changes it."),
        )
    return Finding("journal", title, "ok", Text(journal))


def _encryption(encrypted: bool) -> Finding:
    title = T_("Encryption")
    if encrypted:
        return Finding("encryption", title, "ok", T_("the whole file (SQLCipher)"))
    if not can_encrypt():
        return Finding("encryption", title, "warning", _NO_SQLCIPHER, _INSTALL_SQLCIPHER)
    return Finding(
        "encryption",
        title,
        "warning",
        T_("The file is not encrypted; single secrets in it are."),
        T_(
            "Keep it on an encrypted disk. A new store is encrypted if a keyring or a passphrase holds its key."
        ),
    )


def _soundness(flaws: list[str]) -> Finding:
    title = T_("Integrity")
    if not flaws:
        return Finding("integrity", title, "ok", T_("sound"))
    return Finding(
        "integrity",
        title,
        "problem",
        T_("damaged: {what}", what="; ".join(flaws)),
        T_("Copy the store's folder away, then bring back the last backup."),
    )


def _trail(trail: checkup.Trail) -> Finding:
    title = T_("Audit trail")
    if not trail.broken:
        return Finding(
            "audit",
            title,
            "ok",
            NT_("whole, for {n} account", "whole, for {n} accounts", trail.accounts),
        )
    account, rev = trail.broken[0]
    return Finding(
        "audit",
        title,
        "problem",
        T_("Entry {rev} of account {account} does not fit the ones before it.", rev=rev, account=account),
        T_("Somebody changed the store behind the program's back. Compare it with a backup."),
    )


def _time(newest: datetime | None, now: datetime) -> Finding:
    title = T_("Clock")
    if now < _BORN or (newest is not None and newest - now > timedelta(minutes=5)):
        return Finding(
            "clock",
            title,
            "warning",
            T_(
                "This machine's clock stands at {time}, before the last change.",
                time=f"{now:%Y-%m-%d %H:%M} UTC",
            ),
            T_("Set the clock: due dates, codes and mail go by it."),
        )
    return Finding("clock", title, "ok", Text(f"{now:%Y-%m-%d %H:%M} UTC"))


def _waiting(mail: checkup.MailState, now: datetime) -> Finding:
    title = T_("Mail that waits")
    if mail.failed:
        return Finding(
            "mail-queue",
            title,
            "warning",
            NT_("{n} mail could not go", "{n} mails could not go", mail.failed),
            T_("“jumpzone messages list” says why; try again from there."),
        )
    if mail.oldest is not None and now - mail.oldest > _PATIENCE:
        return Finding(
            "mail-queue",
            title,
            "warning",
            NT_(
                "{n} mail, for more than an hour", "{n} mails, the first for more than an hour", mail.waiting
            ),
            T_("Mail goes while the program runs. Check the mail server's settings."),
        )
    return Finding("mail-queue", title, "ok", NT_("{n} mail", "{n} mails", mail.waiting))
