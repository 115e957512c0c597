"""`jumpzone contacts import | export | notices`."""

from __future__ import annotations

from pathlib import Path

import pytest
import vobject

from jumpzone.cli import exits
from tests.cli.console import HOSTILE, Console


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def test_what_is_exported_changes_nothing_when_it_is_imported(signed_in: Console, tmp_path: Path) -> None:
    known = signed_in.run("contacts", "--json").json
    for form in ("vcard", "csv"):
        path = tmp_path / f"out.{form}"
        assert signed_in.run("contacts", "export", "--format", form, "-o", str(path)).code == exits.DONE
        assert path.stat().st_mode & 0o077 == 0
        found = signed_in.run("contacts", "import", str(path), "--dry-run", "--json")
        assert found.code == exits.DONE
        assert [each["outcome"] for each in found.json] == ["unchanged"] * len(known)
    again = signed_in.run("contacts", "export", "-o", str(tmp_path / "out.vcard"))
    assert again.code == exits.REFUSED, "a file that is there stays"


def test_one_contact_goes_to_the_standard_output(signed_in: Console) -> None:
    (first, *_rest) = signed_in.run("contacts", "--json").json
    (card,) = vobject.readComponents(signed_in.run("contacts", "export", first["email"]).out)
    assert card.email.value == first["email"]


def test_import_shows_asks_and_does(signed_in: Console, file: Path) -> None:
    (known, *_rest) = signed_in.run("contacts", "--json").json
    file.write_text(
        f"email,first_name,last_name\n{known['email']},Нова,{known['last_name']}\nnew@ledger.example,[/],Ново\nbad,A,B\n"
    )
    dry = signed_in.run("contacts", "import", str(file), "--dry-run")
    assert dry.code == exits.PARTLY
    assert f"{known['first_name']} → Нова" in dry.out
    assert signed_in.run("contacts", "--json").json[0] == known
    assert signed_in.run("contacts", "import", str(file)).code == exits.USAGE, "nobody to ask"
    done = signed_in.run("contacts", "import", str(file), "--yes")
    assert done.code == exits.PARTLY
    assert "Added: 1. Changed: 1." in done.out
    assert "1 line was left out." in done.err
    found = {each["email"]: each for each in signed_in.run("contacts", "--json").json}
    assert found[known["email"]]["first_name"] == "Нова"
    assert found["new@ledger.example"]["first_name"] == "[/]"


def test_scripts_hear_of_every_field_and_every_mistake(signed_in: Console, file: Path) -> None:
    file.write_bytes(
        f"email,first_name,last_name\nnew@ledger.example,{HOSTILE},Б\nb@c.example,\x00,Г\n".encode()
    )
    rows = signed_in.run("contacts", "import", str(file), "--dry-run", "--json").json
    assert [(each["line"], each["outcome"], each["field"]) for each in rows] == [
        (2, "mistake", "first_name"),
        (3, "mistake", "first_name"),
    ]
    assert signed_in.run("contacts", "import", str(file), "--dry-run").code == exits.REFUSED
    assert signed_in.run("contacts", "import", str(file), "--dry-run", "--csv").code == exits.REFUSED
    assert signed_in.run("contacts", "import", str(file.parent)).code == exits.REFUSED


def test_notices_are_listed_and_set(signed_in: Console) -> None:
    own, *others = signed_in.run("contacts", "notices", "--json").json
    assert own["id"] is None
    assert "domain" in own["notifications"]
    address = others[0]["address"]
    set_ = ("contacts", "notices", "set")
    assert signed_in.run(*set_, address.upper(), "--add", "affiliate").code == exits.DONE
    found = signed_in.run(*set_, address, "--remove", "affiliate", "--add", "general", "--json").json
    assert set(found[0]["notifications"]) == (set(others[0]["notifications"]) | {"general"}) - {"affiliate"}
    table = signed_in.run("contacts", "notices")
    assert address in table.out
    assert "Security mail" in table.err
    for each in others:
        signed_in.run(*set_, each["address"], "--remove", "domain")
    refused = signed_in.run(*set_, own["address"], "--remove", "domain", "--json")
    assert refused.code == exits.REFUSED
    assert refused.error["code"] == "last-domain-address"
    assert signed_in.run(*set_, "nobody@nowhere.example", "--add", "domain").code == exits.REFUSED
    assert signed_in.run(*set_, address).code == exits.USAGE
