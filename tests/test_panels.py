"""Panels: every number checked by hand or against the tables, unknown never zero."""

from __future__ import annotations

import builtins
import csv
import io
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import diplograph as dg
from diplograph import figures
from diplograph.errors import MissingExtraError, SourceError
from diplograph.exports import dyads, export, states, units, write
from diplograph.exports.codebook import codebook
from diplograph.exports.columns import Panel
from diplograph.files import PACKAGE, folder
from diplograph.sources.statecodes import codes
from diplograph.store import Store

SOURCED = ",example-office,page 1,2025-01-01,official,\n"
PRESS = ",example-press,page 1,2025-01-01,press,\n"
NAMES = "Label,Label,"
ADDED = {
    "figures": (
        "XAA,gdp,,,,100,,,USD,2024,2024,,actual" + SOURCED,
        "XAA,gdp,,,,90,,,USD,2024,2024,,actual" + PRESS,
        "XAA,gdp,,,,80,,,USD,2024,2024,,plan" + PRESS,
        "XAA,gdp,,,part,70,,,USD,2024,2024,,actual" + PRESS,
        "XBB,gdp,,,,50,,,USD,2024-01,2024-06,,actual" + SOURCED,
        "XCC,gdp,,,,0,,,USD,2024,2024,,actual" + SOURCED,
    ),
    "memberships": (
        "XCC,union,member,," + SOURCED,
        "XDD,union,observer,2010-01-01," + SOURCED,
        "XEE,union,member,2010-01-01,2023-12-31" + SOURCED,
    ),
    "agreements": (
        "old-pact,treaty," + NAMES + ",1999-01-01,,2023-06-30,,," + SOURCED,
        "new-pact,treaty," + NAMES + ",2024-12-31,,,,," + SOURCED,
    ),
    "signatures": tuple(
        f"{pact},{state},," + SOURCED
        for pact in ("new-pact", "old-pact")
        for state in ("XAA", "XBB")
    ),
}
TABLES = {
    "commitments": (
        "id,kind,label_en,label_ja,label_ru,actor,beneficiary,amount,low,high,currency,"
        "period_start,period_end,event,agreement,source,locator,accessed,basis,note\n",
        "one,pledge," + NAMES + ",XBB,XAA,100,,,USD,2024,2026,," + SOURCED,
        "two,pledge," + NAMES + ",XBB,XAA,,30,50,USD,,,talks," + SOURCED,
        "yen,pledge," + NAMES + ",XBB,XAA,7,,,JPY,2024,,," + SOURCED,
        "spent,disbursed," + NAMES + ",XBB,XAA,5,,,USD,2024,,," + SOURCED,
        "undated,committed," + NAMES + ",XBB,XAA,9,,,USD,,,," + SOURCED,
    ),
    "sanctions": (
        "imposer,target,restriction,legal_basis,event,start,end,source,locator,accessed,basis,note\n",
        "XEE,XAA,import-ban,,,2020-01-01,2024-02-01" + SOURCED,
        "XEE,XAA,exception,,,2020-01-01," + SOURCED,
        "XEE,XAA,export-ban,,,," + SOURCED,
    ),
    "events": (
        "id,kind,label_en,label_ja,label_ru,part_of,start,end,source,locator,accessed,basis,note\n",
        "strike,disruption," + NAMES + ",,2024-05-01," + SOURCED,
        "summit,summit," + NAMES + ",,2024-05-01,2024-05-02" + SOURCED,
        "talks,visit," + NAMES + ",,2024-07-01," + SOURCED,
    ),
    "participations": (
        "event,actor,represents,role,source,locator,accessed,basis,note\n",
        "strike,XAA,," + SOURCED,
        "summit,XBB,," + SOURCED,
        "summit,person/ada-alpha,XAA," + SOURCED,
        "talks,XAA,," + SOURCED,
        "talks,XEE,," + SOURCED,
    ),
}


