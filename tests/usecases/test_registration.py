"""Registering: nothing exists before the code, one account after it, and nobody learns who is known."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from jumpzone.errors import Invalid, Throttled, ZoneError
from jumpzone.model.clock import FakeClock
from jumpzone.store import audit
from jumpzone.store.store import Store
from jumpzone.usecases.area import Session
from jumpzone.usecases.codes import ATTEMPTS
from tests.fakes import statements
from tests.usecases.people import EMAIL, FORM, OTHER, PASSWORD, People


def refused(call: object, *arguments: object, **named: object) -> Invalid:
    assert callable(call)
    with pytest.raises(Invalid) as caught:
        call(*arguments, **named)
    return caught.value


# The form


def test_every_field_at_fault_is_named_at_once(people: People) -> None:
    form = {**FORM, "phone": "12", "city": "", "email": "maria@", "terms": False, "country": "BG"}
    error = refused(people.registration.check, form, "мария иванова")
    assert {each.field for each in error.fields} == {"phone", "city", "email", "password", "terms"}


def test_the_company_is_checked_when_it_gets_the_invoices(people: People) -> None:
    error = refused(people.registration.check, {**FORM, "invoice_to": "company"})
    assert {"company_name", "company_number"} <= {each.field for each in error.fields}


def test_a_good_form_passes_and_blank_fields_are_no_fault(people: People) -> None:
    people.registration.check({**FORM, "middle_name": "", "company_name": ""}, PASSWORD)
    assert people.count("pending_registration") == 0


def test_a_field_that_the_form_does_not_ask_for_is_refused(people: People) -> None:
    assert [e.field for e in refused(people.registration.check, {**FORM, "status": "active"}).fields] == [
        "status"
    ]


# The code


def test_nothing_but_one_row_exists_before_the_code(people: People) -> None:
    people.begin()
    existing = {
        name: people.count(name)
        for name in (
            "login",
            "account",
            "profile",
            "email_address",
            "membership",
            "credential",
            "audit_entry",
        )
    }
    assert set(existing.values()) == {0}
    assert people.count("pending_registration") == 1
    assert people.composer.templates == ["registration_code"]


def test_the_code_opens_an_account_and_signs_in(people_anywhere: People) -> None:
    people = people_anywhere
    session = people.register(invoice_to="person", middle_name="Петрова")
    assert session.login.name == "Мария Иванова"
    assert session.account.number == "C-100001"
    assert session.account.holder == session.login.id
    assert session.address.verified_at == people.clock.now()
    assert session.role.owner
    assert people.access(session).whoami().address.address == EMAIL
    assert people.composer.templates == ["registration_code", "welcome"]
    assert people.count("pending_registration") == 0
    with people.store.read() as tx:
        assert audit.verify(tx, session.account.id) is None
    assert people.access().sign_in(EMAIL, PASSWORD).login.id == session.login.id


def test_the_longest_names_and_an_unknown_time_zone_open_an_account_too(people: People) -> None:
    form = {**FORM, "first_name": "Ж" * 100, "last_name": "Я" * 100}
    pending = people.registration.begin(form, PASSWORD, "xx", timezone="../Mars\x00")
    session = people.registration.confirm(pending.token, people.composer.code())
    assert len(session.login.name) == 200
    assert (session.login.language, session.login.timezone) == ("en", "UTC")


def test_a_flood_of_wishes_costs_no_hashes(people: People) -> None:
    for _ in range(4):
        people.begin()
    hashed = people.hasher.hashed
    with pytest.raises(Throttled):
        people.begin()
    assert people.hasher.hashed == hashed


def test_a_code_works_however_it_is_written(people: People) -> None:
    pending = people.begin()
    code = people.composer.code().replace(" ", "")
    assert people.registration.confirm(pending.token, f" {code[:3]}-{code[3:5]}\u00a0{code[5:]}\n")


def test_a_code_works_once(people: People) -> None:
    pending = people.begin()
    code = people.composer.code()
    people.registration.confirm(pending.token, code)
    assert refused(people.registration.confirm, pending.token, code).code == "invalid-code"
    assert people.count("account") == 1


def test_a_code_ends_after_half_an_hour(people: People) -> None:
    pending = people.begin()
    people.clock.advance(timedelta(minutes=30))
    assert refused(people.registration.confirm, pending.token, people.composer.code()).code == "invalid-code"


def test_five_wrong_codes_make_the_right_one_worthless(people: People) -> None:
    pending = people.begin()
    code = people.composer.code()
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
    for _ in range(ATTEMPTS):
        assert refused(people.registration.confirm, pending.token, wrong).code == "invalid-code"
    # Counted in the store: another program on it knows.
    other = People(people.store, people.clock)
    assert refused(other.registration.confirm, pending.token, code).code == "invalid-code"
    assert people.count("account") == 0


def test_a_slip_that_is_no_code_costs_no_attempt(people: People) -> None:
    pending = people.begin()
    for slip in ("", "1234", "12 34 56 7x", "１２３", "9" * 9):
        assert refused(people.registration.confirm, pending.token, slip).code == "invalid-code"
    assert people.rows("pending_registration")[0]["attempts"] == 0


def test_every_failure_has_the_same_words(people: People) -> None:
    people.register()
    people.clock.advance(1)
    pending, decoy = people.begin("new@studio.example"), people.begin()
    errors = [
        refused(people.registration.confirm, pending.token, "0000 0000"),
        refused(people.registration.confirm, decoy.token, "0000 0000"),
        refused(people.registration.confirm, "jzreg_nothing", "0000 0000"),
        refused(people.registration.confirm, "\ud800", "0000 0000"),
    ]
    people.clock.advance(timedelta(hours=1))
    errors.append(refused(people.registration.confirm, pending.token, people.composer.code()))
    assert len({(str(error), error.hint, error.fields) for error in errors}) == 1


def test_expired_registrations_are_forgotten(people: People) -> None:
    people.begin("one@studio.example")
    people.clock.advance(timedelta(minutes=31))
    people.begin("two@studio.example")
    assert people.count("pending_registration") == 1


# Another code


def test_a_new_code_replaces_the_old_one(people: People) -> None:
    pending = people.begin()
    old = people.composer.code()
    again = people.registration.resend(pending.token)
    assert (again.token, again.expires_at, again.address) == (pending.token, pending.expires_at, EMAIL)
    assert refused(people.registration.confirm, pending.token, old).code == "invalid-code"
    assert people.registration.confirm(pending.token, people.composer.code())


def test_codes_are_not_sent_without_end(people: People) -> None:
    pending = people.begin()
    people.registration.resend(pending.token)
    people.registration.resend(pending.token)
    with pytest.raises(Throttled) as caught:
        people.registration.resend(pending.token)
    assert 0 < caught.value.retry_after <= 60
    assert len(people.composer.notices) == 3


def test_a_new_code_does_not_clear_wrong_attempts(people: People) -> None:
    pending = people.begin()
    for _ in range(ATTEMPTS):
        refused(people.registration.confirm, pending.token, "0000 0000")
    assert refused(people.registration.resend, pending.token).code == "invalid-code"


# Known addresses


def test_a_known_address_costs_the_same_and_is_answered_alike(people: People) -> None:
    people.register()
    work = []
    for email in ("nobody@studio.example", EMAIL):
        hashed, mails, rows = (
            people.hasher.hashed,
            people.count("mail_job"),
            people.count("pending_registration"),
        )
        with statements(people.store) as seen:
            pending = people.begin(email, OTHER)
            error = refused(people.registration.confirm, pending.token, "0000 0000")
            people.registration.resend(pending.token)
        work.append(
            (
                people.hasher.hashed - hashed,
                people.count("mail_job") - mails,
                people.count("pending_registration") - rows,
                list(seen),
                str(error),
                pending.expires_at,
                len(pending.token),
            )
        )
    assert work[0] == work[1]
    assert work[0][0] == 1
    assert people.composer.templates[-4:] == ["registration_code"] * 2 + ["registration_known"] * 2


def test_the_owner_of_a_known_address_is_told_and_no_secret_goes_along(people: People) -> None:
    people.register(EMAIL)
    people.begin("MARIA@Studio.Example", OTHER)
    notice = people.composer.notices[-1]
    assert (notice.template, notice.to, notice.secrets) == ("registration_known", EMAIL, {})


def test_no_code_opens_the_registration_of_a_known_address(people: People) -> None:
    session = people.register()
    decoy = people.begin(EMAIL, OTHER)
    refused(people.registration.confirm, decoy.token, people.composer.code())
    assert people.count("account") == 1
    assert people.access().sign_in(EMAIL, PASSWORD).login.id == session.login.id


# Pre-hijacking (Sudhodanan & Paverd, USENIX Security 2022), as far as registering is concerned


def test_classic_federated_merge_an_early_password_does_not_reach_the_owners_account(people: People) -> None:
    """The attacker registers the victim's address first, with a password of their own, and waits."""
    attacker = people.begin(EMAIL, OTHER)
    stolen = people.composer.code()
    people.register(EMAIL, PASSWORD)
    with pytest.raises(ZoneError, match="invalid-credentials"):
        people.access().sign_in(EMAIL, OTHER)
    # Not even with the code that was sent to the victim for the attacker's attempt.
    assert refused(people.registration.confirm, attacker.token, stolen).code == "invalid-code"


