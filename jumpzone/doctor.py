"""Looks everything over that the program stands on, and says what to do where something is not as it should be.

Nothing is changed: no store is made, no key, no folder. Only `upgrade_store` writes, when it is asked to.
"""

from __future__ import annotations

import locale
import os
import shutil
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from jumpzone.errors import StoreProblem
from jumpzone.i18n import NT_, T_, Text, current, language_name
from jumpzone.keys import Ask, MasterKey, find_key, kept_in, key_file
from jumpzone.model.clock import Clock
from jumpzone.paths import is_private
from jumpzone.settings import Settings
from jumpzone.store import checkup, seal
from jumpzone.store.engine import Location, can_encrypt, is_encrypted, locate, sqlite_module, uses_wal
from jumpzone.store.opening import open_store
from jumpzone.store.store import Store, exists
from jumpzone.store.tables import SCHEMA_VERSION
from jumpzone.vault import Vault

__all__ = ["Finding", "Level", "examine", "upgrade_store"]

Level = Literal["ok", "warning", "problem"]

_NETWORK_LIMIT: Final = 3.0
_SMALLEST: Final = (80, 24)
_SCARCE: Final = 200 * 2**20
_FULL: Final = 20 * 2**20
_BORN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PATIENCE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: A stable name, for scripts.
        title: What was looked at.
        level: How it is.
        text: What was found.
        advice: What to do, where something is not as it should be.
    """

    check: str
    title: Text
    level: Level
    text: Text
    advice: Text | None = None


def examine(
    settings: Settings,
    clock: Clock,
    *,
    environ: Mapping[str, str] | None = None,
    ask: Ask | None = None,
    vault: Vault | None = None,
) -> Iterator[Finding]:
    """Look everything over, one finding after the other as they are made.

    Args:
        settings: The settings to look at.
        clock: The machine's clock.
        environ: The environment; the process's own when left out.
        ask: Asks for the store's passphrase, should it be needed.
        vault: The keyring; the machine's own when left out.
    """
    environ = os.environ if environ is None else environ
    vault = vault or Vault(allowed=settings.keyring != "off")
    yield _terminal(environ)
    yield _letters()
    yield _colours(settings, environ)
    yield _language(settings)
    location = locate(settings.store_url)
    yield _keyring(vault)
    yield from _store_and_key(settings, location, clock, ask, vault)
    yield _mail(settings)
    yield _disk(settings, location)


def upgrade_store(settings: Settings, clock: Clock, ask: Ask | None = None) -> None:
    """Bring the store up to date; the caller says that a store on a server has been backed up.

    Raises:
        StoreProblem: It could not be done; nothing was changed.
    """
    location = locate(settings.store_url)
    key = find_key(location, settings, ask)
    open_store(settings.store_url, _database_key(key), now=clock.now(), backup_is_made=True).close()


# The terminal


def _terminal(environ: Mapping[str, str]) -> Finding:
    title, term = T_("Terminal"), environ.get("TERM", "")
    if sys.platform != "win32" and term in ("", "dumb", "unknown"):
        return Finding(
            "terminal",
            title,
            "warning",
            T_("The variable TERM does not say what terminal this is."),
            T_("Set it, for example to xterm-256color. The commands work all the same."),
        )
    columns, lines = shutil.get_terminal_size()
    found = T_("{term}, {columns} × {lines}", term=term or "Windows", columns=columns, lines=lines)
    if columns < _SMALLEST[0] or lines < _SMALLEST[1]:
        return Finding("terminal", title, "warning", found, T_("Make the window at least 80 × 24."))
    return Finding("terminal", title, "ok", found)


def _letters() -> Finding:
    title, encoding = T_("Letters"), (sys.stdout.encoding or locale.getpreferredencoding()).upper()
    if encoding.replace("-", "") == "UTF8":
        return Finding("letters", title, "ok", T_("UTF-8"))
    return Finding(
        "letters",
        title,
        "warning",
        T_("The terminal's encoding is {encoding}; it can't show every letter.", encoding=encoding),
        T_("Use a UTF-8 locale, such as LANG=C.UTF-8."),
    )


def _colours(settings: Settings, environ: Mapping[str, str]) -> Finding:
    title = T_("Colours")
    if settings.no_color or environ.get("NO_COLOR"):
        return Finding("colours", title, "ok", T_("switched off, as the settings or NO_COLOR ask for"))
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or sys.platform == "win32":
        return Finding("colours", title, "ok", T_("16 million"))
    if "256" in environ.get("TERM", ""):
        return Finding(
            "colours", title, "ok", T_("256; set COLORTERM=truecolor if your terminal can show more")
        )
    return Finding(
        "colours",
        title,
        "warning",
        T_("only a few"),
        T_("Use a terminal with 256 colours or more, and set TERM to it; or set NO_COLOR."),
    )


def _language(settings: Settings) -> Finding:
    title = T_("Language")
    found = T_(
        "{language}; times in {timezone}",
        language=language_name(settings.language),
        timezone=settings.timezone,
    )
    if settings.warnings:
        return Finding(
            "language", T_("Settings"), "warning", settings.warnings[0], T_("See “jumpzone settings”.")
        )
    return Finding("language", title, "ok", found)


# Keys and the store


def _keyring(vault: Vault) -> Finding:
    title, state = T_("Keyring"), vault.state()
    if state.usable:
        return Finding("keyring", title, "ok", Text(state.backend or "-"))
    return Finding(
        "keyring",
        title,
        "warning",
        state.why or T_("This machine has no keyring that the program can use."),
        T_("“Stay signed in” lasts until the program ends. Without a desktop, set JUMPZONE_PASSPHRASE."),
    )


def _store_and_key(
    settings: Settings, location: Location, clock: Clock, ask: Ask | None, vault: Vault
) -> Iterator[Finding]:
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
            database_key = None
        else:
            key = find_key(location, settings, ask, vault=vault)
            yield _key(settings, location, key)
            database_key = _database_key(key)
        with Store(location, database_key) as store:
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


def _database_key(key: MasterKey) -> bytes | None:
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


# Mail and the disk


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


def _mail(settings: Settings) -> Finding:
    title, mail = T_("Mail"), settings.mail
    if mail.transport == "folder":
        return _mail_folder(title, mail.folder)
    place = f"{mail.host}:{mail.port}"
    if not mail.host:
        return Finding(
            "mail",
            title,
            "problem",
            T_("No mail server is set."),
            T_("Set mail.host, or mail.transport to folder."),
        )
    if not _reachable(mail.host, mail.port):
        return Finding(
            "mail",
            title,
            "problem",
            T_("The mail server {place} can't be reached.", place=place),
            T_("Check mail.host, mail.port and the network. Mail waits until it goes."),
        )
    return Finding("mail", title, "ok", T_("by SMTP over {place}", place=place))


def _mail_folder(title: Text, folder: Path) -> Finding:
    found = T_("as .eml files in {folder}", folder=str(folder))
    existing = _nearest(folder)
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return Finding(
            "mail",
            title,
            "problem",
            T_("The mail folder {folder} can't be written to.", folder=str(folder)),
            T_("Change its rights, or mail.folder in the settings."),
        )
    if existing == folder and not is_private(folder):
        return Finding("mail", title, "warning", found, T_("Others may read the mail there: use chmod 700."))
    return Finding("mail", title, "ok", found)


def _reachable(host: str, port: int) -> bool:
    answered = threading.Event()

    def connect() -> None:
        try:
            socket.create_connection((host, port), _NETWORK_LIMIT).close()
        except OSError:
            return
        answered.set()

    # In a thread, because looking a name up knows no limit of its own.
    thread = threading.Thread(target=connect, name="doctor-mail", daemon=True)
    thread.start()
    thread.join(_NETWORK_LIMIT)
    return answered.is_set()


def _disk(settings: Settings, location: Location) -> Finding:
    title = T_("Disk")
    place = _nearest(location.path.parent if location.path is not None else settings.paths.data)
    free = shutil.disk_usage(place).free
    found = T_("{free} MiB free", free=current().number(free // 2**20))
    advice = T_("Make room on the disk of {place}.", place=str(place))
    if free < _FULL:
        return Finding("disk", title, "problem", found, advice)
    if free < _SCARCE:
        return Finding("disk", title, "warning", found, advice)
    return Finding("disk", title, "ok", found)


def _nearest(path: Path) -> Path:
    """Return the path itself, or the nearest folder above it that exists."""
    return next(each for each in (path, *path.parents) if each.exists())
