"""E-mail addresses: which ones can be used, and when two of them are the same."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jumpzone.i18n import T_, Text
from jumpzone.model.text import FieldRefused, clean

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

__all__ = ["CheckedAddress", "canonical", "check_address", "reserved"]

_MAX_LENGTH = 254  # RFC 5321, section 4.5.3.1.3: a path of 256 octets, less its angle brackets
_MAX_LOCAL = 64  # RFC 5321, section 4.5.3.1.1
# Reserved for tests and documentation (RFC 2606, RFC 6761). The demo and the samples live there.
_RESERVED = ("test", "example", "example.com", "example.net", "example.org")


@dataclass(frozen=True, slots=True)
class CheckedAddress:
    """An address that mail can be sent to.

    Attributes:
        address: As it is shown and written to: NFC, the domain in small letters and readable (U-labels).
        canonical: As it is compared, see `canonical`.
    """

    address: str
    canonical: str


def canonical(address: str) -> str:
    """The form in which addresses are compared: two addresses are one person's when these are equal.

    The part before the @ is NFC and case-folded (no provider in use tells them apart by case); the domain becomes
    A-labels by UTS 46. Dots and "+tags" stay: what they mean is the provider's business, and guessing would give one
    person's account to another. Never fails: a text that is no address has a canonical form too, and matches nothing.
    """
    text = unicodedata.normalize("NFC", address.strip())
    local, at, domain = text.rpartition("@")
    local = unicodedata.normalize("NFC", local.casefold())
    return f"{local}{at}{_a_labels(domain)}"


def _a_labels(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    import idna  # late: most domains are ASCII

    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii").lower()
    except idna.IDNAError:
        return domain.casefold()


def reserved(address: str) -> bool:
    """Whether an address lies in a domain reserved for tests and documentation: no mail ever leaves for it."""
    domain = canonical(address).rpartition("@")[2]
    return any(domain == name or domain.endswith("." + name) for name in _RESERVED)


def check_address(raw: str, *, online: bool = False) -> CheckedAddress:
    """Check what was typed as an e-mail address (RFC 5321 and 6531, by email-validator).

    Names under `.test` and `.example` are accepted: they reach nobody, so they harm nobody, and demos and tests need
    them.

    Args:
        raw: What was typed.
        online: Also ask the DNS whether the domain takes mail. A DNS that doesn't answer is no reason to refuse.

    Raises:
        FieldRefused: It can't be used; the reason says what is wrong.
    """
    from email_validator import EmailNotValidError, validate_email  # late: not on the start path

    text = clean(raw)
    if not text:
        raise FieldRefused("email-empty", T_("Write an e-mail address."))
    if len(text.encode()) > _MAX_LENGTH:
        raise FieldRefused("email-too-long", T_("This is too long for an e-mail address."))
    try:
        found = validate_email(text, check_deliverability=False, strict=True, test_environment=True)
    except EmailNotValidError as error:
        code, reason = _explain(text)
        raise FieldRefused(code, reason) from error
    if "." not in found.ascii_domain:
        raise FieldRefused("email-domain", _NO_DOT)
    if online and not reserved(found.normalized):
        _ask_dns(found)
    return CheckedAddress(address=found.normalized, canonical=canonical(found.normalized))


def _ask_dns(found: ValidatedEmail) -> None:
    # Late twice over: this brings a resolver along, 200 ms, and is wanted only when connected.
    from email_validator import EmailUndeliverableError
    from email_validator.deliverability import validate_email_deliverability

    try:
        validate_email_deliverability(found.ascii_domain, found.domain, timeout=5)
    except EmailUndeliverableError as error:
        reason = T_("{domain} doesn't take mail. Check the part after the @.", domain=found.domain)
        raise FieldRefused("email-undeliverable", reason) from error


_NO_DOT = T_("After the @ goes a full domain name, such as studio.example.")


def _explain(text: str) -> tuple[str, Text]:
    """What is wrong with an address that was refused, in words; the likeliest slips first."""
    if "<" in text or ">" in text or '"' in text:
        return "email-name", T_("Write the address alone, without a name, quotes or angle brackets.")
    if "@" not in text:
        return "email-at", T_("The @ is missing.")
    if text.count("@") > 1:
        return "email-at", T_("There is more than one @. Give a single address.")
    local, _at, domain = text.partition("@")
    if not local:
        return "email-local", T_("The part before the @ is missing.")
    if not domain:
        return "email-domain", T_("The part after the @ is missing.")
    if any(char.isspace() for char in text):
        return "email-space", T_("An e-mail address has no spaces.")
    if len(local.encode()) > _MAX_LOCAL:
        return "email-local", T_(
            "The part before the @ is too long: {limit} characters at most.", limit=_MAX_LOCAL
        )
    if ".." in text or local.startswith(".") or local.endswith(".") or domain.startswith("."):
        return "email-dots", T_("A dot can't stand at the edge or next to another dot.")
    if domain.endswith("."):
        return "email-dots", T_("Leave out the dot at the end.")
    if "." not in domain:
        return "email-domain", _NO_DOT
    if domain.casefold().rpartition(".")[2] in ("local", "localhost", "invalid", "onion", "arpa"):
        return "email-domain", T_("Mail can't be sent to this kind of domain name.")
    try:
        local.encode("ascii")
    except UnicodeEncodeError:
        pass
    else:
        if any(not (char.isalnum() or char in "!#$%&'*+-/=?^_`{|}~.") for char in local):
            return "email-local", T_("There is a character before the @ that an address can't have.")
    return "email-domain", T_("The part after the @ isn't a domain name. Check its spelling.")
