"""How commands are declared: click's decorators, with help that is put into words when it is read.

A command's module is loaded when the command is used. Its texts are msgids marked with `N_`; the classes here
translate them late. `output_options` lets `--json` and `--csv` stand behind a command, where people type them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from jumpzone.cli.output import Format
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, gettext

__all__ = [
    "Command",
    "Group",
    "ListGroup",
    "Option",
    "argument",
    "command",
    "group",
    "list_group",
    "option",
    "output_options",
    "pass_run",
]

_F = TypeVar("_F", bound=Callable[..., Any])


class _LateHelp:
    """The attribute `help` of a command or an option: a msgid when it is set, the reader's words when it is read."""

    def __get__(self, owner: object, _kind: type | None = None) -> str | None:
        msgid = vars(owner).get("_help_msgid") if owner is not None else None
        return gettext(msgid) if msgid else None

    def __set__(self, owner: object, msgid: str | None) -> None:
        vars(owner)["_help_msgid"] = msgid


class Command(click.Command):
    """A command whose help is translated late."""

    help = _LateHelp()


class Option(click.Option):
    """An option whose help is translated late."""

    help = _LateHelp()


class Group(click.Group):
    """A group of commands whose help is translated late."""

    help = _LateHelp()
    command_class = Command
    group_class = type


class ListGroup(Group):
    """A group in which `list` is meant when none of its commands is named: `jumpzone services`."""

    default = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default's name in front of what is its own."""
        known = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        # While a shell completes the first word, it may still become a command's name.
        if not known and (args or not ctx.resilient_parsing):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Offer the commands, and what the default takes."""
        found = super().shell_complete(ctx, incomplete)
        default = self.commands[self.default]
        with default.make_context(self.default, [], parent=ctx, resilient_parsing=True) as inner:
            known = {each.value for each in found}
            found += [each for each in default.shell_complete(inner, incomplete) if each.value not in known]
        return found


argument = click.argument
pass_run = click.make_pass_decorator(Run)


def command(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], Command]:
    """`click.command` with late help."""
    return click.command(name, cls=Command, **attributes)


def group(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], Group]:
    """`click.group` with late help."""
    return click.group(name, cls=Group, **attributes)


def list_group(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], ListGroup]:
    """`click.group` with late help, in which `list` is the default."""
    return click.group(name, cls=ListGroup, **attributes)


def option(*declarations: str, **attributes: Any) -> Callable[[_F], _F]:
    """`click.option` with late help."""
    return click.option(*declarations, cls=Option, **attributes)


def _choose(form: Format) -> Callable[[click.Context, click.Parameter, bool], None]:
    def callback(context: click.Context, _parameter: click.Parameter, chosen: bool) -> None:
        run = context.find_object(Run)
        if chosen and run is not None:
            run.form = form

    return callback


def output_options(function: _F) -> _F:
    """Give a command the options `--json` and `--csv`; `Run.out` prints accordingly."""
    for name, form, text in (
        ("--csv", "csv", N_("Print data as CSV")),
        ("--json", "json", N_("Print data as JSON")),
    ):
        chosen: Format = "csv" if form == "csv" else "json"
        function = option(name, is_flag=True, expose_value=False, callback=_choose(chosen), help=text)(
            function
        )
    return function
