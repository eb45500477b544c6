"""Ways that share no third state: by hand, and against all packings of all ways."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import pytest

from diplograph.analysis.disjoint import state_disjoint_routes, third_states
from diplograph.analysis.routes import Path, states_along
from diplograph.answers import routes
from diplograph.networks import transport
from diplograph.store import Store


def at_random(seed: int) -> nx.MultiDiGraph:
    """Return eight places in five states, with segments that cross up to three states."""
    draw = random.Random(seed)
    net = nx.MultiDiGraph()
    for i in range(8):
        net.add_node(f"p{i}", state="ABCDEFGA"[i] if i < 7 else "Z")
    for number in range(18):
        u, v = draw.choice(
            [(0, draw.randint(1, 6)), (draw.randint(1, 6), 7), draw.sample(range(8), 2)]
        )
        by = tuple(draw.sample("ABCDEFGZ", draw.choice([0, 0, 0, 1, 3])))
        net.add_edge(f"p{u}", f"p{v}", f"s{number:02}", km=draw.choice([1, 2, 5, None]), states=by)
    return net


def best_packing(net: nx.MultiDiGraph) -> tuple[int, float]:
    """Return how many ways from p0 to p7 share no third state, and their least cost, by trying."""
    crossed = third_states(net, ("p0", "p7"), "km")
    known = nx.MultiDiGraph()
    known.add_nodes_from(net)
    known.add_edges_from(crossed)
    cheapest: dict[frozenset[str], float] = {}
    for way in nx.all_simple_edge_paths(known, "p0", "p7"):
        states = frozenset().union(*(crossed[e] for e in way))
        cost = sum(net.edges[e]["km"] for e in way)
        cheapest[states] = min(cost, cheapest.get(states, cost))
    for k in range(len(cheapest), 0, -1):
        sums = [
            sum(cheapest[s] for s in chosen)
            for chosen in itertools.combinations(cheapest, k)
            if sum(map(len, chosen)) == len(frozenset().union(*chosen))
        ]
        if sums:
            return k, min(sums)
    return 0, 0.0


def share_nothing(net: nx.MultiDiGraph, ways: list[Path], own: set[str]) -> bool:
    """Tell whether no state but the own ones is on two ways."""
    met = [state for way in ways for state in set(states_along(net, way)) - own]
    return len(met) == len(set(met))


@pytest.mark.parametrize("seed", range(60))
def test_the_most_and_cheapest_ways_are_those_found_by_trying_all(seed: int) -> None:
    net = at_random(seed)
    crossed = third_states(net, ("p0", "p7"), "km")
    net.remove_edges_from(  # the border between the ends, which has tests of its own
        [e for e in net.edges if not crossed.get(e) and {*e[:2]} == {"p0", "p7"}]
    )
    found = state_disjoint_routes(net, "p0", "p7")
    assert (len(found), sum(way.cost for way in found)) == best_packing(net)
    assert share_nothing(net, found, {"A", "Z"})
    for way in found:
        assert way.places == ("p0", *(v for _, v, _ in way.edges))


def test_one_segment_over_three_states_stands_in_the_way_of_three_ways() -> None:
    """The pipeline over R, I and C is shortest, but with it no other way is left; by hand 3."""
    net = nx.MultiDiGraph()
    net.add_nodes_from([("a", {"state": "A"}), ("b", {"state": "B"})])
    net.add_edge("a", "b", "pipe", km=1, states=("A", "R", "I", "C", "B"))
    for number, state in enumerate("RIC"):
        net.add_node(state.lower(), state=state)
        net.add_edge("a", state.lower(), f"to-{state}", km=10 + number)
        net.add_edge(state.lower(), "b", f"from-{state}", km=10)
    found = state_disjoint_routes(net, "a", "b")
    assert [way.cost for way in found] == [20, 21, 22]


def test_the_states_of_the_ends_may_be_shared_and_a_state_may_be_crossed_twice_by_one() -> None:
    """Both ways leave by port p in A; the first meets R, the sea and R again."""
    net = nx.MultiDiGraph()
    for place, state in (("a", "A"), ("p", "A"), ("r", "R"), ("q", "R"), ("i", "I"), ("b", "B")):
        net.add_node(place, state=state)
    for key, u, v in (("1", "a", "p"), ("2", "p", "r"), ("3", "r", "q"), ("4", "q", "b")):
        net.add_edge(u, v, key, km=1, states=())
    net.add_edge("p", "i", "5", km=3), net.add_edge("i", "b", "6", km=3)
    found = state_disjoint_routes(net, "a", "b")
    assert [way.places for way in found] == [("a", "p", "r", "q", "b"), ("a", "p", "i", "b")]


def test_a_way_over_the_common_border_counts_once_beside_those_by_third_states() -> None:
    net = nx.MultiDiGraph()
    net.add_nodes_from([("a", {"state": "A"}), ("b", {"state": "B"}), ("c", {"state": "C"})])
    net.add_edge("a", "b", "rail", km=2), net.add_edge("a", "b", "road", km=3)
    net.add_edge("a", "c", "x", km=9), net.add_edge("c", "b", "y", km=9)
    found = state_disjoint_routes(net, "a", "b")
    assert [[key for *_, key in way.edges] for way in found] == [["rail"], ["x", "y"]]


def test_no_way_one_place_and_an_unknown_place() -> None:
    net = nx.MultiDiGraph()
    net.add_nodes_from("ab")
    assert state_disjoint_routes(net, "a", "b") == []
    assert state_disjoint_routes(net, "a", "a") == [Path(("a",), (), 0.0)]
    with pytest.raises(nx.NodeNotFound):
        state_disjoint_routes(net, "a", "q")
    net.add_edge("a", "b", "x", km=None, states=("R",))
    assert state_disjoint_routes(net, "a", "b") == []


def test_on_the_shipped_network_no_two_ways_meet_in_a_third_state(store: Store) -> None:
    net = transport(store, "containers")
    found = state_disjoint_routes(net, "place/xian", "place/poti")
    assert len(found) >= 2
    assert share_nothing(net, found, {"CHN", "GEO"})


@pytest.mark.parametrize(
    ("closed", "note"),
    [
        ((), "2 ways at most have no third state in common, such as by: XCC; XBB"),
        (("XBB",), "any two ways have a third state in common; the cheapest crosses: XCC"),
    ],
)
def test_the_answer_on_routes_tells_how_many_ways_have_no_third_state_in_common(
    example: Store, closed: tuple[str, ...], note: str
) -> None:
    found = routes(example, "well-delta", "XEE", commodity="crude-oil", without=closed)
    assert found.notes[-1] == note
