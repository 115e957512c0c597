"""What a command is handed: the settings, the output, the token, and secrets that were asked for."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path

from jumpzone import i18n
from jumpzone.cli.output import Format, Output
from jumpzone.errors import SignInFirst
from jumpzone.i18n import T_, Text
from jumpzone.model.text import safe_text
from jumpzone.settings import Secret, Settings

__all__ = ["TOKEN_VARIABLE", "Run"]

TOKEN_VARIABLE = "JUMPZONE_TOKEN"


class Run:
    """One run of the command line.

    Args:
        store: The store that the command line names, if it does.
        language: The language that it names, if it does.
        form: How data is printed; an option of a command may still change it.
        token_file: The file with the session's token that it names, if it does.
        settings: Ready settings, for a run inside another program (the demo); read on first use when left out.
    """

    def __init__(
        self,
        *,
        store: str | None = None,
        language: str | None = None,
        form: Format = "table",
        token_file: Path | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._store = store
        self._language = language
        self._token_file = token_file
        self._given = settings
        self.form: Format = form

    @cached_property
    def settings(self) -> Settings:
        """The settings; reading them also settles the language and the log.

        Raises:
            SettingsProblem: They can't be read.
        """
        settings = self._given
        if settings is None:
            given = {"store": self._store, "language": self._language}
            settings = Settings.load(
                arguments={key: value for key, value in given.items() if value is not None}
            )
        i18n.use(settings.language)
        from jumpzone import logs  # late: its own import of logging is only needed from here on

        logs.configure(settings)
        for warning in settings.warnings:
            Output().remark(warning)
        return settings

    @property
    def out(self) -> Output:
        """Where the command prints."""
        return Output(self.form, color=not self.settings.no_color)

    def token(self) -> Secret | None:
        """The session's token from `--token-file` or `JUMPZONE_TOKEN`; None when the keyring is to be asked.

        Raises:
            SignInFirst: The file can't be read or is empty.
        """
        if self._token_file is None:
            text = os.environ.get(TOKEN_VARIABLE, "").strip()
            return Secret(text) if text else None
        try:
            text = self._token_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text:
            raise SignInFirst(
                "no-token",
                T_("{file} can't be read or holds no token.", file=safe_text(str(self._token_file))),
            )
        return Secret(text)

    @property
    def token_file(self) -> Path | None:
        """The file that the command line names for the token; `login` writes it."""
        return self._token_file

    def ask_secret(self, prompt: Text, *, confirm: bool = False) -> Secret:
        """A secret, typed unseen at a terminal, else a line of the standard input. Never an argument.

        Args:
            prompt: What is asked for, such as "Password".
            confirm: Whether to ask a second time, at a terminal, and compare.

        Raises:
            click.UsageError: Nothing was given.
        """
        import click

        label = safe_text(prompt.render())
        if sys.stdin.isatty():
            return Secret(click.prompt(label, hide_input=True, confirmation_prompt=confirm, err=True))
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise click.UsageError(i18n.gettext("{what}: nothing came on the standard input.", what=label))
        return Secret(line)
