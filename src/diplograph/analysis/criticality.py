"""What the loss of states, places and segments does: one by one, the worst sets, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from diplograph.analysis.compact import UNBOUND, Compact, Flow, parts_of_states

KINDS = ("segments", "places", "states")
Elements = Mapping[str, Sequence[int]]


class Loss(NamedTuple):
    """What the loss of one thing does: the most that can pass without it, and the difference."""

    name: str
    kind: str
    left: float
    lost: float


def criticality(
    network: nx.MultiDiGraph,
    origin: str,
    destination: str,
    *,
    kinds: Iterable[str] = KINDS,
    capacity: str = "capacity",
) -> list[Loss]:
    r"""Loss of maximum flow by removing each segment, place and state, one at a time.

    .. math:: \Delta_x = F(N) - F(N \setminus x)

    Only what carries something in one maximum flow can matter: all else leaves that flow whole. So
    far fewer flows are computed than there are things, and the result is exact.

    Parameters
    ----------
    network
        A transport network; it is not changed. The ends, the states that they lie in, and edges
        with a true attribute `fixed` are not removed.
    origin, destination
        Nodes.
    kinds
        Of `segments`, `places`, `states`.
    capacity
        Node and edge attribute in one unit; None does not bind.

    Returns
    -------
    list of Loss
        Those with a loss, the largest first, ties by name; `left` and `lost` in the unit of the
        capacities. `lost` is `inf` where only the whole network has a way without a published
        capacity, and a thing is left out where both have one. Empty where nothing can pass at all.

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the network.
    OverflowError
        If the capacities have too many digits for exact whole numbers of 32 bits.
    ValueError
        For an unknown kind.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "rail", capacity=3), net.add_edge("a", "b", "road", capacity=1)
    >>> [(x.name, x.left, x.lost) for x in criticality(net, "a", "b", kinds=["segments"])]
    [('rail', 1.0, 3.0), ('road', 3.0, 1.0)]
    """
    compact = Compact(network, origin, destination, capacity)
    whole = compact.flow()
    passed = compact.through(whole)
    found = []
    for kind in kinds:
        for name, parts in _elements(network, compact, kind, (origin, destination)).items():
            if not passed[list(parts)].any():
                continue
            left = compact.flow(parts).value
            if left < whole.value:
                found.append(Loss(name, kind, left, whole.value - left))
    return sorted(found, key=lambda loss: (-loss.lost, loss.left, loss.name))


def _elements(
    network: nx.MultiDiGraph, compact: Compact, kind: str, ends: tuple[str, str]
) -> Elements:
    """Return the things of a kind that may be removed, each with the numbers of its parts."""
    places = set(network)
    if kind == "places":
        return {p: compact.of[p] for p in sorted(places - set(ends))}
    if kind == "segments":
        fixed = {key for *_, key, is_fixed in network.edges(keys=True, data="fixed") if is_fixed}
        return {name: compact.of[name] for name in sorted(set(compact.of) - places - fixed)}
    if kind != "states":
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    own = {network.nodes[end].get("state") for end in ends} | set(ends)
    states = {s for _, s in network.nodes(data="state") if s}
    states |= {s for *_, crossed in network.edges(data="states") for s in crossed or ()}
    return dict(sorted(parts_of_states(network, compact, states - own).items()))


class Interdiction(NamedTuple):
    """The removal of `k` things that leaves least: their names and what is left."""

    names: tuple[str, ...]
    left: float
    lost: float


def most_vital(
    network: nx.MultiDiGraph,
    origin: str,
    destination: str,
    k: int,
    *,
    kind: str = "segments",
    capacity: str = "capacity",
) -> Interdiction:
    r"""Return the `k` segments, places or states whose loss together leaves the least, exactly.

    .. math:: \min_{S,\; |S| \le k} F(N \setminus S)

    A set that spares some maximum flow does no harm, so one of its members carries part of that
    flow; the search branches over these alone. A branch is cut off when even the largest shares of
    its flow, taken together, would not bring it below the best set found: removing $T$ costs at
    most what passes through $T$.

    Parameters
    ----------
    network
        A transport network; it is not changed. Ends and their states are spared.
    origin, destination
        Nodes.
    k
        How many things at most; up to 3 is a matter of seconds on some hundred segments.
    kind
        `segments`, `places` or `states`.
    capacity
        Node and edge attribute in one unit; None does not bind.

    Returns
    -------
    Interdiction
        The names, sorted (fewer than `k` where more do no more harm; of equal sets one, always the
        same), `left` and `lost` in the unit of the capacities.

    Raises
    ------
    networkx.NodeNotFound, OverflowError, ValueError
        As `criticality`; also if `k` is below 1.

    References
    ----------
    .. [1] R. K. Wood, "Deterministic Network Interdiction", Mathematical and Computer Modelling
       17(2), 1993. The greedy choice is not optimal: two parallel halves show it.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", capacity=2), net.add_edge("b", "c", "y", capacity=3)
    >>> _ = net.add_edge("a", "c", "z", capacity=2)
    >>> most_vital(net, "a", "c", 2)
    Interdiction(names=('x', 'z'), left=0.0, lost=4.0)
    """
    if k < 1:
        raise ValueError(f"k must be 1 or more, not {k}")
    compact = Compact(network, origin, destination, capacity)
    elements = _elements(network, compact, kind, (origin, destination))
    search = _Search(compact, elements)
    whole = compact.flow()
    search.descend(whole, (), k)
    lost = 0.0 if search.left == UNBOUND else whole.value - search.left
    return Interdiction(search.names, search.left, lost)


class _Search:
    """The best set so far; descending from a flow tries each thing that carries part of it."""

    def __init__(self, compact: Compact, elements: Elements) -> None:
        self.compact, self.elements = compact, elements
        self.left, self.names = UNBOUND, tuple[str, ...]()
        self._seen: set[frozenset[str]] = set()

    def descend(self, flow: Flow, chosen: tuple[str, ...], depth: int) -> None:
        """Note a set if it is better, and go on from it while there is something left to lose."""
        key = (flow.value, len(chosen), tuple(sorted(chosen)))
        if key < (self.left, len(self.names), self.names):
            self.left, self.names = flow.value, tuple(sorted(chosen))
        if not depth or not flow.value:
            return
        shares = self._shares(flow, chosen)
        for place, (share, name) in enumerate(shares):
            most = sum(s for s, _ in shares[place : place + depth])
            if flow.value != UNBOUND and flow.value - most >= self.left:
                return  # shares fall, so no later branch does better
            following = frozenset((*chosen, name))
            if share and following not in self._seen:
                self._seen.add(following)
                gone = [p for n in following for p in self.elements[n]]
                self.descend(self.compact.flow(gone), (*chosen, name), depth - 1)

    def _shares(self, flow: Flow, chosen: tuple[str, ...]) -> list[tuple[float, str]]:
        """Return what passes each thing, the most first."""
        passed = self.compact.through(flow) / self.compact.scale
        found = [
            (float(passed[list(parts)].sum()), name)
            for name, parts in self.elements.items()
            if name not in chosen and len(parts)
        ]
        return sorted((f for f in found if f[0] > 0), key=lambda f: (-f[0], f[1]))


class Closure(NamedTuple):
    """A thing that is shut from one day to another, the last day included."""

    name: str
    first: int
    last: int


def resilience_curve(
    network: nx.MultiDiGraph,
    origin: str,
    destination: str,
    closures: Iterable[Closure],
    *,
    capacity: str = "capacity",
) -> list[tuple[int, float]]:
    r"""Return the most that can pass, day by day, as things close and recover.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    origin, destination
        Nodes.
    closures
        States, places and segments with the first and last day on which they are shut.
    capacity
        Node and edge attribute in one unit; None does not bind.

    Returns
    -------
    list of (int, float)
        Day and maximum flow at the same yearly rate, one for each day on which it may change,
        beginning with the day before the first closure. The lost volume is the area under the
        first value: :math:`\sum_i (F_0 - F_i)(d_{i+1} - d_i)/365`.

    Raises
    ------
    networkx.NodeNotFound, OverflowError
        As `criticality`.
    KeyError
        If the network has nothing of a closure's name.

    References
    ----------
    .. [1] M. Bruneau et al., "A Framework to Quantitatively Assess and Enhance the Seismic
       Resilience of Communities", Earthquake Spectra 19(4), 2003.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", capacity=2), net.add_edge("a", "b", "y", capacity=3)
    >>> resilience_curve(net, "a", "b", [Closure("x", 1, 60), Closure("y", 31, 40)])
    [(0, 5.0), (1, 3.0), (31, 0.0), (41, 3.0), (61, 5.0)]
    """
    shut = list(closures)
    compact = Compact(network, origin, destination, capacity)
    states = {name for name, _, _ in shut if name not in compact.of}
    parts: dict[str, Sequence[int]] = {**parts_of_states(network, compact, states), **compact.of}
    for name in states:
        if not parts[name]:
            raise KeyError(name)
    days = sorted({day for c in shut for day in (c.first - 1, c.first, c.last + 1)})
    curve = []
    for day in days[:1] + [d for d in days if d >= min(c.first for c in shut)]:
        gone = [p for c in shut if c.first <= day <= c.last for p in parts[c.name]]
        curve.append((day, compact.flow(gone).value))
    return [point for i, point in enumerate(curve) if i == 0 or point[1] != curve[i - 1][1]]
