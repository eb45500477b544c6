"""Magics for notebooks: `%load_ext diplograph`, then `%%sparql` for free queries, `%sparql NAME`.

A free query runs in a process that is killed at its deadline, as on the command line. A mistake is
one line without a traceback, and stops "run all", so that no later cell reads an old variable.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
import textwrap
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, NoReturn

import pyoxigraph as ox
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class

from diplograph import clauses, doctor, ingest, lookup, queries
from diplograph.errors import DiplographError, NotFoundError, QueryError
from diplograph.store import Store, triples_as_turtle
from diplograph.table import Table
from diplograph.views import DEFAULT_DAY, View
from diplograph.views.results import graph_of, map_of
from diplograph.vocab import node

VIEWS = ("table", "graph", "map")
LONGEST = 400  # letters of a mistake
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give a notebook the magics `%%sparql`, `%sparql` and `%diplograph`; `%load_ext` calls it."""
    shell.register_magics(DiplographMagics(shell))


class Triples(list[ox.Triple]):
    """The triples of CONSTRUCT or DESCRIBE, which print as Turtle."""

    def __repr__(self) -> str:
        return triples_as_turtle(self)


class Arguments(argparse.ArgumentParser):
    """A parser whose mistakes are one line in a notebook, not the end of the kernel."""

    def error(self, message: str) -> NoReturn:
        """Raise what IPython prints as one line."""
        raise UsageError(message)


ARGUMENTS = Arguments(prog="sparql", add_help=False, allow_abbrev=False)
ARGUMENTS.add_argument("words", nargs="*")
ARGUMENTS.add_argument("--view", choices=VIEWS, default="table")
ARGUMENTS.add_argument("--at")
ARGUMENTS.add_argument("--param", "-p", action="append", default=[])
ARGUMENTS.add_argument("--timeout", type=float, default=30)
ARGUMENTS.add_argument("--store")


@magics_class
class DiplographMagics(Magics):
    """The magics of a notebook; the shipped graph is opened when one first needs it."""

    @cached_property
    def shipped(self) -> Store:
        """The store that `dg.load()` opens."""
        return ingest.load()

    @property
    def _variables(self) -> dict[str, Any]:
        assert self.shell is not None
        variables: dict[str, Any] = self.shell.user_ns
        return variables

    @line_cell_magic
    def sparql(self, line: str, cell: str | None = None) -> Any:
        """Run the SPARQL of a cell, or a query of the library by its name.

        In a cell, `%%sparql [VARIABLE]` above the query; the prefixes of the project need no
        declaration. In a line, `%sparql NAME [K=V …]`. A parameter of a cell is a reference (`KAZ`,
        `place/aktau`, an IRI) if the store knows it, else a date, a number, or a text.

        Options: `--view table|graph|map`, `--at DAY` (as ?at), `--param K=V` (as ?K),
        `--timeout S`, `--store VARIABLE` (default is the shipped graph).
        """
        return self._run(line, cell)

    def _run(self, line: str, cell: str | None) -> Any:
        asked = ARGUMENTS.parse_args(_words(line))
        try:
            result, store = self._named(asked) if cell is None else self._free(asked, cell)
            shown = _shown(store, result, asked)
        except (DiplographError, OSError) as error:
            raise UsageError(_one_line(str(error))) from None
        if cell is None or not asked.words:
            return shown
        self._variables[asked.words[0]] = result
        return None if asked.view == "table" else shown

    @line_magic
    def diplograph(self, line: str) -> Any:
        """Run `%diplograph query NAME [K=V …]`, the words of the command line, or `list`."""
        word, _, rest = line.strip().partition(" ")
        if word == "query":
            return self._run(rest, None)
        if word == "list":
            return queries.list_queries()
        raise UsageError("write %diplograph query NAME [K=V …], or %diplograph list")

    def _free(self, asked: Any, cell: str) -> tuple[Table | Triples, Store]:
        if len(asked.words) > 1 or not all(word.isidentifier() for word in asked.words):
            raise UsageError("write %%sparql [VARIABLE] above the query; parameters go to --param")
        store = self._store(asked.store)
        text = bound(store, cell, _pairs(asked, []))
        found = queries.run_sparql(store, text, timeout=asked.timeout)
        _tell(doctor.hints(store, text, found, timeout=asked.timeout))
        return found if isinstance(found, Table) else Triples(found), store

    def _named(self, asked: Any) -> tuple[Table, Store]:
        if not asked.words:
            raise UsageError("write %sparql NAME [K=V …]; %diplograph list shows the names")
        name, *words = asked.words
        store, given = self._store(asked.store), _pairs(asked, words)
        found = queries.query(store, name, **given)
        _tell([] if found else doctor.diagnose_named(store, name, **given))
        return found, store

    def _store(self, variable: str | None) -> Store:
        if variable is None:
            return self.shipped
        found = self._variables.get(variable)
        if not isinstance(found, Store):
            raise UsageError(f"{variable} is no store; write {variable} = dg.load() above")
        return found


def _one_line(message: str) -> str:
    """Return a message in one line; the engine may name a hundred tokens that it expected."""
    return textwrap.shorten(message, LONGEST, placeholder=" …")


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{line!r}: {error}") from None


def _pairs(asked: Any, words: list[str]) -> dict[str, str]:
    """Return the parameters of a magic by name, the day of `--at` among them."""
    given = {}
    for word in (*words, *asked.param):
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"{word!r} is no parameter; write name=value")
        given[name] = value
    return given if asked.at is None else {**given, "at": asked.at}


def bound(store: Store, text: str, given: Mapping[str, str]) -> str:
    """Return a query whose WHERE clause starts with the values that its variables have.

    Parameters
    ----------
    store
        The graph that knows the references.
    text
        SPARQL.
    given
        Texts by variable, without the question mark.

    Raises
    ------
    QueryError
        If the query has no such variable, no WHERE clause, or `at` is no day.

    Examples
    --------
    >>> import diplograph as dg
    >>> bound(dg.example(), "SELECT ?s { ?s dg:year ?y }", {"y": "2025"})
    'SELECT ?s { VALUES ?y { 2025 } ?s dg:year ?y }'
    """
    for name in given:
        if not re.search(rf"[?$]{name}\b", text):
            raise QueryError(f"the query has no variable ?{name}", parameter=name)
    values = "".join(f" VALUES ?{n} {{ {_term(store, n, v)} }}" for n, v in given.items())
    start = clauses.start_of_where(text) if given else 0
    return text[:start] + values + text[start:]


def _term(store: Store, name: str, value: str) -> str:
    try:
        return str(ox.Literal(date.fromisoformat(value).isoformat(), datatype=node("xsd:date")))
    except ValueError:
        if name == "at":
            raise QueryError(f"{value!r} is no day; write YYYY-MM-DD", parameter=name) from None
    if NUMBER.fullmatch(value):
        return value
    try:
        return str(lookup.reference(store, value))
    except NotFoundError:
        return str(ox.Literal(value))


def _shown(store: Store, result: Table | Triples, asked: Any) -> Table | Triples | View:
    if asked.view == "table":
        return result
    draw = {"graph": graph_of, "map": map_of}[asked.view]
    try:
        day = DEFAULT_DAY if asked.at is None else date.fromisoformat(asked.at)
    except ValueError:
        raise QueryError(f"{asked.at!r} is no day; write YYYY-MM-DD", parameter="at") from None
    return View(draw(store, result, day))


def _tell(hints: list[str]) -> None:
    for hint in hints:
        sys.stderr.write(f"hint: {hint}\n")
