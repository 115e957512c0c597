"""Domain names and host names: both spellings, which ones can be used, and which look like another one.

A name is kept as its A-labels (``xn--e1afmkfd.example``) and shown as its U-labels (``пример.example``), by IDNA 2008
with the mapping of UTS 46, as browsers do it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from jumpzone.i18n import T_, Text
from jumpzone.model.text import FieldRefused, clean

__all__ = ["LookAlike", "beneath", "check_domain", "check_host", "look_alike", "to_ascii", "to_unicode"]

_LONGEST: Final = 253
"""RFC 1035, section 2.3.4: 255 octets on the wire, less the first length and the root."""

_LABEL: Final = re.compile(r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""RFC 952 and RFC 1123, section 2.1; two hyphens in third place are reserved (RFC 5891, section 4.2.3.1)."""

_ADDRESS: Final = re.compile(r"[0-9.]+|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*\]?")
_DOTS: Final = re.compile("[.\u3002\uff0e\uff61]")
"""The dots that UTS 46 takes for one."""


# Both spellings


def to_unicode(name: str) -> str:
    """Return a name as people write it (U-labels); a label that can't be read stays as it is kept."""
    if "xn--" not in name:
        return name
    import idna  # late: most names are ASCII

    labels = []
    for label in name.split("."):
        try:
            labels.append(idna.ulabel(label) if label.startswith("xn--") else label)
        except idna.IDNAError:
            labels.append(label)
    return ".".join(labels)


