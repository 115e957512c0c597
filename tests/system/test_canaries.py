"""Secrets planted in every place where one is given, and looked for in every place where none may be.

Without a keyring the store's key lies in a file and the store is plain, so looking into its file means something. The
folder of `.eml` files is the operator's mailbox and exempt, and so is the token's own file.
"""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jumpzone.model.mails import MASK
from jumpzone.model.records import Message
from jumpzone.paths import Paths
from jumpzone.store import bulk
from jumpzone.store.engine import is_encrypted
from tests import support
from tests.system.conftest import Office
from tests.system.customer import Customer, Person
from tests.system.terminal import Terminal

Start = Callable[..., Terminal]

PASSWORD = "canary first password umbrella"
WRONG = "canary wrong password umbrella"
DRAFTED = "canary drafted password umbrella"
NEW = "canary second password umbrella"
NEWER = "canary third password umbrella"
MAIL_PASSWORD = "canary-mail-password-umbrella"
ACCESS_DATA = "canary-access-data-umbrella"
PASSPHRASE = "canary passphrase umbrella of the store"
PERSON = Person(
    first_name="Канарка", last_name="Чадърова", email="canary@umbrella.example", password=PASSWORD
)

# The program with a bug in the worst of places: secrets in its message and in its variables.
CRASHING = """
import sys
from jumpzone.usecases.access import Access
def sign_in(self, email, password, **named):
    kept = {email: password}
    raise RuntimeError(f"{kept} {password}")
Access.sign_in = sign_in
from jumpzone.cli import main
sys.exit(main(sys.argv[1:]))
"""


def _spellings(secret: str) -> Iterator[bytes]:
    raw = secret.encode()
    yield raw
    yield secret.encode("utf-16-le")
    yield raw.hex().encode()
    # Whatever stands before it, the middle of a text looks the same in base 64.
    for shift in range(3):
        yield base64.b64encode(bytes(shift) + raw)[4:-4]


def _found(data: bytes, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if any(each in data for each in _spellings(secret))]


