"""Charts: what is drawn equals the answers, unknown is not zero, bands and ribbons add up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_views import Reader, hostile_world

from diplograph import answers
from diplograph.answers.answer import Answer
from diplograph.answers.series import series
from diplograph.answers.whatif import scenario as answer_of
from diplograph.cli import main
from diplograph.errors import NotFoundError, QueryError
from diplograph.files import PACKAGE
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views import VIEWS, ChartView, view
from diplograph.views.chart_words import ENGLISH, JAPANESE
from diplograph.views.flows import STEPS, Ribbon, _curve, _placed, boxes_of
from diplograph.views.measures import _with_runs, amount_of

SCENARIO = PACKAGE / "example" / "scenarios" / "north-closes.toml"


def values_in(spec: Any, key: str) -> list[dict[str, Any]]:
    """Return the rows with a key, from all data sets of a specification."""
    rows = [row for data in spec["datasets"].values() for row in data]
    return [row for row in rows if key in row]


@pytest.fixture(scope="module")
def bars(example: Store) -> ChartView:
    return view(example, "dependence", state="XAA", on="XBB", commodity="crude-oil")


@pytest.fixture(scope="module")
def flow(example: Store) -> ChartView:
    return view(example, "flows", state="XAA", commodity="crude-oil")


def test_bars_and_bounds_are_those_of_the_answer(example: Store, bars: ChartView) -> None:
    found = answers.dependence(example, "XAA", "XBB", commodity="crude-oil")
    numbers = {(row["value"], row["low"], row["high"]) for row in found.rows}
    drawn = {(r["value"], r["low"], r["high"]) for r in values_in(bars.chart.spec, "shown")}
    assert drawn == numbers
    assert (60.0, 60.0, 70.0) in drawn
    assert {row["measure"] for row in bars.table} == {row["measure"] for row in found.rows}
    assert len(bars.chart.spec["vconcat"]) == len({row["unit"] for row in found.rows}) == 2


def test_an_unknown_number_has_no_bar(example: Store) -> None:
    rows = [{"measure": "import_share", "value": v, "unit": "percent"} for v in (None, 0.0, 5.0)]
    answer = Answer({"dependence": "XAA"}, Table(["measure", "value", "unit"], rows))
    shown = view(example, answer)
    assert [row["value"] for row in values_in(shown.chart.spec, "shown")] == [0.0, 5.0]
    assert len(shown.table) == 3


def test_an_answer_of_a_scenario_is_drawn_before_and_under_it(example: Store) -> None:
    shown = view(example, answer_of(example, SCENARIO))
    served = [r for r in values_in(shown.chart.spec, "shown") if r["name"].startswith("served")]
    assert [row["value"] for row in served] == [9.0, 4.0]
    assert shown.chart.title.startswith("Scenario: The northern pipeline closes")


def test_rows_without_a_value_say_so(example: Store) -> None:
    with pytest.raises(QueryError, match="without a value"):
        view(example, answers.chokepoints(example, "well-delta", "XEE", commodity="crude-oil"))


def test_a_series_is_that_of_the_answer_and_leaves_gaps(example: Store) -> None:
    asked: dict[str, Any] = {"state": "XAA", "on": "XBB", "commodity": "crude-oil"}
    shown = view(example, "dependence", during=(2022, 2024), **asked)
    found = series(example, answers.dependence, during=(2022, 2024), **asked)
    known = {(r["year"], r["value"]) for r in found.rows if r["value"] is not None}
    assert {(r["year"], r["value"]) for r in values_in(shown.chart.spec, "run")} == known
    assert shown.table.rows == found.rows.rows
    assert any(row["value"] is None for row in shown.table)


def test_no_line_bridges_a_year_without_data() -> None:
    rows = [{"name": "a", "year": y} for y in (2015, 2016, 2018)] + [{"name": "b", "year": 2019}]
    assert [row["run"] for row in _with_runs(rows)] == ["1", "1", "2", "3"]


def test_one_measure_can_be_chosen_and_a_wrong_one_is_told(example: Store) -> None:
    asked = {"state": "XAA", "on": "XBB", "commodity": "crude-oil"}
    shown = view(example, "dependence", measure="transit_share", **asked)
    assert shown.table.column("measure") == ["transit_share"]
    with pytest.raises(QueryError, match="transit_share"):
        view(example, "dependence", measure="transit", **asked)


def test_shares_are_those_of_compare(example: Store) -> None:
    shown = view(example, "shares", state="XAA", commodity="crude-oil", during=(2023, 2024))
    found = answers.compare(example, "XAA", commodity="crude-oil", year=2024)
    shares = {r["value"] for r in found.rows if r["measure"] == "route_share" and r["value"]}
    drawn = values_in(shown.chart.spec, "route")
    assert {row["value"] for row in drawn if row["year"] == 2024} == shares == {60.0, 30.0}
    assert [row["year"] for row in values_in(shown.chart.spec, "text")] == [2023]
    with pytest.raises(QueryError, match="no data is not zero"):
        view(example, "shares", state="XAA", commodity="crude-oil", during=(1990, 1991))


def test_ribbons_carry_the_volumes_of_compare_and_the_rest_is_shown(
    example: Store, flow: ChartView
) -> None:
    found = answers.compare(example, "XAA", commodity="crude-oil")
    volumes = sorted(r["volume"] for r in found.rows if r["measure"] == "route_share")
    points = values_in(flow.chart.spec, "flow")
    heights = {row["key"]: round(row["top"] - row["bottom"], 6) for row in points if row["x"] < 0.1}
    # 6 and 3 of 10 Mt by the two routes; 1 Mt goes by no known route
    assert sorted(heights.values()) == [1.0, *volumes] == [1.0, 3.0, 6.0]
    labels = {row["label"] for row in values_in(flow.chart.spec, "stage")}
    assert "XAA: 10 Mt" in {label.replace("Alphaland", "XAA") for label in labels}
    assert any(label.startswith("route not published: 1 Mt") for label in labels)


def test_boxes_do_not_overlap_and_hold_what_passes() -> None:
    ribbons = [
        Ribbon(0, "A", "B", "Russia", 6), Ribbon(0, "A", "C", "China", 3),
        Ribbon(1, "B", "D", "Russia", 6), Ribbon(1, "C", "D", "China", 3),
    ]  # fmt: skip
    boxes = boxes_of(ribbons)
    assert {box: round(top - bottom, 9) for box, (bottom, top) in boxes.items()} == {
        (0, "A"): 9, (1, "B"): 6, (1, "C"): 3, (2, "D"): 9,
    }  # fmt: skip
    assert boxes[1, "B"][0] > boxes[1, "C"][1]


def test_a_ribbon_keeps_its_height_and_starts_and_ends_in_its_boxes() -> None:
    ribbons = [Ribbon(0, "A", "B", "Russia", 6), Ribbon(0, "A", "C", "China", 3)]
    boxes = boxes_of(ribbons)
    (first, left, right), (_, second, _) = _placed(ribbons, boxes)
    assert left[1] == boxes[0, "A"][1]
    assert second[1] == left[0]
    points = _curve(first, left, right, "Mt")
    assert len(points) == STEPS + 1
    assert {round(p["top"] - p["bottom"], 6) for p in points} == {6.0}
    assert (points[-1]["bottom"], points[-1]["top"]) == pytest.approx(boxes[1, "B"])


def test_numbers_in_the_picture_are_rounded_and_bands_shown() -> None:
    assert amount_of({"value": 0.69176, "low": 0.69176, "high": 0.69178}) == "0.6918"
    assert amount_of({"value": None}) == "–"
    assert amount_of({"value": 3, "low": 2, "high": None}) == "3 (2––)"


def test_a_flow_without_volumes_is_no_data(example: Store) -> None:
    with pytest.raises(QueryError, match="no data, not zero"):
        view(example, "flows", state="XAA", commodity="crude-oil", year=1990)
    with pytest.raises(NotFoundError):
        view(example, "flows", state="Nowhere", commodity="crude-oil")


def test_needed_parameters_are_told(example: Store) -> None:
    with pytest.raises(QueryError, match="needs `state`"):
        view(example, "flows")
    with pytest.raises(QueryError, match="not both"):
        view(example, "dependence", state="XAA", on="XBB", year=2024, during=(2023, 2024))


def test_every_chart_page_has_table_sources_command_and_no_request(
    bars: ChartView, flow: ChartView
) -> None:
    for shown, command in (
        (bars, "diplograph dependence XAA --on XBB --commodity crude-oil"),
        (flow, "diplograph compare XAA --commodity crude-oil --year 2024"),
    ):
        read = Reader(shown.html)
        assert (read.resources, read.handlers) == ([], [])
        assert command in read.text
        assert "Sources read up to 2025-01-01" in read.text
        assert len(shown.chart.sources) > 0
        assert shown.html.count("<tr data-row>") == len(shown.table)


def test_both_languages_have_the_same_words() -> None:
    assert set(ENGLISH) == set(JAPANESE)
    for key, wording in ENGLISH.items():
        assert set(re.findall(r"{\w+}", wording)) == set(re.findall(r"{\w+}", JAPANESE[key])), key


def test_the_command_line_saves_a_chart_and_tells_what_a_view_takes(
    built: Any, tmp_path: Any
) -> None:
    start = ["--store", str(built), "view", "flows"]
    target = tmp_path / "flow.svg"
    asked = ["--state", "XAA", "-c", "crude-oil", "-o", str(target)]
    done = CliRunner().invoke(main, [*start, *asked])
    assert done.exit_code == 0, done.output
    assert target.read_text(encoding="utf-8").startswith("<svg")
    wrong = CliRunner().invoke(main, [*start, *asked, "--on", "XBB"])
    assert wrong.exit_code == 1
    assert (
        "view 'flows' has no parameter `on`; it takes `state`, `commodity`, `year`" in wrong.output
    )


def test_an_unknown_view_is_told_with_near_names(example: Store) -> None:
    assert {"corridors", "relations", "map", "dependence", "shares", "flows", "timeline"} == set(
        VIEWS
    )
    with pytest.raises(NotFoundError, match="did you mean timeline"):
        view(example, "timelines")


def test_hostile_labels_stay_text(tmp_path: Path) -> None:
    world, _ = hostile_world(tmp_path / "world")
    for shown in (
        view(world, "map"),
        view(world, "timeline", state="XAA", during=(2010, 2026)),
        view(world, "flows", state="XAA", commodity="crude-oil"),
    ):
        read = Reader(shown.html)
        assert read.tags["script"] == 3
        assert read.tags["img"] == read.tags["b"] == 0
        assert read.resources == []
        assert "<img" not in shown.svg
