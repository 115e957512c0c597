"""The one path of every change: load, decide, write, audit, queue what follows, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from jumpzone.errors import Conflicted, FieldError, Refused
from jumpzone.i18n import T_
from jumpzone.model import codec
from jumpzone.model.clock import Clock
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import Ids
from jumpzone.model.mutations import Actor, Changes, Decision, Mutation, NextNumber, Write
from jumpzone.model.permissions import SYSTEM, Role
from jumpzone.model.records import Record, values_of
from jumpzone.model.rules import decide, needs
from jumpzone.store import audit, blobs, fulltext, loading
from jumpzone.store.outgoing import Composer, queue_notice, requeue
from jumpzone.store.rows import to_row
from jumpzone.store.seal import Sealer
from jumpzone.store.store import Store, Tx
from jumpzone.store.tables import TABLES, counter, tombstone

TOMBSTONE_LIFE: Final = timedelta(days=90)
"""How long a deleted record can be brought back; an account's next deletion clears what is older."""

FIRST_NUMBERS: Final = {"account": 100_000, "ticket": 100_000, "order": 100_000, "proforma": 0, "invoice": 0}
"""The number before the first one of each series; invoices and credit notes share theirs."""

_REFERENCE_TAKEN: Final = re.compile(r"uq_transaction_gateway_reference|transaction\.gateway")
"""The same of the index that lets a gateway's payment count once in the whole store."""

_ADDRESS_TAKEN: Final = re.compile(r"uq_email_address_verified|email_address\.canonical")
"""How PostgreSQL and SQLite name the index that lets one login alone have a verified address."""

