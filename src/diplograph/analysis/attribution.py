"""Which input brought how much of a change: the Shapley value of a difference, with bands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import product
from math import factorial

import numpy as np
from numpy.typing import NDArray

from diplograph.analysis.uncertainty import Band, spanning

Floats = NDArray[np.float64]
Measure = Callable[[Floats], Floats]
MOST = 12  # players of which all 2^n sets are tried: 4096, well under a millisecond each input
EFFORT = 2**16  # sets times corners of the bands that one attribution may try


def shapley(
    measure: Measure,
    before: Sequence[float],
    after: Sequence[float],
    *,
    players: Sequence[int] | None = None,
) -> list[float]:
    r"""Contribution of each input to the change of a measure, summing to the change exactly.

    The inputs change from their old to their new values one after another; what each adds to the
    measure at its turn is averaged over all orders (Shapley value):

    .. math:: \phi_i = \sum_{S \subseteq N \setminus i} \frac{|S|!\,(n-|S|-1)!}{n!}
       \big(m(S \cup i) - m(S)\big),\qquad \sum_i \phi_i = m(N) - m(\varnothing)

    where $m(S)$ is the measure with the inputs of $S$ new and the others old.

    Parameters
    ----------
    measure
        Function of an array, one row a case and one column an input, to one number a row. It must
        be defined for every mixture of old and new inputs.
    before, after
        The inputs at the two times, each in one unit.
    players
        By input the number, from 0 without gaps, of the player to which it belongs; inputs of one
        player change together. None makes each input a player.

    Returns
    -------
    list of float
        By player, in the unit of the measure; exactly 0 for one whose inputs do not change. `nan`
        where the measure is so for some mixture.

    Raises
    ------
    ValueError
        If lengths differ, or more than 12 players change: see `largest_apart`.

    Notes
    -----
    All $2^n$ sets are tried, so no order is preferred. A share of a sum has no other symmetric and
    exact split: taking inputs one at a time in a fixed order gives what that order makes of it.

    References
    ----------
    .. [1] L. S. Shapley, "A Value for n-Person Games", Contributions to the Theory of Games II,
       1953.
    .. [2] A. F. Shorrocks, "Decomposition procedures for distributional analysis: a unified
       framework based on the Shapley value", Journal of Economic Inequality 11, 2013.

    Examples
    --------
    A share x / (x + y) rises from 1/4 to 3/4 as x goes from 1 to 3 and y from 3 to 1:

    >>> shapley(lambda x: x[:, 0] / x.sum(axis=1), [1.0, 3.0], [3.0, 1.0])
    [0.25, 0.25]
    """
    old, new = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    owner = np.arange(len(old)) if players is None else np.asarray(players, dtype=np.int64)
    if not len(old) == len(new) == len(owner):
        raise ValueError("inputs before and after, and their players, differ in number")
    changed = np.unique(owner[old != new])
    if len(changed) > MOST:
        raise ValueError(f"{len(changed)} players change, more than {MOST}: put some together")
    found = np.zeros(int(owner.max(initial=-1)) + 1)
    sets = (np.arange(2 ** len(changed))[:, None] >> np.arange(len(changed))) & 1
    on = np.zeros((len(sets), len(found)), dtype=bool)
    on[:, changed] = sets == 1
    values = np.asarray(measure(np.where(on[:, owner], new, old)), dtype=np.float64)
    found[changed] = _averaged(sets, values)
    return [float(x) for x in found]


def _averaged(sets: NDArray[np.int64], values: Floats) -> Floats:
    """Return what each player adds, weighted over all sets without it."""
    n = sets.shape[1]
    weights = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    size, numbers = sets.sum(axis=1), np.arange(len(sets))
    added = np.zeros(n)
    for player in range(n):
        without = numbers[sets[:, player] == 0]
        gain = values[without + (1 << player)] - values[without]
        added[player] = weights[size[without]] @ gain
    return added


def largest_apart(
    before: Sequence[float],
    after: Sequence[float],
    *,
    apart: int = MOST,
    alone: Collection[int] = (),
) -> list[int]:
    """Return players such that the inputs that change most stand alone and the rest together.

    Parameters
    ----------
    before, after
        The inputs in one unit.
    apart
        How many players that change there are at most, the rest being one of them.
    alone
        Inputs, by position, that stand alone whatever they change.

    Returns
    -------
    list of int
        By input its player, numbered in the order of their first inputs. Each input is its own
        player where no more than `apart` change.

    Raises
    ------
    ValueError
        If `apart` leaves no place for the rest beside those `alone`.

    Examples
    --------
    >>> largest_apart([1.0, 9.0, 5.0, 5.0], [1.5, 3.0, 5.1, 5.2], apart=3, alone=[0])
    [0, 1, 2, 2]
    """
    if apart <= len(alone):
        raise ValueError(f"{apart} players leave no place for the rest beside {len(alone)}")
    count = len(before)
    if sum(a != b for a, b in zip(before, after, strict=True)) <= apart:
        return list(range(count))
    others = (i for i in range(count) if i not in alone)
    by_change = sorted(others, key=lambda i: (-abs(after[i] - before[i]), i))
    single = {*alone, *by_change[: apart - 1 - len(alone)]}
    numbers: dict[int, int] = {}
    return [numbers.setdefault(i if i in single else -1, len(numbers)) for i in range(count)]


def attribute(
    measure: Measure,
    before: Sequence[Band],
    after: Sequence[Band],
    *,
    players: Sequence[int] | None = None,
    inputs: Measure | None = None,
) -> list[Band]:
    """Attribute a change to inputs that are known as bands.

    Parameters
    ----------
    measure, players
        As for `shapley`.
    before, after
        What is stated of each input, as bands. A free parameter is an input too: a band 0, 0, 1 of
        a weight tells that its value is taken to be 0 and may be anything up to 1.
    inputs
        What turns a row of stated numbers into the inputs of the measure, where one of these is
        worked out of several, as a rest is of a total and its parts; None takes them as they are.

    Returns
    -------
    list of Band
        By player. `value` is the contribution of the stated values, and sums to the change;
        `low` and `high` are the least and the most over all combinations of ends of the bands, or,
        where these are too many, over the ends of one band after another, all else at its value.

    Raises
    ------
    ValueError
        As `shapley`.

    Notes
    -----
    Bands of contributions do not sum to the band of the change: their ends are not met together.
    The ends are tried, and not what lies between, so a measure that bends inside a band may exceed
    them a little. A combination for which the measure is `nan` is passed over.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> share = lambda x: x[:, 0] / x.sum(axis=1)
    >>> attribute(share, [exact(1.0), exact(3.0)], [Band(3.0, 3.0, 9.0), exact(3.0)])[0]
    Band(value=0.25, low=0.25, high=0.5)
    """
    stated = [*before, *after]
    best = [band.value for band in stated]
    count = len(set(range(len(before)) if players is None else players))

    def split(row: Sequence[float]) -> list[float]:
        both = np.asarray(row, dtype=np.float64).reshape(2, -1)
        old, new = inputs(both) if inputs else both
        return shapley(measure, old, new, players=players)

    tried = [split(row) for row in _ends(stated, 2 ** min(count, MOST))]
    return [spanning(v, others) for v, *others in zip(split(best), *tried, strict=True)]


def _ends(stated: Sequence[Band], sets: int) -> list[list[float]]:
    """Return the combinations of ends of bands, or each end by itself where they are too many."""
    best = [band.value for band in stated]
    wide = [i for i, band in enumerate(stated) if band.low < band.high]
    if 2 ** len(wide) * sets <= EFFORT:
        every = product(*({b.low: 0, b.high: 0} for b in stated))
        return [list(row) for row in every]
    return [[*best[:i], end, *best[i + 1 :]] for i in wide for end in stated[i][1:]]
