"""The addresses of a login: adding and verifying, making another one main, taking that back, removing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jumpzone.errors import NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model import emails
from jumpzone.model.mutations import Actor, Mutation, Notice
from jumpzone.model.records import EmailAddress
from jumpzone.model.rules.addresses import STOP_LIFETIME, UNVERIFIED_LIFETIME
from jumpzone.store import access, addresses, sessions
from jumpzone.store.addresses import AddressCode
from jumpzone.store.executor import Applied
from jumpzone.store.outgoing import queue_bare
from jumpzone.store.store import Tx
from jumpzone.usecases import codes
from jumpzone.usecases.passwords import Passwords, comparable
from jumpzone.usecases.throttling import ADDRESS, ADDRESS_STOP, ADDRESS_STOP_SOURCE

__all__ = ["Addresses", "OwnAddress"]

_VERIFY: Final = "verify"
_STOP: Final = "stop"


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """An address of the reader's.

    Attributes:
        record: The address.
        stops: Whether it can still take a change of the main address back.
    """

    record: EmailAddress
    stops: bool


class Addresses(Passwords):
    """The addresses of whoever is signed in."""

    def own(self) -> tuple[OwnAddress, ...]:
        """Return them, the main one first; one that nobody verified within a day is gone.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
        """
        login, now = self.session.login.id, self.deps.clock.now()
        with self.reading() as reading:
            found = addresses.of_login(reading.tx, login)
            stops = addresses.stopping(reading.tx, login, now)
        alive = [
            each
            for each in found
            if each.verified_at is not None or (each.added_at or now) + UNVERIFIED_LIFETIME > now
        ]
        return tuple(OwnAddress(each, each.id in stops) for each in alive)

    def add(self, address: str) -> tuple[str, Applied]:
        """Add an address and send a code there.

        An address that is somebody else's is answered in the same way; its owner gets a mail, and no code opens it.

        Returns:
            The address's id, and what became of it.

        Raises:
            Invalid: It is none, or is in the list already (field ``address``).
            Refused: There are too many.
            Throttled: Too many mails to this address.
        """
        id_, login = self.deps.ids.new(), self.session.login.id
        self._throttled(address)
        applied = self.change(
            "email_address",
            id_,
            "email.add",
            {"login": login, "address": address},
            also=lambda tx: self._issue(tx, id_, address),
        )
        return id_, applied

    def send_again(self, id_: str) -> None:
        """Send another code to an address that waits for one; the earlier code is worthless.

        Raises:
            NotFound: There is no such address.
            Throttled: Too many mails to this address.
        """
        found = self._own(id_)
        self._throttled(found.address)
        with self.deps.store.write() as tx:
            self._issue(tx, id_, found.address)

    def verify(self, id_: str, code: str) -> Applied:
        """Show by its code that mail to an address arrives: mail from it lands in the home account from now on.

        Raises:
            Invalid: ``invalid-code`` (field ``code``).
            NotFound: There is no such address.
        """
        found, digits = self._own(id_), codes.read_code(code)
        self._check(found, _VERIFY, digits)
        values = {"login": self.session.login.id}
        try:
            return self.change(
                "email_address", id_, "email.verify", values, also=lambda tx: _use(tx, id_, _VERIFY)
            )
        except Refused as problem:
            if problem.code != "address-taken":
                raise
            raise codes.invalid_code() from None

    def make_main(self, id_: str, password: str) -> Applied:
        """Make another address the main one: it signs in and gets notices from now on.

        Both addresses are told; the one that was main can take it back for seven days. Other sessions end.

        Raises:
            Invalid: ``wrong-password`` (field ``password``).
            Refused: The address is not verified.
            NotFound: There is no such address.
            Throttled: Too many attempts with the password.
        """
        found = self._own(id_)
        self._proven(password, "password")
        login, now = self.session.login, self.deps.clock.now()
        main = next((each.record for each in self.own() if each.record.primary), None)

        def also(tx: Tx) -> None:
            sessions.end_all(tx, login.id, self.session.id)
            access.forget_codes(tx, login.id)
            # The address that was main a week ago keeps its word; one that was so in between has none: whoever
            # steals a session and passes the main address on must not get a code to fetch it back with.
            if main is not None and not addresses.stopping(tx, login.id, now):
                self._tell_old_main(tx, main, found)
            # Main again, it has nothing to take back.
            addresses.use_code(tx, id_, _STOP)

        return self.change("email_address", id_, "email.make_primary", {"login": login.id}, also=also)

    def _tell_old_main(self, tx: Tx, main: EmailAddress, new: EmailAddress) -> None:
        login, now, code = self.session.login, self.deps.clock.now(), codes.new_code()
        until = now + STOP_LIFETIME
        digest = codes.code_hash(self.deps.sealer, _STOP, main.id, main.canonical, code)
        addresses.put_code(tx, AddressCode(main.id, _STOP, login.id, digest, now, until), now)
        params = {
            "name": login.name,
            "address": new.address,
            "at": now,
            "until": until,
            "timezone": login.timezone,
        }
        secret = {"code": codes.spaced(code)}
        told = Notice(
            "address_main_changed", main.address, login.language, "security", params, secret, transient=True
        )
        # Bare, in no message of the account: whoever holds the session must not read the code that stops them.
        queue_bare(tx, told, self.deps.composer, self.deps.sealer, self.deps.ids, now)

    def remove(self, id_: str) -> Applied:
        """Remove an address that is not the main one.

        Raises:
            Refused: It is the main one, or was so until lately and can still take that back.
            NotFound: There is no such address.
        """
        login, now = self.session.login.id, self.deps.clock.now()

        def also(tx: Tx) -> None:
            if id_ in addresses.stopping(tx, login, now):
                raise Refused(
                    "can-still-stop",
                    T_("This address was the main one until lately and can still take that back."),
                    hint=T_("It can be removed seven days after the change."),
                )
            _forget(tx, id_)

        return self.change("email_address", id_, "email.remove", {"login": login}, also=also)

    def stop_change(self, address: str, code: str, *, source: str = "local") -> None:
        """Take a change of the main address back, by the code that went to the address that was main before.

        It is main again, every session of the login ends and its password is void: whoever made the change knew it.
        A new one is chosen by “Forgotten password”.

        Args:
            address: The address that the mail came to.
            code: As it was mailed.
            source: Where the wish comes from, such as an IP address.

        Raises:
            Invalid: ``invalid-code`` (field ``code``), the same for an address that is not known.
            Throttled: Too many attempts.
        """
        digits, canonical = codes.read_code(code), comparable(address)
        with self.deps.store.write() as tx:
            self._throttle.take(tx, (ADDRESS_STOP, canonical), (ADDRESS_STOP_SOURCE, source))
            found = addresses.by_canonical(tx, canonical)
        # What is not there is looked for all the same, so that every attempt costs alike.
        sought = found or _nobody(self.deps.ids.new(), canonical, self.deps.clock.now())
        self._check(sought, _STOP, digits)
        login = sought.login or ""
        with self.deps.store.read() as tx:
            account = access.account_of(tx, login)
        if account is None:
            raise codes.invalid_code()

        def also(tx: Tx) -> None:
            _use(tx, sought.id, _STOP)
            sessions.end_all(tx, login)
            access.forget_codes(tx, login)
            addresses.void_password(tx, login)

        mutation = Mutation(
            self.deps.ids.new(),
            account,
            "email_address",
            sought.id,
            "email.stop_change",
            self.deps.clock.now(),
            {"login": login},
        )
        self.deps.executor.run(mutation, Actor.anonymous(sought.id), also)

    # -- codes -----------------------------------------------------------------------------------------

    def _throttled(self, address: str) -> None:
        with self.deps.store.write() as tx:
            self._throttle.take(tx, (ADDRESS, comparable(address)))

    def _issue(self, tx: Tx, id_: str, typed: str) -> None:
        """Queue the mail with a code, or the one to the owner of a known address; either way a row is kept."""
        checked, now, code = emails.check_address(typed), self.deps.clock.now(), codes.new_code()
        login, known = self.session.login, access.known_address(tx, checked.canonical)
        digest = codes.code_hash(self.deps.sealer, _VERIFY, id_, checked.canonical, code)
        guard = digest if known is None else secrets.token_bytes(len(digest))
        until = now + UNVERIFIED_LIFETIME
        addresses.put_code(tx, AddressCode(id_, _VERIFY, login.id, guard, now, until), now)
        if known is None:
            notice = Notice(
                "address_code",
                checked.address,
                login.language,
                "security",
                {"person": login.name, "until": until, "timezone": login.timezone},
                {"code": codes.spaced(code)},
                transient=True,
            )
        else:
            language = known.language or login.language
            notice = Notice("address_known", known.address, language, "security", {}, transient=True)
        queue_bare(tx, notice, self.deps.composer, self.deps.sealer, self.deps.ids, now)

    def _check(self, address: EmailAddress, purpose: str, code: str) -> None:
        """Compare a code, or count the attempt.

        Raises:
            Invalid: ``invalid-code``.
        """
        with self.deps.store.write() as tx:
            row = addresses.lock_code(tx, address.id, purpose)
            digest = codes.code_hash(self.deps.sealer, purpose, address.id, address.canonical, code)
            if codes.opens(row, digest, self.deps.clock.now()):
                return
            addresses.count_attempt(tx, address.id, purpose)
        raise codes.invalid_code()

    def _own(self, id_: str) -> EmailAddress:
        for each in self.own():
            if each.record.id == id_:
                return each.record
        raise NotFound()


def _use(tx: Tx, address: str, purpose: str) -> None:
    if not addresses.use_code(tx, address, purpose):
        raise codes.invalid_code()


def _forget(tx: Tx, address: str) -> None:
    for purpose in (_VERIFY, _STOP):
        addresses.use_code(tx, address, purpose)


def _nobody(id_: str, canonical: str, now: datetime) -> EmailAddress:
    return EmailAddress(id=id_, created_at=now, updated_at=now, address=canonical, canonical=canonical)
