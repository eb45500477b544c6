"""The smallest part of a module that HermiT finds contradictory: the facts to look at.

HermiT says only that a module cannot be true. Leaving facts out and asking again finds a part
that contradicts itself and none of whose facts can be spared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pyoxigraph as ox

from diplograph.reasoning import hermit
from diplograph.reasoning.closures import Closure
from diplograph.reasoning.facts import Statement, said
from diplograph.reasoning.module import as_axiom
from diplograph.vocab import node

INDIVIDUAL = node("owl:NamedIndividual")


def conflict(
    axioms: Iterable[Statement], part: Iterable[Statement], closures: Iterable[Closure]
) -> list[str]:
    """Return facts and closures that contradict each other, in words; none of them can be spared.

    The set is minimal and not the only one: a graph with two faults has two. It is found by
    QuickXplain (Junker 2004), in the order of $k \\log(n/k)$ runs of HermiT for $k$ of $n$ facts.

    Parameters
    ----------
    axioms
        What is kept throughout: the ontology.
    part
        The module, contradictory together with the axioms.
    closures
        The closures that stand in the module.

    Returns
    -------
    list of str
        Empty if the axioms contradict themselves without any fact.
    """
    closed = {str(closure): tuple(as_axiom(closure)) for closure in closures}
    listed = {statement for statements in closed.values() for statement in statements}
    fixed, loose = list(axioms), dict(closed)
    for statement in part:
        if statement in listed:
            continue
        if statement[2] == INDIVIDUAL or any(isinstance(t, ox.BlankNode) for t in statement):
            fixed.append(statement)  # that the actors differ, and which names are individuals
        else:
            loose[said(statement)] = (statement,)

    def fails(chosen: Sequence[str]) -> bool:
        told = [*fixed, *(statement for words in chosen for statement in loose[words])]
        return not hermit.classify(told).consistent

    return [] if fails([]) else sorted(shrink(list(loose), fails))


def shrink(items: list[str], fails: Callable[[Sequence[str]], bool]) -> list[str]:
    """Return a part of the items that fails and would not without any one of its own.

    >>> shrink(list("abcdefg"), lambda chosen: {"b", "f"} <= set(chosen))
    ['b', 'f']
    """

    def search(kept: list[str], *, changed: bool, rest: list[str]) -> list[str]:
        if changed and fails(kept):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        later = search([*kept, *first], changed=True, rest=second)
        sooner = search([*kept, *later], changed=bool(later), rest=first)
        return [*sooner, *later]

    return search([], changed=False, rest=items) if items else []
