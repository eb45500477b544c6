"""diplograph: who depends on whom, through what, by which route, and what changes if one closes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diplograph.checks import check
    from diplograph.errors import DiplographError
    from diplograph.ingest import build, example, load
    from diplograph.networks import network
    from diplograph.provenance import cite
    from diplograph.queries import list_queries, query
    from diplograph.reasoning import infer, ontology
    from diplograph.store import Store
    from diplograph.table import Table
    from diplograph.views import view
    from diplograph.vocab import DG, ID

HOMES = {
    "DG": "vocab",
    "DiplographError": "errors",
    "ID": "vocab",
    "Store": "store",
    "Table": "table",
    "build": "ingest",
    "check": "checks",
    "cite": "provenance",
    "example": "ingest",
    "infer": "reasoning",
    "list_queries": "queries",
    "load": "ingest",
    "network": "networks",
    "ontology": "reasoning",
    "query": "queries",
    "view": "views",
}
__all__ = [
    "DG",
    "ID",
    "DiplographError",
    "Store",
    "Table",
    "build",
    "check",
    "cite",
    "example",
    "infer",
    "list_queries",
    "load",
    "network",
    "ontology",
    "query",
    "view",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("diplograph")
    if name == "load_ipython_extension":  # `%load_ext diplograph`
        return import_module("diplograph.notebook").load_ipython_extension
    if name not in HOMES:
        raise AttributeError(f"module 'diplograph' has no attribute {name!r}")
    return getattr(import_module(f"diplograph.{HOMES[name]}"), name)
