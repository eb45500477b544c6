"""Measures against peers in one run, as ratios: `make bench`. Medians of five; no test on them.

igraph is a peer of the bench alone (`pip install igraph`); without it its lines are left out.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

import networkx as nx
import numpy as np
import pyoxigraph as ox
from run import RUNS, Row, median

import diplograph as dg
from diplograph.analysis import betweenness
from diplograph.analysis.columns import concentrations
from diplograph.analysis.compact import Compact
from diplograph.analysis.criticality import criticality, most_vital
from diplograph.analysis.paths import Ways
from diplograph.analysis.routes import cheapest_routes, max_flow, without
from diplograph.analysis.simulation import simulate
from diplograph.networks import transport
from diplograph.vocab import PREFIXES


def dyads(states: int, edges: int) -> nx.MultiDiGraph:
    """Return a random network of whole capacities and costs, one edge a pair."""
    draw = random.Random(1)
    net = nx.MultiDiGraph()
    net.add_nodes_from(f"n{i}" for i in range(states))
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < edges:
        u, v = draw.sample(range(states), 2)
        pairs.add((u, v))
    for u, v in sorted(pairs):
        net.add_edge(
            f"n{u}", f"n{v}", f"{u}-{v}", capacity=draw.randint(1, 100), km=draw.randint(1, 1000)
        )
    return net


def through(ours: Callable[[], object], theirs: Callable[[], object]) -> float:
    """Return the processor time of one call through that of another: medians, taken in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(RUNS + 1):
        for call, taken in zip((ours, theirs), times, strict=True):
            start = time.process_time()
            call()
            if number:  # the first is not counted
                taken.append(time.process_time() - start)
    return statistics.median(times[0]) / statistics.median(times[1])


