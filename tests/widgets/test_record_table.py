"""The list: as quick at a million rows as at fifty, and the cursor stays on its record."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from jumpzone.errors import StoreProblem
from jumpzone.widgets.record_columns import lay_out
from jumpzone.widgets.record_pages import PAGE
from jumpzone.widgets.record_source import Column, ListSource, Row, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from tests.widgets.screens import screen_lines, screen_text

COLUMNS = (
    Column("number", "Number", width=10, sortable=True),
    Column("name", "Name", fraction=2, min_width=12),
    Column("city", "City", min_width=10, priority=2),
    Column("amount", "Amount", width=12, align="right", priority=1, sortable=True),
)


class Counting:
    """Rows made up on demand; remembers every question."""

    def __init__(self, count: int, first: int = 0, known: bool = True) -> None:
        self.count = count
        self.first = first
        self.known = known
        self.asked: list[tuple[int, int]] = []
        self.threads: set[int] = set()

    def total(self) -> int | None:
        return self.count if self.known else None

    def window(self, start: int, length: int) -> Sequence[Row]:
        self.asked.append((start, length))
        self.threads.add(threading.get_ident())
        return [
            Row(f"id{n}", (f"N{n}", f"Name {n}", "Sofia", f"€{n}.00"), record=n)
            for n in range(self.first + start, self.first + min(start + length, self.count))
        ]


class Hall(App[None]):
    def __init__(self, source: object = None, **options: object) -> None:
        super().__init__()
        self.table = RecordTable(COLUMNS, **options)  # type: ignore[arg-type]
        self.source = source
        self.seen: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        if self.source is not None:
            self.table.set_source(self.source)  # type: ignore[arg-type]
        self.table.focus()

    def on_record_table_row_opened(self, message: RecordTable.RowOpened) -> None:
        self.seen.append(message.row.record)

    def on_record_table_sort_requested(self, message: RecordTable.SortRequested) -> None:
        self.seen.append(message.sort)

    def on_record_table_empty_action(self) -> None:
        self.seen.append("first")

    def on_record_table_selection_changed(self, message: RecordTable.SelectionChanged) -> None:
        self.seen.append(message.ids)


async def settle(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_of_a_million_rows_only_the_visible_pages_are_asked_for() -> None:
    source = Counting(1_000_000)
    app = Hall(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.table.row_count == 1_000_000
        await pilot.press("end")
        await settle(pilot)
        assert "N999999" in screen_text(app)
        await pilot.press("home", "down", "down", "enter")
        await settle(pilot)
        assert app.seen == [2]
    rows = sum(length for _start, length in source.asked)
    assert rows <= 8 * PAGE
    assert all(start % PAGE == 0 for start, _length in source.asked)
    assert threading.get_ident() not in source.threads


async def test_a_list_of_unknown_length_grows_to_its_end() -> None:
    source = Counting(300, known=False)
    app = Hall(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for _ in range(12):
            await pilot.press("end")
            await settle(pilot)
        assert app.table.row_count == 300
        assert "N299" in screen_text(app)


async def test_the_cursor_follows_its_record_over_a_refresh() -> None:
    app = Hall(ListSource([Row(f"id{n}", (f"N{n}", "", "", "")) for n in range(500)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*["down"] * 10)
        moved = [*range(900, 1300), *range(500)]
        app.table.set_source(ListSource([Row(f"id{n}", (f"N{n}", "", "", "")) for n in moved]))
        await settle(pilot)
        assert app.table.current is not None
        assert app.table.current.id == "id10"
        assert "N10" in screen_text(app)


async def test_a_shrunk_list_brings_the_cursor_back() -> None:
    app = Hall(Counting(5000))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        app.table.set_source(Counting(40))
        for _ in range(4):
            await settle(pilot)
        assert app.table.row_count == 40
        assert "N39" in screen_text(app)


async def test_an_answer_that_comes_late_is_not_shown() -> None:
    class Slow(Counting):
        gate = threading.Event()

        def window(self, start: int, length: int) -> Sequence[Row]:
            self.gate.wait(5)
            return super().window(start, length)

    slow = Slow(50, first=700_000)
    app = Hall(slow)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "····" in screen_text(app)
        app.table.set_source(Counting(50))
        await pilot.pause(0.1)
        slow.gate.set()
        await settle(pilot)
        assert "Name 0" in screen_text(app)
        assert "N700000" not in screen_text(app)


async def test_headings_sort_and_narrow_lists_hide_by_priority() -> None:
    app = Hall(Counting(50))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "City" in screen_lines(app)[0]
        await pilot.click(RecordTable, offset=(4, 0))
        await pilot.pause()
        assert app.seen == [Sort("number")]
        app.table.sort = Sort("number")
        await pilot.press("S")
        await pilot.pause()
        assert app.seen[-1] == Sort("number", descending=True)
        assert "Number ↑" in screen_lines(app)[0]
        await pilot.resize_terminal(44, 24)
        await settle(pilot)
        assert "City" not in screen_lines(app)[0]
        assert "€1.00" in screen_text(app)


def test_columns_share_what_is_left_and_never_overlap() -> None:
    for width in range(5, 220):
        layout = lay_out(COLUMNS, width)
        ends = [placed.x + placed.width for placed in layout.columns]
        assert all(placed.x >= end + 2 for placed, end in zip(layout.columns[1:], ends, strict=False))
        if width >= 30:
            assert layout.width == width
    assert [p.column.key for p in lay_out(COLUMNS, 30).columns] == ["number", "name"]


async def test_double_click_opens_and_space_selects() -> None:
    app = Hall(Counting(50), multi=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click(RecordTable, offset=(6, 4), times=2)
        await pilot.pause()
        assert app.seen == [3]
        await pilot.press("space", "space")
        await pilot.pause()
        assert app.seen[-1] == frozenset({"id3", "id4"})


async def test_copying_the_cell_and_the_line() -> None:
    app = Hall(ListSource([Row("a", ("N1", "[/]", Content("Plovdiv"), "€1.00"))]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("right", "right", "c")
        assert app.clipboard == "[/]"
        await pilot.press("y")
        assert app.clipboard == "N1\t[/]\tPlovdiv\t€1.00"


async def test_an_empty_list_says_how_to_make_the_first() -> None:
    empty = EmptyState("No contacts yet", "An accountant could get the invoices.", action="Add a contact")
    app = Hall(ListSource([]), empty=empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "No contacts yet" in screen_text(app)
        line = next(y for y, text in enumerate(screen_lines(app)) if "Add a contact" in text)
        await pilot.click(RecordTable, offset=(40, line))
        await pilot.press("enter")
        await pilot.pause()
        assert app.seen == ["first", "first"]


async def test_an_error_is_said_in_words_and_can_be_retried() -> None:
    class Broken(Counting):
        broken = True

        def window(self, start: int, length: int) -> Sequence[Row]:
            if self.broken:
                raise StoreProblem()
            return super().window(start, length)

    source = Broken(50)
    app = Hall(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Try again" in screen_text(app)
        source.broken = False
        await pilot.press("enter")
        await settle(pilot)
        assert "Name 3" in screen_text(app)
