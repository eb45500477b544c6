"""Concentration against published and hand-worked numbers."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.analysis import effective_partners, hhi
from diplograph.analysis.dependence import (
    hhi_of_bands,
    mirror,
    net_import_reliance,
    normalised_hhi,
)
from diplograph.analysis.uncertainty import Band, exact

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


def grids(bands: list[Band], steps: int = 8) -> Iterator[list[float]]:
    """Yield the points of a grid over all bands."""
    axes = [[b.low + (b.high - b.low) * i / steps for i in range(steps + 1)] for b in bands]
    yield from (list(point) for point in itertools.product(*axes))


@pytest.mark.parametrize("seed", range(40))
def test_no_point_of_the_bands_is_outside_of_the_bounds_of_the_hhi(seed: int) -> None:
    draw = random.Random(seed)
    bands = []
    for _ in range(draw.randint(1, 3)):
        low, more = draw.randint(0, 8), draw.randint(0, 6)
        bands.append(Band(low + more / 2, float(low), float(low + more)))
    found = hhi_of_bands(bands)
    inside = [
        sum(x * x for x in point) / sum(point) ** 2 for point in grids(bands) if sum(point) > 0
    ]
    if inside:
        assert found.low - 1e-9 <= min(inside) <= found.low + 0.03
        assert max(inside) == pytest.approx(found.high)


def test_the_bounds_stay_good_with_many_parts_in_doubt() -> None:
    bands = [Band(1.0, 0.5, 2.0)] * 13 + [Band(9.0, 5.0, 20.0)]
    found = hhi_of_bands(bands)
    assert found.low < found.value < found.high
    assert found.high == pytest.approx((13 * 0.25 + 400) / (13 * 0.5 + 20) ** 2)


@pytest.mark.parametrize("seed", range(30))
def test_the_highest_hhi_is_that_of_the_highest_of_all_corners(seed: int) -> None:
    draw = random.Random(seed)
    bands = []
    for _ in range(draw.randint(1, 9)):
        low, more = draw.choice([0, 1, draw.randint(0, 20)]), draw.choice([0, 1, 2, 9])
        bands.append(Band(low + more / 2, float(low), float(low + more)))
    corners = itertools.product(*((b.low, b.high) for b in bands))
    highest = [sum(x * x for x in c) / sum(c) ** 2 for c in corners if sum(c)]
    if highest:
        assert hhi_of_bands(bands).high == pytest.approx(max(highest), rel=1e-9)


def test_a_hundred_partners_in_doubt_take_no_long_time() -> None:
    draw = random.Random(1)
    bands = [Band(x, x * 0.9, x * 1.2) for x in (draw.paretovariate(1) for _ in range(100))]
    found = hhi_of_bands(bands)
    ends = [draw.choice((1, 2)) for _ in bands]
    corner = [band[end] for band, end in zip(bands, ends, strict=True)]
    assert found.low <= sum(x * x for x in corner) / sum(corner) ** 2 <= found.high


@pytest.mark.parametrize(("hhi_", "n", "expected"), [(1.0, 5, 1.0), (0.2, 5, 0.0), (0.5, 4, 1 / 3)])
def test_the_normalised_hhi(hhi_: float, n: int, expected: float) -> None:
    assert normalised_hhi(hhi_, n) == pytest.approx(expected)


@pytest.mark.parametrize(("hhi_", "n"), [(0.1, 5), (0.5, 1), (1.2, 3)])
def test_an_hhi_out_of_its_range_cannot_be_normalised(hhi_: float, n: int) -> None:
    with pytest.raises(ValueError, match=r"lies in \[1/n, 1\]"):
        normalised_hhi(hhi_, n)


def test_net_import_reliance_of_an_exporter_is_negative_and_told() -> None:
    assert net_import_reliance(exact(100.0), exact(0.0), exact(50.0)).value == -1.0


def test_net_import_reliance_spans_its_corners_and_is_undefined_without_consumption() -> None:
    found = net_import_reliance(Band(20.0, 10.0, 20.0), exact(90.0), Band(10.0, 10.0, 20.0))
    assert found == Band(0.8, 70 / 90, 80 / 90)
    assert math.isnan(net_import_reliance(exact(10.0), exact(0.0), exact(10.0)).value)
    stock = exact(5.0)
    assert (
        net_import_reliance(exact(15.0), exact(0.0), exact(0.0), stock_release=stock).value == 0.25
    )


def test_mirror_statistics_of_kyrgyzstan_and_china_are_an_interval() -> None:
    """Exports that China reports are a multiple of the imports that Kyrgyzstan does."""
    band = mirror(exact(5.3), exact(24.0))
    assert (band.value, band.low, band.high) == (5.3, 5.3, 24.0)
