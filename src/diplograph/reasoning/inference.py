"""From a store to what follows from it: entailments with their reasons, and contradictions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import pyoxigraph as ox

from diplograph import lookup
from diplograph.errors import NotFoundError
from diplograph.reasoning import hermit
from diplograph.reasoning.axioms import INTERSECTION, ONE_OF, UNION, Axioms
from diplograph.reasoning.closures import Closure, closures, edges, in_force
from diplograph.reasoning.conflict import conflict
from diplograph.reasoning.contradictions import contradictions
from diplograph.reasoning.facts import Facts, Node, Statement, facts_of, said, schema
from diplograph.reasoning.module import module
from diplograph.reasoning.proofs import Prover
from diplograph.reasoning.rules import Reason, entail
from diplograph.reasoning.selection import relevant
from diplograph.stages import stage
from diplograph.store import Store
from diplograph.table import Table
from diplograph.triples import TYPE
from diplograph.vocab import node, short, thing

INFERRED = thing("graph/inferred")
COLUMNS = ["subject", "property", "object", "because"]
BY_HERMIT = Reason(("HermiT entails it from the ontology and the module as a whole",), ())
TOGETHER = "HermiT finds that these cannot all be true: "
NO_FACT = "HermiT finds that the ontology contradicts itself, without any fact"


@dataclass(frozen=True)
class Inference:
    """What `infer` found.

    Attributes
    ----------
    consistent
        True if nothing contradicts the ontology or another fact.
    reasons
        Each statement that was drawn, with its `Reason`.
    contradictions
        kind, entity, words, facts: one row for each contradiction.
    closures
        The lists that were taken to be whole, each with its ground.
    source
        The store that was reasoned over; it is not changed.
    """

    consistent: bool
    reasons: dict[Statement, Reason]
    contradictions: Table
    closures: list[Closure]
    source: Store

    @cached_property
    def rows(self) -> Table:
        """The entailments: subject, property, object, because; sorted."""
        rows = [
            {
                "subject": _text(subject),
                "property": short(predicate.value),
                "object": _text(object_),
                "because": str(reason),
            }
            for (subject, predicate, object_), reason in self.reasons.items()
        ]
        return Table(
            COLUMNS, sorted(rows, key=lambda row: (row["property"], row["object"], row["subject"]))
        )

    @cached_property
    def defined(self) -> Table:
        """The rows of `rows` that put a thing into a class with a definition."""
        named = {short(kind.value) for kind in Axioms(schema()).defined()}
        found = [r for r in self.rows if r["property"] == "rdf:type" and r["object"] in named]
        return Table(COLUMNS, found)

    def summary(self) -> str:
        """Return the verdict and the counts in one line."""
        verdict = "consistent" if self.consistent else "inconsistent"
        return (
            f"{verdict}: {len(self.contradictions)} contradictions, {len(self.rows)} inferences,"
            f" {len(self.defined)} of them memberships in defined classes,"
            f" by {len(self.closures)} closures"
        )

    @cached_property
    def store(self) -> Store:
        """A new store in memory: that of `source` with the graph `id/graph/inferred` added."""
        engine = ox.Store()
        engine.extend(list(self.source.engine))
        found = list(self.quads())
        engine.extend(found)
        engine.extend([ox.Quad(q.subject, q.predicate, q.object) for q in found])
        return Store(engine)

    @cached_property
    def grounds(self) -> dict[str, tuple[ox.NamedNode, ...]]:
        """The sourced facts that closures rest on, by the words of the closure."""
        return {str(closure): closure.facts for closure in self.closures}

    def quads(self) -> Iterator[ox.Quad]:
        """Yield each entailment, and an inference node that says why it holds."""
        sources = Sources(self.source)
        for (subject, predicate, object_), reason in self.reasons.items():
            yield _quad(subject, predicate, object_)
            about = inference_node((subject, predicate, object_))
            said_of: list[tuple[ox.NamedNode, Node]] = [
                (TYPE, node("dg:Inference")),
                (node("rdf:subject"), subject),
                (node("rdf:predicate"), predicate),
                (node("rdf:object"), object_),
                (node("dg:because"), ox.Literal(str(reason))),
            ]
            facts = {
                *sources.of(reason),
                *(f for a in reason.axioms for f in self.grounds.get(a, ())),
            }
            said_of += [(node("prov:wasDerivedFrom"), f) for f in sorted(facts, key=str)]
            yield from (_quad(about, p, o) for p, o in said_of)


def infer(store: Store, *, classify: bool = True) -> Inference:
    """Draw what follows from the facts of a store, and find what contradicts.

    Rules of OWL 2 RL run over the whole graph. Closures of the snapshot are then stated, and the
    defined classes (`LandlockedState`, `DoublyLandlockedState`, `TransitState`,
    `RussiaIndependentRoute`, `MultiVectorState`, `UnfundedTarget` …) are found twice: by HermiT,
    on the module that they speak of, and by a prover that also says why.

    Parameters
    ----------
    store
        The graph. It is only read.
    classify
        False leaves HermiT out, and with it the need of Java: what follows is then what the rules
        and the prover find, and consistency is judged by the named contradictions alone.

    Returns
    -------
    Inference
        `consistent`, `rows`, `contradictions`, `closures`, and `store` with the inferred graph.

    Raises
    ------
    MissingExtraError
        If HermiT is asked for and there is no Java.

    Examples
    --------
    >>> import diplograph as dg
    >>> found = dg.infer(dg.example(), classify=False)
    >>> found.consistent, len(found.contradictions)
    (True, 0)
    """
    stage("rules over the whole graph", 0.0)
    ontology = schema()
    axioms = Axioms(ontology)
    facts = facts_of(store, ontology)
    reasons = entail(facts, axioms)
    for statement, reason in edges(store, facts):
        if facts.add(statement):
            reasons[statement] = reason
    reasons |= entail(facts, axioms)
    stage("closures and proofs", 0.15)
    whole = list(closures(store, facts))
    current = in_force(facts, store)
    part, distinct = module(current, axioms, whole)
    listed: dict[tuple[Node, Node], Closure] = {(c.subject, c.property): c for c in whole}
    proofs = memberships(Prover(current, axioms, listed, distinct))
    faults = contradictions(store, facts, axioms)
    if classify:
        stage("HermiT over the schema and a module", 0.25)
        chosen = list(relevant(axioms, part))
        verdicts = [classified_schema(), hermit.classify([*chosen, *part])]
        if not faults.rows and not all(verdict.consistent for verdict in verdicts):
            faults = Table(faults.columns, [_unnamed(conflict(chosen, part, whole))])
        faults = _with_empty(faults, verdicts)
        reasons |= _judged(verdicts, proofs, facts, axioms, part)
    else:
        reasons |= proofs
    return Inference(not faults.rows, reasons, faults, whole, store)


def memberships(prover: Prover) -> dict[Statement, Reason]:
    """Return the proofs of all memberships in classes that have a definition."""
    found: dict[Statement, Reason] = {}
    axioms, facts = prover.axioms, prover.facts
    upward = {upper for kind in axioms.defined() for upper in axioms.above(kind)}
    for kind in sorted(upward, key=str):
        for individual in sorted(candidates(kind, facts, axioms), key=str):
            statement = (individual, TYPE, kind)
            if statement not in facts and (reason := prover.prove(individual, kind)):
                found[statement] = reason
    return found


def candidates(kind: Node, facts: Facts, axioms: Axioms) -> set[Node]:
    """Return what may belong to a class: the members of its first conjunct, or those it lists."""
    found: set[Node] = set()
    todo = [kind]
    for current in todo:
        found |= set(facts.subjects(TYPE, current))
        found |= set(axioms.parts(current, ONE_OF))
        near = axioms.parts(current, INTERSECTION)[:1] + axioms.parts(current, UNION)
        near += [*axioms.below(current), *axioms.definitions(current)]
        todo += [other for other in near if other not in todo]
    return found


@cache
def classified_schema() -> hermit.Verdict:
    """Return HermiT's verdict on the whole ontology without individuals, once in a process."""
    return hermit.classify(schema())


