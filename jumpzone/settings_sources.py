"""Where settings come from: the settings file, the environment, the command line; and how the file is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jumpzone.errors import ZoneError
from jumpzone.i18n import T_, Text
from jumpzone.paths import HOME_VARIABLE, write_private
from jumpzone.settings_table import SETTINGS, SETTINGS_BY_KEY, BadValue, Setting, SettingType, redacted

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = [
    "Origin",
    "SettingsProblem",
    "Value",
    "from_arguments",
    "from_environment",
    "from_file",
    "known",
    "save_setting",
    "unset_setting",
]

_PREFIX = "JUMPZONE_"
# Variables with our prefix that are no settings: the home, the token of the command line, the tests' own.
_OTHER_VARIABLES = (HOME_VARIABLE, "JUMPZONE_TOKEN", "JUMPZONE_TEST_")


class Origin(StrEnum):
    """Where a value came from; a later one wins over an earlier one."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    ARGUMENT = "argument"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value and where it came from.

    Attributes:
        value: The value, parsed.
        origin: The kind of place.
        where: The file's path or the variable's name; empty for a default.
    """

    value: SettingType
    origin: Origin = Origin.DEFAULT
    where: str = ""


class SettingsProblem(ZoneError):
    """A setting can't be read, or the settings file can't be read or written."""

    default_code = "settings"
    default_title = T_("There is a mistake in the settings")
    default_message = T_("The settings can't be used.")


def known(key: str) -> Setting:
    """The setting with that key.

    Raises:
        SettingsProblem: There is none.
    """
    try:
        return SETTINGS_BY_KEY[key]
    except KeyError:
        raise SettingsProblem(
            "unknown-setting",
            T_("There is no setting {key}.", key=key),
            hint=_did_you_mean(key, SETTINGS_BY_KEY),
        ) from None


def _parsed(setting: Setting, text: str, where: str) -> SettingType:
    try:
        return setting.parse(text)
    except BadValue as bad:
        raise SettingsProblem(
            "bad-value", T_("{where}: {key}: {reason}.", where=where, key=setting.key, reason=bad.reason)
        ) from None


def _secret_in_file(setting: Setting, where: str) -> SettingsProblem:
    return SettingsProblem(
        "secret-in-file",
        T_("{where}: {key}: a password is not kept in this file.", where=where, key=setting.key),
        hint=T_(
            "Keep it in the keyring with “jumpzone settings set {key}”, or give it in the environment as {variable}.",
            key=setting.key,
            variable=setting.variable,
        ),
    )


def _did_you_mean(word: str, words: Mapping[str, object]) -> Text | None:
    from difflib import get_close_matches  # late: only a mistake needs it

    near = get_close_matches(word, words, 1)
    return T_("Did you mean {name}?", name=near[0]) if near else None


def _unknown(word: str, where: str | Text, words: Mapping[str, object]) -> Text:
    near = _did_you_mean(word, words)
    if near is None:
        return T_("{where}: there is no setting {name}; it is passed over.", where=where, name=word)
    return T_("{where}: there is no setting {name}. {hint}", where=where, name=word, hint=near)


def _leaves(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def from_file(path: Path, warnings: list[Text]) -> Iterator[tuple[str, Value]]:
    """What the settings file says; nothing when there is none.

    Args:
        path: The file.
        warnings: Takes a line for each key that means nothing.

    Raises:
        SettingsProblem: The file or a value in it can't be read, or it holds a secret.
    """
    import tomllib  # late: most people have no settings file

    where = str(path)
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsProblem(
            "unreadable-file", T_("{where} can't be read: {reason}", where=where, reason=str(error))
        ) from error
    for key, raw in _leaves(table):
        setting = SETTINGS_BY_KEY.get(key)
        if setting is None:
            warnings.append(_unknown(key, where, SETTINGS_BY_KEY))
        elif setting.secret:
            raise _secret_in_file(setting, where)
        elif isinstance(raw, str | int | float):
            text = str(raw).lower() if isinstance(raw, bool) else str(raw)
            yield key, Value(_parsed(setting, text, where), Origin.FILE, where)
        else:
            raise SettingsProblem(
                "bad-value", T_("{where}: {key}: give a text, a number, true or false.", where=where, key=key)
            )


def from_environment(environ: Mapping[str, str], warnings: list[Text]) -> Iterator[tuple[str, Value]]:
    """What the environment says, NO_COLOR included.

    Args:
        environ: The environment.
        warnings: Takes a line for each variable with the program's prefix that means nothing.

    Raises:
        SettingsProblem: A value can't be read.
    """
    if environ.get("NO_COLOR"):
        yield "no_color", Value(True, Origin.ENVIRONMENT, "NO_COLOR")
    variables = {setting.variable: setting for setting in SETTINGS}
    for name, text in environ.items():
        setting = variables.get(name)
        if setting is not None:
            yield setting.key, Value(_parsed(setting, text, name), Origin.ENVIRONMENT, name)
        elif name.startswith(_PREFIX) and not name.startswith(_OTHER_VARIABLES):
            warnings.append(_unknown(name, T_("environment"), variables))


def from_arguments(arguments: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """What the command line says, by key.

    Raises:
        SettingsProblem: A value can't be read, or it carries a password, which other users of the machine could see.
    """
    for key, text in arguments.items():
        setting = SETTINGS_BY_KEY[key]
        where = "--" + key.replace("_", "-")
        value = _parsed(setting, text, where)
        if key == "store" and redacted(str(value)) != value:
            raise SettingsProblem(
                "password-in-argument",
                T_(
                    "A store's password is not taken as an argument: other users of this machine could read it."
                ),
                hint=T_(
                    "Leave it out of the URL and give it as JUMPZONE_STORE_PASSWORD, in the keyring "
                    "(“jumpzone settings set store_password”), or put the whole URL into the settings file."
                ),
            )
        yield key, Value(value, Origin.ARGUMENT, where)


def save_setting(path: Path, key: str, text: str) -> Value:
    """Write one setting into the settings file; comments and everything else there stay.

    Args:
        path: The file; it is made if need be, private.
        key: A key of the table.
        text: The value as one would type it.

    Returns:
        The value as it is now set.

    Raises:
        SettingsProblem: There is no such setting, the text can't be read, the setting is a secret, or the file can't
            be read or written.
    """
    setting = known(key)
    if setting.secret:
        raise _secret_in_file(setting, str(path))
    value = _parsed(setting, text, str(path))
    _edit(path, key, value if isinstance(value, bool | int | float) else text.strip())
    return Value(value, Origin.FILE, str(path))


def unset_setting(path: Path, key: str) -> Value:
    """Take one setting out of the settings file, so that its default holds again.

    Returns:
        The default.

    Raises:
        SettingsProblem: There is no such setting, or the file can't be read or written.
    """
    setting = known(key)
    _edit(path, key, None)
    return Value(setting.default)


def _edit(path: Path, key: str, value: bool | int | float | str | None) -> None:
    import tomlkit  # late: only writing needs it
    from tomlkit.exceptions import ParseError

    try:
        text = path.read_text("utf-8-sig") if path.exists() else ""
        document = tomlkit.parse(text)
        table: MutableMapping[str, Any] = document
        *parents, name = key.split(".")
        for parent in parents:
            table = table.setdefault(parent, tomlkit.table())
        if value is not None:
            table[name] = value
        else:
            table.pop(name, None)
        write_private(path, tomlkit.dumps(document).encode())
    except (OSError, UnicodeDecodeError, ParseError) as error:
        raise SettingsProblem(
            "unwritable-file", T_("{where} can't be written: {reason}", where=str(path), reason=str(error))
        ) from error
