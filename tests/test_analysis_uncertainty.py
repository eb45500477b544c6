"""Bands: interval shares by hand, and what holds for all of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.analysis import Band, exact, share, share_of_total, spanning
from diplograph.analysis.uncertainty import add, ratio


@st.composite
def bands(draw: st.DrawFn, least: int = 0) -> Band:
    low, value, high = sorted(draw(st.lists(st.integers(least, 10**6), min_size=3, max_size=3)))
    return Band(value, low, high)


def in_order(band: Band) -> bool:
    return band.low <= band.value + 1e-12 and band.value <= band.high + 1e-12


def test_the_share_of_a_doubtful_part_counts_its_doubt_once() -> None:
    """Part 4 to 6, rest 10: at least 4/14 and at most 6/16; naive division gives 4/16 to 6/14."""
    assert share(Band(5, 4, 6), exact(10)) == Band(5 / 15, 4 / 14, 6 / 16)


def test_the_share_against_a_doubtful_rest() -> None:
    """Part 1, rest 1 to 3, most likely 3: a quarter, and at most one half."""
    assert share(exact(1.0), Band(3.0, 1.0, 3.0)) == Band(0.25, 0.25, 0.5)


def test_a_share_of_nothing_is_unknown() -> None:
    assert all(math.isnan(x) for x in share(exact(0), exact(0)))
    assert all(math.isnan(x) for x in share_of_total(exact(0), exact(0)))


def test_a_share_of_a_published_total() -> None:
    """9 to 11 of 20 to 25: at least 9/25, at most 11/20."""
    assert share_of_total(Band(10, 9, 11), Band(20, 20, 25)) == Band(0.5, 0.36, 0.55)


def test_a_part_larger_than_its_total_is_all_of_it() -> None:
    assert share_of_total(exact(12), exact(10)) == exact(1)


def test_a_ratio_may_exceed_one() -> None:
    """Trade is no part of GDP: imports of 150 against a GDP of 100 to 120 are 125 to 150 %."""
    assert ratio(exact(150), Band(100, 100, 120)) == Band(1.5, 1.25, 1.5)


def test_a_total_that_may_be_zero_leaves_the_upper_bound_open() -> None:
    assert ratio(exact(1), Band(2, 0, 4)) == Band(0.5, 0.25, math.inf)
    assert share_of_total(exact(1), Band(2, 0, 4)) == Band(0.5, 0.25, 1)


def test_sources_that_disagree_span_a_band_around_the_preferred_value() -> None:
    assert spanning(5, [7, 4]) == Band(5, 4, 7)
    assert spanning(5, []) == exact(5)


def test_sums_of_bands() -> None:
    assert add([exact(1), Band(2, 1, 4)]) == Band(3, 2, 5)
    assert add([]) == exact(0)


@given(bands(), bands(least=1))
def test_shares_lie_in_order_between_zero_and_one(part: Band, other: Band) -> None:
    for found in (share(part, other), share_of_total(part, other)):
        assert in_order(found)
        assert found.low >= 0
        assert found.high <= 1


@given(bands(least=1), bands(least=1), st.integers(2, 9))
def test_shares_do_not_depend_on_the_unit(part: Band, rest: Band, factor: int) -> None:
    scaled = [Band(*(factor * x for x in band)) for band in (part, rest)]
    assert tuple(share(*scaled)) == pytest.approx(tuple(share(part, rest)))


@given(bands(least=1), bands(least=1))
def test_a_share_and_the_share_of_its_rest_are_complements(part: Band, rest: Band) -> None:
    one, other = share(part, rest), share(rest, part)
    assert one.value + other.value == pytest.approx(1)
    assert (one.low + other.high, one.high + other.low) == pytest.approx((1, 1))


@given(bands(least=1), bands(least=1))
def test_the_true_share_lies_within_whatever_the_sources_hide(part: Band, rest: Band) -> None:
    """The four corners of the two bands are the extreme cases."""
    found = share(part, rest)
    for a in part:
        for b in rest:
            assert found.low - 1e-12 <= a / (a + b) <= found.high + 1e-12


@given(st.lists(bands(), max_size=5))
def test_the_sum_of_bands_is_a_band(many: list[Band]) -> None:
    assert in_order(add(many))