def _unnamed(found: list[str]) -> dict[str, Any]:
    """Return the row of a contradiction that HermiT alone sees."""
    words = TOGETHER + "; ".join(found) if found else NO_FACT
    return {"kind": "found by HermiT", "entity": None, "words": words, "facts": []}


def _with_empty(faults: Table, verdicts: list[hermit.Verdict]) -> Table:
    """Add the classes that can have no member."""
    rows = list(faults.rows)
    for empty in sorted({iri for verdict in verdicts for iri in verdict.empty}):
        words = f"{short(empty)} can have no member"
        rows.append({"kind": "empty class", "entity": empty, "words": words, "facts": []})
    return Table(faults.columns, rows)


def _judged(
    verdicts: list[hermit.Verdict],
    proofs: dict[Statement, Reason],
    facts: Facts,
    axioms: Axioms,
    part: Facts,
) -> dict[Statement, Reason]:
    """Return what HermiT entails beyond what is known, with the prover's reason where it has one.

    A proof about a thing that the module leaves out stands by itself.
    """
    inside = set(part.subjects(TYPE, node("owl:NamedIndividual")))
    found = {m: reason for m, reason in proofs.items() if m[0] not in inside}
    for verdict in verdicts:
        for member in sorted(verdict.members, key=str):
            words = axioms.ontology.objects(member[0], TYPE)  # individuals of the ontology itself
            if member not in facts and not words:
                found[member] = proofs.get(member, BY_HERMIT)
        for lower, relation, upper in sorted(verdict.subclasses, key=str):
            if upper not in axioms.above(lower):
                found[lower, relation, upper] = BY_HERMIT
    return found


