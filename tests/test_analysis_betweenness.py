"""Betweenness and all least costs against networkx: ties, parallel segments, what is cut off."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest

from diplograph.analysis.betweenness import (
    BATCH,
    betweenness,
    countable,
    dependencies,
    estimated_betweenness,
)
from diplograph.analysis.distances import distances
from diplograph.networks import transport
from diplograph.store import Store


def at_random(seed: int, costs: tuple[float, ...]) -> nx.MultiDiGraph:
    """Return a small network with parallel segments, loops, unknown costs and loose places."""
    draw = random.Random(seed)
    net = nx.MultiDiGraph()
    net.add_nodes_from(range(14))
    for key in range(30):
        u, v = draw.randrange(12), draw.randrange(12)
        net.add_edge(u, v, f"s{key}", km=draw.choice([*costs, None]))
    return net


def known(net: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the network without edges of unknown cost, which networkx would count as 1."""
    return nx.MultiDiGraph(net.edge_subgraph(e for e in net.edges if net.edges[e]["km"]))


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("costs", [(1,), (1, 2, 3), (0.5, 1.0, 1.5), (1.37, 2.9, 1 / 3)])
def test_betweenness_is_that_of_networkx(seed: int, costs: tuple[float, ...]) -> None:
    net = at_random(seed, costs)
    oracle = known(net)
    oracle.add_nodes_from(net)
    expected = nx.betweenness_centrality(oracle, weight="km")
    assert betweenness(net) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(30))
def test_least_costs_are_those_of_networkx(seed: int) -> None:
    net = at_random(seed, (0, 1, 2, 2.5))
    oracle = nx.MultiDiGraph()
    oracle.add_nodes_from(net)
    oracle.add_edges_from(e for e in net.edges(keys=True, data=True) if e[3]["km"] is not None)
    expected = dict(nx.all_pairs_dijkstra_path_length(oracle, weight="km"))
    found = distances(net, origins=[3, 5])  # type: ignore[list-item]
    for origin, row in zip(found.origins, found.costs.tolist(), strict=True):
        reached = {p: c for p, c in zip(found.places, row, strict=True) if c < float("inf")}
        assert reached == pytest.approx(expected[origin])


def test_equal_ways_share_a_pair_and_parallel_segments_are_one() -> None:
    """By hand: a to d by b or c; two segments a to b of the same length do not outweigh c."""
    net = nx.MultiDiGraph()
    for key, u, v in (("1", "a", "b"), ("2", "a", "b"), ("3", "a", "c")):
        net.add_edge(u, v, key, km=2)
    net.add_edge("b", "d", "4", km=1), net.add_edge("c", "d", "5", km=1)
    assert betweenness(net) == pytest.approx({"a": 0, "b": 0.5 / 6, "c": 0.5 / 6, "d": 0})


def test_decimals_tie_as_they_are_written() -> None:
    """0.1 + 0.2 by b is as far as 0.3 by c and 0 more, though the floats differ."""
    net = nx.MultiDiGraph()
    net.add_edge("a", "b", "1", km=0.1), net.add_edge("b", "d", "2", km=0.2)
    net.add_edge("a", "c", "3", km=0.15), net.add_edge("c", "d", "4", km=0.15)
    assert betweenness(net)["b"] == betweenness(net)["c"] == pytest.approx(0.5 / 6)


def test_a_way_that_costs_nothing_is_refused_by_the_names_of_its_ends() -> None:
    net = nx.MultiDiGraph()
    net.add_edge("aktau", "port", "x", km=0)
    with pytest.raises(ValueError, match="the km from aktau to port is 0"):
        betweenness(net)
    with pytest.raises(ValueError, match="negative"):
        net.add_edge("aktau", "port", "y", km=-1)
        distances(net)


def test_no_place_no_segment_and_an_unknown_origin() -> None:
    net = nx.MultiDiGraph()
    assert betweenness(net) == {}
    assert distances(net).costs.shape == (0, 0)
    net.add_nodes_from("ab")
    assert betweenness(net) == {"a": 0, "b": 0}
    assert distances(net).costs.tolist() == [[0, float("inf")], [float("inf"), 0]]
    with pytest.raises(nx.NodeNotFound):
        distances(net, origins=["q"])


def test_an_undirected_network_leads_both_ways() -> None:
    net = nx.barbell_graph(4, 3)
    nx.set_edge_attributes(net, 1, "km")
    assert betweenness(net) == pytest.approx(nx.betweenness_centrality(net))


def test_an_estimate_from_all_places_is_exact_and_from_some_holds_the_truth() -> None:
    net = nx.MultiDiGraph(nx.gnp_random_graph(60, 0.08, seed=3, directed=True))
    nx.set_edge_attributes(net, {e: 1 + e[0] % 5 for e in net.edges}, "km")
    exact = betweenness(net)
    whole = estimated_betweenness(net, 60)
    assert {p: band.value for p, band in whole.items()} == pytest.approx(exact)
    assert all(band.low == pytest.approx(band.high) for band in whole.values())
    held = [
        band.low <= exact[p] <= band.high
        for seed in range(10)
        for p, band in estimated_betweenness(net, 20, seed=seed).items()
    ]
    assert np.mean(held) >= 0.95
    assert estimated_betweenness(net, 20, seed=1) == estimated_betweenness(net, 20, seed=1)
    with pytest.raises(ValueError, match="between 1 and"):
        estimated_betweenness(net, 61)


def test_the_sums_do_not_depend_on_how_many_origins_are_held_at_once() -> None:
    """A ring of 800 needs two batches: each place has the ways of half the ring, by hand."""
    ring = nx.MultiDiGraph()
    size = 800
    assert size**2 > BATCH
    for i in range(size):
        ring.add_edge(i, (i + 1) % size, "x", km=2)
    found = sum(part.sum(axis=0) for part in dependencies(countable(ring, "km"), np.arange(size)))
    assert np.asarray(found) == pytest.approx((size - 1) * (size - 2) / 2)


def test_the_shipped_network_is_counted_as_networkx_counts_it(store: Store) -> None:
    net = transport(store, "crude-oil")
    oracle = known(net)
    oracle.add_nodes_from(net)
    assert betweenness(net) == pytest.approx(nx.betweenness_centrality(oracle, weight="km"))
