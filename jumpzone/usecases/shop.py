"""The shop: what is on sale, whether a name can be ordered, and the basket that waits until somebody orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jumpzone.errors import SignInFirst, ZoneError
from jumpzone.i18n import T_, Text
from jumpzone.model.billing import MOST_YEARS, Item, Quote, QuoteLine
from jumpzone.model.fields import RECORDS
from jumpzone.model.money import vat
from jumpzone.model.names import LookAlike, check_domain, look_alike, to_unicode
from jumpzone.model.records import Contact, Domain, Product, Profile
from jumpzone.model.text import FieldRefused, clean
from jumpzone.store import loading
from jumpzone.store.listing import ListReader, Query
from jumpzone.store.store import Tx
from jumpzone.usecases.area import Area
from jumpzone.usecases.drafts import Drafts
from jumpzone.usecases.orders import Orders

__all__ = ["MOST_ITEMS", "NameCheck", "Offer", "OfferLine", "Shelf", "Shop", "gone"]

MOST_ITEMS: Final = 50
"""So many things fit into the basket: more than anybody orders at once, few enough to be quoted at every step."""

_BASKET: Final = "basket"
"""The basket is a draft among the others: it survives leaving, a crash and a power cut."""

_PAST: Final = ("transferred_away", "cancelled", "fraud")
"""Statuses of a domain that is not the account's any more."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is on sale, and how it is taxed for whoever looks.

    Attributes:
        products: In the account's currency and language, kind by kind.
        vat_rate: In percent; None where it can't be told yet.
        vat_reason: Why nothing is charged, or None.
        filled: The names of the profile's fields that hold something.
        owned: The account's own domains by their A-labels.
    """

    products: tuple[Product, ...]
    vat_rate: Decimal | None = None
    vat_reason: str | None = None
    filled: frozenset[str] = frozenset()
    owned: Mapping[str, Domain] | None = None

    def gross(self, net: int) -> int:
        """What a net amount comes to with VAT, in minor units."""
        return net if self.vat_rate is None else net + vat(net, self.vat_rate / 100)

    def missing(self, product: Product) -> tuple[str, ...]:
        """Return what a registry asks of a registrant and the profile does not say yet."""
        return tuple(name for name in product.asks if name not in self.filled)


@dataclass(frozen=True, slots=True)
class NameCheck:
    """What can be said of a domain name before anybody asks a registry.

    Attributes:
        typed: What was typed, or what it was completed to.
        name: Its A-labels; empty when it can't be used.
        problem: Why it can't be ordered, or None.
        product: The top-level domain that it is under, if it is sold.
        mine: The account's own domain of this name.
        twin: Why it could be taken for another name, or None.
    """

    typed: str
    name: str = ""
    problem: Text | None = None
    product: Product | None = None
    mine: Domain | None = None
    twin: LookAlike | None = None

    @property
    def shown(self) -> str:
        """The name as people write it."""
        return to_unicode(self.name) if self.name else self.typed

    @property
    def can_be_ordered(self) -> bool:
        """Whether nothing that is known here stands against ordering it."""
        return self.problem is None and self.product is not None

    def register_price(self, years: int) -> int | None:
        """Return the net price of a registration for so many years; None where it is not sold."""
        yearly = self.product.prices.get("register") if self.product is not None else None
        return None if yearly is None else int(yearly) * years


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One thing in the basket: what it costs, or why it can't be ordered."""

    item: Item
    line: QuoteLine | None = None
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The basket with its prices.

    Attributes:
        lines: One for each item, in their order.
        quote: What those that can be ordered come to; None when there is none.
    """

    lines: tuple[OfferLine, ...] = ()
    quote: Quote | None = None

    @property
    def complete(self) -> bool:
        """Whether everything in it can be ordered."""
        return bool(self.lines) and all(each.problem is None for each in self.lines)


class Shop(Area):
    """What is on sale, and the basket."""

    @property
    def orders(self) -> Orders:
        """Orders of the same reader."""
        return Orders(self.deps, self._session)

    # -- what there is ---------------------------------------------------------------------------------

    def shelf(self, kind: str | None = None) -> Shelf:
        """Return what is on sale, and what is known of the buyer.

        Args:
            kind: Only products of this kind.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        everything = self.orders.catalogue()
        products = tuple(each for each in everything if kind in (None, each.kind))
        rate, reason = self._tax(everything)
        with self.reading() as reading:
            profiles = loading.get_all(reading.tx, "profile", reading.account).values()
            owned = _owned(reading.tx, reading.account)
        profile = next((each for each in profiles if isinstance(each, Profile)), None)
        return Shelf(products, rate, reason, _filled(profile), owned)

    def _tax(self, products: Sequence[Product]) -> tuple[Decimal | None, str | None]:
        """Ask what a document of today would carry: the first product that gives an answer serves."""
        for product in products:
            if product.kind == "domain" or not product.prices:
                continue
            with suppress(ZoneError):
                quote = self.orders.quote(
                    [Item(action="new", product=product.id, cycle=next(iter(product.prices)))]
                )
                return Decimal(quote.lines[0].vat_rate), quote.vat_reason
        return None, None

    def check(self, typed: str) -> list[NameCheck]:
        """Check a domain name; without a dot, under every top-level domain that is sold.

        Only what this zone knows is said: whether somebody else has the name is for the registry to say.

        Returns:
            The name itself first, then the same name elsewhere.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        return check_names(typed, self.shelf("domain"))

    def registrants(self) -> list[Contact]:
        """Return whom a domain can be registered for beside the account itself, as far as the reader sees them."""
        with self.reading() as reading:
            if not reading.role.holds(RECORDS["contact"].read):
                return []
            found = loading.get_all(reading.tx, "contact", reading.account).values()
        contacts = [each for each in found if isinstance(each, Contact)]
        return sorted(contacts, key=lambda each: (each.last_name or "", each.first_name or "", each.id))

    # -- the basket ------------------------------------------------------------------------------------

    def basket(self) -> tuple[Item, ...]:
        """Return what is in the basket; what can't be read any more is left out."""
        kept = Drafts(self.deps, self._session).find(_BASKET).get("items", ())
        found = map(_item, kept)
        return tuple(each for each in found if each is not None)

    def put(self, items: Sequence[Item]) -> None:
        """Keep exactly these in the basket, as far as there is room."""
        Drafts(self.deps, self._session).keep(
            _BASKET, {"items": [each.as_values() for each in items[:MOST_ITEMS]]}
        )

    def add(self, item: Item) -> tuple[Item, ...]:
        """Put one more thing into the basket; a name that is in it already takes the new one's years."""
        items = [each for each in self.basket() if not _same(each, item)]
        self.put([*items[: MOST_ITEMS - 1], item])
        return self.basket()

    def offer(self, items: Iterable[Item]) -> Offer:
        """Return what things cost together, and beside each that can't be ordered why.

        Raises:
            SignInFirst: Nobody is signed in.
        """
        wanted = tuple(items)
        if not wanted:
            return Offer()
        with suppress(ZoneError):
            quote = self.orders.quote(wanted)
            return Offer(tuple(map(OfferLine, wanted, quote.lines)), quote)
        good: list[Item] = []
        problems: dict[int, Text] = {}
        for at, item in enumerate(wanted):
            # With those before it: what is refused for standing twice in the basket is the second.
            try:
                self.orders.quote([*good, item])
            except SignInFirst:
                raise
            except ZoneError as problem:
                problems[at] = problem.fields[0].message if problem.fields else problem.message
            else:
                good.append(item)
        quote_ = self.orders.quote(good) if good else None
        priced = iter(quote_.lines if quote_ is not None else ())
        return Offer(
            tuple(
                OfferLine(item, problem=problems[at]) if at in problems else OfferLine(item, next(priced))
                for at, item in enumerate(wanted)
            ),
            quote_,
        )


