"""The terminal, the language, the keyring, the way of mail and the disk."""

from __future__ import annotations

import locale
import os
import shutil
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jumpzone.doctor.finding import Finding
from jumpzone.i18n import T_, Text, current, language_name
from jumpzone.paths import is_private
from jumpzone.settings import Settings
from jumpzone.vault import Vault

__all__ = ["colours", "disk", "keyring", "language", "letters", "mail", "terminal"]

NETWORK_LIMIT: Final = 3.0
"""Seconds that a mail server may take to answer."""

_SMALLEST: Final = (80, 24)
_SCARCE: Final = 200 * 2**20
_FULL: Final = 20 * 2**20


def terminal(environ: Mapping[str, str]) -> Finding:
    """Look at what the program would be drawn on."""
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


def letters() -> Finding:
    """Look at whether every letter can be shown."""
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


def colours(settings: Settings, environ: Mapping[str, str]) -> Finding:
    """Look at how many colours there are."""
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


def language(settings: Settings) -> Finding:
    """Look at the language and the settings it comes from."""
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


def keyring(vault: Vault) -> Finding:
    """Look for a keyring that keeps secrets."""
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


def mail(settings: Settings) -> Finding:
    """Look at whether mail can go."""
    title, how = T_("Mail"), settings.mail
    if how.transport == "folder":
        return _mail_folder(title, how.folder)
    place = f"{how.host}:{how.port}"
    if not how.host:
        return Finding(
            "mail",
            title,
            "problem",
            T_("No mail server is set."),
            T_("Set mail.host, or mail.transport to folder."),
        )
    if not _reachable(how.host, how.port):
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
            socket.create_connection((host, port), NETWORK_LIMIT).close()
        except OSError:
            return
        answered.set()

    # In a thread, because looking a name up knows no limit of its own.
    thread = threading.Thread(target=connect, name="doctor-mail", daemon=True)
    thread.start()
    thread.join(NETWORK_LIMIT)
    return answered.is_set()


def disk(settings: Settings, store: Path | None) -> Finding:
    """Look at the room that is left beside the store."""
    title = T_("Disk")
    place = _nearest(store.parent if store is not None else settings.paths.data)
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
