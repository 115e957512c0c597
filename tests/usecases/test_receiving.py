"""Mail that comes in: it finds its ticket, opens a centre for who is unknown, and tells nobody anything."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from jumpzone.errors import Invalid, Refused, Throttled
from jumpzone.model.clock import FakeClock
from jumpzone.model.emails import canonical
from jumpzone.model.text import clean
from jumpzone.store import audit
from jumpzone.store.opening import open_store
from jumpzone.store.tables import TABLES
from jumpzone.usecases.receiving import Received, Receiving
from jumpzone.usecases.tickets import attachments_of
from jumpzone.usecases.zone import Zone
from tests.mail.mailbag import Bag
from tests.mail.writing import SENDER, mail
from tests.usecases.people import EMAIL, PASSWORD, People

PETAR = "petar@kolev.example"
OWN = ("zone@jumpzone.example", "support@jumpzone.example")


class Desk(People):
    """People, and the mail that comes from them."""

    def receive(self, raw: bytes, envelope: str | None = None) -> Received:
        return Receiving(self.deps, OWN).receive(raw, envelope)

    def zone(self, **who: str) -> Zone:
        """The zone of somebody who registers just now."""
        return Zone(self.deps, self.register(**who))


@pytest.fixture
def desk(clock: FakeClock, tmp_path: object) -> Iterator[Desk]:
    with open_store(f"{tmp_path}/zone.db", now=clock.now()) as store:
        yield Desk(store, clock)


@pytest.fixture
def desk_anywhere(clock: FakeClock, store_url: str) -> Iterator[Desk]:
    with open_store(store_url, now=clock.now()) as store:
        yield Desk(store, clock)


def test_an_unknown_address_opens_one_centre_that_nobody_can_sign_in_to(desk_anywhere: Desk) -> None:
    desk = desk_anywhere
    first = desk.receive(mail(files={"снимка.png": b"\x89PNG\r\n\x1a\nx"}))
    second = desk.receive(mail("Още нещо.", subject="Друго", message_id="<two@kolev.example>"))
    assert (first.outcome, first.ticket, first.account) == ("opened", "T-100001", "C-100001")
    assert (second.outcome, second.ticket, second.account) == ("opened", "T-100002", "C-100001")
    (account,) = desk.rows("account")
    assert (account["opened_by"], account["holder"], account["claimed_at"]) == ("email", None, None)
    assert (account["display_name"], account["language"]) == ("Петър Колев", "bg")
    (address,) = desk.rows("email_address")
    assert (address["login"], address["account"], address["verified_at"]) == (None, account["id"], None)
    assert (desk.count("login"), desk.count("membership")) == (0, 0)
    reply = min(desk.rows("ticket_reply"), key=lambda each: each["id"])
    assert reply["body"] == "Здравейте, сайтът не се отваря."
    assert [each["name"] for each in reply["attachments"]] == ["снимка.png"]
    with pytest.raises(Refused):
        desk.access().sign_in(PETAR, PASSWORD)
    with desk.store.read() as tx:
        assert audit.verify(tx, account["id"]) is None


def test_the_same_mail_twice_is_one_ticket(desk_anywhere: Desk) -> None:
    first, again = (desk_anywhere.receive(mail()) for _time in range(2))
    assert (first.outcome, again.outcome) == ("opened", "known")
    assert (again.ticket, again.account) == (first.ticket, first.account)
    assert desk_anywhere.count("ticket_reply") == 1
    # Some programs give every mail the same identity: what is written must not get lost by it.
    assert desk_anywhere.receive(mail("Нещо друго.")).outcome == "opened"


def test_the_answer_is_a_number_and_comes_once_an_hour(desk: Desk) -> None:
    desk.receive(mail())
    (told,) = desk.composer.notices
    assert (told.template, told.to, dict(told.params)) == ("ticket_received", PETAR, {"number": "T-100001"})
    desk.receive(mail("2", message_id="<2@kolev.example>"))
    assert len(desk.composer.notices) == 1, "a second mail within the hour is not acknowledged"
    desk.clock.advance(timedelta(hours=1))
    desk.receive(mail("3", message_id="<3@kolev.example>"))
    assert len(desk.composer.notices) == 2


@pytest.mark.parametrize("found", ["dmarc=fail", "spf=fail"])
def test_what_the_server_found_forged_is_not_acknowledged_but_shown(desk: Desk, found: str) -> None:
    forged = mail(authentication_results=f"mx.jumpzone.example; {found} header.from=kolev.example")
    assert desk.receive(forged).outcome == "opened"
    assert desk.composer.notices == []
    (reply,) = desk.rows("ticket_reply")
    method, _equals, result = found.partition("=")
    assert reply["origin"] == {"from": PETAR, "by": "mx.jumpzone.example", method: result}


def test_a_customer_s_mail_lands_at_home_and_its_answers_in_their_ticket(desk_anywhere: Desk) -> None:
    desk = desk_anywhere
    zone = desk.zone()
    opened = desk.receive(mail(sender=f"Maria <{EMAIL.upper()}>"))
    assert (opened.outcome, opened.account) == ("opened", zone.session.account.number)
    (ticket,) = zone.tickets.list()
    assert (ticket.opened_by, ticket.status, ticket.subject) == ("email", "open", "Сайтът не работи")
    zone.tickets.close(ticket.id)
    tagged = mail("Пак.", sender=EMAIL, subject=f"Re: [{opened.ticket}] x", message_id="<b@x.example>")
    assert (desk.receive(tagged).outcome, zone.tickets.get(ticket.id).status) == ("replied", "customer_reply")
    sent = next(each for each in desk.rows("message") if (each["about"] or {}).get("id") == ticket.id)
    answer = f"<{sent['id']}@jumpzone.example>"
    replied = desk.receive(mail("3", sender=EMAIL, message_id="<c@x.example>", in_reply_to=answer))
    assert (replied.outcome, replied.ticket) == ("replied", opened.ticket)
    chain = desk.receive(mail("4", sender=EMAIL, message_id="<d@x.example>", references="<b@x.example>"))
    assert (chain.outcome, chain.ticket) == ("replied", opened.ticket)
    said = zone.tickets.conversation(ticket.id).replies
    assert [each.body for each in said][1:] == ["Пак.", "3", "4"]
    assert {each.side for each in said} == {"customer"}


def test_only_who_may_write_there_gets_into_a_ticket(desk: Desk) -> None:
    zone = desk.zone()
    zone.contacts.add({"first_name": "Ана", "last_name": "Илиева", "email": "ana@firm.example"})
    id_, _applied = zone.tickets.open({"subject": "Тайно", "body": "x", "cc": ["copy@firm.example"]})
    number = zone.tickets.get(id_).number
    ways = {"ana@firm.example": "replied", "Copy@firm.example": "replied", "stranger@else.example": "opened"}
    for place, (sender, outcome) in enumerate(ways.items()):
        found = desk.receive(
            mail(f"{place}", sender=sender, subject=f"[{number}]", message_id=f"<{place}@x.example>")
        )
        assert (found.outcome, found.ticket == number) == (outcome, outcome == "replied"), sender
        assert (found.account == zone.session.account.number) == (outcome == "replied")
    conversation = zone.tickets.conversation(id_)
    assert [each.body for each in conversation.replies] == ["x", "0", "1"]
    assert conversation.replies[1].origin == {"from": "ana@firm.example"}


def test_programs_bounces_and_our_own_mail_open_nothing(desk: Desk) -> None:
    zone = desk.zone()
    id_, _applied = zone.tickets.open({"subject": "x", "body": "x"})
    tag = f"[{zone.tickets.get(id_).number}]"
    sent = len(desk.composer.notices)
    refused = {
        "automatic": mail(sender=EMAIL, subject=f"Out of office: {tag}", auto_submitted="auto-replied"),
        "list": mail(list_id="<news.kolev.example>"),
        "bounce": mail(return_path="<>"),
        "own-mail": mail(sender=OWN[1]),
        "loop": mail(x_loop="support@jumpzone.example"),
    }
    for code, each in refused.items():
        found = desk.receive(each)
        assert (found.outcome, found.code, found.ticket) == ("refused", code, None)
        assert found.reason is not None
    assert desk.receive(mail(), envelope="").code == "bounce"
    assert (desk.count("ticket"), desk.count("account"), len(desk.composer.notices)) == (1, 1, sent)


def test_a_flood_of_one_address_has_to_wait_and_loses_nothing(desk: Desk) -> None:
    flood = [mail(f"{n}", message_id=f"<{n}@kolev.example>") for n in range(40)]
    done = 0
    with suppress(Throttled):
        for each in flood:
            desk.receive(each)
            done += 1
    assert 20 < done < 40
    assert desk.count("mail_seen") == desk.count("ticket") == done
    desk.clock.advance(timedelta(minutes=15))
    assert desk.receive(flood[done]).outcome == "opened"


def test_files_over_the_limits_are_named_and_the_text_stays(desk: Desk) -> None:
    files = {"big.bin": b"\0" * (10 * 1024**2 + 1), "../../etc/passwd": b"root"}
    desk.receive(mail("Вижте файловете.", files=files))
    (reply,) = desk.rows("ticket_reply")
    assert reply["body"].startswith("Вижте файловете.")
    assert "big.bin" in reply["body"]
    assert [each["name"] for each in reply["attachments"]] == ["passwd"]


# Claiming


def test_registering_with_the_address_claims_the_centre_and_its_tickets(desk_anywhere: Desk) -> None:
    desk = desk_anywhere
    opened = desk.receive(mail(files={"a.txt": b"abc"}))
    session = desk.register(email=PETAR)
    assert session.account.number == opened.account
    assert session.account.holder == session.login.id
    assert (session.account.opened_by, session.account.claimed_at) == ("email", desk.clock.now())
    zone = Zone(desk.deps, session)
    (ticket,) = zone.tickets.list()
    conversation = zone.tickets.conversation(ticket.id)
    (file,) = attachments_of(conversation.replies)
    assert zone.tickets.content_of(file) == b"abc"
    assert zone.profile.get().first_name == "Мария", "what was typed, not what a mail said"
    assert (desk.count("account"), desk.count("profile"), desk.count("email_address")) == (1, 1, 1)
    assert desk.access().sign_in(PETAR, PASSWORD).account.number == opened.account
    later = desk.receive(mail("Пак аз.", message_id="<later@kolev.example>"))
    assert (later.outcome, later.account) == ("opened", opened.account)
    with desk.store.read() as tx:
        assert audit.verify(tx, session.account.id) is None


def test_beginning_says_and_does_the_same_for_an_unclaimed_address(desk: Desk) -> None:
    desk.receive(mail())
    before, hashed = desk.rows("account"), desk.hasher.hashed
    pending = desk.begin(email=PETAR)
    assert desk.composer.templates[-1] == "registration_code"
    assert desk.hasher.hashed == hashed + 1
    assert desk.rows("account") == before, "nothing is claimed before the code"
    with pytest.raises(Invalid):
        desk.registration.confirm(pending.token, "00000000")
    assert desk.rows("account") == before


def test_two_who_claim_at_once_end_as_one_owner(desk: Desk) -> None:
    desk.receive(mail())
    one = desk.begin(email=PETAR)
    first_code = desk.composer.code()
    two = desk.begin(email=PETAR, password="another quiet teapot sings")
    second_code = desk.composer.code()
    session = desk.registration.confirm(one.token, first_code)
    with pytest.raises(Invalid):
        desk.registration.confirm(two.token, second_code)
    (account,) = desk.rows("account")
    assert account["holder"] == session.login.id
    assert desk.count("login") == 1


def test_somebody_else_s_name_beside_the_address_claims_nothing(desk: Desk) -> None:
    desk.receive(mail(sender=SENDER))
    session = desk.register(email="other@kolev.example")
    assert session.account.number == "C-100002"
    assert Zone(desk.deps, session).tickets.list().total() == 0


# Whatever comes


def test_every_mail_ends_as_the_right_ticket_or_a_stated_refusal(desk: Desk) -> None:
    zone = desk.zone()
    id_, _applied = zone.tickets.open({"subject": "Hers", "body": "first"})
    number, account = zone.tickets.get(id_).number, zone.session.account
    assert number is not None
    told = len(desk.composer.notices)
    replied = 0
    for place, piece in enumerate(Bag(2026, EMAIL, number).pieces(500)):
        desk.clock.advance(timedelta(minutes=1))
        found = desk.receive(piece.content)
        about = f"mail {place}, {piece.kind}: {found}"
        if piece.fate not in ("opened", "replied"):
            assert (found.outcome, found.code, found.ticket) == ("refused", piece.fate, None), about
            assert found.reason is not None, about
            assert str(found.reason), about
            continue
        assert found.outcome == piece.fate, about
        replied += found.outcome == "replied"
        assert (found.account == account.number) == (found.outcome == "replied"), about
        with desk.store.read() as tx:
            (ticket,) = tx.rows(select(TABLES["ticket"]).where(TABLES["ticket"].c.number == found.ticket))
            replies = TABLES["ticket_reply"]
            reply = tx.rows(
                select(replies).where(replies.c.ticket == ticket["id"]).order_by(replies.c.id.desc()).limit(1)
            )[0]
            owner = tx.scalar(
                select(TABLES["email_address"].c.address).where(
                    TABLES["email_address"].c.account == ticket["account"]
                )
            )
        assert piece.says in reply["body"], about
        assert reply["origin"]["from"], about
        assert clean(reply["body"], multiline=True) == reply["body"], about
        assert piece.address is None or canonical(owner) == canonical(piece.address), about
        assert piece.subject is None or ticket["subject"] == piece.subject, about
        names = tuple(each["name"] for each in reply["attachments"])
        assert not any(set(name) & set("/\\\0") or name.startswith(".") for name in names), about
        assert piece.files is None or names == piece.files, about
    assert replied == 20
    assert len(zone.tickets.conversation(id_).replies) == 1 + replied, "nobody else got into her ticket"
    assert zone.tickets.list().total() == 1
    assert desk.count("login") == desk.count("membership") == 1
    sent = desk.composer.notices[told:]
    assert {each.template for each in sent} == {"ticket_received"}
    assert not any(char in each.to for each in sent for char in "\r\n, ")
    assert not any("else.example" in each.to for each in sent), "a header can't bring another recipient"


def test_first_mails_of_one_address_at_once_open_one_centre(desk_anywhere: Desk) -> None:
    desk = desk_anywhere
    letters = [mail(f"{n}", message_id=f"<{n}@kolev.example>") for n in range(4)] * 2
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(desk.receive, letters))
    assert sorted(each.outcome for each in found) == ["known"] * 4 + ["opened"] * 4
    assert {each.account for each in found} == {"C-100001"}
    assert (desk.count("account"), desk.count("ticket"), desk.count("ticket_reply")) == (1, 4, 4)
