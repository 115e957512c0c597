"""Many domains at once: what is to change, a preview with a line for each, and a result line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from jumpzone.i18n import N_, PT_, T_, Text, _, current, ngettext
from jumpzone.screens.domain_form import read_servers, servers_field
from jumpzone.screens.domain_page import DomainScreen
from jumpzone.screens.domain_text import change_words, name_cell, warning_lines
from jumpzone.screens.host import host
from jumpzone.usecases.domains import Done, Planned
from jumpzone.widgets.bars import usage_bar
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Option, Section
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["BulkPreview", "BulkScreen"]

_CHOICES: Final = (
    Option("", T_("Leave as it is")),
    Option("on", PT_("switch", "on")),
    Option("off", PT_("switch", "off")),
)

_SIGNS: Final[dict[str, tuple[str, str, Text]]] = {
    "change": ("→", "$accent", T_("Changes")),
    "unchanged": ("=", "$text-muted", T_("Is so already")),
    "refused": ("✕", "$error", T_("Can't be done")),
    "done": ("✓", "$success", T_("Done")),
    "left": ("·", "$text-muted", T_("Not begun")),
}
"""Sign, colour and word of what becomes of a domain."""


class BulkScreen(ZoneScreen[bool]):
    """What is to change in the marked domains; leaves with True once something was changed."""

    CSS_PATH = "domains.tcss"
    TAB = "domains"
    TITLE_WORDS: ClassVar[str | Text] = T_("Change several domains")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the list"))]

    def __init__(self, ids: Sequence[str]) -> None:
        """Change these."""
        super().__init__()
        self._ids = list(ids)
        self._said = Static(markup=False, id="said")
        switches = (
            FieldSpec("auto_renew", T_("Auto-renew"), kind="radio", options=_CHOICES),
            FieldSpec("locked", T_("Transfer lock"), kind="radio", options=_CHOICES),
        )
        servers = servers_field(T_("2 to 5 names, one a line; leave it empty to change none."), wide=True)
        self.form = Form(
            Section("", (*switches, servers)), submit=T_("Preview"), keeps_unsaved=False, auto_height=False
        )

    def compose_body(self) -> ComposeResult:
        """Compose how many there are, and the form."""
        yield self._said
        yield self.form

    def on_mount(self) -> None:
        """Say how many there are."""
        self.retranslate()
        self.call_after_refresh(self.form.field("auto_renew").focus_editor)

    def retranslate(self) -> None:
        """Show the texts in the current language."""
        n = len(self._ids)
        told = ngettext(
            "One domain is marked. What you choose here is set in it, after a preview.",
            "{n} domains are marked. What you choose here is set in all of them, after a preview.",
            n,
        )
        self._said.update(content(told))

    @on(Form.Submitted)
    def _submitted(self, event: Form.Submitted) -> None:
        event.stop()
        change: dict[str, Any] = {
            name: event.values[name] == "on" for name in ("auto_renew", "locked") if event.values[name]
        }
        if servers := read_servers(str(event.values["nameservers"])):
            change["nameservers"] = servers
        if not change:
            self.form.set_errors({"auto_renew": T_("Choose at least one thing to change.")})
            return
        self.app.push_screen(BulkPreview(self._ids, change), self._left)

    def _left(self, changed: bool | None) -> None:
        if changed:
            self.dismiss(True)

    def action_back(self) -> None:
        """Go back; asks where something typed would be lost."""
        if not any(self.form.values().values()):
            self.dismiss(False)
            return
        text = T_("Nothing has been changed in the domains yet.")
        dialog = Confirm(T_("Leave this page?"), text, yes=T_("Leave"))
        self.app.push_screen(dialog, self._leave)

    def _leave(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(False)


@dataclass
class _Told(Message):
    """The thread has come so far."""

    done: int
    total: int


class BulkPreview(ZoneScreen[bool]):
    """A line for each domain: what would change or why not; then what became of it."""

    CSS_PATH = "domains.tcss"
    TAB = "domains"
    TITLE_WORDS: ClassVar[str | Text] = T_("Change several domains")
    AUTO_FOCUS = "RecordTable"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back")),
        Binding("ctrl+s", "apply", N_("Change them")),
        Binding("x", "stop", N_("Stop")),
        Binding("ctrl+z", "take_back", N_("Take all of it back"), show=False),
    ]

    def __init__(self, ids: Sequence[str], change: dict[str, Any]) -> None:
        """Preview a change."""
        super().__init__()
        self._ids = list(ids)
        self._change = change
        self._plan: list[Planned] = []
        self._done: list[Done] = []
        self._stopped = False
        self._working = False
        self._taken_back = False
        self._progress = (0, len(ids))
        columns = (
            Column("name", T_("Domain"), fraction=2, min_width=24),
            Column("outcome", T_("What happens"), width=18, min_width=16),
            Column("change", T_("Change"), fraction=4, min_width=20),
        )
        self.table = RecordTable(columns, empty=EmptyState(T_("Looking at the domains …")))
        self._said = Static(markup=False, id="said")
        self._notes = Static(markup=False, id="notes")
        self.buttons = {
            "apply": PushButton(T_("Change them"), tone="primary", name="apply"),
            "stop": PushButton(T_("Stop"), name="stop"),
            "take_back": PushButton(T_("Take all of it back"), name="take_back"),
            "back": PushButton(T_("Back"), name="back"),
        }

    def compose_body(self) -> ComposeResult:
        """Compose the line of counts, the list, what to know, and the buttons."""
        yield self._said
        yield self.table
        yield self._notes
        with Horizontal(id="acts"):
            yield from self.buttons.values()

    def on_mount(self) -> None:
        """Look at the domains in a thread."""
        zone, ids, change = host(self).zone, self._ids, self._change
        self._working = True
        self._show()
        host(self).load(lambda: zone.domains.preview(ids, change, self._tell), self._planned, group="preview")

    def _tell(self, done: int, total: int) -> bool:
        """Hear of the progress, in the thread."""
        self.post_message(_Told(done, total))
        return not self._stopped

    @on(_Told)
    def _progressed(self, event: _Told) -> None:
        event.stop()
        self._progress = (event.done, event.total)
        if self._working:
            self._show()

    def _planned(self, plan: list[Planned]) -> None:
        self._working = self._stopped = False
        self._plan = plan
        # What changes first, what can't be done next: that is what people look for.
        rank = {"change": 0, "refused": 1, "unchanged": 2}
        self._plan.sort(key=lambda each: (rank[each.outcome], each.domain.name if each.domain else ""))
        self.table.set_source(ListSource([self._plan_row(each) for each in self._plan]))
        self._show()

    # -- what is shown ---------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Show everything in the current language."""
        if self._done:
            self.table.set_source(ListSource([self._done_row(each) for each in self._done]))
        elif self._plan:
            self.table.set_source(ListSource([self._plan_row(each) for each in self._plan]))
        self._show()

    def _plan_row(self, planned: Planned) -> Row:
        return self._row(planned, planned.outcome, planned.reason)

    def _done_row(self, done: Done) -> Row:
        return self._row(done.planned, done.outcome, done.reason)

    def _row(self, planned: Planned, outcome: str, reason: Text | None) -> Row:
        sign, colour, word = _SIGNS[outcome]
        name = name_cell(planned.domain) if planned.domain is not None else content(T_("It is gone"))
        more = Content("")
        if reason is not None:
            more = content(reason, "$error")
        elif planned.domain is not None and planned.values:
            more = change_words(planned.domain, planned.values)
            if planned.warnings and outcome == "change":
                more = Content.assemble(("! ", "$warning"), more)
        said = Content.assemble((f"{sign} ", colour), content(word, colour))
        return Row(planned.id, (name, said, more), planned)

    @on(RecordTable.RowHighlighted)
    def _highlighted(self) -> None:
        self._show_notes()

    def _show_notes(self) -> None:
        """Say in full why the domain under the cursor can't be changed, or what to know before it is."""
        row = self.table.current
        planned = row.record if row is not None and isinstance(row.record, Planned) else None
        reason = self._reasons.get(planned.id) if planned is not None else None
        text = Content("")
        if reason is not None:
            text = content(reason, "$error")
        elif planned is not None and not self._done:
            text = warning_lines(planned.warnings)
        self._notes.display = bool(text.plain)
        self._notes.update(text)

    @property
    def _reasons(self) -> dict[str, Text]:
        plans = {each.id: each.reason for each in self._plan}
        plans |= {each.planned.id: each.reason for each in self._done}
        return {id_: reason for id_, reason in plans.items() if reason is not None}

    def _show(self) -> None:
        self._said.update(content(self._counts()))
        self._show_notes()
        fitting = self._fitting()
        changes = sum(each.outcome == "change" for each in self._plan)
        self.buttons["apply"].label = ngettext("Change {n} domain", "Change {n} domains", changes)
        for name, button in self.buttons.items():
            button.display = name in fitting
        self.refresh_bindings()

    def _counts(self) -> Words:
        if self._working:
            done, total = self._progress
            bar = usage_bar(done, max(1, total), _("{done} of {total}", done=done, total=total), width=30)
            word = _("Changing the domains …") if self._plan else _("Looking at the domains …")
            return Content.assemble(word, "  ", bar)
        outcomes: list[str] = [each.outcome for each in self._done or self._plan]
        parts: list[Content] = []
        for name, (sign, colour, meaning) in _SIGNS.items():
            if n := outcomes.count(name):
                number = current().number(n)
                parts.append(Content.assemble((f"{sign} ", colour), content(meaning, colour), f" {number}"))
        if self._taken_back:
            parts.insert(0, content(T_("Taken back."), "bold"))
        return Content("   ").join(parts)

    def _fitting(self) -> set[str]:
        if self._working:
            return {"stop"}
        acts = {"back"}
        if not self._done and any(each.outcome == "change" for each in self._plan):
            acts.add("apply")
        if not self._taken_back and any(each.applied is not None for each in self._done):
            acts.add("take_back")
        return acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a key only where it does something."""
        if action in self.buttons:
            return action in self._fitting()
        return super().check_action(action, parameters)

    @on(PushButton.Pressed, "#acts PushButton")
    def _act(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    @on(RecordTable.RowOpened)
    def _open_row(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        planned = event.row.record
        if isinstance(planned, Planned) and planned.domain is not None and not self._working:
            self.app.push_screen(DomainScreen(planned.domain))

    # -- doing it --------------------------------------------------------------------------------------

    def action_apply(self) -> None:
        """Change the domains; taking a lock off is asked about first."""
        unlocked = sum(each.values.get("locked") is False for each in self._plan)
        if not unlocked:
            self._apply()
            return
        title = ngettext(
            "Take the transfer lock off {n} domain?", "Take the transfer lock off {n} domains?", unlocked
        )
        text = T_("Without the lock, whoever has the transfer code can take the domain away.")
        dialog = Confirm(title, text, yes=T_("Unlock and change them"), danger=True)
        self.app.push_screen(dialog, lambda sure: self._apply() if sure else None)

    def _apply(self) -> None:
        zone, plan = host(self).zone, self._plan
        self._begin(len(plan))
        work = partial(zone.domains.apply, plan, self._tell)
        host(self).save(work, on_done=self._applied, on_error=self._broken)

    def _begin(self, total: int) -> None:
        self._working, self._stopped = True, False
        self._progress = (0, total)
        self._show()

    def _applied(self, done: list[Done]) -> None:
        self._working = False
        self._done = done
        self.table.set_source(ListSource([self._done_row(each) for each in done]))
        self._show()

    def _broken(self, error: Any) -> None:
        self._working = False
        self._show()
        host(self).show_error(error)

    def action_take_back(self) -> None:
        """Undo what was done, domain by domain."""
        zone, done = host(self).zone, self._done
        self._begin(len(done))
        work = partial(zone.domains.take_back, done, self._tell)
        host(self).save(work, on_done=self._was_taken_back, on_error=self._broken)

    def _was_taken_back(self, back: list[Done]) -> None:
        self._taken_back = True
        self._applied(back)

    def action_stop(self) -> None:
        """Stop after the domain that is being changed; what was done stays."""
        self._stopped = True

    def action_back(self) -> None:
        """Go back; nothing is stopped by it."""
        if not self._working:
            self.dismiss(any(each.applied is not None for each in self._done))
