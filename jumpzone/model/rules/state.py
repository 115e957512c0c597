"""What rules are given to decide with, and how they say what they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from jumpzone.model.records import Account, EmailAddress, Login, Record
from jumpzone.model.seller import Seller

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be loaded before a mutation can be decided.

    Attributes:
        whole: Types of which every record of the account is needed.
        holder: Whether the holder's login and primary address are needed.
        writer: Whether the login that makes the change is needed.
        records: Single records, as (type, id).
        where: Records by the value of one field, as (type, field, value).
        then: What the records found so far ask for in turn; asked again until nothing new comes.
        seller: Whether the seller's data is needed.
    """

    whole: frozenset[str] = frozenset()
    holder: bool = False
    writer: bool = False
    records: frozenset[tuple[str, str]] = frozenset()
    where: frozenset[tuple[str, str, str]] = frozenset()
    then: Callable[[State], Needs] | None = None
    seller: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The part of the store that a decision looks at.

    Attributes:
        now: UTC.
        account: The account, or None before it exists.
        records: Per type, the loaded records by id; the mutation's own record always, where it exists.
        gone: The mutation's record as it was when it was deleted, or None.
        holder: The login that stands for the account.
        holder_address: That login's primary address.
        writer: The login that makes the change; None for the system itself.
        seller: Who sells; None while nobody has said so.
    """

    now: datetime
    account: Account | None = None
    records: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    gone: Record | None = None
    holder: Login | None = None
    holder_address: EmailAddress | None = None
    writer: Login | None = None
    seller: Seller | None = None

    def all(self, cls: type[R], type_: str) -> list[R]:
        """Return the loaded records of one type."""
        return [record for record in self.records.get(type_, {}).values() if isinstance(record, cls)]

    def get(self, type_: str, id_: str) -> Record | None:
        """Return one loaded record, or None."""
        return self.records.get(type_, {}).get(id_)

    @property
    def language(self) -> str:
        """The language in which the account is written to."""
        if self.holder is not None:
            return self.holder.language
        return self.account.language if self.account is not None else "en"
