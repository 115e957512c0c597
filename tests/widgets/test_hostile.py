"""Whatever stands in the data, every widget shows it and nothing acts on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from jumpzone.errors import Invalid
from jumpzone.i18n import T_
from jumpzone.widgets.bars import Bar, BarPanel
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.chrome import NavBar, TopBar
from jumpzone.widgets.content import data, highlighted, label_values
from jumpzone.widgets.dialogs import AskText, Choose, Confirm, ErrorDialog
from jumpzone.widgets.form.choice import Chooser
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section
from jumpzone.widgets.list_view import ListPane
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.theme import register_themes
from jumpzone.widgets.tile import Panel, PanelLine, Tile
from jumpzone.widgets.toasts import notify_safe
from tests.widgets.screens import screen_text

HOSTILE = {
    "markup": "[/]lit[b] [@click=app.quit]x $error {lit} %(lit)s",
    "terminal": "\x1b[31mlit\x1b]0;title\x07 \x9b31m\x85 \u202elit\u2066 \u200b\u2060 \r\n\n\t\x00 \ud800",
    "emoji": "lit👩‍👩‍👧‍👦🇧🇬 é́́́́́́",
    "long": "lit" + "x" * 10_000,
}

FORBIDDEN = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\u202e\u2066\u2069\ufeff\u200b"} - {"\n"}


def table(text: str) -> Widget:
    found = RecordTable([Column(text, text, width=20, sortable=True), Column("b", "B")])
    found.set_source(ListSource([Row(text, (text, highlighted(text, "lit")), record=text)]))
    return found


def pane(text: str) -> Widget:
    found = ListPane(
        [Column("a", "A")],
        search=text,
        detail=lambda row: label_values([(text, text), (text, data(text, multiline=True))]),
        detail_title=lambda row: text,
    )
    found.set_source(ListSource([Row("1", (text,))]))
    found.set_filters(text=text)
    found.set_note(text)
    return found


def empty(text: str) -> Widget:
    found = RecordTable([Column("a", "A")], empty=EmptyState(text, text, text))
    found.set_source(ListSource([]))
    return found


def form(text: str) -> Widget:
    options = [Option(text, text, text), Option("b", "B")]
    kinds = ("text", "multiline", "password", "email", "select", "radio", "checks", "check", "phone", "code")
    found = Form(
        Section(
            text,
            [
                FieldSpec(kind, text, kind=kind, hint=text, placeholder=text, options=options)
                for kind in kinds
            ],
        ),  # type: ignore[arg-type]
        submit=text,
    )

    def fill() -> None:
        found.set_values(
            dict.fromkeys(("text", "multiline", "password", "email", "select", "radio", "phone"), text)
        )
        found.set_values({"checks": frozenset({text})})
        found.set_errors({"email": text, "text": text})

    found.call_later(fill)
    return found


def tile(text: str) -> Widget:
    found = Tile(text)
    found.lines = [text, data(text, "bold")]
    return found


def panel(text: str) -> Widget:
    found = Panel(text)
    found.lines = [PanelLine(text, text, text, data(text))]
    return found


def bars(text: str) -> Widget:
    found = BarPanel(text)
    found.bars = [Bar(text[:40], 5, text[:40])]
    return found


def top(text: str) -> Widget:
    found = TopBar()
    found.account, found.login, found.badge, found.language = text, text, text, text
    return found


def nav(text: str) -> Widget:
    found = NavBar()
    found.badges = {"home": text[:3]}
    return found


WIDGETS: dict[str, Callable[[str], Widget]] = {
    "table": table,
    "pane": pane,
    "empty": empty,
    "form": form,
    "tile": tile,
    "panel": panel,
    "bars": bars,
    "top": top,
    "nav": nav,
    "button": lambda text: PushButton(text),
}

SCREENS: dict[str, Callable[[str], Screen[object]]] = {
    "confirm": lambda text: Confirm(text, text, yes=text, no=text),
    "choose": lambda text: Choose(text, text, [(text, text)]),
    "ask": lambda text: AskText(text, text, FieldSpec("a", text), value=text, error=text),
    "error": lambda text: ErrorDialog(Invalid(message=T_("{text} is wrong", text=text))),
    "chooser": lambda text: Chooser(text, [Option(text, text, text)] * 12, text, typed="lit"),
}


class Room(App[None]):
    def __init__(self, widget: Widget | None) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        if self.widget is not None:
            yield self.widget

    def on_mount(self) -> None:
        register_themes(self)


async def harmless(app: Room, name: str, *, visible: bool = True) -> None:
    async with app.run_test(size=(100, 60)) as pilot:
        await settle(pilot.app, pilot.pause)
        shown = screen_text(app)
        assert not FORBIDDEN & set(shown), f"{name}: {sorted(map(repr, FORBIDDEN & set(shown)))}"
        if visible:
            assert "lit" in shown, shown
        for _ in range(12):
            await pilot.press("tab")
        await pilot.click(offset=(10, 2))
        await pilot.pause()
        assert app.is_running
        assert not FORBIDDEN & set(screen_text(app))


async def settle(app: App[None], pause: Callable[..., object]) -> None:
    for _ in range(3):
        await app.workers.wait_for_complete()
        await pause()  # type: ignore[misc]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", WIDGETS)
async def test_a_widget_shows_hostile_data_harmlessly(name: str, text: str) -> None:
    widget = WIDGETS[name]
    app = Room(None)
    app.compose = lambda: iter([widget(text)])  # type: ignore[method-assign]
    await harmless(app, name, visible=name != "nav")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", SCREENS)
async def test_a_dialog_shows_hostile_data_harmlessly(name: str, text: str) -> None:
    app = Room(None)
    async with app.run_test(size=(100, 60)) as pilot:
        app.push_screen(SCREENS[name](text))
        await settle(app, pilot.pause)
        shown = screen_text(app)
        assert not FORBIDDEN & set(shown)
        # Ten thousand characters push the beginning out of the box, whose buttons must stay in reach.
        assert "lit" in shown or len(text) > 5000
        await pilot.press("tab", "tab", "shift+tab")
        assert app.is_running


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_toast_shows_hostile_data_harmlessly(text: str) -> None:
    app = Room(None)
    async with app.run_test(size=(100, 60), notifications=True) as pilot:
        notify_safe(app, text, title=text)
        await pilot.pause(0.3)
        shown = screen_text(app)
        assert not FORBIDDEN & set(shown)
        assert "lit" in shown


def test_the_safe_path_never_reads_markup() -> None:
    assert data("[bold]x[/bold]").plain == "[bold]x[/bold]"
    assert data("[@click=app.quit]x").spans == []
    assert isinstance(highlighted("[/] needle", "needle"), Content)
    assert highlighted("[/] needle", "needle").plain == "[/] needle"
