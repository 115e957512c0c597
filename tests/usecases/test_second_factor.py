"""The second factor: set up with an app, asked for at sign-in, told apart when a clock is out of step."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from jumpzone.errors import Invalid, Refused, SignInFirst, Throttled
from jumpzone.model import otp
from jumpzone.usecases.access import Access
from jumpzone.usecases.area import Session
from jumpzone.usecases.second_factor import SETUP_LIFETIME
from tests.usecases.people import EMAIL, OTHER, PASSWORD, People


class Protected:
    """Somebody who signs in with an app."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.session: Session = people.register()
        self.access: Access = people.access(self.session)
        setup = self.access.begin_second_factor(PASSWORD)
        self.secret = setup.secret
        self.recovery = self.access.enable_second_factor(setup.token, self.code())
        people.clock.advance(timedelta(seconds=60))

    def code(self, ahead: timedelta = timedelta(0)) -> str:
        return pyotp.TOTP(self.secret).at(self.people.clock.now() + ahead)

    def sign_in(self, code: str | None) -> Session:
        return self.people.access().sign_in(EMAIL, PASSWORD, otp=code)


def told(people: People) -> list[str]:
    return [each.template for each in people.composer.notices]


def test_signing_in_takes_the_app_s_code_once(people_anywhere: People) -> None:
    one = Protected(people_anywhere)
    with pytest.raises(Refused, match="otp-required"):
        one.sign_in(None)
    code = one.code()
    session = one.sign_in(f" {code[:3]} {code[3:]} ")
    assert session.login.totp_enabled
    with pytest.raises(Invalid, match="otp-used"):
        one.sign_in(code)
    people_anywhere.clock.advance(timedelta(seconds=30))
    assert one.sign_in(one.code())


def test_a_code_of_the_step_before_is_taken_but_none_older_than_the_last(people: People) -> None:
    one = Protected(people)
    before = one.code(-otp.STEP)
    assert one.sign_in(one.code())
    with pytest.raises(Invalid, match="otp-used"):
        one.sign_in(before)


@pytest.mark.parametrize(("minutes", "word"), [(4, "fast"), (-7, "slow")])
def test_a_clock_that_is_out_of_step_is_told_from_a_wrong_code(
    people: People, minutes: int, word: str
) -> None:
    one = Protected(people)
    with pytest.raises(Invalid, match="otp-out-of-step") as raised:
        one.sign_in(one.code(timedelta(minutes=minutes)))
    said = raised.value.fields[0].message.render()
    assert word in said
    assert str(abs(minutes)) in said
    people.clock.advance(timedelta(hours=1))
    with pytest.raises(Invalid, match="wrong-otp"):
        one.sign_in(one.code(timedelta(minutes=30)))


def test_each_recovery_code_signs_in_once_and_the_owner_hears_of_it(people_anywhere: People) -> None:
    one = Protected(people_anywhere)
    assert len(set(one.recovery)) == otp.RECOVERY_CODES
    assert one.sign_in(one.recovery[0].upper().replace("-", " "))
    assert told(people_anywhere)[-1] == "recovery_used"
    assert people_anywhere.composer.notices[-1].params["left"] == otp.RECOVERY_CODES - 1
    with pytest.raises(Invalid, match="wrong-otp"):
        one.sign_in(one.recovery[0])
    assert one.sign_in(one.recovery[1])


def test_guessing_is_slowed_down_and_a_wrong_password_hears_nothing_of_a_second_factor(
    people_anywhere: People,
) -> None:
    one = Protected(people_anywhere)
    for _ in range(5):
        with pytest.raises(Invalid, match="wrong-otp"):
            one.sign_in("22222-22222")
    with pytest.raises(Throttled):
        one.sign_in(one.code())
    with pytest.raises(Refused, match="invalid-credentials"):
        people_anywhere.access().sign_in(EMAIL, OTHER, otp=one.code())
    with pytest.raises(Refused, match="invalid-credentials"):
        people_anywhere.access().sign_in(EMAIL, OTHER)
    people_anywhere.clock.advance(timedelta(minutes=20))
    assert one.sign_in(one.code())


def test_what_is_no_code_at_all_costs_no_attempt(people: People) -> None:
    one = Protected(people)
    for _ in range(20):
        with pytest.raises(Invalid, match="no-otp"):
            one.sign_in("hello [/]\x1b\x00")
    assert one.sign_in(one.code())


