"""Find things by what people type: ISO codes, names in any shipped language, slugs, references."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode

from diplograph.errors import NotFoundError
from diplograph.model import TABLES, partial_day
from diplograph.store import Store
from diplograph.triples import LABEL
from diplograph.vocab import STATE_CODE, THINGS, short, thing

KINDS = sorted({record.kind_name for record in TABLES.values()})
PARTIAL_DAYS = """
SELECT ?thing ?text WHERE {
  VALUES ?property {
    dg:startAsStated dg:endAsStated dg:signedAsStated dg:inForceAsStated dg:endedAsStated
    dg:openedAsStated dg:closedAsStated dg:periodStartAsStated dg:periodEndAsStated
  }
  ?thing ?property ?text FILTER(REGEX(?text, "^[0-9]{4}(-[0-9]{2})?$"))
} ORDER BY ?thing ?text
"""
LABELS = "SELECT ?iri ?label WHERE { ?iri rdfs:label ?label } ORDER BY ?label ?iri"


def state(store: Store, name: str) -> str:
    """Return the ISO 3166-1 alpha-3 code of a state or territory.

    Parameters
    ----------
    store
        The graph, whose labels are searched.
    name
        A code in any case, or a name in English, Japanese or Russian.

    Returns
    -------
    str
        The code.

    Raises
    ------
    NotFoundError
        If nothing has that name; close matches are in `near`.

    Examples
    --------
    >>> import diplograph as dg
    >>> state(dg.example(), "xaa")
    'XAA'
    """
    if STATE_CODE.fullmatch(name.upper()) and exists(store, thing(name.upper())):
        return name.upper()
    return short(_by_label(store, "state", name).value)


def commodity(store: Store, name: str) -> str:
    """Return the slug of a commodity from its slug or a name in any shipped language.

    Raises
    ------
    NotFoundError
        If nothing has that name; all slugs are in `near`.

    Examples
    --------
    >>> import diplograph as dg
    >>> commodity(dg.example(), "Crude oil")
    'crude-oil'
    """
    node = _node(f"commodity/{name}")
    if node and exists(store, node):
        return name
    try:
        return _by_label(store, "commodity", name).value.rsplit("/", 1)[1]
    except NotFoundError as error:
        slugs = store.select("SELECT ?c WHERE { ?c a dg:Commodity } ORDER BY ?c").column("c")
        raise NotFoundError("commodity", name, [s.rsplit("/", 1)[1] for s in slugs]) from error


def reference(store: Store, text: str) -> NamedNode:
    """Return the node that a reference names: a code, `kind/id`, a full IRI, or a label.

    Raises
    ------
    NotFoundError
        If the graph says nothing about it.
    """
    for candidate in (text, text.upper()):
        node = _node(candidate)
        if node and exists(store, node):
            return node
    named = [node for kind in KINDS if (node := _node(f"{kind}/{text}")) and exists(store, node)]
    if len(named) == 1:
        return named[0]
    if named:
        raise NotFoundError("single thing", text, [short(node.value) for node in named])
    return _by_label(store, "thing", text)


def _node(text: str) -> NamedNode | None:
    """Return the node of a reference or IRI; None for a text that can be neither, as a label."""
    try:
        return NamedNode(text) if text.startswith("http") else thing(text)
    except ValueError:
        return None


def exists(store: Store, node: NamedNode) -> bool:
    """Say whether the graph states anything about a node."""
    return any(True for _ in store.engine.quads_for_pattern(node, None, None, None))


def label(store: Store, iri: str, language: str = "en") -> str:
    """Return the label of a thing in a language, else in English, else its short reference."""
    labels = store.engine.quads_for_pattern(NamedNode(iri), LABEL, None, None)
    found = {q.object.language: q.object.value for q in labels if isinstance(q.object, Literal)}
    return found.get(language) or found.get("en") or short(iri)


def partial_days(store: Store) -> dict[str, list[str]]:
    """Return, by the IRI of a thing, the months and years that a source states in place of a day.

    >>> import diplograph as dg
    >>> partial_days(dg.example())[thing("segment/north-pipe").value]
    ['2000']
    """
    found: dict[str, list[str]] = {}
    for row in store.select(PARTIAL_DAYS):
        found.setdefault(row["thing"], []).append(row["text"])
    return found


def as_stated(partial: Mapping[str, Sequence[str]], day: date | None, *iris: str) -> str:
    """Return a day as ISO text; of the month or year alone where `partial` has that of a thing.

    An unknown day has no text.

    >>> as_stated({"x": ["2024-02"]}, date(2024, 2, 29), "x", "y")
    '2024-02'
    >>> as_stated({"x": ["2024-02"]}, date(2024, 2, 20), "x")
    '2024-02-20'
    """
    if day is None:
        return ""
    texts = (text for iri in iris for text in partial.get(iri, ()))
    ends = ((text, [partial_day(text, last=last).day for last in (False, True)]) for text in texts)
    return next((text for text, pair in ends if day in pair), day.isoformat())


def _by_label(store: Store, kind: str, name: str) -> NamedNode:
    """Return the thing of a kind (the path of its IRI; `thing` is any) that has a label."""
    start = THINGS if kind == "thing" else f"{THINGS}{kind}/"
    iris: dict[str, str] = {}
    for row in store.select(LABELS):
        if row["iri"].startswith(start):
            iris.setdefault(row["label"].casefold(), row["iri"])
    if name.casefold() in iris:
        return NamedNode(iris[name.casefold()])
    near = difflib.get_close_matches(name.casefold(), iris, n=3)
    raise NotFoundError(kind, name, [f"{short(iris[n])} ({n})" for n in near])
