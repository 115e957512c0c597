"""From the queue to the reader: nothing is lost, nothing goes twice at once, codes leave no trace."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.mail.errors import Permanent, Temporary
from jumpzone.mail.transports import FolderTransport, SmtpTransport
from jumpzone.model.mails import MASK
from jumpzone.model.mutations import Notice
from jumpzone.store import audit, outgoing
from jumpzone.store.seal import Sealer
from jumpzone.store.tables import mail_job
from jumpzone.usecases.delivery import LEASE, Delivered
from tests.mail.helpers import Post, Recorder, Server, away, open_post, serving

ACCESS = {"params": {"product": "Cloud", "username": "root"}, "secrets": {"password": "hunter2-canary"}}
CODE = {"params": {"minutes": 10}, "secrets": {"code": "123 456"}, "transient": True, "login": True}


def body(post: Post, index: int = 0) -> str:
    part = post.way.sent[index][1].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_what_is_queued_goes_and_is_marked(tmp_path: Path) -> None:
    post = open_post(tmp_path, empty=False)
    assert post.delivery.pending() == 1
    assert post.delivery.run_due() == Delivered(sent=1)
    ((to, letter),) = post.way.sent
    assert to == "maria@studio.example"
    assert letter["Content-Language"] == "bg"
    assert post.delivery.pending() == 0
    assert post.delivery.next_due() is None
    with post.zone.store.read() as tx:
        assert audit.verify(tx, post.zone.account) is None
    post.zone.store.close()


def test_access_data_is_in_the_mail_and_nowhere_else(post: Post, tmp_path: Path) -> None:
    id_ = post.notify("service_ready", **ACCESS)
    post.delivery.run_due()
    message = post.message(id_)
    assert (message.delivery, message.sent_at) == ("sent", post.clock.now())
    assert "hunter2-canary" in body(post)
    assert MASK in message.body
    assert "canary" not in message.body
    post.zone.store.close()
    for path in tmp_path.glob("zone.db*"):
        assert b"hunter2-canary" not in path.read_bytes()


def test_a_copy_says_so_and_carries_the_access_data(post: Post) -> None:
    first = post.notify("service_ready", **ACCESS)
    post.delivery.run_due()
    post.later(days=30)
    applied = post.zone.run("message", "message.resend", first)
    (copy,) = (id_ for type_, id_ in applied.changes.records if type_ == "message" and id_ != first)
    post.delivery.run_due()
    message = post.message(copy)
    assert message.copy_of == first
    assert message.subject == f"Копие: {post.message(first).subject}"
    assert "canary" not in message.body
    assert body(post, 1).endswith(body(post, 0))
    assert "hunter2-canary" in body(post, 1)


def test_a_code_is_destroyed_once_it_has_gone(post: Post) -> None:
    id_ = post.notify("reset_code", **CODE)
    assert post.message(id_).secrets is not None
    post.delivery.run_due()
    assert "123 456" in body(post)
    message = post.message(id_)
    assert (message.body, message.secrets, message.delivery) == ("", None, "sent")
    with pytest.raises(Refused):
        post.zone.run("message", "message.resend", id_)


def test_a_code_to_an_address_without_account_leaves_nothing(post: Post) -> None:
    notice = Notice(
        "registration_code", "new@studio.example", "ru", "security", {"minutes": 10}, {"code": "123 456"}
    )
    with post.zone.store.write() as tx:
        outgoing.queue_bare(tx, notice, post.composer, post.sealer, post.zone.ids, post.clock.now())
    post.delivery.run_due()
    ((to, letter),) = post.way.sent
    assert to == "new@studio.example"
    assert letter["Content-Language"] == "ru"
    assert "123 456" in body(post)
    with post.zone.store.read() as tx:
        assert tx.rows(select(mail_job)) == []


def test_a_code_that_could_not_go_is_destroyed_too(post: Post) -> None:
    id_ = post.notify("reset_code", **CODE)
    post.way.troubles = [away()] * 20
    while post.delivery.pending():
        post.later(hours=1)
        post.delivery.run_due()
    message = post.message(id_)
    assert (message.body, message.secrets, message.delivery) == ("", None, "failed")
    with pytest.raises(Refused):
        post.zone.run("message", "message.retry", id_)


def test_a_refused_mail_says_why_and_can_be_tried_again(post: Post) -> None:
    id_ = post.notify("service_ready", **ACCESS)
    post.way.troubles = [
        Permanent(T_("The mail server refuses the mail: {answer}", answer="554 hunter2-canary"))
    ]
    assert post.delivery.run_due().failed == 1
    message = post.message(id_)
    assert message.delivery == "failed"
    assert message.delivery_error is not None
    assert "554" in message.delivery_error
    assert "canary" not in message.delivery_error
    assert post.delivery.pending() == 0
    post.zone.run("message", "message.retry", id_)
    assert post.message(id_).delivery == "queued"
    assert post.delivery.run_due() == Delivered(sent=1)
    assert post.message(id_).delivery_error is None


def test_trouble_that_passes_is_waited_for_about_a_day_and_then_told(post: Post) -> None:
    id_ = post.notify("service_ready", **ACCESS)
    began = post.clock.now()
    waits = []
    post.way.troubles = [Temporary(T_("The mail server refuses the mail: {answer}", answer="451 Later"))] * 8
    for _ in range(7):
        assert post.delivery.run_due().postponed == 1
        assert post.message(id_).delivery == "queued"
        due = post.delivery.next_due()
        assert due is not None
        waits.append(due - post.clock.now())
        post.clock.advance(due - post.clock.now() - timedelta(seconds=1))
        assert post.delivery.run_due() == Delivered()
        post.later(seconds=1)
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == timedelta(hours=6)
    assert post.delivery.run_due().failed == 1
    assert timedelta(days=1) <= post.clock.now() - began <= timedelta(days=2)
    assert "451 Later" in (post.message(id_).delivery_error or "")


def test_a_server_that_is_away_is_asked_once_for_all(post: Post) -> None:
    ids = [post.notify("service_ready", **ACCESS) for _ in range(3)]
    asked = []
    post.way.before = lambda: asked.append(1)
    post.way.troubles = [away()]
    assert post.delivery.run_due().postponed == 1
    assert post.delivery.run_due() == Delivered()
    assert len(asked) == 1
    post.later(minutes=1)
    assert post.delivery.run_due() == Delivered(sent=3)
    assert {post.message(id_).delivery for id_ in ids} == {"sent"}


def test_two_programs_never_send_one_mail_at_once(post: Post) -> None:
    post.notify("service_ready", **ACCESS)
    other = Recorder()
    second = post.another(other)
    post.way.before = lambda: second.run_due()
    assert post.delivery.run_due() == Delivered(sent=1)
    assert other.sent == []


class Killed(BaseException):
    """Stands for a process that ends in the middle."""


def test_a_killed_program_leaves_its_mail_to_the_next(post: Post) -> None:
    post.notify("service_ready", **ACCESS)

    def die() -> None:
        raise Killed

    post.way.before = die
    with pytest.raises(Killed):
        post.delivery.run_due()
    way = Recorder()
    second = post.another(way)
    assert second.run_due() == Delivered()
    due = second.next_due()
    assert due == post.clock.now() + LEASE
    post.clock.advance(LEASE + timedelta(seconds=1))
    assert second.run_due() == Delivered(sent=1)
    assert second.pending() == 0


def test_a_crash_between_sending_and_marking_repeats_the_same_letter(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.notify("service_ready", **ACCESS)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(post.delivery, "_mark", die)
        with pytest.raises(Killed):
            post.delivery.run_due()
    way = Recorder()
    post.clock.advance(LEASE + timedelta(seconds=1))
    assert post.another(way).run_due() == Delivered(sent=1)
    assert way.sent[0][1].as_bytes() == post.way.sent[0][1].as_bytes()


def test_a_sender_whose_lease_ran_out_leaves_the_job_to_the_other(post: Post) -> None:
    post.notify("service_ready", **ACCESS)
    other = Recorder()
    second = post.another(other)

    def overtaken() -> None:
        post.clock.advance(LEASE + timedelta(seconds=1))
        with post.zone.store.write() as tx:
            outgoing.claim(tx, post.sealer, post.clock.now(), LEASE)

    post.way.before = overtaken
    post.way.troubles = [Temporary(T_("The mail server {host} does not answer.", host="mail.example"))]
    post.delivery.run_due()
    post.later(minutes=2)
    assert second.run_due() == Delivered(), "the job is the other's until its lease ends"


def test_one_mail_that_cannot_be_opened_does_not_stop_the_others(post: Post) -> None:
    post.notify("service_ready", **ACCESS)
    notice = Notice("reset_unknown", "x@b.example", "en", "security")
    with post.zone.store.write() as tx:
        foreign = Sealer(bytes(32))
        outgoing.queue_bare(tx, notice, post.composer, foreign, post.zone.ids, post.clock.now())
    assert post.delivery.run_due() == Delivered(sent=1)
    assert post.delivery.pending() == 1


def test_wrong_settings_keep_the_mail_and_say_so(post: Post) -> None:
    post.notify("service_ready", **ACCESS)

    def wrong() -> SmtpTransport:
        return SmtpTransport("mail.example", 25, "none")

    post.delivery._transport_factory = wrong
    told = post.delivery.run_due()
    assert told.problem is not None
    assert "mail.example" in told.problem.render()
    assert post.delivery.pending() == 1


def test_an_address_that_is_none_fails_at_once(post: Post) -> None:
    notice = Notice("welcome", "maria@studio.example, x@b.example", "en", "general")
    with post.zone.store.write() as tx:
        id_ = outgoing.queue_notice(
            tx,
            post.zone.account,
            notice,
            post.composer,
            post.sealer,
            post.zone.ids,
            1,
            post.clock.now(),
        )
    assert post.delivery.run_due().failed == 1
    assert post.message(id_).delivery == "failed"
    assert post.way.sent == []


def test_through_a_real_server_with_refusals(post: Post) -> None:
    id_ = post.notify("service_ready", **ACCESS)
    with serving(Server(rcpt="550 5.1.1 No such user")) as server:
        way = SmtpTransport("127.0.0.1", server.port, "none", timeout=5)
        delivery = post.another(way)
        assert delivery.run_due().failed == 1
        assert "No such user" in (post.message(id_).delivery_error or "")
        server.rcpt = "250 OK"
        post.zone.run("message", "message.retry", id_)
        assert delivery.run_due() == Delivered(sent=1)
    part = server.got[0].get_body(("plain",))
    assert part is not None
    assert "hunter2-canary" in part.get_content()


def test_into_a_folder(post: Post, tmp_path: Path) -> None:
    post.notify("service_ready", **ACCESS)
    way = FolderTransport(tmp_path / "mail")
    assert post.another(way).run_due() == Delivered(sent=1)
    assert len(way.files()) == 1
