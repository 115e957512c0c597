"""Draw README's pictures into assets/: ``python docs/make_pictures.py`` (``make pictures``).

They show the demo on a day that does not change, so that drawing them again changes nothing unless a screen did.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

from jumpzone import i18n
from jumpzone.app import JumpZoneApp
from jumpzone.demo.opening import Demo
from jumpzone.demo.sample import PASSWORD
from jumpzone.demo.studio import EMAIL
from jumpzone.model.clock import FakeClock
from jumpzone.screens.host import DemoDetails

ASSETS = Path(__file__).parents[1] / "assets"
TODAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PICTURES = (
    ("front-door", (110, 32), False, ()),
    ("dashboard", (118, 36), True, ()),
    ("messages", (118, 32), True, ("6",)),
    ("domain", (118, 26), True, ("3", "end", "enter")),
    ("renewals", (118, 30), True, ("f4",)),
)
"""Name, size, whether signed in, keys pressed before the picture is taken."""

_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_FAMILY = re.compile(r"Fira Code", re.IGNORECASE)


async def draw(name: str, size: tuple[int, int], signed_in: bool, keys: tuple[str, ...]) -> None:
    """Draw one picture."""
    with Demo("studio", "en") as demo:
        details = DemoDetails(EMAIL, PASSWORD, signed_in=signed_in)
        clock = FakeClock(TODAY)
        app = JumpZoneApp(
            demo.settings, lambda _ask: demo.open(arrivals=False, clock=clock), demo=lambda: details
        )
        async with app.run_test(size=size) as pilot:
            while not (app.session if signed_in else app.ready):
                await pilot.pause(0.05)
            await pilot.pause(1)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(1)
            svg = app.export_screenshot(title="jumpzone demo")
        assert app.opened is not None
        app.opened.close()
    # The picture asks nobody for a font: what the reader's machine has will do.
    svg = _FAMILY.sub("ui-monospace, DejaVu Sans Mono, Menlo, Consolas", _FONTS.sub("", svg))
    # Some programs drop the blanks at the beginning of a text unless they are told not to.
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    (ASSETS / f"{name}.svg").write_text(re.sub(r"terminal-\d+", f"jz-{name}", svg), encoding="utf-8")


def main() -> None:
    """Draw all pictures."""
    ASSETS.mkdir(exist_ok=True)
    i18n.use("en")
    for name, size, signed_in, keys in PICTURES:
        asyncio.run(draw(name, size, signed_in, keys))


if __name__ == "__main__":
    main()
