"""What frames every screen: the top bar, the tabs and the bar of keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from jumpzone.i18n import PT_, T_, Text, pgettext
from jumpzone.widgets.content import Words, content, words
from jumpzone.widgets.keys import shown_keys
from jumpzone.widgets.segments import Part, SegmentBar

__all__ = ["LOGO", "MARK", "TABS", "KeyBar", "Logo", "NavBar", "Tab", "TopBar"]

MARK = "◢◤"
"""The mark in one line; the name follows it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the nine places of the zone: its name, its word and a shorter one for narrow terminals."""

    name: str
    title: Text
    short: Text


TABS = (
    Tab("home", T_("Home"), PT_("short tab", "Home")),
    Tab("services", T_("Services"), PT_("short tab", "Services")),
    Tab("domains", T_("Domains"), PT_("short tab", "Domains")),
    Tab("invoices", T_("Invoices"), PT_("short tab", "Invoices")),
    Tab("tickets", T_("Tickets"), PT_("short tab", "Tickets")),
    Tab("messages", T_("Messages"), PT_("short tab", "Mail")),
    Tab("contacts", T_("Contacts"), PT_("short tab", "Contacts")),
    Tab("account", T_("Account"), PT_("short tab", "Account")),
    Tab("orders", T_("Orders"), PT_("short tab", "Orders")),
)
"""The places, in the order of the keys 1 to 9."""


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Numbers behind a tab's word are raised, so that they are not read as the next tab's key."""


