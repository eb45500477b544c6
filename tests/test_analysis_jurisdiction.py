"""What a state could see and stop at hubs under its jurisdiction, by hand."""

from __future__ import annotations

import itertools
import math

import pytest

from diplograph.analysis.jurisdiction import Passage, chokepoint, panopticon
from diplograph.analysis.uncertainty import Band, exact

# Territory and owner are apart: the pipeline stands in Russia, and Americans own a part of it.
RULE = {
    "cpc": [("RUS", "territory"), ("USA", "owner")],
    "novorossiysk": [("RUS", "territory")],
    "baku": [("AZE", "territory")],
    "high-sea": [],
}
FLOW = [
    Passage(("cpc", "novorossiysk"), Band(6.0, 5.0, 6.0)),
    Passage(("baku",), exact(2.0)),
    Passage(("high-sea",), exact(2.0)),
]


def test_a_passage_through_two_hubs_of_one_state_counts_once() -> None:
    found = panopticon(FLOW, RULE)
    assert found["RUS"] == Band(0.6, 5 / 9, 0.6)
    assert found["AZE"].value == 0.2


def test_ownership_is_left_out_where_only_territory_counts() -> None:
    assert panopticon(FLOW, RULE)["USA"].value == 0.6
    assert panopticon(FLOW, RULE, kinds=["territory"])["USA"].value == 0.0


def test_a_hub_of_which_nothing_is_known_may_be_anybody_s() -> None:
    found = panopticon([*FLOW, Passage(("somewhere",), exact(10.0))], RULE)["RUS"]
    corners = [
        (russian + unknown) / (russian + 14)
        for russian, unknown in itertools.product((5.0, 6.0), (0.0, 10.0))
    ]
    assert (found.low, found.high) == pytest.approx((min(corners), max(corners)))
    assert found.value == 0.3


def test_what_can_go_another_way_cannot_be_stopped() -> None:
    assert chokepoint(FLOW, RULE, "RUS", spare=exact(0.0)).value == 0.6
    assert chokepoint(FLOW, RULE, "RUS", spare=exact(2.0)).value == pytest.approx(0.4)
    assert chokepoint(FLOW, RULE, "RUS", spare=exact(99.0)) == exact(0.0)
    assert chokepoint(FLOW, RULE, "JPN", spare=exact(0.0)) == exact(0.0)


def test_a_flow_of_nothing_and_faults() -> None:
    assert math.isnan(panopticon([], RULE)["RUS"].value)
    assert math.isnan(chokepoint([], RULE, "RUS", spare=exact(1.0)).value)
    with pytest.raises(ValueError, match="spare"):
        chokepoint(FLOW, RULE, "RUS", spare=exact(-1.0))
    with pytest.raises(ValueError, match="volumes"):
        panopticon([Passage(("cpc",), exact(-1.0))], RULE)
