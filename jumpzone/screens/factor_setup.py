"""Setting up a second factor: the code that an authenticator app scans, and the recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from jumpzone.documents.payment import half_blocks, modules
from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_, _
from jumpzone.model.otp import grouped
from jumpzone.screens.files import ask_and_write
from jumpzone.screens.host import host
from jumpzone.screens.said import Said
from jumpzone.screens.second_step import OTP_FIELD
from jumpzone.usecases.second_factor import Setup
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, data, lines
from jumpzone.widgets.dialogs import Dialog
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.spec import Section
from jumpzone.widgets.toasts import notify_safe

__all__ = ["RecoveryCodesDialog", "ScanDialog"]

_INK: Final = "#000000 on #ffffff"
_QUIET: Final = 2
"""Modules around the code: enough for a phone before a screen, and the code fits 24 lines."""
_BESIDE: Final = 32
"""Columns that the words take."""
_FRAME: Final = 5
"""Columns of the border and of what keeps code and words apart."""


class ScanDialog(Dialog[tuple[str, ...]]):
    """Shows the code to scan, and takes the first code of the app; answers with the recovery codes."""

    DEFAULT_CSS = """
    ScanDialog > #box {
        width: auto; max-width: 100%; max-height: 100%; padding: 0 1;
        & > #parts { width: auto; height: auto; }
        & > #parts > #code { width: auto; height: auto; margin: 0 1 0 0; }
        & > #parts > #words { width: 32; height: auto; }
        & > #parts > #words > .buttons { height: auto; margin: 1 0 0 0; }
        & > #parts > #words > .buttons > PushButton { margin: 0 1 0 0; }
        & > #parts > #words > #text { height: auto; margin: 0 0 1 0; }
    }
    """

    def __init__(self, setup: Setup) -> None:
        """Show `setup`."""
        super().__init__(T_("Set up the second factor"))
        self._setup = setup
        self._drawn = half_blocks(modules(setup.uri, error="l", quiet=_QUIET))
        self._code = Static(id="code", markup=False)
        self._words = Static(id="text", markup=False)
        self._said = Said()
        self._form = Form(
            Section("", (OTP_FIELD,)), submit=T_("Switch it on"), keeps_unsaved=False, auto_height=True
        )

    def buttons(self) -> Sequence[PushButton]:
        """Return the ways out."""
        return (PushButton(T_("Copy the key"), id="copy"), PushButton(T_("Cancel"), id="cancel"))

    def compose(self) -> ComposeResult:
        """Compose the code and, beside it, words and field."""
        with Vertical(id="box"), Horizontal(id="parts"):
            yield self._code
            with Vertical(id="words"):
                yield self._words
                yield self._said
                yield self._form
                with Horizontal(classes="buttons"):
                    yield from self.buttons()

    def on_mount(self) -> None:
        """Go to the field."""
        super().on_mount()
        self._form.focus_first()

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self.query_one("#box").border_title = content(T_("Set up the second factor"))
        self._arrange(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the code where it has room now."""
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int, height: int) -> None:
        across, down = len(self._drawn[0]), len(self._drawn)
        fits = width >= across + _BESIDE + _FRAME and height >= down + 2
        self._code.display = fits
        if fits:
            self._code.update(lines(Content.styled(line, _INK) for line in self._drawn))
            how = _("Scan this with your authenticator app, or type the key:")
        else:
            how = _("Type this key into your authenticator app:")
        self._words.update(
            lines(
                [content(how), data(grouped(self._setup.secret), "bold"), content(_("Then enter its code."))]
            )
        )

    @on(Form.Submitted)
    def _submitted(self, message: Form.Submitted) -> None:
        message.stop()
        code, token, zone = str(message.values["otp"]), self._setup.token, host(self).zone
        self._said.say("")
        self._form.busy(True, T_("One moment…"))
        host(self).save(
            lambda: zone.access.enable_second_factor(token, code),
            on_done=self.dismiss,
            on_error=self._refused,
            owner=self,
        )

    def _refused(self, error: ZoneError) -> None:
        self._form.busy(False)
        if error.fields:
            self._form.set_errors({field.field: field.message for field in error.fields})
        else:
            self._said.say_error(error)

    @on(PushButton.Pressed, "#copy")
    def _copy(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.app.copy_to_clipboard(self._setup.secret)
        notify_safe(self.app, T_("The key is copied."))

    @on(PushButton.Pressed, "#cancel")
    def _cancel(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.action_cancel()


class RecoveryCodesDialog(Dialog[None]):
    """Shows recovery codes, this once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", N_("Copy them"), show=False),
        Binding("s", "save", N_("Save them"), show=False),
    ]

    def __init__(self, codes: tuple[str, ...]) -> None:
        """Show `codes`."""
        super().__init__(T_("Recovery codes"), self._body)
        self._codes = codes

    def _body(self) -> Content:
        half = (len(self._codes) + 1) // 2
        pairs = zip(self._codes[:half], self._codes[half:], strict=True)
        text = _(
            "Each of these signs you in once without your phone. They are shown now and never again: print them, or "
            "keep them where you keep passwords."
        )
        return lines([content(text), Content(""), *(data(f"    {a}      {b}", "bold") for a, b in pairs)])

    def buttons(self) -> Sequence[PushButton]:
        """Return what can be done with them."""
        return (
            PushButton(T_("Copy them"), id="copy"),
            PushButton(T_("Save them"), id="save"),
            PushButton(T_("I have kept them"), tone="primary", id="done"),
        )

    @on(PushButton.Pressed)
    async def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.button.id == "done":
            self.dismiss(None)
        else:
            await self.run_action(event.button.id or "")

    def action_copy(self) -> None:
        """Copy the codes."""
        self.app.copy_to_clipboard("\n".join(self._codes))
        notify_safe(self.app, T_("The recovery codes are copied."))

    def action_save(self) -> None:
        """Write the codes into a file that its owner alone may read."""
        text = "\n".join(self._codes) + "\n"

        def written(path: Path) -> None:
            notify_safe(self.app, _("Saved: {path}", path=str(path)))

        title = T_("Save the recovery codes")
        ask_and_write(self, title, "", "jumpzone-recovery-codes.txt", text.encode, written)
