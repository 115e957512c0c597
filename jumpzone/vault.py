"""The machine's keyring, as far as this program trusts it.

A keyring can be missing, locked, plain text in disguise, or silent: a D-Bus that never answers blocks its
caller for minutes. So every call runs in a thread of its own with a limit, and what can't be kept safely is
not kept: the caller hears why and chooses another place.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from jumpzone.i18n import T_, Text

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

__all__ = ["Vault", "VaultState"]

T = TypeVar("T")

SERVICE: Final = "jumpzone"
"""The name under which the keyring lists this program's entries."""

LIMIT: Final = 3.0
"""Seconds until a silent keyring counts as none."""

_NONE: Final = T_("This machine has no keyring that the program can use.")
_SILENT: Final = T_("The keyring does not answer.")
_LOCKED: Final = T_("The keyring is locked.")


@dataclass(frozen=True, slots=True)
class VaultState:
    """Whether secrets can be kept here.

    Attributes:
        usable: Whether the last call worked, or the first one can be expected to.
        backend: The keyring's own name, such as ``SecretService Keyring``; empty when there is none.
        why: Why it can't be used, or None when it can.
    """

    usable: bool
    backend: str
    why: Text | None = None


class _Unusable(Exception):
    """The keyring can't be used; carries the reason in words."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


class Vault:
    """Keeps named secrets in the machine's keyring. Never raises for a keyring in trouble.

    No call is for the time before the first paint: loading a keyring takes a quarter of a second, asking it
    up to :data:`LIMIT`.

    Args:
        service: Under which name entries are listed.
        limit: Seconds that a call may take.
        allowed: False when the settings say to leave the keyring alone; then it is never looked for.
        find: Returns the keyring; the machine's own when left out.
    """

    def __init__(
        self,
        service: str = SERVICE,
        *,
        limit: float = LIMIT,
        allowed: bool = True,
        find: Callable[[], KeyringBackend] | None = None,
    ) -> None:
        self._service = service
        self._limit = limit
        self._find = (find or _machines_own) if allowed else _switched_off
        self._lock = threading.Lock()
        self._backend: KeyringBackend | None = None
        self._name = ""
        self._why: Text | None = None
        self._running: threading.Thread | None = None

    def state(self) -> VaultState:
        """Tell whether the keyring can be used: as the last call found it, or by looking for one now."""
        with self._lock:
            if self._backend is None or self._why is not None:
                # A keyring that was silent or locked may have come back.
                self._call(lambda backend: backend.get_password(self._service, "state"))
            return VaultState(self._why is None, self._name, self._why)

    def get(self, name: str) -> str | None:
        """Return a secret; None when there is none, *or* the keyring can't be used.

        Whoever would make a new secret for a missing one asks :meth:`state` afterwards: a locked keyring
        holds what it does not show.
        """
        with self._lock:
            return self._call(lambda backend: backend.get_password(self._service, name))

    def set(self, name: str, value: str) -> bool:
        """Keep a secret, in place of an earlier one of this name; tell whether it is kept."""
        with self._lock:
            self._call(lambda backend: backend.set_password(self._service, name, value))
            return self._why is None

    def delete(self, name: str) -> bool:
        """Forget a secret; tell whether the keyring could be asked. One that does not exist is forgotten too."""
        with self._lock:
            self._call(lambda backend: _delete(backend, self._service, name))
            return self._why is None

    def _call(self, ask: Callable[[KeyringBackend], T]) -> T | None:
        """Ask the keyring in a thread; leave in ``_why`` what stood against it."""
        if self._running is not None and self._running.is_alive():
            # The call before still hangs; one thread that waits is enough.
            self._why = _SILENT
            return None
        answer: list[T] = []
        trouble: list[BaseException] = []

        def run() -> None:
            try:
                if self._backend is None:
                    backend = _trusted(self._find())
                    self._name, self._backend = str(backend.name), backend
                answer.append(ask(self._backend))
            # What a keyring's plug-in raises is not known to anybody: D-Bus errors, system errors, its own.
            # It comes from outside this program, and the answer to all of it is to do without.
            except Exception as problem:  # noqa: BLE001
                trouble.append(problem)

        self._running = threading.Thread(target=run, name="keyring", daemon=True)
        self._running.start()
        self._running.join(self._limit)
        if self._running.is_alive():
            self._why = _SILENT
            return None
        self._why = _words(trouble[0]) if trouble else None
        return answer[0] if answer else None


def _machines_own() -> KeyringBackend:
    import keyring  # late: a quarter of a second, and never on the way to the first screen

    return keyring.get_keyring()


def _switched_off() -> KeyringBackend:
    raise _Unusable(T_("The keyring is switched off in the settings."))


def _trusted(backend: KeyringBackend) -> KeyringBackend:
    """Return the keyring, or the first one of a chain, that keeps secrets as secrets."""
    from keyring.backends.chainer import ChainerBackend  # late, as above

    parts = list(backend.backends) if isinstance(backend, ChainerBackend) else [backend]
    for each in parts:
        module = type(each).__module__
        # "null" forgets what it is given, keyrings.alt writes it down in plain text or asks on the terminal.
        if module.startswith(("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")):
            continue
        return each
    if any(type(each).__module__.startswith("keyrings.alt") for each in parts):
        raise _Unusable(T_("The only keyring on this machine keeps secrets in a plain file; it is not used."))
    raise _Unusable(_NONE)


def _delete(backend: KeyringBackend, service: str, name: str) -> None:
    from keyring.errors import PasswordDeleteError  # late, as above

    try:
        backend.delete_password(service, name)
    except PasswordDeleteError:
        if backend.get_password(service, name) is not None:
            raise


def _words(problem: BaseException) -> Text:
    from keyring.errors import KeyringLocked, NoKeyringError  # late, as above

    if isinstance(problem, _Unusable):
        return problem.why
    if isinstance(problem, NoKeyringError):
        return _NONE
    if isinstance(problem, KeyringLocked):
        return _LOCKED
    return T_("The keyring failed ({kind}).", kind=type(problem).__name__)
