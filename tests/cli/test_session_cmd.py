"""`jumpzone login | logout | whoami | passwd | reset`."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from jumpzone.cli import exits
from jumpzone.vault import Vault, VaultState
from tests.cli.console import EMAIL, HOSTILE, PASSWORD, Console, mailed_code

NEW = "a very slow bicycle in the rain"


@pytest.fixture
def signed_out(signed_in: Console, monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.delenv("JUMPZONE_TOKEN")
    return signed_in


def test_login_prints_a_token_when_told_to(signed_out: Console) -> None:
    found = signed_out.run("login", "--email", EMAIL, "--print-token", stdin=f"{PASSWORD}\n")
    assert found.code == exits.DONE
    (token,) = found.lines
    assert re.fullmatch(r"jz_[\w-]+", token)
    assert token not in found.err
    signed_out.environ(JUMPZONE_TOKEN=token)
    who = signed_out.run("whoami", "--json")
    assert who.json["email"] == EMAIL
    assert who.json["role"] == "owner"


def test_login_asks_for_the_address_too(signed_out: Console) -> None:
    assert signed_out.run("login", "--print-token", stdin=f"{EMAIL}\n{PASSWORD}\n").code == exits.DONE


def test_a_token_file_is_private_and_serves_every_command(signed_out: Console, tmp_path: Path) -> None:
    file = tmp_path / "token"
    found = signed_out.run("--token-file", str(file), "login", "--email", EMAIL, stdin=f"{PASSWORD}\n")
    assert found.code == exits.DONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().strip() not in found.out + found.err
    assert signed_out.run("--token-file", str(file), "whoami").code == exits.DONE
    assert signed_out.run("--token-file", str(file), "logout").code == exits.DONE
    assert not file.exists()
    assert signed_out.run("--token-file", str(file), "whoami").code == exits.SIGN_IN_FIRST


def test_without_a_keyring_login_says_what_to_do_before_it_asks(signed_out: Console) -> None:
    found = signed_out.run("login", "--email", EMAIL, "--json", stdin=f"{PASSWORD}\n")
    assert found.code == exits.USAGE  # `login` prints no data
    found = signed_out.run("--json", "login", "--email", EMAIL)
    assert (found.code, found.error["code"]) == (exits.REFUSED, "no-keyring")
    assert "--token-file" in found.error["hint"]
    assert "--print-token" in found.error["hint"]


def test_a_keyring_keeps_the_session(signed_out: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr(Vault, "state", lambda _self: VaultState(True, "test"))
    monkeypatch.setattr(Vault, "get", lambda _self, name: kept.get(name))
    monkeypatch.setattr(Vault, "set", lambda _self, name, secret: kept.update({name: secret}) is None)
    monkeypatch.setattr(Vault, "delete", lambda _self, name: kept.pop(name, None) is not None)
    found = signed_out.run("login", "--email", EMAIL, "--remember", stdin=f"{PASSWORD}\n")
    assert found.code == exits.DONE
    (first,) = kept.values()
    assert first not in found.out + found.err
    assert signed_out.run("whoami").code == exits.DONE
    assert signed_out.run("login", "--email", EMAIL, stdin=f"{PASSWORD}\n").code == exits.DONE
    (second,) = kept.values()
    # Nobody could use the first one any more, so it has ended.
    signed_out.environ(JUMPZONE_TOKEN=first)
    assert signed_out.run("whoami").code == exits.SIGN_IN_FIRST
    signed_out.environ(JUMPZONE_TOKEN="")
    assert second != first
    assert signed_out.run("logout").code == exits.DONE
    assert kept == {}
    assert signed_out.run("whoami").code == exits.SIGN_IN_FIRST


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "wrong"), ("nobody@nowhere.example", PASSWORD), (HOSTILE, "x" * 10_000)]
)
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    signed_out: Console, email: str, password: str
) -> None:
    found = signed_out.run("--json", "login", "--email", email, "--print-token", stdin=f"{password}\n")
    assert (found.code, found.error["code"]) == (exits.REFUSED, "invalid-credentials")
    assert password not in found.err


@pytest.mark.parametrize("command", ["login", "passwd", "register", "reset", "messages"])
def test_a_password_is_never_an_argument(signed_out: Console, command: str) -> None:
    for arguments in (["--password", "kanarek-4711"], ["--password=kanarek-4711"]):
        found = signed_out.run(command, *arguments)
        assert found.code == exits.USAGE
        assert "kanarek-4711" not in found.out + found.err


def test_nothing_on_the_standard_input_is_usage(signed_out: Console) -> None:
    assert signed_out.run("login", "--email", EMAIL, "--print-token").code == exits.USAGE


def test_logout_ends_the_session(signed_in: Console) -> None:
    assert signed_in.run("whoami").code == exits.DONE
    assert signed_in.run("logout").code == exits.DONE
    assert signed_in.run("whoami").code == exits.SIGN_IN_FIRST
    again = signed_in.run("logout")
    assert (again.code, again.err.splitlines()[0]) == (exits.DONE, "Nobody was signed in.")


@pytest.mark.parametrize("token", ["jz_never", "x" * 10_000, HOSTILE.replace("\x00", "")])
def test_a_token_that_is_none_means_sign_in_first(signed_in: Console, token: str) -> None:
    signed_in.environ(JUMPZONE_TOKEN=token)
    found = signed_in.run("whoami")
    assert found.code == exits.SIGN_IN_FIRST
    assert token not in found.err


def test_passwd_takes_two_lines_and_ends_the_other_sessions(signed_in: Console) -> None:
    with signed_in.zone() as other:
        assert signed_in.run("passwd", stdin=f"{PASSWORD}\n{NEW}\n").code == exits.DONE
        with pytest.raises(Exception, match="sign-in-first"):
            other.access.whoami()
    assert signed_in.run("whoami").code == exits.DONE
    old = signed_in.run("login", "--email", EMAIL, "--print-token", stdin=f"{PASSWORD}\n")
    assert old.code == exits.REFUSED
    new = signed_in.run("login", "--email", EMAIL, "--print-token", stdin=f"{NEW}\n")
    assert new.code == exits.DONE
    # The owner is told, at once.
    assert len(list((signed_in.home / "mail").glob("*.eml"))) == 1


def test_passwd_says_why_not_and_shows_no_password(signed_in: Console) -> None:
    for old, new in (("kanarek-4711-old", NEW), (PASSWORD, "short")):
        found = signed_in.run("--json", "passwd", stdin=f"{old}\n{new}\n")
        assert found.code == exits.REFUSED
        assert found.error["fields"]
        assert "kanarek" not in found.err


def test_reset_by_a_mailed_code(signed_out: Console) -> None:
    begun = signed_out.run("reset", "--email", EMAIL)
    assert begun.code == exits.DONE
    assert "reset confirm" in begun.out
    code = mailed_code(signed_out.home)
    assert code not in begun.out + begun.err
    wrong = signed_out.run("--json", "reset", "confirm", stdin=f"0000 0000\n{NEW}\n")
    assert (wrong.code, wrong.error["code"]) == (exits.REFUSED, "invalid-code")
    assert signed_out.run("reset", "confirm", stdin=f"{code}\n{NEW}\n").code == exits.DONE
    assert signed_out.run("login", "--email", EMAIL, "--print-token", stdin=f"{NEW}\n").code == exits.DONE
    assert signed_out.run("reset", "confirm", stdin=f"{code}\n{NEW}\n").code == exits.REFUSED


def test_reset_answers_an_unknown_address_alike(signed_out: Console) -> None:
    known = signed_out.run("reset", "--email", EMAIL)
    unknown = signed_out.run("reset", "--email", "nobody@nowhere.example")
    assert (known.code, known.err) == (unknown.code, unknown.err)
    assert known.out.replace(EMAIL, "") == unknown.out.replace("nobody@nowhere.example", "")
