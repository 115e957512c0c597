"""Shared access: who may open the account, inviting others, accepting an invitation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid, NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.model import emails
from jumpzone.model.fields import LANGUAGES, RECORDS
from jumpzone.model.mutations import Actor, Mutation, Notice
from jumpzone.model.records import Account, Invitation, Membership
from jumpzone.model.rules.members import INVITATION_LIFETIME
from jumpzone.model.text import TextRefused, clean
from jumpzone.store import access, members
from jumpzone.store.executor import Applied
from jumpzone.store.members import InvitationCode, Member
from jumpzone.store.outgoing import queue_bare
from jumpzone.store.store import Tx
from jumpzone.usecases import codes, opening
from jumpzone.usecases.area import Area, Session
from jumpzone.usecases.passwords import check_new_password, comparable
from jumpzone.usecases.throttling import INVITATION, INVITATION_SOURCE, Throttle

__all__ = ["Centre", "Member", "Members", "Offer"]

Centre = access.Membership
"""An account that the reader may open, and what they may do there."""

_PURPOSE: Final = "invitation"
_LONGEST_NAME: Final = RECORDS["login"].fields["name"].max_length


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation as whoever is invited sees it.

    Attributes:
        invitation: What is offered, and until when.
        account: Whose customer centre.
    """

    invitation: Invitation
    account: Account


