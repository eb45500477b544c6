"""Cut the WHERE clause of a SPARQL query at its own seams: triples written out, and clauses.

The engine's parser keeps no positions and rdflib's keeps no text, while a diagnosis must quote what
the user wrote; so the text is cut, and the engine judges every cut that is made of the pieces.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from diplograph.errors import QueryError
from diplograph.guard import TOKEN

DECIMAL = re.compile(r"\d+\.\d+(?:[eE][+-]?\d+)?")
DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
BRACKETS = {"(": ")", "{": "}", "[": "]"}
CLAUSES = ("FILTER", "OPTIONAL", "BIND", "MINUS", "VALUES", "GRAPH", "{")
VERBS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
TRIPLE = "triple"


@dataclass(frozen=True)
class Piece:
    """A part of a WHERE clause that can stand alone.

    `kind` is `triple`, or the word that opens the clause (`FILTER`, `GRAPH`, …; `{` for a group or
    a UNION of groups).
    """

    kind: str
    text: str

    @property
    def quoted(self) -> str:
        """The text in one line, shortened, in backquotes."""
        line = " ".join(self.text.split())
        return f"`{line}`" if len(line) <= 120 else f"`{line[:117]} …`"


@dataclass(frozen=True)
class Words:
    """The tokens of a query with their places; comments and white space are left out."""

    text: str

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of each token; a decimal number is one."""
        found, position = [], 0
        while position < len(self.text):
            match = DECIMAL.match(self.text, position) or TOKEN.match(self.text, position)
            assert match is not None  # the last choice of TOKEN is any character
            if match[0].strip() and not match[0].startswith("#"):
                found.append(match.span())
            position = match.end()
        return found

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: int) -> str:
        """Return a token in capitals; "" after the last."""
        if index >= len(self.spans):
            return ""
        start, end = self.spans[index]
        return self.text[start:end].upper()

    def between(self, first: int, end: int) -> str:
        """Return the text of the tokens from `first` up to, not including, `end`."""
        return self.text[self.spans[first][0] : self.spans[end - 1][1]] if first < end else ""

    def after_bracket(self, index: int) -> int:
        """Return the index after the bracket that closes the one at `index`."""
        depth = 0
        for position in range(index, len(self)):
            depth += (self[position] in BRACKETS) - (self[position] in BRACKETS.values())
            if depth == 0:
                return position + 1
        return len(self)

    def after_term(self, index: int) -> int:
        """Return the index after a term: a name, a literal with its tag or type, a bracket."""
        if self[index] in BRACKETS:
            return self.after_bracket(index)
        end = index + 1 + (self[index] in ("+", "-"))
        if self[end].startswith("@"):
            return end + 1
        return end + 3 if self[end] == self[end + 1] == "^" else end

    def after_verb(self, index: int) -> int:
        """Return the index after a predicate or a property path."""
        while self[index] in ("^", "!"):
            index += 1
        index = self.after_bracket(index) if self[index] == "(" else index + 1
        while self[index] in ("*", "+", "?"):
            index += 1
        return self.after_verb(index + 1) if self[index] in ("/", "|") else index

    def after_clause(self, index: int) -> int:
        """Return the index after the clause that opens at `index`; a UNION is one clause."""
        kind = self[index]
        if kind == "{":
            index = self.after_bracket(index)
            while self[index] == "UNION":
                index = self.after_bracket(index + 1)
            return index
        index += 1
        while self[index] in ("NOT", "EXISTS"):
            index += 1
        if kind in ("GRAPH", "VALUES"):  # the graph or the variables stand before the bracket
            index = self.after_term(index)
        elif self[index] not in BRACKETS:  # as in `FILTER REGEX(…)`
            index += 1
        return self.after_bracket(index)


@dataclass(frozen=True)
class Cut:
    """A query taken apart: what stands before its verb, the graphs it names, its WHERE clause."""

    prologue: str
    dataset: str
    pieces: Sequence[Piece]

    def query(self, pieces: Sequence[Piece], *, inside: str = "", columns: str = "*") -> str:
        """Return a query that has a row if, and only if, these pieces match together."""
        body = " . ".join(piece.text for piece in pieces)
        body = f"{inside} {{ {body} }}" if inside else body
        return f"{self.prologue} SELECT {columns} {self.dataset} WHERE {{ {body} }} LIMIT 1"


