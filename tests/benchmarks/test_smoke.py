"""Every benchmark runs, on numbers too small to mean anything, and prints what it is to print."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import BENCHMARKS, main

SAID = {
    "command-line": ("bare interpreter", "--version", "--help"),
    "first-paint": ("× bare form", "× floor", "quit: front door"),
    "dashboard": ("dashboard with its data", "demo --signed-in"),
    "keys": ("cursor, 1,000 made-up rows", "typing: sign-in page", "tab: sign-in page", "longest job"),
    "lists": ("× raw SQL", "page, middle", "search, one in ten: first page"),
    "memory": ("MiB", "× floor"),
    "idle": ("processor", "written to disk"),
    "saves": ("saving the profile", "signing in", "known beside unknown"),
}


def test_every_benchmark_has_a_test() -> None:
    assert SAID.keys() == BENCHMARKS.keys()


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_runs_and_prints_its_figures(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--tiny", "--only", name]) == 0
    printed = capfd.readouterr().out
    for words in SAID[name]:
        assert words in printed
    # Whether a goal is met is for people to see, never for a test: the machine decides it.
    assert "goals met" in printed
