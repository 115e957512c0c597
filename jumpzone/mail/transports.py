"""The ways a letter leaves: a mail server, or a private folder of files."""

from __future__ import annotations

import errno
import uuid
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from jumpzone.i18n import T_
from jumpzone.mail.errors import Temporary
from jumpzone.mail.letter import letter_bytes, mail_address
from jumpzone.mail.smtp import SmtpTransport
from jumpzone.paths import private_folder, write_private
from jumpzone.settings import MailSettings

__all__ = ["FolderTransport", "SmtpTransport", "Transport", "make_transport"]


class Transport(Protocol):
    """A way for letters to leave. One thread sends; any thread may abort."""

    def send(self, letter: EmailMessage, to: str) -> None:
        """Hand a letter over; it has gone when this returns.

        Raises:
            Permanent: It can't go, and never will.
            Temporary: It can't go now. Whether the other side has it all the same may be unknown.
        """

    def close(self) -> None:
        """End what is open between letters."""

    def abort(self) -> None:
        """End a sending that is under way, and refuse further ones; it raises Temporary in its own thread."""


class FolderTransport:
    """Puts letters into a private folder as ``.eml`` files; the way where no mail server is configured.

    A file's name is made of the letter's date and its Message-ID, both the program's own, so that names sort by
    time and a letter that is handed over twice stays one file.

    Attributes:
        folder: The folder; made with the first letter.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder

    def send(self, letter: EmailMessage, to: str) -> None:
        """Write a letter, all of it or nothing; it is on disk when this returns.

        Raises:
            Permanent: The recipient is no address.
            Temporary: The folder can't be written to.
        """
        mail_address(to)
        try:
            private_folder(self.folder)
            write_private(self.folder / _file_name(letter), letter_bytes(letter))
        except OSError as problem:
            raise _folder_trouble(self.folder, problem) from problem

    def files(self) -> list[Path]:
        """The letters in the folder, the oldest first."""
        return sorted(self.folder.glob("[!.]*.eml"))

    def close(self) -> None:
        """Nothing is open between letters."""

    def abort(self) -> None:
        """Writing a file ends by itself, and at once."""


def _file_name(letter: EmailMessage) -> str:
    id_ = str(letter["Message-ID"]).strip("<>").partition("@")[0]
    try:
        unique = uuid.UUID(id_)
    except ValueError:
        unique = uuid.uuid4()
    return f"{letter['Date'].datetime:%Y%m%d-%H%M%S}-{unique}.eml"


def _folder_trouble(folder: Path, problem: OSError) -> Temporary:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return Temporary(T_("The disk is full; the mail waits."), everybody=True)
    return Temporary(T_("The mail folder {folder} can't be written to.", folder=str(folder)), everybody=True)


def make_transport(mail: MailSettings, password: str | None = None) -> Transport:
    """Make the transport that the settings ask for.

    Args:
        mail: The settings.
        password: The mail server's password from the keyring, if it was found there.

    Raises:
        Refused: The settings would send mail unprotected over a network, or name no server.
    """
    if mail.transport == "folder":
        return FolderTransport(mail.folder)
    secret = mail.password.reveal() if mail.password is not None else password
    return SmtpTransport(mail.host, mail.port, mail.security, mail.username, secret)
