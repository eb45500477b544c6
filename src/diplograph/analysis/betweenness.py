"""Who stands between: how many of the cheapest ways between all others pass a place."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from diplograph.analysis.distances import Arcs, Floats, Ints
from diplograph.analysis.uncertainty import Band

DECIMALS = 6
EXACT = 2.0**53  # up to here floats hold every whole number
BATCH = 1 << 19  # places times origins that are held at once


def betweenness(network: nx.MultiDiGraph, *, cost: str = "km") -> dict[str, float]:
    r"""Share of the cheapest ways between all other places that pass through a place.

    .. math:: b_v = \frac{1}{(n-1)(n-2)} \sum_{s \ne v \ne t} \frac{\sigma_{st}(v)}{\sigma_{st}}

    where $\sigma_{st}$ counts the cheapest ways from $s$ to $t$ and $\sigma_{st}(v)$ those by $v$.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    cost
        Edge attribute, above 0. An edge without it is not used.

    Returns
    -------
    dict
        By place, in [0, 1]; 0 in a network of fewer than three places. A pair without a way counts
        among the $(n-1)(n-2)$ and adds nothing.

    Raises
    ------
    ValueError
        If a cost is not above 0: ways that cost nothing more cannot be counted.

    Notes
    -----
    A way is a sequence of places: parallel segments count once, by the cheapest, as in networkx.
    Costs of at most six decimals are compared as whole numbers, so that 0.1 + 0.2 ties with 0.3;
    others as floats, added from the origin on. It tells where ways are, not how much goes there.

    References
    ----------
    .. [1] L. C. Freeman, "A Set of Measures of Centrality Based on Betweenness", Sociometry 40(1),
       1977.
    .. [2] U. Brandes, "A Faster Algorithm for Betweenness Centrality", Journal of Mathematical
       Sociology 25(2), 2001.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", km=5), net.add_edge("b", "c", "y", km=7)
    >>> betweenness(net)
    {'a': 0.0, 'b': 0.5, 'c': 0.0}
    """
    arcs = countable(network, cost)
    size = len(arcs.places)
    whole = np.zeros(size)
    for shares in dependencies(arcs, np.arange(size)):
        whole += shares.sum(axis=0)
    whole /= max(1, (size - 1) * (size - 2))
    return dict(zip(arcs.places, whole.tolist(), strict=True))


def estimated_betweenness(
    network: nx.MultiDiGraph, k: int, *, cost: str = "km", seed: int = 1
) -> dict[str, Band]:
    r"""Estimate `betweenness` from the ways that begin at some places drawn at random.

    .. math:: \hat b_v = \frac{n}{k} \sum_{s \in K} \delta_s(v) \Big/ (n-1)(n-2)

    where $\delta_s(v)$ is the sum over $t$ of the share of the ways from $s$ to $t$ by $v$.

    Parameters
    ----------
    network
        A transport network; it is not changed.
    k
        How many places to draw; with all of them the result is exact.
    cost
        Edge attribute, above 0. An edge without it is not used.
    seed
        Of the draw: the same seed gives the same result.

    Returns
    -------
    dict of Band
        By place the estimate, and bounds that hold for a place in 95 of 100 draws at least: those
        of Serfling for a draw without return, $\pm\sqrt{(1-(k-1)/n)\ln 40\,/\,2k}$ times
        $n/(n-1)$, and never beyond what the places that were not drawn can change.

    Raises
    ------
    ValueError
        If a cost is not above 0, or `k` is below 1 or above the number of places.

    Notes
    -----
    The bounds are wide, since they assume nothing. Standard errors would be narrow and wrong: most
    places stand on few ways, so a draw often misses them.

    References
    ----------
    .. [1] U. Brandes, C. Pich, "Centrality Estimation in Large Networks", International Journal
       of Bifurcation and Chaos 17(7), 2007.
    .. [2] R. J. Serfling, "Probability Inequalities for the Sum in Sampling without Replacement",
       Annals of Statistics 2(1), 1974.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", km=5), net.add_edge("b", "c", "y", km=7)
    >>> estimated_betweenness(net, 3)["b"]
    Band(value=0.5, low=0.5, high=0.5)
    """
    arcs = countable(network, cost)
    size = len(arcs.places)
    if not 1 <= k <= size:
        raise ValueError(f"k lies between 1 and the number of places, {size}, not at {k}")
    drawn = np.array(sorted(random.Random(seed).sample(range(size), k)), dtype=np.int64)
    met = np.zeros(size)
    for shares in dependencies(arcs, drawn):
        met += shares.sum(axis=0)
    met /= max(1, (size - 1) * (size - 2))
    unseen = (size - k) / max(1, size - 1)
    value = np.minimum(met * size / k, 1)
    error = math.sqrt((1 - (k - 1) / size) * math.log(40) / (2 * k)) * size / max(1, size - 1)
    low, high = np.maximum(met, value - error), np.minimum(met + unseen, value + error)
    bands = zip(value, low, np.minimum(high, 1), strict=True)
    return {p: Band(*map(float, b)) for p, b in zip(arcs.places, bands, strict=True)}


def countable(network: nx.Graph[Any], cost: str) -> Arcs:
    """Return the network as arrays, with costs above 0, in whole numbers where that is exact."""
    arcs = Arcs(network, cost)
    kept = arcs.tails != arcs.heads
    arcs.tails, arcs.heads = arcs.tails[kept], arcs.heads[kept]
    arcs.costs = _whole(arcs.costs[kept])
    free = np.flatnonzero(arcs.costs <= 0)
    if len(free):
        ends = (arcs.places[side[free[0]]] for side in (arcs.tails, arcs.heads))
        raise ValueError(f"the {cost} from {' to '.join(ends)} is 0; leave it out or join the two")
    return arcs


def _whole(costs: Floats) -> Floats:
    """Return costs times a power of ten that makes all of them whole, or else as they are."""
    for scale in (10.0**n for n in range(DECIMALS + 1)):
        whole = np.rint(costs * scale)
        if whole.sum() < EXACT and (np.abs(costs * scale - whole) <= 4e-16 * whole).all():
            return whole
    return costs


def dependencies(arcs: Arcs, origins: Ints) -> Iterator[Floats]:
    r"""Yield for some origins at a time, a row each, Brandes' sums $\delta_s(v)$ for all places."""
    size = len(arcs.places)
    step = max(1, BATCH // max(1, size))
    for first in range(0, len(origins), step):
        chosen = origins[first : first + step]
        rows, used = _on_cheapest_ways(arcs, arcs.least(chosen))
        tails, heads = rows * size + arcs.tails[used], rows * size + arcs.heads[used]
        start = np.arange(len(chosen)) * size + chosen
        ways, found = np.zeros(size * len(chosen)), np.zeros(size * len(chosen))
        ways[start] = 1
        waves = []
        for wave in _waves(tails, heads, start, len(ways)):
            np.add.at(ways, heads[wave], ways[tails[wave]])
            waves.append(wave)
        for wave in reversed(waves):
            into, onto = tails[wave], heads[wave]
            np.add.at(found, into, ways[into] / ways[onto] * (1 + found[onto]))
        found[start] = 0
        yield found.reshape(len(chosen), size)


def _on_cheapest_ways(arcs: Arcs, least: Floats) -> tuple[Ints, Ints]:
    """Return the edges that lie on a cheapest way, as numbers of the origin's row and the edge."""
    least = np.where(np.isinf(least), np.nan, least)  # what is out of reach is on no way
    used = []
    for row in least:  # one origin at a time stays in the processor's cache
        there = row.take(arcs.tails)
        there += arcs.costs
        used.append(np.flatnonzero(there == row.take(arcs.heads)))
    rows = np.repeat(np.arange(len(used)), [len(edges) for edges in used])
    return rows, np.concatenate(used)


def _waves(tails: Ints, heads: Ints, start: Ints, size: int) -> Iterator[Ints]:
    """Yield the edges in waves: those that leave a node, once all that enter it have been met."""
    first = np.searchsorted(tails, np.arange(size + 1))
    waiting = np.bincount(heads, minlength=size)
    ready = start
    while len(ready):
        many = first[ready + 1] - first[ready]
        skipped = np.repeat(first[ready] - np.cumsum(many) + many, many)
        wave = skipped + np.arange(len(skipped))
        yield wave
        met = heads[wave]
        np.subtract.at(waiting, met, 1)
        ready = np.unique(met[waiting[met] == 0])
