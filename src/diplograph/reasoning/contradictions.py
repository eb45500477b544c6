"""Contradictions between facts, each named in words.

HermiT says that facts cannot all be true and not which; and it knows no dates. So what must
not be is looked for case by case, here, and HermiT's verdict stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from diplograph.reasoning.axioms import UNION, Axioms
from diplograph.reasoning.facts import Facts, Node, name
from diplograph.store import Store
from diplograph.table import Table
from diplograph.triples import TYPE
from diplograph.vocab import node, short

COLUMNS = ["kind", "entity", "words", "facts"]
TWO_STATES = """
SELECT DISTINCT ?person ?one ?other ?tenure ?second ?kind ?start ?from ?end ?until WHERE {
  ?tenure a dg:Tenure ; dg:person ?person ; dg:office ?office .
  ?second a dg:Tenure ; dg:person ?person ; dg:office ?place .
  ?office a ?kind ; dg:officeOf ?one . ?place a ?also ; dg:officeOf ?other .
  VALUES (?kind ?also) {
    (dg:HeadOfStateOffice dg:HeadOfStateOffice)
    (dg:HeadOfGovernmentOffice dg:HeadOfGovernmentOffice)
    (dg:HeadOfStateAndGovernmentOffice dg:HeadOfStateAndGovernmentOffice)
    (dg:HeadOfStateOffice dg:HeadOfStateAndGovernmentOffice)
    (dg:HeadOfGovernmentOffice dg:HeadOfStateAndGovernmentOffice) }
  FILTER(?one != ?other && (STR(?one) < STR(?other) || ?kind != ?also))
  OPTIONAL { ?tenure dg:start ?start } OPTIONAL { ?tenure dg:end ?end }
  OPTIONAL { ?second dg:start ?from } OPTIONAL { ?second dg:end ?until }
  FILTER(!BOUND(?end) || !BOUND(?from) || ?from < ?end)
  FILTER(!BOUND(?until) || !BOUND(?start) || ?start < ?until)
} ORDER BY ?person ?one ?other ?tenure ?second
"""
TOO_EARLY = """
SELECT DISTINCT ?agreement ?signed ?force WHERE {
  ?agreement dg:signed ?signed ; dg:inForce ?force FILTER(?force < ?signed)
  OPTIONAL { ?agreement dg:inForceAsStated ?stated }
  FILTER(!BOUND(?stated) || ?stated < SUBSTR(STR(?signed), 1, STRLEN(?stated)))
  FILTER NOT EXISTS { ?agreement dg:signed ?sooner FILTER(?sooner <= ?force) } # sources differ
} ORDER BY ?agreement
"""
STRAY = """
SELECT DISTINCT ?segment ?state WHERE {
  ?segment a ?mode ; dg:inTerritory ?state ; dg:origin/dg:inTerritory ?first ;
    dg:destination/dg:inTerritory ?last
  FILTER(?mode IN (dg:Rail, dg:Road, dg:Pipeline, dg:Power))
  FILTER(?state != ?first && ?state != ?last)
  FILTER NOT EXISTS { { ?segment dg:inTerritory ?near } UNION
    { ?segment dg:origin/dg:inTerritory ?near } UNION
    { ?segment dg:destination/dg:inTerritory ?near }
    { ?state dg:borders ?near } UNION { ?near dg:borders ?state } }
  FILTER EXISTS { { ?state dg:borders ?any } UNION { ?any dg:borders ?state } }
} ORDER BY ?segment ?state
"""


def contradictions(store: Store, facts: Facts, axioms: Axioms) -> Table:
    """Return what cannot be true together, one row each: kind, entity, words, facts."""
    kinds = {thing: set(facts.objects(thing, TYPE)) for thing, _ in facts.pairs(TYPE)}
    rows = [*_dated(store), *_strays(store), *_disjoint(kinds, axioms)]
    rows += [*_misplaced(facts, kinds, axioms), *_reflexive(facts, axioms)]
    return Table(COLUMNS, rows)


def _dated(store: Store) -> Iterator[dict[str, Any]]:
    for row in store.select(TWO_STATES):
        person, one, other = (short(row[key]) for key in ("person", "one", "other"))
        words = f"{person} heads {one} and {other} in one kind of office at the same time: "
        periods = (
            _period(row["start"], row["end"]),
            _period(row["from"], row["until"]),
        )
        tenures = [row["tenure"], row["second"]]
        yield _row("two states at once", row["person"], words + " and ".join(periods), tenures)
    for row in store.select(TOO_EARLY):
        words = (
            f"{short(row['agreement'])} is in force on {row['force']}"
            f" and was signed only on {row['signed']}"
        )
        yield _row("in force before signature", row["agreement"], words, [row["agreement"]])


def _strays(store: Store) -> Iterator[dict[str, Any]]:
    for row in store.select(STRAY):
        segment, state = short(row["segment"]), short(row["state"])
        words = (
            f"{segment} is said to run through {state}, where neither of its ends lies"
            " and which borders none of its other states"
        )
        yield _row("segment off its states", row["segment"], words, [row["segment"]])


def _disjoint(kinds: dict[Node, set[Node]], axioms: Axioms) -> Iterator[dict[str, Any]]:
    """Yield things that belong to two classes without a common member."""
    for thing in sorted(kinds, key=str):
        pairs = combinations(sorted(kinds[thing], key=str), 2)
        for one, other in [pair for pair in pairs if frozenset(pair) in axioms.disjoint][:1]:
            words = f"{name(thing)} is a {name(one)} and a {name(other)}, and nothing can be both"
            yield _row("two disjoint classes", name(thing), words, [])


def _misplaced(
    facts: Facts, kinds: dict[Node, set[Node]], axioms: Axioms
) -> Iterator[dict[str, Any]]:
    """Yield the ends of properties that can be none of the classes which the property allows."""
    for which, place in (("domain", 0), ("range", 1)):
        for prop, expression in sorted(axioms.ontology.pairs(node(f"rdfs:{which}")), key=str):
            allowed = axioms.parts(expression, UNION)
            things = {p[place] for p in facts.pairs(node(f"dg:{name(prop)}"))} if allowed else set()
            for thing in sorted(things, key=str):
                own = kinds.get(thing, set())
                if all(any(frozenset((a, k)) in axioms.disjoint for k in own) for a in allowed):
                    verb = "leads from" if place == 0 else "leads to"
                    words = (
                        f"{name(prop)} {verb} a {axioms.words(expression)}, and {name(thing)} is a"
                        f" {' and '.join(sorted(map(name, own)))}"
                    )
                    yield _row("two disjoint classes", name(thing), words, [])


def _reflexive(facts: Facts, axioms: Axioms) -> Iterator[dict[str, Any]]:
    for predicate in sorted(axioms.irreflexive, key=str):
        for subject, object_ in facts.pairs(node(f"dg:{name(predicate)}")):
            if subject == object_:
                words = f"{name(subject)} {name(predicate)} itself, which nothing can"
                yield _row("related to itself", name(subject), words, [])


def _row(kind: str, entity: str, words: str, facts: list[str]) -> dict[str, Any]:
    return {
        "kind": kind,
        "entity": short(entity),
        "words": words,
        "facts": [short(f) for f in facts],
    }


def _period(start: object, end: object) -> str:
    """Return a period in words; an end that is not stated lasts.

    >>> _period(None, None), _period("2019-03-20", None)
    ('from an unknown day on', 'from 2019-03-20 on')
    """
    first = f"from {start or 'an unknown day'}"
    return f"{first} to {end}" if end else f"{first} on"
