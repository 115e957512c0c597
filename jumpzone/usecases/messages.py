"""What the zone has sent: finding it again, and having it sent anew."""

from __future__ import annotations

from jumpzone.errors import NotFound, Refused
from jumpzone.i18n import T_
from jumpzone.mail.letter import Sender, as_eml
from jumpzone.model.records import Account, Message
from jumpzone.model.rules.actions import readable
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import Query
from jumpzone.store.outgoing import MASK, secrets_of
from jumpzone.usecases.access import Access
from jumpzone.usecases.lists import Records


class Messages(Records[Message]):
    """Sent messages; those for one login are shown to that login alone."""

    type = "message"
    default = Query(sort="sent_at", descending=True)

    def get(self, id_: str) -> Message:
        """Return one message with its whole text, access data masked.

        Raises:
            NotFound: There is none, or it is not for this reader.
        """
        with self.reading("message") as reading:
            message = loading.get(reading.tx, "message", reading.account, id_)
        if not isinstance(message, Message) or not readable(message, reading.role):
            raise NotFound()
        return message

    def addresses(self, id_: str) -> tuple[str, ...]:
        """Return where a message can be sent again: the account's own address, then the one that had it.

        Raises:
            NotFound: There is no such message.
        """
        message = self.get(id_)
        with self.reading("message") as reading:
            account = loading.get(reading.tx, "account", reading.account, reading.account)
            holder = account.holder if isinstance(account, Account) else None
            own = None if holder is None else loading.primary_address(reading.tx, holder)
        return tuple(dict.fromkeys([*([own.address] if own else []), message.to]))

    def resend(self, id_: str, to: str | None = None) -> Applied:
        """Send a message again, as a new one that says it is a copy.

        Args:
            id_: The message.
            to: The account's own address (the usual) or the one that had the original.

        Raises:
            Refused: Its text was destroyed, or the address is neither of the two.
        """
        return self.change("message", id_, "message.resend", {} if to is None else {"to": to})

    def retry(self, id_: str) -> Applied:
        """Queue a message that failed to go once more."""
        return self.change("message", id_, "message.retry")

    def as_file(self, id_: str, sender: Sender) -> bytes:
        """Return a message as a mail program keeps it (``.eml``), its access data masked.

        Raises:
            NotFound: There is no such message.
            Refused: Its text was destroyed.
        """
        message = self.get(id_)
        if not message.body:
            raise Refused("text-destroyed", T_("This message carried a code. Its text has been destroyed."))
        return as_eml(message, sender, self.session.account.language)

    def reveal(self, id_: str, password: str) -> str:
        """Return a message's text with its access data; the act is recorded.

        Args:
            id_: The message.
            password: The reader's password, asked for anew.

        Raises:
            ZoneError: The password is wrong, or was tried too often.
            NotFound: There is no such message, or it holds no access data.
            Refused: ``access-data-left-behind``: the account was brought along, and what is sealed was not.
        """
        message = self.get(id_)
        if message.secrets is None and MASK in message.body:
            raise Refused(
                "access-data-left-behind",
                T_("This access data stayed sealed in the store that the account came from."),
                hint=T_("Ask support to send it again."),
            )
        Access(self.deps, self.session).reauthenticate(password)
        self.change("message", id_, "credential.reveal")
        return unmask(message.body, secrets_of(message, self.deps.sealer))


def unmask(body: str, secrets: tuple[str, ...]) -> str:
    """Put secrets back where their masks stand, in order.

    Raises:
        NotFound: There are none.
    """
    if not secrets:
        raise NotFound()
    parts = body.split(MASK, len(secrets))
    pieces = [parts[0]]
    for secret, part in zip(secrets, parts[1:], strict=False):
        pieces += [secret, part]
    return "".join(pieces)
