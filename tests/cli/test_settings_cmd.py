"""`jumpzone settings` and `jumpzone completion`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from jumpzone.cli import exits
from jumpzone.cli.front import COMMANDS
from jumpzone.settings_table import SETTINGS
from tests.support import ROOT, run_jumpzone

CANARY = "kanarek-4711"


def test_each_setting_is_shown_with_where_it_came_from(home: Path) -> None:
    run_jumpzone("settings", "set", "theme", "light")
    found = run_jumpzone("--language", "bg", "settings", "--json", JUMPZONE_MAIL_HOST="mail.example")
    rows = {row["key"]: row for row in json.loads(found.stdout)}
    assert list(rows) == [setting.key for setting in SETTINGS]
    assert rows["theme"]["value"] == "light"
    assert (rows["theme"]["origin"], rows["theme"]["where"]) == (
        "file",
        str(home / "jumpzone" / "settings.toml"),
    )
    assert (rows["mail.host"]["origin"], rows["mail.host"]["where"]) == ("environment", "JUMPZONE_MAIL_HOST")
    assert (rows["language"]["origin"], rows["language"]["where"]) == ("argument", "--language")
    assert rows["log_level"]["origin"] == "default"


def test_secrets_are_dots() -> None:
    found = run_jumpzone(
        "settings", JUMPZONE_MAIL_PASSWORD=CANARY, JUMPZONE_STORE=f"postgresql://u:{CANARY}@db.example/zone"
    )
    assert found.returncode == exits.DONE
    assert CANARY not in found.stdout + found.stderr
    assert "••••••" in found.stdout


def test_set_get_and_unset() -> None:
    assert run_jumpzone("settings", "set", "mail.port", "2525").returncode == exits.DONE
    assert run_jumpzone("settings", "get", "mail.port").stdout == "2525\n"
    assert run_jumpzone("settings", "unset", "mail.port").returncode == exits.DONE
    assert run_jumpzone("settings", "get", "mail.port").stdout == "587\n"
    overruled = run_jumpzone("settings", "set", "theme", "light", JUMPZONE_THEME="contrast")
    assert "JUMPZONE_THEME" in overruled.stderr


def test_mistakes_are_told_and_nothing_is_written(home: Path) -> None:
    for arguments in (["set", "mail.port", "many"], ["set", "languge", "bg"], ["set", "theme"]):
        assert run_jumpzone("settings", *arguments).returncode == exits.USAGE
    assert "language" in run_jumpzone("settings", "get", "languge").stderr
    assert not (home / "jumpzone" / "settings.toml").exists()


def test_a_broken_file_can_be_repaired(home: Path) -> None:
    (home / "jumpzone").mkdir()
    (home / "jumpzone" / "settings.toml").write_text("theme = 'purple'")
    assert run_jumpzone("settings").returncode == exits.USAGE
    assert run_jumpzone("settings", "set", "theme", "light").returncode == exits.DONE
    assert run_jumpzone("settings", "get", "theme").stdout == "light\n"


def test_a_password_is_never_an_argument_and_never_in_the_file(home: Path) -> None:
    assert run_jumpzone("settings", "set", "mail.password", CANARY).returncode == exits.USAGE
    without_keyring = run_jumpzone("settings", "set", "mail.password", stdin=CANARY + "\n")
    assert without_keyring.returncode == exits.REFUSED
    assert "JUMPZONE_MAIL_PASSWORD" in without_keyring.stderr
    assert CANARY not in without_keyring.stderr
    assert not (home / "jumpzone" / "settings.toml").exists()


# Completion


def test_a_password_goes_into_the_keyring(tmp_path: Path) -> None:
    (tmp_path / "fake_keyring.py").write_text(
        "import json, os, pathlib\n"
        "from keyring.backend import KeyringBackend\n"
        "FILE = pathlib.Path(__file__).with_name('kept.json')\n"
        "class Fake(KeyringBackend):\n"
        "    priority = 1\n"
        "    def get_password(self, service, name):\n"
        "        return json.loads(FILE.read_text()).get(name) if FILE.exists() else None\n"
        "    def set_password(self, service, name, password):\n"
        "        FILE.write_text(json.dumps({name: password, 'service': service}))\n"
        "    def delete_password(self, service, name):\n"
        "        FILE.unlink()\n"
    )
    variables = {"PYTHONPATH": str(tmp_path), "PYTHON_KEYRING_BACKEND": "fake_keyring.Fake"}
    done = run_jumpzone("settings", "set", "mail.password", stdin=CANARY + "\n", **variables)
    assert done.returncode == exits.DONE, done.stderr
    assert json.loads((tmp_path / "kept.json").read_text()) == {
        "mail.password": CANARY,
        "service": "jumpzone",
    }
    assert run_jumpzone("settings", "unset", "mail.password", **variables).returncode == exits.DONE
    assert not (tmp_path / "kept.json").exists()


def completed(words: str) -> list[str]:
    found = run_jumpzone(
        _JUMPZONE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(words.count(" "))
    )
    return [line.partition(",")[2] for line in found.stdout.splitlines()]


def test_completion_knows_commands_options_and_keys() -> None:
    assert completed("jumpzone ") == list(COMMANDS)
    assert completed("jumpzone settin") == ["settings"]
    assert "--language" in completed("jumpzone --l")
    assert completed("jumpzone settings get mail.p") == ["mail.port", "mail.password"]


@pytest.mark.parametrize(
    ("shell", "check"),
    [
        ("bash", ["bash", "-n"]),
        pytest.param("zsh", ["zsh", "-n"], marks=pytest.mark.external("zsh")),
        pytest.param("fish", ["fish", "--no-execute"], marks=pytest.mark.external("fish")),
    ],
)
def test_the_script_is_one_that_the_shell_reads(shell: str, check: list[str], tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(run_jumpzone("completion", shell).stdout)
    assert "jumpzone" in script.read_text()
    subprocess.run([*check, str(script)], check=True, cwd=ROOT, env=dict(os.environ))


def _command_in_path(tmp_path: Path) -> dict[str, str]:
    import sys

    command = tmp_path / "jumpzone"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jumpzone "$@"\n')
    command.chmod(0o755)
    return {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def test_bash_completes(tmp_path: Path) -> None:
    script = (
        'eval "$(jumpzone completion bash)"; COMP_WORDS=(jumpzone settin); COMP_CWORD=1; '
        '_jumpzone_completion jumpzone; echo "${COMPREPLY[@]}"'
    )
    found = subprocess.run(
        ["bash", "--norc", "-c", script],
        env=_command_in_path(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "settings\n"


@pytest.mark.external("fish")
def test_fish_completes(tmp_path: Path) -> None:
    script = "jumpzone completion fish | source; complete --do-complete 'jumpzone settin'"
    found = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env=_command_in_path(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.startswith("settings\t")


@pytest.mark.external("zsh")
def test_zsh_takes_the_completion(tmp_path: Path) -> None:
    script = (
        'autoload -U compinit && compinit -u -D; eval "$(jumpzone completion zsh)"; echo $_comps[jumpzone]'
    )
    found = subprocess.run(
        ["zsh", "-f", "-c", script],
        env=_command_in_path(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "_jumpzone_completion\n"
