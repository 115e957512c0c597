"""Per field: what stands when two have edited (docs/protocol.md, "Conflicts").

With B = base, S = the value that stands, M = what the mutation sets. S = M: nothing to do. S = B: M is
applied. Otherwise S stays and the field is in conflict. Groups and lists are one value; sets take what
was added and drop what was removed, and never conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jumpzone.model.fields import Merge, RecordType, group_of
from jumpzone.model.mutations import Outcome


@dataclass(slots=True)
class Merged:
    """What merging comes to.

    Attributes:
        values: The fields that change, with their new values.
        fields: Per field of the mutation, what became of it.
        server: For the fields in conflict, the value that stands.
    """

    values: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Outcome] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)


def merge(
    record: RecordType, stands: Mapping[str, Any], wanted: Mapping[str, Any], base: Mapping[str, Any]
) -> Merged:
    """Merge ``wanted``, made by someone who saw ``base``, into what ``stands``.

    A field without a base value is taken as seen at its present value: it was not edited blindly, it was
    set by somebody who did not have to look (the system, a script that says so).
    """
    result = Merged()
    for name in wanted:
        if name in result.fields:
            continue
        if record.fields[name].merge is Merge.SET:
            _merge_set(result, name, stands[name], wanted[name], base.get(name, stands[name]))
            continue
        names = [each for each in group_of(record, name) if each in wanted]
        changes = [each for each in names if wanted[each] != stands[each]]
        seen = all(base.get(each, stands[each]) == stands[each] for each in _seen(record, name, base, names))
        for each in names:
            if each not in changes:
                result.fields[each] = "unchanged"
            elif seen:
                result.fields[each] = "applied"
                result.values[each] = wanted[each]
            else:
                result.fields[each] = "conflict"
                result.server[each] = stands[each]
    return result


def merge_sets(
    record: RecordType, stands: Mapping[str, Any], wanted: Mapping[str, Any], base: Mapping[str, Any]
) -> dict[str, frozenset[str]]:
    """Return what the sets among ``wanted`` will hold, once merged into what ``stands``."""
    return {
        name: _merged_set(stands[name], value, base.get(name, stands[name]))
        for name, value in wanted.items()
        if record.fields[name].merge is Merge.SET
    }


def _seen(record: RecordType, name: str, base: Mapping[str, Any], names: list[str]) -> list[str]:
    """The fields whose base has to match: the whole group as far as its author said what it was."""
    return [each for each in group_of(record, name) if each in base or each in names]


def _merge_set(result: Merged, name: str, stands: Any, wanted: Any, base: Any) -> None:
    merged = _merged_set(stands, wanted, base)
    if merged == frozenset(stands or ()):
        result.fields[name] = "unchanged"
    else:
        result.fields[name] = "applied"
        result.values[name] = merged


def _merged_set(stands: Any, wanted: Any, base: Any) -> frozenset[str]:
    old, new, seen = frozenset(stands or ()), frozenset(wanted or ()), frozenset(base or ())
    return (old | (new - seen)) - (seen - new)
