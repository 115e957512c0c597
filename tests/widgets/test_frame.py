"""The frame of every screen, list panes, dialogs and the dashboard's boxes: by keys alone and by mouse alone."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen

from jumpzone.i18n import N_, T_
from jumpzone.widgets.bars import Bar, BarPanel, usage_bar
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.chrome import NavBar, TopBar
from jumpzone.widgets.dialogs import AskPassword, Choose, Confirm, Dialog, Unsaved
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.help import HelpScreen
from jumpzone.widgets.list_view import Filter, ListPane
from jumpzone.widgets.palette import ZoneCommands
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState
from jumpzone.widgets.status import status_text, statuses
from jumpzone.widgets.theme import THEME_NAMES, register_themes
from jumpzone.widgets.tile import Panel, PanelLine, Tile
from jumpzone.widgets.zone_screen import FrontScreen, ZoneScreen
from tests.widgets.screens import screen_lines, screen_text


class Contacts(ZoneScreen[None]):
    TAB = "contacts"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("a", "add", N_("Add a contact"))]

    def __init__(self) -> None:
        super().__init__()
        self.added = 0

    def compose_body(self) -> ComposeResult:
        pane = ListPane(
            [Column("name", "Name"), Column("mail", "Mail", priority=1)],
            filters=[Filter("kind", "Kind", [Option("a", "Kind A")])],
            search="Search here",
            detail=lambda row: Content(f"detail of {row.id}"),
            empty=EmptyState("No contacts yet"),
        )
        pane.set_source(ListSource([Row(f"r{n}", (f"Name {n}", "x@studio.example")) for n in range(70)]))
        yield pane

    def action_add(self) -> None:
        self.added += 1


class Zone(App[None]):
    COMMANDS: ClassVar[set[type[ZoneCommands]]] = {ZoneCommands}  # type: ignore[assignment]

    def __init__(self, first: Screen[None] | None = None) -> None:
        super().__init__()
        self.first = first or Contacts()
        self.told: list[object] = []

    def on_mount(self) -> None:
        register_themes(self)
        self.push_screen(self.first)

    def on_nav_bar_chosen(self, message: NavBar.Chosen) -> None:
        self.told.append(message.name)

    def on_top_bar_pressed(self, message: TopBar.Pressed) -> None:
        self.told.append(message.part)

    def on_list_pane_filter_changed(self, message: ListPane.FilterChanged) -> None:
        self.told.append((message.text, dict(message.filters)))

    def on_tile_pressed(self, message: Tile.Pressed) -> None:
        self.told.append(message.tile.name)

    def on_panel_chosen(self, message: Panel.Chosen) -> None:
        self.told.append(message.line.name)


async def settle(pilot: Pilot[None], seconds: float = 0.0) -> None:
    await pilot.pause(seconds)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def click_text(pilot: Pilot[None], text: str) -> None:
    lines = screen_lines(pilot.app)
    y = next(y for y, line in enumerate(lines) if text in line)
    await pilot.click(offset=(lines[y].index(text) + 1, y))
    await settle(pilot)


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_every_tab_is_reached_by_its_key_and_by_a_click(width: int) -> None:
    app = Zone()
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        line = screen_lines(app)[1]
        for number, name in enumerate(("home", "services", "domains"), 1):
            await pilot.press(str(number))
            await pilot.click(offset=(line.index(str(number)), 1))
            await settle(pilot)
            assert app.told[-2:] == [name, name]
        # Where there is little room, number and word stand close together.
        assert "8Account9Orders" in line.replace(" ", "")


async def test_tabs_fold_to_numbers_where_words_do_not_fit() -> None:
    app = Zone()
    async with app.run_test(size=(40, 24)) as pilot:
        await settle(pilot)
        assert screen_lines(app)[1].split() == ["1", "2", "3", "4", "5", "6", "7", "Contacts", "8", "9"]


async def test_the_top_bar_tells_what_was_clicked() -> None:
    app = Zone()
    async with app.run_test(size=(120, 24)) as pilot:
        bar = app.screen.query_one(TopBar)
        bar.account, bar.badge, bar.language, bar.login = "Studio", "saved", "en", "ivan@studio.example"
        await settle(pilot)
        for text in ("Studio", "saved", "ivan@"):
            await click_text(pilot, text)
        assert app.told == ["account", "badge", "login"]
        await pilot.resize_terminal(44, 24)
        await settle(pilot)
        assert "saved" not in screen_lines(app)[0]
        assert "Studio" in screen_lines(app)[0]


async def test_the_bar_of_keys_can_be_clicked_and_help_lists_every_key() -> None:
    screen = Contacts()
    app = Zone(screen)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await click_text(pilot, "Add a contact")
        assert screen.added == 1
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        assert "Add a contact" in screen_text(app)
        assert "Filter" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen
        await click_text(pilot, "? Keys")
        assert isinstance(app.screen, HelpScreen)
        await pilot.click(offset=(0, 29))
        await settle(pilot)
        assert app.screen is screen


async def test_esc_goes_back_only_to_another_screen_of_the_zone() -> None:
    app = Zone()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is app.first
        app.push_screen(Contacts())
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is app.first


async def test_a_list_pane_filters_counts_and_shows_details_when_wide() -> None:
    app = Zone()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot, 0.2)
        assert "of 70" in screen_text(app)
        assert "detail of r0" in screen_text(app)
        await pilot.press("down")
        await settle(pilot, 0.2)
        assert "detail of r1" in screen_text(app)
        await pilot.press("f", "x")
        await settle(pilot, 0.3)
        assert app.told == [("x", {"kind": ""})]
        pane = app.screen.query_one(ListPane)
        pane.set_filters(kind="a")
        pane.set_source(ListSource([]))
        await settle(pilot)
        assert "No match" in screen_text(app)
        pane.set_filters("", kind="")
        pane.set_source(ListSource([]))
        await settle(pilot)
        assert "No contacts yet" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert not pane.shows_detail


ANSWERS: list[tuple[Dialog[object], list[str], object]] = [
    (Confirm("T", "x"), ["enter"], True),  # type: ignore[list-item]
    (Confirm("T", "x"), ["escape"], False),  # type: ignore[list-item]
    (Confirm("T", "x", danger=True), ["enter"], False),  # type: ignore[list-item]
    (Confirm("T", "x", danger=True), ["y"], True),  # type: ignore[list-item]
    (Unsaved(), ["escape"], "stay"),  # type: ignore[list-item]
    (Unsaved(), ["right", "enter"], "discard"),  # type: ignore[list-item]
    (Choose("T", "x", [("a", "A"), ("b", "B")]), ["down", "enter"], "b"),  # type: ignore[list-item]
    (AskPassword(), ["p", "y", "enter"], "py"),  # type: ignore[list-item]
    (AskPassword(), ["enter", "escape"], None),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("dialog", "keys", "answer"), ANSWERS)
async def test_dialogs_answer_by_keys(dialog: Dialog[object], keys: list[str], answer: object) -> None:
    app = Zone()
    got: list[object] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(dialog, got.append)
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        assert got == [answer]


async def test_dialogs_answer_by_mouse_and_a_click_beside_is_no_answer() -> None:
    app = Zone()
    got: list[object] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(Confirm("Delete?", "x", yes="Delete it", danger=True), got.append)
        await settle(pilot)
        await pilot.click(offset=(1, 1))
        await settle(pilot)
        assert got == []
        await click_text(pilot, "Delete it")
        assert got == [True]


class Home(ZoneScreen[None]):
    TAB = "home"

    def compose_body(self) -> ComposeResult:
        tile = Tile("Services", name="services")
        tile.lines = ["6 active", Content.styled("1 suspended", "$error")]
        yield tile
        panel = Panel("Needs you", empty="Nothing needs you now.")
        panel.lines = [PanelLine("i", "Invoice 412", "overdue"), PanelLine("d", "studio.example", "expires")]
        yield panel
        bars = BarPanel("Renewals")
        bars.bars = [Bar("Dec", 8400, "€84.00"), Bar("Jan", 0, "€0.00"), Bar("Feb", 1, "€0.01")]
        yield bars


async def test_tiles_and_panels_are_buttons() -> None:
    app = Zone(Home())
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter", "tab", "down", "enter")
        await settle(pilot)
        assert app.told == ["services", "d"]
        await click_text(pilot, "6 active")
        await click_text(pilot, "Invoice 412")
        assert app.told[2:] == ["services", "i"]


async def test_bars_are_as_long_as_their_amounts() -> None:
    app = Zone(Home())
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        lines = {line[2:5]: line for line in screen_lines(app)}
        assert lines["Dec"].count("▇") > 50
        assert lines["Jan"].count("▇") == 0
        assert lines["Feb"].count("▇") == 1
        assert usage_bar(50, 100, width=10).plain.count("█") == 5
        assert usage_bar(5, 0).plain.strip().startswith("0")


class Door(FrontScreen[None]):
    CARD_TITLE = T_("Sign in")

    def compose_card(self) -> ComposeResult:
        yield PushButton("Sign in")


@pytest.mark.parametrize("theme", THEME_NAMES)
async def test_every_theme_draws_the_front_door(theme: str) -> None:
    app = Zone(Door())
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = theme
        await settle(pilot)
        assert "Sign in" in screen_text(app)
        assert "█▀█▄" in screen_text(app)


async def test_the_palette_finds_actions_by_their_words() -> None:
    screen = Contacts()
    app = Zone(screen)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        provider = ZoneCommands(screen)
        hits = [hit async for hit in provider.search("CONTACT add")]
        assert [hit.text for hit in hits] == ["Add a contact"]
        await hits[0].command()  # type: ignore[misc]
        assert screen.added == 1


def test_every_status_has_a_word_a_shape_and_a_colour() -> None:
    for record_type in ("account", "service", "domain", "order", "invoice", "ticket", "message"):
        for status in statuses(record_type):
            shown = status_text(record_type, status)
            shape, word = shown.plain.split(" ", 1)
            assert len(shape) == 1
            assert word
            assert shown.spans
    assert status_text("invoice", "[new]").plain == "? [new]"


def test_statuses_are_those_of_the_records() -> None:
    assert statuses("ticket") == ("open", "answered", "customer_reply", "on_hold", "in_progress", "closed")
    assert set(statuses("invoice")) >= {"draft", "unpaid", "overdue", "paid", "payment_pending"}
