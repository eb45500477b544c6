"""Cuts, losses and worst sets: by hand, and against networkx and brute force on random networks."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import pytest

from diplograph.analysis.compact import UNBOUND, Compact
from diplograph.analysis.criticality import (
    Closure,
    Interdiction,
    criticality,
    most_vital,
    resilience_curve,
)
from diplograph.analysis.cuts import Bottleneck, bottleneck_parts, minimum_cuts
from diplograph.analysis.routes import _max_flow_by_networkx, max_flow, without
from diplograph.networks import transport
from diplograph.store import Store

SEEDS = range(40)


def at_random(seed: int, *, unknown: float = 0.1) -> nx.MultiDiGraph:
    """Return a small network with parallel segments, ports, states and some unknown capacities."""
    draw = random.Random(seed)
    net = nx.MultiDiGraph()
    for i in range(8):
        limit = draw.choice([None, None, draw.randint(1, 9) / 2])
        net.add_node(f"p{i}", state=f"S{i // 2}", capacity=limit if i not in (0, 7) else None)
    for number in range(20):
        u, v = draw.sample(range(8), 2)
        limit = None if draw.random() < unknown else draw.randint(0, 8) / 2
        crossed = (f"S{u // 2}", f"S{v // 2}")
        net.add_edge(f"p{u}", f"p{v}", f"s{number:02}", capacity=limit, states=crossed)
    return net


def diamond() -> nx.MultiDiGraph:
    """Return two ways of 2 and 3 from a to d, by b (port of 2) and c, in states B and C."""
    net = nx.MultiDiGraph()
    net.add_node("a", state="A")
    net.add_node("b", state="B", capacity=2)
    net.add_node("c", state="C")
    net.add_node("d", state="D")
    net.add_edge("a", "b", "ab", capacity=5, states=("A", "B"))
    net.add_edge("b", "d", "bd", capacity=4, states=("B", "D"))
    net.add_edge("a", "c", "ac", capacity=3, states=("A", "C"))
    net.add_edge("c", "d", "cd", capacity=3, states=("C", "D"))
    return net


@pytest.mark.parametrize("seed", SEEDS)
def test_maximum_flow_and_cut_are_those_of_networkx(seed: int) -> None:
    net = at_random(seed)
    ours = max_flow(net, "p0", "p7")
    theirs = _max_flow_by_networkx(net, "p0", "p7", "capacity")
    assert ours.value == pytest.approx(theirs.value)
    assert (ours.places, set(theirs.segments) - set(ours.segments)) == (theirs.places, set())


@pytest.mark.parametrize("seed", SEEDS)
def test_what_passes_the_parts_of_a_cut_is_the_flow(seed: int) -> None:
    compact = Compact(at_random(seed, unknown=0.0), "p0", "p7")
    flow = compact.flow()
    if flow.value == UNBOUND:
        return
    over = compact.crossing(compact.far(flow))
    through = compact.through(flow)
    passed = sum(float(through[compact.of[name]].sum()) for name in over)
    assert passed / compact.scale == pytest.approx(flow.value)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss_of_each_thing_is_the_flow_without_it(seed: int) -> None:
    net = at_random(seed)
    whole = max_flow(net, "p0", "p7").value
    found = {loss.name: loss.left for loss in criticality(net, "p0", "p7")}
    things = [k for *_, k in net.edges(keys=True)] + [f"p{i}" for i in range(1, 7)] + ["S1", "S2"]
    for thing in things:
        left = max_flow(without(net, [thing]), "p0", "p7").value
        assert found.get(thing, whole) == pytest.approx(left), thing


@pytest.mark.parametrize("kind", ["segments", "places", "states"])
@pytest.mark.parametrize("seed", range(12))
def test_the_worst_pair_is_the_worst_of_all_pairs(seed: int, kind: str) -> None:
    net = at_random(seed)
    names = {
        "segments": [k for *_, k in net.edges(keys=True)],
        "places": [f"p{i}" for i in range(1, 7)],
        "states": ["S1", "S2"],
    }[kind]
    sets = [*itertools.combinations(names, 2), *((n,) for n in names), ()]
    worst = min(max_flow(without(net, gone), "p0", "p7").value for gone in sets)
    found = most_vital(net, "p0", "p7", 2, kind=kind)
    assert found.left == pytest.approx(worst)
    assert max_flow(without(net, found.names), "p0", "p7").value == pytest.approx(worst)


def test_greedy_would_miss_the_worst_pair() -> None:
    """Three ways of 3, and one joint of two others: the largest single loss is not in the pair."""
    net = nx.MultiDiGraph()
    net.add_edge("a", "m", "big", capacity=4)
    for i in (1, 2):
        net.add_edge("m", "d", f"m{i}", capacity=2)
        net.add_edge("a", "d", f"x{i}", capacity=3)
    assert criticality(net, "a", "d", kinds=["segments"])[0].name == "big"
    assert most_vital(net, "a", "d", 1).names == ("big",)
    assert most_vital(net, "a", "d", 2) == Interdiction(("big", "x1"), 3.0, 7.0)
    assert most_vital(net, "a", "d", 3) == Interdiction(("big", "x1", "x2"), 0.0, 10.0)


def test_what_stands_in_every_cut_and_what_in_some() -> None:
    assert bottleneck_parts(diamond(), "a", "d") == Bottleneck(("b",), ("ac", "b", "cd"))


def test_all_minimum_cuts_are_listed() -> None:
    assert minimum_cuts(diamond(), "a", "d") == [("ac", "b"), ("b", "cd")]
    with pytest.raises(OverflowError, match="more than 1 minimum cuts"):
        minimum_cuts(diamond(), "a", "d", limit=1)


@pytest.mark.parametrize("seed", range(15))
def test_the_minimum_cuts_are_those_of_brute_force(seed: int) -> None:
    """Every split of the places (in and out) whose crossing capacity is the maximum flow."""
    net = at_random(seed, unknown=0.0)
    compact = Compact(net, "p0", "p7")
    flow = compact.flow()
    if flow.value in (0.0, UNBOUND):
        assert minimum_cuts(net, "p0", "p7") == []
        return
    limits = [min(int(compact.limits[p].sum()), compact.big) for p in compact.of.values()]
    size = dict(zip(compact.of, limits, strict=True))
    for cut in minimum_cuts(net, "p0", "p7"):
        assert sum(size[name] for name in cut) / compact.scale == pytest.approx(flow.value)
    some = set(bottleneck_parts(net, "p0", "p7").some)
    listed = {name for cut in minimum_cuts(net, "p0", "p7") for name in cut}
    assert {name for name in listed if size[name]} == some
    every = set.intersection(*map(set, minimum_cuts(net, "p0", "p7")))
    assert {n for n in every if size[n]} == set(bottleneck_parts(net, "p0", "p7").every)


def test_recovery_is_a_curve_of_days() -> None:
    shut = [Closure("B", 10, 19), Closure("ac", 15, 24)]
    curve = [(9, 5.0), (10, 3.0), (15, 0.0), (20, 2.0), (25, 5.0)]
    assert resilience_curve(diamond(), "a", "d", shut) == curve
    with pytest.raises(KeyError, match="nothing"):
        resilience_curve(diamond(), "a", "d", [Closure("nothing", 1, 2)])


def test_capacities_that_need_too_many_digits_go_to_networkx() -> None:
    net = nx.MultiDiGraph()
    net.add_edge("a", "b", "x", capacity=0.123456789012345)
    net.add_edge("b", "c", "y", capacity=3_000_000.5)
    with pytest.raises(OverflowError):
        Compact(net, "a", "c")
    assert max_flow(net, "a", "c").value == pytest.approx(0.123456789012345)


def test_the_ends_and_their_states_are_spared_and_faults_are_refused() -> None:
    names = {loss.name for loss in criticality(diamond(), "a", "d")}
    assert names == {"ab", "bd", "ac", "cd", "b", "c", "B", "C"}
    with pytest.raises(ValueError, match="kind must be one of"):
        criticality(diamond(), "a", "d", kinds=["roads"])
    with pytest.raises(ValueError, match="k must be 1"):
        most_vital(diamond(), "a", "d", 0)
    with pytest.raises(nx.NodeNotFound):
        max_flow(diamond(), "a", "nowhere")


def test_on_the_shipped_network_one_port_binds_the_caspian_way(store: Store) -> None:
    from datetime import date

    net = without(transport(store, "containers", at=date(2025, 12, 31)), ["RUS", "IRN"])
    losses = criticality(net, "place/xian", "place/poti")
    assert losses[0].left == 0.0
    assert {"place/baku-alat", "AZE", "KAZ"} <= {x.name for x in losses if x.left == 0.0}
    assert bottleneck_parts(net, "place/xian", "place/poti").every == ("place/baku-alat",)
