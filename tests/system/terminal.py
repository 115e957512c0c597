"""The real program in a pseudo-terminal, with an emulator that shows what a person would see.

The emulator (pyte) understands what every terminal does; newer sequences are set aside before it, and every sequence
is noted, so that a test can tell whether anything reached the terminal that the program did not mean to send.
"""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

from tests.support import ROOT

__all__ = ["KEYS", "Terminal"]

PATIENCE = 60.0
"""Seconds after which something that was waited for counts as missing; far longer than it ever takes."""

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f12": "\x1b[24~",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
"""What a terminal sends for the keys that have names."""

# A control sequence, a string sequence (title, clipboard, …), or another escape; in this order.
_CSI = re.compile(r"\x1b\[([<=>?]?)([0-9:;]*)([ -/]*)([@-~])")
_STRING = re.compile(r"\x1b([\]PX^_])([^\x07\x1b]*)(\x07|\x1b\\)")
_OTHER = re.compile(r"\x1b([ -/]*)([0-Z\\-~])")


class Terminal:
    """A program in a terminal of its own. A context manager: leaving ends the program, whatever it does.

    Args:
        arguments: What to run after this interpreter's name.
        environ: Variables beside those of the test.
        size: Columns and lines.
    """

    def __init__(
        self,
        *arguments: str,
        environ: Mapping[str, str] | None = None,
        size: tuple[int, int] = (120, 40),
    ) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._lock = threading.Lock()
        self._rest = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.raw = bytearray()
        self.sequences: set[str] = set()
        self.strings: list[str] = []
        inherited = {name: value for name, value in os.environ.items() if name != "COLORTERM"}
        ours, theirs = pty.openpty()
        self._master = ours
        self._set_size(*size)
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**inherited, **(environ or {})},
            cwd=ROOT,
            close_fds=True,
            preexec_fn=_take_terminal,
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    # -- what it shows ---------------------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        with self._lock:
            return list(self._screen.display)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def typing_in(self) -> str:
        """The line in which the cursor stands: that of the field that takes what is typed."""
        with self._lock:
            return str(self._screen.display[self._screen.cursor.y])

    def shows(self, *texts: str) -> bool:
        """Tell whether all these texts stand on the screen."""
        screen = self.text
        return all(text in screen for text in texts)

    def wait(self, *texts: str, gone: Sequence[str] = ()) -> None:
        """Wait until these texts stand on the screen and others do not.

        Args:
            texts: What has to be there.
            gone: What must not.
        """
        self.until(
            lambda: self.shows(*texts) and not any(self.shows(each) for each in gone),
            f"{', '.join(texts)} (and not {', '.join(gone)})" if gone else ", ".join(texts),
        )

    def until(self, what: Callable[[], object], words: str = "") -> None:
        """Wait until something holds; the program may not end meanwhile."""
        end = time.monotonic() + PATIENCE
        while not what():
            if self.process.poll() is not None and not what():
                raise AssertionError(f"the program has ended, no {words!r}; its last words:\n{self.text}")
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {words!r}; on the screen:\n{self.text}")
            time.sleep(0.02)

    def find(self, text: str, *, last: bool = False) -> tuple[int, int]:
        """Where a text stands first (or last): column and line of its middle, from 0. Waits until it stands still."""
        places: list[tuple[int, int] | None] = [None]

        def still() -> bool:
            places.append(self._place(text, last))
            if places[-1] != places[-2]:
                # A person would look before clicking, too.
                time.sleep(0.3)
            return places[-1] is not None and places[-1] == places[-2]

        self.until(still, text)
        assert places[-1] is not None
        return places[-1]

    def _place(self, text: str, last: bool) -> tuple[int, int] | None:
        lines = list(enumerate(self.lines))
        for row, line in reversed(lines) if last else lines:
            at = line.rfind(text) if last else line.find(text)
            if at >= 0:
                return at + len(text) // 2, row
        return None

    # -- what a person does ----------------------------------------------------------------------------

    def send(self, text: str) -> None:
        """Send a text as it is."""
        # A surrogate is a byte that is no text: what somebody's broken terminal would send.
        data = text.encode("utf-8", "surrogateescape")
        ready = select.poll()
        ready.register(self._master, select.POLLOUT)
        while data:
            ready.poll()
            data = data[os.write(self._master, data[:512]) :]

    def press(self, *keys: str) -> None:
        """Press keys, by name or as they are printed."""
        for key in keys:
            self.send(KEYS.get(key, key))
            if key == "escape":
                # Else it would be taken for the beginning of the next key.
                time.sleep(0.25)

    def type(self, text: str) -> None:
        """Type a text."""
        self.send(text)

    def paste(self, text: str) -> None:
        """Paste a text, as terminals with bracketed paste do."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def click(self, at: str | tuple[int, int], *, last: bool = False) -> None:
        """Click on a text (where it stands first, or last) or on a place (column and line, from 0)."""
        column, row = self.find(at, last=last) if isinstance(at, str) else at
        place = f"{column + 1};{row + 1}"
        self.send(f"\x1b[<35;{place}M\x1b[<0;{place}M\x1b[<0;{place}m")

    def scroll(self, at: tuple[int, int], *, down: bool = True, times: int = 1) -> None:
        """Turn the mouse wheel over a place."""
        place = f"{at[0] + 1};{at[1] + 1}"
        self.send(f"\x1b[<{65 if down else 64};{place}M" * times)

    # -- its end ---------------------------------------------------------------------------------------

    def ended(self) -> int:
        """Wait until the program has ended; its exit code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End the program at once, with everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    # -- inside ----------------------------------------------------------------------------------------

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return  # the other end is closed: the program has ended
            if not data:
                return
            with self._lock:
                self.raw += data
                self._feed(self._decoder.decode(data))

    def _feed(self, text: str) -> None:
        text, known, at = self._rest + text, [], 0
        self._rest = ""
        while at < len(text):
            escape = text.find("\x1b", at)
            if escape < 0:
                known.append(text[at:])
                break
            known.append(text[at:escape])
            if found := _CSI.match(text, escape):
                private, numbers, between, final = found.groups()
                self.sequences.add(f"CSI {private}{between}{final}")
                if private in ("", "?") and not between and final not in "uW" and ":" not in numbers:
                    known.append(found.group())
            elif found := _STRING.match(text, escape):
                self.sequences.add(f"STRING {found.group(1)}")
                self.strings.append(found.group(1) + found.group(2))
            elif (found := _OTHER.match(text, escape)) and found.group(2) not in "[]PX^_":
                self.sequences.add(f"ESC {found.group(1)}{found.group(2)}")
                known.append(found.group())
            else:
                self._rest = text[escape:]
                break
            at = found.end()
        self._stream.feed("".join(known))


def _take_terminal() -> None:
    """Make the standard input the terminal that the new process belongs to."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
