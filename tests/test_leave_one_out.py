"""On which source a number hangs, and what makes its band wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import diplograph as dg
from diplograph.analysis.uncertainty import Band
from diplograph.answers import compare, dependence, leave_one_out
from diplograph.figures import combine, counted, doubt_of, read
from diplograph.store import Store

CRUDE = {"state": "KAZ", "commodity": "crude-oil", "year": 2025}


def test_without_the_source_of_the_total_no_share_is_known(store: Store) -> None:
    rows = leave_one_out(store, compare, **CRUDE).rows
    total = "source/efe-2026-02-27-kazakh-exports"
    shares = [r for r in rows if r["without"] == total and r["measure"].endswith("share")]
    assert shares
    assert {row["left"] for row in shares if row["measure"] != "import_share"} == {None}


def test_what_is_left_is_what_the_graph_without_the_source_answers(
    world: Path, edit: Callable[[str, str, str], None]
) -> None:
    """A second source of the same flow: without the first the number is that of the second."""
    asked = {"state": "XAA", "on": "XBB", "commodity": "crude-oil", "year": 2024}
    flows = (world / "route_flows.csv").read_text("utf-8")
    north = next(line for line in flows.splitlines() if line.startswith("north,"))
    second = north.replace("example-office", "example-press").replace("official", "press")
    assert ",6," in north
    edit("route_flows", north, f"{second.replace(',6,', ',5,', 1)}\n{north}")
    rows = leave_one_out(dg.build(world), dependence, **asked).rows
    moved = {(r["measure"], r["without"]): (r["value"], r["left"]) for r in rows}
    assert moved["transit_share", "source/example-office"] == (60.0, None)
    assert ("transit_share", "source/example-press") not in moved


def test_a_wide_band_says_why_and_a_narrow_one_says_nothing(store: Store) -> None:
    rows = compare(store, "KAZ", commodity="crude-oil", year=2025).rows
    through = next(row for row in rows if row["measure"] == "transit_share")
    assert through["low"] < through["high"]
    assert through["doubt"][0] == "a part that no source allocates to a route"
    assert all(not row["doubt"] for row in rows if row["low"] == row["high"])
    assert all(row["doubt"] for row in rows if row["low"] is not None and row["low"] < row["high"])


@pytest.mark.parametrize("state", ["TJK", "UZB", "KGZ"])
def test_every_wide_band_of_a_dependence_says_why(store: Store, state: str) -> None:
    rows = dependence(store, state, "RUS", commodity="total").rows
    assert rows.rows
    assert all(bool(row["doubt"]) == (row["low"] < row["high"]) for row in rows)


def test_two_sources_are_named_and_so_is_one_with_a_range(store: Store) -> None:
    figures = counted(read(store, "crude-oil"))
    one, other = figures[0], next(f for f in figures if f.source != figures[0].source)
    names = sorted(f.source.removeprefix("source/") for f in (one, other))
    assert doubt_of([(Band(1, 1, 1), one), (Band(2, 2, 2), other)]) == (
        f"{names[0]} and {names[1]} differ",
    )
    assert doubt_of([(Band(1, 1, 2), one)]) == (
        f"{one.source.removeprefix('source/')} gives a range",
    )
    assert doubt_of([(Band(1, 1, 1), one), (Band(1, 1, 1), other)]) == ()
    known = combine([one])
    assert known is not None
    assert bool(known.doubt) == (known.band.low < known.band.high)
