"""The query library: read `.rq` files, check and bind their parameters, run them.

A file starts with `#+` lines (summary, description, tags, params, columns, example, view). One file
serves as command-line argument, Python call and web page.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from diplograph import lookup, worker
from diplograph.errors import NotFoundError, QueryError
from diplograph.files import folder
from diplograph.guard import refuse
from diplograph.store import Store
from diplograph.table import Table
from diplograph.vocab import node, thing

TYPES = ("iri", "state", "commodity", "string", "date", "integer", "decimal", "boolean")
PARAMETER = re.compile(r"(?P<type>\w+)(?: = (?P<default>[^,]*))?, (?P<meaning>.+)")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query: its type, its default (None where it must be given), its meaning."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True)
class Query:
    """A query of the library, as its file says."""

    name: str
    text: str
    summary: str
    description: str
    example: str
    view: str
    tags: list[str] = field(default_factory=list)
    params: dict[str, Parameter] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)


def read_query(path: Path) -> Query:
    """Read a query file.

    Raises
    ------
    QueryError
        If the header lacks a key or a parameter line is malformed; the file is named.
    """
    text = path.read_text(encoding="utf-8")
    entries: dict[str, str] = {}
    lists: dict[str, dict[str, str]] = {"params": {}, "columns": {}}
    section = ""
    for line in (raw[2:].rstrip() for raw in text.splitlines() if raw.startswith("#+")):
        key, _, value = line.strip().partition(": " if not line.endswith(":") else ":")
        if line.startswith("   "):
            lists[section][key] = value
        else:
            section = key
            entries[key] = value
    missing = [
        k for k in ("summary", "description", "columns", "example", "view") if k not in entries
    ]
    if missing:
        raise QueryError(f"{path.name}: the header lacks {', '.join(missing)}", name=path.stem)
    return Query(
        name=path.stem,
        text=text,
        summary=entries["summary"],
        description=entries["description"],
        example=entries["example"],
        view=entries["view"],
        tags=[tag.strip() for tag in entries.get("tags", "[]").strip("[]").split(",")],
        params={n: _parameter(path, n, line) for n, line in lists["params"].items()},
        columns=lists["columns"],
    )


def _parameter(path: Path, name: str, line: str) -> Parameter:
    match = PARAMETER.fullmatch(line)
    if match is None or match["type"] not in TYPES:
        raise QueryError(
            f"{path.name}: parameter {name!r} must read `type = default, meaning`;"
            f" a type is one of {', '.join(TYPES)}",
            name=path.stem,
            parameter=name,
        )
    return Parameter(name, match["type"], match["default"], match["meaning"])


def library() -> dict[str, Query]:
    """Return all queries of the library by name."""
    return {path.stem: read_query(path) for path in sorted(folder("queries").glob("*.rq"))}


def list_queries() -> Table:
    """Return name, summary, parameters, tags and view of every query of the library.

    Examples
    --------
    >>> "leaders" in list_queries().column("name")
    True
    """
    columns = ["name", "summary", "parameters", "tags", "view"]
    rows = [
        {
            "name": q.name,
            "summary": q.summary,
            "parameters": [_usage(p) for p in q.params.values()],
            "tags": q.tags,
            "view": q.view,
        }
        for q in library().values()
    ]
    return Table(columns, rows)


def _usage(parameter: Parameter) -> str:
    default = "" if parameter.default is None else f"={parameter.default}"
    return f"{parameter.name}{default}"


def find_query(name: str) -> Query:
    """Return a query of the library by name.

    Raises
    ------
    NotFoundError
        With close matches.
    """
    path = folder("queries") / f"{name}.rq"
    if not re.fullmatch(r"[a-z0-9_]+", name) or not path.exists():
        names = [p.stem for p in folder("queries").glob("*.rq")]
        raise NotFoundError("query", name, difflib.get_close_matches(name, names, n=3))
    return _read_once(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read_once(path: Path, changed: int) -> Query:
    """Read a query file once for each change of it: reading costs as much as a small query."""
    return read_query(path)


def query(store: Store, name: str, /, **parameters: Any) -> Table:
    """Run a query of the library.

    Parameters
    ----------
    store
        The graph.
    name
        Name of a query of `list_queries`.
    **parameters
        Values by name: a state as ISO code or name, a commodity as slug, a date as ISO text or
        `datetime.date`. A parameter with a default may be left out.

    Returns
    -------
    Table
        The columns that the query's header lists, without its parameters.

    Raises
    ------
    QueryError
        If a parameter is unknown, missing or of the wrong type.
    NotFoundError
        If there is no such query, state or commodity.

    Examples
    --------
    >>> import diplograph as dg
    >>> dg.query(dg.example(), "leaders", at="2025-01-01").column("person_label")
    ['Ada Alpha']
    """
    found = find_query(name)
    result = store.select(found.text, **bind(store, found, parameters))
    columns = [c for c in result.columns if c in found.columns]
    return Table(columns, [{c: row[c] for c in columns} for row in result])


def bind(
    store: Store, query: Query, given: Mapping[str, Any]
) -> dict[str, ox.NamedNode | ox.Literal]:
    """Return the terms of all parameters of a query, checked by name and type."""
    unknown = sorted(set(given) - set(query.params))
    if unknown:
        has = ", ".join(query.params) or "none"
        raise QueryError(
            f"query {query.name!r} has no parameter {unknown[0]!r}; it has {has}",
            name=query.name,
            parameter=unknown[0],
        )
    terms = {}
    for name, parameter in query.params.items():
        value = given.get(name, parameter.default)
        if value is None:
            raise QueryError(
                f"query {query.name!r} needs {name} ({parameter.type}: {parameter.meaning})",
                name=query.name,
                parameter=name,
            )
        terms[name] = _term(store, parameter, value)
    return terms


def _term(store: Store, parameter: Parameter, value: Any) -> ox.NamedNode | ox.Literal:
    text = value.isoformat() if isinstance(value, date) else str(value)
    match parameter.type:
        case "state":
            return thing(lookup.state(store, text))
        case "commodity":
            return thing(f"commodity/{lookup.commodity(store, text)}")
        case "iri":
            return lookup.reference(store, text)
        case "string":
            return ox.Literal(text)
    try:
        return ox.Literal(CHECKS[parameter.type](text), datatype=node(f"xsd:{parameter.type}"))
    except (ValueError, InvalidOperation, KeyError) as error:
        raise QueryError(
            f"parameter {parameter.name!r} must be of type {parameter.type}, not {text!r}",
            parameter=parameter.name,
        ) from error


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("xsd:decimal has neither NaN nor infinity")
    return number


CHECKS: dict[str, Any] = {
    "date": lambda text: date.fromisoformat(text).isoformat(),
    "integer": lambda text: str(int(text)),
    "decimal": lambda text: format(_finite(Decimal(text)), "f"),
    "boolean": lambda text: {"true": "true", "false": "false", "yes": "true", "no": "false"}[
        text.lower()
    ],
}


def run_sparql(store: Store, text: str, *, timeout: float = 30) -> Table | list[ox.Triple]:
    """Answer a free SPARQL query in a process that is killed after `timeout` seconds.

    Parameters
    ----------
    store
        A store on disk (`load`, `build(to=…)`).
    text
        SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE.
    timeout
        Seconds.

    Raises
    ------
    QueryError
        If the query does not parse, asks for files or hosts, is an update, or is stopped.
    """
    refuse(text)
    if store.path is None:
        raise QueryError("free SPARQL needs a store on disk; use store.select() for one in memory")
    return worker.run(store.path, text, timeout=timeout)
