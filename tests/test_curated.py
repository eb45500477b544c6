"""Broken tables: every fault is named by file, row and column, and nothing is built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import diplograph as dg
from diplograph.errors import SourceError
from diplograph.files import PACKAGE
from diplograph.model.columns import Cell
from diplograph.sources.curated import PARSERS, read
from diplograph.store import STAMP

Edit = Callable[[str, str, str], None]
ROW = "page 1,2025-01-01,official,"
PEOPLE = "bo-alpha,Bo Alpha,ボー・アルファ,,,example-office," + ROW
STATE = "XDD,state,,,example-office," + ROW

# name: table, text, what replaces it, how the one fault begins
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "impossible date": (
        "sources", "2025-01-01,2025", "2025-13-45,2025",
        "sources.csv row 2, column \"published\": '2025-13-45' is no day",
    ),
    "day beyond the month": (
        "tenures", "2019-12-31", "2019-02-29",
        "tenures.csv row 3, column \"end\": '2019-02-29' is no day",
    ),
    "month zero": (
        "tenures", "2020-01-01", "2020-00-01",
        "tenures.csv row 2, column \"start\": '2020-00-01' is no day",
    ),
    "day zero": (
        "tenures", "2020-01-01", "2020-01-00",
        "tenures.csv row 2, column \"start\": '2020-01-00' is no day",
    ),
    "date of another form": (
        "tenures", "2020-01-01", "1.1.2020",
        "tenures.csv row 2, column \"start\": '1.1.2020' is no date; write YYYY-MM-DD",
    ),
    "full-width digits in a date": (
        "tenures", "2020-01-01", "２０２０",
        "tenures.csv row 2, column \"start\": '２０２０' is no date",
    ),
    "decimal comma": (
        "borders", ",1200,", ',"1,5",',
        "borders.csv row 2, column \"length_km\": '1,5' is no number",
    ),
    "thousands separator": (
        "borders", ",1200,", ",1 200,",
        "borders.csv row 2, column \"length_km\": '1 200' is no number",
    ),
    "exponent": (
        "borders", ",1200,", ",1e3,",
        "borders.csv row 2, column \"length_km\": '1e3' is no number",
    ),
    "no number at all": (
        "borders", ",1200,", ",NaN,",
        "borders.csv row 2, column \"length_km\": 'NaN' is no number",
    ),
    "Arabic digits": (
        "borders", ",1200,", ",١٢,",
        "borders.csv row 2, column \"length_km\": '١٢' is no number",
    ),
    "space after a cell": (
        "persons", "Bo Alpha,", "Bo Alpha ,",
        "persons.csv row 3, column \"label_en\": 'Bo Alpha ' has stray white space",
    ),
    "ideographic space after a cell": (
        "persons", "Bo Alpha,", "Bo Alpha\u3000,",
        "persons.csv row 3, column \"label_en\": 'Bo Alpha\\u3000' has stray white space",
    ),
    "line break in a cell": (
        "persons", "Bo Alpha,", '"Bo\nAlpha",',
        "persons.csv row 3, column \"label_en\": 'Bo\\nAlpha' has stray white space",
    ),
    "only white space": (
        "persons", "Bo Alpha,", "   ,",
        "persons.csv row 3, column \"label_en\": '   ' has stray white space",
    ),
    "unknown state": (
        "borders", "XAA,XBB", "XAA,XZZ",
        "borders.csv row 2, column \"state_b\": 'XZZ' is not defined",
    ),
    "name in place of a code": (
        "borders", "XAA,XBB", "XAA,Bland",
        "borders.csv row 2, column \"state_b\": 'Bland' is no ISO 3166-1 alpha-3 code",
    ),
    "state with an id that is no code": (
        "states", STATE, STATE.replace("XDD", "delta"),
        "states.csv row 5, column \"id\": 'delta' is no ISO 3166-1 alpha-3 code",
    ),
    "unknown source": (
        "persons", PEOPLE, PEOPLE.replace("example-office", "gossip"),
        "persons.csv row 3, column \"source\": 'source/gossip' is not defined",
    ),
    "unknown reference of a kind": (
        "flows", "XAA,area/world,crude-oil", "XAA,area/moon,crude-oil",
        "flows.csv row 2, column \"destination\": 'area/moon' is not defined",
    ),
    "reference without its kind": (
        "flows", "XAA,area/world,crude-oil", "XAA,world,crude-oil",
        "flows.csv row 2, column \"destination\": 'world' is no reference; write KAZ for a state",
    ),
    "reference to another kind": (
        "tenures", "ada-alpha,president-xaa", "union,president-xaa",
        "tenures.csv row 2, column \"person\": 'person/union' is not defined",
    ),
    "one bad reference of several": (
        "segments", "XAA XBB,crude-oil", "XAA XQQ,crude-oil",
        "segments.csv row 3, column \"states\": 'XQQ' is not defined",
    ),
    "unknown word of a list": (
        "segments", "forward,operating,2000", "sideways,operating,2000",
        "segments.csv row 3, column \"direction\": 'sideways' is unknown; use one of forward, both",
    ),
    "word that is none": (
        "memberships", "member,2010", "Full Member,2010",
        "memberships.csv row 2, column \"role\": 'Full Member' is no word of the vocabulary",
    ),
    "id that is no slug": (
        "persons", "bo-alpha,Bo", "Bo_Alpha,Bo",
        "persons.csv row 3, column \"id\": 'Bo_Alpha' is no id; use lower-case letters",
    ),
    "same key twice": (
        "persons", "bo-alpha,Bo", "ada-alpha,Bo",
        'persons.csv row 3, column "id": same key as persons.csv row 2',
    ),
    "same figure of one source twice": (
        "route_flows", "south,XAA", "north,XAA",
        'route_flows.csv row 3, column "route": same key as route_flows.csv row 2',
    ),
    "empty required cell": (
        "persons", "Bo Alpha,", ",",
        'persons.csv row 3, column "label_en": is empty; a value is required',
    ),
    "empty id": (
        "persons", "bo-alpha,", ",", 'persons.csv row 3, column "id": is empty',
    ),
    "bad Wikidata id": (
        "persons", "アルファ,,,example-office", "アルファ,,wd:Q42,example-office",
        "persons.csv row 2, column \"wikidata\": 'wd:Q42' is no Wikidata id; write Q and digits",
    ),
    "bad address": (
        "sources", "https://example.org/yearbook", "javascript:alert(1)",
        "sources.csv row 2, column \"url\": 'javascript:alert(1)' is no http(s) address",
    ),
    "route that does not join": (
        "routes", "north-pipe north-pipe-2 tanker-zeta", "north-pipe tanker-zeta",
        "routes.csv row 2, column \"segments\": segment 'tanker-zeta' does not start at "
        "'place/town-epsilon'",
    ),
    "route that stops short": (
        "routes", "north-pipe north-pipe-2 tanker-zeta", "north-pipe north-pipe-2",
        "routes.csv row 2, column \"segments\": ends at 'place/port-zeta', not at "
        "'place/market-theta'",
    ),
    "too many cells": (
        "persons", "Bo Alpha,", "Bo, Alpha,",
        "persons.csv row 3: 11 cells for 10 columns; quote cells that contain a comma",
    ),
    "too few cells": (
        "persons", PEOPLE, "bo-alpha,Bo Alpha", "persons.csv row 3: 2 cells for 10 columns",
    ),
    "blank line": (
        "persons", PEOPLE, "\n" + PEOPLE, "persons.csv row 3: 0 cells for 10 columns",
    ),
    "unclosed quote": (
        "persons", "Bo Alpha,", '"Bo Alpha,',
        "persons.csv row 3: no CSV (unexpected end of data); close and double its quotes",
    ),
    "text after a quote": (
        "persons", "Bo Alpha,", '"Bo" Alpha,', "persons.csv row 3: no CSV (",
    ),
    "misspelt column": (
        "persons", "label_ja", "label_jp",
        "persons.csv row 1: header must be id,label_en,label_ja,label_ru,wikidata,source,locator,"
        "accessed,basis,note; found id,label_en,label_jp,",
    ),
    "missing column": (
        "borders", "state_b,length_km,", "state_b,", "borders.csv row 1: header must be state_a,",
    ),
    "column given twice": (
        "persons", "label_en,label_ja", "label_en,label_en", "persons.csv row 1: header must be ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_file_row_and_column(name: str, world: Path, edit: Edit) -> None:
    table, old, new, expected = FAULTS[name]
    edit(table, old, new)
    with pytest.raises(SourceError) as caught:
        read(world)
    assert [line for line in caught.value.problems if line.startswith(expected)], caught.value


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_gives_one_line_besides_what_it_leaves_undefined(
    name: str, world: Path, edit: Edit
) -> None:
    """A row that is not read makes its id unknown to others; nothing else may be said."""
    table, old, new, expected = FAULTS[name]
    edit(table, old, new)
    with pytest.raises(SourceError) as caught:
        read(world)
    other = [line for line in caught.value.problems if not line.startswith(expected)]
    assert [
        line for line in other if not line.endswith("is not defined; add it to its table")
    ] == []


def test_a_route_may_not_run_against_a_one_way_segment(world: Path, edit: Edit) -> None:
    edit("routes", "well-delta,market-theta,north-pipe north-pipe-2 tanker-zeta",
         "market-theta,well-delta,tanker-zeta north-pipe-2 north-pipe")  # fmt: skip
    with pytest.raises(SourceError) as caught:
        read(world)
    assert caught.value.problems == [
        "routes.csv row 2, column \"segments\": segment 'tanker-zeta' does not start at "
        "'place/market-theta'; order the segments or add the missing one"
    ]


def test_a_route_may_run_backwards_over_a_two_way_segment(world: Path, edit: Edit) -> None:
    edit("routes", "well-delta,market-theta,north-pipe north-pipe-2 tanker-zeta",
         "port-beta,well-delta,rail-delta-beta")  # fmt: skip
    assert len(read(world)) == len(read(PACKAGE / "example"))


@pytest.mark.parametrize("name", ["impossible date", "unclosed quote", "unknown state"])
def test_nothing_is_built_from_a_broken_folder(name: str, world: Path, edit: Edit) -> None:
    table, old, new, _ = FAULTS[name]
    edit(table, old, new)
    to = world.parent / "store"
    with pytest.raises(SourceError):
        dg.build(world, to=to)
    assert not (to / STAMP).exists()


def test_a_broken_folder_leaves_an_existing_store_in_force(world: Path, edit: Edit) -> None:
    to = world.parent / "store"
    before = len(dg.build(world, to=to))
    edit("borders", "XAA,XBB", "XAA,XZZ")
    with pytest.raises(SourceError):
        dg.build(world, to=to)
    assert len(dg.load(to)) == before


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        ("places", "port-eta,port", "port-eta,castle",
         "places.csv row 4, column \"kind\": 'castle' needs the term dg:Castle in the ontology; "
         "use a word of data/README.md"),
        ("figures", "transit_days", "transit_weeks",
         "figures.csv row 6, column \"measure\": 'transit_weeks' needs the term "
         "dg:MeasureTransitWeeks in the ontology; use a word of data/README.md"),
        ("agreement_links", "governs", "blesses",
         "agreement_links.csv row 2, column \"relation\": 'blesses' needs the term dg:LinkBlesses "
         "in the ontology; use a word of data/README.md"),
    ],
)  # fmt: skip
def test_a_word_that_the_ontology_lacks_stops_the_build(
    table: str, old: str, new: str, expected: str, world: Path, edit: Edit
) -> None:
    edit(table, old, new)
    with pytest.raises(SourceError) as caught:
        dg.build(world, to=world.parent / "store")
    assert caught.value.problems == [expected]
    assert not (world.parent / "store").exists()


def test_a_property_that_the_ontology_lacks_stops_the_build(world: Path) -> None:
    header = "subject,property,value,source,locator,accessed,basis,note"
    row = "place/port-eta,nothingSuch,1,example-office,page 1,2025-01-01,official,"
    (world / "statements.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"'nothingSuch' needs the term dg:nothingSuch"):
        dg.build(world)


def test_a_byte_order_mark_as_spreadsheets_write_it_is_accepted(world: Path) -> None:
    path = world / "states.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read(world)) == len(read(PACKAGE / "example"))


def test_windows_line_ends_are_accepted(world: Path) -> None:
    path = world / "states.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read(world)) == len(read(PACKAGE / "example"))


def test_columns_may_stand_in_any_order(world: Path) -> None:
    """Spreadsheet users move columns; the header says which is which."""
    path = world / "areas.csv"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [",".join(reversed(row)) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert {i.record for i in read(world)} == {i.record for i in read(PACKAGE / "example")}


@pytest.mark.parametrize("odd", ["\u2028", "\u0085", "\u000c", "\u001c"])
def test_only_line_ends_end_a_row(odd: str, world: Path, edit: Edit) -> None:
    """Unicode's own separators inside a cell do not split it into two rows."""
    edit("persons", "Bo Alpha,", f"Bo{odd}Alpha,")
    assert len(read(world)) == len(read(PACKAGE / "example"))


