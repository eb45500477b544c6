"""Published criteria of dependence: thresholds as the source has them, held two years of three."""

from __future__ import annotations

import pytest

from diplograph.analysis.criteria import (
    BandYear,
    ImportYear,
    core_dependency,
    geodep,
    geodep_of_bands,
)
from diplograph.analysis.uncertainty import Band, exact

DEPENDENT = ImportYear(0.41, 0.41, 11.0, 10.0)


@pytest.mark.parametrize(
    ("change", "depends"),
    [
        ({}, True),
        ({"hhi_imports": 0.4}, False),
        ({"hhi_world": 0.4}, False),
        ({"exports": 11.0}, False),
        ({"exports": 0.0}, True),
    ],
)
def test_each_criterion_must_be_exceeded(change: dict[str, float], depends: bool) -> None:
    year = DEPENDENT._replace(**change)
    assert geodep([year] * 3).depends is depends


def test_two_years_of_three_are_enough_and_one_is_not() -> None:
    free = DEPENDENT._replace(hhi_imports=0.1)
    assert geodep([DEPENDENT, free, DEPENDENT]).depends
    assert not geodep([DEPENDENT, free, free]).depends


def test_without_exports_the_ratio_is_the_one_of_the_source() -> None:
    assert geodep([DEPENDENT._replace(exports=0.0)] * 3).ratios == (9999.0,) * 3


@pytest.mark.parametrize(
    ("exports", "expected"),
    [(Band(10.0, 9.0, 10.9), True), (Band(12.0, 11.0, 13.0), False), (Band(10.0, 9.0, 12.0), None)],
)
def test_a_verdict_on_bands_is_open_where_they_straddle(
    exports: Band, expected: bool | None
) -> None:
    year = BandYear(exact(0.41), Band(0.5, 0.41, 0.6), exact(11.0), exports)
    assert geodep_of_bands([year] * 3) is expected


def test_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="three years"):
        geodep([DEPENDENT])
    with pytest.raises(ValueError, match="HHI lies"):
        geodep([DEPENDENT._replace(hhi_world=1.4)] * 3)
    with pytest.raises(ValueError, match="not negative"):
        geodep([DEPENDENT._replace(imports=-1.0)] * 3)
    with pytest.raises(ValueError, match="HHI and share"):
        core_dependency(
            hhi_outside=2, share_outside=0, imports_to_exports=0, thresholds=(0.4, 0.5, 1)
        )
