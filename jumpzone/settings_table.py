"""The table of settings: for each its key, how its text is read, its default and what it is for.

The settings file, the environment, the command line, `jumpzone settings` and the table in README.md all come from
:data:`SETTINGS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from jumpzone.i18n import LANGUAGES, N_, T_, Text
from jumpzone.paths import typed_path

__all__ = [
    "AUTO",
    "SETTINGS",
    "SETTINGS_BY_KEY",
    "THEMES",
    "BadValue",
    "Secret",
    "Setting",
    "SettingType",
    "redacted",
    "with_password",
]

AUTO = "auto"
"""The value of a setting that the program finds out for itself."""

_DOTS = "••••••"

THEMES = ("dark", "light", "contrast")


class Secret:
    """A text that shows itself to nobody by accident: printing, logging and a traceback's locals give dots."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself, for the one who needs it."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({_DOTS})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


SettingType = str | int | float | bool | Path | Secret | None


class BadValue(Exception):
    """A setting's text can't be read; `reason` says why, to people."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        key: Its key in the settings file; a dot leads into a table (`mail.host`).
        parse: Makes the value from its text, or raises `BadValue`.
        default: The value when nobody sets it.
        help: What it is for, a msgid.
        values: What may be written, for the documentation.
        secret: Never shown, and never read from the settings file.
    """

    key: str
    parse: Callable[[str], SettingType]
    default: SettingType
    help: str
    values: str
    secret: bool = False

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return "JUMPZONE_" + self.key.upper().replace(".", "_")


