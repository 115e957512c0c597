"""What a form is made of, said before any widget exists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jumpzone.i18n import Text
from jumpzone.widgets.content import Words

__all__ = ["FieldSpec", "Kind", "Option", "Section", "Strength", "Validator", "Value"]

Value: TypeAlias = str | bool | frozenset[str]
"""What a field holds: a text (also a choice's value), a yes or no, or a set of choices."""

Validator: TypeAlias = Callable[[str], Text | None]
"""Says what is wrong with a text, or None."""

Kind: TypeAlias = Literal[
    "text", "multiline", "password", "email", "phone", "select", "radio", "check", "checks", "code"
]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose.

    Attributes:
        value: What the field then holds.
        label: How it is called.
        note: More about it, shown beside or below; for a phone prefix the prefix itself, such as ``+359``.
    """

    value: str
    label: Words
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong a password is: `score` from 0 to 4, and a word or an advice."""

    score: int
    words: Words


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form.

    Attributes:
        name: The field's name as in the records; the key in `values()` and `set_errors()`.
        label: Its name for people.
        kind: ``select`` opens a list (searchable when long), ``radio`` shows two or three choices side by side,
            ``check`` is one yes or no, ``checks`` several with a note each, ``code`` takes digits only.
        hint: A line below, until an error takes its place.
        required: Marked, and refused when empty.
        options: The choices of ``select``, ``radio``, ``checks`` and the prefixes of ``phone``; a callable is asked
            when needed and again after a change of language.
        validator: Called 300 ms after the last key and before submitting.
        slow: The validator may take long: it runs in a thread, and not before submitting.
        strength: For a password: measures its strength (in a thread).
        max_length: The greatest number of characters that can be typed.
        wide: Takes both columns of a wide form.
        placeholder: Shown in the empty field.
        digits: The length of a code.
        read_only: Shown, not edited.
        submit: Enter in this field submits the form instead of going to the next.
    """

    name: str
    label: Words
    kind: Kind = "text"
    hint: Words = ""
    required: bool = False
    options: Sequence[Option] | Callable[[], Sequence[Option]] = ()
    validator: Validator | None = None
    slow: bool = False
    strength: Callable[[str], Strength] | None = None
    max_length: int = 1000
    wide: bool = False
    placeholder: Words = ""
    digits: int = 8
    read_only: bool = False
    submit: bool = False

    @property
    def secret(self) -> bool:
        """Whether the value must never be kept in a draft."""
        return self.kind in {"password", "code"}

    @property
    def empty(self) -> Value:
        """What the field holds before anything is entered."""
        return False if self.kind == "check" else frozenset() if self.kind == "checks" else ""

    def choices(self) -> Sequence[Option]:
        """Return the options now, in the current language."""
        return self.options() if callable(self.options) else self.options


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together, under a title.

    Attributes:
        title: Its heading; an empty one is not drawn.
        fields: Its fields, in order.
        name: By which `Form.show` finds it.
        note: A line of explanation under the heading.
        hidden: Not shown until `Form.show` is called: its fields are then not required.
    """

    title: Words
    fields: Sequence[FieldSpec] = field(default_factory=tuple)
    name: str = ""
    note: Words = ""
    hidden: bool = False
