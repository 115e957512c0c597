"""Forms whose text takes files along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType

from jumpzone.errors import FieldError
from jumpzone.i18n import N_, T_, Text
from jumpzone.model.attachments import LARGEST
from jumpzone.model.records import Record
from jumpzone.model.text import safe_text
from jumpzone.screens.editing import EditScreen
from jumpzone.screens.host import host
from jumpzone.screens.ticket_text import size_words
from jumpzone.usecases.tickets import Upload
from jumpzone.widgets.dialogs import AskText
from jumpzone.widgets.form.checks import CheckSet
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Value
from jumpzone.widgets.toasts import notify_safe

__all__ = ["AttachScreen", "Files", "path_of"]

R = TypeVar("R", bound=Record)


def path_of(typed: str) -> Path:
    """Return the file that a typed path means; terminals put a dropped file's path into quotes."""
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return Path(text).expanduser()


def check_source(typed: str) -> Text | None:
    """Say why a file can't be attached, or None."""
    try:
        path = path_of(typed)
        if not path.is_file():
            return T_("There is no such file.")
        size = path.stat().st_size
    except (OSError, RuntimeError, ValueError):
        # A name too long, a home that nobody has, surrogates that no file system takes.
        return T_("This is not a path.")
    if size > LARGEST:
        return T_("A file can have {limit} MB at most.", limit=LARGEST // 1024**2)
    return None


def _wrong_with(paths: frozenset[str]) -> tuple[FieldError, ...]:
    for each in sorted(paths):
        if (why := check_source(each)) is not None:
            name = safe_text(Path(each).name)
            return (
                FieldError("attachments", "file-not-read", T_("{name}: {reason}", name=name, reason=why)),
            )
    return ()


class Files:
    """The files that were named so far, as the boxes of a form offer them: unchecked means left out."""

    def __init__(self) -> None:
        """Start with none."""
        self.paths: list[str] = []

    def spec(self) -> FieldSpec:
        """Return the field."""
        return FieldSpec("attachments", T_("Files"), kind="checks", options=self.options, wide=True)

    def options(self) -> Sequence[Option]:
        """Return a box for each file, with its size."""
        return [Option(each, safe_text(Path(each).name, limit=60), _size_of(each)) for each in self.paths]

    def include(self, paths: frozenset[str]) -> None:
        """Offer these, too."""
        self.paths += sorted(paths - set(self.paths))


def _size_of(path: str) -> str:
    try:
        return size_words(Path(path).stat().st_size)
    except (OSError, ValueError):
        return T_("not there any more").render()


class AttachScreen(EditScreen[R]):
    """A screen with a text to send, and files that go with it. What is typed stays as a draft until it is sent."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+o", "attach", N_("Attach a file"))]

    def __init__(self, sections: Sequence[Section], files: Files, *, submit: Text, auto_height: bool) -> None:
        """Make the screen around a form of these sections, one of which has the field of `files`."""
        super().__init__(Form(*sections, submit=submit, auto_height=auto_height))
        self.files = files

    def on_mount(self) -> None:
        """Hide the field of files while there are none."""
        self.show_files()

    def show_files(self) -> None:
        """Show the files that were named."""
        field = self.form.field("attachments")
        assert isinstance(field.editor, CheckSet)
        field.editor.retranslate()
        field.display = bool(self.files.paths)

    def action_attach(self) -> None:
        """Ask for a file."""
        field = FieldSpec("path", T_("File"), required=True, validator=check_source)
        text = T_("Write its path, or drop the file into the terminal. It is read when you send.")
        self.app.push_screen(AskText(T_("Attach a file"), text, field, yes=T_("Attach")), self._attached)

    def _attached(self, typed: str | None) -> None:
        if typed is None:
            return
        path = str(path_of(typed).absolute())
        self.files.include(frozenset({path}))
        self.show_files()
        field = self.form.field("attachments")
        assert isinstance(field.editor, CheckSet)
        field.value = field.editor.value | {path}
        self.call_after_refresh(field.scroll_visible, animate=False)

    def draft_restored(self, bases: Mapping[str, Value]) -> None:
        """Offer the files of the draft again, and go to where one would write on."""
        value = self.form.field("attachments").value
        if isinstance(value, frozenset):
            self.files.include(value)
            self.show_files()
        super().draft_restored(bases)
        self.form.field("body").focus_editor()

    # -- what is sent ----------------------------------------------------------------------------------

    @property
    def ticket_id(self) -> str | None:
        """The ticket that is written in; None for a new one."""
        return None

    def check(self, seen: R | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Hold the draft against the rules, and see whether its files are there."""
        given = {name: value for name, value in values.items() if name != "attachments"}
        found = host(self).zone.tickets.check(given, self.ticket_id)
        return (*found, *_wrong_with(values.get("attachments") or frozenset()))

    def read_files(self, values: Mapping[str, Any]) -> list[Upload]:
        """Read the files that are checked, in the order of naming; blocks.

        Raises:
            Invalid: One can't be read.
        """
        chosen = values.get("attachments") or frozenset()
        tickets = host(self).zone.tickets
        return [tickets.attach(Path(each)) for each in self.files.paths if each in chosen]

    # -- leaving ---------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Go back; what is typed is kept."""
        if self.form.dirty() and not self._saving:
            self.keep_draft()
            notify_safe(self.app, T_("What you wrote is kept as a draft."))
        self.dismiss(None)
