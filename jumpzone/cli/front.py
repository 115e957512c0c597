"""The command line's front: its table of commands, `--version` and the first page of help.

Nothing heavy is imported here, not even click: these answers come before the program is loaded. In English not even
the catalogues are.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

__all__ = ["COMMANDS", "OPTIONS", "SECTIONS", "USAGE", "front_page", "quick_answer"]

# Marks a text for the catalogues without importing them.
N_ = str

SECTIONS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        N_("Signing in"),
        (
            ("register", "jumpzone.cli.register_cmd:register", N_("Become a customer")),
            ("login", "jumpzone.cli.session_cmd:login", N_("Sign in")),
            ("logout", "jumpzone.cli.session_cmd:logout", N_("Sign out")),
            ("whoami", "jumpzone.cli.session_cmd:whoami", N_("Say who is signed in")),
            ("passwd", "jumpzone.cli.session_cmd:passwd", N_("Change the password")),
            (
                "addresses",
                "jumpzone.cli.addresses_cmd:addresses",
                N_("Add, confirm and choose your addresses"),
            ),
            (
                "second-factor",
                "jumpzone.cli.second_factor_cmd:second_factor",
                N_("Sign in with an app's code, too"),
            ),
            ("reset", "jumpzone.cli.session_cmd:reset", N_("Choose a new password when it is forgotten")),
        ),
    ),
    (
        N_("The account"),
        (
            ("profile", "jumpzone.cli.profile_cmd:profile", N_("Show and change personal and company data")),
            (
                "access",
                "jumpzone.cli.access_cmd:access",
                N_("Invite others, change and end what they may do"),
            ),
            (
                "contacts",
                "jumpzone.cli.contacts_cmd:contacts",
                N_("Contacts: list, change, import; who gets what"),
            ),
            ("messages", "jumpzone.cli.messages_cmd:messages", N_("Find, read and resend what was sent")),
            ("services", "jumpzone.cli.services_cmd:services", N_("Show, renew, change and cancel services")),
            ("domains", "jumpzone.cli.domains_cmd:domains", N_("Show, change, renew and transfer domains")),
            ("dns", "jumpzone.cli.dns_cmd:dns", N_("List and change DNS records, read zone files")),
            ("invoices", "jumpzone.cli.invoices_cmd:invoices", N_("List, show, save and pay invoices")),
            ("tickets", "jumpzone.cli.tickets_cmd:tickets", N_("Ask support, reply, find what was said")),
            ("renewals", "jumpzone.cli.renewals_cmd:renewals", N_("See what renews when, and what it costs")),
            (
                "catalogue",
                "jumpzone.cli.catalogue_cmd:catalogue",
                N_("Say what is on sale, and at what price"),
            ),
            ("orders", "jumpzone.cli.orders_cmd:orders", N_("Check a name, order, list and cancel orders")),
            (
                "announcements",
                "jumpzone.cli.announcements_cmd:announcements",
                N_("See what is announced, and what of yours it touches"),
            ),
            ("search", "jumpzone.cli.search_cmd:search", N_("Search everything at once")),
            ("filters", "jumpzone.cli.filters_cmd:filters", N_("List, rename and delete saved filters")),
            ("export", "jumpzone.cli.export_cmd:export", N_("Write everything into a zip file")),
            ("import", "jumpzone.cli.import_cmd:import_", N_("Bring such a file into an empty store")),
        ),
    ),
    (
        N_("The program"),
        (
            ("demo", "jumpzone.cli.demo_cmd:demo", N_("Open the zone on sample data")),
            ("mail", "jumpzone.cli.mail_cmd:mail", N_("Say what mail waits, and send it")),
            (
                "provision",
                "jumpzone.cli.provision_cmd:provision",
                N_("Record payments, credit and refunds, say who sells"),
            ),
            ("settings", "jumpzone.cli.settings_cmd:settings", N_("Show and change the program's settings")),
            ("doctor", "jumpzone.cli.doctor_cmd:doctor", N_("Look over what the program stands on")),
            ("completion", "jumpzone.cli.completion_cmd:completion", N_("Print the completion for a shell")),
        ),
    ),
)
"""The commands by section: name, `module:attribute` to load when it is used, and a line of help.

