"""`jumpzone register`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jumpzone.cli import exits
from tests.cli.console import HOSTILE, Console, mailed_code

PASSWORD = "six quiet gulls above the pier"
PERSON = {
    "first_name": "Мария",
    "last_name": "Иванова",
    "email": "maria@studio.example",
    "country": "BG",
    "phone": "+35920000011",
    "address_1": "ул. Шипка 1",
    "postcode": "1000",
    "city": "София",
}


def given(**changes: str) -> list[str]:
    return [part for name, value in (PERSON | changes).items() for part in ("--set", f"{name}={value}")]


def test_a_script_registers_and_signs_in(console: Console) -> None:
    begun = console.run("register", *given(), "--accept-terms", stdin=f"{PASSWORD}\n")
    assert begun.code == exits.DONE
    assert "register confirm" in begun.out
    code = mailed_code(console.home)
    done = console.run("register", "confirm", "--print-token", stdin=f"{code}\n")
    assert done.code == exits.DONE
    console.environ(JUMPZONE_TOKEN=done.lines[-1])
    profile = console.run("profile", "--json").json
    assert {name: profile[name] for name in PERSON if name != "email"} == {
        name: value for name, value in PERSON.items() if name != "email"
    }
    assert console.run("whoami", "--json").json["email"] == PERSON["email"]
    assert PASSWORD not in begun.out + begun.err + done.out + done.err


def test_fields_from_a_file_and_from_the_standard_input(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "me.json"
    file.write_text(json.dumps({**PERSON, "terms": True}))
    assert console.run("register", "--from", str(file), stdin=f"{PASSWORD}\n").code == exits.DONE
    piped = json.dumps({**PERSON, "email": "other@studio.example", "terms": True, "password": PASSWORD})
    assert console.run("register", "--from", "-", stdin=piped).code == exits.DONE
    file.write_text(piped)
    refused = console.run("register", "--from", str(file))
    assert refused.code == exits.USAGE
    assert PASSWORD not in refused.err


def test_every_field_at_fault_is_named(console: Console) -> None:
    found = console.run(
        "--json",
        "register",
        *given(phone="12", postcode="zzz", first_name=""),
        "--accept-terms",
        stdin=f"{PASSWORD}\n",
    )
    assert found.code == exits.REFUSED
    assert {each["field"] for each in found.error["fields"]} >= {"first_name"}
    without = console.run("--json", "register", *given(), stdin=f"{PASSWORD}\n")
    assert [each["field"] for each in without.error["fields"]] == ["terms"]
    weak = console.run("--json", "register", *given(), "--accept-terms", stdin="12345678\n")
    assert [each["field"] for each in weak.error["fields"]] == ["password"]


def test_nothing_exists_before_the_code_and_a_wrong_one_opens_nothing(console: Console) -> None:
    console.run("register", *given(), "--accept-terms", stdin=f"{PASSWORD}\n")
    assert console.run("register", "confirm", stdin="0000 0000\n").code == exits.REFUSED
    signing_in = console.run("login", "--email", PERSON["email"], "--print-token", stdin=f"{PASSWORD}\n")
    assert signing_in.code == exits.REFUSED


def test_another_code_can_be_had(console: Console) -> None:
    console.run("register", *given(), "--accept-terms", stdin=f"{PASSWORD}\n")
    first = mailed_code(console.home)
    assert console.run("register", "resend").code == exits.DONE
    assert console.run("register", "confirm", stdin=f"{first}\n").code == exits.REFUSED
    assert console.run("register", "confirm", stdin=f"{mailed_code(console.home)}\n").code == exits.DONE


def test_confirming_nothing_is_refused(console: Console) -> None:
    found = console.run("--json", "register", "confirm", stdin="1234 5678\n")
    assert (found.code, found.error["code"]) == (exits.REFUSED, "nothing-waits")


@pytest.mark.parametrize("text", [HOSTILE, "я" * 10_000])
@pytest.mark.parametrize("name", ["first_name", "email", "phone", "country", "postcode"])
def test_hostile_values_are_refused_or_kept_harmlessly(console: Console, name: str, text: str) -> None:
    found = console.run("register", *given(**{name: text}), "--accept-terms", stdin=f"{PASSWORD}\n")
    assert found.code == exits.REFUSED
    assert name in found.err


@pytest.mark.parametrize(
    "text", ["[]", "{", '"x"', '{"no_such": 1}', '{"password": 7}', "[" * 100_000, '{"number": "C-1"}']
)
def test_what_is_no_form_is_usage(console: Console, text: str) -> None:
    assert console.run("register", "--from", "-", stdin=text).code == exits.USAGE


def test_at_a_terminal_what_is_missing_is_asked_for(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = ["Мария", "", "Иванова", "maria@studio.example", "bg", "0", "ул. Шипка 1", "", "1000", "София"]
    no_company, phone_again, terms = "n", "+35920000011", "y"
    answers = iter([*person, no_company, phone_again, terms])

    def answer(prompt: str) -> str:
        if "Code" in prompt:
            return mailed_code(console.home)
        return next(answers)

    monkeypatch.setattr("click.termui.visible_prompt_func", answer)
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: PASSWORD)
    found = console.run("register", "--print-token", tty=True)
    assert found.code == exits.DONE, found.err
    assert next(answers, None) is None
    console.environ(JUMPZONE_TOKEN=found.lines[-1])
    assert console.run("profile", "get", "phone").out == "+35920000011\n"
    assert console.run("profile", "get", "country").out == "BG\n"


def test_the_terms_are_there_to_read(console: Console) -> None:
    found = console.run("register", "--show-terms")
    assert found.code == exits.DONE
    assert "What you get" in found.out
