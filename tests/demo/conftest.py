from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import pytest

from jumpzone.demo.build import COMPANIES, build
from jumpzone.demo.sample import Sample
from jumpzone.i18n import LANGUAGES
from jumpzone.mail.compose import MailComposer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
COMPOSER = MailComposer("JumpZone", "support@jumpzone.example")


@cache
def sample_of(company: str, language: str, now: datetime = NOW) -> Sample:
    """A sample, built once a test run: samples never change."""
    return build(company, now=now, language=language, composer=COMPOSER)


@pytest.fixture(params=[(company, language) for company in COMPANIES for language in LANGUAGES], ids="-".join)
def sample(request: pytest.FixtureRequest) -> Sample:
    """Every company in every language."""
    return sample_of(*request.param)


@pytest.fixture(params=["studio", "reseller"])
def history(request: pytest.FixtureRequest) -> Sample:
    """The companies that have a history."""
    return sample_of(request.param, "bg")


@pytest.fixture
def of() -> Callable[..., Sample]:
    """`of(company, language)`: one sample."""
    return sample_of
