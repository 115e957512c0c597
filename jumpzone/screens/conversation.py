"""One ticket: what was said in it, a box for a reply, and what else can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jumpzone.i18n import N_, T_, Text, _, ngettext
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Ticket, TicketReply
from jumpzone.model.text import safe_text
from jumpzone.screens.attaching import AttachScreen, Files
from jumpzone.screens.editing import Edit
from jumpzone.screens.files import ask_and_write
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.ticket_text import heading, said, size_words, stars
from jumpzone.usecases.tickets import Attachment, Conversation, attachments_of
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import Choose, Confirm
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["ConversationScreen"]

ACTS: Final[tuple[tuple[str, Text], ...]] = (
    ("attach", T_("Attach a file")),
    ("save_file", T_("Save a file")),
    ("rate", T_("Rate an answer")),
    ("close_ticket", T_("Close the ticket")),
    ("reopen", T_("Reopen")),
    ("back", T_("Back to the list")),
)
"""What can be done beside replying, by the names of the actions."""

_ROOMY: Final = 36
"""Lines of a terminal from which on the box for a reply is higher."""

_OFFERED: Final = 12
"""So many answers or files are offered in a dialog, the newest; a dialog has to fit a small terminal."""

_MARKS: Final[tuple[tuple[int, Text], ...]] = (
    (5, T_("very good")),
    (4, T_("good")),
    (3, T_("so-so")),
    (2, T_("poor")),
    (1, T_("of no help")),
)


class ConversationScreen(AttachScreen[Ticket]):
    """A ticket with its conversation; what is typed into the reply survives until it is sent."""

    CSS_PATH = "tickets.tcss"
    TAB = "tickets"
    RECORD = "ticket"
    TITLE_WORDS: ClassVar[str | Text] = T_("Ticket")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back to the list")),
        Binding("r", "write_reply", N_("Reply")),
        Binding("w", "save_file", N_("Save a file")),
        Binding("s", "rate", N_("Rate an answer")),
        Binding("x", "close_ticket", N_("Close the ticket")),
        Binding("o", "reopen", N_("Reopen")),
    ]

    def __init__(self, ticket: Ticket) -> None:
        """Show `ticket`, as the list has it until its conversation is here."""
        files = Files()
        longest = RECORDS["ticket_reply"].fields["body"].max_length + 1
        body = FieldSpec(
            "body", T_("Your reply"), kind="multiline", required=True, wide=True, max_length=longest
        )
        section = Section("", (body, files.spec()))
        super().__init__([section], files, submit=T_("Send the reply"), auto_height=True)
        self._ticket = ticket
        self._conversation: Conversation | None = None
        self._said = Content("")
        self._text = Static(markup=False)
        self.talk = VerticalScroll(self._text, id="talk", can_focus=True)
        self.buttons = {name: PushButton(words, name=name) for name, words in ACTS}

    def compose_body(self) -> ComposeResult:
        """Compose the conversation, the reply beneath, and the buttons."""
        yield self.talk
        yield self.draft_line
        yield self.form
        yield self.saved_line
        with ItemGrid(id="acts", min_column_width=24, regular=False):
            yield from self.buttons.values()

    def on_mount(self) -> None:
        """Show what is known, read the conversation and look for a draft."""
        self.talk.focus()
        # The newest stays in view while the box for a reply grows, until the reader scrolls.
        self.talk.anchor()
        self._show()
        self._read()
        self.begin()

    def on_resize(self, event: events.Resize) -> None:
        """Give the reply more room where there is some."""
        self.set_class(event.size.height >= _ROOMY, "-roomy")

    def retranslate(self) -> None:
        """Show the conversation in the current language."""
        self._read()

    # -- reading ---------------------------------------------------------------------------------------

    def _read(self) -> None:
        zone, id_ = host(self).zone, self._ticket.id
        timezone = host(self).timezone

        def read() -> tuple[Conversation, Content]:
            # Put into lines here, in the thread: a long text takes its time.
            conversation = zone.tickets.conversation(id_)
            return conversation, said(conversation, zone.deps.clock.now(), timezone)

        host(self).load(read, self._take_conversation, group="conversation")

    def _take_conversation(self, read: tuple[Conversation, Content]) -> None:
        self._conversation, self._said = read
        self._ticket = self._conversation.ticket
        self._show()

    def _show(self) -> None:
        ticket = self._ticket
        self.talk.border_title = data(f"{ticket.number or ''} {ticket.subject}".strip())
        concern = self._conversation.concern if self._conversation is not None else None
        parts = [heading(ticket, concern), Content("")]
        if self._conversation is None:
            parts.append(content(_("Reading the conversation …"), "$text-disabled"))
        else:
            parts.append(self._said)
        if ticket.status == "closed":
            closed = T_("This ticket is closed. A reply opens it again.")
            parts += [Content(""), content(closed, "$text-muted")]
        self._text.update(lines(parts))
        fitting = self._fitting()
        for name, button in self.buttons.items():
            button.display = name in fitting
        self.refresh_bindings()

    @on(ZoneChanged)
    def _changed_elsewhere(self, event: ZoneChanged) -> None:
        if event.changes.touches("ticket", "ticket_reply"):
            self._read()

    @property
    def _answers(self) -> list[TicketReply]:
        replies = self._conversation.replies if self._conversation is not None else ()
        return [each for each in reversed(replies) if each.side == "staff"]

    @property
    def _attachments(self) -> list[Attachment]:
        return attachments_of(self._conversation.replies) if self._conversation is not None else []

    def _fitting(self) -> set[str]:
        acts = {"attach", "back", "reopen" if self._ticket.status == "closed" else "close_ticket"}
        if self._answers:
            acts.add("rate")
        if self._attachments:
            acts.add("save_file")
        return acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only where it does something."""
        if any(action == name for name, _words in ACTS):
            return action in self._fitting()
        return super().check_action(action, parameters)

    @on(PushButton.Pressed, "#acts PushButton")
    def _act(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    # -- replying --------------------------------------------------------------------------------------

    @property
    def ticket_id(self) -> str | None:
        """The ticket that is written in."""
        return self._ticket.id

    @property
    def draft_name(self) -> str:
        """One draft a ticket."""
        return f"reply:{self._ticket.id}"

    def action_write_reply(self) -> None:
        """Go to the box for a reply."""
        self.form.field("body").focus_editor()

    def write(self, seen: Ticket | None, values: Mapping[str, Any]) -> Edit[Ticket]:
        """Send the reply."""
        tickets, files = host(self).zone.tickets, self.read_files(values)
        return Edit(tickets.reply(self._ticket.id, values.get("body") or "", files), None)

    def saved(self, edit: Edit[Ticket]) -> None:
        """Empty the box; what was typed meanwhile stays."""
        dirty = self.form.dirty()
        empty = {name: field.spec.empty for name, field in self.form.fields.items()}
        for name, value in empty.items():
            if name in dirty:
                self._set_saved(name, value)
            else:
                self.form.set_values({name: value})
        if "attachments" not in dirty:
            self.files.paths.clear()
            self.show_files()
        self.saved_line.say(T_("Your reply was sent."))
        self.talk.focus()
        self.talk.anchor()
        self._read()

    # -- what else can be done -------------------------------------------------------------------------

    def action_close_ticket(self) -> None:
        """Close the ticket, after a question."""
        text = T_("You can reopen it at any time, and a reply opens it again by itself.")
        question = Confirm(T_("Close this ticket?"), text, yes=T_("Close the ticket"))
        self.app.push_screen(question, lambda sure: self._close_it() if sure else None)

    def _close_it(self) -> None:
        zone, id_ = host(self).zone, self._ticket.id
        host(self).save(lambda: zone.tickets.close(id_), on_done=self._was_closed)

    def _was_closed(self, _applied: Applied) -> None:
        self.saved_line.say(T_("The ticket is closed."))
        self._read()

    def action_reopen(self) -> None:
        """Open the ticket again."""
        zone, id_ = host(self).zone, self._ticket.id
        host(self).save(lambda: zone.tickets.reopen(id_), on_done=self._was_reopened)

    def _was_reopened(self, _applied: Applied) -> None:
        self.saved_line.say(T_("The ticket is open again."))
        self._read()

    def action_rate(self) -> None:
        """Ask which answer, if there are several, and how good it was."""
        answers = self._answers[:_OFFERED]
        if len(answers) == 1:
            self._ask_rating(answers[0].id)
            return
        choices = [(each.id, self._answer_words(each)) for each in answers]
        title, text = T_("Rate an answer"), T_("Which one? The newest comes first.")
        self.app.push_screen(Choose(title, text, choices), self._ask_rating)

    def _answer_words(self, reply: TicketReply) -> Content:
        first = next((line for line in reply.body.splitlines()[1:] if line.strip()), reply.body)
        rated = f"{stars(reply.rating)} " if reply.rating is not None else ""
        return data(f"{rated}{reply.author or _('Support')}: {first}", limit=52)

    def _ask_rating(self, reply: str | None) -> None:
        if not reply:
            return
        choices = [(str(mark), self._mark_words(mark, word)) for mark, word in _MARKS]
        dialog = Choose(T_("Rate an answer"), T_("How good was it? You can change it later."), choices)
        self.app.push_screen(dialog, lambda mark: self._rate(reply, int(mark)) if mark else None)

    def _mark_words(self, mark: int, word: Text) -> Content:
        return Content.assemble((f"{stars(mark)}  ", "$warning"), content(word))

    def _rate(self, reply: str, rating: int) -> None:
        zone = host(self).zone

        def rated(_applied: Applied) -> None:
            self.saved_line.say(lambda: ngettext("Rated: {n} star.", "Rated: {n} stars.", rating))
            self._read()

        host(self).save(lambda: zone.tickets.rate(reply, rating), on_done=rated, owner=self)

    def action_save_file(self) -> None:
        """Ask which file, if there are several, and where to."""
        files = self._attachments[::-1][:_OFFERED]
        if len(files) == 1:
            self._save_file(files[0])
            return
        by_number = {str(each.number): each for each in files}
        choices = [
            (number, data(f"{number}  {each.name}  {size_words(each.size)}", limit=56))
            for number, each in by_number.items()
        ]
        dialog = Choose(T_("Save a file"), T_("Which one? The newest comes first."), choices)
        self.app.push_screen(dialog, lambda number: self._save_file(by_number[number]) if number else None)

    def _save_file(self, file: Attachment) -> None:
        tickets = host(self).zone.tickets
        ask_and_write(
            self,
            T_("Save a file"),
            T_("It comes from a ticket. Open it only if you expected it."),
            file.name,
            lambda: tickets.content_of(file),
            lambda path: notify_safe(self.app, _("Saved: {path}", path=safe_text(str(path)))),
        )
