"""Text out of mail: bytes of whatever charset, encoded words of headers, HTML. Nothing that comes can break it."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
import unicodedata
from html import unescape
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
_TAG_NAME: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_HREF: Final = re.compile(r"""\bhref\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_LONGEST_TAG: Final = 8_000
_LONGEST_HEADER: Final = 20_000
_DEEPEST: Final = 50
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
    raw = raw[:_LONGEST_HEADER]
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
_RAW: Final = frozenset({"script", "style", "title"})
"""What they hold is no HTML."""
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


class _Reader:
    """Reads HTML once from its beginning to its end, whatever is wrong with it.

    The standard library's parser goes back again and again where tags are not closed, so a short mail could keep it
    busy for hours. Targets of links stand behind their words, as text.
    """

    def __init__(self, html: str) -> None:
        self.parts: list[str] = []
        self._html = html
        self._small = html.lower() if len(html.lower()) == len(html) else html
        self._unseen: list[str] = []
        self._link: tuple[str, int] | None = None

    def read(self) -> str:
        """Return the text."""
        html, at, close = self._html, 0, -1
        while at < len(html):
            start = html.find("<", at)
            if start < 0:
                start = len(html)
            self._say(html[at:start])
            if html.startswith("<!--", start):
                at = _behind(html, "-->", start + 4)
                continue
            if close < start:
                close = html.find(">", start)
            if close < 0:
                # Nothing is closed any more: what follows is text, if anything.
                self._say(html[start:])
                break
            tag = _TAG_NAME.match(html, start)
            if tag is None:
                if html[start + 1 : start + 2] in ("!", "?", "/"):
                    at = close + 1
                else:
                    self._say(html[start])
                    at = start + 1
                continue
            at = close + 1
            name = tag[2].lower()
            if tag[1]:
                self._end(name)
            else:
                self._start(name, html[tag.end() : min(close, tag.end() + _LONGEST_TAG)])
                if name in _RAW:
                    at = _behind(self._small, f"</{name}", at)
                    self._end(name)
                    at = max(at, _behind(html, ">", at)) if at < len(html) else at
        return "".join(self.parts)

    def _start(self, tag: str, attributes: str) -> None:
        if tag in _UNSEEN:
            if not attributes.endswith("/") and len(self._unseen) < _DEEPEST:
                self._unseen.append(tag)
        elif tag == "body":
            self._unseen.clear()
        elif tag == "br" or tag in _BLOCKS:
            self.parts.append("\n\n" if tag == "p" else "\n")
            if tag == "li":
                self.parts.append("- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a":
            target = _HREF.search(attributes)
            found = next((each for each in target.groups() if each), "") if target else ""
            self._link = (_unescaped(found).strip(), len(self.parts))

    def _end(self, tag: str) -> None:
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

    def _say(self, text: str) -> None:
        if text and not self._unseen:
            self.parts.append(_BLANKS.sub(" ", _unescaped(text).replace("\r", " ").replace("\n", " ")))


def _behind(text: str, end: str, at: int) -> int:
    """Return where something ends; at the end of the text where nothing ends it."""
    found = text.find(end, at)
    return len(text) if found < 0 else found + len(end)


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:
        return text  # a number of thousands of digits is no character


def html_to_text(html: str) -> str:
    """Return what a reader would see of an HTML text; scripts, styles and pictures go, links are only written out."""
    text = _Reader(html[:_LONGEST_HTML]).read()
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
