"""A demo that was killed leaves its folder; the next one deletes it, and nobody else's."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from jumpzone.demo import leftovers
from jumpzone.demo.leftovers import PREFIX, clean_up, occupy
from jumpzone.demo.opening import Demo
from tests.support import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")

_RUNNING = """
import sys
from jumpzone.demo.opening import Demo
with Demo("new", "en") as demo:
    print(demo._folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test's own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_of_a_killed_demo_goes_and_that_of_a_running_one_stays() -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", _RUNNING], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    folder = Path(running.stdout.readline().strip())
    try:
        assert clean_up() == 0
        assert folder.is_dir()
    finally:
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=30)
    assert folder.is_dir()
    with Demo("new", "en") as demo, demo.open(arrivals=False, alone=True):
        assert not folder.exists()
        assert clean_up() == 0


def test_what_is_not_a_dead_demo_s_is_left_alone(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    precious = temporary / "precious"
    precious.mkdir(mode=0o700)
    (precious / "running.lock").touch()
    (temporary / f"{PREFIX}link").symlink_to(precious)
    (temporary / f"{PREFIX}unknown").mkdir(mode=0o700)
    open_to_all = temporary / f"{PREFIX}open"
    open_to_all.mkdir()
    open_to_all.chmod(0o755)
    (open_to_all / "running.lock").touch()
    tricked = temporary / f"{PREFIX}tricked"
    tricked.mkdir(mode=0o700)
    (tricked / "running.lock").symlink_to(precious / "running.lock")
    (temporary / f"{PREFIX}file").touch()
    assert clean_up() == 0
    own = temporary / f"{PREFIX}own"
    own.mkdir(mode=0o700)
    (own / "running.lock").touch()
    monkeypatch.setattr(leftovers.os, "getuid", lambda: own.stat().st_uid + 1)
    assert clean_up() == 0
    monkeypatch.undo()
    assert own.is_dir()


def test_a_dead_demo_s_links_are_not_followed(temporary: Path) -> None:
    precious = temporary / "precious"
    precious.mkdir()
    (precious / "kept").touch()
    dead = temporary / f"{PREFIX}dead"
    dead.mkdir(mode=0o700)
    held = occupy(dead)
    assert held is not None
    (dead / "way-out").symlink_to(precious)
    assert clean_up() == 0
    leftovers.os.close(held)
    assert clean_up() == 1
    assert not dead.exists()
    assert (precious / "kept").exists()
