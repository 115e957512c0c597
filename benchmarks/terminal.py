"""A program in a pseudo-terminal of its own, as a person would start it, and a stopwatch beside it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

LIMIT = 30.0
"""Seconds after which a benchmark gives up."""

_ASKS_FOR_FRAMES = b"\x1b[?2026$p"
_HAS_FRAMES = b"\x1b[?2026;2$y"
_FRAME_ENDS = b"\x1b[?2026l"
"""Synchronised output: a terminal that has it is told where a picture ends, and so are we."""

QUIT = b"\x11"


class Terminal:
    """A program and the terminal it draws in. A context manager; leaving ends the program.

    Args:
        command: What to run.
        environ: All of its environment.
        size: Columns and lines.
        cwd: Where it runs.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        size: tuple[int, int] = (120, 40),
        cwd: Path | None = None,
    ) -> None:
        self._master, slave = pty.openpty()
        columns, lines = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._seen = b""
        self._answered = False
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environ),
            cwd=cwd,
            start_new_session=True,
        )
        os.close(slave)

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def _read(self, timeout: float) -> bytes:
        """Return what came, b"" when nothing did."""
        if not select.select([self._master], [], [], max(0.0, timeout))[0]:
            return b""
        try:
            came = os.read(self._master, 1 << 16)
        except OSError:  # the other end is closed: the program has ended
            raise EOFError(self.tail()) from None
        if not came:
            raise EOFError(self.tail())
        self._seen = (self._seen + came)[-(1 << 20) :]
        if not self._answered and _ASKS_FOR_FRAMES in self._seen:
            self._answered = True
            os.write(self._master, _HAS_FRAMES)
        return came

    def tail(self) -> str:
        """Return the end of what was drawn, without its control sequences."""
        text = re.sub(rb"\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b.", b"", self._seen[-4000:])
        return text.decode(errors="replace")

    def wait_for(self, mark: bytes, *, since: float | None = None) -> float:
        """Return the seconds until something matching `mark` is drawn, from the start or from `since`."""
        pattern = re.compile(mark)
        begun = self.started if since is None else since
        while not pattern.search(self._seen):
            self._read(0.5)
            if time.perf_counter() - begun > LIMIT:
                raise TimeoutError(f"{mark!r} was not drawn: {self.tail()}")
        return time.perf_counter() - begun

    def rest(self, quiet: float = 0.12, limit: float = 5.0) -> None:
        """Wait until nothing is drawn for `quiet` seconds."""
        ends = time.perf_counter() + limit
        while self._read(quiet) and time.perf_counter() < ends:
            pass
        self._seen = b""

    def send(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def key(self, keys: bytes) -> float:
        """Press a key and return the seconds until the end of the next picture."""
        self._seen = b""
        begun = time.perf_counter()
        self.send(keys)
        while _FRAME_ENDS not in self._seen:
            self._read(0.5)
            if time.perf_counter() - begun > LIMIT:
                raise TimeoutError(f"no picture after {keys!r}: {self.tail()}")
        return time.perf_counter() - begun

    def quit(self) -> float:
        """Press ctrl+q and return the seconds until the program has ended."""
        begun = time.perf_counter()
        self.send(QUIT)
        try:
            while time.perf_counter() - begun < LIMIT:
                self._read(0.5)
        except EOFError:
            pass
        self._process.wait(LIMIT)
        return time.perf_counter() - begun

    def memory(self) -> int:
        """Return the bytes that the program holds in memory (resident set)."""
        return _statm(self.pid)

    def processor(self) -> float:
        """Return the processor seconds that the program has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def drawing(self) -> float:
        """Return the processor seconds of the thread that draws, to the microsecond."""
        return int(Path(f"/proc/{self.pid}/task/{self.pid}/schedstat").read_text().split()[0]) / 1e9

    def written(self) -> tuple[int, int]:
        """Return how many bytes the program has sent to a disk, and how many it wrote to anything at all."""
        lines = Path(f"/proc/{self.pid}/io").read_text().splitlines()
        found = {name: int(value) for name, _, value in (line.partition(": ") for line in lines)}
        return found["write_bytes"], found["wchar"]


def _statm(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
