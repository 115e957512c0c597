"""The system's keyring, asked with a time limit.

A keyring may be missing (a server without a desktop), switched off in the settings, or silent: a bus that nobody
answers on blocks for minutes. So each call runs in a thread of its own and is given up after a few seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from jumpzone.errors import ZoneError
from jumpzone.i18n import T_
from jumpzone.settings import KEYRING_SERVICE, Secret, Settings

__all__ = ["Keychain", "NoKeyring"]

_T = TypeVar("_T")


class NoKeyring(ZoneError):
    """The system has no keyring, it does not answer, or the settings say not to use it."""

    default_code = "no-keyring"
    default_title = T_("No keyring")
    default_message = T_("This system offers no keyring to keep secrets in.")


class Keychain:
    """Keeps secrets in the system's keyring. Calls block, up to the limit; never call it before the first paint.

    Args:
        allowed: Whether the settings allow it.
        limit: Seconds after which a call is given up.
    """

    def __init__(self, *, allowed: bool = True, limit: float = 3.0) -> None:
        self._allowed = allowed
        self._limit = limit

    @classmethod
    def of(cls, settings: Settings) -> Keychain:
        """The keyring as the settings allow it."""
        return cls(allowed=settings.keyring != "off")

    def get(self, name: str) -> Secret | None:
        """The secret of that name, if there is one.

        Raises:
            NoKeyring: It can't be asked.
        """
        import keyring  # late: finding its backends takes long

        text = self._ask(lambda: keyring.get_password(KEYRING_SERVICE, name))
        return None if text is None else Secret(text)

    def put(self, name: str, secret: Secret) -> None:
        """Keep a secret under that name.

        Raises:
            NoKeyring: It can't be kept.
        """
        import keyring

        self._ask(lambda: keyring.set_password(KEYRING_SERVICE, name, secret.reveal()))

    def remove(self, name: str) -> None:
        """Forget the secret of that name; that there is none is fine.

        Raises:
            NoKeyring: The keyring can't be asked.
        """
        import keyring

        if self.get(name) is not None:
            self._ask(lambda: keyring.delete_password(KEYRING_SERVICE, name))

    def backend(self) -> str:
        """The keyring's own name, as in "SecretService Keyring".

        Raises:
            NoKeyring: There is none, or it does not answer.
        """
        import keyring

        self.get("probe")
        return str(keyring.get_keyring().name)

    def _ask(self, call: Callable[[], _T]) -> _T:
        if not self._allowed:
            raise NoKeyring("keyring-off", T_("The keyring is switched off in the settings."))
        from keyring.errors import KeyringError

        done: list[_T] = []
        failed: list[BaseException] = []

        def work() -> None:
            try:
                done.append(call())
            except BaseException as error:  # noqa: BLE001 - handed over to the caller's thread, whatever it is
                failed.append(error)

        # A daemon: a bus that never answers must not keep the program from ending.
        thread = threading.Thread(target=work, name="keyring", daemon=True)
        thread.start()
        thread.join(self._limit)
        if failed:
            if isinstance(failed[0], KeyringError):
                raise NoKeyring() from failed[0]
            raise failed[0]
        if not done:
            raise NoKeyring("keyring-silent", T_("The system's keyring does not answer."))
        return done[0]
