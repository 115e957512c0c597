"""The second factor: set up, asked for at sign-in, switched off; recovery codes."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from jumpzone.errors import FieldError, Invalid, Refused, SignInFirst, StoreProblem, Throttled, ZoneError
from jumpzone.i18n import T_, Text
from jumpzone.model import codec, otp
from jumpzone.model.mutations import Actor, Mutation
from jumpzone.store import access, factors, sessions
from jumpzone.store.access import Person
from jumpzone.store.factors import Factor
from jumpzone.store.store import Tx
from jumpzone.usecases.passwords import Passwords
from jumpzone.usecases.throttling import SECOND_FACTOR

__all__ = ["SETUP_LIFETIME", "FactorStatus", "SecondFactor", "Setup"]

SETUP_LIFETIME: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Setup:
    """A second factor that is being set up; nothing of it is in the store yet.

    Attributes:
        secret: For typing into an authenticator app.
        uri: The same for scanning.
        token: Names it to :meth:`SecondFactor.enable_second_factor`.
    """

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FactorStatus:
    """How a login signs in.

    Attributes:
        enabled_at: Since when a second factor is asked for, UTC; None while the password is enough.
        recovery_left: How many recovery codes are unused.
    """

    enabled_at: datetime | None
    recovery_left: int


class SecondFactor(Passwords):
    """The second factor of whoever is signed in, and of whoever signs in."""

    def second_factor(self) -> FactorStatus:
        """Tell whether signing in asks for a second factor.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
        """
        login = self.session.login.id
        with self.reading() as reading:
            found = factors.get(reading.tx, login)
            left = factors.recovery_left(reading.tx, login)
        return FactorStatus(None if found is None else found.enabled_at, left)

    # Set up

    def begin_second_factor(self, password: str, issuer: str = "jumpzone") -> Setup:
        """Make a secret for an authenticator app; it counts once a code of it has been typed.

        Args:
            password: The password.
            issuer: What the app lists the sign-in under: the seller's name.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
            Throttled: Too many attempts with the password.
            Invalid: ``wrong-password``, on the field ``password``.
            Refused: ``second-factor-on``: there is one already.
        """
        address, _hash = self._proven(password, "password")
        login, now = self.session.login.id, self.deps.clock.now()
        with self.reading() as reading:
            if factors.get(reading.tx, login) is not None:
                raise Refused(
                    "second-factor-on",
                    T_("Signing in asks for a second factor already."),
                    hint=T_("Switch it off first to set up another device."),
                )
        secret = otp.new_secret()
        until = codec.time_to_json(now + SETUP_LIFETIME)
        sealed = self.deps.sealer.seal({"secret": secret, "until": until}, _setup_of(login))
        token = urlsafe_b64encode(sealed).decode()
        return Setup(secret, otp.setup_uri(secret, address, issuer), token)

    def enable_second_factor(self, token: str, code: str) -> tuple[str, ...]:
        """Ask for the second factor from now on; every other session of the login ends, and its owner is told.

        Args:
            token: Of the :class:`Setup`.
            code: What the app shows now.

        Returns:
            Ten recovery codes; they can't be shown again.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
            Refused: ``setup-over``: it took too long, or the token is of somebody else.
            Invalid: ``wrong-otp`` or ``otp-out-of-step``, on the field ``otp``.
        """
        login, now = self.session.login.id, self.deps.clock.now()
        secret = self._secret_of(token, now)
        typed = otp.read(code)
        matched = otp.match(secret, typed.code, now) if typed.kind == "time" else None
        if matched is None or not matched.in_step:
            raise _wrong(matched)
        codes = otp.new_recovery_codes()
        sealed = self.deps.sealer.seal(secret, login)

        def also(tx: Tx) -> None:
            factors.enable(tx, Factor(login, sealed, now, matched.step), self._hashes(codes), now)
            sessions.end_all(tx, login, self.session.id)

        self.change("login", login, "totp.enable", {"address": self.session.address.address}, also=also)
        return codes

    def _secret_of(self, token: str, now: datetime) -> str:
        try:
            found = self.deps.sealer.open(urlsafe_b64decode(token), _setup_of(self.session.login.id))
            if codec.time_from_json(found["until"]) > now:
                return str(found["secret"])
        except (StoreProblem, NotBase64, ValueError):
            pass
        raise Refused("setup-over", T_("This took too long, or was begun elsewhere."), hint=T_("Begin anew."))

    # Switched off, recovery codes

    def disable_second_factor(self, password: str, code: str) -> None:
        """Let the password alone sign in again; the owner is told.

        Args:
            password: The password.
            code: Of the app, or a recovery code.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
            Throttled: Too many attempts with the password or the code.
            Invalid: On the field ``password`` or ``otp``.
        """
        address = self._both_proven(password, code)
        login = self.session.login.id
        self.change(
            "login",
            login,
            "totp.disable",
            {"address": address},
            also=lambda tx: factors.remove(tx, login),
        )

    def renew_recovery_codes(self, password: str, code: str) -> tuple[str, ...]:
        """Make ten new recovery codes; the old ones are void, and the owner is told.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
            Throttled: Too many attempts with the password or the code.
            Invalid: On the field ``password`` or ``otp``.
        """
        address = self._both_proven(password, code)
        login, now = self.session.login.id, self.deps.clock.now()
        made = otp.new_recovery_codes()
        self.change(
            "login",
            login,
            "recovery.renew",
            {"address": address},
            also=lambda tx: factors.replace_recovery(tx, login, self._hashes(made), now),
        )
        return made

    def _both_proven(self, password: str, code: str) -> str:
        """Return the primary address of whoever has shown both factors."""
        address, _hash = self._proven(password, "password")
        with self.deps.store.write() as tx:
            person = access.person(tx, self.session.login.id)
            if person is None:
                raise SignInFirst()
            refusal = self._second_refusal(tx, person, code)
        # Only after the transaction: an attempt counts.
        if refusal is not None:
            raise refusal
        return address

    # Asked for

    def _second_refusal(self, tx: Tx, person: Person, code: str | None) -> ZoneError | None:
        """Check the second factor where a login has one; a refusal is returned, so that the attempt is counted."""
        factor = factors.get(tx, person.login)
        if factor is None:
            return None
        typed = otp.read(code or "")
        if not code:
            return Refused(
                "otp-required",
                T_("Enter the code that your authenticator app shows."),
                title=T_("One more step"),
            )
        if typed.kind == "none":
            return _invalid(
                "no-otp", T_("A code of the app has six digits; a recovery code looks like abcde-23456.")
            )
        subject = (SECOND_FACTOR, person.login)
        try:
            self._throttle.take(tx, subject)
        except Throttled as wait:
            return wait
        if typed.kind == "recovery":
            if not factors.use_recovery(tx, person.login, self._hash(typed.code, person.login)):
                return _invalid("wrong-otp", T_("This recovery code is not right, or was used already."))
            self._tell_of_recovery(tx, person)
        else:
            matched = otp.match(
                self.deps.sealer.open(factor.secret, person.login), typed.code, self.deps.clock.now()
            )
            if matched is None or not matched.in_step:
                return _wrong(matched)
            if not factors.use_step(tx, person.login, matched.step):
                return _invalid("otp-used", T_("This code was used already. Wait for the next one."))
        self._throttle.forgive(tx, subject)
        return None

    def _tell_of_recovery(self, tx: Tx, person: Person) -> None:
        account = access.account_of(tx, person.login)
        if account is None:
            return
        mutation = Mutation(
            self.deps.ids.new(),
            account,
            "login",
            person.login,
            "recovery.use",
            self.deps.clock.now(),
            {"address": person.address, "left": factors.recovery_left(tx, person.login)},
        )
        self.deps.executor.run_in(tx, mutation, Actor.login(person.login, self.deps.device or None))

    def _hashes(self, codes: tuple[str, ...]) -> list[bytes]:
        return [self._hash(each, self.session.login.id) for each in codes]

    def _hash(self, code: str, login: str) -> bytes:
        return self.deps.sealer.digest("recovery code", f"{login}\x00{code}")


def _setup_of(login: str) -> str:
    return f"second factor of {login}"


def _invalid(code: str, message: Text) -> Invalid:
    return Invalid(code, message, fields=[FieldError("otp", code, message)])


def _wrong(matched: otp.Matched | None) -> Invalid:
    if matched is None:
        return _invalid("wrong-otp", T_("This code is not right. It changes every 30 seconds."))
    fast = T_("The clock of your phone is about {minutes} min fast.", minutes=matched.minutes)
    slow = T_("The clock of your phone is about {minutes} min slow.", minutes=matched.minutes)
    message = T_(
        "{which} Let it set its time by itself, then enter the next code.",
        which=fast if matched.off > 0 else slow,
    )
    return _invalid("otp-out-of-step", message)
