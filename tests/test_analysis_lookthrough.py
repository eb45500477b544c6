"""Ultimate sources and markets, by hand and by walking."""

from __future__ import annotations

import random

import pytest

from diplograph.analysis.lookthrough import ultimate_markets, ultimate_sources


def test_a_re_exporter_is_looked_through() -> None:
    """Kyrgyzstan makes nothing and sells on what China sends: the source is China."""
    found = ultimate_sources({("CHN", "KGZ"): 9.0, ("KGZ", "RUS"): 6.0}, {"CHN": 100.0})
    assert found["RUS"] == {"CHN": 1.0}


def test_two_that_sell_to_each_other_come_to_a_rest() -> None:
    """A makes 10, B 10; each sends the other 5: A has 10 own and 5 of B, which is partly A's.

    b = share of A's goods in what A has: a = (10 + 5 x)/15, x = 5 a/15, so a = 0.75 and x = 0.25.
    """
    found = ultimate_sources({("A", "B"): 5.0, ("B", "A"): 5.0}, {"A": 10.0, "B": 10.0})
    assert found["A"] == pytest.approx({"A": 0.75, "B": 0.25})


@pytest.mark.parametrize("seed", range(10))
def test_a_random_walk_back_finds_the_same(seed: int) -> None:
    draw = random.Random(seed)
    states = "ABCDE"
    flows = {(a, b): float(draw.randint(0, 5)) for a in states for b in states if a != b}
    production = {s: float(draw.randint(0, 9)) for s in states} | {"A": 5.0}
    found = ultimate_sources(flows, production)
    ends = dict.fromkeys(states, 0)
    walks = 4000
    for _ in range(walks):
        here = "E"
        while True:
            choices = [(o, x) for (o, d), x in flows.items() if d == here and x]
            names = [o for o, _ in choices] + ["home"]
            weights = [x for _, x in choices] + [production[here]]
            step = draw.choices(names, weights)[0]
            if step == "home":
                break
            here = step
        ends[here] += 1
    for state in states:
        assert ends[state] / walks == pytest.approx(found["E"].get(state, 0.0), abs=0.03)


def test_what_nobody_produces_is_named_and_not_divided_by_zero() -> None:
    with pytest.raises(ValueError, match="nobody produces what B, C have"):
        ultimate_sources({("B", "C"): 1.0, ("C", "B"): 1.0, ("A", "D"): 1.0}, {"A": 1.0})
    with pytest.raises(ValueError, match="must not be negative"):
        ultimate_sources({("A", "B"): -1.0}, {"A": 1.0})


def test_markets_are_sources_walked_forward() -> None:
    found = ultimate_markets({("KAZ", "ITA"): 8.0, ("ITA", "DEU"): 2.0}, {"ITA": 6.0, "DEU": 2.0})
    assert found["KAZ"] == {"DEU": 0.25, "ITA": 0.75}
