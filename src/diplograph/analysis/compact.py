"""Networks as arrays: maximum flows by the thousand, on integers that stand for the capacities."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

UNBOUND = float("inf")
LARGEST = 2**31 - 1  # scipy's maximum flow counts in 32 bits
Ints = NDArray[np.int64]


class Flow(NamedTuple):
    """A maximum flow: its value, and in whole numbers the limits of parts and what passes arcs.

    `passed` is what passes each arc, and `spare` what more could; `limits` are by part.
    """

    value: float
    limits: Ints
    spare: Ints
    passed: Ints


class Compact:
    """A transport network between two ends as arrays, built once and used for many flows.

    A place is two nodes, in and out, with an arc between them that has its capacity; the segments
    between two places are one arc with the sum of their capacities, unbounded if one is unknown.
    Capacities are scaled to whole numbers exactly, as fractions of decimals.

    Parameters
    ----------
    network
        A networkx multigraph as `networks.transport` makes it; it is not changed.
    origin, destination
        Nodes.
    capacity
        Node and edge attribute in one unit; None or missing does not bind.

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the network.
    OverflowError
        If the scaled capacities do not fit into 32 bits; `routes.max_flow` then uses networkx.
    """

    def __init__(
        self, network: nx.MultiDiGraph, origin: str, destination: str, capacity: str = "capacity"
    ) -> None:
        for end in (origin, destination):
            if end not in network:
                raise nx.NodeNotFound(end)
        self.places = list(network)
        index = {place: 2 * i for i, place in enumerate(self.places)}
        self.source, self.sink = index[origin], index[destination] + 1
        self.size = 2 * len(self.places)
        parts: list[tuple[int, int, str, Any]] = [
            (index[p], index[p] + 1, p, limit) for p, limit in network.nodes(data=capacity)
        ]
        parts += [  # twice as fast as through the view of edges
            (index[u] + 1, index[v], key, data.get(capacity))
            for u, near in network.adjacency()
            for v, parallel in near.items()
            if u != v
            for key, data in parallel.items()
        ]
        tails, heads, self.names, limits = zip(*parts, strict=True)
        self._number(limits)
        keys = np.array(tails, dtype=np.int64) * self.size + np.array(heads, dtype=np.int64)
        found, self._arc = np.unique(keys, return_inverse=True)
        self.tails, self.heads = found // self.size, found % self.size
        self._order = np.argsort(self._arc, kind="stable")  # parallel parts stand together
        self._both_ways()

    def _number(self, limits: Sequence[Any]) -> None:
        """Set the integer capacities of all parts, and the number that stands for "unbounded"."""
        known = {limit: Fraction(str(limit)) for limit in set(limits) if limit is not None}
        self.scale = math.lcm(*(f.denominator for f in known.values()))
        whole = {limit: int(f * self.scale) for limit, f in known.items()}
        self.big = sum(whole[limit] for limit in limits if limit is not None) + 1
        if self.big * 2 > LARGEST:
            raise OverflowError("capacities do not fit into 32 bits")
        whole[None] = self.big
        self.limits = np.array([whole[limit] for limit in limits], dtype=np.int64)

    def _both_ways(self) -> None:
        """Set the pattern that holds each arc and its way back, as the engine wants it."""
        there, back = self.tails * self.size + self.heads, self.heads * self.size + self.tails
        keys = np.sort(np.concatenate([there, back]))
        keys = keys[np.diff(keys, prepend=-1) > 0]
        self._there, self._back = np.searchsorted(keys, there), np.searchsorted(keys, back)
        tails, heads = keys // self.size, keys % self.size
        self._turned = np.searchsorted(keys, heads * self.size + tails)
        self._to = heads.astype(np.int32)
        self._starts = np.searchsorted(tails, np.arange(self.size + 1)).astype(np.int32)

    @cached_property
    def of(self) -> dict[str, list[int]]:
        """By name of a place or segment, the numbers of its parts."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            found.setdefault(name, []).append(number)
        return found

    @cached_property
    def _room(self) -> Ints:
        return self._on_arcs(self.limits)

    def _on_arcs(self, limits: Ints) -> Ints:
        """Return the limits of arcs from those of their parts."""
        sums = np.bincount(self._arc, weights=limits, minlength=len(self.tails))
        return np.minimum(sums, self.big).astype(np.int64)

    def flow(self, removed: Collection[int] = ()) -> Flow:
        """Return a maximum flow without some parts, given by their numbers."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_flow

        limits, room = self.limits, self._room
        if removed:
            limits = limits.copy()
            limits[list(removed)] = 0
            room = self._on_arcs(limits)
        wide = np.zeros(len(self._to), dtype=np.int32)
        wide[self._there] = room
        graph = csr_array((wide, self._to, self._starts), (self.size, self.size))
        found = maximum_flow(graph, self.source, self.sink, method="dinic")
        passed = np.maximum(found.flow.data[self._there], 0).astype(np.int64)
        value = UNBOUND if found.flow_value >= self.big else int(found.flow_value) / self.scale
        return Flow(value, limits, room - passed, passed)

    def through(self, flow: Flow) -> Ints:
        """Return what passes each part; parallel segments are filled in their order."""
        order, limits = self._order, flow.limits
        ahead = np.cumsum(limits[order]) - limits[order]
        arcs = self._arc[order]
        first = np.searchsorted(arcs, arcs)
        room = flow.passed[arcs] - (ahead - ahead[first])
        taken = np.empty_like(limits)
        taken[order] = np.clip(room, 0, limits[order])
        return taken

    def residual(self, flow: Flow) -> Any:
        """Return where more could still pass, as a sparse matrix of the nodes."""
        return self._open(self._has_room(flow))

    def _has_room(self, flow: Flow) -> NDArray[np.bool_]:
        has_room = np.zeros(len(self._to), dtype=bool)
        has_room[self._there] = flow.spare > 0
        has_room[self._back] |= flow.passed > 0
        return has_room

    def _open(self, marked: NDArray[np.bool_]) -> Any:
        """Return the marked of all arcs and ways back, as a sparse matrix of the nodes."""
        from scipy.sparse import csr_array

        starts = np.concatenate([[0], np.cumsum(marked, dtype=np.int32)])[self._starts]
        into = self._to[marked]
        return csr_array((np.ones(len(into)), into, starts), (self.size, self.size))

    def near(self, flow: Flow) -> NDArray[np.bool_]:
        """Mark the nodes that more could still reach from the origin."""
        return _reached(self.residual(flow), self.source, self.size)

    def far(self, flow: Flow) -> NDArray[np.bool_]:
        """Mark the nodes from which more could still reach the destination."""
        against = self._open(self._has_room(flow)[self._turned])
        return _reached(against, self.sink, self.size)

    def named(self, arcs: NDArray[np.bool_]) -> tuple[str, ...]:
        """Return the parts of the marked arcs, sorted."""
        return tuple(sorted({self.names[i] for i in np.flatnonzero(arcs[self._arc])}))

    def crossing(self, sides: NDArray[np.bool_]) -> tuple[str, ...]:
        """Return the parts that lead from the unmarked nodes to the marked ones, sorted."""
        return self.named(~sides[self.tails] & sides[self.heads])


def _reached(graph: Any, start: int, size: int) -> NDArray[np.bool_]:
    from scipy.sparse.csgraph import breadth_first_order

    found = np.zeros(size, dtype=bool)
    found[breadth_first_order(graph, start, return_predecessors=False)] = True
    return found


def parts_of_states(
    network: nx.MultiDiGraph, compact: Compact, states: Iterable[str]
) -> Mapping[str, list[int]]:
    """Return, by state, the numbers of the parts that close with it: its places and segments."""
    wanted = set(states)
    found: dict[str, set[int]] = {state: set() for state in wanted}
    for place, state in network.nodes(data="state"):
        if state in wanted:
            found[state] |= set(compact.of[place])
    for _, _, key, crossed in network.edges(keys=True, data="states"):
        for state in wanted & set(crossed or ()):
            found[state] |= set(compact.of.get(key, ()))
    return {state: sorted(numbers) for state, numbers in found.items()}