def _files(home: Path, *exempt: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and what is inside those that are archives."""
    for path in sorted(home.rglob("*")):
        if not path.is_file() or any(path == each or each in path.parents for each in exempt):
            continue
        data = path.read_bytes()
        yield path.name, data
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name)


def _processes() -> bytes:
    """What everybody may read of the processes on this machine, and the variables of our own."""
    seen = bytearray()
    for folder in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ", "comm"):
            try:
                seen += (folder / name).read_bytes().replace(b"\0", b" ") + b"\n"
            except OSError:
                continue
    return bytes(seen)


def _run(home: Path, *arguments: str, given: str = "", **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        input=given.encode(),
        capture_output=True,
        cwd=support.ROOT,
        env={**os.environ, "HOME": str(home), **environ},
        timeout=120,
        check=False,
    )


def _with_access_data(office: Office) -> str:
    """Put a message with access data into the customer's account, sealed as the program seals it."""
    with office.open() as opened:
        deps = opened.zone.deps
        session = opened.zone.access.sign_in(office.person.email, office.person.password)
        zone = opened.zone.signed_in(session)
        welcome = next(iter(zone.messages.list()))
        message = replace(
            zone.messages.get(welcome.id),
            id=deps.ids.new(),
            subject="Access data",
            body=f"Password: {MASK}\n",
        )
        assert isinstance(message, Message)
        with deps.store.write() as tx:
            bulk.load(
                tx,
                [message],
                sealer=deps.sealer,
                ids=deps.ids,
                now=deps.clock.now(),
                secrets={message.id: (ACCESS_DATA,)},
            )
        zone.access.sign_out()
    return message.id


@pytest.mark.skipif(sys.platform != "linux", reason="the list of processes is Linux's")
def test_no_secret_is_left_behind_by_the_program(
    start: Start, home: Path, paths: Paths, office: Office, tmp_path: Path
) -> None:
    secrets = [PASSWORD, WRONG, DRAFTED, NEW, NEWER, MAIL_PASSWORD, ACCESS_DATA, office.person.password]
    codes: list[str] = []

    # The app: a form left with a password in it, a registration, a wrong password, a new one.
    terminal = start(JUMPZONE_LOG_LEVEL="debug", JUMPZONE_THEME="light")
    customer = Customer(terminal, paths.mail_folder)
    customer.front_door()
    customer.fill_in_registration(replace(PERSON, password=DRAFTED))
    terminal.press("escape")
    customer.front_door()
    terminal.press("s")
    customer.give_details(office.person.email, WRONG)
    terminal.wait("✕")
    terminal.press("escape")
    customer.front_door()
    customer.sign_in(office.person)
    customer.account()
    terminal.press("f7")
    terminal.wait("Your password now", "ctrl+s Change the password")
    terminal.type(f"{office.person.password}\t{NEW}")
    terminal.press("ctrl+s")
    terminal.wait("Your password is changed")
    assert _found(_processes(), secrets) == []
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert _found(bytes(terminal.raw), secrets) == []

    # The command line: everything secret by the standard input; the token in its file, then by its variable.
    token = tmp_path / "token"
    message = _with_access_data(replace(office, person=replace(office.person, password=NEW)))
    signing = ["-m", "jumpzone", "--token-file", str(token)]
    runs = [
        _run(home, *signing, "login", "--email", office.person.email, given=f"{WRONG}\n"),
        _run(home, *signing, "login", "--email", office.person.email, given=f"{NEW}\n"),
    ]
    secrets.append(token.read_text().strip())
    variable = {"JUMPZONE_TOKEN": secrets[-1], "JUMPZONE_MAIL_PASSWORD": MAIL_PASSWORD}
    command = ["-m", "jumpzone"]
    runs += [
        _run(home, *command, "messages", "show", message, **variable),
        _run(home, *command, "messages", "show", message, "--json", **variable),
        _run(home, *command, "export", str(home / "all.zip"), **variable),
        _run(home, *command, "profile", "--json", **variable),
        _run(home, *command, "settings", "--json", **variable),
        _run(home, *command, "doctor", "--json", **variable),
        _run(home, *signing, "passwd", given=f"{NEW}\n{NEWER}\n"),
        _run(home, *command, "reset", "--email", office.person.email),
    ]
    assert [run.returncode for run in runs] == [1, *[0] * 6, 0, 0, 0], [run.stderr.decode() for run in runs]
    codes.append(Customer.code_in(paths.mail_folder))
    for run in runs:
        assert _found(run.stdout + run.stderr, secrets) == [], run.args
    revealed = _run(home, *signing, "messages", "show", message, "--reveal", given=f"{NEWER}\n")
    assert ACCESS_DATA.encode() in revealed.stdout

    # A bug, in the app and on the command line.
    crashed = Terminal("-c", CRASHING, environ={"HOME": str(home)})
    with crashed:
        customer = Customer(crashed, paths.mail_folder)
        customer.front_door()
        crashed.press("s")
        customer.give_details(office.person.email, NEWER)
        assert crashed.ended() == 70
        assert "fault in jumpzone (RuntimeError)" in crashed.text
    bug = _run(home, "-c", CRASHING, *signing[2:], "login", "--email", "c@d.example", given=f"{NEWER}\n")
    assert bug.returncode == 70
    assert _found(bytes(crashed.raw) + bug.stdout + bug.stderr, secrets) == []

    # Every file that there is now, freed pages and journals among it.
    assert not is_encrypted(paths.store_file)
    looked_at = dict(_files(home, paths.mail_folder))
    assert {"zone.db", "all.zip", "all.zip/data/message.json", paths.log_file.name} <= set(looked_at)
    # What belongs there is found there: the looking works.
    assert _found(looked_at["zone.db"], [office.person.email])
    assert _found(looked_at["all.zip/data/message.json"], [office.person.email])
    left = codes + [f"{code[:4]} {code[4:]}" for code in codes]
    for name, data in looked_at.items():
        assert _found(data, secrets) == [], name
        assert [each for each in left if each.encode() in data] == [], name

    # Who somebody is belongs into the store and what is exported from it, nowhere else.
    for name in (paths.log_file.name, "zone.db.key", paths.settings_file.name):
        people = [PERSON.first_name, PERSON.last_name, PERSON.email, office.person.email, office.person.city]
        assert _found(looked_at.get(name, b""), people) == [], name


def test_the_stores_passphrase_is_nowhere(home: Path) -> None:
    runs = [
        _run(home, "-m", "jumpzone", *command, JUMPZONE_PASSPHRASE=PASSPHRASE)
        for command in (["doctor"], ["settings", "--json"], ["mail"])
    ]
    for run in runs:
        assert _found(run.stdout + run.stderr, [PASSPHRASE]) == []
    files = dict(_files(home))
    assert "zone.db.key" in files
    for name, data in files.items():
        assert _found(data, [PASSPHRASE]) == [], name
