"""Maps: what is drawn equals what the answers say, names stand clear, nothing leaves the page."""

from __future__ import annotations

import builtins
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from test_views import Reader

from diplograph import answers
from diplograph.answers.whatif import scenario as answer_of
from diplograph.errors import MissingExtraError, NotFoundError, QueryError
from diplograph.files import PACKAGE
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views import ChartView, chart_page, markup, vega, view
from diplograph.views.chart_words import words
from diplograph.views.frame import (
    LEVELS,
    SIDES,
    _text_box,
    _touch,
    frame_of,
    names_that_fit,
    point,
    window_of,
)
from diplograph.views.map import CUT, DASHES, LAND, SHUT, map_spec, world
from diplograph.views.picture import Line, Names, Spot
from diplograph.views.places import project
from diplograph.views.scene import HOLLOW, THIN, WIDEST, Scene, bends_of, width_of

SCENARIO = str(PACKAGE / "example" / "scenarios" / "north-closes.toml")


@pytest.fixture(scope="module")
def plain(example: Store) -> ChartView:
    return view(example, "map")


@pytest.fixture(scope="module")
def cut(example: Store) -> ChartView:
    ends = {"origin": "well-delta", "destination": "XEE"}
    return view(example, "map", commodity="crude-oil", **ends)


@pytest.fixture(scope="module")
def closed(example: Store) -> ChartView:
    return view(example, "map", scenario=SCENARIO)


def rows(shown: ChartView) -> list[dict[str, Any]]:
    return [row for data in shown.chart.spec["datasets"].values() for row in data]


def segments(shown: ChartView) -> dict[str, dict[str, Any]]:
    return {row["segment"]: row for row in rows(shown) if "segment" in row}


def test_every_placed_segment_is_drawn_between_its_two_places(plain: ChartView) -> None:
    assert set(segments(plain)) == set(plain.table.column("segment"))
    north = segments(plain)["North pipeline"]["geometry"]["coordinates"]
    assert (north[0], north[-1]) == (
        [52.0, pytest.approx(45, abs=0.01)],
        [48.0, pytest.approx(50, abs=0.01)],
    )


def test_no_width_is_zero_and_an_unknown_capacity_is_hollow(plain: ChartView) -> None:
    drawn = segments(plain)
    known = {row["segment"] for row in plain.table if row["capacity"] is not None}
    assert 0 < len(known) < len(drawn)
    assert {s for s, row in drawn.items() if row["look"] == "unknown"} == set(drawn) - known
    assert all(row["width"] == HOLLOW for s, row in drawn.items() if s not in known)
    assert all(row["width"] > 0 for row in drawn.values())


def test_widths_grow_with_the_square_root_of_the_amount() -> None:
    assert width_of(100, 100) == WIDEST
    assert width_of(25, 100) == pytest.approx(THIN + (WIDEST - THIN) / 2, abs=0.01)
    assert width_of(0, 0) == THIN > 0


def test_every_status_has_dashes_of_its_own() -> None:
    assert len({tuple(dashes) for dashes in DASHES.values()}) == len(DASHES) == 5


def test_the_minimum_cut_is_that_of_routes(example: Store, cut: ChartView) -> None:
    found = answers.routes(example, "well-delta", "XEE", commodity="crude-oil")
    flow = next(row for row in found.rows if row["measure"] == "max_flow")
    assert flow["binding"] == ["place/port-beta", "segment/north-pipe"]
    marked = [row["segment"] for row in cut.table if row["cut"]]
    assert marked == ["Port Beta", "North pipeline"]
    assert f"{flow['value']:g} Mt/yr" in cut.chart.summary
    layers = [layer["mark"] for layer in cut.chart.spec["layer"]]
    assert [mark["type"] for mark in layers if CUT in mark.values()] == ["geoshape", "circle"]


def test_without_ends_nothing_is_marked(plain: ChartView) -> None:
    assert "cut" not in plain.table.columns
    assert CUT not in json.dumps(plain.chart.spec)


