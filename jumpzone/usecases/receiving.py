"""Mail that comes in: to the ticket that it answers, or as a new ticket of whoever sent it.

A sender's address is no proof of anything. So a mail can add to a ticket, or open one, and learns nothing by it: what
is answered is a number, to the address that the mail claims, at most once an hour, and never to a program.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal

from jumpzone.errors import Throttled
from jumpzone.i18n import T_, Text, Translator, translator
from jumpzone.mail.incoming import Incoming, Unusable, read_mail
from jumpzone.model import emails
from jumpzone.model.attachments import sniff
from jumpzone.model.ids import is_id
from jumpzone.model.mutations import MAIL, Changes, Mutation
from jumpzone.model.permissions import Permission
from jumpzone.model.records import Account, Ticket
from jumpzone.store import blobs, incoming, loading
from jumpzone.store.incoming import Place
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Area, Deps
from jumpzone.usecases.throttling import ACKNOWLEDGEMENT, MAIL_IN, Throttle
from jumpzone.usecases.unclaimed import centre_of

__all__ = ["Received", "Receiving"]

Outcome = Literal["opened", "replied", "known", "refused"]

_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a mail.

    Attributes:
        outcome: ``opened``: a new ticket; ``replied``: a reply in one; ``known``: it was there before; ``refused``.
        ticket: The ticket's number, or None.
        account: The customer centre's number, or None.
        code: A stable name of the reason why it was refused, or None.
        reason: The same in words.
    """

    outcome: Outcome
    ticket: str | None = None
    account: str | None = None
    code: str | None = None
    reason: Text | None = None


