"""What people write in tickets, shown as they meant it: bold, italic, code, lists, quotes, links with their target.

The text becomes display pieces by the tokens of a CommonMark parser; no piece carries an action, nothing in it is
read as markup of the terminal's libraries, and every piece is made harmless by itself, because an entity such as
``&#x202e;`` becomes a character only while parsing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from textual.content import Content

from jumpzone.model.text import safe_text
from jumpzone.widgets.content import LIMIT, data, lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["markdown"]

_QUOTE: Final = "▎ "
_CODE: Final = "$accent"
_TARGET: Final = "$text-muted"
_STYLES: Final = {"strong": "bold", "em": "italic"}

_NOT_WANTED: Final = ("lheading", "reference", "image", "html_block", "html_inline", "autolink")
"""A signature's dashes make no heading, no definition hides text, pictures are links, HTML is only text."""


@cache
def _parser() -> MarkdownIt:
    # The parser is loaded with the first conversation: no other screen needs it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(list(_NOT_WANTED))


def markdown(text: str, *, limit: int = LIMIT) -> Content:
    """Return a text with light Markdown as display text; a longer one is cut at ``limit`` characters."""
    page = _Page()
    for token in _parser().parse(safe_text(text, multiline=True, limit=limit)):
        page.take(token)
    return lines(page.lines)


class _Page:
    """Collects lines, each with the signs of the quotes and lists that it stands in."""

    def __init__(self) -> None:
        self.lines: list[Content] = []
        self._signs: list[str] = []
        self._marker: str | None = None
        self._lists: list[int | None] = []
        self._style = ""

    def take(self, token: Token) -> None:
        """Take the next token of a block."""
        match token.type:
            case "paragraph_open" if not token.hidden:
                self._space()
            case "heading_open":
                self._space()
                self._style = "bold"
            case "heading_close":
                self._style = ""
            case "inline":
                for line in _inline(token.children or (), self._style):
                    self._put(line)
            case "fence" | "code_block":
                self._space()
                for text in token.content.rstrip("\n").split("\n"):
                    self._put(Content.assemble("  ", data(text, _CODE)))
            case "hr":
                self._space()
                self._put(Content.styled("─" * 8, _TARGET))
            case "blockquote_open":
                self._space()
                self._signs.append(_QUOTE)
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "list_item_open":
                self._open_item()
            case "blockquote_close" | "list_item_close":
                self._flush()
                self._signs.pop()
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()

    def _open_list(self, token: Token) -> None:
        if not self._lists:
            self._space()
        first = None if token.type == "bullet_list_open" else int(token.attrs.get("start", 1))
        self._lists.append(first)

    def _open_item(self) -> None:
        number = self._lists[-1]
        marker = "• "
        if number is not None:
            marker = f"{number}. "
            self._lists[-1] = number + 1
        self._flush()
        self._signs.append(" " * len(marker))
        self._marker = marker

    def _flush(self) -> None:
        """An item without a text of its own still shows its mark."""
        if self._marker is not None:
            self._put(Content(""))

    def _space(self) -> None:
        if self.lines and self._marker is None and self.lines[-1].plain.strip(" ▎"):
            self._put(Content(""))

    def _put(self, line: Content) -> None:
        signs = self._signs
        if self._marker is not None:
            signs = [*signs[:-1], self._marker]
            self._marker = None
        self.lines.append(Content.assemble(("".join(signs), "$text-muted"), line) if signs else line)


def _inline(tokens: Sequence[Token], base: str) -> list[Content]:
    """Return the lines of a paragraph."""
    done: list[Content] = []
    parts: list[Content] = []
    styles = [base] if base else []
    opened: list[tuple[str, str]] = []
    said = ""
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in _STYLES:
            if token.nesting > 0:
                styles.append(_STYLES[kind])
            else:
                styles.pop()
        elif token.type in ("softbreak", "hardbreak"):
            done.append(Content("").join(parts))
            parts = []
        elif token.type == "link_open":
            opened.append((str(token.attrs.get("href", "")), said))
            said = ""
            styles.append("underline")
        elif token.type == "link_close":
            styles.pop()
            target, before = opened.pop()
            if target and target != said:
                parts.append(data(f" ({target})", _TARGET))
            said = before + said
        elif token.content:
            style = " ".join([*styles, _CODE] if token.type == "code_inline" else styles)
            parts.append(data(token.content, style))
            said += token.content
    return [*done, Content("").join(parts)]
