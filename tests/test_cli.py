"""The command line: data on stdout, words on stderr, three exit codes, never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import diplograph as dg
from diplograph.cli import FORMATS, RDF_FORMATS, main
from diplograph.files import PACKAGE
from diplograph.store import STAMP, Store

COMMANDS = sorted(main.commands)
ANSWERS = {
    "dependence": ("dependence", "XAA", "--on", "XBB"),
    "routes": ("routes", "well-delta", "XEE", "-c", "crude-oil"),
    "compare": ("compare", "XAA", "-c", "crude-oil"),
}


def examples(command: str) -> list[str]:
    """Return the lines of a command's help that can be pasted into a shell."""
    text = (main if command == "" else main.commands[command]).help or ""
    return [line.strip() for line in text.splitlines() if "diplograph " in line]


ALL_EXAMPLES = [line for command in ("", *COMMANDS) for line in examples(command)]


class Run:
    """A runner that insists that no command ever ends in an exception of its own."""

    def __call__(self, *words: str, stdin: bytes | str = "") -> Result:
        """Run a command and return what it wrote and how it ended."""
        result = CliRunner().invoke(main, list(words), input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), words
        assert "Traceback" not in result.output
        return result


@pytest.fixture
def run(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the invented world, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIPLOGRAPH_STORE", str(built))
    return Run()


def process(
    *words: str, shell: str = "", stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the real program, or a shell line in which `diplograph` is the real program."""
    command = [sys.executable, "-m", "diplograph", *words]
    if shell:
        real = f"{shlex.quote(sys.executable)} -m diplograph"
        line = re.sub(r"\bdiplograph (?=[a-z-])", f"{real} ", shell)
        command = ["bash", "-o", "pipefail", "-c", line]
    return subprocess.run(
        command, input=stdin, capture_output=True, env=os.environ | environment, timeout=120,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_of_a_command_has_a_sentence_and_an_example(command: str, run: Run) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    own = [line for line in examples(command) if command in line]
    assert own
    assert all(line in result.stdout for line in own)
    sentence = (main.commands[command] if command else main).help or ""
    assert re.match(r"[A-Z][^\b]*\.\n", sentence)


# `serve` runs until it is stopped: test_web_pool.py does that.
@pytest.mark.slow
@pytest.mark.parametrize("line", [e for e in ALL_EXAMPLES if not e.startswith("diplograph serve")])
def test_the_example_of_a_help_runs_as_it_stands(
    line: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the shipped data; what writes a store does so for the invented tables, which are small."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-tables").symlink_to(PACKAGE / "example")
    monkeypatch.setenv("DIPLOGRAPH_STORE", str(store.path))
    if "--store my-store" in line:
        dg.build(PACKAGE / "example", to=tmp_path / "my-store")
    if line == "diplograph build":
        line = "diplograph build --data my-tables"
        monkeypatch.setenv("DIPLOGRAPH_CACHE", str(tmp_path / "cache"))
    if "--to my-store" in line and "infer" in line:
        monkeypatch.setenv(
            "DIPLOGRAPH_STORE", str(dg.build(PACKAGE / "example", to=tmp_path / "w").path)
        )
    if "|" in line:
        done = process(shell=line)
        assert (done.returncode, done.stdout != b"", done.stderr) == (0, True, b"")
        return
    result = CliRunner().invoke(main, shlex.split(line)[1:])
    assert (result.exit_code, result.exception) == (0, None), result.output
    assert result.stdout or list(tmp_path.glob("*.*"))


@pytest.mark.parametrize("words", ANSWERS.values(), ids=ANSWERS)
def test_the_json_of_an_answer_is_one_object(words: tuple[str, ...], run: Run) -> None:
    content = json.loads(run(*words, "--format", "json").stdout)
    assert list(content) == ["question", "rows", "sources", "notes"]
    assert content["rows"]
    assert {"measure", "value", "low", "high", "unit"} <= set(content["rows"][0])


def test_the_rows_of_a_dependence_say_measure_band_unit_and_year(run: Run) -> None:
    content = json.loads(run(*ANSWERS["dependence"], "--format", "json").stdout)
    for row in content["rows"]:
        assert {"measure", "value", "low", "high", "unit", "year"} <= set(row)
        assert row["low"] <= row["value"] <= row["high"]
        assert row["year"] == 2024


@pytest.mark.parametrize("words", ANSWERS.values(), ids=ANSWERS)
def test_csv_is_rows_on_stdout_and_notes_on_stderr(words: tuple[str, ...], run: Run) -> None:
    result = run(*words, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(rows) == len(json.loads(run(*words, "--format", "json").stdout)["rows"])
    assert "note: " not in result.stdout


def test_notes_are_words_and_go_to_stderr(run: Run) -> None:
    result = run("dependence", "XDD", "--on", "XBB", "--format", "csv")
    assert result.stdout == "measure,commodity,value,low,high,unit,year,doubt,sources,facts\n"
    assert result.stderr.startswith("note: no figure of the graph tells how XDD depends on XBB")
    assert result.exit_code == 0


def test_a_table_for_people_shows_a_value_with_its_band(run: Run) -> None:
    assert "60 (60–70)" in run(*ANSWERS["dependence"], "-c", "crude-oil").stdout


def test_an_empty_table_says_so_on_stderr(run: Run) -> None:
    result = run("query", "leaders", "--at", "1900-01-01")
    assert (result.exit_code, result.stderr[:14]) == (0, "no rows\nhint: ")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "words", [("sources",), ("list",), ("query", "leaders"), ("show", "XAA"), ("explain", "XAA")]
)
def test_every_listing_comes_in_every_format(
    words: tuple[str, ...], format_: str, run: Run
) -> None:
    result = run(*words, "--format", format_)
    assert (result.exit_code, result.stderr, result.stdout != "") == (0, "", True)
    if format_ == "json":
        assert json.loads(result.stdout)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "place/atlantis"),
        ("explain", "no such thing"),
        ("cite", "http://a b"),
        ("dependence", "XAA", "--on", "Atlantis"),
        ("dependence", "XAA", "--on", "XBB", "-c", "moon cheese"),
        ("compare", "Atlantis"),
        ("routes", "here", "there"),
        ("routes", "well-delta", "XEE", "--without", "Atlantis"),
        ("query", "no_such_query"),
        ("query", "../leaders"),
        ("query", "leaders", "store=x"),
        ("query", "leaders", "name=x"),
        ("query", "leaders", "=x"),
        ("query", "leaders", "at=yesterday"),
        ("query", "no-such-file.rq"),
        ("query", "."),
        ("view", "no-such-view", "-o", "x.html"),
        ("view", "relations", "-o", "no/such/folder/x.html"),
        ("export", "-o", "no/such/folder/x.ttl"),
        ("--store", "no-such-store", "list-nothing"),
        ("--store", "no-such-store", "sources"),
    ],
)
def test_what_is_wrong_is_one_line_on_stderr(words: tuple[str, ...], run: Run) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) in ((1, ""), (2, ""))
    if result.exit_code == 1:
        assert result.stderr.count("\n") == 1
        assert result.stderr.startswith("diplograph: ")


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("show",),
        ("dependence", "XAA"),
        ("dependence", "XAA", "--on", "XBB", "--year", "soon"),
        ("compare", "XAA", "--year", "99999"),
        ("compare", "XAA", "--year", "-5"),
        ("sources", "--format", "xml"),
        ("routes", "a", "b", "-k", "0"),
        ("routes", "a", "b", "--at", "2025-13-45"),
        ("routes", "a", "b", "--by", "luck"),
        ("query", "leaders", "--at", "tomorrow"),
        ("query", "leaders", "at"),
        ("query", "-", "at=2025-01-01"),
        ("cite", "XAA", "--style", "apa"),
        ("view", "relations"),
        ("build", "--data", "no-such-folder"),
    ],
)
def test_misuse_exits_with_2_and_shows_the_usage(words: tuple[str, ...], run: Run) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


def test_a_bad_day_says_how_to_write_one(run: Run) -> None:
    assert (
        "'2025-13-45' is no day; write YYYY-MM-DD"
        in run("query", "leaders", "--at", "2025-13-45").stderr
    )


def test_an_unknown_state_names_near_matches(store: Store) -> None:
    words = ["--store", str(store.path), "dependence", "Kazakstan", "--on", "RUS"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "diplograph: no state 'Kazakstan'; did you mean KAZ (kazakhstan)"
    )
    assert result.stderr.count("\n") == 1


def test_a_query_from_standard_input(run: Run) -> None:
    sparql = "SELECT ?s WHERE { ?s a dg:State } ORDER BY ?s"
    rows = json.loads(run("query", "-", "--format", "json", stdin=sparql).stdout)
    assert [row["s"][-3:] for row in rows] == ["XAA", "XBB", "XCC", "XDD", "XEE"]


def test_a_query_from_a_file_with_a_byte_order_mark(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"\xef\xbb\xbfASK { ?s a dg:State }")
    assert run("query", "q.rq", "--format", "csv").stdout == "answer\nTrue\n"


def test_triples_come_as_turtle_and_rows_do_not(run: Run) -> None:
    triples = run("query", "-", stdin="CONSTRUCT { ?s a dg:State } WHERE { ?s a dg:State }")
    assert triples.stdout.count("dg:State") == 5
    rows = run("query", "-", "--format", "turtle", stdin="ASK { ?s ?p ?o }")
    assert (rows.exit_code, rows.stdout) == (1, "")
    assert "Turtle is for CONSTRUCT" in rows.stderr


@pytest.mark.parametrize(
    "stdin",
    ["", "SELECT", b"\xff\xfe", "SELECT ?s WHERE { SERVICE <http://x/> { ?s ?p ?o } }", "\x00",
     "{" * 300, "x" * 70_000, "INSERT DATA { id:a a id:b }"],
)  # fmt: skip
def test_a_bad_query_is_one_error_and_no_traceback(stdin: bytes | str, run: Run) -> None:
    result = run("query", "-", stdin=stdin)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("diplograph: ")


def test_a_time_limit_stops_a_query(run: Run) -> None:
    sparql = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    result = run("query", "-", "--timeout", "1", stdin=sparql)
    assert (result.exit_code, result.stderr) == (
        1, "diplograph: the query was stopped after 1 s; raise --timeout\n",
    )  # fmt: skip


def test_at_is_a_parameter_of_a_query(run: Run) -> None:
    names = {
        day: json.loads(run("query", "leaders", "--at", day, "--format", "json").stdout)
        for day in ("2015-06-30", "2025-01-01")
    }
    assert [rows[0]["person_label"] for rows in names.values()] == ["Bo Alpha", "Ada Alpha"]


def test_build_writes_a_store_and_prints_statements_by_source(run: Run, tmp_path: Path) -> None:
    words = ("build", "--data", str(PACKAGE / "example"), "--to", "made", "--format", "json")
    result = run(*words)
    assert (tmp_path / "made" / STAMP).exists()
    assert {"graph", "statements"} == set(json.loads(result.stdout)[0])
    assert re.fullmatch(r"\d+ statements in made\n", result.stderr)


def test_build_of_broken_tables_lists_every_fault(run: Run, tmp_path: Path) -> None:
    bad = Path(__file__).parent / "bad" / "many"
    result = run("build", "--data", str(bad), "--to", "made")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == len((bad / "expected.txt").read_text().splitlines())
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("format_", RDF_FORMATS)
def test_export_prints_the_bytes_that_it_writes(format_: str, run: Run, tmp_path: Path) -> None:
    printed = run("export", "--format", format_)
    run("export", "--format", format_, "-o", "out")
    assert printed.stdout_bytes == (tmp_path / "out").read_bytes() != b""


def test_cite_prints_what_a_bibliography_takes(run: Run) -> None:
    assert run("cite", "example-office").stdout.startswith("@misc{example-office,")
    assert json.loads(run("cite", "XEE", "--style", "csl").stdout)[1]["id"] == "example-press"


def test_a_view_is_one_file(run: Run, tmp_path: Path) -> None:
    result = run("view", "corridors", "-o", "c.html")
    assert (result.stdout, result.stderr) == ("", "wrote c.html\n")
    assert [path.name for path in tmp_path.glob("*.html")] == ["c.html"]


@pytest.mark.parametrize(
    "line",
    [
        "diplograph sources --format csv | head -1",
        "diplograph sources | head -1",
        "diplograph export --format ntriples | head -1",
        "diplograph show XAA | true",
        "diplograph list --format json | head -c 1",
    ],
)
def test_a_closed_pipe_is_quiet(line: str, built: Path) -> None:
    done = process(shell=line, DIPLOGRAPH_STORE=str(built))
    assert done.stderr == b""


def test_the_real_program_keeps_words_and_data_apart(built: Path) -> None:
    good = process("query", "leaders", "--format", "csv", DIPLOGRAPH_STORE=str(built))
    wrong = process("show", "place/atlantis", DIPLOGRAPH_STORE=str(built))
    misuse = process("show", DIPLOGRAPH_STORE=str(built))
    assert [p.returncode for p in (good, wrong, misuse)] == [0, 1, 2]
    assert (good.stderr, wrong.stdout, misuse.stdout) == (b"", b"", b"")
    assert wrong.stderr == b"diplograph: no thing 'place/atlantis'\n"


def test_the_real_program_writes_utf_8_in_a_plain_locale(built: Path) -> None:
    done = process(
        "query", "-", "--format", "csv", DIPLOGRAPH_STORE=str(built), LC_ALL="C",
        stdin='SELECT ("中央アジア" AS ?x) WHERE {}'.encode(),
    )  # fmt: skip
    assert done.stdout.decode() == "x\n中央アジア\n"


def test_the_version_is_printed(run: Run) -> None:
    assert re.fullmatch(r"\S+, version \d+\.\d+\.\d+\n", run("--version").stdout)