@pytest.fixture(scope="module")
def richer(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the invented world with money, meetings, sanctions and figures that disagree."""
    data = Path(shutil.copytree(PACKAGE / "example", tmp_path_factory.mktemp("richer") / "data"))
    for name, rows in ADDED.items():
        lines = (data / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        text = lines[0] + "".join(sorted([*lines[1:], *rows]))
        (data / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    for name, rows in TABLES.items():
        text = rows[0] + "".join(sorted(rows[1:]))
        (data / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return dg.build(data)


@pytest.fixture(scope="module")
def by_state(richer: Store) -> Panel:
    return states.states(richer, (2023, 2024))


@pytest.fixture(scope="module")
def by_pair(richer: Store) -> Panel:
    return dyads.dyads(richer, (2023, 2024))


def cells(panel: Panel, *key: Any) -> dict[str, Any]:
    names = ("state", "year") if len(key) == 2 else ("origin", "destination", "year")
    (row,) = (row for row in panel.table if tuple(row[name] for name in names) == key)
    return dict(row)


def banded(row: dict[str, Any], name: str) -> tuple[Any, ...]:
    return tuple(row[name + end] for end in ("", "_low", "_high", "_sources"))


def test_sources_that_differ_span_a_band_and_plans_and_parts_stay_out(by_state: Panel) -> None:
    assert banded(cells(by_state, "XAA", 2024), "gdp_usd") == (100, 90, 100, 2)


def test_a_figure_of_half_a_year_or_of_no_year_leaves_the_cell_empty(by_state: Panel) -> None:
    assert banded(cells(by_state, "XBB", 2024), "gdp_usd") == (None, None, None, 0)
    assert banded(cells(by_state, "XAA", 2023), "gdp_usd") == (None, None, None, 0)


def test_a_zero_that_a_source_states_is_a_zero(by_state: Panel) -> None:
    assert cells(by_state, "XCC", 2024)["gdp_usd"] == 0


def test_the_largest_partner_is_a_share_of_what_the_state_reports(by_state: Panel) -> None:
    """Imports of XAA in 2024: 5 of 20 million from XBB and from XEE each; the first by code."""
    row = cells(by_state, "XAA", 2024)
    assert row["imports_usd"] == 20_000_000
    assert (row["top_import_partner"], row["top_import_share"]) == ("XBB", 25)
    assert row["top_export_partner"] is None


def test_leaders_are_those_of_the_last_day_of_the_year(richer: Store) -> None:
    """Bo Alpha's term ran from the first day of 2010 to the last of 2019."""
    panel = states.states(richer, (2009, 2020))
    leaders = {year: cells(panel, "XAA", year)["head_of_state"] for year in (2009, 2019, 2020)}
    assert leaders == {2009: None, 2019: "Bo Alpha", 2020: "Ada Alpha"}


def test_memberships_without_a_start_are_possible_and_not_known(by_state: Panel) -> None:
    found = {
        (s, y): (row["memberships"], row["memberships_high"])
        for s in ("XAA", "XCC", "XDD", "XEE")
        for y in (2023, 2024)
        if (row := cells(by_state, s, y))
    }
    assert found["XAA", 2024] == (1, 1)
    assert found["XCC", 2024] == (0, 1)
    assert found["XDD", 2024] == (0, 0)  # an observer is no member
    assert (found["XEE", 2023], found["XEE", 2024]) == ((1, 1), (0, 0))


def test_signed_is_not_in_force_and_what_has_ended_counts_no_more(by_state: Panel) -> None:
    rows = [cells(by_state, "XAA", year) for year in (2023, 2024)]
    assert [row["agreements_signed"] for row in rows] == [1, 2]  # the transit treaty, the new pact
    assert [row["agreements_in_force"] for row in rows] == [1, 1]


def test_meetings_count_persons_for_their_state_and_no_disruptions(by_state: Panel) -> None:
    row = cells(by_state, "XAA", 2024)
    assert (row["summits"], row["meetings"]) == (1, 2)


def test_sanctions_have_a_known_start_and_exceptions_are_none(by_state: Panel) -> None:
    assert [cells(by_state, "XAA", year)["sanctions"] for year in (2023, 2024)] == [1, 1]


def test_several_pledges_give_the_largest_and_the_sum_and_assert_neither(by_state: Panel) -> None:
    """100, and 30 to 50, which may be a part of it; yen are counted, not converted."""
    row = cells(by_state, "XAA", 2024)
    assert banded(row, "pledged_usd") == (None, 100, 150, 1)
    assert row["pledged"] == 3
    assert (banded(row, "disbursed_usd"), row["disbursed"]) == ((5, 5, 5, 1), 1)
    assert (banded(row, "committed_usd"), row["committed"]) == ((None, None, None, 0), 0)


def test_a_flow_is_told_by_origin_and_destination_apart(by_pair: Panel) -> None:
    row = cells(by_pair, "XEE", "XAA", 2024)
    assert row["exports_by_origin_usd"] == 8_000_000
    assert row["imports_by_destination_usd"] == 5_000_000
    assert row["trade_by_others_usd"] is None


def test_a_directed_pair_is_not_its_reverse(by_pair: Panel) -> None:
    there, back = cells(by_pair, "XBB", "XAA", 2024), cells(by_pair, "XAA", "XBB", 2024)
    assert (there["pledged"], back["pledged"]) == (3, 0)
    assert (there["imports_by_destination_usd"], back["imports_by_destination_usd"]) == (
        5_000_000,
        None,
    )
    for name in ("shared_memberships", "agreements_signed", "summits", "contiguous"):
        assert there[name] == back[name] != 0


def test_what_two_states_share(by_pair: Panel) -> None:
    row = cells(by_pair, "XAA", "XBB", 2024)
    assert (row["shared_memberships"], row["agreements_signed"]) == (1, 2)
    assert (row["agreements_in_force"], row["summits"], row["meetings"]) == (1, 1, 1)
    row = cells(by_pair, "XEE", "XAA", 2024)
    assert (row["sanctions"], row["contiguous"]) == (1, None)
    assert cells(by_pair, "XAA", "XEE", 2024)["sanctions"] == 0


def test_pairs_are_those_that_a_fact_links(by_pair: Panel) -> None:
    """Membership alone links nobody: XDD shares only what everybody has."""
    pairs = {(row["origin"], row["destination"]) for row in by_pair.table}
    assert pairs == {("XAA", "XBB"), ("XBB", "XAA"), ("XAA", "XEE"), ("XEE", "XAA")}


def test_counts_are_never_empty_and_numbers_never_zero_for_the_unknown(by_state: Panel) -> None:
    for column in by_state.columns:
        values = by_state.table.column(column.name)
        if column.kind == "count":
            assert None not in values, column.name
        elif column.kind == "number" and not column.name.startswith("gdp_usd"):
            assert 0 not in values, column.name


@pytest.mark.parametrize("name", ["states", "dyads"])
def test_every_column_is_described_and_its_coverage_counted(
    name: str, by_state: Panel, by_pair: Panel
) -> None:
    panel = by_state if name == "states" else by_pair
    book = codebook(panel)
    assert book.column("name") == panel.table.columns
    assert all(row[part] for row in book for part in ("meaning", "type", "source", "missing"))
    filled = {row["name"]: row["filled_percent"] for row in book}
    assert filled["year"] == 100
    if name == "states":
        assert filled["gdp_usd"] == 20  # 2 of 10 rows


def test_the_codebook_lies_beside_the_panel(richer: Store, tmp_path: Path) -> None:
    paths = write(export(richer, "states", during=(2024, 2024)), tmp_path / "p.csv")
    assert [p.name for p in paths] == ["p.csv", "p.codebook.md", "p.codebook.csv"]
    page = (tmp_path / "p.codebook.md").read_text(encoding="utf-8")
    assert "Counts are of facts in this graph" in page and "state no licence" in page
    with (tmp_path / "p.codebook.csv").open(encoding="utf-8") as lines:
        assert len(list(csv.DictReader(lines))) == len(states.columns())


@pytest.mark.parametrize("form", ["states", "dyads", "edges"])
def test_parquet_says_what_csv_says_with_types(form: str, richer: Store) -> None:
    frame = pl.read_parquet(io.BytesIO(export(richer, form, encoding="parquet").content))
    rows = list(csv.DictReader(io.StringIO(export(richer, form).content.decode())))
    assert frame.columns == list(rows[0]) and len(frame) == len(rows)
    kinds = set(frame.schema.values())
    assert kinds <= {pl.String(), pl.Int64(), pl.Float64(), pl.Date()}
    for row, line in zip(frame.iter_rows(named=True), rows, strict=True):
        for name, value in row.items():
            told = line[name]
            assert (
                float(told) == value
                if isinstance(value, float)
                else told == str(value or (0 if value == 0 else ""))
            )
    assert (
        export(richer, form, encoding="parquet").content
        == export(richer, form, encoding="parquet").content
    )


def test_parquet_without_polars_names_the_extra(
    example: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "polars":
            raise ImportError(name)
        return whole(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"diplograph\[frames\]"):
        export(example, "edges", encoding="parquet")


def test_the_years_end_with_the_last_that_was_over_when_sources_were_read(example: Store) -> None:
    assert units.years(example, None) == range(2015, 2025)


def rows_of(table: str) -> list[dict[str, str]]:
    with (folder("data") / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.slow
def test_the_shipped_panel_says_what_the_tables_say(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trade of Kazakhstan and Uzbekistan in 2023, read from data/flows.csv by hand."""
    listed = figures.read(store)
    monkeypatch.setattr(figures, "read", lambda _: listed)  # once for both panels
    told = {
        (row["origin"], row["destination"], row["reporter"]): float(row["value"])
        for row in rows_of("flows")
        if row["commodity"] == "total" and row["unit"] == "USD" and row["measure"] == "value"
        and row["period_start"] == "2023-01-01" and row["period_end"] == "2023-12-31"
        and "KAZ" in (row["origin"], row["destination"]) and row["reporter"] in ("KAZ", "UZB")
    }  # fmt: skip
    row = cells(dyads.dyads(store, (2023, 2023)), "KAZ", "UZB", 2023)
    assert row["exports_by_origin_usd"] == told["KAZ", "UZB", "KAZ"] == 3_129_992_907
    assert row["imports_by_destination_usd"] == told["KAZ", "UZB", "UZB"] == 3_068_544_900
    assert (row["origin_cow"], row["origin_cow_abbr"], row["contiguous"]) == ("705", "KZK", 1)
    panel = states.states(store, (2023, 2023))
    row = cells(panel, "KAZ", 2023)
    partners = {d: v for (o, d, r), v in told.items() if (o, r) == ("KAZ", "KAZ") and "/" not in d}
    top = max(partners, key=lambda state: partners[state])
    share = 100 * partners[top] / told["KAZ", "area/world", "KAZ"]
    assert row["top_export_partner"] == top == "ITA"
    assert row["top_export_share"] == pytest.approx(share) == pytest.approx(18.7434, abs=1e-4)
    assert banded(cells(panel, "TJK", 2023), "gdp_usd") == (
        12_244_000_000,
        12_000_000_000,
        12_244_000_000,
        2,
    )
    assert len(panel.table) == sum(r["kind"] == "state" for r in rows_of("states"))


def test_codes_are_text_and_differ_where_the_lists_do(store: Store) -> None:
    """COW State System Membership List 2016; Gleditsch and Ward's list to 2020."""
    found = units.codes(store)
    listed = {code: tuple(found[code][n] for n in ("cow", "cow_abbr", "gw")) for code in found}
    assert listed["USA"] == ("2", "USA", "2")
    assert listed["UZB"] == ("704", "UZB", "704")
    assert listed["DEU"] == ("255", "GMY", "260")
    assert listed["SRB"] == ("345", "YUG", "340")
    assert listed["YEM"] == ("679", "YEM", "678")
    assert listed["VNM"] == ("816", "DRV", "816")
    assert listed["NRU"] == ("970", "NAU", None)
    for place in range(3):
        known = [row[place] for row in listed.values() if row[place]]
        assert len(known) == len(set(known)) > 165


def test_a_code_of_a_state_that_the_data_lacks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    path.write_text("state,cow,cow_abbr,gw\nXAA,1,AAA,1\nQQQ,2,BBB,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"states.csv row 3, column state: 'QQQ'"):
        list(codes(path, ["XAA"]))
    path.write_text("state,cow\nXAA,1\n", encoding="utf-8")
    with pytest.raises(SourceError, match="the header must be"):
        list(codes(path, ["XAA"]))
