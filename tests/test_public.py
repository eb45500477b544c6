"""What `import diplograph` offers: few names, each with a home, all loaded when first asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from inspect import getdoc

import pytest

import diplograph as dg
from diplograph import errors


def test_all_names_are_sorted_as_ruff_sorts_them_and_have_a_home() -> None:
    assert set(dg.__all__) == set(dg.HOMES)
    assert len(dg.__all__) == len(set(dg.__all__)) <= 16


@pytest.mark.parametrize("name", dg.HOMES)
def test_each_name_is_that_of_its_home(name: str) -> None:
    home = import_module(f"diplograph.{dg.HOMES[name]}")
    assert getattr(dg, name) is getattr(home, name) or name in ("DG", "ID")
    assert str(getattr(dg, name)) == str(getattr(home, name))


@pytest.mark.parametrize("name", sorted(set(dg.__all__) - {"DG", "ID"}))
def test_each_name_has_a_docstring_of_one_sentence_first(name: str) -> None:
    first = (getdoc(getattr(dg, name)) or "").split("\n\n")[0]
    assert re.fullmatch(r"[A-Z`].*\.", first, re.DOTALL), first


def test_the_version_is_that_of_the_package() -> None:
    assert dg.__version__ == version("diplograph")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_such"):
        dg.nothing_such  # noqa: B018


def test_a_star_import_gives_the_names() -> None:
    code = "from diplograph import *; import diplograph as d; print(*set(d.__all__) - set(dir()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize(
    ("error", "built_in"),
    [
        (errors.SourceError(["a", "b"]), ValueError),
        (errors.QueryError("a"), ValueError),
        (errors.NotFoundError("state", "a"), LookupError),
        (errors.MissingExtraError("a", "b"), ImportError),
    ],
)
def test_each_error_is_ours_and_a_built_in_one(error: Exception, built_in: type[Exception]) -> None:
    assert isinstance(error, dg.DiplographError)
    assert isinstance(error, built_in)


def test_errors_say_what_to_do() -> None:
    assert str(errors.SourceError(["one", "two"])) == "one\ntwo"
    assert str(errors.NotFoundError("state", "Kaz", ["KAZ"])) == "no state 'Kaz'; did you mean KAZ?"
    assert str(errors.NotFoundError("state", "Kaz")) == "no state 'Kaz'"
    assert "pip install 'diplograph[owl]'" in str(errors.MissingExtraError("HermiT", "owl"))
    error = errors.QueryError("a", name="leaders", parameter="at")
    assert (error.name, error.parameter) == ("leaders", "at")
