"""A store that runs each query once, for questions that are asked again and again."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from diplograph.store import Store, Term
from diplograph.table import Table


class Once(Store):
    """A store that keeps the rows of each query; make one for one run of questions."""

    @cached_property
    def _kept(self) -> dict[Any, Table]:
        return {}

    def select(self, query: str, **bindings: Term) -> Table:
        """Return the rows of a query; they are shared and not to be changed."""
        key = (query, frozenset(bindings.items()))
        if key not in self._kept:
            self._kept[key] = super().select(query, **bindings)
        return self._kept[key]
