"""Positions in a network of ties: who matters to one actor, who to all, and who stands between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx


def personalised_pagerank(
    network: nx.DiGraph, seed: str, *, damping: Iterable[float] = (0.5, 0.65, 0.85, 0.95)
) -> dict[str, dict[float, float]]:
    r"""Who matters to one actor, directly and through others, for several dampings.

    .. math:: r = \alpha P^\top r + (1 - \alpha) e_i

    Parameters
    ----------
    network
        Edges run from the dependent to the provider, with `weight`; parallel edges must be joined.
    seed
        The actor $i$.
    damping
        Values of $\alpha$ in (0, 1): how far the walk goes before it starts anew.

    Returns
    -------
    dict of dict
        By actor other than the seed, the score by damping; for each damping they sum to one (or to
        nothing, where the seed depends on nobody). The seed's own mass is left out.

    Raises
    ------
    networkx.NodeNotFound
        If the seed is not in the network.
    ValueError
        If the network has parallel edges.

    Notes
    -----
    A rank, not a share: it tells an order that may change with the damping, so several are given.

    References
    ----------
    .. [1] T. H. Haveliwala, "Topic-Sensitive PageRank", WWW 2002.

    Examples
    --------
    >>> net = nx.DiGraph()
    >>> net.add_weighted_edges_from([("TJK", "RUS", 3.0), ("TJK", "CHN", 1.0)])
    >>> personalised_pagerank(net, "TJK", damping=[0.85])
    {'CHN': {0.85: 0.25}, 'RUS': {0.85: 0.75}}
    """
    if network.is_multigraph():
        raise ValueError("join parallel edges first: networkx would add their weights silently")
    if seed not in network:
        raise nx.NodeNotFound(seed)
    found: dict[str, dict[float, float]] = {n: {} for n in sorted(network) if n != seed}
    for alpha in damping:
        start = {seed: 1.0}
        scores = nx.pagerank(
            network,
            alpha=alpha,
            personalization=start,
            dangling=start,
            weight="weight",
            tol=1e-12,
            max_iter=5000,
        )
        whole = sum(score for name, score in scores.items() if name != seed)
        for name in found:
            found[name][alpha] = round(scores[name] / whole, 9) if whole > 1e-15 else 0.0
    return found


def katz(network: nx.DiGraph, *, fractions: Iterable[float] = (0.25, 0.5, 0.75)) -> dict[str, Any]:
    r"""Katz centrality for several attenuations, each a fraction of the largest that converges.

    .. math:: x = (I - \alpha A^\top)^{-1} 1,\qquad \alpha = c / \lambda_{\max}

    Parameters
    ----------
    network
        Edges run from the dependent to the provider, with `weight`.
    fractions
        Values of $c$ in (0, 1). A larger one counts long ways more.

    Returns
    -------
    dict of dict
        By actor, the score by fraction; they sum to one for each.

    Raises
    ------
    ValueError
        If a fraction is not in (0, 1): beyond it the sum has no limit, and the numbers no meaning.

    Notes
    -----
    Where nothing leads back to itself every attenuation converges; $\lambda_{\max}$ is then set
    to the largest sum of weights into a node.

    References
    ----------
    .. [1] L. Katz, "A New Status Index Derived from Sociometric Analysis", Psychometrika 18, 1953.

    Examples
    --------
    >>> net = nx.DiGraph([("KGZ", "RUS"), ("TJK", "RUS")])
    >>> katz(net, fractions=[0.5])["RUS"]
    {0.5: 0.428571429}
    """
    import numpy as np

    names = list(network)
    matrix = nx.to_numpy_array(network, nodelist=names, weight="weight")
    largest = float(max(abs(np.linalg.eigvals(matrix)), default=0.0))
    largest = largest if largest > 1e-9 else float(matrix.sum(axis=0).max(initial=1.0))
    found: dict[str, dict[float, float]] = {name: {} for name in names}
    for fraction in fractions:
        if not 0 < fraction < 1:
            raise ValueError(f"a fraction lies between 0 and 1, not {fraction}")
        system = np.eye(len(names)) - fraction / largest * matrix.T
        scores = np.linalg.solve(system, np.ones(len(names)))
        for name, score in zip(names, scores / scores.sum(), strict=True):
            found[name][fraction] = round(float(score), 9)
    return found


def brokerage(network: nx.DiGraph, groups: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Count the brokerage roles of each actor: open triads a → b → c without a → c, by group.

    Parameters
    ----------
    network
        Directed; weights do not count.
    groups
        By actor its group. The result depends on it: publish it.

    Returns
    -------
    dict of Counter
        By actor b: `coordinator` (all of one group), `gatekeeper` (c is of b's group, a is not),
        `representative` (a is, c is not), `itinerant` (a and c of one other group), `liaison`
        (three groups).

    Raises
    ------
    KeyError
        If an actor has no group.

    References
    ----------
    .. [1] R. V. Gould, R. M. Fernandez, "Structures of Mediation", Sociological Methodology 19,
       1989.

    Examples
    --------
    >>> net = nx.DiGraph([("CHN", "KAZ"), ("KAZ", "KGZ")])
    >>> brokerage(net, {"CHN": "east", "KAZ": "centre", "KGZ": "centre"})["KAZ"]
    Counter({'gatekeeper': 1})
    """
    import numpy as np

    names = list(network)
    group = np.array([groups[name] for name in names])
    tied = nx.to_numpy_array(network, nodelist=names, weight=None) > 0
    np.fill_diagonal(tied, val=True)  # an actor is no third party to itself
    found: dict[str, Counter[str]] = {}
    for place, broker in enumerate(names):
        others = np.arange(len(names)) != place
        into, onto = np.flatnonzero(tied[:, place] & others), np.flatnonzero(tied[place] & others)
        is_open = ~tied[np.ix_(into, onto)]
        first, last, own = group[into][:, None], group[onto][None, :], group[place]
        ends_alike = first == last
        roles = {
            "coordinator": ends_alike & (first == own),
            "itinerant": ends_alike & (first != own),
            "gatekeeper": ~ends_alike & (last == own),
            "representative": ~ends_alike & (first == own),
            "liaison": ~ends_alike & (first != own) & (last != own),
        }
        counts = {role: int((is_open & held).sum()) for role, held in roles.items()}
        found[broker] = Counter({role: n for role, n in counts.items() if n})
    return found


def constraint(network: nx.Graph[Any]) -> dict[str, float | None]:
    r"""How far an actor's ties lead back to each other (Burt): low has many ways, high few.

    .. math:: c_i = \sum_j \Big(p_{ij} + \sum_{q \ne i,j} p_{iq} p_{qj}\Big)^2

    where $p_{ij}$ is the part of $i$'s ties, both ways, that it has with $j$.

    Parameters
    ----------
    network
        With `weight`, the strength of a tie (1 where missing); parallel edges must be joined.

    Returns
    -------
    dict
        By actor, above 0 and about 1.125 at most (a triangle); None for who has no ties.

    Raises
    ------
    ValueError
        If the network has parallel edges.

    Notes
    -----
    A low constraint is at best a hint of a policy in several directions.

    References
    ----------
    .. [1] R. S. Burt, *Structural Holes*, 1992, chapter 2.

    Examples
    --------
    >>> constraint(nx.star_graph(["KAZ", "RUS", "CHN"]))
    {'KAZ': 0.5, 'RUS': 1.0, 'CHN': 1.0}
    """
    if network.is_multigraph():
        raise ValueError("join parallel edges first: their weights would be taken one by one")
    scores = nx.constraint(network, weight="weight")
    return {name: None if score != score else float(score) for name, score in scores.items()}
