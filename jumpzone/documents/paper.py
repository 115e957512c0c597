"""Pages of A4 to draw on: embedded fonts, wrapped text, and nothing that differs from run to run."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import as_file, files
from types import SimpleNamespace
from typing import Any, Final, Literal

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from jumpzone.model.text import safe_text

__all__ = [
    "ACCENT",
    "BOLD",
    "BOTTOM",
    "GROUND",
    "INK",
    "LEFT",
    "MUTED",
    "REGULAR",
    "RIGHT",
    "RULE",
    "Colour",
    "Paper",
    "text_width",
    "wrapped",
]

Colour = tuple[float, float, float]
Align = Literal["left", "right"]

WIDTH, HEIGHT = A4
LEFT: Final = 50.0
RIGHT: Final = WIDTH - 50.0
TOP: Final = 48.0
BOTTOM: Final = HEIGHT - 62.0
"""How far down a page may be filled; the footer stands below. All places are points from the top left corner."""

INK: Final[Colour] = (0.11, 0.13, 0.16)
MUTED: Final[Colour] = (0.40, 0.44, 0.49)
ACCENT: Final[Colour] = (0.10, 0.29, 0.52)
RULE: Final[Colour] = (0.80, 0.83, 0.87)
GROUND: Final[Colour] = (0.94, 0.955, 0.97)

REGULAR: Final = "Regular"
BOLD: Final = "Bold"
_FONTS: Final = {REGULAR: "PT_Sans-Web-Regular.ttf", BOLD: "PT_Sans-Web-Bold.ttf"}
_LOCK: Final = threading.Lock()
# Signs that stand in amounts and that the font lacks, as words.
_INSTEAD: Final = {"₽": "руб.", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2212": "-"}


@cache
def _font(name: str) -> tuple[str, frozenset[int]]:
    """Load a font once; returns its name for drawing and the characters that it has."""
    with _LOCK, as_file(files("fontpkg_pt_sans") / "files" / _FONTS[name]) as path:
        font = TTFont(f"JumpZone-{name}", str(path))
        pdfmetrics.registerFont(font)
    return font.fontName, frozenset(font.face.charToGlyph)


def shown(text: str, font: str = REGULAR) -> str:
    """A text as it can be drawn: harmless, and without letters that the font lacks."""
    known = _font(font)[1]
    clean = safe_text(text)
    if all(ord(char) in known and char not in "\u00a0\u202f" for char in clean):
        return clean
    swapped = "".join(
        _INSTEAD[char] if char in _INSTEAD and (char in "\u00a0\u202f" or ord(char) not in known) else char
        for char in clean
    )
    return "".join(char if ord(char) in known else "?" for char in swapped)


def text_width(text: str, size: float, font: str = REGULAR) -> float:
    """How wide a text is, in points."""
    return float(pdfmetrics.stringWidth(shown(text, font), _font(font)[0], size))


def wrapped(text: str, width: float, size: float, font: str = REGULAR) -> list[str]:
    """Break a text into lines of a width; a word that is wider than that is cut."""
    lines: list[str] = []
    line = ""
    for word in shown(text, font).split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, font) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, size, font) > width and len(line) > 1:
            cut = next(
                n for n in range(len(line) - 1, 0, -1) if n == 1 or text_width(line[:n], size, font) <= width
            )
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


class Paper:
    """A document of pages. What is drawn is kept until `finish`, when the number of pages is known."""

    def __init__(self, title: str, *, author: str, subject: str, language: str, day: date | None) -> None:
        """Begin a document.

        Args:
            title: The document's title, for programs that list files.
            author: Who issues it.
            subject: What it is about.
            language: Its language.
            day: When it was issued: the file's only date.
        """
        self._info = {"title": shown(title), "author": shown(author), "subject": shown(subject)}
        self._language = language
        self._day = day or date(2000, 1, 1)
        self._page: list[Callable[[Canvas], None]] = []
        self._pages = [self._page]
        self.y = TOP

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self._page = []
        self._pages.append(self._page)
        self.y = TOP

    def room(self, height: float) -> bool:
        """Whether something of a height still fits on the page."""
        return bool(self.y + height <= BOTTOM)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 9,
        *,
        font: str = REGULAR,
        colour: Colour = INK,
        align: Align = "left",
    ) -> None:
        """Draw one line with its base line at `y`; aligned to the right, it ends at `x`."""
        name, line = _font(font)[0], shown(text, font)

        def draw(canvas: Canvas) -> None:
            canvas.setFillColorRGB(*colour)
            canvas.setFont(name, size)
            (canvas.drawString if align == "left" else canvas.drawRightString)(x, HEIGHT - y, line)

        self._page.append(draw)

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float = 9,
        *,
        font: str = REGULAR,
        colour: Colour = INK,
    ) -> float:
        """Draw lines below each other and return where the next one would stand."""
        for line in lines:
            self.text(x, y, line, size, font=font, colour=colour)
            y += size * 1.36
        return y

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle."""

        def draw(canvas: Canvas) -> None:
            canvas.setFillColorRGB(*colour)
            canvas.rect(x, HEIGHT - y - height, width, height, stroke=0, fill=1)

        self._page.append(draw)

    def rule(
        self, y: float, *, x: float = LEFT, to: float = RIGHT, colour: Colour = RULE, weight: float = 0.6
    ) -> None:
        """Draw a line across."""

        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColorRGB(*colour)
            canvas.setLineWidth(weight)
            canvas.line(x, HEIGHT - y, to, HEIGHT - y)

        self._page.append(draw)

    def code(self, x: float, y: float, rows: Sequence[Sequence[bool]], side: float) -> None:
        """Draw a QR code with its quiet zone into a square; modules of a row that touch are one rectangle."""
        module = side / len(rows)

        def draw(canvas: Canvas) -> None:
            canvas.setFillColorRGB(0, 0, 0)
            path = canvas.beginPath()
            for at, row in enumerate(rows):
                start = 0
                while start < len(row):
                    end = start
                    while end < len(row) and row[end]:
                        end += 1
                    if end > start:
                        bottom = HEIGHT - y - (at + 1) * module
                        path.rect(x + start * module, bottom, (end - start) * module, module)
                    start = end + 1
            canvas.drawPath(path, stroke=0, fill=1)

        self._page.append(draw)

    def finish(self, footer: str, page: Callable[[int, int], str]) -> bytes:
        """Draw everything and return the file.

        Args:
            footer: What stands at the foot of each page.
            page: Says which page of how many it is.
        """
        for number, content in enumerate(self._pages, 1):
            self._page = content
            self._foot(footer, page(number, len(self._pages)))
        buffer = io.BytesIO()
        # Without a font of its own to begin with, the library would name one that isn't in the file.
        canvas = Canvas(
            buffer,
            pagesize=A4,
            pageCompression=1,
            invariant=1,
            lang=self._language,
            initialFontName=_font(REGULAR)[0],
        )
        canvas.setTitle(self._info["title"])
        canvas.setAuthor(self._info["author"])
        canvas.setSubject(self._info["subject"])
        canvas.setCreator("jumpzone")
        canvas.setProducer("jumpzone")
        canvas._doc._timeStamp = _stamp(self._day)
        for content in self._pages:
            for draw in content:
                draw(canvas)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _foot(self, footer: str, page: str) -> None:
        y = HEIGHT - 40
        self.rule(y - 12)
        line = next(iter(wrapped(footer, RIGHT - LEFT - 90, 7.5)), "")
        self.text(LEFT, y, line, 7.5, colour=MUTED)
        self.text(RIGHT, y, page, 7.5, colour=MUTED, align="right")


def _stamp(day: date) -> Any:
    """What the library takes for the time of writing: the beginning of a day."""
    moment = datetime.combine(day, time(), UTC)
    return SimpleNamespace(
        t=moment.timestamp(), lt=moment.timetuple(), YMDhms=moment.timetuple()[:6], dhh=0, dmm=0, tzname="UTC"
    )
