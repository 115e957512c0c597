"""`jumpzone invoices pdf | ubl | pay | statement | bundle | totals`: what is made of invoices."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jumpzone.cli.commands import argument, option, output_options, pass_run
from jumpzone.cli.dates import Date
from jumpzone.cli.files import write_new
from jumpzone.cli.invoices_credit import invoices
from jumpzone.cli.listings import INVOICES
from jumpzone.cli.output import Column
from jumpzone.cli.records import find, for_each, reader_of
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, Text, current, gettext
from jumpzone.model.words import status_word

if TYPE_CHECKING:
    from jumpzone.documents.payment import Transfer
    from jumpzone.usecases.papers import AccountStatement
    from jumpzone.usecases.zone import Zone

_F = TypeVar("_F", bound=Callable[..., Any])

__all__ = ["invoices"]

_references = argument("references", metavar="ID...", nargs=-1, required=True)
_force = option("--force", is_flag=True, help=N_("Replace a file that exists"))


def _period(function: _F) -> _F:
    for declare in (
        option("--to", "last", type=Date(), metavar="DATE", required=True, help=N_("The last day")),
        option("--from", "first", type=Date(), metavar="DATE", required=True, help=N_("The first day")),
    ):
        function = declare(function)
    return function


@invoices.command(
    "pdf",
    help=N_(
        "Save invoices as PDF, in the account's language.\n\n"
        "They are named by number, payment reference or ID, or taken from a period. The files are yours alone to read."
    ),
)
@argument("references", metavar="ID...", nargs=-1)
@option("--since", "first", type=Date(), metavar="DATE", help=N_("Those issued from this day on"))
@option("--until", "last", type=Date(), metavar="DATE", help=N_("Those issued up to this day"))
@option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    metavar="DIR",
    help=N_("Where to; the current folder when left out"),
)
@_force
@output_options
@pass_run
def _pdf(
    run: Run,
    references: tuple[str, ...],
    first: date | None,
    last: date | None,
    folder: Path,
    force: bool,
) -> int:
    with run.zone() as zone:
        wanted = [*references, *(_issued(zone, first, last) if first or last else ())]
        if not wanted:
            raise click.UsageError(gettext("Name invoices, or a period with --since and --until."))

        def save(reference: str) -> Text:
            name, content = zone.invoices.pdf(find(zone, INVOICES, reference).id)
            path = folder / name
            write_new(path, content, force=force)
            return T_("Written: {file}", file=path)

        return for_each(run, tuple(wanted), save)


def _issued(zone: Zone, first: date | None, last: date | None) -> list[str]:
    """Return the numbers of what was issued in a period, the oldest first."""
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    query = Query(
        since={} if first is None else {"issued_on": first},
        until={} if last is None else {"issued_on": last + timedelta(days=1)},
        sort="issued_on",
    )
    return [each.number for each in zone.invoices.list(query) if each.number and each.status != "draft"]


@invoices.command(
    "ubl",
    help=N_(
        "Write an invoice or a credit note as XML for other programs (UBL 2.1, EN 16931).\n\n"
        "It is named by number, payment reference or ID. A proforma is no tax document and has none."
    ),
)
@argument("reference", metavar="ID")
@option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("Where to: a file or a folder; the standard output when left out"),
)
@_force
@pass_run
def _ubl(run: Run, reference: str, path: Path | None, force: bool) -> None:
    with run.zone() as zone:
        name, content = zone.invoices.ubl(find(zone, INVOICES, reference).id)
    if path is None or str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    target = path / name if path.is_dir() else path
    write_new(target, content, force=force)
    run.out.say(T_("Written: {file}", file=target))


_TRANSFER = (
    Column("name", T_("Payee")),
    Column("iban", T_("IBAN")),
    Column("bic", T_("BIC")),
    Column("bank_account", T_("Account")),
    Column("bank_code", T_("BIK (БИК)")),
    Column("correspondent_account", T_("Correspondent account")),
    Column("bank_name", T_("Bank")),
    Column("amount", T_("Amount")),
    Column("currency", T_("Currency")),
    Column("reference", T_("Reference")),
    Column("code", T_("Payment code")),
)


@invoices.command(
    "pay",
    help=N_(
        "Say how invoices are paid by one bank transfer, with a code for a banking app.\n\n"
        "Nothing is paid by this command. What is made out in lev is paid in euro at the fixed rate."
    ),
)
@_references
@output_options
@pass_run
def _pay(run: Run, references: tuple[str, ...]) -> None:
    with run.zone() as zone:
        transfer = zone.invoices.payment([find(zone, INVOICES, each).id for each in references])
    if run.form != "table":
        row = {each.name: getattr(transfer, each.name, None) for each in _TRANSFER}
        run.out.record(_TRANSFER, row | {"code": transfer.payload})
        return
    _show_transfer(run, transfer)


def _show_transfer(run: Run, transfer: Transfer) -> None:
    from jumpzone.documents.payment import half_blocks, modules, transfer_details  # late: only for who pays

    details = transfer_details(transfer, current())
    columns = [
        Column(str(at), Text("{label}", {"label": label})) for at, (label, _value) in enumerate(details)
    ]
    run.out.record(columns, {str(at): value for at, (_label, value) in enumerate(details)})
    if transfer.payload is None:
        run.out.remark(
            T_("There is no payment code for this transfer. Type the details into your bank's form.")
        )
    elif not run.out.picture(half_blocks(modules(transfer.payload))):
        run.out.remark(T_("Enlarge the window to see the payment code. It is on the PDF, too."))


_ENTRIES = (
    Column("date", T_("Date")),
    Column("entry", T_("Entry")),
    Column("number", T_("Number")),
    Column("currency", T_("Currency")),
    Column("amount", T_("Amount"), right=True),
    Column("balance", T_("Balance"), right=True),
)


@invoices.command(
    "statement",
    help=N_("Print the statement of a period: what was owed, invoiced, paid, and what is owed."),
)
@_period
@option(
    "--pdf",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=N_("Write it as PDF into a file"),
)
@_force
@output_options
@pass_run
def _statement(run: Run, first: date, last: date, file: Path | None, force: bool) -> None:
    with run.zone() as zone:
        made = zone.invoices.statement(first, last)
    if file is not None:
        write_new(file, made.pdf(), force=force)
        run.out.say(T_("Written: {file}", file=file))
        return
    run.out.rows(
        _ENTRIES, _entries(run, made), empty=T_("Nothing was owed, invoiced or paid in this period.")
    )


def _entries(run: Run, made: AccountStatement) -> list[dict[str, object]]:
    from jumpzone.documents.statement import ENTRIES  # late: only for a statement

    rows: list[dict[str, object]] = []
    table = run.form == "table"

    def row(day: date, kind: str, number: str, currency: str, amount: int | None, balance: int) -> None:
        def money(minor: int) -> object:
            return current().money(minor, currency) if table else minor

        rows.append(
            {
                "date": current().date(day) if table else day.isoformat(),
                "entry": ENTRIES[kind].render() if table else kind,
                "number": number or None,
                "currency": currency,
                "amount": None if amount is None else money(amount),
                "balance": money(balance),
            }
        )

    for part in made.parts:
        row(made.first, "opening_balance", "", part.currency, None, part.opening)
        for each in part.entries:
            row(each.day, each.kind, each.number, part.currency, each.amount, each.balance)
        row(made.last, "closing_balance", "", part.currency, None, part.closing)
    return rows


@invoices.command(
    "bundle",
    help=N_(
        "Write what an accountant needs of a period into a zip file.\n\n"
        "In it are the invoices and credit notes as PDF and as UBL, a CSV file of them, totals by VAT rate, the "
        "statement, and the checksums of all. The same data gives the same file."
    ),
)
@_period
@argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_force
@pass_run
def _bundle(run: Run, first: date, last: date, file: Path, force: bool) -> None:
    with run.zone() as zone:
        content = zone.invoices.bundle(first, last)
    write_new(file, content, force=force)
    run.out.say(T_("Written: {file}", file=file))


_TOTALS = (
    Column("status", T_("Status")),
    Column("currency", T_("Currency")),
    Column("count", T_("Number"), right=True),
    Column("amount", T_("Amount"), right=True),
)


@invoices.command(
    "totals",
    help=N_(
        "Add up the invoices by status and currency.\n\n"
        "Where something is still to be paid, that is what counts. Paid proformas are left out: the invoice that "
        "followed counts."
    ),
)
@output_options
@pass_run
def _totals(run: Run) -> None:
    from jumpzone.usecases.lists import Query  # late: it brings the database library

    with run.zone() as zone:
        found = zone.invoices.totals(Query(), reader_of(run, zone).today)
    table = run.form == "table"
    rows = [
        {
            "status": status_word("invoice", each.status) if table else each.status,
            "currency": each.currency,
            "count": each.count,
            "amount": current().money(each.amount, each.currency) if table else each.amount,
        }
        for each in found
    ]
    run.out.rows(_TOTALS, rows, empty=T_("No invoices yet"))
