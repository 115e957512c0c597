from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jumpzone.model.clock import Clock, FakeClock, SystemClock


def test_both_clocks_are_clocks_in_utc() -> None:
    for clock in (SystemClock(), FakeClock()):
        assert isinstance(clock, Clock)
        assert clock.now().utcoffset() == timedelta(0)


def test_a_fake_clock_moves_when_told() -> None:
    clock = FakeClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    clock.advance(90)
    clock.advance(timedelta(hours=1))
    clock.sleep(30)
    assert clock.now() == datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
    assert clock.monotonic() == 3720


def test_a_fake_clock_neither_goes_back_nor_guesses_a_zone() -> None:
    with pytest.raises(ValueError, match="back"):
        FakeClock().advance(-1)
    with pytest.raises(ValueError, match="aware"):
        FakeClock(datetime(2026, 11, 23))
