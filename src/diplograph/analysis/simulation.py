"""How sure a share is: draws with errors by reporter, and what each source does to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diplograph.analysis.uncertainty import Band

Floats = NDArray[np.float64]


class Simulated(NamedTuple):
    """What draws of a measure give: its band, by reporter the share of its variance, quantiles."""

    band: Band
    drivers: dict[str, float]
    quantiles: dict[float, float]


def draws(
    values: Sequence[float],
    reporters: Sequence[str],
    errors: Mapping[str, float],
    *,
    count: int = 1000,
    seed: int = 0,
) -> Floats:
    r"""Draw values with an error of each reporter that all its numbers share.

    .. math:: x_{kj} = v_j \exp(\sigma_{r(j)} z_{k r(j)} - \sigma_{r(j)}^2 / 2),\quad
       z \sim N(0, 1)

    Parameters
    ----------
    values
        Numbers in one unit, not negative.
    reporters
        Who reports each.
    errors
        By reporter the standard error $\sigma$ of the logarithm (0.05 is about 5 per cent). Every
        reporter needs one, also if it is 0: there is no default, for it is a judgement.
    count, seed
        How many draws, and the seed; the same seed gives the same draws.

    Returns
    -------
    array, count × number of values

    Raises
    ------
    ValueError
        If a reporter has no error or a negative one, a value is negative, or lengths differ.

    Notes
    -----
    Errors belong to a reporter and not to a number: a customs office that undercounts does so for
    all partners alike, and shares of its own numbers do not suffer. The mean stays $v_j$.

    References
    ----------
    .. [1] JCGM 101:2008, *Propagation of distributions using a Monte Carlo method*.

    Examples
    --------
    >>> draws([1.0, 3.0], ["KAZ", "KAZ"], {"KAZ": 0.0}, count=2).tolist()
    [[1.0, 3.0], [1.0, 3.0]]
    """
    names = sorted(set(reporters))
    missing = [name for name in names if errors.get(name, -1.0) < 0]
    if missing:
        raise ValueError(f"give an error of 0 or more for {', '.join(missing)}")
    numbers = np.asarray(values, dtype=np.float64)
    if len(numbers) != len(reporters) or (numbers < 0).any():
        raise ValueError("values must not be negative, and have a reporter each")
    sigma = np.array([errors[name] for name in names])
    normal = np.random.default_rng(seed).standard_normal((count, len(names)))
    factors = np.exp(sigma * normal - sigma**2 / 2)
    which = [names.index(name) for name in reporters]
    return np.asarray(numbers * factors[:, which])


def simulate(
    measure: Callable[[Floats], Any],
    values: Sequence[float],
    reporters: Sequence[str],
    errors: Mapping[str, float],
    *,
    coverage: float = 0.9,
    quantiles: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95),
    count: int = 1000,
    seed: int = 0,
) -> Simulated:
    """Return a measure with the interval that holds a part of its draws, and what drives it.

    Parameters
    ----------
    measure
        From an array of values, draws × values, to one number a draw.
    values, reporters, errors, count, seed
        As for `draws`.
    coverage
        Part of the draws inside the band, in (0, 1).
    quantiles
        Which quantiles of the draws to give, each in [0, 1].

    Returns
    -------
    Simulated
        `band.value` is the measure of the values as they are. `drivers` is, by reporter, the part
        of the variance that goes when only that reporter is in doubt (first order), scaled to sum
        to one; empty where nothing varies. `quantiles` are by level.

    Raises
    ------
    ValueError
        As `draws`; also if `coverage` is not in (0, 1).

    Examples
    --------
    Two routes of one reporter, and the share of the first: its error cancels.

    >>> share = lambda x: x[:, 0] / x.sum(axis=1)
    >>> simulate(share, [1.0, 3.0], ["KAZ", "KAZ"], {"KAZ": 0.1}).band
    Band(value=0.25, low=0.25, high=0.25)
    """
    if not 0 < coverage < 1:
        raise ValueError(f"coverage lies between 0 and 1, not {coverage}")
    found = measure(draws(values, reporters, errors, count=count, seed=seed))
    tail = (1 - coverage) / 2
    low, high = (round(float(q), 12) for q in np.quantile(found, [tail, 1 - tail]))
    value = round(float(measure(np.asarray([values], dtype=np.float64))[0]), 12)
    alone = {}
    for name in sorted(set(reporters)):
        only = {other: errors[other] if other == name else 0.0 for other in set(reporters)}
        alone[name] = float(np.var(measure(draws(values, reporters, only, count=count, seed=seed))))
    whole = sum(alone.values())
    drivers = {n: round(v / whole, 6) for n, v in alone.items() if v > 0} if whole > 1e-18 else {}
    levels = np.quantile(found, quantiles).tolist()
    steps = {q: round(x, 12) for q, x in zip(quantiles, levels, strict=True)}
    return Simulated(Band(value, min(low, value), max(high, value)), drivers, steps)


def leave_one_out(
    measure: Callable[[Sequence[Any]], float | None],
    items: Sequence[Any],
    source: Callable[[Any], Hashable],
) -> dict[Hashable, float | None]:
    """Return a measure without each source in turn.

    Parameters
    ----------
    measure
        From figures to a number, None where it cannot be computed.
    items
        The figures.
    source
        From a figure to its source.

    Returns
    -------
    dict
        By source, what the measure would be without it; None where it could not be computed, so
        that the number hangs on this source alone. In the order in which sources first appear.

    Examples
    --------
    >>> rows = [("a", 1.0), ("b", 3.0)]
    >>> leave_one_out(lambda kept: max((v for _, v in kept), default=None), rows, lambda r: r[0])
    {'a': 3.0, 'b': 1.0}
    """
    names = dict.fromkeys(source(item) for item in items)
    return {name: measure([i for i in items if source(i) != name]) for name in names}
