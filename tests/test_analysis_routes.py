"""Routes: textbook networks with known answers, and what holds for all networks."""

from __future__ import annotations

import math

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.analysis import (
    Band,
    RouteVolume,
    cheapest_routes,
    exact,
    max_flow,
    transit_share,
    without,
)
from diplograph.analysis.routes import bottleneck, missing, states_along, total

Edges = list[tuple[str, str, int]]


def net(edges: Edges, attribute: str = "capacity") -> nx.MultiDiGraph:
    """Return a network with one edge per triple; keys number the edges."""
    result = nx.MultiDiGraph()
    for number, (u, v, value) in enumerate(edges):
        result.add_edge(u, v, f"e{number}", **{attribute: value, "states": ()})
    return result


# Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, figure 26.1: maximum flow 23,
# minimum cut v1→v3, v4→v3, v4→t = 12 + 7 + 4.
CLRS: Edges = [
    ("s", "v1", 16), ("s", "v2", 13), ("v1", "v3", 12), ("v2", "v1", 4), ("v3", "v2", 9),
    ("v2", "v4", 14), ("v4", "v3", 7), ("v3", "t", 20), ("v4", "t", 4),
]  # fmt: skip


def test_max_flow_of_the_textbook_network() -> None:
    cut = max_flow(net(CLRS), "s", "t")
    assert cut.value == 23
    assert cut.segments == ("e2", "e6", "e8")  # v1→v3, v4→v3, v4→t: 12 + 7 + 4
    assert cut.places == ()


def test_parallel_segments_add_up() -> None:
    assert max_flow(net([("a", "b", 3), ("a", "b", 4)]), "a", "b").value == 7


def test_one_parallel_segment_without_a_capacity_leaves_the_flow_unbound() -> None:
    network = net([("a", "b", 3)])
    network.add_edge("a", "b", "free", capacity=None)
    assert max_flow(network, "a", "b") == (math.inf, (), ())


def test_a_port_binds_between_larger_segments() -> None:
    network = net([("a", "port", 9), ("port", "b", 9)])
    network.nodes["port"]["capacity"] = 4
    assert max_flow(network, "a", "b") == (4, ("port",), ())


def test_an_end_of_the_way_binds_too() -> None:
    network = net([("a", "b", 9)])
    network.nodes["b"]["capacity"] = 2
    assert max_flow(network, "a", "b") == (2, ("b",), ())


def test_no_way_is_a_flow_of_zero_and_an_unknown_end_an_error() -> None:
    network = net([("b", "a", 9)])
    assert max_flow(network, "a", "b").value == 0
    with pytest.raises(nx.NodeNotFound):
        max_flow(network, "a", "z")
    with pytest.raises(nx.NodeNotFound):
        cheapest_routes(network, "z", "a")


# J. Y. Yen's algorithm on the network of its Wikipedia article: C→H, costs 5, 7, 8.
YEN: Edges = [
    ("C", "D", 3), ("C", "E", 2), ("D", "F", 4), ("E", "D", 1), ("E", "F", 2), ("E", "G", 3),
    ("F", "G", 2), ("F", "H", 1), ("G", "H", 2),
]  # fmt: skip


def test_the_cheapest_ways_of_yens_example() -> None:
    """C-E-F-H 2+2+1, C-E-G-H 2+3+2; C-D-F-H, C-E-D-F-H and C-E-F-G-H cost 8 and go by name."""
    ways = cheapest_routes(net(YEN, "km"), "C", "H", k=5)
    assert [way.cost for way in ways] == [5, 7, 8, 8, 8]
    assert [way.places for way in ways[:2]] == [("C", "E", "F", "H"), ("C", "E", "G", "H")]
    assert ["".join(way.places) for way in ways[2:]] == ["CDFH", "CEDFH", "CEFGH"]


def test_parallel_segments_are_ways_of_their_own_and_ties_go_by_name() -> None:
    network = nx.MultiDiGraph()
    for name, km in (("z", 5), ("b", 5), ("m", 4)):
        network.add_edge("a", "b", name, km=km)
    found = [way.edges for way in cheapest_routes(network, "a", "b")]
    assert found == [(("a", "b", "m"),), (("a", "b", "b"),), (("a", "b", "z"),)]


