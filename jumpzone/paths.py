"""Where things lie on this machine, and how private files are written.

Without further ado that is where the platform wants them (platformdirs). `JUMPZONE_HOME` moves everything into
one folder: settings, store, mail, logs, caches.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HOME_VARIABLE", "Paths", "is_private", "private_folder", "typed_path", "write_private"]

HOME_VARIABLE = "JUMPZONE_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """The program's folders. None of them exists before something is put into it.

    Attributes:
        config: Settings, written by people.
        data: The store and what must not be lost with it.
        cache: What can be made again at any time.
        state: Logs and other traces of running.
    """

    config: Path
    data: Path
    cache: Path
    state: Path

    @classmethod
    def under(cls, home: Path) -> Paths:
        """Everything below one folder, as `JUMPZONE_HOME` and the demo do it."""
        return cls(config=home, data=home, cache=home / "cache", state=home / "state")

    @classmethod
    def find(cls, environ: Mapping[str, str] | None = None) -> Paths:
        """The folders of this user, or those below `JUMPZONE_HOME`.

        Args:
            environ: The environment; the process's own when left out.
        """
        environ = os.environ if environ is None else environ
        home = environ.get(HOME_VARIABLE)
        if home:
            return cls.under(typed_path(home))
        if sys.platform == "linux" and "ANDROID_DATA" not in environ:
            return cls._xdg(environ)
        from platformdirs import PlatformDirs  # late: only where it knows more than the four lines below

        folders = PlatformDirs("jumpzone", appauthor=False)
        return cls(
            config=folders.user_config_path,
            data=folders.user_data_path,
            cache=folders.user_cache_path,
            state=folders.user_state_path,
        )

    @classmethod
    def _xdg(cls, environ: Mapping[str, str]) -> Paths:
        # The XDG Base Directory Specification, to the letter; platformdirs says the same and costs every start 15 ms.
        def folder(variable: str, default: str) -> Path:
            given = Path(environ.get(variable) or ".")
            return (given if given.is_absolute() else Path("~").expanduser() / default) / "jumpzone"

        return cls(
            config=folder("XDG_CONFIG_HOME", ".config"),
            data=folder("XDG_DATA_HOME", ".local/share"),
            cache=folder("XDG_CACHE_HOME", ".cache"),
            state=folder("XDG_STATE_HOME", ".local/state"),
        )

    @property
    def settings_file(self) -> Path:
        """The TOML file with the settings."""
        return self.config / "settings.toml"

    @property
    def store_file(self) -> Path:
        """The default store."""
        return self.data / "zone.db"

    @property
    def backup_folder(self) -> Path:
        """Copies of the store, such as those made before a migration."""
        return self.data / "backups"

    @property
    def key_file(self) -> Path:
        """The sealing key where neither a keyring nor a passphrase holds it; `doctor` warns of it."""
        return self.data / "zone.db.key"

    @property
    def mail_folder(self) -> Path:
        """The outgoing mail as `.eml` files when no SMTP server is configured."""
        return self.data / "mail"

    @property
    def log_file(self) -> Path:
        """The program's log."""
        return self.state / "logs" / "jumpzone.log"


def typed_path(text: str) -> Path:
    """The absolute path that somebody typed, with `~` for a home folder; an unknown user's `~name` stays a name."""
    return Path(os.path.expanduser(text)).absolute()  # noqa: PTH111 - Path.expanduser raises for an unknown user


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can look into, if it does not exist yet.

    Folders above it are made with the usual rights. One that exists is left as it is: its owner may have reasons.

    Returns:
        The same path.

    Raises:
        OSError: The folder can't be made, or something else has its name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    if not path.is_dir():
        raise NotADirectoryError(f"{path} is not a folder")
    return path


def is_private(path: Path) -> bool:
    """Whether nobody but the owner has any right to a file or folder. On Windows the profile's own rules hold."""
    return sys.platform == "win32" or path.stat().st_mode & 0o077 == 0


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, all of it or nothing.

    The bytes go to a new file beside it, reach the disk, and take its name in one step; a crash at any moment leaves
    the old content or the new one. A symbolic link stays one, and what it points to is replaced.

    Raises:
        OSError: The disk is full, the folder can't be written to, and the like. The old content is still there.
    """
    import tempfile  # late: most starts write nothing

    target = path.resolve()
    folder = private_folder(target.parent)
    # mkstemp makes the file with mode 0600 and refuses a name that exists.
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    # Without this the new name itself may be lost in a power cut. Windows can't open a folder and needs none of it.
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
