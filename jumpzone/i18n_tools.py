"""The catalogues' workshop: `python -m jumpzone.i18n_tools extract | compile | check`.

For developers; the program itself never imports this. `extract` reads the sources and brings every catalogue up to date
(translations stay, texts that are gone go, new ones come empty); `compile` writes the `.mo` files; `check` exits with 1
when a text lacks a translation, a placeholder or a plural form, or when a file is behind.

Catalogues carry no dates, no line numbers and no machine's paths, and are sorted: the same texts give the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import struct
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from jumpzone.i18n import LANGUAGES, LOCALE_DIR

__all__ = ["check", "compile_catalogues", "extract", "main"]

PACKAGE = Path(__file__).parent
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "NN_": (1, 2),
    "T_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "NT_": (1, 2),
    "pgettext": ((1, "c"), 2),
    "PT_": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# The forms of a number (Unicode CLDR, cardinal plurals for whole numbers).
_PLURALS = {
    "bg": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}

Key = tuple[str | None, str | tuple[str, ...]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m jumpzone.i18n_tools", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("command", choices=("extract", "compile", "check"))
    chosen = parser.parse_args(arguments).command
    if chosen == "check":
        problems = check()
        _say(*problems)
        _say(f"{len(problems)} problems" if problems else "The catalogues are complete.")
        return 1 if problems else 0
    if chosen == "extract":
        _say(*extract())
    _say(*compile_catalogues())
    return 0


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def template(root: Path = PACKAGE) -> Catalog:
    """Every text of the sources, in no language yet."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        root,
        method_map=[("**.py", "python")],
        keywords=_KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for _file, _line, message, comments, context in found:
        if message:
            catalog.add(message, auto_comments=comments, context=context)
    return catalog


def po_path(language: str, directory: Path = LOCALE_DIR) -> Path:
    """Where a language's catalogue lies."""
    return directory / language / "LC_MESSAGES" / "jumpzone.po"


def read_catalogue(language: str, directory: Path = LOCALE_DIR) -> Catalog:
    """A language's catalogue as it is; an empty one where there is none yet."""
    path = po_path(language, directory)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True)


def extract(root: Path = PACKAGE, directory: Path = LOCALE_DIR) -> list[str]:
    """Bring every `.po` up to date with the sources; returns a line about each."""
    wanted = template(root)
    said: list[str] = []
    for language in TRANSLATED:
        catalog = read_catalogue(language, directory)
        catalog.update(wanted, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = po_path(language, directory)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalog, language))
        messages = list(_messages(catalog))
        missing = sum(not _is_translated(message) for message in messages)
        said.append(f"{language}: {len(messages)} texts, {missing} to translate")
    return said


def compile_catalogues(directory: Path = LOCALE_DIR) -> list[str]:
    """Write every `.mo` from its `.po`; returns a line about each."""
    said: list[str] = []
    for language in TRANSLATED:
        content = mo_bytes(read_catalogue(language, directory), language)
        po_path(language, directory).with_suffix(".mo").write_bytes(content)
        said.append(f"{language}: jumpzone.mo, {len(content)} bytes")
    return said


def check(root: Path = PACKAGE, directory: Path = LOCALE_DIR) -> list[str]:
    """What is wrong with the catalogues and with the texts of the sources; nothing when all is well."""
    wanted = {_key(message) for message in _messages(template(root))}
    problems = list(_check_calls(root))
    for language in TRANSLATED:
        catalog = read_catalogue(language, directory)
        have = {_key(message): message for message in _messages(catalog)}
        problems += [
            f"{language}: not in the catalogue (run extract): {_shown(key)}"
            for key in _sorted(wanted - have.keys())
        ]
        problems += [
            f"{language}: not in the sources (run extract): {_shown(key)}"
            for key in _sorted(have.keys() - wanted)
        ]
        for key in _sorted(have.keys() & wanted):
            problems += [
                f"{language}: {problem}: {_shown(key)}" for problem in _check_message(have[key], language)
            ]
        compiled = po_path(language, directory).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != mo_bytes(catalog, language):
            problems.append(f"{language}: jumpzone.mo is behind (run compile)")
    return problems


