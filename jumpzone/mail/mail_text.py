"""Text out of mail: bytes of whatever charset, encoded words of headers, HTML. Nothing that comes can break it."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

__all__ = ["RUBBISH", "decode_bytes", "decode_header", "html_to_text", "storable"]

RUBBISH: Final = (
    ValueError,  # UnicodeError and binascii.Error among them
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What the standard library's parsers raise on what is no mail."""

_UNFIT: Final = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
)
"""Codecs that are no charset of a mail; some of them take their time."""

_BEYOND: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PLANES: Final = re.compile(
    "[" + "".join(chr(p + 0xFFFE) + chr(p + 0xFFFF) for p in range(0x10000, 0x110000, 0x10000)) + "]"
)
_WORD: Final = re.compile(r"=\?([^\s?*]{1,40})(?:\*[^\s?]{0,40})?\?([bBqQ])\?([^\s?]*|[^?]{0,500})\?=")
_BETWEEN: Final = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^\s?]{1,80}\?[bBqQ]\?)")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_BLANKS: Final = re.compile(r"[ \t\f\v\xa0]+")
_MANY_LINES: Final = re.compile(r"\n{3,}")

_LONGEST_HTML: Final = 1_000_000
"""Characters of HTML that are looked at; what stands behind them is no letter any more."""


def storable(text: str, *, multiline: bool = False) -> str:
    """Return a text without anything that no record may hold: control characters, lone surrogates, noncharacters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if not multiline:
        text = " ".join(text.split())
    text = unicodedata.normalize("NFC", _PLANES.sub("", _BEYOND.sub("", text)))
    return text.strip()


def decode_bytes(content: bytes, charset: str | None) -> str:
    """Return bytes as text: by the charset that they claim, else by the one that they look like."""
    if charset:
        try:
            codec = codecs.lookup(charset.strip("\"' \t").replace("windows-", "cp").replace("cp-", "cp"))
            if codec.name not in _UNFIT:
                return content.decode(codec.name)
        except RUBBISH:
            pass  # unknown, or not what it says: the bytes themselves may tell
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_guess(content), "replace")


def _guess(content: bytes) -> str:
    """Tell the two Cyrillic charsets of eight bits apart: most letters are small, and these lie apart in them."""
    high = [byte for byte in content[:20_000] if byte >= 0x80]
    if _mostly_utf8(content):
        return "utf-8"
    small_1251 = sum(1 for byte in high if byte >= 0xE0)
    small_koi8 = sum(1 for byte in high if 0xC0 <= byte < 0xE0)
    if small_1251 + small_koi8 < len(high) * 0.6 or len(high) < 4:
        return "latin-1" if len(high) < 4 else "cp1251"
    return "koi8-r" if small_koi8 > small_1251 else "cp1251"


def _mostly_utf8(content: bytes) -> bool:
    text = content[:20_000].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return good > 5 * bad


def decode_header(raw: str) -> str:
    """Return a header's value as it is read: encoded words (RFC 2047) and bare bytes decoded, on one line."""
    if not raw.isascii():
        raw = decode_bytes(raw.encode("utf-8", "surrogateescape"), None)
    # Between two encoded words white space is only where a line was folded.
    text = _WORD.sub(_decoded_word, _joined(_BETWEEN.sub(r"\1", raw)))
    return storable(text)


def _joined(raw: str) -> str:
    """Put neighbours of one charset and encoding together: some mailers cut a letter in two."""
    found: list[str] = []
    at = 0
    last: re.Match[str] | None = None
    for word in _WORD.finditer(raw):
        if last is not None and word.start() == last.end() and _alike(last, word):
            found[-1] = found[-1][:-2] + word[3] + "?="
        else:
            found += [raw[at : word.start()], word[0]]
        at, last = word.end(), word
    return "".join([*found, raw[at:]])


def _alike(one: re.Match[str], other: re.Match[str]) -> bool:
    # Base64 that was filled up at its end can't go on; each is then decoded by itself.
    same = one[1].lower() == other[1].lower() and one[2].lower() == other[2].lower()
    return same and not (one[2] in "bB" and (one[3].endswith("=") or len(one[3]) % 4))


def _decoded_word(word: re.Match[str]) -> str:
    charset, encoding, text = word[1], word[2], word[3]
    if encoding in "bB":
        return decode_bytes(_base64(text), charset)
    return decode_bytes(quopri.decodestring(text.encode("ascii", "replace"), header=True), charset)


def _base64(text: str) -> bytes:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    except binascii.Error:
        return text.encode("ascii", "replace")


_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_BLOCKS: Final = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
    }
    | {
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
    }
    | {"tr", "ul"}
)


class _Text(HTMLParser):
    """Collects what a reader would see; targets of links stand behind their words, as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "br" or tag in _BLOCKS:
            self.parts.append("\n\n" if tag == "p" else "\n")
            if tag == "li":
                self.parts.append("- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a":
            target = dict(attrs).get("href") or ""
            self._link = (target.strip(), len(self.parts))
        elif tag == "body":
            self._unseen.clear()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self._link is not None:
            target, start = self._link
            self._link = None
            words = " ".join("".join(self.parts[start:]).split())
            if target.lower().startswith(("http://", "https://", "ftp://")) and target not in words:
                self.parts.append(f" ({target[:2000]})")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(_BLANKS.sub(" ", data.replace("\r", " ").replace("\n", " ")))


def html_to_text(html: str) -> str:
    """Return what a reader would see of an HTML text; scripts, styles and pictures go, links are only written out."""
    reader = _Text()
    try:
        reader.feed(html[:_LONGEST_HTML])
        reader.close()
        text = "".join(reader.parts)
    except RUBBISH:
        text = _TAG.sub(" ", html[:_LONGEST_HTML])
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
