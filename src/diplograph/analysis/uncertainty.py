"""Bands: a value between a lower and an upper bound, as conflicting or partial sources leave it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Band(NamedTuple):
    """A number with its bounds, `low <= value <= high`; all three in one unit."""

    value: float
    low: float
    high: float


def exact(value: float) -> Band:
    """Return the band of a number that nobody disputes.

    >>> exact(2.0)
    Band(value=2.0, low=2.0, high=2.0)
    """
    return Band(value, value, value)


def spanning(value: float, others: Iterable[float]) -> Band:
    """Return the band of a preferred value and what other sources give for the same thing.

    >>> spanning(5.0, [4.0, 6.0])
    Band(value=5.0, low=4.0, high=6.0)
    """
    all_values = [value, *others]
    return Band(value, min(all_values), max(all_values))


def share(part: Band, rest: Band) -> Band:
    r"""Share of a part in the sum of itself and the rest, without over-widening.

    The part stands in numerator and denominator, so naive interval division counts its doubt twice.
    Here each bound takes one end of the part throughout:

    .. math:: s \in \left[\frac{a_j}{a_j + \sum b_o},\; \frac{b_j}{b_j + \sum a_o}\right]

    where $[a_j, b_j]$ is the part and $[\sum a_o, \sum b_o]$ the rest.

    Parameters
    ----------
    part, rest
        Bands in one unit, not negative.

    Returns
    -------
    Band
        Shares in [0, 1]; `nan` in all three where part and rest are zero.

    References
    ----------
    .. [1] R. E. Moore, *Interval Analysis*, 1966, on dependent variables.

    Examples
    --------
    >>> share(exact(1.0), Band(3.0, 1.0, 3.0))
    Band(value=0.25, low=0.25, high=0.5)
    """
    return Band(
        _ratio(part.value, part.value + rest.value),
        _ratio(part.low, part.low + rest.high),
        _ratio(part.high, part.high + rest.low),
    )


def share_of_total(part: Band, total: Band) -> Band:
    """Share of a part in a total that is published on its own, both in one unit.

    Returns
    -------
    Band
        `ratio`, at most 1 in all three.

    Examples
    --------
    >>> share_of_total(exact(1.0), Band(4.0, 4.0, 5.0))
    Band(value=0.25, low=0.2, high=0.25)
    """
    return Band(*(x if x != x else min(1.0, x) for x in ratio(part, total)))


def ratio(part: Band, total: Band) -> Band:
    """Ratio of two independent bands that are not negative; it may exceed 1, as trade does GDP.

    Returns
    -------
    Band
        Bounds are part.low/total.high and part.high/total.low, the upper one `inf` where the total
        may be 0; `nan` in all three for a total of 0.

    Examples
    --------
    >>> ratio(exact(6.0), Band(4.0, 4.0, 5.0))
    Band(value=1.5, low=1.2, high=1.5)
    """
    if not total.value:
        return Band(*[float("nan")] * 3)
    high = part.high / total.low if total.low else float("inf")
    return Band(part.value / total.value, part.low / total.high, high)


def add(bands: Iterable[Band]) -> Band:
    """Return the sum of independent bands; of none, zero.

    >>> add([exact(1.0), Band(2.0, 1.5, 3.0)])
    Band(value=3.0, low=2.5, high=4.0)
    """
    listed = list(bands)
    return Band(*(sum(b[i] for b in listed) for i in range(3)))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
