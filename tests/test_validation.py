"""Published results are reproduced from other figures, and the page that says so is current."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from diplograph.answers.once import Once
from diplograph.store import Store

DOCS = Path(__file__).parents[1] / "docs"
# How far apart, in the unit of the result, the two may be; wider only where the page says why.
WIDE = {
    "KAZ: share of exports to ITA, 2023": 15.0,
    "Trans-Caspian route: growth of freight in 2023": 25.0,
    "TJK: remittances in GDP, 2023": 10.0,
    "TJK: remittances in GDP, 2024": 8.0,
}
NEAR = 6.0


def load_page() -> ModuleType:
    spec = importlib.util.spec_from_file_location("page", DOCS / "make_validation_page.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["page"] = module
    spec.loader.exec_module(module)
    return module


PAGE = load_page()


@pytest.fixture(scope="module")
def once(store: Store) -> Once:
    """Return the shipped graph, whose figures are read once for all results."""
    return Once(store.engine, store.path)


@pytest.mark.parametrize("result", PAGE.RESULTS, ids=lambda result: result.what)
def test_a_published_result_is_near_ours(once: Once, result: object) -> None:
    known = PAGE.Known(once)
    theirs, ours = PAGE.numbers(known, result)
    assert theirs is not None
    assert ours is not None
    what = result.what  # type: ignore[attr-defined]
    assert abs(theirs - ours) <= WIDE.get(what, NEAR)
    assert len(set(known.used)) >= 1


def test_there_are_fifteen_results_or_more_and_most_are_close(once: Once) -> None:
    known = PAGE.Known(once)
    pairs = [PAGE.numbers(known, result) for result in PAGE.RESULTS]
    assert len(pairs) >= 15
    close = [1 for theirs, ours in pairs if abs(theirs - ours) <= 3.0]
    assert len(close) >= len(pairs) * 0.6


def test_the_page_is_current(once: Once) -> None:
    written = (DOCS / "validation.md").read_text(encoding="utf-8")
    assert written == "\n".join(PAGE.lines(once)) + "\n", "run docs/make_validation_page.py"
