"""The tables of the first case: one form, nothing left over, nothing that contradicts itself."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from diplograph.model import TABLES, Fact, cells
from diplograph.networks import great_circle, transport
from diplograph.sources.curated import read
from diplograph.store import Store

DATA = Path(__file__).parents[1] / "data"
PROVENANCE = ["source", "locator", "accessed", "basis", "note"]
# Named by src/diplograph/sources/iso3166.py, not by a row.
BY_CODE = {
    "source/cow-states-2016",
    "source/gw-states-2020",
    "source/iso-3166-pycountry",
    "source/unicode-cldr",
}
SEED = "seed-article"
FORMS = {"Mt/yr", "TEU/yr", "bcm/yr", "kb/d", "MW"}
# South, north, west and east edge in degrees, from Natural Earth; wide states are left out.
BOXES = {
    "AFG": (29.3, 38.5, 60.5, 75.2),
    "AZE": (38.3, 41.9, 44.8, 50.95),
    "CHN": (18.2, 53.5, 73.7, 135.0),
    "GEO": (41.1, 43.6, 40.0, 46.6),
    "IRN": (25.1, 39.7, 44.1, 63.3),
    "JPN": (31.0, 45.6, 129.4, 145.5),
    "KAZ": (40.7, 55.4, 46.5, 87.4),
    "KGZ": (39.3, 43.3, 69.5, 80.3),
    "TJK": (36.7, 41.0, 67.4, 75.0),
    "TKM": (35.3, 42.8, 52.5, 66.5),
    "TUR": (35.8, 42.1, 26.0, 44.8),
    "UZB": (37.1, 45.6, 55.9, 73.1),
}
JOINED_BY_FREIGHT = """
    xian lianyungang yokohama vostochny vladivostok almaty astana tashkent bishkek dushanbe
    ashgabat aktau kuryk turkmenbashi baku-alat poti batumi kars halkali mersin constanta moscow
    malaszewicze duisburg novorossiysk st-petersburg ust-luga bandar-abbas termez hairatan
    mazar-i-sharif
