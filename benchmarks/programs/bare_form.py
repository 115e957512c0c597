"""A bare Textual form with as many fields as the sign-in page, as Textual draws them by itself."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Checkbox, Input, Label


class BareForm(App[None]):
    """Two inputs with labels, a check box, three buttons."""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("E-mail")
            yield Input()
            yield Label("Password")
            yield Input(password=True)
            yield Checkbox("Stay signed in")
            yield Button("Sign in", variant="primary")
            yield Button("Forgotten password")
            yield Button("the-form-is-here")


if __name__ == "__main__":
    BareForm().run()
