"""Routes: what crosses whom, the cheapest ways, and how much a network can carry.

Networks are networkx multigraphs as `networks.network` makes them: an edge has `states`, `capacity`
(None where nobody published one) and a cost attribute; a node may have `state` and `capacity`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple

import networkx as nx

from diplograph.analysis.compact import UNBOUND, Compact
from diplograph.analysis.paths import Ways
from diplograph.analysis.uncertainty import Band, share_of_total


class RouteVolume(NamedTuple):
    """The volume on one route and the states that it crosses or enters after its origin."""

    route: str
    volume: Band
    states: frozenset[str]


def transit_share(routes: Iterable[RouteVolume], state: str, *, total: Band) -> Band:
    r"""Share of a flow that crosses or enters a state, whoever buys or sells it.

    A state can be unimportant as a buyer and still hold the only road:

    .. math:: T_k = \sum_{P \ni k} f_P \Big/ F

    where $f_P$ is the volume on route $P$ and $F$ the whole flow.

    Parameters
    ----------
    routes
        Volumes by route, in one unit.
    state
        ISO 3166-1 alpha-3 code of the transit state $k$.
    total
        The whole flow $F$ in the same unit. What the routes leave of it is unallocated.

    Returns
    -------
    Band
        Shares in [0, 1]. `low` puts nothing of the unallocated volume through the state, `high` all
        of it; `nan` where the total is 0.

    Notes
    -----
    Shares of several states may sum to more than 1, for one route can cross many. Volumes by route
    are data: shortest paths do not tell them.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> routes = [RouteVolume("north", exact(6.0), frozenset("R")),
    ...           RouteVolume("south", exact(3.0), frozenset("I"))]
    >>> transit_share(routes, "R", total=exact(10.0))
    Band(value=0.6, low=0.6, high=0.7)
    """
    listed = list(routes)
    through = [r.volume for r in listed if state in r.states]
    allocated = [r.volume for r in listed]
    unallocated = max(0.0, total.value - sum(v.value for v in allocated))
    high = sum(v.high for v in through) + unallocated
    crossing = Band(sum(v.value for v in through), sum(v.low for v in through), high)
    return share_of_total(crossing, total)


class Path(NamedTuple):
    """One way through a network: its places, edges (origin, destination, key) and cost."""

    places: tuple[str, ...]
    edges: tuple[tuple[str, str, str], ...]
    cost: float


def cheapest_routes(
    network: nx.MultiDiGraph, origin: str, destination: str, *, k: int = 3, cost: str = "km"
) -> list[Path]:
    """Return the `k` cheapest loopless ways between two places, parallel segments apart.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    origin, destination
        Nodes.
    k
        How many ways at most.
    cost
        Edge attribute, not negative. An edge without it is not used.

    Returns
    -------
    list of Path
        By rising cost, ties by the names of segments; empty where there is no way.

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the network.

    Notes
    -----
    networkx refuses multigraphs here and would merge parallel segments elsewhere; `paths.Ways` is
    made from the network once a call, and can be kept for many.

    References
    ----------
    .. [1] J. Y. Yen, "Finding the K Shortest Loopless Paths in a Network", Management Science
       17(11), 1971.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "rail", km=5), net.add_edge("a", "b", "road", km=7)
    >>> [path.cost for path in cheapest_routes(net, "a", "b")]
    [5.0, 7.0]
    """
    ways = Ways(network, cost)
    found = [
        _path(ways, origin, total, edges)
        for total, edges in itertools.islice(ways.cheapest(origin, destination), k)
    ]
    return sorted(found, key=lambda way: (way.cost, [key for _, _, key in way.edges]))


def _path(ways: Ways, origin: str, total: float, edges: tuple[int, ...]) -> Path:
    named = tuple(ways.edges[edge] for edge in edges)
    return Path((origin, *(v for _, v, _ in named)), named, total)


class Cut(NamedTuple):
    """The most a network can carry, and the places and segments that bind it."""

    value: float
    places: tuple[str, ...]
    segments: tuple[str, ...]


def max_flow(
    network: nx.MultiDiGraph, origin: str, destination: str, *, capacity: str = "capacity"
) -> Cut:
    r"""Most that can pass between two places in a year, and a smallest set that bounds it.

    .. math:: \max \sum_v f_{sv} \quad\text{s.t.}\quad 0 \le f_e \le c_e,\ f(v) \le c_v

    equals the smallest capacity of a set of segments and places whose loss cuts the two ends.

    Parameters
    ----------
    network
        A transport network; it is not changed. Places with a capacity (ports) are split in two.
    origin, destination
        Nodes.
    capacity
        Node and edge attribute in one unit. None means that nobody published one, and does not
        bind: the result is an upper bound.

    Returns
    -------
    Cut
        `value` in the unit of the capacities, 0 where there is no way, `inf` where a way without
        any published capacity exists (then nothing binds).

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the network.

    References
    ----------
    .. [1] L. R. Ford, D. R. Fulkerson, "Maximal Flow Through a Network", Canadian Journal of
       Mathematics 8, 1956.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> net.add_node("port", capacity=4)
    >>> _ = net.add_edge("a", "port", "rail", capacity=9), net.add_edge("port", "b", "sea")
    >>> max_flow(net, "a", "b")
    Cut(value=4.0, places=('port',), segments=())
    """
    try:
        compact = Compact(network, origin, destination, capacity)
    except OverflowError:
        return _max_flow_by_networkx(network, origin, destination, capacity)
    flow = compact.flow()
    if flow.value == UNBOUND:
        return Cut(UNBOUND, (), ())
    crossing = compact.crossing(compact.far(flow))
    places = tuple(name for name in crossing if name in network)
    return Cut(flow.value, places, tuple(name for name in crossing if name not in network))


def _max_flow_by_networkx(
    network: nx.MultiDiGraph, origin: str, destination: str, capacity: str
) -> Cut:
    """Return the same by networkx, whose numbers have no limit: the oracle, and the way out."""
    split = _split(network, capacity)
    try:
        value, (near, _) = nx.minimum_cut(split, (origin, "in"), (destination, "out"))
    except nx.NetworkXUnbounded:
        return Cut(UNBOUND, (), ())
    crossing = [(u, v) for u, v in split.edges if u in near and v not in near]
    places = sorted(u[0] for u, v in crossing if split.edges[u, v]["is_place"])
    segments = {k for u, v in crossing for k in split.edges[u, v].get("keys", ())}
    return Cut(value, tuple(places), tuple(sorted(segments)))


def _split(network: nx.MultiDiGraph, capacity: str) -> nx.DiGraph:
    """Return a simple network with each place as an edge in→out; parallel capacities are added."""
    split = nx.DiGraph()
    for place, data in network.nodes(data=True):
        split.add_edge((place, "in"), (place, "out"), is_place=True, **_bound(data.get(capacity)))
    parallel: dict[tuple[Any, Any], dict[str, float | None]] = {}
    for u, v, key, data in network.edges(keys=True, data=True):
        parallel.setdefault(((u, "out"), (v, "in")), {})[key] = data.get(capacity)
    for (u, v), capacities in parallel.items():
        known = [c for c in capacities.values() if c is not None]
        together = sum(known) if len(known) == len(capacities) else None
        split.add_edge(u, v, is_place=False, keys=tuple(capacities), **_bound(together))
    return split


def _bound(value: float | None) -> dict[str, float]:
    return {} if value is None else {"capacity": value}


def without(network: nx.MultiDiGraph, removed: Iterable[str]) -> nx.MultiDiGraph:
    """Return the network without some states, places or segments.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    removed
        State codes, places or segment keys. A state takes with it its places and every segment that
        lies in it.

    Returns
    -------
    networkx.MultiDiGraph
        A copy.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", states=("RRR",)), net.add_edge("a", "b", "y", states=())
    >>> list(without(net, ["RRR"]).edges(keys=True))
    [('a', 'b', 'y')]
    """
    gone = set(removed)
    kept: nx.MultiDiGraph = network.copy()
    kept.remove_edges_from(
        [
            (u, v, key)
            for u, v, key, data in network.edges(keys=True, data=True)
            if key in gone or gone & set(data.get("states", ()))
        ]
    )
    kept.remove_nodes_from(
        [place for place, data in network.nodes(data=True) if {place, data.get("state")} & gone]
    )
    return kept


def states_along(network: nx.MultiDiGraph, path: Path) -> list[str]:
    """Return the states that a way crosses, in the order in which it first meets them."""
    order: list[str] = []
    for (u, v, key), place in zip(path.edges, path.places, strict=False):
        data = network.edges[u, v, key]
        for state in (network.nodes[place].get("state"), *data.get("states", ())):
            if state and state not in order:
                order.append(state)
    last = network.nodes[path.places[-1]].get("state")
    return [*order, last] if last and last not in order else order


def bottleneck(network: nx.MultiDiGraph, path: Path) -> tuple[str, float] | None:
    """Return the place or segment of smallest published capacity on a way; None if none has one."""
    parts = [(key, network.edges[u, v, key].get("capacity")) for u, v, key in path.edges]
    parts += [(place, network.nodes[place].get("capacity")) for place in path.places]
    bound = [(capacity, name) for name, capacity in parts if capacity is not None]
    return (min(bound)[1], min(bound)[0]) if bound else None


def missing(network: nx.MultiDiGraph, path: Path, attribute: str) -> list[str]:
    """Return the segments of a way that lack an attribute."""
    return [key for u, v, key in path.edges if network.edges[u, v, key].get(attribute) is None]


def total(network: nx.MultiDiGraph, path: Path, attribute: str) -> float:
    """Return the sum of an attribute over the segments of a way that have it."""
    values = (network.edges[u, v, key].get(attribute) for u, v, key in path.edges)
    return float(sum(value for value in values if value is not None))
