"""The front door: who this is, sign in, register, forgotten password, the language, the news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from jumpzone import __version__
from jumpzone.errors import ZoneError
from jumpzone.i18n import LANGUAGES, N_, PT_, T_, Text, _, current, language_name
from jumpzone.screens.host import host
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.chrome import KeyBar, Logo
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.segments import Part, SegmentBar
from jumpzone.widgets.zone_screen import FrontScreen

if TYPE_CHECKING:
    from jumpzone.model.records import Announcement

__all__ = ["Doors", "FrontDoor", "LanguageBar"]

NEWS = 6
"""So many announcements are asked for; as many are shown as there is room for."""

HIGH = 34
"""From so many lines on the doors stand apart, with a line of explanation each."""

KINDS = {"news": ("●", "$accent"), "maintenance": ("◐", "$warning"), "incident": ("!", "$error")}


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: its name, its key, its words and a line about whom it is for."""

    name: str
    key: str
    title: Text
    note: Text


DOORS = (
    Door("sign-in", "s", T_("Sign in"), T_("You are a customer already")),
    Door("register", "r", T_("Register"), T_("Become a customer in two minutes")),
    Door("forgotten", "p", T_("Forgotten password"), T_("Choose a new one with a code by e-mail")),
    Door("about", "a", PT_("program", "About"), T_("Version, store, mail, settings")),
    Door("quit", "q", T_("Quit"), T_("Leave the program")),
)

BRING: Final = Door("bring", "b", T_("Bring a zone along"), T_("From the file that an export wrote"))
"""Stands last, so that nothing moves when it appears, while nobody has an account here."""


class Doors(Widget, can_focus=True):
    """The ways in, one a line; arrow keys and enter, the letter in front, or a click."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", N_("Open")),
        Binding("up,k", "step(-1)", N_("One line up"), show=False),
        Binding("down,j", "step(1)", N_("One line down"), show=False),
    ]

    DEFAULT_CSS = """
    Doors { height: auto; width: 1fr; pointer: pointer; }
    """

    cursor: reactive[int] = reactive(0)
    """Which door enter opens."""

    doors: reactive[tuple[Door, ...]] = reactive(DOORS, layout=True)
    """The ways in."""

    @dataclass
    class Chosen(Message):
        """A way in was chosen, by its name."""

        name: str

    @property
    def _airy(self) -> bool:
        return self.app.size.height >= HIGH

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line for each door, or two and a blank one between them where there is room."""
        return 3 * len(self.doors) - 1 if self._airy else len(self.doors)

    def render(self) -> Content:
        """Draw the doors."""
        width = max(20, self.content_size.width)
        titles = max(content(door.title).cell_length for door in self.doors)
        rows: list[Content] = []
        for index, door in enumerate(self.doors):
            here = index == self.cursor
            lit = here and self.has_focus
            style = "$block-cursor-foreground bold" if lit else "bold"
            title = Content.assemble(
                (" ▌" if here else "  ", "$accent"), (f" {door.key}  ", "$accent"), content(door.title, style)
            )
            note = content(door.note, "$text-muted")
            if self._airy:
                block = [title, Content.assemble("      ", note)]
            else:
                block = [Content.assemble(title.truncate(titles + 8, pad=True), note)]
            for row in block:
                row = row.truncate(width, ellipsis=True, pad=True)
                rows.append(row.stylize_before("on $block-cursor-background") if lit else row)
            if self._airy and index < len(self.doors) - 1:
                rows.append(Content(""))
        return Content("\n").join(rows)

    def retranslate(self) -> None:
        """Show the words in the current language."""
        self.refresh(layout=True)

    def _at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        index = offset.y // 3 if self._airy else offset.y
        return index if index < len(self.doors) else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let the cursor follow the mouse."""
        if (index := self._at(event)) is not None:
            self.cursor = index

    def on_click(self, event: events.Click) -> None:
        """Open by mouse."""
        event.stop()
        if (index := self._at(event)) is not None:
            self.cursor = index
            self.action_open()

    def action_step(self, step: int) -> None:
        """Move the cursor, round and round."""
        self.cursor = (self.cursor + step) % len(self.doors)

    def action_open(self) -> None:
        """Open the door under the cursor."""
        self.post_message(self.Chosen(self.doors[self.cursor].name))


class LanguageBar(SegmentBar, can_focus=True):
    """The languages, each by its own name; a click or the arrow keys switch at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Language before"), show=False),
        Binding("right,enter,space", "step(1)", N_("Next language"), show=False),
    ]

    def parts(self, width: int) -> tuple[Sequence[Part], Sequence[Part]]:
        """Return the three names, the current one lit."""
        spoken = current().language
        left: list[Part] = []
        for language in LANGUAGES:
            if left:
                left.append(Part("", Content("   ")))
            here = language == spoken
            style = (
                ("bold $accent underline" if self.has_focus else "bold $accent") if here else "$text-muted"
            )
            left.append(Part(language, Content.styled(language_name(language), style)))
        return left, [Part("", Content.styled("f2", "$text-disabled"))]

    def pressed(self, name: str) -> None:
        """Switch to the language that was clicked."""
        host(self).switch_language(name)

    def action_step(self, step: int) -> None:
        """Switch to the next language."""
        at = LANGUAGES.index(current().language)
        host(self).switch_language(LANGUAGES[(at + step) % len(LANGUAGES)])


