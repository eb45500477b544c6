"""Shares of a supply as bands, N−1 and spare capacity: by hand and by all corners."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from diplograph.analysis.supply import (
    exposure_to_gdp,
    mirror_gap,
    partner_shares,
    substitutability,
    without_largest,
)
from diplograph.analysis.uncertainty import Band, exact


@pytest.mark.parametrize("seed", range(30))
def test_shares_reach_from_the_lowest_to_the_highest_of_all_corners(seed: int) -> None:
    draw = random.Random(seed)
    parts = {}
    for name in "ABCDEF"[: draw.randint(1, 6)]:
        low, value, high = sorted(draw.uniform(0, 9) for _ in range(3))
        parts[name] = Band(value, low, high)
    found = partner_shares(parts)
    corners = list(itertools.product(*((b.low, b.high) for b in parts.values())))
    for i, band in enumerate(found.values()):
        reached = [corner[i] / sum(corner) for corner in corners]
        assert (band.low, band.high) == pytest.approx((min(reached), max(reached)))
    assert sum(band.value for band in found.values()) == pytest.approx(1)


def test_shares_with_a_rest_or_of_nothing() -> None:
    assert partner_shares({"RUS": exact(3.0)}, rest=exact(1.0)) == {"RUS": exact(0.75)}
    assert math.isnan(partner_shares({"RUS": exact(0.0)})["RUS"].value)
    with pytest.raises(ValueError, match="not be negative"):
        partner_shares({"RUS": exact(-1.0)})


def test_remittances_may_be_a_half_of_gdp_and_trade_more_than_all() -> None:
    assert exposure_to_gdp(exact(6.0), exact(12.0)).value == 0.5
    assert exposure_to_gdp(exact(15.0), Band(12.0, 10.0, 12.0)) == Band(1.25, 1.25, 1.5)
    with pytest.raises(ValueError, match="not negative"):
        exposure_to_gdp(exact(-1.0), exact(12.0))


def test_the_gap_of_mirrors() -> None:
    assert mirror_gap(exact(1.06), exact(1.0)).value == 1.06
    assert math.isnan(mirror_gap(exact(1.0), exact(0.0)).value)


def test_spare_capacity_that_is_unknown_may_replace_all_or_nothing() -> None:
    spare = {"KAZ": exact(2.0), "IRN": None}
    assert substitutability(exact(8.0), spare) == Band(0.25, 0.25, 1.0)
    assert substitutability(exact(8.0), {"IRN": None}) is None
    assert substitutability(exact(8.0), {"KAZ": exact(80.0)}) == exact(1.0)
    with pytest.raises(ValueError, match="something must be lost"):
        substitutability(exact(0.0), spare)


def test_without_the_largest_partner() -> None:
    """Of 10, Russia brings 6; Kazakhstan could bring 2 more and Turkmenistan 1: half of the 6."""
    parts = {"RUS": exact(6.0), "KAZ": exact(3.0), "TKM": exact(1.0)}
    found = without_largest(parts, {"KAZ": exact(2.0), "TKM": exact(1.0), "RUS": exact(9.0)})
    assert found.partner == "RUS"
    assert tuple(found.left) == pytest.approx((0.4, 0.4, 0.4))
    assert found.covered == exact(0.5)
    assert found.rivals == ()
    with pytest.raises(ValueError, match="nothing can fail"):
        without_largest({"RUS": exact(0.0)}, {})


def test_who_may_be_larger_is_named() -> None:
    parts = {"RUS": Band(6.0, 4.0, 6.0), "KAZ": Band(3.0, 3.0, 5.0), "TKM": exact(1.0)}
    found = without_largest(parts, {})
    assert found.rivals == ("KAZ",)
    assert found.left.low <= found.left.value <= found.left.high
    assert found.covered is None
