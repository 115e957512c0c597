"""Personal and company data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jumpzone.errors import FieldError, NotFound
from jumpzone.model.records import Login, Profile
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.usecases.area import Area
from jumpzone.usecases.rehearsal import rehearse


class Profiles(Area):
    """The account's one profile."""

    def get(self) -> Profile:
        """Return it.

        Raises:
            SignInFirst: Nobody is signed in.
            Refused: The reader may not see it.
        """
        with self.reading("profile") as reading:
            found = loading.get_all(reading.tx, "profile", reading.account)
        for record in found.values():
            if isinstance(record, Profile):
                return record
        raise NotFound()

    def save(self, seen: Profile, values: Mapping[str, Any]) -> Applied:
        """Save changed fields.

        Args:
            seen: The profile as the form showed it; fields that moved on since are in conflict.
            values: The fields to set.

        Raises:
            Invalid: With an error for every field at fault; nothing was saved.
            Conflicted: Fields that somebody else changed meanwhile; nothing was saved.
            Refused: No right, or a rule stands against it.
        """
        base = {name: getattr(seen, name) for name in values if hasattr(seen, name)}
        return self.change("profile", seen.id, "update", values, base)

    def check(self, seen: Profile, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Tell what saving would say, without saving; see :func:`jumpzone.usecases.rehearsal.rehearse`."""
        base = {name: getattr(seen, name) for name in values if hasattr(seen, name)}
        return rehearse(self, "profile", seen.id, "update", values, base)

    def get_login(self) -> Login:
        """Return the reader's own login, as the store knows it now.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        login = self.session.login.id
        with self.reading() as reading:
            found = loading.get(reading.tx, "login", "", login)
        if not isinstance(found, Login):
            raise NotFound()
        return found

    def check_login(self, seen: Login, values: Mapping[str, Any]) -> tuple[FieldError, ...]:
        """Tell what :meth:`save_login` would say, without saving."""
        base = {name: getattr(seen, name) for name in values if hasattr(seen, name)}
        return rehearse(self, "login", seen.id, "update", values, base)

    def save_login(self, seen: Login, values: Mapping[str, Any]) -> Applied:
        """Save what belongs to the reader alone, in whatever account: ``name``, ``language``, ``timezone``.

        Raises:
            Invalid: With an error for every field at fault.
            Conflicted: Fields that were changed meanwhile, on another device.
        """
        base = {name: getattr(seen, name) for name in values if hasattr(seen, name)}
        return self.change("login", seen.id, "update", values, base)
