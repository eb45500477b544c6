"""The relations of a thing: what each joins, from when to when, and what it is called."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from diplograph import lookup
from diplograph.store import Store
from diplograph.vocab import ONT, THINGS, node, short

MOST = 40  # rows of a group
ASSUMED, DERIVED = f"{THINGS}graph/assumptions/", f"{THINGS}graph/derived"
STARTS = ("start", "signed", "opened", "periodStart", "founded", "inForce", "ratified", "said")
ENDS = ("end", "ended", "closed", "periodEnd")
# Where a relation without days of its own has them.
WHOLES = ("dg:agreement", "dg:event", "dg:stepOf")
FIRST_NAMED = {"origin": 0, "person": 0, "member": 0, "destination": 2, "commodity": 3}


def statements(
    store: Store, about: ox.NamedNode | None, other: ox.NamedNode | None, name: str = ""
) -> list[Any]:
    """Return the quads of a thing with who says so, without what is only assumed."""
    quads = store.engine.quads_for_pattern(about, node(name) if name else None, other, None)
    named: list[Any] = [q for q in quads if isinstance(q.graph_name, ox.NamedNode)]
    stated = [quad for quad in named if not quad.graph_name.value.startswith(ASSUMED)]
    return sorted(stated or named, key=str)


@lru_cache(maxsize=50_000)
def name_of(store: Store, iri: str, language: str, depth: int = 2) -> str:
    """Return the label of a thing, or the labels of what it joins where it has none itself.

    What it joins may be nameless too, as the flow of a figure; `depth` bounds how far that goes.
    """
    label = lookup.label(store, iri, language)
    if label != short(iri) or not iri.startswith(THINGS) or depth == 0:
        return label
    return joined(store, iri, language, depth=depth) or label


def joined(store: Store, iri: str, language: str, *, besides: str = "", depth: int = 2) -> str:
    """Return the names of the things that a relation joins, besides one of them."""
    ends = [other for other in _ends(store, ox.NamedNode(iri)) if other != besides]
    names = [name_of(store, other, language, depth - 1) for other in ends]
    return " – ".join([*_measure(store, iri, language), *names])


def _measure(store: Store, iri: str, language: str) -> list[str]:
    measures = {
        quad.object.value for quad in statements(store, ox.NamedNode(iri), None, "dg:measure")
    }
    return sorted(lookup.label(store, measure, language) for measure in measures)


def _ends(store: Store, relation: ox.NamedNode) -> list[str]:
    """Return the things that a relation joins, but no sources."""
    found: dict[str, str] = {}
    for quad in statements(store, relation, None):
        other = quad.object if quad.graph_name.value != DERIVED else None
        if not isinstance(other, ox.NamedNode) or other == relation:
            continue
        if other.value.startswith(THINGS) and "/id/source/" not in other.value:
            found.setdefault(other.value, quad.predicate.value)
    order = {iri: FIRST_NAMED.get(name.removeprefix(ONT), 1) for iri, name in found.items()}
    return sorted(found, key=lambda iri: (order[iri], iri))


def labelled(store: Store, iri: str, language: str) -> dict[str, str]:
    """Return reference and label of a thing or a term."""
    return {"ref": short(iri), "label": lookup.label(store, iri, language)}


def thing(store: Store, iri: str, language: str) -> dict[str, str]:
    """Return reference and name of a thing."""
    return {"ref": short(iri), "label": name_of(store, iri, language)}


def relations(store: Store, back: list[Any], language: str) -> list[dict[str, Any]]:
    """Return the dated relations that name the thing, by kind and by what it is in them."""
    grouped: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for quad in back:
        if quad.graph_name.value != DERIVED and quad.subject.value.startswith(THINGS):
            path = quad.subject.value.removeprefix(THINGS).partition("/")[0]
            if path != "figure" or quad.predicate != node("dg:about"):
                grouped[path, quad.predicate.value].add(quad.subject)
    about = back[0].object.value if back else ""
    return [
        {
            **_group(store, subjects, language, about),
            "role": labelled(store, role, language),
        }
        for (_, role), subjects in sorted(grouped.items())
    ]


def _group(store: Store, subjects: set[Any], language: str, about: str) -> dict[str, Any]:
    dated = [(*_days(store, subject), subject) for subject in subjects]
    dated.sort(key=lambda row: (row[0] or "", row[2].value), reverse=True)
    return {
        "kind": _kind(store, dated[0][2], language),
        "count": len(subjects),
        "rows": [
            {
                "ref": short(subject.value),
                "label": _called(store, subject.value, language, about),
                "start": start,
                "end": end,
                "sources": _sources(store, subject),
            }
            for start, end, subject in dated[:MOST]
        ],
    }


def _called(store: Store, iri: str, language: str, about: str) -> str:
    """Return the label of a relation, or what it joins besides the thing whose page it is on."""
    label = lookup.label(store, iri, language)
    if label != short(iri):
        return label
    return joined(store, iri, language, besides=about) or name_of(store, iri, language)


def _kind(store: Store, about: ox.NamedNode, language: str) -> dict[str, str]:
    """Return the class that all things of a path of IRIs share."""
    path = about.value.removeprefix(THINGS).partition("/")[0]
    quads = store.engine.quads_for_pattern(about, node("rdf:type"), None, None)
    kinds = sorted(q.object.value for q in quads if isinstance(q.object, ox.NamedNode))
    alike = [k for k in kinds if k.removeprefix(ONT).lower() == path.replace("-", "")]
    return labelled(store, (alike or kinds or [f"{ONT}Relation"])[0], language)


def _sources(store: Store, about: ox.NamedNode) -> list[str]:
    quads = store.engine.quads_for_pattern(about, node("dg:source"), None, None)
    return sorted({short(q.object.value) for q in quads if isinstance(q.object, ox.NamedNode)})


def _days(store: Store, about: ox.NamedNode) -> tuple[str | None, str | None]:
    """Return first and last day of a relation, else of an agreement or event that it is part of."""
    start, end = _own_days(store, about)
    if start is None and end is None:
        for name in WHOLES:
            for quad in store.engine.quads_for_pattern(about, node(name), None, None):
                if isinstance(quad.object, ox.NamedNode):
                    return _own_days(store, quad.object)
    return start, end


def _own_days(store: Store, about: ox.NamedNode) -> tuple[str | None, str | None]:
    """Return first and last day of a thing, or the month or year where no source states more."""
    found = {
        quad.predicate.value.removeprefix(ONT): quad.object.value
        for quad in store.engine.quads_for_pattern(about, None, None, None)
        if isinstance(quad.object, ox.Literal)
    }
    said = {n: found.get(f"{n}AsStated", found[n]) for n in (*STARTS, *ENDS) if n in found}
    first, last = (next((said[n] for n in names if n in said), None) for names in (STARTS, ENDS))
    return first, last
