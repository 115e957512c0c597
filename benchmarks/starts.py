"""Whole programs, from the start to the first picture, and from ctrl+q to the end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.homes import ROOT, Home, home, program, surroundings
from benchmarks.numbers import Numbers
from benchmarks.report import Report, in_turns, median, times
from benchmarks.terminal import Terminal

FLOOR = b"the-floor-is-here"
FORM = b"the-form-is-here"
FRONT = b"You are a customer already"
SIGN_IN = b"Stay signed in on this"
TILE = rb"\d+ active"

SHOWN = 1.0
"""Seconds between the first picture and ctrl+q: whoever quits has seen something."""


@dataclass(slots=True)
class _Start:
    """Starts a program until its first picture and quits it; notes how long that took, and its drawing thread."""

    make: Callable[[], Terminal]
    mark: bytes
    shown: float = SHOWN
    quits: list[float] | None = None
    drawing: list[float] | None = None

    def __call__(self) -> float:
        with self.make() as terminal:
            painted = terminal.wait_for(self.mark)
            drew = terminal.drawing()
            terminal.rest(self.shown)
            ended = terminal.quit()
        for kept, value in ((self.quits, ended), (self.drawing, drew)):
            if kept is not None:
                kept.append(value)
        return painted


def _ends(command: Sequence[str], environ: Mapping[str, str]) -> Callable[[], float]:
    def run() -> float:
        begun = time.perf_counter()
        subprocess.run(command, env=dict(environ), cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begun

    return run


def command_line(report: Report, numbers: Numbers) -> None:
    """`--version` and `--help` beside an interpreter that does nothing."""
    report.title("Command line")
    with TemporaryDirectory(prefix="jumpzone-bench-") as folder:
        environ = surroundings(Path(folder))
        python = sys.executable
        found = in_turns(
            3 * numbers.starts,
            {
                "bare": _ends([python, "-c", ""], environ),
                "version": _ends([python, "-m", "jumpzone", "--version"], environ),
                "help": _ends([python, "-m", "jumpzone", "--help"], environ),
            },
        )
    report.ms("bare interpreter", median(found["bare"]))
    for name in ("version", "help"):
        report.ms(f"--{name}", median(found[name]))
        report.goal(f"--{name}", times(found[name], found["bare"]), 4, "×", beside="bare interpreter")


def first_paint(report: Report, numbers: Numbers) -> None:
    """Front door and sign-in page beside the floor and a bare form; quitting."""
    report.title("First paint and quitting, whole programs in a pseudo-terminal of 120×40")
    with TemporaryDirectory(prefix="jumpzone-bench-") as folder:
        environ = surroundings(Path(folder))
        zone = [sys.executable, "-m", "jumpzone"]
        starts = {
            "floor": _Start(lambda: program("floor", environ=environ), FLOOR),
            "form": _Start(lambda: program("bare_form", environ=environ), FORM),
            "front": _Start(lambda: Terminal(zone, environ, cwd=ROOT), FRONT),
            "sign-in": _Start(lambda: program("zone", "sign-in", environ=environ), SIGN_IN),
        }
        found, quits, drawing = _measure(numbers.starts, starts)
    for name, words in (("floor", "floor: an app with one Static"), ("form", "bare form")):
        report.ms(words, median(found[name]))
    for name, words in (("front", "front door"), ("sign-in", "sign-in page")):
        report.ms(words, median(found[name]))
        report.goal(words, times(found[name], found["form"]), 1.15, "×", beside="bare form")
        report.goal(words, times(found[name], found["floor"]), 1.45, "×", beside="floor")
        _thread(report, words, drawing[name], drawing["floor"])
    report.ms("quit: floor", median(quits["floor"]))
    report.ms("quit: front door", median(quits["front"]))
    report.goal("quit: front door", times(quits["front"], quits["floor"]), 1.5, "×", beside="floor")


def dashboard(report: Report, numbers: Numbers) -> None:
    """The dashboard with its data, for somebody who stayed signed in; the demo, which first builds its store."""
    with home() as small:
        beside_floor(report, numbers, small, "Dashboard of the studio")
        demo = [sys.executable, "-m", "jumpzone", "demo", "--signed-in"]
        environ = surroundings(small.folder)
        begun = _Start(lambda: Terminal(demo, environ, cwd=ROOT), TILE)
        shown = in_turns(1, {"demo": begun}, warm=0)["demo"][0]
    report.ms("demo --signed-in: builds its three companies first", shown)


def beside_floor(report: Report, numbers: Numbers, place: Home, title: str) -> None:
    """First paint with data, and quitting, of the dashboard in one home."""
    report.title(f"{title}, on a store that is there")
    starts = {
        "floor": _Start(lambda: program("floor", environ=place.environ), FLOOR),
        "board": _Start(lambda: program("zone", "dashboard", environ=place.environ), TILE, shown=1.0),
    }
    found, quits, drawing = _measure(numbers.starts, starts)
    report.ms("floor", median(found["floor"]))
    report.ms("dashboard with its data", median(found["board"]))
    report.goal("dashboard with its data", times(found["board"], found["floor"]), 2.6, "×", beside="floor")
    _thread(report, "dashboard", drawing["board"], drawing["floor"])
    report.ms("quit: dashboard", median(quits["board"]))
    report.goal("quit: dashboard", times(quits["board"], quits["floor"]), 1.5, "×", beside="floor")


def _measure(
    rounds: int, starts: Mapping[str, _Start]
) -> tuple[dict[str, list[float]], dict[str, list[float]], dict[str, list[float]]]:
    quits: dict[str, list[float]] = {}
    drawing: dict[str, list[float]] = {}
    for name, start in starts.items():
        start.quits = quits[name] = []
        start.drawing = drawing[name] = []
    return in_turns(rounds, starts), quits, drawing


def _thread(report: Report, words: str, drawn: Sequence[float], floor: Sequence[float]) -> None:
    """Print what a busy machine can't blur: processor time of the thread that draws, until the picture was here."""
    report.figure(f"{words}: processor time of the drawing thread", f"{times(drawn, floor):.2f} × floor")
