"""Everything of an account goes out into one file and comes back out of it, the same to the byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jumpzone.errors import Refused
from jumpzone.model.archive import TYPES
from jumpzone.model.fields import RECORDS, Kind
from jumpzone.model.mails import MASK
from jumpzone.model.permissions import Permission
from jumpzone.store import audit, checkup, moving
from jumpzone.store.tables import TABLES, audit_entry, blob, counter, credential, session
from jumpzone.usecases import archive as archives
from jumpzone.usecases.bringing import Bringing
from jumpzone.usecases.tickets import Upload, attachments_of
from tests.fakes import FakeComposer
from tests.usecases.archives import SENDER, empty, entries, export, manifest, records, signed_in
from tests.usecases.sample import SampleZone


@pytest.mark.parametrize("company", ["studio", "reseller", "new"])
def test_what_comes_in_goes_out_the_same(
    store_url: str, tmp_path: Path, company: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if company == "reseller":
        # Three thousand letters take their time, and the studio's are as good as theirs.
        monkeypatch.setattr(archives, "as_eml", lambda message, *_: message.body.encode())
    there = SampleZone(str(tmp_path / "there.db"), company)
    papers = company == "new"
    first = export(there.zone, tmp_path / "first.zip", papers=papers)
    there.close()
    with empty(store_url) as deps:
        brought = Bringing(deps).bring(first)
        second = export(signed_in(deps, there.sample.login.id), tmp_path / "second.zip", papers=papers)
    assert brought.addresses == (there.sample.address.address,)
    assert brought.number == there.sample.account.number
    assert entries(second) == entries(first)
    assert second.read_bytes() == first.read_bytes()


def test_the_same_zone_goes_out_the_same_from_every_kind_of_store(postgres_url: str, tmp_path: Path) -> None:
    files = []
    for name, url in (("file", str(tmp_path / "there.db")), ("server", postgres_url)):
        there = SampleZone(url)
        files.append(export(there.zone, tmp_path / f"{name}.zip").read_bytes())
        there.close()
    assert files[0] == files[1]


@pytest.fixture
def lived(tmp_path: Path) -> SampleZone:
    """A small zone with changes in its trail, and a file that a ticket names."""
    there = SampleZone(str(tmp_path / "there.db"), "new")
    hello = {"subject": "A question", "body": "What does the file say?"}
    there.zone.tickets.open(
        hello, [Upload("letter.txt", b"a" * 3_000_000), Upload("b.bin", bytes(range(256)))]
    )
    there.zone.tickets.open({**hello, "subject": "Another one"})
    return there


def test_the_trail_comes_along_as_it_was_and_another_one_begins(
    lived: SampleZone, store_url: str, tmp_path: Path
) -> None:
    account = lived.sample.account.id
    first = export(lived.zone, tmp_path / "first.zip")
    lived.close()
    trail = entries(first)["audit/0001.jsonl"]
    assert len(trail.splitlines()) == 3
    with empty(store_url) as deps:
        Bringing(deps).bring(first)
        zone = signed_in(deps, lived.sample.login.id)
        assert export(zone, tmp_path / "second.zip").read_bytes() == first.read_bytes()
        with deps.store.read() as tx:
            (own,) = tx.rows(select(audit_entry))
            assert moving.kept_trails(tx, account) == [trail]
            assert audit.verify(tx, account) is None
        assert (own["op"], own["actor"], own["account"]) == ("account.import", "system:import", account)
        for content in (entries(first)["zone.json"], trail):
            assert hashlib.sha256(content).hexdigest() in own["reason"]
        assert checkup.check_trail(deps.store) == checkup.Trail(1, ())
        zone.tickets.open({"subject": "Later", "body": "Elsewhere"})
        third = export(zone, tmp_path / "third.zip")
    assert [name for name in entries(third) if name.startswith("audit/")] == [
        "audit/0001.jsonl",
        "audit/0002.jsonl",
    ]
    assert entries(third)["audit/0001.jsonl"] == trail
    with empty(str(tmp_path / "again.db")) as deps:
        Bringing(deps).bring(third)
        fourth = export(signed_in(deps, lived.sample.login.id), tmp_path / "fourth.zip")
    assert fourth.read_bytes() == third.read_bytes()


def test_a_trail_that_came_along_and_was_changed_is_found(lived: SampleZone, tmp_path: Path) -> None:
    first = export(lived.zone, tmp_path / "first.zip")
    lived.close()
    with empty(str(tmp_path / "here.db")) as deps:
        Bringing(deps).bring(first)
        with deps.store.write() as tx:
            kept = moving.kept_trails(tx, lived.sample.account.id)[0]
            tx.execute(
                blob.update().where(blob.c.size == len(kept)).values(bytes=kept.replace(b"open", b"shut"))
            )
        assert checkup.check_trail(deps.store).broken == ((lived.sample.account.id, 1),)


def test_files_come_along_by_their_hash(lived: SampleZone, tmp_path: Path) -> None:
    first = export(lived.zone, tmp_path / "first.zip")
    lived.close()
    with empty(str(tmp_path / "here.db")) as deps:
        Bringing(deps).bring(first)
        zone = signed_in(deps, lived.sample.login.id)
        (ticket,) = (each for each in zone.tickets.list() if each.subject == "A question")
        files = attachments_of(zone.tickets.conversation(ticket.id).replies)
        kept = {file.name: zone.tickets.content_of(file) for file in files}
    assert kept == {"letter.txt": b"a" * 3_000_000, "b.bin": bytes(range(256))}


def test_numbers_go_on_behind_the_highest(lived: SampleZone, store_url: str, tmp_path: Path) -> None:
    first = export(lived.zone, tmp_path / "first.zip")
    with lived.store.read() as tx:
        stood = {row["name"]: row["value"] for row in tx.rows(select(counter))}
    lived.close()
    with empty(store_url) as deps:
        Bringing(deps).bring(first)
        with deps.store.read() as tx:
            assert {row["name"]: row["value"] for row in tx.rows(select(counter))} == stood
        zone = signed_in(deps, lived.sample.login.id)
        id_, _applied = zone.tickets.open({"subject": "The next", "body": "One more"})
        known = {each["number"] for each in records(entries(first), "ticket")}
        number = zone.tickets.get(id_).number
    assert number is not None
    assert int(number[2:]) == max(int(each[2:]) for each in known) + 1


def test_nobody_is_signed_in_and_a_new_password_opens_the_door(lived: SampleZone, tmp_path: Path) -> None:
    first = export(lived.zone, tmp_path / "first.zip")
    lived.close()
    sample = lived.sample
    with empty(str(tmp_path / "here.db")) as deps:
        Bringing(deps).bring(first)
        with deps.store.read() as tx:
            assert tx.scalar(select(func.count()).select_from(credential)) == 0
            assert tx.scalar(select(func.count()).select_from(session)) == 0
        nobody = signed_in(deps, sample.login.id).signed_in(None)
        with pytest.raises(Refused, match="invalid-credentials"):
            nobody.access.sign_in(sample.address.address, sample.password)
        pending = nobody.access.begin_reset(sample.address.address)
        assert isinstance(deps.composer, FakeComposer)
        nobody.access.confirm_reset(pending.token, deps.composer.code(), "four loud kettles paint a wall")
        opened = nobody.access.sign_in(sample.address.address, "four loud kettles paint a wall")
    assert opened.account.number == sample.account.number


def test_nothing_secret_goes_out(lived: SampleZone, tmp_path: Path) -> None:
    account = lived.sample.account.id
    canary = "8001010008"
    lived.zone.profile.save(lived.zone.profile.get(), {"marketing_opt_in": True})
    with lived.store.write() as tx:
        sealed = lived.deps.sealer.seal(canary, lived.sample.profile.id)
        tx.execute(TABLES["profile"].update().values(personal_number=sealed))
        tx.execute(TABLES["login"].update().values(totp_enabled=True, staff_role="admin"))
    found = entries(export(lived.zone, tmp_path / "first.zip"))
    lived.close()
    for type_ in TYPES:
        for name in {each.name for each in RECORDS[type_].fields.values() if each.kind is Kind.SEALED}:
            assert all(name not in each for each in records(found, type_)), name
    everything = b"".join(found.values())
    for secret in (canary.encode(), sealed.hex().encode(), b"argon2", b'totp_enabled":true', b'"admin"'):
        assert secret not in everything
    assert manifest(found)["kept_back"]["login"] == ["staff_role", "totp_enabled"]
    assert manifest(found)["account"]["id"] == account


def test_transfer_codes_stay_behind(tmp_path: Path) -> None:
    there = SampleZone(str(tmp_path / "there.db"))
    password, zone = there.sample.password, there.zone
    open_to_it = next(each for each in zone.domains.list() if not each.locked and each.status == "active")
    shown = zone.domains.transfer_code(open_to_it.id, password)
    zone.domains.orders.transfer_in("coming-here.example", "CODE-OF-ANOTHER-1234")
    found = entries(export(zone, tmp_path / "first.zip"))
    there.close()
    for secret in (shown, "CODE-OF-ANOTHER-1234"):
        assert [name for name, content in found.items() if secret.encode() in content] == []


def test_access_data_stays_behind_and_says_so(tmp_path: Path) -> None:
    there = SampleZone(str(tmp_path / "there.db"))
    masked = next(id_ for id_ in there.sample.message_secrets)
    first = export(there.zone, tmp_path / "first.zip")
    there.close()
    with empty(str(tmp_path / "here.db")) as deps:
        Bringing(deps).bring(first)
        zone = signed_in(deps, there.sample.login.id)
        assert MASK in zone.messages.get(masked).body
        with pytest.raises(Refused, match="access-data-left-behind"):
            zone.messages.reveal(masked, there.sample.password)


def _member(lived: SampleZone, *permissions: Permission) -> str:
    """Let somebody else into the account; return their login."""
    deps, account = lived.deps, lived.sample.account.id
    login, now = deps.ids.new(), deps.clock.now()
    both = {"rev": 1, "created_at": now, "updated_at": now}
    with lived.store.write() as tx:
        tx.insert(
            TABLES["login"],
            {"id": login, "name": "Ana", "language": "en", "timezone": "UTC", "totp_enabled": False, **both},
        )
        tx.insert(
            TABLES["email_address"],
            {
                "id": deps.ids.new(),
                "login": login,
                "address": "ana@helper.example",
                "canonical": "ana@helper.example",
                "primary": True,
                "verified_at": now,
                **both,
            },
        )
        tx.insert(
            TABLES["membership"],
            {
                "id": deps.ids.new(),
                "account": account,
                "login": login,
                "role": "member",
                "permissions": sorted(permissions),
                **both,
            },
        )
    return login


def test_a_member_takes_along_what_a_member_sees_and_that_is_for_looking_at(
    lived: SampleZone, tmp_path: Path
) -> None:
    zone = signed_in(lived.deps, _member(lived, Permission.TICKETS))
    held = zone.archive.holds()
    found = entries(export(zone, tmp_path / "part.zip"))
    lived.close()
    told = manifest(found)
    assert not told["complete"]
    assert not held.complete
    assert set(told["left_out"]) == set(TYPES) - set(told["records"]) >= {"invoice", "message", "membership"}
    assert len(records(found, "ticket")) == 2
    assert [each["name"] for each in records(found, "login")] == ["Ana"]
    assert [each["address"] for each in records(found, "email_address")] == ["ana@helper.example"]
    assert not any(name.startswith(("audit/", "messages/", "papers/")) for name in found)
    with empty(str(tmp_path / "here.db")) as deps:
        with pytest.raises(Refused, match="archive-partial"):
            Bringing(deps).bring(tmp_path / "part.zip")
        assert Bringing(deps).possible()


def test_members_come_along_with_their_main_address(lived: SampleZone, tmp_path: Path) -> None:
    login = _member(lived, Permission.TICKETS)
    first = export(lived.zone, tmp_path / "first.zip")
    lived.close()
    with empty(str(tmp_path / "here.db")) as deps:
        brought = Bringing(deps).bring(first)
        theirs = signed_in(deps, login)
        assert {each.subject for each in theirs.tickets.list()} == {"A question", "Another one"}
        assert not theirs.can("update", "profile")
        again = export(signed_in(deps, lived.sample.login.id), tmp_path / "second.zip")
    assert "ana@helper.example" in brought.addresses
    assert again.read_bytes() == first.read_bytes()


def test_a_store_with_anybody_in_it_is_left_alone(lived: SampleZone, store_url: str, tmp_path: Path) -> None:
    first = export(lived.zone, tmp_path / "first.zip")
    lived.close()
    with empty(store_url) as deps:
        Bringing(deps).bring(first)
        assert not Bringing(deps).possible()
        with pytest.raises(Refused, match="store-not-empty"):
            Bringing(deps).bring(first)
        with deps.store.read() as tx:
            assert tx.scalar(select(func.count()).select_from(audit_entry)) == 1


def test_looking_whether_it_would_do_changes_nothing(
    lived: SampleZone, store_url: str, tmp_path: Path
) -> None:
    first = export(lived.zone, tmp_path / "first.zip")
    lived.close()
    with empty(store_url) as deps:
        assert Bringing(deps).bring(first, only_check=True).number == lived.sample.account.number
        assert Bringing(deps).possible()


class _Enough(Exception):
    pass


def test_stopping_at_any_moment_leaves_nothing(lived: SampleZone, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    first = export(lived.zone, tmp_path / "first.zip")
    with empty(str(tmp_path / "here.db")) as deps:
        Bringing(deps).bring(first, lambda *told: seen.append(told), only_check=True)
        assert seen == sorted(seen)
        assert seen[-1][0] <= seen[-1][1]
        for moment in range(0, len(seen), 5):
            left = iter(range(moment))

            def stop(_done: int, _total: int, left: object = left) -> None:
                if next(left, None) is None:  # type: ignore[call-overload]
                    raise _Enough

            with pytest.raises(_Enough):
                Bringing(deps).bring(first, stop)
            assert Bringing(deps).possible()
    path = tmp_path / "stopped.zip"
    with pytest.raises(_Enough):
        lived.zone.archive.write(path, SENDER, tick=_raise)
    assert not path.exists()
    lived.close()


def _raise(_done: int, _total: int) -> None:
    raise _Enough
