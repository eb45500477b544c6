"""Shares and concentrations of many importers and commodities at once, from columns of numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Concentrations(NamedTuple):
    """By group: its key, the total, the HHI and the largest share; rows belong together."""

    keys: NDArray[np.int64]
    totals: Floats
    hhi: Floats
    largest: Floats


def concentrations(group: Any, partner: Any, value: Any) -> Concentrations:
    r"""HHI of partners and largest share for every group (importer and commodity) in one pass.

    .. math:: H_g = \sum_j v_{gj}^2 \Big/ \Big(\sum_j v_{gj}\Big)^2

    Parameters
    ----------
    group, partner
        Whole numbers, one a row: which group and which partner a value belongs to. Groups may be
        importers times commodities, numbered as one likes.
    value
        Not negative, one a row; several rows of one group and partner are added.

    Returns
    -------
    Concentrations
        Sorted by key; groups whose total is 0 have `nan`.

    Raises
    ------
    ValueError
        If the columns differ in length, or a value is negative or not a number.

    Examples
    --------
    >>> found = concentrations([1, 1, 2], [7, 8, 7], [3.0, 1.0, 5.0])
    >>> found.keys.tolist(), found.hhi.tolist(), found.largest.tolist()
    ([1, 2], [0.625, 1.0], [0.75, 1.0])
    """
    groups, partners = (np.asarray(column, dtype=np.int64) for column in (group, partner))
    values = np.asarray(value, dtype=np.float64)
    if not len(groups) == len(partners) == len(values):
        raise ValueError("the columns differ in length")
    if not (values >= 0).all():
        raise ValueError("values must be numbers and not negative")
    width = int(partners.max(initial=0)) + 1
    pairs, owner = _pairs(groups, partners, width)
    parts = np.bincount(owner, weights=values, minlength=len(pairs))
    keys, start = np.unique(pairs // width, return_index=True)
    if not len(keys):
        none = np.array([], dtype=np.float64)
        return Concentrations(keys, none, none, none)
    totals = np.add.reduceat(parts, start)
    with np.errstate(invalid="ignore", divide="ignore"):
        hhi = np.add.reduceat(parts * parts, start) / (totals * totals)
        largest = np.maximum.reduceat(parts, start) / totals
    return Concentrations(keys, totals, hhi, largest)


def _pairs(
    groups: NDArray[np.int64], partners: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of group and partner, sorted, and for each row the place of its pair.

    Where the pairs are few enough to count, no sorting of the rows is needed.
    """
    codes = groups * width + partners
    size = int(codes.max(initial=0)) + 1
    if size > 20_000_000 or int(codes.min(initial=0)) < 0:
        pairs, owner = np.unique(codes, return_inverse=True)
        return pairs, owner
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    pairs = np.flatnonzero(seen)
    place = np.empty(size, dtype=np.int64)
    place[pairs] = np.arange(len(pairs))
    return pairs, place[codes]