The line stands here too, so that the first page of help loads no command.
"""

COMMANDS = {name: (target, line) for _title, commands in SECTIONS for name, target, line in commands}

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--store URL", N_("The store to open: a path, sqlite:///FILE or postgresql://USER@HOST/DATABASE")),
    ("--language [bg|en|ru]", N_("The language to speak")),
    ("--json", N_("Print data as JSON")),
    ("--csv", N_("Print data as CSV")),
    ("--account NUMBER", N_("The customer centre to open, when you have several (or JUMPZONE_ACCOUNT)")),
    ("--token-file FILE", N_("Take the session's token from a file (or from JUMPZONE_TOKEN)")),
    ("--version", N_("Show the version and end")),
    ("-h, --help", N_("Show this page, or that of a command, and end")),
)

_CATALOGUES = ("bg", "ru")  # jumpzone.i18n.LANGUAGES, but for English

USAGE = "jumpzone [OPTIONS] [COMMAND]…"

_INTRODUCTION = N_("The client zone in your terminal. Without a command, it opens.")
_USAGE_WORD = N_("Usage:")
_OPTIONS_WORD = N_("Options")
_FOOTER = (
    N_("“jumpzone COMMAND --help” tells more."),
    N_(
        "Exit codes: 0 done, 1 refused or a problem found, 2 usage, 3 sign in first, 4 offline, 5 --exit-code found "
        "something, 6 partly done, 70 a fault in the program."
    ),
)


def quick_answer(arguments: Sequence[str]) -> bool:
    """Answer `--version`, or `--help` with nothing but a language before it, at once.

    Returns:
        Whether that was all there was to do.
    """
    rest = list(arguments)
    language = None
    if len(rest) > 1 and rest[0] == "--language":
        language, rest = rest[1], rest[2:]
    elif rest and rest[0].startswith("--language="):
        language, rest = rest[0].partition("=")[2], rest[1:]
    if rest == ["--version"]:
        from jumpzone import __version__

        sys.stdout.write(f"jumpzone {__version__}\n")
        return True
    if rest not in (["--help"], ["-h"]) or language not in (None, "auto", "bg", "en", "ru"):
        return False
    sys.stdout.write(front_page(_translation(None if language == "auto" else language)))
    return True


def front_page(translate: Callable[[str], str]) -> str:
    """The first page of help.

    Args:
        translate: Puts its texts into the reader's language.
    """
    name_width = max(len(name) for name in (*COMMANDS, *(option for option, _line in OPTIONS))) + 2
    lines = [f"{translate(_USAGE_WORD)} {USAGE}", "", f"  {translate(_INTRODUCTION)}"]
    for title, commands in SECTIONS:
        lines += ["", f"{translate(title)}:"]
        lines += [f"  {name:{name_width}}{translate(line)}" for name, _target, line in commands]
    lines += ["", f"{translate(_OPTIONS_WORD)}:"]
    lines += [f"  {option:{name_width}}{translate(line)}" for option, line in OPTIONS]
    lines += ["", *(translate(line) for line in _FOOTER)]
    return "\n".join(lines) + "\n"


def _translation(language: str | None) -> Callable[[str], str]:
    language = language or os.environ.get("JUMPZONE_LANGUAGE") or _settled_language()
    if language not in _CATALOGUES:
        return str
    import gettext

    # Straight from the catalogue: jumpzone.i18n brings dates and numbers along, which this page has none of.
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")  # noqa: PTH118, PTH120 - nor pathlib
    return gettext.translation("jumpzone", folder, [language]).gettext


def _settled_language() -> str:
    from jumpzone.paths import Paths

    if Paths.find().settings_file.exists():
        from jumpzone.errors import ZoneError
        from jumpzone.settings import Settings

        try:
            return Settings.load().language
        except ZoneError:
            return "en"  # help is needed most when something is wrong; the commands themselves will say what
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "C"
    if locale.startswith(("C", "POSIX")):
        return "en"
    wishes = f"{os.environ.get('LANGUAGE', '')}:{locale}".split(":")
    return next((wish[:2] for wish in wishes if wish[:2] in (*_CATALOGUES, "en")), "en")