def test_ways_are_at_most_k_and_a_segment_without_the_cost_is_not_used() -> None:
    network = net([("a", "b", 1), ("a", "b", 2)], "km")
    network.add_edge("a", "b", "unknown", km=None)
    assert len(cheapest_routes(network, "a", "b", k=1)) == 1
    assert len(cheapest_routes(network, "a", "b", k=9)) == 2
    assert cheapest_routes(network, "a", "b", cost="days") == []
    assert cheapest_routes(network, "b", "a") == []


WORLD = nx.MultiDiGraph()
WORLD.add_node("a", state="AAA", capacity=None)
WORLD.add_node("b", state="BBB", capacity=2)
WORLD.add_node("c", state="CCC", capacity=None)
WORLD.add_edge("a", "b", "rail", km=10, capacity=5, states=("AAA", "XXX", "BBB"))
WORLD.add_edge("b", "c", "sea", km=7, capacity=None, states=("BBB", "CCC"))
WORLD.add_edge("a", "c", "road", km=30, capacity=1, states=("AAA", "YYY", "CCC"))


def test_the_states_along_a_way_come_in_the_order_of_travel() -> None:
    short, long = cheapest_routes(WORLD, "a", "c")
    assert states_along(WORLD, short) == ["AAA", "XXX", "BBB", "CCC"]
    assert states_along(WORLD, long) == ["AAA", "YYY", "CCC"]


def test_what_binds_a_way_what_is_missing_on_it_and_its_length() -> None:
    short, long = cheapest_routes(WORLD, "a", "c")
    assert bottleneck(WORLD, short) == ("b", 2)
    assert bottleneck(WORLD, long) == ("road", 1)
    assert missing(WORLD, short, "capacity") == ["sea"]
    assert total(WORLD, short, "km") == short.cost == 17


def test_nothing_binds_a_way_without_published_capacities() -> None:
    (way,) = cheapest_routes(net([("a", "b", 1)], "km"), "a", "b")
    assert bottleneck(net([("a", "b", 1)], "km"), way) is None


@pytest.mark.parametrize(
    ("removed", "left"),
    [
        (["XXX"], {"sea", "road"}),
        (["BBB"], {"road"}),
        (["b"], {"road"}),
        (["road"], {"rail", "sea"}),
        (["AAA"], {"sea"}),
        (["nothing"], {"rail", "sea", "road"}),
        ([], {"rail", "sea", "road"}),
    ],
)
def test_closing_a_state_place_or_segment_takes_what_lies_in_it(
    removed: list[str], left: set[str]
) -> None:
    assert {key for _, _, key in without(WORLD, removed).edges(keys=True)} == left
    assert WORLD.number_of_edges() == 3


def test_transit_share_by_hand() -> None:
    """6 of 10 by R, 3 by I, 1 unallocated: R has 60 to 70 %, I 30 to 40, others 0 to 10."""
    routes = [
        RouteVolume("north", exact(6), frozenset("R")),
        RouteVolume("south", exact(3), frozenset("I")),
    ]
    found = {s: tuple(transit_share(routes, s, total=exact(10))) for s in "RIX"}
    assert found == {
        "R": pytest.approx((0.6, 0.6, 0.7)),
        "I": pytest.approx((0.3, 0.3, 0.4)),
        "X": pytest.approx((0, 0, 0.1)),
    }


def test_transit_shares_of_two_states_on_one_route_sum_to_more_than_one() -> None:
    routes = [RouteVolume("r", exact(10), frozenset(("A", "B")))]
    assert [transit_share(routes, s, total=exact(10)) for s in "AB"] == [exact(1), exact(1)]


def test_routes_that_carry_more_than_the_published_total_carry_all_of_it() -> None:
    routes = [RouteVolume("r", exact(12), frozenset("A"))]
    assert transit_share(routes, "A", total=exact(10)) == exact(1)


def test_the_transit_share_of_no_flow_is_unknown() -> None:
    assert all(math.isnan(x) for x in transit_share([], "A", total=exact(0)))