class TopBar(SegmentBar):
    """Brand, account, badge, language and login; each can be clicked."""

    DEFAULT_CSS = """
    TopBar { background: $surface; color: $text-muted; }
    """

    account: reactive[Words] = reactive("")
    """The account's name and number; empty before sign-in."""
    login: reactive[Words] = reactive("")
    """Who is signed in."""
    language: reactive[str] = reactive("")
    """The language's code."""
    badge: reactive[Words] = reactive("")
    """What the zone does in the background, such as "saved" or "synced 2 min ago"."""

    @dataclass
    class Pressed(Message):
        """A part was clicked: ``brand``, ``account``, ``badge``, ``language`` or ``login``."""

        bar: TopBar
        part: str

        @property
        def control(self) -> TopBar:
            """The bar."""
            return self.bar

    def parts(self, width: int) -> tuple[Sequence[Part], Sequence[Part]]:
        """Return brand and account at the left, the rest at the right."""
        left = [Part("brand", Content.assemble((f"{MARK} ", "$accent"), ("JumpZone", "bold $foreground")))]
        if words(self.account):
            account = content(self.account, "$foreground").truncate(max(10, width // 2 - 12), ellipsis=True)
            left += [
                Part("", Content("   ")),
                Part("account", Content.assemble(account, (" ▾", "$text-muted"))),
            ]
        right: list[Part] = []
        for name, value in (("badge", self.badge), ("language", self.language), ("login", self.login)):
            if words(value):
                text = content(value).truncate(max(10, width // 3), ellipsis=True)
                # The separator belongs to the part, so that both go when there is no room.
                right.append(Part(name, Content.assemble((" · ", "$text-disabled"), text) if right else text))
        room = width - sum(part.text.cell_length for part in left) - 2
        while right and sum(part.text.cell_length for part in right) > room:
            right = [
                Part(part.name, part.text[3:] if at == 0 else part.text) for at, part in enumerate(right[1:])
            ]
        return left, right

    def pressed(self, name: str) -> None:
        """Post which part was clicked."""
        self.post_message(self.Pressed(self, name))


_WIDTHS = ((3, " ", "title"), (2, " ", "title"), (2, " ", "short"), (1, " ", "short"), (1, "", "short"))
"""The tabs from wide to narrow: blanks between two, what stands behind the number, which word."""


class NavBar(SegmentBar):
    """The tabs. Keys 1 to 9 belong to the screen; a click posts `NavBar.Chosen`."""

    DEFAULT_CSS = """
    NavBar { background: $surface; }
    """

    active: reactive[str] = reactive("")
    """The name of the tab that is shown."""
    badges: reactive[dict[str, str]] = reactive({})
    """A short note behind a tab's word, such as the number of tickets that wait."""
    hidden: reactive[frozenset[str]] = reactive(frozenset())
    """Places that are left out: the reader has no right to what is there."""

    @dataclass
    class Chosen(Message):
        """A place was chosen."""

        name: str

    def parts(self, width: int) -> tuple[Sequence[Part], Sequence[Part]]:
        """Return the tabs as wide as there is room: words, short words, at last the numbers alone."""
        for gap, blank, long in _WIDTHS:
            parts = self._tabs(gap, blank, long, only_active=False)
            if sum(part.text.cell_length for part in parts) <= width:
                return parts, ()
        return self._tabs(2, " ", "title", only_active=True), ()

    def _tabs(self, gap: int, blank: str, kind: str, *, only_active: bool) -> list[Part]:
        parts: list[Part] = []
        for number, tab in enumerate(TABS, 1):
            if tab.name in self.hidden:
                continue
            active = tab.name == self.active
            word = "" if only_active and not active else words(getattr(tab, kind))
            style = "bold $accent" if active else "$text-muted"
            text = Content.assemble(
                (f"{number}", "$accent" if active else "$text-disabled"),
                (f"{blank}{word}" if word else "", style),
            )
            if note := self.badges.get(tab.name):
                text = Content.assemble(text, content(note.translate(RAISED), "bold $warning"))
            if parts:
                parts.append(Part("", Content(" " * gap)))
            parts.append(Part(tab.name, text))
        return parts

    def pressed(self, name: str) -> None:
        """Post which tab was clicked."""
        self.post_message(self.Chosen(name))


class KeyBar(SegmentBar):
    """The main keys of what has the focus and of the screen; a click does what the key does."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; background: $surface; color: $text-muted; }
    """

    def on_mount(self) -> None:
        """Follow the focus."""
        self._signature: tuple[object, ...] = ()
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: object) -> None:
        # The signal comes with every change of focus; most of them leave the keys as they are.
        signature = tuple((key.display, key.description) for key in shown_keys(self.screen))
        if signature != self._signature:
            self._signature = signature
            self.refresh()

    def parts(self, width: int) -> tuple[Sequence[Part], Sequence[Part]]:
        """Return as many keys as fit; the way back is among them, help always at the right."""
        right = [Part("?", Content.assemble(("?", "$accent"), " ", pgettext("key", "Keys")))]
        keys = [key for key in shown_keys(self.screen) if key.display != "?"]
        texts = [Content.assemble((key.display, "$accent"), " ", content(key.words)) for key in keys]
        room = width - right[0].text.cell_length - 3
        fits: set[int] = set()
        # The way back first: for the mouse alone it may be the only one.
        for at in sorted(range(len(keys)), key=lambda at: keys[at].display != "esc"):
            needed = texts[at].cell_length + 3
            if needed <= room:
                room -= needed
                fits.add(at)
        left: list[Part] = []
        for at in sorted(fits):
            left += [Part(keys[at].action, texts[at]), Part("", Content("   "))]
        return left, right

    def pressed(self, name: str) -> None:
        """Do what the key does."""
        if name == "?":
            self.run_worker(self.screen.run_action("help"))
            return
        key = next((key for key in shown_keys(self.screen) if key.action == name), None)
        if key is not None:
            self.run_worker(self.app.run_action(key.action, key.node))


LOGO = (
    ("   ██ ██ ██ ██▄ ▄██ ██▀█▄", "▀▀▀██ ▄█▀█▄ ██▄ ██ ██▀▀▀"),
    ("   ██ ██ ██ ██▀█▀██ ██▄█▀", " ▄█▀  ██ ██ ██▀███ ██▀▀ "),
    ("▀█▄█▀ ▀█▄█▀ ██   ██ ██   ", "██▄▄▄ ▀█▄█▀ ██  ██ ██▄▄▄"),
)
"""The wordmark: both halves of each of its three lines."""


class Logo(Widget):
    """The wordmark, three lines high."""

    DEFAULT_CSS = """
    Logo { height: 3; margin: 0 0 1 0; text-align: center; }
    """

    def render(self) -> Content:
        """Draw the wordmark."""
        rows = [Content.assemble((jump, "$accent"), "  ", (zone, "$foreground")) for jump, zone in LOGO]
        return Content("\n").join(rows)
