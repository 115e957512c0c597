"""Several programs on one store: nothing is lost, nobody sees a lock, and each shows what another changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from jumpzone.store import checkup
from tests import support
from tests.system.conftest import Office
from tests.system.customer import Customer
from tests.system.terminal import Terminal

Start = Callable[..., Terminal]
Share = Callable[[int, int], int]

# A program of its own that does through the zone what the screens do; secrets come by its standard input.
EDITOR = """
import sys
from jumpzone.bootstrap import open_zone
from jumpzone.settings import Settings
name, count = sys.argv[1], int(sys.argv[2])
email, password = sys.stdin.read().split("\\n")
with open_zone(Settings.load()) as opened:
    zone = opened.zone.signed_in(opened.zone.access.sign_in(email, password))
    seen = None
    for number in range(count):
        if number % 2 == 0:
            who = {"first_name": name, "last_name": f"n{number}", "email": f"{name}-{number}@office.example"}
            seen = zone.contacts.get(zone.contacts.add(who)[0])
        else:
            zone.contacts.save(seen, {"company_name": f"{name} {number}"})
"""


def test_four_programs_lose_no_edit(office: Office, share: Share) -> None:
    count = share(200, 26)
    secrets = f"{office.person.email}\n{office.person.password}"
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", EDITOR, f"p{number}", str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=support.ROOT,
        )
        for number in range(4)
    ]
    try:
        for program in programs:
            assert program.stdin is not None
            program.stdin.write(secrets)
            program.stdin.close()
            program.stdin = None
        for program in programs:
            out, err = program.communicate(timeout=600)
            assert (program.returncode, out, err) == (0, "", "")
    finally:
        for program in programs:
            program.kill()
            program.wait()
    with office.open() as opened:
        zone = opened.zone.signed_in(opened.zone.access.sign_in(office.person.email, office.person.password))
        found = {each.email: each.company_name for each in zone.contacts.list()}
        assert found == {
            f"p{p}-{n}@office.example": f"p{p} {n + 1}" for p in range(4) for n in range(0, count, 2)
        }
        assert checkup.check_trail(opened.store).broken == ()
        assert checkup.flaws(opened.store) == []


def test_two_running_programs_see_each_others_changes(office: Office, start: Start) -> None:
    terminals = [start(), start(size=(100, 30))]
    customers = [Customer(each, office.settings.paths.mail_folder) for each in terminals]
    for customer in customers:
        customer.front_door()
        customer.sign_in(office.person)
        customer.account()
    one, two = terminals
    for turn, (here, there) in enumerate([(one, two), (two, one), (one, two)]):
        typed = f"Име{turn}"
        here.press("enter")
        here.wait("ctrl+s Save changes", gone=["enter Edit"])
        here.send("\t\x1b[F\x15" + typed + "\x13")
        here.wait("✓ Saved: Middle name", typed)
        # Nobody touches the other one.
        there.wait(typed)
        assert "Somebody else changed" not in there.text
        here.press("escape")
        here.wait("enter Edit")
