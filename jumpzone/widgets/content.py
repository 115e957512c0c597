"""The one way from words and data to what a terminal shows.

Textual reads a plain `str` as markup: ``[/`` in a customer's name would crash a label and ``[@click=…]`` would
act. And with markup off, escape sequences still reach the terminal. So every text on its way to the screen goes
through :func:`data` (for values) or :func:`words` / :func:`content` (for texts of the program that may contain
values), which make it harmless and wrap it in a `Content` object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from textual.content import Content, Span

from jumpzone.i18n import Text
from jumpzone.model.text import highlight_spans, safe_text

__all__ = [
    "Words",
    "content",
    "data",
    "highlighted",
    "label_value",
    "label_values",
    "lines",
    "words",
]

Words: TypeAlias = str | Text | Content | Callable[[], str]
"""A text for people: ready (`str`, `Content`), or translated whenever it is shown (`Text`, a callable)."""

LIMIT = 20_000
"""No single text on screen is longer than this many characters; the rest is cut with an ellipsis."""


def data(text: object, style: str = "", *, multiline: bool = False, limit: int | None = LIMIT) -> Content:
    """Return a value from the store, a mail, a file or a person as display text, never as markup.

    Args:
        text: The value; None shows as nothing, anything else by `str`.
        style: A Textual style such as ``"$text-muted"`` or ``"bold"``.
        multiline: Keep line breaks; otherwise they are made visible or blank.
        limit: The greatest number of characters.
    """
    plain = safe_text("" if text is None else str(text), multiline=multiline, limit=limit)
    return Content.styled(plain, style, strip_control_codes=False) if style else Content(plain)


def words(text: Words | None) -> str:
    """Return the translated text of `text` now, made harmless, as a plain `str` (never to be read as markup)."""
    if text is None:
        return ""
    if isinstance(text, Content):
        return text.plain
    if isinstance(text, Text):
        plain = text.render()
    elif isinstance(text, str):
        plain = text
    else:
        plain = text()
    return safe_text(plain, multiline=True, limit=LIMIT)


def content(text: Words | None, style: str = "") -> Content:
    """Return `text` translated now as `Content`; a `Content` comes back as it is (with `style` under it)."""
    if isinstance(text, Content):
        return text.stylize_before(style) if style else text
    plain = words(text)
    return Content.styled(plain, style, strip_control_codes=False) if style else Content(plain)


def highlighted(text: object, query: str, style: str = "bold $warning", base: str = "") -> Content:
    """Return a value with the hits of a search `query` marked.

    The spans are computed on the text as shown, so that they fit even where characters were replaced.
    """
    shown = data(text, base)
    if not query:
        return shown
    return shown.add_spans([Span(start, end, style) for start, end in highlight_spans(shown.plain, query)])


def lines(parts: Iterable[Content | str]) -> Content:
    """Join ready display texts, one a line. A `str` is taken literally."""
    return Content("\n").join([part if isinstance(part, Content) else data(part) for part in parts])


def label_value(label: Words, value: Words | None, *, width: int = 16, style: str = "") -> Content:
    """Return one row ``label   value`` for a detail pane; the label is muted and `width` cells wide.

    `value` as a `str` is data and taken literally; an empty one shows as a faint dash.
    """
    name = content(label, "$text-muted").truncate(width, ellipsis=True, pad=True)
    shown = content(value, style)
    if not shown.plain.strip():
        shown = Content.styled("–", "$text-disabled")
    return Content.assemble(name, " ", shown)


def label_values(rows: Sequence[tuple[Words, Words | None]], *, width: int | None = None) -> Content:
    """Return rows of :func:`label_value` under each other, the labels as wide as the longest (at most 24)."""
    if width is None:
        width = min(24, max((content(label).cell_length for label, _value in rows), default=0) + 1)
    return lines(label_value(label, value, width=width) for label, value in rows)
