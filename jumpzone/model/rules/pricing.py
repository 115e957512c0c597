"""What items cost: the same answer for an offer and for the order that follows it.

A price is net. A renewal costs what the record says, a new plan what the catalogue says, a dearer plan the difference
for the days that are left of the period that was paid; VAT is worked out once a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid, Refused
from jumpzone.i18n import NT_, T_, Text, translator
from jumpzone.model.billing import MONTHS, MOST_YEARS, Item, Quote, QuoteLine, add_months
from jumpzone.model.money import vat
from jumpzone.model.names import check_domain, to_unicode
from jumpzone.model.postal import party_of
from jumpzone.model.records import Domain, Order, Product, Profile, Service
from jumpzone.model.rules.registrants import check_registrant
from jumpzone.model.rules.state import State
from jumpzone.model.seller import Seller
from jumpzone.model.text import FieldRefused, TextRefused, clean
from jumpzone.model.vat import Vat, vat_for
from jumpzone.model.words import CYCLES

__all__ = ["RENEWABLE", "Priced", "buyer_of", "localised", "price_items", "quote_of", "seller_of", "vat_of"]

RENEWABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "service": ("active", "suspended"),
    "domain": ("active", "grace"),
}
"""In which states a service or a domain can be renewed."""

_GONE: Final = ("transferred_away", "cancelled", "fraud")
"""States of a domain that is not the account's any more: its name can be ordered again."""


@dataclass(frozen=True, slots=True)
class Priced:
    """An item with what it costs and touches.

    Attributes:
        item: What was asked for, completed: its cycle, its name.
        line: As it stands on the document.
        record: The service or domain that it is about; None for what is new.
        product: What it is in the catalogue, where that matters.
        when: When a change of plan takes hold, ``paid`` or ``renewal``; None for everything else.
    """

    item: Item
    line: QuoteLine
    record: Service | Domain | None = None
    product: Product | None = None
    when: str | None = None

    @property
    def amount(self) -> int:
        """Net, in minor units."""
        return self.line.quantity * self.line.unit_amount


def seller_of(state: State) -> Seller:
    """Return who sells.

    Raises:
        Refused: Nobody has said so yet.
    """
    if state.seller is None:
        raise Refused(
            "no-seller",
            T_("Nothing can be ordered here yet: the seller's name and bank details are not set."),
            hint=T_("Whoever runs this zone sets them with “jumpzone provision seller FILE.json”."),
        )
    return state.seller


def buyer_of(state: State) -> dict[str, str]:
    """Return what a document copies of whom it is made out to."""
    profile = next(iter(state.all(Profile, "profile")), None)
    if profile is None:
        return {}
    party = party_of(profile)
    return {name: value for name in party.__slots__ if (value := getattr(party, name))}


def vat_of(state: State) -> Vat:
    """Return the tax of a document that is issued now."""
    seller = seller_of(state)
    return vat_for(seller.party, buyer_of(state), seller.today(state.now))


def localised(product: Product, language: str) -> Product:
    """Return a product with its name and description in a language, where they are known."""
    words = (product.translations or {}).get(language) or {}
    return replace(
        product,
        name=words.get("name") or product.name,
        description=words.get("description") or product.description,
    )


def quote_of(state: State, priced: Sequence[Priced]) -> Quote:
    """Put prices together into an offer."""
    assert state.account is not None
    tax = vat_of(state)
    subtotal = sum(each.amount for each in priced)
    reason = tax.reason.render(translator(state.account.language)) if tax.reason is not None else None
    lines = tuple(each.line for each in priced)
    return Quote(lines, state.account.currency, subtotal, vat(subtotal, tax.fraction), reason)


def price_items(state: State, items: Sequence[Item]) -> list[Priced]:
    """Check what is asked for and say what each item costs.

    Raises:
        Invalid: An item can't be had so; the fields are those of :class:`Item`.
        Refused: A rule stands against it.
    """
    assert state.account is not None
    if not items:
        raise Refused("nothing-chosen", T_("There is nothing to order."))
    pricer = _Pricer(state)
    return [pricer.price(item) for item in items]


