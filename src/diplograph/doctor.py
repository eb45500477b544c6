"""Why a query gives nothing: which of its patterns empties it, and which of its terms nothing has.

The pieces of the WHERE clause are run in growing number. The engine that gave nothing judges each
cut, in the same guarded process, so the reason is never one of another engine.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from diplograph import clauses, lookup, queries
from diplograph.clauses import TRIPLE, Cut, Piece
from diplograph.errors import QueryError
from diplograph.store import Store
from diplograph.vocab import ONT, PREFIXES, THINGS, short

TERMS = "SELECT DISTINCT ?term WHERE { ?term rdfs:isDefinedBy ?ontology } ORDER BY ?term"
KEYS = 'SELECT DISTINCT ?term WHERE { ?term a ?kind FILTER(STRSTARTS(STR(?term), "%s")) }'
TEXT = re.compile(r"(?P<start>.*\s)(?P<text>\"[^\"]*\"|'[^']*')", re.DOTALL)


@dataclass(frozen=True)
class Patient:
    """A query that gives nothing, its pieces, and how to ask whether some of them match."""

    store: Store
    cut: Cut
    has_rows: Callable[[str], bool]
    columns: str = "*"

    def matches(self, pieces: Sequence[Piece], inside: str = "") -> bool:
        """Tell whether the pieces match together, inside a graph if one is named."""
        return self.has_rows(self.cut.query(pieces, inside=inside, columns=self.columns))


def diagnose(store: Store, text: str, *, timeout: float = 30) -> list[str]:
    """Tell why a free query gives no rows.

    Parameters
    ----------
    store
        A store on disk: each cut runs in a process that is killed at `timeout`.
    text
        The query as it was run.
    timeout
        Seconds for each cut; their number grows with the logarithm of that of the patterns.

    Returns
    -------
    list of str
        The pattern or filter that empties the query, then unknown terms with near ones. Empty where
        no reason can be told: the query has rows, is no query, or a cut takes too long.

    Notes
    -----
    Triples are joined in the order in which they are written and FILTERs go last, so the pattern
    that is named is the first that leaves nothing.
    """

    def has_rows(query: str) -> bool:
        return len(queries.run_sparql(store, query, timeout=timeout)) > 0

    return reasons(store, text, has_rows)


def hints(store: Store, text: str, found: Sequence[Any], *, timeout: float = 30) -> list[str]:
    """Return what to tell after a free query: of an empty result the reason, else unknown terms."""
    return strange_terms(store, text) if found else diagnose(store, text, timeout=timeout)


def diagnose_named(store: Store, name: str, **parameters: Any) -> list[str]:
    """Tell why a query of the library gives no rows; see `diagnose`.

    Examples
    --------
    >>> import diplograph as dg
    >>> diagnose_named(dg.example(), "leaders", at="1900-01-01")[0][:38]
    '11 patterns match; `FILTER(?start_day '
    """
    found = queries.find_query(name)
    terms = queries.bind(store, found, parameters)

    def has_rows(query: str) -> bool:
        return len(store.select(query, **terms)) > 0

    return reasons(store, found.text, has_rows, " ".join(f"?{name}" for name in terms) or "*")


def reasons(
    store: Store, text: str, has_rows: Callable[[str], bool], columns: str = "*"
) -> list[str]:
    """Tell why a query gives nothing, by what `has_rows` says of each cut; see `diagnose`."""
    try:
        patient = Patient(store, clauses.cut(text), has_rows, columns)
        return [*_emptied(patient, patient.cut.pieces), *strange_terms(store, text)]
    except QueryError:
        return []


def _emptied(patient: Patient, pieces: Sequence[Piece], inside: str = "") -> list[str]:
    """Return which piece leaves nothing; more pieces never match more, so half are tried first."""
    sizes = range(1, len(pieces) + 1)
    first = bisect_left(sizes, True, key=lambda n: not patient.matches(pieces[:n], inside))
    if first == len(pieces):
        return ["all patterns match; what follows them (HAVING, LIMIT, OFFSET) leaves nothing"]
    guilty = pieces[first]
    before = f"{first} pattern{'s' if first > 1 else ''} match{'' if first > 1 else 'es'}"
    if guilty.kind in ("FILTER", "MINUS"):
        return [f"{before}; {guilty.quoted} leaves nothing of them"]
    if first and patient.matches([guilty], inside):
        return [f"{before}, but nothing of them also matches {guilty.quoted}"]
    within = f" in {' '.join(inside.split())}" if inside else " in this store"
    return [
        f"the pattern {guilty.quoted} has no match{within}",
        *_inner(patient, guilty, inside),
        *_untagged(patient, guilty, inside),
    ]


def _inner(patient: Patient, piece: Piece, inside: str) -> list[str]:
    """Return the reasons within a group, each branch of a UNION, or a GRAPH."""
    if piece.kind not in ("{", "GRAPH"):
        return []
    graph, _, _ = piece.text.partition("{")
    return [
        reason
        for branch in clauses.groups(piece.text)
        if (pieces := list(clauses.split(branch))) and pieces[0].kind != "SELECT"
        for reason in _emptied(patient, pieces, graph.strip() or inside)
    ]


def _untagged(patient: Patient, piece: Piece, inside: str) -> list[str]:
    """Say that a text has a language or a type in the store, where that is all that is wrong."""
    match = TEXT.fullmatch(piece.text) if piece.kind == TRIPLE else None
    if match is None:
        return []
    loose = [
        Piece(TRIPLE, f"{match['start']}?text_of_it"),
        Piece("FILTER", f"FILTER(STR(?text_of_it) = {match['text']})"),
    ]
    if not patient.matches(loose, inside):
        return []
    return [f"the text is there with a language or a type: write {match['text']}@en, or use STR()"]


def strange_terms(store: Store, text: str) -> list[str]:
    """Return a line for each term of ours in a query of which the store says nothing.

    Parameters
    ----------
    store
        The graph, which holds the ontology.
    text
        SPARQL; words in comments and strings do not count.

    Returns
    -------
    list of str
        One line a term, with near ones.

    Examples
    --------
    >>> import diplograph as dg
    >>> strange_terms(dg.example(), "SELECT ?s WHERE { ?s dg:signd ?day }")
    ['unknown term dg:signd; near: dg:signed, dg:said']
    """
    unknown = [
        iri
        for iri in clauses.names(text, PREFIXES)
        if iri.startswith((ONT, THINGS))
        and iri not in (ONT, THINGS)
        and not lookup.exists(store, NamedNode(iri))
    ]
    return [f"unknown term {short(iri)}{_near(store, iri)}" for iri in unknown]


def _near(store: Store, iri: str) -> str:
    """Return words on the terms, or the things of the same kind, whose names are close."""
    start = ONT if iri.startswith(ONT) else iri[: iri.rfind("/") + 1]
    rows = store.select(TERMS if start == ONT else KEYS % start)
    names = {str(row["term"])[len(start) :]: str(row["term"]) for row in rows}
    close = difflib.get_close_matches(iri[len(start) :], names, n=3)
    return "; near: " + ", ".join(short(names[name]) for name in close) if close else ""
