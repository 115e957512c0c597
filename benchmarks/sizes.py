"""Memory, and what the program does while nobody does anything."""

from __future__ import annotations

import time

from benchmarks.homes import Home, home, program
from benchmarks.keys import END
from benchmarks.numbers import Numbers
from benchmarks.report import Report, in_turns, median, times
from benchmarks.starts import FLOOR, TILE


def memory(report: Report, numbers: Numbers) -> None:
    """Resident memory at the dashboard and in the list of messages, beside the floor."""
    report.title("Memory, resident")
    with home() as small, home(numbers.messages) as large:
        rounds = max(1, numbers.starts // 3)
        found = in_turns(
            rounds,
            {
                "floor": lambda: _floor(small),
                "board": lambda: _board(small),
                "large": lambda: _board(large),
                "list": lambda: _board(large, lists=True),
            },
            warm=0,
        )
        report.figure("floor", _mebibytes(median(found["floor"])))
        for name, words in (
            ("board", "dashboard of the studio"),
            ("large", f"dashboard, {numbers.messages:,} messages more"),
            ("list", "after a look at the end of those messages"),
        ):
            report.figure(words, _mebibytes(median(found[name])))
            report.goal(words, times(found[name], found["floor"]), 2.1, "×", beside="floor")
    if numbers.full:
        with home(numbers.full) as huge:
            words = f"dashboard, {numbers.full:,} messages more"
            report.goal(words, _board(huge) / median(found["floor"]), 2.1, "×", beside="floor")


def idle(report: Report, numbers: Numbers) -> None:
    """Processor time and writes at the dashboard while nothing happens."""
    report.title(f"Idle for {numbers.idle:g} s at the dashboard")
    with home() as place, program("zone", "dashboard", environ=place.environ) as terminal:
        terminal.wait_for(TILE)
        # Session, courier and caches settle.
        terminal.rest(1.0)
        time.sleep(min(3.0, numbers.idle))
        terminal.rest()
        used, (written, sent), begun = terminal.processor(), terminal.written(), time.perf_counter()
        time.sleep(numbers.idle)
        seconds = time.perf_counter() - begun
        share = 100 * (terminal.processor() - used) / seconds
        now_written, now_sent = terminal.written()
        report.goal("processor", share, 1, "%")
        report.goal("written to disk", (now_written - written) / 1024, 0, "KiB")
        report.figure("written to anything (pipes, terminal)", f"{now_sent - sent} B")
        terminal.quit()


def _floor(place: Home) -> float:
    with program("floor", environ=place.environ) as terminal:
        terminal.wait_for(FLOOR)
        terminal.rest(1.0)
        size = terminal.memory()
        terminal.quit()
    return size


def _board(place: Home, *, lists: bool = False) -> float:
    with program("zone", "dashboard", environ=place.environ) as terminal:
        terminal.wait_for(TILE)
        # What is loaded behind the first picture is in memory, too.
        terminal.rest(1.5)
        if lists:
            for key in (b"6", END):
                terminal.send(key)
                terminal.rest(1.0)
        size = terminal.memory()
        terminal.quit()
    return size


def _mebibytes(size: float) -> str:
    return f"{size / (1 << 20):.0f} MiB"
