"""An answer as text for a paper."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from diplograph.answers import compare, dependence, routes, whatif
from diplograph.cli import main
from diplograph.errors import SourceError
from diplograph.files import PACKAGE
from diplograph.prose import FORMULAS, markdown
from diplograph.store import Store

NORTH = PACKAGE / "example" / "scenarios" / "north-closes.toml"


def paper(store: Store, found: Any) -> str:
    return markdown(store, json.loads(found.to_json()))


def test_each_number_has_its_inputs_and_each_input_its_footnote(example: Store) -> None:
    text = paper(example, compare(example, "XAA", commodity="crude-oil", year=2024))
    item = next(x for x in text.splitlines() if x.startswith("- **route share** of Northern"))
    assert "60 percent" in item
    assert "Formula: volume on the route / the whole flow." in item
    assert "6 Mt (2024)[^" in item
    marks = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert marks == set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))
    assert marks


def test_every_source_that_is_cited_has_an_entry(example: Store) -> None:
    text = paper(example, dependence(example, "XAA", "XEE"))
    block = text.split("```bibtex\n")[1]
    assert "@misc{example-office," in block
    assert "(read 2025-01-01)" in text


@pytest.mark.parametrize("which", ["routes", "scenario"])
def test_other_answers_become_text_too(example: Store, which: str) -> None:
    found = (
        routes(example, "well-delta", "XEE", commodity="crude-oil")
        if which == "routes"
        else whatif.scenario(example, NORTH)
    )
    text = paper(example, found)
    rows = [r for r in found.rows if any(r.get(n) is not None for n in ("value", "scenario"))]
    assert text.count("\n- **") == len(rows)


def test_every_measure_of_the_answers_has_a_formula(example: Store) -> None:
    answers = [
        compare(example, "XAA", commodity="crude-oil", year=2024),
        dependence(example, "XAA", "XBB"),
        routes(example, "well-delta", "XEE", commodity="crude-oil"),
        whatif.scenario(example, NORTH),
    ]
    used = {row["measure"] for found in answers for row in found.rows}
    assert used - set(FORMULAS) <= {"corridor", "shortest_km", "shortest_days"}


def test_what_is_no_answer_is_refused(example: Store) -> None:
    with pytest.raises(SourceError, match="no answer of --format json"):
        markdown(example, {"rows": 3})


def test_the_command_writes_it_and_wants_an_answer() -> None:
    run = CliRunner()
    found = run.invoke(
        main, ["compare", "KAZ", "-c", "crude-oil", "-y", "2025", "--format", "json"]
    )
    done = run.invoke(main, ["explain", "-", "--format", "md"], input=found.stdout)
    assert "**transit share** of Russia, 2025: 96.3" in done.stdout
    assert "@misc{" in done.stdout
    assert run.invoke(main, ["explain", "KAZ", "--format", "md"]).exit_code == 2
    assert run.invoke(main, ["explain", "-", "--format", "md"], input="{}").exit_code == 2
