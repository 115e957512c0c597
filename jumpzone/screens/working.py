"""Long work that somebody waits for: a dialog says how far it is, and stops it on request."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from textual import on
from textual.content import Content

from jumpzone.errors import Refused
from jumpzone.i18n import T_, Text, _, current
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, lines
from jumpzone.widgets.dialogs import Dialog

__all__ = ["Working"]

_WIDTH = 50


class Working(Dialog[None]):
    """Shows a bar until `finish` is called."""

    def __init__(self, title: Text, stopped: Text) -> None:
        """Make the dialog; it is fed by `tick` from the thread that works.

        Args:
            title: What is being done.
            stopped: What to say when it was stopped.
        """
        super().__init__(title, self._words)
        self._stopped = stopped
        self._stop = threading.Event()
        self._share = (0, 0)
        self._over = False

    def _words(self) -> Content:
        done, total = self._share
        if self._stop.is_set():
            return content(_("Stopping…"), "$text-muted")
        if not total:
            return lines([Content(" "), content(_("One moment…"), "$text-muted")])
        filled = min(_WIDTH, _WIDTH * done // total)
        bar = Content.assemble((" " * filled, "on $accent 70%"), (" " * (_WIDTH - filled), "on $panel"))
        return lines([Content(" "), Content.assemble(bar, " ", current().percent(min(1.0, done / total)))])

    def buttons(self) -> Sequence[PushButton]:
        """Return the one button."""
        return (PushButton(T_("Stop"), id="stop"),)

    def on_mount(self) -> None:
        """Follow the work."""
        super().on_mount()
        self.set_interval(0.2, self.retranslate)

    def tick(self, done: int, total: int) -> None:
        """Note how far it is; called in the thread that works.

        Raises:
            Refused: ``stopped``, when somebody has asked for it.
        """
        self._share = done, total
        if self._stop.is_set():
            raise Refused("stopped", self._stopped, title=T_("Stopped"))

    def action_cancel(self) -> None:
        """Stop at the next step; the thread says when it has."""
        self._stop.set()
        self.retranslate()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.action_cancel()

    def finish(self) -> None:
        """Go away, at once or as soon as nothing lies above."""
        self._over = True
        if self.is_current:
            self.dismiss(None)

    def on_screen_resume(self) -> None:
        """Go away if the work ended meanwhile."""
        if self._over:
            self.dismiss(None)
