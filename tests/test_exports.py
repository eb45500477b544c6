"""Exports: RDF, networks for Gephi, edge lists, and what may not be handed on."""

from __future__ import annotations

import csv
import io
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

import diplograph as dg
from diplograph import ingest, networks
from diplograph.cli import main
from diplograph.cli.group import EXPORTS
from diplograph.exports import FORMATS, TABLES, export, format_of, gephi, permitted, write
from diplograph.exports.licences import terms
from diplograph.exports.writing import RDF
from diplograph.store import FORMATS as READERS
from diplograph.store import WITH_GRAPHS, Store
from diplograph.vocab import PREFIXES, short, thing

GEXF = {"g": "http://www.gexf.net/1.2draft", "viz": "http://www.gexf.net/1.2draft/viz"}
DAY = date(2025, 1, 2)
FEW = [form for form in FORMATS if form not in RDF]
PAGE = Path(__file__).parents[1] / "docs" / "exports.md"
COMMANDS = re.findall(r"^diplograph export .*$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
Run = Callable[..., Result]


@pytest.fixture
def run(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DIPLOGRAPH_STORE", str(built))
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, ["export", *words])


@pytest.fixture(scope="module")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the invented world whose yearbook forbids redistribution."""
    from diplograph.files import PACKAGE

    data = tmp_path_factory.mktemp("restricted")
    for path in (PACKAGE / "example").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        (data / path.name).write_text(text.replace("CC0-1.0", "All rights reserved"), "utf-8")
    return dg.build(data)


def test_the_command_line_offers_every_form() -> None:
    assert set(EXPORTS) == set(FORMATS)


@pytest.mark.parametrize("form", RDF)
def test_rdf_holds_the_statements_of_the_store(form: str, example: Store) -> None:
    quads = set(ox.parse(export(example, form).content, READERS[form]))
    if form in WITH_GRAPHS:
        assert quads == {q for q in example.engine if q.graph_name != ox.DefaultGraph()}
    else:
        assert {q.triple for q in quads} == {
            q.triple for q in example.engine if q.graph_name == ox.DefaultGraph()
        }


def test_rdf_without_graphs_holds_no_assumption_of_a_scenario(example: Store) -> None:
    assert b"Assumption" in export(example, "trig").content
    quads = ox.parse(export(example, "turtle").content, READERS["turtle"])
    assert thing("assumption/north-closes.01") not in {quad.subject for quad in quads}


@pytest.mark.parametrize("form", ["turtle", "trig"])
def test_turtle_and_trig_declare_the_prefixes_of_the_project(form: str, example: Store) -> None:
    text = export(example, form).content.decode()
    assert all(f"@prefix {name}: <{iri}> ." in text for name, iri in PREFIXES.items())


def test_another_process_gives_the_same_bytes(example: Store) -> None:
    """Hash seeds differ between processes; tests/test_store.py shuffles the statements of RDF."""
    code = (
        "import sys, diplograph as dg; from diplograph.exports import export; store = dg.example();"
        f"[sys.stdout.buffer.write(export(store, form).content) for form in {FEW!r}]"
    )
    seeded = {"PYTHONHASHSEED": "7", "PATH": "/usr/bin"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=seeded)
    assert done.stdout == b"".join(export(example, form).content for form in FEW)


def crafted() -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    network.add_node("b", label='<&"> \x0b', lat=None, lon=2.0)
    network.add_node("a", label="A", kind="state", lat=1.0, lon=2.0)
    network.add_edge("a", "b", "one", start=date(2020, 1, 1), end=None, share=Decimal("0.5"))
    network.add_edge("a", "b", "two", kind="x", start=None, end=None, facts=["f1", "f2"])
    network.add_edge("b", "a", "one", nothing=None, bound=True, n=float("nan"))
    return network


def test_graphml_keeps_parallel_edges_and_leaves_the_unknown_out() -> None:
    back = nx.parse_graphml(gephi.graphml(crafted()).decode(), force_multigraph=True)
    assert {(u, v, k) for u, v, k in back.edges(keys=True)} == {
        ("a", "b", "one"), ("a", "b", "two"), ("b", "a", "one~2")
    }  # fmt: skip
    assert back.edges["a", "b", "one"] == {"fact": "one", "start": "2020-01-01", "share": 0.5}
    assert back.edges["a", "b", "two"]["facts"] == "f1 f2"
    assert back.edges["b", "a", "one~2"] == {"fact": "one", "bound": True}
    assert back.nodes["b"]["label"] == '<&"> '
    assert "x" in back.nodes["a"] and "x" not in back.nodes["b"]


def test_gexf_reads_back_with_its_edges_days_and_looks() -> None:
    content = gephi.gexf(crafted(), day=DAY)
    back = nx.read_gexf(io.BytesIO(content))
    assert set(back.edges(keys=True)) == {("a", "b", "one"), ("a", "b", "two"), ("b", "a", "one~2")}
    assert back.edges["a", "b", "one"]["start"] == "2020-01-01"
    assert "end" not in back.edges["a", "b", "one"]
    assert back.nodes["a"]["viz"]["position"] == {"x": 20.0, "y": 10.0, "z": 0.0}


@pytest.mark.parametrize("commodity", [None, "crude-oil"])
def test_gexf_has_the_structure_of_version_1_2(commodity: str | None, example: Store) -> None:
    """After the schema: meta, then graph of attributes, nodes, edges; ids unique, ends known."""
    root = ET.fromstring(export(example, "gexf", commodity=commodity).content)
    assert (root.tag, root.get("version")) == (f"{{{GEXF['g']}}}gexf", "1.2")
    meta, graph = list(root)
    assert meta.get("lastmodifieddate") == "2025-01-02"
    assert [child.tag.split("}")[1] for child in graph] == ["attributes"] * 2 + ["nodes", "edges"]
    nodes = [node.get("id") for node in graph.findall("g:nodes/g:node", GEXF)]
    edges = graph.findall("g:edges/g:edge", GEXF)
    assert len(set(nodes)) == len(nodes) and len({e.get("id") for e in edges}) == len(edges)
    assert {e.get(end) for e in edges for end in ("source", "target")} <= set(nodes)
    declared = {a.get("id") for a in graph.findall("g:attributes/g:attribute", GEXF)}
    assert {v.get("for") for v in graph.iter(f"{{{GEXF['g']}}}attvalue")} <= declared
    dynamic = any(e.get("start") or e.get("end") for e in edges)
    assert (graph.get("mode") == "dynamic") == dynamic == (commodity is None)


@pytest.mark.parametrize("commodity", [None, "crude-oil"])
def test_a_network_is_exported_whole(commodity: str | None, example: Store) -> None:
    network = (
        networks.transport(example, commodity, at=DAY) if commodity else networks.network(example)
    )
    ends = Counter((short(u), short(v)) for u, v in network.edges())
    content = export(example, "graphml", commodity=commodity).content.decode()
    back = nx.parse_graphml(content, force_multigraph=True)
    assert Counter(list(back.edges())) == ends
    gexf = nx.read_gexf(io.BytesIO(gephi.gexf(network, day=DAY)))
    assert Counter(list(gexf.edges())) == ends
    rows = list(
        csv.DictReader(io.StringIO(export(example, "edges", commodity=commodity).content.decode()))
    )
    assert Counter((row["origin"], row["destination"]) for row in rows) == ends
    assert all(row["source"] for row in rows)


def test_edges_of_a_day_are_those_that_hold(example: Store) -> None:
    text = export(example, "edges", at=date(2015, 1, 1)).content.decode()
    assert "bo-alpha" in text and "ada-alpha" not in text


@pytest.mark.parametrize(
    ("licence", "word"),
    [
        (None, "unstated"),
        ("", "unstated"),
        ("CC BY 4.0", "free"),
        ("Public domain", "free"),
        ("CC BY-NC 3.0 IGO", "non-commercial"),
        ("CC BY-NC-ND 4.0", "forbidden"),
        ("All rights reserved", "forbidden"),
        ("may not be redistributed", "forbidden"),
        ("Redistribution is prohibited", "forbidden"),
    ],
)
def test_a_licence_is_read_by_one_rule(licence: str | None, word: str) -> None:
    assert terms(licence) == word


def test_where_nothing_is_forbidden_the_store_itself_is_exported(example: Store) -> None:
    allowed = permitted(example)
    assert allowed.store is example
    assert (allowed.facts, allowed.withheld, allowed.unstated, allowed.sources) == (0, (), 1, 2)


def test_facts_whose_source_forbids_it_are_withheld_and_counted(restricted: Store) -> None:
    """Counted by hand: facts that name the yearbook and no other source."""
    stated: dict[str, set[str]] = {}
    for row in restricted.select("SELECT ?f ?s WHERE { ?f dg:source ?s }"):
        stated.setdefault(row["f"], set()).add(short(row["s"]))
    alone = [fact for fact, sources in stated.items() if sources == {"source/example-office"}]
    allowed = permitted(restricted)
    assert (allowed.facts, allowed.withheld) == (len(alone), ("example-office",))
    assert allowed.notes[0].startswith(f"{len(alone)} facts withheld")
    graphs = {quad.graph_name for quad in allowed.store.engine}
    assert thing("source/example-office") not in graphs
    assert thing("source/example-press") in graphs


@pytest.mark.parametrize("form", ["turtle", "nquads", "gexf", "edges", "states", "dyads"])
def test_no_form_hands_on_what_is_withheld(form: str, restricted: Store) -> None:
    content = export(restricted, form).content
    assert b"north-pipe.XAA" not in content and b"membership/XAA.union" not in content
    assert form not in ("edges", "dyads") or content.count(b"\n") == 1


def test_a_derived_edge_goes_with_the_facts_that_it_rests_on(restricted: Store) -> None:
    ask = "SELECT ?s WHERE { ?s dg:memberOf ?o }"
    assert len(restricted.select(ask)) == 2
    assert len(permitted(restricted).store.select(ask)) == 0


@pytest.mark.parametrize("form", TABLES)
def test_a_table_is_safe_from_formulas(form: str, example: Store) -> None:
    for row in csv.reader(io.StringIO(export(example, form).content.decode())):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_name_that_is_a_formula_is_written_as_text(
    world: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("agreement_links", "governs", "concerns")
    edit("persons", "Ada Alpha", "=1+1")
    found = dg.build(world)
    text = export(found, "states", during=(2024, 2024)).content.decode()
    assert "'=1+1" in text and ",=1+1" not in text


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_run(command: str, run: Run, tmp_path: Path) -> None:
    result = run(*shlex.split(command)[2:])
    assert result.exit_code == 0, result.output
    assert (tmp_path / command.split("-o ")[1].split()[0]).stat().st_size > 0


def test_the_form_is_read_from_the_ending(run: Run, tmp_path: Path) -> None:
    for name, first in (("a.ttl", b"@prefix"), ("a.gexf", b"<?xml"), ("a.csv", b"origin,")):
        result = run("-o", name)
        assert (result.exit_code, result.stdout) == (0, "")
        assert f"wrote {name}\nnote: 1 of 2 sources state no licence" in result.stderr
        assert (tmp_path / name).read_bytes().startswith(first)
    assert format_of(Path("A.GraphML")) == "graphml"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "x.parquet"), "give --format"),
        (("-o", "x.doc"), "give --format"),
        (("--format", "gexf", "-o", "x.parquet"), "Parquet is for edges, states, dyads"),
        (("--format", "turtle", "--at", "2020-01-01"), "--at is for graphml, gexf, edges"),
        (("--format", "edges", "--during", "2015/2020"), "--during is for states, dyads"),
        (("--format", "states", "-c", "crude-oil"), "--commodity is for"),
    ],
)
def test_what_does_not_go_together_is_misuse(words: tuple[str, ...], said: str, run: Run) -> None:
    result = run(*words)
    assert result.exit_code == 2 and said in result.stderr


def test_a_file_is_written_whole_or_not_at_all(
    example: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")

    def broken(self: Path, content: bytes) -> int:
        with self.open("wb") as out:
            out.write(content[:5])
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", broken)
    with pytest.raises(OSError, match="disk full"):
        write(export(example, "edges"), target)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert target.read_text() == "old"


def test_what_is_withheld_is_told_even_where_the_export_goes_to_stdout(
    restricted: Store, tmp_path: Path
) -> None:
    ingest.save(restricted, tmp_path / "store", version="restricted")
    words = ["--store", str(tmp_path / "store"), "export", "--format", "edges"]
    result = CliRunner().invoke(main, words)
    assert result.stdout.count("\n") == 1
    assert result.stderr.startswith(f"note: {permitted(restricted).facts} facts withheld")
