"""The queue keeps its promises on both databases, with several senders at work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from jumpzone.store import audit
from jumpzone.usecases.delivery import LEASE, Delivered
from tests.mail.helpers import Post, Recorder, away, open_post

ACCESS = {"params": {"product": "Cloud", "username": "root"}, "secrets": {"password": "hunter2"}}


@pytest.fixture
def post(tmp_path: Path, store_url: str) -> Iterator[Post]:
    """A zone on each engine."""
    opened = open_post(tmp_path, url=store_url)
    yield opened
    opened.zone.store.close()


def test_several_senders_share_the_work_and_send_each_mail_once(post: Post) -> None:
    ids = [post.notify("service_ready", **ACCESS) for _ in range(30)]
    ways = [Recorder() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda way: post.another(way).run_due(), ways))
    assert sum((each for each in done), Delivered()) == Delivered(sent=30)
    sent = Counter(letter["Message-ID"] for way in ways for _, letter in way.sent)
    assert len(sent) == 30
    assert set(sent.values()) == {1}
    assert {post.message(id_).delivery for id_ in ids} == {"sent"}
    with post.zone.store.read() as tx:
        assert audit.verify(tx, post.zone.account) is None


def test_leases_and_waits_are_told_as_the_next_time(post: Post) -> None:
    post.notify("service_ready", **ACCESS)
    assert post.delivery.next_due() == post.clock.now()
    seen = []
    other = post.another(Recorder())
    post.way.before = lambda: seen.append(other.next_due())
    post.way.troubles = [away()]
    post.delivery.run_due()
    assert seen == [post.clock.now() + LEASE]
    assert other.next_due() == post.clock.now() + timedelta(minutes=1)
