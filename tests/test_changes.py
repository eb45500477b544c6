"""What changed between two years and by which facts, by hand; what began and ended between days."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import diplograph as dg
from diplograph.answers import Answer, between, changes, dependence
from diplograph.cli import main
from diplograph.errors import NotFoundError
from diplograph.files import PACKAGE
from diplograph.prose import markdown
from diplograph.store import Store

SAID = "{year},{year},XAA,actual,example-press,page 7,2025-01-01,press,"
OF_2022 = {
    "route_flows": [
        "north,XAA,area/world,crude-oil,8,7,8,Mt,{said}",
        "south,XAA,area/world,crude-oil,1,,,Mt,{said}",
    ],
    "flows": [
        "XAA,area/world,crude-oil,quantity,10,,,Mt,{said}",
        "XBB,XAA,oil-products,import_share,80,,,percent,{said}",
        "XCC,XAA,oil-products,import_share,15,,,percent,{said}",
        "area/world,XAA,total,value,10000000,,,USD,{said}",
        "XBB,XAA,total,value,4000000,,,USD,{said}",
        "XEE,XAA,total,value,5000000,,,USD,{said}",
    ],
}


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the invented world of 2024 with other figures of 2022 beside them."""
    world = tmp_path_factory.mktemp("grown")
    for path in PACKAGE.glob("example/*.csv"):
        (world / path.name).write_bytes(path.read_bytes())
    for table, lines in OF_2022.items():
        with (world / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line.format(said=SAID.format(year=2022))}\n" for line in lines)
    return dg.build(world)


def asked(store: Store, commodity: str = "crude-oil", **more: Any) -> Answer:
    return changes(store, "XAA", before=2022, after=2024, commodity=commodity, **more)


def drivers(found: Answer, measure: str, subject: str | None = None) -> dict[str, Any]:
    """Return the contributions of one measure by driver; the whole change has none."""
    rows = [r for r in found.rows if (r["measure"], r["subject"]) == (measure, subject)]
    return {" ".join(r["drivers"]): r for r in rows}


def test_a_transit_share_is_attributed_to_its_routes_by_hand(grown: Store) -> None:
    """XBB: north 8 of 8 + 1 + 1 becomes 6 of 6 + 3 + 1.

    South up first costs 8/10 − 8/12, last 6/8 − 6/10; north down is the other way about; the rest
    stays 1, so it brings nothing of the value.
    """
    found = drivers(asked(grown), "transit_share", "XBB")
    south = ((8 / 12 - 8 / 10) + (6 / 10 - 6 / 8)) / 2
    assert found[""]["value"] == pytest.approx(-20)
    assert found["route/south"]["value"] == pytest.approx(100 * south)
    assert found["route/north"]["value"] == pytest.approx(100 * (-0.2 - south))
    assert (found["rest"]["value"], found["rest"]["before"], found["rest"]["after"]) == (0, 1, 1)
    assert found["rest"]["low"] < 0 < found["rest"]["high"]


def test_an_exposure_is_attributed_to_the_flow_and_to_the_gdp_by_hand(
    world: Path, edit: Callable[[str, str, str], None]
) -> None:
    """Imports of 4 million against a GDP of 20 become 5 against 50: 20 % becomes 10 %."""
    said = "XAA,actual,example-press,page 7,2025-01-01,press,"
    with (world / "flows.csv").open("a", encoding="utf-8") as file:
        file.write(f"XBB,XAA,total,value,4000000,,,USD,2022,2022,{said}\n")
    with (world / "figures.csv").open("a", encoding="utf-8") as file:
        file.write(f"XAA,gdp,,,,20000000,,,USD,2022,2022,{said}\n")
        file.write(f"XAA,gdp,,,,50000000,,,USD,2024,2024,{said}\n")
    found = drivers(asked(dg.build(world), "total", on="XBB"), "gdp_exposure_inward", "XBB")
    assert found[""]["value"] == pytest.approx(-10)
    assert found["flow"]["value"] == pytest.approx(100 * ((5 - 4) / 20 + (5 - 4) / 50) / 2)
    assert found["gdp"]["value"] == pytest.approx(100 * (4 / 50 - 4 / 20 + 5 / 50 - 5 / 20) / 2)
    assert [len(found["gdp"][name]) for name in ("facts_before", "facts_after")] == [1, 1]


