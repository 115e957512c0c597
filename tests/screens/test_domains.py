"""Domains on screen: the list with marks, the page, the form, many at once, renewal, codes, taking one in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import update
from textual.widgets import Static

from jumpzone.model.mutations import TIMER, Mutation
from jumpzone.model.permissions import Permission, Role
from jumpzone.model.records import Domain
from jumpzone.store.tables import TABLES
from jumpzone.widgets.dialogs import AskPassword
from tests.screens.conftest import Run
from tests.screens.zoneapp import SAMPLE_PASSWORD, ZoneApp


async def to_list(shown: ZoneApp, rows: int = 11) -> Any:
    """Go to the domains and wait for the list; returns its table."""
    await shown.press("3")
    await shown.until(lambda: shown.screen.pane.table.total == rows)
    await shown.until(lambda: shown.screen.pane.current is not None)
    return shown.screen.pane.table


async def to_page(shown: ZoneApp, name: str) -> Any:
    """Open the page of a domain; returns its screen."""
    table = await to_list(shown)
    shown.screen.show_record(stored(shown, name).id)
    await shown.until(lambda: table.current is not None and table.current.record.name == name)
    await shown.press("enter")
    await shown.until_shown("DomainScreen")
    await shown.until_text("Registrant")
    return shown.screen


def stored(shown: ZoneApp, name: str) -> Domain:
    found: Domain = shown.app.zone.domains.find(name, "name")
    return found


def set_elsewhere(shown: ZoneApp, domain: Domain, **values: object) -> None:
    """Another program, or the registry, changes a domain."""
    deps, account = shown.app.zone.deps, shown.app.session.account.id
    mutation = Mutation(deps.ids.new(), account, "domain", domain.id, "update", deps.clock.now(), values)
    deps.executor.run(mutation, TIMER)


# The list


async def test_no_name_is_cut_where_the_detail_stands_beside_it(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await to_list(shown)
        await shown.until_text("posters-and-teapots.example")
        await shown.until_text("━")
        assert "in 4 days" in shown.text


async def test_marks_outlive_sorting_and_filters_and_are_counted(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        table = await to_list(shown)
        await shown.press("space", "space")
        assert len(table.selected) == 2
        marked = table.selected
        await shown.press("s", "S")
        shown.screen.pane.set_filters(".test")
        await shown.until(lambda: table.total == 3)
        await shown.press("a")
        await shown.until(lambda: len(table.selected) == 5)
        assert marked < table.selected
        await shown.until_text("5 selected")
        await shown.press("a")
        await shown.until(lambda: table.selected == marked)


async def test_a_click_before_a_line_marks_it_and_one_before_the_headings_marks_all(
    signed_in_app: Run,
) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        table = await to_list(shown)
        await shown.pilot.click(table, offset=(1, 2))
        assert table.selected == {table.current.id}
        await shown.pilot.click(table, offset=(1, 2))
        assert not table.selected
        await shown.pilot.click(table, offset=(0, 0))
        await shown.until(lambda: len(table.selected) == 11)
        assert table.sort.key == "name"
        await shown.pilot.click(table, offset=(5, 0))
        await shown.until(lambda: table.sort.descending)


async def test_the_switches_are_filters(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        table = await to_list(shown)
        shown.screen.pane.set_filters(locked="off")
        shown.screen.read()
        await shown.until(lambda: table.total == 1)
        await shown.until_text("winter-paths.test")


# Many at once


async def test_many_are_changed_after_a_preview_with_a_line_for_each(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 40)) as shown:
        await to_list(shown)
        set_elsewhere(shown, stored(shown, "zora-bakery.example"), status="transferred_away")
        await shown.press("a", "b")
        await shown.until_shown("BulkScreen")
        await shown.until_text("11 domains are marked")
        await shown.submit()
        await shown.until_text("Choose at least one thing")
        await shown.fill(auto_renew="on", nameservers="ns1.studio.example\nns2.other.test")
        await shown.submit()
        await shown.until_shown("BulkPreview")
        await shown.until_text("Change 10 domains")
        for text in ("Can't be done 1", "→ ns1.studio.example", "! Auto-renew off → on"):
            assert text in shown.text
        # What to know of a domain is said in full where the cursor is.
        assert "glue" not in shown.text
        await shown.press(*["down"] * 6)
        await shown.until_text("glue")
        assert not stored(shown, "studio.example").auto_renew
        await shown.press("ctrl+s")
        await shown.until_text("Done 10")
        assert "Can't be done 1" in shown.text
        assert stored(shown, "studio.example").nameservers == ("ns1.studio.example", "ns2.other.test")
        await shown.press("ctrl+z")
        await shown.until_text("Taken back.")
        assert not stored(shown, "studio.example").auto_renew


async def test_taking_locks_off_is_asked_about_first(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        table = await to_list(shown)
        await shown.press("space", "space", "b")
        await shown.until_shown("BulkScreen")
        await shown.fill(locked="off")
        await shown.submit()
        await shown.until_text("Change 2 domains")
        await shown.press("ctrl+s")
        await shown.until_text("Take the transfer lock off 2 domains?")
        await shown.press("escape")
        assert all(each.locked for each in shown.app.zone.domains.list() if each.id in table.selected)
        await shown.press("ctrl+s")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until_text("Done 2")
        await shown.press("escape")
        await shown.until_shown("DomainsScreen")
        await shown.until(lambda: not table.selected)


async def test_a_line_says_in_full_why_it_can_not_be_done(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        table = await to_list(shown)
        set_elsewhere(shown, stored(shown, table.current.record.name), status="redemption")
        await shown.press("b")
        await shown.until_shown("BulkScreen")
        await shown.fill(auto_renew="off")
        await shown.submit()
        await shown.until_text("Bringing it back has a price of its own")


async def test_two_hundred_domains_are_changed_with_progress(signed_in_app: Run) -> None:
    async with signed_in_app("reseller", size=(120, 40)) as shown:
        await to_list(shown, 200)
        await shown.press("a")
        await shown.until_text("200 selected")
        await shown.press("b")
        await shown.until_shown("BulkScreen")
        await shown.fill(auto_renew="on")
        await shown.submit()
        await shown.until_text("Change 18 domains")
        assert shown.screen.table.total == 200
        await shown.press("ctrl+s")
        await shown.until_text("Done 18")


# The page


async def test_the_page_says_everything(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 50)) as shown:
        await to_page(shown, "xn--d1aisjfg.example")
        for text in (
            "студио.example",
            "In the registry",
            "xn--d1aisjfg.example",
            "ns1.jumpzone.example",
            "ECDSAP256SHA256",
            "the account's own data",
            "nikolay@cables.example",
            "Transfer lock",
        ):
            assert text in shown.text, text


async def test_a_switch_is_turned_and_turned_back(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        await to_page(shown, "studio.example")
        await shown.press("u")
        await shown.until_text("renews by itself from now on")
        assert stored(shown, "studio.example").auto_renew
        await shown.press("ctrl+z")
        await shown.until_text("Taken back")
        assert not stored(shown, "studio.example").auto_renew
        await shown.press("l")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until(lambda: not stored(shown, "studio.example").locked)


async def test_what_the_state_forbids_is_not_offered(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        page = await to_page(shown, "studio.example")
        assert all(page.buttons[name].display for name in ("edit", "renew", "show_code"))
        set_elsewhere(shown, stored(shown, "studio.example"), status="transferred_away")
        await shown.until_text("Transferred away")
        shown_buttons = {name for name, button in page.buttons.items() if button.display}
        assert not shown_buttons & {"edit", "renew", "show_code", "turn_locked"}
        await shown.press("e", "r", "v")
        assert shown.screen is page


# The form


async def test_the_form_saves_names_and_people_and_warns_of_glue(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 50)) as shown:
        await to_page(shown, "iskar-gallery.example")
        await shown.press("e")
        await shown.until_shown("DomainForm")
        form = shown.screen
        await shown.until(lambda: len(form._candidates) == 3)
        partner = next(
            each.contact for each in form._candidates if each.contact.email == "maria@studio.example"
        )
        await shown.fill(nameservers="ns1.iskar-gallery.example\nns2.пример.example", registrant=partner.id)
        await shown.until_text("glue")
        await shown.fill(nameservers="ns1.iskar-gallery.example")
        await shown.submit()
        await shown.until_text("2 to 5 nameservers")
        await shown.fill(nameservers="ns1.iskar-gallery.example\nns2.пример.example", ds=f"1 13 2 {'a' * 64}")
        await shown.submit()
        await shown.until_shown("DomainScreen")
        await shown.until_text("ns2.пример.example")
        saved = stored(shown, "iskar-gallery.example")
        assert saved.nameservers == ("ns1.iskar-gallery.example", "ns2.xn--e1afmkfd.example")
        assert (saved.registrant, saved.ds[0]["digest"]) == (partner.id, "A" * 64)
        await shown.press("ctrl+z")
        await shown.until(lambda: stored(shown, "iskar-gallery.example").registrant is None)


async def test_somebody_elses_nameservers_are_shown_beside_those_typed(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 50)) as shown:
        await to_page(shown, "iskar-gallery.example")
        await shown.press("e")
        await shown.until_shown("DomainForm")
        await shown.fill(nameservers="ns1.mine.test\nns2.mine.test")
        set_elsewhere(
            shown,
            stored(shown, "iskar-gallery.example"),
            nameservers=["ns1.theirs.test", "ns2.theirs.test"],
        )
        await shown.until_text("Somebody else changed this meanwhile")
        await shown.until_text("ns1.theirs.test")
        assert shown.form().field("nameservers").value == "ns1.mine.test\nns2.mine.test"


async def test_what_is_typed_survives_leaving(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(120, 50)) as shown:
        await to_page(shown, "iskar-gallery.example")
        await shown.press("e")
        await shown.until_shown("DomainForm")
        await shown.fill(id_protection=True)
        await shown.press("escape")
        await shown.until_shown("Unsaved")
        await shown.press("s")
        await shown.until_shown("DomainScreen")
        await shown.until(lambda: stored(shown, "iskar-gallery.example").id_protection)


# Renewal, codes, transfer in


async def test_years_are_offered_with_their_prices_and_ordered(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        await to_page(shown, "slow-bicycles.test")
        await shown.press("r")
        await shown.until_text("Renew slow-bicycles.test")
        assert "1 year " in shown.text
        assert "2 years" in shown.text
        await shown.press("down", "enter")
        await shown.until_text("It is ordered")
        await shown.press("enter")
        await shown.until_shown("InvoicesScreen")
        await shown.until(lambda: shown.screen.pane.current.record.kind == "proforma")


async def test_a_transfer_code_is_shown_for_the_password_and_hidden_again(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        await to_page(shown, "winter-paths.test")
        await shown.press("v")
        await shown.until_shown("AskPassword")
        dialog = shown.screen
        assert isinstance(dialog, AskPassword)
        dialog._field.value = "guess"
        await shown.press("enter")
        await shown.until(lambda: shown.screen is not dialog and type(shown.screen).__name__ == "AskPassword")
        shown.screen._field.value = SAMPLE_PASSWORD
        await shown.press("enter")
        await shown.until_shown("CodeDialog")
        code = shown.screen._code
        assert (len(code), code in shown.text) == (14, True)
        await shown.press("y")
        assert shown.app.clipboard == code
        await shown.press("escape")
        await shown.until_shown("DomainScreen")
        assert code not in shown.text


async def test_a_locked_domain_gives_no_code_and_asks_no_password(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        await to_page(shown, "studio.example")
        await shown.press("v")
        await shown.until_shown("ErrorDialog")
        assert "locked against transfers" in shown.text


async def test_a_domain_is_taken_in(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        await to_list(shown)
        await shown.press("i")
        await shown.until_shown("TransferScreen")
        await shown.fill(name="studio.example")
        await shown.until_text("in this customer centre already")
        await shown.fill(name="раypal.example", transfer_code="x")
        await shown.until_text("It looks like “paypal”")
        assert "€" in str(shown.screen.query_one("#known", Static).content)
        await shown.submit()
        await shown.until_text("6 to 64 letters")
        await shown.fill(transfer_code="Zx-81!teapots")
        await shown.submit()
        await shown.until_text("It is ordered")
        assert "Zx-81!teapots" not in shown.text
        await shown.press("escape")
        await shown.until_shown("DomainsScreen")
        await shown.until_text("≈ раypal.example")
        await shown.until_text("Being transf")


async def test_leaving_a_transfer_is_asked_about_when_something_is_typed(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(80, 24)) as shown:
        await to_list(shown)
        await shown.press("i")
        await shown.until_shown("TransferScreen")
        await shown.fill(name="fresh.example")
        await shown.press("escape")
        await shown.until_shown("Confirm")
        await shown.press("escape")
        assert type(shown.screen).__name__ == "TransferScreen"
        await shown.press("escape")
        await shown.until_shown("Confirm")
        await shown.press("y")
        await shown.until_shown("DomainsScreen")


async def test_support_is_asked_about_the_domain(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        await to_page(shown, "studio.example")
        await shown.press("t")
        await shown.until_shown("TicketScreen")
        await shown.until_text("studio.example")


async def test_who_may_only_look_is_offered_nothing_to_change(signed_in_app: Run) -> None:
    async with signed_in_app("studio", size=(100, 40)) as shown:
        member, session = TABLES["membership"], shown.app.session
        values = {"role": "member", "permissions": ["domains"]}
        with shown.app.zone.deps.store.write() as tx:
            tx.execute(update(member).where(member.c.login == session.login.id).values(values))
        reader = replace(session, role=Role(session.login.id, permissions=frozenset({Permission.DOMAINS})))
        shown.app._set_zone(shown.app.zone.signed_in(reader))
        await to_list(shown)
        for words in ("Change the marked", "Transfer in", "Mark all"):
            assert words not in shown.text
        await shown.press("a", "b", "i", "enter")
        await shown.until_shown("DomainScreen")
        await shown.until_text("Contacts")
        offered = {name for name, button in shown.screen.buttons.items() if button.display}
        assert not offered & {"edit", "renew", "turn_locked", "show_code", "ticket"}
        assert "nikolay@cables.example" not in shown.text