class Receiving(Area):
    """Takes mail in; made by ``system:mail``, for whoever runs the zone."""

    def __init__(self, deps: Deps, own: Collection[str] = (), server: str | None = None) -> None:
        """Take the parts.

        Args:
            deps: What a zone is made of.
            own: The zone's own addresses: mail from these has gone round in a circle.
            server: The receiving server's name in ``Authentication-Results``, where only its own are to be believed.
        """
        super().__init__(deps, None)
        self._own = frozenset(emails.canonical(each) for each in own if each)
        self._domains = frozenset(each.rpartition("@")[2] for each in self._own)
        self._server = server
        self._throttle = Throttle(deps.sealer, deps.clock)

    def receive(self, raw: bytes, envelope: str | None = None) -> Received:
        """Take a mail in. Whatever it is, it ends as a ticket, a reply, one that is known, or a stated refusal.

        Args:
            raw: The mail as it came.
            envelope: The envelope's sender, where it is not in the mail as ``Return-Path``; empty for a bounce.

        Raises:
            Throttled: Too many mails from this address; it can come again later.
            StoreProblem: The store is in trouble; it can come again later.
        """
        try:
            mail = read_mail(raw, envelope=envelope, server=self._server)
        except Unusable as problem:
            return Received("refused", code=problem.code, reason=problem.reason)
        if mail.canonical in self._own or self._is_ours(mail.message_id):
            return Received("refused", code="own-mail", reason=T_("It is the zone's own mail."))
        if mail.automatic is not None:
            code, reason = mail.automatic
            return Received("refused", code=code, reason=reason)
        changes: list[Changes] = []
        with self.deps.store.write() as tx:
            received = self._take(tx, mail, changes)
        for each in changes:
            self.deps.store.committed(each)
        return received

    def _is_ours(self, message_id: str | None) -> bool:
        local, _at, domain = (message_id or "").rpartition("@")
        return is_id(local) and domain.lower() in self._domains

    def _take(self, tx: Tx, mail: Incoming, changes: list[Changes]) -> Received:
        digest, now = self._digest_of(mail), self.deps.clock.now()
        if not incoming.note(tx, digest, self._hashed(mail.message_id), now):
            return self._said(tx, "known", incoming.where_it_went(tx, digest))
        # Counting also makes mails of one address wait for each other: two first ones open one centre.
        self._throttle.take(tx, (MAIL_IN, mail.canonical))
        login = incoming.login_of(tx, mail.canonical)
        unclaimed = incoming.unclaimed_by(tx, mail.canonical)
        answered = self._answered(tx, mail, login, unclaimed)
        if answered is not None:
            changes.append(self._write(tx, mail, answered, "ticket.receive_reply", {}))
            incoming.went(tx, digest, answered)
            return self._said(tx, "replied", answered)
        centre = centre_of(
            tx,
            self.deps,
            emails.CheckedAddress(mail.address, mail.canonical),
            name=mail.name,
            language=mail.language,
            opened_by="email",
            actor=MAIL,
        )
        changes += [] if centre.opened is None else [centre.opened]
        place = Place(centre.account, self.deps.ids.new())
        language = self._words(tx, centre.account)
        values = {
            "subject": mail.subject or _NO_SUBJECT.render(language),
            "department": "general",
            "acknowledge": self._acknowledged(tx, mail),
        }
        changes.append(self._write(tx, mail, place, "ticket.receive", values))
        incoming.went(tx, digest, place)
        return self._said(tx, "opened", place)

    # -- the same mail, and the one that it answers ----------------------------------------------------

    def _digest_of(self, mail: Incoming) -> bytes:
        """Return what makes a mail the same as another: its identity, but also what it says.

        Some programs give all their mails one identity, and what was written must not get lost by it.
        """
        files = [blobs.hash_of(each.content) for each in mail.files]
        said = [mail.message_id or "", mail.canonical, mail.subject, mail.text, *files]
        return self.deps.sealer.digest("mail", "\x00".join(said))

    def _hashed(self, message_id: str | None) -> bytes | None:
        return None if message_id is None else self.deps.sealer.digest("message-id", message_id)

    def _answered(self, tx: Tx, mail: Incoming, login: str | None, unclaimed: str | None) -> Place | None:
        """Return the ticket that a mail answers, if its sender may write there."""
        places = [] if mail.number is None else incoming.by_number(tx, mail.number)
        for each in mail.references:
            local = each.rpartition("@")[0]
            found = incoming.by_message(tx, local) if is_id(local) else None
            places += [] if found is None else [found]
        hashed = (self._hashed(each) for each in mail.references)
        places += incoming.by_earlier_mail(tx, [each for each in hashed if each is not None])
        for place in dict.fromkeys(places):
            ticket = loading.get(tx, "ticket", place.account, place.ticket)
            if isinstance(ticket, Ticket) and self._may_write(tx, mail, ticket, login, unclaimed):
                return place
        return None

    def _may_write(
        self, tx: Tx, mail: Incoming, ticket: Ticket, login: str | None, unclaimed: str | None
    ) -> bool:
        account = ticket.account
        if login is not None and loading.role_of(tx, account, login).holds(Permission.TICKETS):
            return True
        if account == unclaimed or mail.canonical in {emails.canonical(each) for each in ticket.cc}:
            return True
        return incoming.is_contact(tx, account, mail.canonical)

    # -- writing ---------------------------------------------------------------------------------------

    def _write(self, tx: Tx, mail: Incoming, place: Place, op: str, values: Mapping[str, Any]) -> Changes:
        now = self.deps.clock.now()
        files = [
            {
                "name": each.name,
                "size": len(each.content),
                "sha256": blobs.put(tx, place.account, each.content, now),
                "type": sniff(each.content),
            }
            for each in mail.files
        ]
        reply = {
            "reply": self.deps.ids.new(),
            "body": _body(mail, self._words(tx, place.account)),
            "attachments": files,
            "author": mail.name or mail.address[:_LONGEST_NAME],
            "origin": {"from": mail.address, **mail.results},
        }
        return self._run(tx, place.account, "ticket", place.ticket, op, {**values, **reply})

    def _run(
        self, tx: Tx, account: str, type_: str, record: str, op: str, values: Mapping[str, Any]
    ) -> Changes:
        mutation = Mutation(self.deps.ids.new(), account, type_, record, op, self.deps.clock.now(), values)
        return self.deps.executor.run_in(tx, mutation, MAIL).changes

    def _acknowledged(self, tx: Tx, mail: Incoming) -> str | None:
        """Return the address that is told the number, unless it was told of another mail within the hour.

        What the receiving server found to be forged is not acknowledged: the answer would go to somebody else.
        """
        if mail.results.get("dmarc") == "fail" or mail.results.get("spf") == "fail":
            return None
        with suppress(Throttled):
            self._throttle.take(tx, (ACKNOWLEDGEMENT, mail.canonical))
            return mail.address
        return None

    def _words(self, tx: Tx, account: str) -> Translator:
        """Return the language in which an account is written to."""
        found = loading.get(tx, "account", account, account)
        return translator(found.language if isinstance(found, Account) else "en")

    def _said(self, tx: Tx, outcome: Outcome, place: Place | None) -> Received:
        if place is None:
            return Received(outcome)
        ticket = loading.get(tx, "ticket", place.account, place.ticket)
        account = loading.get(tx, "account", place.account, place.account)
        return Received(
            outcome,
            ticket.number if isinstance(ticket, Ticket) else None,
            account.number if isinstance(account, Account) else None,
        )


_NO_SUBJECT = T_("(no subject)")
_NO_TEXT = T_("(This mail has no text.)")
_CUT = T_("(The text was longer; the rest was left out.)")


def _body(mail: Incoming, words: Translator) -> str:
    """Return a reply's text: what was written, then what was not kept of the mail."""
    parts = [mail.text or _NO_TEXT.render(words)]
    if mail.cut:
        parts.append(_CUT.render(words))
    if mail.left_out:
        lines = [
            T_("(The file {name} was left out: {reason}.)", name=name, reason=reason).render(words)
            for name, reason in mail.left_out[:20]
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
