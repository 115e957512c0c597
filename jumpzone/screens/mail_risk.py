"""The warning that the main address hangs on a domain that goes, and where to mend it."""

from __future__ import annotations

from textual.content import Content

from jumpzone.i18n import T_
from jumpzone.model.mail_risk import MailRisk
from jumpzone.widgets.content import content, lines
from jumpzone.widgets.dialogs import Choose

__all__ = ["MailRiskDialog", "risk_words"]


class MailRiskDialog(Choose):
    """Says why and what to do; answers ``domain`` or ``account``."""

    def __init__(self, risk: MailRisk) -> None:
        """Warn."""
        super().__init__(
            T_("Your main address is at risk"),
            lambda: risk_words(risk),
            (("domain", T_("Show the domain")), ("account", T_("Go to the account"))),
        )


def risk_words(risk: MailRisk) -> Content:
    """Return why an address is at risk, and what to do."""
    colour = "$error" if risk.urgent else "$warning"
    why = Content.assemble(("! ", f"bold {colour}"), content(risk.why, colour))
    return lines([why, content(risk.what_to_do)])
