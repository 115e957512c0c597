"""Services: hosting accounts, servers, cloud accounts, certificates, licences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.records import Service
from jumpzone.model.rules.services import name_of
from jumpzone.model.text import safe_text
from jumpzone.screens.host import host
from jumpzone.screens.record_list import RecordListScreen, options
from jumpzone.screens.service_text import access_lines, due_cell, renewal_lines, usage_lines
from jumpzone.screens.wording import KINDS, money, unicode_name
from jumpzone.usecases.services import Services
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.status import status_text, status_word, statuses
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["ServicesScreen"]


class ServicesScreen(RecordListScreen[Service]):
    """The services of the account."""

    CSS_PATH = "services.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "rename", N_("Rename")),
        Binding("u", "turn_auto_renew", N_("Auto-renew on or off")),
        Binding("ctrl+z", "undo", N_("Undo"), show=False),
    ]

    TAB = "services"
    RECORD = "service"
    TITLE_WORDS: ClassVar[str | Text] = T_("Services")
    COLUMNS = (
        Column("product", T_("Product"), fraction=3, min_width=16, sortable=True),
        Column("address", T_("Address"), fraction=2, min_width=12, priority=1, sortable=True),
        Column("kind", T_("Kind"), width=15, min_width=10, priority=4, sortable=True),
        Column("status", T_("Status"), width=16, min_width=12, sortable=True),
        Column("next_due_on", T_("Next due"), width=14, min_width=13, sortable=True),
        Column("amount", T_("Price"), width=12, min_width=10, align="right", priority=2, sortable=True),
    )
    SEARCH = T_("Product, label, address or user name")
    EMPTY = EmptyState(
        T_("No services yet"),
        T_("Hosting, servers, cloud accounts, certificates and licences that you buy appear here."),
    )
    SORT = Sort("product")

    def __init__(self) -> None:
        """Make the place; nothing has been changed yet."""
        super().__init__()
        self._last: Applied | None = None
        self._undo = PushButton(T_("Undo"), name="undo")
        self._undo.display = False

    def compose_body(self) -> ComposeResult:
        """Compose the list and its buttons."""
        yield self.pane
        with Horizontal(id="acts"):
            yield PushButton(T_("Open"), tone="primary", name="open")
            yield PushButton(T_("Rename"), name="rename")
            yield PushButton(T_("Auto-renew"), name="turn_auto_renew")
            yield self._undo

    def area(self, zone: Zone) -> Services:
        """Return the services."""
        return zone.services

    def filters(self) -> Sequence[Filter]:
        """Offer kind and status."""
        return (
            Filter("kind", T_("Kind"), options(KINDS)),
            Filter(
                "status",
                T_("Status"),
                lambda: [Option(each, status_word("service", each)) for each in statuses("service")],
            ),
        )

    def cells(self, record: Service) -> Sequence[Content | str]:
        """Return a row."""
        name = data(record.label or record.product)
        if record.label:
            name = Content.assemble(name, " ", data(record.product, "$text-muted"))
        return (
            name,
            unicode_name(record.address or ""),
            content(KINDS.get(record.kind, record.kind)),
            status_text("service", record.status),
            due_cell(record, self.today),
            money(record.amount, record.currency),
        )

    def title_of(self, record: Service) -> str:
        """Return its label or product."""
        return record.label or record.product

    def describe(self, record: Service) -> Content:
        """Say what matters about a service; its page says everything."""
        parts = [access_lines(record), renewal_lines(record, self.today)]
        if record.status == "suspended":
            why = (
                _("Suspended because an invoice is unpaid. It comes back by itself once that is paid.")
                if record.suspended_because is not None
                else _("It is suspended. Ask support what to do.")
            )
            parts.insert(1, Content.assemble(("! ", "$error"), content(why, "$error")))
        if record.disk_limit_mb or record.traffic_limit_mb:
            parts.append(usage_lines(record))
        spaced = [part for each in parts for part in (Content(""), each)]
        return lines(spaced[1:])

    # -- acts ------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> Service | None:
        row = self.pane.current
        return row.record if row is not None and isinstance(row.record, Service) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what changes something only to who may."""
        if action in ("rename", "turn_auto_renew"):
            return host(self).ready and host(self).zone.can("update", "service")
        return super().check_action(action, parameters)

    @on(RecordTable.RowOpened)
    def _open_row(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        event.prevent_default()
        self.action_open()

    @on(PushButton.Pressed, "#acts PushButton")
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    def action_open(self) -> None:
        """Open the page of the service under the cursor."""
        if (service := self._chosen) is not None:
            from jumpzone.screens.service_page import ServiceScreen  # late: not for the list's first paint

            self.app.push_screen(ServiceScreen(service))

    def action_rename(self) -> None:
        """Give the service under the cursor another name."""
        seen, zone = self._chosen, host(self).zone
        if seen is None:
            return
        from jumpzone.screens.service_page import ask_label  # late: not for the list's first paint

        def rename(label: str) -> None:
            self._change(lambda: zone.services.set_label(seen, label), T_("Renamed. ctrl+z takes it back."))

        ask_label(self, seen, rename)

    def action_turn_auto_renew(self) -> None:
        """Let the service under the cursor renew by itself, or not."""
        seen, zone = self._chosen, host(self).zone
        if seen is None:
            return
        said = (
            T_("{name} no longer renews by itself. ctrl+z takes it back.", name=safe_text(name_of(seen)))
            if seen.auto_renew
            else T_(
                "{name} renews by itself from now on. ctrl+z takes it back.", name=safe_text(name_of(seen))
            )
        )
        self._change(lambda: zone.services.set_auto_renew(seen, not seen.auto_renew), said)

    def _change(self, work: Callable[[], Applied], said: Words) -> None:
        def done(applied: Applied) -> None:
            self._offer_undo(applied, said)

        host(self).save(work, on_done=done, owner=self)

    def _offer_undo(self, applied: Applied, said: Words) -> None:
        self._last = applied if applied.undo is not None else None
        self._undo.display = self._last is not None
        notify_safe(self.app, said)

    def action_undo(self) -> None:
        """Take back what was changed last."""
        applied, zone = self._last, host(self).zone
        if applied is not None:
            self._last = None
            self._undo.display = False
            self._change(lambda: zone.services.undo(applied), T_("Taken back."))
