"""Ultimate sources and markets: through those who only sell on what they buy."""

from __future__ import annotations

from collections.abc import Mapping

Flows = Mapping[tuple[str, str], float]


def ultimate_sources(flows: Flows, production: Mapping[str, float]) -> dict[str, dict[str, float]]:
    r"""Where what each taker receives was produced, looking through re-exporters.

    A unit in a state's hands came from its own production or from a supplier, in proportion to
    what it received (proportional mixing). Walking back until production absorbs it gives

    .. math:: B = (I - Q)^{-1} R,\qquad
       Q_{ij} = \frac{f_{ji}}{p_i + \sum_k f_{ki}},\quad
       R_{ii} = \frac{p_i}{p_i + \sum_k f_{ki}}

    where $f_{ji}$ flows from $j$ to $i$ and $p_i$ is what $i$ produces.

    Parameters
    ----------
    flows
        By (origin, destination), in one unit and year, not negative.
    production
        By state, in the same unit; missing means that it produces nothing.

    Returns
    -------
    dict of dict
        By state, the share of each producer in what it has, in (0, 1]; they sum to one.

    Raises
    ------
    ValueError
        If a number is negative, or states pass something round among themselves that nobody
        produces; they are named.

    Notes
    -----
    The mixing is an assumption, and the result an attribution: a state may sell its own first.

    References
    ----------
    .. [1] J. G. Kemeny, J. L. Snell, *Finite Markov Chains*, 1960, on absorbing chains.

    Examples
    --------
    B buys from A, produces as much itself, and sells on to C:

    >>> found = ultimate_sources({("A", "B"): 5.0, ("B", "C"): 4.0}, {"A": 9.0, "B": 5.0})
    >>> found["C"]
    {'A': 0.5, 'B': 0.5}
    """
    import numpy as np

    if any(x < 0 for x in [*flows.values(), *production.values()]):
        raise ValueError("flows and production must not be negative")
    moving = {pair: x for pair, x in flows.items() if x > 0 and pair[0] != pair[1]}
    states = sorted({s for pair in moving for s in pair} | {s for s, p in production.items() if p})
    trapped = _trapped(moving, production, states)
    if trapped:
        raise ValueError(f"nobody produces what {', '.join(trapped)} have: add its producer")
    place = {state: i for i, state in enumerate(states)}
    taken = np.zeros((len(states), len(states)))
    for (origin, destination), x in moving.items():
        taken[place[destination], place[origin]] = x
    made = np.array([production.get(state, 0.0) for state in states])
    whole = made + taken.sum(axis=1)
    absorbed = np.linalg.solve(np.eye(len(states)) - taken / whole[:, None], np.diag(made / whole))
    return {
        state: {s: float(x) for s, x in zip(states, row, strict=True) if x > 1e-12}
        for state, row in zip(states, absorbed.round(12), strict=True)
    }


def ultimate_markets(flows: Flows, consumption: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Where what each sender has is finally used: `ultimate_sources` walked forward.

    Parameters
    ----------
    flows
        By (origin, destination), in one unit and year, not negative.
    consumption
        By state, what it uses itself; missing means nothing.

    Returns
    -------
    dict of dict
        By state, the share of each final market in what leaves it or is used there; sums to one.

    Raises
    ------
    ValueError
        As `ultimate_sources`: a number is negative, or a flow never reaches a market.

    Examples
    --------
    >>> ultimate_markets({("A", "B"): 5.0, ("B", "C"): 4.0}, {"B": 1.0, "C": 4.0})["A"]
    {'B': 0.2, 'C': 0.8}
    """
    return ultimate_sources({(b, a): x for (a, b), x in flows.items()}, consumption)


def _trapped(moving: Flows, production: Mapping[str, float], states: list[str]) -> list[str]:
    """Return the states that no production reaches."""
    buyers: dict[str, list[str]] = {}
    for origin, destination in moving:
        buyers.setdefault(origin, []).append(destination)
    reached = {state for state in states if production.get(state)}
    todo = list(reached)
    while todo:
        fresh = set(buyers.get(todo.pop(), ())) - reached
        reached |= fresh
        todo += fresh
    return sorted(set(states) - reached)
