"""The records: their classes are the schema of the tables."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from diplograph.files import PACKAGE, folder
from diplograph.model import TABLES, Fact, cells
from diplograph.model.columns import PROVENANCE
from diplograph.model.politics import Area, State, Tenure
from diplograph.sources.curated import PARSERS


def test_a_record_cannot_be_changed() -> None:
    record = Area(id="world", label_en="World", label_ja="世界")
    with pytest.raises(FrozenInstanceError):
        record.id = "other"  # type: ignore[misc]


def test_a_column_without_a_value_is_unknown() -> None:
    assert Tenure(person="person/a", office="office/b").start is None


@pytest.mark.parametrize("table", TABLES)
def test_the_provenance_of_a_fact_comes_last(table: str) -> None:
    columns = list(cells(TABLES[table]))
    assert tuple(columns[-5:]) == PROVENANCE or not issubclass(TABLES[table], Fact)


@pytest.mark.parametrize("table", TABLES)
def test_every_fact_must_name_source_locator_day_and_basis(table: str) -> None:
    record = TABLES[table]
    required = {name for name, cell in cells(record).items() if cell.required}
    assert set(PROVENANCE[:4]) <= required or not issubclass(record, Fact)


@pytest.mark.parametrize("table", TABLES)
def test_the_key_of_a_table_consists_of_its_columns(table: str) -> None:
    record = TABLES[table]
    own = {*cells(record), "measure"}
    assert {*record.key, *record.carrier_key} - own == set()


@pytest.mark.parametrize("table", TABLES)
def test_every_kind_of_cell_has_a_parser(table: str) -> None:
    assert {cell.kind for cell in cells(TABLES[table]).values()} - set(PARSERS) == set()


@pytest.mark.parametrize("table", TABLES)
def test_a_reference_names_a_kind_of_record_that_has_ids(table: str) -> None:
    kinds = {record.kind_name for record in TABLES.values() if "id" in cells(record)}
    named = {cell.of for cell in cells(TABLES[table]).values() if cell.kind.startswith("ref")}
    assert named - kinds == set()


def test_no_two_tables_make_the_same_iris() -> None:
    kinds = [record.kind_name for name, record in TABLES.items() if name != "figures"]
    kinds = [kind for kind in kinds if kind != "figure"]
    assert sorted(kinds) == sorted(set(kinds))


def test_the_key_of_each_measured_table_holds_its_reporter_status_and_source() -> None:
    """Two sources, two figures; a plan does not overwrite what happened."""
    for table in ("figures", "flows", "route_flows"):
        assert {"reporter", "status", "source", "unit"} <= set(TABLES[table].key)


@pytest.mark.parametrize("where", [PACKAGE / "example", folder("data")])
def test_every_table_of_a_folder_has_a_record(where: Path) -> None:
    """A misspelt file name would be left out in silence."""
    assert {path.stem for path in where.glob("*.csv")} - set(TABLES) == set()


def test_a_state_has_its_code_as_id_and_no_labels_of_its_own() -> None:
    """Names of states come from the Unicode CLDR, not from us."""
    assert list(cells(State))[:2] == ["id", "kind"]
    assert [name for name in cells(State) if name.startswith("label")] == []
