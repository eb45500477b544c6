"""Verdicts by threshold: what a band leaves open, and whether another threshold turns them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import NamedTuple

from diplograph.analysis.uncertainty import Band


def exceeds(band: Band, threshold: float) -> bool | None:
    """Tell whether a number is above a threshold, as far as its band lets it be told.

    Parameters
    ----------
    band
        The number; a threshold has its unit.
    threshold
        What must be exceeded: a number equal to it does not exceed it.

    Returns
    -------
    bool or None
        None where the band lies on both sides, or a bound is `nan`: it is open, not false.

    Examples
    --------
    >>> exceeds(Band(0.5, 0.45, 0.6), 0.4), exceeds(Band(0.5, 0.3, 0.6), 0.4)
    (True, None)
    """
    if band.low > threshold:
        return True
    return False if band.high <= threshold else None


class Steadiness(NamedTuple):
    """A verdict, the share of tried thresholds that give the same, and those that turn it alone."""

    verdict: bool
    agreeing: float
    decisive: tuple[str, ...]


def threshold_sweep(
    judge: Callable[..., bool], thresholds: Mapping[str, float], *, by: float
) -> Steadiness:
    r"""Try a verdict with every threshold lowered, kept and raised, to see what it rests on.

    The judge is asked for all of $\{(1 - d)\,t,\; t,\; (1 + d)\,t\}$, three to the power of the
    number of thresholds $t$.

    Parameters
    ----------
    judge
        Takes the thresholds by keyword and returns the verdict.
    thresholds
        By name, as published; at most six, which are 729 verdicts.
    by
        The part $d$ by which they move, in (0, 1); 0.1 is ten per cent.

    Returns
    -------
    Steadiness
        `verdict` for the thresholds as they are; `agreeing` in (0, 1]; `decisive` the thresholds
        that turn the verdict though all others stay, in the order given.

    Raises
    ------
    ValueError
        If there is none or more than six, or `by` is not in (0, 1).

    References
    ----------
    .. [1] OECD and JRC, *Handbook on Constructing Composite Indicators*, 2008, step 7.

    Examples
    --------
    >>> threshold_sweep(lambda hhi, ratio: 0.42 > hhi and 3 > ratio, {"hhi": 0.4, "ratio": 1.0},
    ...                 by=0.1)
    Steadiness(verdict=True, agreeing=0.6666666666666666, decisive=('hhi',))
    """
    if not 0 < by < 1 or not 0 < len(thresholds) <= 6:
        raise ValueError("give one to six thresholds, and a part between 0 and 1 to move them by")
    moves = (1 - by, 1.0, 1 + by)
    verdict = judge(**thresholds)
    found = [
        judge(**{name: t * m for (name, t), m in zip(thresholds.items(), move, strict=True)})
        for move in product(moves, repeat=len(thresholds))
    ]
    decisive = tuple(
        name
        for name, t in thresholds.items()
        if any(judge(**{**thresholds, name: t * move}) != verdict for move in moves)
    )
    return Steadiness(verdict, found.count(verdict) / len(found), decisive)
