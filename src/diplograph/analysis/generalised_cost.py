"""What a way costs in all: carriage, time, unreliability, borders and changes of mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, NamedTuple

import networkx as nx

from diplograph.analysis.paths import Ways
from diplograph.analysis.routes import Path

Edge = tuple[str, str, str]
BY_MODE = ("per_km", "km_per_day", "border", "border_days")
PARTS = ("carriage", "time", "reliability", "borders", "transhipment")


@dataclass(frozen=True, kw_only=True)
class Charges:
    """What a unit of cargo is charged: money in one currency. All are the user's; none is assumed.

    Parameters
    ----------
    currency
        Name of the money and of the unit of cargo, such as `USD per 20 t`.
    per_km
        Money per km by mode, as a network names it (`Rail`, `Road`, `Ferry`, `SeaLeg` …), for
        segments without a `cost` of their own.
    km_per_day
        Speed by mode, for segments without published `days`.
    value_of_time
        Money per day. Of a cargo's worth, a day in transit was found to be like a tariff of 0.6 to
        2.1 percent [1]_.
    reliability_ratio
        Value of a day of standard deviation by that of a day [2]_; 0 leaves it out.
    border, border_days
        Money and days per border that is crossed, by the mode that crosses it.
    transhipment, transhipment_days
        Money and days per change from one mode to another.

    Raises
    ------
    ValueError
        If one is negative or no number, a speed is not above 0, or what goes by mode does not.

    References
    ----------
    .. [1] D. L. Hummels, G. Schaur, "Time as a Trade Barrier", American Economic Review 103(7),
       2013, abstract; for imports of the United States by air and sea.
    .. [2] G. de Jong et al., "Preliminary Monetary Values for the Reliability of Travel Times in
       Freight Transport", European Journal of Transport and Infrastructure Research 9(2), 2009.
    """

    currency: str
    per_km: Mapping[str, float]
    km_per_day: Mapping[str, float]
    value_of_time: float
    reliability_ratio: float
    border: Mapping[str, float]
    border_days: Mapping[str, float]
    transhipment: float
    transhipment_days: float

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        for name, value in vars(self).items():
            if name == "currency":
                continue
            if isinstance(value, Mapping) != (name in BY_MODE):
                raise ValueError(f"{name} is {'' if name in BY_MODE else 'not '}given by mode")
            for number in value.values() if isinstance(value, Mapping) else [value]:
                if not isinstance(number, int | float) or not 0 <= number < float("inf"):
                    raise ValueError(f"{name} must be a number that is not negative")
                if name == "km_per_day" and not number:
                    raise ValueError("km_per_day, a speed, must be above 0")


class PricedPath(NamedTuple):
    """A way, its generalised cost as `path.cost` and by part, its days, borders and changes."""

    path: Path
    parts: dict[str, float]
    days: float
    borders: int
    changes: int


def cheapest_priced(
    network: nx.MultiDiGraph, origin: str, destination: str, *, charges: Charges, k: int = 3
) -> list[PricedPath]:
    r"""Return the `k` ways of least generalised cost between two places, with what makes it up.

    .. math:: G = \sum_e \left(c_e + v\,(t_e + \rho\,\sigma_e)\right) + n_b\,(b + v\,t_b)
       + n_m\,(m + v\,t_m)

    with carriage $c_e$, days $t_e$ and their spread $\sigma_e$ of each segment, value of time $v$,
    reliability ratio $\rho$, and $n_b$ borders and $n_m$ changes of mode at their money and days;
    $c_e$, $t_e$, $b$ and $t_b$ go by mode.

    Parameters
    ----------
    network
        A transport network; it is not changed. Edges have `km`, `mode`, `states`, and where known
        `cost` (money of one unit of cargo), `days`, `days_low` and `days_high`.
    origin, destination
        Nodes.
    charges
        What is charged.
    k
        How many ways at most.

    Returns
    -------
    list of PricedPath
        By rising cost; no way comes to a place twice. `parts` are `carriage`, `time` (of segments,
        borders and changes), `reliability`, `borders` and `transhipment` (their money), in the
        currency of the charges, and sum to the cost. Empty where no way can be priced.

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the network.

    Notes
    -----
    A segment that has neither a cost nor a charge for its mode, or neither days nor a speed, or
    that crosses a border for which its mode has no charge, is not used: `unpriced` names them. Half
    of the published span of days stands for $\sigma_e$ (house); spreads are added, as if all delays
    came together, and one without a span adds nothing. Borders are those between the states that a
    segment crosses and those of its ends; a change of gauge is none of mode. Edges without a mode
    join to any mode free of charge.

    References
    ----------
    .. [1] J. de D. Ortúzar, L. G. Willumsen, *Modelling Transport*, 4th edition, 2011.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "rail", km=100, mode="Rail", states=("KAZ", "CHN"))
    >>> charges = Charges(currency="USD per t", per_km={"Rail": 2}, km_per_day={"Rail": 50},
    ...                   value_of_time=10, reliability_ratio=0, border={"Rail": 30},
    ...                   border_days={"Rail": 1}, transhipment=0, transhipment_days=0)
    >>> [way] = cheapest_priced(net, "a", "b", charges=charges)
    >>> way.path.cost, way.days, way.parts["time"]
    (260.0, 3.0, 30.0)
    """
    for end in (origin, destination):
        if end not in network:
            raise nx.NodeNotFound(end)
    if origin == destination:
        return [PricedPath(Path((origin,), (), 0.0), dict.fromkeys(PARTS, 0.0), 0.0, 0, 0)]
    found = _ways(_by_mode(network, (origin, destination), charges))
    priced = (_priced(network, way, charges) for way in found)
    return sorted(islice(priced, k), key=lambda way: (way.path.cost, way.path.edges))


def unpriced(network: nx.MultiDiGraph, charges: Charges) -> list[str]:
    """Return the segments that no way can use, for a cost, days, a charge or a speed is unknown."""
    edges = network.edges(keys=True)
    return sorted({key for u, v, key in edges if _of_edge(network, (u, v, key), charges) is None})


class _Priced(NamedTuple):
    carriage: float
    days: float
    spread: float
    borders: int
    at_borders: float


def _of_edge(network: nx.MultiDiGraph, edge: Edge, charges: Charges) -> _Priced | None:
    """Return what an edge costs without the change of mode; None where a part is unknown."""
    data = network.edges[edge]
    km, mode = data.get("km"), data.get("mode")
    if mode is None and km == 0:  # a state's joint to its own places
        return _Priced(0.0, 0.0, 0.0, 0, 0.0)
    money, days = data.get("cost"), data.get("days")
    if money is None and km is not None and mode in charges.per_km:
        money = km * charges.per_km[mode]
    if days is None and km is not None and mode in charges.km_per_day:
        days = km / charges.km_per_day[mode]
    ends = {network.nodes[place].get("state") for place in edge[:2]}
    borders = max(0, len({*(data.get("states") or ()), *ends} - {None}) - 1)
    paid, waited = (by.get(mode) if borders else 0 for by in (charges.border, charges.border_days))
    if None in (money, days, paid, waited):
        return None
    low, high = (data.get(f"days_{bound}") for bound in ("low", "high"))
    spread = (high - low) / 2 if None not in (low, high) else 0.0
    return _Priced(money, days + borders * (waited or 0), spread, borders, borders * (paid or 0))


def _parts(priced: list[_Priced], changes: int, charges: Charges) -> tuple[dict[str, float], float]:
    """Return the parts of the cost of a way and its days."""
    days = sum(p.days for p in priced) + changes * charges.transhipment_days
    spread = sum(p.spread for p in priced)
    money = (
        sum(p.carriage for p in priced),
        days * charges.value_of_time,
        spread * charges.reliability_ratio * charges.value_of_time,
        sum(p.at_borders for p in priced),
        changes * charges.transhipment,
    )
    return dict(zip(PARTS, map(float, money), strict=True)), float(days)


def _by_mode(network: nx.MultiDiGraph, ends: tuple[str, str], charges: Charges) -> nx.MultiDiGraph:
    """Return a network of places with the mode by which one comes or goes on, where modes cost."""
    split = nx.MultiDiGraph(ends=((ends[0], "", "start"), (ends[1], "", "end")))
    split.add_nodes_from(split.graph["ends"])
    into, onto = {ends[0]: {"": "start"}}, {ends[1]: {"": "end"}}
    for u, v, key, data in network.edges(keys=True, data=True):
        priced = _of_edge(network, (u, v, key), charges)
        if priced is not None and u != v:
            cost = sum(_parts([priced], 0, charges)[0].values())
            mode = data.get("mode") or ""
            split.add_edge((u, mode, "out"), (v, mode, "in"), (u, v, key), cost=cost)
            onto.setdefault(u, {}).setdefault(mode, "out")
            into.setdefault(v, {}).setdefault(mode, "in")
    change = sum(_parts([], 1, charges)[0].values())
    for place in set(into) & set(onto):
        for one, came in into[place].items():
            for other, goes in onto[place].items():
                cost = change * _is_change(one, other)
                split.add_edge((place, one, came), (place, other, goes), "", cost=cost)
    return split


def _is_change(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _ways(split: nx.MultiDiGraph) -> Iterator[tuple[Edge, ...]]:
    """Yield the edges of the ways of a network by mode that come to no place twice."""
    ways = Ways(split, "cost")
    for _, numbers in ways.cheapest(*split.graph["ends"]):
        edges: Any = tuple(ways.edges[n][2] for n in numbers if ways.edges[n][2])
        if len({v for _, v, _ in edges} | {edges[0][0]}) == len(edges) + 1:
            yield edges


def _priced(network: nx.MultiDiGraph, edges: tuple[Edge, ...], charges: Charges) -> PricedPath:
    modes = [network.edges[edge].get("mode") or "" for edge in edges]
    changes = sum(_is_change(one, other) for one, other in pairwise(modes))
    priced = [found for edge in edges if (found := _of_edge(network, edge, charges))]
    parts, days = _parts(priced, changes, charges)
    path = Path((edges[0][0], *(v for _, v, _ in edges)), edges, sum(parts.values()))
    return PricedPath(path, parts, days, sum(p.borders for p in priced), changes)
