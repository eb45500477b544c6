"""Ways that share no state on the way: how many there are at most, and which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np

from diplograph.analysis.routes import Path, cheapest_routes

Edge = tuple[str, str, str]


def state_disjoint_routes(
    network: nx.MultiDiGraph, origin: str, destination: str, *, cost: str = "km"
) -> list[Path]:
    r"""Most ways between two places of which no two cross the same third state, cheapest in sum.

    As many states must close at once to stop all of them; the closing of one stops one at most.

    .. math:: \max k \;\text{s.t.}\; x^r \text{ a way},\; x^r_e \le y_{rs} \;\forall s \in S_e,\;
       \sum_{r=1}^{k} y_{rs} \le 1

    where $S_e$ are the states that edge $e$ crosses, those of the ends left out, and $y_{rs}$ tells
    that way $r$ crosses state $s$. Of all such sets the one with the least cost is taken.

    Parameters
    ----------
    network
        A transport network; it is not changed. An edge crosses its `states` and those of its ends.
    origin, destination
        Nodes. Their own states may be crossed by all.
    cost
        Edge attribute, not negative. An edge without it is not used.

    Returns
    -------
    list of Path
        By rising cost; empty where there is no way. A way that crosses no third state counts once,
        and the others then do not use the border between the two ends.

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the network.
    ValueError
        If a cost is negative.

    Notes
    -----
    An edge can cross several states, and a way can leave a state and come back, so this is a
    packing of sets and no flow through split nodes: HiGHS solves it exactly, for one way more at a
    time until there is none. Ways may share places and segments in the states of the ends.

    References
    ----------
    .. [1] K. Menger, "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10, 1927, for nodes.
    .. [2] J. W. Suurballe, "Disjoint Paths in a Network", Networks 4(2), 1974, for the cheapest.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> for key, states in (("x", "R"), ("y", "I"), ("z", "RI")):
    ...     _ = net.add_edge("a", "b", key, km=1, states=tuple(states))
    >>> [path.edges[0][2] for path in state_disjoint_routes(net, "a", "b")]
    ['x', 'y']
    """
    ends = (origin, destination)
    for end in ends:
        if end not in network:
            raise nx.NodeNotFound(end)
    crossed = third_states(network, ends, cost)
    direct = _cheapest_within(network, crossed, frozenset(), (*ends, cost))
    if direct and origin != destination:
        crossed = {e: s for e, s in crossed.items() if s or not _joins_two_states(network, e)}
    sets = list[frozenset[str]]()
    if not direct or not _cheapest_within(network, crossed, frozenset(), (*ends, cost)):
        many, few, few_ends = 0, *_contracted(network, crossed, ends)
        while _packed(few, dict.fromkeys(few, 0.0), few_ends, many + 1):
            many += 1
        costs = {edge: float(network.edges[edge][cost]) for edge in crossed}
        sets = _packed(crossed, costs, ends, many) if many else []
    others = [w for t in sets for w in _cheapest_within(network, crossed, t, (*ends, cost))]
    return sorted([*direct, *others], key=lambda way: (way.cost, way.edges))


def third_states(
    network: nx.MultiDiGraph, ends: tuple[str, str], cost: str
) -> dict[Edge, frozenset[str]]:
    """Return, by edge that has a cost, the states that it crosses but for those of the two ends."""
    state = dict(network.nodes(data="state"))
    own = {*ends, *(state[end] for end in ends), None}
    return {
        (u, v, key): frozenset({*(data.get("states") or ()), state[u], state[v]} - own)
        for u, v, key, data in network.edges(keys=True, data=True)
        if data.get(cost) is not None
    }


def _joins_two_states(network: nx.MultiDiGraph, edge: Edge) -> bool:
    start, end = (network.nodes[place].get("state") or place for place in edge[:2])
    return bool(start != end)


def _cheapest_within(
    network: nx.MultiDiGraph,
    crossed: Mapping[Edge, frozenset[str]],
    states: frozenset[str],
    ask: tuple[str, str, str],
) -> list[Path]:
    """Return the cheapest way that crosses no other third states, in a list; empty without one."""
    kept = nx.MultiDiGraph()
    kept.add_nodes_from(ask[:2])
    kept.add_edges_from((*e, network.edges[e]) for e, third in crossed.items() if third <= states)
    return cheapest_routes(kept, ask[0], ask[1], k=1, cost=ask[2])


def _contracted(
    network: nx.MultiDiGraph, crossed: Mapping[Edge, frozenset[str]], ends: tuple[str, str]
) -> tuple[dict[Edge, frozenset[str]], tuple[str, str]]:
    """Return the edges between parts of states, each part one node, and the parts of the ends.

    Who is in a part has met its state already and goes to the rest of it without meeting another:
    as many ways are disjoint here as in the whole network, and this is far smaller.
    """
    state = dict(network.nodes(data="state"))
    inner = nx.DiGraph()
    inner.add_nodes_from(network)
    inner.add_edges_from(
        (u, v) for (u, v, _), s in crossed.items() if state[u] == state[v] and s <= {state[u]}
    )
    part = {
        place: min(places) for places in nx.strongly_connected_components(inner) for place in places
    }
    few = {
        (part[u], part[v], " ".join(sorted(third))): third
        for (u, v, _), third in crossed.items()
        if part[u] != part[v]
    }
    return few, (part[ends[0]], part[ends[1]])


def _packed(
    crossed: Mapping[Edge, frozenset[str]],
    costs: Mapping[Edge, float],
    ends: tuple[str, str],
    k: int,
) -> list[frozenset[str]]:
    """Return the third states of `k` disjoint ways that are cheapest in sum; empty without them."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_diag, csr_array, hstack

    edges, states = list(crossed), sorted(frozenset().union(*crossed.values()))
    one, lower, upper = _one_way(crossed, ends, states)
    share = hstack([csr_array((len(states), len(edges))), np.eye(len(states))])
    if not edges or not states:
        return []
    found = milp(
        np.tile([*(costs[e] for e in edges), *(0.0 for _ in states)], k),
        integrality=np.tile([0] * len(edges) + [1] * len(states), k),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(block_diag([one] * k), np.tile(lower, k), np.tile(upper, k)),
            LinearConstraint(hstack([share] * k), -np.inf, 1),
        ],
    )
    if found.status == 2:  # there are not so many
        return []
    if found.status:
        raise ArithmeticError(found.message)
    ways = found.x.reshape(k, -1)[:, len(edges) :] > 0.5
    return [frozenset(s for s, is_met in zip(states, way, strict=True) if is_met) for way in ways]


def _one_way(
    crossed: Mapping[Edge, frozenset[str]], ends: tuple[str, str], states: Sequence[str]
) -> tuple[Any, list[float], list[float]]:
    """Return the rows of one way, and their bounds: it goes on where it comes, and opens states."""
    from scipy.sparse import csr_array

    places = sorted({*ends, *(place for edge in crossed for place in edge[:2])})
    place = {name: i for i, name in enumerate(places)}
    column = {name: len(crossed) + i for i, name in enumerate(states)}
    cells = [
        (place[end], i, sign)
        for i, edge in enumerate(crossed)
        for end, sign in ((edge[0], 1.0), (edge[1], -1.0))
    ]
    opened = [(i, state) for i, third in enumerate(crossed.values()) for state in sorted(third)]
    for row, (i, state) in enumerate(opened, len(places)):
        cells += [(row, i, 1.0), (row, column[state], -1.0)]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    shape = (len(places) + len(opened), len(crossed) + len(states))
    given = [0.0] * len(places)
    given[place[ends[0]]], given[place[ends[1]]] = 1.0, -1.0
    lower = given + [-np.inf] * len(opened)
    return csr_array((values, (rows, columns)), shape), lower, given + [0.0] * len(opened)
