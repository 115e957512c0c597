"""Contacts and who gets which mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jumpzone.errors import FieldError
from jumpzone.model.records import Contact
from jumpzone.store.executor import Applied
from jumpzone.store.listing import Query
from jumpzone.usecases.lists import Records
from jumpzone.usecases.rehearsal import rehearse


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
            return rehearse(self, "contact", self.deps.ids.new(), "create", values, {})
        base = {name: getattr(seen, name) for name in values if hasattr(seen, name)}
        return rehearse(self, "contact", seen.id, "update", values, base)


def _shown(seen: Contact) -> dict[str, Any]:
    return {name: getattr(seen, name) for name in ("first_name", "last_name", "phone", "notifications")}
