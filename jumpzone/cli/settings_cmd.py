"""`jumpzone settings`: what is set and where it came from; changing the settings file and the keyring."""

from __future__ import annotations

import click

from jumpzone.cli.commands import argument, group, option, output_options, pass_run
from jumpzone.cli.output import Column, Row
from jumpzone.cli.run import Run
from jumpzone.errors import Refused
from jumpzone.i18n import N_, T_, Text
from jumpzone.settings import Settings
from jumpzone.settings_sources import Origin, known, save_setting, unset_setting
from jumpzone.settings_table import SETTINGS, SETTINGS_BY_KEY, Setting
from jumpzone.vault import Vault

__all__ = ["settings"]

_ORIGINS = {
    Origin.DEFAULT: T_("default"),
    Origin.FILE: T_("settings file"),
    Origin.ENVIRONMENT: T_("environment"),
    Origin.ARGUMENT: T_("command line"),
    Origin.KEYRING: T_("keyring"),
}
_COLUMNS = (
    Column("key", T_("Setting")),
    Column("value", T_("Value")),
    Column("origin", T_("From"), lambda origin: _ORIGINS[Origin(str(origin))].render()),
    Column("where", T_("Where")),
)
_HELP = Column("help", T_("What it is for"))


def _row(settings: Settings, setting: Setting) -> Row:
    value = settings.values[setting.key]
    return {
        "key": setting.key,
        "value": settings.shown(setting.key),
        "origin": value.origin.value,
        "where": value.where,
        "help": Text(setting.help).render(),
    }


def _complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return [key for key in SETTINGS_BY_KEY if key.startswith(incomplete)]


@group("settings", invoke_without_command=True, help=N_("Show each setting and where it came from."))
@option("--explain", is_flag=True, help=N_("Say what each is for"))
@output_options
@click.pass_context
def settings(context: click.Context, explain: bool) -> None:
    """List the settings."""
    if context.invoked_subcommand is not None:
        return
    run: Run = context.obj
    columns = (*_COLUMNS, _HELP) if explain or run.form != "table" else _COLUMNS
    run.out.rows(columns, [_row(run.settings, setting) for setting in SETTINGS])


@settings.command("get", help=N_("Print one setting."))
@argument("key", shell_complete=_complete)
@output_options
@pass_run
def get(run: Run, key: str) -> None:
    """Print the value alone, for scripts."""
    setting = known(key)
    if run.form == "table":
        run.out.say(run.settings.shown(key))
    else:
        run.out.record((*_COLUMNS, _HELP), _row(run.settings, setting))


@settings.command(
    "set",
    help=N_(
        "Write a setting into the settings file.\n\n"
        "A password is asked for, or read from the standard input, and kept in the keyring."
    ),
)
@argument("key", shell_complete=_complete)
@argument("value", required=False)
@pass_run
def set_(run: Run, key: str, value: str | None) -> None:
    """Change the file, or the keyring for a secret."""
    setting = known(key)
    if setting.secret:
        if value is not None:
            raise click.UsageError(
                T_("A password is never an argument: leave it out, and it is asked for.").render()
            )
        secret = run.ask_secret(Text(setting.help), confirm=True)
        vault = _vault(run)
        if not vault.set(key, secret.reveal()):
            raise _no_keyring(vault, setting)
        run.out.say(T_("{key} is kept in the keyring.", key=key))
        return
    if value is None:
        raise click.UsageError(
            T_("Which value? {key} takes: {values}", key=key, values=Text(setting.values)).render()
        )
    path = run.paths.settings_file
    save_setting(path, key, value)
    run.out.say(T_("{key} is set in {file}.", key=key, file=path))
    _warn_if_overruled(run, key)


@settings.command(
    "unset", help=N_("Take a setting out of the settings file, or a password out of the keyring.")
)
@argument("key", shell_complete=_complete)
@pass_run
def unset(run: Run, key: str) -> None:
    """Go back to the default."""
    setting = known(key)
    if setting.secret:
        vault = _vault(run)
        if not vault.delete(key):
            raise _no_keyring(vault, setting)
        run.out.say(T_("{key} is no longer in the keyring.", key=key))
        return
    path = run.paths.settings_file
    unset_setting(path, key)
    run.out.say(T_("{key} is no longer set in {file}.", key=key, file=path))
    _warn_if_overruled(run, key)


@settings.command("path", help=N_("Print the path of the settings file."))
@pass_run
def path(run: Run) -> None:
    """Print where the file is, or would be."""
    run.out.say(str(run.paths.settings_file))


def _vault(run: Run) -> Vault:
    if run.settings.keyring == "off":
        raise Refused("keyring-off", T_("The keyring is switched off in the settings."))
    return Vault()


def _no_keyring(vault: Vault, setting: Setting) -> Refused:
    return Refused(
        "no-keyring",
        vault.state().why,
        title=T_("No keyring"),
        hint=T_("Give it in the environment as {variable} instead.", variable=setting.variable),
    )


def _warn_if_overruled(run: Run, key: str) -> None:
    value = run.settings.values[key]
    if value.origin in (Origin.ENVIRONMENT, Origin.ARGUMENT):
        run.out.remark(
            T_("{place} still decides: it says {value}.", place=value.where, value=run.settings.shown(key))
        )
