"""How far long work is, at a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from jumpzone.cli.output import Output
from jumpzone.cli.progress import progress
from jumpzone.i18n import T_


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_grows_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress(Output("table"), T_("Writing")) as tick:
        assert tick is not None
        tick(1, 4)
        tick(2, 4)
    shown = terminal.getvalue()
    assert "Writing" in shown
    assert " 25%" in shown
    # So soon after the first there is no second one: a terminal over a slow line is not flooded.
    assert " 50%" not in shown
    assert shown.endswith("\r\x1b[K")
    assert "\n" not in shown


def test_scripts_are_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for form, stream in (("json", Terminal()), ("table", io.StringIO())):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress(Output(form), T_("Writing")) as tick:  # type: ignore[arg-type]
            assert tick is None
        assert stream.getvalue() == ""
