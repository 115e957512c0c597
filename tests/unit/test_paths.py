"""Where files lie, and that private ones are private and whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from jumpzone.paths import Paths, is_private, private_folder, write_private


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    paths = Paths.find({"JUMPZONE_HOME": str(tmp_path / "zone")})
    found = (
        paths.settings_file,
        paths.store_file,
        paths.mail_folder,
        paths.log_file,
        paths.cache,
        paths.key_file,
    )
    assert all(tmp_path / "zone" in each.parents for each in found)
    assert not (tmp_path / "zone").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the others ask platformdirs itself")
@pytest.mark.parametrize("given", [{}, {"XDG_DATA_HOME": "/srv/data", "XDG_STATE_HOME": "relative"}])
def test_the_folders_are_those_of_platformdirs(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    paths, folders = Paths.find(given), platformdirs.PlatformDirs("jumpzone")
    assert (paths.config, paths.cache) == (folders.user_config_path, folders.user_cache_path)
    assert paths.data == folders.user_data_path
    if "XDG_STATE_HOME" not in given:  # a relative path is to be passed over, says the specification
        assert paths.state == folders.user_state_path


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_private_means_the_owner_alone(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        folder = private_folder(tmp_path / "a" / "b")
        write_private(folder / "key", b"x")
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert is_private(folder)
    assert is_private(folder / "key")


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert private_folder(tmp_path) == tmp_path
    assert not is_private(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        private_folder(tmp_path / "file")


def test_writing_replaces_the_whole_and_leaves_nothing_beside(tmp_path: Path) -> None:
    write_private(tmp_path / "file", b"long" * 1000)
    write_private(tmp_path / "file", b"short")
    assert (tmp_path / "file").read_bytes() == b"short"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "settings.toml").write_bytes(b"old")
    (tmp_path / "settings.toml").symlink_to(tmp_path / "dotfiles" / "settings.toml")
    write_private(tmp_path / "settings.toml", b"new")
    assert (tmp_path / "settings.toml").is_symlink()
    assert (tmp_path / "dotfiles" / "settings.toml").read_bytes() == b"new"


def test_what_fails_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_private(tmp_path / "file", b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        write_private(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_kill_while_writing_leaves_one_of_the_two(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from jumpzone.paths import write_private\n"
        "for n in range(10**9): write_private(Path(sys.argv[1]), (b'%09d' % n) * 20000); print(n, flush=True)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "file")], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(5):
        shown = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    content = (tmp_path / "file").read_bytes()
    assert len(content) == 9 * 20000
    assert content == content[:9] * 20000
    assert int(content[:9]) >= shown
