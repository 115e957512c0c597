"""Passwords: asked for again, changed, forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from jumpzone import i18n
from jumpzone.errors import FieldError, Invalid, SignInFirst
from jumpzone.i18n import T_
from jumpzone.model import emails
from jumpzone.model.mutations import Actor, Mutation, Notice
from jumpzone.model.passwords import check_password, normalise
from jumpzone.model.text import FieldRefused, TextRefused, clean
from jumpzone.store import access, addresses, sessions
from jumpzone.store.access import Person
from jumpzone.store.outgoing import queue_bare
from jumpzone.store.store import Tx
from jumpzone.usecases import codes
from jumpzone.usecases.area import Area, Deps, Session
from jumpzone.usecases.throttling import REAUTHENTICATION, RESET, RESET_SOURCE, SIGN_IN, Throttle

__all__ = ["RESET_LIFETIME", "Passwords", "ResetPending", "check_new_password", "comparable"]

RESET_LIFETIME: Final = timedelta(minutes=10)

_RESET: Final = "reset"
_LONGEST_ADDRESS: Final = 254


@dataclass(frozen=True, slots=True)
class ResetPending:
    """A password reset that waits for its code, or looks as if it did.

    Attributes:
        token: Names it to :meth:`Passwords.confirm_reset`.
        expires_at: When the code ends, UTC.
        address: The address that was typed, as mail is written to it.
    """

    token: str = field(repr=False)
    expires_at: datetime
    address: str


class Passwords(Area):
    """Passwords: asked for again, changed, forgotten."""

    def __init__(self, deps: Deps, session: Session | None) -> None:
        """Take the parts, and who is signed in, if anybody is."""
        super().__init__(deps, session)
        self._throttle = Throttle(deps.sealer, deps.clock)

    # Asked for again

    def reauthenticate(self, password: str) -> None:
        """Check the password of whoever is signed in: before access data is shown, to open a locked zone.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
            Throttled: Too many attempts; nothing was looked at.
            Invalid: ``wrong-password``, on the field ``password``.
        """
        self._proven(password, "password")

    def _proven(self, password: str, name: str) -> tuple[str, str]:
        """Return the primary address and the hash that the password was checked against."""
        login = self.session.login.id
        # Counted apart from sign-in: a stranger who tries to sign in must not keep the owner from unlocking.
        subject = (REAUTHENTICATION, login)
        with self.deps.store.write() as tx:
            if not sessions.alive(tx, self.session.id, self.deps.clock.now()):
                raise SignInFirst()
            self._throttle.take(tx, subject)
            person = access.person(tx, login)
        if person is None or person.password_hash is None:
            raise SignInFirst()
        if not self.deps.hasher.verify(person.password_hash, password):
            raise _wrong_password(name)
        with self.deps.store.write() as tx:
            self._throttle.forgive(tx, subject)
        return person.address, person.password_hash

    # Changed

    def change_password(self, old: str, new: str) -> None:
        """Change the password of whoever is signed in; every other session ends, and the owner is told.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
            Invalid: ``weak-password`` (field ``new_password``, with the reason's code) or ``wrong-password``
                (field ``old_password``).
            Throttled: Too many attempts with the old one.
        """
        login, now = self.session.login.id, self.deps.clock.now()
        with self.reading() as reading:
            names = access.names_of(reading.tx, login)
        checked = check_new_password(new, names, "new_password")
        if normalise(old) == checked:
            raise _weak("new_password", "password-same", T_("This is the password that you have now."))
        address, seen = self._proven(old, "old_password")
        hash_ = self.deps.hasher.hash(checked)

        def also(tx: Tx) -> None:
            if not access.replace_password(tx, login, seen, hash_, now):
                # Changed while we looked: what was right is so no longer.
                raise _wrong_password("old_password")
            access.forget_codes(tx, login)
            sessions.end_all(tx, login, self.session.id)

        self.change("login", login, "password.change", {"address": address}, also=also)

    # Forgotten

    def begin_reset(self, email: str, *, language: str | None = None, source: str = "local") -> ResetPending:
        """Send a code to choose a new password with; an unknown address is told that it is unknown, by mail alone.

        Both mails are queued bare, sealed whole: a code has no place among an account's messages, and a message
        record would be one statement more than an unknown address can have.

        Args:
            email: The login's main address.
            language: The reader's language, for a mail to an address that is not known; the program's own when
                left out.
            source: Where the wish comes from, such as an IP address.

        Raises:
            Invalid: The address is none (field ``email``).
            Throttled: Too many mails to this address, or wishes from this source.
        """
        checked = _read_address(email)
        now = self.deps.clock.now()
        token, code = codes.new_token(codes.RESET_PREFIX), codes.new_code()
        row = codes.row_of(self.deps.sealer, _RESET, token)
        with self.deps.store.write() as tx:
            self._throttle.take(tx, (RESET, checked.canonical), (RESET_SOURCE, source))
            access.sweep_codes(tx, now)
            person = access.person_by_address(tx, checked.canonical)
            access.add_code(
                tx,
                {
                    "id": row,
                    "purpose": _RESET,
                    "login": None if person is None else person.login,
                    "code_hash": codes.code_hash(self.deps.sealer, _RESET, row, checked.canonical, code),
                    "created_at": now,
                    "expires_at": now + RESET_LIFETIME,
                    "attempts": 0,
                },
            )
            notice = _reset_notice(person, checked.address, language or i18n.current().language, code)
            queue_bare(tx, notice, self.deps.composer, self.deps.sealer, self.deps.ids, now)
        return ResetPending(token, now + RESET_LIFETIME, checked.address)

    def confirm_reset(self, token: str, code: str, new_password: str) -> None:
        """Give a new password; every session of the login ends, and the owner is told.

        A password that is refused costs neither the code nor an attempt. Only one that is made of the owner's
        names is refused after the code was right: before, the refusal would tell whose address it is.

        Raises:
            Invalid: ``weak-password`` (field ``password``, with the reason's code) or ``invalid-code`` (field
                ``code``) for one that is wrong, used, too old, tried too often, or never was.
        """
        check_new_password(new_password, (), "password")
        row = codes.row_of(self.deps.sealer, _RESET, token)
        login, canonical, account, names = self._opened(row, codes.read_code(code))
        checked = check_new_password(new_password, names, "password")
        hash_, now = self.deps.hasher.hash(checked), self.deps.clock.now()

        def also(tx: Tx) -> None:
            if not access.use_code(tx, row):
                raise codes.invalid_code()
            access.set_password(tx, login.login, hash_, now)
            access.forget_codes(tx, login.login)
            addresses.forget_verifying(tx, login.login)
            sessions.end_all(tx, login.login)
            self._throttle.forgive(tx, (SIGN_IN, canonical))
            self._throttle.forgive(tx, (RESET, canonical))

        mutation = Mutation(
            self.deps.ids.new(),
            account,
            "login",
            login.login,
            "password.reset",
            now,
            {"address": login.address},
        )
        self.deps.executor.run(mutation, Actor.anonymous(row), also)

    def _opened(self, row: str, code: str) -> tuple[Person, str, str, list[str]]:
        """Return whom a code belongs to, their canonical address, an account and their names, or count it."""
        sealer = self.deps.sealer
        with self.deps.store.write() as tx:
            found = access.lock_code(tx, row, _RESET)
            canonical = "" if found is None or found.canonical is None else found.canonical
            digest = codes.code_hash(sealer, _RESET, row, canonical, code)
            if (
                found is not None
                and found.login is not None
                and codes.opens(found, digest, self.deps.clock.now())
            ):
                person, account = access.person(tx, found.login), access.account_of(tx, found.login)
                if person is not None and account is not None:
                    return person, canonical, account, access.names_of(tx, person.login)
            access.count_code_attempt(tx, row)
        raise codes.invalid_code()


def comparable(email: str) -> str:
    """Return the form in which a typed address is looked up; what is no address matches nothing."""
    try:
        found = emails.canonical(clean(email))
    except TextRefused:
        return ""
    return found if len(found) <= _LONGEST_ADDRESS else ""


def check_new_password(password: str, names: Iterable[str], name: str) -> str:
    """Return a new password as it is hashed.

    Args:
        password: As it was typed.
        names: What others know about the person.
        name: The field's name in the form.

    Raises:
        Invalid: ``weak-password``; the field's own error says why.
    """
    try:
        return check_password(password, names)
    except FieldRefused as problem:
        raise _weak(name, problem.code, problem.reason) from problem


def _weak(name: str, code: str, reason: i18n.Text) -> Invalid:
    return Invalid("weak-password", reason, fields=[FieldError(name, code, reason)])


def _wrong_password(name: str) -> Invalid:
    message = T_("This is not your password.")
    return Invalid("wrong-password", message, fields=[FieldError(name, "wrong-password", message)])


def _read_address(email: str) -> emails.CheckedAddress:
    try:
        return emails.check_address(email)
    except FieldRefused as problem:
        raise Invalid(fields=[FieldError("email", problem.code, problem.reason)]) from problem


def _reset_notice(person: Person | None, typed: str, language: str, code: str) -> Notice:
    if person is None:
        return Notice("reset_unknown", typed, language, "security", {}, transient=True)
    return Notice(
        "reset_code",
        person.address,
        person.language,
        "security",
        {"name": person.name, "minutes": RESET_LIFETIME // timedelta(minutes=1)},
        secrets={"code": codes.spaced(code)},
        login=person.login,
        transient=True,
    )
