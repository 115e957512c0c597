"""Reading a sent message: what can be done with it, and the screen that shows one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.records import Message
from jumpzone.model.text import safe_text
from jumpzone.screens.files import ask_and_write, file_name
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.message_text import Reading, describe, links_in, shown_text
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.dialogs import AskPassword, Choose, Confirm
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["MessageActs", "MessageScreen", "ReadsMessages"]

SHOWN_FOR: Final = 60.0
"""Seconds until access data hides again."""

ACTS: Final[tuple[tuple[str, Text], ...]] = (
    ("retry", T_("Try again")),
    ("resend", T_("Send again")),
    ("reveal", T_("Show access data")),
    ("links", T_("Open a link")),
    ("copy_text", T_("Copy the text")),
    ("save_file", T_("Save as a file")),
)
"""What can be done with a message, by the names of the actions."""


class MessageActs(ItemGrid):
    """The buttons under a message; those that make no sense for it are not there."""

    DEFAULT_CSS = """
    MessageActs {
        dock: bottom; height: auto; padding: 1 0 0 0; grid-gutter: 0 1; background: $background;
        & > PushButton { width: 1fr; margin: 0; }
    }
    """

    def __init__(self) -> None:
        """Make the buttons, none shown."""
        super().__init__(min_column_width=20, regular=False)
        self.buttons = {name: PushButton(words, name=name) for name, words in ACTS}
        for button in self.buttons.values():
            button.display = False

    def compose(self) -> ComposeResult:
        """Compose the buttons."""
        yield from self.buttons.values()

    def offer(self, acts: frozenset[str], *, revealed: bool) -> None:
        """Show these."""
        for name, button in self.buttons.items():
            button.display = name in acts
        self.buttons["reveal"].label = T_("Hide access data") if revealed else T_("Show access data")


class ReadsMessages(ZoneScreen[None]):
    """A screen that shows a message and offers what can be done with it."""

    TAB = "messages"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "retry", N_("Try again")),
        Binding("r", "resend", N_("Send again")),
        Binding("v", "reveal", N_("Show access data")),
        Binding("w", "save_file", N_("Save as a file")),
        Binding("t", "copy_text", N_("Copy the text"), show=False),
        Binding("o", "links", N_("Open a link"), show=False),
    ]

    def __init__(self) -> None:
        """Start with no message."""
        super().__init__()
        self.acts = MessageActs()
        self.message: Message | None = None
        self._revealed: tuple[str, str] | None = None
        self._hiding: Timer | None = None

    # -- for the screens -------------------------------------------------------------------------------

    @property
    def query_text(self) -> str:
        """What was searched for."""
        return ""

    def show_message(self) -> None:
        """Draw the message anew."""
        raise NotImplementedError

    def message_sent(self, applied: Applied) -> None:
        """A message was put into the queue."""

    def set_message(self, message: Message | None) -> None:
        """Take the whole message that is to be read."""
        known = self.message.id if self.message is not None else None
        self.message = message
        if message is None or message.id != known:
            self.hide()
        self.show_acts()

    def show_acts(self) -> None:
        """Offer what fits the message."""
        self.acts.offer(self._fitting(), revealed=self._revealed is not None)
        self.refresh_bindings()

    def reading(self) -> Reading:
        """Return how the reader reads now."""
        revealed = self._revealed[1] if self._revealed is not None and self._shows_secrets else None
        timezone = host(self).timezone
        return Reading(self.query_text, timezone, host(self).zone.deps.clock.now(), revealed)

    @property
    def _shows_secrets(self) -> bool:
        return (
            self._revealed is not None and self.message is not None and self._revealed[0] == self.message.id
        )

    def _fitting(self) -> frozenset[str]:
        message = self.message
        if message is None or not message.body:
            return frozenset()
        acts = {"copy_text", "save_file"}
        if host(self).ready and host(self).zone.can("message.resend", "message"):
            acts |= {"resend"} | ({"retry"} if message.delivery == "failed" else set())
        if message.secrets is not None:
            acts.add("reveal")
        if links_in(message.body):
            acts.add("links")
        return frozenset(acts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only where it does something."""
        if any(action == name for name, _words in ACTS):
            return action in self._fitting()
        return super().check_action(action, parameters)

    @on(PushButton.Pressed)
    def _act(self, event: PushButton.Pressed) -> None:
        if event.button.parent is self.acts and event.button.name:
            event.stop()
            self.call_later(self.run_action, event.button.name)

    # -- acts ------------------------------------------------------------------------------------------

    def action_resend(self) -> None:
        """Ask where to, then send a copy."""
        message = self.message
        if message is not None:
            zone = host(self).zone
            host(self).load(
                lambda: (message, zone.messages.addresses(message.id)), self._ask_where, group="addresses"
            )

    def _ask_where(self, found: tuple[Message, tuple[str, ...]]) -> None:
        message, addresses = found
        explained = T_("A new message is sent. It says that it is a copy, and of when.")
        if len(addresses) == 1:
            to = addresses[0]
            text = T_("To {address}. {explained}", address=safe_text(to), explained=explained)
            dialog = Confirm(T_("Send this message again?"), text, yes=T_("Send again"))
            self.app.push_screen(dialog, lambda sure: self._resend(message, to) if sure else None)
            return
        choices = [(to, T_("To {address}", address=safe_text(to))) for to in addresses]
        choose = Choose(T_("Send this message again?"), explained, choices)
        self.app.push_screen(choose, lambda to: self._resend(message, to) if to else None)

    def _resend(self, message: Message, to: str) -> None:
        zone = host(self).zone

        def done(applied: Applied) -> None:
            notify_safe(self.app, _("Queued: a copy goes to {address}.", address=safe_text(to)))
            self.message_sent(applied)

        host(self).save(lambda: zone.messages.resend(message.id, to), on_done=done, owner=self)

    def action_retry(self) -> None:
        """Queue a message that failed once more."""
        message = self.message
        if message is not None:
            zone = host(self).zone
            host(self).save(lambda: zone.messages.retry(message.id), on_done=self._retried)

    def _retried(self, _applied: Applied) -> None:
        notify_safe(self.app, T_("Queued once more."))

    def action_copy_text(self) -> None:
        """Copy the text as it is shown."""
        if self.message is not None:
            self.app.copy_to_clipboard(shown_text(self.message, self.reading()))
            notify_safe(
                self.app,
                T_("The text was copied, with its access data.")
                if self._shows_secrets
                else T_("The text was copied."),
            )

    def action_save_file(self) -> None:
        """Ask where to, and write the message as an .eml file."""
        message = self.message
        if message is None:
            return
        # Loaded with the first file: the mail library belongs to no screen's start.
        from jumpzone.mail.letter import Sender

        settings, zone = host(self).settings, host(self).zone
        sender = Sender(settings.mail.sender, settings.seller.name, settings.seller.support)
        day = (message.sent_at or message.created_at).date().isoformat()
        ask_and_write(
            self,
            T_("Save the message as a file"),
            T_("Mail programs open .eml files. Access data stays masked in it."),
            file_name(f"{day} {message.subject}", ".eml"),
            lambda: zone.messages.as_file(message.id, sender),
            lambda path: notify_safe(self.app, _("Saved: {path}", path=safe_text(str(path)))),
        )

    def action_links(self) -> None:
        """Offer the text's web addresses; one is opened only when it was chosen, in full view."""
        if self.message is None:
            return
        links = links_in(self.message.body)[:9]
        text = T_("It opens in your browser. Open only what you expected to get.")
        choices = [(link, safe_text(link)) for link in links]
        self.app.push_screen(Choose(T_("Open a link"), text, choices), self._open)

    def _open(self, link: str | None) -> None:
        if link:
            self.app.open_url(link)

    # -- access data -----------------------------------------------------------------------------------

    def action_reveal(self) -> None:
        """Show access data after the password was given again; the second time hide it."""
        if self._shows_secrets:
            self.hide()
            self.show_acts()
            self.show_message()
        elif self.message is not None:
            self._ask_password(self.message.id, None)

    def _ask_password(self, id_: str, error: Text | None) -> None:
        dialog = AskPassword(
            T_("Show access data"),
            T_("Enter your password again. That it was shown is written down."),
            yes=T_("Show"),
            error=error,
        )
        self.app.push_screen(dialog, lambda password: self._reveal(id_, password) if password else None)

    def _reveal(self, id_: str, password: str) -> None:
        zone = host(self).zone

        def refused(error: ZoneError) -> None:
            if error.code == "wrong-password":
                self._ask_password(id_, error.fields[0].message if error.fields else error.message)
            else:
                host(self).show_error(error)

        def shown(text: str) -> None:
            if self.message is not None and self.message.id == id_ and self.is_current:
                self._revealed = (id_, text)
                self._hiding = self.set_timer(SHOWN_FOR, self._time_is_up)
                self.show_acts()
                self.show_message()

        host(self).save(
            lambda: zone.messages.reveal(id_, password), on_done=shown, on_error=refused, owner=self
        )

    def _time_is_up(self) -> None:
        self.hide()
        self.show_acts()
        self.show_message()

    def hide(self) -> None:
        """Forget access data that was shown."""
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None
        self._revealed = None

    def on_screen_suspend(self) -> None:
        """Hide access data on leaving."""
        if self._revealed is not None:
            self._time_is_up()


