"""How far long work is, on one line of the standard error; nothing where that is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from jumpzone.cli.output import Output
from jumpzone.i18n import Text

__all__ = ["progress"]

_PAUSE: Final = 0.1
_WIDTH: Final = 24


@contextmanager
def progress(out: Output, what: Text) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar while something is done, and take it away when it ends.

    Args:
        out: Where the command prints; scripts are told nothing.
        what: What is being done.

    Yields:
        What is to be told how much of how much is done, or None where nobody looks.
    """
    if out.form != "table" or not sys.stderr.isatty():
        yield None
        return
    words, last = what.render(), 0.0

    def tick(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _PAUSE:
            return
        last = now
        share = min(1.0, done / total) if total else 0.0
        filled = round(_WIDTH * share)
        sys.stderr.write(f"\r{words}  {'█' * filled}{'░' * (_WIDTH - filled)} {share:4.0%}")
        sys.stderr.flush()

    try:
        yield tick
    finally:
        if last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
