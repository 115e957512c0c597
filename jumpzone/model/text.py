"""Text as the zone stores it, and as it may be shown.

Two doors: `clean` stands where text enters a record and refuses what no store can keep; `safe_text` stands where any
text, also one that never went through `clean` (a mail, a file, another program), becomes something on a screen.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from jumpzone.i18n import NT_, T_, Text

__all__ = ["FieldRefused", "TextRefused", "clean", "compact_code", "fold", "highlight_spans", "safe_text"]


class FieldRefused(ValueError):
    """A value that a field can't take, with words for the person who typed it.

    Attributes:
        code: What is wrong, kebab-case, for programs.
        reason: What is wrong, for people.
    """

    def __init__(self, code: str, reason: Text) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return self.reason.render()


class TextRefused(FieldRefused):
    """A text that can't be stored."""


# What goes in

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NEVER_STORED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}]")
_BREAKS = re.compile("[\t\n\u2028\u2029]")
_LINE_ENDS = re.compile("\r\n|\u2028|\u2029")


def clean(value: str, *, multiline: bool = False, max_length: int | None = None) -> str:
    """A text as it is stored: Unicode NFC, without outer white space, with LF line ends.

    Args:
        value: What was typed or received.
        multiline: Whether line breaks and tabs may stay; CRLF and the Unicode line separators become LF.
        max_length: The most code points allowed.

    Raises:
        TextRefused: NUL, a lone surrogate, a C0, C1 or DEL control character, a noncharacter; in a single line also a
            line break or a tab; or too long. (RECORDS: "anything else is refused at the door". Noncharacters are for a
            program's own use: The Unicode Standard, section 23.7.)
    """
    if value.isascii() and value.isprintable():
        text = value.strip()
    else:
        text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", value) if multiline else value)
        bad = _NEVER_STORED.search(text)
        if bad is not None:
            raise TextRefused("control-character", _name_of(bad[0], bad.start()))
        if not multiline and _BREAKS.search(text):
            raise TextRefused("line-break", T_("This has to be a single line, without line breaks or tabs."))
        text = text.strip()
    if max_length is not None and len(text) > max_length:
        raise TextRefused(
            "too-long",
            NT_(
                "This is longer than {limit} character. Shorten it by {n} character.",
                "This is longer than {limit} characters. Shorten it by {n} characters.",
                len(text) - max_length,
                limit=max_length,
            ),
        )
    return text


def _name_of(char: str, index: int) -> Text:
    return T_(
        "Character {position} ({code}) is a control character and can't be stored. Delete it.",
        position=index + 1,
        code=f"U+{ord(char):04X}",
    )


# What comes out

_MAX_MARKS = 4

# Blocks where a run of more than a few characters may be a flood of combining marks. Wider than needed (whole Indic
# scripts): whoever is caught here is only looked at closely.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711-\u074a\u07a6-\u07fd"
    "\u0816-\u082d\u0859-\u085b\u0897-\u109f\u135d-\u135f\u1700-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u2d7f-\u2dff"
    "\u302a-\u302f\u3099\u309a\ua66f-\ua67d\ua69e-\ua6f1\ua800-\uabff\ufb1e\ufe20-\ufe2f"
    "\U00010100-\U00011fff\U00016800-\U00016fff\U0001bc00-\U0001efff"
)
# Invisible, and needed by no text: soft hyphen, fillers, zero-width and deprecated format characters, annotations.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u061c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_TURNERS = "\u202a-\u202e\u2066-\u2069"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = "\u200c\u200d"
_SUSPECT = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_NONCHARACTERS}{_INVISIBLE}{_TURNERS}{_SELECTORS}{_JOINERS}]"
    f"|[{_MARKS}]{{{_MAX_MARKS + 1}}}"
)
_SUSPECT_LINES = re.compile(_SUSPECT.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_REPLACED = re.compile(f"[\x80-\x9f\ud800-\udfff{_NONCHARACTERS}{_TURNERS}]")
_SELECTOR = re.compile(f"[{_SELECTORS}]")
# Scripts whose letters change shape by a joiner: Arabic and its kin, the Indic ones, Khmer, Mongolian.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]"
)
_PICTURE = re.compile("[\u00a9\u00ae\u203c\u2049\u2122-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_ANY_LINE_END = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")


def safe_text(value: str, *, multiline: bool = False, limit: int | None = None) -> str:
    """Any text, made harmless for a terminal; a text with nothing wrong is handed back as the same object.

    Control characters become their pictures (ESC is shown as "␛"), C1 bytes, lone surrogates, noncharacters and the
    characters that turn the direction of writing (Unicode's "bidi controls", UAX 9) become "�". Zero-width
    characters go, but for a joiner where a script or an emoji needs it; more than four marks on one letter go too.

    Args:
        value: Any str; nothing is asked of it.
        multiline: Keep line breaks as LF and make tabs four-column stops; else a break is shown as "⏎".
        limit: The most code points wanted. A longer text is cut between characters as people see them and ends in "…".

    Returns:
        The text to show. Feeding it back in changes nothing.
    """
    cut = False
    if limit is not None and len(value) > 4 * limit + 64:
        value, cut = value[: 4 * limit + 64], True
    if (value.isascii() and value.isprintable()) or not (_SUSPECT_LINES if multiline else _SUSPECT).search(
        value
    ):
        text = value
    else:
        if multiline:
            text = _rewrite(_ANY_LINE_END.sub("\n", value).expandtabs(4))
        else:
            text = _rewrite(_ANY_LINE_END.sub("⏎", value).replace("\t", " "))
    if limit is not None and (cut or len(text) > limit):
        return _shorten(text, limit)
    return text


