"""The composition root: from settings to an open zone. It alone sees every part.

Importing it loads the database library; the program's start imports it late, in a thread.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from jumpzone.keys import MasterKey, find_key
from jumpzone.mail.compose import MailComposer
from jumpzone.mail.letter import Sender
from jumpzone.mail.transports import Transport, make_transport
from jumpzone.model.clock import Clock, SystemClock
from jumpzone.model.ids import Ids
from jumpzone.settings import Settings
from jumpzone.settings_table import Secret
from jumpzone.store.engine import locate
from jumpzone.store.executor import Executor
from jumpzone.store.opening import open_store
from jumpzone.store.seal import Sealer, derive
from jumpzone.store.store import Store
from jumpzone.tokens import TokenKeeper
from jumpzone.usecases.area import Deps, Hasher
from jumpzone.usecases.delivery import Courier, Delivery
from jumpzone.usecases.hashing import Argon2Hasher
from jumpzone.usecases.zone import Zone
from jumpzone.vault import Vault

AskPassphrase = Callable[[], str | None]


@dataclass(slots=True)
class Opened:
    """An open zone with what belongs to it. Close it when done.

    Attributes:
        zone: As nobody sees it; `zone.signed_in(session)` is how somebody does.
        store: The store.
        delivery: Sends the mail that waits, when asked.
        courier: Sends it by itself, once started.
        keeper: Keeps the token of who wants to stay signed in.
        key: The store's key and where it came from.
        mail_folder: Where mail is kept when it does not go by SMTP.
    """

    zone: Zone
    store: Store
    delivery: Delivery
    courier: Courier
    keeper: TokenKeeper
    key: MasterKey
    mail_folder: Path | None

    def __enter__(self) -> Self:
        """Return itself; leaving closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything."""
        self.close()

    def close(self) -> None:
        """Stop sending and close the store; what waits is sent at the next start."""
        self.courier.stop()
        self.store.close()


def open_zone(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ask_passphrase: AskPassphrase | None = None,
    hasher: Hasher | None = None,
    token_file: Path | None = None,
) -> Opened:
    """Open the zone that the settings describe.

    Args:
        settings: Where the store is, how mail goes, whose zone it is.
        clock: The machine's own when left out.
        ask_passphrase: Asks the person for the store's passphrase when the store needs one.
        hasher: Argon2id at its full cost when left out.
        token_file: Keeps the token of who wants to stay signed in, instead of the keyring.

    Raises:
        StoreProblem: The store can't be opened.
    """
    clock = clock or SystemClock()
    vault = Vault(allowed=settings.keyring != "off")
    settings = _with_store_password(settings, vault)
    location = locate(settings.store_url)
    key = find_key(location, settings, ask_passphrase, vault=vault)
    store = open_store(
        settings.store_url, derive(key.key, "database") if key.encrypts else None, now=clock.now()
    )
    ids, sealer = Ids(clock), Sealer(key.key)
    composer = MailComposer(settings.seller.name, settings.seller.support)
    executor = Executor(store, clock, ids, composer, sealer)
    deps = Deps(store, executor, clock, ids, sealer, composer, hasher or Argon2Hasher(), platform.node())
    sender = Sender(settings.mail.sender, settings.seller.name, settings.seller.support)
    delivery = Delivery(store, executor, sealer, lambda: _transport(settings, vault), clock, sender)
    folder = settings.mail.folder if settings.mail.transport == "folder" else None
    keeper = TokenKeeper(vault, location.url, file=token_file)
    return Opened(Zone(deps, None), store, delivery, Courier(delivery), keeper, key, folder)


def _with_store_password(settings: Settings, vault: Vault) -> Settings:
    if not settings.wants_store_password:
        return settings
    password = vault.get("store_password")
    return settings if password is None else settings.with_secret("store_password", Secret(password))


def _transport(settings: Settings, vault: Vault) -> Transport:
    """Make the way out; called in the courier's thread, where waiting for a keyring stops nobody."""
    mail = settings.mail
    asks = mail.transport == "smtp" and mail.username and mail.password is None
    return make_transport(mail, vault.get("mail.password") if asks else None)
