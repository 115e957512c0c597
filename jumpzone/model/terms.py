"""The terms, on one page."""

from __future__ import annotations

from jumpzone.i18n import T_

__all__ = ["TERMS"]

TERMS = (
    (
        T_("What you get"),
        T_(
            "A customer centre: the place where you see and manage the services, domains, invoices and tickets that "
            "you have with us. It costs nothing; what you order in it has its price beside it."
        ),
    ),
    (
        T_("What you tell us"),
        T_(
            "Your name, address, phone and e-mail, because the law wants them on invoices and registries want them "
            "for domains. Keep them right. For a company, its numbers as well."
        ),
    ),
    (
        T_("What we do with it"),
        T_(
            "We run your services, write invoices and answer you. We sell nothing of it to anybody. A registry gets "
            "what it needs for a domain, the tax office what the law says. Offers come only if you ask for them."
        ),
    ),
    (
        T_("Your password"),
        T_(
            "Keep it to yourself. We store only a hash of it and never ask for it by mail or phone. Tell us at once "
            "when somebody else may know it."
        ),
    ),
    (
        T_("Leaving"),
        T_(
            "You can export everything and close the centre whenever nothing is left to pay. Invoices are kept as "
            "long as the law wants, the rest is deleted."
        ),
    ),
)
"""Headings, each with what it says."""