def against_peers(name: str, net: nx.MultiDiGraph) -> list[Row]:
    """Compare maximum flow and ten ways with scipy and igraph on a network that both hold ready."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    ends = ("n0", "n1")
    compact = Compact(net, *ends)
    keys = np.array([(int(u[1:]), int(v[1:]), c) for u, v, c in net.edges(data="capacity")])
    shape = (len(net), len(net))
    bare = csr_array((keys[:, 2].astype(np.int32), (keys[:, 0], keys[:, 1])), shape)
    ratio = through(compact.flow, lambda: maximum_flow(bare, 0, 1))
    rows = [
        (f"{name}: maximum flow / scipy", ratio, "×", "≤ 2"),
        (f"{name}: maximum flow, from networkx", median(lambda: max_flow(net, *ends)), "s", ""),
    ]
    try:
        import igraph
    except ImportError:
        return rows
    peer = igraph.Graph(len(net), keys[:, :2].tolist(), directed=True)
    costs = [km for *_, km in net.edges(data="km")]
    capacities = keys[:, 2].tolist()
    flow = through(compact.flow, lambda: peer.maxflow(0, 1, capacity=capacities))
    cut = through(
        lambda: compact.crossing(compact.far(compact.flow())),
        lambda: peer.mincut(0, 1, capacity=capacities),
    )
    ready = Ways(net)
    between = ways_between(name, net, peer, costs)
    ways = through(
        lambda: list(islice(ready.cheapest(*ends), 10)),
        lambda: peer.get_k_shortest_paths(0, 1, k=10, weights=costs),
    )
    whole = median(lambda: cheapest_routes(net, *ends, k=10))
    return [
        *rows,
        (f"{name}: maximum flow / igraph", flow, "×", ""),
        (f"{name}: minimum cut / igraph", cut, "×", "≤ 3"),
        (f"{name}: ten ways / igraph", ways, "×", "≤ 3"),
        (f"{name}: ten ways, from networkx", whole, "s", ""),
        (f"{name}: conversion from networkx", median(lambda: Compact(net, *ends)), "s", ""),
        *between,
    ]


def ways_between(name: str, net: nx.MultiDiGraph, peer: Any, costs: list[float]) -> list[Row]:
    """Compare least costs and betweenness from the same origins: all of few, a hundred of many."""
    origins = np.arange(len(net) if len(net) <= 200 else 100)
    arcs = betweenness.countable(net, "km")
    named = origins.tolist()
    least = through(lambda: arcs.least(origins), lambda: peer.distances(named, weights=costs))
    between = through(
        lambda: list(betweenness.dependencies(arcs, origins)),
        lambda: peer.betweenness(weights=costs, sources=named),
    )
    read = median(lambda: betweenness.countable(net, "km"))
    many = f"{len(origins)} origins"
    return [
        (f"{name}: least costs, {many} / igraph", least, "×", "≤ 3"),
        (f"{name}: betweenness, {many} / igraph", between, "×", "≤ 3"),
        (f"{name}: costs, from networkx", read, "s", ""),
    ]


def on_the_shipped_network(store: dg.Store) -> list[Row]:
    """Time removals and worst sets on the whole network for freight."""
    net = transport(store, "freight", at=date(2025, 12, 31))
    ends = ("place/xian", "place/poti")
    caspian = without(net, ["RUS", "IRN"])
    return [
        ("all single removals, freight", median(lambda: criticality(net, *ends)), "s", "< 1"),
        ("worst two segments, exact", median(lambda: most_vital(net, *ends, 2)), "s", "< 10"),
        ("worst three, the Caspian way", median(lambda: most_vital(caspian, *ends, 3)), "s", ""),
    ]


def columns_against_sparql() -> list[Row]:
    """Compare shares and HHI of a million rows from columns with one SPARQL aggregate."""
    draw = np.random.default_rng(1)
    count = 1_000_000
    group, partner = draw.integers(0, 10_000, count), draw.integers(0, 200, count)
    value = draw.random(count)
    ours = median(lambda: concentrations(group, partner, value))
    store = ox.Store()
    part = count // 4  # four statements a row: a store of a million
    rows = zip(group[:part], partner[:part], value[:part], strict=True)
    number = ox.NamedNode("http://www.w3.org/2001/XMLSchema#double")
    store.bulk_extend(
        ox.Quad(
            ox.NamedNode(f"x:{i}"), ox.NamedNode(f"x:{name}"), ox.Literal(str(x), datatype=number)
        )
        for i, row in enumerate(rows)
        for name, x in zip(("group", "partner", "value", "more"), (*row, 0.0), strict=True)
    )
    query = "SELECT ?g (SUM(?v) AS ?s) WHERE { ?r <x:group> ?g ; <x:value> ?v } GROUP BY ?g"
    start = time.perf_counter()
    list(store.query(query, prefixes=PREFIXES))  # type: ignore[arg-type]
    theirs = time.perf_counter() - start
    few = median(lambda: concentrations(group[:part], partner[:part], value[:part]))
    return [
        ("HHI of a million rows, from columns", ours, "s", ""),
        ("one SPARQL sum / HHI from columns, same rows", theirs / few, "×", "≥ 10"),
    ]


def draws() -> list[Row]:
    """Time a thousand draws of a comparison of six routes by three reporters."""
    volumes = [64.8, 8.8, 2.2, 1.5, 1.0, 0.4]
    by = ["ministry", "ministry", "ministry", "press", "ministry", "press"]

    def share(x: np.ndarray) -> np.ndarray:
        return np.asarray(x[:, :3].sum(axis=1) / x.sum(axis=1))

    errors = {"ministry": 0.02, "press": 0.1}
    return [
        (
            "a thousand draws of a share",
            median(lambda: simulate(share, volumes, by, errors)),
            "s",
            "< 5",
        )
    ]


def main() -> None:
    """Print one line per measurement: what, figure, unit, bar."""
    store = dg.load()
    rows = [
        *against_peers("200 nodes, 31 120 edges", dyads(200, 31_120)),
        *against_peers("20 000 nodes, 200 000 edges", dyads(20_000, 200_000)),
        *on_the_shipped_network(store),
        *columns_against_sparql(),
        *draws(),
    ]
    for what, figure, unit, bar in rows:
        print(f"{what:50} {figure:9.4f} {unit:2} {bar}")


if __name__ == "__main__":
    main()
