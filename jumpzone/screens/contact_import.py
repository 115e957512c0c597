"""Importing contacts: what a file would change, field by field, and what of it can't be used; then doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from jumpzone.documents.contact_files import LARGEST
from jumpzone.errors import Refused, ZoneError
from jumpzone.i18n import N_, PT_, T_, Text, _, current, ngettext
from jumpzone.model.fields import CATEGORIES
from jumpzone.model.phones import format_phone
from jumpzone.model.text import safe_text
from jumpzone.model.words import CONTACT_FIELDS
from jumpzone.screens.attaching import path_of
from jumpzone.screens.categories import WORDS
from jumpzone.screens.host import host
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, label_value, lines
from jumpzone.widgets.dialogs import Notice
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter, ListPane
from jumpzone.widgets.record_source import Column, ListSource, Row
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from jumpzone.usecases.contact_import import Difference, Imported, Mistake, Plan, Planned

__all__ = ["ImportScreen", "check_file", "said"]

_OUTCOMES: Final[Mapping[str, tuple[Text, str, str]]] = {
    "new": (PT_("import", "new"), "+", "$success"),
    "changed": (PT_("import", "changed"), "~", "$accent"),
    "unchanged": (PT_("import", "as it is"), "=", "$text-muted"),
    "mistake": (PT_("import", "not possible"), "!", "$error"),
}
"""Word, shape and colour of what becomes of a line."""


def check_file(typed: str) -> Text | None:
    """Say why a file can't be imported, or None."""
    try:
        path = path_of(typed)
        if not path.is_file():
            return T_("There is no such file.")
        size = path.stat().st_size
    except (OSError, RuntimeError, ValueError):
        # A name too long, a home that nobody has, surrogates that no file system takes.
        return T_("This is not a path.")
    if size > LARGEST:
        return T_("A file with contacts can have {limit} MB at most.", limit=LARGEST // 1024**2)
    return None


class ImportScreen(ZoneScreen["Imported | None"]):
    """The page; it leaves with what was imported, or with None."""

    CSS_PATH = "contacts.tcss"
    TAB = "contacts"
    TITLE_WORDS = T_("Import contacts")
    AUTO_FOCUS = "RecordTable"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "apply", N_("Import")),
        Binding("escape", "back", N_("Back to the list")),
    ]

    COLUMNS = (
        Column("line", T_("Line"), width=6, min_width=5, align="right"),
        Column("outcome", T_("Outcome"), width=16, min_width=14),
        Column("name", T_("Contact"), fraction=2, min_width=18),
        Column("what", T_("What changes"), fraction=3, min_width=24),
    )
    EMPTY = EmptyState(T_("Reading the file …"))

    @dataclass
    class Progress(Message):
        """So many of so many contacts were compared."""

        done: int
        total: int

    def __init__(self, path: Path) -> None:
        """Show what importing a file would do."""
        super().__init__()
        self._path = path
        self._plan: Plan | None = None
        self._imported: Imported | None = None
        self._busy = False
        outcomes = [Option(name, word) for name, (word, _shape, _style) in _OUTCOMES.items()]
        self.pane = ListPane(
            self.COLUMNS,
            filters=(Filter("outcome", T_("Outcome"), outcomes),),
            detail=self._detail,
            detail_title=self._detail_title,
            empty=self.EMPTY,
        )
        self._counts = Static(markup=False, id="counts")
        self._apply = PushButton(T_("Import"), tone="primary", name="apply")

    def compose_body(self) -> ComposeResult:
        """Compose the counts, the lines, and the buttons."""
        yield self._counts
        yield self.pane
        with Horizontal(id="acts"):
            yield self._apply
            yield PushButton(T_("Close"), name="back")

    def on_mount(self) -> None:
        """Read the file and compare, in a thread."""
        self._apply.display = False
        self._count(T_("Reading the file …"))
        zone, path = host(self).zone, self._path

        def told(done: int, total: int) -> None:
            if done % 50 == 0:
                self.post_message(self.Progress(done, total))

        host(self).load(
            lambda: zone.contacts.preview_import(_content(path), progress=told),
            self._take,
            on_error=self._unread,
        )

    @on(Progress)
    def _progress(self, event: Progress) -> None:
        event.stop()
        if self._plan is None:
            number = current().number
            self._count(T_("{n} of {total} compared …", n=number(event.done), total=number(event.total)))

    def _unread(self, error: ZoneError) -> None:
        app = host(self)
        self.dismiss(None)
        app.show_error(error)

    def _take(self, plan: Plan) -> None:
        self._plan = plan
        self._apply.display = bool(plan.touched)
        self.retranslate()
        self.pane.table.focus()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        plan = self._plan
        if plan is None:
            return
        new, changed = len(plan.of("new")), len(plan.of("changed"))
        self._apply.label = _("Import: add {new}, change {changed}", new=new, changed=changed)
        self._count(self._summary(plan))
        self._show_rows()

    def _count(self, words: Words) -> None:
        name = data(self._path.name, "bold", limit=60)
        self._counts.update(Content.assemble(name, "   ", content(words)))

    def _summary(self, plan: Plan) -> Content:
        counts = {name: len(plan.of(name)) for name in ("new", "changed", "unchanged")}
        counts["mistake"] = len({each.line for each in plan.mistakes})
        parts = []
        if self._imported is not None:
            parts.append(content(_("Imported."), "bold $success"))
        for name, count in counts.items():
            word, shape, style = _OUTCOMES[name]
            shown = style if count else "$text-disabled"
            parts.append(
                Content.assemble((f"{shape} {current().number(count)} ", shown), content(word, shown))
            )
        if plan.encoding.startswith("windows"):
            parts.append(content(_("letters read as {encoding}", encoding=plan.encoding), "$text-muted"))
        unused = sorted({*plan.unused, *(name for each in plan.contacts for name in each.unused)})
        if unused:
            parts.append(content(_("not taken over: {names}", names=", ".join(unused)), "$text-muted"))
        return Content(" · ").join(parts)

    # -- the lines -------------------------------------------------------------------------------------

    def _show_rows(self) -> None:
        plan, wanted = self._plan, self.pane.filters["outcome"]
        if plan is None:
            return
        found = [self._planned_row(each) for each in plan.contacts]
        found += [self._mistake_row(index, each) for index, each in enumerate(plan.mistakes)]
        # What has to be looked at comes first, then what changes, each in the order of the file.
        order = ("mistake", "changed", "new", "unchanged")
        rows = [
            (order.index(outcome), line, row)
            for outcome, line, row in found
            if not wanted or outcome == wanted
        ]
        rows.sort(key=lambda each: each[:2])
        self.pane.set_source(ListSource([row for _order, _line, row in rows]))

    def _planned_row(self, each: Planned) -> tuple[str, int, Row]:
        shown = [_short(one, each.outcome) for one in each.differences]
        what = Content(" · ").join([part for part in shown if part.plain])
        cells = (str(each.line), _outcome(each.outcome), f"{each.name}, {each.email}", what)
        return each.outcome, each.line, Row(each.id, cells, each)

    def _mistake_row(self, index: int, each: Mistake) -> tuple[str, int, Row]:
        field = content(CONTACT_FIELDS[each.field]) if each.field in CONTACT_FIELDS else Content("")
        what = content(each.message, "$error")
        cells = (str(each.line), _outcome("mistake"), field, what)
        return "mistake", each.line, Row(f"mistake-{index}", cells, each)

    @on(ListPane.FilterChanged)
    def _filtered(self, event: ListPane.FilterChanged) -> None:
        event.stop()
        self._show_rows()

    @on(ListPane.ExportRequested)
    def _no_export(self, event: ListPane.ExportRequested) -> None:
        event.stop()

    def _detail_title(self, row: Row) -> Words:
        return _("Line {line}", line=row.record.line)  # type: ignore[attr-defined]

    def _detail(self, row: Row) -> Content:
        each: Any = row.record
        if hasattr(each, "message"):
            parts = [content(CONTACT_FIELDS[each.field], "bold")] if each.field in CONTACT_FIELDS else []
            left_out = _("This line is left out; the others can be imported.")
            return lines(
                [*parts, content(each.message, "$error"), Content(""), content(left_out, "$text-muted")]
            )
        parts = [Content.assemble(_outcome(each.outcome), "  ", data(each.name, "bold")), data(each.email)]
        parts.append(Content(""))
        parts += [_long(one, each.outcome) for one in each.differences]
        if each.unused:
            unused = _("Not taken over: {names}", names=", ".join(each.unused))
            parts += [Content(""), content(unused, "$text-muted")]
        return lines(parts)

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        row = event.row
        if self.pane.shows_detail:
            self.pane.detail_pane.focus()
        else:
            self.app.push_screen(Notice(self._detail_title(row), lambda: self._detail(row)))

    # -- doing it --------------------------------------------------------------------------------------

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    def action_apply(self) -> None:
        """Do what was shown, all at once; what can't be used stays listed."""
        plan, zone = self._plan, host(self).zone
        if plan is None or not plan.touched or self._busy or self._imported is not None:
            return
        self._busy = True
        self._apply.disabled = True
        self._count(T_("Importing …"))
        host(self).save(
            lambda: zone.contacts.apply_import(plan),
            on_done=self._done,
            on_error=self._refused,
            owner=self,
        )

    def _done(self, imported: Imported | None) -> None:
        self._busy = False
        self._imported = imported
        if self._plan is not None and not self._plan.mistakes:
            self.dismiss(imported)
            return
        self._apply.display = False
        self.pane.set_filters(outcome="mistake")
        self.retranslate()

    def _refused(self, error: ZoneError) -> None:
        self._busy = False
        self._apply.disabled = False
        self._plan = None
        host(self).show_error(error)
        # What stands there now has to be looked at anew.
        self.on_mount()

    def action_back(self) -> None:
        """Go back to the list; nothing is changed but by the button."""
        if not self._busy:
            self.dismiss(self._imported)


