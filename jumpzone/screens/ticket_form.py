"""Opening a ticket."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.dom import DOMNode

from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Domain, Invoice, Service, Ticket
from jumpzone.screens.attaching import AttachScreen, Files
from jumpzone.screens.editing import Edit
from jumpzone.screens.host import host
from jumpzone.screens.ticket_text import concern_words
from jumpzone.screens.wording import DEPARTMENTS, PRIORITIES
from jumpzone.usecases.tickets import Concern
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.chrome import NavBar
from jumpzone.widgets.form.choice import Choice
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Value
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["TicketScreen", "open_ticket_about"]

_SEPARATORS: Final = re.compile(r"[,;\s]+")
_LONGEST: Final = RECORDS["ticket_reply"].fields["body"].max_length
_DEPARTMENTS: Final = {"service": "technical", "domain": "technical", "invoice": "billing"}
"""Who usually answers, by what a ticket is about."""


class TicketScreen(AttachScreen[Ticket]):
    """The form of a new ticket; leaves with the ticket's id once it is open."""

    CSS_PATH = "tickets.tcss"
    TAB = "tickets"
    RECORD = "ticket"
    TITLE_WORDS: ClassVar[str | Text] = T_("Open a ticket")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the list"))]

    def __init__(self, about: Concern | None = None) -> None:
        """Make an empty form; `about` is what the ticket is about, as long as nothing else is chosen."""
        self._about_first = about
        self._concerns: list[Concern] = [about] if about is not None else []
        files = Files()
        super().__init__(self._sections(files), files, submit=T_("Open the ticket"), auto_height=False)
        self._opened = ""
        self.number = ""

    def _sections(self, files: Files) -> Sequence[Section]:
        longest = RECORDS["ticket"].fields["subject"].max_length + 1
        fields = (
            FieldSpec("subject", T_("Subject"), required=True, wide=True, max_length=longest),
            FieldSpec(
                "department",
                T_("Department"),
                kind="select",
                options=[Option(value, word) for value, word in DEPARTMENTS.items()],
            ),
            FieldSpec(
                "priority",
                T_("Priority"),
                kind="radio",
                options=[Option(value, word) for value, word in PRIORITIES.items()],
            ),
            FieldSpec("about", T_("What it is about"), kind="select", options=self._about),
            FieldSpec(
                "cc", T_("Copies to"), placeholder=T_("Addresses, with commas between"), max_length=1300
            ),
            FieldSpec(
                "body",
                T_("Your question"),
                kind="multiline",
                required=True,
                wide=True,
                max_length=_LONGEST + 1,
                hint=T_("**bold**, *italic*, `code`, lists and > quotes are shown as such."),
            ),
            files.spec(),
        )
        return (Section("", fields),)

    def _about(self) -> Sequence[Option]:
        found = [Option("", T_("Nothing of these"))]
        for each in self._concerns:
            name, what = concern_words(each)
            found.append(Option(_value_of(each), name, what))
        return found

    def compose_body(self) -> ComposeResult:
        """Compose the draft's line, the form, what was said of it, and the button for files."""
        yield self.draft_line
        yield self.form
        yield self.saved_line
        with Horizontal(id="acts"):
            yield PushButton(T_("Attach a file"), name="attach")
            yield PushButton(T_("Back to the list"), name="back")

    def on_mount(self) -> None:
        """Show what is usual, read what a ticket can be about, and look for a draft."""
        usual = RECORDS["ticket"].fields
        first = self._about_first
        values: dict[str, Value] = {name: usual[name].default for name in ("department", "priority")}
        if first is not None:
            values |= {"about": _value_of(first), "department": _DEPARTMENTS[first.type]}
        self.form.set_values(values)
        zone = host(self).zone
        host(self).load(lambda: zone.tickets.concerns(), self._take_concerns, group="concerns")
        self.form.focus_first()
        self.begin()

    def _take_concerns(self, concerns: list[Concern]) -> None:
        first = self._about_first
        # Only so many are read; the one that the form was opened for is among them in any case.
        more = [] if first is None or _value_of(first) in map(_value_of, concerns) else [first]
        self._concerns = [*more, *concerns]
        editor = self.form.field("about").editor
        assert isinstance(editor, Choice)
        editor.retranslate()

    @on(PushButton.Pressed, "#acts PushButton")
    def _act(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @property
    def draft_name(self) -> str:
        """One draft of a new ticket, and one for each record that a ticket was begun about."""
        return "ticket:new" if self._about_first is None else f"ticket:{_value_of(self._about_first)}"

    def changed_values(self) -> dict[str, Any]:
        """Return what is to be sent; what the form was opened with counts, too."""
        values = super().changed_values()
        if self._about_first is not None:
            now = self.form.values()
            values |= {name: self.from_form(name, now[name]) for name in ("about", "department")}
        return values

    def from_form(self, name: str, value: Value) -> Any:
        """Return what a field holds as tickets hold it."""
        if name == "cc":
            return [each for each in _SEPARATORS.split(str(value)) if each]
        if name == "about":
            type_, _colon, id_ = str(value).partition(":")
            return {"type": type_, "id": id_} if id_ else None
        return super().from_form(name, value)

    def write(self, seen: Ticket | None, values: Mapping[str, Any]) -> Edit[Ticket]:
        """Open the ticket."""
        tickets = host(self).zone.tickets
        files = self.read_files(values)
        given = {name: value for name, value in values.items() if name != "attachments"}
        self._opened, applied = tickets.open(given, files)
        self.number = str((applied.values or {}).get("number", ""))
        return Edit(applied, None)

    def saved(self, edit: Edit[Ticket]) -> None:
        """Go back to the list, on the ticket."""
        self.dismiss(self._opened)


def open_ticket_about(node: DOMNode, type_: str, record: Service | Domain | Invoice) -> None:
    """Open the form of a new ticket about a record; once it is open, one is back where one was.

    Offer it only where ``zone.can("ticket.open", "ticket")``.

    Args:
        node: The screen or widget that asks.
        type_: ``service``, ``domain`` or ``invoice``.
        record: What the ticket is about.
    """
    app = node.app
    form = TicketScreen(Concern(type_, record))
    if isinstance(app.screen, ZoneScreen):
        form.nav_bar.set_reactive(NavBar.active, app.screen.TAB)

    def left(id_: str | None) -> None:
        if id_ is not None:
            notify_safe(app, _("Ticket {number} is open. We answer as soon as we can.", number=form.number))

    app.push_screen(form, left)


def _value_of(concern: Concern) -> str:
    return f"{concern.type}:{concern.record.id}"