def _rewrite(value: str) -> str:
    out: list[str] = []
    marks = 0
    last = " "
    for index, char in enumerate(value):
        shown = char
        if char < " " and char != "\n":
            shown = chr(0x2400 + ord(char))
        elif char == "\x7f":
            shown = "␡"
        elif char >= "\x80":
            if _DROPPED.match(char):
                continue
            if _REPLACED.match(char):
                shown = "\ufffd"
            elif char in _JOINERS:
                following = value[index + 1 : index + 2]
                if not _may_join(char, last, following):
                    continue
            elif _SELECTOR.match(char):
                if last.isspace() or _SELECTOR.match(last) or last in _JOINERS:
                    continue
            elif unicodedata.combining(char) or unicodedata.category(char) == "Me":
                marks += 1
                if marks > _MAX_MARKS:
                    continue
                out.append(char)
                last = char
                continue
        if not _SELECTOR.match(shown) and shown not in _JOINERS:
            marks = 0
        out.append(shown)
        last = shown
    return "".join(out)


def _may_join(joiner: str, last: str, following: str) -> bool:
    if _JOINING.match(last):
        return True
    return (
        joiner == "\u200d"
        and bool(_PICTURE.match(following))
        and bool(_PICTURE.match(last) or last == "\ufe0f")
    )


def _shorten(text: str, limit: int) -> str:
    if limit <= 0:
        return ""
    end = min(limit - 1, len(text))
    while end > 0 and end < len(text) and _clings(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _clings(text: str, at: int) -> bool:
    """Whether the character at an index belongs to the one before it, for the eye."""
    char, before = text[at], text[at - 1]
    if before == "\u200d" or char in _JOINERS or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return True
    if _is_flag_letter(char) and _is_flag_letter(before):
        run = 0
        while run < at and _is_flag_letter(text[at - 1 - run]):
            run += 1
        return run % 2 == 1
    return False


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


_SPACING = re.compile(f"[\\s.,/\\-\u2010-\u2015\u2212{_INVISIBLE}{_JOINERS}{_TURNERS}]+")
# Cyrillic capitals that look like Latin ones: numbers with letters are read off paper and typed on either keyboard.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


def compact_code(value: str) -> str:
    """A number or code as it is checked: capital Latin letters and digits, without spaces, dots, slashes and dashes.

    Full-width characters become plain ones and Cyrillic look-alikes Latin ("ВЕ12" typed on a Cyrillic keyboard).
    Whatever else was typed stays, for the check to refuse.
    """
    return _SPACING.sub("", unicodedata.normalize("NFKC", value)).upper().translate(_LOOKALIKES)


# Searching

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ё": "е"}
)
_WORD = re.compile(r"\w+")
_CLUSTER = re.compile(f".[{_MARKS}{_INVISIBLE}{_JOINERS}{_SELECTORS}]*", re.DOTALL)
_UNSEEN = re.compile(f"[{_INVISIBLE}{_JOINERS}{_SELECTORS}]")


def fold(text: str) -> str:
    """A text as it is compared in searches: without case, without the accents of Latin and Greek letters.

    Cyrillic "й" stays itself; "ё" is found by "е", as Russian readers expect. Zero-width characters don't count.
    """
    if text.isascii():
        return text.lower()
    return "".join(_fold_cluster(cluster) for cluster in _CLUSTER.findall(text))


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    folded = unicodedata.normalize("NFKD", _UNSEEN.sub("", cluster)).casefold()
    if folded and unicodedata.name(folded[0], "").startswith(("LATIN", "GREEK")):
        folded = "".join(char for char in folded if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", folded).translate(_LETTERS)


def highlight_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Where the words of a query begin words of a text.

    Args:
        text: What is shown.
        query: What was searched for; each of its words counts as the beginning of a word, folded (see `fold`).

    Returns:
        Spans `(start, end)` into `text`, in order, not touching each other.
    """
    words = sorted(set(_WORD.findall(fold(query))), key=lambda word: (-len(word), word))
    if not words or not text:
        return []
    folded, origins = _folded_with_origins(text)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})")
    spans: list[tuple[int, int]] = []
    for match in pattern.finditer(folded):
        start, end = origins[match.start()][0], origins[match.end() - 1][1]
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _folded_with_origins(text: str) -> tuple[str, list[tuple[int, int]]]:
    if text.isascii():
        return text.lower(), [(index, index + 1) for index in range(len(text))]
    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    for match in _CLUSTER.finditer(text):
        folded = _fold_cluster(match[0])
        parts.append(folded)
        origins.extend([match.span()] * len(folded))
    return "".join(parts), origins
