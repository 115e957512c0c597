"""Forms: nothing typed is lost, what is wrong stands beside the field, a password stays where it is."""

from __future__ import annotations

import threading

from textual.app import App, ComposeResult
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from jumpzone import i18n
from jumpzone.i18n import T_, Text
from jumpzone.widgets.form.choice import Choice, Chooser
from jumpzone.widgets.form.form import Form
from jumpzone.widgets.form.inputs import PasswordInput
from jumpzone.widgets.form.spec import FieldSpec, Option, Section, Strength, Value
from jumpzone.widgets.record_table import RecordTable
from jumpzone.widgets.retranslate import retranslate_all
from tests.widgets.screens import screen_text

COUNTRIES = [
    Option("BG", "Bulgaria", "+359"),
    Option("DE", "Germany", "+49"),
    Option("KZ", "Kazakhstan", "+7"),
    Option("RU", "Russia", "+7"),
    Option("US", "United States", "+1"),
    *(Option(f"X{n}", f"Xland {n}", f"+99{n}") for n in range(8)),
]


def digits(text: str) -> Text | None:
    return None if text.isdigit() else T_("Only digits, please.")


SPECS: dict[str, FieldSpec] = {
    spec.name: spec
    for spec in (
        FieldSpec("name", T_("Name"), required=True),
        FieldSpec("number", T_("Number"), validator=digits),
        FieldSpec("country", T_("Country"), kind="select", options=COUNTRIES),
        FieldSpec("phone", T_("Phone"), kind="phone", options=COUNTRIES),
        FieldSpec("password", T_("Password"), kind="password"),
        FieldSpec("code", T_("Code"), kind="code"),
        FieldSpec(
            "to", T_("To"), kind="radio", options=[Option("person", "Person"), Option("company", "Company")]
        ),
        FieldSpec("sent", T_("Sent"), kind="checks", options=[Option("a", "Alpha"), Option("b", "Beta")]),
        FieldSpec("offers", T_("Offers"), kind="check"),
        FieldSpec("note", T_("Note"), kind="multiline"),
    )
}


class Desk(App[None]):
    def __init__(self, *names: str, **options: object) -> None:
        super().__init__()
        self.form = Form(Section(T_("Data"), [SPECS[name] for name in names]), **options)  # type: ignore[arg-type]
        self.submitted: list[dict[str, Value]] = []
        self.changed: list[tuple[str, Value]] = []

    def compose(self) -> ComposeResult:
        yield self.form

    def on_form_submitted(self, message: Form.Submitted) -> None:
        self.submitted.append(message.values)

    def on_form_changed(self, message: Form.Changed) -> None:
        self.changed.append((message.field, message.value))


async def settle(pilot: Pilot[None], seconds: float = 0.0) -> None:
    await pilot.pause(seconds)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_values_of_every_kind_go_in_and_come_out() -> None:
    app = Desk(*SPECS)
    values: dict[str, Value] = {
        "name": "Иван [/]",
        "number": "12",
        "country": "DE",
        "phone": "+359 2 987654",
        "password": "a secret",
        "code": "12345678",
        "to": "company",
        "sent": frozenset({"b"}),
        "offers": True,
        "note": "one\ntwo",
    }
    async with app.run_test(size=(120, 60)) as pilot:
        app.form.set_values(values)
        await settle(pilot)
        assert app.form.values() == values
        assert app.form.dirty() == frozenset()
        assert app.changed == []
        assert set(app.form.draft()) == set(values) - {"password", "code"}


async def test_what_is_unsaved_is_marked_until_it_is_saved() -> None:
    app = Desk("name", "offers")
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.set_values({"name": "Ann"})
        app.form.field("name").focus_editor()
        await pilot.press("end", "a", "tab", "space")
        await settle(pilot)
        assert app.form.dirty() == {"name", "offers"}
        assert "Name * ●" in screen_text(app)
        assert "2 unsaved changes" in screen_text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert app.submitted == [{"name": "Anna", "offers": True}]
        app.form.mark_saved("Saved: name.")
        await settle(pilot)
        assert "●" not in screen_text(app)
        assert "Saved: name." in screen_text(app)


