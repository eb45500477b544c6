"""Minimum cuts, all of them: where a network is full, and which parts bind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from diplograph.analysis.compact import UNBOUND, Compact, Flow


class Bottleneck(NamedTuple):
    """The parts that stand in every minimum cut, and those that stand in some."""

    every: tuple[str, ...]
    some: tuple[str, ...]


def bottleneck_parts(
    network: nx.MultiDiGraph, origin: str, destination: str, *, capacity: str = "capacity"
) -> Bottleneck:
    """Places and segments that are full in every maximum flow: of every minimum cut, and of some.

    Enlarging one that is in every minimum cut lets more pass at once; one that is only in some
    needs others enlarged with it.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    origin, destination
        Nodes.
    capacity
        Node and edge attribute in one unit; None does not bind.

    Returns
    -------
    Bottleneck
        Names, sorted; parallel segments between two places stand together. Both empty where nothing
        binds or nothing can pass.

    Raises
    ------
    networkx.NodeNotFound, OverflowError
        As `criticality`.

    References
    ----------
    .. [1] J.-C. Picard, M. Queyranne, "On the Structure of All Minimum Cuts in a Network",
       Mathematical Programming Study 13, 1980.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", capacity=2), net.add_edge("b", "c", "y", capacity=2)
    >>> bottleneck_parts(net, "a", "c")
    Bottleneck(every=(), some=('x', 'y'))
    """
    compact = Compact(network, origin, destination, capacity)
    flow = compact.flow()
    if flow.value in (0.0, UNBOUND):
        return Bottleneck((), ())
    near, far = compact.near(flow), compact.far(flow)
    full = (flow.spare == 0) & (flow.passed > 0)
    every = full & near[compact.tails] & far[compact.heads]
    group = _groups(compact, flow)
    some = full & (group[compact.tails] != group[compact.heads])
    return Bottleneck(compact.named(every), compact.named(some))


def minimum_cuts(
    network: nx.MultiDiGraph,
    origin: str,
    destination: str,
    *,
    capacity: str = "capacity",
    limit: int = 1000,
) -> list[tuple[str, ...]]:
    """All smallest sets of places and segments whose loss cuts the two ends, exactly.

    Each is the border of a set of places that nothing more can leave: a closed set of the residual
    network, of which there can be exponentially many.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    origin, destination
        Nodes.
    capacity
        Node and edge attribute in one unit; None does not bind.
    limit
        The number of cuts at which to give up.

    Returns
    -------
    list of tuple of str
        Names in each cut, sorted; the cuts sorted. Empty where nothing binds or nothing can pass.

    Raises
    ------
    networkx.NodeNotFound, OverflowError
        As `criticality`; OverflowError also if there are more than `limit` cuts.

    References
    ----------
    .. [1] Picard and Queyranne 1980, as in `bottleneck_parts`.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", capacity=2), net.add_edge("b", "c", "y", capacity=2)
    >>> minimum_cuts(net, "a", "c")
    [('x',), ('y',)]
    """
    compact = Compact(network, origin, destination, capacity)
    flow = compact.flow()
    if flow.value in (0.0, UNBOUND):
        return []
    group = _groups(compact, flow)
    leads = nx.DiGraph()
    leads.add_nodes_from(int(g) for g in np.unique(group))
    rows, columns = compact.residual(flow).nonzero()
    pairs = {(int(a), int(b)) for a, b in zip(group[rows], group[columns], strict=True)}
    leads.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    carrying = flow.passed > 0  # what carries nothing is on no side: the cut is the same
    moved = {int(g) for ends in (compact.tails, compact.heads) for g in group[ends[carrying]]}
    found: set[tuple[str, ...]] = set()
    sides = _closed_sets(leads, int(group[compact.source]), int(group[compact.sink]), moved)
    for number, closed in enumerate(sides):
        far = ~np.isin(group, list(closed))
        found.add(compact.crossing(far))
        if len(found) > limit or number > 10 * limit:
            raise OverflowError(f"more than {limit} minimum cuts; raise the limit")
    return sorted(found)


def _groups(compact: Compact, flow: Flow) -> NDArray[np.int32]:
    """Return the strongly connected component of each node in the residual network."""
    from scipy.sparse.csgraph import connected_components

    _, group = connected_components(compact.residual(flow), directed=True, connection="strong")
    return np.asarray(group)


def _closed_sets(
    leads: nx.DiGraph, source: int, sink: int, moved: set[int]
) -> Iterator[frozenset[int]]:
    """Yield the sets that hold the source, not the sink, and all that their members lead to.

    Only members of `moved` are added by choice.
    """
    below = {node: frozenset(nx.descendants(leads, node) | {node}) for node in leads}
    barred = frozenset(nx.ancestors(leads, sink) | {sink})
    start = below[source]
    todo, seen = [start], {start}
    while todo:
        closed = todo.pop()
        yield closed
        for node in sorted(moved - closed - barred):
            larger = closed | below[node]
            if larger not in seen and not larger & barred:
                seen.add(larger)
                todo.append(larger)
