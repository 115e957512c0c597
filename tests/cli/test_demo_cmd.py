"""`jumpzone demo`, and what it may not touch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from jumpzone.cli import exits
from jumpzone.cli.demo_cmd import COMPANIES
from jumpzone.demo import build
from jumpzone.settings import Settings
from tests.cli.console import HOSTILE, Console
from tests.support import ROOT, run_jumpzone, run_python


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test's own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_a_command_runs_signed_in_as_whoever_is_shown(console: Console, temporary: Path) -> None:
    assert console.run("demo", "whoami", "--json").json["email"] == "ivan@studio.example"
    reseller = console.run("demo", "--as", "reseller", "--", "domains", "--json")
    assert reseller.code == exits.DONE
    assert len(reseller.json) >= 200
    assert console.run("--json", "demo", "--as", "new", "services").json == []
    assert list(temporary.iterdir()) == []
    assert not console.home.exists()


def test_its_exit_code_is_passed_on(console: Console, temporary: Path) -> None:
    assert console.run("demo", "invoices", "--overdue", "--exit-code").code == exits.FOUND
    assert console.run("demo", "services", "show", "nothing").code == exits.REFUSED
    assert console.run("demo", "invoices", "--no-such-option").code == exits.USAGE
    assert console.run("demo", "--as", "nobody").code == exits.USAGE
    assert console.run("demo", "nosuchcommand").code == exits.USAGE
    assert console.run("demo", HOSTILE).code == exits.USAGE
    assert console.run("demo", "--", "--store", "x.db", "services").code == exits.USAGE
    assert list(temporary.iterdir()) == []


def test_what_is_changed_there_stays_there(signed_in: Console, temporary: Path) -> None:
    before = signed_in.run("profile", "--json").out
    saved = signed_in.run("demo", "profile", "set", "city=Русе", "--json")
    assert saved.json["city"] == "Русе"
    assert signed_in.run("demo", "settings", "set", "theme", "light").code == exits.DONE
    assert signed_in.run("demo", "messages", "resend", "no-such").code == exits.REFUSED
    assert signed_in.run("profile", "--json").out == before
    assert not (signed_in.home / "settings.toml").exists()
    assert list(temporary.iterdir()) == []


def test_it_speaks_the_language_that_it_is_told(console: Console, temporary: Path) -> None:
    bulgarian = console.run("demo", "--language", "bg", "whoami")
    assert console.run("demo", "--language", "bg", "whoami", "--json").json["language"] == "bg"
    assert "Български" in bulgarian.out
    assert console.run("--language", "ru", "demo", "whoami", "--json").json["language"] == "ru"


def test_the_names_in_the_help_are_the_samples() -> None:
    assert tuple(COMPANIES) == build.COMPANIES


def test_the_app_is_shown_before_the_samples_are_built(
    console: Console, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def show(settings: Settings, opener: object, *, demo: object) -> int:
        assert settings.theme == "light"
        assert callable(opener)
        assert callable(demo)
        with opener(lambda: None) as opened:
            details = demo()
            session = opened.zone.access.sign_in(details.email, details.password)
            seen.append((session.account.number, details.signed_in, len(details.companies)))
        return 0

    monkeypatch.setattr("jumpzone.app.run", show)
    monkeypatch.setattr("jumpzone.cli.demo_cmd.require_terminal", lambda: None)
    assert console.run("demo", "--signed-in", "--theme", "light").code == exits.DONE
    assert seen == [("C-100234", True, 3)]
    assert list(temporary.iterdir()) == []


def test_what_is_needed_before_the_first_paint_loads_neither_samples_nor_store() -> None:
    loaded = run_python(
        "-c",
        "import sys\nfrom jumpzone.demo.opening import Demo\nwith Demo() as demo: demo.settings\n"
        "print('\\n'.join(sys.modules))",
    ).stdout.split()
    assert not {"sqlalchemy", "jumpzone.bootstrap", "jumpzone.demo.build"} & set(loaded)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_a_demo_that_is_asked_to_end_leaves_nothing(temporary: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "jumpzone", "demo", "passwd"],
        stdin=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
        cwd=ROOT,
    )
    try:
        deadline = time.monotonic() + 60
        while not list(temporary.glob("jumpzone-demo-*/zone.db")) and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 128 + signal.SIGTERM
    finally:
        running.kill()
        running.communicate()
    assert list(temporary.iterdir()) == []


def test_the_real_program_does_it_too(temporary: Path, home: Path) -> None:
    found = run_jumpzone("demo", "services", "--csv")
    assert (found.returncode, found.stderr) == (exits.DONE, "")
    assert found.stdout.startswith("id,created_at,")
    assert list(home.iterdir()) == []
    assert list(temporary.iterdir()) == []
