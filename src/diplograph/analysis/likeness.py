"""How alike two states are in their alliances or votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any


def s_score(one: Sequence[float], other: Sequence[float], *, spread: float) -> float:
    r"""Likeness of two portfolios of alliances or votes.

    .. math:: S = 1 - \frac{2}{n\, d_{\max}} \sum_k |a_k - b_k|

    Parameters
    ----------
    one, other
        Values on one scale for the same $n$ partners or votes.
    spread
        Largest possible difference $d_{\max}$ on that scale.

    Returns
    -------
    float
        In [−1, 1]; 1 for equal portfolios.

    Raises
    ------
    ValueError
        If the lengths differ, nothing is given, or a difference exceeds the spread.

    Notes
    -----
    Shared zeros count as likeness: two states without alliances look alike. See `kappa`.

    References
    ----------
    .. [1] C. S. Signorino, J. M. Ritter, "Tau-b or Not Tau-b", International Studies Quarterly 43,
       1999.

    Examples
    --------
    >>> s_score([3, 0, 0], [3, 0, 3], spread=3)
    0.33333333333333337
    """
    gaps = [abs(a - b) for a, b in zip(one, other, strict=True)]
    if not gaps or max(gaps) > spread:
        raise ValueError("give at least one value, and differences of at most the spread")
    return 1 - 2 * sum(gaps) / (len(gaps) * spread)


def kappa(one: Sequence[Any], other: Sequence[Any]) -> float | None:
    r"""Agreement of two voters beyond chance (Cohen).

    .. math:: \kappa = \frac{P_o - P_e}{1 - P_e}

    Parameters
    ----------
    one, other
        Their votes on the same questions, as any words.

    Returns
    -------
    float or None
        At most 1, 0 for chance; None where both always vote alike and the same, so that chance
        explains all. That is no likeness of 0.

    Raises
    ------
    ValueError
        If the lengths differ or no vote is given.

    References
    ----------
    .. [1] F. M. Häge, "Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for
       Chance Agreement", Political Analysis 19(3), 2011.

    Examples
    --------
    >>> kappa(["yes", "yes", "no", "no"], ["yes", "no", "no", "no"])
    0.5
    """
    agreed, left, right, count = _agreement(one, other)
    chance = sum(left[vote] * right[vote] for vote in left) / count**2
    return None if chance >= 1 else (agreed - chance) / (1 - chance)


def scott_pi(one: Sequence[Any], other: Sequence[Any]) -> float | None:
    r"""Likeness of two states' votes or ties above chance, if both leaned alike (Scott's pi).

    .. math:: \pi = \frac{P_o - P_e}{1 - P_e},\qquad
       P_e = \sum_c \Big(\frac{n_{1c} + n_{2c}}{2n}\Big)^2

    where $P_o$ is the share in which both agree and $n_{ic}$ how often state $i$ takes $c$.

    Parameters
    ----------
    one, other
        Votes or ties of two states on the same $n$ questions, in the same order.

    Returns
    -------
    float or None
        At most 1, 0 for chance; never above `kappa`, which forgives that one of them votes yes
        more often. None where both always take the same, so that chance explains all.

    Raises
    ------
    ValueError
        If the lengths differ or no vote is given.

    References
    ----------
    .. [1] W. A. Scott, "Reliability of Content Analysis", Public Opinion Quarterly 19, 1955.
    .. [2] F. M. Häge, "Choice or Circumstance?", Political Analysis 19(3), 2011.

    Examples
    --------
    >>> round(scott_pi(["yes", "yes", "no", "no"], ["yes", "no", "no", "no"]), 4)
    0.4667
    """
    agreed, left, right, count = _agreement(one, other)
    chance = sum(n * n for n in (left + right).values()) / (2 * count) ** 2
    return None if chance >= 1 else (agreed - chance) / (1 - chance)


def _agreement(
    one: Sequence[Any], other: Sequence[Any]
) -> tuple[float, Counter[Any], Counter[Any], int]:
    """Return the share of agreement, how often each takes what, and the number of questions."""
    pairs = list(zip(one, other, strict=True))
    if not pairs:
        raise ValueError("no votes to compare")
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    return agreed, Counter(one), Counter(other), len(pairs)
