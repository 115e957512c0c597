"""The command `jumpzone` as click sees it, and what becomes of errors."""

from __future__ import annotations

import gettext as _catalogues
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from jumpzone import __version__, i18n
from jumpzone.cli import exits
from jumpzone.cli.commands import Group, Option
from jumpzone.cli.drawing import require_terminal
from jumpzone.cli.front import COMMANDS, front_page
from jumpzone.cli.output import Format, Output
from jumpzone.cli.run import Run
from jumpzone.errors import ZoneError
from jumpzone.settings import SettingsProblem

__all__ = ["COMPLETION_VARIABLE", "root", "run"]

COMPLETION_VARIABLE = "_JUMPZONE_COMPLETE"


class _Root(Group):
    """Finds its commands in the table and loads the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        found = getattr(import_module(module), attribute)
        assert isinstance(found, click.Command), cmd_name
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, list(args))
        except click.UsageError:
            # click puts its words together at once; said again, they are in the reader's language.
            _speak(ctx.obj or Run())
            return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            # A command is looked for before the callback settles the language.
            _speak(ctx.obj or Run(language=ctx.params["language"]))
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        return front_page(i18n.gettext).rstrip("\n")

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        # Names and their lines of help come from the table: completing a name loads no command.
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=i18n.gettext(line))
            for name, (_target, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)


@click.command(
    "jumpzone",
    cls=_Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--store", metavar="URL", cls=Option)
@click.option("--language", type=click.Choice(("auto", *i18n.LANGUAGES)), cls=Option)
@click.option("--json", "form", flag_value="json", cls=Option)
@click.option("--csv", "form", flag_value="csv", cls=Option)
@click.option("--account", metavar="NUMBER", cls=Option)
@click.option("--token-file", type=click.Path(dir_okay=False, path_type=Path), cls=Option)
@click.option("--version", is_flag=True, cls=Option)
@click.pass_context
def root(
    context: click.Context,
    store: str | None,
    language: str | None,
    form: Format | None,
    account: str | None,
    token_file: Path | None,
    version: bool,
) -> int | None:
    """Settle what holds for every command; without one, open the zone."""
    if version:
        click.echo(f"jumpzone {__version__}")
        context.exit(exits.DONE)
    if context.obj is None:
        context.obj = Run(
            store=store, language=language, form=form or "table", account=account, token_file=token_file
        )
    else:
        if store or language or account or token_file:
            raise click.UsageError(
                i18n.gettext(
                    "The demo has its own store, language and sign-in; its options stand before COMMAND."
                )
            )
        context.obj.form = form or context.obj.form
    _speak(context.obj)
    if context.invoked_subcommand is not None:
        return None
    require_terminal()
    open_zone = import_module("jumpzone.app").run
    code: int = open_zone(context.obj.settings)
    return code


def _speak(run: Run) -> None:
    try:
        language = run.settings.language
    except SettingsProblem:
        # A command that needs the settings will say so; `jumpzone settings` can repair them.
        return
    if language != "en":
        # click asks gettext for its own few texts; they are in our catalogues.
        _catalogues.bindtextdomain("jumpzone", str(i18n.LOCALE_DIR))
        _catalogues.textdomain("jumpzone")
        os.environ["LANGUAGE"] = language


def run(arguments: Sequence[str], within: Run | None = None) -> int:
    """Run one command line and say what went wrong, if something did.

    Args:
        arguments: The command line without the program's name.
        within: What commands are handed; made from the options when left out.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a letter gets its number rather than a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    instruction = os.environ.get(COMPLETION_VARIABLE)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "jumpzone", COMPLETION_VARIABLE, instruction)
    run_: Run | None = within
    try:
        with root.make_context("jumpzone", list(arguments), obj=within) as context:
            try:
                code = root.invoke(context)
            finally:
                run_ = context.find_object(Run)
        return code if isinstance(code, int) else exits.DONE
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        return _show_usage(error)
    except ZoneError as error:
        _output(run_).error(error)
        return exits.exit_code(error)
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo(err=True)
        return exits.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence; a bug is shown as one, without data
        from jumpzone.logs import bug_report

        _output(run_).remark(bug_report(error, keep=run_ is None or not run_.inside))
        return exits.BUG


def _output(run_: Run | None) -> Output:
    return Output(run_.form if run_ else "table")


def _show_usage(error: click.ClickException) -> int:
    output = Output()
    context = getattr(error, "ctx", None)
    if isinstance(context, click.Context):
        output.remark(context.get_usage())
        output.remark(i18n.T_("Try “{command} --help” for help.", command=context.command_path))
    output.remark(error.format_message())
    return error.exit_code