def _check_message(message: Message, language: str) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    sources, forms = _sources(message), _forms(message)
    if not _is_translated(message):
        yield "not translated"
        return
    count = int(_PLURALS[language][len("nplurals=")])
    if message.pluralizable and len(forms) != count:
        yield f"{len(forms)} plural forms instead of {count}"
    allowed = frozenset[str]().union(*map(placeholders, sources))
    needed = placeholders(sources[-1])
    for index, form in enumerate(forms):
        try:
            used = placeholders(form)
        except ValueError:
            yield "braces that don't match"
            continue
        # In Bulgarian the first form is said of exactly one; in Russian of 21 as well, so there it needs the number.
        one = message.pluralizable and index == 0 and count == 2
        if used - allowed or needed - used - ({"n"} if one else set()):
            yield f"placeholders {_braced(used)} instead of {_braced(needed)}"
        if form.strip() != form and sources[0].strip() == sources[0]:
            yield "white space at the edge"


def placeholders(text: str) -> frozenset[str]:
    """The names in braces of a text.

    Raises:
        ValueError: Braces that don't match.
    """
    return frozenset(
        name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None
    )


def _braced(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _check_calls(root: Path) -> Iterator[str]:
    """Calls that would fail when their text is shown: placeholders that nothing fills, texts made on the spot."""
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call):
                yield from (
                    f"{path.relative_to(root)}:{node.lineno}: {problem}" for problem in _check_call(node)
                )


def _check_call(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in _KEYWORDS:
        return
    if any(isinstance(arg, ast.JoinedStr) for arg in call.args):
        yield "an f-string can't be found in a catalogue; name the values as placeholders"
    if name in ("N_", "NN_") or any(keyword.arg is None for keyword in call.keywords):
        return
    given = {keyword.arg for keyword in call.keywords}
    if name in ("ngettext", "NT_", "npgettext"):
        given.add("n")
    literals = [
        arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    texts = literals[1:] if name in ("pgettext", "PT_", "npgettext") else literals
    for text in texts:
        # Without any value nothing is filled in, and braces stand for themselves.
        missing = placeholders(text) - given if given else frozenset[str]()
        unfilled = missing or (frozenset() if given else placeholders(text))
        if unfilled:
            yield f"nothing fills {_braced(unfilled)} of {text!r}"


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> Key:
    return (message.context, message.id if isinstance(message.id, str) else tuple(message.id))


def _sorted(keys: set[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: (key[1] if isinstance(key[1], str) else key[1][0], key[0] or ""))


def _shown(key: Key) -> str:
    context, text = key
    first = text if isinstance(text, str) else text[0]
    return f"{first!r} ({context})" if context else repr(first)


def _sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _forms(message: Message) -> tuple[str, ...]:
    string = message.string
    return (string or "",) if isinstance(string, str) or string is None else tuple(string)


def _is_translated(message: Message) -> bool:
    return all(_forms(message))


def _header(language: str) -> str:
    return (
        "Project-Id-Version: jumpzone\n"
        f"Language: {language}\n"
        f"Plural-Forms: {_PLURALS[language]}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    )


def po_bytes(catalog: Catalog, language: str) -> bytes:
    """A catalogue as a `.po` file, sorted, with a header that says nothing of when and where."""
    for message in catalog:
        # Babel guesses from a "%" that a text is for printf; here every placeholder stands in braces.
        message.flags -= {"python-format", "python-brace-format"}
    body = BytesIO()
    write_po(body, catalog, no_location=True, omit_header=True, sort_output=True, width=110)
    lines = "".join(f'"{line}\\n"\n' for line in _header(language).splitlines())
    return f'msgid ""\nmsgstr ""\n{lines}\n'.encode() + body.getvalue().strip() + b"\n"


def mo_bytes(catalog: Catalog, language: str) -> bytes:
    """A catalogue as a `.mo` file (GNU gettext, "The format of GNU MO files"), the same bytes for the same texts.

    Untranslated and fuzzy texts are left out, so that English stands in for them.
    """
    entries = {b"": _header(language).encode()}
    for message in _messages(catalog):
        if _is_translated(message) and not message.fuzzy:
            key = "\0".join(_sources(message))
            key = f"{message.context}\4{key}" if message.context else key
            entries[key.encode()] = "\0".join(_forms(message)).encode()
    keys = sorted(entries)
    count = len(keys)
    ids_at, strings_at = 28, 28 + 8 * count
    text_at = strings_at + 8 * count
    tables: list[bytes] = []
    blob = b""
    for column in (keys, [entries[key] for key in keys]):
        for text in column:
            tables.append(struct.pack("<II", len(text), text_at + len(blob)))
            blob += text + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, count, ids_at, strings_at, 0, text_at) + b"".join(tables) + blob


if __name__ == "__main__":
    raise SystemExit(main())
