"""Errors for people.

A :class:`ZoneError` is something a person can understand and act on: it has a title, a message and, where
there is one, a hint at what to do. Every door (a screen, the command line, the backend's API) shows it in
its own way and goes on. Any other exception is a bug and shows itself.

Texts are :class:`jumpzone.i18n.Text`, translated only when they are shown, so that one error can be read
in the viewer's language and logged in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from jumpzone.i18n import NT_, T_, Text, translator

__all__ = [
    "Conflicted",
    "FieldError",
    "Invalid",
    "NeedsReauthentication",
    "NotFound",
    "Offline",
    "Refused",
    "SignInFirst",
    "StoreProblem",
    "Throttled",
    "ZoneError",
]


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field.

    Attributes:
        field: The field's name as in `docs/records.md`.
        code: A stable kebab-case name of the problem, such as ``too-long``.
        message: The problem in words, shown beside the field.
        server: For a conflict, the value that the authority holds now; otherwise None.
    """

    field: str
    code: str
    message: Text
    server: object = None


class ZoneError(Exception):
    """An error for people. Raise one of the subclasses.

    Attributes:
        code: A stable kebab-case name, such as ``invalid-credentials``: for scripts and for tests.
        title: A few words, fit for a heading.
        message: What happened, in one or two sentences.
        hint: What the reader can do about it, if there is something.
        fields: What is wrong with single fields, in the order of the form.
    """

    default_code: ClassVar[str] = "error"
    default_title: ClassVar[Text] = T_("That did not work")
    default_message: ClassVar[Text] = T_("The zone could not do this.")

    def __init__(
        self,
        code: str | None = None,
        message: Text | None = None,
        *,
        title: Text | None = None,
        hint: Text | None = None,
        fields: Iterable[FieldError] = (),
    ) -> None:
        """Keep what is to be said; what is left out is said in the class's own words."""
        self.code = code or self.default_code
        self.title = title or self.default_title
        self.message = message or self.default_message
        self.hint = hint
        self.fields = tuple(fields)
        super().__init__(self.code)

    def __str__(self) -> str:
        """The error in English, for logs and test output: code, message and fields."""
        parts = [f"{self.code}: {_english(self.message)}"]
        parts += [f"{each.field} ({each.code}): {_english(each.message)}" for each in self.fields]
        return "; ".join(parts)


def _english(text: Text) -> str:
    return text.render(translator("en"))


class Refused(ZoneError):
    """The reader may not do this, or a rule of the zone stands against it."""

    default_code = "forbidden"
    default_title = T_("Not allowed")
    default_message = T_("You don't have the right to do this.")


class Invalid(ZoneError):
    """Something that was given is not right; `fields` says what and where."""

    default_code = "invalid"
    default_title = T_("Please check what you entered")
    default_message = T_("Some of the values can't be used.")


class Conflicted(ZoneError):
    """Somebody else changed the same fields first; `fields` carry what the authority holds now."""

    default_code = "conflict"
    default_title = T_("Changed in the meantime")
    default_message = T_("Somebody else has changed this since you opened it.")


class NotFound(ZoneError):
    """The record does not exist, or the reader may not know that it does."""

    default_code = "not-found"
    default_title = T_("Not found")
    default_message = T_("There is no such record here.")


class SignInFirst(ZoneError):
    """Nobody is signed in, or the session has ended."""

    default_code = "sign-in-first"
    default_title = T_("Sign in first")
    default_message = T_("You are not signed in, or your session has ended.")


class NeedsReauthentication(ZoneError):
    """The reader is signed in but has to give the password again for this."""

    default_code = "needs-reauthentication"
    default_title = T_("Your password, please")
    default_message = T_("Give your password again to go on.")


class Offline(ZoneError):
    """This needs a connection, and there is none."""

    default_code = "offline"
    default_title = T_("No connection")
    default_message = T_("This needs a connection to the backend.")


class Throttled(ZoneError):
    """Too many attempts; the next one is allowed after a while.

    Attributes:
        retry_after: Seconds until the next attempt is allowed, at least 1.
    """

    default_code = "throttled"
    default_title = T_("Too many attempts")

    def __init__(
        self,
        retry_after: int,
        code: str | None = None,
        message: Text | None = None,
        *,
        title: Text | None = None,
        hint: Text | None = None,
    ) -> None:
        """Say how long to wait, in whole seconds."""
        self.retry_after = max(1, retry_after)
        super().__init__(
            code,
            message
            or NT_("Wait {n} second, then try again.", "Wait {n} seconds, then try again.", self.retry_after),
            title=title,
            hint=hint,
        )


class StoreProblem(ZoneError):
    """The store can't be opened, read or written: its file, its key, its version or its server."""

    default_code = "store-problem"
    default_title = T_("The store has a problem")
    default_message = T_("The store can't be used at the moment.")
