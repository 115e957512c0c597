"""Signing in: growing delays, equal work for unknown addresses, sessions that end."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from jumpzone.errors import Invalid, NotFound, Refused, SignInFirst, Throttled, ZoneError
from jumpzone.model.clock import FakeClock
from jumpzone.model.mutations import IMPORT, Mutation
from jumpzone.store.opening import open_store
from jumpzone.store.store import Store
from jumpzone.store.tables import TABLES
from jumpzone.usecases.access import Access
from jumpzone.usecases.area import Session
from jumpzone.usecases.hashing import Costs
from tests.fakes import CountingHasher, statements
from tests.usecases.people import EMAIL, OTHER, PASSWORD, People


def run_as_system(people: People, account: str, type_: str, record: str, op: str, **values: object) -> None:
    ids, now = people.deps.ids, people.clock.now()
    people.deps.executor.run(Mutation(ids.new(), account, type_, record, op, now, values), IMPORT)


# Signing in


def test_the_right_password_opens_the_home_account(people_anywhere: People) -> None:
    registered = people_anywhere.register()
    session = people_anywhere.access().sign_in(" MARIA@Studio.example ", PASSWORD)
    assert session.account == registered.account
    assert session.role.owner
    assert session.token is not None
    assert session.token.startswith("jz_")
    assert len(session.token) >= 3 + 43


def test_a_password_is_the_same_on_every_keyboard(people: People) -> None:
    people.register(password="Zu\u0308rich schla\u0308ft noch nicht")
    assert people.access().sign_in(EMAIL, "Z\u00fcrich schl\u00e4ft noch nicht")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, OTHER),
        (EMAIL, ""),
        ("nobody@studio.example", PASSWORD),
        ("", PASSWORD),
        ("no address at all", PASSWORD),
        ("a\x00b@studio.example", PASSWORD),
        ("\ud800@studio.example", "\ud800"),
        ("x" * 10_000 + "@studio.example", PASSWORD),
        ("a@" + "ü" * 300 + ".example", PASSWORD),
    ],
)
def test_whatever_is_wrong_is_refused_in_the_same_words(people: People, email: str, password: str) -> None:
    people.register()
    with pytest.raises(Refused) as caught:
        people.access().sign_in(email, password)
    assert str(caught.value) == "invalid-credentials: The e-mail address or the password is not right."


def test_an_unknown_address_costs_the_same_as_a_wrong_password(people: People) -> None:
    people.register()
    work = []
    for email in ("nobody@studio.example", EMAIL):
        before = (people.hasher.hashed, people.hasher.verified, people.count("mail_job"))
        with statements(people.store) as seen, pytest.raises(Refused) as caught:
            people.access().sign_in(email, OTHER)
        after = (people.hasher.hashed, people.hasher.verified, people.count("mail_job"))
        words = (str(caught.value), caught.value.title, caught.value.hint)
        work.append(([b - a for a, b in zip(before, after, strict=True)], list(seen), words))
    assert work[0] == work[1]
    assert work[0][0] == [0, 1, 0]


def test_the_decoy_costs_what_a_password_costs_and_no_password_opens_it() -> None:
    hasher = CountingHasher()
    decoy = hasher.decoy()
    assert decoy == hasher.decoy()
    assert not hasher.outdated(decoy)
    assert not hasher.verify(decoy, "")


def test_only_a_verified_main_address_signs_in(people: People) -> None:
    session = people.register()
    second = people.deps.ids.new()
    address = "second@studio.example"
    run_as_system(
        people,
        session.account.id,
        "email_address",
        second,
        "create",
        login=session.login.id,
        address=address,
        canonical=address,
        primary=False,
        verified_at=people.clock.now(),
        added_at=people.clock.now(),
    )
    with pytest.raises(Refused, match="invalid-credentials"):
        people.access().sign_in(address, PASSWORD)
    with people.store.write() as tx:
        table = TABLES["email_address"]
        tx.execute(update(table).where(table.c.canonical == EMAIL).values(verified_at=None))
    with pytest.raises(Refused, match="invalid-credentials"):
        people.access().sign_in(EMAIL, PASSWORD)


def test_a_closed_account_says_so_after_the_right_password_only(people: People) -> None:
    session = people.register()
    run_as_system(people, session.account.id, "account", session.account.id, "update", status="closed")
    with pytest.raises(Refused, match="invalid-credentials"):
        people.access().sign_in(EMAIL, OTHER)
    with pytest.raises(Refused, match="account-closed"):
        people.access().sign_in(EMAIL, PASSWORD)
    assert people.count("session") == 1


def test_who_has_another_account_goes_there_when_the_home_is_closed(people: People) -> None:
    home, other = people.register(), people.register("office@studio.example")
    run_as_system(
        people,
        other.account.id,
        "membership",
        people.deps.ids.new(),
        "create",
        login=home.login.id,
        role="member",
        permissions=["invoices"],
    )
    assert people.access().sign_in(EMAIL, PASSWORD).account.id == home.account.id
    run_as_system(people, home.account.id, "account", home.account.id, "update", status="closed")
    session = people.access().sign_in(EMAIL, PASSWORD)
    assert session.account.id == other.account.id
    assert not session.role.owner
    assert [each.account.id for each in people.access(session).whoami().accounts] == [
        home.account.id,
        other.account.id,
    ]


def test_an_old_hash_is_made_anew_at_sign_in(people: People) -> None:
    people.register()
    old = people.rows("credential")[0]["password_hash"]
    dearer = CountingHasher(Costs(128, 2, 1))
    object.__setattr__(people.deps, "hasher", dearer)
    people.access().sign_in(EMAIL, PASSWORD)
    new = people.rows("credential")[0]["password_hash"]
    assert new != old
    assert not dearer.outdated(new)
    assert people.access().sign_in(EMAIL, PASSWORD)
    assert people.rows("credential")[0]["password_hash"] == new


# Growing delays


def fail(people: People, email: str = EMAIL, source: str = "local") -> int:
    """Fail to sign in; return the wait, or 0 when the attempt was looked at."""
    try:
        people.access().sign_in(email, OTHER, source=source)
    except Throttled as error:
        return error.retry_after
    except Refused:
        return 0
    raise AssertionError("signed in")


def test_of_two_who_sign_in_at_once_both_get_in_though_the_hash_is_made_anew(people: People) -> None:
    people.register()

    class Meanwhile(CountingHasher):
        """Somebody else signs in while a password is being looked at."""

        others = 1

        def verify(self, hash_: str, password: str) -> bool:
            right = super().verify(hash_, password)
            if self.others:
                self.others -= 1
                assert Access(people.deps, None).sign_in(EMAIL, PASSWORD)
            return right

    dearer = Meanwhile(Costs(128, 1, 1))
    people.deps = replace(people.deps, hasher=dearer)
    assert people.access().sign_in(EMAIL, PASSWORD)
    dearer.others = 1
    with pytest.raises(Refused):
        people.access().sign_in(EMAIL, OTHER)


def test_delays_grow_and_stop_growing(people: People) -> None:
    people.register()
    for _ in range(4):
        assert fail(people) == 0
    waits = []
    for _ in range(13):
        assert fail(people) == 0
        waits.append(fail(people))
        people.clock.advance(waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_a_delayed_attempt_is_not_even_looked_at(people: People) -> None:
    people.register()
    for _ in range(5):
        fail(people)
    checked = people.hasher.verified
    with pytest.raises(Throttled) as caught:
        people.access().sign_in(EMAIL, PASSWORD)
    assert caught.value.retry_after == 1
    assert people.hasher.verified == checked
    people.clock.advance(1)
    assert people.access().sign_in(EMAIL, PASSWORD)


def test_an_unknown_address_is_delayed_alike(people: People) -> None:
    for _ in range(5):
        assert fail(people, "nobody@studio.example") == 0
    assert fail(people, "Nobody@STUDIO.example") == 1


def test_success_clears_the_accounts_delay(people: People) -> None:
    people.register()
    for _ in range(4):
        fail(people)
    people.access().sign_in(EMAIL, PASSWORD)
    for _ in range(4):
        assert fail(people) == 0


def test_a_source_is_delayed_over_many_accounts_and_its_own_success_does_not_clear_it(people: People) -> None:
    people.register()
    for number in range(20):
        assert fail(people, f"victim{number}@studio.example", "192.0.2.7") == 0
        people.access().sign_in(EMAIL, PASSWORD, source="192.0.2.7")
    assert fail(people, "victim20@studio.example", "192.0.2.7") == 0
    assert fail(people, "victim21@studio.example", "192.0.2.7") == 1
    assert fail(people, "victim21@studio.example", "192.0.2.8") == 0


def test_delays_hold_in_another_program_on_the_same_store(people_anywhere: People) -> None:
    people_anywhere.register()
    for _ in range(5):
        fail(people_anywhere)
    with open_store(people_anywhere.store.location.secret_url, now=people_anywhere.clock.now()) as again:
        assert fail(People(again, people_anywhere.clock)) == 1


def test_attempts_at_the_same_time_count_like_attempts_in_a_row(people_anywhere: People) -> None:
    people_anywhere.register()
    waits: list[int] = []

    def attempt() -> None:
        waits.append(fail(People(people_anywhere.store, people_anywhere.clock)))

    threads = [threading.Thread(target=attempt) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0] * 5 + [1] * 5


def test_failures_are_forgotten_after_a_day(people: People) -> None:
    for _ in range(5):
        fail(people, "nobody@studio.example")
    people.clock.advance(timedelta(hours=25))
    for _ in range(5):
        assert fail(people, "nobody@studio.example") == 0
    assert people.count("throttle") == 2


def test_the_table_of_failures_names_nobody(people: People) -> None:
    fail(people, EMAIL, "192.0.2.7")
    assert all(len(row["key"]) == 32 for row in people.rows("throttle"))


# Sessions


def test_a_session_is_picked_up_by_its_token(people_anywhere: People) -> None:
    session = people_anywhere.register()
    assert session.token is not None
    resumed = people_anywhere.access().resume(session.token)
    assert (resumed.id, resumed.login, resumed.account) == (session.id, session.login, session.account)


@pytest.mark.parametrize("token", ["", "jz_", "jz_" + "x" * 43, "\ud800\x00", "x" * 100_000])
def test_what_is_no_token_is_no_session(people: People, token: str) -> None:
    people.register()
    with pytest.raises(SignInFirst):
        people.access().resume(token)


def test_a_session_ends_twelve_hours_after_its_last_use(people: People) -> None:
    people.register()
    session = people.access().sign_in(EMAIL, PASSWORD)
    access = people.access(session)
    for _ in range(5):
        people.clock.advance(timedelta(hours=11))
        access.keep_alive()
    assert access.whoami().session.used_at == people.clock.now()
    people.clock.advance(timedelta(hours=12))
    with pytest.raises(SignInFirst):
        access.keep_alive()
    with pytest.raises(SignInFirst):
        access.whoami()


def test_no_session_outlives_thirty_days(people: People) -> None:
    people.register()
    plain = people.access().sign_in(EMAIL, PASSWORD)
    kept = people.access().sign_in(EMAIL, PASSWORD, remember=True)
    assert kept.token is not None
    for _ in range(59):
        people.clock.advance(timedelta(hours=12) - timedelta(minutes=1))
        people.access(plain).keep_alive()
    people.clock.advance(timedelta(hours=11))
    people.access(plain).keep_alive()
    people.access().resume(kept.token)
    people.clock.advance(timedelta(hours=2))
    for gone in (plain, kept):
        with pytest.raises(SignInFirst):
            people.access(gone).whoami()


def test_a_kept_session_needs_no_use(people: People) -> None:
    people.register()
    kept = people.access().sign_in(EMAIL, PASSWORD, remember=True)
    assert kept.token is not None
    people.clock.advance(timedelta(days=29))
    assert people.access().resume(kept.token).id == kept.id


def test_using_the_zone_writes_every_few_minutes_at_most(people: People) -> None:
    access = people.access(people.register())
    people.clock.advance(timedelta(minutes=4))
    with statements(people.store) as seen:
        access.keep_alive()
    assert not [each for each in seen if each.startswith("UPDATE")]


def test_signing_out_ends_the_session(people: People) -> None:
    session = people.register()
    assert session.token is not None
    people.access(session).sign_out()
    people.access(session).sign_out(session)
    with pytest.raises(SignInFirst):
        people.access().resume(session.token)


def test_sessions_are_listed_and_ended_by_their_owner_alone(people: People) -> None:
    first = people.register()
    people.clock.advance(60)
    second = people.access().sign_in(EMAIL, PASSWORD)
    stranger = people.access(people.register("other@studio.example"))
    mine = people.access(second)
    assert [(each.id, each.current, each.device) for each in mine.sessions()] == [
        (second.id, True, "laptop"),
        (first.id, False, "laptop"),
    ]
    for wanted in (first.id, people.deps.ids.new(), "'; drop table session", ""):
        with pytest.raises(NotFound):
            stranger.end_session(wanted)
    mine.end_session(first.id)
    with pytest.raises(SignInFirst):
        people.access(first).sessions()


def test_all_other_sessions_can_be_ended_at_once(people: People) -> None:
    first = people.register()
    second = people.access().sign_in(EMAIL, PASSWORD)
    other = people.register("other@studio.example")
    assert people.access(second).end_other_sessions() == 1
    with pytest.raises(SignInFirst):
        people.access(first).whoami()
    assert people.access(other).whoami()


def test_nobody_signed_in_is_told_to_sign_in(people: People) -> None:
    nobody = people.access()
    for call in (
        nobody.whoami,
        nobody.sessions,
        nobody.sign_out,
        nobody.keep_alive,
        nobody.end_other_sessions,
        lambda: nobody.end_session("x"),
        lambda: nobody.reauthenticate(PASSWORD),
        lambda: nobody.change_password(PASSWORD, OTHER),
    ):
        with pytest.raises(SignInFirst):
            call()


# Asked for again


def test_the_password_can_be_asked_for_again(people: People) -> None:
    access = people.access(people.register())
    access.reauthenticate(PASSWORD)
    with pytest.raises(Invalid) as caught:
        access.reauthenticate(OTHER)
    assert caught.value.code == "wrong-password"
    assert [each.field for each in caught.value.fields] == ["password"]


def test_asking_again_has_growing_delays_of_its_own(people: People) -> None:
    session = people.register()
    for _ in range(6):
        fail(people)
    access = people.access(session)
    access.reauthenticate(PASSWORD)
    for _ in range(5):
        with pytest.raises(Invalid):
            access.reauthenticate(OTHER)
    with pytest.raises(Throttled):
        access.reauthenticate(PASSWORD)
    people.clock.advance(1)
    access.reauthenticate(PASSWORD)


def test_an_ended_session_is_not_asked_again(people: People) -> None:
    session = people.register()
    people.access(session).sign_out()
    with pytest.raises(SignInFirst):
        people.access(session).reauthenticate(PASSWORD)


# Secrets


def test_neither_password_nor_token_is_in_the_store_in_errors_or_in_logs(
    store: Store, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "sqlalchemy.engine")
    people = People(store, clock)
    canary, wrong = "canary Zwölf stille Boxkämpfer", "canary Zwölf laute Boxkämpfer"
    people.register(password=canary)
    session: Session = people.access().sign_in(EMAIL, canary, remember=True)
    errors: list[ZoneError] = []
    access: Access = people.access(session)
    for call in (
        lambda: people.access().sign_in(EMAIL, wrong),
        lambda: access.reauthenticate(wrong),
        lambda: access.change_password(wrong, OTHER),
        lambda: access.change_password(canary, "canary"),
    ):
        with pytest.raises(ZoneError) as caught:
            call()
        errors.append(caught.value)
    assert session.token is not None
    seen = (
        "".join(f"{each!r}{each}{each.args}{each.fields}" for each in errors)
        + repr(session)
        + repr(access)
        + caplog.text
    )
    path = store.location.path
    assert path is not None
    data = b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))
    for secret in (canary, wrong, session.token, session.token[3:]):
        assert secret not in seen
        assert secret.encode() not in data
