"""The real app on a real store in a test's home: opened, signed in, waited for."""

from __future__ import annotations

import gc
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from jumpzone.app import JumpZoneApp
from jumpzone.bootstrap import Opened, open_zone
from jumpzone.demo.loading import load_demo
from jumpzone.demo.sample import PASSWORD as SAMPLE_PASSWORD
from jumpzone.model.clock import FakeClock
from jumpzone.screens.letters import Letter, newest
from jumpzone.settings import Settings
from tests.fakes import CountingHasher
from tests.widgets.screens import screen_text

GOOD_PASSWORD = "seven loose violins at dawn"

PERSON = {
    "first_name": "Мария",
    "last_name": "Иванова",
    "email": "maria@studio.example",
    "address_1": "ул. Пример 1",
    "postcode": "1000",
    "city": "София",
    "country": "BG",
    "phone": "+359 2 9000000",
}


class ZoneApp:
    """A running app with its pilot, and what a test asks of it."""

    def __init__(self, app: JumpZoneApp, pilot: Pilot[Any], clock: FakeClock) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return screen_text(self.app)

    @property
    def screen(self) -> Any:
        """The screen that is shown."""
        return self.app.screen

    async def until(self, what: Callable[[], object]) -> None:
        """Wait until something holds."""
        for _ in range(2000):
            await self.pilot.pause(0.01)
            try:
                if what():
                    return
            except LookupError:
                continue
        raise AssertionError(f"waited in vain; on the screen:\n{self.text}")

    async def until_shown(self, name: str) -> None:
        """Wait until a screen of that class is shown and drawn."""
        await self.until(lambda: type(self.screen).__name__ == name)
        await self.pilot.pause()

    async def until_text(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        await self.until(lambda: text in self.text)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def form(self) -> Any:
        """The form on the screen."""
        from jumpzone.widgets.form.form import Form

        return self.screen.query_one(Form)

    async def fill(self, **values: object) -> None:
        """Fill fields of the form, as a paste would."""
        for name, value in values.items():
            self.form().field(name).value = value
        await self.pilot.pause()

    async def submit(self) -> None:
        """Press the form's button."""
        self.form().action_submit()
        await self.pilot.pause()

    def letters(self) -> list[Letter]:
        """The mail in the folder, the newest first."""
        folder = self.app.mail_folder
        assert folder is not None
        return newest(folder)

    async def code(self) -> str:
        """The newest code that arrives."""
        await self.until(lambda: self.letters()[0].code)
        return self.letters()[0].code

    async def sign_in(self, email: str, password: str) -> None:
        """Go through the front door."""
        await self.press("s")
        await self.until_shown("SignInScreen")
        await self.fill(email=email, password=password)
        await self.submit()

    async def register(self, **values: object) -> None:
        """Fill in the form of a new customer and send it."""
        await self.press("r")
        await self.until_shown("RegisterScreen")
        await self.fill(**{**PERSON, "password": GOOD_PASSWORD, "terms": True, **values})
        await self.submit()


@asynccontextmanager
async def running(
    settings: Settings,
    clock: FakeClock,
    *,
    size: tuple[int, int] = (100, 40),
    opener: Callable[[Any], Opened] | None = None,
    ready: bool = True,
) -> AsyncIterator[ZoneApp]:
    """Run the app, by default until its store is open."""
    open_ = opener or (lambda _ask: open_zone(settings, clock=clock, hasher=CountingHasher()))
    app = JumpZoneApp(settings, open_, clock=clock)
    try:
        async with app.run_test(size=size) as pilot:
            shown = ZoneApp(app, pilot, clock)
            if ready:
                await shown.until(lambda: app.ready)
                await pilot.pause()
            yield shown
    finally:
        if app.opened is not None:
            app.opened.close()
        # The program freezes what it has loaded; in this process, that would keep every app there ever was.
        gc.unfreeze()


def fill_store(settings: Settings, clock: FakeClock, template: Path, company: str) -> str:
    """Put a sample company into the store of a test; return who signs in. The samples are made once."""
    made = template / "samples.txt"
    home = settings.paths.data
    if not made.exists():
        with open_zone(settings, clock=clock, hasher=CountingHasher()) as opened:
            samples = load_demo(opened.zone.deps, language="en", now=clock.now())
            rows = [f"{name} {sample.address.address}" for name, sample in samples.items()]
        shutil.copytree(home, template, dirs_exist_ok=True)
        made.write_text("\n".join(rows))
    else:
        shutil.copytree(template, home, dirs_exist_ok=True)
    return dict(line.split() for line in made.read_text().splitlines())[company]


__all__ = ["GOOD_PASSWORD", "PERSON", "SAMPLE_PASSWORD", "ZoneApp", "fill_store", "running"]
