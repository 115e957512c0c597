"""How invoices are paid by bank transfer: the details to copy, and a code that a banking app reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from jumpzone.documents.payment import Transfer, half_blocks, modules, transfer_details
from jumpzone.i18n import N_, T_, _, current
from jumpzone.model.banks import format_iban
from jumpzone.model.money import plain
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, label_values, lines
from jumpzone.widgets.dialogs import Dialog
from jumpzone.widgets.toasts import notify_safe

__all__ = ["PaymentDialog"]

_INK = "#000000 on #ffffff"
"""Dark on light whatever the theme is: many banking apps can't read the reverse."""
_FRAME = 8
"""Columns that the box itself takes."""
_DETAILS = 52
"""Columns that the details take beside the code."""
_AROUND = 8
"""Lines that border, padding, buttons and the hint take."""


class PaymentDialog(Dialog[None]):
    """Bank details and payment code of one transfer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "copy('account')", N_("Copy the account"), show=False),
        Binding("a", "copy('amount')", N_("Copy the amount"), show=False),
        Binding("r", "copy('reference')", N_("Copy the reference"), show=False),
    ]

    DEFAULT_CSS = """
    PaymentDialog > #box {
        width: auto; max-width: 98%; max-height: 100%; padding: 0 2;
        & > #parts { width: auto; height: auto; margin: 1 0; }
        & > #parts.-stacked { layout: vertical; }
        & > #parts > #details { width: 52; height: auto; }
        & > #parts > #code { width: auto; height: auto; }
        & > .buttons { width: 100%; }
    }
    """

    def __init__(self, transfer: Transfer) -> None:
        """Show how a transfer is made."""
        super().__init__(T_("Payment by bank transfer"))
        self.transfer = transfer
        payload = transfer.payload
        self._code = half_blocks(modules(payload)) if payload else []
        self._details = Static(id="details", markup=False)
        self._drawn = Static(id="code", markup=False)
        self._parts = Horizontal(self._details, self._drawn, id="parts")

    @property
    def shows_code(self) -> bool:
        """Whether the code has room."""
        return bool(self._drawn.display)

    def buttons(self) -> Sequence[PushButton]:
        """Return what can be copied, and the way out."""
        return (
            PushButton(T_("Copy account"), id="account"),
            PushButton(T_("Amount"), id="amount"),
            PushButton(T_("Reference"), id="reference"),
            PushButton(T_("Close"), tone="primary", id="close"),
        )

    def compose(self) -> ComposeResult:
        """Compose details and code."""
        with Vertical(id="box"):
            yield self._parts
            with Horizontal(classes="buttons"):
                yield from self.buttons()

    def on_mount(self) -> None:
        """Show the texts."""
        super().on_mount()
        self.query_one("#close").focus()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self.query_one("#box").border_title = content(T_("Payment by bank transfer"))
        self._arrange(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the code where it has room now."""
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int, height: int) -> None:
        """Put the code beside the details, below them, or say how large the window has to be."""
        rows: list[tuple[str, Content]] = [
            (label, data(value)) for label, value in transfer_details(self.transfer, current())
        ]
        parts = [label_values(rows)]
        across = len(self._code[0]) if self._code else 0
        beside = width >= across + _DETAILS + _FRAME and height >= len(self._code) + _AROUND
        below = width >= across + _FRAME and height >= len(self._code) + len(rows) + _AROUND
        drawn = bool(self._code) and (beside or below)
        if drawn:
            hint = _("Scan the code with your banking app.")
        elif self._code:
            hint = _(
                "Enlarge the window to {columns} × {rows} to see the payment code. It is on the PDF, too.",
                columns=across + _DETAILS + _FRAME,
                rows=len(self._code) + _AROUND,
            )
        else:
            hint = _("There is no payment code for this transfer. Type the details into your bank's form.")
        parts += [Content(""), content(hint, "$text-muted")]
        self._details.update(lines(parts))
        self._drawn.display = drawn
        if drawn:
            self._drawn.update(lines(Content.styled(line, _INK) for line in self._code))
        self._parts.set_class(not beside, "-stacked")

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.button.id == "close":
            self.dismiss(None)
        else:
            self.action_copy(event.button.id or "")

    def action_copy(self, what: str) -> None:
        """Copy a part of the details."""
        transfer = self.transfer
        text = {
            "account": transfer.iban or transfer.bank_account,
            "amount": plain(transfer.amount, transfer.currency),
            "reference": transfer.reference,
        }[what]
        self.app.copy_to_clipboard(text)
        shown = format_iban(text) if what == "account" and transfer.iban else text
        notify_safe(self.app, _("Copied: {text}", text=shown))
