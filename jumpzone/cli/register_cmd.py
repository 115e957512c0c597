"""`jumpzone register`: becoming a customer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jumpzone.cli.commands import group, option, pass_run
from jumpzone.cli.fields import INVOICE_TO, complete_assignment, read_assignments, read_value, settable, title
from jumpzone.cli.pending import Waiting
from jumpzone.cli.run import Run
from jumpzone.cli.session_cmd import keep_session, keeping_options
from jumpzone.errors import Invalid, Refused
from jumpzone.i18n import N_, T_, Text, current, gettext
from jumpzone.model.countries import default_country, uses_state
from jumpzone.model.fields import Field, Kind
from jumpzone.model.terms import TERMS
from jumpzone.model.text import safe_text
from jumpzone.settings import Secret

if TYPE_CHECKING:
    from jumpzone.bootstrap import Opened
    from jumpzone.usecases.registration import Registration

__all__ = ["register"]

_PERSON = ("first_name", "middle_name", "last_name", "email", "country", "phone", "address_1", "address_2")
_PLACE = ("postcode", "city", "state")
_OPTIONAL = frozenset({"middle_name", "address_2", "state"})
_COMPANY = (
    "company_name",
    "company_number",
    "vat_number",
    "tax_id",
    "tax_reason_code",
    "legal_representative",
    "company_country",
    "company_address_1",
    "company_postcode",
    "company_city",
)
_RUSSIAN = frozenset({"tax_id", "tax_reason_code"})

_LARGEST = 1 << 20


def _fields() -> dict[str, Field]:
    return {
        "email": Field("email", Kind.EMAIL, max_length=254, required=True),
        **settable("profile"),
        "terms": Field("terms", Kind.BOOL, required=True),
    }


@group(
    "register",
    invoke_without_command=True,
    help=N_(
        "Become a customer.\n\n"
        "At a terminal, what is missing is asked for. In a script, give fields with --set or --from, accept the terms "
        "with --accept-terms, hand in the password as a line of the standard input, and enter the code that is mailed "
        "with “jumpzone register confirm”.\n\n"
        "With --from - the standard input is a JSON object, and holds the password as well."
    ),
)
@option(
    "--set",
    "assignments",
    multiple=True,
    metavar="FIELD=VALUE",
    help=N_("Fill in a field; may be given several times"),
    shell_complete=complete_assignment("profile"),
)
@option(
    "--from",
    "source",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help=N_("Fill in fields from a JSON object"),
)
@option("--accept-terms", is_flag=True, help=N_("Accept the terms; --show-terms shows them"))
@option("--show-terms", is_flag=True, help=N_("Show the terms and end"))
@keeping_options
@click.pass_context
def register(
    context: click.Context,
    assignments: tuple[str, ...],
    source: Path | None,
    accept_terms: bool,
    show_terms: bool,
    remember: bool,
    print_token: bool,
) -> None:
    """Have a code sent; at a terminal, enter it as well."""
    if context.invoked_subcommand is not None:
        return
    run: Run = context.obj
    if show_terms:
        _show_terms(run)
        return
    values, password = _read_json(source) if source is not None else ({}, None)
    values |= read_assignments(_fields(), assignments)
    if accept_terms:
        values["terms"] = True
    with run.opened() as opened:
        registration = opened.zone.registration
        if sys.stdin.isatty():
            _ask_for_all(run, registration, values)
        else:
            registration.check(values)
        if password is None:
            password = run.ask_secret(T_("Password"), confirm=True)
        pending = registration.begin(
            values, password.reveal(), current().language, timezone=run.settings.timezone
        )
        waiting = Waiting(run.paths, "registration")
        waiting.keep(pending.token)
        run.out.say(T_("A mail with a code is on its way to {address}.", address=pending.address))
        run.send_mail(opened)
        if sys.stdin.isatty():
            _confirm(run, opened, waiting, remember, print_token)
        else:
            run.out.say(T_("Go on with “jumpzone register confirm”."))


@register.command(
    "confirm", help=N_("Enter the code from the mail: asked for, or a line of the standard input.")
)
@keeping_options
@pass_run
def confirm(run: Run, remember: bool, print_token: bool) -> None:
    """Open the account."""
    with run.opened() as opened:
        _confirm(run, opened, Waiting(run.paths, "registration"), remember, print_token)


@register.command("resend", help=N_("Have another code mailed; the earlier one is worthless then."))
@pass_run
def resend(run: Run) -> None:
    """Have another code sent."""
    with run.opened() as opened:
        pending = opened.zone.registration.resend(Waiting(run.paths, "registration").token())
        run.out.say(T_("A mail with a code is on its way to {address}.", address=pending.address))
        run.send_mail(opened)


def _confirm(run: Run, opened: Opened, waiting: Waiting, remember: bool, print_token: bool) -> None:
    token = waiting.token()
    session = opened.zone.registration.confirm(token, run.ask(T_("Code from the mail")), remember=remember)
    waiting.forget()
    run.out.say(T_("Welcome. Your customer centre is {number}.", number=session.account.number))
    run.send_mail(opened)
    if not print_token and run.token_file is None and opened.keeper.obstacle() is not None:
        # The account is there; where the session is to be kept is another question.
        opened.zone.access.sign_out(session)
        run.out.say(T_("Sign in with “jumpzone login”."))
        return
    keep_session(run, opened, session, print_token)


# Fields from a file


def _read_json(path: Path) -> tuple[dict[str, Any], Secret | None]:
    """Return what a JSON object fills in; a password only where it comes by the standard input."""
    piped = str(path) == "-"
    try:
        text = sys.stdin.read(_LARGEST) if piped else path.read_text("utf-8")[:_LARGEST]
        found = json.loads(text)
    except (OSError, UnicodeDecodeError) as problem:
        raise _unusable(T_("{file} can't be read.", file=safe_text(str(path)))) from problem
    except (ValueError, RecursionError) as problem:
        raise _unusable(T_("{file} is not JSON.", file=safe_text(str(path)))) from problem
    if not isinstance(found, dict):
        raise _unusable(T_("{file} holds no object with fields.", file=safe_text(str(path))))
    secret = found.pop("password", None)
    if secret is not None and not piped:
        raise _unusable(T_("A password is never kept in a file: leave it out, and it is asked for."))
    if secret is not None and not isinstance(secret, str):
        raise _unusable(T_("The password has to be a text."))
    fields = _fields()
    unknown = sorted(name for name in found if name not in fields)
    if unknown:
        raise _unusable(
            T_(
                "There is no field “{name}” to set. There are: {fields}",
                name=safe_text(unknown[0], limit=60),
                fields=", ".join(fields),
            )
        )
    return found, None if not secret else Secret(secret)


def _unusable(text: Text) -> click.UsageError:
    return click.UsageError(text.render())


# Fields by asking


def _ask_for_all(run: Run, registration: Registration, values: dict[str, Any]) -> None:
    """Ask for what is missing, then again for what can't be used, until all of it can."""
    _ask(run, values, [name for name in _PERSON if name not in values])
    _ask(
        run,
        values,
        [name for name in _PLACE if name not in values and (name != "state" or uses_state(_country(values)))],
    )
    if "invoice_to" not in values and "company_name" not in values:
        company = click.confirm(gettext("Do invoices go to a company?"), default=False, err=True)
        values["invoice_to"] = "company" if company else "person"
    if values.get("invoice_to") == "company":
        russian = _country(values) == "RU"
        _ask(
            run,
            values,
            [name for name in _COMPANY if name not in values and (russian or name not in _RUSSIAN)],
        )
    while True:
        try:
            registration.check({**values, "terms": True})
        except Invalid as problem:
            if not {each.field for each in problem.fields} <= _fields().keys():
                raise
            run.out.error(problem)
            _ask(run, values, [each.field for each in problem.fields])
        else:
            break
    if values.get("terms") is not True:
        _show_terms(run)
        values["terms"] = click.confirm(gettext("Do you accept the terms?"), default=False, err=True)
        if not values["terms"]:
            raise Refused("terms", T_("Without accepting the terms there is no registration."))


def _country(values: dict[str, Any]) -> str:
    return str(values.get("country") or "").strip().upper()


def _ask(run: Run, values: dict[str, Any], names: Iterable[str]) -> None:
    fields = _fields()
    for name in names:
        default = str(values.get(name) or "")
        if name == "country":
            default = default or default_country(current().language)
        elif name == "company_country":
            default = default or _country(values)
        optional = name in _OPTIONAL or name in _COMPANY
        label = _label(name, optional)
        answer = run.ask(label, default=default if default or optional else None)
        values[name] = read_value(fields[name], answer)


def _label(name: str, optional: bool) -> Text:
    words = title(name)
    if name in ("country", "company_country"):
        return T_("{field}, its two letters", field=words)
    if name == "invoice_to":
        return T_("{field}: {choices}", field=words, choices=", ".join(INVOICE_TO))
    return T_("{field} (may stay empty)", field=words) if optional else words


def _show_terms(run: Run) -> None:
    for heading, text in TERMS:
        run.out.say(T_("{heading}: {text}", heading=heading, text=text))
