"""What every test stands on: an empty home, no keyring, no network, no blinking cursor, a clock that stands still."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Before anything of the program is imported: the same surroundings on every machine.
for _name in list(os.environ):
    if _name.startswith(("JUMPZONE_", "XDG_", "LC_", "TEXTUAL")) and not _name.startswith("JUMPZONE_TEST_"):
        del os.environ[_name]
for _name in (
    "LANGUAGE",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
):
    os.environ.pop(_name, None)
os.environ.update(
    LANG="C.UTF-8",
    TZ="UTC",
    TERM="xterm-256color",
    COLORTERM="truecolor",
    TEXTUAL_ANIMATIONS="none",
    PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
)
if hasattr(time, "tzset"):
    time.tzset()

import pytest  # noqa: E402 - the surroundings come first

from jumpzone.model.clock import FakeClock  # noqa: E402
from jumpzone.paths import Paths  # noqa: E402
from jumpzone.settings import Settings  # noqa: E402
from tests import postgres, support  # noqa: E402

_LEFT_OUT = "left out: needs --external"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("jumpzone")
    group.addoption(
        "--external", action="store_true", help="run the checks that need foreign programs; fail without them"
    )
    group.addoption("--prove", action="store_true", help="run the full numbers instead of a sample")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--prove"):
        os.environ[support.PROVE_VARIABLE] = "1"
    postgres.announce()
    from hypothesis import HealthCheck, settings

    # No deadlines: a busy machine is not a bug. The same examples each time, but for a proof.
    quiet = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
    settings.register_profile(
        "zone",
        deadline=None,
        database=None,
        derandomize=not support.proving(),
        max_examples=support.share(1000, 60),
        suppress_health_check=quiet,
    )
    settings.load_profile("zone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--external"):
        return
    for item in items:
        if item.get_closest_marker("external"):
            item.add_marker(pytest.mark.skip(reason=_LEFT_OUT))


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("external")
    if marker is None or not item.config.getoption("--external"):
        return
    missing = [program for program in marker.args if shutil.which(program) is None]
    if missing:
        pytest.fail(f"this check needs {', '.join(missing)}, which this machine has not", pytrace=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    left_out = sorted(
        {
            report.nodeid
            for report in terminalreporter.stats.get("skipped", [])
            if isinstance(report.longrepr, tuple) and _LEFT_OUT in report.longrepr[2]
        }
    )
    if left_out:
        terminalreporter.section(
            "external checks that were left out (make test EXTERNAL=1 runs them)", sep="-"
        )
        for nodeid in left_out:
            terminalreporter.line(nodeid)


def pytest_unconfigure(config: pytest.Config) -> None:
    # The workers have ended by now.
    if not hasattr(config, "workerinput"):
        postgres.finish()


# The surroundings


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder with the program's own folder to be; the program sees no other."""
    path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(path))
    monkeypatch.setenv("USERPROFILE", str(path))
    monkeypatch.setenv("JUMPZONE_HOME", str(path / "jumpzone"))
    return path


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Whatever a test switched to, the next one starts in English."""
    from jumpzone import i18n

    i18n.use("en")
    yield
    i18n.use("en")
    os.environ.pop("LANGUAGE", None)  # the command line sets it for click's own texts


_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing beyond this machine is reached, not even by name."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if isinstance(host, bytes):
            host = host.decode("ascii", "replace")
        if host and not str(host).startswith(_LOOPBACK):
            raise AssertionError(f"a test wanted to reach {host}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        check((host,))
        return getaddrinfo(host, *arguments, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


@pytest.fixture(autouse=True)
def _no_blinking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that blinks makes two pictures of one screen."""
    if "textual" not in sys.modules:
        return
    from textual.widgets import Input, TextArea

    for widget in (Input, TextArea):
        monkeypatch.setattr(widget.cursor_blink, "_default", False)


# What tests ask for


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still at noon of 2026-11-23, UTC, until it is moved."""
    return FakeClock()


@pytest.fixture
def paths(home: Path) -> Paths:
    """Where the program's things lie in this test."""
    return Paths.under(home / "jumpzone")


@pytest.fixture
def make_settings(paths: Paths) -> Callable[..., Settings]:
    """Makes settings for this test's home from values by key (`make_settings({"mail.host": "localhost"})`)."""

    def make(values: dict[str, str] | None = None) -> Settings:
        variables = {
            "JUMPZONE_" + key.upper().replace(".", "_"): value for key, value in (values or {}).items()
        }
        return Settings.load({"LANG": "C.UTF-8", "TZ": "UTC", **variables}, paths=paths)

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    """The default settings in this test's home."""
    return make_settings()


@pytest.fixture
def share() -> Callable[[int, int], int]:
    """`share(full, quick)`: the promised number under `--prove`, a sample of it otherwise."""
    return support.share


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL server that this run may fill as it likes."""
    return postgres.start()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store of this test's own, once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'zone.db'}"
    return str(request.getfixturevalue("postgres_url"))
