"""The command line: parse, call, print, exit code.

What can be answered without loading the program is answered by `jumpzone.cli.front`; everything else is click's
business in `jumpzone.cli.program`, which is loaded then. Neither needs Textual or the store before a command does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command `jumpzone`.

    Args:
        arguments: The command line without the program's name; that of the process when left out.

    Returns:
        The exit code, one of `jumpzone.cli.exits`.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if "_JUMPZONE_COMPLETE" not in os.environ:
            from jumpzone.cli.front import quick_answer

            if quick_answer(arguments):
                sys.stdout.flush()
                return 0
        from jumpzone.cli.program import run

        code = run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read our output has enough. What is still in the buffer must not complain at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        from jumpzone.cli.exits import BROKEN_PIPE

        return BROKEN_PIPE
