from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jumpzone.paths import Paths
from jumpzone.settings import Settings
from tests.cli.console import Console, fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with the studio in its store, made once a run, and a token of somebody signed in there."""
    home = tmp_path_factory.mktemp("filled")
    settings = Settings.load(environ={}, arguments={"keyring": "off"}, paths=Paths.under(home))
    return home, fill(settings)


@pytest.fixture
def console(home: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    """The program on an empty home, with nobody signed in."""
    return Console(home / "jumpzone", monkeypatch)


@pytest.fixture
def signed_in(console: Console, filled: tuple[Path, str]) -> Console:
    """The program on a copy of the studio's store, signed in by `JUMPZONE_TOKEN`."""
    shutil.copytree(filled[0], console.home)
    console.environ(JUMPZONE_TOKEN=filled[1])
    return console