class FrontDoor(FrontScreen[None]):
    """The first screen."""

    CSS_PATH = "front.tcss"
    TITLE_WORDS = T_("Front door")
    AUTO_FOCUS = "Doors"

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(door.key, f"door('{door.name}')", door.title.msgid, show=False)
            for door in (*DOORS, BRING)
        ),
        Binding("f2", "app.language", N_("Language")),
    ]

    @dataclass
    class Knocked(Message, bubble=False):
        """Open a door and say something there: after a session has ended, a password was changed."""

        door: str
        words: Text | None = None

    def __init__(self) -> None:
        """Make the front door."""
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high")]
        self._news = Static(markup=False)
        self._footnote = Static(classes="footnote", markup=False)
        self._again = PushButton(T_("Try again"), id="again")
        self._latest: list[Announcement] | None = None
        self._trouble: ZoneError | None = None

    def compose(self) -> ComposeResult:
        """Compose the wordmark, the doors and the news."""
        yield self.top_bar
        with Vertical(id="front"):
            yield Logo()
            yield self.tagline
            with Container(id="hall"):
                with self.card:
                    yield Doors()
                    yield LanguageBar()
                with Vertical(id="news"):
                    yield self._news
                    yield self._again
            yield self._footnote
        yield KeyBar()

    def retranslate(self) -> None:
        """Show every text in the current language; the news are asked for anew."""
        seller = host(self).settings.seller.name
        self.tagline.update(content(_("Your whole hosting account on one screen.")))
        self.card.border_title = content(_("Client zone"))
        self.query_one("#news", Vertical).border_title = content(_("News"))
        self._footnote.update(Content.assemble(data(seller), f" · jumpzone {__version__}"))
        self._show_news()
        if host(self).ready:
            self._ask_for_news()

    def on_resize(self) -> None:
        """Show as many news as there is room for."""
        self._show_news()
        self.query_one(Doors).refresh(layout=True)

    # -- the store and the news ------------------------------------------------------------------------

    def store_state(self, trouble: ZoneError | None) -> None:
        """Hear that the store is open, or why it is not."""
        self._trouble = trouble
        self._again.set_class(trouble is not None, "-shown")
        self._show_news()
        if trouble is None:
            self._ask_for_news()
            self._ask_who_is_here()

    def _ask_for_news(self) -> None:
        zone, language = host(self).zone, current().language
        host(self).load(lambda: zone.announcements.latest(language, NEWS), self._news_came, group="news")

    def _ask_who_is_here(self) -> None:
        zone = host(self).zone
        host(self).load(zone.is_new, self._offer_bringing, owner=self, group="new")

    def _offer_bringing(self, new: bool) -> None:
        self.query_one(Doors).doors = (*DOORS, BRING) if new else DOORS

    def on_screen_resume(self) -> None:
        """Look again whether anybody is here: an account may have come meanwhile."""
        if host(self).ready:
            self._ask_who_is_here()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to bring a zone along only while there is none."""
        if action == "door" and parameters[:1] == ("bring",):
            return BRING in self.query_one(Doors).doors
        return super().check_action(action, parameters)

    def _news_came(self, found: list[Announcement]) -> None:
        self._latest = found
        self._show_news()

    def _show_news(self) -> None:
        trouble = self._trouble
        if trouble is not None:
            said = [content(trouble.title, "bold $error"), content(trouble.message)]
            if trouble.hint is not None:
                said.append(content(trouble.hint, "$text-muted"))
            self._news.update(lines(said))
        elif self._latest is None:
            self._news.update(content(_("The store is being opened…"), "$text-disabled"))
        elif not self._latest:
            self._news.update(content(_("No news is good news."), "$text-muted"))
        else:
            wide, high = self.has_class("-wide"), self.has_class("-high")
            shown = self._latest[: 4 if wide and high else 3 if wide or high else 2]
            self._news.update(lines(self._news_lines(shown, wide)))

    def _news_lines(self, shown: Sequence[Announcement], wide: bool) -> list[Content]:
        now, rows = host(self).clock.now(), list[Content]()
        room = 50 if wide else 64
        for each in shown:
            sign, colour = KINDS.get(each.kind, KINDS["news"])
            at = each.starts_at if each.kind == "maintenance" and each.starts_at else each.published_at
            when = current().relative(at, now) if at is not None else ""
            title = data(each.title, "bold").truncate(room - 4 - len(when), ellipsis=True, pad=True)
            rows.append(Content.assemble((f"{sign} ", colour), title, "  ", (when, "$text-muted")))
            if wide:
                body = data(" ".join(each.body.split()), "$text-muted").wrap(room - 2)
                if len(body) > 2:
                    body = [body[0], Content.assemble(body[1], " …").truncate(room - 2, ellipsis=True)]
                rows += [Content.assemble("  ", line) for line in body]
                rows.append(Content(""))
        return rows

    @on(PushButton.Pressed, "#again")
    def _try_again(self, event: PushButton.Pressed) -> None:
        event.stop()
        self._trouble = None
        self._again.remove_class("-shown")
        self._show_news()
        host(self).open_store()

    # -- the doors -------------------------------------------------------------------------------------

    @on(Doors.Chosen)
    def _door_chosen(self, message: Doors.Chosen) -> None:
        message.stop()
        self.action_door(message.name)

    @on(Knocked)
    def _knocked(self, message: Knocked) -> None:
        self.action_door(message.door, message.words)

    def action_door(self, name: str, words: Text | None = None) -> None:
        """Open a door."""
        # Late, all of them: none is needed for the first paint.
        if name == "about":
            host(self).show_about()
        elif name == "quit":
            self.app.call_later(self.app.action_quit)
        elif name == "bring":
            from jumpzone.screens.bringing import BringingScreen

            self.app.push_screen(BringingScreen())
        elif name == "register":
            from jumpzone.screens.register import RegisterScreen

            self.app.push_screen(RegisterScreen())
        elif name == "forgotten":
            from jumpzone.screens.forgotten import ForgottenScreen

            self.app.push_screen(ForgottenScreen())
        else:
            from jumpzone.screens.sign_in import SignInScreen

            self.app.push_screen(SignInScreen(words))
