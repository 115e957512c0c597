"""Something on sale in words: what is in it, what it costs for how long, what a registry asks."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from jumpzone.i18n import T_, Text, _, current
from jumpzone.model.records import Product
from jumpzone.screens.people_fields import company_fields, person_fields
from jumpzone.screens.shop import DOMAIN_PRICES, cycles_of, megabytes
from jumpzone.screens.wording import CYCLES, money
from jumpzone.usecases.shop import Shelf
from jumpzone.widgets.content import Words, content, data, label_values, lines

__all__ = ["asked_lines", "product_lines", "vat_words"]

_AMOUNT = 13
"""Cells of a column of prices."""


def product_lines(product: Product, shelf: Shelf, width: int) -> Content:
    """Say everything about a product, in so many cells."""
    parts: list[Content] = []
    if product.description:
        parts += [data(product.description, multiline=True), Content("")]
    limits: list[tuple[Words, Words]] = []
    if product.disk_limit_mb:
        limits.append((T_("Disk"), megabytes(product.disk_limit_mb)))
    if product.traffic_limit_mb:
        limits.append((T_("Traffic"), _("{size} a month", size=megabytes(product.traffic_limit_mb))))
    if limits:
        parts += [label_values(limits), Content("")]
    parts += _price_lines(product, shelf, width)
    parts += [Content(""), vat_words(shelf)]
    if product.kind == "domain":
        parts += [Content(""), *asked_lines(product, shelf)]
    return lines(parts)


def _price_lines(product: Product, shelf: Shelf, width: int) -> Iterator[Content]:
    taxed = bool(shelf.vat_rate)
    room = max(10, width - _AMOUNT * (2 if taxed else 1))
    head = _("Price for a year") if product.kind == "domain" else _("Price")
    titles = [_("without VAT"), _("with VAT")] if taxed else [_("amount")]
    yield _row(content(head, "bold"), [content(each, "$text-muted") for each in titles], room)
    prices: list[tuple[Words, str]] = (
        [(word, name) for name, word in DOMAIN_PRICES.items() if name in product.prices]
        if product.kind == "domain"
        else [(CYCLES[name], name) for name in cycles_of(product)]
    )
    for word, name in prices:
        net = int(product.prices[name])
        amounts = [money(net, product.currency, "" if taxed else "bold")]
        if taxed:
            amounts.append(money(shelf.gross(net), product.currency, "bold"))
        yield _row(content(word), amounts, room)


def _row(text: Content, amounts: list[Content], room: int) -> Content:
    cells = [Content(" " * max(1, _AMOUNT - each.cell_length)) + each for each in amounts]
    return Content.assemble(text.truncate(room, ellipsis=True, pad=True), *cells)


def vat_words(shelf: Shelf) -> Content:
    """Say whether prices are with VAT, and why if there is none."""
    if shelf.vat_rate is None:
        return content(_("Prices are without VAT; the basket adds it."), "$text-muted")
    if shelf.vat_rate:
        rate = current().percent(shelf.vat_rate / 100)
        return content(_("VAT for you: {rate}.", rate=rate), "$text-muted")
    why = _("No VAT is charged: {reason}", reason=shelf.vat_reason or "–")
    return data(why, "$text-muted")


def asked_lines(product: Product, shelf: Shelf) -> list[Content]:
    """Say what a registry asks of a registrant, and which of it the profile has."""
    if not product.asks:
        return [content(_("The registry asks for nothing beyond your name and address."), "$text-muted")]
    missing, called = shelf.missing(product), _field_words()
    found = [content(_("The registry asks for"), "bold")]
    for name in product.asks:
        lacks = name in missing
        sign = ("✕ ", "$error") if lacks else ("✓ ", "$success")
        note: Text | str = T_("not in your profile yet") if lacks else ""
        found.append(
            Content.assemble(sign, content(called.get(name, name)), "  ", content(note, "$text-muted"))
        )
    if missing:
        found.append(
            content(
                _(
                    "Fill it in under 8 Account before you order, or choose a contact as registrant in the basket."
                ),
                "$warning",
            )
        )
    return found


def _field_words() -> dict[str, Words]:
    found: dict[str, Words] = {each.name: each.label for each in (*person_fields(), *company_fields())}
    return found | {"personal_number": T_("Personal number")}
