"""Arrows point down: proved statically by the import contracts, and at run time by what a fresh process has loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, run_python

DRAWING = {"textual", "jumpzone.screens", "jumpzone.widgets", "jumpzone.app"}
SQL = {"sqlalchemy", "alembic", "sqlcipher3", "psycopg"}
SLOW = {
    "babel",
    "phonenumbers",
    "stdnum",
    "zxcvbn",
    "keyring",
    "email_validator",
    "cryptography",
    "argon2",
    "dns",
    "segno",
    "reportlab",
    "PIL",
}
CLICK = {"click", "jumpzone.cli"}
ABOVE_MODEL = {
    "jumpzone.store",
    "jumpzone.usecases",
    "jumpzone.mail",
    "jumpzone.settings",
    "jumpzone.bootstrap",
}

# What is imported, whether with all that lies below it, and what must not have come along.
LAYERS: dict[str, tuple[bool, set[str]]] = {
    "i18n": (False, DRAWING | SQL | SLOW | CLICK | ABOVE_MODEL | {"jumpzone.model", "rich"}),
    "errors": (False, DRAWING | SQL | SLOW | CLICK | ABOVE_MODEL | {"jumpzone.model", "rich"}),
    "paths": (False, DRAWING | SQL | SLOW | CLICK | ABOVE_MODEL | {"platformdirs"}),
    "settings": (False, DRAWING | SQL | SLOW | CLICK | (ABOVE_MODEL - {"jumpzone.settings"}) | {"tomlkit"}),
    "model": (True, DRAWING | SQL | SLOW | CLICK | ABOVE_MODEL | {"rich"}),
    "store": (
        True,
        DRAWING | CLICK | {"jumpzone.usecases", "jumpzone.mail", "jumpzone.bootstrap", "babel", "keyring"},
    ),
    "mail": (
        True,
        DRAWING | CLICK | {"jumpzone.usecases", "jumpzone.store", "jumpzone.bootstrap", "keyring"},
    ),
    "documents": (True, DRAWING | SQL | CLICK | ABOVE_MODEL),
    # Papers are drawn when somebody asks for one.
    "usecases.papers": (False, DRAWING | CLICK | {"reportlab", "segno", "PIL", "jumpzone.bootstrap"}),
    "usecases": (True, DRAWING | CLICK | {"jumpzone.bootstrap", "keyring"}),
    "widgets": (True, SQL | SLOW | CLICK | ABOVE_MODEL | {"jumpzone.screens"}),
    "screens": (True, CLICK | {"jumpzone.bootstrap", "keyring"}),
    # The front door is painted before the store is loaded.
    "screens.front": (False, SQL | SLOW | CLICK | {"jumpzone.store", "jumpzone.usecases"}),
    "screens.sign_in": (False, SQL | SLOW | CLICK | {"jumpzone.store", "jumpzone.usecases"}),
    "screens.register": (False, SQL | SLOW | CLICK | {"jumpzone.store", "jumpzone.usecases"}),
    "cli": (False, DRAWING | SQL | SLOW | {"click", "rich"}),
    "cli.program": (False, DRAWING | SQL | SLOW | {"rich", "tomlkit"}),
    # A shell that completes a word waits for these.
    **{
        f"cli.{name}_cmd": (False, DRAWING | SQL | SLOW)
        for name in (
            "contacts",
            "demo",
            "export",
            "invoices",
            "mail",
            "messages",
            "profile",
            "records",
            "register",
            "session",
        )
    },
    "app": (False, SQL | SLOW | CLICK | {"jumpzone.store"}),
}


def exists(layer: str) -> bool:
    place = ROOT.joinpath("jumpzone", *layer.split("."))
    return place.is_dir() or place.with_suffix(".py").exists()


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if exists(layer)])
def test_a_layer_brings_along_only_what_lies_below_it(layer: str) -> None:
    whole, forbidden = LAYERS[layer]
    loaded = run_python(
        "-c",
        "import importlib, pkgutil, sys\n"
        f"module = importlib.import_module('jumpzone.{layer}')\n"
        f"if {whole}:\n"
        "    for found in pkgutil.walk_packages(module.__path__, module.__name__ + '.'):\n"
        "        if '.migrations' not in found.name:\n"
        "            importlib.import_module(found.name)\n"
        "print('\\n'.join(sys.modules))",
    )
    assert loaded.returncode == 0, loaded.stderr
    assert sorted(forbidden & set(loaded.stdout.split())) == []


def test_the_import_contracts_hold() -> None:
    found = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


def test_every_source_file_is_in_a_package() -> None:
    # A folder without __init__.py would be missing from the contracts.
    folders = {path.parent for path in (ROOT / "jumpzone").rglob("*.py")}
    folders.discard(
        ROOT / "jumpzone" / "store" / "migrations" / "versions"
    )  # scripts, run by the migration library
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
