"""Contacts and who gets which mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jumpzone.errors import FieldError
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Account, Contact, Profile
from jumpzone.model.text import fold
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import Query
from jumpzone.store.store import Tx
from jumpzone.usecases.lists import Records
from jumpzone.usecases.rehearsal import rehearse

if TYPE_CHECKING:
    from jumpzone.usecases.contact_import import FileForm, Imported, Plan, Progress

_STAND_INS: Final = {"first_name": "-", "last_name": "-", "email": "nobody@contact.example"}
"""Values for the fields that a contact must have, where a draft has none yet."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the account's mail.

    Attributes:
        id: The contact's id; empty for the account's own address.
        name: Who it is.
        address: The e-mail address.
        notifications: The categories that go there.
    """

    id: str
    name: str
    address: str
    notifications: frozenset[str]


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """Kinds of mail that an address is to get, and those that it is to get no more.

    Attributes:
        id: The contact's id; empty for the account's own address.
        add: The categories to add.
        remove: The categories to remove.
    """

    id: str
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Noticed:
    """What became of such changes.

    Attributes:
        applied: What was written.
        back: The changes that take it back.
    """

    applied: Applied
    back: tuple[NoticeChange, ...]


class Contacts(Records[Contact]):
    """Others who get the account's mail or are named on its domains."""

    type = "contact"
    default = Query(sort="last_name")

    def add(self, values: Mapping[str, Any]) -> tuple[str, Applied]:
        """Add a contact and return its id.

        Raises:
            Invalid: With an error for every field at fault.
            Refused: No right.
        """
        id_ = self.deps.ids.new()
        return id_, self.change("contact", id_, "create", values)

    def save(self, seen: Contact, values: Mapping[str, Any]) -> Applied:
        """Save changed fields of a contact that was shown as ``seen``.

        Raises:
            Invalid: With an error for every field at fault.
            Conflicted: Fields that somebody else changed meanwhile.
            Refused: No right, or it is the last address with domain notices.
        """
        base = {name: getattr(seen, name) for name in values if hasattr(seen, name)}
        return self.change("contact", seen.id, "update", values, base)

    def remove(self, seen: Contact) -> Applied:
        """Delete a contact; :meth:`undo` brings it back.

        Raises:
            Conflicted: Somebody changed it since it was shown.
            Refused: No right, or it is the last address with domain notices.
        """
        return self.change("contact", seen.id, "delete", base={"email": seen.email, **_shown(seen)})

    def check(self, seen: Contact | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Tell what saving would say, without saving; ``seen`` is None for a contact that is being added."""
        if seen is None:
            # What is not typed yet is no fault while typing, and must not keep the rest from being looked at.
            missing = {name: stand_in for name, stand_in in _STAND_INS.items() if not values.get(name)}
            found = rehearse(self, "contact", self.deps.ids.new(), "create", {**values, **missing}, {})
            return tuple(each for each in found if each.field not in missing)
        base = {name: getattr(seen, name) for name in values if hasattr(seen, name)}
        return rehearse(self, "contact", seen.id, "update", values, base)

    # -- files -----------------------------------------------------------------------------------------

    def preview_import(
        self, content: bytes, form: FileForm | None = None, progress: Progress | None = None
    ) -> Plan:
        """Return what importing a file would do; see :func:`jumpzone.usecases.contact_import.preview`."""
        from jumpzone.usecases import contact_import  # late: seldom asked for

        return contact_import.preview(self, content, form, progress)

    def apply_import(self, plan: Plan) -> Imported | None:
        """Do what was planned, all or nothing; see :func:`jumpzone.usecases.contact_import.apply`."""
        from jumpzone.usecases import contact_import  # late, as above

        return contact_import.apply(self, plan)

    def undo_import(self, imported: Imported) -> Applied:
        """Take back an import; see :func:`jumpzone.usecases.contact_import.undo`."""
        from jumpzone.usecases import contact_import  # late, as above

        return contact_import.undo(self, imported)

    def export(self, form: FileForm, ids: Collection[str] | None = None) -> bytes:
        """Return contacts as a file: all of them, or those with these ids, in the usual order.

        Raises:
            Refused: No right to read them.
        """
        from jumpzone.usecases import contact_import  # late, as above

        return contact_import.write((each for each in self.list() if ids is None or each.id in ids), form)

    # -- who gets what ---------------------------------------------------------------------------------

    def set_notices(self, changes: Iterable[NoticeChange]) -> Noticed:
        """Change who gets which mail, for all these addresses or for none; what others ticked stays.

        Raises:
            Refused: No right to one of them, or nobody would get mail about domains any more.
            Conflicted: One of the contacts is gone.
        """
        wanted = {each.id: each for each in changes}
        held = {each.id: each.notifications for each in self.recipients()}
        given = {
            id_: {"add": sorted(each.add), "remove": sorted(each.remove)} for id_, each in wanted.items()
        }
        applied = self.change("account", self.session.account.id, "notices.set", {"changes": given})
        back = (
            NoticeChange(id_, each.remove & held.get(id_, each.remove), each.add - held.get(id_, each.add))
            for id_, each in wanted.items()
        )
        return Noticed(applied, tuple(each for each in back if each.add or each.remove))

    def recipients(self) -> list[Recipient]:
        """Return who gets which mail: the account's own address first, where the reader may see it."""
        found: list[Recipient] = []
        with self.reading("contact") as reading:
            tx, account = reading.tx, reading.account
            if reading.role.holds(RECORDS["profile"].read):
                found += _own(tx, account)
            contacts = loading.get_all(tx, "contact", account).values()
        others = [
            Recipient(each.id, f"{each.first_name} {each.last_name}", each.email, each.notifications)
            for each in contacts
            if isinstance(each, Contact)
        ]
        return found + sorted(others, key=lambda each: (fold(each.name), each.id))


def _own(tx: Tx, account: str) -> list[Recipient]:
    center = loading.get(tx, "account", account, account)
    holder = center.holder if isinstance(center, Account) else None
    address = None if holder is None else loading.primary_address(tx, holder)
    return [
        Recipient(
            "", f"{each.first_name} {each.last_name}", address.address if address else "", each.notifications
        )
        for each in loading.get_all(tx, "profile", account).values()
        if isinstance(each, Profile)
    ]


def _shown(seen: Contact) -> dict[str, Any]:
    return {name: getattr(seen, name) for name in ("first_name", "last_name", "phone", "notifications")}