def test_each_driver_names_its_facts_before_and_after_and_their_sources(grown: Store) -> None:
    north = drivers(asked(grown), "transit_share", "XBB")["route/north"]
    assert (north["before"], north["after"], north["stated_in"]) == (8, 6, "Mt")
    assert ["2022" in f for f in north["facts_before"]] == [True]
    assert ["2024" in f for f in north["facts_after"]] == [True]
    assert north["sources"] == ["source/example-office", "source/example-press"]
    assert north["facts"] == sorted(north["facts_before"] + north["facts_after"])


@pytest.mark.parametrize("commodity", ["crude-oil", "oil-products", "total"])
def test_contributions_sum_to_the_change_and_the_change_is_that_of_the_measure(
    commodity: str, grown: Store
) -> None:
    rows = asked(grown, commodity).rows
    assert {r["measure"] for r in rows} >= {
        "crude-oil": {"transit_share", "route_hhi", "state_hhi"},
        "oil-products": {"import_share", "supplier_hhi"},
        "total": {"import_share", "supplier_hhi"},
    }[commodity]
    for whole in (r for r in rows if not r["drivers"]):
        same = (whole["measure"], whole["subject"])
        parts = [r["value"] for r in rows if r["drivers"] and (r["measure"], r["subject"]) == same]
        assert parts
        assert fsum(parts) == pytest.approx(whole["value"], abs=1e-8)
        for year, number in ((2022, whole["before"]), (2024, whole["after"])):
            one = dependence(grown, "XAA", same[1] or "XBB", commodity=commodity, year=year)
            assert number in [r["value"] for r in one.rows if r["measure"] == same[0]]


def test_the_concentration_of_routes_by_hand(grown: Store) -> None:
    """(0.8² + 0.1²) becomes (0.6² + 0.3²)."""
    found = drivers(asked(grown), "route_hhi")[""]
    assert (found["before"], found["after"]) == pytest.approx((0.65, 0.45))
    assert found["value"] == pytest.approx(-0.2)


def test_a_band_of_a_figure_is_in_the_change_and_in_its_contribution(grown: Store) -> None:
    """North was 7 or 8 of 10 and is 6: −20 points, but −10 if it was 7."""
    found = drivers(asked(grown), "transit_share", "XBB")
    assert found[""]["low"] <= found[""]["value"] < found[""]["high"]
    north = found["route/north"]
    assert north["low"] == north["value"] < north["high"] < 0


def test_an_import_share_out_of_amounts_is_attributed_to_all_partners(grown: Store) -> None:
    """XBB 4 of 10 million becomes 5 of 20: XEE stays 5, the rest grows from 1 to 10."""
    found = drivers(asked(grown, "total"), "import_share", "XBB")
    rest = ((4 / 19 - 4 / 10) + (5 / 20 - 5 / 11)) / 2
    assert found[""]["value"] == pytest.approx(-15)
    assert found["rest"]["value"] == pytest.approx(100 * rest)
    assert found["XBB"]["value"] == pytest.approx(100 * (-0.15 - rest))
    assert "XEE" not in found


def test_a_published_share_is_its_own_driver(grown: Store) -> None:
    found = drivers(asked(grown, "oil-products"), "import_share", "XBB")
    assert found["XBB"]["value"] == found[""]["value"] == pytest.approx(-20)


def test_a_concentration_of_published_shares_is_the_change_of_their_squares(grown: Store) -> None:
    found = drivers(asked(grown, "oil-products"), "supplier_hhi")
    assert found["XBB"]["value"] == pytest.approx(0.6**2 - 0.8**2)
    assert found["XCC"]["value"] == pytest.approx(0.3**2 - 0.15**2)


