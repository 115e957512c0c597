"""Tickets: conversations with support, their times and states."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from jumpzone.demo.dice import Dice
from jumpzone.demo.texts import TALKS, Texts
from jumpzone.model.records import About, Record, Ticket, TicketReply

R = TypeVar("R", bound=Record)

_WAITING: Final = {"open": 1, "in_progress": 1, "on_hold": 2, "answered": 2, "customer_reply": 3}
"""How many turns of a conversation were taken in each state that is not the end."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is to be about.

    Attributes:
        key: The conversation's key among the texts.
        opened_at: When the customer wrote.
        words: Values for its placeholders.
        about: The record concerned, or None.
        status: How far it has come.
        author: The customer's name.
        last_at: When the last turn was taken, where that matters.
    """

    key: str
    opened_at: datetime
    words: Mapping[str, str]
    about: About | None
    author: str
    status: str = "closed"
    last_at: datetime | None = None


class Desk:
    """Holds the conversations of one customer."""

    def __init__(self, dice: Dice, texts: Texts) -> None:
        """Take chance and words."""
        self._dice = dice
        self._texts = texts
        self._tickets: list[Ticket] = []
        self.replies: list[TicketReply] = []

    def talk(self, topic: Topic) -> Ticket:
        """Hold a conversation."""
        dice, talk = self._dice, self._texts.talks[topic.key]
        department, priority, _about = TALKS[topic.key]
        turns = talk.turns[: _WAITING.get(topic.status, len(talk.turns))]
        id_ = dice.id(topic.opened_at)
        staff = dice.random.choice(self._texts.staff)
        replies = self._turns(id_, turns, topic, staff)
        ticket = Ticket(
            id=id_,
            created_at=topic.opened_at,
            updated_at=replies[-1].at,
            department=department,
            subject=talk.subject.format_map(topic.words),
            status=topic.status,
            priority=priority,
            about=topic.about,
            last_reply_at=replies[-1].at,
            opened_by="email" if dice.chance(30) else "zone",
        )
        self._tickets.append(ticket)
        self.replies += replies
        return ticket

    def _turns(self, ticket: str, turns: Sequence[str], topic: Topic, staff: str) -> list[TicketReply]:
        dice, texts = self._dice, self._texts
        replies: list[TicketReply] = []
        at = topic.opened_at
        for index, turn in enumerate(turns):
            ours = index % 2 == 1
            if index:
                at = dice.after(at, 12, 240) if ours else dice.after(at, 20, 1500)
            if topic.last_at is not None and index == len(turns) - 1:
                at = topic.last_at
            text = turn.format_map(topic.words)
            if ours:
                body = f"{texts.hello}\n\n{text}\n\n{texts.regards}\n{staff}\n{texts.team}"
            elif index == 0:
                body = f"{texts.hello}\n\n{text}\n\n{topic.author}"
            else:
                body = text
            rated = ours and topic.status == "closed" and dice.chance(25)
            replies.append(
                TicketReply(
                    id=dice.id(at),
                    created_at=at,
                    updated_at=at,
                    ticket=ticket,
                    author=staff if ours else topic.author,
                    side="staff" if ours else "customer",
                    body=body,
                    at=at,
                    rating=dice.random.choice((5, 5, 5, 4, 3)) if rated else None,
                )
            )
        return replies

    def close(self, number: int, anchor: str | None, gap: int) -> tuple[Ticket, ...]:
        """Return the tickets in the order of opening, numbered.

        Args:
            number: A number.
            anchor: The id of the ticket that gets it; None for the first one.
            gap: The most numbers that other customers take between two.
        """
        ordered = sorted(self._tickets, key=lambda each: (each.created_at, each.id))
        steps = [0]
        for _each in ordered[1:]:
            steps.append(steps[-1] + self._dice.random.randrange(1, gap + 1))
        at = 0 if anchor is None else next(at for at, each in enumerate(ordered) if each.id == anchor)
        first = number - steps[at]
        return tuple(
            replace(each, number=f"T-{first + step}") for each, step in zip(ordered, steps, strict=True)
        )


def known_at(dice: Dice, records: Sequence[R], moment: datetime, newest: int | None = None) -> R:
    """Return one of the records that were there at a moment.

    Args:
        dice: Chance.
        records: In the order of making.
        moment: When.
        newest: Choose among so many of the newest; among all when left out.
    """
    there = bisect_right(records, moment, key=lambda each: each.created_at)
    first = 0 if newest is None else max(0, there - newest)
    return records[dice.random.randrange(first, there)] if there else records[0]
