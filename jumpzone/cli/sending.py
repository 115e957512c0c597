"""Sending mail before a command ends: nothing waits for a slow server, and nothing is lost by not waiting."""

from __future__ import annotations

import threading
from typing import Final

from jumpzone.errors import StoreProblem
from jumpzone.usecases.delivery import Delivered, Delivery

__all__ = ["PATIENCE", "send_now"]

PATIENCE: Final = 5.0
"""Seconds that a command spends on sending."""

_STOPS_WITHIN: Final = 1.0


def send_now(delivery: Delivery, patience: float = PATIENCE) -> Delivered:
    """Send the mail that is due; give back what was not sent when the time is over.

    Args:
        delivery: Sends what is queued. It is stopped when the time is over and sends nothing more then.
        patience: Seconds.

    Returns:
        What became of it so far.
    """
    results: list[Delivered | BaseException] = []

    def run() -> None:
        try:
            results.append(delivery.run_due())
        except BaseException as problem:  # noqa: BLE001 - handed over to whoever waits
            results.append(problem)

    thread = threading.Thread(target=run, name="jumpzone-mail", daemon=True)
    thread.start()
    thread.join(patience)
    if thread.is_alive():
        delivery.stop()
        thread.join(_STOPS_WITHIN)
    found = results[0] if results else Delivered()
    if isinstance(found, StoreProblem):
        # The change itself was saved; its mail stays queued.
        return Delivered(problem=found.message)
    if isinstance(found, BaseException):
        raise found
    return found
