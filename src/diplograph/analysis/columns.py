"""Shares and concentrations of many importers and commodities at once, from columns of numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


Codes = NDArray[np.int64]
COUNTABLE = 20_000_000  # cells of group and partner up to which sums are kept for each: 180 MB


class Shares(NamedTuple):
    """By pair of group and partner, sorted: both, the value and its share in the group's total."""

    group: Codes
    partner: Codes
    value: Floats
    share: Floats


class Concentrations(NamedTuple):
    """By group: its key, the total, the HHI and the largest share; rows belong together."""

    keys: Codes
    totals: Floats
    hhi: Floats
    largest: Floats


def grouped(first: Any, second: Any) -> Codes:
    """Return one number for each pair of two codes, such as an importer and a commodity.

    Parameters
    ----------
    first, second
        Whole numbers, not negative, one a row.

    Returns
    -------
    array
        `first` times (the largest `second` plus 1) plus `second`, which `divmod` undoes.

    Raises
    ------
    ValueError
        If the columns differ in length or a code is negative.

    Examples
    --------
    >>> grouped([0, 1, 1], [7, 0, 7]).tolist()
    [7, 8, 15]
    """
    one, other = (np.asarray(column, dtype=np.int64) for column in (first, second))
    if len(one) != len(other) or min(one.min(initial=0), other.min(initial=0)) < 0:
        raise ValueError("the columns differ in length, or a code is negative")
    return np.asarray(one * (int(other.max(initial=0)) + 1) + other)


def partner_shares(group: Any, partner: Any, value: Any) -> Shares:
    r"""Share of each partner in every group (importer and commodity) in one pass.

    .. math:: s_{gj} = v_{gj} \Big/ \sum_j v_{gj}

    Parameters
    ----------
    group, partner, value
        As for `concentrations`.

    Returns
    -------
    Shares
        Sorted by group and partner; shares in [0, 1], `nan` where a group's total is 0.

    Raises
    ------
    ValueError
        As `concentrations`.

    Examples
    --------
    >>> found = partner_shares([1, 1, 2], [7, 8, 7], [3.0, 1.0, 5.0])
    >>> found.partner.tolist(), found.share.tolist()
    ([7, 8, 7], [0.75, 0.25, 1.0])
    """
    groups, partners, parts = _sums(group, partner, value)
    start = _starts(groups)
    totals = np.add.reduceat(parts, start) if len(start) else parts
    lengths = np.diff(np.append(start, len(groups)))
    with np.errstate(invalid="ignore", divide="ignore"):
        return Shares(groups, partners, parts, parts / np.repeat(totals, lengths))


def concentrations(group: Any, partner: Any, value: Any) -> Concentrations:
    r"""HHI of partners and largest share for every group (importer and commodity) in one pass.

    .. math:: H_g = \sum_j v_{gj}^2 \Big/ \Big(\sum_j v_{gj}\Big)^2

    Parameters
    ----------
    group, partner
        Whole numbers, not negative, one a row: which group and which partner a value belongs to.
        Groups may be importers times commodities, as `grouped` numbers them.
    value
        Not negative, one a row; several rows of one group and partner are added.

    Returns
    -------
    Concentrations
        Sorted by key; groups whose total is 0 have `nan`.

    Raises
    ------
    ValueError
        If the columns differ in length, a number is negative, or a value is not a number.

    Examples
    --------
    >>> found = concentrations([1, 1, 2], [7, 8, 7], [3.0, 1.0, 5.0])
    >>> found.keys.tolist(), found.hhi.tolist(), found.largest.tolist()
    ([1, 2], [0.625, 1.0], [0.75, 1.0])
    """
    groups, _, parts = _sums(group, partner, value)
    if not len(groups):
        return Concentrations(groups, parts, parts, parts)
    start = _starts(groups)
    totals = np.add.reduceat(parts, start)
    with np.errstate(invalid="ignore", divide="ignore"):
        hhi = np.add.reduceat(parts * parts, start) / (totals * totals)
        largest = np.maximum.reduceat(parts, start) / totals
    return Concentrations(groups[start], totals, hhi, largest)


def _sums(group: Any, partner: Any, value: Any) -> tuple[Codes, Codes, Floats]:
    """Return the pairs of group and partner, sorted, and what each sums to."""
    groups, partners = (np.asarray(column, dtype=np.int64) for column in (group, partner))
    values = np.asarray(value, dtype=np.float64)
    if not len(groups) == len(partners) == len(values):
        raise ValueError("the columns differ in length")
    if min(groups.min(initial=0), partners.min(initial=0)) < 0:
        raise ValueError("codes of groups and partners must not be negative")
    if not values.min(initial=0.0) >= 0:
        raise ValueError("values must be numbers and not negative")
    width = int(partners.max(initial=0)) + 1
    pairs, parts = _by_pair(groups * width + partners, values)
    found = pairs // width
    return found, pairs - found * width, parts


def _by_pair(codes: Codes, values: Floats) -> tuple[Codes, Floats]:
    """Sum values by code; where the codes are few enough to count, without sorting the rows."""
    if int(codes.max(initial=0)) < COUNTABLE:
        sums = np.bincount(codes, weights=values)
        seen = np.zeros(len(sums), dtype=bool)
        seen[codes] = True
        pairs = np.flatnonzero(seen)
        return pairs, np.asarray(sums[pairs], dtype=np.float64)
    order = np.argsort(codes)
    ordered = codes[order]
    start = _starts(ordered)
    return ordered[start], np.add.reduceat(values[order], start)


def _starts(ordered: Codes) -> Codes:
    """Return where each run of equal numbers begins."""
    if not len(ordered):
        return np.array([], dtype=np.int64)
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
