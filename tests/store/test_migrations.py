"""Migrations: they build what the tables say, and a store goes through them whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, Column, Integer, LargeBinary, Uuid, func, inspect, select, text

from jumpzone.errors import StoreProblem
from jumpzone.model.archive import TYPES
from jumpzone.model.clock import FakeClock
from jumpzone.model.fields import RECORDS, Field, Kind
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.model.records import values_of
from jumpzone.store import audit, fulltext, loading, moving
from jumpzone.store.engine import can_encrypt, locate
from jumpzone.store.migrations import SCRIPTS, migrate, upgrade_on
from jumpzone.store.opening import open_store
from jumpzone.store.rows import to_row
from jumpzone.store.store import Store, Tx
from jumpzone.store.tables import SCHEMA_VERSION, TABLES, metadata
from jumpzone.store.types import Json, UtcTime
from jumpzone.store.version import schema_version
from tests.store.helpers import open_zone

NOW = FakeClock().now()

_ORPHAN = (
    "op.execute('CREATE TABLE child (x REFERENCES contact (email))'); "
    "op.execute('INSERT INTO child VALUES (5)')"
)
_COMING = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    with op.batch_alter_table("contact") as batch:
        batch.add_column(sa.Column("nickname", sa.String(50)))
        batch.alter_column("city", type_=sa.String(150), existing_type=sa.String(100))
    {more}
"""