_FORMATS: Final = {
    "account": "C-{}",
    "ticket": "T-{}",
    "order": "O-{}",
    "proforma": "P-{:06}",
    # Ten digits without gaps, as the Bulgarian rules on the Accountancy and VAT Acts ask.
    "invoice": "{:010}",
}


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a mutation.

    Attributes:
        outcome: ``applied`` or ``unchanged``.
        changes: The records that were touched.
        undo: The mutation that takes it back, or None where that can't be done; it needs a fresh id.
        values: What was written to the mutation's own record.
    """

    outcome: str
    changes: Changes
    undo: Mutation | None = None
    values: Mapping[str, Any] | None = None


Also = Callable[[Tx], None]
"""What else belongs into the transaction: rows that are no records (a password's hash, a used code)."""


class Executor:
    """Runs mutations on an authority."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, composer: Composer, sealer: Sealer) -> None:
        """Put the parts together."""
        self.store = store
        self.clock = clock
        self.ids = ids
        self.sealer = sealer
        self._composer = composer

    def run(self, mutation: Mutation, actor: Actor, also: Also | None = None) -> Applied:
        """Decide a mutation and write what it comes to; it is on disk when this returns.

        A mutation whose id was applied before changes nothing and gives the same answer.

        Args:
            mutation: The change.
            actor: Who makes it. The right to do so is looked up here, never handed in.
            also: Further writes in the same transaction.

        Raises:
            Refused: No right, or a rule stands against it.
            Invalid: Values can't be used.
            Conflicted: The fields had moved on since their author saw them; nothing was written.
            NotFound: No such record.
            StoreProblem: The database is in trouble.
        """
        try:
            with self.store.write() as tx:
                applied = self.run_in(tx, mutation, actor, also)
        except IntegrityError as problem:
            if _ADDRESS_TAKEN.search(str(problem.orig)):
                raise Refused(
                    "address-taken", T_("This e-mail address has been confirmed by somebody else meanwhile.")
                ) from problem
            if _REFERENCE_TAKEN.search(str(problem.orig)):
                raise Refused(
                    "reference-taken", T_("This payment is recorded already, for another document.")
                ) from problem
            raise
        if applied.changes.records:
            self.store.committed(applied.changes)
        return applied

    def run_in(self, tx: Tx, mutation: Mutation, actor: Actor, also: Also | None = None) -> Applied:
        """Run a mutation inside a transaction that is open already; see :meth:`run`."""
        head = audit.lock(tx, mutation.account)
        known = audit.find(tx, mutation.account, mutation.id)
        if known is not None:
            return Applied("applied", known)
        role = self._role(tx, mutation.account, actor)
        now = self.clock.now()
        state = loading.load_state(tx, mutation, needs(mutation), now, role)
        decision = decide(state, mutation, actor, role)
        if decision.outcome == "conflict":
            raise _conflict(mutation, decision)
        touched: list[tuple[str, str]] = []
        writes: list[Write] = []
        if decision.outcome == "applied":
            rev = head.rev + 1
            taken: dict[str, str] = {}
            for each in decision.writes:
                values = self._numbered(tx, each.values, taken)
                write = Write(each.type, each.id, each.op, values, each.before)
                self._write(tx, mutation.account, write, rev, now)
                writes.append(write)
                touched.append((write.type, write.id))
            for planned in decision.notices:
                # A mail may name the number that the same change took.
                notice = replace(planned, params=_with_numbers(planned.params, taken))
                message = queue_notice(
                    tx, mutation.account, notice, self._composer, self.sealer, self.ids, rev, now
                )
                touched.append(("message", message))
            if mutation.op == "message.retry":
                requeue(tx, mutation.account, mutation.record, self.ids.new(), now)
        if also is not None:
            also(tx)
        blobs.require(tx, mutation.account, _files_of(writes))
        if decision.outcome == "unchanged":
            return Applied("unchanged", Changes(mutation.account, rev=head.rev))
        audit.append(tx, head, mutation, actor, writes, touched, now)
        changes = Changes(mutation.account, frozenset(touched), head.rev + 1)
        own = next((each.values for each in writes if each.id == mutation.record), None)
        return Applied("applied", changes, _undo(mutation, writes), own)

    def _role(self, tx: Tx, account: str, actor: Actor) -> Role:
        kind, _, name = actor.name.partition(":")
        if kind in ("system", "anonymous"):
            return SYSTEM
        return loading.role_of(tx, account, name)

    def _numbered(self, tx: Tx, values: Mapping[str, Any], taken: dict[str, str]) -> dict[str, Any]:
        series = {value.series for value in values.values() if isinstance(value, NextNumber)}
        taken |= {each: self._take_number(tx, each) for each in sorted(series)}
        return _with_numbers(values, taken)

    def _take_number(self, tx: Tx, series: str) -> str:
        # One statement, so that two accounts that open the series at once get two numbers.
        taken = tx.scalar(
            tx.insert_into(counter)
            .values(name=series, value=FIRST_NUMBERS[series] + 1)
            .on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + 1})
            .returning(counter.c.value)
        )
        return _FORMATS[series].format(int(taken))

    def _write(self, tx: Tx, account: str, write: Write, rev: int, now: datetime) -> None:
        table = TABLES[write.type]
        values = to_row(write.type, write.values)
        keyed = RECORDS[write.type].keyed_by_account and write.type != "account"
        where = [table.c.id == write.id]
        if keyed:
            where.append(table.c.account == account)
        match write.op:
            case "insert":
                row = _defaults(write.type) | values
                row |= {"id": write.id, "rev": rev, "created_at": now, "updated_at": now}
                if keyed:
                    row["account"] = account
                tx.execute(insert(table), row)
                tx.execute(
                    delete(tombstone).where(
                        tombstone.c.account == account,
                        tombstone.c.type == write.type,
                        tombstone.c.id == write.id,
                    )
                )
            case "update":
                tx.execute(update(table).where(*where).values(values | {"rev": rev, "updated_at": now}))
            case "delete":
                assert write.before is not None
                tx.execute(delete(table).where(*where))
                old = tombstone.c.deleted_at < now - TOMBSTONE_LIFE
                tx.execute(delete(tombstone).where(tombstone.c.account == account, old))
                tx.upsert(tombstone, _tombstone(account, write, write.before, rev, now))
        if write.type == "message":
            _index_message(tx, account, write)
        elif write.type == "ticket_reply" and write.op == "insert":
            fulltext.add_replies(tx, [{**write.values, "id": write.id, "account": account}])


def _with_numbers(values: Mapping[str, Any], taken: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: value.before + taken[value.series] if isinstance(value, NextNumber) else value
        for name, value in values.items()
    }


def _files_of(writes: Sequence[Write]) -> set[str]:
    replies = [each for each in writes if each.type == "ticket_reply" and each.op == "insert"]
    return {file["sha256"] for reply in replies for file in reply.values.get("attachments", ())}


@cache
def _defaults(type_: str) -> dict[str, Any]:
    fields = RECORDS[type_].fields
    return to_row(type_, {name: field.default for name, field in fields.items() if field.default is not None})


def _tombstone(account: str, write: Write, before: Record, rev: int, now: datetime) -> dict[str, Any]:
    fields = RECORDS[write.type].fields
    kept = {
        name: codec.to_json(fields[name], value)
        for name, value in values_of(before).items()
        if name in fields
    }
    kept |= {"created_at": codec.time_to_json(before.created_at)}
    return {
        "account": account,
        "type": write.type,
        "id": write.id,
        "rev": rev,
        "deleted_at": now,
        "fields": kept,
    }


def _index_message(tx: Tx, account: str, write: Write) -> None:
    before = values_of(write.before) if write.before is not None else {}
    if before.get("sent_at") is not None:
        fulltext.remove(tx, write.id, before["sent_at"])
    after = before | dict(write.values)
    if write.op != "delete" and after.get("sent_at") is not None:
        fulltext.add(tx, [_defaults("message") | after | {"id": write.id, "account": account}])


def _conflict(mutation: Mutation, decision: Decision) -> Conflicted:
    if mutation.op == "delete":
        return Conflicted(
            "conflict",
            T_("Somebody changed this record while you looked at it; it was not deleted."),
            hint=T_("Look at it again, then delete it."),
        )
    return Conflicted(
        hint=T_("Compare the values and save again to keep yours."),
        fields=[
            FieldError(name, "conflict", T_("Somebody else changed this meanwhile."), value)
            for name, value in decision.server.items()
        ],
    )


def _undo(mutation: Mutation, writes: Sequence[Write]) -> Mutation | None:
    own = [each for each in writes if each.id == mutation.record and each.type == mutation.type]
    if len(own) != 1 or mutation.op not in ("create", "update", "delete", "restore"):
        return None
    write = own[0]
    before = values_of(write.before) if write.before is not None else {}
    match write.op:
        case "insert":
            op, values, base = "delete", {}, dict(write.values)
        case "update":
            op = "update"
            values = {name: before[name] for name in write.values}
            base = dict(write.values)
        case _:
            op, values, base = "restore", {}, {}
    return Mutation("", mutation.account, mutation.type, mutation.record, op, mutation.at, values, base)


__all__ = ["Also", "Applied", "Executor"]
