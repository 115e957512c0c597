"""The keys of a screen in words."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from jumpzone.i18n import N_, T_, Text, _
from jumpzone.widgets.content import content, lines
from jumpzone.widgets.keys import Key, all_keys

__all__ = ["HelpScreen"]

TYPING = (
    ("ctrl+a ctrl+e", T_("To the start or the end of the line")),
    ("ctrl+w ctrl+u ctrl+k", T_("Delete the word, all before, all after")),
    ("shift+←→", T_("Select text")),
    ("ctrl+c ctrl+x ctrl+v", T_("Copy, cut, paste")),
    ("tab shift+tab", T_("Next, previous field")),
)
"""Keys of every text field, which Textual brings along without words in the reader's language."""


class HelpScreen(ModalScreen[None]):
    """A list of keys over the screen; any of esc, ?, enter or a click beside it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,enter,f1,q", "dismiss(None)", N_("Close")),
    ]

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        & > VerticalScroll {
            width: 76; max-width: 100%; height: auto; max-height: 90%;
            background: $surface; border: round $border; padding: 0 2; scrollbar-size-vertical: 1;
            border-title-style: bold; border-title-color: $foreground; border-subtitle-color: $text-muted;
        }
        & Static { width: 1fr; height: auto; }
    }
    """

    def __init__(self, keys: list[Key], *, typing: bool) -> None:
        """List `keys`; with `typing` also those of text fields."""
        super().__init__()
        self._keys = keys
        self._typing = typing

    @classmethod
    def of(cls, screen: Screen[Any]) -> HelpScreen:
        """Return the help for `screen` as it is now, with the focus where it is."""
        from textual.widgets import Input

        return cls(all_keys(screen), typing=bool(screen.query(Input)))

    def compose(self) -> ComposeResult:
        """Compose the list."""
        with VerticalScroll():
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Show the texts."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show all keys in the current language."""
        groups: dict[str, list[tuple[str, str | Text]]] = {"here": [], "screen": [], "everywhere": []}
        for key in self._keys:
            group = (
                "everywhere" if key.node is self.app else "screen" if isinstance(key.node, Screen) else "here"
            )
            groups[group].append((key.every, key.words))
        titles = {"here": _("Here"), "screen": _("On this screen"), "everywhere": _("Everywhere")}
        rows: list[Content] = []
        for name, keys in groups.items():
            if keys:
                rows += [content(titles[name], "bold $accent"), *(_row(*key) for key in keys), Content("")]
        if self._typing:
            rows += [content(_("In a text field"), "bold $accent"), *(_row(*key) for key in TYPING)]
        box = self.query_one(VerticalScroll)
        box.border_title = content(_("Keys"))
        box.border_subtitle = content(_("esc closes"))
        self.query_one(Static).update(lines(rows))

    def on_click(self, event: Any) -> None:
        """Close by a click beside the list."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss(None)


def _row(display: str, text: str | Text) -> Content:
    return Content.assemble(Content.styled(f"  {display}".ljust(26), "bold"), content(text))
