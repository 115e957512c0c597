"""The program's settings: defaults, then the settings file, then the environment, then the command line.

Each value knows where it came from. A password never stands in the settings file by itself: it comes from the
keyring or from the environment. Only the URL of a store may carry one there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from jumpzone.i18n import Text, pick_language
from jumpzone.paths import Paths
from jumpzone.settings_sources import (
    Origin,
    SettingsProblem,
    Value,
    from_arguments,
    from_environment,
    from_file,
    save_setting,
    unset_setting,
)
from jumpzone.settings_table import AUTO, SETTINGS, SETTINGS_BY_KEY, Secret, redacted, with_password

__all__ = [
    "MailSettings",
    "Origin",
    "Secret",
    "SellerSettings",
    "Settings",
    "SettingsProblem",
    "Value",
]

_USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail goes out.

    Attributes:
        transport: `smtp` or `folder`, decided.
        host: The mail server's name; empty without one.
        port: Its port, decided.
        security: `starttls`, `tls` or `none`.
        username: Empty when nobody signs in.
        password: From the environment; None when the keyring is to be asked under `mail.password`.
        sender: The address that mail comes from.
        folder: Where `.eml` files go.
    """

    transport: str
    host: str
    port: int
    security: str
    username: str
    password: Secret | None
    sender: str
    folder: Path


@dataclass(frozen=True, slots=True)
class SellerSettings:
    """Whose zone this is.

    Attributes:
        name: The company's name, on the front door and in mail.
        support: Its address for customers; empty without one.
    """

    name: str
    support: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, ready for use. Made by `Settings.load`.

    Attributes:
        paths: Where things lie.
        values: For each key of the table, its value as set and where it came from.
        warnings: What the reader should know: keys and variables that mean nothing.
        language: The language to speak, decided.
        timezone: The IANA name of the zone in which times are shown, decided.
        theme: `dark`, `light` or `contrast`.
        no_color: Whether to do without colours.
        auto_lock_minutes: Idle minutes before the zone locks itself; 0 never.
        keyring: `auto` or `off`.
        encryption: `auto` or `off`.
        updates_per_second: How often to look for other programs' changes.
        signals: How the terminal tells that something needs the reader, decided: `off`, `bell` or `osc9`.
        log_level: A level of `logging`, in small letters.
        mail: How mail goes out.
        seller: Whose zone this is.
    """

    paths: Paths
    # Not in the repr: the URL of a store may carry a password.
    values: Mapping[str, Value] = field(repr=False)
    warnings: tuple[Text, ...]
    language: str
    timezone: str
    theme: str
    no_color: bool
    auto_lock_minutes: int
    keyring: str
    encryption: str
    updates_per_second: float
    signals: str
    log_level: str
    mail: MailSettings
    seller: SellerSettings

    @classmethod
    def load(
        cls,
        environ: Mapping[str, str] | None = None,
        arguments: Mapping[str, str] | None = None,
        paths: Paths | None = None,
    ) -> Settings:
        """Read the settings.

        Args:
            environ: The environment; the process's own when left out.
            arguments: Values of the command line by key; they win.
            paths: Where things lie; found from the environment when left out.

        Raises:
            SettingsProblem: A value or the file can't be read; it names the place, the key and what is wrong.
        """
        environ = os.environ if environ is None else environ
        paths = paths or Paths.find(environ)
        values = {setting.key: Value(setting.default) for setting in SETTINGS}
        warnings: list[Text] = []
        values.update(from_file(paths.settings_file, warnings))
        values.update(from_environment(environ, warnings))
        values.update(from_arguments(arguments or {}))
        return cls._build(paths, values, tuple(warnings), environ)

    @classmethod
    def _build(
        cls, paths: Paths, values: Mapping[str, Value], warnings: tuple[Text, ...], environ: Mapping[str, str]
    ) -> Settings:
        def get(key: str, kind: type[_T]) -> _T:
            value = values[key].value
            assert isinstance(value, kind), key
            return value

        def secret(key: str) -> Secret | None:
            return None if values[key].value is None else get(key, Secret)

        language, timezone, host = get("language", str), get("timezone", str), get("mail.host", str)
        signals = get("signals", str)
        transport, security = get("mail.transport", str), get("mail.security", str)
        return cls(
            paths=paths,
            values=values,
            warnings=warnings,
            language=_spoken(environ) if language == AUTO else language,
            timezone=_local_zone(environ) if timezone == AUTO else timezone,
            theme=get("theme", str),
            no_color=get("no_color", bool),
            auto_lock_minutes=get("auto_lock_minutes", int),
            keyring=get("keyring", str),
            encryption=get("encryption", str),
            updates_per_second=get("updates_per_second", float),
            signals=_signals(environ) if signals == AUTO else signals,
            log_level=get("log_level", str),
            mail=MailSettings(
                transport=("smtp" if host else "folder") if transport == AUTO else transport,
                host=host,
                port=get("mail.port", int) or _USUAL_PORTS[security],
                security=security,
                username=get("mail.username", str),
                password=secret("mail.password"),
                sender=get("mail.sender", str),
                folder=paths.mail_folder if values["mail.folder"].value is None else get("mail.folder", Path),
            ),
            seller=SellerSettings(name=get("seller.name", str), support=get("seller.support", str)),
        )

    @property
    def store_url(self) -> str:
        """The URL of the store, with its password if one is known. Not for display: see `shown`."""
        url = str(self.values["store"].value) or f"sqlite:///{self.paths.store_file}"
        password = self.values["store_password"].value
        return with_password(url, password) if isinstance(password, Secret) else url

    @property
    def store_file(self) -> Path | None:
        """The file of an SQLite store; None for a store on a server."""
        url = self.store_url
        path = url.removeprefix("sqlite:///").partition("?")[0] if url.startswith("sqlite:///") else ""
        return Path(path) if path else None

    @property
    def wants_store_password(self) -> bool:
        """Whether the store is on a server, signs in by name, and its password is still to be found."""
        parts = urlsplit(self.store_url) if self.store_file is None else None
        return parts is not None and parts.username is not None and parts.password is None

    def with_secret(self, key: str, secret: Secret) -> Settings:
        """The same settings with a secret that the keyring gave."""
        return self._replaced(key, Value(secret, Origin.KEYRING))

    def shown(self, key: str) -> str:
        """A setting's value for people: what is decided, never a secret."""
        value = self.values[key].value
        if SETTINGS_BY_KEY[key].secret:
            return "" if value is None else "••••••"
        if isinstance(value, bool):
            return "true" if value else "false"
        decided = {
            "store": redacted(self.store_url),
            "language": self.language,
            "timezone": self.timezone,
            "signals": self.signals,
            "mail.transport": self.mail.transport,
            "mail.port": str(self.mail.port),
            "mail.folder": str(self.mail.folder),
        }.get(key)
        if decided is None:
            return str(value)
        return f"{value} ({decided})" if value == AUTO else decided

    def save(self, key: str, text: str) -> Settings:
        """Write one setting into the settings file; comments and everything else there stay.

        Args:
            key: A key of the table.
            text: The value as one would type it.

        Returns:
            The settings as they now are. A value from the environment or the command line still wins.

        Raises:
            SettingsProblem: There is no such setting, the text can't be read, the setting is a secret, or the file
                can't be read or written.
        """
        return self._after_edit(key, save_setting(self.paths.settings_file, key, text))

    def unset(self, key: str) -> Settings:
        """Take one setting out of the settings file, so that its default holds again.

        Raises:
            SettingsProblem: There is no such setting, or the file can't be read or written.
        """
        return self._after_edit(key, unset_setting(self.paths.settings_file, key))

    def _after_edit(self, key: str, value: Value) -> Settings:
        if self.values[key].origin in (Origin.DEFAULT, Origin.FILE):
            return self._replaced(key, value)
        return self

    def _replaced(self, key: str, value: Value) -> Settings:
        built = self._build(self.paths, {**self.values, key: value}, self.warnings, os.environ)
        # What the environment decided at the start stays decided.
        if key != "language":
            built = replace(built, language=self.language)
        if key != "signals":
            built = replace(built, signals=self.signals)
        return built if key == "timezone" else replace(built, timezone=self.timezone)