class Sources:
    """From a statement to the sourced facts that state it."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._near: dict[Node, frozenset[Any]] = {}

    def of(self, reason: Reason) -> list[ox.NamedNode]:
        """Return the sourced facts that the premises of a reason rest on, sorted."""
        return sorted({fact for p in reason.premises for fact in self.of_statement(p)}, key=str)

    def of_statement(self, statement: Statement) -> list[ox.NamedNode]:
        """Return the relation nodes that join both ends of a statement, else its own subject."""
        subject, predicate, object_ = statement
        joint: frozenset[Any] = frozenset()
        if predicate != TYPE and isinstance(object_, ox.NamedNode):
            kinds = set(schema().objects(predicate, node("dg:derivedFrom")))
            both = self._around(subject) & self._around(object_)
            joint = frozenset(n for n in both if kinds & self._kinds(n))
        sourced = [n for n in joint if self._has_source(n)] or [subject]
        return sorted((n for n in sourced if self._has_source(n)), key=str)

    def _kinds(self, thing_: Any) -> set[Any]:
        found = self._engine.quads_for_pattern(thing_, TYPE, None, ox.DefaultGraph())
        return {quad.object for quad in found}

    def _around(self, end: Any) -> frozenset[Any]:
        """Return what points to a thing, once for each thing."""
        if end not in self._near:
            default = ox.DefaultGraph()
            found = self._engine.quads_for_pattern(None, None, end, default)
            self._near[end] = frozenset(q.subject for q in found)
        return self._near[end]

    def _has_source(self, fact: Any) -> bool:
        found = self._engine.quads_for_pattern(fact, node("dg:source"), None, ox.DefaultGraph())
        return next(iter(found), None) is not None


def inference_node(statement: Statement) -> ox.NamedNode:
    """Return the node that explains a statement: its name is made from the statement alone.

    >>> inference_node((thing("UZB"), TYPE, node("dg:State"))).value[-16:]
    'c311dd2047db0fcb'
    """
    key = " ".join(str(term) for term in statement)
    return thing(f"inference/{hashlib.sha256(key.encode()).hexdigest()[:16]}")


def because(found: Inference, subject: str, kind: str) -> Table:
    """Return why a thing belongs to a class: each axiom, closure and fact in words, one row each.

    Parameters
    ----------
    found
        What `infer` returned.
    subject
        A reference such as `UZB`.
    kind
        The name of a class, such as `DoublyLandlockedState`.

    Returns
    -------
    Table
        step (`fact`, `axiom` or `closure`), words, and facts, the sourced facts of a step.

    Raises
    ------
    NotFoundError
        If the membership was not inferred; it may still hold, since what is not stated is unknown.
    """
    individual = lookup.reference(found.source, subject)
    statement = (individual, TYPE, node(f"dg:{kind.removeprefix('dg:')}"))
    if statement not in found.reasons:
        near = [short(k.value) for s, p, k in found.reasons if s == individual and p == TYPE]  # type: ignore[union-attr]
        raise NotFoundError("inference", said(statement), near)
    reason = found.reasons[statement]
    sources = Sources(found.source)
    rows: list[dict[str, Any]] = []
    for premise in reason.premises:
        stated = [short(fact.value) for fact in sources.of_statement(premise)]
        rows.append({"step": "fact", "words": said(premise), "facts": stated})
    for axiom in reason.axioms:
        kind_of = "closure" if axiom.startswith("closure") else "axiom"
        stated = [short(fact.value) for fact in found.grounds.get(axiom, ())]
        rows.append({"step": kind_of, "words": axiom, "facts": stated})
    return Table(["step", "words", "facts"], rows)


def _quad(subject: Any, predicate: ox.NamedNode, object_: Any) -> ox.Quad:
    return ox.Quad(subject, predicate, object_, INFERRED)


def _text(term: Node) -> str:
    return short(term.value) if isinstance(term, ox.NamedNode) else str(term)
