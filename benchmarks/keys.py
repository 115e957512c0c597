"""From a key to the end of the picture that follows from it; and the jobs that keep the drawing thread busy."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack

from benchmarks.homes import Home, home, program
from benchmarks.numbers import Numbers
from benchmarks.report import Report, median, p95
from benchmarks.starts import FORM, FRONT, SIGN_IN, TILE
from benchmarks.terminal import Terminal

DOWN, UP, TAB, PAGE_DOWN, END, HOME = b"\x1b[B", b"\x1b[A", b"\t", b"\x1b[6~", b"\x1b[F", b"\x1b[H"
LETTERS = b"maria.petrova.studio.example"
PLACES = {
    "services": b"2",
    "domains": b"3",
    "invoices": b"4",
    "tickets": b"5",
    "messages": b"6",
    "home": b"1",
}


def keys(report: Report, numbers: Numbers) -> None:
    """Lists, forms and places; all programs run at once and are pressed in turns."""
    with home() as small, home(numbers.messages) as large, ExitStack() as stack:
        report.title(
            "From a key to its picture, in a pseudo-terminal of 120×40 (median, and p95 beside the goal)"
        )
        _lists(report, numbers, small, large, stack)
        _forms(report, numbers, small, stack)
        _places(report, numbers, large)
        _jobs(report, numbers, large)


def _lists(report: Report, numbers: Numbers, small: Home, large: Home, stack: ExitStack) -> None:
    lists = {
        "50 made-up rows": _made_up(stack, small, 50),
        f"{numbers.rows:,} made-up rows": _made_up(stack, small, numbers.rows),
        "messages of the studio": _messages(stack, small),
        f"messages, {numbers.messages:,} more": _messages(stack, large),
    }
    moves = [DOWN] * 3 + [UP]
    found = _press(numbers.keys, {name: (terminal, moves) for name, terminal in lists.items()})
    for name, spent in found.items():
        _key(report, f"cursor, {name}", spent, 20)
    few, many = list(found)[:2]
    report.figure(
        "cursor, p95 of the long list beside the short one", f"{p95(found[many]) / p95(found[few]):.2f} ×"
    )
    jumps = _press(
        max(2, numbers.keys // 4), {name: (terminal, [END, HOME]) for name, terminal in lists.items()}
    )
    for name, spent in jumps.items():
        report.ms(f"end and home, first picture, {name}", median(spent))
    for terminal in lists.values():
        terminal.quit()


def _made_up(stack: ExitStack, place: Home, rows: int) -> Terminal:
    terminal = stack.enter_context(program("rows", str(rows), environ=place.environ))
    terminal.wait_for(b"row-0000003")
    terminal.rest(0.6)
    return terminal


def _messages(stack: ExitStack, place: Home) -> Terminal:
    terminal = stack.enter_context(program("zone", "dashboard", environ=place.environ))
    terminal.wait_for(TILE)
    terminal.rest(0.6)
    terminal.send(PLACES["messages"])
    terminal.rest(0.8)
    return terminal


def _forms(report: Report, numbers: Numbers, small: Home, stack: ExitStack) -> None:
    bare = stack.enter_context(program("bare_form", environ=small.environ))
    bare.wait_for(FORM)
    bare.rest(0.6)
    own = stack.enter_context(program("zone", "sign-in", environ=small.environ))
    own.wait_for(SIGN_IN)
    for each in (bare, own):
        each.rest(1.0)
    letters = [bytes([letter]) for letter in LETTERS]
    typed = _press(numbers.keys, {"bare": (bare, letters), "own": (own, letters)})
    report.ms("typing: bare form", median(typed["bare"]))
    _key(report, "typing: sign-in page", typed["own"], 20)
    tabs = _press(numbers.keys, {"bare": (bare, [TAB]), "own": (own, [TAB])})
    report.ms("tab: bare form", median(tabs["bare"]))
    _key(report, "tab: sign-in page", tabs["own"], max(45, 1.2e3 * p95(tabs["bare"])))


def _places(report: Report, numbers: Numbers, large: Home) -> None:
    """From the key of a place to its first picture; the first visit makes the place."""
    first: list[float] = []
    again: list[float] = []
    with program("zone", "dashboard", environ=large.environ) as terminal:
        terminal.wait_for(TILE)
        terminal.rest(1.0)
        for number in range(max(2, numbers.keys // 10)):
            for key in PLACES.values():
                (again if number else first).append(terminal.key(key))
                terminal.rest()
    report.ms("place, first visit (median)", median(first))
    report.goal("place, first visit (the slowest of five)", 1e3 * max(first[:-1]), 150, "ms")
    _key(report, "place, every other visit", again, 150)


def _jobs(report: Report, numbers: Numbers, large: Home) -> None:
    """The longest that the drawing thread was busy with one thing, from the first picture on."""
    file = large.folder / "jobs.json"
    environ = large.environ | {"JUMPZONE_BENCH_JOBS": str(file)}
    for what, walk in (("front door and sign-in", _walk_front), ("dashboard and places", _walk_places)):
        worst, whole, name = 0.0, 0.0, ""
        for _round in range(max(1, numbers.starts // 3)):
            with program(
                "zone", "front" if walk is _walk_front else "dashboard", environ=environ
            ) as terminal:
                terminal.wait_for(FRONT)
                painted = time.perf_counter()
                walk(terminal)
                terminal.quit()
            for began, clock, processor, whose in json.loads(file.read_text()):
                if began > painted:
                    whole = max(whole, clock)
                    worst, name = max((worst, name), (processor, whose))
        report.goal(f"longest job, {what} (processor time)", 1e3 * worst, 60, "ms")
        report.figure(f"longest job, {what} (by the clock)", f"{1e3 * whole:.0f} ms")
        report.figure(f"longest job, {what}: whose", name)


def _walk_front(terminal: Terminal) -> None:
    terminal.rest(0.8)
    for key in (b"s", *(bytes([letter]) for letter in LETTERS[:8]), TAB, b"\x1b", b"r", b"\x1b", b"a"):
        terminal.send(key)
        terminal.rest(0.3)


def _walk_places(terminal: Terminal) -> None:
    terminal.wait_for(TILE)
    terminal.rest(0.8)
    for key in (*PLACES.values(), b"6", PAGE_DOWN, PAGE_DOWN, END, HOME, b"\x10", b"\x1b"):
        terminal.send(key)
        terminal.rest(0.3)


def _press(times_: int, programs: dict[str, tuple[Terminal, list[bytes]]]) -> dict[str, list[float]]:
    """Press the next key of each program's own in turns, each when the one before has had all of its effect."""
    found: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(times_ + 2):
        for name, (terminal, wanted) in programs.items():
            spent = terminal.key(wanted[number % len(wanted)])
            terminal.rest()
            if number >= 2:
                found[name].append(spent)
    return found


def _key(report: Report, name: str, spent: list[float], goal: float) -> None:
    report.ms(name, median(spent))
    report.goal(f"{name} (p95)", 1e3 * p95(spent), goal, "ms")
