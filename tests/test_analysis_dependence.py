"""Concentration against published and hand-worked numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.analysis import effective_partners, hhi

WEIGHTS = st.lists(st.integers(1, 1000), min_size=1, max_size=30)


def test_hhi_of_tajik_oil_products_in_2023() -> None:
    """Shares 63.3, 25.9, 7.4, 2.0 and 0.7 % (research/facts.md): 0.4007+0.0671+0.0055+0.0004."""
    band = hhi([0.633, 0.259, 0.074, 0.020, 0.007], rest=0.007)
    assert round(band.value, 3) == 0.474


@pytest.mark.parametrize(("n", "expected"), [(1, 1.0), (2, 0.5), (4, 0.25), (10, 0.1)])
def test_hhi_of_equal_shares_is_one_over_their_number(n: int, expected: float) -> None:
    assert hhi([1 / n] * n).value == pytest.approx(expected)


def test_hhi_of_the_merger_guidelines_example() -> None:
    """30, 30, 20 and 20 % give 2600 points (US DoJ and FTC, Horizontal Merger Guidelines)."""
    assert hhi([0.3, 0.3, 0.2, 0.2]).value == pytest.approx(0.26)


def test_an_unitemised_rest_widens_the_band_by_its_square() -> None:
    """0.6² + 0.3² = 0.45; the rest of 0.1 adds between 0 and 0.01."""
    band = hhi([0.6, 0.3], rest=0.1)
    assert tuple(band) == pytest.approx((0.45, 0.45, 0.46))


def test_no_shares_at_all_are_between_nothing_and_one_partner() -> None:
    assert tuple(hhi([], rest=1.0)) == (0, 0, 1.0)


@pytest.mark.parametrize(
    ("shares", "rest"),
    [([1.2], 0), ([-0.1], 0), ([0.6, 0.6], 0), ([0.9], 0.2), ([float("nan")], 0)],
)
def test_shares_that_are_none_are_refused(shares: list[float], rest: float) -> None:
    with pytest.raises(ValueError, match="shares must lie"):
        hhi(shares, rest=rest)


def test_rounded_percentages_may_sum_to_a_little_more_than_one() -> None:
    assert hhi([0.335, 0.335, 0.334]).value == pytest.approx(0.336006)


@given(WEIGHTS)
def test_hhi_lies_between_one_nth_and_one(weights: list[int]) -> None:
    value = hhi([w / sum(weights) for w in weights]).value
    assert 1 / len(weights) - 1e-12 <= value <= 1 + 1e-12


@given(WEIGHTS, st.integers(0, 500))
def test_the_bounds_of_hhi_are_in_order(weights: list[int], rest: int) -> None:
    whole = sum(weights) + rest
    band = hhi([w / whole for w in weights], rest=rest / whole)
    assert band.low <= band.value <= band.high


@given(WEIGHTS, st.integers(2, 5))
def test_hhi_does_not_depend_on_the_unit(weights: list[int], factor: int) -> None:
    scaled = [w * factor for w in weights]
    one, other = ([w / sum(x) for w in x] for x in (weights, scaled))
    assert hhi(one).value == pytest.approx(hhi(other).value)


@given(WEIGHTS)
def test_splitting_a_partner_in_two_never_raises_hhi(weights: list[int]) -> None:
    whole = sum(weights)
    split = [weights[0] / 2, weights[0] / 2, *weights[1:]]
    assert hhi([w / whole for w in split]).value <= hhi([w / whole for w in weights]).value


@pytest.mark.parametrize(("concentration", "partners"), [(1, 1), (0.25, 4), (0.5, 2)])
def test_effective_partners_are_the_inverse(concentration: float, partners: float) -> None:
    assert effective_partners(concentration) == partners


@pytest.mark.parametrize("concentration", [0, -0.1, 1.1, float("nan")])
def test_effective_partners_of_what_is_no_hhi_are_refused(concentration: float) -> None:
    with pytest.raises(ValueError, match="HHI"):
        effective_partners(concentration)
