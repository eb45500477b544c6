"""Store → networkx: relations on a day, and what can carry a commodity."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import diplograph as dg
from diplograph.errors import NotFoundError
from diplograph.networks import great_circle, kind_of, network, transport
from diplograph.store import Store
from diplograph.vocab import short, thing

Edit = Callable[[str, str, str], None]


def relations(store: Store, kind: str, at: date | None = None) -> list[str]:
    edges = network(store, kinds=[kind], at=at).edges(data=True)
    return sorted(f"{short(u)} {short(v)}" for u, v, _ in edges)


def test_every_relation_of_the_example_is_an_edge(example: Store) -> None:
    """2 tenures, 2 memberships, 2 signatures, 1 ownership, 1 agreement link."""
    kinds = [data["kind"] for _, _, data in network(example).edges(data=True)]
    assert sorted(kinds) == sorted(
        ["leads"] * 2 + ["member of"] * 2 + ["party to"] * 2 + ["owns", "concerns"]
    )


@pytest.mark.parametrize(
    ("day", "leaders"),
    [
        (date(2009, 12, 31), []),
        (date(2010, 1, 1), ["person/bo-alpha XAA"]),
        (date(2019, 12, 31), ["person/bo-alpha XAA"]),
        (date(2020, 1, 1), ["person/ada-alpha XAA"]),
    ],
)
def test_a_term_holds_on_its_first_and_last_day(
    day: date, leaders: list[str], example: Store
) -> None:
    assert relations(example, "leads", day) == leaders


def test_an_ended_agreement_has_no_parties_any_more(example: Store) -> None:
    assert relations(example, "party to", date(2028, 1, 1)) == []
    assert len(relations(example, "party to", date(2027, 12, 31))) == 2


def test_a_relation_without_a_known_start_is_taken_to_hold(world: Path, edit: Edit) -> None:
    edit("memberships", "XAA,union,member,2010-01-01", "XAA,union,member,")
    assert relations(dg.build(world), "member of", date(1900, 1, 1)) == ["XAA organisation/union"]


def test_nodes_have_labels_and_kinds_and_edges_their_fact(example: Store) -> None:
    net = network(example, kinds=["owns"])
    ((u, v, key, data),) = net.edges(keys=True, data=True)
    assert (net.nodes[u]["kind"], net.nodes[v]["label"]) == ("state", "Pipe Company")
    assert (short(key).split("/")[0], data["label"]) == ("ownership", "owns: 100 %")


def test_the_kind_of_a_thing_is_the_path_of_its_iri() -> None:
    assert kind_of(thing("place/a").value) == "place"
    assert kind_of(thing("KAZ").value) == "state"


def test_freight_lines_carry_oil_products_but_no_freight_goes_by_oil_pipe(example: Store) -> None:
    """Oil products are freight in the list; crude oil is not, and names its own lines."""
    lines = {key for _, _, key in transport(example, "oil-products").edges(keys=True)}
    assert lines == {
        "segment/ferry-beta-gamma", "segment/rail-delta-beta", "segment/rail-delta-epsilon",
        "segment/rail-gamma-eta",
    }  # fmt: skip


def test_segments_open_both_ways_give_two_edges_and_one_way_ones_give_one(example: Store) -> None:
    """Crude: 3 two-way lines (6 edges), 2 pipes and 2 tanker legs forward (4 edges)."""
    net = transport(example, "crude-oil")
    assert net.number_of_edges() == 10
    assert net.has_edge("place/port-gamma", "place/port-beta")
    assert not net.has_edge("place/town-epsilon", "place/well-delta")


def test_published_capacities_length_and_days_are_attributes(example: Store) -> None:
    net = transport(example, "crude-oil")
    pipe = net.edges["place/well-delta", "place/town-epsilon", "segment/north-pipe"]
    tanker = net.edges["place/port-zeta", "place/market-theta", "segment/tanker-zeta"]
    assert (pipe["capacity"], pipe["km"], pipe["states"]) == (10.0, 900.0, ("XAA", "XBB"))
    assert (tanker["capacity"], tanker["days_low"], tanker["days_high"]) == (None, 5.0, 7.0)
    assert net.nodes["place/port-beta"]["capacity"] == 3.0
    assert net.nodes["place/well-delta"]["capacity"] is None


@pytest.mark.parametrize(
    ("day", "plans", "capacity"),
    [
        (date(2019, 12, 31), False, None),
        (date(2025, 1, 1), False, 3.0),
        (date(2025, 1, 1), True, 3.0),
        (date(2030, 1, 1), False, 3.0),
        (date(2030, 1, 1), True, 8.0),
    ],
)
def test_a_capacity_counts_from_its_day_and_a_plan_only_if_asked(
    day: date, plans: bool, capacity: float | None, example: Store
) -> None:
    net = transport(example, "crude-oil", at=day, plans=plans)
    assert net.nodes["place/port-beta"]["capacity"] == capacity


def test_sources_that_date_a_capacity_alike_span_a_band(world: Path) -> None:
    with (world / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("place/port-beta,capacity,,crude-oil,,5,,,Mt/yr,2020,,,actual,"
                   "example-press,page 1,2025-01-01,press,\n")  # fmt: skip
    beta = transport(dg.build(world), "crude-oil").nodes["place/port-beta"]
    assert (beta["capacity_low"], beta["capacity_high"], len(beta["capacity_facts"])) == (3, 5, 2)


def test_an_unpublished_length_is_the_great_circle_and_says_so(world: Path, edit: Edit) -> None:
    edit("segments", "pipe-company,900", "pipe-company,")
    net = transport(dg.build(world), "crude-oil")
    pipe = net.edges["place/well-delta", "place/town-epsilon", "segment/north-pipe"]
    assert pipe["km_is_bound"]
    assert round(pipe["km"]) == round(
        great_circle({"lat": 45, "lon": 52}, {"lat": 50, "lon": 48}) or 0
    )


def test_a_segment_that_is_closed_or_not_yet_open_carries_nothing(world: Path, edit: Edit) -> None:
    edit("segments", "operating,2000,,pipe", "operating,2000,2010,pipe")
    store = dg.build(world)
    for day, there in (
        (date(1999, 12, 31), False),
        (date(2010, 12, 31), True),
        (date(2011, 1, 1), False),
    ):
        keys = {key for _, _, key in transport(store, "crude-oil", at=day).edges(keys=True)}
        assert ("segment/north-pipe" in keys) is there


def test_a_planned_segment_counts_only_with_plans_and_from_its_day(world: Path, edit: Edit) -> None:
    edit("segments", "operating,2000,,pipe", "planned,2030,,pipe")
    store = dg.build(world)
    for day, plans, there in ((date(2031, 1, 1), False, False), (date(2031, 1, 1), True, True),
                              (date(2029, 1, 1), True, False)):  # fmt: skip
        net = transport(store, "crude-oil", at=day, plans=plans)
        assert net.has_edge("place/well-delta", "place/town-epsilon") is there


def test_an_unknown_commodity_is_not_found(example: Store) -> None:
    with pytest.raises(NotFoundError):
        transport(example, "moon cheese")


def test_a_commodity_without_a_unit_has_a_network_without_capacities(
    world: Path, edit: Edit
) -> None:
    edit("commodities", "2709,Mt", "2709,")
    assert transport(dg.build(world), "crude-oil").nodes["place/port-beta"]["capacity"] is None


def test_the_great_circle_of_known_pairs() -> None:
    """A quarter of the equator is pi/2 R; the poles are pi R apart; a point is at itself."""
    radius = 6371.0088
    pairs = [((0, 0), (0, 90), math.pi / 2), ((90, 0), (-90, 0), math.pi), ((5, 5), (5, 5), 0)]
    for (lat, lon), (lat_b, lon_b), angle in pairs:
        found = great_circle({"lat": lat, "lon": lon}, {"lat": lat_b, "lon": lon_b})
        assert found == pytest.approx(angle * radius)


def test_the_great_circle_needs_all_coordinates() -> None:
    assert great_circle({"lat": None, "lon": 0}, {"lat": 0, "lon": 0}) is None
