"""Becoming a customer.

Until the code that was mailed is entered there is neither login nor account: only a row with everything that was
typed, sealed. Every attempt has its own row, password and code, so nobody can prepare an account for an address that
is not theirs. A known address gets the same answer, and its owner a mail.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid, Refused
from jumpzone.i18n import T_
from jumpzone.model import codec, emails
from jumpzone.model.fields import LANGUAGES, RECORDS
from jumpzone.model.mutations import Actor, Mutation, Notice
from jumpzone.model.rules.actions import check_new_profile
from jumpzone.model.rules.state import State
from jumpzone.model.text import FieldRefused
from jumpzone.store import access, incoming
from jumpzone.store.access import Known
from jumpzone.store.outgoing import queue_bare
from jumpzone.store.store import Tx
from jumpzone.usecases import codes, opening
from jumpzone.usecases.area import Area, Deps, Session
from jumpzone.usecases.passwords import check_new_password
from jumpzone.usecases.throttling import REGISTRATION, REGISTRATION_SOURCE, RESEND, Throttle
from jumpzone.usecases.unclaimed import CURRENCY

__all__ = ["LIFETIME", "Pending", "Registration"]

LIFETIME: Final = timedelta(minutes=30)

_PURPOSE: Final = "registration"
_LONGEST_NAME: Final = RECORDS["login"].fields["name"].max_length
_PROFILE: Final = {
    name: each for name, each in RECORDS["profile"].fields.items() if name != "personal_number"
}
"""What the form asks for; a personal number only when a registry needs it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A registration that waits for its code, or looks as if it did.

    Attributes:
        token: Names it to :meth:`Registration.confirm`.
        expires_at: When the code ends, UTC.
        address: Where the mail went.
    """

    token: str = field(repr=False)
    expires_at: datetime
    address: str


class Registration(Area):
    """Becoming a customer."""

    def __init__(self, deps: Deps, session: Session | None) -> None:
        """Take the parts; who is signed in does not matter."""
        super().__init__(deps, session)
        self._throttle = Throttle(deps.sealer, deps.clock)

    def check(self, values: Mapping[str, Any], password: str | None = None) -> None:
        """Check a form as far as it can be without writing.

        Args:
            values: The profile's fields, ``email``, and ``terms`` (True).
            password: The password, or None to leave it out.

        Raises:
            Invalid: With an error for every field at fault.
        """
        self._checked(values, password)

    def _checked(
        self, values: Mapping[str, Any], password: str | None
    ) -> tuple[dict[str, Any], emails.CheckedAddress]:
        errors: list[FieldError] = []
        profile: dict[str, Any] = {}
        address = None
        given = {name: value for name, value in values.items() if name not in ("email", "terms")}
        try:
            profile = check_new_profile(_without_blanks(given), State(self.deps.clock.now()))
        except Invalid as problem:
            errors += problem.fields
        try:
            address = emails.check_address(_text(values.get("email")))
        except FieldRefused as problem:
            errors.append(FieldError("email", problem.code, problem.reason))
        if password is not None:
            try:
                check_new_password(password, _names(values), "password")
            except Invalid as problem:
                errors += problem.fields
        if values.get("terms") is not True:
            errors.append(FieldError("terms", "required", T_("Accept the terms to become a customer.")))
        if errors or address is None:
            raise Invalid(fields=errors)
        return profile, address

    def begin(
        self,
        values: Mapping[str, Any],
        password: str,
        language: str,
        *,
        timezone: str = "UTC",
        source: str = "local",
    ) -> Pending:
        """Send a code to the address; nothing else comes of it until the code is entered.

        Args:
            values: As in :meth:`check`.
            password: The password, kept as a hash alone.
            language: The language of the account and of its mail.
            timezone: The reader's time zone by its IANA name; one that is not known becomes UTC.
            source: Where the wish comes from, such as an IP address.

        Raises:
            Invalid: With an error for every field at fault.
            Throttled: Too many mails to this address, or wishes from this source.
        """
        profile, address = self._checked(values, password)
        # Before the hash: a flood of wishes must not cost a flood of hashes.
        with self.deps.store.write() as tx:
            self._throttle.take(tx, (REGISTRATION, address.canonical), (REGISTRATION_SOURCE, source))
        data = {
            "profile": {name: codec.to_json(_PROFILE[name], profile[name]) for name in _PROFILE},
            "address": address.address,
            "canonical": address.canonical,
            "language": language if language in LANGUAGES else "en",
            "timezone": timezone if opening.is_zone(timezone) else "UTC",
            "password_hash": self.deps.hasher.hash(password),
        }
        token = codes.new_token(codes.REGISTRATION_PREFIX)
        row = codes.row_of(self.deps.sealer, _PURPOSE, token)
        now = self.deps.clock.now()
        with self.deps.store.write() as tx:
            access.sweep_pending(tx, now)
            guarded = self._issue(tx, row, data)
            times = {"created_at": now, "expires_at": now + LIFETIME}
            access.add_pending(tx, {"id": row, "attempts": 0} | times | guarded)
        return Pending(token, now + LIFETIME, address.address)

    def _issue(self, tx: Tx, row: str, data: dict[str, Any]) -> dict[str, Any]:
        """Queue the mail with a new code, or the one to the owner of a known address; return what to keep."""
        sealer, code = self.deps.sealer, codes.new_code()
        known = access.known_address(tx, data["canonical"])
        digest = codes.code_hash(sealer, _PURPOSE, row, data["canonical"], code)
        # A known address has a row as well; no code opens it.
        guard = digest if known is None else secrets.token_bytes(len(digest))
        notice = _notice(known, data, code)
        queue_bare(tx, notice, self.deps.composer, sealer, self.deps.ids, self.deps.clock.now())
        return {"sealed": sealer.seal(data, row), "code_hash": guard}

    def resend(self, token: str) -> Pending:
        """Send another code; the earlier one is worthless, and wrong attempts stay counted.

        Raises:
            Invalid: ``invalid-code``: the time is over, it was tried too often, or there never was such a one.
            Throttled: Too many mails.
        """
        now = self.deps.clock.now()
        row = codes.row_of(self.deps.sealer, _PURPOSE, token)
        with self.deps.store.write() as tx:
            found = access.lock_pending(tx, row)
            if found is None or found.expires_at <= now or found.attempts >= codes.ATTEMPTS:
                raise codes.invalid_code()
            data = self.deps.sealer.open(found.sealed, row)
            self._throttle.take(tx, (RESEND, row), (REGISTRATION, data["canonical"]))
            access.change_pending(tx, row, self._issue(tx, row, data))
        return Pending(token, found.expires_at, data["address"])

    def confirm(self, token: str, code: str, *, remember: bool = False) -> Session:
        """Open the account. Whoever has the code has shown the address, so they are signed in as well.

        Args:
            token: Of :meth:`begin`.
            code: As it was mailed; spaces and dashes don't matter.
            remember: Keep the session for 30 days, as in :meth:`Access.sign_in`.

        Returns:
            The session with its token.

        Raises:
            Invalid: ``invalid-code`` (field ``code``) for one that is wrong, used, too old, tried too often, that
                never was, or whose address somebody else has confirmed meanwhile.
        """
        row = codes.row_of(self.deps.sealer, _PURPOSE, token)
        data = self._opened(row, codes.read_code(code))
        now, new = self.deps.clock.now(), self.deps.ids.new
        login, begun = new(), []

        def also(tx: Tx) -> None:
            if not access.use_pending(tx, row):
                raise codes.invalid_code()
            access.set_password(tx, login, data["password_hash"], now)
            self._throttle.forgive(tx, (REGISTRATION, data["canonical"]))
            begun.append(opening.begin(tx, self.deps, login, remember=remember))

        with self.deps.store.read() as tx:
            unclaimed = incoming.unclaimed_by(tx, data["canonical"])
        # A centre that the address opened by itself, by a mail or a purchase, is now its owner's.
        account, op = (new(), "account.open") if unclaimed is None else (unclaimed, "account.claim")
        mutation = Mutation(new(), account, "account", account, op, now, self._opening(data, login))
        try:
            self.deps.executor.run(mutation, Actor.anonymous(row), also)
        except Refused as problem:
            if problem.code not in ("address-taken", "claimed"):
                raise
            raise codes.invalid_code() from None
        return begun[0]

    def _opening(self, data: Mapping[str, Any], login: str) -> dict[str, Any]:
        new, profile = self.deps.ids.new, data["profile"]
        return {
            "profile": profile,
            "name": f"{profile['first_name']} {profile['last_name']}"[:_LONGEST_NAME].strip(),
            "language": data["language"],
            "timezone": data["timezone"],
            "currency": CURRENCY,
            "opened_by": "registration",
            "address": data["address"],
            "canonical": data["canonical"],
            "profile_id": new(),
            "login_id": login,
            "address_id": new(),
            "membership_id": new(),
        }

    def _opened(self, row: str, code: str) -> dict[str, Any]:
        """Return what a code opens, or count the attempt."""
        sealer = self.deps.sealer
        with self.deps.store.write() as tx:
            found = access.lock_pending(tx, row)
            data: dict[str, Any] = {} if found is None else sealer.open(found.sealed, row)
            digest = codes.code_hash(sealer, _PURPOSE, row, data.get("canonical", ""), code)
            if codes.opens(found, digest, self.deps.clock.now()):
                return data
            access.count_pending_attempt(tx, row)
        raise codes.invalid_code()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _without_blanks(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was left empty, so that the defaults stand; keep what the form does not ask for, as an error."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _names(values: Mapping[str, Any]) -> list[str]:
    asked = ("first_name", "middle_name", "last_name", "company_name", "email")
    return [text for text in (_text(values.get(name)) for name in asked) if text]


def _notice(known: Known | None, data: Mapping[str, Any], code: str) -> Notice:
    if known is not None:
        language = known.language or data["language"]
        return Notice("registration_known", known.address, language, "security", {}, transient=True)
    return Notice(
        "registration_code",
        data["address"],
        data["language"],
        "security",
        {"minutes": LIFETIME // timedelta(minutes=1)},
        secrets={"code": codes.spaced(code)},
        transient=True,
    )