def _choice(*names: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        name = text.strip().lower()
        if name not in names:
            raise BadValue(T_("choose one of: {names}", names=", ".join(names)))
        return name

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        # isdecimal alone would let other scripts' digits and a thousand of them through.
        if not (
            text.strip().isascii()
            and text.strip().isdecimal()
            and len(text) < 10
            and low <= int(text) <= high
        ):
            raise BadValue(T_("give a whole number from {low} to {high}", low=low, high=high))
        return int(text)

    return parse


def _number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise BadValue(T_("give a number from {low} to {high}", low=low, high=high))
        return number

    return parse


def _yes_no(text: str) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise BadValue(T_("choose true or false")) from None


def _line(text: str) -> str:
    if not text.isprintable():
        raise BadValue(T_("it has characters that can't be shown"))
    return text.strip()


def _host(text: str) -> str:
    name = _line(text)
    if "/" in name or "@" in name or " " in name:
        raise BadValue(T_("give a host name or an IP address, nothing else"))
    return name


def _address(text: str) -> str:
    # The full check needs a library that no start should wait for; what matters here is a slip of the keyboard.
    address = _line(text)
    local, _, domain = address.rpartition("@")
    if address and (not local or not domain or " " in address):
        raise BadValue(T_("give an e-mail address, such as zone@example.com"))
    return address


def _folder(text: str) -> Path | None:
    return typed_path(_line(text)) if text.strip() else None


def _zone(text: str) -> str:
    from zoneinfo import ZoneInfo  # late: a zone of its own is rare

    name = _line(text)
    if name != AUTO:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise BadValue(T_("give a time zone's name, such as Europe/Sofia, or auto")) from None
    return name


def _store(text: str) -> str:
    url = _line(text)
    if "://" not in url:
        # A plain path is what people type.
        return f"sqlite:///{typed_path(url)}" if url else ""
    scheme = url.partition("://")[0].lower()
    if scheme in ("sqlite", "postgresql", "postgresql+psycopg"):
        return url
    if scheme == "postgres":
        return "postgresql" + url[len(scheme) :]
    raise BadValue(T_("give sqlite:///FILE, postgresql://HOST/DATABASE or the path of a file"))


def _secret(text: str) -> Secret | None:
    return Secret(text) if text else None


def redacted(url: str) -> str:
    """The URL of a store with dots in place of its password, wherever in it that stands."""
    parts = urlsplit(url)
    query = re.sub(r"(?i)((?:^|&)[^=&]*(?:password|passwd)=)[^&]*", rf"\1{_DOTS}", parts.query)
    netloc = re.sub(r"^([^:@]*):.*@", rf"\1:{_DOTS}@", parts.netloc)
    if (query, netloc) == (parts.query, parts.netloc):
        return url
    return urlunsplit(parts._replace(netloc=netloc, query=query))


def with_password(url: str, password: Secret) -> str:
    """The URL of a store with that password in it, for the user whom it names; a URL without a user stays as it is."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return url
    return urlunsplit(
        parts._replace(netloc=f"{user.partition(':')[0]}:{quote(password.reveal(), safe='')}@{host}")
    )


def _auto_or_off(key: str, help_text: str) -> Setting:
    return Setting(key, _choice(AUTO, "off"), AUTO, help_text, "auto, off")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "store",
        _store,
        "",
        N_("Where the data lies: a file, sqlite:///FILE or postgresql://USER@HOST/DATABASE"),
        N_("a URL or a path"),
    ),
    Setting(
        "store_password",
        _secret,
        None,
        N_("The password of the store's database server"),
        N_("a secret"),
        True,
    ),
    Setting(
        "language",
        _choice(AUTO, *LANGUAGES),
        AUTO,
        N_("The language of the program"),
        ", ".join((AUTO, *LANGUAGES)),
    ),
    Setting("timezone", _zone, AUTO, N_("The time zone in which times are shown"), N_("auto or a name")),
    Setting("theme", _choice(*THEMES), THEMES[0], N_("The colours of the program"), ", ".join(THEMES)),
    Setting("no_color", _yes_no, False, N_("Do without colours (NO_COLOR does the same)"), "true, false"),
    Setting(
        "auto_lock_minutes",
        _whole(0, 1440),
        15,
        N_("Lock the zone after so many idle minutes; 0 never does"),
        "0 … 1440",
    ),
    _auto_or_off("keyring", N_("Whether passwords and tokens may be kept in the system's keyring")),
    Setting(
        "passphrase",
        _secret,
        None,
        N_("The passphrase that opens the store's keys where no keyring holds them"),
        N_("a secret"),
        True,
    ),
    _auto_or_off("encryption", N_("Whether a new store is encrypted where that is possible")),
    Setting(
        "updates_per_second",
        _number(0.1, 2),
        2.0,
        N_("How often to look for changes that another program made"),
        "0.1 … 2",
    ),
    Setting(
        "signals",
        _choice(AUTO, "off", "bell", "osc9"),
        AUTO,
        N_(
            "How the terminal tells that something needs you: its bell, or a message on the desktop (OSC 9); auto "
            "picks what the terminal knows, and is off over ssh"
        ),
        "auto, off, bell, osc9",
    ),
    Setting(
        "log_level",
        _choice("debug", "info", "warning", "error"),
        "warning",
        N_("How much goes into the log"),
        "debug, info, warning, error",
    ),
    Setting(
        "mail.transport",
        _choice(AUTO, "smtp", "folder"),
        AUTO,
        N_("How mail goes out; auto is smtp when a host is set, otherwise files in the folder"),
        "auto, smtp, folder",
    ),
    Setting("mail.host", _host, "", N_("The mail server"), N_("a host name")),
    Setting("mail.port", _whole(0, 65535), 0, N_("Its port; 0 takes the usual one"), "0 … 65535"),
    Setting(
        "mail.security",
        _choice("starttls", "tls", "none"),
        "starttls",
        N_("How the connection to it is protected"),
        "starttls, tls, none",
    ),
    Setting(
        "mail.username", _line, "", N_("The name to sign in with; without one nobody signs in"), N_("a name")
    ),
    Setting("mail.password", _secret, None, N_("The password to sign in with"), N_("a secret"), True),
    Setting(
        "mail.sender",
        _address,
        "zone@jumpzone.example",
        N_("The address that mail comes from"),
        N_("an address"),
    ),
    Setting("mail.folder", _folder, None, N_("The folder for mail that is kept as .eml files"), N_("a path")),
    Setting("seller.name", _line, "JumpZone", N_("The name of the company whose zone this is"), N_("a name")),
    Setting("seller.support", _address, "", N_("The address that customers may write to"), N_("an address")),
)

SETTINGS_BY_KEY = {setting.key: setting for setting in SETTINGS}
