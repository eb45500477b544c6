"""What a shell is offered, and the script that lets it ask."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from diplograph import cli, queries
from diplograph.cli.completion import SHELLS


def offered(*words: str) -> list[str]:
    """Return what is offered for the last word."""
    shell = ShellComplete(cli.main, {}, "diplograph", "_DIPLOGRAPH_COMPLETE")
    return [str(item.value) for item in shell.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "among"),
    [
        (("comp",), ["compare", "completion"]),
        (("compare", "k"), ["KAZ", "KGZ"]),
        (("dependence", "TJK", "--on", "RU"), ["RUS"]),
        (("compare", "KAZ", "-c", "crude"), ["crude-oil"]),
        (("routes", "xia"), ["xian"]),
        (("routes", "xian", "poti", "--without", "btc"), ["btc"]),
        (("influence", "RUS", "--over", "TJ"), ["TJK"]),
        (("query", "leaders"), ["leaders", "leaders_foreign", "leaders_met", "leaders_state"]),
        (("query", "leaders", "a"), ["at="]),
        (("query", "trade_partners", "-p", "y"), ["year="]),
        (("scenario", "russia"), ["russia-closes-transit", "russia-stops-fuel"]),
        (("sources", "--state", "UZ"), ["UZB"]),
    ],
)
def test_words_are_offered_by_their_start(words: tuple[str, ...], among: list[str]) -> None:
    found = offered(*words)

    assert set(among) <= set(found)
    assert all(word.casefold().startswith(words[-1].casefold()) for word in found)


def test_all_queries_are_offered() -> None:
    assert offered("query", "") == list(queries.library())


def test_an_unknown_query_has_no_parameters_to_offer() -> None:
    assert offered("query", "nothing_such", "a") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_asks_the_command(shell: str) -> None:
    done = CliRunner().invoke(cli.main, ["completion", shell])

    assert done.exit_code == 0
    assert f"_DIPLOGRAPH_COMPLETE={shell}_complete" in done.stdout


def test_a_word_is_completed_without_a_heavy_library() -> None:
    code = (
        "import os, sys; os.environ |= dict(_DIPLOGRAPH_COMPLETE='bash_complete', "
        "COMP_WORDS='diplograph compare KA', COMP_CWORD='2')\n"
        "from diplograph.cli import main\n"
        "try: main(prog_name='diplograph')\n"
        "except SystemExit: print({'rdflib', 'scipy', 'networkx', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "plain,KAZ\nset()\n"