def _spoken(environ: Mapping[str, str]) -> str:
    # The order of gettext(3); LANGUAGE counts only where the locale speaks a language at all.
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    if locale in ("", "C", "POSIX") or locale.startswith("C."):
        return "en"
    return pick_language(environ.get("LANGUAGE"), locale)


def _local_zone(environ: Mapping[str, str]) -> str:
    from zoneinfo import ZoneInfo

    for name in (
        environ.get("TZ", "").removeprefix(":"),
        os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2],
    ):
        try:
            return ZoneInfo(name).key
        except (KeyError, ValueError, OSError):
            continue  # a POSIX rule such as EST5EDT4, a file's path, or nothing at all
    return "UTC"


_OVER_SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_MULTIPLEXERS = ("TMUX", "STY")
_KNOW_OSC_9 = frozenset({"iterm.app", "wezterm", "ghostty", "warpterminal", "xterm-kitty", "xterm-ghostty"})
"""Terminals that show OSC 9 as a message on the desktop, by TERM_PROGRAM or TERM; others take it for something else:
Windows Terminal and ConEmu for progress."""


def _signals(environ: Mapping[str, str]) -> str:
    """Decide how this terminal tells that something needs somebody."""
    terminal = environ.get("TERM", "").lower()
    if any(environ.get(name) for name in _OVER_SSH) or terminal in ("", "dumb", "unknown"):
        return "off"
    if any(environ.get(name) for name in _MULTIPLEXERS):
        # They pass the bell on and swallow the other.
        return "bell"
    names = {environ.get("TERM_PROGRAM", "").lower(), terminal}
    return "osc9" if names & _KNOW_OSC_9 else "bell"
