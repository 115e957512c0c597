"""Contacts from files and into files: what an import would change, and doing it, all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from jumpzone.documents import contacts_csv, vcard
from jumpzone.documents.contact_files import FIELDS, Entry
from jumpzone.errors import FieldError, Refused, ZoneError
from jumpzone.i18n import T_, Text
from jumpzone.model import emails
from jumpzone.model.fields import CATEGORIES, RECORDS
from jumpzone.model.mutations import Actor, Decision, Mutation
from jumpzone.model.records import Contact, values_of
from jumpzone.model.rules import decide
from jumpzone.model.rules.contacts import after, batch_needs, in_order
from jumpzone.model.rules.state import State
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.usecases.area import Area

__all__ = [
    "FORMS",
    "Difference",
    "Imported",
    "Mistake",
    "Plan",
    "Planned",
    "apply",
    "preview",
    "undo",
    "write",
]

FileForm = Literal["vcard", "csv"]
Outcome = Literal["new", "changed", "unchanged"]
Progress = Callable[[int, int], object]
"""Is told how many of how many are done."""

_KINDS: Final = T_("Kinds of mail are: {names}", names=", ".join(CATEGORIES))

FORMS: Final[tuple[FileForm, ...]] = ("vcard", "csv")


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import does to one field.

    Attributes:
        field: Its name.
        was: Its value; None for a new contact's and for nothing.
        will: What it will be.
    """

    field: str
    was: Any
    will: Any


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one contact of the file.

    Attributes:
        line: Where it stands in the file.
        outcome: Whether it is new, changed, or as it is.
        id: Its id.
        name: What it will be called.
        email: Its address as it will be.
        differences: Field by field; of a new contact those that hold something.
        unused: What the file says of it and no contact keeps.
    """

    line: int
    outcome: Outcome
    id: str
    name: str
    email: str
    differences: tuple[Difference, ...]
    unused: tuple[str, ...] = ()

    @property
    def item(self) -> dict[str, Any]:
        """The change, as ``contact.batch`` takes it."""
        base = {} if self.outcome == "new" else {each.field: each.was for each in self.differences}
        values = {each.field: each.will for each in self.differences}
        op = "create" if self.outcome == "new" else "update"
        return {"op": op, "id": self.id, "set": values, "base": base}

    @property
    def undone(self) -> dict[str, Any]:
        """The change that takes it back."""
        was = {each.field: each.was for each in self.differences}
        will = {each.field: each.will for each in self.differences}
        if self.outcome == "new":
            return {"op": "delete", "id": self.id, "set": {}, "base": will}
        return {"op": "update", "id": self.id, "set": was, "base": will}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that can't be imported, and why.

    Attributes:
        line: Where it is, from 1.
        field: The field at fault, or an empty text.
        message: What is wrong.
    """

    line: int
    field: str
    message: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import comes to; nothing is written until it is applied.

    Attributes:
        form: What kind of file it was.
        encoding: How its letters were written.
        contacts: What becomes of each contact, in the order of the file.
        mistakes: What can't be imported, in the order of the file.
        unused: Columns that no contact has a field for.
    """

    form: FileForm
    encoding: str
    contacts: tuple[Planned, ...]
    mistakes: tuple[Mistake, ...]
    unused: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> list[Planned]:
        """Return the contacts of one outcome."""
        return [each for each in self.contacts if each.outcome == outcome]

    @property
    def touched(self) -> list[Planned]:
        """The contacts that applying it would add or change."""
        return [each for each in self.contacts if each.outcome != "unchanged"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        plan: What was planned, and done.
        applied: What became of it.
    """

    plan: Plan
    applied: Applied


def form_of(content: bytes) -> FileForm:
    """Tell what kind of file this is, by its beginning."""
    # UTF-16 puts a zero byte between the letters.
    return "vcard" if b"BEGIN:VCARD" in content[:4096].replace(b"\0", b"").upper() else "csv"


def preview(
    area: Area, content: bytes, form: FileForm | None = None, progress: Progress | None = None
) -> Plan:
    """Return what importing a file would do, and write nothing.

    A contact of the file is the one with its id, else the one with its e-mail address; otherwise it is new. Only
    the fields that the file speaks of are looked at. The rules decide as they would in saving.

    Args:
        area: Any area of the zone.
        content: The file.
        form: What kind of file it is; found out when left out.
        progress: Is told how far it has come.

    Raises:
        Refused: No right, or the file can't be read as a whole.
    """
    form = form or form_of(content)
    found = vcard.read(content) if form == "vcard" else contacts_csv.read(content)
    mutation = _batch(area, [{"op": "update", "id": area.deps.ids.new(), "set": {}, "base": {}}])
    with area.reading("contact") as reading:
        if not reading.role.holds(RECORDS["contact"].write):
            raise Refused()
        now = area.deps.clock.now()
        state = loading.load_state(reading.tx, mutation, batch_needs(mutation), now, reading.role)
        role = reading.role
    actor = Actor.login(area.session.login.id)

    def rehearsed(state: State, each: Mutation) -> Decision:
        return decide(state, each, actor, role)

    planner = _Planner(area, state, rehearsed)
    matched = [planner.match(each) for each in found.entries]
    todo = sorted((each for each in matched if each is not None), key=lambda each: in_order(each[1]))
    planned: list[Planned] = []
    for number, (entry, item) in enumerate(todo):
        if progress is not None:
            progress(number, len(todo))
        if (one := planner.plan(entry, item)) is not None:
            planned.append(one)
    mistakes = [*(Mistake(each.line, "", each.message) for each in found.faults), *planner.mistakes]
    return Plan(
        form,
        found.encoding,
        tuple(sorted(planned, key=lambda each: each.line)),
        tuple(sorted(mistakes, key=lambda each: each.line)),
        found.unused,
    )


