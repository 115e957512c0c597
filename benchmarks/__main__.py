"""``python -m benchmarks [--quick | --full | --tiny] [--only NAME]…``."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks import keys, sizes, starts, store
from benchmarks.homes import ROOT
from benchmarks.numbers import FULL, QUICK, TINY, USUAL
from benchmarks.report import Report

BENCHMARKS = {
    "command-line": starts.command_line,
    "first-paint": starts.first_paint,
    "dashboard": starts.dashboard,
    "keys": keys.keys,
    "lists": store.lists,
    "memory": sizes.memory,
    "idle": sizes.idle,
    "saves": store.saves,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks and print what they found; a goal that is missed is no failure of the run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and size of the zone.")
    much = parser.add_mutually_exclusive_group()
    much.add_argument("--quick", action="store_const", const=QUICK, dest="numbers", help="fewer rounds")
    much.add_argument(
        "--full", action="store_const", const=FULL, dest="numbers", help="and a million messages"
    )
    much.add_argument("--tiny", action="store_const", const=TINY, dest="numbers", help="see that it runs")
    parser.add_argument(
        "--only", action="append", choices=BENCHMARKS, metavar="NAME", help=", ".join(BENCHMARKS)
    )
    given = parser.parse_args(arguments)
    # Without bytecode every start costs twice as much; the programs that are measured are installed with it.
    compileall.compile_dir(ROOT / "jumpzone", quiet=2)
    compileall.compile_dir(ROOT / "benchmarks", quiet=2)
    report, begun = Report(), time.perf_counter()
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load before: {load}",
        flush=True,
    )
    for name in given.only or BENCHMARKS:
        BENCHMARKS[name](report, given.numbers or USUAL)
    report.end()
    print(f"{time.perf_counter() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
