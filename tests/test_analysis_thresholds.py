"""Verdicts by threshold, and what they rest on."""

from __future__ import annotations

import pytest

from diplograph.analysis.criteria import ImportYear, geodep
from diplograph.analysis.thresholds import Steadiness, exceeds, threshold_sweep
from diplograph.analysis.uncertainty import Band, exact

GEODEP = {"hhi_imports": 0.4, "hhi_world": 0.4, "ratio": 1.0}


@pytest.mark.parametrize(
    ("band", "expected"),
    [
        (exact(0.4), False),
        (exact(0.41), True),
        (Band(0.5, 0.4, 0.5), None),
        (Band(0.3, 0.1, 0.4), False),
        (exact(float("nan")), None),
    ],
)
def test_a_band_on_both_sides_leaves_the_verdict_open(band: Band, expected: bool | None) -> None:
    assert exceeds(band, 0.4) is expected


def swept(year: ImportYear) -> Steadiness:
    def judge(**thresholds: float) -> bool:
        hhi_imports, hhi_world, ratio = (thresholds[name] for name in GEODEP)
        found = geodep([year] * 3, hhi_imports=hhi_imports, hhi_world=hhi_world, ratio=ratio)
        return found.depends

    return threshold_sweep(judge, GEODEP, by=0.1)


def test_a_clear_case_holds_for_all_thresholds() -> None:
    assert swept(ImportYear(0.9, 0.9, 9.0, 1.0)) == Steadiness(True, 1.0, ())


@pytest.mark.parametrize(("hhi_world", "verdict"), [(0.42, True), (0.38, False)])
def test_a_close_case_names_the_threshold_that_turns_it(hhi_world: float, verdict: bool) -> None:
    found = swept(ImportYear(0.9, hhi_world, 9.0, 1.0))
    assert (found.verdict, found.decisive) == (verdict, ("hhi_world",))
    assert found.agreeing == pytest.approx(2 / 3)


def test_faults_are_refused() -> None:
    for thresholds, by in (({}, 0.1), (GEODEP, 0.0), (dict.fromkeys("abcdefg", 1.0), 0.1)):
        with pytest.raises(ValueError, match="one to six"):
            threshold_sweep(lambda **_: True, thresholds, by=by)
