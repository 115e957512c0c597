"""An announcement, with what of the reader's own it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from textual import on
from textual.content import Content
from textual.widget import Widget

from jumpzone.i18n import NT_, T_, Text, current, ngettext
from jumpzone.model.touching import Footing
from jumpzone.screens.host import host
from jumpzone.screens.record_list import show_record
from jumpzone.screens.wording import KINDS, unicode_name
from jumpzone.usecases.announcements import Told
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import Notice
from jumpzone.widgets.tile import Panel, PanelLine

__all__ = ["SIGNS", "AnnouncementDialog", "words_of"]

SIGNS: Final = {"news": ("✦", "$accent"), "maintenance": ("◷", "$warning"), "incident": ("!", "$error")}
"""A sign and its colour for each kind."""

_KINDS: Final[dict[str, Text]] = {
    "news": T_("News"),
    "maintenance": T_("Maintenance"),
    "incident": T_("Incident"),
}
_MOST: Final = 9
"""So many things are named; a dialog has to fit a small terminal."""

_PLACES: Final = {"service": "services", "domain": "domains"}


class AnnouncementDialog(Notice):
    """Says what is announced; each thing that it touches leads to its place."""

    DEFAULT_CSS = """
    AnnouncementDialog {
        & > #box { width: 76; }
        & Panel { margin: 0 0 1 0; border: none; padding: 0; min-height: 1; }
        & Panel:focus { border: none; }
    }
    """

    def __init__(self, told: Told, timezone: tzinfo) -> None:
        """Show it; times stand in the reader's zone."""
        super().__init__(data(told.announcement.title), lambda: words_of(told, timezone))
        self._panel = Panel("", id="touches")
        named = [_line(each) for each in told.touches[:_MOST]]
        rest = len(told.touches) - len(named)
        if rest:
            named.append(PanelLine("", NT_("and {n} more", "and {n} more", rest)))
        self._panel.lines = named

    def fields(self) -> Sequence[Widget]:
        """Return what it touches."""
        return (self._panel,) if self._panel.lines else ()

    @on(Panel.Chosen)
    def _chosen(self, event: Panel.Chosen) -> None:
        event.stop()
        footing, app = event.line.record, host(self)
        assert isinstance(footing, Footing)
        self.dismiss(None)
        app.call_later(show_record, app, _PLACES[footing.type], footing.id)


def _line(footing: Footing) -> PanelLine:
    domain = footing.type == "domain"
    name = unicode_name(footing.name) if domain else footing.name
    kind = T_("Domain") if domain else KINDS.get(footing.kind, KINDS["other"])
    return PanelLine(footing.type, data(name), kind, Content.styled("→", "$accent"), footing)


def words_of(told: Told, timezone: tzinfo) -> Content:
    """Return the text of an announcement and how much of the reader's own it touches."""
    each = told.announcement
    sign, colour = SIGNS.get(each.kind, ("·", "$text-muted"))
    head = Content.assemble((f"{sign} ", colour), content(_KINDS.get(each.kind, _KINDS["news"]), colour))
    if each.starts_at is not None:
        words = current()
        span = words.datetime(each.starts_at, timezone)
        if each.ends_at is not None:
            span = f"{span} – {words.datetime(each.ends_at, timezone)}"
        head = Content.assemble(head, "  ", data(span, "$text-muted"))
    if told.running:
        head = Content.assemble(head, "  ", content(T_("going on now"), f"bold {colour}"))
    parts = [head, Content(""), data(each.body, multiline=True)]
    if told.touches:
        n = len(told.touches)
        said = ngettext("It touches {n} thing of yours:", "It touches {n} things of yours:", n)
        parts += [Content(""), content(said, "bold")]
    elif each.affects:
        parts += [Content(""), content(T_("It touches none of your services and domains."), "$success")]
    return lines(parts)
