"""Where a mail with a code may be: in the inbox, or, without a mail server, in a folder of this machine."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import T_, _
from jumpzone.screens.host import host
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines

__all__ = ["MailHint"]

WAIT = 60
"""Seconds until another code can be asked for."""


class MailHint(Vertical):
    """Says where to look; its buttons send another code (after a wait, counted down) and show the folder's mail."""

    DEFAULT_CSS = """
    MailHint {
        height: auto;
        & > #where { height: auto; color: $text-muted; padding: 0 1; margin: 0 0 1 0; }
        & > .buttons { height: auto; align-horizontal: right; margin: 0 0 1 0; }
        & > .buttons > PushButton { margin: 0 0 0 1; }
        & > .buttons > #again { min-width: 30; }
    }
    """

    def __init__(self) -> None:
        """Start to count."""
        super().__init__()
        self._where = Static(id="where", markup=False)
        self._again = PushButton(self._again_words, id="again")
        self._mailbox = PushButton(T_("Show the mail"), id="mailbox")
        self._until = 0.0

    def compose(self) -> ComposeResult:
        """Compose the words and the buttons."""
        yield self._where
        with Horizontal(classes="buttons"):
            yield self._mailbox
            yield self._again

    def on_mount(self) -> None:
        """Show the texts and count down."""
        self._until = host(self).clock.monotonic() + WAIT
        self.set_interval(1.0, self.count)
        self.count()
        self.retranslate()

    def restart(self) -> None:
        """Count again: another code was sent."""
        self._until = host(self).clock.monotonic() + WAIT
        self.count()

    @property
    def _left(self) -> int:
        return max(0, round(self._until - host(self).clock.monotonic()))

    def _again_words(self) -> str:
        if not self.is_attached or not self._left:
            return _("Send another code")
        return _("Send another code in {n} s", n=self._left)

    def count(self) -> None:
        """Show how long to wait."""
        self._again.disabled = self._left > 0
        self._again.refresh(layout=True)

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        folder = host(self).mail_folder
        self._mailbox.display = folder is not None
        if folder is None:
            self._where.update(
                content(_("The mail takes a minute at most. If it isn't there, look among the junk mail."))
            )
        else:
            said = [
                content(_("No mail server is set up here: mail is kept as files in")),
                Content.assemble(data(str(folder), "$foreground")),
            ]
            self._where.update(lines(said))
