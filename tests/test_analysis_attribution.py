"""Contributions to a change, by hand, over all orders, and with bands."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from diplograph.analysis.attribution import MOST, attribute, largest_apart, shapley
from diplograph.analysis.uncertainty import Band, exact

Floats = NDArray[np.float64]
VOLUMES = st.lists(
    st.tuples(st.floats(0.1, 100), st.floats(0.1, 100)), min_size=1, max_size=5
)  # fmt: skip


def share(x: Floats) -> Floats:
    return np.asarray(x[:, 0] / x.sum(axis=1))


def hhi(x: Floats) -> Floats:
    return np.asarray((x**2).sum(axis=1) / x.sum(axis=1) ** 2)


def over_all_orders(measure: Any, before: list[float], after: list[float]) -> list[float]:
    """Return what each input adds at its turn, averaged over all orders: the definition."""
    added = np.zeros(len(before))
    orders = list(permutations(range(len(before))))
    for order in orders:
        now = np.array([before])
        for i in order:
            then = now.copy()
            then[0, i] = after[i]
            added[i] += (measure(then) - measure(now))[0]
            now = then
    return list(added / len(orders))


def test_a_share_worked_out_by_hand() -> None:
    """For x / (x + y), x from 2 to 6, y 2 to 4: ½(¼ + 4/15) of x and ½(−1/6 − 3/20) of y."""
    found = shapley(share, [2.0, 2.0], [6.0, 4.0])
    assert found == pytest.approx([31 / 120, -19 / 120])
    assert sum(found) == pytest.approx(6 / 10 - 2 / 4)


def test_a_concentration_worked_out_by_hand() -> None:
    """Two routes of 1 and 1; one grows to 3: ½ becomes 10/16, all by the one that grew."""
    assert shapley(hhi, [1.0, 1.0], [3.0, 1.0]) == pytest.approx([1 / 8, 0])


def test_the_three_sisters_of_shapleys_glove_game() -> None:
    """One left glove, two right ones: 2/3, 1/6, 1/6, as in every textbook of game theory."""
    game = shapley(lambda x: np.minimum(x[:, 0], x[:, 1:].sum(axis=1)), [0.0] * 3, [1.0] * 3)
    assert game == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@pytest.mark.parametrize("measure", [share, hhi])
@given(volumes=VOLUMES)
def test_contributions_equal_the_mean_over_all_orders_and_sum_to_the_change(
    measure: Any, volumes: list[tuple[float, float]]
) -> None:
    before, after = ([pair[i] for pair in volumes] for i in (0, 1))
    found = shapley(measure, before, after)
    assert found == pytest.approx(over_all_orders(measure, before, after), abs=1e-12)
    change = measure(np.array([after])) - measure(np.array([before]))
    assert sum(found) == pytest.approx(change[0], abs=1e-12)


def test_what_does_not_change_contributes_exactly_nothing() -> None:
    assert shapley(share, [1.0, 2.0, 5.0], [4.0, 2.0, 6.0])[1] == 0.0


def test_inputs_of_one_player_change_together() -> None:
    """Two that change as one contribute as their sum would."""
    together = shapley(share, [1.0, 2.0, 3.0], [4.0, 5.0, 6.0], players=[0, 1, 1])
    assert together == pytest.approx(shapley(share, [1.0, 5.0], [4.0, 11.0]))


def test_twelve_players_are_tried_and_thirteen_refused() -> None:
    before, after = [1.0] * MOST, [2.0 + i for i in range(MOST)]
    change = hhi(np.array([after])) - hhi(np.array([before]))
    assert sum(shapley(hhi, before, after)) == pytest.approx(change[0])
    with pytest.raises(ValueError, match="13 players change"):
        shapley(hhi, [*before, 1.0], [*after, 2.0])
    assert len(shapley(hhi, [*before, 1.0], [*after, 1.0])) == MOST + 1


def test_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in number"):
        shapley(share, [1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="no place for the rest"):
        largest_apart([1.0] * 3, [2.0] * 3, apart=2, alone=[0, 1])


def test_the_rest_is_one_player_and_the_sum_stays() -> None:
    before, after = [1.0 + i for i in range(40)], [50.0 - i for i in range(40)]
    players = largest_apart(before, after, alone=[0])
    assert max(players) + 1 == MOST
    assert players.count(0) == 1
    (rest,) = {p for p in players if players.count(p) > 1}
    assert players.count(rest) == 40 - (MOST - 1)
    found = shapley(share, before, after, players=players)
    assert sum(found) == pytest.approx(after[0] / sum(after) - before[0] / sum(before))


def test_few_changes_among_many_inputs_all_stand_alone() -> None:
    assert largest_apart([1.0] * 30, [1.0] * 29 + [2.0]) == list(range(30))


def test_the_band_of_a_contribution_is_that_of_the_ends_of_its_inputs() -> None:
    """Only x changes, 1 to 3 or 9 beside 3: from ¼ to ½, at most ¾."""
    found = attribute(share, [exact(1), exact(3)], [Band(3, 3, 9), exact(3)])
    assert found == [Band(0.25, 0.25, 0.5), Band(0.0, 0.0, 0.0)]


def test_contributions_with_bands_hold_those_of_every_corner() -> None:
    before, after = [Band(2, 1, 3), exact(4)], [Band(5, 4, 6), Band(2, 2, 4)]
    found = attribute(share, before, after)
    for a in (1, 2, 3):
        for b in (4, 5, 6):
            for c in (2, 4):
                corner = shapley(share, [a, 4], [b, c])
                assert all(x.low <= v <= x.high for x, v in zip(found, corner, strict=True))


def test_too_many_bands_are_tried_one_after_another() -> None:
    before, after = [Band(2, 1, 3)] * 10, [Band(4 + i, 3, 15) for i in range(10)]
    found = attribute(hhi, before, after)
    assert all(band.low <= band.value <= band.high for band in found)
    assert found[0].low < found[0].value < found[0].high


def test_a_rest_moves_with_the_total_and_the_parts_of_which_it_is_worked_out() -> None:
    """Of a total of 10 the part is 6 or 7, so the rest is 4 or 3 and the share 0.6 or 0.7."""

    def with_rest(rows: Floats) -> Floats:
        return np.column_stack([rows[:, 0], rows[:, 1] - rows[:, 0]])

    before, after = [exact(5), exact(10)], [Band(6, 6, 7), exact(10)]
    part, rest = attribute(share, before, after, inputs=with_rest)
    assert part.value + rest.value == pytest.approx(0.1)
    assert part.high + rest.high == pytest.approx(0.2)
