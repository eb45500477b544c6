"""Record → RDF: what each kind of cell becomes, and which graph a statement belongs to.

A fact is stated in the graph of its source; labels and the project's own lists are stated in the
project's graph, since no source is answerable for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from diplograph.model import PARTIAL, TABLES, Cell, Day, Fact, Record, cells, partial_day
from diplograph.vocab import camel, lower_camel, node, thing

TYPE = node("rdf:type")
LABEL = node("rdfs:label")
ABOUT = node("dg:about")
EDITORIAL = thing("graph/editorial")
DERIVED = thing("graph/derived")
WIKIDATA = "http://www.wikidata.org/entity/"


def _columns(*kinds: str) -> dict[str, Cell]:
    """Return the columns of these kinds by the name of their property."""
    columns = (item for table in TABLES.values() for item in cells(table).items())
    return {lower_camel(name): cell for name, cell in columns if cell.kind in kinds}


DATES = _columns("start", "end")
SAID_AS = {"wikidata": "skos:exactMatch"}  # columns that are no term of the ontology itself
DATATYPES = dict.fromkeys(_columns("number"), "xsd:decimal") | {"gaugeMm": "xsd:integer"}
CLASSES = {"committed": "CommittedFunds", "disbursed": "Disbursement", "sea": "SeaLeg"}


def iri_of(record: Record) -> NamedNode:
    """Return the node of a record, made from the columns of its key alone."""
    return thing(f"{record.kind_name}/{_path(record, record.key)}")


def carrier_of(record: Record) -> NamedNode | None:
    """Return the node that a figure counts (a flow), or None where the record is no such figure."""
    if not record.carrier_name:
        return None
    return thing(f"{record.carrier_name}/{_path(record, record.carrier_key)}")


def quads(record: Record) -> Iterator[Quad]:
    """Yield all that a record states, each statement in the graph it belongs to."""
    subject, carrier = iri_of(record), carrier_of(record)
    graph = thing(record.source) if isinstance(record, Fact) else EDITORIAL
    yield Quad(subject, TYPE, node(f"dg:{record.class_name}"), graph)
    if carrier is not None:
        yield Quad(carrier, TYPE, node(f"dg:{record.carrier_class}"), graph)
        yield Quad(subject, ABOUT, carrier, graph)
    for name, cell in cells(type(record)).items():
        value = getattr(record, name)
        if value is None or (name == "id" and not cell.predicate):
            continue
        home = EDITORIAL if cell.kind == "label" and name.startswith("label") else graph
        nodes = [subject] if cell.carrier != "only" else []
        nodes += [carrier] if cell.carrier and carrier is not None else []
        for owner in nodes:
            yield from (Quad(owner, p, o, home) for p, o in _values(name, cell, value))
    yield from _extras(record, subject, graph)


def _values(name: str, cell: Cell, value: Any) -> Iterator[tuple[NamedNode, Any]]:
    """Yield the predicate and object of one cell."""
    predicate = node(cell.predicate or f"dg:{lower_camel(name)}")
    match cell.kind:
        case "ref" | "any":
            yield predicate, thing(value)
        case "refs":
            yield from ((predicate, thing(item)) for item in value)
        case "label":
            yield node(cell.predicate or "rdfs:label"), Literal(value, language=name[-2:])
        case "start" | "end":
            yield from _day(name, cell, value)
        case "number":
            yield predicate, Literal(_plain(value), datatype=node("xsd:decimal"))
        case "word":
            yield predicate, node(f"dg:{cell.of}{camel(value)}")
        case "class":
            yield TYPE, node(f"dg:{class_name(value, cell.of)}")
        case "property":
            yield predicate, node(SAID_AS.get(value, f"dg:{value}"))
        case "url":
            yield predicate, Literal(value, datatype=node("xsd:anyURI"))
        case "wikidata":
            yield predicate, NamedNode(WIKIDATA + value)
        case "id" | "text":
            yield predicate, Literal(value)
        case "value":
            yield predicate, stated(value)


def class_name(kind: str, suffix: str) -> str:
    """Return the class of a `kind` or `mode` cell.

    >>> class_name("sea", ""), class_name("other", "Event"), class_name("head-of-state", "Office")
    ('SeaLeg', 'Event', 'HeadOfStateOffice')
    """
    if kind == "other":
        return suffix
    name = CLASSES.get(kind, camel(kind))
    return name + (suffix if suffix == "Office" else "")


def is_reference(value: str) -> bool:
    """Say whether a stated value names a thing (`KAZ`, `place/aktau`) rather than being a text.

    >>> is_reference("place/aktau"), is_reference("KAZ"), is_reference("Q76")
    (True, True, False)
    """
    path = value.count("/") == 1 and not set(value) & set(" :.,") and value[0].islower()
    return path or (len(value) == 3 and value.isalpha() and value.isupper())


def stated(value: str) -> NamedNode | Literal:
    """Return a stated value: a node where it is a reference, else a literal."""
    return thing(value) if is_reference(value) else Literal(value)


def _said(name: str, value: str) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """Yield the direct edges of a statement: what the column of that name would give.

    >>> [value.value for _, value in _said("opened", "1994")]
    ['1994-01-01', '1994']
    >>> [value.datatype.value.split("#")[1] for _, value in _said("gaugeMm", "1520")]
    ['integer']
    >>> [value.value for _, value in _said("wikidata", "Q185105")]
    ['http://www.wikidata.org/entity/Q185105']
    """
    if name == "wikidata":
        yield node(SAID_AS[name]), NamedNode(WIKIDATA + value)
    elif name in DATES and PARTIAL.fullmatch(value):
        cell = DATES[name]
        yield from _day(name, cell, partial_day(value, last=cell.kind == "end"))
    elif name in DATATYPES:
        yield node(f"dg:{name}"), Literal(_plain(Decimal(value)), datatype=node(DATATYPES[name]))
    else:
        yield node(f"dg:{name}"), stated(value)


def _day(name: str, cell: Cell, value: Day) -> Iterator[tuple[NamedNode, Literal]]:
    predicate = cell.predicate or f"dg:{lower_camel(name)}"
    yield node(predicate), Literal(value.day.isoformat(), datatype=node("xsd:date"))
    if value.stated != value.day.isoformat():
        yield node(f"dg:{lower_camel(name)}AsStated"), Literal(value.stated)


def _extras(record: Record, subject: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    """Yield what takes more than one cell: steps of a route, points, and stated properties."""
    values = vars(record)
    for position, segment in enumerate(values.get("segments") or (), start=1):
        step = thing(f"step/{values['id']}.{position:02}")
        yield Quad(step, TYPE, node("dg:RouteStep"), graph)
        yield Quad(step, node("dg:stepOf"), subject, graph)
        yield Quad(step, node("dg:segment"), thing(segment), graph)
        position_literal = Literal(str(position), datatype=node("xsd:integer"))
        yield Quad(step, node("dg:position"), position_literal, graph)
    if values.get("states"):
        in_order = " ".join(values["states"])
        yield Quad(subject, node("dg:statesInOrder"), Literal(in_order), graph)
    if values.get("lat") is not None and values.get("lon") is not None:
        point = f"POINT({_plain(values['lon'])} {_plain(values['lat'])})"
        wkt = Literal(point, datatype=node("geo:wktLiteral"))
        yield Quad(subject, node("geo:asWKT"), wkt, graph)
    if record.carrier_name == "route-flow":
        yield Quad(subject, node("dg:measure"), node("dg:MeasureQuantity"), graph)
    if record.class_name == "Statement":
        for predicate, said in _said(values["property"], values["value"]):
            yield Quad(thing(values["subject"]), predicate, said, graph)


def _path(record: Record, names: tuple[str, ...]) -> str:
    """Join the key cells of a record into the last part of its IRI."""
    values = {name: getattr(record, name) for name in names}
    if "period_start" in values:
        values["period_start"] = _period(values["period_start"], values.pop("period_end"))
    parts = [_key_part(value) for value in values.values()]
    return ".".join(part for part in parts if part)


def _period(start: Day | None, end: Day | None) -> str | None:
    """Return a calendar year as itself, and any other period as both its ends.

    >>> from datetime import date
    >>> _period(Day(date(2025, 1, 1), "2025-01-01"), Day(date(2025, 12, 31), "2025-12-31"))
    '2025'
    """
    if start and end and start.day == date(end.day.year, 1, 1) and end.day == _last(start.day):
        return str(start.day.year)
    stated = f"{start.stated if start else ''}_{end.stated if end else ''}"
    return None if stated == "_" else stated


def _last(day: date) -> date:
    return date(day.year, 12, 31)


def _key_part(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Day):
        return value.stated
    text = str(value)
    slug = text.split("/", 1)[1] if text.count("/") == 1 and text[0].islower() else text
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in slug).strip("-")


def _plain(value: Decimal) -> str:
    """Write a decimal without an exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