def test_unexpired_session_nobody_is_signed_in_before_the_address_is_shown(people: People) -> None:
    """The attacker keeps a session alive from before the victim's registration: there is none to keep."""
    people.begin(EMAIL, OTHER)
    assert people.count("session") == 0


def test_trojan_identifier_nothing_can_be_tied_to_an_unconfirmed_registration(people: People) -> None:
    """The attacker adds a second address or identity of their own before the victim comes: there is no login."""
    people.begin(EMAIL, OTHER)
    people.access().begin_reset(EMAIL)
    assert people.composer.templates[-1] == "reset_unknown"
    session = people.register(EMAIL, PASSWORD)
    assert [row["address"] for row in people.rows("email_address")] == [EMAIL]
    assert len(people.access(session).sessions()) == 1


def test_unexpired_email_change_a_code_is_good_for_its_own_attempt_alone(people: People) -> None:
    """The attacker holds a pending confirmation and has the victim's code entered into it, or the other way."""
    attacker = people.begin(EMAIL, OTHER)
    victim = people.begin(EMAIL, PASSWORD)
    code = people.composer.code()
    assert refused(people.registration.confirm, attacker.token, code).code == "invalid-code"
    assert people.registration.confirm(victim.token, code)


def test_non_verifying_identity_an_address_counts_only_when_its_code_was_entered(people: People) -> None:
    """The attacker uses a door that does not verify: neither sign-in nor reset takes an unconfirmed address."""
    people.begin(EMAIL, OTHER)
    with pytest.raises(ZoneError, match="invalid-credentials"):
        people.access().sign_in(EMAIL, OTHER)
    assert people.count("login") == 0


