"""Times every job of the event loop: how long nothing else could be drawn or typed."""

from __future__ import annotations

import asyncio.events
import atexit
import json
import threading
import time
from pathlib import Path
from typing import Any

from textual._context import active_message_pump

LONG = 0.02
"""Seconds from which a job is noted."""


def watch(file: Path) -> None:
    """Time the jobs of this thread's event loop and write the long ones into a file when the program ends.

    Of each: when it began (by the clock that all processes share), seconds by the clock and of the processor, and
    whose message it was.
    """
    main = threading.get_ident()
    noted: list[tuple[float, float, float, str]] = []
    run: Any = asyncio.events.Handle._run

    def timed(handle: Any) -> None:
        if threading.get_ident() != main:
            run(handle)
            return
        wall, cpu = time.perf_counter(), time.thread_time()
        run(handle)
        wall_used, cpu_used = time.perf_counter() - wall, time.thread_time() - cpu
        if wall_used > LONG:
            whose = handle._context.get(active_message_pump)
            noted.append((wall, wall_used, cpu_used, type(whose).__name__))

    asyncio.events.Handle._run = timed  # type: ignore[method-assign, assignment]
    atexit.register(lambda: file.write_text(json.dumps(noted)))
