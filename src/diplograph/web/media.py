"""Media types: what the endpoint can answer in, and which of them a client wants (RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/xml": "rdfxml",
    "application/n-quads": "nquads",
    "application/trig": "trig",
}
TABLES = ("application/json", "text/csv", "text/html")
# What `?format=` and the end of an address may say; the first that a resource offers is meant.
SHORT = {
    "json": ("application/sparql-results+json", "application/ld+json", "application/json"),
    "srj": ("application/sparql-results+json",),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "srx": ("application/sparql-results+xml",),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "turtle": ("text/turtle",),
    "nt": ("application/n-triples",),
    "ntriples": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdf": ("application/rdf+xml",),
    "rdfxml": ("application/rdf+xml",),
    "nq": ("application/n-quads",),
    "nquads": ("application/n-quads",),
    "trig": ("application/trig",),
    "html": ("text/html",),
}


def wanted(accept: str, short: str | None, offers: Iterable[str]) -> str | None:
    """Return the media type to answer in, or None where a client takes none of the offers.

    Parameters
    ----------
    accept
        The Accept header; empty takes anything.
    short
        The value of `format`, a name of `SHORT` or a media type; it goes before the header.
    offers
        What there is, the server's favourite first.
    """
    offers = list(offers)
    if short is None:
        return best(accept, offers)
    return next((m for m in SHORT.get(short.lower(), (short,)) if m in offers), None)


def best(accept: str, offers: Iterable[str]) -> str | None:
    """Return the offer that a header prefers: by q, then by how exactly named, then the first.

    >>> best("text/csv;q=0.5, application/*", ["text/csv", "application/json"])
    'application/json'
    >>> best("text/csv, */*;q=0", ["application/json"]) is None
    True
    """
    ranges = [_range(part) for part in (accept.strip() or "*/*").split(",") if part.strip()]
    scored = []
    for place, offer in enumerate(offers):
        fitting = [(exact, q) for pattern, exact, q in ranges if _covers(pattern, offer)]
        exact, q = max(fitting, default=(0, 0.0))
        if q > 0:
            scored.append((q, exact, -place, offer))
    return max(scored)[3] if scored else None


def _range(part: str) -> tuple[str, int, float]:
    """Return the pattern of a media range, how exact it is, and its q."""
    pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
    exact = 0 if pattern == "*/*" else 1 if pattern.endswith("/*") else 2
    q = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return pattern, exact, min(max(float(q), 0.0), 1.0)
    except ValueError:
        return pattern, exact, 0.0


def _covers(pattern: str, offer: str) -> bool:
    return pattern in ("*/*", offer) or (
        pattern.endswith("/*") and offer.startswith(pattern.removesuffix("*"))
    )
