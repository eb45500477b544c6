"""The result of a query as cells that a page can show, from each form that a worker gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from diplograph.store import parse
from diplograph.table import number
from diplograph.vocab import ONT, THINGS, short

MOST = 500  # rows on a page; the data at the same address has all
NUMBERS = {"integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"}
DAY = re.compile(r"-?\d{4}-\d\d-\d\d(T.*)?")


@dataclass(frozen=True)
class Cell:
    """A value: `kind` is thing, term, link, number, day, text or none; `ref` is where it leads."""

    kind: str
    text: str = ""
    ref: str = ""
    number: float | None = None


@dataclass(frozen=True)
class Result:
    """The first rows of a result, and how many there are."""

    columns: list[str]
    rows: list[list[Cell]]
    count: int

    @cached_property
    def numeric(self) -> list[bool]:
        """Of each column, whether all that is known of it is a number."""
        known = ({row[i].kind for row in self.rows} - {"none"} for i in range(len(self.columns)))
        return [kinds == {"number"} for kinds in known]


def of_rows(columns: list[str], rows: list[dict[str, Any]]) -> Result:
    """Return the rows of a table whose values are plain JSON."""
    cells = [[_plain(row.get(name)) for name in columns] for row in rows[:MOST]]
    return Result(columns, cells, len(rows))


def merged(result: Result, names: dict[str, str]) -> Result:
    """Return a result for reading: `x` and `x_label` are one column, and things have their names.

    Parameters
    ----------
    result
        Any result.
    names
        The names of things by their references, in the language of the page.
    """
    whole = [name for name in result.columns if name.removesuffix("_label") not in result.columns]
    kept = [name for name in result.columns if name in whole or not name.endswith("_label")]
    place = {name: i for i, name in enumerate(result.columns)}
    rows = [[_told(row, place, name, names) for name in kept] for row in result.rows]
    return Result([name.removesuffix("_label") for name in kept], rows, result.count)


def _told(row: list[Cell], place: dict[str, int], name: str, names: dict[str, str]) -> Cell:
    cell = row[place[name]]
    label = row[place[f"{name}_label"]].text if f"{name}_label" in place else ""
    if cell.kind not in ("thing", "term"):
        return replace(cell, text=label) if label else cell
    told = names.get(cell.text, cell.text)
    return replace(cell, text=told if told != cell.text else label or cell.text)


def of_bindings(content: dict[str, Any]) -> Result:
    """Return a result in the JSON format of SPARQL 1.1; an ASK is one cell."""
    if "boolean" in content:
        return Result(["answer"], [[Cell("text", str(content["boolean"]).lower())]], 1)
    columns, found = content["head"]["vars"], content["results"]["bindings"]
    rows = [[_term(binding.get(name)) for name in columns] for binding in found[:MOST]]
    return Result(columns, rows, len(found))


def of_triples(body: bytes) -> Result:
    """Return triples, given as N-Triples."""
    triples = [quad.triple for quad in parse(body)]
    rows = [
        [_node(part) for part in (t.subject, t.predicate, t.object)]
        for t in sorted(triples, key=str)[:MOST]
    ]
    return Result(["subject", "predicate", "object"], rows, len(triples))


def _node(term: Any) -> Cell:
    if hasattr(term, "datatype"):
        return _literal(term.value, term.datatype.value)
    return address(term.value)


def _term(binding: dict[str, Any] | None) -> Cell:
    if binding is None:
        return Cell("none")
    if binding["type"] == "uri":
        return address(binding["value"])
    if binding["type"] == "triple":
        return Cell("text", str(binding["value"]))
    return _literal(binding["value"], binding.get("datatype", ""))


def address(iri: str) -> Cell:
    """Return an IRI: things and terms lead to their pages here, others out."""
    if iri.startswith(THINGS):
        return Cell("thing", short(iri), iri[len(THINGS) :])
    if iri.startswith(ONT):
        return Cell("term", short(iri), iri[len(ONT) :])
    if iri.startswith(("http://", "https://")):
        return Cell("link", short(iri), iri)
    return Cell("text", iri)


def _literal(value: str, datatype: str) -> Cell:
    if datatype.rpartition("#")[2] in NUMBERS:
        try:
            found = Decimal(value)
        except InvalidOperation:
            return Cell("text", value)
        if found.is_finite():
            return Cell("number", number(found), number=float(found))
    return Cell("day" if DAY.fullmatch(value) else "text", value)


def _plain(value: Any) -> Cell:
    if value is None:
        return Cell("none")
    if isinstance(value, bool):
        return Cell("text", str(value).lower())
    if isinstance(value, int | float):
        return Cell("number", number(value), number=float(value))
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if text.startswith(("http://", "https://")):
        return address(text)
    return Cell("day" if DAY.fullmatch(text) else "text", text)


def things(cells: Iterable[Cell]) -> list[Cell]:
    """Return the cells that are things."""
    return [cell for cell in cells if cell.kind == "thing"]
