"""Influence of one state on another: an open index, its weights tried, and paths of ties."""

from __future__ import annotations

import math
from collections.abc import Mapping
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

import networkx as nx

from diplograph.analysis.uncertainty import Band

Weights = Mapping[str, float]


def influence_index(
    bandwidth: Weights, dependence: Weights, *, of_bandwidth: Weights, of_dependence: Weights
) -> float:
    r"""Influence of A on B as bandwidth times dependence, with open weights.

    .. math:: I_{A \to B} = \Big(\sum_m w_m b_m\Big)\Big(\sum_n u_n d_n\Big)

    Parameters
    ----------
    bandwidth
        How wide the ties between the two are, by indicator, each in [0, 1].
    dependence
        How much B depends on A, by indicator, each in [0, 1].
    of_bandwidth, of_dependence
        Weights by indicator, not negative; they are scaled to sum to one. They are a judgement:
        give them, and look at `weight_sweep`.

    Returns
    -------
    float
        In [0, 1]; 0 if either side is 0.

    Raises
    ------
    ValueError
        If an indicator lies outside [0, 1], a weighted one is missing, or no weight is positive.

    References
    ----------
    .. [1] J. D. Moyer et al., *Power and Influence in a Globalized World*, Atlantic Council and
       Pardee Center, 2018: the product form of the Formal Bilateral Influence Capacity. Its own
       weights are not used here.

    Examples
    --------
    >>> influence_index({"trade": 0.5, "visits": 1.0}, {"fuel": 0.6},
    ...                 of_bandwidth={"trade": 1.0, "visits": 1.0}, of_dependence={"fuel": 1.0})
    0.45
    """
    return round(_mean(bandwidth, of_bandwidth) * _mean(dependence, of_dependence), 12)


def influence_band(
    bandwidth: Mapping[str, Band],
    dependence: Mapping[str, Band],
    *,
    of_bandwidth: Weights,
    of_dependence: Weights,
) -> Band:
    """Return `influence_index` of indicators that are known as bands.

    Parameters
    ----------
    bandwidth, dependence, of_bandwidth, of_dependence
        As for `influence_index`, with bands in [0, 1].

    Returns
    -------
    Band
        In [0, 1]; exact, for the index grows with each indicator.

    Raises
    ------
    ValueError
        As `influence_index`.

    Examples
    --------
    >>> influence_band({"trade": Band(0.5, 0.5, 1.0)}, {"fuel": Band(0.6, 0.4, 0.6)},
    ...                of_bandwidth={"trade": 1.0}, of_dependence={"fuel": 1.0})
    Band(value=0.3, low=0.2, high=0.6)
    """
    ends = (
        influence_index(
            {name: band[i] for name, band in bandwidth.items()},
            {name: band[i] for name, band in dependence.items()},
            of_bandwidth=of_bandwidth,
            of_dependence=of_dependence,
        )
        for i in range(3)
    )
    return Band(*ends)


def _mean(indicators: Weights, weights: Weights) -> float:
    if any(not 0 <= x <= 1 for x in indicators.values()):
        raise ValueError("indicators lie in [0, 1]")
    missing = sorted(set(weights) - set(indicators))
    whole = sum(weights.values())
    if missing or whole <= 0 or any(w < 0 for w in weights.values()):
        raise ValueError(f"weights must be positive and of known indicators; missing: {missing}")
    return sum(w * indicators[name] for name, w in weights.items()) / whole


class Ranking(NamedTuple):
    """How one actor does over all weights that were tried: its ranks, and how often it is first."""

    best: int
    worst: int
    first: float


def weight_sweep(
    indicators: Mapping[str, Weights], *, draws: int = 1000, seed: int = 0
) -> dict[str, Ranking]:
    """Rank actors under weights drawn evenly from all there are, to see what the ranking rests on.

    Parameters
    ----------
    indicators
        By actor, its indicators; the same ones for all, more being more.
    draws
        How many weights are drawn, from the flat Dirichlet distribution.
    seed
        Of the generator; the same seed gives the same ranks.

    Returns
    -------
    dict of Ranking
        By actor: best and worst rank (1 is first; equal actors share the better one), and the share
        of draws in which it is first.

    Raises
    ------
    ValueError
        If the actors do not have the same indicators.

    References
    ----------
    .. [1] OECD and JRC, *Handbook on Constructing Composite Indicators*, 2008, step 7.

    Examples
    --------
    >>> weight_sweep({"RUS": {"fuel": 0.9, "loans": 0.1}, "JPN": {"fuel": 0.0, "loans": 0.05}})
    {'RUS': Ranking(best=1, worst=1, first=1.0), 'JPN': Ranking(best=2, worst=2, first=0.0)}
    """
    import numpy as np

    names = {tuple(sorted(row)) for row in indicators.values()}
    if len(names) != 1:
        raise ValueError("all actors need the same indicators")
    columns = names.pop()
    table = np.array([[row[c] for c in columns] for row in indicators.values()])
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(columns)), size=draws)
    scores = weights @ table.T
    ranks = 1 + (scores[:, None, :] > scores[:, :, None] + 1e-12).sum(axis=2)
    return {
        actor: Ranking(int(r.min()), int(r.max()), float((r == 1).mean()))
        for actor, r in zip(indicators, ranks.T, strict=True)
    }


