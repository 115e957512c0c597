"""`jumpzone second-factor`: what beside the password signs in."""

from __future__ import annotations

from jumpzone.cli.commands import list_group, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.documents.payment import half_blocks, modules
from jumpzone.i18n import N_, T_, current
from jumpzone.model.otp import grouped

__all__ = ["second_factor"]


_STATUS = (
    Column("enabled_at", T_("Asked for since")),
    Column("recovery_codes", T_("Recovery codes left")),
)
_CODES = (Column("code", T_("Recovery code")),)


@list_group(
    "second-factor",
    help=N_(
        "The second factor: codes of an authenticator app, asked for at sign-in beside the password.\n\n"
        "Without a command, says how things stand."
    ),
)
def second_factor() -> None:
    """The second factor."""


@second_factor.command("list", hidden=True)
@output_options
@pass_run
def _status(run: Run) -> None:
    """Say how things stand."""
    with run.zone() as zone:
        status = zone.access.second_factor()
        since = status.enabled_at
        if run.form == "table" and since is None:
            run.out.say(T_("Your password alone signs you in. “jumpzone second-factor enable” changes that."))
            return
        shown = current().datetime(since, run.settings.timezone) if run.form == "table" and since else since
        run.out.record(_STATUS, {"enabled_at": shown, "recovery_codes": status.recovery_left})


@second_factor.command(
    "enable",
    help=N_(
        "Set it up: scan the code with an authenticator app, then enter what the app shows.\n\n"
        "The password and the app's code are asked for, or are two lines of the standard input."
    ),
)
@output_options
@pass_run
def _enable(run: Run) -> None:
    """Ask for a second factor from now on."""
    with run.changing() as zone:
        password = run.ask_secret(T_("Password"))
        setup = zone.access.begin_second_factor(password.reveal(), run.settings.seller.name)
        if run.form != "table" or not run.out.picture(half_blocks(modules(setup.uri, error="l", quiet=2))):
            run.out.remark(T_("For the app: {uri}", uri=setup.uri))
        run.out.remark(T_("Key for typing: {key}", key=grouped(setup.secret)))
        code = run.ask(T_("Code of the app"))
        _show_codes(run, zone.access.enable_second_factor(setup.token, code))


@second_factor.command(
    "disable",
    help=N_(
        "Let the password alone sign in again. The password and a code (of the app, or a recovery code) are asked "
        "for, or are two lines of the standard input."
    ),
)
@pass_run
def _disable(run: Run) -> None:
    """Switch it off."""
    with run.changing() as zone:
        password, code = _both(run)
        zone.access.disable_second_factor(password, code)
        run.out.say(T_("Your password alone signs you in again."))


@second_factor.command(
    "recovery-codes", help=N_("Make ten new recovery codes; the old ones are void. Asks like “disable”.")
)
@output_options
@pass_run
def _renew(run: Run) -> None:
    """Make new recovery codes."""
    with run.changing() as zone:
        password, code = _both(run)
        _show_codes(run, zone.access.renew_recovery_codes(password, code))


def _both(run: Run) -> tuple[str, str]:
    password = run.ask_secret(T_("Password"))
    return password.reveal(), run.ask(T_("Code of the app, or a recovery code"))


def _show_codes(run: Run, codes: tuple[str, ...]) -> None:
    run.out.remark(
        T_("Each of these signs you in once without your phone. They are shown now and never again.")
    )
    run.out.rows(_CODES, [{"code": each} for each in codes])
