"""What can be done from everywhere: language, colours, search, the palette with every command."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.actions import SkipAction
from textual.content import Content

from jumpzone import i18n
from jumpzone.app_signals import SignalsApp
from jumpzone.errors import ZoneError
from jumpzone.i18n import LANGUAGES, T_, language_name
from jumpzone.widgets.retranslate import retranslate_all
from jumpzone.widgets.toasts import notify_safe

if TYPE_CHECKING:
    from jumpzone.usecases.search import Hit
    from jumpzone.widgets.palette import Command

__all__ = ["CommandsApp"]

COLOURS: Final = {
    "dark": T_("Colours: dark"),
    "light": T_("Colours: light"),
    "contrast": T_("Colours: high contrast"),
}


def _palette() -> Any:
    from jumpzone.widgets.palette import ZoneCommands  # late: seldom asked for

    return ZoneCommands


class CommandsApp(SignalsApp):
    """The part of the app that does what every screen offers."""

    COMMANDS: ClassVar[set[Any]] = {_palette}

    # -- language and colours --------------------------------------------------------------------------

    def switch_language(self, language: str) -> None:
        """Speak another language at once; what is typed stays."""
        if language != i18n.current().language:
            i18n.use(language)
            self.dress_all()
            retranslate_all(self)
            self._keep_setting("language", language)

    def _keep_setting(self, key: str, value: str) -> None:
        def keep() -> None:
            self.settings = self.settings.save(key, value)

        def refused(_error: ZoneError) -> None:
            notify_safe(
                self, T_("This holds until you leave; the settings file can't be written."), timeout=5
            )

        self.run_kept(keep, refused)

    def action_language(self) -> None:
        """Go on to the next language."""
        at = LANGUAGES.index(i18n.current().language)
        self.switch_language(LANGUAGES[(at + 1) % len(LANGUAGES)])

    def choose_language(self) -> None:
        """Offer the languages, each by its own name."""
        from jumpzone.widgets.dialogs import Choose  # late: not for the first paint

        def chosen(language: str | None) -> None:
            if language:
                self.switch_language(language)

        here = i18n.current().language
        names = [
            (language, Content(f"{'●' if language == here else '○'} {language_name(language)}"))
            for language in LANGUAGES
        ]
        self.push_screen(Choose(T_("Language"), "", names), chosen)

    def action_colours(self) -> None:
        """Go on to the next colours."""
        names = list(COLOURS)
        self._wear(names[(names.index(self.settings.theme) + 1) % len(names)])

    def _wear(self, name: str) -> None:
        self.theme = f"jumpzone-{name}"
        self._keep_setting("theme", name)

    # -- what else can be done -------------------------------------------------------------------------

    def action_search(self) -> None:
        """Search everything, and go to what was chosen."""
        if self.session is None:
            raise SkipAction
        from jumpzone.screens.search import SearchScreen  # late: not for the first paint

        self.push_screen(SearchScreen(), self._go_to)

    def _go_to(self, hit: Hit | None) -> None:
        if hit is not None:
            from jumpzone.screens.record_list import show_record
            from jumpzone.screens.search import PLACES

            show_record(self, PLACES[hit.type], hit.id)

    @property
    def may_see_renewals(self) -> bool:
        """Whether anything that renews is shared with who is signed in."""
        return self.session is not None and any(self.zone.may_read(each) for each in ("service", "domain"))

    def action_renewals(self) -> None:
        """Show what renews when."""
        from jumpzone.screens.renewals import RenewalsScreen  # late: not for the first paint

        if not any(isinstance(screen, RenewalsScreen) for screen in self.screen_stack):
            self.push_screen(RenewalsScreen())

    def show_notices(self) -> None:
        """Show who gets which notices, whatever place is shown."""
        from jumpzone.screens.notices import NoticesScreen  # late: not for the first paint

        if not isinstance(self.screen, NoticesScreen):
            self.push_screen(NoticesScreen())

    def show_taking(self) -> None:
        """Offer everything of the account in one file."""
        from jumpzone.screens.taking import TakingScreen  # late: not for the first paint

        if not isinstance(self.screen, TakingScreen):
            self.push_screen(TakingScreen())

    def action_command_palette(self) -> None:
        """Show every command."""
        from textual.command import CommandPalette

        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            placeholder = i18n.gettext("Search for a command…")
            self.push_screen(CommandPalette(id="--command-palette", placeholder=placeholder))

    def action_mailbox(self) -> None:
        """Open or close the demo's mailbox."""
        self.show_mailbox()

    def _shop_commands(self) -> Iterable[Command]:
        from jumpzone.widgets.palette import Command

        if self.zone.may_read("order"):
            yield Command(T_("Orders"), partial(self.go, "orders"))
            yield Command(T_("Order something"), partial(self._shop, "catalogue"))
            yield Command(T_("Check a domain name"), partial(self._shop, "names"))
            yield Command(T_("Basket"), partial(self._shop, "basket"))

    def _shop(self, name: str) -> None:
        """Go to the orders, and there to the catalogue, the names or the basket."""
        from jumpzone.screens.shop import open_shop  # late: not for the first paint

        self.go("orders")
        self.call_after_refresh(lambda: open_shop(self.screen, name))

    def zone_commands(self) -> Iterable[Command]:
        """Return what can be done from everywhere, for the palette."""
        from jumpzone.widgets.palette import Command

        if self.session is not None and not self.covers:
            yield Command(T_("Search everything"), self.action_search)
            if self.zone.may_read("contact"):
                yield Command(T_("Who gets which notices"), self.show_notices)
            yield Command(T_("Take everything with you"), self.show_taking)
            yield from self._shop_commands()
            yield Command(T_("Announcements"), self.show_announcements)
            yield Command(T_("Sign out"), self.sign_out)
            yield Command(T_("Change the password"), self.change_password)
            yield Command(T_("Second factor"), self.show_second_factor)
            yield Command(T_("Your addresses"), self.show_addresses)
            yield Command(T_("Access: who may do what"), self.show_access)
            yield Command(T_("Your customer centres"), self.show_accounts)
        for language in LANGUAGES:
            title = T_("Language: {name}", name=language_name(language))
            yield Command(title, partial(self.switch_language, language))
        for name, words in COLOURS.items():
            yield Command(words, partial(self._wear, name))
        yield Command(T_("About this program"), self.show_about)
