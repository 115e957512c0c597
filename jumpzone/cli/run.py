"""What a command is handed: the settings, the output, the token, and secrets that were asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jumpzone import i18n
from jumpzone.cli.output import Format, Output
from jumpzone.errors import SignInFirst
from jumpzone.i18n import T_, Text
from jumpzone.model.text import safe_text
from jumpzone.settings import Secret, Settings
from jumpzone.tokens import read_token_file

if TYPE_CHECKING:
    from jumpzone.bootstrap import Opened
    from jumpzone.usecases.zone import Zone

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
            SignInFirst: The file can't be read or holds no token.
            Refused: Others can read the file.
        """
        if self._token_file is not None:
            return Secret(read_token_file(self._token_file))
        text = os.environ.get(TOKEN_VARIABLE, "").strip()
        return Secret(text) if text else None

    @property
    def token_file(self) -> Path | None:
        """The file that the command line names for the token; `login` writes it."""
        return self._token_file

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """The zone on the store that the settings name, with nobody signed in; leaving closes it.

        Raises:
            StoreProblem: The store can't be opened.
        """
        from jumpzone.bootstrap import open_zone  # late: it brings the database library

        with open_zone(self.settings, ask_passphrase=self._ask_passphrase) as opened:
            yield opened

    @contextmanager
    def zone(self) -> Iterator[Zone]:
        """The zone as whoever the token belongs to sees it; leaving closes it.

        Raises:
            SignInFirst: There is no token, or its session has ended.
            StoreProblem: The store can't be opened.
        """
        with self.opened() as opened:
            given = self.token()
            token = opened.keeper.load() if given is None else given.reveal()
            if token is None:
                raise SignInFirst(hint=T_("Sign in with “jumpzone login”."))
            yield opened.zone.signed_in(opened.zone.access.resume(token))

    def _ask_passphrase(self) -> str | None:
        # A standard input that is no terminal belongs to the command: the passphrase then comes from the settings.
        return self.ask_secret(T_("Passphrase of the store")).reveal() if sys.stdin.isatty() else None

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