def _scripts(tmp_path: Path, more: str = "") -> Path:
    """The program's migrations and one that is still to come."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((SCRIPTS / "env.py").read_text("utf-8"), "utf-8")
    for each in (SCRIPTS / "versions").glob("[0-9]*.py"):
        (folder / "versions" / each.name).write_text(each.read_text("utf-8"), "utf-8")
    (folder / "versions" / "9999_coming.py").write_text(
        _COMING.format(newest=SCHEMA_VERSION, more=more), "utf-8"
    )
    return folder


def _shape(tx: Tx) -> object:
    """All that the database itself says about its tables."""
    if tx.sqlite:
        rows = tx.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {(kind, name, table): _words(sql) for kind, name, table, sql in rows}
    queries = (
        (
            "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, "
            "is_generated, generation_expression FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace"
        ),
    )
    return {repr(row) for query in queries for row in tx.execute(text(query))}


def _words(sql: str) -> list[str]:
    # Order of the table's parts aside: what is said, not how it is laid out.
    body = re.sub(r'["\s]+', " ", sql)
    return sorted(part.strip() for part in re.split(r",(?![^(]*\))|\(|\)", body) if part.strip())


def test_the_migrations_build_the_very_tables_that_a_new_store_gets(store_url: str, tmp_path: Path) -> None:
    with open_store(store_url, now=NOW) as store, store.read() as tx:
        wanted = _shape(tx)
    if locate(store_url).sqlite:
        other = Store(locate(str(tmp_path / "migrated.db")))
    else:
        other = Store(locate(store_url))
        with other.write() as tx:
            tx.execute(text("DROP SCHEMA public CASCADE"))
            tx.execute(text("CREATE SCHEMA public"))
    with other, other.write() as tx:
        upgrade_on(tx.connection)
        assert schema_version(tx) == SCHEMA_VERSION
        found = _shape(tx)
        context = MigrationContext.configure(
            tx.connection,
            opts={"compare_type": True, "include_object": _ours, "compare_server_default": True},
        )
        differences = compare_metadata(context, metadata)
    assert found == wanted
    assert differences == []


def _ours(_thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    # The search index is not one of the tables: a virtual table, or a column that PostgreSQL computes.
    return not (reflected and compare_to is None and name is not None and "search" in name)


# A store of the first version


def _given(field: Field) -> Any:
    """A value for a field, other than its default wherever that can be."""
    match field.kind:
        case Kind.CHOICE:
            return field.choices[-1]
        case Kind.BOOL:
            return not field.default
        case Kind.INT | Kind.MONEY:
            return 41
        case Kind.DATE:
            return NOW.date()
        case Kind.TIME:
            return NOW
        case Kind.SET:
            return [field.choices[0]]
        case Kind.LIST:
            return ["one", "two"]
        case Kind.JSON if field.name == "about":
            return {"type": "service", "id": str(UUID(int=9 << 80))}
        case Kind.JSON:
            return [{"a": 1}] if field.default == () else {"a": 1}
        case Kind.ID:
            return str(UUID(int=7 << 80))
        case Kind.SEALED:
            return b"sealed"
        case _:
            return f"Ж-{field.name}"[: field.max_length]


def _any(column: Column[Any]) -> Any:
    """A value for a column of a table that holds no records."""
    match column.type:
        case Uuid():
            return str(UUID(int=5 << 80))
        case UtcTime():
            return NOW
        case Json():
            return {"a": 1}
        case LargeBinary():
            return b"bytes"
        case Boolean():
            return True
        case Integer():
            return 7
        case _:
            return "text"


_ACCOUNT: Final = str(UUID(int=3 << 80))
_BY_THEMSELVES: Final = {"meta", "revision", "audit_entry", "account"}


def _fill_first_version(store: Store) -> dict[str, dict[str, Any]]:
    """Make a store of the first version with a row in each of its tables; return what was given of records."""
    with store.write() as tx:
        upgrade_on(tx.connection, to="0001")
        had = {
            name: {column["name"] for column in inspect(tx.connection).get_columns(name)}
            for name in inspect(tx.connection).get_table_names()
        }
        records: dict[str, dict[str, Any]] = {}
        for name in had.keys() & RECORDS.keys():
            fields = RECORDS[name].fields
            values = {each: _given(field) for each, field in fields.items() if each in had[name]}
            values |= {"id": str(UUID(int=len(records) << 64 | 1 << 90)), "rev": 1}
            values |= {"created_at": NOW, "updated_at": NOW}
            if "account" in had[name]:
                values["account"] = _ACCOUNT
            if name == "account":
                values["id"] = _ACCOUNT
            elif name == "invoice":
                values |= {"kind": "invoice", "number": "0000000412"}
            tx.insert(TABLES[name], values)
            records[name] = values
        for name in had.keys() & metadata.tables.keys() - RECORDS.keys() - _BY_THEMSELVES:
            table = metadata.tables[name]
            tx.insert(table, {each.name: _any(each) for each in table.c if each.name in had[name]})
        tx.insert(metadata.tables["meta"], {"key": "id", "value": "the store's own"})
        fulltext.add(tx, [records["message"]])
        fulltext.add_replies(tx, [records["ticket_reply"]])
        mutation = Mutation(str(UUID(int=8 << 80)), _ACCOUNT, "account", _ACCOUNT, "account.import", NOW)
        audit.append(tx, audit.lock(tx, _ACCOUNT), mutation, IMPORT, (), [("account", _ACCOUNT)], NOW)
    return records


def _rows(tx: Tx) -> dict[str, int]:
    counted = (each for each in metadata.sorted_tables if inspect(tx.connection).has_table(each.name))
    return {each.name: int(tx.scalar(select(func.count()).select_from(each))) for each in counted}


def test_a_store_of_the_first_version_is_brought_to_the_newest_by_opening_it(
    store_url: str, tmp_path: Path
) -> None:
    with Store(locate(store_url)) as old:
        given = _fill_first_version(old)
        with old.read() as tx:
            before = _rows(tx)
    assert min(before.values()) == 1
    sqlite = locate(store_url).sqlite
    if not sqlite:
        with pytest.raises(StoreProblem, match="needs-migration"):
            open_store(store_url, now=NOW)
    with open_store(store_url, now=NOW, backup_is_made=not sqlite) as store, store.read() as tx:
        assert schema_version(tx) == SCHEMA_VERSION
        after = _rows(tx)
        assert {name: after[name] for name in before} == before | {"counter": 2}
        assert {name for name in after if name not in before and after[name]} == set()
        for name, values in given.items():
            record = loading.get(tx, name, _ACCOUNT, values["id"])
            assert record is not None, name
            found = to_row(name, values_of(record))
            assert {each: found[each] for each in values if each not in ("account", "rev")} == {
                each: value for each, value in values.items() if each not in ("account", "rev")
            }, name
        for type_ in TYPES:
            list(moving.walk(tx, type_, _ACCOUNT))
        assert tx.scalar(select(TABLES["message"].c.id)) == given["message"]["id"]
        assert audit.verify(tx, _ACCOUNT) is None
        series = {row["name"]: row["value"] for row in tx.rows(select(metadata.tables["counter"]))}
        assert series == {"text": 7, "invoice": 412}
    if sqlite:
        (copy,) = (tmp_path / "backups").iterdir()
        assert copy.name == f"zone-0001-{NOW:%Y%m%dT%H%M%SZ}.db"
        with Store(locate(str(copy))) as kept, kept.read() as tx:
            assert schema_version(tx) == "0001"
            assert _rows(tx) == before


def test_the_constant_names_the_newest_migration() -> None:
    names = sorted(each.name for each in (SCRIPTS / "versions").glob("[0-9]*.py"))
    assert names[-1].partition("_")[0] == SCHEMA_VERSION


@pytest.mark.parametrize("key", [None, bytes(32)] if can_encrypt() else [None])
def test_an_older_store_is_backed_up_and_brought_up_to_date(tmp_path: Path, key: bytes | None) -> None:
    zone = open_zone(str(tmp_path / "zone.db"), key)
    contact = zone.add_contact(city="София")
    copy = migrate(zone.store, NOW, scripts=_scripts(tmp_path))
    with zone.store.read() as tx:
        assert schema_version(tx) == "9999"
        assert tx.row(text("SELECT city, nickname FROM contact")) == {"city": "София", "nickname": None}
        assert "ck_contact" not in str(inspect(tx.connection).get_check_constraints("contact"))
        assert tx.scalar(text("PRAGMA foreign_keys")) == 1
    zone.store.close()
    assert copy is not None
    assert copy.path.name == f"zone-{SCHEMA_VERSION}-20261123T120000Z.db"
    with open_store(str(copy.path), key, now=NOW) as old, old.read() as tx:
        assert schema_version(tx) == SCHEMA_VERSION
        assert tx.scalar(text("SELECT id FROM contact")).replace("-", "") == contact.replace("-", "")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("op.execute('SELECT nonsense FROM nowhere')", "nowhere"),
        ("op.execute('DELETE FROM contact')", "rows are missing from contact"),
        (_ORPHAN, "mismatch"),
    ],
)
def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, more: str, why: str) -> None:
    zone = open_zone(str(tmp_path / "zone.db"))
    zone.add_contact()
    with zone.store.read() as tx:
        before = _shape(tx)
    with pytest.raises(StoreProblem) as raised:
        migrate(zone.store, NOW, scripts=_scripts(tmp_path, more))
    assert raised.value.code == "migration-failed"
    assert why in str(raised.value)
    (copy,) = (tmp_path / "backups").iterdir()
    assert str(copy) in str(raised.value)
    with zone.store.read() as tx:
        assert _shape(tx) == before
        assert schema_version(tx) == SCHEMA_VERSION
        assert tx.scalar(text("SELECT count(*) FROM contact")) == 1
    zone.add_contact(email="goes-on@office.example")
    zone.store.close()
    with open_store(str(copy), now=NOW) as old, old.read() as tx:
        assert tx.scalar(text("SELECT count(*) FROM contact")) == 1


def test_without_room_for_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    zone = open_zone(str(tmp_path / "zone.db"))
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(StoreProblem, match="no-backup"):
        migrate(zone.store, NOW, scripts=_scripts(tmp_path))
    with zone.store.read() as tx:
        assert schema_version(tx) == SCHEMA_VERSION
    zone.store.close()


def test_a_store_on_a_server_waits_for_the_operator_s_backup(postgres_url: str, tmp_path: Path) -> None:
    zone = open_zone(postgres_url)
    scripts = _scripts(tmp_path)
    with pytest.raises(StoreProblem) as raised:
        migrate(zone.store, NOW, scripts=scripts)
    assert raised.value.code == "needs-migration"
    assert migrate(zone.store, NOW, scripts=scripts, backup_is_made=True) is None
    with zone.store.read() as tx:
        assert schema_version(tx) == "9999"
    zone.store.close()


def test_a_migration_that_fails_on_a_server_leaves_the_store_as_it_was(
    postgres_url: str, tmp_path: Path
) -> None:
    zone = open_zone(postgres_url)
    with zone.store.read() as tx:
        before = _shape(tx)
    with pytest.raises(StoreProblem, match="migration-failed"):
        migrate(
            zone.store,
            NOW,
            scripts=_scripts(tmp_path, "op.execute('DELETE FROM account')"),
            backup_is_made=True,
        )
    with zone.store.read() as tx:
        assert _shape(tx) == before
    zone.store.close()
