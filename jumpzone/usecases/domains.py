"""Domains: how each is set up, one at a time and many at once, and their transfer codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from jumpzone.errors import Conflicted, FieldError, Invalid, NotFound, SignInFirst, ZoneError
from jumpzone.i18n import T_, Text
from jumpzone.model.fields import RECORDS
from jumpzone.model.mutations import Actor, Mutation
from jumpzone.model.records import Contact, Domain
from jumpzone.model.rules import decide, needs
from jumpzone.model.rules.domains import CONTACTS, missing_for_registry, warnings_of
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import ListReader, Query
from jumpzone.usecases.access import Access
from jumpzone.usecases.area import Reading
from jumpzone.usecases.domain_orders import DomainOrders
from jumpzone.usecases.lists import Records
from jumpzone.usecases.rehearsal import rehearse

__all__ = ["Candidate", "Domains", "Done", "Planned", "Told", "View"]

_AT_ONCE: Final = 25
"""Domains that are looked at in one reading transaction: nobody who writes waits for long."""

_OFFERED: Final = 500
"""So many contacts are offered for a domain."""

Told = Callable[[int, int], bool]
"""Hears how many of how many are done; answers whether to go on."""

Plan = Literal["change", "unchanged", "refused"]
Outcome = Literal["done", "unchanged", "refused", "left"]


@dataclass(frozen=True, slots=True)
class View:
    """A domain with what its page says beside it.

    Attributes:
        domain: The domain.
        people: Per field that names a contact, the contact; None for the account's own data or where the reader may
            not see contacts.
        warnings: What to know of it as it stands.
    """

    domain: Domain
    people: Mapping[str, Contact | None]
    warnings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact that a domain could name.

    Attributes:
        contact: The contact.
        missing: What a registry would ask of it and does not get.
    """

    contact: Contact
    missing: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a change would do to one domain of several.

    Attributes:
        domain: As it stands; None when it is gone.
        id: Its id.
        outcome: ``change``, ``unchanged`` or ``refused``.
        values: The fields that would change, with their new values.
        warnings: What to know before.
        reason: Why it is refused.
    """

    id: str
    domain: Domain | None
    outcome: Plan
    values: Mapping[str, Any]
    warnings: tuple[Text, ...] = ()
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one domain of several.

    Attributes:
        planned: What was to be done.
        outcome: ``done``, ``unchanged``, ``refused``, or ``left`` when the work was stopped before.
        applied: The store's answer, by which it can be undone.
        reason: Why it was refused.
        code: The error's code.
    """

    planned: Planned
    outcome: Outcome
    applied: Applied | None = None
    reason: Text | None = None
    code: str | None = None


