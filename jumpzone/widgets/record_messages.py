"""What a list tells its screen, and what its threads tell the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from jumpzone.errors import ZoneError
from jumpzone.widgets.record_source import Row, Sort

if TYPE_CHECKING:
    from jumpzone.widgets.record_table import RecordTable

__all__ = [
    "AllRequested",
    "Arrived",
    "Counted",
    "EmptyAction",
    "RowClicked",
    "RowHighlighted",
    "RowOpened",
    "SelectionChanged",
    "SortRequested",
    "ViewChanged",
]


@dataclass
class Arrived(Message):
    """A page came from the source (or the reason why it did not)."""

    generation: int
    start: int
    asked: int
    rows: Sequence[Row] = ()
    error: ZoneError | None = None
    position: int | None = None


@dataclass
class Counted(Message):
    """The source said how many rows there are."""

    generation: int
    total: int | None


@dataclass
class RowHighlighted(Message, namespace="record_table"):
    """The cursor is on another record (or on the same one, read anew)."""

    table: RecordTable
    row: Row | None
    index: int

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table


@dataclass
class RowClicked(Message, namespace="record_table"):
    """A record was clicked once; the cursor is on it already."""

    table: RecordTable
    row: Row

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table


@dataclass
class RowOpened(Message, namespace="record_table"):
    """A record was chosen by enter or a double click."""

    table: RecordTable
    row: Row

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table


@dataclass
class SelectionChanged(Message, namespace="record_table"):
    """Another set of records is selected."""

    table: RecordTable
    ids: frozenset[str]

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table


@dataclass
class AllRequested(Message, namespace="record_table"):
    """All records are to be selected, or none if all are; the screen knows which those are."""

    table: RecordTable

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table


@dataclass
class SortRequested(Message, namespace="record_table"):
    """Another order is wished; the screen answers with a new source and `sort`."""

    table: RecordTable
    sort: Sort

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table


@dataclass
class ViewChanged(Message, namespace="record_table"):
    """Other rows are visible, or the total is known better."""

    table: RecordTable

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table


@dataclass
class EmptyAction(Message, namespace="record_table"):
    """The button of the empty state was pressed."""

    table: RecordTable

    @property
    def control(self) -> RecordTable:
        """The list."""
        return self.table
