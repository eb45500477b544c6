"""Dependence on partners: shares and their concentration."""

from __future__ import annotations

from collections.abc import Iterable

from diplograph.analysis.uncertainty import Band


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