class Domains(Records[Domain]):
    """Domain names."""

    type = "domain"
    default = Query(sort="expires_on")

    # -- reading ---------------------------------------------------------------------------------------

    def view(self, id_: str) -> View:
        """Return a domain with its people and what to know of it.

        Raises:
            NotFound: There is no such domain.
        """
        with self.reading("domain") as reading:
            domain = loading.get(reading.tx, "domain", reading.account, id_)
            if not isinstance(domain, Domain):
                raise NotFound()
            people = _people(reading, domain)
        return View(domain, people, tuple(warnings_of(domain, {})))

    def candidates(self) -> list[Candidate]:
        """Return the contacts that a domain could name, by name; nobody where the reader may not see contacts."""
        with self.reading("domain") as reading:
            if not reading.role.holds(RECORDS["contact"].read):
                return []
            page = ListReader("contact", reading.account, Query(sort="last_name")).page(
                reading.tx, limit=_OFFERED
            )
        return [
            Candidate(each, tuple(missing_for_registry(each)))
            for _, each in page
            if isinstance(each, Contact)
        ]

    def ids(self, query: Query) -> list[str]:
        """Return the ids of all domains that a query finds, in its order."""
        return [each.id for each in self.list(query)]

    # -- one -------------------------------------------------------------------------------------------

    def save(self, seen: Domain, values: Mapping[str, Any]) -> Applied:
        """Save changed fields of a domain that was shown as ``seen``.

        Raises:
            Invalid: With an error for every field at fault.
            Conflicted: Fields that somebody else changed meanwhile.
            Refused: No right.
        """
        return self.change("domain", seen.id, "update", values, _base(seen, values))

    def check(self, seen: Domain, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Tell what saving would say, without saving."""
        return rehearse(self, "domain", seen.id, "update", values, _base(seen, values))

    def transfer_code(self, id_: str, password: str) -> str:
        """Return a domain's transfer code; that it was shown is recorded.

        Args:
            id_: The domain.
            password: The reader's password, asked for anew.

        Raises:
            Refused: It is locked, its state is against it, the registry gave no code, or no right.
            Invalid: The password is wrong.
            Throttled: It was tried too often.
        """
        # What stands against it is said before a password is asked for.
        rehearse(self, "domain", id_, "domain.transfer_code", {}, {})
        Access(self.deps, self.session).reauthenticate(password)
        self.change("domain", id_, "domain.transfer_code")
        domain = self.get(id_)
        if domain.transfer_code is None:
            raise NotFound()
        return str(self.deps.sealer.open(domain.transfer_code, domain.id))

    def may_show_code(self, id_: str) -> None:
        """Say what stands against showing a transfer code, before a password is asked for.

        Raises:
            Refused: As :meth:`transfer_code`.
        """
        rehearse(self, "domain", id_, "domain.transfer_code", {}, {})

    @property
    def orders(self) -> DomainOrders:
        """Renewing domains, and taking them in."""
        return DomainOrders(self.deps, self._session)

    # -- many ------------------------------------------------------------------------------------------

    def preview(
        self, ids: Sequence[str], change: Mapping[str, Any], told: Told | None = None
    ) -> list[Planned]:
        """Tell what a change would do to each of several domains, and write nothing.

        Args:
            ids: The domains.
            change: The fields to set, the same for all.
            told: Hears of the progress and may stop it; then the rest is not in the answer.
        """
        found: list[Planned] = []
        for start in range(0, len(ids), _AT_ONCE):
            with self.reading("domain") as reading:
                found += [self._planned(reading, id_, change) for id_ in ids[start : start + _AT_ONCE]]
            if told is not None and not told(len(found), len(ids)):
                break
        return found

    def _planned(self, reading: Reading, id_: str, change: Mapping[str, Any]) -> Planned:
        now, account = self.deps.clock.now(), reading.account
        mutation = Mutation(self.deps.ids.new(), account, "domain", id_, "update", now, change)
        state = loading.load_state(reading.tx, mutation, needs(mutation), now, reading.role)
        domain = state.get("domain", id_)
        if not isinstance(domain, Domain):
            return Planned(id_, None, "refused", {}, reason=NotFound().message)
        try:
            decision = decide(state, mutation, Actor.login(self.session.login.id), reading.role)
        except ZoneError as problem:
            return Planned(id_, domain, "refused", {}, reason=_why(problem))
        if decision.outcome != "applied":
            return Planned(id_, domain, "unchanged", {})
        values = dict(decision.writes[0].values)
        return Planned(id_, domain, "change", values, tuple(warnings_of(domain, values)))

    def apply(self, plan: Sequence[Planned], told: Told | None = None) -> list[Done]:
        """Do what was previewed, one mutation a domain; what is refused stops no other.

        What somebody changed since the preview is refused, not overwritten.

        Args:
            plan: The answer of :meth:`preview`.
            told: Hears of the progress and may stop it; what was done stays, the rest is ``left``.

        Raises:
            SignInFirst: The session has ended; what was done stays.
        """
        done: list[Done] = []
        going = True
        for number, each in enumerate(plan, 1):
            done.append(self._applied(each) if going else Done(each, "left"))
            going = going and (told is None or told(number, len(plan)))
        return done

    def _applied(self, planned: Planned) -> Done:
        if planned.outcome == "refused":
            return Done(planned, "refused", reason=planned.reason, code="refused")
        if planned.outcome == "unchanged" or planned.domain is None:
            return Done(planned, "unchanged")
        try:
            applied = self.save(planned.domain, planned.values)
        except SignInFirst:
            raise
        except ZoneError as problem:
            return Done(planned, "refused", reason=_why(problem), code=problem.code)
        # Somebody else may have done the same since the preview.
        return Done(planned, "done", applied) if applied.undo is not None else Done(planned, "unchanged")

    def take_back(self, done: Sequence[Done], told: Told | None = None) -> list[Done]:
        """Undo what :meth:`apply` did, domain by domain; what others changed since stays."""
        back: list[Done] = []
        wanted = [each for each in done if each.applied is not None]
        for number, each in enumerate(wanted, 1):
            assert each.applied is not None
            try:
                back.append(Done(each.planned, "done", self.undo(each.applied)))
            except SignInFirst:
                raise
            except ZoneError as problem:
                back.append(Done(each.planned, "refused", reason=_why(problem), code=problem.code))
            if told is not None and not told(number, len(wanted)):
                break
        return back


def _base(seen: Domain, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(seen, name) for name in values if hasattr(seen, name)}


def _why(problem: ZoneError) -> Text:
    if isinstance(problem, Conflicted):
        return T_("Somebody else changed this meanwhile.")
    if isinstance(problem, Invalid) and problem.fields:
        return problem.fields[0].message
    return problem.message


def _people(reading: Reading, domain: Domain) -> dict[str, Contact | None]:
    if not reading.role.holds(RECORDS["contact"].read):
        return dict.fromkeys(CONTACTS)
    found: dict[str, Contact | None] = {}
    for name in CONTACTS:
        id_ = getattr(domain, name)
        record = None if id_ is None else loading.get(reading.tx, "contact", reading.account, id_)
        found[name] = record if isinstance(record, Contact) else None
    return found
