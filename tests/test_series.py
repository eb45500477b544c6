"""Answers as series: one row a measure and year, gaps unknown and not zero, the store read once."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import diplograph as dg
from diplograph.answers import Answer, chokepoints, compare, dependence, influence, routes, series
from diplograph.cli import main
from diplograph.files import PACKAGE
from diplograph.store import Store

OIL = {"state": "XAA", "commodity": "crude-oil"}


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the invented world with the oil of 2022 beside that of 2024, and none of 2023."""
    world = tmp_path_factory.mktemp("grown")
    for path in PACKAGE.glob("example/*.csv"):
        (world / path.name).write_bytes(path.read_bytes())
    after = ",Mt,2022,2022,XAA,actual,example-press,page 7,2025-01-01,press,\n"
    with (world / "route_flows.csv").open("a", encoding="utf-8") as file:
        file.write(f"north,XAA,area/world,crude-oil,8,,{after}")
        file.write(f"south,XAA,area/world,crude-oil,2,,{after}")
    with (world / "flows.csv").open("a", encoding="utf-8") as file:
        file.write(f"XAA,area/world,crude-oil,quantity,10,,{after}")
    return dg.build(world)


def values(found: Answer, measure: str, **where: Any) -> dict[Any, Any]:
    """Return the values of one thing by year."""
    rows = [r for r in found.rows if r["measure"] == measure and where.items() <= r.items()]
    assert len({r["year"] for r in rows}) == len(rows)
    return {r["year"]: r["value"] for r in rows}


def test_a_year_without_data_is_a_row_of_unknown_value(grown: Store) -> None:
    found = series(grown, dependence, during=(2021, 2024), on="XBB", **OIL)
    assert values(found, "transit_share") == {2021: None, 2022: 80, 2023: None, 2024: 60}
    assert values(found, "route_hhi")[2022] == pytest.approx(0.8**2 + 0.2**2)
    (gap,) = [r for r in found.rows if r["measure"] == "transit_share" and r["year"] == 2023]
    assert (gap["low"], gap["high"], gap["sources"], gap["facts"]) == (None, None, [], [])
    assert gap["unit"] == "percent"
    assert found.notes[0].startswith("no data, which is not zero: ")
    assert "transit_share of crude-oil 2021, 2023" in found.notes[0]


@pytest.mark.parametrize(
    ("answering", "question"),
    [(dependence, {**OIL, "on": "XBB"}), (compare, OIL), (influence, {"actor": "XBB"})],
)
def test_each_year_is_what_the_answer_itself_gives(
    answering: Any, question: dict[str, Any], grown: Store
) -> None:
    found = series(grown, answering, during=(2022, 2024), **question)
    for year in (2022, 2024):
        one = [r for r in answering(grown, year=year, **question).rows if r["value"] is not None]
        of_year = [r for r in found.rows if r["year"] == year and r["value"] is not None]
        assert one
        assert len(of_year) == len(one)
        assert all(any(row.items() <= r.items() for r in of_year) for row in one)


def test_rows_of_one_thing_stand_together_in_the_order_of_time(grown: Store) -> None:
    rows = series(grown, compare, during=(2022, 2024), **OIL).rows
    things = [(r["measure"], r["way"], r["subject"]) for r in rows]
    runs = [t for i, t in enumerate(things) if i == 0 or things[i - 1] != t]
    assert len(runs) == len(set(runs))
    for thing in set(things):
        years = [r["year"] for r, t in zip(rows, things, strict=True) if t == thing]
        assert years == sorted(years)


def test_every_number_has_its_facts_and_sources(grown: Store) -> None:
    found = series(grown, compare, during=(2022, 2024), **OIL)
    assert all(r["facts"] and r["sources"] for r in found.rows if r["value"] is not None)
    assert found.sources == ["source/example-office", "source/example-press"]


