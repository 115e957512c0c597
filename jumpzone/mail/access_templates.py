"""The mails about signing in and about who has access; see :mod:`jumpzone.mail.templates`."""

from __future__ import annotations

from typing import Final

from jumpzone.i18n import N_
from jumpzone.mail.parts import Block, Facts, Paragraph, Template

__all__ = ["ACCESS"]

_GREETED: Final = ("name", "timezone")

ACCESS: Final[dict[str, Template]] = {
    "registration_code": Template(
        "security",
        N_("Confirm your registration"),
        (
            Paragraph(N_("This code confirms your registration at {brand}:")),
            Block("code", "    "),
            Paragraph(N_("Enter it in the client zone. It is valid for {minutes} and works once.")),
            Paragraph(N_("If you did not register, ignore this mail: without the code nothing happens.")),
        ),
        params=("minutes",),
        secrets=("code",),
        anonymous=True,
    ),
    "registration_known": Template(
        "security",
        N_("You are registered already"),
        (
            Paragraph(
                N_(
                    "Somebody, probably you, has just tried to register at {brand} with this address. "
                    "You have a customer centre with us already, so nothing was changed."
                )
            ),
            Paragraph(
                N_(
                    "To get in, choose “Sign in”. If you don't know your password any more, choose "
                    "“Forgotten password”."
                )
            ),
            Paragraph(N_("If it was not you, there is nothing to do: nobody has got in.")),
        ),
        anonymous=True,
    ),
    "welcome": Template(
        "general",
        N_("Welcome to {brand}"),
        (
            Paragraph(
                N_(
                    "Your customer centre is open: services, domains, invoices and tickets are in one place "
                    "from now on."
                )
            ),
            Paragraph(
                N_(
                    "Two things are worth doing first. Check your company data, so that your invoices are "
                    "right. And add the people who should get mail about domains and invoices as contacts."
                )
            ),
        ),
    ),
    "centre_opened": Template(
        "general",
        N_("Your customer centre at {brand}"),
        (
            Paragraph(
                N_(
                    "Something was ordered or opened with this address at {brand}. A customer centre for it is there, "
                    "and waits for you."
                )
            ),
            Paragraph(
                N_(
                    "To get in, choose “Register” in the client zone and give this very address. A code comes to it, "
                    "and with that the centre is yours. Until then nobody can sign in."
                )
            ),
            Paragraph(N_("If you know nothing of it, there is nothing to do.")),
        ),
        anonymous=True,
    ),
    "reset_code": Template(
        "security",
        N_("Your code for a new password"),
        (
            Paragraph(N_("With this code you set a new password:")),
            Block("code", "    "),
            Paragraph(
                N_("It is valid for {minutes} and works once. Tell it to nobody; we never ask for it.")
            ),
            Paragraph(N_("If you did not ask for it, ignore this mail: your password stays as it is.")),
        ),
        params=("minutes",),
        secrets=("code",),
    ),
    "reset_unknown": Template(
        "security",
        N_("Nobody signs in with this address"),
        (
            Paragraph(
                N_(
                    "Somebody has asked for a new password at {brand} for this address, but no customer centre "
                    "is opened with it."
                )
            ),
            Paragraph(
                N_(
                    "If it was you, try your other addresses, or register. If it was not, there is nothing to "
                    "do."
                )
            ),
        ),
        anonymous=True,
    ),
    "password_changed": Template(
        "security",
        N_("Your password was changed"),
        (
            Paragraph(N_("The password with which you sign in was changed.")),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_(
                    "If it was you, there is nothing to do. If it was not, set a new password at once with "
                    "“Forgotten password”, and write to us."
                )
            ),
        ),
        params=("at",),
        optional=(*_GREETED, "device"),
    ),
    "password_reset_done": Template(
        "security",
        N_("Your new password is set"),
        (
            Paragraph(
                N_(
                    "A new password was set with a code that we had sent to this address. Every device was "
                    "signed out."
                )
            ),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_(
                    "If it was not you, somebody else can read your mail: secure your mailbox first, then set "
                    "a new password with “Forgotten password”."
                )
            ),
        ),
        params=("at",),
        optional=(*_GREETED, "device"),
    ),
    "totp_enabled": Template(
        "security",
        N_("Signing in asks for a second factor now"),
        (
            Paragraph(
                N_("From now on signing in asks for a code of your authenticator app, beside the password.")
            ),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_(
                    "Keep the recovery codes where you find them without your phone. If it was not you, set a new "
                    "password at once with “Forgotten password”, and write to us."
                )
            ),
        ),
        params=("at",),
        optional=(*_GREETED, "device"),
    ),
    "totp_disabled": Template(
        "security",
        N_("Signing in no longer asks for a second factor"),
        (
            Paragraph(N_("From now on your password alone signs you in. The recovery codes are void.")),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_(
                    "If it was not you, set a new password at once with “Forgotten password”, switch the second "
                    "factor on again, and write to us."
                )
            ),
        ),
        params=("at",),
        optional=(*_GREETED, "device"),
    ),
    "recovery_renewed": Template(
        "security",
        N_("You have new recovery codes"),
        (
            Paragraph(N_("New recovery codes were made for your sign-in. The old ones are void.")),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(
                N_(
                    "If it was not you, set a new password at once with “Forgotten password”, and write to us."
                )
            ),
        ),
        params=("at",),
        optional=(*_GREETED, "device"),
    ),
    "recovery_used": Template(
        "security",
        N_("A recovery code was used to sign in"),
        (
            Paragraph(N_("Somebody, probably you, has signed in with one of your recovery codes.")),
            Facts((N_("When: {at}"), N_("Where: {device}"), N_("Codes left: {left}"))),
            Paragraph(
                N_(
                    "If you have lost your phone, set up the second factor anew. If it was not you, set a new "
                    "password at once with “Forgotten password”, and write to us."
                )
            ),
        ),
        params=("at", "left"),
        optional=(*_GREETED, "device"),
    ),
    "new_sign_in": Template(
        "security",
        N_("Sign-in from a new device"),
        (
            Paragraph(N_("Somebody has signed in with your address and password from a new device.")),
            Facts((N_("When: {at}"), N_("Where: {device}"))),
            Paragraph(N_("If it was not you, change your password now; that signs out every other device.")),
        ),
        params=("at", "device"),
    ),
    "contact_added": Template(
        "general",
        N_("You are a contact of {company}"),
        (
            Paragraph(N_("{company} has named you as a contact. From now on you get our mail about:")),
            Block("topics", "    "),
            Paragraph(N_("If that is a mistake, tell {company} or write to us.")),
        ),
        params=("company", "topics"),
    ),
}
