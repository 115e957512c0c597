"""What is left behind when the program has a bug: a few honest words and a place in the log, never what was typed.

Textual's own crash screen prints the values of local variables, passwords among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.text import Text
from textual.worker import WorkerFailed

from jumpzone.logs import bug_report
from jumpzone.paths import Paths

if TYPE_CHECKING:
    from textual.app import App

    _Base = App[int]
else:
    _Base = object

__all__ = ["BUG", "CrashReports"]

BUG: Final = 70
"""The exit code after a bug (EX_SOFTWARE of sysexits.h), the same as the command line's."""


class CrashReports(_Base):
    """Mixed into the app, before Textual's own class."""

    log_paths: Paths | None = None
    """Where the log lies; None where nothing is to be left behind."""

    def _handle_exception(self, error: Exception) -> None:
        """Note the bug and end the program. Overrides Textual's own."""
        self._return_code = BUG
        if self._exception is None:
            report = bug_report(_cause(error), self.log_paths, keep=self.log_paths is not None)
            self._exit_renderables.append(Text(report))
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End the program; what Textual would print may hold data, so it is not printed."""
        if self._exception is None:
            self._handle_exception(RuntimeError())
        else:
            self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print what was noted, once and as it is."""
        for renderable in self._exit_renderables:
            self.error_console.print(renderable, markup=False, highlight=False, soft_wrap=True)
        self._exit_renderables.clear()


def _cause(error: BaseException) -> BaseException:
    """Return what went wrong in a worker, or the error itself."""
    return _cause(error.error) if isinstance(error, WorkerFailed) else error
