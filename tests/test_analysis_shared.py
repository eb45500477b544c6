"""Several flows under shared capacities: by hand, and one flow against networkx' own simplex."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from diplograph.analysis.shared import Demand, shared_flow


@pytest.mark.parametrize("seed", range(20))
def test_one_demand_costs_what_networkx_finds(seed: int) -> None:
    draw = random.Random(seed)
    simple = nx.gnp_random_graph(8, 0.4, seed=seed, directed=True)
    net = nx.MultiDiGraph()
    net.add_nodes_from(simple)
    for u, v in simple.edges:
        simple.edges[u, v].update(capacity=draw.randint(1, 9), cost=draw.randint(0, 9))
        net.add_edge(u, v, f"{u}-{v}", **simple.edges[u, v])
    best = nx.max_flow_min_cost(simple, 0, 7, weight="cost")
    carried = sum(best[0].values()) - sum(best[u].get(0, 0) for u in best)
    plan = shared_flow(net, [Demand("oil", 0, 7, 100, 1000)])  # type: ignore[arg-type]
    assert plan.unserved["oil"] == pytest.approx(100 - carried)
    expected = nx.cost_of_flow(simple, best, weight="cost") + 1000 * (100 - carried)
    assert plan.cost == pytest.approx(expected)


def test_two_demands_share_a_port_and_the_dearer_goes_first() -> None:
    net = nx.MultiDiGraph()
    net.add_node("port", capacity=4)
    for key, u, v in (("x", "a", "port"), ("y", "b", "port"), ("z", "port", "c")):
        net.add_edge(u, v, key, cost=1)
    plan = shared_flow(net, [Demand("oil", "a", "c", 3, 50), Demand("ore", "b", "c", 3, 20)])
    assert plan.unserved == pytest.approx({"oil": 0, "ore": 2})
    assert plan.cost == pytest.approx(2 * 4 + 2 * 20)
    assert plan.worth == pytest.approx({"port": 18})


def test_both_directions_of_a_segment_have_their_own_price() -> None:
    """By hand: there one unit more saves 50 - 1, back only 20 - 1; both directions are full."""
    net = nx.MultiDiGraph()
    net.add_edge("a", "b", "ferry", cost=1, capacity=2)
    net.add_edge("b", "a", "ferry", cost=1, capacity=2)
    plan = shared_flow(net, [Demand("oil", "a", "b", 3, 50), Demand("ore", "b", "a", 3, 20)])
    expected = {("a", "b", "ferry"): 49, ("b", "a", "ferry"): 19}
    assert plan.worth == pytest.approx(expected)


def test_faults_are_refused() -> None:
    net = nx.MultiDiGraph([("a", "b")])
    with pytest.raises(nx.NodeNotFound):
        shared_flow(net, [Demand("oil", "a", "q", 1, 1)])
    with pytest.raises(ValueError, match="negative"):
        shared_flow(net, [Demand("oil", "a", "b", -1, 1)])
