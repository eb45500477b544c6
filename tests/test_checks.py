"""Checks find planted faults, name the table row, and say what proves nothing."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

import diplograph as dg
from diplograph import checks
from diplograph.cli import main
from diplograph.errors import MissingExtraError, SourceError
from diplograph.files import PACKAGE, folder
from diplograph.model import TABLES
from diplograph.sources import curated
from diplograph.store import Store, parse
from diplograph.table import Table
from diplograph.vocab import ONT, PREFIXES

WORLD = PACKAGE / "example"
SHAPES_OF_THE_WORLD = {"shape:Claim", "shape:Commitment", "shape:Event", "shape:Participation"}


def planted(store: Store, update: str) -> Store:
    """Return a copy of a store, whose union is changed by a SPARQL update."""
    engine = ox.Store()
    engine.extend(store.engine)
    engine.update(update, prefixes=PREFIXES)
    return Store(engine)


def replaced(subject: str, predicate: str, value: str) -> str:
    """Return an update that gives a node one value of a property; `` removes the property."""
    node = f"<{dg.ID}{subject}>"
    inserted = f"{node} {predicate} {value}" if value else ""
    return f"DELETE WHERE {{ {node} {predicate} ?old }} ; INSERT DATA {{ {inserted} }}"


FAULTS = [
    # what is planted: subject, property, value; what is found: check, entity, message, file
    ("segment/north-pipe", "dg:carries", "", "shape:Segment", "in the column carries"),
    ("segment/north-pipe", "dg:lengthKm", "-5.0", "shape:Segment", "one positive number"),
    ("segment/north-pipe", "dg:origin", "<{id}place/town-epsilon>", "shape:Segment",
     "another than in destination"),
    ("segment/north-pipe", "dg:closed", '"1999-01-01"^^xsd:date', "shape:Segment",
     "not after the column closed"),
    ("segment/north-pipe", "dg:operator", "<{id}state/XAA>", "shape:Segment",
     "id of organisations.csv in the column operator"),
    ("segment/north-pipe", "dg:assetStatus", "dg:AssetSold", "shape:Segment", "Write operating"),
    ("segment/north-pipe", "dg:source", "", "shape:Segment", "Fill the column source"),
    ("place/port-beta", "dg:latitude", "91.0", "shape:Place", "perhaps lat and lon are exchanged"),
    ("place/port-beta", "dg:longitude", "", "shape:Place", "both columns lat and lon"),
    ("place/port-beta", "dg:unlocode", '"beta"', "shape:Place", "UN/LOCODE of five characters"),
    ("place/port-beta", "dg:inTerritory", "<{id}organisation/union>", "shape:Place",
     "one code of states.csv"),
    ("state/XAA", "dg:iso3", '"xaa"', "shape:State", "alpha-3 code in the column id"),
    ("source/example-office", "schema:url", '"ftp://x"^^xsd:anyURI', "shape:Source",
     "http(s) address in the column url"),
    ("agreement/transit-treaty", "dg:ended", '"2020-12-01"^^xsd:date', "shape:Agreement",
     "not after the column ended"),
    ("commodity/crude-oil", "dg:hsCode", '"27.09"', "shape:Commodity", "HS code of 2, 4 or 6"),
    ("tenure/bo-alpha.president-xaa.2010-01-01", "dg:end", '"2021-01-01"^^xsd:date',
     "tenures_overlapping", "End the earlier tenure"),
    ("tenure/bo-alpha.president-xaa.2010-01-01", "dg:end", '"2009-01-01"^^xsd:date',
     "shape:Tenure", "not after the column end"),
    ("ownership/XBB.pipe-company.2000-01-01.100", "dg:sharePercent", "101.0", "shape:Ownership",
     "number from 0 to 100"),
    ("ownership/XBB.pipe-company.2000-01-01.100", "dg:owner", "<{id}organisation/none>",
     "reference_dangling", "Add the thing to its table"),
    ("place/port-beta", "rdfs:label", '"ベータ港"@ja', "label_missing", "Fill label_en"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "predicate", "value", "name", "words"), FAULTS)
def test_a_planted_fault_is_found_with_its_row(
    example: Store, subject: str, predicate: str, value: str, name: str, words: str
) -> None:
    update = replaced(subject, predicate, value.replace("{id}", str(dg.ID)))
    report = dg.check(planted(example, update), data=WORLD)
    found = [
        row
        for row in report.rows
        if row["check"] == name and row["entity"] == dg.ID + subject and words in row["message"]
    ]
    assert len(found) == 1, report.rows.rows
    assert not report.conforms
    assert found[0]["file"] == curated_home(subject)[0]
    assert found[0]["row"] == curated_home(subject)[1]


def curated_home(subject: str) -> tuple[str, int]:
    """Return file and row of a thing, found by the text of the table alone."""
    kind, name = subject.split("/")
    file = {"commodity": "commodities"}.get(kind, f"{kind}s") + ".csv"
    lines = (WORLD / file).read_text(encoding="utf-8").splitlines()
    starts = name.split(".")[0] + ","
    return file, next(i for i, line in enumerate(lines, 1) if line.startswith(starts))


def figure_of(store: Store, measure: str) -> str:
    rows = store.select(f"SELECT ?f WHERE {{ ?f dg:measure dg:{measure} }} ORDER BY ?f")
    return str(rows[0]["f"]).removeprefix(dg.ID)


@pytest.mark.parametrize(
    ("measure", "predicate", "value", "name", "words"),
    [
        ("MeasureImportShare", "dg:value", "101.0", "shares_above_whole", "counts twice"),
        ("MeasureImportShare", "dg:unit", '"Mt"', "unit_of_another_quantity", "or the unit"),
        ("MeasureQuantity", "dg:unit", '"USD"', "unit_of_another_quantity", "or the unit"),
        ("MeasureQuantity", "dg:value", "", "figure_without_number", "one of the columns value"),
        ("MeasureQuantity", "dg:low", "99.0", "shape:Figure", "not above the column value"),
        ("MeasureQuantity", "dg:source", "", "shape:Figure", "one source of sources.csv"),
        ("MeasureQuantity", "dg:periodEnd", '"2001-01-01"^^xsd:date', "shape:Figure", "period_end"),
        ("MeasureCapacity", "dg:value", "0.001", "capacity_below_volume", "newer capacity"),
    ],
)
def test_a_planted_fault_of_a_figure_is_found(
    example: Store, measure: str, predicate: str, value: str, name: str, words: str
) -> None:
    figure = figure_of(example, measure)
    update = replaced(figure, predicate, value)
    if name == "capacity_below_volume":
        update += f"; {VOLUME}"
    report = dg.check(planted(example, update), data=WORLD)
    found = [r for r in report.rows if r["check"] == name and words in r["message"]]
    assert len(found) == 1, report.rows.rows
    if name == "shape:Figure":
        assert found[0]["entity"] == dg.ID + figure
        assert found[0]["file"] == "flows.csv"
        assert found[0]["row"] > 1
    else:
        assert found[0]["file"] is not None


VOLUME = """INSERT {
  ?f dg:about ?place ; dg:measure dg:MeasureThroughput ; dg:commodity ?commodity ; dg:value 900.0 ;
    dg:unit "Mt" ; dg:status dg:StatusActual ;
    dg:periodStart "2024-01-01"^^xsd:date ; dg:periodEnd "2024-12-31"^^xsd:date .
} WHERE {
  VALUES (?f ?place) { (id:figure-of-volume <https://w3id.org/diplograph/id/place/port-beta>) }
  BIND(<https://w3id.org/diplograph/id/commodity/crude-oil> AS ?commodity)
}"""


def test_what_a_shape_and_a_query_both_find_is_reported_once(example: Store) -> None:
    update = replaced(figure_of(example, "MeasureQuantity"), "dg:unit", "")
    rows = dg.check(planted(example, update), data=WORLD).rows
    assert [row["check"] for row in rows if row["severity"] == "violation"] == ["shape:Figure"]


def test_a_shape_that_met_no_node_is_a_warning(example: Store) -> None:
    report = dg.check(example, data=WORLD)
    assert report.conforms
    assert set(report.vacuous) >= SHAPES_OF_THE_WORLD
    assert report.focus["shape:State"] == 5
    warned = {row["check"] for row in report.rows if row["severity"] == "warning"}
    assert warned == set(report.vacuous)
    assert all(row["message"].startswith("vacuous") for row in report.rows)


def test_every_shape_finds_nothing_and_meets_a_node_in_the_shipped_graph(store: Store) -> None:
    started = time.process_time()
    report = dg.check(store)
    taken = time.process_time() - started
    assert report.rows.rows == []
    assert report.conforms and report.vacuous == []
    assert sum(report.focus.values()) > 7000
    assert taken < 30  # about 6 s on an idle core; a slip back to a minute is seen


def test_violations_alone_make_a_graph_unfit(example: Store) -> None:
    """A warning asks somebody to look, an info needs nobody; each keeps its own severity."""
    update = """
        DELETE WHERE { <https://w3id.org/diplograph/id/person/bo-alpha> rdfs:label ?l } ;
        INSERT DATA { <https://w3id.org/diplograph/id/person/bo-alpha> rdfs:label "Bo"@en .
          <https://w3id.org/diplograph/id/source/idle> a dg:Source ; dg:basis dg:BasisPress ;
            dcterms:title "Idle" ; dcterms:publisher "None" ; dg:accessed "2025-01-01"^^xsd:date }
    """
    report = dg.check(planted(example, update), data=WORLD)
    found = {r["check"]: r["severity"] for r in report.rows if r["entity"]}
    assert found == {"label_missing_in_japanese": "warning", "source_unused": "info"}
    assert report.conforms
    assert "0 violations" in report.summary and report.summary.count("1 infos") == 1
    assert report.lines[0].startswith("warning: persons.csv row 3, label_missing_in_japanese")
    assert report.lines[1].startswith("info: ")


def test_a_severity_of_a_shape_is_carried_through(
    example: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (folder("ontology") / "shapes.ttl").read_text(encoding="utf-8")
    softer = text.replace("sh:path dg:unlocode ;", "sh:path dg:unlocode ; sh:severity sh:Warning ;")
    monkeypatch.setattr(checks, "_shapes", lambda: list(parse(softer.encode())))
    report = dg.check(planted(example, replaced("place/port-beta", "dg:unlocode", '"x"')))
    assert report.conforms
    assert [r["severity"] for r in report.rows if r["check"] == "shape:Place"] == ["warning"]


def test_a_worse_finding_is_not_hidden_by_a_milder_one() -> None:
    mild = {"entity": "a", "property": "b", "check": "shape:X", "severity": "warning"}
    rows = [mild, mild | {"check": "worse", "severity": "violation"}, mild | {"check": "same"}]
    assert [row["check"] for row in checks._once(rows)] == ["shape:X", "worse"]


@pytest.mark.parametrize("path", sorted((folder("queries") / "checks").glob("*.rq")), ids=str)
def test_a_check_query_says_problem_solution_and_severity(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = dict(checks.SAYS.findall(text))
    assert set(said) == {"problem", "solution", "severity"}
    assert said["severity"] in checks.SEVERITIES
    name = {"violation": "a violation", "warning": "a warning", "info": "worth knowing"}
    assert f"Every row is {name[said['severity']]}" in text


# Classes that a row can be of and no shape is for, each with the reason.
WITHOUT_SHAPE: dict[str, str] = {}


def test_every_class_that_rows_can_be_of_is_targeted_by_a_shape(store: Store) -> None:
    """A row is of the class of its table or, by its kind, of one below; so is what it makes."""
    targeted = {str(k).removeprefix(ONT) for k in checks._hoist(checks._graph(checks._shapes()))}
    above: dict[str, set[str]] = {}
    for row in store.select("SELECT ?c ?p WHERE { ?c rdfs:subClassOf* ?p FILTER(ISIRI(?c)) }"):
        above.setdefault(row["c"].removeprefix(ONT), set()).add(row["p"].removeprefix(ONT))
    tables = {name for r in TABLES.values() for name in (r.class_name, r.carrier_class) if name}
    possible = {c for c in above if above[c] & (tables | {"RouteStep"})}
    assert possible > tables
    assert {c for c in possible if not above[c] & targeted} == set(WITHOUT_SHAPE)


def test_every_node_of_the_shipped_graph_meets_a_shape(store: Store) -> None:
    graph, shapes = checks._graph(checks._needed(store)), checks._graph(checks._shapes())
    met = {str(n) for kind in checks._hoist(shapes) for n in checks._members(graph, kind)}
    rows = store.select("SELECT DISTINCT ?s WHERE { ?s a ?c FILTER(STRSTARTS(STR(?s), STR(id:))) }")
    assert len(rows) > 10_000
    assert {row["s"] for row in rows} - met == set()


def test_an_empty_graph_is_vacuous_throughout() -> None:
    report = dg.check(Store(ox.Store()))
    assert report.conforms
    assert len(report.vacuous) == len(report.focus) > 20
    assert "0 violations" in report.summary


def test_the_build_catches_a_reference_to_nothing(world: Path) -> None:
    """The shapes check the path of an IRI where an area may stand; the build, what it names."""
    path = world / "ownerships.csv"
    text = path.read_text(encoding="utf-8").replace("XBB,", "XQQ,", 1)
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(SourceError, match="'XQQ' is not defined"):
        dg.build(world)


def test_hoisting_changes_no_result(example: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine finds the same with each property shape under its node shape."""
    bad = planted(example, "DELETE WHERE { ?s dg:locator ?l } ; DELETE WHERE { ?f dg:unit ?u }")
    fast = dg.check(bad, data=WORLD)

    def kept(shapes: object) -> dict[object, str]:
        return dict(names)

    names = checks._hoist(checks._graph(checks._shapes()))
    monkeypatch.setattr(checks, "_hoist", kept)
    slow = dg.check(bad, data=WORLD)
    assert len(fast.rows) > 20
    assert fast.rows.rows == slow.rows.rows


def test_a_fault_of_no_row_has_no_row(example: Store) -> None:
    bad = planted(example, "INSERT DATA { <https://example.org/x> a dg:Person }")
    rows = [r for r in dg.check(bad, data=WORLD).rows if r["entity"] == "https://example.org/x"]
    assert rows
    assert {(row["file"], row["row"]) for row in rows} == {(None, None)}


def test_broken_tables_leave_the_rows_empty(example: Store, world: Path) -> None:
    (world / "states.csv").write_text("id\n", encoding="utf-8")
    bad = planted(example, replaced("state/XAA", "dg:iso3", ""))
    rows = dg.check(bad, data=world).rows
    assert {row["file"] for row in rows if row["severity"] == "violation"} == {None}


def test_without_pyshacl_the_extra_is_named(
    example: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'diplograph\[validate\]'"):
        dg.check(example)


@pytest.mark.parametrize("name", sorted(p.stem for p in folder("data").glob("*.csv")))
def test_every_row_of_the_shipped_tables_is_found_by_its_node(
    homes: dict[str, tuple[str, int]], name: str
) -> None:
    assert any(file == f"{name}.csv" for file, _ in homes.values())


@pytest.fixture(scope="module")
def homes() -> dict[str, tuple[str, int]]:
    return checks._homes(folder("data"))


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_command_exits_0_when_the_graph_conforms(built: Path) -> None:
    done = run("--store", str(built), "check", "--data", str(WORLD), "--format", "json")
    assert done.exit_code == 0
    assert done.stderr.startswith("conforms: 0 violations")
    assert {row["severity"] for row in json.loads(done.stdout)} == {"warning"}


def test_command_exits_1_and_names_the_row(
    built: Path, example: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = planted(example, replaced("place/port-beta", "dg:latitude", "91.0"))
    monkeypatch.setattr("diplograph.ingest.load", lambda path: bad)
    done = run("check", "--data", str(WORLD), "--format", "csv")
    assert done.exit_code == 1
    assert "does not conform" in done.stderr
    assert done.stdout.splitlines()[0] == ",".join(checks.COLUMNS)
    assert "places.csv,3" in done.stdout


def test_command_refuses_an_unknown_format(built: Path) -> None:
    assert run("--store", str(built), "check", "--format", "yaml").exit_code == 2


def test_a_report_is_a_table_of_the_promised_columns() -> None:
    assert checks.Report(Table(checks.COLUMNS), {}).summary.startswith("conforms")
    assert len(curated.read(WORLD)) > 50
