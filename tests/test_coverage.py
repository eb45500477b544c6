"""Coverage: what is known, what is not, and the notes that say so."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from diplograph.answers import compare, dependence
from diplograph.cli import main
from diplograph.coverage import FOCUS, by_basis, coverage
from diplograph.figures import known_years
from diplograph.store import Store


def test_what_is_not_known_is_no_data_and_not_zero(example: Store) -> None:
    rows = {(r["state"], r["topic"]): r for r in coverage(example, ["XAA", "XCC"])}
    assert rows["XAA", "total"]["years"] == "2024"
    none = rows["XCC", "total"]
    assert (none["years"], none["facts"], none["official_percent"]) == ("no data", 0, None)


@pytest.mark.parametrize(
    ("years", "words"),
    [([], ""), ([None], ""), ([2020], "2020"), ([2020, 2022, 2021], "2020–2022"), ([1, 3], "1, 3")],
)
def test_years_in_words(years: list[int | None], words: str) -> None:
    assert known_years(years) == words


def test_each_of_the_five_has_a_row_for_each_topic(store: Store) -> None:
    rows = coverage(store).rows
    topics = {r["topic"] for r in rows}
    assert len(rows) == len(FOCUS) * len(topics)
    assert {"crude-oil", "natural-gas", "total", "agreements", "meetings", "gdp"} <= topics


def test_gaps_lie_between_the_first_and_the_last_year(store: Store) -> None:
    (row,) = [r for r in coverage(store, ["KAZ"]) if r["topic"] == "total"]
    assert row["years"].startswith("2015")
    assert row["gaps"] is None


def test_sources_by_kind_add_up(store: Store) -> None:
    count = store.select("SELECT (COUNT(?s) AS ?n) WHERE { ?s a dg:Source }").rows[0]["n"]
    assert sum(by_basis(store).values()) == count


def test_a_measure_outside_the_coverage_says_which_years_are_known(store: Store) -> None:
    (note,) = dependence(store, "TJK", "RUS", commodity="oil-products", year=1999).notes
    assert "no data, not zero; known years: " in note
    assert "2023" in note
    found = compare(store, "KAZ", commodity="crude-oil", year=1995)
    assert any("known years: " in note and "2025" in note for note in found.notes)


def test_the_command_prints_states_and_kinds() -> None:
    done = CliRunner().invoke(main, ["sources", "--coverage", "--state", "Uzbekistan"])
    assert "natural-gas" in done.stdout
    assert "official" in done.stderr
