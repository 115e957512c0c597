"""The command line's frame: what comes at once, what is loaded when, exit codes, what becomes of errors and bugs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from jumpzone import __version__, cli
from jumpzone.cli import click_texts, exits, program
from jumpzone.cli.drawing import require_terminal
from jumpzone.cli.front import COMMANDS, OPTIONS
from jumpzone.errors import (
    Conflicted,
    FieldError,
    Invalid,
    NeedsReauthentication,
    NotFound,
    Offline,
    Refused,
    SignInFirst,
    StoreProblem,
    Throttled,
    ZoneError,
)
from jumpzone.i18n import T_
from tests.support import ROOT, run_jumpzone, run_python

CANARY = "kanarek-4711"


def test_version_and_help_load_neither_click_nor_the_catalogues() -> None:
    for arguments in (["--version"], ["--help"], ["-h"]):
        loaded = run_python(
            "-c",
            "import sys; from jumpzone.cli import main; main(sys.argv[1:])\n"
            "print(*({name.partition('.')[0] for name in sys.modules}), 'jumpzone.i18n' in sys.modules)",
            *arguments,
        ).stdout.splitlines()[-1]
        heavy = {"click", "textual", "rich", "sqlalchemy", "babel", "keyring", "platformdirs"}
        assert not heavy & set(loaded.split()), arguments
        assert loaded.endswith("False")


def test_version() -> None:
    assert run_jumpzone("--version").stdout == f"jumpzone {__version__}\n"
    assert run_jumpzone("--json", "--version").stdout == f"jumpzone {__version__}\n"


def test_help_is_one_page_however_it_is_asked_for() -> None:
    at_once = run_jumpzone("--help").stdout
    assert at_once == run_jumpzone("--json", "--help").stdout
    for name, (_target, line) in COMMANDS.items():
        assert f"  {name} " in at_once
        assert line in at_once


def test_help_names_every_option_and_no_other() -> None:
    on_page = {word.split()[0] for option, _line in OPTIONS for word in option.split(", ")}
    declared = {name for parameter in program.root.params for name in parameter.opts}
    assert on_page == declared | {"-h", "--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_explains_itself(name: str) -> None:
    context = click.Context(program.root)
    command = program.root.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert command.get_help(click.Context(command, info_name=name))


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["--language", "bg", "--help"], {}),
        (["--help"], {"LANG": "bg_BG.UTF-8"}),
        (["--help"], {"JUMPZONE_LANGUAGE": "bg", "LANG": "ru_RU.UTF-8"}),
    ],
)
def test_help_speaks_the_readers_language(arguments: list[str], variables: dict[str, str]) -> None:
    from jumpzone.cli.front import front_page
    from jumpzone.i18n import translator

    assert run_jumpzone(*arguments, **variables).stdout == front_page(translator("bg").gettext)


def test_help_speaks_the_language_of_the_settings_file(home: Path) -> None:
    run_jumpzone("settings", "set", "language", "ru")
    from jumpzone.cli.front import front_page
    from jumpzone.i18n import translator

    assert run_jumpzone("--help").stdout == front_page(translator("ru").gettext)


@pytest.mark.parametrize("language", ["bg", "ru"])
def test_a_commands_help_is_in_the_readers_language_clicks_part_too(language: str) -> None:
    from jumpzone.i18n import translator

    say = translator(language).gettext
    page = run_jumpzone("--language", language, "settings", "--help").stdout
    for text in (
        "Usage:",
        "Options",
        "Commands",
        "Show each setting and where it came from.",
        "Print one setting.",
    ):
        assert say(text) in page


def test_help_comes_even_when_the_settings_are_broken(home: Path) -> None:
    (home / "jumpzone").mkdir()
    (home / "jumpzone" / "settings.toml").write_text("language = [")
    assert run_jumpzone("--help").returncode == exits.DONE
    assert run_jumpzone("settings", "--help").returncode == exits.DONE
    assert run_jumpzone("settings").returncode == exits.USAGE


def test_clicks_own_texts_are_still_its_own() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    texts = (*click_texts.CLICK_TEXTS, *(text for pair in click_texts.CLICK_PLURALS for text in pair))
    assert [text for text in texts if f'"{text}"' not in source] == []


def test_a_wrong_command_line_is_answered_in_the_readers_language() -> None:
    said = run_jumpzone("--language", "bg", "domain").stderr
    assert "Употреба:" in said
    assert "„jumpzone --help“" in said
    assert "domains" in said
    assert "No such command" not in said
    said = run_jumpzone("--language", "bg", "domains", "list", "--sort", "colour").stderr
    assert "'colour' не е" in said
    assert "Няма опция '--foo'." in run_jumpzone("--foo", JUMPZONE_LANGUAGE="bg").stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused(), 1),
        (Invalid(), 1),
        (Conflicted(), 1),
        (NotFound(), 1),
        (Throttled(3), 1),
        (StoreProblem(), 1),
        (SignInFirst(), 3),
        (NeedsReauthentication(), 3),
        (Offline(), 4),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, ZoneError) else None,
)
def test_exit_codes_are_a_promise(error: ZoneError, code: int) -> None:
    assert exits.exit_code(error) == code


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException, *arguments: str) -> int:
    """Run the program with a command that raises."""

    @click.command("fails")
    def fails() -> None:
        raise error

    monkeypatch.setitem(COMMANDS, "fails", (f"{__name__}:unused", "Fails"))
    original = type(program.root).get_command
    monkeypatch.setattr(
        type(program.root),
        "get_command",
        lambda self, context, name: fails if name == "fails" else original(self, context, name),
    )
    return cli.main([*arguments, "fails"])


def test_an_error_for_people_says_what_where_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = Invalid(
        "invalid",
        T_("It is {what}.", what="\x1b[31mwrong\u202e"),
        hint=T_("Try again."),
        fields=[FieldError("email", "bad", T_("No [/] here"))],
    )
    assert failing(monkeypatch, error) == exits.REFUSED
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "Please check what you entered: It is ␛[31mwrong�.\n  email: No [/] here\nTry again.\n"
    assert failing(monkeypatch, error, "--json") == exits.REFUSED
    found = json.loads(capsys.readouterr().err)["error"]
    assert found["code"] == "invalid"
    assert found["fields"] == [{"field": "email", "code": "bad", "message": "No [/] here"}]


def test_a_bug_shows_itself_without_anybodys_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert failing(monkeypatch, ValueError(f"could not read {CANARY}")) == exits.BUG
    err = capsys.readouterr().err
    log = home / "jumpzone" / "state" / "logs" / "jumpzone.log"
    assert "ValueError" in err
    assert str(log) in err
    event = json.loads(log.read_text())
    assert any("test_front.py" in line for line in event["error"])
    assert CANARY not in err + log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_ctrl_c_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(monkeypatch, KeyboardInterrupt()) == exits.INTERRUPTED
    assert capsys.readouterr().err.strip() == ""


def test_a_mistyped_command_is_answered_with_a_suggestion_and_harmlessly() -> None:
    found = run_jumpzone("setings")
    assert (found.returncode, found.stdout) == (exits.USAGE, "")
    assert "'settings'" in found.stderr
    found = run_jumpzone("\x1b[2J\u202ex")
    assert found.returncode == exits.USAGE
    assert "\x1b" not in found.stderr
    assert "\u202e" not in found.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    script = f"{sys.executable} -m jumpzone settings --explain | head -n 1; echo ${{PIPESTATUS[0]}}"
    for _ in range(5):
        found = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        first, code = found.stdout.splitlines()
        assert first.startswith("Setting")
        assert int(code) in (exits.DONE, exits.BROKEN_PIPE)
        assert found.stderr == ""


def test_a_terminal_without_the_letters_gets_their_numbers() -> None:
    found = run_jumpzone("--json", "settings", JUMPZONE_SELLER_NAME="Студио", PYTHONIOENCODING="latin-1")
    assert found.returncode == exits.DONE
    assert next(row["value"] for row in json.loads(found.stdout) if row["key"] == "seller.name") == "Студио"


@pytest.mark.parametrize("arguments", [(), ("demo",), ("demo", "--signed-in")])
def test_the_zone_needs_a_terminal_and_says_so(arguments: tuple[str, ...], home: Path) -> None:
    answer = run_jumpzone(*arguments, stdin="")
    assert (answer.returncode, answer.stdout) == (exits.USAGE, "")
    assert "there is none here" in answer.stderr
    assert list(home.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no TERM")
@pytest.mark.parametrize(("term", "refused"), [("dumb", True), ("", True), ("xterm", False)])
def test_a_terminal_that_cannot_place_the_cursor_is_refused(
    term: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True, raising=False)
    if refused:
        with pytest.raises(click.UsageError, match="Set TERM"):
            require_terminal()
    else:
        require_terminal()
