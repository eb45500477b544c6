"""The cheapest loopless ways between two places, one after the other, on adjacency lists."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count, pairwise

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from diplograph.analysis.distances import cheapest_of_parallel, matrix

Edge = tuple[str, str, str]
Way = tuple[float, tuple[int, ...]]  # cost and edge numbers


class Ways:
    """A network made ready for many searches: its edges that have a cost, by where they start.

    Parameters
    ----------
    network
        A networkx multigraph; it is not changed.
    cost
        Edge attribute, not negative. An edge without it is not used.

    Raises
    ------
    ValueError
        If a cost is negative.
    """

    def __init__(self, network: nx.MultiDiGraph, cost: str = "km") -> None:
        self.places = list(network)
        self.index = {place: i for i, place in enumerate(self.places)}
        known = [e for e in network.edges(keys=True, data=cost) if e[3] is not None]
        known.sort(key=lambda e: e[:3])
        if any(e[3] < 0 for e in known):
            raise ValueError(f"a {cost} is negative")
        self.edges: list[Edge] = [e[:3] for e in known]
        self.costs = [e[3] for e in known]
        self.tails = np.array([self.index[u] for u, _, _ in self.edges], dtype=np.int64)
        self.heads = np.array([self.index[v] for _, v, _ in self.edges], dtype=np.int64)
        self._weights = np.array(self.costs, dtype=np.float64)
        order = np.argsort(self.tails, kind="stable")
        starts = np.searchsorted(self.tails[order], np.arange(len(self.places) + 1))
        self._out = [order[a:b] for a, b in pairwise(starts)]

    def cheapest(self, origin: str, destination: str) -> Iterator[Way]:
        """Yield the ways from one place to another by rising cost, loopless, parallel edges apart.

        Yen's deviations, each searched with the exact distances to the destination as a guide, so
        that a search looks at little more than the way that it finds.

        Raises
        ------
        networkx.NodeNotFound
            If an end is not in the network.

        References
        ----------
        .. [1] J. Y. Yen, "Finding the K Shortest Loopless Paths in a Network", Management Science
           17(11), 1971.
        """
        for end in (origin, destination):
            if end not in self.index:
                raise nx.NodeNotFound(end)
        if origin == destination:
            yield 0.0, ()
            return
        search = _Search(self, self.index[destination])
        start = self.index[origin]
        first = search.way(start, frozenset(), frozenset())
        waiting = [(*first, 0)] if first else []
        seen = {way[1] for way in waiting}
        found: list[tuple[int, ...]] = []
        while waiting:
            total, edges, spur = heapq.heappop(waiting)
            found.append(edges)
            yield total, edges
            for place in range(spur, len(edges)):
                root = edges[:place]
                barred = frozenset(way[place] for way in found if way[:place] == root)
                met = frozenset([start, *(int(self.heads[e]) for e in root)])
                here = int(self.heads[root[-1]]) if root else start
                rest = search.way(here, met, barred)
                if rest and (whole := (*root, *rest[1])) not in seen:
                    seen.add(whole)
                    cost = sum((self.costs[e] for e in whole), 0.0)
                    heapq.heappush(waiting, (cost, whole, place))


class _Search:
    """Ways to one destination: each place's edges stand in the order in which they lead there."""

    def __init__(self, ways: Ways, target: int) -> None:
        self.ways, self.target = ways, target
        self.left = self._distances()
        self._ordered: dict[int, tuple[list[int], list[float]]] = {}

    def _distances(self) -> NDArray[np.float64]:
        """Return the least cost from each place to the destination, `inf` where there is no way."""
        from scipy.sparse.csgraph import dijkstra

        ways, size = self.ways, len(self.ways.places)
        graph = matrix(*cheapest_of_parallel(ways.heads, ways.tails, ways._weights), size)
        return np.asarray(dijkstra(graph, indices=self.target))

    def _edges(self, place: int) -> tuple[list[int], list[float]]:
        if place not in self._ordered:
            edges = self.ways._out[place]
            through = self.ways._weights[edges] + self.left[self.ways.heads[edges]]
            order = np.argsort(through, kind="stable")
            order = order[np.isfinite(through[order])]
            self._ordered[place] = (edges[order].tolist(), through[order].tolist())
        return self._ordered[place]

    def way(self, start: int, met: frozenset[int], barred: frozenset[int]) -> Way | None:
        """Return the cheapest way from a place that enters no place of `met`.

        `barred` edges are not used as its first step. None where there is no such way.
        """
        tie = count()
        done: set[int] = set()
        heap: list[tuple[float, int, float, int, int, tuple[int, ...]]] = []

        def push(spent: float, place: int, turn: int, behind: tuple[int, ...]) -> None:
            edges, through = self._edges(place)
            if turn < len(edges):
                item = (spent + through[turn], next(tie), spent, place, turn, behind)
                heapq.heappush(heap, item)

        push(0.0, start, 0, ())
        while heap:
            _, _, spent, place, turn, behind = heapq.heappop(heap)
            push(spent, place, turn + 1, behind)
            edge = self._edges(place)[0][turn]
            head = int(self.ways.heads[edge])
            if head in met or head in done or (not behind and edge in barred) or head == start:
                continue
            done.add(head)
            total = spent + self.ways.costs[edge]
            if head == self.target:
                return total, (*behind, edge)
            push(total, head, 0, (*behind, edge))
        return None