"""
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def records() -> dict[str, Rows]:
    """All rows by table, read and checked as `diplograph build` does."""
    tables: dict[str, Rows] = defaultdict(list)
    for item in read(DATA):
        tables[item.file.removesuffix(".csv")].append(
            vars(item.record) | {"class": item.record.class_name}
        )
    return tables


@pytest.fixture(scope="module")
def references(records: dict[str, Rows]) -> Counter[str]:
    """How often each thing is named by a row."""
    found: Counter[str] = Counter()
    for name, rows in records.items():
        for row in rows:
            found.update(_named(name, row))
    return found


def _named(table: str, row: dict[str, Any]) -> Iterator[str]:
    for column, cell in cells(TABLES[table]).items():
        value = row[column]
        if value and cell.kind in ("ref", "any"):
            yield value
        elif value and cell.kind in ("refs", "steps"):
            yield from value
        elif value and cell.kind == "value":
            yield from value.split()


def _by_id(rows: Rows) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_sorted_and_in_canonical_form(table: str) -> None:
    text = (DATA / f"{table}.csv").read_bytes().decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    canonical = io.StringIO(newline="")
    csv.writer(canonical, lineterminator="\n").writerows([header, *sorted(rows)])
    assert text == canonical.getvalue()


def test_headers_are_those_of_the_readme() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| `(\w+)\.csv` \| ([^|]+) \|", readme, flags=re.M))
    assert set(stated) == set(TABLES)
    for table, columns in stated.items():
        with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            header = next(csv.reader(lines))
        own = PROVENANCE if issubclass(TABLES[table], Fact) else []
        assert header == [column.strip() for column in columns.split(",")] + own, table


def test_no_table_lies_beside_those_of_the_readme() -> None:
    assert {path.stem for path in DATA.glob("*.csv")} == set(TABLES)


def test_every_source_is_used(records: dict[str, Rows], references: Counter[str]) -> None:
    notes = {
        word
        for rows in records.values()
        for row in rows
        for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", row.get("note") or "")
    }
    idle = [
        row["id"]
        for row in records["sources"]
        if not references[f"source/{row['id']}"]
        and row["id"] not in notes
        and f"source/{row['id']}" not in BY_CODE
    ]
    assert idle == []


def test_every_source_was_opened_on_a_day_and_has_an_address(records: dict[str, Rows]) -> None:
    for row in records["sources"]:
        assert row["accessed"] is not None, row["id"]
        assert row["url"] or row["id"] == SEED, row["id"]


def test_no_page_is_two_sources(records: dict[str, Rows]) -> None:
    pages = Counter(row["url"].rstrip("/") for row in records["sources"] if row["url"])
    assert [page for page, count in pages.items() if count > 1] == []


def test_every_row_stands_on_a_page_that_was_opened(records: dict[str, Rows]) -> None:
    for table, rows in records.items():
        for row in rows:
            assert row.get("locator") != "not seen", (table, row)
            assert "not re-opened" not in (row.get("note") or ""), (table, row)


def test_no_path_of_a_machine_is_left() -> None:
    for path in filter(Path.is_file, DATA.rglob("*")):
        text = path.read_text(encoding="utf-8")
        left = re.findall(r"(?<![\w.:/-])/(?:work|tmp|home|root)/\S*", text)
        assert left == [], path.name


@pytest.mark.parametrize(
    ("first", "last"),
    [("start", "end"), ("period_start", "period_end"), ("opened", "closed"), ("signed", "ended")],
)
def test_nothing_ends_before_it_starts(records: dict[str, Rows], first: str, last: str) -> None:
    for table, rows in records.items():
        for row in rows:
            start, end = row.get(first), row.get(last)
            if start is not None and end is not None:
                assert start.day <= end.day, (table, row)


def test_low_is_at_most_value_and_value_at_most_high(records: dict[str, Rows]) -> None:
    for table in ("figures", "flows", "route_flows", "commitments"):
        for row in records[table]:
            middle = row["amount" if table == "commitments" else "value"]
            bounds = [b for b in (row["low"], middle, row["high"]) if b is not None]
            assert bounds == sorted(bounds), (table, row)


def test_shares_lie_between_none_and_all(records: dict[str, Rows]) -> None:
    for row in [*records["flows"], *records["figures"]]:
        if row["unit"] == "percent" and row["measure"].endswith("share"):
            for bound in (row["low"], row["value"], row["high"]):
                assert bound is None or 0 <= bound <= 100, row
    for row in records["ownerships"]:
        assert row["share_percent"] is None or 0 < row["share_percent"] <= 100, row


def test_shares_of_one_list_do_not_exceed_the_whole(records: dict[str, Rows]) -> None:
    lists: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in records["flows"]:
        if row["measure"] in ("import_share", "export_share") and row["value"] is not None:
            inward = row["measure"] == "import_share"
            own, other = ("destination", "origin") if inward else ("origin", "destination")
            if row[other].startswith("area/") and row[other] != "area/other":
                continue
            start, end = row["period_start"], row["period_end"]
            period = (start.day if start else None, end.day if end else None)
            key = (row["measure"], row[own], row["commodity"], *period)
            lists[(*key, row["reporter"], row["status"], row["source"])] += row["value"]
    assert {key: total for key, total in lists.items() if total > Decimal("100.5")} == {}


def test_places_lie_in_their_state(records: dict[str, Rows]) -> None:
    for row in records["places"]:
        if row["lat"] is not None and row["state"] in BOXES:
            south, north, west, east = (Decimal(str(edge)) for edge in BOXES[row["state"]])
            half = Decimal("0.5")
            assert south - half <= row["lat"] <= north + half, row["id"]
            assert west - half <= row["lon"] <= east + half, row["id"]


def test_the_network_is_large_enough(records: dict[str, Rows]) -> None:
    assert sum(row["lat"] is not None for row in records["places"]) >= 60
    assert len(records["segments"]) >= 90


def test_a_segment_names_the_states_of_its_ends(records: dict[str, Rows]) -> None:
    places = _by_id(records["places"])
    for row in records["segments"]:
        ends = [places[row[end].removeprefix("place/")] for end in ("origin", "destination")]
        assert {end["state"] for end in ends} - {None} <= set(row["states"]), row["id"]


def test_no_segment_is_shorter_than_the_straight_line(records: dict[str, Rows]) -> None:
    places = _by_id(records["places"])
    for row in records["segments"]:
        ends = [places[row[end].removeprefix("place/")] for end in ("origin", "destination")]
        straight = great_circle(*ends)
        if straight is not None and row["length_km"] is not None:
            assert straight <= 1.05 * float(row["length_km"]), row["id"]


def test_every_thing_has_a_japanese_label(records: dict[str, Rows]) -> None:
    for table, record in TABLES.items():
        if "label_ja" in cells(record):
            for row in records[table]:
                assert row["label_ja"], (table, row["id"])
                assert not row["label_ja"].isascii(), (table, row["id"])


@pytest.mark.parametrize("table", ["organisations", "persons", "places"])
def test_nothing_stands_alone(
    records: dict[str, Rows], references: Counter[str], table: str
) -> None:
    kind = TABLES[table].kind_name
    assert [r["id"] for r in records[table] if not references[f"{kind}/{r['id']}"]] == []


def test_one_name_stands_for_one_thing(records: dict[str, Rows]) -> None:
    for table, record in TABLES.items():
        if "id" in cells(record) and "label_en" in cells(record):
            names = Counter(row["label_en"].casefold() for row in records[table])
            assert [name for name, count in names.items() if count > 1] == [], table


def test_a_capacity_is_a_whole_in_the_unit_of_its_commodity(records: dict[str, Rows]) -> None:
    for row in records["figures"]:
        if row["measure"] == "capacity" and not row["scope"]:
            assert row["unit"] in FORMS, row


@pytest.mark.parametrize(
    ("place", "day", "expected"),
    [
        ("baku-alat", "2024-12-31", 100000),
        ("baku-alat", "2025-10-31", 150000),
        ("aktau", "2024-12-31", 140000),
    ],
)
def test_ports_of_the_corridor_have_their_container_capacity(
    records: dict[str, Rows], place: str, day: str, expected: int
) -> None:
    rows = [
        row
        for row in records["figures"]
        if (row["subject"], row["measure"], row["unit"]) == (f"place/{place}", "capacity", "TEU/yr")
        and row["status"] == "actual"
        and not row["scope"]
        and row["period_start"] is not None
        and row["period_start"].day.isoformat() <= day
    ]
    newest = max(row["period_start"].day for row in rows)
    assert {row["value"] for row in rows if row["period_start"].day == newest} == {expected}


def test_freight_reaches_every_corner_of_the_network(store: Store) -> None:
    network = transport(store, "freight", at=date(2025, 12, 31))
    joined = max(nx.weakly_connected_components(network), key=len)
    assert {f"place/{name}" for name in JOINED_BY_FREIGHT.split()} <= joined
    # A crossing whose roads on both sides no source gave stands apart, and so do a few short lines.
    islands = [c for c in nx.weakly_connected_components(network) if c != joined]
    assert all(len(island) <= 5 for island in islands)
    assert len(joined) >= 0.6 * len(network)
