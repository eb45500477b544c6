"""Timelines: rows of the graph's own dates, bars that last, days that do not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import diplograph as dg
from diplograph.errors import QueryError
from diplograph.store import Store
from diplograph.views import ChartView, view
from diplograph.views.timeline import KINDS, MOST, _inside, _point, _shown

SPAN = (date(2020, 1, 1), date(2024, 12, 31))


@pytest.fixture(scope="module")
def shown(example: Store) -> ChartView:
    return view(example, "timeline", state="XAA", during=(2018, 2024))


def drawn(chart: ChartView) -> dict[str, dict[str, Any]]:
    rows = [row for data in chart.chart.spec["datasets"].values() for row in data]
    return {row["row"]: row for row in rows}


def test_terms_are_clipped_to_the_period_and_keep_their_own_days(shown: ChartView) -> None:
    rows = drawn(shown)
    ada, bo = (next(r for n, r in rows.items() if n.startswith(w)) for w in ("Ada", "Bo"))
    assert bo["from"] == _point(date(2018, 1, 1))
    assert bo["to"] == _point(date(2020, 1, 1))  # the end of 2019-12-31
    assert (bo["start"], bo["end"], bo["open"]) == ("2010-01-01", "2019-12-31", False)
    assert ada["open"] is True
    assert ada["to"] == _point(date(2025, 1, 1))


def test_an_agreement_is_a_day_at_its_signature(shown: ChartView) -> None:
    treaty = drawn(shown)["Transit treaty"]
    assert treaty["lasts"] is treaty["hollow"] is False
    assert treaty["from"] == _point(date(2020, 5, 1))


def test_the_table_has_what_is_drawn_with_sources(shown: ChartView) -> None:
    assert set(shown.table.column("kind")) == {"term", "agreement"}
    assert all(row["source"] for row in shown.table)
    assert len(shown.chart.sources) > 0
    assert "dg:officeOf" in shown.chart.query


def test_days_are_moments_of_utc() -> None:
    assert _point(date(2025, 12, 20)) == datetime(2025, 12, 20, tzinfo=UTC).timestamp() * 1000
    assert _point(date(1970, 1, 1)) == 0


@pytest.mark.parametrize(
    ("kind", "start", "end", "inside"),
    [
        ("term", date(2010, 1, 1), None, True),
        ("term", date(2010, 1, 1), date(2019, 12, 31), False),
        ("term", None, date(2021, 1, 1), True),
        ("term", None, None, False),
        ("meeting", date(2019, 12, 31), date(2020, 1, 2), False),
        ("agreement", date(2024, 12, 31), None, True),
        ("disruption", date(2019, 5, 1), None, False),  # known for its first day only
        ("disruption", date(2019, 5, 1), date(2020, 1, 1), True),
        ("disruption", date(2024, 12, 31), None, True),
    ],
)
def test_what_lies_in_a_period(
    kind: str, start: date | None, end: date | None, inside: bool
) -> None:
    assert _inside(kind, start, end, SPAN) is inside


def test_two_states_share_the_row_of_what_both_did(example: Store) -> None:
    both = view(example, "timeline", state="XAA,XBB", during=(2018, 2024))
    treaty = next(row for row in both.table if row["label"] == "Transit treaty")
    assert len(treaty["state"].split(", ")) == 2


def test_a_disruption_is_shown_where_what_it_hit_lies(
    world: Path,
) -> None:
    head = "id,kind,label_en,label_ja,label_ru,part_of,start,end,source,locator,accessed,basis,note"
    tail = "example-office,page 1,2025-01-01,official,"
    (world / "events.csv").write_text(
        f"{head}\nstorm,disruption,Storm,嵐,,,2023-02-01,2023-02-09,{tail}\n", encoding="utf-8"
    )
    (world / "statements.csv").write_text(
        "subject,property,value,source,locator,accessed,basis,note\n"
        f"event/storm,disrupts,segment/north-pipe,{tail}\n",
        encoding="utf-8",
    )
    store = dg.build(world)
    hit = drawn(view(store, "timeline", state="XBB", during=(2022, 2024)))["Storm"]
    assert (hit["lasts"], hit["hollow"]) == (True, False)
    assert hit["detail"] == "North pipeline"
    assert hit["to"] - hit["from"] == 9 * 86_400_000


def test_a_period_without_anything_is_told(example: Store) -> None:
    with pytest.raises(QueryError, match="dates nothing of XAA in 1901–1902"):
        view(example, "timeline", state="XAA", during=(1901, 1902))


def test_more_rows_than_a_picture_holds_leave_the_oldest_to_the_table() -> None:
    rows = [{"sort": KINDS[i % 4], "label": str(i)} for i in range(4 * MOST)]
    kept, left = _shown(rows)
    assert (len(kept), left) == (MOST, 3 * MOST)
    assert kept[-1] == rows[-1]


def test_japanese_rows_are_japanese(example: Store) -> None:
    page = view(example, "timeline", state="XAA", during=(2018, 2024), language="ja").html
    assert "在任" in page
