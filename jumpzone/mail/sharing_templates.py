"""The mails about a login's addresses and about who has access; see :mod:`jumpzone.mail.templates`."""

from __future__ import annotations

from typing import Final

from jumpzone.i18n import N_
from jumpzone.mail.parts import Block, Facts, Paragraph, Template

__all__ = ["SHARING"]

_GREETED: Final = ("name", "timezone")

SHARING: Final[dict[str, Template]] = {
    "address_code": Template(
        "security",
        N_("Confirm this address"),
        (
            Paragraph(
                N_("{person} has added this address to their sign-in at {brand}. This code confirms it:")
            ),
            Block("code", "    "),
            Paragraph(
                N_("It is valid until {until} and works once. Tell it to nobody; we never ask for it.")
            ),
            Paragraph(N_("If that was not you, ignore this mail: without the code nothing happens.")),
        ),
        params=("person", "until"),
        optional=("timezone",),
        secrets=("code",),
        anonymous=True,
    ),
    "address_known": Template(
        "security",
        N_("Somebody tried to add your address"),
        (
            Paragraph(
                N_(
                    "Somebody has tried to add this address to their sign-in at {brand}. It belongs to yours, so "
                    "nothing was changed."
                )
            ),
            Paragraph(
                N_(
                    "If it was you: you have two customer centres with us, and this address opens the other one."
                )
            ),
        ),
        anonymous=True,
    ),
    "address_added": Template(
        "security",
        N_("An address was added to your sign-in"),
        (
            Paragraph(
                N_(
                    "{address} belongs to you now, too: mail that comes from it lands in your customer centre."
                )
            ),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_(
                    "If it was not you, set a new password at once with “Forgotten password”, and remove the address."
                )
            ),
        ),
        params=("address", "at"),
        optional=(*_GREETED, "device"),
    ),
    "address_removed": Template(
        "security",
        N_("An address was removed from your sign-in"),
        (
            Paragraph(N_("{address} does not belong to your sign-in any more.")),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_(
                    "If it was not you, set a new password at once with “Forgotten password”, and write to us."
                )
            ),
        ),
        params=("address", "at"),
        optional=(*_GREETED, "device"),
    ),
    "address_main": Template(
        "security",
        N_("This is your main address now"),
        (
            Paragraph(N_("From now on you sign in with {address}, and notices come here.")),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_("The address that was main before was told, and can take this back for seven days.")
            ),
        ),
        params=("address", "at"),
        optional=(*_GREETED, "device"),
    ),
    "address_main_changed": Template(
        "security",
        N_("Your main address was changed"),
        (
            Paragraph(N_("From now on {address} signs in to your customer centre, and notices go there.")),
            Facts((N_("When: {at}"),)),
            Paragraph(
                N_(
                    "If it was you, there is nothing to do. If it was not, take it back until {until}: choose "
                    "“Forgotten password”, then “Take a change of address back”, and enter this code:"
                )
            ),
            Block("code", "    "),
            Paragraph(
                N_(
                    "This address is the main one again then, everybody is signed out, and the password is void."
                )
            ),
        ),
        params=("address", "at", "until"),
        optional=_GREETED,
        secrets=("code",),
    ),
    "address_stopped": Template(
        "security",
        N_("This is your main address again"),
        (
            Paragraph(N_("The change of your main address was taken back. Everybody is signed out.")),
            Facts((N_("When: {at}"),)),
            Paragraph(
                N_(
                    "Your password is void: choose a new one with “Forgotten password”. Then look through your "
                    "addresses, devices and who has access, and write to us."
                )
            ),
        ),
        params=("at",),
        optional=_GREETED,
    ),
    "invitation": Template(
        "security",
        N_("You are invited to the customer centre of {account}"),
        (
            Paragraph(
                N_(
                    "{person} invites you to use the customer centre of {account} ({number}) together with them."
                )
            ),
            Paragraph(
                N_(
                    "If you sign in here already, sign in: the invitation waits under “Access”. If not, choose "
                    "“I was invited” and enter this code:"
                )
            ),
            Block("code", "    "),
            Paragraph(
                N_("It is valid until {until} and works once. If you don't know who this is, ignore it.")
            ),
        ),
        params=("account", "number", "person", "until"),
        secrets=("code",),
        anonymous=True,
    ),
    "access_given": Template(
        "security",
        N_("{person} has access to {account} now"),
        (
            Paragraph(N_("{person} ({address}) has accepted the invitation to your customer centre.")),
            Facts((N_("When: {at}"),)),
            Paragraph(N_("What they may do, and since when, is under “Access”. You can end it at any time.")),
        ),
        params=("person", "address", "account", "at"),
        optional=_GREETED,
    ),
    "access_changed": Template(
        "security",
        N_("Your rights at {account} were changed"),
        (
            Paragraph(N_("An owner of {account} has changed what you may do there.")),
            Facts((N_("When: {at}"),)),
        ),
        params=("account", "at"),
        optional=_GREETED,
    ),
    "access_ended": Template(
        "security",
        N_("Your access to {account} has ended"),
        (
            Paragraph(N_("You can no longer open the customer centre of {account}.")),
            Facts((N_("When: {at}"),)),
        ),
        params=("account", "at"),
        optional=_GREETED,
    ),
}
