"""Draws with errors by reporter, concentrations from columns, and what a number hangs on."""

from __future__ import annotations

import random

import numpy as np
import pytest

from diplograph.analysis.columns import concentrations, grouped, partner_shares
from diplograph.analysis.dependence import hhi
from diplograph.analysis.simulation import draws, leave_one_out, simulate


def first_share(x: np.ndarray) -> np.ndarray:
    return np.asarray(x[:, 0] / x.sum(axis=1))


def test_an_error_that_all_numbers_share_cancels_in_a_share() -> None:
    found = simulate(first_share, [1.0, 3.0], ["KAZ", "KAZ"], {"KAZ": 0.3})
    assert found.band == pytest.approx((0.25, 0.25, 0.25))
    assert found.drivers == {}


def test_two_reporters_widen_a_share_and_the_unsure_one_drives_it() -> None:
    found = simulate(first_share, [1.0, 3.0], ["KAZ", "RUS"], {"KAZ": 0.02, "RUS": 0.2}, count=4000)
    assert found.band.low < 0.25 < found.band.high
    assert found.drivers["RUS"] > 0.95
    assert sum(found.drivers.values()) == pytest.approx(1.0)


def test_the_draws_keep_the_mean_and_the_error_that_was_asked_for() -> None:
    found = draws([5.0], ["KAZ"], {"KAZ": 0.1}, count=200_000)[:, 0]
    assert found.mean() == pytest.approx(5.0, rel=0.002)
    assert np.log(found).std() == pytest.approx(0.1, rel=0.01)


def test_the_same_seed_gives_the_same_draws() -> None:
    one, same, other = (draws([1.0], ["A"], {"A": 0.1}, seed=s).tolist() for s in (1, 1, 2))
    assert one == same != other


def test_every_reporter_needs_an_error() -> None:
    with pytest.raises(ValueError, match="error of 0 or more for RUS"):
        draws([1.0], ["RUS"], {"KAZ": 0.1})
    with pytest.raises(ValueError, match="not be negative"):
        draws([-1.0], ["RUS"], {"RUS": 0.1})
    with pytest.raises(ValueError, match="coverage"):
        simulate(first_share, [1.0], ["A"], {"A": 0.1}, coverage=1.0)


def test_a_number_without_one_source_at_a_time() -> None:
    rows = [("a", 1.0), ("b", 2.0), ("a", 3.0)]
    found = leave_one_out(lambda kept: sum(v for _, v in kept) or None, rows, lambda row: row[0])
    assert found == {"a": 2.0, "b": 4.0}
    assert leave_one_out(lambda k: k[0][1] if k else None, rows[:1], lambda r: r[0]) == {"a": None}


def test_quantiles_of_a_lognormal_are_those_of_the_closed_form() -> None:
    """The median is v exp(−σ²/2), and 1.6449 σ in the logarithm lie between it and 95 %."""
    found = simulate(lambda x: x[:, 0], [5.0], ["KAZ"], {"KAZ": 0.2}, count=200_000)
    assert found.quantiles[0.5] == pytest.approx(5 * np.exp(-0.02), rel=0.005)
    assert found.quantiles[0.95] == pytest.approx(5 * np.exp(-0.02 + 1.6449 * 0.2), rel=0.005)
    assert found.band.high == found.quantiles[0.95]


@pytest.mark.parametrize("shift", [0, 10**9])
def test_concentrations_are_the_hhi_of_each_group(shift: int) -> None:
    draw = random.Random(7)
    rows = [(draw.randint(0, 9), draw.randint(0, 5), draw.random()) for _ in range(500)]
    groups, partners, values = (list(column) for column in zip(*rows, strict=True))
    found = concentrations([g + shift for g in groups], partners, values)
    for key, total, index, largest in zip(*found, strict=True):
        sums: dict[int, float] = {}
        for group, partner, value in rows:
            if group + shift == key:
                sums[partner] = sums.get(partner, 0.0) + value
        shares = [s / sum(sums.values()) for s in sums.values()]
        assert total == pytest.approx(sum(sums.values()))
        assert index == pytest.approx(hhi(shares).value)
        assert largest == pytest.approx(max(shares))


def test_columns_without_rows_or_with_faults() -> None:
    assert concentrations([], [], []).hhi.tolist() == []
    assert np.isnan(concentrations([1], [1], [0.0]).hhi[0])
    with pytest.raises(ValueError, match="differ in length"):
        concentrations([1], [1, 2], [1.0])
    assert partner_shares([], [], []).share.tolist() == []
    with pytest.raises(ValueError, match="not negative"):
        concentrations([1], [1], [float("nan")])
    with pytest.raises(ValueError, match="codes of groups"):
        concentrations([1], [-1], [1.0])
    with pytest.raises(ValueError, match="code is negative"):
        grouped([1], [-1])


@pytest.mark.parametrize("shift", [0, 10**9])
def test_shares_of_partners_sum_to_one_and_add_rows(shift: int) -> None:
    group = [shift + 1, shift + 1, shift, shift + 1]
    found = partner_shares(group, [2, 0, 2, 2], [1.0, 2.0, 0.0, 5.0])
    assert (found.group - shift).tolist() == [0, 1, 1]
    assert found.partner.tolist() == [2, 0, 2]
    assert np.isnan(found.share[0])
    assert found.share[1:].tolist() == [0.25, 0.75]
