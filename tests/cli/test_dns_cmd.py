"""`jumpzone dns`."""

from __future__ import annotations

import pytest

from jumpzone.cli import exits
from jumpzone.usecases.exporting import exported
from tests.cli.console import HOSTILE, Console

DOMAIN = "slow-bicycles.test"


@pytest.fixture
def zone(signed_in: Console) -> Console:
    """The studio, with one of its domains emptied."""
    empty = signed_in.home / "empty.zone"
    empty.write_text("")
    assert signed_in.run("dns", "import", DOMAIN, str(empty), "--replace", "--yes").code == exits.DONE
    return signed_in


def test_add_list_set_delete(zone: Console) -> None:
    added = zone.run("dns", "add", DOMAIN, "www", "a", "192.0.2.1")
    assert added.code == exits.DONE
    (id_,) = added.lines
    mail = zone.run("dns", "add", DOMAIN, "@", "MX", "mail.other.test", "--priority", "10", "--json").json
    assert (mail["host"], mail["value"], mail["priority"], mail["ttl"]) == ("@", "mail.other.test", 10, 3600)
    listed = zone.run("dns", DOMAIN, "--json").json
    assert [each["host"] for each in listed] == ["@", "www"]
    with zone.zone() as other:
        assert listed[1] == exported("dns_record", other.dns.get(id_))
    assert [row["id"] for row in zone.run("dns", "list", DOMAIN, "--type", "MX", "--csv").csv] == [mail["id"]]
    table = zone.run("dns", DOMAIN, "192.0")
    assert id_[-8:] in table.out
    assert "MX" not in table.out
    assert zone.run("dns", "set", DOMAIN, id_[-8:], "--value", "192.0.2.2", "--ttl", "60").code == exits.DONE
    assert zone.run("dns", DOMAIN, "--type", "A", "--json").json[0]["ttl"] == 60
    assert zone.run("dns", "set", DOMAIN, id_).code == exits.USAGE
    assert zone.run("dns", "set", "studio.example", id_, "--ttl", "90").code == exits.REFUSED
    assert zone.run("dns", "delete", DOMAIN, id_).code == exits.USAGE
    assert zone.run("dns", "delete", DOMAIN, id_, stdin="n\n", tty=True).code == exits.REFUSED
    assert zone.run("dns", "delete", DOMAIN, id_, mail["id"], "--yes").code == exits.DONE
    assert zone.run("dns", DOMAIN, "--json").json == []


def test_faults_are_named_by_field(zone: Console) -> None:
    found = zone.run("--json", "dns", "add", DOMAIN, "a..b", "A", "1.2.3")
    assert found.code == exits.REFUSED
    assert {each["field"] for each in found.error["fields"]} == {"host", "value"}
    assert zone.run("dns", "add", DOMAIN, "a", "PTR", "x").code == exits.USAGE
    assert zone.run("dns", "nowhere.example").code == exits.REFUSED


def test_a_zone_goes_out_and_comes_back(zone: Console) -> None:
    for words in (("@", "A", "192.0.2.1"), ("go", "URL", "https://x.example/"), ("t", "TXT", "я" * 300)):
        assert zone.run("dns", "add", DOMAIN, *words).code == exits.DONE
    text = zone.run("dns", "export", DOMAIN).out
    assert f"$ORIGIN {DOMAIN}." in text
    path = zone.home / "out.zone"
    assert zone.run("dns", "export", DOMAIN, "-o", str(path)).code == exits.DONE
    assert path.stat().st_mode & 0o777 == 0o600
    assert zone.run("dns", "export", DOMAIN, "-o", str(path)).code == exits.REFUSED
    same = zone.run("dns", "import", DOMAIN, str(path), "--replace", "--yes")
    assert same.code == exits.DONE
    assert "stay as they are" in same.err


def test_import_shows_before_it_does(zone: Console) -> None:
    zone.run("dns", "add", DOMAIN, "old", "TXT", "goes")
    path = zone.home / "in.zone"
    path.write_text("@ SOA a. b. 1 2 3 4 5\nwww 600 A 192.0.2.7\n")
    seen = zone.run("dns", "import", DOMAIN, str(path), "--replace", "--dry-run", "--json")
    assert seen.code == exits.DONE
    assert [(each["change"], each["line"], each["host"]) for each in seen.json] == [
        ("add", None, "www"),
        ("delete", None, "old"),
        ("note", 1, None),
    ]
    assert len(zone.run("dns", DOMAIN, "--json").json) == 1
    assert zone.run("dns", "import", DOMAIN, str(path)).code == exits.USAGE, "there is nobody to ask"
    assert zone.run("dns", "import", DOMAIN, str(path), stdin="n\n", tty=True).code == exits.REFUSED
    assert zone.run("dns", "import", DOMAIN, str(path), stdin="y\n", tty=True).code == exits.DONE
    assert [each["host"] for each in zone.run("dns", DOMAIN, "--json").json] == ["old", "www"]
    path.write_text("x A 192.0.2.300\n$INCLUDE /etc/passwd\nfine A 192.0.2.1\n")
    wrong = zone.run("dns", "import", DOMAIN, str(path), "--yes", "--csv")
    assert wrong.code == exits.REFUSED
    assert [row["line"] for row in wrong.csv if row["change"] == "error"] == ["1", "2"]
    assert len(zone.run("dns", DOMAIN, "--json").json) == 2
    piped = zone.run("dns", "import", DOMAIN, "-", "--yes", stdin="new A 192.0.2.9\n")
    assert piped.code == exits.DONE
    assert len(zone.run("dns", DOMAIN, "--json").json) == 3


@pytest.mark.parametrize("text", [HOSTILE, "я" * 10_000])
def test_hostile_values(zone: Console, text: str) -> None:
    path = zone.home / "in.zone"
    path.write_text(f'{text} A 192.0.2.1\nx TXT "{text}"\n', encoding="utf-8")
    for words in (
        ("dns", text),
        ("dns", "add", DOMAIN, text, "A", "192.0.2.1"),
        ("dns", "add", DOMAIN, "a", "A", text),
        ("dns", "set", DOMAIN, text, "--ttl", "60"),
        ("dns", "delete", DOMAIN, text, "--yes"),
        ("dns", "import", DOMAIN, str(path), "--yes"),
        ("dns", "import", DOMAIN, text, "--yes"),
    ):
        assert zone.run(*words).code in (exits.REFUSED, exits.USAGE), words
