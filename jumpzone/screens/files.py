"""Files that people ask for: where they go by default, and writing them without losing another one."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from textual.screen import Screen

from jumpzone.errors import Refused
from jumpzone.i18n import T_, Text
from jumpzone.model.text import safe_text
from jumpzone.screens.host import host
from jumpzone.widgets.content import Words
from jumpzone.widgets.dialogs import AskText, Confirm
from jumpzone.widgets.form.spec import FieldSpec

__all__ = ["ask_and_write", "default_folder", "file_name", "target_of", "write_file"]

_NOT_IN_NAMES: Final = re.compile(r"[^\w.+@-]+")

LONGEST: Final = 80
"""Characters of a made-up file name; every file system takes as many, even of four bytes each."""


def default_folder() -> Path:
    """Return the reader's folder for downloads, or the folder that the program was started in."""
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() else Path.cwd()


def file_name(text: str, ending: str) -> str:
    """Make a file name of a text: letters, digits and a few signs, no leading dot, never empty."""
    name = _NOT_IN_NAMES.sub("-", safe_text(text).replace("�", "-"))[:LONGEST].strip("-._")
    return f"{name or 'message'}{ending}"


def target_of(typed: str, name: str) -> Path:
    """Return the file that a typed path means: in a folder it gets its usual name."""
    path = Path(typed.strip()).expanduser()
    return path / name if path.is_dir() else path


def check_target(typed: str) -> Text | None:
    """Say why a file can't be written to a typed path, or None."""
    if "\0" in typed:
        return T_("This is not a path.")
    try:
        folder = target_of(typed, "x").parent
        if not folder.is_dir():
            return T_("There is no such folder: {folder}", folder=safe_text(str(folder)))
    except (OSError, RuntimeError, ValueError):
        # A name too long, a home that nobody has, surrogates that no file system takes.
        return T_("This is not a path.")
    return None


def write_file(path: Path, content: bytes, *, replace: bool) -> Path:
    """Write a file that its owner alone may read, whole or not at all; blocks.

    Args:
        path: Where to.
        content: What.
        replace: Whether a file that is there may go.

    Raises:
        Refused: ``file-exists`` when it is there and may not go; ``file-not-written`` with the system's reason.
    """
    try:
        if not replace:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            return path
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".jumpzone-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(temporary).replace(path)
        except OSError:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
    except FileExistsError as problem:
        raise Refused("file-exists", T_("There is such a file already.")) from problem
    except (OSError, ValueError) as problem:
        reason = safe_text(getattr(problem, "strerror", None) or str(problem))
        raise Refused(
            "file-not-written", T_("The file could not be written: {reason}", reason=reason)
        ) from problem
    return path


def ask_and_write(
    screen: Screen[Any],
    title: Words,
    text: Words,
    name: str,
    make: Callable[[], bytes],
    done: Callable[[Path], object],
) -> None:
    """Ask where to, ask again before a file would be lost, write in a thread, and report.

    Args:
        screen: The screen that asks.
        title: The dialog's title.
        text: What will be in the file.
        name: The file's usual name.
        make: Makes the content; called in the thread.
        done: Called with the path once it is written.
    """

    def write(path: Path, replace: bool) -> None:
        host(screen).save(lambda: write_file(path, make(), replace=replace), on_done=done, owner=screen)

    def chosen(typed: str | None) -> None:
        if typed is None:
            return
        path = target_of(typed, name)
        if not path.exists():
            write(path, False)
            return
        question = Confirm(
            T_("Replace the file?"),
            T_("There is a file of this name already: {path}", path=safe_text(str(path))),
            yes=T_("Replace it"),
            danger=True,
        )
        screen.app.push_screen(question, lambda sure: write(path, True) if sure else None)

    field = FieldSpec("path", T_("File"), required=True, validator=check_target)
    screen.app.push_screen(
        AskText(title, text, field, value=str(default_folder() / name), yes=T_("Save")), chosen
    )
