"""The terminal is told when another program brings something that needs the reader."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from jumpzone.model.mutations import IMPORT, Mutation
from tests.system.conftest import Office
from tests.system.customer import Customer
from tests.system.terminal import Terminal

Start = Callable[..., Terminal]


@pytest.mark.parametrize(
    ("environ", "rings"),
    [
        ({"JUMPZONE_SIGNALS": "osc9"}, "message"),
        ({"JUMPZONE_SIGNALS": "bell"}, "bell"),
        ({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, ""),
    ],
    ids=["osc9", "bell", "ssh"],
)
def test_an_answer_that_another_program_writes_is_told(
    office: Office, start: Start, environ: dict[str, str], rings: str
) -> None:
    with office.open() as opened:
        zone = opened.zone.signed_in(opened.zone.access.sign_in(office.person.email, office.person.password))
        ticket, _applied = zone.tickets.open({"subject": "[/] hello", "body": "A question"}, [])
        terminal = start(**environ)
        customer = Customer(terminal, office.settings.paths.mail_folder)
        customer.front_door()
        customer.sign_in(office.person)
        terminal.press("5")
        terminal.wait("T-1", "hello")

        def bells() -> int:
            # A string sequence, such as the pointer's shape, may end with the same byte.
            return re.sub(rb"\x1b[]PX^_][^\x07\x1b]*(\x07|\x1b\\)", b"", bytes(terminal.raw)).count(b"\a")

        def messages() -> list[str]:
            return [each for each in terminal.strings if each.startswith("]9;")]

        def answered() -> None:
            deps = zone.deps
            values = {"status": "answered", "last_reply_at": deps.clock.now()}
            account = zone.session.account.id
            mutation = Mutation(deps.ids.new(), account, "ticket", ticket, "update", deps.clock.now(), values)
            deps.executor.run(mutation, IMPORT)

        def told() -> bool:
            # What it finds when it first looks around is no news, so answer until it has looked.
            answered()
            time.sleep(0.3)
            return bool(messages() or bells())

        if rings:
            terminal.until(told, "a signal")
        else:
            answered()
        terminal.wait("Waits for you")
        if rings == "message":
            assert messages()[0].startswith("]9;JumpZone: Ticket T-")
        else:
            assert not messages()
        assert (bells() > 0) == (rings == "bell")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
