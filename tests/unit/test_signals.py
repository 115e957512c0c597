"""How the terminal tells that something needs somebody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.app_signals import sequence
from jumpzone.paths import Paths
from jumpzone.settings import Settings

LOCAL = {"TERM": "xterm-256color"}
ITERM = {**LOCAL, "TERM_PROGRAM": "iTerm.app"}


@pytest.mark.parametrize(
    ("environ", "mode"),
    [
        (LOCAL, "bell"),
        (ITERM, "osc9"),
        ({"TERM": "xterm-ghostty"}, "osc9"),
        ({**ITERM, "TMUX": "/tmp/tmux,1,0"}, "bell"),
        ({**LOCAL, "TERM_PROGRAM": "Windows_Terminal"}, "bell"),
        ({**ITERM, "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, "off"),
        ({**ITERM, "SSH_TTY": "/dev/pts/1"}, "off"),
        ({"TERM": "dumb"}, "off"),
        ({}, "off"),
        ({**LOCAL, "SSH_TTY": "/dev/pts/1", "JUMPZONE_SIGNALS": "bell"}, "bell"),
        ({**LOCAL, "JUMPZONE_SIGNALS": "osc9"}, "osc9"),
        ({**ITERM, "JUMPZONE_SIGNALS": "off"}, "off"),
    ],
)
def test_it_picks_what_the_terminal_knows_and_is_off_over_ssh(
    environ: dict[str, str], mode: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = Settings.load(environ=environ, paths=Paths.under(tmp_path_factory.mktemp("home")))
    assert settings.signals == mode


def test_the_settings_say_what_is_decided(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings.load(environ=ITERM, paths=Paths.under(tmp_path_factory.mktemp("home")))
    assert settings.shown("signals") == "auto (osc9)"
    assert settings.save("theme", "light").signals == "osc9"


@given(st.text(max_size=400))
def test_a_message_ends_where_it_should_whatever_stands_in_it(words: str) -> None:
    found = sequence("osc9", words)
    # One string sequence, without a control character inside that could end it or begin another.
    assert re.fullmatch(r"\x1b\]9;JumpZone: [^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*\x1b\\", found)
    assert len(found) < 250
    assert sequence("bell", words) == "\a"
