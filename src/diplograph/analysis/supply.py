"""A supply and its partners as bands: shares, what is left without one, and who could step in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from diplograph.analysis.uncertainty import Band, add, ratio, share


def partner_shares(parts: Mapping[str, Band], *, rest: Band | None = None) -> dict[str, Band]:
    r"""Share of each partner in the sum of all, with the tightest bounds.

    .. math:: s_j \in \left[\frac{a_j}{a_j + \sum_{k \ne j} b_k},\;
       \frac{b_j}{b_j + \sum_{k \ne j} a_k}\right]

    where $[a_j, b_j]$ is what partner $j$ takes or brings.

    Parameters
    ----------
    parts
        By partner, in one unit and year, not negative.
    rest
        What is not itemised, in the same unit; None means that all is.

    Returns
    -------
    dict of Band
        By partner in the order given, shares in [0, 1]; `nan` where all is zero.

    Raises
    ------
    ValueError
        If a part is negative.

    Notes
    -----
    Each bound is reached by some values inside the bands, and not all at once: shares sum to one.

    References
    ----------
    .. [1] A. O. Hirschman, *National Power and the Structure of Foreign Trade*, 1945.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> partner_shares({"RUS": Band(6.0, 6.0, 9.0), "CHN": exact(3.0)}, rest=exact(3.0))["RUS"]
    Band(value=0.5, low=0.5, high=0.6)
    """
    others = [] if rest is None else [rest]
    if any(x < 0 for band in [*parts.values(), *others] for x in band):
        raise ValueError("parts must not be negative")
    return {
        name: share(part, add([*(p for n, p in parts.items() if n != name), *others]))
        for name, part in parts.items()
    }


def exposure_to_gdp(flow: Band, gdp: Band) -> Band:
    r"""Return a flow with a partner as a ratio to GDP, $E_{ij} = F_{ij} / Y_i$.

    Parameters
    ----------
    flow
        Imports, exports or remittances in a year, in one currency.
    gdp
        Gross domestic product $Y_i$ of the same year and currency.

    Returns
    -------
    Band
        0 or more, and above 1 where a flow exceeds the GDP: trade is gross and GDP value added.
        `nan` for a GDP of 0; `inf` above where it may be 0.

    Raises
    ------
    ValueError
        If flow or GDP are negative.

    References
    ----------
    .. [1] R. O. Keohane, J. S. Nye, *Power and Interdependence*, 1977, on sensitivity.

    Examples
    --------
    >>> exposure_to_gdp(Band(4.0, 4.0, 5.0), Band(10.0, 10.0, 10.0))
    Band(value=0.4, low=0.4, high=0.5)
    """
    if min(*flow, *gdp) < 0:
        raise ValueError("a flow and a GDP are not negative")
    return ratio(flow, gdp)


def mirror_gap(reported: Band, partner_reported: Band) -> Band:
    r"""How many times a flow its taker reports is what its sender does, $m = M_{ij} / X_{ji}$.

    Parameters
    ----------
    reported
        Imports, as the taker reports them, at the border of entry (cif).
    partner_reported
        The same goods as exports of the sender (fob), in the same unit.

    Returns
    -------
    Band
        About 1.06 where freight and insurance are all that differs; far from it, goods went
        elsewhere, were sold on, or were not declared. `nan` where the sender reports 0.

    References
    ----------
    .. [1] M. Marini, R. Dippelsman, M. Stanger, "New Estimates for Direction of Trade Statistics",
       IMF Working Paper 18/16, 2018.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> mirror_gap(exact(5.0), exact(20.0)).value
    0.25
    """
    return ratio(reported, partner_reported)


def substitutability(lost: Band, spare: Mapping[str, Band | None]) -> Band | None:
    r"""Part of a lost supply that the spare capacity of others could replace.

    .. math:: C = \min\Big(1, \sum_j r_j \Big/ v\Big)

    Parameters
    ----------
    lost
        What falls away, $v$, in one unit per year; above 0.
    spare
        By other partner, capacity less present flow, $r_j$, in the same unit; None is unknown.

    Returns
    -------
    Band or None
        In [0, 1]. Of an unknown spare capacity value and low count nothing, and high all, so it is
        then 1. None if nobody's is known.

    Raises
    ------
    ValueError
        If a spare capacity is negative, or nothing may be lost.

    Notes
    -----
    House measure: it asks neither for the price nor for a way to bring it. Routes do that
    (`routes.max_flow` after a removal).

    References
    ----------
    .. [1] Y. Korniyenko, M. Pinat, B. Dew, "Assessing the Fragility of Global Trade", IMF Working
       Paper 17/30, 2017, on substitutes as a part of the risk.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> substitutability(exact(8.0), {"KAZ": exact(2.0), "TKM": Band(2.0, 0.0, 3.0)})
    Band(value=0.5, low=0.25, high=0.625)
    """
    known = [band for band in spare.values() if band is not None]
    if any(x < 0 for band in known for x in band) or lost.low <= 0:
        raise ValueError("something must be lost, and spare capacity is not negative")
    if not known:
        return None
    found = ratio(add(known), lost)
    high = found.high if len(known) == len(spare) else 1.0
    return Band(min(1.0, found.value), min(1.0, found.low), min(1.0, high))


class Loss(NamedTuple):
    """What is left without the largest partner, what of it others cover, and who may be larger."""

    partner: str
    left: Band
    covered: Band | None
    rivals: tuple[str, ...]


def without_largest(parts: Mapping[str, Band], spare: Mapping[str, Band | None]) -> Loss:
    r"""Return what is left of a supply when its largest partner fails (N−1), with bounds.

    .. math:: L = 1 - s_{\max},\qquad
       C = \min\Big(1, \sum_{j \ne \max} r_j \Big/ v_{\max}\Big)

    Parameters
    ----------
    parts
        By partner, in one unit per year, not negative.
    spare
        By partner, what more it could bring; None or missing is unknown.

    Returns
    -------
    Loss
        `left` in [0, 1], if `partner` fails, the largest by value (of equal ones the first by
        name); `covered` as `substitutability`; `rivals` are those whose bands reach above the low
        end of its own, so that they may be the largest.

    Raises
    ------
    ValueError
        If there is no volume, the largest may bring nothing, or a number is negative.

    References
    ----------
    .. [1] Regulation (EU) 2017/1938, Annex II, for the rule on gas infrastructure, which counts
       daily peaks; here volumes per year.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> parts = {"RUS": Band(6.0, 4.0, 6.0), "KAZ": exact(4.0)}
    >>> found = without_largest(parts, {"KAZ": exact(3.0)})
    >>> found.partner, found.left, found.covered
    ('RUS', Band(value=0.4, low=0.4, high=0.5), Band(value=0.5, low=0.5, high=0.75))
    """
    shares = partner_shares(parts)
    if not any(band.value for band in parts.values()):
        raise ValueError("no volume: nothing can fail")
    partner = min(parts, key=lambda name: (-parts[name].value, name))
    others = [name for name in parts if name != partner]
    value, low, high = (1 - x for x in shares[partner])
    return Loss(
        partner,
        Band(value, high, low),
        substitutability(parts[partner], {name: spare.get(name) for name in others}),
        tuple(sorted(name for name in others if parts[name].high > parts[partner].low)),
    )
