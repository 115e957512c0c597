"""What whoever runs the zone does without signing in: a service that was bought or opened elsewhere arrives here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jumpzone.errors import FieldError, Invalid
from jumpzone.i18n import T_
from jumpzone.model import emails
from jumpzone.model.mutations import PROVISION, Mutation
from jumpzone.model.permissions import Permission
from jumpzone.model.records import Account, Service
from jumpzone.model.text import FieldRefused
from jumpzone.store import loading
from jumpzone.usecases.area import Area
from jumpzone.usecases.unclaimed import centre_of

__all__ = ["Opened", "ServiceProvisioning"]


@dataclass(frozen=True, slots=True)
class Opened:
    """Where a service went.

    Attributes:
        account: The customer's number.
        claimed: Whether somebody can sign in there already.
        new: Whether the customer centre was opened for it.
        service: The service.
        recorded: Whether anything was changed; False when it had been done before.
    """

    account: str
    claimed: bool
    new: bool
    service: Service
    recorded: bool


class ServiceProvisioning(Area):
    """Services from outside, made by ``system:provision``; rights are those of who can open the store."""

    def open(
        self,
        address: str,
        values: Mapping[str, Any],
        *,
        reference: str,
        opened_by: str,
        name: str = "",
        language: str = "en",
    ) -> Opened:
        """Put a service into the customer centre of an address, which opens if there is none.

        A new centre is nobody's: it waits until somebody registers with that address, which is told so.

        Args:
            address: The customer's e-mail address. It is no proof of anything here; who sold has to know.
            values: The service's fields.
            reference: The operator's own; the same one counts once.
            opened_by: ``purchase`` or ``cloud``.
            name: The customer's name for a new centre.
            language: The language of a new centre.

        Raises:
            Invalid: With an error for every field at fault.
        """
        try:
            checked = emails.check_address(address)
        except FieldRefused as problem:
            raise Invalid(fields=[FieldError("address", problem.code, problem.reason)]) from problem
        if not reference.strip():
            message = T_("Give a reference, so that the same service is not recorded twice.")
            raise Invalid(fields=[FieldError("reference", "required", message)])
        now, changes = self.deps.clock.now(), []
        with self.deps.store.write() as tx:
            centre = centre_of(
                tx,
                self.deps,
                checked,
                name=name,
                language=language,
                opened_by=opened_by,
                actor=PROVISION,
                right=Permission.MANAGE_PRODUCTS,
                tell=True,
            )
            account, service = centre.account, self._id(f"service {reference}")
            was = loading.get(tx, "service", account, service)
            if was is None:
                given = {"registered_on": now.date(), "status": "active", **values}
                mutation = Mutation(self.deps.ids.new(), account, "service", service, "create", now, given)
                changes = [] if centre.opened is None else [centre.opened]
                changes.append(self.deps.executor.run_in(tx, mutation, PROVISION).changes)
            found = loading.get(tx, "account", account, account)
            made = loading.get(tx, "service", account, service)
        for each in changes:
            self.deps.store.committed(each)
        assert isinstance(found, Account)
        assert isinstance(made, Service)
        return Opened(found.number, found.holder is not None, centre.opened is not None, made, was is None)

    def _id(self, reference: str) -> str:
        return str(UUID(bytes=self.deps.sealer.digest("reference", reference)[:16], version=4))
