"""`jumpzone second-factor`, and signing in with it."""

from __future__ import annotations

import io
import re

import pyotp
import pytest

from jumpzone.cli import exits
from tests.cli.console import EMAIL, PASSWORD, Console


class App:
    """An authenticator app that answers the program: it reads the key that was printed."""

    def __init__(self, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        self.console = console
        self.secret = ""
        self._patch = monkeypatch

    def enable(self) -> list[str]:
        """Set it up and return the recovery codes."""
        from jumpzone.usecases.access import Access

        made = Access.begin_second_factor

        def begin(access: Access, password: str, issuer: str) -> object:
            setup = made(access, password, issuer)
            self.secret = setup.secret
            self._patch.setattr("sys.stdin", io.StringIO(f"{self.code()}\n"))
            return setup

        self._patch.setattr(Access, "begin_second_factor", begin)
        found = self.console.run("second-factor", "enable", "--json", stdin=f"{PASSWORD}\n")
        assert found.code == exits.DONE, found.err
        assert "otpauth://totp/" in found.err
        return [each["code"] for each in found.json]

    def code(self) -> str:
        return pyotp.TOTP(self.secret).now()


def test_set_up_sign_in_and_switch_off(signed_in: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed_in.run("second-factor", "--json").json == {"enabled_at": None, "recovery_codes": 0}
    recovery = App(signed_in, monkeypatch).enable()
    assert len(recovery) == 10
    status = signed_in.run("second-factor", "--json").json
    assert status["recovery_codes"] == 10
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", status["enabled_at"])
    login = ("login", "--email", EMAIL, "--print-token")
    assert signed_in.run(*login, stdin=f"{PASSWORD}\n").code == exits.USAGE
    wrong = signed_in.run(*login, stdin=f"{PASSWORD}\n22222-22222\n")
    assert wrong.code == exits.REFUSED
    assert "recovery code" in wrong.err
    assert signed_in.run(*login, stdin=f"{PASSWORD}\n{recovery[0]}\n").code == exits.DONE
    renewed = signed_in.run("second-factor", "recovery-codes", "--json", stdin=f"{PASSWORD}\n{recovery[1]}\n")
    assert len(renewed.json) == 10
    off = signed_in.run("second-factor", "disable", stdin=f"{PASSWORD}\n{renewed.json[0]['code']}\n")
    assert off.code == exits.DONE, off.err
    assert signed_in.run(*login, stdin=f"{PASSWORD}\n").code == exits.DONE