def cut(text: str) -> Cut:
    """Take a query apart; FILTERs go last, for they judge their whole group.

    Examples
    --------
    >>> found = cut("SELECT ?s WHERE { ?s a dg:Flow FILTER(?y > 2020) ?s dg:year ?y }")
    >>> [piece.text for piece in found.pieces]
    ['?s a dg:Flow', '?s dg:year ?y', 'FILTER(?y > 2020)']
    """
    words = Words(text)
    verb, where = _where(words)
    end = words.after_bracket(where)
    before = where - (words[where - 1] == "WHERE")
    named = next((i for i in range(verb, before) if words[i] == "FROM"), before)
    # VALUES after the clause join with it as if they stood in it.
    values = next((i for i in range(end, len(words)) if words[i] == "VALUES"), len(words))
    pieces = [*split(words.between(where + 1, end - 1)), *split(words.between(values, len(words)))]
    ordered = sorted(pieces, key=lambda piece: piece.kind == "FILTER")
    return Cut(words.between(0, verb), words.between(named, before), ordered)


def _where(words: Words) -> tuple[int, int]:
    """Return the indices of the verb of a query and of the bracket of its WHERE clause."""
    verb = next((i for i in range(len(words)) if words[i] in VERBS), len(words))
    opened = [i for i in range(verb, len(words)) if words[i] == "{"]
    if not opened:
        raise QueryError("the query has no WHERE clause")
    return verb, next((i for i in opened if words[i - 1] == "WHERE"), opened[0])


def start_of_where(text: str) -> int:
    """Return the place in the text of a query where the inside of its WHERE clause starts.

    Raises
    ------
    QueryError
        If it has none.

    >>> start_of_where("SELECT ?s { ?s ?p ?o }")
    11
    """
    words = Words(text)
    return words.spans[_where(words)[1]][1]


def split(group: str) -> Iterator[Piece]:
    """Yield the pieces of the inside of a group, each triple written out in full.

    >>> [piece.text for piece in split('?s dg:a/dg:b 1.5, "x"@en ; ^dg:c [ a ?t ] . { ?s ?p 1 }')]
    ['?s dg:a/dg:b 1.5', '?s dg:a/dg:b "x"@en', '?s ^dg:c [ a ?t ]', '{ ?s ?p 1 }']
    """
    words, index = Words(group), 0
    while index < len(words):
        start, kind = index, words[index]
        if kind == ".":
            index += 1
        elif kind in CLAUSES:
            index = words.after_clause(index)
            yield Piece(kind, words.between(start, index))
        elif kind == "SELECT":  # a sub-query is one piece with all that follows
            index = len(words)
            yield Piece(kind, f"{{ {group} }}")
        else:
            index = yield from _triples(words, start)


def _triples(words: Words, start: int) -> Generator[Piece, None, int]:
    """Yield the triples of the subject that starts at `start`; return the index after them."""
    index = words.after_term(start)
    subject = words.between(start, index)
    if words[index] in ("", ".", *CLAUSES):  # `[ dg:p ?o ] .` says all by itself
        yield Piece(TRIPLE, subject)
    while words[index] not in ("", ".", *CLAUSES):
        if words[index] == ";":
            index += 1
            continue
        after = words.after_verb(index)
        verb, index = words.between(index, after), after - 1
        while index == after - 1 or words[index] == ",":
            end = words.after_term(index + 1)
            yield Piece(TRIPLE, f"{subject} {verb} {words.between(index + 1, end)}")
            index = end
    return index


def groups(clause: str) -> Iterator[str]:
    """Yield the insides of the groups of a clause: each branch of a UNION, the body of a GRAPH.

    >>> list(groups("{ ?s ?p 1 } UNION { ?s ?p { 2 } }"))
    ['?s ?p 1', '?s ?p { 2 }']
    """
    words, index = Words(clause), 0
    while index < len(words):
        end = words.after_bracket(index) if words[index] == "{" else index + 1
        if words[index] == "{":
            yield words.between(index + 1, end - 1)
        index = end


def names(text: str, prefixes: Mapping[str, str]) -> list[str]:
    """Return the IRIs that a query names, in full or by prefix, each once.

    >>> names("PREFIX a: <http://a/> SELECT ?x { ?x a:b 'c:d' ; a <http://e> }", {})
    ['http://a/', 'http://a/b', 'http://e']
    """
    known = {**prefixes, **dict(DECLARED.findall(text))}
    found = []
    for match in TOKEN.finditer(text):
        if match["iri"]:
            found.append(match["iri"].strip("<>"))
        elif match["prefix"] in known and not match[0].endswith(":"):
            local = match[0].partition(":")[2].replace("\\", "")
            found.append(known[match["prefix"]] + local)
    return list(dict.fromkeys(found))
