"""The kinds of mail that the zone sends, in English; the catalogues hold them in Bulgarian and Russian.

Values have their form from their type: a date, an aware time (shown in the zone named by ``timezone``, else in
UTC), money as ``(minor units, currency)``, a number. By name: ``days`` is "in 3 days", ``minutes`` is "10 minutes",
``percent`` is a fraction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jumpzone.i18n import N_
from jumpzone.mail.parts import Block, Facts, Paragraph, Template

__all__ = ["TEMPLATES"]

_GREETED: Final = ("name", "timezone")

_ACCESS: Final[dict[str, Template]] = {
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
        optional=(*_GREETED, "device"),
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

_PRODUCTS: Final[dict[str, Template]] = {
    "order_received": Template(
        "product",
        N_("We have your order {number}"),
        (
            Paragraph(
                N_("Thank you for your order. As soon as it is paid we set everything up and write to you.")
            ),
            Facts((N_("Order: {number}"), N_("Amount: {total}"))),
        ),
        params=("number", "total"),
    ),
    "service_ready": Template(
        "product",
        N_("{product} is ready"),
        (
            Paragraph(N_("{product} is set up and ready for use. This is your access data:")),
            Facts(
                (
                    N_("Control panel: {panel_url}"),
                    N_("Address: {address}"),
                    N_("User name: {username}"),
                    N_("Password: {password}"),
                )
            ),
            Paragraph(
                N_(
                    "Change the password when you first sign in there. In the client zone this message shows "
                    "dots in its place until you give your own password again."
                )
            ),
        ),
        params=("product", "username"),
        optional=(*_GREETED, "panel_url", "address"),
        secrets=("password",),
    ),
    "service_suspended": Template(
        "product",
        N_("{product} is suspended"),
        (
            Paragraph(
                N_(
                    "We have suspended {product} because invoice {invoice} is not paid. Your data is safe, and "
                    "the service runs again as soon as the payment arrives."
                ),
                when="invoice",
            ),
            Paragraph(
                N_("We have suspended {product}. Your data is safe; write to us to learn what to do."),
                when="!invoice",
            ),
            Facts((N_("Address: {address}"), N_("Pay online: {payment_url}"))),
        ),
        params=("product",),
        optional=(*_GREETED, "invoice", "address", "payment_url"),
    ),
    "service_restored": Template(
        "product",
        N_("{product} is running again"),
        (Paragraph(N_("Thank you: your payment has arrived, and {product} is running again.")),),
        params=("product",),
    ),
    "service_renewed": Template(
        "product",
        N_("{product} is renewed"),
        (Paragraph(N_("{product} is renewed until {until}. There is nothing for you to do.")),),
        params=("product", "until"),
    ),
    "service_cancellation": Template(
        "product",
        N_("{product} is to be cancelled"),
        (
            Paragraph(
                N_(
                    "We have your request: {product} runs until {ends_on} and then ends. It does not renew any "
                    "more."
                ),
                when="ends_on",
            ),
            Paragraph(
                N_("We have your request: {product} ends at once. We will switch it off shortly."),
                when="!ends_on",
            ),
            Paragraph(N_("Save what you still need of it: its data is deleted when it has ended.")),
            Paragraph(
                N_(
                    "If you think better of it, or if this was not you, withdraw the cancellation in the client "
                    "zone under “Services” before then."
                )
            ),
        ),
        params=("product",),
        optional=(*_GREETED, "ends_on"),
    ),
    "service_kept": Template(
        "product",
        N_("{product} stays"),
        (Paragraph(N_("The cancellation of {product} is withdrawn. Everything stays as it was.")),),
        params=("product",),
    ),
    "disk_almost_full": Template(
        "product",
        N_("{product} is running out of space"),
        (
            Paragraph(
                N_(
                    "{product} uses {percent} of its disk space. When nothing is left, mail is refused and "
                    "sites can't save."
                )
            ),
            Paragraph(N_("Delete what you no longer need, or choose a larger plan in the client zone.")),
        ),
        params=("product", "percent"),
    ),
    "domain_registered": Template(
        "domain",
        N_("{domain} is yours"),
        (
            Paragraph(N_("{domain} is registered for you until {expires_on}.")),
            Paragraph(N_("You find its nameservers and contacts in the client zone under “Domains”.")),
        ),
        params=("domain", "expires_on"),
    ),
    "domain_expiring": Template(
        "domain",
        N_("{domain} expires {days}"),
        (
            Paragraph(
                N_(
                    "{domain} is registered until {expires_on} and renews by itself. Please see to it that its "
                    "invoice is paid by then."
                ),
                when="auto_renew",
            ),
            Paragraph(
                N_(
                    "{domain} is registered until {expires_on} and does not renew by itself. Renew it in the "
                    "client zone under “Domains”; otherwise its sites and mail stop, and you may lose it."
                ),
                when="!auto_renew",
            ),
        ),
        params=("domain", "expires_on", "days"),
        optional=(*_GREETED, "auto_renew"),
    ),
    "domain_expired": Template(
        "domain",
        N_("{domain} has expired"),
        (
            Paragraph(
                N_(
                    "{domain} was registered until {expires_on}. Its sites and mail have stopped or will stop "
                    "soon."
                )
            ),
            Paragraph(N_("For a short time you can still renew it. After that somebody else may take it.")),
        ),
        params=("domain", "expires_on"),
    ),
    "domain_renewed": Template(
        "domain",
        N_("{domain} is renewed"),
        (Paragraph(N_("{domain} is renewed until {expires_on}. There is nothing for you to do.")),),
        params=("domain", "expires_on"),
    ),
    "transfer_code_shown": Template(
        "domain",
        N_("The transfer code of {domain} was shown"),
        (
            Paragraph(
                N_(
                    "{who} has asked for the transfer code of {domain}. As long as the domain is unlocked, it can be "
                    "moved to another provider with it."
                )
            ),
            Paragraph(
                N_(
                    "If that was none of you, lock the domain in the client zone under “Domains” and write to us."
                )
            ),
        ),
        params=("domain", "who"),
    ),
}

_BILLING: Final[dict[str, Template]] = {
    "proforma_issued": Template(
        "invoice",
        N_("Proforma invoice {number}"),
        (
            Paragraph(N_("This is what you have ordered or what is about to renew:")),
            Facts(
                (
                    N_("Proforma invoice: {number}"),
                    N_("Amount: {total}"),
                    N_("To be paid by: {due_on}"),
                    N_("Pay online: {payment_url}"),
                )
            ),
            Paragraph(N_("When your payment has arrived, we issue the invoice.")),
        ),
        params=("number", "total", "due_on"),
        optional=(*_GREETED, "payment_url"),
    ),
    "invoice_issued": Template(
        "invoice",
        N_("Invoice {number}"),
        (
            Paragraph(N_("We have issued a new invoice. You find it in the client zone under “Invoices”.")),
            Facts(
                (
                    N_("Invoice: {number}"),
                    N_("Amount: {total}"),
                    N_("To be paid by: {due_on}"),
                    N_("Pay online: {payment_url}"),
                )
            ),
        ),
        params=("number", "total"),
        optional=(*_GREETED, "due_on", "payment_url"),
    ),
    "invoice_paid": Template(
        "invoice",
        N_("Invoice {number} is paid"),
        (Paragraph(N_("Thank you. On {paid_on} we received {total} for invoice {number}.")),),
        params=("number", "total", "paid_on"),
    ),
    "payment_received": Template(
        "invoice",
        N_("Your payment for {number}"),
        (
            Paragraph(N_("Thank you. We have received {amount} for {number}.")),
            Facts((N_("Still to be paid: {balance}"), N_("Put to your credit: {credit}"))),
        ),
        params=("number", "amount"),
        optional=(*_GREETED, "balance", "credit"),
    ),
    "credit_note_issued": Template(
        "invoice",
        N_("Credit note {number}"),
        (
            Paragraph(N_("We give you back {amount} of invoice {invoice}."), when="!credit"),
            Paragraph(
                N_("We give you back {amount} of invoice {invoice}. It is your credit now."), when="credit"
            ),
        ),
        params=("number", "invoice", "amount"),
        optional=(*_GREETED, "credit"),
    ),
    "invoice_overdue": Template(
        "invoice",
        N_("Invoice {number} is overdue"),
        (
            Paragraph(
                N_(
                    "Invoice {number} for {total} was to be paid by {due_on}, and we see no payment yet. If you "
                    "have paid in the last few days, ignore this mail."
                )
            ),
            Facts((N_("Pay online: {payment_url}"),)),
            Paragraph(
                N_("Services that stay unpaid are suspended. If you need more time, write to us before that.")
            ),
        ),
        params=("number", "total", "due_on"),
        optional=(*_GREETED, "payment_url"),
    ),
    "affiliate_credited": Template(
        "affiliate",
        N_("Your commission of {amount}"),
        (
            Paragraph(
                N_("We have credited you {amount} for customers who came to us on your recommendation.")
            ),
        ),
        params=("amount",),
    ),
}

_SUPPORT: Final[dict[str, Template]] = {
    "ticket_opened": Template(
        "support",
        N_("[{number}] {subject}"),
        (
            Paragraph(N_("We have your request and answer as soon as we can.")),
            Paragraph(N_("You can add to it in the client zone under “Tickets”.")),
        ),
        params=("number", "subject"),
    ),
    "ticket_received": Template(
        "support",
        N_("[{number}] Your mail has arrived"),
        (
            Paragraph(
                N_(
                    "We have your mail and answer as soon as we can. To add to it, answer this mail and leave the "
                    "number in its subject as it is."
                )
            ),
            Paragraph(
                N_(
                    "If you have not written to us, somebody has used your address. There is nothing for you to do "
                    "then."
                )
            ),
        ),
        params=("number",),
        anonymous=True,
    ),
    "ticket_answered": Template(
        "support",
        N_("[{number}] {subject}"),
        (
            Paragraph(N_("{author} has answered your request:")),
            Block("excerpt", "> "),
            Paragraph(N_("Reply in the client zone under “Tickets”.")),
        ),
        params=("number", "subject", "author", "excerpt"),
    ),
    "ticket_closed": Template(
        "support",
        N_("[{number}] Closed: {subject}"),
        (
            Paragraph(N_("We believe that your request is settled, and have closed it.")),
            Paragraph(N_("If something is still open, reopen it in the client zone under “Tickets”.")),
        ),
        params=("number", "subject"),
    ),
    "maintenance": Template(
        "general",
        N_("Maintenance: {title}"),
        (
            Facts((N_("From: {starts_at}"), N_("Until: {ends_at}"), N_("Affected: {affects}"))),
            Block("body"),
            Paragraph(N_("There is nothing for you to do. Excuse the interruption.")),
        ),
        params=("title", "starts_at", "ends_at"),
        optional=(*_GREETED, "affects", "body"),
    ),
    "newsletter": Template(
        "general",
        N_("{title}"),
        (
            Block("body"),
            Paragraph(
                N_(
                    "You get this because you agreed to news from us. You can switch it off in the client zone "
                    "under “Personal data”."
                )
            ),
        ),
        params=("title", "body"),
    ),
}

TEMPLATES: Final[Mapping[str, Template]] = _ACCESS | _PRODUCTS | _BILLING | _SUPPORT
"""Every template by the name that notices use; ``copy`` is composed from the original itself."""
