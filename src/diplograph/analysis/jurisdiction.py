"""Jurisdiction over hubs: what a state could see, and what it could stop."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from diplograph.analysis.uncertainty import Band, add, ratio, share

Jurisdiction = Mapping[str, Collection[tuple[str, str]]]


class Passage(NamedTuple):
    """A part of a flow with the hubs that it crosses."""

    hubs: tuple[str, ...]
    volume: Band


def panopticon(
    passages: Iterable[Passage], jurisdiction: Jurisdiction, *, kinds: Collection[str] | None = None
) -> dict[str, Band]:
    r"""Share of a flow that crosses a hub under a state's jurisdiction, by state.

    Who rules a hub can see what crosses it:

    .. math:: V_j = \sum_{P \cap H_j \ne \emptyset} f_P \Big/ \sum_P f_P

    Parameters
    ----------
    passages
        All of the flow, in one unit.
    jurisdiction
        By hub, pairs of a state and how it rules: `territory`, `owner`, `operator`, `law`. A hub
        that is not listed is unknown; one that nobody rules has none.
    kinds
        Which kinds of rule count; None counts all.

    Returns
    -------
    dict of Band
        By state in order of names, in [0, 1]; `high` counts passages through hubs of which
        nothing is known. `nan` for a flow of nothing.

    Raises
    ------
    ValueError
        If a volume is negative.

    Notes
    -----
    Shares of several states may sum to more than one: a hub stands on one state's ground and is
    owned in another. Territory alone misses the second.

    References
    ----------
    .. [1] H. Farrell, A. L. Newman, "Weaponized Interdependence", International Security 44(1),
       2019, pages 42–79.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> flow = [Passage(("cpc",), exact(6.0)), Passage(("btc",), exact(2.0))]
    >>> rule = {"cpc": [("RUS", "territory"), ("USA", "owner")], "btc": [("AZE", "territory")]}
    >>> {state: band.value for state, band in panopticon(flow, rule).items()}
    {'AZE': 0.25, 'RUS': 0.75, 'USA': 0.75}
    """
    known = _checked(passages)
    states = sorted({state for rules in jurisdiction.values() for state, _ in rules})
    return {state: _share(known, jurisdiction, state, kinds) for state in states}


def chokepoint(
    passages: Iterable[Passage],
    jurisdiction: Jurisdiction,
    state: str,
    *,
    spare: Band,
    kinds: Collection[str] | None = None,
) -> Band:
    r"""Share of a flow that a state could stop at its hubs, with no other way left.

    .. math:: K_j = \max\Big(0,\; V_j - r_{-j} \Big/ \sum_P f_P\Big)

    Parameters
    ----------
    passages, jurisdiction, kinds
        As for `panopticon`.
    state
        The state $j$; one that rules no hub stops nothing.
    spare
        Capacity left on ways that cross none of its hubs, $r_{-j}$, in the unit of the volumes.

    Returns
    -------
    Band
        In [0, 1]; `nan` for a flow of nothing. Bounds take share and spare at their far ends, so
        they may be a little wide where volumes are in doubt.

    Raises
    ------
    ValueError
        If a volume or the spare capacity is negative.

    Notes
    -----
    House formula after the idea of the reference, which gives no number. That a state could stop a
    flow does not tell that it would.

    References
    ----------
    .. [1] H. Farrell, A. L. Newman, "Weaponized Interdependence", International Security 44(1),
       2019, pages 42–79.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> flow = [Passage(("cpc",), exact(6.0)), Passage(("btc",), exact(2.0))]
    >>> chokepoint(flow, {"cpc": [("RUS", "territory")], "btc": []}, "RUS", spare=exact(2.0)).value
    0.5
    """
    known = _checked(passages)
    if spare.low < 0:
        raise ValueError("spare capacity is not negative")
    seen = _share(known, jurisdiction, state, kinds)
    other = ratio(spare, add(passage.volume for passage in known))
    ends = zip(seen, (other.value, other.high, other.low), strict=True)
    return Band(*(s - r if s != s else max(0.0, s - r) for s, r in ends))


def _checked(passages: Iterable[Passage]) -> list[Passage]:
    known = list(passages)
    if any(x < 0 for passage in known for x in passage.volume):
        raise ValueError("volumes must not be negative")
    return known


def _share(
    known: list[Passage], jurisdiction: Jurisdiction, state: str, kinds: Collection[str] | None
) -> Band:
    """Return the share that crosses a state's hubs; its high end counts hubs that are unknown."""
    hubs = {
        hub
        for hub, rules in jurisdiction.items()
        if any(who == state and (kinds is None or how in kinds) for who, how in rules)
    }
    crossing = [p.volume for p in known if hubs & set(p.hubs)]
    missing = [
        p.volume for p in known if not hubs & set(p.hubs) and set(p.hubs) - set(jurisdiction)
    ]
    free = [
        p.volume for p in known if not hubs & set(p.hubs) and not set(p.hubs) - set(jurisdiction)
    ]
    least = share(add(crossing), add([*missing, *free]))
    most = share(add([*crossing, *missing]), add(free))
    return Band(least.value, least.low, most.high)
