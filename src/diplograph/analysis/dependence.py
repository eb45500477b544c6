"""Dependence on partners: shares and their concentration."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import pairwise

from diplograph.analysis.uncertainty import Band, spanning

ZERO = Band(0.0, 0.0, 0.0)
MOST_STEPS = 2000  # of the search for the highest concentration: about 0.1 s for 50 partners


def hhi(shares: Iterable[float], *, rest: float = 0.0) -> Band:
    r"""Concentration of shares (Herfindahl–Hirschman index) with bounds for what is not itemised.

    .. math:: H = \sum_j s_j^2

    over the known shares $s_j$. An unitemised rest $r$ (a source's "other") lies between many tiny
    partners, which add nothing, and one partner, which adds $r^2$.

    Parameters
    ----------
    shares
        Known shares in [0, 1].
    rest
        Share that is not itemised, in [0, 1]; 0 means that all is known.

    Returns
    -------
    Band
        On the scale 0–1 (not 0–10 000): value and low are the sum over known shares, high adds the
        square of the rest.

    Raises
    ------
    ValueError
        If a share is outside [0, 1] or all sum to more than 1.005.

    Notes
    -----
    Hirschman's own index of 1945 is the square root of this one. 1/H is the number of equally large
    partners with the same concentration.

    References
    ----------
    .. [1] A. O. Hirschman, "The Paternity of an Index", American Economic Review 54(5), 1964.

    Examples
    --------
    Tajik imports of oil products in 2023 by supplier, with 0.7 % from others:

    >>> band = hhi([0.633, 0.259, 0.074, 0.020, 0.007], rest=0.007)
    >>> round(band.value, 3), round(band.high, 3)
    (0.474, 0.474)
    """
    known = list(shares)
    if any(not 0 <= s <= 1 for s in [*known, rest]) or sum(known) + rest > 1.005:
        raise ValueError("shares must lie in [0, 1] and sum to at most 1")
    low = sum(s * s for s in known)
    return Band(low, low, low + rest * rest)


def effective_partners(concentration: float) -> float:
    """Return how many equally large partners would give the same concentration, 1/HHI.

    Parameters
    ----------
    concentration
        An HHI in (0, 1].

    Raises
    ------
    ValueError
        If the concentration is not in (0, 1].

    Examples
    --------
    >>> effective_partners(0.25)
    4.0
    """
    if not 0 < concentration <= 1:
        raise ValueError("an HHI of shares lies in (0, 1]")
    return 1 / concentration


def normalised_hhi(concentration: float, partners: int) -> float:
    r"""Return an HHI brought to 0–1 whatever the number of partners.

    .. math:: H^* = \frac{H - 1/n}{1 - 1/n}

    Parameters
    ----------
    concentration
        An HHI of `partners` shares that sum to one, in [1/n, 1].
    partners
        Their number $n$, 2 or more.

    Raises
    ------
    ValueError
        If there are fewer than two partners, or the HHI is not in its range.

    Notes
    -----
    0 means equal shares. It hides how many partners there are: two equal ones give 0 as ten do.

    Examples
    --------
    >>> normalised_hhi(0.25, 4), normalised_hhi(1.0, 4)
    (0.0, 1.0)
    """
    if partners < 2 or not 1 / partners - 1e-9 <= concentration <= 1 + 1e-9:
        raise ValueError("an HHI of n shares lies in [1/n, 1], with n of 2 or more")
    return max(0.0, (concentration - 1 / partners) / (1 - 1 / partners))


def hhi_of_bands(parts: Iterable[Band]) -> Band:
    r"""Concentration of shares in a whole whose parts are known as bands.

    .. math:: H(x) = \sum_j x_j^2 \Big/ \Big(\sum_j x_j\Big)^2,\qquad x_j \in [a_j, b_j]

    The highest value lies at a corner, where each part is high or low. The lowest lies
    where the parts are as equal as their bands allow, $x_j = \min(\max(t, a_j), b_j)$ for some
    level $t$.

    Parameters
    ----------
    parts
        What each partner takes, in one unit, not negative.

    Returns
    -------
    Band
        On 0–1; `nan` where all is zero.

    Raises
    ------
    ValueError
        If a part is negative.

    Notes
    -----
    Bounds of each share by itself, squared and added, would be wider, for shares sum to one. Exact;
    only where many bands are nearly equal, and the search ends early, is `high` a bound above it.

    Examples
    --------
    >>> band = hhi_of_bands([Band(3.0, 2.0, 4.0), Band(1.0, 1.0, 2.0)])
    >>> tuple(round(x, 4) for x in band)
    (0.625, 0.5, 0.68)
    """
    known = list(parts)
    if any(x < 0 for band in known for x in band):
        raise ValueError("parts must not be negative")
    value = _concentration([band.value for band in known])
    levels = sorted({x for band in known for x in (band.low, band.high)})
    inner = [_level(known, a, b) for a, b in pairwise(levels)]
    evened = ([min(max(t, b.low), b.high) for b in known] for t in [*levels, *inner])
    low = min((h for e in evened if (h := _concentration(e)) == h), default=float("nan"))
    high = _highest(known) if low == low else low
    return Band(value, min(low, value), max(high, value))


def _highest(known: list[Band]) -> float:
    """Return the highest concentration: best first over which parts are high and which low.

    With parts in order of low plus high, filling them one after another, the last one in part,
    bounds what is still open. Of equal bands the first ones are high.
    """
    free = sorted((b for b in known if b.low < b.high), key=lambda b: (-b.low - b.high, b.low))
    start = sum(b.low for b in known), sum(b.low**2 for b in known)
    best, bound = _filled(free, *start)
    todo = [(-bound, 0, *start)]
    for _ in range(MOST_STEPS):
        if -todo[0][0] <= best * (1 + 1e-12):
            return best
        _, i, whole, squares = heappop(todo)
        low, high = free[i][1:]
        same = sum(1 for band in free[i:] if band[1:] == (low, high))
        for after, more in ((i + 1, 1), (i + same, 0)):
            sums = whole + more * (high - low), squares + more * (high**2 - low**2)
            corner, bound = _filled(free[after:], *sums)
            best = max(best, corner)
            heappush(todo, (-bound, after, *sums))
    return max(best, -todo[0][0])


def _filled(free: list[Band], whole: float, squares: float) -> tuple[float, float]:
    """Return the best corner met while parts rise in order, and a bound on all corners."""
    best = bound = squares / whole**2 if whole else 0.0
    for _, low, high in free:
        both = low + high
        lack = both * whole - squares
        if not whole:
            bound = 1.0
        elif lack > 0 and whole < 2 * lack / both < whole + high - low:
            bound = max(bound, both**2 / (4 * lack))
        whole, squares = whole + high - low, squares + high**2 - low**2
        best = max(best, squares / whole**2)
    return best, min(1.0, max(best, bound))


def _level(known: list[Band], a: float, b: float) -> float:
    """Return the level in [a, b] at which free parts equal the sum of squares by the sum."""
    fixed = [min(max(a, band.low), band.high) for band in known if band.high <= a or band.low >= b]
    whole, squares = sum(fixed), sum(x * x for x in fixed)
    return min(max(squares / whole, a), b) if whole else a


def _concentration(parts: list[float]) -> float:
    whole = sum(parts)
    return sum(x * x for x in parts) / whole**2 if whole else float("nan")


def net_import_reliance(
    production: Band, imports: Band, exports: Band, *, stock_release: Band = ZERO
) -> Band:
    r"""Net import reliance of a commodity, as the US Geological Survey has it.

    .. math:: R = \frac{M - X + S}{P + M - X + S}

    Parameters
    ----------
    production, imports, exports
        $P$, $M$, $X$ in one unit of mass or energy.
    stock_release
        $S$, what stocks gave up in the year (negative if they grew), in the same unit.

    Returns
    -------
    Band
        At most 1; below 0 for a net exporter, which is told and not cut off; `nan` in all three
        where the apparent consumption may be zero or less.

    References
    ----------
    .. [1] US Geological Survey, *Mineral Commodity Summaries*, annual.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> net_import_reliance(exact(20.0), exact(90.0), exact(10.0))
    Band(value=0.8, low=0.8, high=0.8)
    """
    value = _reliance(production.value, imports.value - exports.value + stock_release.value)
    ends = [
        _reliance(p, m - x + s)
        for p in production[1:]
        for m in imports[1:]
        for x in exports[1:]
        for s in stock_release[1:]
    ]
    if any(end != end for end in [value, *ends]):
        return Band(*[float("nan")] * 3)
    return Band(value, min(ends), max(ends))


def _reliance(production: float, net: float) -> float:
    return net / (production + net) if production + net > 0 else float("nan")


def asymmetry(share_of_partner: Band, share_in_partner: Band) -> Band:
    r"""Difference of two states' dependence on each other.

    .. math:: A_{ij} = s_{ij} - s_{ji}

    Parameters
    ----------
    share_of_partner
        Share $s_{ij}$ of $j$ in what $i$ trades, in [0, 1].
    share_in_partner
        Share $s_{ji}$ of $i$ in what $j$ trades.

    Returns
    -------
    Band
        In [−1, 1]; above 0 where $i$ depends more. The two shares come from two reporters.

    Notes
    -----
    A large partner always depends less; read it with how well each could do without the other.

    References
    ----------
    .. [1] A. O. Hirschman, *National Power and the Structure of Foreign Trade*, 1945.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> asymmetry(exact(0.5), Band(0.25, 0.25, 0.5))
    Band(value=0.25, low=0.0, high=0.25)
    """
    return Band(
        share_of_partner.value - share_in_partner.value,
        share_of_partner.low - share_in_partner.high,
        share_of_partner.high - share_in_partner.low,
    )


def mirror(reported: Band, partner_reported: Band) -> Band:
    """Return a flow as an interval between what its two reporters say; the value is the first's.

    Parameters
    ----------
    reported, partner_reported
        Imports as the taker reports them, and the same exports as the sender does, in one unit.

    Notes
    -----
    Freight and insurance explain about 6 per cent between the two sides; a gap of a multiple is
    re-export or smuggling and no matter of averages.

    References
    ----------
    .. [1] M. Marini, R. Dippelsman, M. Stanger, "New Estimates for Direction of Trade Statistics",
       IMF Working Paper 18/16, 2018.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> mirror(exact(9.0), exact(4.0))
    Band(value=9.0, low=4.0, high=9.0)
    """
    return spanning(reported.value, [*reported, *partner_reported])
