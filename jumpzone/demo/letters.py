"""The mail that the zone has sent over the years: composed by the real templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jumpzone.demo.dice import Dice
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.mails import Composer
from jumpzone.model.mutations import Notice
from jumpzone.model.records import About, Message


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets mail.

    Attributes:
        address: Where it goes.
        name: How the reader is greeted.
        since: When the mail began to go there.
        categories: What the reader has subscribed to.
        login: The reader's login, for mail that is for this reader alone; None for contacts.
    """

    address: str
    name: str
    since: datetime
    categories: frozenset[str]
    login: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that was told.

    Attributes:
        at: When.
        template: The template's name.
        category: The message's category.
        params: What the template shows, without name and time zone.
        about: The record concerned, or None.
        secrets: Access data.
        fresh: Whether it may have been told today; only for what happened a few hours before now.
    """

    at: datetime
    template: str
    category: str
    params: Mapping[str, Any] = field(default_factory=dict)
    about: About | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False


class Letters:
    """Collects what was told, and writes it to whoever was to know it."""

    def __init__(self, dice: Dice, composer: Composer, language: str, timezone: str) -> None:
        """Take chance, the composer of mails, their language and the zone of their times."""
        self._dice = dice
        self._composer = composer
        self._language = language
        self._timezone = timezone
        self._letters: list[Letter] = []
        self.secrets: dict[str, tuple[str, ...]] = {}

    def tell(self, letter: Letter) -> None:
        """Note something that was told; what the zone would tell today or later is not told yet."""
        if letter.fresh or letter.at < self._dice.midnight:
            self._letters.append(letter)

    def write(self, readers: list[Reader], begins: datetime) -> list[Message]:
        """Write every letter to those who had subscribed to its category, in the order of sending.

        Where nobody had, the first reader gets it, as the account's own address.

        Args:
            readers: Who gets mail; the first one is the holder.
            begins: When the account was opened; nothing was told before.
        """
        messages: list[Message] = []
        holder = readers[0]
        for letter in sorted(self._letters, key=lambda each: (each.at, each.template)):
            if letter.at < begins:
                continue
            if letter.category not in CATEGORIES:
                messages.append(self._message(letter, holder, holder.login))
                continue
            found = [
                reader
                for reader in readers
                if letter.category in reader.categories and reader.since <= letter.at
            ]
            messages += [self._message(letter, reader, None) for reader in found or [holder]]
        return messages

    def _message(self, letter: Letter, reader: Reader, login: str | None) -> Message:
        about = letter.about
        composed = self._composer.compose(
            Notice(
                letter.template,
                reader.address,
                self._language,
                letter.category,
                {**letter.params, "name": reader.name, "timezone": self._timezone},
                letter.secrets,
                login,
                None if about is None else (about.type, about.id),
            )
        )
        id_ = self._dice.id(letter.at)
        if composed.secrets:
            self.secrets[id_] = composed.secrets
        return Message(
            id=id_,
            created_at=letter.at,
            updated_at=letter.at,
            to=reader.address,
            login=login,
            category=letter.category,
            subject=composed.subject,
            body=composed.body,
            sent_at=letter.at,
            delivery="sent",
            about=about,
        )