def test_quotes_commas_and_scripts_of_all_kinds_are_kept(world: Path, edit: Edit) -> None:
    label = 'O\'Brien, "Бо" قطر 中央アジア\u202e'
    edit("persons", "Bo Alpha,", '"' + label.replace('"', '""') + '",')
    labels = [vars(item.record).get("label_en") for item in read(world)]
    assert label in labels


def test_an_absent_table_is_empty(world: Path) -> None:
    (world / "borders.csv").unlink()
    assert len(read(world)) == len(read(PACKAGE / "example")) - 1


def test_two_sources_may_state_the_same_key(world: Path) -> None:
    """A fact may have several sources; each is a record of its own."""
    with (world / "borders.csv").open("a", encoding="utf-8") as file:
        file.write("XAA,XBB,1200,example-press,page 9,2025-01-01,press,\n")
    assert len(read(world)) == len(read(PACKAGE / "example")) + 1


def test_a_record_knows_its_file_and_row() -> None:
    first = next(i for i in read(PACKAGE / "example") if i.record.kind_name == "border")
    assert (first.file, first.row) == ("borders.csv", 2)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-07-09", "2024-07-09", "2024-07-09"),
        ("1900-02", "1900-02-01", "1900-02-28"),
    ],
)
def test_a_partial_date_covers_its_whole_period(text: str, first: str, last: str) -> None:
    """1900 was no leap year: the century rule of the Gregorian calendar."""
    cell = Cell("start", "", False, "", "")
    days = [PARSERS[kind](text, cell) for kind in ("start", "end")]
    assert [day.day.isoformat() for day in days] == [first, last]
    assert [day.stated for day in days] == [text, text]
