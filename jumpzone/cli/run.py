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
from jumpzone.paths import Paths
from jumpzone.settings import Secret, Settings
from jumpzone.tokens import read_token_file

if TYPE_CHECKING:
    from jumpzone.bootstrap import Opened
    from jumpzone.usecases.zone import Zone

__all__ = ["TOKEN_VARIABLE", "Run"]

TOKEN_VARIABLE = "JUMPZONE_TOKEN"
ACCOUNT_VARIABLE = "JUMPZONE_ACCOUNT"

SIGN_IN = T_("Sign in with “jumpzone login”.")


class Run:
    """One run of the command line.

    Args:
        store: The store that the command line names, if it does.
        language: The language that it names, if it does.
        form: How data is printed; an option of a command may still change it.
        account: The number of the customer centre that it names, if it does.
        token_file: The file with the session's token that it names, if it does.
        settings: Ready settings, for a run inside another program (the demo); read on first use when left out.
        opened: The open zone of that other program; it closes it.
        token: The token of who is signed in there; it comes before any other.
    """

    def __init__(
        self,
        *,
        store: str | None = None,
        language: str | None = None,
        form: Format = "table",
        account: str | None = None,
        token_file: Path | None = None,
        settings: Settings | None = None,
        opened: Opened | None = None,
        token: Secret | None = None,
    ) -> None:
        self._store = store
        self._language = language
        self._account = account
        self._token_file = token_file
        self._given = settings
        self._opened = opened
        self._token = token
        self.form: Format = form

    @property
    def inside(self) -> bool:
        """Whether this is a run inside another program, on that program's store."""
        return self._opened is not None

    @property
    def paths(self) -> Paths:
        """Where things lie, also while the settings themselves can't be read."""
        return Paths.find() if self._given is None else self._given.paths

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
        """The session's token: given by the demo, in `--token-file`, in `JUMPZONE_TOKEN`; None to ask the keyring.

        Raises:
            SignInFirst: The file can't be read or holds no token.
            Refused: Others can read the file.
        """
        if self._token is not None:
            return self._token
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
        if self._opened is not None:
            yield self._opened
            return
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
            yield self.signed_in(opened)

    @contextmanager
    def changing(self) -> Iterator[Zone]:
        """The same for a command that changes something; mail that follows from it goes at once, if it can.

        Raises:
            SignInFirst: There is no token, or its session has ended.
            StoreProblem: The store can't be opened.
        """
        with self.opened() as opened:
            yield self.signed_in(opened)
            self.send_mail(opened)

    def signed_in(self, opened: Opened) -> Zone:
        """An open zone as whoever the token belongs to sees it.

        Raises:
            SignInFirst: There is no token, or its session has ended.
        """
        given = self.token()
        token = opened.keeper.load() if given is None else given.reveal()
        if token is None:
            raise SignInFirst(hint=SIGN_IN)
        try:
            session = opened.zone.access.resume(token)
        except SignInFirst as ended:
            raise SignInFirst(hint=SIGN_IN) from ended
        zone = opened.zone.signed_in(session)
        number = self._account or os.environ.get(ACCOUNT_VARIABLE, "").strip()
        return zone if not number else zone.signed_in(zone.members.switch(number))

    def send_mail(self, opened: Opened) -> None:
        """Send the mail that waits, within a few seconds; what remains goes with the next command or the app."""
        from jumpzone.cli.sending import send_now  # late: it brings the database library

        sent = send_now(opened.delivery)
        if sent.problem is not None:
            self.out.remark(T_("The mail waits and is tried again later: {reason}", reason=sent.problem))
        elif sent.sent and opened.mail_folder is not None:
            self.out.remark(
                T_("No mail server is set, so the mail lies in {folder}.", folder=opened.mail_folder)
            )

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
        return Secret(_line_of_input(label))

    def ask(self, prompt: Text, *, default: str | None = None) -> str:
        """A value, typed at a terminal, else a line of the standard input.

        Args:
            prompt: What is asked for.
            default: Stands when nothing is typed at a terminal; without one, something must be.

        Raises:
            click.UsageError: Nothing was given.
        """
        import click

        label = safe_text(prompt.render())
        if not sys.stdin.isatty():
            return _line_of_input(label)
        answer: str = click.prompt(label, default=default, show_default=bool(default), err=True)
        return answer

    def sure(self, question: Text, *, yes: bool) -> bool:
        """Whether to go on: `--yes` was given, or somebody at a terminal says so.

        Args:
            question: What would be done.
            yes: Whether the command line says so already.

        Raises:
            click.UsageError: There is nobody to ask.
        """
        import click

        if yes:
            return True
        if not sys.stdin.isatty():
            raise click.UsageError(
                i18n.gettext("There is nobody to ask. Give --yes to do it without asking.")
            )
        return click.confirm(safe_text(question.render()), default=False, err=True)


def _line_of_input(label: str) -> str:
    import click

    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise click.UsageError(i18n.gettext("{what}: nothing came on the standard input.", what=label))
    return line