async def test_errors_stand_by_their_field_and_keep_what_was_typed() -> None:
    app = Desk("name", "number")
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.set_values({"name": "Ann", "number": "77"})
        app.form.set_errors({"number": T_("This number is taken."), "elsewhere": "x"})
        await settle(pilot)
        assert "This number is taken." in screen_text(app)
        assert app.focused is app.form.field("number").editor
        assert app.form.values() == {"name": "Ann", "number": "77"}


async def test_a_field_is_checked_when_typing_stops() -> None:
    app = Desk("number")
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.field("number").focus_editor()
        await pilot.press("x")
        await pilot.pause(0.05)
        assert "Only digits" not in screen_text(app)
        await settle(pilot, 0.5)
        assert "Only digits, please." in screen_text(app)
        await pilot.press("backspace", "1")
        await settle(pilot, 0.5)
        assert "Only digits" not in screen_text(app)


async def test_a_slow_check_runs_in_a_thread_and_an_old_answer_is_not_shown() -> None:
    threads: list[int] = []

    def slow(text: str) -> Text | None:
        threads.append(threading.get_ident())
        return T_("{text} is refused", text=text) if text == "a" else None

    app = Desk("name")
    app.form = Form(Section("", [FieldSpec("name", "Name", validator=slow, slow=True)]))
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.field("name").focus_editor()
        await pilot.press("a")
        await settle(pilot, 0.5)
        assert "a is refused" in screen_text(app)
        await pilot.press("b")
        await settle(pilot, 0.5)
        assert "refused" not in screen_text(app)
    assert threading.get_ident() not in threads


async def test_an_empty_required_field_stops_the_form() -> None:
    app = Desk("name", "number")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert app.submitted == []
        assert "This has to be filled in." in screen_text(app)
        await pilot.press("A", "enter", "1", "enter")
        await settle(pilot)
        assert app.submitted == [{"name": "A", "number": "1"}]


async def test_the_button_works_by_mouse_and_is_locked_while_saving() -> None:
    app = Desk("number")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#submit")
        await settle(pilot)
        assert len(app.submitted) == 1
        app.form.busy(True, "Saving…")
        await pilot.click("#submit")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert len(app.submitted) == 1
        assert "Saving…" in screen_text(app)


async def test_a_password_is_never_copied_and_is_shown_only_on_request() -> None:
    app = Desk("password")
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.field("password").focus_editor()
        await pilot.press(*"topsecret", "ctrl+shift+a", "ctrl+c")
        assert app.clipboard == ""
        assert "topsecret" not in screen_text(app)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert "topsecret" in screen_text(app)
        await pilot.press("ctrl+shift+a", "ctrl+c", "ctrl+x")
        assert app.clipboard == ""
        assert app.form.values() == {"password": ""}
        # The words on the border do the same for the mouse.
        editor = app.form.field("password").editor
        await pilot.click(PasswordInput, offset=(editor.size.width - 4, 2))
        await pilot.pause()
        assert not app.form.query_one(PasswordInput).revealed


async def test_a_password_shows_its_strength() -> None:
    app = Desk("name")
    spec = FieldSpec(
        "p", "P", kind="password", strength=lambda text: Strength(min(4, len(text)), f"strength {len(text)}")
    )
    app.form = Form(Section("", [spec]))
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.field("p").focus_editor()
        await pilot.press(*"abc")
        await settle(pilot, 0.5)
        assert "▰▰▰▰▱ strength 3" in screen_text(app)


