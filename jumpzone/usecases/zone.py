"""The zone: the one object that screens, the command line and the backend are handed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from jumpzone.model.fields import RECORDS
from jumpzone.model.permissions import NOBODY
from jumpzone.model.rules import right_to
from jumpzone.store import access
from jumpzone.store.watch import Watch
from jumpzone.usecases.access import Access
from jumpzone.usecases.addresses import Addresses
from jumpzone.usecases.announcements import Announcements
from jumpzone.usecases.area import Area, Session
from jumpzone.usecases.attention import Attention
from jumpzone.usecases.contacts import Contacts
from jumpzone.usecases.dashboard import DashboardArea
from jumpzone.usecases.dns import Dns
from jumpzone.usecases.domains import Domains
from jumpzone.usecases.drafts import Drafts
from jumpzone.usecases.filters import Filters
from jumpzone.usecases.mail_risk import MailRisks
from jumpzone.usecases.members import Members
from jumpzone.usecases.messages import Messages
from jumpzone.usecases.orders import Orders
from jumpzone.usecases.papers import Papers
from jumpzone.usecases.profile import Profiles
from jumpzone.usecases.registration import Registration
from jumpzone.usecases.renewals import Renewals
from jumpzone.usecases.search import Search
from jumpzone.usecases.services import Services
from jumpzone.usecases.shop import Shop
from jumpzone.usecases.tickets import Tickets

if TYPE_CHECKING:
    from jumpzone.usecases.archive import Archive
    from jumpzone.usecases.bringing import Bringing


class Zone(Area):
    """The client zone, as one reader sees it. Every call blocks: screens call it in thread workers."""

    def signed_in(self, session: Session | None) -> Zone:
        """Return the same zone as another reader sees it; None is nobody."""
        return Zone(self.deps, session)

    @property
    def reader(self) -> Session | None:
        """Who is signed in, or None."""
        return self._session

    def can(self, op: str, type_: str) -> bool:
        """Tell whether the reader may try an operation on a record type.

        It is a hint for what to offer; the authority asks the store again when it is done.
        """
        role = NOBODY if self._session is None else self._session.role
        return role.holds(right_to(op, type_))

    def may_read(self, type_: str) -> bool:
        """Tell whether the reader may see records of a type; a hint, as :meth:`can` is."""
        role = NOBODY if self._session is None else self._session.role
        return role.holds(RECORDS[type_].read)

    def watch(self) -> Watch:
        """Return a watcher of the open account, for what other programs change."""
        return Watch(self.deps.store, self.session.account.id)

    @cached_property
    def access(self) -> Access:
        """Signing in and out, passwords, sessions."""
        return Access(self.deps, self._session)

    @cached_property
    def registration(self) -> Registration:
        """Becoming a customer."""
        return Registration(self.deps, self._session)

    @cached_property
    def profile(self) -> Profiles:
        """Personal and company data."""
        return Profiles(self.deps, self._session)

    @cached_property
    def contacts(self) -> Contacts:
        """Contacts and who gets which mail."""
        return Contacts(self.deps, self._session)

    @cached_property
    def messages(self) -> Messages:
        """What the zone has sent."""
        return Messages(self.deps, self._session)

    @cached_property
    def services(self) -> Services:
        """Hosting accounts, servers, certificates, licences."""
        return Services(self.deps, self._session)

    @cached_property
    def domains(self) -> Domains:
        """Domain names."""
        return Domains(self.deps, self._session)

    @cached_property
    def dns(self) -> Dns:
        """DNS records of domains."""
        return Dns(self.deps, self._session)

    @cached_property
    def invoices(self) -> Papers:
        """Invoices, proformas and credit notes, and the papers made of them."""
        return Papers(self.deps, self._session)

    @cached_property
    def orders(self) -> Orders:
        """What is on sale, orders, and how documents are paid."""
        return Orders(self.deps, self._session)

    @cached_property
    def shop(self) -> Shop:
        """What is on sale as one browses it, names, and the basket."""
        return Shop(self.deps, self._session)

    @cached_property
    def tickets(self) -> Tickets:
        """Requests to support."""
        return Tickets(self.deps, self._session)

    @cached_property
    def announcements(self) -> Announcements:
        """What everybody is told."""
        return Announcements(self.deps, self._session)

    @cached_property
    def dashboard(self) -> DashboardArea:
        """The whole account on one screen."""
        return DashboardArea(self.deps, self._session)

    @cached_property
    def attention(self) -> Attention:
        """What has come to need the reader."""
        return Attention(self.deps, self._session)

    @cached_property
    def mail_risks(self) -> MailRisks:
        """Whether the main address may stop working."""
        return MailRisks(self.deps, self._session)

    @cached_property
    def renewals(self) -> Renewals:
        """What renews when, and what it will cost."""
        return Renewals(self.deps, self._session)

    @cached_property
    def search(self) -> Search:
        """Everything that can be found."""
        return Search(self.deps, self._session)

    @cached_property
    def addresses(self) -> Addresses:
        """The reader's own e-mail addresses."""
        return Addresses(self.deps, self._session)

    @cached_property
    def members(self) -> Members:
        """Who has access, invitations, and the reader's accounts."""
        return Members(self.deps, self._session)

    @cached_property
    def filters(self) -> Filters:
        """Lists' filters under a name."""
        return Filters(self.deps, self._session)

    @cached_property
    def drafts(self) -> Drafts:
        """What was typed and not yet saved."""
        return Drafts(self.deps, self._session)

    @cached_property
    def archive(self) -> Archive:
        """Everything of the account in one file."""
        from jumpzone.usecases.archive import Archive  # late: seldom asked for

        return Archive(self.deps, self._session)

    def is_new(self) -> bool:
        """Tell whether nobody has an account here yet, so that one can be brought along."""
        with self.deps.store.read() as tx:
            return not access.anybody(tx)

    @cached_property
    def bringing(self) -> Bringing:
        """Bringing such a file into an empty store."""
        from jumpzone.usecases.bringing import Bringing  # late: once in a store's life

        return Bringing(self.deps)
