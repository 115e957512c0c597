"""The log: private, one JSON object a line, and nothing in it that people typed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest

from jumpzone import logs
from jumpzone.paths import Paths
from jumpzone.settings import Settings

CANARY = "kanarek-4711"


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    yield
    logger = logging.getLogger("jumpzone")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True


def events(paths: Paths) -> list[dict[str, object]]:
    return [json.loads(line) for line in paths.log_file.read_text("utf-8").splitlines()]


def test_nothing_is_written_before_the_first_event(settings: Settings, paths: Paths) -> None:
    logs.configure(settings)
    logging.getLogger("jumpzone.store").debug("not at this level")
    assert not paths.log_file.exists()


def test_an_event_is_a_line_that_only_its_owner_reads(
    make_settings: Callable[..., Settings], paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(make_settings({"log_level": "info"}))
    logging.getLogger("jumpzone.store").info("opened %s", "\x1b[2J\n\u202e")
    (event,) = events(paths)
    assert (event["level"], event["from"], event["text"]) == (
        "info",
        "jumpzone.store",
        "opened \x1b[2J\n\u202e",
    )
    assert "\x1b" not in paths.log_file.read_text("utf-8")
    assert paths.log_file.stat().st_mode & 0o777 == 0o600
    assert paths.log_file.parent.stat().st_mode & 0o777 == 0o700
    assert capsys.readouterr() == ("", "")


def test_an_error_is_its_kind_and_its_places(settings: Settings, paths: Paths) -> None:
    logs.configure(settings)
    try:
        try:
            int(CANARY)
        except ValueError as cause:
            raise RuntimeError(CANARY) from cause
    except RuntimeError:
        logging.getLogger("jumpzone").exception("failed")
    (event,) = events(paths)
    told = " ".join(map(str, event["error"] if isinstance(event["error"], list) else []))
    assert "RuntimeError" in told
    assert "ValueError" in told
    assert "test_logs.py" in told
    assert CANARY not in paths.log_file.read_text("utf-8")


def test_the_log_makes_room(settings: Settings, paths: Paths) -> None:
    paths.log_file.parent.mkdir(parents=True)
    paths.log_file.write_text("x" * 1_000_001)
    logs.configure(settings)
    logging.getLogger("jumpzone").error("new")
    assert len(events(paths)) == 1
    assert paths.log_file.with_suffix(".old").stat().st_size == 1_000_001


def test_a_bug_is_told_where_no_log_can_be_written(paths: Paths) -> None:
    paths.state.parent.mkdir(parents=True)
    paths.state.write_text("in the way")
    told = logs.bug_report(ValueError(CANARY))
    assert "ValueError" in told
    assert CANARY not in told
