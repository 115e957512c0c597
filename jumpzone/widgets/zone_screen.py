"""The screens that all others are made from."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.errors import NoWidget
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from jumpzone.i18n import N_, Text
from jumpzone.widgets.chrome import TABS, KeyBar, Logo, NavBar, TopBar
from jumpzone.widgets.content import content
from jumpzone.widgets.keys import FOCUS_KEYS

__all__ = ["BaseScreen", "FrontScreen", "ZoneScreen"]

Result = TypeVar("Result")


class BaseScreen(Screen[Result]):
    """What all screens share: ``?`` shows the keys, ``esc`` goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", N_("Keys of this screen"), show=False),
        Binding("f1", "help", N_("Keys of this screen"), show=False),
        Binding("escape", "back", N_("Back"), show=False),
        *FOCUS_KEYS,
    ]

    # Textual's own declaration draws the whole screen anew with every change of focus; the two widgets concerned are
    # refreshed by their styles anyway.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    TITLE_WORDS: ClassVar[str | Text] = ""
    """The screen's name, for the help."""

    def scroll_to_center(self, widget: Widget, *_args: object, **_options: object) -> None:
        """Bring a focused widget into view at once, and only if it is not.

        Textual calls this for every focused widget in a nested container, even for those in view, and glides there.
        """
        try:
            place = self.find_widget(widget)
        except NoWidget:
            # It got the focus before the first layout: nothing has a place yet.
            return
        if not place.clip.contains_region(place.region):
            super().scroll_to_center(widget, animate=False, origin_visible=True)

    def action_help(self) -> None:
        """Show the keys of this screen."""
        # The help is seldom asked for.
        from jumpzone.widgets.help import HelpScreen

        self.app.push_screen(HelpScreen.of(self))

    def action_back(self) -> None:
        """Go back to where this screen was opened; a screen with unsaved input asks first by overriding this."""
        if self.can_go_back:
            self.dismiss(None)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a screen below that one can go back to."""
        stack = self.app.screen_stack
        return len(stack) > 1 and isinstance(stack[-2], BaseScreen)


class ZoneScreen(BaseScreen[Result]):
    """A screen behind sign-in: top bar, tabs, the body (`compose_body`) and the bar of keys.

    The app listens to `NavBar.Chosen` and `TopBar.Pressed` and sets what the bars show through `top_bar` and
    `nav_bar`; keys 1 to 9 post the same `NavBar.Chosen` as a click.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(number), f"tab('{tab.name}')", tab.title.msgid, show=False)
        for number, tab in enumerate(TABS, 1)
    ]

    DEFAULT_CSS = """
    ZoneScreen {
        background: $background;
        & > #body { height: 1fr; }
    }
    """

    TAB: ClassVar[str] = ""
    """The name of the tab that this screen belongs to."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        """Make the screen with its bars."""
        super().__init__(name=name, id=id, classes=classes)
        self.top_bar = TopBar()
        self.nav_bar = NavBar()
        self.nav_bar.set_reactive(NavBar.active, self.TAB)

    def compose(self) -> ComposeResult:
        """Compose the frame; the body comes from `compose_body`."""
        yield self.top_bar
        yield self.nav_bar
        with Vertical(id="body"):
            yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Compose what this screen shows."""
        raise NotImplementedError

    def action_tab(self, name: str) -> None:
        """Choose a place by its key."""
        self.post_message(NavBar.Chosen(name))


class FrontScreen(BaseScreen[Result]):
    """A screen before sign-in: the wordmark and a card in the middle, the bar of keys below."""

    DEFAULT_CSS = """
    FrontScreen {
        background: $background;
        & > TopBar { background: $background; }
        & #front { height: 1fr; align: center middle; overflow-y: auto; scrollbar-size-vertical: 1; }
        & #front > * { width: 64; max-width: 100%; }
        & #front.-wide > * { width: 120; }
        & #card {
            height: auto;
            border: round $border-blurred; padding: 1 2; border-title-color: $foreground; border-title-style: bold;
        }
        & #card.-bare { border: none; padding: 0; }
        & .tagline { text-align: center; color: $text-muted; height: auto; margin: 0 0 1 0; }
    }
    """

    CARD_TITLE: ClassVar[str | Text] = ""
    """The card's title."""

    LOGO: ClassVar[bool] = True
    """Whether the wordmark and `tagline` stand over the card."""

    WIDE: ClassVar[bool] = False
    """Whether the card is wide enough for a form in two columns."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        """Make the screen with its bars."""
        super().__init__(name=name, id=id, classes=classes)
        self.top_bar = TopBar()
        self.card = Vertical(id="card")
        self.tagline = Static(classes="tagline", markup=False)

    def compose(self) -> ComposeResult:
        """Compose the frame; the card's inside comes from `compose_card`."""
        yield self.top_bar
        with Vertical(id="front", classes="-wide" if self.WIDE else ""):
            if self.LOGO:
                yield Logo()
                yield self.tagline
            with self.card:
                yield from self.compose_card()
        yield KeyBar()

    def compose_card(self) -> ComposeResult:
        """Compose what stands in the card."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show the title."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show the title in the current language."""
        title = content(self.CARD_TITLE)
        self.card.border_title = title if title.plain else None
