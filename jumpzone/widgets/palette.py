"""Every action in the command palette, by its name in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from jumpzone.model.text import fold
from jumpzone.widgets.content import Words, content, words
from jumpzone.widgets.keys import all_keys

__all__ = ["Command", "ZoneCommands"]


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done from the palette: its name, what it does, and a line of help."""

    title: Words
    run: Callable[[], Any]
    help: Words = ""


class ZoneCommands(Provider):
    """Offers the keys of the screen and whatever the screen and the app return from ``zone_commands()``."""

    def _commands(self) -> Iterable[Command]:
        for owner in (self.screen, self.app):
            offered = getattr(owner, "zone_commands", None)
            if offered is not None:
                yield from offered()
        for key in all_keys(self.screen):
            run = partial(self.app.run_action, key.action, key.node)
            yield Command(key.words, run, key.display)

    async def discover(self) -> Hits:
        """Offer everything before anything is typed."""
        for command in self._commands():
            name = words(command.title)
            yield DiscoveryHit(Content(name), command.run, text=name, help=_literal(command.help))

    async def search(self, query: str) -> Hits:
        """Offer what contains every typed word, whole beginnings first; case and accents don't matter."""
        wanted = fold(query).split()
        for command in self._commands():
            name = words(command.title)
            text = fold(name)
            if all(word in text for word in wanted):
                score = 1.0 if text.startswith(" ".join(wanted)) else 0.5
                yield Hit(score, content(command.title), command.run, text=name, help=_literal(command.help))


def _literal(text: Words) -> str | None:
    """Return help that the palette, which reads it as markup, can only take literally."""
    return words(text).replace("[", "❲").replace("]", "❳") or None
