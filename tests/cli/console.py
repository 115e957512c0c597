"""The command line in this process: what it is given, what it prints, how it ends."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jumpzone import cli, i18n
from jumpzone.bootstrap import Opened, open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.settings import Settings
from jumpzone.usecases.zone import Zone
from tests.fakes import CountingHasher

EMAIL = "ivan@studio.example"
PASSWORD = "three quiet teapots draw a map"
HOSTILE = (
    "[/] [@click=app.quit]x[/] \x1b[31mred\x1b]0;t\x07 \x9b31m \u202eesrever\u2066 zero\u200bwidth "
    "\U0001f469\u200d\U0001f4bb"
)
"""Markup, escape sequences, C1, what turns the direction of writing, what can't be seen, a joined emoji."""


@dataclass(frozen=True)
class Answer:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]

    @property
    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Console:
    """Runs command lines on a store with the studio in it."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._monkeypatch = monkeypatch

    def run(self, *arguments: str, stdin: str = "", tty: bool = False) -> Answer:
        """Run a command line with this standard input; every text that comes out must be harmless."""
        out, err = _Stream(), _Stream()
        given = _Stdin(stdin, tty=tty)
        before = i18n.current().language
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", given)
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = cli.main(arguments)
        i18n.use(before)
        answer = Answer(code, out.text(), err.text())
        assert harmless(answer.out), answer.out
        assert harmless(answer.err), answer.err
        return answer

    def environ(self, **variables: str) -> None:
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """The same store, as another program has it open."""
        with open_zone(Settings.load(), hasher=CountingHasher()) as opened:
            yield opened

    @contextmanager
    def zone(self) -> Iterator[Zone]:
        """The zone as another program of the same person sees it."""
        with self.opened() as opened:
            yield opened.zone.signed_in(opened.zone.access.sign_in(EMAIL, PASSWORD))


class _Stream(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


class _Stdin(io.StringIO):
    def __init__(self, text: str, *, tty: bool) -> None:
        super().__init__(text)
        self.buffer = io.BytesIO(text.encode("utf-8", "surrogateescape"))
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty


def harmless(text: str) -> bool:
    """Whether a text can do nothing to a terminal: no control but the line end, nothing that turns or hides."""
    return not any(
        (ord(char) < 32 and char not in "\n\r")
        or 127 <= ord(char) < 160
        or char in "\u202a\u202b\u202c\u202d\u202e"
        or char in "\u2066\u2067\u2068\u2069\u200b\ufeff"
        for char in text
    )


def fill(settings: Settings) -> str:
    """Put the studio into the settings' store; return a token of somebody signed in there."""
    with open_zone(settings, hasher=CountingHasher()) as opened:
        load_demo(opened.zone.deps, language="en", companies=("studio",))
        session = opened.zone.access.sign_in(EMAIL, PASSWORD)
    assert session.token is not None
    return session.token


def mailed_code(home: Path) -> str:
    """The code in the newest mail that has one."""
    for path in sorted((home / "mail").glob("*.eml"), key=lambda each: each.stat().st_mtime_ns, reverse=True):
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        part = letter.get_body(("plain",))
        found = re.search(r"\b(\d{4} \d{4})\b", part.get_content()) if part is not None else None
        if found:
            return found[1]
    raise AssertionError("no mail holds a code")
