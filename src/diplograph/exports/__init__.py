"""The graph in other programs' forms: RDF, networks for Gephi, edge lists, panels of years.

Whatever the form, facts whose source's licence forbids redistribution stay out (`licences`), and
the same store gives the same bytes.
"""

from __future__ import annotations

from diplograph.exports.licences import Permitted, permitted
from diplograph.exports.writing import FORMATS, TABLES, TAKES, Export, export, format_of, write

__all__ = [
    "FORMATS",
    "TABLES",
    "TAKES",
    "Export",
    "Permitted",
    "export",
    "format_of",
    "permitted",
    "write",
]
