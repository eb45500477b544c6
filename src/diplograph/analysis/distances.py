"""The least costs between all pairs of places, on arrays: one search a place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Distances(NamedTuple):
    """Least costs: a row by origin and a column by place; `inf` where there is no way."""

    origins: tuple[str, ...]
    places: tuple[str, ...]
    costs: Floats


def distances(
    network: nx.MultiDiGraph, *, cost: str = "km", origins: Iterable[str] | None = None
) -> Distances:
    r"""Least cost from each of some places to every place.

    .. math:: d_{st} = \min_{P: s \to t} \sum_{e \in P} c_e

    Parameters
    ----------
    network
        A transport network; it is not changed.
    cost
        Edge attribute, not negative. An edge without it is not used.
    origins
        Nodes; None takes all.

    Returns
    -------
    Distances
        Costs in the unit of the attribute, 0 from a place to itself, `inf` where there is no way.

    Raises
    ------
    networkx.NodeNotFound
        If an origin is not in the network.
    ValueError
        If a cost is negative.

    References
    ----------
    .. [1] E. W. Dijkstra, "A Note on Two Problems in Connexion with Graphs", Numerische
       Mathematik 1, 1959.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "rail", km=5), net.add_edge("a", "b", "road", km=7)
    >>> distances(net).costs.tolist()
    [[0.0, 5.0], [inf, 0.0]]
    """
    arcs = Arcs(network, cost)
    chosen = tuple(arcs.places if origins is None else origins)
    return Distances(chosen, tuple(arcs.places), arcs.least(arcs.numbers(chosen)))


class Arcs:
    """A network as arrays: of parallel edges the cheapest, ordered by where they start and end.

    Parameters
    ----------
    network
        A networkx network; it is not changed. An undirected edge leads both ways.
    cost
        Edge attribute, not negative. An edge without it is not used.

    Raises
    ------
    ValueError
        If a cost is negative.
    """

    def __init__(self, network: nx.Graph[Any], cost: str) -> None:
        self.places = list(network)
        self.index = {place: i for i, place in enumerate(self.places)}
        index = self.index
        known = [(index[u], index[v], c) for u, v, c in network.edges(data=cost) if c is not None]
        if any(c < 0 for *_, c in known):
            raise ValueError(f"a {cost} is negative")
        if not network.is_directed():
            known += [(v, u, c) for u, v, c in known]
        tails, heads = (np.array([arc[i] for arc in known], dtype=np.int64) for i in (0, 1))
        costs = np.array([arc[2] for arc in known], dtype=np.float64)
        self.tails, self.heads, self.costs = cheapest_of_parallel(tails, heads, costs)

    def numbers(self, places: Iterable[str]) -> Ints:
        """Return the numbers of some places."""
        chosen = list(places)
        for place in chosen:
            if place not in self.index:
                raise nx.NodeNotFound(place)
        return np.array([self.index[place] for place in chosen], dtype=np.int64)

    @cached_property
    def graph(self) -> Any:
        """Return the costs as a sparse matrix."""
        return matrix(self.tails, self.heads, self.costs, len(self.places))

    def least(self, origins: Ints) -> Floats:
        """Return the least costs from some places, given by number, to all."""
        from scipy.sparse.csgraph import dijkstra

        if not len(origins):
            return np.empty((0, len(self.places)))
        return np.asarray(dijkstra(self.graph, indices=origins))


def cheapest_of_parallel(tails: Ints, heads: Ints, costs: Floats) -> tuple[Ints, Ints, Floats]:
    """Return one edge for each pair of ends, the cheapest, ordered by its ends."""
    order = np.lexsort((costs, heads, tails))
    tails, heads, costs = tails[order], heads[order], costs[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    return tails[is_first], heads[is_first], costs[is_first]


def matrix(tails: Ints, heads: Ints, values: Floats, size: int) -> Any:
    """Return a sparse square matrix of edges that are ordered by where they start."""
    from scipy.sparse import csr_array

    starts = np.searchsorted(tails, np.arange(size + 1))
    return csr_array((values, heads, starts), (size, size))