# At the same time


def test_two_confirmations_with_one_code_open_one_account(people_anywhere: People) -> None:
    people = people_anywhere
    pending = people.begin()
    code, results = people.composer.code(), []
    start = threading.Barrier(2)

    def confirm() -> None:
        door = People(people.store, people.clock)
        start.wait()
        try:
            results.append(door.registration.confirm(pending.token, code))
        except Invalid as error:
            results.append(error)

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in results) == ["Invalid", "Session"]
    assert {name: people.count(name) for name in ("account", "login", "credential", "session")} == {
        "account": 1,
        "login": 1,
        "credential": 1,
        "session": 1,
    }


def test_two_registrations_of_one_address_open_one_account(people_anywhere: People) -> None:
    people = people_anywhere
    first = people.begin()
    first_code = people.composer.code()
    second = people.begin(EMAIL, OTHER)
    assert isinstance(people.registration.confirm(second.token, people.composer.code()), Session)
    assert refused(people.registration.confirm, first.token, first_code).code == "invalid-code"
    assert people.count("account") == 1
    with pytest.raises(ZoneError, match="invalid-credentials"):
        people.access().sign_in(EMAIL, PASSWORD)


def test_registering_has_a_limit_for_an_address_and_for_a_source(people: People) -> None:
    for _ in range(4):
        people.begin()
    with pytest.raises(Throttled):
        people.begin()
    for number in range(7):
        people.begin(f"person{number}@studio.example")
    with pytest.raises(Throttled):
        people.begin("another@studio.example")
    people.clock.advance(timedelta(minutes=15))
    people.begin("another@studio.example")


# Secrets


def test_neither_password_nor_code_nor_token_is_in_the_store_or_in_errors(
    store: Store, clock: FakeClock
) -> None:
    people = People(store, clock)
    canary = "canary Zwölf stille Boxkämpfer"
    pending = people.begin(EMAIL, canary)
    code = people.composer.code()
    wrong = refused(people.registration.confirm, pending.token, "1111 1111")
    session = people.registration.confirm(pending.token, code)
    assert session.token is not None
    seen = "".join(map(repr, (pending, session, people.deps, wrong, wrong.args, str(wrong))))
    path = store.location.path
    assert path is not None
    data = b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))
    for secret in (canary, canary[7:], code, code.replace(" ", ""), pending.token, session.token):
        assert secret not in seen
        assert secret.encode() not in data