def test_nothing_counts_until_a_code_of_the_app_was_typed(people_anywhere: People) -> None:
    session = people_anywhere.register()
    access = people_anywhere.access(session)
    with pytest.raises(Invalid, match="wrong-password"):
        access.begin_second_factor(OTHER)
    setup = access.begin_second_factor(PASSWORD)
    assert otp.grouped(setup.secret).replace(" ", "") == setup.secret
    assert setup.uri.startswith("otpauth://totp/")
    with pytest.raises(Invalid, match="wrong-otp"):
        access.enable_second_factor(setup.token, "000000")
    assert access.second_factor().enabled_at is None
    assert people_anywhere.access().sign_in(EMAIL, PASSWORD)
    people_anywhere.clock.advance(SETUP_LIFETIME + timedelta(seconds=1))
    with pytest.raises(Refused, match="setup-over"):
        access.enable_second_factor(setup.token, pyotp.TOTP(setup.secret).at(people_anywhere.clock.now()))


def test_a_setup_is_of_its_own_login(people: People) -> None:
    first = people.access(people.register())
    second = people.access(people.register("boris@lavka.example"))
    setup = first.begin_second_factor(PASSWORD)
    code = pyotp.TOTP(setup.secret).at(people.clock.now())
    for token in (setup.token, "", "AAAA", setup.token[:-4]):
        with pytest.raises(Refused, match="setup-over"):
            second.enable_second_factor(token, code)


def test_switching_it_on_ends_other_sessions_and_tells_the_owner(people: People) -> None:
    people.register()
    other = people.access(people.access().sign_in(EMAIL, PASSWORD))
    mine = people.access(people.access().sign_in(EMAIL, PASSWORD))
    setup = mine.begin_second_factor(PASSWORD)
    mine.enable_second_factor(setup.token, pyotp.TOTP(setup.secret).at(people.clock.now()))
    assert told(people)[-1] == "totp_enabled"
    assert mine.second_factor().recovery_left == otp.RECOVERY_CODES
    with pytest.raises(SignInFirst):
        other.second_factor()
    with pytest.raises(Refused, match="second-factor-on"):
        mine.begin_second_factor(PASSWORD)


def test_switching_it_off_takes_both_factors(people_anywhere: People) -> None:
    one = Protected(people_anywhere)
    with pytest.raises(Invalid, match="wrong-password"):
        one.access.disable_second_factor(OTHER, one.code())
    with pytest.raises(Invalid, match="wrong-otp"):
        one.access.disable_second_factor(PASSWORD, "22222-22222")
    one.access.disable_second_factor(PASSWORD, one.recovery[3])
    assert told(people_anywhere)[-1] == "totp_disabled"
    assert people_anywhere.count("second_factor") == people_anywhere.count("recovery_code") == 0
    assert not people_anywhere.access().sign_in(EMAIL, PASSWORD).login.totp_enabled


def test_new_recovery_codes_make_the_old_ones_void(people: People) -> None:
    one = Protected(people)
    renewed = one.access.renew_recovery_codes(PASSWORD, one.code())
    assert not set(renewed) & set(one.recovery)
    assert told(people)[-1] == "recovery_renewed"
    with pytest.raises(Invalid, match="wrong-otp"):
        one.sign_in(one.recovery[0])
    assert one.sign_in(renewed[0])


def test_a_new_password_by_mail_does_not_get_round_the_second_factor(people: People) -> None:
    one = Protected(people)
    pending = people.access().begin_reset(EMAIL)
    people.access().confirm_reset(pending.token, people.composer.code(), OTHER)
    with pytest.raises(Refused, match="otp-required"):
        people.access().sign_in(EMAIL, OTHER)
    assert people.access().sign_in(EMAIL, OTHER, otp=one.code())


def test_neither_secret_nor_codes_lie_open_in_the_store(people: People) -> None:
    one = Protected(people)
    kept = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in ("second_factor", "recovery_code", "login", "message", "audit_entry")
        for row in people.rows(table)
        for value in row.values()
    )
    assert one.secret.encode() not in kept
    assert not any(code.encode() in kept for code in one.recovery)
