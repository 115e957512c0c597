"""Changing and resetting a password: every other session ends, the owner is told, nobody learns who is known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from jumpzone.errors import Invalid, Refused, SignInFirst, Throttled
from jumpzone.model.clock import FakeClock
from jumpzone.store import audit
from jumpzone.store.store import Store
from jumpzone.store.tables import TABLES
from jumpzone.usecases.codes import ATTEMPTS
from tests.fakes import statements
from tests.usecases.people import EMAIL, OTHER, PASSWORD, People


def invalid(call: Callable[[], object]) -> Invalid:
    with pytest.raises(Invalid) as caught:
        call()
    return caught.value


# Changing


def test_a_change_ends_every_other_session_and_tells_the_owner(people_anywhere: People) -> None:
    people = people_anywhere
    elsewhere = people.register()
    session = people.access().sign_in(EMAIL, PASSWORD)
    people.access(session).change_password(PASSWORD, OTHER)
    assert people.access(session).whoami()
    with pytest.raises(SignInFirst):
        people.access(elsewhere).whoami()
    with pytest.raises(Refused, match="invalid-credentials"):
        people.access().sign_in(EMAIL, PASSWORD)
    assert people.access().sign_in(EMAIL, OTHER)
    notice = people.composer.notices[-1]
    assert (notice.template, notice.to, notice.login) == ("password_changed", EMAIL, session.login.id)
    assert (notice.category, notice.params["device"]) == ("security", "laptop")
    with people.store.read() as tx:
        assert audit.verify(tx, session.account.id) is None


def test_a_change_needs_the_old_password(people: People) -> None:
    access = people.access(people.register())
    error = invalid(lambda: access.change_password(OTHER, "another spoon of gravel"))
    assert (error.code, [each.field for each in error.fields]) == ("wrong-password", ["old_password"])
    assert people.access().sign_in(EMAIL, PASSWORD)
    assert "password_changed" not in people.composer.templates


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("short", "password-too-short"),
        ("x" * 300, "password-too-long"),
        ("Мария Иванова 2026", "password-names"),
        ("qwertyuiopasdfgh", "password-common"),
        (PASSWORD, "password-same"),
    ],
)
def test_a_weak_new_password_is_refused_with_the_reason(people: People, new: str, code: str) -> None:
    access = people.access(people.register())
    error = invalid(lambda: access.change_password(PASSWORD, new))
    assert (error.code, error.fields[0].field, error.fields[0].code) == (
        "weak-password",
        "new_password",
        code,
    )


def test_the_old_password_can_not_be_guessed_by_changing(people: People) -> None:
    access = people.access(people.register())
    for _ in range(5):
        invalid(lambda: access.change_password(OTHER, "another spoon of gravel"))
    with pytest.raises(Throttled):
        access.change_password(PASSWORD, OTHER)


def test_a_change_makes_reset_codes_worthless(people: People) -> None:
    session = people.register()
    pending = people.access().begin_reset(EMAIL)
    code = people.composer.code()
    people.access(session).change_password(PASSWORD, OTHER)
    error = invalid(lambda: people.access().confirm_reset(pending.token, code, "another spoon of gravel"))
    assert error.code == "invalid-code"


# Resetting


def test_a_reset_ends_every_session_and_tells_the_owner(people_anywhere: People) -> None:
    people = people_anywhere
    sessions = [people.register(), people.access().sign_in(EMAIL, PASSWORD, remember=True)]
    pending = people.access().begin_reset("Maria@Studio.example")
    assert people.composer.notices[-1].template == "reset_code"
    assert people.composer.notices[-1].to == EMAIL
    people.access().confirm_reset(pending.token, people.composer.code(), OTHER)
    for session in sessions:
        with pytest.raises(SignInFirst):
            people.access(session).whoami()
    assert people.count("session") == 0
    assert people.access().sign_in(EMAIL, OTHER)
    with pytest.raises(Refused, match="invalid-credentials"):
        people.access().sign_in(EMAIL, PASSWORD)
    notice = people.composer.notices[-1]
    assert (notice.template, notice.to, notice.category) == ("password_reset_done", EMAIL, "security")
    with people.store.read() as tx:
        assert audit.verify(tx, sessions[0].account.id) is None
    assert people.rows("audit_entry")[-1]["actor"].startswith("anonymous:")


def test_a_known_address_costs_the_same_as_an_unknown_one(people: People) -> None:
    people.register()
    work = []
    for email in ("nobody@studio.example", EMAIL):
        counts = (
            people.hasher.hashed,
            people.hasher.verified,
            people.count("mail_job"),
            people.count("code"),
        )
        with statements(people.store) as seen:
            pending = people.access().begin_reset(email)
            error = invalid(
                lambda token=pending.token: people.access().confirm_reset(token, "00000000", OTHER)
            )
        after = (people.hasher.hashed, people.hasher.verified, people.count("mail_job"), people.count("code"))
        work.append(
            (
                [b - a for a, b in zip(counts, after, strict=True)],
                list(seen),
                str(error),
                error.hint,
                pending.expires_at,
                len(pending.token),
            )
        )
    assert work[0] == work[1]
    assert work[0][0] == [0, 0, 1, 1]
    assert people.composer.templates[-2:] == ["reset_unknown", "reset_code"]


def test_a_code_works_once_and_for_ten_minutes(people: People) -> None:
    people.register()
    pending = people.access().begin_reset(EMAIL)
    code = people.composer.code()
    people.access().confirm_reset(pending.token, code, OTHER)
    again = invalid(lambda: people.access().confirm_reset(pending.token, code, PASSWORD))
    late = people.access().begin_reset(EMAIL)
    people.clock.advance(timedelta(minutes=10))
    expired = invalid(lambda: people.access().confirm_reset(late.token, people.composer.code(), PASSWORD))
    assert again.code == expired.code == "invalid-code"
    assert str(again) == str(expired)


def test_five_wrong_codes_make_the_right_one_worthless(people: People) -> None:
    people.register()
    pending = people.access().begin_reset(EMAIL)
    code = people.composer.code()
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
    for _ in range(ATTEMPTS):
        invalid(lambda: people.access().confirm_reset(pending.token, wrong, OTHER))
    error = invalid(lambda: people.access().confirm_reset(pending.token, code, OTHER))
    assert error.code == "invalid-code"
    assert people.access().sign_in(EMAIL, PASSWORD)


def test_a_weak_password_costs_neither_the_code_nor_an_attempt(people: People) -> None:
    people.register()
    pending = people.access().begin_reset(EMAIL)
    code = people.composer.code()
    for weak in ("short", "Мария Иванова 2026"):
        for _ in range(ATTEMPTS):
            error = invalid(lambda weak=weak: people.access().confirm_reset(pending.token, code, weak))
            assert (error.code, error.fields[0].field) == ("weak-password", "password")
    people.access().confirm_reset(pending.token, code, OTHER)


def test_a_weak_password_is_refused_before_the_code_is_looked_at(people: People) -> None:
    people.register()
    for email in (EMAIL, "nobody@studio.example"):
        pending = people.access().begin_reset(email)
        error = invalid(
            lambda token=pending.token: people.access().confirm_reset(token, "0000 0000", "short")
        )
        assert error.code == "weak-password"
    assert {row["attempts"] for row in people.rows("code")} == {0}


def test_the_owners_names_are_not_told_to_whom_has_no_code(people: People) -> None:
    people.register()
    pending = people.access().begin_reset(EMAIL)
    error = invalid(lambda: people.access().confirm_reset(pending.token, "0000 0000", "Мария Иванова 2026"))
    assert error.code == "invalid-code"


def test_one_code_sets_one_password_when_two_use_it_at_once(people_anywhere: People) -> None:
    people = people_anywhere
    people.register()
    pending = people.access().begin_reset(EMAIL)
    code, outcomes = people.composer.code(), []

    def confirm(new: str) -> None:
        try:
            People(people.store, people.clock).access().confirm_reset(pending.token, code, new)
            outcomes.append(new)
        except Invalid as error:
            outcomes.append(error.code)

    passwords = ("first spoon of gravel", "second spoon of gravel")
    threads = [threading.Thread(target=confirm, args=(each,)) for each in passwords]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("invalid-code") == 1
    winner = next(each for each in outcomes if each != "invalid-code")
    assert people.access().sign_in(EMAIL, winner)


def test_a_code_dies_with_the_address_it_was_sent_to(people: People) -> None:
    people.register()
    pending = people.access().begin_reset(EMAIL)
    with people.store.write() as tx:
        table = TABLES["email_address"]
        tx.execute(update(table).where(table.c.canonical == EMAIL).values(canonical="new@studio.example"))
    error = invalid(lambda: people.access().confirm_reset(pending.token, people.composer.code(), OTHER))
    assert error.code == "invalid-code"


def test_a_code_for_registering_is_none_for_resetting(people: People) -> None:
    pending = people.begin()
    error = invalid(lambda: people.access().confirm_reset(pending.token, people.composer.code(), OTHER))
    assert error.code == "invalid-code"


def test_mails_are_limited_for_an_address_and_for_a_source_known_or_not(people: People) -> None:
    people.register()
    for email in (EMAIL, "nobody@studio.example"):
        for _ in range(4):
            people.access().begin_reset(email)
        with pytest.raises(Throttled) as caught:
            people.access().begin_reset(email)
        assert caught.value.retry_after == 60
    for number in range(3):
        people.access().begin_reset(f"nobody{number}@studio.example")
    with pytest.raises(Throttled):
        people.access().begin_reset("one.more@studio.example")


def test_a_reset_lets_a_delayed_owner_in(people: People) -> None:
    people.register()
    for _ in range(5):
        with pytest.raises(Refused):
            people.access().sign_in(EMAIL, OTHER)
    pending = people.access().begin_reset(EMAIL)
    people.access().confirm_reset(pending.token, people.composer.code(), OTHER)
    assert people.access().sign_in(EMAIL, OTHER)


def test_what_is_no_address_gets_no_mail(people: People) -> None:
    error = invalid(lambda: people.access().begin_reset("maria@"))
    assert [each.field for each in error.fields] == ["email"]
    assert people.count("mail_job") == 0


def test_old_codes_are_forgotten(people: People) -> None:
    people.register()
    people.access().begin_reset(EMAIL)
    people.clock.advance(timedelta(minutes=11))
    people.access().begin_reset(EMAIL)
    assert people.count("code") == 1


def test_neither_code_nor_token_nor_new_password_is_in_the_store(store: Store, clock: FakeClock) -> None:
    people = People(store, clock)
    people.register()
    pending = people.access().begin_reset(EMAIL)
    code, canary = people.composer.code(), "canary Zwölf stille Boxkämpfer"
    error = invalid(lambda: people.access().confirm_reset(pending.token, "0000 0000", canary))
    people.access().confirm_reset(pending.token, code, canary)
    path = store.location.path
    assert path is not None
    data = b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))
    for secret in (code, code.replace(" ", ""), canary, pending.token, pending.token[6:]):
        assert secret.encode() not in data
        assert secret not in f"{error!r}{error}{pending!r}"
