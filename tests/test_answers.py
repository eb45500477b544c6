"""Answers on the invented world, whose numbers can be worked out on paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import diplograph as dg
from diplograph.answers import Answer, compare, dependence, routes
from diplograph.errors import NotFoundError
from diplograph.store import Store

Edit = Callable[[str, str, str], None]
FLOW = "2024,2024,XAA,actual,example-office,page 1,2025-01-01,official,"


def row(answer: Answer, measure: str, **where: Any) -> dict[str, Any]:
    """Return the one row of a measure, and of whatever else is asked for."""
    (found,) = [r for r in answer.rows if r["measure"] == measure and where.items() <= r.items()]
    return found


def band(row: dict[str, Any]) -> tuple[Any, Any, Any]:
    return row["value"], row["low"], row["high"]


def add(world: Path, table: str, line: str) -> None:
    with (world / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def test_an_import_share_is_as_published_and_its_hhi_by_hand(example: Store) -> None:
    """60 and 30 % and 10 % others: 0.36 + 0.09 = 0.45, at most 0.46."""
    found = dependence(example, "XAA", "XBB", commodity="oil-products")
    assert band(row(found, "import_share")) == (60, 60, 60)
    assert band(row(found, "supplier_hhi")) == (0.45, 0.45, 0.46)


def test_an_import_share_is_worked_out_of_values_of_one_reporter(example: Store) -> None:
    """XAA reports 5 of 20 million from XEE; the 8 million that XEE reports has no total."""
    found = dependence(example, "XAA", "XEE", commodity="total")
    assert band(row(found, "import_share")) == (25, 25, 25)


def test_transit_dependence_needs_no_trade(example: Store) -> None:
    """6 of 10 Mt cross XBB, which buys none; 1 Mt is on no known route."""
    found = row(dependence(example, "XAA", "XBB", commodity="crude-oil"), "transit_share")
    assert band(found) == (60, 60, 70)
    assert found["sources"] == ["source/example-office"]
    assert len(found["facts"]) == 3


def test_the_concentration_of_routes_and_states_by_hand(example: Store) -> None:
    """Routes 0.6² + 0.3² = 0.45, the rest at most 0.01; states 0.6, 0.3 and 0.9 of 1.8."""
    found = dependence(example, "XAA", "XBB", commodity="crude-oil")
    assert band(row(found, "route_hhi")) == pytest.approx((0.45, 0.45, 0.46))
    by_state = (0.6 / 1.8) ** 2 + (0.3 / 1.8) ** 2 + (0.9 / 1.8) ** 2
    assert row(found, "state_hhi")["value"] == pytest.approx(by_state)


def test_no_figures_give_no_rows_and_a_note_that_this_is_not_zero(example: Store) -> None:
    found = dependence(example, "XDD", "XBB")
    assert found.rows.rows == []
    assert found.notes == [
        "no figure of the graph tells how XDD depends on XBB; that is no data, not zero"
    ]


def test_another_year_has_no_rows(example: Store) -> None:
    assert len(dependence(example, "XAA", "XBB", year=2023).rows) == 0


def test_trade_may_exceed_gdp(world: Path) -> None:
    """5 million of goods against a GDP of 4 million are 125 % in value and both bounds."""
    add(world, "figures", "XAA,gdp,,,,4000000,,,USD," + FLOW)
    found = dependence(dg.build(world), "XAA", "XBB", commodity="total")
    assert band(row(found, "gdp_exposure_inward")) == (125, 125, 125)


def test_sources_that_disagree_widen_the_share(world: Path) -> None:
    add(world, "flows", "XBB,XAA,oil-products,import_share,66,,,percent,2024,2024,XAA,actual,"
                        "example-press,page 1,2025-01-01,press,")  # fmt: skip
    found = row(dependence(dg.build(world), "XAA", "XBB", commodity="oil-products"), "import_share")
    assert band(found) == (60, 60, 66)
    assert len(found["sources"]) == 2


def test_routes_above_the_published_total_are_no_crash(world: Path, edit: Edit) -> None:
    """The two routes carry 9 Mt of a total of 5: no share of it is right; none is told."""
    edit("flows", "crude-oil,quantity,10", "crude-oil,quantity,5")
    found = dependence(dg.build(world), "XAA", "XBB", commodity="crude-oil")
    assert {r["measure"] for r in found.rows} & {"transit_share", "route_hhi", "state_hhi"} == set()


def test_a_published_total_of_zero_is_no_crash(world: Path, edit: Edit) -> None:
    edit("flows", "crude-oil,quantity,10", "crude-oil,quantity,0")
    store = dg.build(world)
    for found in (dependence(store, "XAA", "XBB", commodity="crude-oil"),
                  compare(store, "XAA", commodity="crude-oil")):  # fmt: skip
        shares = [r for r in json.loads(found.to_json())["rows"] if r["measure"] == "transit_share"]
        assert {r["value"] for r in shares} <= {None}


def test_states_may_be_named_and_unknown_ones_are_not_found(example: Store) -> None:
    assert dependence(example, "xaa", "xbb").question["dependence"] == "XAA"
    with pytest.raises(NotFoundError):
        dependence(example, "XAA", "Atlantis")
    with pytest.raises(NotFoundError):
        dependence(example, "XAA", "XBB", commodity="moon cheese")


def test_every_row_has_a_source_and_every_source_is_listed(example: Store) -> None:
    found = dependence(example, "XAA", "XBB")
    assert all(r["sources"] for r in found.rows)
    assert found.sources == sorted({s for r in found.rows for s in r["sources"]})


def test_every_fact_behind_an_answer_can_be_explained(example: Store) -> None:
    from diplograph.provenance import explain

    for answer in (
        dependence(example, "XAA", "XBB"),
        compare(example, "XAA", commodity="crude-oil"),
    ):
        facts = {fact for r in answer.rows for fact in r["facts"]}
        assert facts
        assert all(len(explain(example, fact)) for fact in facts)


def test_the_json_of_an_answer_has_four_keys(example: Store) -> None:
    content = json.loads(dependence(example, "XAA", "XBB").to_json())
    assert list(content) == ["question", "rows", "sources", "notes"]
    assert {"measure", "value", "low", "high", "unit", "year"} <= set(content["rows"][0])


def test_a_notebook_shows_the_rows_of_an_answer(example: Store) -> None:
    assert "transit_share" in dependence(example, "XAA", "XBB")._repr_html_()


def test_the_ways_of_the_invented_oil_by_hand(example: Store) -> None:
    """North 900+1000+2500 = 4400 km by pipe of 10; south 150+480+700+2700 = 4030 by a port of 3."""
    found = routes(example, "well-delta", "market-theta", commodity="crude-oil")
    south, north, flow = found.rows
    assert (south["value"], south["capacity"], south["binding"]) == (4030, 3, ["place/port-beta"])
    assert (north["value"], north["capacity"], north["binding"]) == (
        4400,
        10,
        ["segment/north-pipe"],
    )
    assert (south["states"], north["states"]) == (["XAA", "XCC", "XEE"], ["XAA", "XBB", "XEE"])
    assert (north["days_low"], north["days_high"]) == (5, 7)
    assert (flow["value"], flow["binding"]) == (13, ["place/port-beta", "segment/north-pipe"])
    assert flow["unit"] == "Mt/yr"


@pytest.mark.parametrize(
    ("closed", "flow"),
    [(["XBB"], 3), (["XCC"], 10), (["XBB", "XCC"], 0), (["port-beta"], 10), (["XEE"], 0), ([], 13)],
)
def test_what_passes_when_something_closes(closed: list[str], flow: int, example: Store) -> None:
    found = routes(example, "well-delta", "market-theta", commodity="crude-oil", without=closed)
    assert row(found, "max_flow")["value"] == flow
    assert len([r for r in found.rows if r["measure"] == "route"]) == {13: 2, 0: 0}.get(flow, 1)


def test_no_way_is_a_result_with_a_note(example: Store) -> None:
    found = routes(example, "market-theta", "well-delta", commodity="crude-oil")
    assert [(r["measure"], r["value"]) for r in found.rows] == [("max_flow", 0)]
    assert "no way for crude-oil between the two ends" in found.notes[0]


def test_an_end_that_is_closed_is_no_way(example: Store) -> None:
    found = routes(example, "XDD", "XEE", commodity="crude-oil")
    assert row(found, "max_flow")["value"] == 0
    assert found.notes[0].startswith("XDD is not on the crude-oil network")


def test_a_state_is_all_its_places(example: Store) -> None:
    """From any place of XAA: the port of 3 and the pipe of 10 both start in it."""
    assert row(routes(example, "XAA", "XEE", commodity="crude-oil"), "max_flow")["value"] == 13


def test_a_way_to_where_one_is_has_no_length(example: Store) -> None:
    found = routes(example, "port-beta", "port-beta", commodity="crude-oil")
    assert row(found, "route", rank=1)["value"] == 0


def test_plans_count_from_their_day_if_asked(example: Store) -> None:
    def flow(**more: Any) -> Any:
        ends = ("well-delta", "market-theta")
        found = routes(example, *ends, commodity="crude-oil", at=date(2030, 1, 1), **more)
        return row(found, "max_flow")["value"]

    assert (flow(), flow(plans=True)) == (13, 14)  # the port grows to 8, then the ferry's 4 binds


def test_days_use_only_segments_with_published_days(example: Store) -> None:
    """The tanker leg has 5 to 7; no other segment of the way from the field has any."""
    found = routes(example, "port-zeta", "market-theta", commodity="crude-oil", by="days")
    (way, _) = found.rows
    assert (way["unit"], way["days_low"], way["days_high"]) == ("days", 5, 7)
    assert way["days_low"] <= way["value"] <= way["days_high"]
    assert [
        r["measure"]
        for r in routes(
            example, "well-delta", "market-theta", commodity="crude-oil", by="days"
        ).rows
    ] == ["max_flow"]


def test_capacities_that_nobody_published_are_named(example: Store) -> None:
    found = routes(example, "port-zeta", "market-theta", commodity="crude-oil")
    assert row(found, "max_flow")["value"] is None
    assert found.notes == [
        "no published capacity, so these do not bind and max_flow is an upper bound: "
        "segment/tanker-zeta"
    ]


def test_capacities_are_not_shown_with_the_noise_of_their_sum(world: Path, edit: Edit) -> None:
    """0.1 + 0.2 is 0.30000000000000004 in binary."""
    edit("figures", "north-pipe,capacity,,crude-oil,,10", "north-pipe,capacity,,crude-oil,,0.1")
    edit("figures", "port-beta,capacity,,crude-oil,,3", "port-beta,capacity,,crude-oil,,0.2")
    found = routes(dg.build(world), "well-delta", "market-theta", commodity="crude-oil")
    assert row(found, "max_flow")["value"] == 0.3


def test_a_comparison_lists_routes_states_and_concentration(example: Store) -> None:
    found = compare(example, "XAA", commodity="crude-oil")
    assert found.question["year"] == 2024
    assert band(row(found, "route_share", subject="route/north")) == (60, 60, 60)
    assert band(row(found, "transit_share", subject="XEE")) == (90, 90, 100)
    assert row(found, "route_share", subject="route/south")["capacity"] == 3
    assert found.notes[0].startswith("1 of 10 Mt is not allocated to a route")


def test_a_route_names_the_agreements_in_force_at_the_end_of_the_year(example: Store) -> None:
    found = compare(example, "XAA", commodity="crude-oil", year=2024)
    assert row(found, "route_share", subject="route/north")["agreements"] == [
        "agreement/transit-treaty"
    ]


def test_the_routes_of_a_year_without_volumes_are_unknown_not_zero(example: Store) -> None:
    found = compare(example, "XAA", commodity="crude-oil", year=2020)
    assert [r["value"] for r in found.rows] == [None, None]
    start = "no volumes by route of XAA are known for 2020: unknown, not zero"
    assert found.notes == [f"{start}; known years: 2024"]


def test_a_comparison_of_what_has_no_figures_says_so(example: Store) -> None:
    found = compare(example, "XDD", commodity="crude-oil")
    assert (len(found.rows), found.question["year"]) == (0, None)
    assert "no data, not zero" in found.notes[0]


def test_reporters_that_differ_are_named(world: Path) -> None:
    add(world, "route_flows", "north,XAA,area/world,crude-oil,7,,,Mt,2024,2024,XBB,actual,"
                              "example-press,page 1,2025-01-01,press,")  # fmt: skip
    found = compare(dg.build(world), "XAA", commodity="crude-oil")
    north = row(found, "route_share", subject="route/north")
    assert (north["value"], north["volume_low"], north["volume_high"]) == (60, 6, 7)
    assert any(n.startswith("route/north: reporters differ, 6 to 7 Mt") for n in found.notes)


def test_bands_of_all_answers_are_in_order(example: Store) -> None:
    oil = compare(example, "XAA", commodity="crude-oil")
    for answer in (dependence(example, "XAA", "XBB"), oil, compare(example, "XAA")):
        known = [r for r in answer.rows if r.get("value") is not None]
        assert known
        assert all(r["low"] <= r["value"] <= r["high"] for r in known)


def test_routes_that_add_up_to_more_than_the_total_give_no_share(
    world: Path, edit: Callable[[str, str, str], None]
) -> None:
    """A field's part of a pipeline beside the pipeline itself would be counted twice."""
    flows = (world / "route_flows.csv").read_text("utf-8")
    north = next(line for line in flows.splitlines() if line.startswith("north,"))
    edit("route_flows", north, north.replace(",6,", ",9,", 1))
    answer = compare(dg.build(world), "XAA", commodity="crude-oil", year=2024)
    shares = [r["value"] for r in answer.rows if r["measure"] in ("way_share", "route_share")]
    assert shares
    assert set(shares) == {None}
    assert not [r for r in answer.rows if r["measure"] == "transit_share"]
    assert any("add up to more" in note for note in answer.notes)
