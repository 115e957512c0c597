from __future__ import annotations

import gettext
import subprocess
import sys
from pathlib import Path

import pytest

from jumpzone import i18n_tools as tools

SOURCE = """
from jumpzone.i18n import *
N_("Late")
x = T_("Hello {name}", name=1)
pgettext("invoice", "Overdue")
ngettext("{n} day", "{n} days", 3)
"""


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, Path]:
    root, directory = tmp_path / "src", tmp_path / "locale"
    root.mkdir()
    (root / "a.py").write_text(SOURCE)
    tools.extract(root, directory)
    tools.compile_catalogues(directory)
    return root, directory


def translate(directory: Path, language: str, **changes: str) -> Path:
    path = tools.po_path(language, directory)
    forms = 'msgstr[0] "{n} x"\nmsgstr[1] "{n} y"\n' + ('msgstr[2] "{n} z"\n' if language == "ru" else "")
    catalog = {"Late": "Късно", "Hello {name}": "Здравей {name}", "Overdue": "Просрочена", **changes}
    text = path.read_text()
    for msgid, msgstr in catalog.items():
        text = text.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{msgstr}"')
    plural = 'msgid_plural "{n} days"\n'
    text = text.partition(plural)[0] + plural + forms if plural in text else text
    path.write_text(text)
    return path


def test_a_complete_house_has_no_problems(house: tuple[Path, Path]) -> None:
    root, directory = house
    for language in tools.TRANSLATED:
        # The counting text is the last of the file, so that `translate` can end with it.
        path = translate(directory, language)
        assert path.read_text().count("msgid") >= 5
    assert any("behind" in problem for problem in tools.check(root, directory))
    tools.compile_catalogues(directory)
    assert tools.check(root, directory) == []


def test_what_is_missing_is_named(house: tuple[Path, Path]) -> None:
    root, directory = house
    problems = tools.check(root, directory)
    assert "bg: not translated: 'Overdue' (invoice)" in problems
    assert "ru: not translated: '{n} day'" in problems


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("Здравей {nam}", "placeholders"),
        ("Здравей", "placeholders"),
        ("Здравей {name", "braces"),
        (" Здравей {name}", "white space"),
    ],
)
def test_a_translation_has_the_placeholders_of_its_text(
    house: tuple[Path, Path], wrong: str, said: str
) -> None:
    root, directory = house
    translate(directory, "bg", **{"Hello {name}": wrong})
    assert any(
        problem.startswith("bg: ") and said in problem and "Hello" in problem
        for problem in tools.check(root, directory)
    )


def test_catalogues_and_sources_go_together(house: tuple[Path, Path]) -> None:
    root, directory = house
    (root / "a.py").write_text(SOURCE.replace("Late", "Later"))
    problems = tools.check(root, directory)
    assert "bg: not in the catalogue (run extract): 'Later'" in problems
    assert "bg: not in the sources (run extract): 'Late'" in problems


def test_extracting_keeps_translations_and_changes_nothing_else(house: tuple[Path, Path]) -> None:
    root, directory = house
    path = translate(directory, "bg")
    tools.extract(root, directory)
    once = path.read_bytes()
    assert "Просрочена" in once.decode()
    tools.extract(root, directory)
    assert path.read_bytes() == once
    assert b"#:" not in once
    assert b"Date" not in once


def test_a_call_that_leaves_a_placeholder_empty_is_named(house: tuple[Path, Path]) -> None:
    root, directory = house
    (root / "b.py").write_text(
        '_("A {x} {y}", x=1)\nT_("B {z}")\nngettext("{n} a", "{n} b", 2)\n_("C {d}", **all)\n'
    )
    found = [problem for problem in tools.check(root, directory) if problem.startswith("b.py")]
    assert found == ["b.py:1: nothing fills {y} of 'A {x} {y}'", "b.py:2: nothing fills {z} of 'B {z}'"]


def test_a_text_made_on_the_spot_is_named(house: tuple[Path, Path]) -> None:
    root, directory = house
    (root / "b.py").write_text('_(f"Hello {name}")\nN_(f"x")\nprint(f"fine")\n')
    found = [problem for problem in tools.check(root, directory) if problem.startswith("b.py")]
    assert [problem[:6] for problem in found] == ["b.py:1", "b.py:2"]


def test_the_compiled_file_is_what_gettext_reads(house: tuple[Path, Path]) -> None:
    _root, directory = house
    path = translate(directory, "ru")
    tools.compile_catalogues(directory)
    with path.with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Late") == "Късно"
    assert catalogue.pgettext("invoice", "Overdue") == "Просрочена"
    assert [catalogue.ngettext("{n} day", "{n} days", n) for n in (1, 2, 5, 21)] == [
        "{n} x",
        "{n} y",
        "{n} z",
        "{n} x",
    ]
    assert catalogue.gettext("unknown") == "unknown"


def test_the_programs_own_compiled_files_are_up_to_date() -> None:
    for language in tools.TRANSLATED:
        path = tools.po_path(language)
        assert path.with_suffix(".mo").read_bytes() == tools.mo_bytes(
            tools.read_catalogue(language), language
        )


def test_the_program_never_imports_the_workshop() -> None:
    code = "import sys, jumpzone.cli; print('jumpzone.i18n_tools' in sys.modules)"
    root = Path(tools.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert "True" not in done.stdout
