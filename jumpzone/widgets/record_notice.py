"""What a list shows instead of rows: what would be here, or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from jumpzone.errors import ZoneError
from jumpzone.i18n import _
from jumpzone.widgets.content import Words, content, words

__all__ = ["EmptyState", "notice_lines"]


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Words for an empty list.

    Attributes:
        title: What is missing: "No contacts yet".
        text: What would be here, and how to make the first one.
        action: The label of a button, if there is something to do; pressing it posts `RecordTable.EmptyAction`.
    """

    title: Words
    text: Words = ""
    action: Words | None = None


def notice_lines(
    error: ZoneError | None, empty: EmptyState, width: int, *, focused: bool
) -> tuple[list[Content], int | None]:
    """Return the lines of a notice and which of them is the button."""
    text_width = max(10, min(64, width - 4))
    if error is not None:
        parts = [words(error.message)] + ([words(error.hint)] if error.hint is not None else [])
        title = content(error.title, "bold $error")
        label: Words | None = _("Try again")
    else:
        parts = [words(empty.text)] if empty.text else []
        title = content(empty.title, "bold")
        label = empty.action
    result = [title, Content("")]
    for part in parts:
        result += content(part, "$text-muted").wrap(text_width)
    if label is None:
        return result, None
    style = "bold $block-cursor-foreground on $block-cursor-background" if focused else "$accent on $panel"
    result += [Content(""), content(f"  {words(label)}  ", style)]
    return result, len(result) - 1
