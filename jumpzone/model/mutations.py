"""A change is a mutation: what any door hands in, and what deciding it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from jumpzone.model.records import Record

Values = Mapping[str, Any]
Outcome = Literal["applied", "unchanged", "conflict"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something: a login, or one of the closed list of system actors.

    Attributes:
        name: ``login:<id>``, ``anonymous:<registration>`` or ``system:mail | timer | provision | import``.
        on_behalf_of: The login for which staff act, or None.
        device: Where the change was made, for people.
    """

    name: str
    on_behalf_of: str | None = None
    device: str | None = None

    @staticmethod
    def login(login: str, device: str | None = None) -> Actor:
        """Return the actor that is a login."""
        return Actor(f"login:{login}", device=device)

    @staticmethod
    def anonymous(registration: str) -> Actor:
        """Return the actor of a registration that is being confirmed."""
        return Actor(f"anonymous:{registration}")


MAIL: Final = Actor("system:mail")
TIMER: Final = Actor("system:timer")
PROVISION: Final = Actor("system:provision")
IMPORT: Final = Actor("system:import")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one record.

    Attributes:
        id: UUIDv7; the same id is never applied twice.
        account: The account whose record it is.
        type: The record's type.
        record: The record's id.
        op: ``create``, ``update``, ``delete``, ``restore`` or a named action such as ``message.resend``.
        at: The clock of whoever made it, for people; it orders nothing.
        set: The new values.
        base: The values that its author saw, for the fields in ``set`` (all fields for a delete).
        reason: Why, in the author's words; asked of staff.
    """

    id: str
    account: str
    type: str
    record: str
    op: str
    at: datetime
    set: Values = field(default_factory=dict)
    base: Values = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NextNumber:
    """Stands for the next number of a series until the executor takes it, inside the transaction.

    Attributes:
        series: The series. A row that names it twice takes one number.
        before: What stands in front of the number, such as the address of a payment page.
    """

    series: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """One row to write.

    Attributes:
        type: The record's type.
        id: The record's id.
        op: What happens to the row.
        values: The fields to set; may hold :class:`NextNumber`.
        before: The record as it was, for the audit trail and for undoing.
    """

    type: str
    id: str
    op: Literal["insert", "update", "delete"]
    values: Values = field(default_factory=dict)
    before: Record | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail that follows from a change; it is composed and queued in the same transaction.

    Attributes:
        template: Its name in :mod:`jumpzone.mail.templates`.
        to: The address it goes to.
        language: The language it is written in.
        category: The message's category.
        params: What the template shows; never a secret.
        secrets: Named secrets (codes, access data), sealed apart from the text.
        login: The one login that may read it, or None.
        about: The record it is about, as (type, id).
        copy_of: The message that it repeats.
        transient: Its text is destroyed once it has gone (codes).
    """

    template: str
    to: str
    language: str
    category: str
    params: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    login: str | None = None
    about: tuple[str, str] | None = None
    copy_of: str | None = None
    transient: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a mutation comes to.

    Attributes:
        outcome: ``applied``; ``unchanged`` when nothing differs; ``conflict`` when a field had moved on.
        writes: Rows to write, in order.
        fields: Per field of the mutation: what became of it.
        server: For fields in conflict, the value that stands.
        notices: Mails that follow.
    """

    outcome: Outcome
    writes: tuple[Write, ...] = ()
    fields: Mapping[str, Outcome] = field(default_factory=dict)
    server: Values = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Which records a change touched; views decide by it whether to refresh.

    Attributes:
        account: The account, or empty for what belongs to none.
        records: Pairs of type and id.
        rev: The account's change counter afterwards.
    """

    account: str
    records: frozenset[tuple[str, str]] = frozenset()
    rev: int = 0

    def touches(self, *types: str) -> bool:
        """Tell whether a record of one of these types was touched."""
        return any(type_ in types for type_, _ in self.records)

    def __or__(self, other: Changes) -> Changes:
        """Put two changes of one account together."""
        return Changes(self.account, self.records | other.records, max(self.rev, other.rev))
