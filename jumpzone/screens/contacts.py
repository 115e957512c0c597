"""Contacts: who else gets the account's mail, and what of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from jumpzone.i18n import N_, T_, _, current
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.phones import format_phone
from jumpzone.model.postal import PostalParty, address_block
from jumpzone.model.records import Contact
from jumpzone.model.text import safe_text
from jumpzone.screens.categories import MEANINGS, WORDS, chips
from jumpzone.screens.contact_form import ContactScreen
from jumpzone.screens.files import write_file
from jumpzone.screens.host import host
from jumpzone.screens.record_list import RecordListScreen
from jumpzone.usecases.contacts import Recipient
from jumpzone.usecases.lists import Listing
from jumpzone.usecases.lists import Records as RecordsArea
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.dialogs import AskText, Confirm
from jumpzone.widgets.form.spec import FieldSpec
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied
    from jumpzone.usecases.contact_import import Imported

__all__ = ["ContactsScreen", "name_of"]


def name_of(contact: Contact) -> str:
    """Return a contact's full name."""
    parts = (contact.first_name, contact.middle_name, contact.last_name)
    return " ".join(part for part in parts if part)


class ContactsScreen(RecordListScreen[Contact]):
    """The list of contacts."""

    CSS_PATH = "contacts.tcss"
    TITLE_WORDS = T_("Contacts and sub-accounts")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", N_("Add a contact")),
        Binding("x,delete", "remove", N_("Delete")),
        Binding("m", "matrix", N_("Who gets what")),
        Binding("i", "import_file", N_("Import from a file")),
        Binding("ctrl+z", "undo", N_("Undo"), show=False),
    ]

    TAB = "contacts"
    RECORD = "contact"
    ALSO = ("profile",)
    COLUMNS = (
        Column("last_name", T_("Name"), fraction=3, min_width=18, sortable=True),
        Column("email", T_("E-mail"), fraction=3, min_width=20, sortable=True),
        Column("notifications", T_("Gets"), width=23, priority=1),
        Column("phone", T_("Phone"), width=17, priority=2),
        Column("company_name", T_("Company"), fraction=2, min_width=16, priority=3, sortable=True),
    )
    SEARCH = T_("Name, company, address or city")
    EMPTY = EmptyState(
        T_("No contacts yet"),
        T_("An accountant could get the invoices, a colleague the warnings about domains."),
        T_("Add a contact"),
    )
    SORT: ClassVar[Sort] = Sort("last_name")
    EXPORTS = (
        ("vcf", T_("vCards, for address books")),
        *RecordListScreen.EXPORTS,
    )

    def __init__(self) -> None:
        """Make the screen."""
        super().__init__()
        self._recipients: list[Recipient] = []
        self._take_back: Callable[[], Applied] | None = None
        self._undo = PushButton(T_("Undo"), id="undo")
        self._undo.display = False

    def compose_body(self) -> ComposeResult:
        """Compose the list and its buttons."""
        yield self.pane
        with Horizontal(id="acts"):
            yield PushButton(T_("Add a contact"), tone="primary", name="add")
            yield PushButton(T_("Edit"), name="edit")
            yield PushButton(T_("Delete"), name="remove")
            yield PushButton(T_("Who gets what"), name="matrix")
            yield PushButton(T_("Import"), name="import_file")
            yield self._undo

    # -- what the list shows ---------------------------------------------------------------------------

    def area(self, zone: Zone) -> RecordsArea[Contact]:
        """Return the contacts."""
        return zone.contacts

    def cells(self, record: Contact) -> Sequence[Content | str]:
        """Return a contact's line."""
        phone = format_phone(record.phone) if record.phone else ""
        return name_of(record), record.email, chips(record.notifications), phone, record.company_name or ""

    def title_of(self, record: Contact) -> str:
        """Return the contact's name."""
        return name_of(record)

    def describe(self, record: Contact) -> Content:
        """Return everything about a contact, and what it gets in plain words."""
        rows: list[tuple[Words, Words | None]] = [
            (_("E-mail"), data(record.email)),
            (_("Phone"), data(format_phone(record.phone) if record.phone else "")),
            (_("Company"), data(record.company_name)),
        ]
        parts = [label_values(rows)]
        if address := _address(record):
            parts += [Content(""), *map(data, address)]
        parts += [Content(""), content(_("Gets"), "bold"), *self._gets(record)]
        if self._is_last(record):
            last = _(
                "The only address with mail about domains. It can't be deleted before another one has it."
            )
            parts += [Content(""), Content.assemble(("! ", "$warning"), content(last, "$warning"))]
        return lines(parts)

    def _gets(self, record: Contact) -> list[Content]:
        rows = []
        width = max(content(WORDS[name]).cell_length for name in CATEGORIES)
        for name in CATEGORIES:
            on = name in record.notifications
            mark = ("✓ ", "$success") if on else ("· ", "$text-disabled")
            word = content(WORDS[name], "" if on else "$text-disabled").truncate(width, pad=True)
            meaning = content(MEANINGS[name], "$text-muted" if on else "$text-disabled")
            rows.append(Content.assemble(mark, word, ("  ", ""), meaning))
        return rows

    def _is_last(self, record: Contact) -> bool:
        holders = [each.id for each in self._recipients if "domain" in each.notifications]
        return holders == [record.id]

    def read(self) -> None:
        """Show the list anew, and who gets what."""
        super().read()
        if host(self).session is not None:
            zone = host(self).zone
            host(self).load(lambda: zone.contacts.recipients(), self._take_recipients, group="recipients")

    def _take_recipients(self, recipients: list[Recipient]) -> None:
        self._recipients = recipients
        self.pane.refresh_detail()

    def write_records(self, listing: Listing[Contact], path: Path, form: str) -> int:
        """Write vCards, too."""
        if form != "vcf":
            return super().write_records(listing, path, form)
        found = {each.id for each in listing}
        write_file(path, host(self).zone.contacts.export("vcard", found), replace=False)
        return len(found)

    # -- acts ------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> Contact | None:
        row = self.pane.current
        return row.record if row is not None and isinstance(row.record, Contact) else None

    @on(RecordTable.RowOpened)
    def _edit_opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        event.prevent_default()
        self.action_edit()

    @on(RecordTable.EmptyAction)
    def _empty(self, event: RecordTable.EmptyAction) -> None:
        event.stop()
        self.action_add()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        action = "undo" if event.button is self._undo else event.button.name
        self.call_later(self.run_action, action)

    def action_add(self) -> None:
        """Add a contact."""
        self._open_form(ContactScreen(None))

    def action_edit(self) -> None:
        """Edit the contact under the cursor."""
        if (contact := self._chosen) is not None:
            self._open_form(ContactScreen(contact))

    def _open_form(self, form: ContactScreen) -> None:
        def left(id_: str | None) -> None:
            if id_ is not None and form.applied is not None:
                self._offer_undo(form.applied, T_("Saved. ctrl+z takes it back."))
                self.show_record(id_)

        self.app.push_screen(form, left)

    def _offer_undo(self, applied: Applied, said: Words) -> None:
        zone = host(self).zone
        self._offer(None if applied.undo is None else lambda: zone.contacts.undo(applied), said)

    def _offer(self, take_back: Callable[[], Applied] | None, said: Words) -> None:
        self._take_back = take_back
        self._undo.display = take_back is not None
        notify_safe(self.app, said)

    def action_import_file(self) -> None:
        """Ask for a file, show what it would change, and import it."""
        from jumpzone.screens.attaching import path_of  # late: seldom asked for
        from jumpzone.screens.contact_import import ImportScreen, check_file, said

        def left(imported: Imported | None) -> None:
            if imported is not None:
                contacts = host(self).zone.contacts
                text = _("{what}. ctrl+z takes it back.", what=said(imported))
                self._offer(lambda: contacts.undo_import(imported), text)

        def chosen(typed: str | None) -> None:
            if typed is not None:
                self.app.push_screen(ImportScreen(path_of(typed)), left)

        field = FieldSpec("path", T_("File"), required=True, validator=check_file)
        text = T_(
            "vCards (.vcf) or CSV whose first line names the columns. Write the file's path, or drop it into the "
            "terminal. What would change is shown first."
        )
        self.app.push_screen(AskText(T_("Import contacts"), text, field, yes=T_("Continue")), chosen)

    def action_matrix(self) -> None:
        """Show who gets what, to be switched there."""
        from jumpzone.screens.notices import NoticesScreen  # late: seldom asked for

        self.app.push_screen(NoticesScreen())

    def action_remove(self) -> None:
        """Delete the contact under the cursor, after a question."""
        contact = self._chosen
        if contact is None:
            return
        gets = [WORDS[name].render() for name in CATEGORIES if name in contact.notifications]
        name, address = safe_text(name_of(contact)), safe_text(contact.email)
        text = (
            _("{address} will no longer get mail about: {what}.", address=address, what=", ".join(gets))
            if gets
            else _("{address} gets no mail from us as it is.", address=address)
        )
        dialog = Confirm(_("Delete {name}?", name=name), text, yes=T_("Delete the contact"), danger=True)
        self.app.push_screen(dialog, lambda sure: self._remove(contact) if sure else None)

    def _remove(self, contact: Contact) -> None:
        zone, name = host(self).zone, safe_text(name_of(contact))

        def done(applied: Applied) -> None:
            self._offer_undo(applied, _("Deleted: {name}. ctrl+z brings it back.", name=name))

        host(self).save(lambda: zone.contacts.remove(contact), on_done=done, owner=self)

    def action_undo(self) -> None:
        """Take back what was done last: a contact that was deleted comes back, one that was added goes."""
        take_back = self._take_back
        if take_back is None:
            return
        self._take_back = None
        self._undo.display = False
        host(self).save(take_back, on_done=self._taken_back)

    def _taken_back(self, applied: Applied) -> None:
        self._offer_undo(applied, T_("Taken back."))
        touched = [id_ for type_, id_ in applied.changes.records if type_ == "contact"]
        if len(touched) == 1:
            self.show_record(touched[0])


def _address(record: Contact) -> list[str]:
    party = PostalParty(
        address_1=record.address_1 or "",
        address_2=record.address_2 or "",
        city=record.city or "",
        state=record.state or "",
        postcode=record.postcode or "",
        country=record.country or "",
    )
    return address_block(party, current().language, domestic=False)