class Members(Area):
    """Who has access to the open account, and what others offer to the reader."""

    # -- what owners see and do ------------------------------------------------------------------------

    def everybody(self) -> list[Member]:
        """Return who has access, the first joined first.

        Raises:
            Refused: The reader is no owner.
        """
        with self.reading("membership") as reading:
            return members.members(reading.tx, reading.account)

    def invitations(self) -> list[Invitation]:
        """Return the invitations that wait for an answer, the newest first.

        Raises:
            Refused: The reader is no owner.
        """
        now = self.deps.clock.now()
        with self.reading("invitation") as reading:
            return members.waiting(reading.tx, reading.account, now)

    def invite(
        self,
        address: str,
        *,
        role: str = "member",
        permissions: Iterable[str] = (),
        contact: str | None = None,
    ) -> tuple[str, Applied]:
        """Ask somebody to use the account, too; they have seven days. An earlier invitation of theirs ends.

        The code goes to the address alone and is in no message of the account: what proves an address must not be
        readable by anybody else.

        Args:
            address: Whom.
            role: ``owner`` or ``member``.
            permissions: What a member may do.
            contact: The contact that they are, if they are one.

        Returns:
            The invitation's id, and what became of it.

        Raises:
            Invalid: With an error for every field at fault.
            Refused: The reader is no owner, or too many invitations wait.
        """
        id_, now, code = self.deps.ids.new(), self.deps.clock.now(), codes.new_code()
        values = {"address": address, "role": role, "permissions": sorted(map(str, permissions))}
        if contact is not None:
            values["contact"] = contact
        session = self.session

        def also(tx: Tx) -> None:
            canonical = comparable(address)
            digest = codes.code_hash(self.deps.sealer, _PURPOSE, id_, canonical, code)
            until = now + INVITATION_LIFETIME
            members.add_code(tx, InvitationCode(id_, digest, until, 0), now)
            known = access.known_address(tx, canonical)
            account = session.account
            notice = Notice(
                "invitation",
                emails.check_address(address).address,
                known.language if known is not None and known.language else account.language,
                "security",
                {
                    "account": account.display_name,
                    "number": account.number,
                    "person": session.login.name,
                    "until": until,
                },
                secrets={"code": codes.spaced(code)},
                transient=True,
            )
            queue_bare(tx, notice, self.deps.composer, self.deps.sealer, self.deps.ids, now)

        return id_, self.change("invitation", id_, "membership.invite", values, also=also)

    def withdraw(self, invitation: str) -> Applied:
        """Take an invitation back."""
        return self.change(
            "invitation",
            invitation,
            "invitation.revoke",
            also=lambda tx: _forget(tx, invitation),
        )

    def change_rights(self, seen: Membership, role: str, permissions: Iterable[str]) -> Applied:
        """Give a member other rights, from the next thing that they do; they are told.

        Args:
            seen: The membership as the reader saw it.
            role: ``owner`` or ``member``.
            permissions: What a member may do.

        Raises:
            Conflicted: Somebody else changed them meanwhile.
            Invalid: With an error for every field at fault.
            Refused: The reader is no owner, or nobody would remain one.
        """
        values = {"role": role, "permissions": sorted(map(str, permissions))}
        base = {"role": seen.role, "permissions": sorted(map(str, seen.permissions))}
        return self.change("membership", seen.id, "membership.change", values, base)

    def revoke(self, membership: str) -> Applied:
        """End somebody's access at once; they are told.

        Raises:
            Refused: The reader is no owner, or nobody would remain one.
        """
        return self.change("membership", membership, "membership.revoke")

    def leave(self) -> Applied:
        """Give up one's own access to the open account.

        Raises:
            Refused: Nobody would remain an owner, or the account stands in the reader's name.
        """
        with self.reading() as reading:
            mine = members.of_login(reading.tx, reading.account, self.session.login.id)
        if mine is None:
            raise NotFound()
        return self.change("membership", mine, "membership.leave")

    # -- what whoever is invited sees and does ---------------------------------------------------------

    def offers(self) -> list[Offer]:
        """Return the invitations to addresses that the reader has shown to be theirs.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        login, now = self.session.login.id, self.deps.clock.now()
        with self.reading() as reading:
            found = members.waiting_for(reading.tx, members.verified(reading.tx, login), now)
            joined = {each.account.id for each in access.memberships(reading.tx, login)}
        return [Offer(*each) for each in found if each[1].id not in joined]

    def accept_offer(self, invitation: str) -> Applied:
        """Accept an invitation that came to an address of the reader's.

        Raises:
            NotFound: There is no such one for the reader.
            Refused: It is no longer valid.
        """
        offer, login = self._offer(invitation), self.session.login.id
        values = {"login": login, "membership": self.deps.ids.new()}
        return self._answer(offer.invitation, "membership.accept", values, login)

    def decline_offer(self, invitation: str) -> Applied:
        """Turn an invitation down.

        Raises:
            NotFound: There is no such one for the reader.
        """
        offer = self._offer(invitation)
        return self._answer(offer.invitation, "invitation.decline", {}, self.session.login.id)

    def _offer(self, invitation: str) -> Offer:
        found = next((each for each in self.offers() if each.invitation.id == invitation), None)
        if found is None:
            raise NotFound()
        return found

    def _answer(
        self, invitation: Invitation, op: str, values: Mapping[str, Any], login: str | None
    ) -> Applied:
        mutation = Mutation(
            self.deps.ids.new(),
            invitation.account,
            "invitation",
            invitation.id,
            op,
            self.deps.clock.now(),
            values,
        )
        behind = None if login is None else f"login:{login}"
        actor = Actor(f"anonymous:{invitation.id}", on_behalf_of=behind, device=self.deps.device or None)
        return self.deps.executor.run(mutation, actor, lambda tx: _forget(tx, invitation.id))

    def accept(
        self,
        email: str,
        code: str,
        name: str,
        password: str,
        *,
        language: str = "en",
        timezone: str = "UTC",
        source: str = "local",
    ) -> Session:
        """Accept an invitation by the code that came with it; who has no login gets one by it, and is signed in.

        An address that was not invited costs the same and is answered in the same words as a wrong code.

        Args:
            email: The address that the mail came to.
            code: As it was mailed; spaces and dashes don't matter.
            name: The new login's name.
            password: The new login's password.
            language: The language to be written to in.
            timezone: The reader's time zone by its IANA name.
            source: Where the wish comes from, such as an IP address.

        Raises:
            Invalid: ``invalid-code`` (field ``code``); ``weak-password`` (field ``password``); a name is missing.
            Refused: ``sign-in-instead``, after the right code only: the address has a login already.
            Throttled: Too many attempts.
        """
        checked = check_new_password(password, (name, email), "password")
        named = _name(name)
        digits, canonical = codes.read_code(code), comparable(email)
        with self.deps.store.write() as tx:
            Throttle(self.deps.sealer, self.deps.clock).take(
                tx, (INVITATION, canonical), (INVITATION_SOURCE, source)
            )
        invitation = self._opened(canonical, digits)
        hash_, now, login = self.deps.hasher.hash(checked), self.deps.clock.now(), self.deps.ids.new()
        begun: list[Session] = []

        def also(tx: Tx) -> None:
            if not members.forget_code(tx, invitation.id):
                raise codes.invalid_code()
            access.set_password(tx, login, hash_, now)
            begun.append(opening.begin(tx, self.deps, login, remember=False))

        values = {
            "login": login,
            "membership": self.deps.ids.new(),
            "address_id": self.deps.ids.new(),
            "name": named,
            "language": language if language in LANGUAGES else "en",
            "timezone": timezone if opening.is_zone(timezone) else "UTC",
        }
        mutation = Mutation(
            self.deps.ids.new(),
            invitation.account,
            "invitation",
            invitation.id,
            "membership.accept",
            now,
            values,
        )
        self.deps.executor.run(mutation, Actor.anonymous(invitation.id), also)
        return begun[0]

    def _opened(self, canonical: str, code: str) -> Invitation:
        """Return the invitation that a code opens, or count the attempt."""
        now = self.deps.clock.now()
        with self.deps.store.write() as tx:
            found = {each.id: each for each, _account in members.waiting_for(tx, {canonical}, now)}
            guarded = members.lock_codes(tx, sorted(found) or [self.deps.ids.new()])
            right = None
            for each in guarded:
                digest = codes.code_hash(self.deps.sealer, _PURPOSE, each.invitation, canonical, code)
                if codes.opens(each, digest, now):
                    right = found[each.invitation]
            if right is None:
                members.count_attempt(tx, [each.invitation for each in guarded] or [self.deps.ids.new()])
            elif access.known_address(tx, canonical) is not None:
                raise Refused(
                    "sign-in-instead",
                    T_("You have a login already."),
                    hint=T_("Sign in with it: the invitation waits under “Access”."),
                )
        if right is None:
            raise codes.invalid_code()
        return right

    # -- which account is open -------------------------------------------------------------------------

    def accounts(self) -> tuple[access.Membership, ...]:
        """Return every account that the reader may open, the first joined first.

        Raises:
            SignInFirst: Nobody is signed in, or the session has ended.
        """
        with self.reading() as reading:
            return tuple(access.memberships(reading.tx, self.session.login.id))

    def switch(self, account: str) -> Session:
        """Open another account of the reader's.

        Args:
            account: Its id or its number.

        Raises:
            NotFound: The reader has no such account.
            Refused: ``account-closed``.
        """
        found = next(
            (each.account for each in self.accounts() if account in (each.account.id, each.account.number)),
            None,
        )
        if found is None:
            raise NotFound()
        with self.deps.store.read() as tx:
            return opening.opened_at(tx, self.session, found)


def _forget(tx: Tx, invitation: str) -> None:
    members.forget_code(tx, invitation)


def _name(typed: str) -> str:
    try:
        name = clean(typed, max_length=_LONGEST_NAME).strip()
    except TextRefused as problem:
        raise Invalid(fields=[FieldError("name", "malformed", problem.reason)]) from problem
    if not name:
        raise Invalid(fields=[FieldError("name", "required", T_("Please fill this in."))])
    return name