@st.composite
def volumes(draw: st.DrawFn) -> list[RouteVolume]:
    found = []
    for number in range(draw(st.integers(0, 5))):
        low, value, high = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
        states = draw(st.frozensets(st.sampled_from("ABC")))
        found.append(RouteVolume(str(number), Band(value, low, high), states))
    return found


@given(volumes(), st.lists(st.integers(1, 400), min_size=3, max_size=3).map(sorted))
def test_transit_shares_lie_in_order_between_zero_and_one(
    routes: list[RouteVolume], total_: list[int]
) -> None:
    band = transit_share(routes, "A", total=Band(total_[1], total_[0], total_[2]))
    assert 0 <= band.low <= band.value + 1e-12
    assert band.value <= band.high + 1e-12
    assert band.high <= 1


PAIRS = st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(
    lambda e: e[0] != e[1]
)
SIMPLE = st.dictionaries(PAIRS, st.integers(0, 20), max_size=18).map(
    lambda d: [(u, v, c) for (u, v), c in d.items()]
)
MULTI = st.lists(st.tuples(PAIRS, st.integers(0, 20)), max_size=18).map(
    lambda items: [(u, v, c) for (u, v), c in items]
)


def ended(edges: Edges, attribute: str = "capacity") -> nx.MultiDiGraph:
    network = net(edges, attribute)
    network.add_nodes_from("af")
    return network


@given(SIMPLE)
def test_max_flow_equals_networkx_without_parallel_segments(edges: Edges) -> None:
    plain = nx.DiGraph()
    plain.add_nodes_from("af")
    plain.add_weighted_edges_from(edges, weight="capacity")
    assert max_flow(ended(edges), "a", "f").value == nx.maximum_flow_value(plain, "a", "f")


@given(MULTI)
def test_max_flow_with_parallel_segments_equals_that_of_their_sums(edges: Edges) -> None:
    sums: dict[tuple[str, str], int] = {}
    for u, v, capacity in edges:
        sums[u, v] = sums.get((u, v), 0) + capacity
    merged = [(u, v, c) for (u, v), c in sums.items()]
    assert max_flow(ended(edges), "a", "f").value == max_flow(ended(merged), "a", "f").value


@given(MULTI)
def test_the_cut_has_the_capacity_of_the_flow_and_separates_the_ends(edges: Edges) -> None:
    network = ended(edges)
    cut = max_flow(network, "a", "f")
    capacities = {key: c for _, _, key, c in network.edges(keys=True, data="capacity")}
    assert sum(capacities[key] for key in cut.segments) == cut.value
    assert max_flow(without(network, cut.segments), "a", "f").value == 0


@given(MULTI, st.lists(st.sampled_from([*"bcde", *(f"e{n}" for n in range(18))]), max_size=3))
def test_closing_anything_never_increases_the_flow(edges: Edges, closed: list[str]) -> None:
    network = ended(edges)
    assert max_flow(without(network, closed), "a", "f").value <= max_flow(network, "a", "f").value


@given(MULTI, st.integers(0, 17), st.integers(1, 10))
def test_more_capacity_never_lessens_the_flow(edges: Edges, index: int, more: int) -> None:
    wider = [(u, v, c + more * (n == index)) for n, (u, v, c) in enumerate(edges)]
    assert max_flow(ended(wider), "a", "f").value >= max_flow(ended(edges), "a", "f").value


@given(MULTI)
def test_cheapest_ways_rise_in_cost_are_loopless_and_distinct(edges: Edges) -> None:
    ways = cheapest_routes(ended(edges, "km"), "a", "f", k=5)
    assert [w.cost for w in ways] == sorted(w.cost for w in ways)
    assert all(len(set(w.places)) == len(w.places) for w in ways)
    assert len({w.edges for w in ways}) == len(ways)


@given(MULTI)
def test_the_cheapest_way_costs_what_dijkstra_finds(edges: Edges) -> None:
    network = ended(edges, "km")
    ways = cheapest_routes(network, "a", "f", k=1)
    if nx.has_path(network, "a", "f"):
        assert ways[0].cost == nx.shortest_path_length(network, "a", "f", weight="km")
    else:
        assert ways == []
