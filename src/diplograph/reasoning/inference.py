"""From a store to what follows from it: entailments with their reasons, and contradictions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from diplograph.reasoning import hermit
from diplograph.reasoning.axioms import INTERSECTION, ONE_OF, UNION, Axioms
from diplograph.reasoning.closures import Closure, closures, edges, ended, snapshot_day
from diplograph.reasoning.contradictions import contradictions
from diplograph.reasoning.facts import Facts, Node, Statement, facts_of, said, schema
from diplograph.reasoning.module import module
from diplograph.reasoning.proofs import Prover
from diplograph.reasoning.rules import Reason, entail
from diplograph.store import Store
from diplograph.table import Table
from diplograph.triples import TYPE
from diplograph.vocab import node, short, thing

INFERRED = thing("graph/inferred")
COLUMNS = ["subject", "property", "object", "because"]
BY_HERMIT = Reason(("HermiT entails it from the ontology and the module as a whole",), ())
UNNAMED = "HermiT finds that these facts and axioms cannot all be true; no rule names which"


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

    @cached_property
    def store(self) -> Store:
        """A new store in memory: that of `source` with the graph `id/graph/inferred` added."""
        engine = ox.Store()
        engine.extend(list(self.source.engine))
        found = list(self.quads())
        engine.extend(found)
        engine.extend([ox.Quad(q.subject, q.predicate, q.object) for q in found])
        return Store(engine)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield each entailment, and an inference node that says why it holds."""
        for (subject, predicate, object_), reason in self.reasons.items():
            statement: Any = (subject, predicate, object_)
            yield ox.Quad(*statement, INFERRED)
            about = inference_node(statement)
            said_of: list[tuple[ox.NamedNode, Any]] = [
                (TYPE, node("dg:Inference")),
                (node("rdf:subject"), subject),
                (node("rdf:predicate"), predicate),
                (node("rdf:object"), object_),
                (node("dg:because"), ox.Literal(str(reason))),
            ]
            said_of += [(node("prov:wasDerivedFrom"), f) for f in supports(self.source, reason)]
            yield from (ox.Quad(about, p, o, INFERRED) for p, o in said_of)


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
    ontology = schema()
    axioms = Axioms(ontology)
    facts = facts_of(store, ontology)
    reasons = entail(facts, axioms)
    for statement, reason in edges(store, facts):
        if facts.add(statement):
            reasons[statement] = reason
    reasons |= entail(facts, axioms)
    whole = list(closures(store, facts))
    day = snapshot_day(store)
    gone = ended(store, day) if day else set()
    part, distinct = module(facts, axioms, whole, ended=gone)
    proofs = memberships(
        Prover(facts, axioms, {(c.subject, c.property): c for c in whole}, distinct)
    )
    faults = contradictions(store, facts, axioms)
    if classify:
        verdict = hermit.classify([*ontology, *part])
        faults = _with_verdict(faults, verdict)
        reasons |= _judged(verdict, proofs, facts, axioms, part)
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
    if not isinstance(kind, ox.NamedNode):
        if parts := axioms.parts(kind, INTERSECTION):
            return candidates(parts[0], facts, axioms)
        alternatives = axioms.parts(kind, UNION)
        listed = set(axioms.parts(kind, ONE_OF))
        return listed.union(*(candidates(part, facts, axioms) for part in alternatives))
    found = set(facts.subjects(TYPE, kind))
    for other in [*axioms.below(kind), *axioms.definitions(kind)]:
        found |= candidates(other, facts, axioms)
    return found


def _with_verdict(faults: Table, verdict: hermit.Verdict) -> Table:
    """Add HermiT's verdict where no contradiction has been named."""
    rows = list(faults.rows)
    if not verdict.consistent and not rows:
        rows.append({"kind": "unnamed", "entity": None, "words": UNNAMED, "facts": []})
    for empty in verdict.empty:
        words = f"{short(empty)} can have no member"
        rows.append({"kind": "empty class", "entity": empty, "words": words, "facts": []})
    return Table(faults.columns, rows)


def _judged(
    verdict: hermit.Verdict,
    proofs: dict[Statement, Reason],
    facts: Facts,
    axioms: Axioms,
    part: Facts,
) -> dict[Statement, Reason]:
    """Return what HermiT entails beyond what is known, with the prover's reason where it has one.

    A proof about a thing that the module leaves out stands by itself.
    """
    new = {m for m in verdict.members if m not in facts}
    found = {m: proofs.get(m, BY_HERMIT) for m in sorted(new, key=str)}
    inside = set(part.subjects(TYPE, node("owl:NamedIndividual")))
    found |= {m: reason for m, reason in proofs.items() if m[0] not in inside}
    for lower, relation, upper in sorted(verdict.subclasses, key=str):
        if upper not in axioms.above(lower):
            found[lower, relation, upper] = BY_HERMIT
    return found


def supports(store: Store, reason: Reason) -> list[ox.NamedNode]:
    """Return the sourced facts that the premises of a reason rest on, sorted."""
    found = {fact for premise in reason.premises for fact in _sourced(store, premise)}
    return sorted(found, key=str)


def _sourced(store: Store, premise: Statement) -> Iterable[ox.NamedNode]:
    """Return the facts with a source that state a premise: its relation node, else its subject."""
    subject, predicate, object_ = premise
    ends = []
    for end in (subject, object_):
        if isinstance(end, ox.Literal) or predicate == TYPE:
            continue
        ends.append({q.subject for q in store.engine.quads_for_pattern(None, None, end, None)})  # type: ignore[arg-type]
    common = {n for n in ends[0] & ends[1]} if len(ends) == 2 else set()
    return [n for n in common or {subject} if isinstance(n, ox.NamedNode) and _has_source(store, n)]


def _has_source(store: Store, fact: ox.NamedNode) -> bool:
    found = store.engine.quads_for_pattern(fact, node("dg:source"), None, ox.DefaultGraph())
    return next(iter(found), None) is not None


def inference_node(statement: Statement) -> ox.NamedNode:
    """Return the node that explains a statement: its name is made from the statement alone.

    >>> inference_node((thing("UZB"), TYPE, node("dg:State"))).value[-16:]
    'e5c4d6f1b8a0c7e2'
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
        step (`fact`, `axiom` or `closure`), words, and facts, the sourced facts of a step. It is
        empty if the membership was not inferred.
    """
    statement = (thing(subject), TYPE, node(f"dg:{kind.removeprefix('dg:')}"))
    reason = found.reasons.get(statement, Reason((), ()))
    rows = [
        {
            "step": "fact",
            "words": said(p),
            "facts": [short(f.value) for f in sorted(_sourced(found.source, p), key=str)],
        }
        for p in reason.premises
    ]
    rows += [
        {"step": "closure" if a.startswith("closure") else "axiom", "words": a, "facts": []}
        for a in reason.axioms
    ]
    return Table(["step", "words", "facts"], rows)


def _text(term: Node) -> str:
    return short(term.value) if isinstance(term, ox.NamedNode) else str(term)
