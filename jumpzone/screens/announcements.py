"""Everything that was announced, with what of the reader's own it touches."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from jumpzone.i18n import N_, T_, _, current, ngettext
from jumpzone.screens.announcement import SIGNS, AnnouncementDialog
from jumpzone.screens.host import host
from jumpzone.screens.short_list import Act, ShortListScreen
from jumpzone.screens.wording import when
from jumpzone.usecases.announcements import Told
from jumpzone.widgets.content import content, data
from jumpzone.widgets.record_source import Column, Row

__all__ = ["AnnouncementsScreen"]

_MOST = 100


class AnnouncementsScreen(ShortListScreen[Told]):
    """The announcements, the newest first."""

    TAB = "home"
    TITLE_WORDS = T_("Announcements")
    COLUMNS = (
        Column("title", T_("Announcements"), fraction=3, min_width=30),
        Column("touches", "", width=22, min_width=18, priority=1),
        Column("at", "", width=16, min_width=12),
    )
    ACTS: ClassVar[tuple[Act, ...]] = (("open", T_("Open"), "primary"), ("back", T_("Back"), ""))
    OPENS = "open"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Open"), show=False),
        Binding("escape", "back", N_("Back")),
    ]

    def __init__(self) -> None:
        """Make the page; the announcements come once it is mounted."""
        super().__init__()
        self._told: list[Told] = []

    def read(self) -> None:
        """Read the announcements in the reader's language."""
        announcements, language = host(self).zone.announcements, current().language
        host(self).load(lambda: announcements.list(language, _MOST), self._show, owner=self)

    def _show(self, told: list[Told]) -> None:
        self._told = told
        self._draw()

    def retranslate(self) -> None:
        """Read them in the language that is spoken now."""
        self.read()

    def _draw(self) -> None:
        words = _("News, maintenance and incidents; those that touch something of yours say so.")
        self.draw(content(words, "$text-muted"), [self._row(each) for each in self._told])

    def _row(self, told: Told) -> Row:
        each, n = told.announcement, len(told.touches)
        sign, colour = SIGNS.get(each.kind, ("·", "$text-muted"))
        title = Content.assemble((f"{sign} ", colour), data(each.title))
        if told.running:
            title = Content.assemble(title, "  ", content(_("going on now"), f"bold {colour}"))
        touches = (
            content(ngettext("touches {n} of yours", "touches {n} of yours", n), "$warning") if n else ""
        )
        now = host(self).zone.deps.clock.now()
        return Row(each.id, (title, touches, when(each.published_at, now)), told)

    def action_open(self) -> None:
        """Show the announcement under the cursor."""
        if self.chosen is not None:
            self.app.push_screen(AnnouncementDialog(self.chosen, host(self).timezone))
