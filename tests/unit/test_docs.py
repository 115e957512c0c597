"""The pages that are made from code are current."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_records_says_what_the_field_table_says() -> None:
    page = runpy.run_path(str(DOCS / "make_records.py"))["page"]
    assert (DOCS / "records.md").read_text(encoding="utf-8") == page(), "run: python docs/make_records.py"
