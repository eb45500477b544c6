"""Tables: what spreadsheets, browsers, notebooks and people get."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.table import HTML_ROWS, Table, number, python_value, text
from diplograph.vocab import node, thing


def csv_cell(value: Any) -> str:
    rows = list(csv.reader(io.StringIO(Table(["x", "y"], [{"x": value}]).to_csv())))
    return rows[1][0]


@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("http://evil")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
)
def test_a_text_that_a_spreadsheet_would_run_gets_a_leading_apostrophe(cell: str) -> None:
    assert csv_cell(cell) == "'" + cell
    assert csv_cell([cell, "b"]) == "'" + cell + " b"


@pytest.mark.parametrize("number_", [-5, Decimal("-1.5"), -0.25])
def test_a_negative_number_is_no_formula(number_: Any) -> None:
    assert csv_cell(number_) == str(number_)


@given(st.text())
def test_no_text_cell_starts_as_a_formula(cell: str) -> None:
    line = Table(["x"], [{"x": cell}]).to_csv().split("\n", 1)[1]
    assert not line.lstrip('"').startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(alphabet=st.characters(exclude_characters="=+-@\t\r\n\0", codec="utf-8")))
def test_other_texts_come_back_from_csv_as_they_are(cell: str) -> None:
    assert csv_cell(cell) == cell


def test_csv_has_unix_line_ends_and_an_empty_cell_for_unknown() -> None:
    assert Table(["a", "b"], [{"a": 1, "b": None}, {"a": None}]).to_csv() == "a,b\n1,\n,\n"


def test_json_has_null_for_unknown_and_numbers_for_decimals() -> None:
    row: dict[str, Any] = {
        "a": None,
        "b": Decimal("1.50"),
        "c": Decimal("3"),
        "d": date(2025, 12, 20),
        "e": ["x"],
    }
    table = Table(["a", "b", "c", "d", "e", "f"], [row])
    expected = [{"a": None, "b": 1.5, "c": 3, "d": "2025-12-20", "e": ["x"], "f": None}]
    assert json.loads(table.to_json()) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_json_has_no_word_that_json_does_not_know(value: float) -> None:
    assert json.loads(Table(["x"], [{"x": value}]).to_json(), parse_constant=pytest.fail) == [
        {"x": None}
    ]


def test_json_keeps_every_script() -> None:
    assert "中央アジア" in Table(["x"], [{"x": "中央アジア"}]).to_json()


def test_html_escapes_heads_and_cells() -> None:
    page = Table(["<b>"], [{"<b>": "<script>alert(1)</script> & \"'"}]).to_html()
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27;" in page


@pytest.mark.parametrize(
    ("rows", "shown", "note"), [(3, 3, ""), (200, 200, ""), (201, 200, "200 of 201 rows shown")]
)
def test_html_shows_at_most_200_rows_and_says_so(rows: int, shown: int, note: str) -> None:
    page = Table(["n"], [{"n": i} for i in range(rows)]).to_html()
    assert page.count("<td>") == shown
    assert page.endswith(f"<p>{note}</p>" if note else "</table>")
    assert HTML_ROWS == 200


def test_a_notebook_shows_the_html() -> None:
    table = Table(["a"], [{"a": 1}])
    assert table._repr_html_() == table.to_html()


def test_pandas_gets_numbers_and_missing_values() -> None:
    rows: list[dict[str, Any]] = [{"n": Decimal("1.5"), "s": "a"}, {"n": None, "s": None}]
    frame = Table(["s", "n"], rows).to_pandas()
    assert list(frame.columns) == ["s", "n"]
    assert frame["n"].dtype == "float64"
    assert list(frame["n"].isna()) == [False, True]
    assert list(frame["s"].isna()) == [False, True]


def test_pandas_keeps_the_columns_of_an_empty_table() -> None:
    assert list(Table(["a", "b"]).to_pandas().columns) == ["a", "b"]


def test_a_data_frame_can_be_made_from_a_table_itself() -> None:
    assert pd.DataFrame(Table(["a"], [{"a": 1}, {"a": 2}]))["a"].sum() == 3


def test_a_table_is_a_sequence_of_rows() -> None:
    table = Table(["a"], [{"a": 1}, {"a": 2}])
    assert (len(table), table[-1], list(table), table.column("a")) == (
        2, {"a": 2}, [{"a": 1}, {"a": 2}], [1, 2],
    )  # fmt: skip
    assert table.column("nothing") == [None, None]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (2025, "2025"),
        (9999, "9999"),
        (10000, "10 000"),
        (-12345678, "-12 345 678"),
        (0.82338, "0.8234"),
        (2025.5, "2025.5"),
        (12345.678, "12 345.678"),
        (3.0, "3"),
        (Decimal("100000"), "100 000"),
        (Decimal("72.50"), "72.5"),
        (0.00001, "1e-05"),
        (-0.00001, "-1e-05"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        (float("-inf"), "-∞"),
    ],
)
def test_numbers_are_grouped_from_five_digits_on_and_no_number_turns_into_zero(
    value: Any, shown: str
) -> None:
    assert number(value) == shown


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_of_three_decimals_is_shown_in_full(value: Decimal) -> None:
    assert Decimal(number(value).replace(" ", "")) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (True, "yes"),
        (False, "no"),
        (thing("KAZ").value, "KAZ"),
        (thing("source/cpc").value, "cpc"),
        (node("dg:Flow").value, "dg:Flow"),
        (["source/a", 12345], "a, 12 345"),
        ((), ""),
        (date(2025, 12, 20), "2025-12-20"),
    ],
)
def test_values_are_shown_as_people_read_them(value: Any, shown: str) -> None:
    assert text(value) == shown


@pytest.mark.parametrize(
    ("lexical", "kind", "value"),
    [
        ("1", "boolean", True),
        ("0", "boolean", False),
        ("007", "integer", 7),
        ("abc", "integer", "abc"),
        ("1.5", "decimal", Decimal("1.5")),
        ("INF", "double", float("inf")),
        ("2025-12-20T00:00:00Z", "dateTime", "2025-12-20T00:00:00Z"),
    ],
)
def test_a_literal_becomes_a_python_value_or_stays_text(
    lexical: str, kind: str, value: Any
) -> None:
    assert python_value(ox.Literal(lexical, datatype=node(f"xsd:{kind}"))) == value


def test_no_term_is_none() -> None:
    assert python_value(None) is None


def test_a_table_becomes_a_polars_frame_with_unknown_as_null() -> None:
    table = Table(["n", "when"], [{"n": Decimal("1.5"), "when": None}, {"n": 2, "when": "a"}])
    frame = table.to_polars()

    assert frame["n"].to_list() == [1.5, 2.0]
    assert frame["when"].to_list() == [None, "a"]
    assert Table(["a"], []).to_polars().columns == ["a"]


def test_a_table_becomes_a_network_with_parallel_edges_and_no_edge_to_the_unknown() -> None:
    rows: list[dict[str, Any]] = [
        {"a": "x", "b": "y", "n": 1},
        {"a": "x", "b": "y", "n": 2},
        {"a": "x", "b": None},
    ]
    network = Table(["a", "b", "n"], rows).to_networkx("a", "b")

    assert [(*edge[:2], edge[2]["n"]) for edge in network.edges(data=True)] == [
        ("x", "y", 1),
        ("x", "y", 2),
    ]
    with pytest.raises(KeyError, match="no column 'c'; there are a, b, n"):
        Table(["a", "b", "n"], rows).to_networkx("a", "c")
