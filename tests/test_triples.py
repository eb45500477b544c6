"""Record → RDF, cell by cell: what is stated, about what, in which graph."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from diplograph.model import Day, Record
from diplograph.model.flows import Figure, Flow, Place, Route, RouteFlow, Segment
from diplograph.model.politics import Area, Commitment, Office, Organisation, Statement, Tenure
from diplograph.triples import DERIVED, EDITORIAL, carrier_of, class_name, iri_of, quads, stated
from diplograph.vocab import node, short, thing

DAY = Day(date(2025, 1, 1), "2025-01-01")
PROVENANCE: dict[str, Any] = {
    "source": "source/office",
    "locator": "page 1",
    "accessed": DAY,
    "basis": "official",
}
YEAR: dict[str, Any] = {
    "period_start": Day(date(2024, 1, 1), "2024"),
    "period_end": Day(date(2024, 12, 31), "2024"),
}


def said(record: Record, predicate: str, *, of: str = "") -> list[str]:
    """Return the objects of a predicate, as texts, about the record or another thing."""
    about = thing(of) if of else iri_of(record)
    found = [
        q.object for q in quads(record) if (q.subject, q.predicate) == (about, node(predicate))
    ]
    return sorted(getattr(term, "value", str(term)) for term in found)


def flow(**changes: Any) -> Flow:
    values: dict[str, Any] = {
        "origin": "KAZ", "destination": "CHN", "commodity": "commodity/crude-oil",
        "measure": "quantity", "value": Decimal("1.0"), "unit": "Mt", "status": "actual",
        "reporter": "KAZ", **YEAR, **PROVENANCE,
    }  # fmt: skip
    return Flow(**(values | changes))


def place(**changes: Any) -> Place:
    values: dict[str, Any] = {
        "id": "aktau", "kind": "port", "label_en": "Aktau", "label_ja": "アクタウ", **PROVENANCE
    }  # fmt: skip
    return Place(**(values | changes))


def test_a_fact_is_stated_in_the_graph_of_its_source_and_labels_in_the_projects() -> None:
    graphs = {(short(q.predicate.value), short(str(q.graph_name)[1:-1])) for q in quads(place())}
    assert ("rdfs:label", "graph/editorial") in graphs
    assert ("rdf:type", "source/office") in graphs
    assert {graph for p, graph in graphs if p != "rdfs:label"} == {"source/office"}


def test_a_record_of_the_projects_own_lists_is_editorial() -> None:
    record = Area(id="world", label_en="World", label_ja="世界", label_ru="Мир")
    assert {q.graph_name for q in quads(record)} == {EDITORIAL}
    assert len(said(record, "rdfs:label")) == 3


def test_the_graphs_of_the_project_are_things_of_their_own() -> None:
    assert (short(EDITORIAL.value), short(DERIVED.value)) == ("graph/editorial", "graph/derived")


def test_an_unknown_cell_states_nothing() -> None:
    assert said(place(), "dg:inTerritory") == []
    assert said(place(state="KAZ"), "dg:inTerritory") == [thing("KAZ").value]


def test_a_class_cell_adds_a_type() -> None:
    types = said(place(), "rdf:type")
    assert [short(t) for t in types] == ["dg:Place", "dg:Port"]


@pytest.mark.parametrize(
    ("kind", "suffix", "name"),
    [
        ("joint-statement", "", "JointStatement"),
        ("committed", "Commitment", "CommittedFunds"),
        ("disbursed", "Commitment", "Disbursement"),
        ("other", "Office", "Office"),
        ("foreign-minister", "Office", "ForeignMinisterOffice"),
        ("sea", "", "SeaLeg"),
    ],
)
def test_the_class_of_a_kind(kind: str, suffix: str, name: str) -> None:
    assert class_name(kind, suffix) == name


def test_a_word_is_a_term_of_its_enumeration() -> None:
    assert said(flow(measure="import_share"), "dg:measure") == [node("dg:MeasureImportShare").value]


def test_a_partial_date_keeps_what_was_stated() -> None:
    union = Organisation(
        id="u", kind="bloc", label_en="U", label_ja="U",
        founded=Day(date(2010, 1, 1), "2010"), **PROVENANCE,
    )  # fmt: skip
    assert said(union, "dg:founded") == ["2010-01-01"]
    assert said(union, "dg:foundedAsStated") == ["2010"]


def test_a_full_date_is_not_stated_twice() -> None:
    tenure = Tenure(person="person/a", office="office/b", start=DAY, **PROVENANCE)
    assert said(tenure, "dg:start") == ["2025-01-01"]
    assert said(tenure, "dg:startAsStated") == []


@pytest.mark.parametrize(
    ("text", "written"), [("1.50", "1.5"), ("1E+3", "1000"), ("0.0010", "0.001"), ("10", "10")]
)
def test_numbers_are_written_without_exponent_or_trailing_zeros(text: str, written: str) -> None:
    assert said(flow(value=Decimal(text)), "dg:value") == [written]


def test_the_iri_of_a_figure_is_made_from_its_key() -> None:
    assert (
        short(iri_of(flow()).value) == "figure/KAZ.CHN.crude-oil.quantity.Mt.2024.KAZ.actual.office"
    )


def test_two_sources_of_one_number_make_two_figures_of_one_flow() -> None:
    one, two = flow(), flow(source="source/press", value=Decimal(2))
    assert iri_of(one) != iri_of(two)
    assert carrier_of(one) == carrier_of(two) == thing("flow/KAZ.CHN.crude-oil.2024")


def test_the_value_belongs_to_the_figure_and_the_ends_to_the_flow() -> None:
    about = "flow/KAZ.CHN.crude-oil.2024"
    assert said(flow(), "dg:about") == [thing(about).value]
    assert said(flow(), "dg:origin", of=about) == [thing("KAZ").value]
    assert said(flow(), "dg:origin") == []
    assert said(flow(), "dg:value", of=about) == []


def test_the_period_belongs_to_both() -> None:
    about = "flow/KAZ.CHN.crude-oil.2024"
    assert said(flow(), "dg:periodEnd") == said(flow(), "dg:periodEnd", of=about) == ["2024-12-31"]


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        (("2024-01-01", "2024"), ("2024-12-31", "2024"), "2024"),
        (("2024-01-01", "2024-01-01"), ("2024-12-31", "2024-12-31"), "2024"),
        (("2024-01-01", "2024-01"), ("2024-06-30", "2024-06"), "2024-01_2024-06"),
        (("2024-01-01", "2024"), None, "2024_"),
        (None, None, ""),
    ],
)
def test_a_calendar_year_is_named_by_itself_and_any_other_period_by_its_ends(
    start: tuple[str, str] | None, end: tuple[str, str] | None, part: str
) -> None:
    ends = [Day(date.fromisoformat(e[0]), e[1]) if e else None for e in (start, end)]
    record = flow(period_start=ends[0], period_end=ends[1])
    assert short(str(carrier_of(record))[1:-1]) == f"flow/KAZ.CHN.crude-oil.{part}".strip(".")


def test_a_route_flow_states_quantity_of_a_route() -> None:
    record = RouteFlow(
        route="route/north", origin="KAZ", destination="area/world",
        commodity="commodity/crude-oil", value=Decimal(6), unit="Mt", status="actual",
        **YEAR, **PROVENANCE,
    )  # fmt: skip
    carrier = "route-flow/north.KAZ.world.crude-oil.2024"
    assert said(record, "dg:measure") == [node("dg:MeasureQuantity").value]
    assert said(record, "dg:route", of=carrier) == [thing("route/north").value]


def test_a_plain_figure_has_no_carrier() -> None:
    record = Figure(
        subject="KAZ", measure="gdp", value=Decimal(1), unit="USD", status="actual", **PROVENANCE
    )
    assert carrier_of(record) is None
    assert said(record, "dg:about") == [thing("KAZ").value]


def test_the_steps_of_a_route_are_numbered_from_one() -> None:
    record = Route(
        id="r", commodity="commodity/crude-oil", label_en="R", label_ja="R", origin="place/a",
        destination="place/c", segments=("segment/x", "segment/y"), **PROVENANCE,
    )  # fmt: skip
    assert said(record, "dg:position", of="step/r.02") == ["2"]
    assert said(record, "dg:segment", of="step/r.02") == [thing("segment/y").value]
    assert said(record, "dg:stepOf", of="step/r.01") == [iri_of(record).value]


def test_the_order_of_states_along_a_segment_is_kept() -> None:
    record = Segment(
        id="s", mode="rail", label_en="S", label_ja="S", origin="place/a", destination="place/b",
        states=("UZB", "KAZ"), carries=("commodity/freight",), direction="both",
        status="operating", **PROVENANCE,
    )  # fmt: skip
    assert said(record, "dg:statesInOrder") == ["UZB KAZ"]
    assert len(said(record, "dg:inTerritory")) == 2


def test_a_point_has_its_longitude_first() -> None:
    record = place(lat=Decimal("43.65"), lon=Decimal("51.10"))
    assert said(record, "geo:asWKT") == ["POINT(51.1 43.65)"]
    assert said(place(lat=Decimal(1)), "geo:asWKT") == []


def test_a_wikidata_id_is_the_iri_of_the_entity() -> None:
    expected = ["http://www.wikidata.org/entity/Q185105"]
    assert said(place(wikidata="Q185105"), "skos:exactMatch") == expected


def test_a_statement_is_also_a_direct_edge() -> None:
    record = Statement(subject="event/e", property="place", value="place/tokyo", **PROVENANCE)
    assert said(record, "dg:statedValue") == [thing("place/tokyo").value]
    assert said(record, "dg:place", of="event/e") == [thing("place/tokyo").value]


def test_a_stated_wikidata_id_is_the_iri_of_the_entity() -> None:
    record = Statement(subject="person/p", property="wikidata", value="Q76", **PROVENANCE)
    expected = ["http://www.wikidata.org/entity/Q76"]
    assert said(record, "skos:exactMatch", of="person/p") == expected
    assert said(record, "dg:statedProperty") == [node("skos:exactMatch").value]
    assert said(record, "dg:statedValue") == ["Q76"]


def test_a_stated_date_becomes_one() -> None:
    record = Statement(subject="segment/s", property="opened", value="1994-05", **PROVENANCE)
    assert said(record, "dg:opened", of="segment/s") == ["1994-05-01"]
    assert said(record, "dg:openedAsStated", of="segment/s") == ["1994-05"]
    assert said(record, "dg:statedValue") == ["1994-05"]


def test_a_stated_end_is_the_last_day_it_covers() -> None:
    record = Statement(subject="segment/s", property="closed", value="1994-02", **PROVENANCE)
    assert said(record, "dg:closed", of="segment/s") == ["1994-02-28"]


@pytest.mark.parametrize(
    ("name", "value", "datatype"),
    [("gaugeMm", "1520", "integer"), ("lengthKm", "98.5", "decimal"), ("venue", "80", "string")],
)
def test_a_stated_number_has_the_datatype_of_its_property(
    name: str, value: str, datatype: str
) -> None:
    record = Statement(subject="segment/s", property=name, value=value, **PROVENANCE)
    (edge,) = (quad.object for quad in quads(record) if quad.predicate == node(f"dg:{name}"))
    assert isinstance(edge, Literal) and edge.value == value
    assert edge.datatype == node(f"xsd:{datatype}")


@pytest.mark.parametrize(
    ("value", "is_node"),
    [("place/tokyo", True), ("KAZ", True), ("km/h is a unit", False), ("80", False), ("a", False)],
)
def test_a_stated_value_is_a_node_only_where_it_is_a_reference(value: str, is_node: bool) -> None:
    assert isinstance(stated(value), NamedNode) is is_node


def test_a_pledge_is_typed_by_its_kind() -> None:
    record = Commitment(id="c", kind="pledge", label_en="C", label_ja="C", **PROVENANCE)
    assert [short(t) for t in said(record, "rdf:type")] == ["dg:Commitment", "dg:Pledge"]


def test_no_statement_of_any_record_has_a_blank_node() -> None:
    records: list[Record] = [flow(), place(lat=Decimal(1), lon=Decimal(2), wikidata="Q1")]
    records.append(
        Office(id="o", kind="other", state="KAZ", label_en="O", label_ja="O", **PROVENANCE)
    )
    terms = [str(t) for r in records for q in quads(r) for t in (q.subject, q.object)]
    assert [term for term in terms if term.startswith("_:")] == []
