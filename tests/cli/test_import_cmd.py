"""`jumpzone import`: what was exported comes into an empty store, and whoever it was signs in there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jumpzone.cli import exits
from tests.cli.console import EMAIL, Console, mailed_code


@pytest.fixture
def elsewhere(console: Console, signed_in: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An export; the program has an empty home now, and nobody's token."""
    path = tmp_path / "all.zip"
    assert signed_in.run("export", str(path), "--no-papers").code == exits.DONE
    monkeypatch.delenv("JUMPZONE_TOKEN")
    monkeypatch.setenv("JUMPZONE_HOME", str(tmp_path / "elsewhere"))
    console.home = tmp_path / "elsewhere"
    return path


def test_it_comes_in_and_goes_out_the_same(console: Console, elsewhere: Path, tmp_path: Path) -> None:
    told = console.run("import", str(elsewhere), "--json")
    assert told.code == exits.DONE, told.err
    counts = {each["type"]: each["count"] for each in told.json}
    assert counts["account"] == 1
    assert counts["message"] > 100
    assert f"jumpzone reset --email {EMAIL}" in told.err
    assert (
        console.run("login", "--email", EMAIL, stdin="three quiet teapots draw a map\n").code == exits.REFUSED
    )
    assert console.run("reset", "--email", EMAIL).code == exits.DONE
    code = mailed_code(console.home)
    done = console.run("reset", "confirm", stdin=f"{code}\nfour loud kettles paint a wall\n")
    assert done.code == exits.DONE, done.err
    begun = console.run("login", "--email", EMAIL, "--print-token", stdin="four loud kettles paint a wall\n")
    assert begun.code == exits.DONE, begun.err
    found = re.search(r"jz_[\w-]+", begun.out)
    assert found is not None
    console.environ(JUMPZONE_TOKEN=found[0])
    again = console.run("services", "--json")
    assert len(again.json) == counts["service"]
    after = tmp_path / "after.zip"
    assert console.run("export", str(after), "--no-papers").code == exits.DONE


def test_a_check_brings_nothing_in(console: Console, elsewhere: Path) -> None:
    told = console.run("import", str(elsewhere), "--check")
    assert told.code == exits.DONE
    assert "Nothing was changed" in told.err
    assert console.run("import", str(elsewhere)).code == exits.DONE
    refused = console.run("--json", "import", str(elsewhere))
    assert (refused.code, refused.error["code"]) == (exits.REFUSED, "store-not-empty")


def test_what_is_no_archive_is_refused_in_words(console: Console, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"\x1b]0;x\x07" * 100)
    told = console.run("import", str(path))
    assert told.code == exits.REFUSED
    assert "not an archive" in told.err
    missing = console.run("--json", "import", str(tmp_path / "nowhere.zip"))
    assert (missing.code, missing.error["code"]) == (exits.REFUSED, "cannot-read")
    assert console.run("import").code == exits.USAGE
