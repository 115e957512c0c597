"""Looks everything over that the program stands on, and says what to do where something is not as it should be.

Nothing is changed: no store is made, no key, no folder. Only `upgrade_store` writes, when it is asked to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from jumpzone.doctor import stores, surroundings
from jumpzone.doctor.finding import Finding, Level
from jumpzone.keys import Ask, find_key
from jumpzone.model.clock import Clock
from jumpzone.settings import Settings
from jumpzone.store.engine import locate
from jumpzone.store.opening import open_store
from jumpzone.vault import Vault

__all__ = ["Finding", "Level", "examine", "upgrade_store"]


def examine(
    settings: Settings,
    clock: Clock,
    *,
    environ: Mapping[str, str] | None = None,
    ask: Ask | None = None,
    vault: Vault | None = None,
) -> Iterator[Finding]:
    """Look everything over, one finding after the other as they are made.

    Args:
        settings: The settings to look at.
        clock: The machine's clock.
        environ: The environment; the process's own when left out.
        ask: Asks for the store's passphrase, should it be needed.
        vault: The keyring; the machine's own when left out.
    """
    environ = os.environ if environ is None else environ
    vault = vault or Vault(allowed=settings.keyring != "off")
    yield surroundings.terminal(environ)
    yield surroundings.letters()
    yield surroundings.colours(settings, environ)
    yield surroundings.language(settings)
    location = locate(settings.store_url)
    yield surroundings.keyring(vault)
    yield from stores.store_and_key(settings, location, clock, ask, vault)
    yield surroundings.mail(settings)
    yield surroundings.disk(settings, location.path)


def upgrade_store(settings: Settings, clock: Clock, ask: Ask | None = None) -> None:
    """Bring the store up to date; the caller says that a store on a server has been backed up.

    Raises:
        StoreProblem: It could not be done; nothing was changed.
    """
    location = locate(settings.store_url)
    key = find_key(location, settings, ask)
    open_store(settings.store_url, stores.database_key(key), now=clock.now(), backup_is_made=True).close()
