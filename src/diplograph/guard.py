"""What a query must not say: the one reader of query text that nothing else has checked.

The engine calls out for SERVICE and has no switch for it; nesting and length crash it.
"""

from __future__ import annotations

import re

from diplograph.errors import QueryError
from diplograph.vocab import BASE

LONGEST = 65_536
DEEPEST = 200
TOKEN = re.compile(
    r"""\#[^\r\n]*"""
    r"""|"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}"""
    r"""|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'"""
    r"""|(?P<iri><[^<>"{}|^`\x00-\x20]*>)|[?$]\w+|@[A-Za-z]+(?:-[A-Za-z0-9]+)*"""
    r"""|(?P<prefix>[\w.-]*):(?:[\w:%-]|\\.|\.(?=[\w:%.\\-]))*|(?P<name>\w+)"""
    r"""|(?P<mark>[{}()\[\]])|.""",
    re.DOTALL,
)
# `?a<?b` can look like the start of an IRI, in which a comment, a string or SERVICE would hide.
FULL_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
HIDES = re.compile(r"[#']|service", re.IGNORECASE)
FORBIDDEN = frozenset(
    ("SERVICE", "LOAD", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
)


def refuse(text: str) -> None:
    """Raise `QueryError` for a query that would read files or hosts, write, or break the engine.

    `FROM` is allowed for graphs of this store alone. Words inside literals, IRIs, comments and
    names do not count.
    """
    if len(text) > LONGEST:
        raise QueryError(f"the query is longer than {LONGEST} characters")
    depth, previous = 0, ""
    for match in TOKEN.finditer(text):
        word = (match["name"] or "").upper()
        if word in FORBIDDEN or "SERVICE" in (word or (match["prefix"] or "").upper()):
            raise QueryError(f"{match[0]} is not allowed: queries read this store and nothing else")
        if match["iri"] and not FULL_IRI.match(match["iri"]) and HIDES.search(match["iri"]):
            raise QueryError("put spaces around < and >; write IRIs in full")
        if (
            previous in ("FROM", "NAMED")
            and match["iri"]
            and not match["iri"].startswith(f"<{BASE}")
        ):
            raise QueryError("FROM may only name graphs of this store")
        if match["mark"]:
            depth += 1 if match["mark"] in "{([" else -1
            if depth > DEEPEST:
                raise QueryError(f"the query is nested deeper than {DEEPEST}")
        previous = word or ("" if match[0].strip() and not match[0].startswith("#") else previous)
