"""Editing a domain: nameservers, DS records, contacts and switches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from jumpzone.errors import FieldError
from jumpzone.i18n import N_, T_, Text
from jumpzone.model.ds import ds_line
from jumpzone.model.names import check_host
from jumpzone.model.records import Domain
from jumpzone.model.rules.domains import CONTACTS, allows, warnings_of
from jumpzone.model.text import FieldRefused
from jumpzone.screens.domain_text import PEOPLE, names_of, warning_lines
from jumpzone.screens.editing import Edit, EditScreen
from jumpzone.screens.host import host
from jumpzone.screens.wording import unicode_name
from jumpzone.usecases.domains import Candidate
from jumpzone.widgets.content import words
from jumpzone.widgets.dialogs import Unsaved, UnsavedAnswer
from jumpzone.widgets.form.choice import Choice
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Value

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["DomainForm", "read_servers", "servers_field"]

_BETWEEN: Final = re.compile(r"[,;\s]+")
_SWITCHES: Final[tuple[tuple[str, Text, Text], ...]] = (
    ("auto_renew", T_("Auto-renew"), T_("We ask for the money in good time and renew it.")),
    ("locked", T_("Transfer lock"), T_("Nobody can move it away while it is locked.")),
    ("id_protection", T_("ID protection"), T_("The registry's public data doesn't show who owns it.")),
)


def servers_field(hint: Text, *, wide: bool = False) -> FieldSpec:
    """Return the field for nameservers, one a line."""
    return FieldSpec(
        "nameservers", T_("Nameservers"), kind="multiline", hint=hint, max_length=1400, wide=wide
    )


def read_servers(text: str) -> list[str]:
    """Return the nameservers that were typed, with anything between them that is no part of a name."""
    return [each for each in _BETWEEN.split(text) if each]


class DomainForm(EditScreen[Domain]):
    """The form of a domain; leaves with its id once it is saved."""

    CSS_PATH = "domains.tcss"
    TAB = "domains"
    RECORD = "domain"
    TITLE_WORDS: ClassVar[str | Text] = T_("Edit a domain")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the domain"))]

    def __init__(self, domain: Domain) -> None:
        """Edit `domain`."""
        self._domain = domain
        self._candidates: list[Candidate] = []
        self.applied: Applied | None = None
        super().__init__(Form(*self._sections()))
        self._known = Static(markup=False, id="known")

    def _sections(self) -> Sequence[Section]:
        status = self._domain.status
        switches = tuple(
            FieldSpec(name, label, kind="check", hint=hint, read_only=not allows(status, name))
            for name, label, hint in _SWITCHES
        )
        servers = servers_field(T_("2 to 5 names, one a line."))
        ds = FieldSpec(
            "ds",
            T_("DS records"),
            kind="multiline",
            hint=T_("One a line: key tag, algorithm, digest type, digest."),
            max_length=4000,
        )
        people = tuple(
            FieldSpec(
                name,
                label,
                kind="select",
                options=self._people,
                placeholder=T_("The account's own data"),
                read_only=not allows(status, name),
            )
            for name, label in PEOPLE.items()
        )
        names = tuple(each for each in (servers, ds) if allows(status, each.name))
        sections = [Section(T_("Switches"), switches)]
        if names:
            sections.insert(0, Section(T_("Names on the net"), names))
        note = T_("A registry asks for address and phone; whoever lacks them can't be named.")
        sections.append(Section(T_("Contacts"), people, note=note))
        return sections

    def _people(self) -> Sequence[Option]:
        found = [Option("", T_("The account's own data"))]
        for each in self._candidates:
            note = ", ".join(words(one) for one in each.missing)
            lacks = T_("lacks: {missing}", missing=note) if note else each.contact.email
            found.append(Option(each.contact.id, names_of(each.contact), lacks))
        known = {each.value for each in found}
        for name in CONTACTS:
            id_ = getattr(self._domain, name)
            if id_ and id_ not in known:
                known.add(id_)
                found.append(Option(id_, T_("A contact that you can't see")))
        return found

    def compose_body(self) -> ComposeResult:
        """Compose the draft's line, the form, what to know, and what was saved."""
        yield self.draft_line
        yield self.form
        yield self._known
        yield self.saved_line

    def on_mount(self) -> None:
        """Show the domain, read it anew with the contacts, and look for a draft."""
        self._known.display = False
        self.take(self._domain)
        self.refetch()
        zone = host(self).zone
        host(self).load(lambda: zone.domains.candidates(), self._take_candidates, group="people")
        self.call_after_refresh(next(iter(self.form.fields.values())).focus_editor)
        self.begin()

    def _take_candidates(self, candidates: list[Candidate]) -> None:
        self._candidates = candidates
        for name in CONTACTS:
            editor = self.form.field(name).editor
            if isinstance(editor, Choice):
                editor.retranslate()

    # -- the record ------------------------------------------------------------------------------------

    @property
    def draft_name(self) -> str:
        """One draft a domain."""
        return f"domain:{self._domain.id}"

    def to_form(self, record: Domain) -> dict[str, Value]:
        """Return the domain as the form shows it."""
        return {name: self.one_to_form(name, getattr(record, name)) for name in self.form.fields}

    def one_to_form(self, name: str, value: Any) -> Value:
        """Return one value as the form shows it."""
        if name == "nameservers":
            return "\n".join(map(unicode_name, value))
        if name == "ds":
            return "\n".join(map(ds_line, value))
        return value if isinstance(value, bool) else value or ""

    def from_form(self, name: str, value: Value) -> Any:
        """Return what a field holds as domains hold it."""
        if name == "nameservers":
            return read_servers(str(value))
        if name == "ds":
            return [line for line in str(value).splitlines() if line.strip()]
        return super().from_form(name, value)

    def fetch(self) -> Domain:
        """Read the domain anew."""
        return host(self).zone.domains.get(self._domain.id)

    def check(self, seen: Domain | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Hold the draft against the rules."""
        return () if seen is None else host(self).zone.domains.check(seen, values)

    def write(self, seen: Domain | None, values: Mapping[str, Any]) -> Edit[Domain]:
        """Save."""
        domains = host(self).zone.domains
        return Edit(domains.save(seen or self._domain, values), domains.get(self._domain.id))

    def take_back(self, applied: Any) -> Edit[Domain]:
        """Undo a save."""
        return Edit(host(self).zone.domains.undo(applied), self.fetch())

    def edited(self) -> None:
        """Say what to know of what is typed."""
        values = self.changed_values()
        if "nameservers" in values:
            values["nameservers"] = tuple(_kept(each) for each in values["nameservers"])
        found = warnings_of(self.seen or self._domain, values)
        self._known.display = bool(found)
        self._known.update(warning_lines(found))

    def saved(self, edit: Edit[Domain]) -> None:
        """Go back to the domain's page."""
        self.applied = edit.applied
        self.dismiss(self._domain.id)

    # -- leaving ---------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Go back; asks where something would be lost."""
        if not self.form.dirty():
            self.dismiss(None)
            return
        self.app.push_screen(Unsaved(), self._leave)

    def _leave(self, answer: UnsavedAnswer | None) -> None:
        if answer == "save":
            self.form.action_submit()
        elif answer == "discard":
            self.forget_draft()
            self.dismiss(None)


def _kept(server: str) -> str:
    """A name as it would be kept; one that can't be used stays as it was typed, and saving says why."""
    try:
        return check_host(server)
    except FieldRefused:
        return server