def test_a_note_of_several_years_is_said_once_after_its_years(grown: Store) -> None:
    notes = series(grown, compare, during=(2019, 2024), **OIL).notes
    (gap,) = [n for n in notes if "no volumes by route of XAA are known for the year" in n]
    assert gap.startswith("2019–2021, 2023: ")
    assert gap.endswith("known years: 2022, 2024")


def test_what_is_never_known_is_a_note_and_no_row(example: Store) -> None:
    found = series(example, compare, during=(2019, 2020), **OIL)
    assert len(found.rows) == 0
    assert "unknown in every year: route_share of route/north" in found.notes[0]


def test_a_partner_that_is_not_listed_beside_others_is_told_and_not_called_unknown(
    store: Store,
) -> None:
    """Of Kazakhstan's suppliers the three largest besides the fixed ones change over the years."""
    found = series(store, compare, during=(2021, 2023), state="KAZ", commodity="total")
    by_partner: dict[str, set[int]] = {}
    for row in (r for r in found.rows if r["measure"] == "export_share"):
        assert row["value"] is not None
        by_partner.setdefault(row["subject"], set()).add(row["year"])
    (note,) = [n for n in found.notes if n.startswith("not listed beside others of the measure: ")]
    partly = {p for p, years in by_partner.items() if len(years) < 3}
    assert partly
    assert all(f"export_share of {p} " in note for p in partly)


def test_a_series_over_days_asks_at_the_end_of_each_year(example: Store) -> None:
    ends = {"origin": "well-delta", "destination": "XEE", "commodity": "crude-oil"}
    found = series(example, routes, during=(2021, 2022), **ends)
    flows = {r["at"]: r["value"] for r in found.rows if r["measure"] == "max_flow"}
    assert flows == {date(2021, 12, 31): 13, date(2022, 12, 31): 13}
    cut = series(example, chokepoints, during=(2021, 2022), k=1, **ends)
    assert {str(r["at"]) for r in cut.rows} == {"2021-12-31", "2022-12-31"}


def test_the_store_is_read_once_for_all_years(
    example: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    run = Store.run

    def counted(self: Store, query: str, bindings: Any) -> Any:
        asked.append(query)
        return run(self, query, bindings)

    monkeypatch.setattr(Store, "run", counted)
    series(example, dependence, during=(2015, 2015), on="XBB", **OIL)
    one = len(asked)
    asked.clear()
    series(example, dependence, during=(2015, 2025), on="XBB", **OIL)
    assert len(asked) == one


def test_faults_are_refused(example: Store) -> None:
    with pytest.raises(ValueError, match="two years in order"):
        series(example, compare, during=(2025, 2015), **OIL)

    def timeless(store: Store) -> Answer:
        raise AssertionError("not asked")

    with pytest.raises(ValueError, match="timeless takes neither a year nor a day"):
        series(example, timeless, during=(2015, 2016))


def run(built: Path, *words: str) -> Any:
    return CliRunner().invoke(main, [*words], env={"DIPLOGRAPH_STORE": str(built)})


def test_the_commands_take_a_period(built: Path) -> None:
    asked = ("dependence", "XAA", "--on", "XBB", "-c", "crude-oil", "--during", "2023/2024")
    content = json.loads(run(built, *asked, "--format", "json").stdout)
    assert content["question"]["during"] == "2023/2024"
    assert {r["year"] for r in content["rows"]} == {2023, 2024}
    shown = run(built, *asked).stdout
    assert "60 (60–70)" in shown
    assert "–   percent    2023" in shown


@pytest.mark.parametrize("period", ["2023", "2024/2023", "2023-01/2024", "0000/2024", "a/b"])
def test_a_period_that_is_none_is_misuse(period: str, built: Path) -> None:
    result = run(built, "compare", "XAA", "--during", period)
    assert result.exit_code == 2
    assert "write two years in order, as 2015/2025" in result.stderr


def test_a_period_and_a_year_do_not_go_together(built: Path) -> None:
    result = run(built, "compare", "XAA", "--during", "2023/2024", "--year", "2024")
    assert (result.exit_code, "do not go together" in result.stderr) == (2, True)
