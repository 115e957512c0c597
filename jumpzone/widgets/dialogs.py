"""Questions and bad news, each with a typed answer; esc always means: leave everything as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, Literal, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from jumpzone.errors import ZoneError
from jumpzone.i18n import N_, T_
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, lines, words
from jumpzone.widgets.form.field import Field
from jumpzone.widgets.form.inputs import PasswordInput
from jumpzone.widgets.form.spec import FieldSpec
from jumpzone.widgets.keys import FOCUS_KEYS

__all__ = [
    "AskPassword",
    "AskText",
    "Choose",
    "Confirm",
    "Dialog",
    "ErrorDialog",
    "Notice",
    "Unsaved",
    "UnsavedAnswer",
]

Result = TypeVar("Result")

CANCEL = T_("Cancel")
CONTINUE = T_("Continue")

UnsavedAnswer = Literal["save", "discard", "stay"]
"""What to do with unsaved changes."""


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """A box in the middle: title on the border, a text, perhaps a field, and buttons."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Cancel")),
        Binding("left,up", "app.focus_previous", N_("Button before"), show=False),
        Binding("right,down", "app.focus_next", N_("Button after"), show=False),
        *FOCUS_KEYS,
    ]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > #box {
            width: 64; max-width: 96%; height: auto; max-height: 96%;
            background: $surface; border: round $border; padding: 1 2 0 2;
            border-title-style: bold; border-title-color: $foreground;
            overflow-y: auto; scrollbar-size-vertical: 1;
            & > .text { height: auto; margin: 0 0 1 0; }
            & > Field { margin: 0 0 1 0; }
            & > Field .editor { background: $surface; }
            & > .buttons { height: auto; align-horizontal: right; margin: 0 0 1 0; }
            & > .buttons > PushButton { margin: 0 0 0 1; }
            & > .buttons.-stacked { layout: vertical; }
            & > .buttons.-stacked > PushButton { width: 100%; text-align: left; margin: 0; }
        }
        &.-error > #box { border: round $error; border-title-color: $error; }
    }
    """

    def __init__(self, title: Words, text: Words | Callable[[], Content] = "") -> None:
        """Make a dialog with `title` and `text`; a callable gives styled text in the current language."""
        super().__init__()
        self._title_words = title
        self._body_words = text
        self._text = Static(classes="text", markup=False)

    def fields(self) -> Sequence[Widget]:
        """Return what stands between text and buttons."""
        return ()

    def buttons(self) -> Sequence[PushButton]:
        """Return the buttons, the one that does the least harm last."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Compose the box."""
        with Vertical(id="box"):
            yield self._text
            yield from self.fields()
            with Horizontal(classes="buttons"):
                yield from self.buttons()

    def on_mount(self) -> None:
        """Show the texts."""
        self.retranslate()

    def retranslate(self) -> None:
        """Show title and text in the current language."""
        self.query_one("#box").border_title = content(self._title_words) if words(self._title_words) else None
        body = self._body_words
        shown = body() if callable(body) and not isinstance(body, Content) else body
        text = content(shown)
        self._text.update(text)
        self._text.display = bool(text.plain)

    def cancelled(self) -> Result | None:
        """Return the answer that leaves everything as it is."""
        return None

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(self.cancelled())

    def on_click(self, event: events.Click) -> None:
        """A click beside the box is no answer: nothing that was typed is lost by it."""
        event.stop()


class Confirm(Dialog[bool]):
    """Yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", N_("Yes"), show=False),
        Binding("n", "answer(False)", N_("No"), show=False),
    ]

    def __init__(
        self,
        title: Words,
        text: Words = "",
        *,
        yes: Words = CONTINUE,
        no: Words = CANCEL,
        danger: bool = False,
    ) -> None:
        """Ask; the button `yes` should name the act ("Delete the contact"), and `danger` says it cannot be undone."""
        super().__init__(title, text)
        self._yes = PushButton(yes, tone="danger" if danger else "primary", id="yes")
        self._no = PushButton(no, id="no")
        self._danger = danger

    def buttons(self) -> Sequence[PushButton]:
        """Return both."""
        return self._yes, self._no

    def on_mount(self) -> None:
        """Start on the button that does no harm."""
        super().on_mount()
        (self._no if self._danger else self._yes).focus()

    def cancelled(self) -> bool:
        """Cancelling means no."""
        return False

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.dismiss(event.button is self._yes)

    def action_answer(self, yes: bool) -> None:
        """Answer by a key."""
        self.dismiss(yes)


class Unsaved(Dialog[UnsavedAnswer]):
    """What to do with changes that are not saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "answer('save')", N_("Save changes"), show=False),
        Binding("d", "answer('discard')", N_("Discard changes"), show=False),
    ]

    def __init__(self, text: Words = T_("There are changes that are not saved yet.")) -> None:  # noqa: B008
        """Ask."""
        super().__init__(T_("Unsaved changes"), text)

    def buttons(self) -> Sequence[PushButton]:
        """Return save, discard, stay."""
        return (
            PushButton(T_("Save changes"), tone="primary", id="save"),
            PushButton(T_("Discard changes"), tone="danger", id="discard"),
            PushButton(T_("Stay here"), id="stay"),
        )

    def cancelled(self) -> UnsavedAnswer:
        """Cancelling means staying."""
        return "stay"

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.dismiss(
            "save" if event.button.id == "save" else "discard" if event.button.id == "discard" else "stay"
        )

    def action_answer(self, answer: UnsavedAnswer) -> None:
        """Answer by a key."""
        self.dismiss(answer)


