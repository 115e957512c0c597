"""What a mail's template is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Block", "Facts", "Paragraph", "Part", "Template"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        text: A msgid.
        when: The name of a value that must be there and true; with ``!`` before it, one that must not.
    """

    text: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines of the form "label: value"; a line whose value is missing is left out.

    Attributes:
        lines: Msgids with one placeholder each.
    """

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A value that stands by itself: a code, or words that somebody else wrote.

    Attributes:
        value: The value's name.
        prefix: Stands before each of its lines.
    """

    value: str
    prefix: str = ""


Part = Paragraph | Facts | Block


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of mail.

    Attributes:
        category: The message's category.
        subject: A msgid.
        parts: The text, between greeting and signature.
        params: Values that must be given.
        optional: Values that may be given.
        secrets: Secrets that must be given.
        anonymous: Nobody is greeted by name: the address belongs to nobody yet, and a name that was typed beside it
            could be a stranger's advertisement.
    """

    category: str
    subject: str
    parts: tuple[Part, ...]
    params: tuple[str, ...] = ()
    optional: tuple[str, ...] = field(default=("name", "timezone"))
    secrets: tuple[str, ...] = ()
    anonymous: bool = False
