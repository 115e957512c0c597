"""The courier sends soon, rests when there is nothing to do, and ends when told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from jumpzone.mail.transports import SmtpTransport
from jumpzone.model.mutations import Notice
from jumpzone.store import outgoing
from jumpzone.store.opening import open_store
from jumpzone.usecases.delivery import Courier, Delivered
from tests.mail.helpers import Post, Server, away, open_post, serving

ACCESS = {"params": {"product": "Cloud", "username": "root"}, "secrets": {"password": "hunter2"}}


def until(true: Callable[[], bool]) -> None:
    """Wait for something that is bound to come."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it never came")


def test_a_saved_change_sends_its_mail_without_being_waited_for(post: Post) -> None:
    held = threading.Event()

    def wait() -> None:
        held.wait(10)

    post.way.before = wait
    id_ = post.notify("service_ready", **ACCESS)
    with Courier(post.delivery, look_again=60):
        until(lambda: post.delivery._transport is not None)
        # The server takes its time; saving does not.
        post.zone.run("message", "message.resend", id_)
        assert post.way.sent == []
        held.set()
        until(lambda: len(post.way.sent) == 2)
    assert post.delivery.pending() == 0


def test_it_sends_what_waits_at_the_start_and_says_so(tmp_path: Path) -> None:
    post = open_post(tmp_path, empty=False)
    told: list[Delivered] = []
    with Courier(post.delivery, told.append, look_again=60):
        until(lambda: told == [Delivered(sent=1)])
    post.zone.store.close()


def test_a_code_to_an_address_without_account_goes_at_once(post: Post) -> None:
    notice = Notice("registration_code", "new@b.example", "en", "security", {"minutes": 9}, {"code": "1"})
    zone = post.zone
    with Courier(post.delivery, look_again=60):
        time.sleep(0.05)
        with zone.store.write() as tx:
            outgoing.queue_bare(tx, notice, post.composer, post.sealer, zone.ids, post.clock.now())
        until(lambda: len(post.way.sent) == 1)


def test_it_looks_for_what_other_programs_queued(post: Post) -> None:
    with Courier(post.delivery, look_again=0.05):
        time.sleep(0.05)
        other = open_store(post.zone.store.location.url, now=post.clock.now())
        with other.write() as tx:
            notice = Notice("reset_unknown", "new@b.example", "en", "security")
            outgoing.queue_bare(tx, notice, post.composer, post.sealer, post.zone.ids, post.clock.now())
        other.close()
        until(lambda: len(post.way.sent) == 1)


def test_a_server_that_is_away_is_not_asked_again_and_again(post: Post) -> None:
    asked: list[int] = []
    post.way.before = lambda: asked.append(1)
    post.way.troubles = [away()] * 100
    post.notify("service_ready", **ACCESS)
    with Courier(post.delivery, look_again=0.01) as courier:
        until(lambda: bool(asked))
        for _ in range(20):
            courier.poke()
            time.sleep(0.01)
    assert len(asked) == 1


def test_it_ends_while_a_server_stalls_and_loses_nothing(post: Post) -> None:
    id_ = post.notify("service_ready", **ACCESS)
    with serving(Server(stall=True)) as server:
        way = SmtpTransport("127.0.0.1", server.port, "none", timeout=25)
        courier = Courier(post.another(way))
        courier.start()
        until(lambda: server.sessions > 0)
        assert courier.stop()
    assert post.message(id_).delivery == "queued"
    # The lease was given back: the next program need not wait for it.
    assert post.delivery.run_due() == Delivered(sent=1)


def test_stopping_twice_or_before_starting_is_fine(post: Post) -> None:
    courier = Courier(post.delivery)
    assert courier.stop()
    assert courier.stop()
