"""Influence, positions and likeness: by hand, by closed form, and against networkx."""

from __future__ import annotations

import itertools
import math
import random

import networkx as nx
import pytest

from diplograph.analysis.influence import (
    Ranking,
    influence_band,
    influence_index,
    influence_paths,
    weight_sweep,
)
from diplograph.analysis.likeness import kappa, s_score, scott_pi
from diplograph.analysis.positions import brokerage, constraint, katz, personalised_pagerank
from diplograph.analysis.uncertainty import Band, exact


def test_the_index_is_a_product_and_zero_if_one_side_is() -> None:
    wide, deep = {"trade": 0.8, "aid": 0.2}, {"fuel": 0.5}
    weights = {"trade": 3.0, "aid": 1.0}
    found = influence_index(wide, deep, of_bandwidth=weights, of_dependence={"fuel": 2.0})
    assert found == pytest.approx((0.75 * 0.8 + 0.25 * 0.2) * 0.5)
    none = influence_index(wide, {"fuel": 0.0}, of_bandwidth=weights, of_dependence={"fuel": 1.0})
    assert none == 0.0


@pytest.mark.parametrize(
    ("indicators", "weights"),
    [({"a": 2.0}, {"a": 1.0}), ({"a": 0.5}, {"b": 1.0}), ({"a": 0.5}, {})],
)
def test_the_index_refuses_what_it_cannot_weigh(
    indicators: dict[str, float], weights: dict[str, float]
) -> None:
    with pytest.raises(ValueError, match=r"indicators|weights"):
        influence_index(indicators, {"d": 0.5}, of_bandwidth=weights, of_dependence={"d": 1.0})


def test_a_sweep_tells_whether_a_rank_rests_on_the_weights() -> None:
    table = {"RUS": {"x": 1.0, "y": 0.0}, "CHN": {"x": 0.0, "y": 1.0}, "JPN": {"x": 0.0, "y": 0.0}}
    found = weight_sweep(table)
    assert found["JPN"] == Ranking(3, 3, 0.0)
    assert found["RUS"][:2] == found["CHN"][:2] == (1, 2)
    assert found["RUS"].first == pytest.approx(0.5, abs=0.05)
    assert weight_sweep(table, seed=0) == found
    with pytest.raises(ValueError, match="same indicators"):
        weight_sweep({"RUS": {"x": 1.0}, "CHN": {"y": 1.0}})


def test_pagerank_of_a_chain_by_hand() -> None:
    """From i to a to b: a gets α(1 − α), b α²(1 − α) of the walk; dangling mass goes back to i."""
    net = nx.DiGraph([("i", "a"), ("a", "b")])
    found = personalised_pagerank(net, "i", damping=[0.5])
    assert found["a"][0.5] == pytest.approx(2 / 3)
    assert found["b"][0.5] == pytest.approx(1 / 3)


def test_pagerank_wants_a_simple_network_and_a_known_seed() -> None:
    with pytest.raises(ValueError, match="parallel"):
        personalised_pagerank(nx.MultiDiGraph([("a", "b")]), "a")
    with pytest.raises(nx.NodeNotFound):
        personalised_pagerank(nx.DiGraph([("a", "b")]), "x")


def test_katz_is_that_of_networkx_where_that_converges() -> None:
    net = nx.gnp_random_graph(12, 0.3, seed=3, directed=True)
    largest = max(abs(nx.adjacency_spectrum(net)))
    theirs = nx.katz_centrality(
        net, alpha=0.5 / largest, normalized=False, tol=1e-12, max_iter=9999
    )
    whole = sum(theirs.values())
    ours = katz(net, fractions=[0.5])
    for node in net:
        assert ours[node][0.5] == pytest.approx(theirs[node] / whole, abs=1e-8)
    with pytest.raises(ValueError, match="between 0 and 1"):
        katz(net, fractions=[1.0])


def test_each_brokerage_role() -> None:
    groups = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": "3"}
    roles = {
        ("a", "b", "c"): "coordinator", ("d", "a", "b"): "gatekeeper",
        ("a", "b", "d"): "representative", ("d", "a", "e"): "itinerant", ("d", "a", "f"): "liaison",
    }  # fmt: skip
    for (first, broker, last), role in roles.items():
        net = nx.DiGraph([(first, broker), (broker, last)])
        assert brokerage(net, groups)[broker] == {role: 1}
        net.add_edge(first, last)
        assert brokerage(net, groups)[broker] == {}


@pytest.mark.parametrize("seed", range(10))
def test_roles_of_all_triads_are_those_found_one_by_one(seed: int) -> None:
    net = nx.gnp_random_graph(9, 0.3, seed=seed, directed=True)
    groups = {node: str(node % 3) for node in net}
    found = brokerage(net, groups)
    for broker in net:
        triads = [
            (a, c)
            for a, c in itertools.permutations(set(net) - {broker}, 2)
            if net.has_edge(a, broker) and net.has_edge(broker, c) and not net.has_edge(a, c)
        ]
        inside = sum(groups[a] == groups[broker] == groups[c] for a, c in triads)
        assert sum(found[broker].values()) == len(triads)
        assert found[broker]["coordinator"] == inside


def test_likeness_of_portfolios_and_votes() -> None:
    assert s_score([3, 2], [3, 2], spread=3) == 1.0
    assert s_score([3, 3], [0, 0], spread=3) == -1.0
    assert kappa(["y", "y"], ["y", "y"]) is None
    assert kappa(["y", "n"], ["n", "y"]) == -1.0
    with pytest.raises(ValueError, match="spread"):
        s_score([9], [0], spread=3)
    with pytest.raises(ValueError, match="no votes"):
        kappa([], [])