def test_a_route_known_in_one_year_is_unknown_in_the_other_and_one_with_the_rest(
    world: Path, edit: Callable[[str, str, str], None]
) -> None:
    for table, lines in OF_2022.items():
        with (world / f"{table}.csv").open("a", encoding="utf-8") as file:
            said = SAID.format(year=2022)
            file.writelines(f"{x.format(said=said)}\n" for x in lines if not x.startswith("south"))
    found = asked(dg.build(world))
    assert set(drivers(found, "transit_share", "XBB")) == {"", "route/north", "route/south rest"}
    both = drivers(found, "transit_share", "XBB")["route/south rest"]
    assert (both["before"], both["after"]) == (2, 4)
    assert any("unknown there and one with the rest: route/south" in n for n in found.notes)


def test_a_change_that_is_undefined_on_the_way_is_told_and_not_attributed(
    world: Path, edit: Callable[[str, str, str], None]
) -> None:
    """All by the north becomes all by the south: with neither, no state is crossed at all."""
    edit(
        "routes",
        "market-theta,north-pipe north-pipe-2 tanker-zeta",
        "port-zeta,north-pipe north-pipe-2",
    )
    for table, lines in OF_2022.items():
        with (world / f"{table}.csv").open("a", encoding="utf-8") as file:
            said = SAID.format(year=2022)
            file.writelines(f"{x.format(said=said)}\n" for x in lines)
    path = world / "route_flows.csv"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("north,XAA,area/world,crude-oil,6,", "north,XAA,area/world,crude-oil,0,")
        .replace("south,XAA,area/world,crude-oil,1,", "south,XAA,area/world,crude-oil,0,"),
        encoding="utf-8",
    )
    found = asked(dg.build(world))
    whole = drivers(found, "state_hhi")
    assert list(whole) == [""]
    assert (whole[""]["before"], whole[""]["after"]) == (1, 0.5)
    assert "it is undefined between the two years: state_hhi" in found.notes[-1]
    assert set(drivers(found, "route_hhi")) > {""}


def test_only_one_state_can_be_asked_for(grown: Store) -> None:
    rows = asked(grown, on="XCC").rows
    assert {(r["measure"], r["subject"]) for r in rows} == {("transit_share", "XCC")}


def test_a_year_without_figures_is_a_note_and_no_row(example: Store) -> None:
    found = asked(example)
    assert len(found.rows) == 0
    assert found.notes == [
        "routes are not compared: no volumes with a total for 2022: unknown, not zero;"
        " known years: 2024"
    ]
    assert "no data, not zero" in changes(example, "XDD", before=2022, after=2024).notes[0]


def test_faults_are_refused(example: Store) -> None:
    with pytest.raises(ValueError, match="before must be a year earlier"):
        changes(example, "XAA", before=2024, after=2024)
    with pytest.raises(ValueError, match="two days in order"):
        between(example, date(2024, 1, 1), date(2024, 1, 1))
    with pytest.raises(NotFoundError):
        changes(example, "Atlantis", before=2022, after=2024)


def test_russias_share_of_kazakh_oil_fell_by_what_went_by_baku(store: Store) -> None:
    """In the shipped graph more oil by Baku–Ceyhan is the largest driver, and CPC pulls up."""
    found = changes(store, "KAZ", before=2022, after=2025, commodity="crude-oil", on="RUS")
    share = drivers(found, "transit_share", "RUS")
    assert list(share)[1] == "route/kaz-oil-btc"
    assert share["route/kaz-oil-btc"]["value"] < share[""]["value"] < 0
    assert share["route/kaz-oil-cpc"]["value"] > 0


def test_a_paper_gets_a_sentence_for_each_driver(grown: Store) -> None:
    paper = markdown(grown, json.loads(asked(grown, on="XBB").to_json()))
    assert "- whole of the change of **transit share** of " in paper
    south = "- part of the change of **transit share** of XBB, brought by south: -14.17 ("
    assert any(line.startswith(south) for line in paper.splitlines()), paper


def kinds(found: Answer) -> list[tuple[Any, ...]]:
    return [(r["kind"], r["what"], str(r["day"]), r["thing"]) for r in found.rows]


def test_what_began_and_ended_between_two_days_of_the_invented_world(example: Store) -> None:
    """Bo leaves on the last day of 2019, Ada follows; the treaty enters into force in 2021."""
    found = between(example, date(2019, 6, 1), date(2021, 1, 1))
    assert kinds(found)[:3] == [
        ("tenure", "ended", "2019-12-31", "person/bo-alpha"),
        ("tenure", "began", "2020-01-01", "person/ada-alpha"),
        ("agreement", "began", "2021-01-01", "agreement/transit-treaty"),
    ]
    assert all(r["facts"] and r["sources"] for r in found.rows)


