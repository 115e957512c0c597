"""`jumpzone domains`: switches, nameservers, DS records, contacts, renewal, codes, names."""

from __future__ import annotations

from datetime import date

import pytest

from jumpzone.cli import exits
from tests.cli.console import HOSTILE, PASSWORD, Console

DIGEST = "0a1b" * 16


def shown(console: Console, name: str) -> dict[str, object]:
    found: dict[str, object] = console.run("domains", "show", name, "--json").json
    return found


def test_switches_are_set_in_several_at_once(signed_in: Console) -> None:
    names = ("zora-bakery.example", "студио.example")
    done = signed_in.run("domains", "set", *names, "--no-auto-renew", "--id-protection", "--json")
    assert (done.code, [each["outcome"] for each in done.json]) == (exits.DONE, ["done", "done"])
    for name in names:
        found = shown(signed_in, name)
        assert (found["auto_renew"], found["id_protection"], found["locked"]) == (False, True, True)
    again = signed_in.run("domains", "set", *names, "--no-auto-renew")
    assert again.out.count("so already") == 2
    partly = signed_in.run("domains", "set", names[0], "nobody.example", "--unlock")
    assert (partly.code, "nobody.example" in partly.err) == (exits.PARTLY, True)
    assert shown(signed_in, names[0])["locked"] is False


def test_a_dry_run_says_what_would_change_and_changes_nothing(signed_in: Console) -> None:
    before = signed_in.run("domains", "--json").json
    said = signed_in.run("domains", "set", "studio.example", "winter-paths.test", "--unlock", "--dry-run")
    assert said.code == exits.DONE
    assert "studio.example: Transfer lock: yes → no" in said.out
    assert "winter-paths.test: it was so already" in said.out
    assert "transfer code" in said.err
    assert signed_in.run("domains", "--json").json == before
    bad = signed_in.run("domains", "nameservers", "studio.example", "--to", "ns1", "--to", "ns2", "--dry-run")
    assert bad.code == exits.REFUSED


def test_nameservers_are_set_and_listed(signed_in: Console) -> None:
    set_ = ("domains", "nameservers", "studio.example", "slow-bicycles.test")
    done = signed_in.run(*set_, "--to", "ns1.пример.example", "--to", "NS2.studio.example")
    assert done.code == exits.DONE
    assert "glue" in done.err
    rows = signed_in.run(*set_, "--csv").csv
    assert [row["nameserver"] for row in rows] == ["ns1.xn--e1afmkfd.example", "ns2.studio.example"] * 2
    assert "ns1.пример.example" in signed_in.run(*set_).out
    one = signed_in.run(*set_, "--to", "ns1.other.test", "--json")
    assert (one.code, {each["code"] for each in one.json}) == (exits.REFUSED, {"invalid"})
    alone = signed_in.run(*set_[:3], "--to", "192.0.2.1", "--to", "ns2.other.test", "--json")
    assert [each["field"] for each in alone.error["fields"]] == ["nameservers"]


def test_ds_records_are_added_and_removed(signed_in: Console) -> None:
    name = "slow-bicycles.test"
    line = f"12345 13 2 {DIGEST}"
    assert (
        signed_in.run("domains", "ds", name, "--add", line, "--add", f"54321 8 2 {DIGEST}").code == exits.DONE
    )
    found = signed_in.run("domains", "ds", name, "--json").json
    assert found[0] == {"key_tag": 12345, "algorithm": 13, "digest_type": 2, "digest": DIGEST.upper()}
    signed_in.run("domains", "ds", name, "--remove", "12345")
    assert [each["key_tag"] for each in signed_in.run("domains", "ds", name, "--json").json] == [54321]
    refused = signed_in.run("domains", "ds", name, "--add", "1 13 1 00", "--json")
    assert (refused.code, refused.error["code"]) == (exits.REFUSED, "ds-outdated")
    signed_in.run("domains", "ds", name, "--clear")
    assert shown(signed_in, name)["ds"] == []


def test_contacts_are_named_by_their_address(signed_in: Console) -> None:
    who = ("domains", "contacts", "studio.example")
    done = signed_in.run(*who, "--registrant", "maria@studio.example", "--tech", "own")
    assert (done.code, "owner" in done.err) == (exits.DONE, True)
    rows = {row["role"]: row for row in signed_in.run(*who, "--json").json}
    assert (rows["registrant"]["email"], rows["tech"]["contact"]) == ("maria@studio.example", None)
    kept = signed_in.run("contacts", "remove", "maria@studio.example", "--json")
    assert (kept.code, kept.error["code"]) == (exits.REFUSED, "on-domains")
    bare = ("first_name=A", "last_name=B", "email=bare@people.example")
    signed_in.run("contacts", "add", *bare)
    refused = signed_in.run(*who, "--admin", "bare@people.example")
    assert (refused.code, "phone" in refused.err) == (exits.REFUSED, True)


