"""Requests to support: opening, answering and closing them, and the files that go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jumpzone.errors import FieldError, Invalid, NotFound
from jumpzone.i18n import T_, Text
from jumpzone.model.attachments import LARGEST, clean_name, problem_of, sniff
from jumpzone.model.fields import RECORDS
from jumpzone.model.records import Domain, Invoice, Service, Ticket, TicketReply
from jumpzone.model.rules.tickets import ABOUT
from jumpzone.model.text import safe_text
from jumpzone.store import blobs, loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import ListReader, Query
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Reading
from jumpzone.usecases.lists import Records
from jumpzone.usecases.rehearsal import rehearse

__all__ = ["Attachment", "Concern", "Conversation", "Tickets", "Upload", "attachments_of"]

_CONCERNS = 200
"""So many records of a type are offered as what a ticket is about."""

_STAND_INS = {"subject": "-", "body": "-"}
"""Values for what a ticket must have, where a draft has none yet."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that a ticket can be about, for choosing.

    Attributes:
        type: ``service``, ``domain`` or ``invoice``.
        record: The record.
    """

    type: str
    record: Service | Domain | Invoice


@dataclass(frozen=True, slots=True)
class Conversation:
    """A ticket with its replies, the oldest first.

    Attributes:
        ticket: The ticket.
        replies: What was said.
        concern: What it is about; None for nothing, or where the reader may not see it.
    """

    ticket: Ticket
    replies: tuple[TicketReply, ...]
    concern: Concern | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is to go with a reply.

    Attributes:
        name: Its name, without a path and harmless.
        content: Its bytes.
    """

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a conversation.

    Attributes:
        reply: The reply that it came with.
        number: Its place among all files of the conversation, from 1.
        name: Its name, for showing and proposing; never a path.
        size: Its bytes.
        sha256: The hash of its bytes.
        type: What it seems to be, for showing only.
    """

    reply: str
    number: int
    name: str
    size: int
    sha256: str
    type: str


class Tickets(Records[Ticket]):
    """Requests to support."""

    type = "ticket"
    default = Query(sort="last_reply_at", descending=True)

    # -- reading ---------------------------------------------------------------------------------------

    def conversation(self, id_: str) -> Conversation:
        """Return a ticket with its replies.

        Raises:
            NotFound: There is no such ticket.
        """
        with self.reading("ticket", "ticket_reply") as reading:
            ticket = loading.get(reading.tx, "ticket", reading.account, id_)
            if not isinstance(ticket, Ticket):
                raise NotFound()
            return Conversation(ticket, _replies(reading.tx, reading.account, id_), _concern(reading, ticket))

    def concerns(self) -> list[Concern]:
        """Return what a new ticket can be about, as far as the reader may see it; the newest invoices first."""
        found: list[Concern] = []
        queries = {
            "service": Query(sort="product"),
            "domain": Query(sort="name"),
            "invoice": Query(sort="issued_on", descending=True),
        }
        for type_, query in queries.items():
            with self.reading() as reading:
                if not reading.role.holds(RECORDS[type_].read):
                    continue
                page = ListReader(type_, reading.account, query).page(reading.tx, limit=_CONCERNS)
            found += [
                Concern(type_, each) for _, each in page if isinstance(each, Service | Domain | Invoice)
            ]
        return found

    def content_of(self, attachment: Attachment) -> bytes:
        """Return a file's bytes, which are what its hash says.

        Raises:
            NotFound: There is no such file in a conversation of this account.
            StoreProblem: It was damaged in the store.
        """
        with self.reading("ticket", "ticket_reply") as reading:
            reply = loading.get(reading.tx, "ticket_reply", reading.account, attachment.reply)
            named = {each["sha256"] for each in reply.attachments} if isinstance(reply, TicketReply) else ()
            if attachment.sha256 not in named:
                raise NotFound()
            return blobs.get(reading.tx, reading.account, attachment.sha256)

    # -- writing ---------------------------------------------------------------------------------------

    def open(self, values: Mapping[str, Any], files: Sequence[Upload] = ()) -> tuple[str, Applied]:
        """Open a ticket and return its id.

        Args:
            values: ``subject`` and ``body``, also ``department``, ``priority``, ``about``, ``cc``.
            files: What goes with it.

        Raises:
            Invalid: With an error for every field at fault.
            Refused: No right.
        """
        id_ = self.deps.ids.new()
        return id_, self._say(id_, "ticket.open", values, files)

    def reply(self, id_: str, body: str, files: Sequence[Upload] = ()) -> Applied:
        """Reply in a ticket; one that is closed is open again by it.

        Raises:
            Invalid: The text or the files can't be taken.
            NotFound: There is no such ticket.
            Refused: No right.
        """
        return self._say(id_, "ticket.reply", {"body": body}, files)

    def close(self, id_: str) -> Applied:
        """Close a ticket: the matter is settled."""
        return self.change("ticket", id_, "ticket.close")

    def reopen(self, id_: str) -> Applied:
        """Open a closed ticket again."""
        return self.change("ticket", id_, "ticket.reopen")

    def rate(self, reply: str, rating: int) -> Applied:
        """Rate an answer of support from 1 to 5; the rating can be changed later.

        Raises:
            Invalid: It is not between 1 and 5.
            Refused: It is not an answer of support, or no right.
            NotFound: There is no such reply.
        """
        return self.change("ticket_reply", reply, "reply.rate", {"rating": rating})

    def check(self, values: Mapping[str, Any], ticket: str | None = None) -> tuple[FieldError, ...]:
        """Tell what opening a ticket, or replying in one, would say to these values, without doing it."""
        op = "ticket.open" if ticket is None else "ticket.reply"
        # What is not typed yet is no fault while typing.
        asked = ("subject", "body") if ticket is None else ("body",)
        missing = {name: _STAND_INS[name] for name in asked if not values.get(name)}
        given = {**values, **missing, "reply": self.deps.ids.new()}
        found = rehearse(self, "ticket", ticket or self.deps.ids.new(), op, given, {})
        return tuple(each for each in found if each.field not in missing)

    def attach(self, path: Path) -> Upload:
        """Read a file that is to go with a reply.

        Raises:
            Invalid: It can't be read or is too large; the error stands at ``attachments``.
        """
        name = safe_text(path.name)
        try:
            if not path.is_file():
                raise _unfit("no-such-file", T_("There is no such file: {name}", name=name))
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except (OSError, ValueError) as problem:
            raise _unfit("file-not-read", T_("The file {name} can't be read.", name=name)) from problem
        if len(content) > LARGEST:
            why = problem_of([len(content)])
            assert why is not None
            raise _unfit(why[0], T_("{name}: {reason}", name=name, reason=why[1]))
        return Upload(clean_name(path.name), content)

    def _say(self, id_: str, op: str, values: Mapping[str, Any], files: Sequence[Upload]) -> Applied:
        account, now = self.session.account.id, self.deps.clock.now()
        problem = problem_of(len(each.content) for each in files)
        if problem is not None:
            raise _unfit(*problem)

        def keep_files(tx: Tx) -> None:
            for each in files:
                blobs.put(tx, account, each.content, now)

        attachments = [_named(each) for each in files]
        given = {**values, "attachments": attachments, "reply": self.deps.ids.new()}
        return self.change("ticket", id_, op, given, also=keep_files)


def attachments_of(replies: Sequence[TicketReply]) -> list[Attachment]:
    """Return the files of a conversation, numbered from 1 in the order of coming."""
    found: list[Attachment] = []
    for reply in replies:
        for each in reply.attachments:
            name, size = clean_name(str(each.get("name", ""))), int(each.get("size", 0))
            hash_, type_ = str(each.get("sha256", "")), str(each.get("type", ""))
            found.append(Attachment(reply.id, len(found) + 1, name, size, hash_, type_))
    return found


def _named(file: Upload) -> dict[str, Any]:
    return {
        "name": clean_name(file.name),
        "size": len(file.content),
        "sha256": blobs.hash_of(file.content),
        "type": sniff(file.content),
    }


def _concern(reading: Reading, ticket: Ticket) -> Concern | None:
    about = ticket.about
    if about is None or about.type not in ABOUT or not reading.role.holds(RECORDS[about.type].read):
        return None
    record = loading.get(reading.tx, about.type, reading.account, about.id)
    return Concern(about.type, record) if isinstance(record, Service | Domain | Invoice) else None


def _replies(tx: Tx, account: str, ticket: str) -> tuple[TicketReply, ...]:
    reader = ListReader("ticket_reply", account, Query(where={"ticket": (ticket,)}, sort="at"))
    found: list[TicketReply] = []
    key = None
    while page := reader.page(tx, after=key, limit=500):
        key = page[-1][0]
        found += [each for _, each in page if isinstance(each, TicketReply)]
    return tuple(found)


def _unfit(code: str, why: Text) -> Invalid:
    return Invalid(fields=[FieldError("attachments", code, why)])
