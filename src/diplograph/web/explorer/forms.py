"""The questions that pages ask: their fields, what each means, and the command for the same."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


def _many(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(",", " ").split() if part)


@dataclass(frozen=True)
class Field:
    """One thing that a question takes; `read` turns its text into a value.

    `first` stands in the form at the start. `hints` names the list that a browser offers: `states`,
    `commodities` or `ends`. `option` is that of the command line; empty for an argument.
    """

    name: str
    first: str = ""
    read: Callable[[str], Any] = str
    needed: bool = False
    hints: str = ""
    option: str = ""


STATE = Field("state", "KAZ", needed=True, hints="states")
YEAR = Field("year", read=int, option="--year")
AT = Field("at", read=date.fromisoformat, option="--at")
ENDS = (
    Field("origin", "xian", needed=True, hints="ends"),
    Field("destination", "poti", needed=True, hints="ends"),
    Field("commodity", "containers", hints="commodities", option="--commodity"),
    Field("without", "RUS", read=_many, hints="states", option="--without"),
)
FORMS: dict[str, tuple[Field, ...]] = {
    "dependence": (
        Field("state", "TJK", needed=True, hints="states"),
        Field("on", "RUS", needed=True, hints="states", option="--on"),
        Field("commodity", "oil-products", hints="commodities", option="--commodity"),
        YEAR,
    ),
    "compare": (
        STATE,
        Field("commodity", "crude-oil", hints="commodities", option="--commodity"),
        YEAR,
    ),
    "routes": (*ENDS, AT),
    "chokepoints": (*ENDS, AT),
    "influence": (
        Field("actor", "RUS", needed=True, hints="states"),
        Field("over", "TJK", hints="states", option="--over"),
        Field("hops", "3", read=int, option="--hops"),
        YEAR,
    ),
    "changes": (
        STATE,
        Field("before", "2022", read=int, needed=True, option="--from"),
        Field("after", "2025", read=int, needed=True, option="--to"),
        Field("commodity", "crude-oil", hints="commodities", option="--commodity"),
    ),
    "between": (
        Field("state", "KAZ", hints="states"),
        Field("before", "2022-02-23", read=date.fromisoformat, needed=True, option="--from"),
        Field("after", "2025-12-31", read=date.fromisoformat, needed=True, option="--to"),
    ),
}
COMMANDS = {"between": "changes"}


def given(name: str, query: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the fields of a question: those of an address, else the first ones."""
    asked = any(field.name in query for field in FORMS[name])
    return {f.name: query.get(f.name, "" if asked else f.first).strip() for f in FORMS[name]}


def values(name: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments that the texts of a form mean; empty fields are left to their defaults.

    Raises
    ------
    ValueError
        With the field that is missing, or is no number or day.
    """
    found: dict[str, Any] = {}
    for field in FORMS[name]:
        text = texts[field.name]
        if not text and field.needed:
            raise ValueError(f"{field.name} is missing")
        try:
            found |= {field.name: field.read(text)} if text else {}
        except ValueError as error:
            raise ValueError(f"{field.name}: {error}") from error
    return found


def command(name: str, arguments: Mapping[str, Any]) -> str:
    """Return the command that answers the same question.

    >>> command("dependence", {"state": "TJK", "on": "RUS", "year": 2023})
    'diplograph dependence TJK --on RUS --year 2023'
    """
    words = ["diplograph", COMMANDS.get(name, name)]
    for field in FORMS[name]:
        value = arguments.get(field.name)
        for one in value if isinstance(value, tuple) else (value,) if value is not None else ():
            words += [field.option, str(one)] if field.option else [str(one)]
    return shlex.join(words)