def test_a_renewal_is_priced_and_ordered(signed_in: Console) -> None:
    name, other = "slow-bicycles.test", "студио.example"
    expires = date.fromisoformat(str(shown(signed_in, name)["expires_on"]))
    priced = signed_in.run("domains", "renew", name, "--years", "3", "--dry-run", "--json").json
    assert priced["total"] > 0
    assert signed_in.run("domains", "renew", name).code == exits.USAGE
    asked = signed_in.run("domains", "renew", name, stdin="n\n", tty=True)
    assert (asked.code, "Nothing was ordered" in asked.err) == (exits.REFUSED, True)
    assert signed_in.run("domains", "renew", name, "--years", "3", "--yes").code == exits.DONE
    assert date.fromisoformat(str(shown(signed_in, name)["expires_on"])) == expires
    again = signed_in.run("domains", "renew", name, "--yes", "--json")
    assert (again.code, again.error["code"]) == (exits.REFUSED, "ordered-already")
    both = ("domains", "renew", name, other, "zora-bakery.example")
    told = signed_in.run(*both, "--dry-run")
    assert (told.code, told.out.count("1 year costs €")) == (exits.PARTLY, 2)
    many = signed_in.run(*both, "--yes", "--json")
    assert (many.code, [each["outcome"] for each in many.json]) == (exits.PARTLY, ["refused", "done", "done"])
    assert signed_in.run("domains", "renew", name, "--years", "11").code == exits.USAGE


def test_a_transfer_code_is_printed_for_the_password(signed_in: Console) -> None:
    refused = signed_in.run("domains", "transfer-code", "studio.example", "--json", stdin=f"{PASSWORD}\n")
    assert (refused.code, refused.error["code"]) == (exits.REFUSED, "locked")
    code = signed_in.run("domains", "transfer-code", "winter-paths.test", stdin=f"{PASSWORD}\n").out.strip()
    assert len(code) == 14
    wrong = signed_in.run("domains", "transfer-code", "winter-paths.test", stdin="guess\n")
    assert (wrong.code, code in wrong.out + wrong.err) == (exits.REFUSED, False)
    for command in (("domains", "--json"), ("domains", "--csv"), ("domains", "show", "winter-paths.test")):
        assert code not in signed_in.run(*command).out


def test_a_domain_is_ordered_to_come_here(signed_in: Console) -> None:
    comes = ("domains", "transfer-in", "пътеки.example")
    assert signed_in.run(*comes, "--dry-run", "--json").json["total"] > 0
    assert signed_in.run(*comes, stdin="Zx-81!teapots\n").code == exits.USAGE
    done = signed_in.run(*comes, "--yes", stdin="Zx-81!teapots\n")
    assert (done.code, "invoices pay" in done.out) == (exits.DONE, True)
    assert "Zx-81!teapots" not in done.out + done.err
    assert shown(signed_in, "пътеки.example")["status"] == "pending_transfer"
    for name, code in (("studio.example", "abcdefgh"), ("fresh.example", "x")):
        assert signed_in.run("domains", "transfer-in", name, "--yes", stdin=f"{code}\n").code == exits.REFUSED
    assert "paypal" in signed_in.run("domains", "transfer-in", "раypal.example", "--dry-run").err


def test_names_are_checked_in_both_spellings(signed_in: Console) -> None:
    found = signed_in.run(
        "domains", "check", "ПРИМЕР.example", "раypal.example", "studio.example", "a_b.example", "--json"
    )
    assert found.code == exits.PARTLY
    assert [each["outcome"] for each in found.json] == ["valid", "valid", "ours", "invalid"]
    assert found.json[0]["name"] == "xn--e1afmkfd.example"
    assert found.json[0]["unicode_name"] == "пример.example"
    assert "paypal" in found.json[1]["message"]
    assert signed_in.run("domains", "check", HOSTILE).code == exits.REFUSED


def test_a_list_is_narrowed_and_tells_scripts(signed_in: Console) -> None:
    off = signed_in.run("domains", "--no-auto-renew", "--json").json
    assert [each["name"] for each in off] == ["studio.example"]
    assert [each["name"] for each in signed_in.run("domains", "--unlocked", "--json").json] == [
        "winter-paths.test"
    ]
    assert signed_in.run("domains", "--expiring", "30", "--exit-code").code == exits.FOUND
    assert signed_in.run("domains", "--expiring", "0", "--exit-code").code == exits.DONE


def test_a_page_says_both_names_and_who_is_named(signed_in: Console) -> None:
    found = signed_in.run("domains", "show", "студио.example")
    assert "студио.example (xn--d1aisjfg.example)" in found.out
    assert "the account's own data" in found.out
    assert "glue" in signed_in.run("domains", "show", "studio-lab.test").err


@pytest.mark.parametrize("command", ["set", "nameservers", "ds", "contacts", "renew", "transfer-code"])
def test_no_command_takes_what_it_does_not_know(signed_in: Console, command: str) -> None:
    options = {"set": ("--lock",), "renew": ("--yes",)}.get(command, ())
    answer = signed_in.run("domains", command, HOSTILE, *options)
    assert answer.code == exits.REFUSED


def test_there_is_something_to_set(signed_in: Console) -> None:
    assert signed_in.run("domains", "set", "studio.example").code == exits.USAGE
