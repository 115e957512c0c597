"""Which passwords are accepted, and how strong one is. Hashing is somebody else's.

The rules are those of NIST SP 800-63B-4, section 3.1.1.2 (https://pages.nist.gov/800-63-4/sp800-63b.html):

- at least 15 characters where the password is the only factor, 8 where it is always joined by a second one;
- at least 64 characters allowed (here 256), every one of Unicode, each code point counted once;
- NFC before hashing; nothing is cut off;
- no composition rules, no hints, no changes by the calendar;
- refused when the whole password is commonly used or to be expected, and told why.

The blocklist holds the common passwords that zxcvbn brings along, everything that zxcvbn guesses within a million tries
(repeats, a common word with a year: the entries that a list would have to spell out), what is runs, rows of keys and
dates alone, and whatever is made of nothing but the names of the service and of the person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jumpzone.i18n import NT_, PT_, T_, Text
from jumpzone.model.text import FieldRefused, fold

__all__ = [
    "MAX_LENGTH",
    "MIN_LENGTH",
    "MIN_LENGTH_WITH_SECOND_FACTOR",
    "Strength",
    "check_password",
    "measure",
    "normalise",
]

MIN_LENGTH = 15
MIN_LENGTH_WITH_SECOND_FACTOR = 8
MAX_LENGTH = 256

# zxcvbn's time grows with the square of the length and more; what comes after can only add strength.
_MEASURED = 72
_SERVICE = ("jumpzone", "jump", "zone", "clientzone")
_MIN_GUESSES = 1_000_000
# A password of these parts alone is to be expected, whatever zxcvbn counts: rows of keys, runs, dates.
_PATTERNS = frozenset({"spatial", "sequence", "date", "regex"})

_LABELS = (
    PT_("password", "Very weak"),
    PT_("password", "Weak"),
    PT_("password", "Fair"),
    PT_("password", "Good"),
    PT_("password", "Strong"),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """How good a password is.

    Attributes:
        score: 0 to 4, zxcvbn's; not above 1 when the password is refused.
        label: The score in words.
        suggestion: How to make it better, or None.
        refused: Why it can't be used, or None when it can.
        code: The reason's name for programs, or None.
    """

    score: int
    label: Text
    suggestion: Text | None
    refused: Text | None
    code: str | None = None


def normalise(password: str) -> str:
    """The form in which a password is hashed and verified: NFC, so that every keyboard's "é" is the same.

    Never fails and cuts nothing off; a lone surrogate, which no keyboard gives, becomes "�".
    """
    return unicodedata.normalize("NFC", re.sub("[\ud800-\udfff]", "\ufffd", password))


def check_password(password: str, user_inputs: Iterable[str] = (), *, second_factor: bool = False) -> str:
    """Accept a new password.

    Args:
        password: As it was typed.
        user_inputs: What others know about the person: names, addresses, company, domain names.
        second_factor: Whether a second factor is always asked for as well.

    Returns:
        The password as it is hashed (see `normalise`).

    Raises:
        FieldRefused: password-too-short, password-too-long, password-characters, password-names, password-common.
    """
    strength = measure(password, user_inputs, second_factor=second_factor)
    if strength.refused is not None:
        raise FieldRefused(strength.code or "password", strength.refused)
    return normalise(password)


def measure(password: str, user_inputs: Iterable[str] = (), *, second_factor: bool = False) -> Strength:
    """How strong a password is, and whether it may be used. Takes milliseconds: call it away from the screen.

    Args:
        password: As it was typed so far.
        user_inputs: As in `check_password`.
        second_factor: As in `check_password`.
    """
    text = normalise(password)
    if not text:
        return Strength(0, _LABELS[0], _FEW_WORDS, _too_short(0, second_factor), "password-too-short")
    if len(text) > MAX_LENGTH:
        over = NT_(
            "A password has {n} character at most.", "A password has {n} characters at most.", MAX_LENGTH
        )
        return Strength(1, _LABELS[1], None, over, "password-too-long")
    if re.search("[\x00-\x1f\x7f-\x9f\ufffd]", text):
        odd = T_("A password can't have control characters.")
        return Strength(1, _LABELS[1], None, odd, "password-characters")
    inputs = _inputs(user_inputs)
    score, guesses, sequence = _guess(text[:_MEASURED], inputs)
    if all(match["pattern"] in _PATTERNS for match in sequence):
        guesses = 0
    refused, code = _refusal(text, inputs, guesses, second_factor)
    if refused is not None:
        score = min(score, 1)
    suggestion = None if score > 2 else _advice(sequence)
    return Strength(score, _LABELS[score], suggestion, refused, code)


def _refusal(
    text: str, inputs: Sequence[str], guesses: int, second_factor: bool
) -> tuple[Text, str] | tuple[None, None]:
    if len(text) < (MIN_LENGTH_WITH_SECOND_FACTOR if second_factor else MIN_LENGTH):
        return _too_short(len(text), second_factor), "password-too-short"
    if _only_names(text, inputs):
        reason = T_("This is made of names that others know: yours, your company's or this service's.")
        return reason, "password-names"
    folded = text.casefold()
    if folded in _common() or folded.strip("0123456789!?.,-_*# ") in _common() or guesses < _MIN_GUESSES:
        return T_(
            "This password is too easy to guess: it is among those that are tried first."
        ), "password-common"
    return None, None


def _too_short(length: int, second_factor: bool) -> Text:
    least = MIN_LENGTH_WITH_SECOND_FACTOR if second_factor else MIN_LENGTH
    return T_(
        "A password has at least {least} characters; this one has {n}. A few words do it easily.",
        least=least,
        n=length,
    )


def _inputs(user_inputs: Iterable[str]) -> tuple[str, ...]:
    """The words to be expected, the longest first: whole inputs and their parts, of three characters and more."""
    words = set(_SERVICE)
    for each in user_inputs:
        folded = fold(each).strip()
        words.add(re.sub(r"\s+", "", folded))
        words.update(re.findall(r"\w+", folded))
    return tuple(sorted((word for word in words if len(word) > 2), key=lambda word: (-len(word), word)))


def _only_names(text: str, inputs: Sequence[str]) -> bool:
    rest = re.sub(r"[\W\d_]+", "", fold(text))
    letters = len(rest)
    for word in inputs:
        rest = rest.replace(re.sub(r"[\W\d_]+", "", word) or "\x00", "")
    return letters > 0 and not rest


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # late: a megabyte of words

    return frozenset(FREQUENCY_LISTS["passwords"])


def _guess(text: str, inputs: Sequence[str]) -> tuple[int, int, list[dict[str, Any]]]:
    """Score, guesses and the parts that were recognised, on the keyboard on which the text is easiest to guess."""
    # zxcvbn's own front door writes the user's words into a table of the module, where the next caller and a memory
    # dump find them; so its parts are called, with a table that is ours alone.
    from zxcvbn import matching, scoring, time_estimates  # late, as above

    tables = {
        **matching.RANKED_DICTIONARIES,
        "cyrillic": matching.build_ranked_dict(_COMMON_CYRILLIC),
        "user_inputs": matching.build_ranked_dict(inputs),
    }
    results = [
        scoring.most_guessable_match_sequence(typed, matching.omnimatch(typed, tables))
        for typed in _as_typed(text)
    ]
    easiest = min(results, key=lambda result: int(result["guesses"]))
    guesses = int(easiest["guesses"])
    score: int = time_estimates.guesses_to_score(guesses)
    return score, guesses, easiest["sequence"]


# The keys of the Russian, the Bulgarian phonetic and the Bulgarian standard (БДС) keyboard, in the order of
# `_LATIN_KEYS`: zxcvbn knows neighbours on Latin keyboards alone.
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_CYRILLIC_KEYS = (
    "йцукенгшщзхъфывапролджэячсмитьбю.",
    "явертъуиопшщасдфгхйкл;'зьцжбнм,./",
    ",уеишщксдзц;ьяаожгтнвмчюйъэфхпрлб",
)
# zxcvbn's lists hold no Cyrillic. These head the lists of leaked Russian and Bulgarian passwords.
_COMMON_CYRILLIC = re.findall(
    r"\w+",
    """
    пароль парола привет любовь любов обичамте ятебялюблю солнышко слънце здравей админ администратор россия москва
    българия софия пловдив варна спартак зенит левски цска динамо марина наташа александр александър максим димитър
    георги иван иванов мария елена никита сергей андрей дракон тайна секрет хостинг домен фирма гость гост
    """,
)


def _as_typed(text: str) -> list[str]:
    """The text, and for one with Cyrillic letters what the same keys would have given on a Latin keyboard."""
    lower = text.lower()
    if not re.search("[а-яё]", lower):
        return [text]
    tables = (str.maketrans(keys, _LATIN_KEYS) for keys in _CYRILLIC_KEYS)
    return [text, *(lower.translate(table) for table in tables)]


_FEW_WORDS = T_("Use a few words that don't belong together. Symbols and capitals aren't needed.")


def _advice(sequence: Sequence[dict[str, Any]]) -> Text:
    """What to do about the longest part that can be guessed (zxcvbn's own advice is English only)."""
    longest = max(sequence, key=lambda match: len(match["token"]), default=None)
    if longest is None:
        return _FEW_WORDS
    match longest["pattern"]:
        case "spatial":
            return T_("Neighbouring keys are easy to guess. Add a word or two that nobody expects.")
        case "repeat":
            return T_("Repeating something adds little. Add a word or two that nobody expects.")
        case "sequence":
            return T_("Sequences such as abc or 6543 are easy to guess. Leave them out.")
        case "date" | "regex":
            return T_("Dates and years are easy to guess. Leave out those that have to do with you.")
        case "dictionary" if longest["dictionary_name"] == "user_inputs":
            return T_("Leave out names and addresses that others know of you.")
        case "dictionary" if longest["dictionary_name"] == "passwords":
            return T_("This is like a password that many people use. Add a word or two that nobody expects.")
        case "dictionary" if longest["dictionary_name"] in ("surnames", "male_names", "female_names"):
            return T_("Names are easy to guess. Add a word or two that nobody expects.")
        case _:
            return T_("Add another word or two. Unusual ones are better.")
