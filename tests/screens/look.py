# ruff: noqa: E501
"""Pictures of a screen with a company's data: ``python -m tests.screens.look SCREEN WIDTHxHEIGHT OUT.svg [KEYS…]``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from jumpzone.i18n import use
from jumpzone.model.clock import FakeClock
from jumpzone.model.mails import MASK
from jumpzone.paths import Paths
from jumpzone.settings import Settings
from jumpzone.store.opening import open_store
from tests.screens.stage import Company, Stage, save_picture, settle

KINDS: tuple[dict[str, Any], ...] = (
    {
        "category": "invoice",
        "subject": "Invoice 0000000412 is overdue",
        "body": "Dear Maria,\n\nthe invoice 0000000412 of 14 November over €148.20 is overdue.\n\nPay it here: https://pay.jumpzone.example/i/412\n\nJumpZone",
    },
    {
        "category": "product",
        "subject": "Access data for studio.example",
        "body": f"Your hosting account is ready.\n\nPanel: https://panel.jumpzone.example\nUser name: studio\nPassword: {MASK}\n\nPlease change it soon.",
        "secrets": ("hunter-2-gravel",),
    },
    {
        "category": "domain",
        "subject": "studio.example expires in 4 days",
        "body": "The domain studio.example expires on 27 November. Renew it in the zone.",
    },
    {
        "category": "support",
        "subject": "T-100371: your question was answered",
        "body": "We have moved the site to the other server.",
        "delivery": "failed",
        "delivery_error": "The server of office.example did not take it: mailbox full (452 4.2.2)",
    },
    {"category": "security", "subject": "Your code to sign in", "body": ""},
    {
        "category": "general",
        "subject": "Maintenance on Sunday night",
        "body": "We replace two switches in Sofia between 02:00 and 04:00.",
    },
)


def company_of(store: Any, clock: FakeClock) -> Company:
    company = Company(store, clock)
    zone = company.opened
    zone.add_contact(
        first_name="Петър",
        last_name="Петров",
        email="accounts@ledger.example",
        company_name="Счетоводна къща Лист",
        phone="+35929870001",
        notifications=["invoice", "general"],
    )
    zone.add_contact(
        first_name="Anna",
        last_name="Schmidt",
        email="anna@studio.example",
        notifications=["product", "support", "domain"],
    )
    zone.add_contact(
        first_name="Boris",
        last_name="Kolev",
        email="boris@studio.example",
        phone="+359888123450",
        notifications=[],
    )
    step = timedelta(hours=17)
    company.add_messages(
        *(
            {**KINDS[n % len(KINDS)], "sent_at": clock.now() - n * step - timedelta(minutes=4)}
            for n in range(120)
        )
    )
    return company


async def main(screen: str, size: str, out: str, *keys: str) -> None:
    module, kind = {
        "messages": ("messages", "MessagesScreen"),
        "contacts": ("contacts", "ContactsScreen"),
        "account": ("account", "AccountScreen"),
    }[screen]
    width, height = map(int, size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        clock = FakeClock()
        with open_store(f"{folder}/zone.db", now=clock.now()) as store:
            paths = Paths.under(Path(folder))
            settings = Settings.load({"LANG": "C.UTF-8", "TZ": "UTC"}, paths=paths)
            app = Stage(
                company_of(store, clock),
                settings,
                getattr(import_module(f"jumpzone.screens.{module}"), kind)(),
            )
            async with app.run_test(size=(width, height)) as pilot:
                await settle(pilot)
                for key in keys:
                    if key.startswith("lang="):
                        app.switch_language(key[5:])
                    elif key.startswith("text="):
                        await pilot.press(*key[5:])
                    elif key.startswith("wait="):
                        await pilot.pause(float(key[5:]))
                    else:
                        await pilot.press(key)
                    await settle(pilot)
                save_picture(app, Path(out))


if __name__ == "__main__":
    use("en")
    asyncio.run(main(*sys.argv[1:]))
