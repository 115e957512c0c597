"""`jumpzone doctor`: a line for each thing that was looked at; exit code 1 when one of them is a problem."""

from __future__ import annotations

import sys

from jumpzone.cli import exits
from jumpzone.cli.commands import command, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, pgettext
from jumpzone.model.clock import SystemClock

__all__ = ["doctor"]

_COLUMNS = (
    Column("check", T_("Check")),
    Column("level", T_("State")),
    Column("text", T_("Found")),
    Column("advice", T_("What to do")),
)


@command("doctor", help=N_("Look over what the program stands on, and say what to do."))
@option(
    "--upgrade-store",
    is_flag=True,
    help=N_("Bring the store up to date first. One on a server must have been backed up, with pg_dump."),
)
@output_options
@pass_run
def doctor(run: Run, upgrade_store: bool) -> int:
    """Examine and print."""
    from jumpzone import doctor as check  # late: it loads the store

    clock = SystemClock()

    def ask() -> str | None:
        return run.ask_secret(T_("Passphrase of the store")).reveal() if sys.stdin.isatty() else None

    if upgrade_store:
        check.upgrade_store(run.settings, clock, ask)
    out = run.out
    rows, problems = [], 0
    words = {
        "ok": pgettext("doctor", "ok"),
        "warning": pgettext("doctor", "warning"),
        "problem": pgettext("doctor", "problem"),
    }
    width = max(map(len, words.values())) + 2
    for found in check.examine(run.settings, clock, ask=ask):
        problems += found.level == "problem"
        text = found.text.render()
        advice = found.advice.render() if found.advice is not None else ""
        rows.append({"check": found.check, "level": found.level, "text": text, "advice": advice or None})
        if run.form == "table":
            # Line by line, as the answers come: some take seconds.
            line = f"{words[found.level]:{width}}{found.title.render()}: {text}"
            out.say(f"{line} → {advice}" if advice else line)
    if run.form != "table":
        out.rows(_COLUMNS, rows)
    return exits.REFUSED if problems else exits.DONE
