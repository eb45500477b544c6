"""Figures: which of them count, and how several sources of one number combine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from diplograph import figures
from diplograph.analysis import Band, exact
from diplograph.figures import Figure, combine
from diplograph.store import Store


def figure(name: str = "a", **changes: Any) -> Figure:
    values: dict[str, Any] = {
        "fact": f"figure/{name}", "about": "flow/f", "route": "", "origin": "KAZ",
        "destination": "CHN", "partner": "", "commodity": "commodity/crude-oil",
        "measure": "Quantity", "band": exact(1.0), "unit": "Mt", "start": date(2024, 1, 1),
        "end": date(2024, 12, 31), "reporter": "KAZ", "status": "dg:StatusActual",
        "basis": "Official", "source": f"source/{name}", "published": date(2025, 1, 1),
        "accessed": date(2025, 6, 1),
    }  # fmt: skip
    return Figure(**(values | changes))


def value_and_facts(*listed: Figure) -> tuple[float, list[str]]:
    known = combine(listed)
    assert known is not None
    return known.band.value, [fact.removeprefix("figure/") for fact in known.facts]


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), 2024),
        (date(2024, 1, 1), date(2025, 12, 31), None),
        (date(2024, 1, 1), date(2024, 6, 30), None),
        (date(2024, 4, 1), date(2025, 3, 31), None),
        (date(2024, 1, 1), None, None),
        (None, date(2024, 12, 31), None),
        (None, None, None),
    ],
)
def test_a_figure_has_a_year_only_if_it_covers_all_of_it(
    start: date | None, end: date | None, year: int | None
) -> None:
    assert figure(start=start, end=end).year == year


def test_plans_and_targets_do_not_count() -> None:
    words = ("Actual", "Estimate", "Plan", "Target")
    listed = [figure(word, status=f"dg:Status{word}") for word in words]
    assert [f.source for f in figures.counted(listed)] == ["source/Actual", "source/Estimate"]


def test_a_period_that_had_not_ended_when_the_source_was_read_does_not_count() -> None:
    early, late = figure("early", accessed=date(2024, 6, 1)), figure("late")
    open_ended = figure("open", end=None)
    assert figures.counted([early, late, open_ended]) == [late, open_ended]


def test_nothing_is_known_of_no_figures() -> None:
    assert combine([]) is None


def test_the_best_basis_gives_the_value_and_all_span_the_band() -> None:
    known = combine([figure("press", basis="Press", band=exact(3.0)), figure("office")])
    assert known is not None
    assert known.band == Band(1.0, 1.0, 3.0)
    assert known.sources == ["source/office", "source/press"]


def test_the_newest_publication_of_one_basis_gives_the_value() -> None:
    old, new = figure("old"), figure("new", published=date(2026, 1, 1), band=exact(2.0))
    assert value_and_facts(old, new) == value_and_facts(new, old) == (2.0, ["new", "old"])


def test_an_undated_publication_goes_last() -> None:
    assert value_and_facts(figure("a", published=None), figure("b", band=exact(2.0)))[0] == 2.0


def test_an_estimate_counts_only_where_nothing_else_is_known() -> None:
    estimate = figure("guess", status="dg:StatusEstimate", band=exact(9.0))
    assert value_and_facts(estimate, figure("fact", basis="Press")) == (1.0, ["fact"])
    assert value_and_facts(estimate) == (9.0, ["guess"])


def test_masses_are_brought_to_the_unit_of_the_best() -> None:
    """1 200 kt are 1.2 Mt, 900 000 t are 0.9 Mt."""
    kt = figure("kt", unit="kt", band=exact(1200.0), basis="Press")
    t = figure("t", unit="t", band=exact(900_000.0), basis="Press")
    known = combine([figure("mt"), kt, t])
    assert known is not None
    assert known.unit == "Mt"
    assert tuple(known.band) == pytest.approx((1.0, 0.9, 1.2))


def test_a_figure_in_a_unit_that_cannot_be_turned_is_left_out() -> None:
    assert value_and_facts(figure("mt"), figure("usd", unit="USD", basis="Press")) == (1.0, ["mt"])


def test_what_is_known_can_be_told_in_another_unit_of_mass() -> None:
    known = combine([figure(band=exact(1.5))])
    assert known is not None
    assert figures.in_unit(known, "kt").band == exact(1500.0)
    assert figures.in_unit(known, "USD") is known
    assert figures.in_unit(known, "Mt") is known


def test_parts_are_those_of_the_reporter_of_the_whole_where_it_gives_them() -> None:
    own, other = figure("own"), figure("other", reporter="CHN")
    assert figures.coherent([own, other], "KAZ") == [own]
    assert figures.coherent([other], "KAZ") == [other]
    assert figures.coherent([own, other], "") == [own, other]


def test_figures_without_a_reporter_are_grouped_by_source() -> None:
    groups = figures.by_reporter([figure("a"), figure("b", reporter="")])
    assert sorted(groups) == ["KAZ", "source/b"]


def test_the_example_has_its_flows_routes_and_capacities(example: Store) -> None:
    """8 flow figures, 2 of routes, 5 of things."""
    read = figures.read(example)
    assert len(read) == 15
    (north,) = [f for f in read if f.route == "route/north"]
    assert (north.origin, north.destination, north.band, north.unit, north.year) == (
        "XAA", "area/world", exact(6.0), "Mt", 2024,
    )  # fmt: skip


def test_a_figure_with_bounds_alone_has_their_middle_as_value(example: Store) -> None:
    (days,) = [f for f in figures.read(example) if f.measure == "TransitDays"]
    assert days.band == Band(6.0, 5.0, 7.0)


def test_the_figures_of_one_commodity_are_those_of_all_that_are_of_it(example: Store) -> None:
    of_oil = figures.read(example, "crude-oil")
    every = [f for f in figures.read(example) if f.commodity == "commodity/crude-oil"]
    assert sorted(f.fact for f in of_oil) == sorted(f.fact for f in every)


@pytest.mark.parametrize("name", ["ImportShare", "Gdp", "TransitDays"])
def test_the_name_of_a_measure_is_its_term_in_small_letters(name: str) -> None:
    assert figures.measure_name(name).replace("_", "") == name.lower()