class _Pricer:
    """Prices the items of one order."""

    def __init__(self, state: State) -> None:
        assert state.account is not None
        self._state = state
        self._account = state.account
        self._words = translator(state.account.language)
        self._today = seller_of(state).today(state.now)
        self._rate = vat_of(state).written
        self._waiting = _waiting(state)
        self._names: set[str] = set()

    def price(self, item: Item) -> Priced:
        match item.action:
            case "new":
                return self._new(item)
            case "register" | "transfer":
                return self._domain(item)
            case "change":
                return self._change(item)
            case "renew" if item.about is not None and item.about.type == "domain":
                return self._renew_domain(item)
        return self._renew_service(item)

    # -- what is new -----------------------------------------------------------------------------------

    def _new(self, item: Item) -> Priced:
        product = self._product(item)
        cycle = item.cycle or next((each for each in MONTHS if each in product.prices), "")
        cents = self._cycle_price(product, cycle)
        label = _label(item.name)
        shown = localised(product, self._account.language).name
        named = T_("{product} ({label})", product=shown, label=label) if label else shown
        text = T_("{product}, {cycle}", product=named, cycle=CYCLES[cycle])
        item = replace(item, cycle=cycle, name=label)
        return Priced(item, self._line(item, text, 1, cents), product=product)

    def _domain(self, item: Item) -> Priced:
        product = self._product(item, "domain")
        try:
            name = check_domain(item.name or "")
        except FieldRefused as problem:
            raise _invalid("name", problem.code, problem.reason) from problem
        if name.partition(".")[2] != product.code:
            text = T_("Names under .{tld} are one word, a dot and {tld}.", tld=to_unicode(product.code))
            raise _invalid("name", "wrong-tld", text)
        known = [each for each in self._state.all(Domain, "domain") if each.name == name]
        if name in self._names or any(each.status not in _GONE for each in known):
            text = T_("{name} is in this customer centre already.", name=to_unicode(name))
            raise _invalid("name", "ours-already", text)
        self._names.add(name)
        check_registrant(self._state, product, item)
        shown = to_unicode(name)
        if item.action == "transfer":
            item = replace(item, name=name, years=1)
            text = T_("Transfer of {name} to us, with one more year", name=shown)
        else:
            item = replace(item, name=name)
            text = NT_(
                "Registration of {name} for {n} year",
                "Registration of {name} for {n} years",
                item.years,
                name=shown,
            )
        self._check_years(item.years, None)
        cents = self._price(product, item.action)
        return Priced(item, self._line(item, text, item.years, cents), product=product)

    # -- what is there ---------------------------------------------------------------------------------

    def _renew_service(self, item: Item) -> Priced:
        service = self._service(item)
        if service.status not in RENEWABLE["service"] or service.next_due_on is None:
            raise Refused("not-renewable", T_("{product} can't be renewed.", product=service.product))
        coming = service.plan_change or {}
        changes = coming.get("when") == "renewal"
        cycle, cents = service.billing_cycle, service.amount
        if changes:
            cycle, cents = coming["cycle"], coming["amount"]
        if not MONTHS[cycle]:
            raise Refused("not-renewable", T_("{product} is paid once and for all.", product=service.product))
        self._check_periods(item.years, MONTHS[cycle], service)
        until = add_months(service.next_due_on, MONTHS[cycle] * item.years)
        text = T_(
            "{product}, {start} to {end}",
            product=_shown(service, coming["name"] if changes else service.product),
            start=self._words.date(service.next_due_on),
            end=self._words.date(until),
        )
        item = replace(item, cycle=cycle)
        return Priced(item, self._line(item, text, item.years, cents, until), service)

    def _change(self, item: Item) -> Priced:
        service = self._service(item)
        if service.status != "active":
            text = T_("The plan of {product} can be changed while it is active.", product=service.product)
            raise Refused("not-changeable", text)
        product = self._product(item, service.kind)
        same = product.id == service.product_id
        cycle = item.cycle or service.billing_cycle
        if same and cycle == service.billing_cycle:
            raise _invalid("product", "same-plan", T_("This is the plan that you have."))
        cents = self._cycle_price(product, cycle)
        item = replace(item, cycle=cycle)
        due, months = service.next_due_on, MONTHS[service.billing_cycle]
        difference = 0
        if cycle == service.billing_cycle and due is not None and months:
            begin = add_months(due, -months)
            left = min(max((due - self._today).days, 0), (due - begin).days)
            difference = _part(cents - service.amount, left, (due - begin).days)
        if due is not None and due < self._today:
            text = T_("Renew {product} first: its period has ended.", product=service.product)
            raise Refused("renew-first", text)
        name = localised(product, self._account.language).name
        if difference <= 0:
            day = "" if due is None else self._words.date(due)
            text = T_("Change from {old} to {new} on {day}", old=_shown(service), new=name, day=day)
            return Priced(item, self._line(item, text, 1, 0, due), service, product, "renewal")
        assert due is not None
        text = T_(
            "Change from {old} to {new}, {start} to {end}",
            old=_shown(service),
            new=name,
            start=self._words.date(self._today),
            end=self._words.date(due),
        )
        return Priced(item, self._line(item, text, 1, difference, due), service, product, "paid")

    def _renew_domain(self, item: Item) -> Priced:
        assert item.about is not None
        domain = self._state.get("domain", item.about.id)
        if not isinstance(domain, Domain):
            raise _unknown()
        shown = to_unicode(domain.name)
        if domain.status == "redemption":
            raise Refused(
                "redemption",
                T_("{name} can be got back from the registry for a fee only.", name=shown),
                hint=T_("Write to support; we tell you what it costs."),
            )
        if domain.status not in RENEWABLE["domain"] or domain.expires_on is None:
            raise Refused("not-renewable", T_("{name} can't be renewed.", name=shown))
        self._once(domain.id, shown)
        self._same_currency(domain.currency)
        self._check_years(item.years, domain.expires_on)
        until = add_months(domain.expires_on, 12 * item.years)
        text = NT_(
            "Renewal of {name} for {n} year, until {end}",
            "Renewal of {name} for {n} years, until {end}",
            item.years,
            name=shown,
            end=self._words.date(until),
        )
        item = replace(item, name=domain.name)
        return Priced(item, self._line(item, text, item.years, domain.amount, until), domain)

    def _service(self, item: Item) -> Service:
        about = item.about
        service = self._state.get("service", about.id) if about is not None else None
        if about is None or about.type != "service" or not isinstance(service, Service):
            raise _unknown()
        self._once(service.id, service.product)
        self._same_currency(service.currency)
        if service.cancellation is not None:
            raise Refused(
                "being-cancelled",
                T_("You have asked to cancel {product}.", product=service.product),
                hint=T_("Withdraw the cancellation first."),
            )
        return service

    # -- checks ----------------------------------------------------------------------------------------

    def _once(self, id_: str, shown: str) -> None:
        """One order at a time about a record: what it costs depends on what has been paid."""
        if id_ in self._waiting:
            number = self._waiting[id_]
            raise Refused(
                "ordered-already",
                T_(
                    "An order about {what} waits for its payment already: {number}.",
                    what=shown,
                    number=number,
                )
                if number
                else T_("{what} stands in this order twice.", what=shown),
                hint=T_("Pay it or cancel it first.") if number else None,
            )
        self._waiting[id_] = ""

    def _same_currency(self, currency: str) -> None:
        if currency != self._account.currency:
            raise Refused("mixed-currencies", T_("One order can't be in two currencies."))

    def _product(self, item: Item, kind: str | None = None) -> Product:
        found = self._state.get("product", item.product or "")
        if not isinstance(found, Product) or not found.active or found.currency != self._account.currency:
            raise _invalid("product", "unknown-product", T_("There is no such product on sale."))
        if (kind is not None and found.kind != kind) or (kind is None and found.kind == "domain"):
            raise _invalid("product", "wrong-kind", T_("This product is of another kind."))
        return found

    def _cycle_price(self, product: Product, cycle: str) -> int:
        if cycle not in MONTHS or cycle not in product.prices:
            text = T_("{product} can't be had for such a period.", product=product.name)
            raise _invalid("cycle", "no-such-cycle", text)
        return int(product.prices[cycle])

    def _price(self, product: Product, action: str) -> int:
        if action not in product.prices:
            raise _invalid("product", "not-offered", T_("This is not offered for {name}.", name=product.name))
        return int(product.prices[action])

    def _check_years(self, years: int, expires_on: date | None) -> None:
        # A registration never reaches further than ten years ahead, whenever it is renewed.
        latest = add_months(self._today, 12 * MOST_YEARS)
        if not 1 <= years <= MOST_YEARS:
            raise _invalid("years", "out-of-range", T_("Choose between 1 and {most} years.", most=MOST_YEARS))
        if expires_on is not None and add_months(expires_on, 12 * years) > latest:
            text = T_("A domain can be registered for {most} years ahead at most.", most=MOST_YEARS)
            raise _invalid("years", "too-far", text)

    def _check_periods(self, periods: int, months: int, service: Service) -> None:
        assert service.next_due_on is not None
        if periods < 1:
            raise _invalid("years", "out-of-range", T_("Renew for one period at least."))
        latest = add_months(self._today, 12 * MOST_YEARS)
        # The longest period there is comes before any date: no calendar reaches as far as somebody may type.
        if periods * months > 12 * MOST_YEARS or add_months(service.next_due_on, months * periods) > latest:
            text = T_("A service can be renewed for {most} years ahead at most.", most=MOST_YEARS)
            raise _invalid("years", "too-far", text)

    def _line(self, item: Item, text: Text, periods: int, cents: int, until: date | None = None) -> QuoteLine:
        # One line, one thing: the text says for how long, and "2 × for 2 years" would read as four.
        return QuoteLine(item, text.render(self._words), 1, periods * cents, self._rate, until)


def _waiting(state: State) -> dict[str, str]:
    """Records that an order which waits for its payment is about, with the order's number."""
    found: dict[str, str] = {}
    for order in state.all(Order, "order"):
        if order.status == "pending":
            found |= dict.fromkeys(_abouts(order.items), order.number or "")
    return found


def _abouts(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for item in items:
        about = item.get("about")
        if item.get("action") in ("renew", "change") and isinstance(about, Mapping):
            yield str(about.get("id"))


def _part(amount: int, days: int, of: int) -> int:
    """A part of an amount by days, a half rounded up."""
    return int((Decimal(amount) * days / of).quantize(Decimal(1), ROUND_HALF_UP)) if of else 0


def _shown(service: Service, product: str | None = None) -> str:
    name, own = product or service.product, service.label or service.address
    return f"{name} ({own})" if own else name


def _label(name: str | None) -> str | None:
    try:
        return clean(name or "", max_length=200) or None
    except TextRefused as problem:
        raise _invalid("name", problem.code, problem.reason) from problem


def _invalid(field: str, code: str, message: Text) -> Invalid:
    return Invalid(fields=[FieldError(field, code, message)])


def _unknown() -> Invalid:
    return _invalid("about", "unknown-record", T_("There is no such service or domain here."))
