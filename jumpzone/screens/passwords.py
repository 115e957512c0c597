"""The field for a new password, with its meter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jumpzone.i18n import T_, Text
from jumpzone.model.passwords import MAX_LENGTH, measure
from jumpzone.widgets.form.spec import FieldSpec, Strength

__all__ = ["new_password"]


def new_password(
    name: str, label: Text, known: Callable[[], Iterable[str]] = tuple, *, wide: bool = False
) -> FieldSpec:
    """Return a field for a new password.

    Args:
        name: The field's name.
        label: Its name for people.
        known: Gives what others know about the person: a password made of that is refused.
        wide: Takes both columns.
    """

    def strength(typed: str) -> Strength:
        found = measure(typed, known())

        def words() -> str:
            advice = found.refused or found.suggestion
            return f"{found.label}. {advice}" if advice is not None else found.label.render()

        return Strength(found.score, words)

    return FieldSpec(
        name,
        label,
        kind="password",
        required=True,
        strength=strength,
        # One more than allowed, so that a longer one is refused in words rather than cut off unseen.
        max_length=MAX_LENGTH + 1,
        hint=T_("15 characters or more; a few words are best"),
        wide=wide,
    )
