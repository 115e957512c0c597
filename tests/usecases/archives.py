"""Archives in tests: written, taken apart, put together again, and brought into an empty store."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jumpzone.mail.letter import Sender
from jumpzone.model.clock import FakeClock
from jumpzone.store.opening import open_store
from jumpzone.usecases import opening
from jumpzone.usecases.area import Deps
from jumpzone.usecases.zone import Zone
from tests.fakes import make_deps
from tests.usecases.sample import NOW

SENDER = Sender("zone@jumpzone.example", "JumpZone", "support@jumpzone.example")
Entries = dict[str, bytes]


def export(zone: Zone, path: Path, *, papers: bool = False) -> Path:
    """Write everything that the reader sees, without papers as they take the time."""
    zone.archive.write(path, SENDER, papers=papers)
    return path


def entries(path: Path) -> Entries:
    """What is in an archive."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(found: Mapping[str, bytes]) -> dict[str, Any]:
    """What an archive says about itself."""
    told: dict[str, Any] = json.loads(found["zone.json"])
    return told


def records(found: Mapping[str, bytes], type_: str) -> list[dict[str, Any]]:
    """The records of a type."""
    rows: list[dict[str, Any]] = json.loads(found[f"data/{type_}.json"])
    return rows


def listed(lines: list[str]) -> bytes:
    """Records' own texts as an archive lists them."""
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode() if lines else b"[]\n"


def line(record: Mapping[str, Any]) -> str:
    """A record's text."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signed(found: Entries, **told: Any) -> Entries:
    """The same with hashes, sizes and counts that fit: as somebody makes it who knows the format."""
    about = manifest(found) | told
    about["files"] = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in found.items()
        if name != "zone.json"
    }
    return {**found, "zone.json": json.dumps(about).encode()}


def packed(path: Path, found: Mapping[str, bytes]) -> Path:
    """Make a zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return path


def edited(found: Entries, type_: str, edit: Callable[[list[dict[str, Any]]], object]) -> Entries:
    """The same with records changed, and with counts and hashes that fit."""
    rows = records(found, type_)
    edit(rows)
    counts = manifest(found)["records"] | {type_: len(rows)}
    return signed({**found, f"data/{type_}.json": listed([line(each) for each in rows])}, records=counts)


@contextmanager
def empty(url: str) -> Iterator[Deps]:
    """An empty store elsewhere."""
    with open_store(url, now=NOW) as store:
        yield make_deps(store, FakeClock(NOW))


def signed_in(deps: Deps, login: str) -> Zone:
    """The zone of somebody who has shown who they are; passwords are not in an archive."""
    with deps.store.write() as tx:
        begun = opening.begin(tx, deps, login, remember=False)
    return Zone(deps, begun)
