"""Generalised cost: by hand, and the cheapest ways against all ways priced one by one."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path as File

import networkx as nx
import pytest
from click.testing import CliRunner

from diplograph.analysis.generalised_cost import Charges, cheapest_priced, unpriced
from diplograph.analysis.routes import Path
from diplograph.answers import routes
from diplograph.cli import main
from diplograph.networks import transport
from diplograph.store import Store

CHARGES = Charges(
    currency="USD per t",
    per_km={"Rail": 1, "Road": 2},
    km_per_day={"Rail": 100, "Road": 400},
    value_of_time=50,
    reliability_ratio=0.5,
    border={"Rail": 20, "Road": 10},
    border_days={"Rail": 2, "Road": 0.5},
    transhipment=30,
    transhipment_days=1,
)


def corridor() -> nx.MultiDiGraph:
    """Return a to b by rail and c by road, over one border, beside a dear road all the way."""
    net = nx.MultiDiGraph()
    net.add_nodes_from([("a", {"state": "A"}), ("b", {"state": "B"}), ("c", {"state": "B"})])
    net.add_edge("a", "b", "r", km=400, mode="Rail", states=("A", "B"), days_low=3, days_high=5)
    net.add_edge("b", "c", "s", km=200, mode="Road", states=("B",))
    net.add_edge("a", "c", "t", km=1200, mode="Road", states=("A", "B"))
    return net


def test_the_parts_of_a_way_by_hand() -> None:
    """Days: 4 + 0.5 on the way, 2 at the border, 1 for the change; spread (5 - 3) / 2 = 1."""
    first, second = cheapest_priced(corridor(), "a", "c", charges=CHARGES)
    assert first.path.edges == (("a", "b", "r"), ("b", "c", "s"))
    assert (first.days, first.borders, first.changes) == (7.5, 1, 1)
    assert first.parts == {
        "carriage": 400 + 400, "time": 375, "reliability": 25, "borders": 20, "transhipment": 30
    }  # fmt: skip
    assert first.path.cost == 1250
    assert (second.path.places, second.path.cost) == (("a", "c"), 2400 + 3.5 * 50 + 10)


def test_what_a_segment_publishes_goes_before_the_charges() -> None:
    net = corridor()
    net.edges["a", "c", "t"].update(cost=100, days=1)
    [way] = cheapest_priced(net, "a", "c", charges=CHARGES, k=1)
    assert (way.path.cost, way.days) == (100 + 1.5 * 50 + 10, 1.5)


def test_a_dearer_day_turns_cargo_to_the_faster_way() -> None:
    slow, fast = (replace(CHARGES, value_of_time=v) for v in (0, 1000))
    by = [
        cheapest_priced(corridor(), "a", "c", charges=c, k=1)[0].path.places for c in (slow, fast)
    ]
    assert by == [("a", "b", "c"), ("a", "c")]


def test_a_segment_of_a_mode_without_a_charge_is_named_and_not_used() -> None:
    rail_only = replace(CHARGES, per_km={"Rail": 1})
    assert unpriced(corridor(), rail_only) == ["s", "t"]
    assert cheapest_priced(corridor(), "a", "c", charges=rail_only) == []
    assert unpriced(corridor(), replace(CHARGES, border={"Rail": 20})) == ["t"]
    assert unpriced(corridor(), replace(CHARGES, km_per_day={"Road": 9})) == ["r"]


def test_charges_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="border must be a number that is not negative"):
        replace(CHARGES, border={"Rail": -1})
    with pytest.raises(ValueError, match="a speed, must be above 0"):
        replace(CHARGES, km_per_day={"Rail": 0})
    with pytest.raises(ValueError, match="border is given by mode"):
        replace(CHARGES, border=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="value_of_time must be a number"):
        replace(CHARGES, value_of_time="much")  # type: ignore[arg-type]


def test_one_place_and_an_unknown_place() -> None:
    [way] = cheapest_priced(corridor(), "a", "a", charges=CHARGES)
    assert way.path == Path(("a",), (), 0.0)
    with pytest.raises(nx.NodeNotFound):
        cheapest_priced(corridor(), "a", "q", charges=CHARGES)


def price(net: nx.MultiDiGraph, way: list[tuple[str, str, str]]) -> float:
    """Return the generalised cost of a way, written out again from the formula."""
    total = 0.0
    for u, v, key in way:
        data = net.edges[u, v, key]
        mode, km = data["mode"], data["km"]
        days = km / CHARGES.km_per_day[mode] if data["days"] is None else data["days"]
        spread = (data["days_high"] - data["days_low"]) / 2 if data["days"] is not None else 0
        total += km * CHARGES.per_km[mode] + 50 * days + 25 * spread
        crossed = len({net.nodes[u]["state"], net.nodes[v]["state"], *data["states"]}) - 1
        total += crossed * {"Rail": 20 + 2 * 50, "Road": 10 + 0.5 * 50}[mode]
    modes = [net.edges[e]["mode"] for e in way]
    return total + sum(80 for a, b in pairwise(modes) if a != b)


@pytest.mark.parametrize("seed", range(25))
def test_the_cheapest_ways_are_those_found_by_pricing_all(seed: int) -> None:
    draw = random.Random(seed)
    net = nx.MultiDiGraph()
    for i in range(6):
        net.add_node(f"p{i}", state="AABBCC"[i])
    for number in range(16):
        u, v = draw.sample(range(6), 2)
        days = draw.choice([None, 2])
        spans = {"days": days, "days_low": days and 1, "days_high": days and 4}
        states = draw.choice([("A",), ("A", "B", "C"), ()])
        mode, km = draw.choice(["Rail", "Road"]), draw.randint(1, 9) * 37
        net.add_edge(f"p{u}", f"p{v}", f"s{number}", km=km, mode=mode, states=states, **spans)
    all_ways = [list(way) for way in nx.all_simple_edge_paths(net, "p0", "p5")]
    expected = sorted(price(net, way) for way in all_ways)[:6]
    found = cheapest_priced(net, "p0", "p5", charges=CHARGES, k=6)
    assert [way.path.cost for way in found] == pytest.approx(expected)
    assert all(way.path.cost == pytest.approx(price(net, list(way.path.edges))) for way in found)
    assert all(sum(way.parts.values()) == pytest.approx(way.path.cost) for way in found)


def test_on_the_shipped_network_without_time_and_charges_it_is_the_shortest_rail(
    store: Store,
) -> None:
    net = transport(store, "containers")
    free = replace(CHARGES, per_km={"Rail": 1}, value_of_time=0, border={"Rail": 0}, transhipment=0)
    [way] = cheapest_priced(net, "place/xian", "place/moscow", charges=free, k=1)
    rail = nx.MultiDiGraph(
        net.edge_subgraph(
            e for e in net.edges if net.edges[e]["mode"] == "Rail" and net.edges[e]["km"]
        )
    )
    expected = nx.shortest_path_length(rail, "place/xian", "place/moscow", weight="km")
    assert way.path.cost == pytest.approx(expected)


PAGE = File(__file__).parents[1] / "docs" / "how-to" / "price-a-way.md"


def test_an_answer_is_ranked_by_the_charges_of_the_page_and_says_what_makes_it_up(
    store: Store, tmp_path: File
) -> None:
    file = tmp_path / "charges.toml"
    file.write_text(PAGE.read_text("utf-8").split("```toml\n")[1].split("```")[0], "utf-8")
    asked = ["routes", "xian", "moscow", "-k", "2", "--format", "json", "--charges", str(file)]
    said = CliRunner().invoke(main, asked)
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    first, second, _ = found["rows"]
    assert first["unit"] == "USD per 20 t"
    assert 10_000 < first["value"] < second["value"]
    assert f"way 1 costs {first['value']} USD per 20 t: carriage" in found["notes"][0]
    assert "segment/aktau-baku-alat-ferry" in found["notes"][2]
    assert found["question"]["by"]["border"] == {"Rail": 215, "Road": 208}


def test_between_a_place_and_a_state_with_and_without_a_price_for_the_ferry(
    example: Store,
) -> None:
    """By hand: 4 030 km by ferry or 4 400 by pipe, 1 a km, two borders, free within the state."""
    one = dict.fromkeys(("Pipeline", "SeaLeg", "Rail", "Ferry"), 1.0)
    charges = replace(CHARGES, per_km=one, km_per_day=one, border=one, border_days=one)
    charges = replace(charges, value_of_time=0, transhipment=0)
    dry = replace(charges, per_km={mode: 1 for mode in one if mode != "Ferry"})
    values = [
        routes(example, "well-delta", "XEE", commodity="crude-oil", charges=given).rows[0]["value"]
        for given in (charges, dry)
    ]
    assert values == [4032, 4402]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("value_of_time = 3\nbordr = 3", "bordr is no charge"),
        ("value_of_time = 3", "border_days is missing"),
        ("value_of_time =", "Invalid value"),
    ],
)
def test_a_file_of_charges_that_is_wrong_says_how(text: str, message: str, tmp_path: File) -> None:
    file = tmp_path / "charges.toml"
    file.write_text(text, encoding="utf-8")
    said = CliRunner().invoke(main, ["routes", "xian", "moscow", "--charges", str(file)])
    assert said.exit_code == 2
    assert message in said.stderr
    assert "charges.toml" in said.stderr
