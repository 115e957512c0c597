"""Putting notices into words: the text of a mail, in the language of whoever gets it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from string import Formatter
from typing import Any, Final
from zoneinfo import ZoneInfo

from jumpzone.i18n import LANGUAGES, Text, Translator, translator
from jumpzone.mail.parts import Block, Facts, Paragraph, Part, Template
from jumpzone.mail.templates import TEMPLATES
from jumpzone.model.mails import MASK, Composed
from jumpzone.model.mutations import Notice
from jumpzone.model.records import Message
from jumpzone.model.text import safe_text

__all__ = ["MailComposer"]

_LONGEST_SUBJECT: Final = 250
_LONGEST_VALUE: Final = 500
_LONGEST_BLOCK: Final = 100_000
_LONGEST_BODY: Final = 200_000
# A Bulgarian or Russian date ends in an abbreviation, whose full stop is also that of a sentence it ends.
_DOUBLE_STOP: Final = re.compile(r"\bг\.\.(?!\.)")
_DOTS: Final = re.compile(f"{MASK[0]}{{2,}}")


class _Hole:
    """Stands for a secret while a text is filled in: leaves a mask, and remembers which secret it was.

    Texts are filled from left to right, so that what it remembers is in the order of the masks.
    """

    def __init__(self, secret: str, seen: list[str]) -> None:
        self._secret = secret
        self._seen = seen

    def __format__(self, spec: str) -> str:
        self._seen.append(self._secret)
        return MASK


class MailComposer:
    """Puts notices into words; a :class:`jumpzone.model.mails.Composer`.

    Args:
        brand: Whose zone this is; signs every mail.
        support: The address that customers may write to; empty without one.
    """

    def __init__(self, brand: str, support: str = "") -> None:
        """Take whose mail it is."""
        self._brand = safe_text(brand, limit=100)
        self._support = safe_text(support, limit=254)

    def compose(self, notice: Notice) -> Composed:
        """Return a notice's words in its language.

        Values come from people and can be anything: in the mail they are harmless, on one line where the template has
        one, and never look like a mask.

        Raises:
            KeyError: There is no such template, or it lacks a value or a secret.
        """
        template = TEMPLATES[notice.template]
        speaker = translator(notice.language)
        values = self._values(notice, template, speaker)
        subject = _one_line(speaker.gettext(template.subject, **values))
        secrets: list[str] = []
        holes = {name: _Hole(notice.secrets[name], secrets) for name in template.secrets}
        parts = [_greeting(values, speaker)]
        parts += [_render(part, values | holes, speaker) for part in template.parts]
        parts.append(self._signature(speaker))
        return Composed(subject, "\n\n".join(filter(None, parts)), tuple(secrets))

    def copy(self, original: Message, secrets: tuple[str, ...], language: str, now: datetime) -> Composed:
        """Return a message's words again, saying that it is a copy and of when.

        Args:
            original: The message; its text stays in the language it was written in.
            secrets: What its masks stand for.
            language: The language in which it is said that this is a copy.
            now: The time, for originals that never went out.
        """
        speaker = translator(language)
        when = original.sent_at or now
        note = speaker.gettext("This is a copy of a message of {date}.", date=_moment(when, UTC, speaker))
        body = f"{note}\n\n{original.body}"[:_LONGEST_BODY]
        subject = speaker.gettext("Copy: {subject}", subject=_uncopied(original.subject))
        return Composed(_one_line(subject), body, secrets)

    def _values(self, notice: Notice, template: Template, speaker: Translator) -> dict[str, Any]:
        zone = _zone(notice.params.get("timezone"))
        blocks = {part.value for part in template.parts if isinstance(part, Block)}
        values: dict[str, Any] = {}
        for name, value in notice.params.items():
            known = name in template.params or name in template.optional
            if known and not (name == "name" and template.anonymous):
                values[name] = _shown(name, value, name in blocks, zone, speaker)
        return {name: value for name, value in values.items() if value != ""} | {"brand": self._brand}

    def _signature(self, speaker: Translator) -> str:
        if not self._support:
            return self._brand
        return "\n".join(
            (self._brand, speaker.gettext("Questions? Write to {support}.", support=self._support))
        )


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name and name != "UTC" else UTC
    except (KeyError, ValueError):
        # A zone that this machine does not know is no reason to leave a mail unwritten.
        return UTC


def _greeting(values: Mapping[str, Any], speaker: Translator) -> str:
    if "name" in values:
        return speaker.gettext("Hello {name},", name=values["name"])
    return speaker.gettext("Hello,")


def _render(part: Part, values: Mapping[str, Any], speaker: Translator) -> str:
    match part:
        case Paragraph(text, when):
            wanted = not when.startswith("!")
            if when and bool(values.get(when.removeprefix("!"))) is not wanted:
                return ""
            return _DOUBLE_STOP.sub("г.", speaker.gettext(text, **values))
        case Facts(lines):
            return "\n".join(speaker.gettext(line, **values) for line in lines if _has_values(line, values))
        case Block(name, prefix):
            text = format(values.get(name, ""))
            return "\n".join(f"{prefix}{line}".rstrip() for line in text.split("\n"))


def _has_values(line: str, values: Mapping[str, Any]) -> bool:
    return all(name in values for _literal, name, _spec, _conversion in Formatter().parse(line) if name)


def _shown(name: str, value: Any, block: bool, zone: tzinfo, speaker: Translator) -> Any:
    """A value in words. A yes or no stays what it is: it decides about paragraphs and is never shown."""
    match name, value:
        case _, None:
            return ""
        case _, bool():
            return value
        case "days", 0:
            return speaker.gettext("today")
        case "days", int():
            return speaker.ngettext("in {n} day", "in {n} days", value)
        case "minutes", int():
            return speaker.npgettext("valid for", "{n} minute", "{n} minutes", value)
        case "percent", int() | float():
            return speaker.percent(value)
        case _, datetime():
            return _moment(value, zone, speaker)
        case _, date():
            return speaker.date(value, "long")
        case _, int():
            return str(value)
        case _, (int() as minor, str() as currency):
            return speaker.money(minor, currency)
        case _, tuple() | list() | frozenset() | set():
            words = [_harmless(_words(each, speaker), False) for each in value]
            return ("\n" if block else ", ").join(words)
    return _harmless(_words(value, speaker), block)


def _words(value: Any, speaker: Translator) -> str:
    return value.render(speaker) if isinstance(value, Text) else str(value)


def _harmless(text: str, block: bool) -> str:
    limit = _LONGEST_BLOCK if block else _LONGEST_VALUE
    # Dots that look like a mask would take the place of a secret's own.
    return _DOTS.sub(MASK[0], safe_text(text, multiline=block, limit=limit)).strip()


def _moment(moment: datetime, zone: tzinfo, speaker: Translator) -> str:
    name = "UTC" if zone is UTC else str(zone)
    return f"{speaker.datetime(moment, zone, 'long')} ({name})"


def _one_line(text: str) -> str:
    return safe_text(" ".join(text.split()), limit=_LONGEST_SUBJECT)


def _uncopied(subject: str) -> str:
    """A subject without what says that it is a copy, in whichever language."""
    for language in LANGUAGES:
        prefix = translator(language).gettext("Copy: {subject}", subject="").strip()
        while subject.startswith(prefix):
            subject = subject.removeprefix(prefix).strip()
    return subject
