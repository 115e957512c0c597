"""`jumpzone login | logout | whoami | passwd | reset`: who is signed in, and with what."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from jumpzone.cli.commands import command, group, option, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.pending import Waiting
from jumpzone.cli.records import reader_of
from jumpzone.cli.run import TOKEN_VARIABLE, Run
from jumpzone.errors import Refused, SignInFirst
from jumpzone.i18n import N_, T_, Text, current, language_name
from jumpzone.model.words import STATUSES

if TYPE_CHECKING:
    from jumpzone.bootstrap import Opened
    from jumpzone.usecases.area import Session

__all__ = [
    "keep_session",
    "keeping_options",
    "login",
    "logout",
    "passwd",
    "refuse_if_lost",
    "reset",
    "whoami",
]

_NOWHERE = T_(
    "Name a file for its token, “jumpzone --token-file FILE login”, or have it printed for JUMPZONE_TOKEN with "
    "“jumpzone login --print-token”."
)


def keeping_options(function: click.decorators.FC) -> click.decorators.FC:
    """Give a command `--remember` and `--print-token`."""
    function = option(
        "--print-token",
        is_flag=True,
        help=N_("Print the session's token instead of keeping it, for JUMPZONE_TOKEN"),
    )(function)
    return option(
        "--remember",
        is_flag=True,
        help=N_("Keep the session for 30 days instead of 12 hours after its last use"),
    )(function)


def refuse_if_lost(run: Run, opened: Opened, print_token: bool) -> None:
    """Make sure that the token of a session will be kept somewhere, before anybody types a password.

    Raises:
        Refused: ``no-keyring``.
    """
    if print_token or run.token_file is not None:
        return
    obstacle = opened.keeper.obstacle()
    if obstacle is not None:
        raise _no_keyring(obstacle)


def _no_keyring(why: Text | None) -> Refused:
    return Refused(
        "no-keyring",
        why or T_("There is no keyring that the session could be kept in."),
        title=T_("No keyring"),
        hint=_NOWHERE,
    )


def keep_session(run: Run, opened: Opened, session: Session, print_token: bool) -> None:
    """Keep a new session's token: print it, write it into the file that was named, or put it into the keyring.

    Raises:
        Refused: It could not be kept; the session has been ended.
    """
    token = session.token
    assert token is not None
    who = session.address.address
    if print_token:
        run.out.remark(T_("Signed in as {address}.", address=who))
        click.echo(token)
        return
    try:
        if run.token_file is not None:
            from jumpzone.tokens import write_token_file

            write_token_file(run.token_file, token)
            place = T_("The token is in {file}.", file=run.token_file)
        else:
            _end_kept(opened)
            if opened.keeper.keep(token) == "memory":
                raise _no_keyring(opened.keeper.why)
            place = T_("The session is kept in the keyring.")
    except Refused:
        opened.zone.access.sign_out(session)
        raise
    run.out.say(T_("Signed in as {address}. {place}", address=who, place=place))


def _end_kept(opened: Opened) -> None:
    """End the session that the keyring held: nobody could use it any more."""
    old = opened.keeper.load()
    if old is None:
        return
    access = opened.zone.access
    with suppress(SignInFirst, Refused):  # it may be over already
        access.sign_out(access.resume(old))


@command(
    "login",
    help=N_(
        "Sign in. The password is asked for, or is a line of the standard input.\n\n"
        "The session is kept in the keyring. “jumpzone --token-file FILE login” writes its token into a private file "
        "instead, and --print-token prints it."
    ),
)
@option("--email", metavar="ADDRESS", help=N_("Your main address; asked for when left out"))
@keeping_options
@pass_run
def login(run: Run, email: str | None, remember: bool, print_token: bool) -> None:
    """Begin a session."""
    with run.opened() as opened:
        refuse_if_lost(run, opened, print_token)
        email = email if email is not None else run.ask(T_("E-mail"))
        password = run.ask_secret(T_("Password"))
        session = _sign_in(run, opened, email, password.reveal(), remember)
        keep_session(run, opened, session, print_token)


def _sign_in(run: Run, opened: Opened, email: str, password: str, remember: bool) -> Session:
    """Sign in, and ask for the second factor where there is one."""
    access = opened.zone.access
    try:
        return access.sign_in(email, password, remember=remember)
    except Refused as refusal:
        if refusal.code != "otp-required":
            raise
    otp = run.ask(T_("Code of the app, or a recovery code"))
    return access.sign_in(email, password, otp=otp, remember=remember)


@command("logout", help=N_("Sign out: end the session and forget its token."))
@pass_run
def logout(run: Run) -> None:
    """End the session."""
    with run.opened() as opened:
        try:
            zone = run.signed_in(opened)
        except SignInFirst:
            run.out.remark(T_("Nobody was signed in."))
        else:
            zone.access.sign_out()
            run.out.say(T_("Signed out."))
        if run.token_file is not None:
            from jumpzone.tokens import TokenKeeper
            from jumpzone.vault import Vault

            TokenKeeper(Vault(allowed=False), "", file=run.token_file).forget()
        elif run.token() is None:
            opened.keeper.forget()
        elif not run.inside:
            run.out.remark(T_("{variable} still holds the token that has ended.", variable=TOKEN_VARIABLE))


_WHO = (
    Column("name", T_("Name")),
    Column("email", T_("E-mail")),
    Column("number", T_("Customer centre")),
    Column("display_name", T_("In the name of")),
    Column(
        "status", T_("Status"), lambda value: STATUSES["account"].get(str(value), Text(str(value))).render()
    ),
    Column("role", T_("Role"), lambda value: (T_("owner") if value == "owner" else T_("member")).render()),
    Column("permissions", T_("Permissions")),
    Column("language", T_("Language"), lambda value: language_name(str(value))),
    Column("timezone", T_("Time zone")),
    Column("expires_at", T_("Signed in until")),
)


@command("whoami", help=N_("Say who is signed in, and at which customer centre."))
@output_options
@pass_run
def whoami(run: Run) -> None:
    """Show who it is."""
    with run.zone() as zone:
        found = zone.access.whoami()
        ends = found.session.expires_at
        row = {
            "name": found.login.name,
            "email": found.address.address,
            "number": found.account.number,
            "display_name": found.account.display_name,
            "status": found.account.status,
            "role": "owner" if found.role.owner else "member",
            "permissions": None if found.role.owner else sorted(str(each) for each in found.role.permissions),
            "language": found.login.language,
            "timezone": found.login.timezone,
            "expires_at": current().datetime(ends, reader_of(run, zone).timezone)
            if run.form == "table"
            else ends,
        }
        run.out.record([each for each in _WHO if run.form != "table" or row[each.name] is not None], row)
        risk = zone.mail_risks.look(reader_of(run, zone).today)
        if risk is not None:
            run.out.remark(risk.why)
            run.out.remark(risk.what_to_do)


@command(
    "passwd",
    help=N_(
        "Change the password. The old and the new one are asked for, or are two lines of the standard input.\n\n"
        "Every other session ends."
    ),
)
@pass_run
def passwd(run: Run) -> None:
    """Change the password."""
    with run.changing() as zone:
        old = run.ask_secret(T_("The password you have now"))
        new = run.ask_secret(T_("New password"), confirm=True)
        zone.access.change_password(old.reveal(), new.reveal())
        run.out.say(T_("The password is changed. Every other session has ended."))


# Forgotten


@group(
    "reset",
    invoke_without_command=True,
    help=N_(
        "Choose a new password when the old one is forgotten. A code is mailed to your main address.\n\n"
        "At a terminal the code and the new password are asked for; otherwise “jumpzone reset confirm” reads them."
    ),
)
@option("--email", metavar="ADDRESS", help=N_("Your main address; asked for when left out"))
@click.pass_context
def reset(context: click.Context, email: str | None) -> None:
    """Have a code sent."""
    if context.invoked_subcommand is not None:
        return
    run: Run = context.obj
    waiting = Waiting(run.paths, "reset")
    with run.opened() as opened:
        email = email if email is not None else run.ask(T_("E-mail"))
        pending = opened.zone.access.begin_reset(email)
        waiting.keep(pending.token)
        run.out.say(
            T_(
                "If {address} is the main address of a login here, a code is on its way.",
                address=pending.address,
            )
        )
        run.send_mail(opened)
        if sys.stdin.isatty():
            _confirm_reset(run, opened, waiting)
        else:
            run.out.say(T_("Go on with “jumpzone reset confirm”."))


@reset.command(
    "confirm", help=N_("Enter the code and the new password: asked for, or two lines of the standard input.")
)
@pass_run
def reset_confirm(run: Run) -> None:
    """Give a new password."""
    with run.opened() as opened:
        _confirm_reset(run, opened, Waiting(run.paths, "reset"))


def _confirm_reset(run: Run, opened: Opened, waiting: Waiting) -> None:
    token = waiting.token()
    code = run.ask(T_("Code from the mail"))
    new = run.ask_secret(T_("New password"), confirm=True)
    opened.zone.access.confirm_reset(token, code, new.reveal())
    waiting.forget()
    run.out.say(T_("The password is changed, and every session has ended. Sign in with “jumpzone login”."))
    run.send_mail(opened)
