"""What was typed and not yet saved: kept in this store alone, never a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from jumpzone.store import drafts
from jumpzone.usecases.area import Area

NEVER_KEPT: Final = frozenset({"password", "password_again", "old_password", "new_password", "code", "otp"})
"""Fields that no draft holds, whatever a form hands in."""


class Drafts(Area):
    """Drafts of forms: one a form, for whoever is signed in, or for nobody."""

    def keep(self, form: str, values: Mapping[str, Any]) -> None:
        """Keep what a form holds; secrets are left out, an empty form is forgotten."""
        kept = {name: _keepable(value) for name, value in values.items() if name not in NEVER_KEPT and value}
        with self.deps.store.write() as tx:
            if kept:
                drafts.put(tx, self._owner, form, kept, self.deps.clock.now())
            else:
                drafts.drop(tx, self._owner, form)

    def find(self, form: str) -> dict[str, Any]:
        """Return what a form held, or nothing."""
        with self.deps.store.read() as tx:
            return drafts.get(tx, self._owner, form)

    def kept_at(self, form: str) -> datetime | None:
        """Tell when a draft was kept last, UTC; None where there is none."""
        with self.deps.store.read() as tx:
            return drafts.kept_at(tx, self._owner, form)

    def forget(self, form: str) -> None:
        """Forget a draft: it was saved, or thrown away."""
        with self.deps.store.write() as tx:
            drafts.drop(tx, self._owner, form)

    @property
    def _owner(self) -> str:
        return "" if self._session is None else f"{self._session.login.id}@{self._session.account.id}"


_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""What no store holds; a form may hold it until its check has told so."""


def _keepable(value: Any) -> Any:
    """Return what was typed without what no store could hold."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, Mapping):
        return {name: _keepable(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_keepable(each) for each in value]
    return value