class MessageScreen(ReadsMessages):
    """One message alone, where there is no room for it beside the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the list"))]
    CSS_PATH = "messages.tcss"

    def __init__(self, message: Message, query: str = "") -> None:
        """Show `message`, as the list has it until all of it is here."""
        super().__init__()
        self._brief = message
        self._query = query
        self._text = Static(markup=False)

    @property
    def query_text(self) -> str:
        """What was searched for."""
        return self._query

    def compose_body(self) -> ComposeResult:
        """Compose the text and the buttons."""
        with VerticalScroll(id="letter"):
            yield self._text
            yield self.acts

    def on_mount(self) -> None:
        """Show what is known and read the rest."""
        self.query_one("#letter").focus()
        self.show_message()
        self._read()

    def _read(self) -> None:
        zone, id_ = host(self).zone, self._brief.id
        host(self).load(lambda: zone.messages.get(id_), self._arrived, group="message")

    def _arrived(self, message: Message) -> None:
        self.set_message(message)
        self.show_message()

    def retranslate(self) -> None:
        """Show the message's words in the current language."""
        self.show_message()

    def show_message(self) -> None:
        """Draw the message."""
        self._text.update(
            describe(self.message or self._brief, self.reading(), whole=self.message is not None)
        )

    @on(ZoneChanged)
    def _changed(self, event: ZoneChanged) -> None:
        if ("message", self._brief.id) in event.changes.records:
            self._read()