class _Planner:
    """Holds a file's contacts against those of the account, one after the other, as applying will."""

    def __init__(self, area: Area, state: State, decide_: Callable[[State, Mutation], Decision]) -> None:
        self.mistakes: list[Mistake] = []
        self._area = area
        self._state = state
        self._decide = decide_
        self._known = {each.id: each for each in state.all(Contact, "contact")}
        self._by_address: dict[str, list[str]] = {}
        for each in self._known.values():
            self._by_address.setdefault(emails.canonical(each.email), []).append(each.id)
        self._lines: dict[str, int] = {}

    def match(self, entry: Entry) -> tuple[Entry, dict[str, Any]] | None:
        """Return the change that an entry asks for, or None with a mistake noted."""
        address = emails.canonical(entry.values.get("email") or "")
        known = (
            [entry.uid] if entry.uid in self._known else self._by_address.get(address, []) if address else []
        )
        if len(known) > 1:
            self._refuse(entry, T_("Several contacts have this e-mail address. Name the one by its ID."))
            return None
        key = known[0] if known else address
        if key in self._lines:
            self._refuse(entry, T_("This is the same contact as on line {line}.", line=self._lines[key]))
            return None
        if key:
            self._lines[key] = entry.line
        id_ = known[0] if known else self._area.deps.ids.new()
        return entry, {
            "op": "update" if known else "create",
            "id": id_,
            "set": dict(entry.values),
            "base": {},
        }

    def plan(self, entry: Entry, item: Mapping[str, Any]) -> Planned | None:
        """Return what becomes of an entry, or None with its mistakes noted."""
        mutation = _one(self._area, item, self._state.now)
        try:
            decision = self._decide(self._state, mutation)
        except ZoneError as problem:
            for each in problem.fields or (FieldError("", problem.code, problem.message),):
                kinds = each.field == "notifications" and each.code == "malformed"
                self.mistakes.append(Mistake(entry.line, each.field, _KINDS if kinds else each.message))
            return None
        self._state = after(self._state, decision)
        record = self._state.get("contact", item["id"])
        assert isinstance(record, Contact)
        seen = self._known.get(record.id)
        was = values_of(seen) if seen is not None else {}
        written = decision.writes[0].values if decision.writes else {}
        differences = tuple(
            Difference(name, was.get(name), written[name])
            for name in FIELDS
            if name in written and (seen is not None or written[name])
        )
        outcome: Outcome = "new" if seen is None else "changed" if differences else "unchanged"
        name = f"{record.first_name} {record.last_name}"
        return Planned(entry.line, outcome, record.id, name, record.email, differences, entry.unused)

    def _refuse(self, entry: Entry, message: Text) -> None:
        self.mistakes.append(Mistake(entry.line, "", message))


def _batch(area: Area, items: list[dict[str, Any]]) -> Mutation:
    item = {"op": "contact.batch", "id": items[0]["id"], "set": {"items": items}, "base": {}}
    return _one(area, item, area.deps.clock.now())


def _one(area: Area, item: Mapping[str, Any], now: datetime) -> Mutation:
    account = area.session.account.id
    return Mutation(
        area.deps.ids.new(), account, "contact", item["id"], item["op"], now, item["set"], item["base"]
    )


def apply(area: Area, plan: Plan) -> Imported | None:
    """Do what was planned, in one transaction; None where there is nothing to do.

    Raises:
        Conflicted: Somebody changed these contacts since the preview; nothing was written.
        Refused: No right, or a rule stands against it by now; nothing was written.
        Invalid: A value can't be used any more; nothing was written.
    """
    items = [each.item for each in plan.touched]
    return Imported(plan, area.run(_batch(area, items))) if items else None


def undo(area: Area, imported: Imported) -> Applied:
    """Take back an import: what was added goes, what was changed is as it was.

    Raises:
        Conflicted: Somebody changed these contacts since; nothing was written.
        Refused: A rule stands against it; nothing was written.
    """
    return area.run(_batch(area, [each.undone for each in imported.plan.touched]))


def write(contacts: Iterable[Contact], form: FileForm) -> bytes:
    """Return contacts as a file that address books and :func:`preview` read."""
    return vcard.write(contacts) if form == "vcard" else contacts_csv.write(contacts)
