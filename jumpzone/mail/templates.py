"""The kinds of mail that the zone sends, in English; the catalogues hold them in Bulgarian and Russian.

Values have their form from their type: a date, an aware time (shown in the zone named by ``timezone``, else in
UTC), money as ``(minor units, currency)``, a number. By name: ``days`` is "in 3 days", ``minutes`` is "10 minutes",
``percent`` is a fraction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jumpzone.i18n import N_
from jumpzone.mail.access_templates import ACCESS
from jumpzone.mail.parts import Block, Facts, Paragraph, Template
from jumpzone.mail.sharing_templates import SHARING

__all__ = ["TEMPLATES"]

_GREETED: Final = ("name", "timezone")

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

TEMPLATES: Final[Mapping[str, Template]] = ACCESS | SHARING | _PRODUCTS | _BILLING | _SUPPORT
"""Every template by the name that notices use; ``copy`` is composed from the original itself."""