def to_ascii(text: str) -> str | None:
    """Return a name, or a part of one, as it would be kept (A-labels); None for what no name may hold.

    For looking names up; :func:`check_domain` says what is wrong with one.
    """
    if text.isascii():
        return text.lower()
    import idna  # late: most names are ASCII

    try:
        found: str = idna.encode(text, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return None
    return found


def check_domain(raw: str) -> str:
    """Return a domain name as it is kept: A-labels, small letters, no dot at the end.

    Raises:
        FieldRefused: It can't be used; the reason says what is wrong.
    """
    text = clean(raw)
    if not text:
        raise FieldRefused("name-empty", T_("Write a domain name, such as studio.example."))
    if "://" in text or "/" in text or "@" in text:
        raise FieldRefused("name-form", T_("Write the name alone, without http:// and without an @."))
    return _checked(text)


def check_host(raw: str) -> str:
    """Return a host name as it is kept; an address of the net is none (RFC 1035: an NS record holds a name).

    Raises:
        FieldRefused: It can't be used; the reason says what is wrong.
    """
    text = clean(raw)
    if not text:
        raise FieldRefused("name-empty", T_("Write a host name, such as ns1.studio.example."))
    return _checked(text)


def _checked(text: str) -> str:
    if _ADDRESS.fullmatch(text):
        raise FieldRefused(
            "ip-address", T_("{name} is an IP address. A name is needed here.", name=_short(text))
        )
    labels = [_label(label, text) for label in _DOTS.split(text.removesuffix("."))]
    name = ".".join(labels)
    if len(labels) < 2:
        raise FieldRefused(
            "name-dot", T_("{name} has no dot. Write the full name, such as studio.example.", name=text)
        )
    if len(name) > _LONGEST:
        raise FieldRefused("name-long", T_("This name is longer than {n} characters.", n=_LONGEST))
    if labels[-1].isdigit():
        raise FieldRefused("name-top", T_("{name} ends in a number. No domain does.", name=_short(text)))
    return name


def _label(label: str, name: str) -> str:
    folded = label.lower()
    if not folded:
        raise FieldRefused(
            "name-dots", T_("{name} has a dot at its beginning, or two in a row.", name=_short(name))
        )
    if len(folded) > 63:
        raise FieldRefused(
            "label-long", T_("{name}: between two dots stand 63 characters at most.", name=_short(name))
        )
    if _LABEL.fullmatch(folded):
        return folded
    if folded.isascii() and not folded.startswith("xn--"):
        raise FieldRefused(
            "name-characters",
            T_(
                "{name}: only letters, digits and hyphens, and no hyphen at the edge of “{label}”.",
                name=_short(name),
                label=_short(label),
            ),
        )
    import idna  # late: most names are ASCII

    try:
        found: str = idna.encode(folded, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as problem:
        raise FieldRefused(
            "name-unicode",
            T_(
                "{name}: “{label}” has characters that no name may have.",
                name=_short(name),
                label=_short(label),
            ),
        ) from problem
    return found


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def beneath(host: str, domain: str) -> bool:
    """Tell whether a host is the domain itself or lies in it; both as they are kept."""
    return host == domain or host.endswith(f".{domain}")


# Names that look like others

_LATIN: Final = {
    "CYRILLIC": dict(
        zip("асԁеҽһіꙇӏјорԛгѕѵѡԝхуү", "acdeehiiljopqrsvwwxyy", strict=True),
    ),
    "GREEK": dict(zip("αιϳοσρυνγ", "aijoopuvy", strict=True)),
    "ARMENIAN": dict(zip("քցհոռօգզսա", "fghnnoqquw", strict=True)),
}
"""Small letters that look like Latin ones.

Source: Unicode's confusables.txt (UTS 39, "Unicode Security Mechanisms"), the single letters of these scripts whose
prototype is a letter from a to z, as far as IDNA 2008 lets them into a name.
"""

_TOGETHER: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
"""Scripts that are written together (UTS 39, section 5.2, "Highly Restrictive")."""

_SCRIPT_WORDS: Final = {
    "LATIN": T_("Latin"),
    "CYRILLIC": T_("Cyrillic"),
    "GREEK": T_("Greek"),
    "ARMENIAN": T_("Armenian"),
}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Why a name could be taken for another one.

    Attributes:
        label: The part of the name, as people see it.
        scripts: The scripts of its letters, by Unicode's names.
        twin: What it looks like in Latin letters, as far as that is known; empty otherwise.
    """

    label: str
    scripts: tuple[str, ...]
    twin: str = ""

    @property
    def words(self) -> Text:
        """Why, in a sentence."""
        scripts: list[Text | str] = [_SCRIPT_WORDS.get(each, each.capitalize()) for each in self.scripts]
        if len(scripts) == 1:
            return T_(
                "“{label}” is written in {script} letters that look like “{twin}”.",
                label=self.label,
                script=scripts[0],
                twin=self.twin,
            )
        if len(scripts) > 2:
            return T_("“{label}” mixes letters of several scripts.", label=self.label)
        if not self.twin:
            return T_(
                "“{label}” mixes {first} and {second} letters.",
                label=self.label,
                first=scripts[0],
                second=scripts[1],
            )
        return T_(
            "“{label}” mixes {first} and {second} letters. It looks like “{twin}”.",
            label=self.label,
            first=scripts[0],
            second=scripts[1],
            twin=self.twin,
        )


def look_alike(name: str) -> LookAlike | None:
    """Tell why a name could be taken for another one, or return None.

    A label is marked when it mixes scripts that are not written together, or when all its letters are of another
    script and look Latin, in a name that ends in a Latin label: “пример” is fine, “раypal” and “аррӏе” are not.
    """
    if "xn--" not in name and name.isascii():
        return None
    labels = to_unicode(name).split(".")
    latin_end = labels[-1].isascii()
    for label in labels:
        found = None if label.isascii() else _marked(label, latin_end)
        if found is not None:
            return found
    return None


def _marked(label: str, latin_end: bool) -> LookAlike | None:
    scripts = tuple(sorted({_script(char) for char in label if char.isalpha()}))
    twin = "".join(_latin(char) for char in label)
    if len(scripts) > 1:
        if any(set(scripts) <= together for together in _TOGETHER):
            return None
        return LookAlike(label, scripts, twin if twin.isascii() else "")
    if scripts and scripts[0] in _LATIN and latin_end and twin.isascii():
        return LookAlike(label, scripts, twin)
    return None


def _script(char: str) -> str:
    # The first word of a letter's name is its script, for all that names are made of.
    return unicodedata.name(char, "UNKNOWN").partition(" ")[0]


def _latin(char: str) -> str:
    return next((table[char] for table in _LATIN.values() if char in table), char)
