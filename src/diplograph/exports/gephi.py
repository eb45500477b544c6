"""A network as GraphML or GEXF that Gephi opens: every edge kept, unknown left out, dates as text.

networkx writes both; it fails on None, dates and lists, takes its own version and today's date
into a GEXF, and gives the two directions of a segment the same id.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from diplograph.vocab import short

# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Okabe and Ito's colours, told apart by most eyes; what has no colour of its own is grey.
COLORS = {
    "state": (0, 114, 178),
    "organisation": (230, 159, 0),
    "person": (204, 121, 167),
    "agreement": (0, 158, 115),
    "event": (86, 180, 233),
    "place": (0, 114, 178),
    "segment": (213, 94, 0),
}
GREY = (118, 118, 118)


def graphml(network: nx.MultiDiGraph) -> bytes:
    """Return a network as GraphML.

    Parameters
    ----------
    network
        Of `networks.network` or `networks.transport`.

    Returns
    -------
    bytes
        Nodes and edges sorted by id. `r g b size` and, where coordinates are known, `x y` are read
        by Gephi as looks. An edge's id is its fact; the way back of a segment has `~2` after it.

    Examples
    --------
    >>> import diplograph as dg
    >>> graphml(dg.network(dg.example())).count(b"<edge ")
    8
    """
    flat = written(network)
    for node, data in flat.nodes(data=True):
        data |= _looks(node, data, flat.degree(node))
    lines = nx.generate_graphml(flat, named_key_ids=True)
    return "\n".join(["<?xml version='1.0' encoding='utf-8'?>", *lines, ""]).encode()


def gexf(network: nx.MultiDiGraph, *, day: date) -> bytes:
    """Return a network as GEXF 1.2, dynamic where its edges have a start or an end.

    Parameters
    ----------
    network
        As for `graphml`.
    day
        The day of the data, which the file names as its last change.

    Returns
    -------
    bytes
        Nodes and edges sorted by id; an edge with a start or an end carries it as its time.

    Examples
    --------
    >>> import diplograph as dg
    >>> gexf(dg.network(dg.example()), day=dg.example().select(
    ...     "SELECT ?day WHERE { ?s a dg:Source ; dg:accessed ?day }")[0]["day"])[:5]
    b'<?xml'
    """
    flat = written(network)
    for node, data in flat.nodes(data=True):
        data["viz"] = _viz(_looks(node, data, flat.degree(node)))
    for _, _, key, data in flat.edges(keys=True, data=True):
        data["id"] = key
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(flat)
    meta = writer.xml.find("meta")
    meta.set("lastmodifieddate", day.isoformat())
    meta.find("creator").text = "diplograph"
    SubElement(meta, "description").text = str(network.graph.get("commodity") or "relations")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{writer}\n".encode()


def written(network: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return a copy in sorted order, with short ids and attributes that every format can write.

    Unknown attributes are absent, numbers are floats, days are ISO text, lists are joined by a
    space. `fact` holds the reference of the fact behind an edge, since keys are made unique.
    """
    flat = nx.MultiDiGraph()
    for node in sorted(network, key=short):
        flat.add_node(short(node), **_attributes(network.nodes[node]))
    used: Counter[str] = Counter()
    edges = [(short(key), short(u), short(v), d) for u, v, key, d in network.edges.data(keys=True)]
    for key, origin, destination, data in sorted(edges, key=lambda edge: edge[:3]):
        used[key] += 1
        unique = key if used[key] == 1 else f"{key}~{used[key]}"
        flat.add_edge(origin, destination, unique, fact=key, **_attributes(data))
    return flat


def _attributes(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: v for name in data if (v := _writable(data[name])) is not None}


def _writable(value: Any) -> Any:
    """Return a value as text, float or bool; None for what is unknown."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return " ".join(short(str(item)) for item in value) or None
    return UNWRITABLE.sub("", str(value))


def _looks(node: str, data: Mapping[str, Any], degree: int) -> dict[str, Any]:
    """Return colour by kind, size by degree, and degrees of longitude and latitude as position."""
    kind = data.get("kind") or node.split("/", 1)[0]
    red, green, blue = COLORS.get(kind, GREY)
    looks = {"r": red, "g": green, "b": blue, "size": round(4 + 2 * math.sqrt(degree), 3)}
    if "lon" in data and "lat" in data:
        looks |= {"x": 10 * data["lon"], "y": 10 * data["lat"]}
    return looks


def _viz(looks: Mapping[str, Any]) -> dict[str, Any]:
    viz: dict[str, Any] = {"color": {c: looks[c] for c in "rgb"}, "size": looks["size"]}
    if "x" in looks:
        viz["position"] = {"x": looks["x"], "y": looks["y"], "z": 0.0}
    return viz
