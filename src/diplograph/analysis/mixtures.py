"""Shares and concentrations of many cases at once: a row is parts, their rest, and its weight.

The weight says how much of the rest is taken to belong to what is measured: 0 for the value of a
measure, up to 1 for its upper bound. Rows are what `attribution` mixes of old and new numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def with_rest(rows: Floats) -> Floats:
    """Turn the whole of each row into its rest: what no part accounts for.

    Parameters
    ----------
    rows
        Parts, then the whole, then the weight of the rest.

    Returns
    -------
    array
        The same with the whole less the sum of the parts in its place; negative where parts that
        are published exceed their whole.

    Examples
    --------
    >>> with_rest(np.array([[6.0, 3.0, 10.0, 0.0]])).tolist()
    [[6.0, 3.0, 1.0, 0.0]]
    """
    parts, whole, weight = rows[:, :-2], rows[:, -2], rows[:, -1]
    return np.column_stack([parts, whole - parts.sum(axis=1), weight])


def share_of(members: ArrayLike) -> Callable[[Floats], Floats]:
    r"""Return the measure "share of some parts in the whole", as `transit_share` has it.

    .. math:: \min\Big(1, \frac{\sum_{j \in K} f_j + \lambda \max(0, u)}{\sum_j f_j + u}\Big)

    Parameters
    ----------
    members
        1 for the parts $f_j$ that count ($K$), 0 for the others; $u$ is the rest, $\lambda$ its
        weight.

    Returns
    -------
    callable
        Of rows of parts, rest and weight; `nan` where the whole is 0 or less.

    Examples
    --------
    >>> share_of([1, 0])(np.array([[6.0, 3.0, 1.0, 0.0], [6.0, 3.0, 1.0, 1.0]])).tolist()
    [0.6, 0.7]
    """
    mask = np.asarray(members, dtype=np.float64)

    def measure(rows: Floats) -> Floats:
        return _of_whole(rows[:, :-2] @ mask + _counted_rest(rows), rows)

    return measure


def concentration(rows: Floats) -> Floats:
    r"""HHI of the parts of a whole, as `dependence.hhi` has it.

    .. math:: \sum_j s_j^2 + (\lambda s_u)^2,\qquad s_j = \min(1, f_j / F),\; F = \sum_j f_j + u

    Parameters
    ----------
    rows
        Parts $f_j$, rest $u$ and weight $\lambda$.

    Returns
    -------
    array
        One number a row on 0–1; `nan` where the whole is 0 or less.

    Examples
    --------
    >>> concentration(np.array([[6.0, 3.0, 1.0, 0.0]])).round(10).tolist()
    [0.45]
    """
    parts = np.column_stack([rows[:, :-2], _counted_rest(rows)])
    return np.asarray((_of_whole(parts, rows) ** 2).sum(axis=1))


def squares(rows: Floats) -> Floats:
    """Sum of the squares of parts that are shares already, and of the counted rest.

    Parameters
    ----------
    rows
        Shares of a whole of 1, what they leave of it, and the weight of that.

    Returns
    -------
    array
        One number a row; an HHI where the shares sum to at most 1. A part keeps its share whatever
        the others do, so its contribution to a change is the change of its own square.

    Examples
    --------
    >>> squares(np.array([[0.6, 0.3, 0.1, 1.0]])).round(10).tolist()
    [0.46]
    """
    return np.asarray((rows[:, :-2] ** 2).sum(axis=1) + _counted_rest(rows) ** 2)


def concentration_of_states(crossed: ArrayLike) -> Callable[[Floats], Floats]:
    r"""Return the measure "HHI of transit states, their shares scaled to sum to one" (house).

    .. math:: \sum_k \Big(T_k \Big/ \sum_k T_k\Big)^2

    Parameters
    ----------
    crossed
        One row a part, one column a state: 1 where the part crosses the state. $T_k$ is `share_of`
        these parts without any of the rest.

    Returns
    -------
    callable
        Of rows of parts, rest and weight; `nan` where nothing crosses any state.

    Examples
    --------
    >>> both = concentration_of_states([[1, 1], [0, 1]])
    >>> both(np.array([[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]])).round(4).tolist()
    [0.5, 0.5556]
    """
    matrix = np.asarray(crossed, dtype=np.float64)

    def measure(rows: Floats) -> Floats:
        shares = _of_whole(rows[:, :-2] @ matrix, rows)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((shares**2).sum(axis=1) / shares.sum(axis=1) ** 2)

    return measure


def _counted_rest(rows: Floats) -> Floats:
    return np.asarray(rows[:, -1] * np.maximum(rows[:, -2], 0.0))


def _of_whole(parts: Floats, rows: Floats) -> Floats:
    """Return parts of the whole of each row, at most 1; `nan` where there is no whole."""
    whole = rows[:, :-1].sum(axis=1)
    whole = np.where(whole > 0, whole, np.nan)
    return np.asarray(np.minimum(1.0, (parts.T / whole).T))