def test_cohen_s_example() -> None:
    """20 both yes, 15 both no, 5 and 10 apart: 0.7 agreed, 0.5 by chance, so 0.4."""
    one = ["y"] * 25 + ["n"] * 25
    other = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert kappa(one, other) == pytest.approx(0.4)


def test_scott_s_pi_of_forty_five_answers_by_hand() -> None:
    """Answers 1 to 9 in a square: 15/45 agreed; joint parts 18, 30 and 42 of 90 give 0.3689."""
    table = [("y", "y", 1), ("y", "n", 2), ("y", "m", 3), ("n", "y", 4), ("n", "n", 5),
             ("n", "m", 6), ("m", "y", 7), ("m", "n", 8), ("m", "m", 9)]  # fmt: skip
    one, other = ([row[i] for row in table for _ in range(int(row[2]))] for i in (0, 1))
    chance = (18**2 + 30**2 + 42**2) / 90**2
    found, above = scott_pi(one, other), kappa(one, other)
    assert found == pytest.approx((1 / 3 - chance) / (1 - chance))
    assert found is not None
    assert above is not None
    assert found <= above
    assert scott_pi(["y"], ["y"]) is None
    with pytest.raises(ValueError, match="no votes"):
        scott_pi([], [])


def test_constraint_of_a_triangle_and_of_who_has_no_ties() -> None:
    """Each has half of its ties with either other: 2 (1/2 + 1/2 · 1/2)² = 1.125."""
    net = nx.complete_graph(["a", "b", "c"])
    net.add_node("alone")
    found = constraint(net)
    assert found.pop("alone") is None
    assert list(found.values()) == pytest.approx([1.125] * 3)
    with pytest.raises(ValueError, match="parallel"):
        constraint(nx.MultiGraph([("a", "b")]))


def test_the_band_of_an_index_is_that_of_its_corners() -> None:
    wide, deep = {"a": Band(0.5, 0.2, 0.6), "b": exact(1.0)}, {"d": Band(0.3, 0.1, 0.9)}
    weights = {"a": 1.0, "b": 3.0}
    found = influence_band(wide, deep, of_bandwidth=weights, of_dependence={"d": 1.0})
    corners = [(a + 3) / 4 * d for a in wide["a"] for d in deep["d"]]
    assert (found.low, found.high) == pytest.approx((min(corners), max(corners)))
    assert found.value == pytest.approx(3.5 / 4 * 0.3)


def ties() -> nx.MultiDiGraph:
    net = nx.MultiDiGraph()
    net.add_edge("RUS", "KAZ", "f1", kind="transit", strength=0.96)
    net.add_edge("RUS", "KAZ", "f2", kind="transit", strength=0.5)
    net.add_edge("RUS", "KAZ", "f3", kind="trade", strength=0.3)
    net.add_edge("KAZ", "TJK", "f4", kind="fuel", strength=0.26)
    net.add_edge("RUS", "TJK", "f5", kind="fuel", strength=0.63)
    net.add_edge("RUS", "TJK", "f6", kind="unknown", strength=None)
    net.add_edge("TJK", "RUS", "f7", kind="labour", strength=0.9)
    return net


def test_paths_are_ranked_by_their_weakest_hop_and_name_the_fact_of_each() -> None:
    found = influence_paths(ties(), "RUS", "TJK")
    assert [(p.weakest, [h.fact for h in p.hops]) for p in found] == [
        (0.63, ["f5"]),
        (0.26, ["f1", "f4"]),
        (0.26, ["f3", "f4"]),
    ]
    assert found[1].product == pytest.approx(0.96 * 0.26)
    assert influence_paths(ties(), "TJK", "KAZ", hops=1) == []
    assert len(influence_paths(ties(), "RUS", "TJK", limit=1)) == 1


@pytest.mark.parametrize("seed", range(10))
def test_the_best_paths_are_the_first_of_all_simple_paths(seed: int) -> None:
    draw = random.Random(seed)
    net = nx.MultiDiGraph()
    for a, b in itertools.permutations("ABCDEF", 2):
        if draw.random() < 0.6:
            net.add_edge(a, b, a + b, kind="trade", strength=draw.choice([0.2, 0.5, 0.5, 1.0]))
    net.add_nodes_from("AB")
    strengths = {(a, b): strength for a, b, strength in net.edges(data="strength")}
    ways = [
        [strengths[pair] for pair in itertools.pairwise(way)]
        for way in nx.all_simple_paths(nx.DiGraph(net), "A", "B", cutoff=3)
    ]
    ranks = sorted((-min(way), -math.prod(way), len(way)) for way in ways)
    found = influence_paths(net, "A", "B", hops=3, limit=4)
    assert [(-p.weakest, -p.product, len(p.hops)) for p in found] == ranks[:4]


def test_paths_refuse_long_chains_and_odd_strengths() -> None:
    with pytest.raises(ValueError, match="hops must be 1 to 4"):
        influence_paths(ties(), "RUS", "TJK", hops=5)
    with pytest.raises(nx.NodeNotFound):
        influence_paths(ties(), "RUS", "XXX")
    net = ties()
    net.add_edge("KAZ", "KGZ", "f8", kind="gas", strength=1.5)
    with pytest.raises(ValueError, match="f8: a strength"):
        influence_paths(net, "RUS", "KGZ")
