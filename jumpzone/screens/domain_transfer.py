"""Bringing a domain here from another provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from jumpzone.i18n import N_, T_, Text, _, current
from jumpzone.screens.domain_renewal import say_ordered
from jumpzone.screens.host import host
from jumpzone.usecases.domain_orders import Transfer
from jumpzone.usecases.orders import Placed
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import Confirm
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import FieldSpec, Section
from jumpzone.widgets.zone_screen import ZoneScreen

if TYPE_CHECKING:
    from jumpzone.errors import ZoneError

__all__ = ["TransferScreen"]

_CHECK_AFTER = 0.35
"""Seconds after the last key until the name is looked at."""


class TransferScreen(ZoneScreen[str | None]):
    """Name and transfer code; leaves with the domain's id once it is ordered. The code is kept in no draft."""

    CSS_PATH = "domains.tcss"
    TAB = "domains"
    TITLE_WORDS: ClassVar[str | Text] = T_("Transfer a domain in")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the list"))]

    def __init__(self) -> None:
        """Make an empty form."""
        super().__init__()
        name = FieldSpec(
            "name", T_("Domain"), required=True, max_length=260, placeholder=T_("such as studio.example")
        )
        code = FieldSpec(
            "transfer_code",
            T_("Transfer code (EPP)"),
            kind="password",
            required=True,
            max_length=100,
            submit=True,
            hint=T_("Your present provider gives it to you. The domain has to be unlocked there."),
        )
        note = T_("The domain keeps its remaining time and gets one more year.")
        self.form = Form(
            Section(T_("Transfer a domain in"), (name, code), note=note),
            submit=T_("Order the transfer"),
            keeps_unsaved=False,
        )
        self._known = Static(markup=False, id="known")
        self._checking: Timer | None = None
        self._seen: Transfer | None = None

    def compose_body(self) -> ComposeResult:
        """Compose the form, and what is known of the name."""
        yield self.form
        yield self._known

    def on_mount(self) -> None:
        """Go to the first field."""
        self.form.focus_first()

    # -- while typing ----------------------------------------------------------------------------------

    @on(Form.Changed)
    def _typed(self, event: Form.Changed) -> None:
        event.stop()
        if event.field != "name":
            return
        if self._checking is not None:
            self._checking.stop()
        self._known.update("")
        self._seen = None
        self._checking = self.set_timer(_CHECK_AFTER, self._check)

    def _check(self) -> None:
        zone, name = host(self).zone, str(self.form.values()["name"]).strip()
        # A name that is still being typed is no fault.
        if "." in name:
            work = zone.domains.orders.check_transfer
            host(self).load(lambda: work(name), self._checked, on_error=self._unfit, group="name")

    def _checked(self, transfer: Transfer) -> None:
        self.form.field("name").set_problem(None)
        self._seen = transfer
        total = current().money(transfer.quote.total, transfer.quote.currency)
        text = _("{name}: {total} with VAT, one year included.", name=transfer.shown, total=total)
        parts = [data(text, "$success")]
        if transfer.shown != transfer.name:
            parts.append(data(_("In the registry: {name}", name=transfer.name), "$text-muted"))
        if transfer.twin is not None:
            parts.append(Content.assemble(("≈ ", "$warning"), content(transfer.twin.words, "$warning")))
        self._known.update(lines(parts))

    def _unfit(self, error: ZoneError) -> None:
        found = next((each for each in error.fields if each.field == "name"), None)
        if found is not None:
            self.form.field("name").set_problem(found.message)
        else:
            said = error.fields[0].message if error.fields else error.message
            self._known.update(content(said, "$error"))

    # -- ordering --------------------------------------------------------------------------------------

    @on(Form.Submitted)
    def _submitted(self, event: Form.Submitted) -> None:
        event.stop()
        zone = host(self).zone
        name, code = str(event.values["name"]), str(event.values["transfer_code"])
        agreed = None if self._seen is None else self._seen.quote.total
        self.form.busy(True, T_("Ordering…"))
        host(self).save(
            lambda: zone.domains.orders.transfer_in(name, code, agreed=agreed),
            on_done=self._ordered,
            on_error=self._refused,
        )

    def _ordered(self, answer: tuple[str, Placed]) -> None:
        id_, placed = answer
        below = self.app.screen_stack[-2]
        self.dismiss(id_)
        say_ordered(below, placed)

    def _refused(self, error: ZoneError) -> None:
        self.form.busy(False)
        problems = {each.field: each.message for each in error.fields if each.field in self.form.fields}
        if problems:
            self.form.set_errors(problems)
        else:
            host(self).show_error(error)

    # -- leaving ---------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Go back; asks where something typed would be lost."""
        if not any(self.form.values().values()):
            self.dismiss(None)
            return
        text = T_("The transfer is not ordered yet.")
        dialog = Confirm(T_("Leave this page?"), text, yes=T_("Leave"))
        self.app.push_screen(dialog, self._leave)

    def _leave(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)
