"""Three sample companies with years of believable history, all from one seed.

Everything is worked out in memory from a moment, a language and a seed; only :mod:`jumpzone.demo.loading` and
:mod:`jumpzone.demo.arrivals` know the store.
"""

from __future__ import annotations

from jumpzone.demo.build import COMPANIES, SEED, build
from jumpzone.demo.sample import Sample

__all__ = ["COMPANIES", "SEED", "Sample", "build"]
