"""The `relations` view: the network of dated relations that hold on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx

from diplograph import lookup, networks, provenance
from diplograph.networks import RELATIONS
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views.layout import positions
from diplograph.views.picture import (
    Choice,
    Detail,
    Filter,
    Line,
    Mark,
    Names,
    Picture,
    Spot,
    as_day,
    choices,
)
from diplograph.views.words import words
from diplograph.vocab import short

LARGEST = 12_000
FIRST_DAY = date(1991, 12, 26)  # the slider starts where the five states do
KINDS = {
    "state": Mark("", "#0072B2", "dot"),
    "organisation": Mark("", "#E69F00", "square"),
    "person": Mark("", "#009E73", "triangle"),
    "agreement": Mark("", "#CC79A7", "diamond"),
    "event": Mark("", "#D55E00", "star"),
    "other": Mark("", "#8A8A8A", "hexagon"),
}
# A relation has the colour of the kind that it is about, darkened to 3:1 on white.
RELATION_COLORS = {
    "member of": "#B57B00",
    "party to": "#BF5A94",
    "took part in": "#D55E00",
    "leads": "#009E73",
    "owns": "#1A1A1A",
    "concerns": "#767676",
    "commits to": "#0072B2",
}
# What an agreement is about: a theme, or what it governs.
SUBJECTS = """
SELECT DISTINCT ?agreement ?subject WHERE {
  ?link a dg:AgreementLink ; dg:agreement ?agreement ; dg:object ?subject .
  { ?subject a dg:Theme } UNION { ?subject a dg:Commodity }
} ORDER BY ?agreement ?subject
"""
# What a relation says beyond its kind (role, office, relation of an agreement), and who states it.
FACTS = """
SELECT ?fact ?tag ?source ?locator ?basis WHERE {
  ?fact dg:source ?source ; dg:locator ?locator ; dg:basis ?basis
  { ?fact a dg:Tenure ; dg:office ?tag } UNION { ?fact a dg:Membership ; dg:role ?tag }
  UNION { ?fact a dg:AgreementLink ; dg:relation ?tag } UNION { ?fact a dg:Signature }
  UNION { ?fact a dg:Participation OPTIONAL { ?fact dg:role ?tag } } UNION { ?fact a dg:Ownership }
  UNION { ?fact a dg:Commitment }
} ORDER BY ?fact ?source ?tag
"""


@dataclass(frozen=True)
class Told:
    """What the view knows of the facts: their tags, sources and locators."""

    names: Names
    facts: Mapping[str, Sequence[dict[str, Any]]]
    sources: Mapping[str, dict[str, Any]]
    subjects: Mapping[str, Sequence[str]]
    partial: Mapping[str, Sequence[str]]


def relations(store: Store, at: date, language: str) -> Picture:
    """Return the picture of all dated relations, of which those of a day are shown first."""
    say, names = words(language), Names(store, language)
    whole = networks.network(store)
    network = largest(whole, LARGEST)
    listed = {r["source"]: r for r in provenance.sources(store)}
    told = Told(names, _facts(store), listed, _subjects(store), lookup.partial_days(store))
    lines = [_line(told, say, *edge) for edge in network.edges(keys=True, data=True)]
    lines.sort(key=lambda line: (line.kind, line.key))
    return Picture(
        name="relations",
        language=language,
        at=at,
        title=say["relations"],
        summary=say["relations_summary"],
        spots=_spots(names, say, network, lines),
        lines=lines,
        left_out=len(whole) - len(network),
        spot_marks=_spot_marks(say, network),
        line_marks=_line_marks(say, lines),
        styles=[],
        filters=_filters(names, say, lines),
        columns={k: say[k] for k in ("from", "relation", "to", "start", "end", "source")},
        sources=_used_sources(told, lines),
        method=say["relations_method"],
        query=RELATIONS.strip(),
        statements=len(store),
        span=(FIRST_DAY, max([at, *(day for line in lines for day in line.days if day)])),
    )


def largest(network: nx.MultiDiGraph, most: int) -> nx.MultiDiGraph:
    """Return the network of the `most` best connected nodes, or the network if it is smaller."""
    if len(network) <= most:
        return network
    kept = sorted(network, key=lambda iri: (-network.degree(iri), iri))[:most]
    return network.subgraph(kept)


def _facts(store: Store) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.select(FACTS):
        found.setdefault(row["fact"], []).append(row)
    return found


def _subjects(store: Store) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in store.select(SUBJECTS):
        found.setdefault(short(row["agreement"]), []).append(short(row["subject"]))
    return found


def group_of(key: str) -> str:
    """Return the kind of a node by its short reference.

    What agreements concern and owners own is `other`.
    """
    kind = key.split("/", 1)[0] if "/" in key else "state"
    return kind if kind in KINDS else "other"


def _line(
    told: Told, say: Mapping[str, str], origin: str, destination: str, fact: str, data: Any
) -> Line:
    ends = (short(origin), short(destination))
    wording, sources = _wording(told, say, fact, data), _sources(told, say, fact)
    names = list(map(told.names, ends))
    first, last = as_day(data["start"]), as_day(data["end"])
    days = {
        name: lookup.as_stated(told.partial, day, fact, origin, destination)
        for name, day in (("start", first), ("end", last))
    }
    cells = {"from": names[0], "relation": wording, "to": names[1], **days}
    began = Detail(say["start"], days["start"] or say["unknown"])
    details = [Detail(say["relation"], wording), began, Detail(say["end"], days["end"])]
    return Line(
        key=short(fact),
        origin=ends[0],
        destination=ends[1],
        label=" → ".join(names),
        kind=data["kind"],
        cells={k: [Detail("", v)] if v else [] for k, v in cells.items()} | {"source": sources},
        details=[*details, *sources],
        tags={
            "relation": [data["kind"]],
            "kinds": sorted({group_of(end) for end in ends}),
            "basis": sorted({short(row["basis"]) for row in told.facts.get(fact, ())}),
            "subject": sorted({s for end in ends for s in told.subjects.get(end, ())}),
        },
        width=1.0,
        days=(first, last),
    )


def _wording(told: Told, say: Mapping[str, str], fact: str, data: Mapping[str, Any]) -> str:
    """Return the relation in words: its kind, and the role, office or share where stated."""
    tags = sorted({told.names(short(r["tag"])) for r in told.facts.get(fact, ()) if r["tag"]})
    kind = say.get(data["kind"], data["kind"])
    if not tags and data["kind"] == "owns":
        tags = [str(data["label"]).removeprefix("owns: ")]
    return f"{kind}: {', '.join(tags)}" if tags and tags != [kind] else kind


def _sources(told: Told, say: Mapping[str, str], fact: str) -> list[Detail]:
    seen = {row["source"]: row["locator"] for row in told.facts.get(fact, ())}
    return [
        Detail(say["source"], f"{told.sources[iri]['title']} ({locator})", told.sources[iri]["url"])
        for iri, locator in seen.items()
        if iri in told.sources
    ]


def _spots(
    names: Names, say: Mapping[str, str], network: nx.MultiDiGraph, lines: Sequence[Line]
) -> list[Spot]:
    keys = sorted(short(iri) for iri in network)
    index = {key: place for place, key in enumerate(keys)}
    points = positions(len(keys), [(index[x.origin], index[x.destination]) for x in lines])
    degree = Counter(end for line in lines for end in (line.origin, line.destination))
    ranked = sorted(keys, key=lambda key: (group_of(key) != "state", -degree[key], key))
    rank = {key: place for place, key in enumerate(ranked)}
    return [
        Spot(
            key=key,
            label=names(key),
            kind=group_of(key),
            x=points[place][0],
            y=points[place][1],
            rank=rank[key],
            details=[Detail(say["kind"], say[f"kind_{group_of(key)}"])],
        )
        for place, key in enumerate(keys)
    ]


def _spot_marks(say: Mapping[str, str], network: nx.MultiDiGraph) -> dict[str, Mark]:
    present = {group_of(short(iri)) for iri in network}
    return {
        kind: Mark(say[f"kind_{kind}"], mark.color, mark.shape)
        for kind, mark in KINDS.items()
        if kind in present
    }


def _line_marks(say: Mapping[str, str], lines: Sequence[Line]) -> dict[str, Mark]:
    present = {line.kind for line in lines}
    known = [kind for kind in RELATION_COLORS if kind in present]
    return {
        kind: Mark(say.get(kind, kind), RELATION_COLORS.get(kind, "#767676"), width=2)
        for kind in [*known, *sorted(present - set(known))]
    }


def _filters(names: Names, say: Mapping[str, str], lines: Sequence[Line]) -> list[Filter]:
    kinds = {kind: say[f"kind_{kind}"] for kind in KINDS}
    tags = {tag for line in lines for key in ("basis", "subject") for tag in line.tags[key]}
    labels = {tag: names.plain(tag) for tag in sorted(tags)}
    subjects = choices(lines, "subject", labels)
    subjects.sort(key=lambda choice: (choice.label.casefold(), choice.value))
    everything = Choice("", say["all_subjects"], len(lines))
    return [
        Filter("relation", say["relation"], "all", choices(lines, "relation", say)),
        Filter(
            "kinds", say["kinds"], "all", choices(lines, "kinds", kinds, off=["other"]),
            say["kinds_note"],
        ),
        Filter("subject", say["about"], "one", [everything, *subjects]),
        Filter("basis", say["basis"], "any", choices(lines, "basis", labels)),
    ]  # fmt: skip


def _used_sources(told: Told, lines: Sequence[Line]) -> Table:
    keys = {line.key for line in lines}
    used = {r["source"] for fact, rows in told.facts.items() if short(fact) in keys for r in rows}
    rows = [told.sources[iri] for iri in sorted(used) if iri in told.sources]
    return Table(["title", "publisher", "published", "accessed", "licence", "url"], rows)
