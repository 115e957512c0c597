"""Small helpers for tests: how much of a proof to run, where the repository lies, the program in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PROVE_VARIABLE = "JUMPZONE_TEST_PROVE"


def proving() -> bool:
    """Whether this run proves the full numbers (`make prove`)."""
    return os.environ.get(PROVE_VARIABLE) == "1"


def share(full: int, quick: int) -> int:
    """The number that is promised when proving, a sample of it otherwise."""
    return full if proving() else quick


def run_python(*arguments: str, stdin: str | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter in a fresh process, in the test's environment and in the repository."""
    return subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        env={**os.environ, **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_jumpzone(
    *arguments: str, stdin: str | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in a fresh process, in the test's environment."""
    return run_python("-m", "jumpzone", *arguments, stdin=stdin, **environ)
