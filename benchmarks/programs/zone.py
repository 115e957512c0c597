"""The zone on a store that is there: ``zone.py front | sign-in | dashboard``.

`dashboard` goes on with the session whose token lies in the file JUMPZONE_BENCH_TOKEN, as "stay signed in" does where
there is a keyring. With JUMPZONE_BENCH_JOBS the event loop's jobs are timed and written into that file at the end.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from benchmarks.programs import jobs
from jumpzone import app as zone_app
from jumpzone.settings import Settings

if TYPE_CHECKING:
    from jumpzone.bootstrap import AskPassphrase, Opened


def main(what: str) -> int:
    timed = os.environ.pop("JUMPZONE_BENCH_JOBS", "")
    token = os.environ.pop("JUMPZONE_BENCH_TOKEN", "")
    if timed:
        jobs.watch(Path(timed))
    if what == "sign-in":
        from jumpzone.screens.sign_in import SignInScreen

        class AtSignIn(zone_app.JumpZoneApp):
            """Opens at the sign-in page."""

            MODES: ClassVar[dict[str, Any]] = {"front": SignInScreen}

            def _tell_front(self) -> None:
                """There is no front door to tell."""

        zone_app.JumpZoneApp = AtSignIn  # type: ignore[misc]
    settings = Settings.load()

    def opener(ask: AskPassphrase) -> Opened:
        from jumpzone.bootstrap import open_zone

        return open_zone(settings, ask_passphrase=ask, token_file=Path(token))

    return zone_app.run(settings, opener if what == "dashboard" else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
