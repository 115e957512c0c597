"""Lists, search and saves beside the SQL that they can't do without, on the same file with the same SQLite."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from benchmarks.homes import Home, home
from benchmarks.numbers import Numbers
from benchmarks.report import Report, Rounds, in_turns, median, times
from jumpzone.bootstrap import Opened
from jumpzone.usecases.lists import Listing, Query
from jumpzone.usecases.zone import Zone

PAGE = 64
_COLUMNS = (
    'id, account, rev, created_at, updated_at, "to", login, category, subject, sent_at, delivery, delivery_error, '
    "attachments, about, copy_of, substr(body, 1, 300)"
)
_LIST = f"SELECT {_COLUMNS} FROM message WHERE account = ? AND (login IS NULL OR login = ?)"
_NEWEST = " ORDER BY sent_at DESC, id DESC LIMIT 64"
_SEARCH = (
    (
        f"SELECT {_COLUMNS} FROM message_search AS found CROSS JOIN message ON message.id = found.id "
        "WHERE message_search MATCH ? AND message.account = ? ORDER BY found.rowid DESC LIMIT 64"
    )
    .replace(" id,", " message.id,", 1)
    .replace(" account, rev", " message.account, rev", 1)
    .replace("subject,", "message.subject,", 1)
    .replace("substr(body", "substr(message.body", 1)
)


@dataclass(slots=True)
class _Side:
    """One store, from both sides: the zone, and a bare connection of the same driver."""

    opened: Opened
    zone: Zone
    raw: Any
    account: str
    login: str

    def messages(self, query: Query | None = None) -> Listing[Any]:
        return self.zone.messages.list(query)

    def rows(self, statement: str, *values: Any) -> Callable[[], float]:
        """Time a statement with its rows fetched."""
        return lambda: _timed(lambda: self.raw.execute(statement, values).fetchall())


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _window(listing: Listing[Any], start: int) -> float:
    return _timed(lambda: listing.window(start, PAGE))


def _first(side: _Side, query: Query) -> float:
    """Time opening a list and its first page."""
    return _timed(lambda: side.messages(query).window(0, PAGE))


def _total(side: _Side, query: Query) -> float:
    return _timed(side.messages(query).total)


def lists(report: Report, numbers: Numbers) -> None:
    """Pages at any depth, filters, search and counting."""
    with home(numbers.messages) as place, place.open() as opened:
        side = _side(place, opened)
        report.title(f"Store: pages of {PAGE} from {numbers.messages:,} messages, beside raw SQL")
        _pages(report, numbers, side)
        _filtered(report, numbers, side)
        _searches(report, numbers, side)
        side.raw.close()
    if numbers.full:
        with home(numbers.full) as place, place.open() as opened:
            side = _side(place, opened)
            report.title(f"Store: the same from {numbers.full:,} messages")
            _pages(report, numbers, side)
            _searches(report, numbers, side)
            side.raw.close()


def _side(place: Home, opened: Opened) -> _Side:
    session = opened.zone.access.resume(place.token_file.read_text().strip())
    zone = opened.zone.signed_in(session)
    raw = opened.store.connect_raw()
    return _Side(opened, zone, raw, session.account.id.replace("-", ""), session.login.id.replace("-", ""))


def _pages(report: Report, numbers: Numbers, side: _Side) -> None:
    listing = side.messages()
    total = listing.total()
    key = "SELECT sent_at, id FROM message WHERE account = ? ORDER BY sent_at DESC, id DESC LIMIT 1 OFFSET ?"
    for words, start in (("first", 0), ("middle", total // 2), ("last", max(0, total - PAGE))):
        listing.window(start, PAGE)
        if start:
            mark = side.raw.execute(key, (side.account, start - 1)).fetchone()
            statement, values = f"{_LIST} AND (sent_at, id) < (?, ?){_NEWEST}", mark
        else:
            statement, values = _LIST + _NEWEST, ()
        found = in_turns(
            numbers.calls,
            {
                "zone": partial(_window, listing, start),
                "raw": side.rows(statement, side.account, side.login, *values),
            },
        )
        _beside(report, f"page, {words}", found, 6)
    opening = in_turns(numbers.calls, {"zone": lambda: _timed(lambda: side.messages().window(0, PAGE))})
    report.ms("opening a list: its first page", median(opening["zone"]))
    far = in_turns(
        max(2, numbers.calls // 4), {"zone": lambda: _timed(lambda: _jump(side.messages(), total // 2))}
    )
    report.ms("jump into the middle of a list just opened", median(far["zone"]))
    counted = in_turns(
        max(2, numbers.calls // 4),
        {
            "zone": lambda: _timed(side.messages().total),
            "raw": side.rows(
                "SELECT count(*) FROM message WHERE account = ? AND (login IS NULL OR login = ?)",
                side.account,
                side.login,
            ),
        },
    )
    _beside(report, "counting", counted)


def _jump(listing: Listing[Any], start: int) -> None:
    listing.total()
    listing.window(start, PAGE)


def _filtered(report: Report, numbers: Numbers, side: _Side) -> None:
    since = datetime.now(UTC) - timedelta(days=90)
    for words, query, clause, values in (
        ("category", Query(where={"category": ("domain",)}), "category = ?", ("domain",)),
        ("delivery failed", Query(where={"delivery": ("failed",)}), "delivery = ?", ("failed",)),
        (
            "the last 90 days",
            Query(since={"sent_at": since}),
            "sent_at >= ?",
            (int(since.timestamp() * 1_000_000),),
        ),
    ):
        newest = Query(where=query.where, since=query.since, sort="sent_at", descending=True)
        found = in_turns(
            numbers.calls,
            {
                "zone": partial(_first, side, newest),
                "raw": side.rows(f"{_LIST} AND {clause}{_NEWEST}", side.account, side.login, *values),
            },
        )
        _beside(report, f"filter by {words}, first page", found)


def _searches(report: Report, numbers: Numbers, side: _Side) -> None:
    for words, asked in (
        ("nine in ten match", "gravel"),
        ("one in ten", "lantern"),
        ("two words", "gravel sofia"),
    ):
        query = Query(text=asked, sort="sent_at", descending=True)
        terms = " AND ".join(f'"{word}" *' for word in asked.split())
        match = f'{{account}} : "{side.account}" AND {{subject body recipient}} : ({terms})'
        found = in_turns(
            numbers.calls,
            {
                "zone": partial(_first, side, query),
                "raw": side.rows(_SEARCH, match, side.account),
            },
        )
        _beside(report, f"search, {words}: first page", found)
        report.goal(f"search, {words}: first page", 1e3 * median(found["zone"]), 10, "ms")
        total = in_turns(
            max(2, numbers.calls // 8),
            {"zone": partial(_total, side, query)},
            warm=0,
        )
        report.ms(f"search, {words}: counting the hits", median(total["zone"]))


def saves(report: Report, numbers: Numbers) -> None:
    """Saves that are on disk when they return, and what signing in and registering cost."""
    with home() as place, place.open() as opened:
        side = _side(place, opened)
        report.title("Saves, on disk when they return; passwords at their full cost")
        profile, number = side.zone.profile, count()

        def save() -> float:
            seen = profile.get()
            values = {"city": f"Sofia {next(number)}"}
            return _timed(lambda: profile.save(seen, values))

        def bare() -> float:
            def write() -> None:
                side.raw.execute("BEGIN IMMEDIATE")
                side.raw.execute(
                    "UPDATE profile SET city = ? WHERE account = ?", (f"Varna {next(number)}", side.account)
                )
                side.raw.execute("COMMIT")

            return _timed(write)

        found = in_turns(numbers.calls, {"zone": save, "raw": bare})
        _beside(report, "saving the profile", found)
        _passwords(report, numbers, place, side)
        side.raw.close()


def _passwords(report: Report, numbers: Numbers, place: Home, side: _Side) -> None:
    deps, sample, number = side.opened.zone.deps, place.sample, count()
    hash_ = deps.hasher.hash(sample.password)
    values = {
        "first_name": "Maria",
        "last_name": "Petrova",
        "country": "BG",
        "city": "Sofia",
        "address_1": "1 Vitosha",
        "postcode": "1000",
        "phone": "+35929870001",
        "terms": True,
    }

    def sign_in() -> float:
        return _timed(lambda: side.opened.zone.access.sign_in(sample.address.address, sample.password))

    def register(address: Callable[[], str]) -> Callable[[], float]:
        def begin() -> float:
            # Every attempt another source and address, so that nothing is slowed down on purpose.
            source, email = f"source-{next(number)}", address()
            registration = side.opened.zone.registration
            return _timed(
                lambda: registration.begin(
                    {**values, "email": email}, "quiet spoon of gravel 7", "en", source=source
                )
            )

        return begin

    def known() -> str:
        local, _at, domain = sample.address.address.partition("@")
        _forgive(side)
        return f"{local}@{domain}"

    found = in_turns(
        numbers.hashes,
        {
            "hash": lambda: _timed(lambda: deps.hasher.verify(hash_, sample.password)),
            "sign-in": sign_in,
            "known": register(known),
            "unknown": register(lambda: f"nobody-{next(number)}@studio.example"),
        },
    )
    report.ms("one look at a password (Argon2id)", median(found["hash"]))
    report.ms("signing in", median(found["sign-in"]))
    report.figure("signing in", f"{times(found['sign-in'], found['hash']):.2f} × look")
    report.ms("registering, address unknown", median(found["unknown"]))
    report.ms("registering, address known", median(found["known"]))
    report.figure("known beside unknown", f"{times(found['known'], found['unknown']):.2f} ×")


def _forgive(side: _Side) -> None:
    """Forget earlier attempts: a known address is asked for again and again here."""
    side.raw.execute("DELETE FROM throttle")


def _beside(report: Report, name: str, found: Rounds, goal: float = 0) -> None:
    report.ms(f"{name}: raw SQL", median(found["raw"]))
    report.ms(name, median(found["zone"]))
    ratio = times(found["zone"], found["raw"])
    if goal:
        report.goal(name, ratio, goal, "×", beside="raw SQL")
    else:
        report.figure(name, f"{ratio:.2f} × raw")
