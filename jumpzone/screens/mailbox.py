"""A drawer with the mail that lies in the folder: the demo's inbox, and the operator's without a mail server."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from jumpzone.i18n import N_, T_, _, current
from jumpzone.screens.code_boxes import TakesCode
from jumpzone.screens.host import host
from jumpzone.screens.letters import Letter, newest, stamp
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.toasts import notify_safe

__all__ = ["LetterList", "MailboxScreen"]

LOOK_AGAIN = 1.0
"""Seconds between two looks at the folder."""


class LetterList(Widget, can_focus=True):
    """The letters, a line each, as many as fit; the newest first."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", N_("One line up"), show=False),
        Binding("down,j", "step(1)", N_("One line down"), show=False),
    ]

    letters: reactive[tuple[Letter, ...]] = reactive((), layout=True)
    """What is in the folder."""

    cursor: reactive[int] = reactive(0)
    """Which letter is shown."""

    @dataclass
    class Moved(Message):
        """Another letter is to be shown."""

        letter: Letter | None

    def watch_letters(self, before: tuple[Letter, ...], now: tuple[Letter, ...]) -> None:
        """Keep the cursor on its letter, but show a new one at once."""
        new = len(now) - len(before)
        here = before[self.cursor].path if self.cursor < len(before) else None
        at = next((index for index, letter in enumerate(now) if letter.path == here), 0)
        self.cursor = 0 if new > 0 else at
        self._tell()

    def watch_cursor(self) -> None:
        """Tell which letter is shown."""
        self._tell()

    def _tell(self) -> None:
        here = self.letters[self.cursor] if self.cursor < len(self.letters) else None
        self.post_message(self.Moved(here))

    @property
    def _first(self) -> int:
        return max(0, self.cursor - 5)

    def render(self) -> Content:
        """Draw the lines."""
        if not self.letters:
            return content(_("No mail yet. What the zone sends appears here."), "$text-muted")
        width, now = max(20, self.content_size.width), host(self).clock.now()
        rows = []
        for index, letter in list(enumerate(self.letters))[self._first : self._first + 6]:
            here = index == self.cursor
            when = current().relative(letter.at, now) if letter.at else ""
            subject = data(letter.subject, "bold" if here else "").truncate(
                max(8, width - len(when) - 4), ellipsis=True, pad=True
            )
            row = Content.assemble(("▌ " if here else "  ", "$accent"), subject, " ", (when, "$text-muted"))
            rows.append(row.stylize_before("on $block-cursor-background") if here and self.has_focus else row)
        return Content("\n").join(rows)

    def on_click(self, event: events.Click) -> None:
        """Show the letter that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and self._first + offset.y < len(self.letters):
            self.cursor = self._first + offset.y

    def action_step(self, step: int) -> None:
        """Move among the letters."""
        self.cursor = max(0, min(self.cursor + step, len(self.letters) - 1))


class MailboxScreen(ModalScreen[None]):
    """The drawer at the right."""

    CSS_PATH = "mailbox.tcss"
    AUTO_FOCUS = "LetterList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", N_("Close")),
        Binding("c", "code", N_("Use the code")),
        Binding("o", "open", N_("Open the folder")),
        Binding("pageup", "scroll(-10)", N_("One page up"), show=False),
        Binding("pagedown", "scroll(10)", N_("One page down"), show=False),
    ]

    def __init__(self, folder: Path) -> None:
        """Show the letters in `folder`."""
        super().__init__()
        self._folder = folder
        self._list = LetterList()
        self._head = Static(id="head", markup=False)
        self._text = Static(markup=False)
        self._use = PushButton(T_("Use the code"), tone="primary", id="code")
        self._shown: Letter | None = None
        self._stamp = -1

    def compose(self) -> ComposeResult:
        """Compose the list, the letter and the buttons."""
        with Vertical(id="drawer"):
            with Vertical(id="letters"):
                yield self._list
            yield self._head
            with VerticalScroll(id="letter", can_focus=False):
                yield self._text
            with Horizontal(id="buttons"):
                yield self._use
                yield PushButton(T_("Open the folder"), id="open")
                yield PushButton(T_("Close"), id="close")

    def on_mount(self) -> None:
        """Look, and go on looking."""
        self.retranslate()
        self.set_interval(LOOK_AGAIN, self.look)
        self.look()

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        drawer = self.query_one("#drawer", Vertical)
        demo = host(self).demo is not None
        drawer.border_title = content(_("Mailbox of the demo") if demo else _("Mail on this computer"))
        drawer.border_subtitle = data(str(self._folder)).truncate(60, ellipsis=True)
        self._show(self._shown)

    def look(self) -> None:
        """Read the folder when something has changed in it."""
        now = stamp(self._folder)
        if now != self._stamp:
            self._stamp = now
            host(self).load(partial(newest, self._folder), self._found, group="letters")

    def _found(self, letters: list[Letter]) -> None:
        self._list.letters = tuple(letters)

    @on(LetterList.Moved)
    def _moved(self, message: LetterList.Moved) -> None:
        message.stop()
        self._show(message.letter)

    def _show(self, letter: Letter | None) -> None:
        if letter is not self._shown:
            self.query_one("#letter", VerticalScroll).scroll_home(animate=False)
        self._shown = letter
        self._use.display = letter is not None and bool(letter.code)
        if letter is None:
            self._head.update("")
            self._text.update("")
            return
        to = Content.assemble((_("To"), "$text-muted"), " ", data(letter.to, "$foreground"))
        self._head.update(lines([data(letter.subject, "bold $foreground"), to]))
        self._text.update(data(letter.text, multiline=True))

    # -- what can be done ------------------------------------------------------------------------------

    def on_push_button_pressed(self, event: PushButton.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "code":
            self.action_code()
        elif event.button.id == "open":
            self.action_open()
        else:
            self.action_close()

    def on_click(self, event: events.Click) -> None:
        """A click beside the drawer closes it."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.action_close()

    def action_close(self) -> None:
        """Close the drawer."""
        self.dismiss(None)

    def action_scroll(self, rows: int) -> None:
        """Scroll the letter."""
        self.query_one("#letter", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_code(self) -> None:
        """Copy the code, and enter it where one is waited for."""
        if self._shown is None or not self._shown.code:
            return
        code, below = self._shown.code, self.app.screen_stack[-2:-1]
        self.app.copy_to_clipboard(code)
        self.dismiss(None)
        takers = [screen for screen in below if isinstance(screen, TakesCode)]
        for taker in takers:
            taker.take_code(code)
        if not takers:
            notify_safe(host(self), T_("The code is copied."), timeout=3)

    def action_open(self) -> None:
        """Open the folder with the desktop's own program, or say where it is."""
        if not open_folder(self._folder):
            notify_safe(self.app, T_("The mail lies in {folder}", folder=str(self._folder)), timeout=8)


def open_folder(folder: Path) -> bool:
    """Open a folder with the desktop's own program; False where there is no desktop."""
    if sys.platform in ("win32", "darwin"):
        program = "explorer" if sys.platform == "win32" else "/usr/bin/open"
    elif os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        program = "xdg-open"
    else:
        return False
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen(  # noqa: S603 - a fixed program and a folder of our own
            [program, str(folder)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError:
        return False
    return True
