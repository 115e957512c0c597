"""Output: aligned for people, stable for scripts, harmless for everybody."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.cli.output import Column, Format, Output, csv_cell, json_text
from jumpzone.i18n import T_

COLUMNS = (Column("name", T_("Name")), Column("amount", T_("Amount"), right=True))
NASTY = "\x1b]0;x\x07\x9b31m\u202e\u200b[/][@click=app.quit]x[/]\r\n=1+1"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(form: Format, rows: list[dict[str, object]], out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    Output(form, out, io.StringIO()).rows(COLUMNS, rows)
    return out.getvalue()


def test_columns_line_up_whatever_the_width_of_the_letters() -> None:
    rows: list[dict[str, object]] = [
        {"name": "Студио", "amount": 5},
        {"name": "日本", "amount": 1000},
        {"name": "e\u0301", "amount": None},
    ]
    assert printed("table", rows) == "Name    Amount\nСтудио       5\n日本      1000\ne\u0301\n"


def test_a_terminal_gets_what_fits_and_a_file_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    rows: list[dict[str, object]] = [{"name": "x" * 100, "amount": 7}]
    assert all(len(line) <= 30 for line in printed("table", rows, Terminal()).splitlines()[1:])
    assert "x" * 100 in printed("table", rows)


def test_json_has_the_fields_of_the_record_in_every_language() -> None:
    rows: list[dict[str, object]] = [{"name": "Студио", "amount": 5, "other": 1}]
    assert json.loads(printed("json", rows)) == [{"name": "Студио", "amount": 5}]
    assert "Студио" in printed("json", rows)
    assert json.loads(printed("json", [])) == []
    moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert json.loads(json_text([moment, date(2026, 1, 2), {"b", "a"}])) == [
        "2026-11-23T12:00:00Z",
        "2026-01-02",
        ["a", "b"],
    ]


@given(st.text(alphabet=st.characters()))
def test_json_says_everything_and_shows_nothing_invisible(text: str) -> None:
    encoded = json_text(text)
    assert json.loads(encoded) == text
    assert not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for char in encoded
    )


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",))), min_size=1))
def test_no_cell_reaches_the_terminal_raw(texts: list[str]) -> None:
    for form in ("table", "csv"):
        shown = printed(
            "csv" if form == "csv" else "table", [{"name": text + NASTY, "amount": 1} for text in texts]
        )
        assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in shown)
        assert "\u202e" not in shown
    assert len(printed("table", [{"name": text + NASTY} for text in texts]).splitlines()) == len(texts) + 1


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", '=HYPERLINK("x")'])
def test_a_spreadsheet_sees_no_formula(text: str) -> None:
    (cell,) = next(csv.reader([csv_cell(text)]))
    assert cell == "'" + text


@pytest.mark.parametrize("value", ["+359 2 000 000", "-5", "-5.20", "a=b", "", "x,y", 'say "x"', "a\nb"])
def test_other_texts_come_back_from_csv_as_they_were(value: str) -> None:
    assert next(csv.reader(io.StringIO(f"{csv_cell('x')},{csv_cell(value)}"))) == ["x", value]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (date(2026, 1, 2), "2026-01-02"),
        (["a", "b"], "a;b"),
        ({"b", "a"}, "a;b"),
    ],
)
def test_csv_has_one_form_for_each_kind(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_one_record_is_a_line_for_each_field() -> None:
    out = io.StringIO()
    Output("table", out).record(COLUMNS, {"name": "one\ntwo\x1b", "amount": 3})
    assert out.getvalue() == "Name    one\n        two␛\nAmount  3\n"
    out = io.StringIO()
    Output("json", out).record(COLUMNS, {"name": "one", "amount": 3})
    assert json.loads(out.getvalue()) == {"name": "one", "amount": 3}


def test_remarks_never_mix_with_data_for_scripts() -> None:
    out, err = io.StringIO(), io.StringIO()
    Output("json", out, err).say(T_("Saved."))
    Output("table", out, err).rows(COLUMNS, [], empty=T_("No contacts yet."))
    assert (out.getvalue(), err.getvalue()) == ("", "Saved.\nNo contacts yet.\n")
    Output("table", out, err).say(T_("Saved."))
    assert out.getvalue() == "Saved.\n"


@pytest.mark.parametrize(
    ("term", "color", "bold"),
    [("xterm-256color", True, True), ("xterm-256color", False, False), ("dumb", True, False)],
)
def test_titles_are_bold_only_where_colours_are_welcome_and_the_terminal_is_no_dumb_one(
    term: str, color: bool, bold: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    out = Terminal()
    Output("table", out, color=color).rows(COLUMNS, [{"name": "x"}])
    assert ("\x1b[1m" in out.getvalue()) is bold
