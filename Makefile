# Two commands on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
T ?=

.DEFAULT_GOAL := demo
.PHONY: demo test check fix build notebook bench docs wheel clean

$(BIN)/diplograph: pyproject.toml
	$(PYTHON) -m venv $(VENV) || { echo "make: $(PYTHON) has no venv; install it (Debian: apt-get install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests: $(BIN)/diplograph
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: build  ## the main job: how Kazakh oil leaves the country
	$(BIN)/diplograph compare KAZ --commodity crude-oil --year 2025
	$(BIN)/diplograph view corridors -o corridors.html

build: $(BIN)/diplograph  ## the store, with statements per source
	$(BIN)/diplograph build > build-report.txt
	@head -5 build-report.txt

test: $(VENV)/.tests  ## all tests but the slow ones, which CI runs too; T=tests/test_store.py for one file
	$(BIN)/python -m pytest -n auto $(if $(CI),,-m "not slow") $(T)

check: $(VENV)/.tests  ## formatting, lint, types, tests
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

fix: $(VENV)/.tests  ## what the formatter and the linter can mend
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/ruff format src tests bench

notebook: $(BIN)/diplograph  ## JupyterLab with the notebooks
	$(BIN)/python -m pip install --quiet --editable '.[notebook]'
	$(BIN)/jupyter lab notebooks

bench: $(VENV)/.tests  ## ratios against the bare engine, in one run
	$(BIN)/python bench/run.py
	$(BIN)/python bench/analysis.py
	$(BIN)/python bench/views.py

docs: $(VENV)/.tests  ## the documentation as a site in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir site

wheel: $(VENV)/.tests
	$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf $(VENV) dist build-report.txt corridors.html