def test_volumes_before_and_after_are_those_of_the_scenario(
    example: Store, closed: ChartView
) -> None:
    found = answer_of(example, SCENARIO)
    routes = {r["subject"]: r for r in found.rows if r["measure"] == "route_volume"}
    north = next(row for row in closed.table if row["segment"] == "North pipeline")
    assert (north["before"], north["after"]) == (routes["route/north"]["baseline"], 0.0)
    south = next(row for row in closed.table if row["segment"] == "Beta–Gamma ferry")
    assert south["before"] == routes["route/south"]["baseline"]
    assert south["after"] == routes["route/south"]["scenario"]
    served = next(r for r in found.rows if r["measure"] == "served")
    numbers = [f"{served[column]:g} Mt/yr" for column in ("baseline", "scenario")]
    assert numbers == ["9 Mt/yr", "4 Mt/yr"]
    assert all(number in closed.chart.summary for number in numbers)
    assert any(note.startswith("assumed, not a fact") for note in closed.chart.notes)


def test_a_scenario_between_two_ends_marks_both_cuts(example: Store) -> None:
    shown = view(example, "map", scenario=SCENARIO, origin="well-delta", destination="XEE")
    found = answer_of(example, SCENARIO)
    flow = next(r for r in found.rows if r["measure"] == "max_flow")
    assert f": {flow['baseline']:g} Mt/yr; " in shown.chart.summary
    assert shown.chart.summary.endswith(f": {flow['scenario']:g} Mt/yr.")
    assert len(shown.chart.spec["hconcat"]) == 2


def test_closed_states_are_shaded_after_and_not_before(example: Store) -> None:
    names = Names(example, "en")
    scenes = [Scene("before", []), Scene("after", [], frozenset({"KAZ", "XBB"}))]
    before, after = map_spec(names, scenes, [], words("en"))["hconcat"]
    assert SHUT not in json.dumps(before)
    assert [layer["mark"].get("fill") for layer in after["layer"]][:2] == [LAND, SHUT]
    assert {row["id"] for row in world()} >= {"RUS", "KAZ", "CHN", "FRA", "NOR", "JPN"}


def test_a_flow_that_the_scenario_has_not_is_told(example: Store) -> None:
    with pytest.raises(NotFoundError, match="crude-oil XAA"):
        view(example, "map", scenario=SCENARIO, commodity="containers")


def test_a_scenario_of_supplies_points_to_its_bars(example: Store) -> None:
    with pytest.raises(QueryError, match="what states take in"):
        view(example, "map", scenario="russia-stops-fuel")