def said(imported: Imported) -> str:
    """Say what was imported."""
    new, changed = len(imported.plan.of("new")), len(imported.plan.of("changed"))
    parts = []
    if new:
        parts.append(ngettext("{n} contact added", "{n} contacts added", new))
    if changed:
        parts.append(ngettext("{n} contact changed", "{n} contacts changed", changed))
    return ", ".join(parts)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than is read, so that a larger file is refused and not cut.
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        shown = safe_text(str(path))
        raise Refused("file-not-read", T_("The file {path} can't be read.", path=shown)) from problem


def _outcome(outcome: str) -> Content:
    word, shape, style = _OUTCOMES[outcome]
    return Content.assemble((f"{shape} ", style), content(word, style))


def _value(field: str, value: Any) -> Content:
    if not value:
        return Content.styled("–", "$text-disabled")
    if field == "notifications":
        return content(", ".join(WORDS[name].render() for name in CATEGORIES if name in value))
    if field == "country":
        return content(current().country(value))
    return data(format_phone(value) if field == "phone" else value)


def _short(each: Difference, outcome: str) -> Content:
    will = _value(each.field, each.will)
    if outcome == "new":
        return will if each.field in ("phone", "company_name", "city", "notifications") else Content("")
    title = content(CONTACT_FIELDS[each.field], "$text-muted")
    return Content.assemble(title, " ", _value(each.field, each.was), (" → ", "$text-muted"), will)


def _long(each: Difference, outcome: str) -> Content:
    will = _value(each.field, each.will)
    if outcome != "new":
        was = _value(each.field, each.was).stylize("$text-muted")
        will = Content.assemble(was, (" → ", "$accent"), will)
    return label_value(CONTACT_FIELDS[each.field], will, width=20)
