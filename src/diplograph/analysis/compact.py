"""Networks as arrays: maximum flows by the thousand, on integers that stand for the capacities."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
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
        edges = network.edges(keys=True, data=capacity)
        parts += [(index[u] + 1, index[v], key, limit) for u, v, key, limit in edges if u != v]
        self.names = [name for _, _, name, _ in parts]
        self._number([limit for *_, limit in parts])
        tails, heads = (np.array([p[i] for p in parts], dtype=np.int64) for i in (0, 1))
        keys = tails * self.size + heads
        self._keys, self._arc = np.unique(keys, return_inverse=True)
        self.tails, self.heads = self._keys // self.size, self._keys % self.size
        self._order = np.argsort(self._arc, kind="stable")  # parallel parts stand together

    def _number(self, limits: list[Any]) -> None:
        """Set the integer capacities of all parts, and the number that stands for "unbounded"."""
        known = [None if limit is None else Fraction(str(limit)) for limit in limits]
        scale = math.lcm(*(f.denominator for f in known if f is not None))
        whole = [None if f is None else int(f * scale) for f in known]
        self.scale = scale
        self.big = sum(w for w in whole if w is not None) + 1
        if self.big * 2 > LARGEST:
            raise OverflowError("capacities do not fit into 32 bits")
        self.limits = np.array([self.big if w is None else w for w in whole], dtype=np.int64)

    @cached_property
    def of(self) -> dict[str, list[int]]:
        """By name of a place or segment, the numbers of its parts."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            found.setdefault(name, []).append(number)
        return found

    def flow(self, removed: Collection[int] = ()) -> Flow:
        """Return a maximum flow without some parts, given by their numbers."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_flow

        limits = self.limits
        if removed:
            limits = limits.copy()
            limits[list(removed)] = 0
        sums = np.bincount(self._arc, weights=limits, minlength=len(self._keys))
        room = np.minimum(sums, self.big).astype(np.int32)
        starts = np.searchsorted(self.tails, np.arange(self.size + 1)).astype(np.int32)
        graph = csr_array((room, self.heads.astype(np.int32), starts), (self.size, self.size))
        found = maximum_flow(graph, self.source, self.sink, method="dinic")
        passed = self._on_arcs(found.flow)
        value = UNBOUND if found.flow_value >= self.big else int(found.flow_value) / self.scale
        return Flow(value, limits, room - passed, passed)

    def _on_arcs(self, flow: Any) -> Ints:
        """Return what passes each arc; the engine's answer holds the way back as negative."""
        tails = np.repeat(np.arange(self.size), np.diff(flow.indptr))
        keys = tails * self.size + flow.indices
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            keys, data = keys[order], flow.data[order]
        else:
            data = flow.data
        found = data[np.searchsorted(keys, self._keys)]
        return np.asarray(np.maximum(found, 0), dtype=np.int64)

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
        from scipy.sparse import coo_array

        there, again = flow.spare > 0, flow.passed > 0
        out_of = np.concatenate([self.tails[there], self.heads[again]])
        into = np.concatenate([self.heads[there], self.tails[again]])
        ones = np.ones(len(into), dtype=np.int8)
        return coo_array((ones, (out_of, into)), (self.size, self.size)).tocsr()

    def near(self, flow: Flow) -> NDArray[np.bool_]:
        """Mark the nodes that more could still reach from the origin."""
        return _reached(self.residual(flow), self.source, self.size)

    def far(self, flow: Flow) -> NDArray[np.bool_]:
        """Mark the nodes from which more could still reach the destination."""
        return _reached(self.residual(flow).T.tocsr(), self.sink, self.size)

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
