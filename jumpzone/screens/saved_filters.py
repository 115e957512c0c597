"""Lists that keep their filters under names: choosing one, saving what is shown, renaming, deleting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from jumpzone.errors import Invalid, ZoneError
from jumpzone.i18n import N_, T_, _
from jumpzone.model.fields import FILTERED, RECORDS
from jumpzone.model.records import SavedFilter
from jumpzone.model.text import safe_text
from jumpzone.screens.host import ZoneChanged, host
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data
from jumpzone.widgets.dialogs import AskText, Confirm, Dialog
from jumpzone.widgets.form.spec import FieldSpec
from jumpzone.widgets.list_view import ListPane
from jumpzone.widgets.record_source import Column, ListSource, Row, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from jumpzone.usecases.filters import Shown
    from jumpzone.widgets.palette import Command

__all__ = ["FilterMenu", "KeepsFilters"]

_NAME: Final = RECORDS["saved_filter"].fields["name"].max_length

Act = Literal["choose", "save", "rename", "delete", "open_with"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be done, and with which filter."""

    act: Act
    saved: SavedFilter | None = None


class FilterMenu(Dialog[Answer]):
    """The filters of a list, and what can be done with them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "act('save')", N_("Save what is shown"), show=False),
        Binding("r", "act('rename')", N_("Rename"), show=False),
        Binding("x,delete", "act('delete')", N_("Delete"), show=False),
        Binding("d", "act('open_with')", N_("Open the list with it, or not any more"), show=False),
    ]

    DEFAULT_CSS = """
    FilterMenu > #box { width: 76; & > RecordTable { background: $surface; margin: 0 0 1 0; } }
    """

    def __init__(self, saved: Sequence[SavedFilter], said: Callable[[SavedFilter], Content]) -> None:
        """Offer these.

        Args:
            saved: The filters.
            said: Says what one lets through.
        """
        super().__init__(T_("Saved filters"))
        self._filters_kept = {each.id: each for each in saved}
        columns = (
            Column("name", T_("Name"), fraction=2, min_width=16),
            Column("what", T_("Shows"), fraction=3, min_width=20),
            Column("default", T_("Opens"), width=8),
        )
        self._table = RecordTable(
            columns,
            empty=EmptyState(
                T_("No filters saved yet"), T_("Search and choose in the list, then save it here.")
            ),
        )
        self._table.styles.height = max(4, min(12, len(saved) + 1))
        rows = [
            Row(
                each.id,
                (
                    each.name,
                    said(each),
                    content(_("at first"), "$accent") if each.query.get("default") else "",
                ),
                each,
            )
            for each in saved
        ]
        self._source = ListSource(rows)

    def fields(self) -> Sequence[Widget]:
        """Return the list, and what can be done with the one under the cursor."""
        if not self._filters_kept:
            return (self._table,)
        acts = Horizontal(
            PushButton(T_("Show it"), name="choose"),
            PushButton(T_("Open the list with it"), name="open_with"),
            PushButton(T_("Rename"), name="rename"),
            PushButton(T_("Delete"), name="delete", tone="danger"),
            classes="buttons",
        )
        return (self._table, acts)

    def buttons(self) -> Sequence[PushButton]:
        """Return what can be done besides."""
        save = PushButton(T_("Save what is shown"), tone="primary", name="save")
        return save, PushButton(T_("Close"), name="")

    def on_mount(self) -> None:
        """Show the filters."""
        super().on_mount()
        self._table.set_source(self._source)
        (self._table if self._filters_kept else self.query(PushButton).first()).focus()

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.action_act("choose")

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.button.name:
            self.action_act(event.button.name)  # type: ignore[arg-type]
        else:
            self.dismiss(None)

    def action_act(self, act: Act) -> None:
        """Answer with what is to be done with the filter under the cursor."""
        row = self._table.current
        saved = None if row is None else self._filters_kept.get(row.id)
        if act == "save" or saved is not None:
            self.dismiss(Answer(act, saved))


class KeepsFilters(ZoneScreen[None]):
    """A list that keeps its filters; one of them may be what it opens with."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("F", "saved_filters", N_("Saved filters"), show=False)]

    RECORD: ClassVar[str]
    pane: ListPane
    _sort: Sort

    _filters_kept: Sequence[SavedFilter] = ()
    _filter_shown: SavedFilter | None = None
    _filter_settled = False
    """Whether the list has been shown with a filter of its own, or without one, once."""

    def read(self) -> None:
        """Show the list anew."""
        raise NotImplementedError

    def chosen_filters(self) -> dict[str, str]:
        """Return what is chosen, as it is saved; a place with choices of its own adds them."""
        return {name: value for name, value in self.pane.filters.items() if value}

    def restore_filters(self, filters: Mapping[str, str]) -> dict[str, str]:
        """Take back what :meth:`chosen_filters` added, and return the choices of the bar."""
        return {name: filters.get(name, "") for name in self.pane.filters}

    # -- reading ---------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read which filters there are."""
        self._filters_ask()

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Read them again when one was saved elsewhere."""
        if event.changes.touches("saved_filter"):
            self._filters_ask()

    def _filters_ask(self) -> None:
        if self.RECORD in FILTERED and host(self).session is not None:
            zone, place = host(self).zone, self.RECORD
            host(self).load(lambda: zone.filters.list(place), self._filters_read, owner=self, group="filters")

    def _filters_read(self, saved: list[SavedFilter]) -> None:
        self._filters_kept = saved
        default = next((each for each in saved if each.query.get("default")), None)
        if not self._filter_settled and default is not None and not self.pane.text:
            self.choose_filter(default)
        self._filter_settled = True

    # -- choosing --------------------------------------------------------------------------------------

    def shown_now(self) -> Shown:
        """Return what the list shows, to be saved."""
        from jumpzone.usecases.filters import Shown  # late: the list itself can do without

        return Shown(self.pane.text, self.chosen_filters(), self._sort.key, self._sort.descending)

    def choose_filter(self, saved: SavedFilter) -> None:
        """Show the list as it was saved."""
        query = saved.query
        self._filter_settled = True
        keys = {column.key for column in self.pane.table.columns if column.sortable}
        if query.get("sort") in keys:
            self._sort = Sort(query["sort"], bool(query.get("descending")))
        self._filter_shown = saved
        self.pane.set_filters(query.get("text", ""), **self.restore_filters(query.get("filters", {})))
        self._filter_say()
        self.read()
        self.pane.table.focus()

    @on(ListPane.FilterChanged)
    def _filter_no_longer(self, event: ListPane.FilterChanged) -> None:
        saved = self._filter_shown
        if saved is None:
            return
        query = saved.query
        if (self.pane.text, self.chosen_filters()) != (query.get("text", ""), dict(query.get("filters", {}))):
            self._filter_shown = None
            self._filter_say()

    def _filter_say(self) -> None:
        saved = self._filter_shown
        self.pane.set_note("" if saved is None else data(_("Filter: {name}", name=saved.name), "$accent"))

    def _filter_said(self, saved: SavedFilter) -> Content:
        return self.pane.said(saved.query.get("text", ""), saved.query.get("filters", {}))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer filters where they can be saved."""
        if action == "saved_filters" and self.RECORD not in FILTERED:
            return False
        return super().check_action(action, parameters)

    def zone_commands(self) -> Iterable[Command]:
        """Offer the saved filters in the palette."""
        from jumpzone.widgets.palette import Command  # late: seldom asked for

        for each in self._filters_kept:
            yield Command(_("Filter: {name}", name=safe_text(each.name)), partial(self.choose_filter, each))

    @on(ListPane.SavedRequested)
    def _filter_menu(self, event: ListPane.SavedRequested) -> None:
        event.stop()
        self.action_saved_filters()

    def action_saved_filters(self) -> None:
        """Show the saved filters, and what can be done with them."""
        self.app.push_screen(FilterMenu(self._filters_kept, self._filter_said), self._filter_answered)

    def _filter_answered(self, answer: Answer | None) -> None:
        if answer is None:
            return
        saved, zone = answer.saved, host(self).zone
        if answer.act == "save":
            self._filter_ask_name()
        elif saved is None:
            return
        elif answer.act == "choose":
            self.choose_filter(saved)
        elif answer.act == "rename":
            self._filter_ask_new_name(saved, saved.name)
        elif answer.act == "open_with":
            on_ = not saved.query.get("default")
            words = T_("The list opens with “{name}”.", name=safe_text(saved.name))
            host(self).save(
                lambda: zone.filters.open_with(saved, on_),
                on_done=lambda _done: self._filter_told(
                    words if on_ else T_("The list opens with everything.")
                ),
                owner=self,
            )
        else:
            self._filter_ask_and_delete(saved)

    def _filter_told(self, words: Words) -> None:
        notify_safe(self.app, words)
        self._filters_ask()

    # -- saving ----------------------------------------------------------------------------------------

    def _filter_ask_name(self, typed: str = "", error: Words | None = None) -> None:
        shown, zone, place = self.shown_now(), host(self).zone, self.RECORD
        field = FieldSpec("name", T_("Name"), required=True, max_length=_NAME + 1)
        what = self.pane.said(shown.text, shown.filters)
        text = Content.assemble(content(T_("A filter of the same name is replaced.")), " ", what)
        value = typed or (self._filter_shown.name if self._filter_shown is not None else "")

        def named(name: str | None) -> None:
            if name is not None:
                host(self).save(
                    lambda: zone.filters.save(place, name, shown),
                    on_done=lambda _done: self._filter_told(
                        T_("Saved: {name}", name=safe_text(name.strip()))
                    ),
                    on_error=lambda problem: self._filter_again(
                        problem, partial(self._filter_ask_name, name)
                    ),
                    owner=self,
                )

        title = T_("Save what is shown")
        self.app.push_screen(AskText(title, text, field, value=value, yes=T_("Save"), error=error), named)

    def _filter_ask_new_name(self, saved: SavedFilter, typed: str, error: Words | None = None) -> None:
        zone = host(self).zone
        field = FieldSpec("name", T_("Name"), required=True, max_length=_NAME + 1)

        def named(name: str | None) -> None:
            if name is not None:
                host(self).save(
                    lambda: zone.filters.rename(saved, name),
                    on_done=lambda _done: self._filter_told(
                        T_("Saved: {name}", name=safe_text(name.strip()))
                    ),
                    on_error=lambda problem: self._filter_again(
                        problem, partial(self._filter_ask_new_name, saved, name)
                    ),
                    owner=self,
                )

        title = T_("Rename the filter")
        self.app.push_screen(AskText(title, "", field, value=typed, yes=T_("Save"), error=error), named)

    def _filter_again(self, problem: ZoneError, ask: Callable[..., None]) -> None:
        """Ask again where the name was at fault; say anything else."""
        if isinstance(problem, Invalid) and problem.fields and problem.fields[0].field == "name":
            ask(problem.fields[0].message)
        else:
            host(self).show_error(problem)

    def _filter_ask_and_delete(self, saved: SavedFilter) -> None:
        zone, name = host(self).zone, safe_text(saved.name)
        question = Confirm(T_("Delete the filter “{name}”?", name=name), "", yes=T_("Delete it"), danger=True)

        def answered(sure: bool | None) -> None:
            if sure:
                host(self).save(
                    lambda: zone.filters.remove(saved),
                    on_done=lambda _done: self._filter_told(T_("Deleted: {name}", name=name)),
                    owner=self,
                )

        self.app.push_screen(question, answered)