class Choose(Dialog[str]):
    """One of a few ways to go on, one below the other; the answer is the name of the chosen one."""

    def __init__(
        self,
        title: Words,
        text: Words | Callable[[], Content],
        choices: Sequence[tuple[str, Words]],
        *,
        no: Words = CANCEL,
    ) -> None:
        """Offer `choices`: (name, label) each; the button `no` leaves everything as it is."""
        super().__init__(title, text)
        self._choices = choices
        self._no = no

    def buttons(self) -> Sequence[PushButton]:
        """Return a button for each choice and one to cancel."""
        return [
            *(PushButton(label, name=name) for name, label in self._choices),
            PushButton(self._no, name=""),
        ]

    def on_mount(self) -> None:
        """Stack the buttons."""
        super().on_mount()
        self.query_one(".buttons").add_class("-stacked")

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.name or None)


class AskText(Dialog[str]):
    """Asks for one line of text; the answer is None when cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "answer", N_("Continue"), show=False)]

    def __init__(
        self,
        title: Words,
        text: Words,
        field: FieldSpec,
        *,
        value: str = "",
        yes: Words = CONTINUE,
        no: Words = CANCEL,
        error: Words | None = None,
    ) -> None:
        """Ask for `field`; `error` says what was wrong with the answer before."""
        super().__init__(title, text)
        self._field = Field(field)
        self._value = value
        self._error = error
        self._yes = PushButton(yes, tone="primary", id="yes")
        self._no = PushButton(no, id="no")

    def fields(self) -> Sequence[Widget]:
        """Return the field."""
        return (self._field,)

    def buttons(self) -> Sequence[PushButton]:
        """Return both."""
        return self._yes, self._no

    def on_mount(self) -> None:
        """Fill the field and go there."""
        super().on_mount()
        if self._value:
            self._field.value = self._value
        self._field.set_problem(self._error)
        self._field.focus_editor()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if event.button is self._yes:
            self.action_answer()
        else:
            self.dismiss(None)

    def on_input_submitted(self, event: events.Event) -> None:
        """Enter in the field answers."""
        event.stop()
        self.action_answer()

    def action_answer(self) -> None:
        """Answer with what is typed, once it passes the field's own check."""
        spec, value = self._field.spec, str(self._field.value)
        if self._field.is_blank and spec.required:
            self._field.set_problem(T_("This has to be filled in."))
        elif spec.validator is not None and (problem := spec.validator(value)) is not None:
            self._field.set_problem(problem)
        else:
            self.dismiss(value)


class AskPassword(AskText):
    """Asks for the password again; the answer is the password, or None when cancelled."""

    def __init__(
        self,
        title: Words = T_("Your password, please"),  # noqa: B008
        text: Words = T_("This is protected. Enter your password again to go on."),  # noqa: B008
        *,
        yes: Words = CONTINUE,
        error: Words | None = None,
    ) -> None:
        """Ask; after a wrong password ask again with `error`."""
        spec = FieldSpec("password", T_("Password"), kind="password", required=True)
        super().__init__(title, text, spec, yes=yes, error=error)

    def on_unmount(self) -> None:
        """Forget what was typed."""
        if isinstance(self._field.editor, PasswordInput):
            self._field.editor.set_reactive(PasswordInput.value, "")


class Notice(Dialog[None]):
    """Says something at length, to be read and closed."""

    def buttons(self) -> Sequence[PushButton]:
        """Return the one button."""
        return (PushButton(T_("Close"), tone="primary", id="close"),)

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.dismiss(None)


class ErrorDialog(Notice):
    """Says calmly what happened and what to do."""

    def __init__(self, error: ZoneError) -> None:
        """Show `error`."""
        super().__init__(error.title, lambda: self._words(error))
        self.add_class("-error")

    @staticmethod
    def _words(error: ZoneError) -> Content:
        parts = [content(error.message)]
        parts += [content(field.message, "$text-muted") for field in error.fields]
        if error.hint is not None:
            parts += [Content(""), content(error.hint, "$text-muted")]
        return lines(parts)