@pytest.mark.parametrize(
    ("before", "after", "turns"),
    [
        (date(2019, 12, 30), date(2019, 12, 31), []),
        (date(2019, 12, 31), date(2020, 1, 1), ["ended", "began"]),
        (date(2020, 1, 1), date(2020, 1, 2), []),
    ],
)
def test_a_last_day_still_counts_and_so_does_a_first(
    before: date, after: date, turns: list[str], example: Store
) -> None:
    """Bo holds the office on 31 December, Ada from 1 January on."""
    rows = between(example, before, after).rows
    assert [r["what"] for r in rows if r["kind"] == "tenure"] == turns


def test_a_capacity_that_is_published_anew_has_both_numbers(world: Path) -> None:
    with (world / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("place/port-beta,capacity,,crude-oil,,5,,,Mt/yr,2023,,,actual,example-press,"
                   "page 2,2025-01-01,press,\n")  # fmt: skip
    found = between(dg.build(world), date(2022, 1, 1), date(2024, 1, 1))
    (row,) = [r for r in found.rows if r["kind"] == "capacity"]
    assert (row["what"], row["before"], row["after"], row["unit"]) == ("changed", 3, 5, "Mt/yr")
    assert row["sources"] == ["source/example-office", "source/example-press"]
    assert len(row["facts"]) == 2


def test_plans_have_not_begun(example: Store) -> None:
    """The port is planned to grow in 2030."""
    found = between(example, date(2029, 1, 1), date(2031, 1, 1))
    assert [r for r in found.rows if r["kind"] in ("capacity", "segment")] == []


def test_a_state_has_its_own_facts_only(example: Store) -> None:
    whole, own, none = (
        between(example, date(1970, 1, 1), date(2028, 1, 1), state=state)
        for state in (None, "XBB", "XDD")
    )
    assert {"person/ada-alpha"} <= {r["thing"] for r in whole.rows}
    assert {"XBB", "agreement/transit-treaty"} <= {r["thing"] for r in own.rows}
    assert not {"person/ada-alpha", "XAA"} & {r["thing"] for r in own.rows}
    assert len(none.rows) < len(own.rows) < len(whole.rows)


def test_what_has_no_first_day_is_counted_and_not_told_to_have_begun(world: Path) -> None:
    with (world / "memberships.csv").open("a", encoding="utf-8") as file:
        file.write("XCC,union,member,,,example-office,page 1,2025-01-01,official,\n")
    found = between(dg.build(world), date(1970, 1, 1), date(2024, 1, 1))
    assert "XCC" not in [r["thing"] for r in found.rows if r["kind"] == "membership"]
    assert "1 of kind membership" in found.notes[0]


def run(built: Path, *words: str) -> Any:
    result = CliRunner().invoke(main, ["changes", *words], env={"DIPLOGRAPH_STORE": str(built)})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_the_command_takes_two_years_or_two_days(built: Path) -> None:
    days = run(built, "--from", "2019-06-01", "--to", "2021-01-01", "--format", "json")
    assert json.loads(days.stdout)["question"]["between"] == "2019-06-01"
    years = run(built, "XAA", "--from", "2022", "--to", "2024", "-c", "crude-oil")
    assert (years.exit_code, "unknown, not zero" in years.stderr) == (0, True)
    assert "Ada Alpha" in run(built, "XAA", "--from", "2019-06-01", "--to", "2021-01-01").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2022", "--to", "2024"),
        ("XAA", "--from", "2024", "--to", "2022"),
        ("XAA", "--from", "2022", "--to", "2024-01-01"),
        ("XAA", "--from", "2022-01-01", "--to", "2024-01-01", "-c", "total"),
        ("XAA", "--from", "soon", "--to", "2024"),
    ],
)
def test_other_mixtures_are_misuse(words: tuple[str, ...], built: Path) -> None:
    assert run(built, *words).exit_code == 2
