"""Who gets which notices: every address of the account against the six kinds of mail, switched on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.rules.people import LAST_DOMAIN_ADDRESS
from jumpzone.screens.categories import CHIPS, MEANINGS, WORDS
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.usecases.contacts import NoticeChange, Noticed, Recipient
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, lines
from jumpzone.widgets.tick_grid import TickColumn, TickGrid, TickRow
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["NoticesScreen"]

SIDE_FROM = 150
"""From this width on the plain words stand beside the grid."""

_OWN = "own"
"""The line of the account's own address."""


class NoticesScreen(ZoneScreen[None]):
    """The page. Every switch is saved at once; ctrl+z takes back one after the other."""

    CSS_PATH = "notices.tcss"
    TAB = "contacts"
    TITLE_WORDS = T_("Who gets which notices")
    AUTO_FOCUS = "TickGrid"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", N_("Undo")),
        Binding("escape", "back", N_("Back")),
    ]

    def __init__(self) -> None:
        """Make the page; it reads when it is shown."""
        super().__init__()
        self.grid = TickGrid([TickColumn(name, WORDS[name], CHIPS[name]) for name in CATEGORIES])
        self._says = Static(markup=False)
        self._here = Static(markup=False, id="here")
        self._line = Static(markup=False, id="line")
        self._undo_button = PushButton(T_("Undo"), name="undo")
        self._recipients: list[Recipient] = []
        self._at = ("", "")
        self._said: tuple[Words, str] = ("", "")
        # What was switched and is not sent yet, what is on its way, and what can be taken back.
        self._waiting: list[NoticeChange] = []
        self._saving = False
        self._undoing = False
        self._done: list[Noticed] = []

    def compose_body(self) -> ComposeResult:
        """Compose the grid, what it means in plain words, and the buttons."""
        with Horizontal(id="notices"):
            with Vertical(id="who"):
                yield self.grid
                yield self._here
            with VerticalScroll(id="says", can_focus=False):
                yield self._says
        with Horizontal(id="acts"):
            yield self._undo_button
            yield PushButton(T_("Close"), name="back")
            yield self._line

    def on_mount(self) -> None:
        """Read who gets what."""
        self._show_undo()
        self.retranslate()
        self._read()

    def on_resize(self, event: events.Resize) -> None:
        """Put the plain words beside the grid where there is room."""
        self.set_class(event.size.width >= SIDE_FROM, "-wide")

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Read again when somebody changed it."""
        if event.changes.touches("contact", "profile") and not self._saving and not self._waiting:
            self._read()

    def _read(self) -> None:
        if host(self).session is not None:
            zone = host(self).zone
            host(self).load(lambda: zone.contacts.recipients(), self._take, group="recipients")

    def _take(self, recipients: list[Recipient]) -> None:
        self._recipients = recipients
        self._draw()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self.query_one("#who").border_title = content(_("Who gets which notices"))
        self.query_one("#says").border_title = content(_("Where mail goes"))
        self._draw()
        self._draw_line()

    # -- what stands there -----------------------------------------------------------------------------

    def _held(self) -> dict[str, frozenset[str]]:
        """Return who gets what, with what was switched and is not saved yet."""
        held = {each.id: each.notifications for each in self._recipients}
        for change in self._waiting:
            if change.id in held:
                held[change.id] = (held[change.id] | change.add) - change.remove
        return held

    def _draw(self) -> None:
        held, zone = self._held(), host(self).zone
        locked = {False: not zone.can("update", "contact"), True: not zone.can("update", "profile")}
        self.grid.show(
            [
                TickRow(each.id or _OWN, self._label(each), held[each.id], locked[not each.id])
                for each in self._recipients
            ]
        )
        self._says.update(self._plain_words(held))
        self._draw_here()

    def _label(self, each: Recipient) -> Content:
        name = content(_("you"), "$accent") if not each.id else data(each.name, limit=60)
        return Content.assemble(name, "  ", data(each.address, "$text-muted"))

    def _plain_words(self, held: dict[str, frozenset[str]]) -> Content:
        parts = []
        width = max(content(WORDS[name]).cell_length for name in CATEGORIES) + 1
        for kind in CATEGORIES:
            who = [each for each in self._recipients if kind in held[each.id]]
            word = content(WORDS[kind], "$text-muted").truncate(width, pad=True)
            parts.append(Content.assemble(word, " ", self._names(who)))
        domain = sum("domain" in each for each in held.values())
        rule = _("Somebody has to get mail about domains: registries write there.")
        mark = ("✓ ", "$success") if domain > 1 else ("! ", "$warning")
        parts.append(Content.assemble(mark, content(rule, "$text-muted" if domain > 1 else "$warning")))
        always = _("Security mail always goes to the login concerned.")
        copies = _("Answers to a ticket also go to those in copy there.")
        parts.append(content(f"{always} {copies}", "$text-muted"))
        return lines(parts)

    def _names(self, who: Sequence[Recipient]) -> Content:
        if not who:
            return Content.assemble(("! ", "$warning"), content(_("nobody"), "$warning"))
        names = [content(_("you")) if not each.id else data(each.name, limit=40) for each in who[:6]]
        if len(who) > 6:
            names.append(content(_("{n} more", n=len(who) - 6), "$text-muted"))
        return Content(", ").join(names)

    @on(TickGrid.Moved)
    def _moved(self, event: TickGrid.Moved) -> None:
        event.stop()
        self._at = (event.row, event.column)
        self._draw_here()

    def _draw_here(self) -> None:
        """Say whole what the cursor is on: an address may be longer than its line."""
        row, column = self._at
        each = next((one for one in self._recipients if (one.id or _OWN) == row), None)
        parts = []
        if each is not None:
            parts.append(data(f"{each.name}, {each.address}" if each.name.strip() else each.address))
        if column:
            meaning = content(MEANINGS[column], "$text-muted")
            parts.append(Content.assemble(content(WORDS[column]), ": ", meaning))
        if each is None:
            parts.append(content(_("space switches the whole column"), "$text-muted"))
        elif not column:
            parts.append(content(_("space switches the whole line"), "$text-muted"))
        self._here.update(lines(parts))

    def _say(self, words: Words, style: str = "$text-muted") -> None:
        self._said = (words, style)
        self._draw_line()

    def _draw_line(self) -> None:
        self._line.update(content(*self._said))

    def _show_undo(self) -> None:
        self._undo_button.display = bool(self._done)

    # -- switching -------------------------------------------------------------------------------------

    @on(TickGrid.Switched)
    def _switched(self, event: TickGrid.Switched) -> None:
        event.stop()
        kinds, held = frozenset(event.columns), self._held()
        changes = []
        for row in event.rows:
            id_ = "" if row == _OWN else row
            wanted = kinds - held[id_] if event.on else kinds & held[id_]
            if wanted:
                add, remove = (wanted, frozenset[str]()) if event.on else (frozenset[str](), wanted)
                changes.append(NoticeChange(id_, add, remove))
                held[id_] = (held[id_] | add) - remove
        if not any("domain" in each for each in held.values()) and not event.on and "domain" in kinds:
            self._say(LAST_DOMAIN_ADDRESS, "$error")
            return
        self._waiting += changes
        self._draw()
        self._send()

    def _send(self) -> None:
        """Save what was switched, one save after the other, so that the last word stands."""
        if self._saving or not self._waiting:
            return
        changes, zone = tuple(self._waiting), host(self).zone
        self._saving = True
        host(self).save(
            lambda: (zone.contacts.set_notices(_together(changes)), zone.contacts.recipients()),
            on_done=lambda found: self._saved(len(changes), *found),
            on_error=self._refused,
            owner=self,
        )

    def _saved(self, sent: int, done: Noticed, recipients: list[Recipient]) -> None:
        self._saving = False
        del self._waiting[:sent]
        self._recipients = recipients
        if self._undoing:
            self._say(T_("Taken back."))
        elif done.back:
            self._done.append(done)
            self._say(T_("Saved. ctrl+z takes it back."), "$success")
        self._undoing = False
        self._show_undo()
        self._draw()
        self._send()

    def _refused(self, error: ZoneError) -> None:
        self._saving = self._undoing = False
        self._waiting.clear()
        self._say(error.message, "$error")
        self._read()

    def action_undo(self) -> None:
        """Take back the last switch."""
        if self._saving or self._waiting or not self._done:
            return
        self._undoing = True
        self._waiting += self._done.pop().back
        self._draw()
        self._send()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)


def _together(changes: Sequence[NoticeChange]) -> list[NoticeChange]:
    """Return one change for each address: what was switched last stands."""
    found: dict[str, NoticeChange] = {}
    for each in changes:
        before = found.get(each.id, NoticeChange(each.id))
        add = (before.add - each.remove) | each.add
        remove = (before.remove - each.add) | each.remove
        found[each.id] = NoticeChange(each.id, add, remove)
    return list(found.values())
