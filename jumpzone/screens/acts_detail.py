"""One record over the whole screen, with what can be done with it, where there is no room beside the list."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import ItemGrid

from jumpzone.i18n import Text
from jumpzone.model.records import Record
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.screens.record_list import DetailScreen, RecordListScreen
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words
from jumpzone.widgets.toasts import notify_safe

__all__ = ["ActsDetail", "tell"]


class ActsDetail(DetailScreen):
    """A detail whose keys and buttons do what those of its place do, with the record under the place's cursor."""

    ACTS: ClassVar[tuple[tuple[str, Text], ...]]
    """What can be done: names of the place's actions, with the words of their buttons."""

    DEFAULT_CSS = """
    ActsDetail #acts { height: auto; padding: 0 1; grid-gutter: 0 1; }
    ActsDetail #acts > PushButton { width: 1fr; margin: 0; }
    """

    def __init__(self, place: RecordListScreen[Any], record: Record) -> None:
        """Show a record of a place."""
        super().__init__(place, record)
        self._acts = {name: PushButton(words, name=name) for name, words in self.ACTS}

    def compose_body(self) -> ComposeResult:
        """Compose the detail and the buttons."""
        yield from super().compose_body()
        with ItemGrid(id="acts", min_column_width=18, regular=False):
            yield from self._acts.values()

    def on_mount(self) -> None:
        """Leave out what the reader has no right to."""
        super().on_mount()
        for name, button in self._acts.items():
            button.display = bool(self._place.check_action(name, ()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys of what the reader has no right to."""
        if action == "act" and parameters:
            return self._place.check_action(str(parameters[0]), ())
        return True

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.action_act(event.button.name or "")

    def action_act(self, name: str) -> None:
        """Do what the place does."""
        self.call_later(self._place.run_action, name)

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Read the record again when it, or what is said beside it, was touched."""
        place, id_ = self._place, self._record.id
        if event.changes.touches(place.RECORD, *place.ALSO):
            area = place.area(host(self).zone)
            host(self).load(lambda: area.get(id_), self._take, group="detail")

    def _take(self, record: Record) -> None:
        self._record = record
        self.refresh_detail()


def tell(place: RecordListScreen[Any], words: Words) -> None:
    """Say something where it is seen: under the list, or over what lies on it."""
    if place.app.screen is place:
        place.pane.set_note(words)
    else:
        notify_safe(place.app, words)
