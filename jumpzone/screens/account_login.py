"""What belongs to the login alone: its name, the language it reads and is written to in, its time zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from jumpzone.errors import FieldError
from jumpzone.i18n import LANGUAGES, N_, T_, current, language_name
from jumpzone.model.records import Login
from jumpzone.screens.editing import Edit, EditScreen
from jumpzone.screens.host import host
from jumpzone.widgets.dialogs import Unsaved, UnsavedAnswer
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Value

__all__ = ["LoginScreen"]


@cache
def _zones() -> tuple[str, ...]:
    """Every zone that is a place, as ``Europe/Sofia``, and UTC."""
    others = ("Etc/", "posix/", "right/")
    places = (name for name in available_timezones() if "/" in name and not name.startswith(others))
    return ("UTC", *sorted(places))


def _languages() -> Sequence[Option]:
    return [Option(code, language_name(code)) for code in LANGUAGES]


class LoginScreen(EditScreen[Login]):
    """The form of the login."""

    TAB = "account"
    RECORD = "login"

    CSS_PATH = "account.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the account"))]

    def __init__(self) -> None:
        """Make the form; the login comes once it is mounted."""
        fields = (
            FieldSpec("name", T_("Your name"), required=True, max_length=201, wide=True),
            FieldSpec(
                "language",
                T_("Language"),
                kind="radio",
                options=_languages,
                hint=T_("Of these screens, and of the mail that you get"),
                wide=True,
            ),
            FieldSpec("timezone", T_("Time zone"), kind="select", options=self._zone_options, wide=True),
        )
        super().__init__(Form(Section(T_("Your sign-in"), fields)))

    def compose_body(self) -> ComposeResult:
        """Compose the form."""
        yield self.draft_line
        yield self.form
        yield self.saved_line

    def on_mount(self) -> None:
        """Read the login."""
        self.refetch()
        self.call_after_refresh(self.form.field("name").focus_editor)

    def _zone_options(self) -> Sequence[Option]:
        now = host(self).zone.deps.clock.now()
        return [Option(name, name, _time_there(name, now)) for name in _zones()]

    # -- the record ------------------------------------------------------------------------------------

    @property
    def draft_name(self) -> str:
        """One draft a login."""
        return "login"

    def take(self, record: Login) -> None:
        """Show the login; the first time look for a draft, too."""
        first = self.seen is None
        super().take(record)
        if first:
            self.begin()

    def to_form(self, record: Login) -> dict[str, Value]:
        """Return the login as the form shows it."""
        return {name: getattr(record, name) for name in self.form.fields}

    def one_to_form(self, name: str, value: Any) -> Value:
        """Return one value as the form shows it."""
        return str(value or "")

    def fetch(self) -> Login:
        """Read the login."""
        return host(self).zone.profile.get_login()

    def check(self, seen: Login | None, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Hold the draft against the rules."""
        return () if seen is None else host(self).zone.profile.check_login(seen, values)

    def write(self, seen: Login | None, values: Mapping[str, Any]) -> Edit[Login]:
        """Save."""
        profile = host(self).zone.profile
        applied = profile.save_login(seen or profile.get_login(), values)
        return Edit(applied, profile.get_login())

    def take_back(self, applied: Any) -> Edit[Login]:
        """Undo a save."""
        profile = host(self).zone.profile
        return Edit(profile.undo(applied), profile.get_login())

    def saved(self, edit: Edit[Login]) -> None:
        """Speak the chosen language."""
        if edit.record is not None and edit.record.language != current().language:
            host(self).switch_language(edit.record.language)

    # -- leaving ---------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Go back; asks where something would be lost."""
        if self.form.dirty():
            self.app.push_screen(Unsaved(), self._leave)
        else:
            self.dismiss(None)

    def _leave(self, answer: UnsavedAnswer | None) -> None:
        if answer == "save":
            self.form.action_submit()
        elif answer == "discard":
            self.forget_draft()
            self.dismiss(None)


def _time_there(name: str, now: datetime) -> str:
    return current().time(now, ZoneInfo(name))
