"""The words of the samples: one module a language, held together here.

They are data of made-up companies, not texts of the program, so no catalogue has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jumpzone.i18n import LANGUAGES


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with support.

    Attributes:
        subject: One line, with placeholders.
        turns: The replies in turn, the customer's first, with placeholders.
    """

    subject: str
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """An announcement or a newsletter: a title and a text with the placeholders ``{day}`` and ``{until}``."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Place:
    """A street address."""

    street: str
    city: str
    postcode: str
    country: str
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Everything that is said in one language.

    Attributes:
        language: Which.
        day: Writes a date.
        products: Names by the catalogue's keys.
        labels: Names that customers gave to their services.
        service_period: Invoice line, with ``{product}``, ``{shown}``, ``{start}`` and ``{end}``.
        domain_registration: Invoice line, with ``{name}`` and ``{end}``.
        domain_renewal: The same, of a renewal.
        extras: Invoice lines of single jobs.
        credit_granted: Why credit was given.
        credit_applied: What credit was used for, with ``{number}``.
        credit_line: Line of a credit note, with ``{line}``.
        vat_outside: Why a customer abroad pays no Bulgarian VAT.
        cancelled_because: Why a service was cancelled.
        people: First, middle (may be empty) and last names by key.
        places: Addresses by key.
        staff: Names of the support team.
        team: What the team signs with.
        hello: How a letter begins.
        regards: How a letter ends, before the name.
        talks: Conversations by key.
        letters: Newsletters, oldest first.
        works: Title of a maintenance mail, with ``{day}``, and what it says.
        news: Announcements by key.
        mail_refused: What a failed delivery says.
        devices: Where people sign in from.
    """

    language: str
    day: Callable[[date], str]
    products: Mapping[str, str]
    labels: Mapping[str, str]
    service_period: str
    domain_registration: str
    domain_renewal: str
    extras: Mapping[str, str]
    credit_granted: str
    credit_applied: str
    credit_line: str
    vat_outside: str
    cancelled_because: str
    people: Mapping[str, tuple[str, str, str]]
    places: Mapping[str, Place]
    staff: tuple[str, ...]
    team: str
    hello: str
    regards: str
    talks: Mapping[str, Talk]
    letters: tuple[News, ...]
    works: News
    news: Mapping[str, News]
    mail_refused: str
    devices: tuple[str, ...]

    def service_line(self, product: str, shown: str, start: date, end: date) -> str:
        """Return the invoice line of a period of a service."""
        named = product if shown == product else f"{product} ({shown})"
        return self.service_period.format(product=named, start=self.day(start), end=self.day(end))

    def domain_line(self, name: str, end: date, first: bool) -> str:
        """Return the invoice line of a domain's year."""
        line = self.domain_registration if first else self.domain_renewal
        return line.format(name=name, end=self.day(end))

    def name(self, person: str) -> str:
        """Return somebody's first and last name."""
        first, _middle, last = self.people[person]
        return f"{first} {last}"


def texts(language: str) -> Texts:
    """Return the words of a language.

    Raises:
        ValueError: The samples don't speak it.
    """
    # One language is loaded, not three: the demo starts sooner.
    if language == "bg":
        from jumpzone.demo.texts_bg import TEXTS
    elif language == "ru":
        from jumpzone.demo.texts_ru import TEXTS
    elif language == "en":
        from jumpzone.demo.texts_en import TEXTS
    else:
        raise ValueError(f"no samples in {language!r}; there are {', '.join(LANGUAGES)}")
    return TEXTS


TALKS: Final[Mapping[str, tuple[str, str, str | None]]] = {
    "certificate": ("technical", "high", "domain"),
    "spam_folder": ("technical", "medium", "domain"),
    "php": ("technical", "medium", "service"),
    "address": ("billing", "medium", "invoice"),
    "dns": ("technical", "medium", "domain"),
    "transfer": ("sales", "medium", "domain"),
    "epp": ("general", "medium", "domain"),
    "disk": ("technical", "high", "service"),
    "slow": ("technical", "high", "service"),
    "restore": ("technical", "high", "service"),
    "paid_twice": ("billing", "medium", "invoice"),
    "phishing": ("abuse", "medium", "domain"),
    "form_spam": ("abuse", "medium", "service"),
    "upgrade": ("sales", "low", "service"),
    "idn": ("general", "low", "domain"),
    "cron": ("technical", "low", "service"),
    "ssh": ("technical", "medium", "service"),
    "renewal": ("billing", "medium", "domain"),
    "accountant": ("billing", "low", None),
    "import": ("technical", "medium", "service"),
    "second_factor": ("general", "medium", None),
    "hacked": ("abuse", "high", "service"),
    "redirect": ("technical", "low", "domain"),
    "outage": ("technical", "high", "service"),
    "thanks": ("general", "low", None),
}
"""Per conversation: department, priority and what it is about."""

OPEN_TALK: Final = "upgrade"
"""The conversation that nobody has answered yet; the demo's support does while one looks."""
