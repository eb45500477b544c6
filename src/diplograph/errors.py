"""The five exceptions; each is also a built-in that callers already catch."""

from __future__ import annotations

from collections.abc import Sequence


class DiplographError(Exception):
    """Base of all errors of the package; never raised itself."""


class SourceError(DiplographError, ValueError):
    """A data file breaks its promise.

    Attributes
    ----------
    problems
        One line per fault, each naming file, row and column, what is wrong and how to mend it.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class QueryError(DiplographError, ValueError):
    """A query is malformed or forbidden, or a parameter is unknown, missing or ill-typed."""

    def __init__(self, message: str, *, name: str = "", parameter: str = "") -> None:
        self.name, self.parameter = name, parameter
        super().__init__(message)


class NotFoundError(DiplographError, LookupError):
    """No such state, commodity, query, view or thing; `near` holds close matches."""

    def __init__(self, kind: str, key: str, near: Sequence[str] = ()) -> None:
        self.kind, self.key, self.near = kind, key, list(near)
        hint = f"; did you mean {', '.join(self.near)}?" if self.near else ""
        super().__init__(f"no {kind} {key!r}{hint}")


class MissingExtraError(DiplographError, ImportError):
    """An optional library or program is absent; `extra` names what to install."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{what} is not installed; run: pip install 'diplograph[{extra}]'")
