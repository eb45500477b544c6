"""Several flows on one network: who is carried where when all share the same capacities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import networkx as nx

Edge = tuple[str, str, str]


class Demand(NamedTuple):
    """What is to be carried from one place to another, and what a unit left behind costs."""

    name: str
    origin: str
    destination: str
    volume: float
    penalty: float


class Plan(NamedTuple):
    """The cheapest plan: volume by demand and edge, what is unserved, cost, worth of capacities."""

    volumes: dict[tuple[str, Edge], float]
    unserved: dict[str, float]
    cost: float
    worth: dict[str | Edge, float]


def shared_flow(
    network: nx.MultiDiGraph,
    demands: Sequence[Demand],
    *,
    cost: str = "cost",
    capacity: str = "capacity",
) -> Plan:
    r"""Carry several demands at least cost under shared capacities, by linear programming.

    .. math:: \min \sum_{k,e} c_e f_{ke} + \sum_k p_k u_k \quad\text{s.t.}\quad
       \sum_k f_{ke} \le C_e,\; \text{each } k \text{ conserved},\; f, u \ge 0

    where $u_k$ is what is left unserved of demand $k$.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    demands
        Volumes in the unit of the capacities; penalties in cost per unit. Names differ.
    cost
        Edge attribute, cost per unit, not negative. An edge without it is not used.
    capacity
        Node and edge attribute; None does not bind, so that `cost` and `unserved` are the least.

    Returns
    -------
    Plan
        `worth` is what one more unit of a full place's or segment's capacity saves (its shadow
        price), by place or by (origin, destination, key), for both directions of a segment have
        a price of their own; at a corner of the optimum it is one of several right prices.

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the network.
    ValueError
        If a cost, volume or penalty is negative, or two demands share a name.

    References
    ----------
    .. [1] R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, 1993, chapter 17.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", capacity=3, cost=1), net.add_edge("a", "b", "y", cost=4)
    >>> plan = shared_flow(net, [Demand("oil", "a", "b", 5, 100)])
    >>> plan.cost, plan.worth
    (11.0, {('a', 'b', 'x'): 3.0})
    """
    edges = [e for e in network.edges(keys=True, data=cost) if e[3] is not None]
    _check(network, demands, [e[3] for e in edges])
    if not demands:
        return Plan({}, {}, 0.0, {})
    names, rows, bounds = _capacities(network, edges, demands, capacity)
    found = _solve(network, edges, demands, rows, bounds)
    width = len(edges)
    volumes = {
        (demand.name, edges[i][:3]): float(found.x[k * width + i])
        for k, demand in enumerate(demands)
        for i in range(width)
        if found.x[k * width + i] > 1e-9
    }
    left = {d.name: float(u) for d, u in zip(demands, found.x[width * len(demands) :], strict=True)}
    prices = -found.ineqlin.marginals if names else ()
    worth = {n: float(p) for n, p in zip(names, prices, strict=True) if p > 1e-9}
    return Plan(volumes, left, float(found.fun), worth)


def _check(network: nx.MultiDiGraph, demands: Sequence[Demand], costs: Sequence[float]) -> None:
    for end in (end for d in demands for end in (d.origin, d.destination)):
        if end not in network:
            raise nx.NodeNotFound(end)
    if min([*costs, *(x for d in demands for x in (d.volume, d.penalty))], default=0) < 0:
        raise ValueError("costs, volumes and penalties must not be negative")
    if len({d.name for d in demands}) < len(demands):
        raise ValueError("two demands have the same name")


def _capacities(
    network: nx.MultiDiGraph, edges: Sequence[Any], demands: Sequence[Demand], capacity: str
) -> tuple[list[str | Edge], list[Mapping[int, float]], list[float]]:
    """Return, for each published capacity, its place or edge, row of the programme and bound."""
    width, many = len(edges), len(demands)
    names, rows, bounds = list[str | Edge](), list[Mapping[int, float]](), []
    for i, (u, v, key, _) in enumerate(edges):
        if (limit := network.edges[u, v, key].get(capacity)) is not None:
            names.append((u, v, key))
            rows.append({k * width + i: 1.0 for k in range(many)})
            bounds.append(float(limit))
    for place, limit in network.nodes(data=capacity):
        if limit is not None:  # what enters, and what starts here: its volume less the unserved
            into = [i for i, e in enumerate(edges) if e[1] == place]
            starts = [k for k, d in enumerate(demands) if d.origin == place]
            row = {k * width + i: 1.0 for k in range(many) for i in into}
            names.append(place)
            rows.append({**row, **{many * width + k: -1.0 for k in starts}})
            bounds.append(float(limit) - sum(demands[k].volume for k in starts))
    return names, rows, bounds


def _solve(
    network: nx.MultiDiGraph,
    edges: Sequence[Any],
    demands: Sequence[Demand],
    rows: Sequence[Mapping[int, float]],
    bounds: Sequence[float],
) -> Any:
    from scipy.optimize import linprog

    width, many, index = len(edges), len(demands), {p: i for i, p in enumerate(network)}
    balance: list[dict[int, float]] = [{} for _ in range(many * len(index))]
    given = [0.0] * len(balance)
    for k, demand in enumerate(demands):
        base = k * len(index)
        for i, (u, v, *_) in enumerate(edges):
            if u != v:
                balance[base + index[u]][k * width + i] = 1.0
                balance[base + index[v]][k * width + i] = -1.0
        if demand.origin != demand.destination:
            for end, sign in ((demand.origin, 1.0), (demand.destination, -1.0)):
                balance[base + index[end]][many * width + k] = sign
                given[base + index[end]] = sign * demand.volume
    costs = [e[3] for e in edges] * many + [d.penalty for d in demands]
    upper = [None] * (width * many) + [d.volume for d in demands]
    limits = {"A_ub": _matrix(rows, len(costs)), "b_ub": list(bounds)} if rows else {}
    found = linprog(
        costs,
        **limits,
        A_eq=_matrix(balance, len(costs)),
        b_eq=given,
        bounds=[(0, most) for most in upper],
    )
    if found.status:
        raise ArithmeticError(found.message)
    return found


def _matrix(rows: Sequence[Mapping[int, float]], width: int) -> Any:
    from scipy.sparse import csr_array

    cells = [(i, j, x) for i, row in enumerate(rows) for j, x in row.items()]
    there, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_array((values, (there, columns)), (len(rows), width), dtype=float)
