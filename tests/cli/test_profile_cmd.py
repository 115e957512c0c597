"""`jumpzone profile`."""

from __future__ import annotations

import pytest

from jumpzone.cli import exits
from jumpzone.usecases.exporting import exported
from tests.cli.console import HOSTILE, Console


def test_get_is_what_the_zone_has(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        wanted = exported("profile", zone.profile.get())
    for arguments in (["profile", "--json"], ["profile", "get", "--json"], ["--json", "profile"]):
        found = signed_in.run(*arguments)
        assert found.code == exits.DONE
        assert found.json == wanted
        assert "personal_number" not in found.json
    (row,) = signed_in.run("profile", "--csv").csv
    assert row["city"] == wanted["city"]
    assert row["notifications"] == ";".join(wanted["notifications"])


def test_a_single_field_is_bare_and_set_takes_it_back(signed_in: Console) -> None:
    for name in ("city", "notifications", "marketing_opt_in", "country", "iban"):
        bare = signed_in.run("profile", "get", name).out.removesuffix("\n")
        again = signed_in.run("profile", "set", f"{name}={bare}")
        assert (again.code, again.out) == (exits.DONE, "Nothing to change: it was so already.\n")


def test_set_saves_several_fields_at_once(signed_in: Console) -> None:
    found = signed_in.run(
        "profile",
        "set",
        "city=Пловдив",
        "postcode=4000",
        "marketing_opt_in=no",
        "notifications=domain, invoice",
    )
    assert found.code == exits.DONE
    assert "City" in found.out
    with signed_in.zone() as zone:
        saved = zone.profile.get()
    assert (saved.city, saved.postcode, saved.marketing_opt_in) == ("Пловдив", "4000", False)
    assert saved.notifications == {"domain", "invoice"}
    assert signed_in.run("profile", "set", "middle_name=Георгиев", "--json").json["middle_name"] == "Георгиев"
    assert signed_in.run("profile", "set", "middle_name=").code == exits.DONE
    assert signed_in.run("profile", "get", "middle_name").out == "\n"


def test_all_is_saved_or_nothing_and_every_fault_is_named(signed_in: Console) -> None:
    before = signed_in.run("profile", "--json").json
    found = signed_in.run("--json", "profile", "set", "city=Русе", "iban=BG00", "vat_number=BG1", "phone=1")
    assert (found.code, found.error["code"]) == (exits.REFUSED, "invalid")
    assert {each["field"] for each in found.error["fields"]} == {"iban", "vat_number", "phone"}
    assert signed_in.run("profile", "--json").json == before
    needed = signed_in.run("--json", "profile", "set", "last_name=", "notifications=nonsense")
    assert {each["field"] for each in needed.error["fields"]} >= {"notifications"}
    assert signed_in.run("--json", "profile", "set", "last_name=").error["fields"][0]["field"] == "last_name"


@pytest.mark.parametrize(
    "arguments",
    [
        ["city"],
        ["no_such=1"],
        ["city=a", "city=b"],
        ["marketing_opt_in=perhaps"],
        ["personal_number=1"],
        ["id=1"],
        [],
    ],
)
def test_what_can_not_be_meant_is_usage(signed_in: Console, arguments: list[str]) -> None:
    assert signed_in.run("profile", "set", *arguments).code == exits.USAGE
    assert signed_in.run("profile", "get", "no_such").code == exits.USAGE


@pytest.mark.parametrize("text", [HOSTILE, "я" * 10_000, "\ud800"])
def test_hostile_values_are_refused_with_the_fields_name(signed_in: Console, text: str) -> None:
    for name in ("city", "first_name", "company_name", "country", "phone", "iban", "notifications"):
        found = signed_in.run("profile", "set", f"{name}={text}")
        assert found.code == exits.REFUSED
        assert name in found.err
    assert signed_in.run("profile", "set", f"{text}=x").code == exits.USAGE
    assert signed_in.run("profile", "set", text).code == exits.USAGE
    assert signed_in.run("profile", "get", text).code == exits.USAGE


def test_markup_emoji_and_what_turns_are_kept_and_shown_harmlessly(signed_in: Console) -> None:
    kept = "[/] [@click=app.quit]x \u202eesrever \u200bzero \U0001f469\u200d\U0001f4bb"
    assert signed_in.run("profile", "set", f"city={kept}").code == exits.DONE
    for arguments in (["profile"], ["profile", "get", "city"], ["profile", "--csv"]):
        found = signed_in.run(*arguments)  # the console looks at every character
        assert "[@click=app.quit]x" in found.out
    # A script gets what is kept, to the letter; it only comes as escapes.
    assert signed_in.run("profile", "--json").json["city"] == kept


def test_another_program_sees_the_change_and_its_own_edit_is_not_lost(signed_in: Console) -> None:
    with signed_in.zone() as zone:
        watch = zone.watch()
        watch.poll()
        seen = zone.profile.get()
        assert signed_in.run("profile", "set", "city=Варна").code == exits.DONE
        changes = watch.poll()
        assert changes is not None
        assert changes.touches("profile")
        zone.profile.save(seen, {"middle_name": "Иванов"})
    found = signed_in.run("profile", "--json").json
    assert (found["city"], found["middle_name"]) == ("Варна", "Иванов")