def check_names(typed: str, shelf: Shelf) -> list[NameCheck]:
    """Check a name against what is on the shelf; see :meth:`Shop.check`."""
    domains = [each for each in shelf.products if each.kind == "domain"]
    try:
        text = clean(typed)
    except FieldRefused as problem:
        return [NameCheck(typed, problem=problem.reason)]
    if text and "." not in text:
        return [_check(f"{text}.{to_unicode(each.code)}", shelf, domains) for each in domains]
    first = _check(text, shelf, domains)
    if first.product is None or not first.name:
        return [first]
    label = first.name.removesuffix(f".{first.product.code}")
    others = [each for each in domains if each is not first.product]
    return [first, *(_check(f"{label}.{each.code}", shelf, domains) for each in others)]


def _check(text: str, shelf: Shelf, domains: Sequence[Product]) -> NameCheck:
    try:
        name = check_domain(text)
    except FieldRefused as refused:
        return NameCheck(text, problem=refused.reason)
    # The longest ending counts: "com.bg" before "bg".
    endings = sorted((each for each in domains if name.endswith(f".{each.code}")), key=lambda p: -len(p.code))
    product = endings[0] if endings else None
    mine = (shelf.owned or {}).get(name)
    problem: Text | None = None
    if product is None:
        problem = T_(
            "We don't sell names under .{end}. We do under: {ends}",
            end=to_unicode(name.rpartition(".")[2]),
            ends=", ".join(f".{to_unicode(each.code)}" for each in domains),
        )
    elif "." in name.removesuffix(f".{product.code}"):
        problem = T_("Only names directly under .{end} can be registered.", end=to_unicode(product.code))
    elif mine is not None:
        problem = T_("This name is yours already. You can renew it from the domains.")
    return NameCheck(text, name, problem, product, mine, look_alike(name))


def gone(domain: Domain) -> bool:
    """Tell whether a domain is not the account's any more."""
    return domain.status in _PAST


def _owned(tx: Tx, account: str) -> dict[str, Domain]:
    reader, key = ListReader("domain", account, Query(sort="name")), None
    found: dict[str, Domain] = {}
    while page := reader.page(tx, after=key, limit=500):
        key = page[-1][0]
        found |= {each.name: each for _, each in page if isinstance(each, Domain) and not gone(each)}
    return found


def _filled(profile: Profile | None) -> frozenset[str]:
    if profile is None:
        return frozenset()
    return frozenset(
        name for name in Profile.__dataclass_fields__ if getattr(profile, name) not in (None, "", ())
    )


# How the basket is kept


def _same(one: Item, other: Item) -> bool:
    """Whether two things can't stand in one basket: the same name, the same renewal, the same change."""
    if one.action in ("register", "transfer"):
        return other.action in ("register", "transfer") and one.name == other.name
    return one.action != "new" and (one.action, one.about) == (other.action, other.about)


def _item(kept: object) -> Item | None:
    try:
        item = Item.from_values(kept)
    except ValueError:
        return None
    return item if 1 <= item.years <= MOST_YEARS else None