class Hop(NamedTuple):
    """One step of an influence path: who acts on whom, by what kind of tie, by which fact."""

    origin: str
    destination: str
    kind: str
    fact: str
    strength: float


class InfluencePath(NamedTuple):
    """A chain of hops, its weakest strength and the product of all."""

    hops: tuple[Hop, ...]
    weakest: float
    product: float


def influence_paths(
    network: nx.MultiDiGraph, origin: str, destination: str, *, hops: int = 4, limit: int = 20
) -> list[InfluencePath]:
    r"""Ways by which one actor reaches another through dependences, the strongest first.

    A way is as strong as its weakest hop, $\min_h w_h$; of equal ones the larger product, then the
    shorter way, then the names.

    Parameters
    ----------
    network
        Edges run from who acts to who depends, keyed by their fact, with `kind` and `strength`, the
        share in [0, 1] by which the second depends on the first; None or missing is unknown, and
        such an edge is not used.
    origin, destination
        Actors.
    hops
        Length at most, 1 to 4: beyond that chains say nothing.
    limit
        How many paths at most.

    Returns
    -------
    list of InfluencePath
        Of parallel edges of one kind the strongest counts. Empty where there is no way.

    Raises
    ------
    networkx.NodeNotFound
        If an actor is not in the network.
    ValueError
        If `hops` is not 1 to 4, or a strength lies outside [0, 1].

    Notes
    -----
    Products of shares attenuate; they are no probabilities.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("RUS", "KAZ", "f1", kind="transit", strength=0.96)
    >>> _ = net.add_edge("KAZ", "TJK", "f2", kind="fuel", strength=0.26)
    >>> [path] = influence_paths(net, "RUS", "TJK")
    >>> [hop.kind for hop in path.hops], path.weakest
    (['transit', 'fuel'], 0.26)
    """
    if hops not in (1, 2, 3, 4):
        raise ValueError(f"hops must be 1 to 4, not {hops}")
    for end in (origin, destination):
        if end not in network:
            raise nx.NodeNotFound(end)
    ties = _strongest(network)
    left = _steps_to(ties, destination)
    found: list[InfluencePath] = []
    todo = [_ranked((hop,)) for hop in ties.get(origin, ()) if left.get(hop.destination, 9) < hops]
    heapify(todo)
    while todo and len(found) < limit:
        _, path = heappop(todo)
        last = path.hops[-1].destination
        if last == destination:
            found.append(path)
            continue
        met = {origin, *(hop.destination for hop in path.hops)}
        for hop in ties.get(last, ()):
            near = len(path.hops) + left.get(hop.destination, 9) < hops
            if near and hop.destination not in met:
                heappush(todo, _ranked((*path.hops, hop)))
    return found


def _ranked(way: tuple[Hop, ...]) -> tuple[tuple[Any, ...], InfluencePath]:
    """Return a way after its rank, which never gets better by going on: the best comes first."""
    strengths = [hop.strength for hop in way]
    path = InfluencePath(way, min(strengths), math.prod(strengths))
    return _order(path), path


def _steps_to(ties: Mapping[str, list[Hop]], destination: str) -> dict[str, int]:
    """Return how many hops at least lead from each actor to the destination."""
    before: dict[str, set[str]] = {}
    for hop in (hop for hops in ties.values() for hop in hops):
        before.setdefault(hop.destination, set()).add(hop.origin)
    steps = {destination: 0}
    todo = [destination]
    for here in todo:
        for origin in sorted(before.get(here, set()) - set(steps)):
            steps[origin] = steps[here] + 1
            todo.append(origin)
    return steps


def _order(path: InfluencePath) -> tuple[Any, ...]:
    names = [(hop.destination, hop.kind) for hop in path.hops]
    return (-path.weakest, -path.product, len(path.hops), names)


def _strongest(network: nx.MultiDiGraph) -> dict[str, list[Hop]]:
    """Return, by origin, its ties: of each pair and kind the strongest."""
    best: dict[tuple[str, str, str], Hop] = {}
    for origin, destination, fact, data in network.edges(keys=True, data=True):
        strength = data.get("strength")
        if strength is None:
            continue
        if not 0 <= strength <= 1:
            raise ValueError(f"{fact}: a strength lies in [0, 1], not {strength}")
        key = (origin, destination, data["kind"])
        if key not in best or strength > best[key].strength:
            best[key] = Hop(origin, destination, data["kind"], str(fact), strength)
    ties: dict[str, list[Hop]] = {}
    for hop in best.values():
        if hop.strength > 0:
            ties.setdefault(hop.origin, []).append(hop)
    return ties
