"""The transfer code of a domain: shown for a minute, after the password was given again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, Text, _, ngettext
from jumpzone.model.records import Domain
from jumpzone.screens.host import host
from jumpzone.screens.wording import unicode_name
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import AskPassword, Dialog
from jumpzone.widgets.toasts import notify_safe

__all__ = ["SHOWN_FOR", "CodeDialog", "show_transfer_code"]

SHOWN_FOR: Final = 60
"""Seconds until the code is hidden again."""


class CodeDialog(Dialog[None]):
    """Shows a code and goes away by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy_code", N_("Copy the code"))]

    def __init__(self, name: str, code: str) -> None:
        """Show the code of a domain."""
        super().__init__(T_("Transfer code of {name}", name=name), self._words)
        self._code = code

    def _words(self) -> Content:
        text = _(
            "Give it to the provider that the domain moves to. Lock the domain again if you don't move it."
        )
        gone = ngettext("It is hidden after {n} second.", "It is hidden after {n} seconds.", SHOWN_FOR)
        return lines(
            [data(self._code, "bold $accent"), Content(""), content(text), content(gone, "$text-muted")]
        )

    def buttons(self) -> Sequence[PushButton]:
        """Return both."""
        return PushButton(T_("Copy the code"), tone="primary", id="copy"), PushButton(T_("Close"), id="close")

    def on_mount(self) -> None:
        """Start the time."""
        super().on_mount()
        self.query_one("#close").focus()
        self.set_timer(SHOWN_FOR, self.action_cancel)

    def on_unmount(self) -> None:
        """Forget the code."""
        self._code = ""

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.button.id == "copy":
            self.action_copy_code()
        else:
            self.dismiss(None)

    def action_copy_code(self) -> None:
        """Copy the code."""
        self.app.copy_to_clipboard(self._code)
        notify_safe(self.app, T_("The code was copied."))


def show_transfer_code(node: DOMNode, domain: Domain) -> None:
    """Say what stands against it; otherwise ask for the password and show the code."""
    zone = host(node).zone

    def ask(_nothing: None, error: Text | None = None) -> None:
        dialog = AskPassword(
            T_("Transfer code"),
            T_("Enter your password again. That the code was shown is written down."),
            yes=T_("Show"),
            error=error,
        )
        node.app.push_screen(dialog, lambda password: reveal(password) if password else None)

    def reveal(password: str) -> None:
        host(node).save(
            lambda: zone.domains.transfer_code(domain.id, password), on_done=show, on_error=refused
        )

    def show(code: str) -> None:
        node.app.push_screen(CodeDialog(unicode_name(domain.name), code))

    def refused(error: ZoneError) -> None:
        if error.code == "wrong-password" or any(each.code == "wrong-password" for each in error.fields):
            ask(None, error.fields[0].message if error.fields else error.message)
        else:
            host(node).show_error(error)

    host(node).load(lambda: zone.domains.may_show_code(domain.id), ask, owner=node, group="code")
