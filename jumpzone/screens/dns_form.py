"""Adding a DNS record, or editing one; the fields follow its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from jumpzone.errors import FieldError
from jumpzone.i18n import N_, T_, Text
from jumpzone.model.dns import APEX, TTL, WITH_PRIORITY
from jumpzone.model.fields import DNS_TYPES, RECORDS
from jumpzone.model.records import DnsRecord, Domain
from jumpzone.screens.dns_text import EXAMPLES, HINTS, MEANINGS, VALUES
from jumpzone.screens.editing import Edit, EditScreen
from jumpzone.screens.host import host
from jumpzone.screens.wording import unicode_name
from jumpzone.widgets.dialogs import Unsaved, UnsavedAnswer
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Value

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["DnsForm"]

_FIELDS: Final = RECORDS["dns_record"].fields
_NUMBERS: Final = ("priority", "ttl")


def _whole_number(text: str) -> Text | None:
    return None if text.strip().isascii() and text.strip().isdigit() else T_("Write a whole number.")


def _sections(type_: str, domain: str, *, add: bool) -> tuple[Section, ...]:
    types = [Option(each, each, MEANINGS[each]) for each in DNS_TYPES]
    fields = [
        FieldSpec("type", T_("Type"), kind="select", options=types, required=True, read_only=not add),
        FieldSpec(
            "host",
            T_("Host"),
            max_length=300,
            placeholder="_sip._tcp" if type_ == "SRV" else APEX,
            hint=T_(
                "In front of {domain}, such as www; @ is the domain itself.", domain=unicode_name(domain)
            ),
        ),
        FieldSpec(
            "value",
            VALUES[type_],
            required=True,
            wide=True,
            placeholder=EXAMPLES[type_],
            hint=HINTS.get(type_, ""),
            # One more than fits, so that a longer text is refused in words rather than cut off unseen.
            max_length=_FIELDS["value"].max_length + 1,
        ),
    ]
    if type_ in WITH_PRIORITY:
        fields.append(
            FieldSpec(
                "priority",
                T_("Priority"),
                required=True,
                max_length=5,
                validator=_whole_number,
                hint=T_("From 0 to 65535; the smallest is asked first."),
            )
        )
    fields.append(
        FieldSpec(
            "ttl",
            T_("TTL"),
            max_length=7,
            validator=_whole_number,
            hint=T_(
                "How many seconds others may keep it, from 60 to 604800. All of one host and type have one."
            ),
        )
    )
    return (Section("", tuple(fields)),)


class DnsForm(EditScreen[DnsRecord]):
    """The form of a DNS record; leaves with the record's id once it is saved."""

    CSS_PATH = "dns.tcss"
    TAB = "domains"
    RECORD = "dns_record"
    TITLE_WORDS: ClassVar[str | Text] = T_("DNS record")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the list"))]

    def __init__(self, domain: Domain, record: DnsRecord | None = None, type_: str = "A") -> None:
        """Edit `record` of `domain`, or add one."""
        self._domain = domain
        self._record = record
        self._type = record.type if record is not None else type_
        super().__init__(self._form())
        self._added = ""
        self.applied: Applied | None = None

    def _form(self) -> Form:
        add = self._record is None
        submit = T_("Add the record") if add else T_("Save changes")
        return Form(*_sections(self._type, self._domain.name, add=add), submit=submit)

    def compose_body(self) -> ComposeResult:
        """Compose the draft's line, the form, and what was saved."""
        yield self.draft_line
        yield self.form
        yield self.saved_line

    def on_mount(self) -> None:
        """Show the record and look for a draft."""
        if self._record is not None:
            self.take(self._record)
            self.refetch()
            self.call_after_refresh(self.form.field("value").focus_editor)
        else:
            self.form.set_values(self._usual())
            self.call_after_refresh(self.form.field("host").focus_editor)
        self.begin()

    def _usual(self) -> dict[str, Value]:
        usual: dict[str, Value] = {"type": self._type, "ttl": str(TTL)}
        if self._type in WITH_PRIORITY:
            usual["priority"] = "10"
        return usual

    # -- the type --------------------------------------------------------------------------------------

    @on(Form.Changed)
    def _type_chosen(self, event: Form.Changed) -> None:
        if event.field == "type" and self._record is None and event.value != self._type:
            self.call_later(self._take_type, str(event.value), dict(self.form.values()))

    async def _take_type(self, type_: str, typed: dict[str, Value]) -> None:
        """Show the fields of another type; what is typed stays where the type has such a field."""
        if type_ not in DNS_TYPES or type_ == self._type:
            return
        self._type = type_
        old, self.form = self.form, self._form()
        await self.query_one("#body").mount(self.form, after=old)
        await old.remove()
        self.form.set_values(self._usual())
        kept = {name: value for name, value in typed.items() if name != "type" and name in self.form.fields}
        self.form.set_values(kept, saved=False)
        self.form.field("type").focus_editor()
        self.check_now()

    def draft_restored(self, bases: Mapping[str, Value]) -> None:
        """Show the fields of the type that the draft had."""
        super().draft_restored(bases)
        values = dict(self.form.values())
        if self._record is None and values["type"] != self._type:
            self.call_later(self._take_type, str(values["type"]), values)

    # -- the record ------------------------------------------------------------------------------------

    @property
    def draft_name(self) -> str:
        """One draft a record, one for a new one of each domain."""
        if self._record is not None:
            return f"dns_record:{self._record.id}"
        return f"dns_record:new:{self._domain.id}"

    def to_form(self, record: DnsRecord) -> dict[str, Value]:
        """Return the record as the form shows it."""
        return {name: self.one_to_form(name, getattr(record, name)) for name in self.form.fields}

    def one_to_form(self, name: str, value: Any) -> Value:
        """Return one value as the form shows it."""
        return "" if value is None else str(value)

    def from_form(self, name: str, value: Value) -> Any:
        """Return what a field holds as records hold it."""
        text = str(value).strip()
        if name in _NUMBERS:
            return int(text) if text.isascii() and text.isdigit() else text or None
        return text or (APEX if name == "host" else None)

    def changed_values(self) -> dict[str, Any]:
        """Return what is to be saved; of a new record everything, as soon as something is typed."""
        if self._record is not None or not self.form.dirty():
            return super().changed_values()
        values = {name: self.from_form(name, value) for name, value in self.form.values().items()}
        if "ttl" not in self.form.dirty():
            # Not said by anybody: it follows its neighbours.
            values.pop("ttl")
        return values

    def fetch(self) -> DnsRecord:
        """Read the record anew."""
        assert self._record is not None
        return host(self).zone.dns.get(self._record.id)

    def check(self, seen: DnsRecord | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Hold the draft against the rules."""
        return host(self).zone.dns.check(seen, self._domain.id, values)

    def write(self, seen: DnsRecord | None, values: Mapping[str, Any]) -> Edit[DnsRecord]:
        """Add or save."""
        dns = host(self).zone.dns
        if seen is None:
            self._added, applied = dns.add(self._domain.id, values)
            return Edit(applied, None)
        return Edit(dns.save(seen, values), dns.get(seen.id))

    def take_back(self, applied: Any) -> Edit[DnsRecord]:
        """Undo a save."""
        return Edit(host(self).zone.dns.undo(applied), self.fetch())

    def saved(self, edit: Edit[DnsRecord]) -> None:
        """Go back to the list, on the record."""
        self.applied = edit.applied
        self.dismiss(self._record.id if self._record is not None else self._added)

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