def test_parameters_that_a_view_does_not_take_are_told(example: Store) -> None:
    with pytest.raises(QueryError, match=r"no parameter `comodity`.*did you mean `commodity`"):
        view(example, "map", comodity="crude-oil")
    with pytest.raises(QueryError, match="leave out `at`"):
        view(example, "map", scenario=SCENARIO, at="2024-01-01")


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch, example: Store) -> None:
    known = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name == "altair":
            raise ImportError(name)
        return known(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'diplograph[maps]'")):
        view(example, "map")


def crowd() -> list[Spot]:
    return [
        Spot(f"place/{i}", f"Place number {i}", "place", *project(50 + i % 9 * 2, 40 + i // 9), i)
        for i in range(81)
    ]


def test_names_stand_clear_of_each_other_at_every_zoom() -> None:
    frame = frame_of(crowd(), 800, 500)
    found = names_that_fit(frame, crowd())
    assert [len([n for n in found if n.zoom <= zoom]) for zoom in LEVELS] == sorted(
        len([n for n in found if n.zoom <= zoom]) for zoom in LEVELS
    )
    for zoom in LEVELS:
        boxes = [_text_box(frame, name, zoom) for name in found if name.zoom <= zoom]
        assert boxes
        assert not any(_touch(a, b) for a, b in combinations(boxes, 2))
    assert found[0].spot.rank == 0
    assert {(n.align, n.dx, n.dy) for n in found} <= set(SIDES)


def test_the_frame_holds_what_it_is_about_and_knows_its_window() -> None:
    frame = frame_of(crowd(), 800, 500)
    for spot in crowd():
        x, y = frame.screen(spot)
        assert 0 <= x <= 800 and 0 <= y <= 500
    west, south, east, north = window_of(frame)
    assert west < 50 and south < 40 and east > 66 and north > 48
    assert frame_of([], 800, 500) == frame_of([], 800, 500)


def test_the_frame_of_a_world_with_much_in_central_asia_looks_there() -> None:
    far = [
        Spot("a", "a", "place", *project(140, 36), 0),
        Spot("b", "b", "place", *project(0, 50), 1),
    ]
    near = [Spot(str(i), "", "place", *project(60 + i, 42), i) for i in range(4)]
    assert window_of(frame_of([*far, *near], 800, 500))[2] < 120
    assert window_of(frame_of(far, 800, 500))[2] > 140


@pytest.mark.parametrize("where", [(0.0, 0.0), (71.4, 51.2), (-120.5, -33.1)])
def test_point_is_the_inverse_of_project(where: tuple[float, float]) -> None:
    assert point(*project(*where)) == [pytest.approx(x, abs=0.01) for x in where]


def test_segments_between_the_same_places_bow_apart(plain: ChartView) -> None:
    lines = [Line(k, a, b, k, "dg:Rail", {}) for k, a, b in (("1", "x", "y"), ("2", "y", "x"))]
    bends = bends_of(lines)
    # the second runs the other way, so that the same side is the other hand
    assert bends == {"1": -0.5, "2": -0.5}


def test_the_outline_is_small_and_its_outer_rings_run_clockwise() -> None:
    text = (PACKAGE / "views" / "world.json").read_text(encoding="utf-8")
    assert len(text) < 150 * 1024
    for country in world():
        for outer, *_ in country["geometry"]["coordinates"]:
            pairs = pairwise(outer)
            assert sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) < 0


def test_the_page_asks_nobody_and_runs_only_what_its_policy_names(plain: ChartView) -> None:
    read = Reader(plain.html)
    assert read.resources == []
    assert read.handlers == []
    assert read.tags["h1"] == read.tags["title"] == 1
    assert all(re.match(r"(#|https?://|data:text/csv)", str(link["href"])) for link in read.links)
    scripts = re.findall(r"<script>(.*?)</script>", plain.html, re.DOTALL)
    assert len(scripts) == 2
    policy = re.search(r'Content-Security-Policy" content="(.*?)">', plain.html)
    assert policy is not None
    assert all(markup.hash_of(code) in policy[1].replace("&#x27;", "'") for code in scripts)
    assert "unsafe" not in policy[1]
    assert "imply no position on any border" in plain.html


def test_the_table_twin_has_every_segment_and_the_download_too(plain: ChartView) -> None:
    assert plain.html.count("<tr data-row>") == len(plain.table) == 8
    assert "data:text/csv;charset=utf-8,segment%2Cfrom" in plain.html


def test_a_long_table_is_capped_and_says_so(plain: ChartView) -> None:
    many = Table(["segment"], [{"segment": f"<b>{i}</b>"} for i in range(chart_page.ROWS + 1)])
    page = chart_page.render(replace(plain.chart, table=many))
    assert page.count("<tr data-row>") == chart_page.ROWS
    assert f"{chart_page.ROWS} of {chart_page.ROWS + 1} rows shown" in page
    assert "<b>0</b>" not in page


def test_japanese_pages_are_japanese(example: Store) -> None:
    page = view(example, "map", language="ja").html
    assert '<html lang="ja">' in page
    assert "輸送網の地図" in page
    assert "デルタ油田" in page


def test_pictures_are_saved_by_their_ending(plain: ChartView, tmp_path: Path) -> None:
    svg = plain.save(tmp_path / "map.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert ">Transport map<" in svg
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", svg)
    assert plain.save(tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert plain.save(tmp_path / "map.html").read_text(encoding="utf-8") == plain.html
    with pytest.raises(QueryError, match=r"\.html, \.svg or \.png"):
        plain.save(tmp_path / "map.pdf")
    assert Counter(p.suffix for p in tmp_path.iterdir()) == {".svg": 1, ".png": 1, ".html": 1}


def test_a_view_is_clipped_once(plain: ChartView) -> None:
    marks = vega.compiled(plain.chart.spec)["marks"]
    assert [mark["clip"] for mark in marks] == [True]
    assert not any(mark["clip"] for mark in marks[0]["marks"])


MADE = """
import hashlib, json, diplograph as dg
from diplograph.views import vega
chart = dg.view(dg.example(), 'map').chart
made = json.dumps([vega.compiled(chart.spec), chart.table.rows, chart.sources.rows], default=str)
digest = hashlib.sha256(made.encode()).hexdigest()
"""


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    here: dict[str, Any] = {}
    exec(MADE, here)
    command = [sys.executable, "-c", f"{MADE}\nprint(digest)"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == here["digest"]
