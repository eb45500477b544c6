"""The command line: words → one library call → print. Data go to stdout, words to stderr."""

from diplograph.cli import completion, graph, measures, serve, verdicts
from diplograph.cli.group import FORMATS, RDF_FORMATS, main

__all__ = ["FORMATS", "RDF_FORMATS", "completion", "graph", "main", "measures", "serve", "verdicts"]
