"""What an account's services and domains stand on: narrow rows for finding out what an announcement touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlalchemy import func, select

from jumpzone.model.records import Domain
from jumpzone.model.touching import AFFECTED, Footing
from jumpzone.store.rows import to_record
from jumpzone.store.store import Tx
from jumpzone.store.tables import TABLES

__all__ = ["domains", "domains_named", "services"]


def services(tx: Tx, account: str) -> list[Footing]:
    """Return the services that something can touch, by name."""
    table, product = TABLES["service"].c, TABLES["product"].c
    names = ("id", "label", "address", "product", "kind", "panel_url")
    joined = TABLES["service"].outerjoin(TABLES["product"], product.id == table.product_id)
    rows = tx.rows(
        select(*(table[name] for name in names), product.code)
        .select_from(joined)
        .where(table.account == account, table.status.in_(AFFECTED["service"]))
    )
    found = [
        Footing(
            type="service",
            id=row["id"],
            name=row["label"] or row["address"] or row["product"],
            kind=row["kind"],
            code=row["code"],
            hosts=frozenset(each.lower() for each in (row["address"], _host(row["panel_url"])) if each),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.name, each.id))


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def domains(tx: Tx, account: str, hosts: Iterable[str] = ()) -> list[Footing]:
    """Return the domains that something can touch, by name.

    Args:
        tx: The transaction.
        account: The account.
        hosts: The hosts that are asked about; of the zones only records that point to them are read.
    """
    table = TABLES["domain"].c
    rows = tx.rows(
        select(table.id, table.name, table.nameservers).where(
            table.account == account, table.status.in_(AFFECTED["domain"])
        )
    )
    pointed: dict[str, set[str]] = defaultdict(set)
    wanted = [spelt for each in hosts for spelt in (each, f"{each}.")]
    if wanted:
        record = TABLES["dns_record"].c
        value = func.lower(record.value)
        for domain, host in tx.execute(
            select(record.domain, value).where(record.account == account, value.in_(wanted))
        ):
            pointed[domain].add(host.rstrip("."))
    found = [
        Footing(
            type="domain",
            id=row["id"],
            name=row["name"],
            kind="domain",
            hosts=frozenset(
                {row["name"], *(each.lower() for each in row["nameservers"]), *pointed[row["id"]]}
            ),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.name, each.id))


def domains_named(tx: Tx, account: str, names: Iterable[str]) -> list[Domain]:
    """Return an account's domains of these names, whatever their status."""
    table = TABLES["domain"]
    rows = tx.rows(select(table).where(table.c.account == account, table.c.name.in_(tuple(names))))
    return [each for each in (to_record("domain", row) for row in rows) if isinstance(each, Domain)]