async def test_pastes_lose_what_could_act_on_a_terminal() -> None:
    app = Desk("name", "code", "note")
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.field("name").focus_editor()
        await pilot.pause()
        app.focused.post_message(Paste("one\x1b[31m\r\ntwo\x9b"))  # type: ignore[union-attr]
        app.form.field("code").editor.post_message(Paste(" 1234-5678 9"))
        app.form.field("note").editor.post_message(Paste("a\x1b\nb"))
        await settle(pilot)
        assert app.form.values() == {"name": "one[31m two", "code": "12345678", "note": "a\nb"}


async def test_a_country_is_found_by_typing() -> None:
    app = Desk("country", "name")
    async with app.run_test(size=(80, 30)) as pilot:
        app.form.field("country").focus_editor()
        await pilot.press("k", "a", "z")
        await settle(pilot)
        assert isinstance(app.screen, Chooser)
        await settle(pilot)
        assert "Germany" not in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.form.values()["country"] == "KZ"
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert app.form.values()["country"] == "KZ"


async def test_a_country_is_chosen_by_mouse_alone() -> None:
    app = Desk("country")
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.click(Choice)
        await settle(pilot)
        assert isinstance(app.screen, Chooser)
        await settle(pilot)
        await pilot.click(RecordTable, offset=(5, 1))
        await settle(pilot)
        assert app.form.values() == {"country": "DE"}


async def test_phone_prefixes() -> None:
    app = Desk("phone")
    async with app.run_test(size=(80, 24)) as pilot:
        phone = app.form.field("phone")
        phone.editor.set_country("RU")  # type: ignore[attr-defined]
        assert phone.value == ""
        phone.value = "+7 495 0000000"
        assert phone.editor.prefix.value == "RU"  # type: ignore[attr-defined]
        assert phone.value == "+7 495 0000000"
        phone.focus_editor()
        phone.editor.number.value = "0888 1"  # type: ignore[attr-defined]
        phone.editor.prefix.value = "BG"  # type: ignore[attr-defined]
        await settle(pilot)
        assert phone.value == "+359 888 1"
        phone.value = "+44 20 7946"
        assert phone.value == "+44 20 7946"


async def test_a_shared_prefix_is_taken_for_the_country_that_mostly_has_it() -> None:
    app = Desk("phone")
    async with app.run_test(size=(80, 24)):
        phone = app.form.field("phone")
        phone.value = "+7 495 0000000"
        assert phone.editor.prefix.value == "RU"  # type: ignore[attr-defined]
        phone.value = ""
        phone.editor.set_country("KZ")  # type: ignore[attr-defined]
        phone.value = "+7 717 0000000"
        assert phone.editor.prefix.value == "KZ"  # type: ignore[attr-defined]


async def test_a_hidden_section_asks_for_nothing_until_it_is_shown() -> None:
    app = Desk("name")
    app.form = Form(
        Section("One", [FieldSpec("a", "A")]),
        Section("Two", [FieldSpec("b", "B", required=True)], name="two", hidden=True),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert len(app.submitted) == 1
        app.form.show("two")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert len(app.submitted) == 1
        assert app.focused is app.form.field("b").editor


async def test_two_columns_when_wide() -> None:
    app = Desk("name", "number")
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        name, number = app.form.field("name").region, app.form.field("number").region
        assert name.y == number.y
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert app.form.field("name").region.y < app.form.field("number").region.y


async def test_another_language_keeps_what_is_typed() -> None:
    before = i18n.current().language
    label = "en"
    app = Desk("name")
    app.form = Form(Section("", [FieldSpec("a", lambda: f"Label {label}")]), submit=lambda: f"Button {label}")
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            app.form.field("a").focus_editor()
            await pilot.press("x", "y")
            assert "Label en" in screen_text(app)
            label = "bg"
            i18n.use("bg")
            retranslate_all(app)
            await pilot.pause()
            assert "Label bg" in screen_text(app)
            assert "Button bg" in screen_text(app)
            assert app.form.values() == {"a": "xy"}
            assert app.query_one(Input).has_focus
    finally:
        i18n.use(before)
