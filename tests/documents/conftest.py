from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ReadCode = Callable[[Sequence[str]], str]


@pytest.fixture
def read_code(tmp_path: Path) -> ReadCode:
    """Let zbar read a code drawn in half blocks, as a camera would see it on a light ground."""

    def read(lines: Sequence[str]) -> str:
        rows = [[char in wanted for char in line] for line in lines for wanted in ("▀█", "▄█")]
        scale = 4
        picture = bytearray()
        for row in rows:
            line = bytes(0 if dark else 255 for dark in row for _ in range(scale))
            picture += line * scale
        path = tmp_path / "code.pgm"
        path.write_bytes(b"P5 %d %d 255\n" % (len(rows[0]) * scale, len(rows) * scale) + picture)
        found = subprocess.run(
            ["zbarimg", "--quiet", "--raw", "--oneshot", str(path)], capture_output=True, check=True
        )
        return found.stdout.decode().rstrip("\n")

    return read
