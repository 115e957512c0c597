"""Names and sizes of attached files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumpzone.model.attachments import (
    LARGEST,
    LARGEST_TOTAL,
    MOST,
    clean_name,
    problem_of,
    read_attachments,
    sniff,
)


@pytest.mark.parametrize(
    ("given_name", "wanted"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("a\nb.txt", "a-b.txt"),
        ("invoice\u202efdp.exe", "invoice-fdp.exe"),
        ("\x1b[31mred.txt", "-[31mred.txt".lstrip("-")),
        ("NUL", "file-NUL"),
        ("com1.txt", "file-com1.txt"),
        ("договор №5 (копие).pdf", "договор 5 (копие).pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_a_name_and_nothing_more(given_name: str, wanted: str) -> None:
    found = clean_name(given_name)
    assert found.replace("-", "") == wanted.replace("-", "")


@given(st.text())
def test_no_name_is_a_path_or_acts_on_a_terminal(name: str) -> None:
    found = clean_name(name)
    assert found
    assert not found.startswith((".", "-", " "))
    assert not set(found) & set('/\\\0\n\r\x1b\u202e:*?"<>|')
    assert len(found.encode()) < 255
    assert clean_name(found) == found


def test_limits_are_told() -> None:
    assert problem_of([LARGEST, LARGEST]) is None
    assert problem_of([0] * MOST) is None
    for sizes, code in (
        ([LARGEST + 1], "file-too-large"),
        ([1] * (MOST + 1), "too-many-files"),
        ([LARGEST_TOTAL // 3 + 1] * 3, "files-too-large"),
    ):
        found = problem_of(sizes)
        assert found is not None
        assert found[0] == code


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"", "text/plain"),
        ("текст".encode() * 2000, "text/plain"),
        (b"x" + "текст".encode() * 2000, "text/plain"),
        (b"\0\1", "application/octet-stream"),
        (b"\xff\xfe\xfd", "application/octet-stream"),
    ],
)
def test_a_file_s_kind_is_seen_by_its_beginning(data: bytes, type_: str) -> None:
    assert sniff(data) == type_


@pytest.mark.parametrize(
    "given_files",
    [
        "x",
        [1],
        [{"name": "x"}],
        [{"name": "x", "sha256": "../../x", "size": 1}],
        [{"name": "x", "sha256": "0" * 64, "size": -1}],
        [{"name": "x", "sha256": "0" * 64, "size": True}],
    ],
)
def test_what_is_no_file_is_refused(given_files: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which of them it is does not matter
        read_attachments(given_files)


def test_a_name_from_any_door_is_cleaned() -> None:
    (found,) = read_attachments([{"name": "../x\u202e", "sha256": "0" * 64, "size": 1, "type": "text/html"}])
    assert found == {"name": "x", "size": 1, "sha256": "0" * 64, "type": "application/octet-stream"}
