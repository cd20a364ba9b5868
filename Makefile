# Two commands do everything on a fresh machine with Python 3.11, git and make: `make book` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
.PHONY: help install book serve pdf epub zip lint test check accessibility demo bench lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

# The stamp is younger than the lock when the environment is up to date. What pip installs from a folder it does not compile,
# and where Python is told to keep nothing that it has compiled, each of many processes would do so anew.
.venv/.book: requirements.txt package/pyproject.toml
	@echo "Installing what the book needs into .venv …"
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv >/dev/null || \
		{ test `id -u` = 0 && command -v apt-get >/dev/null && apt-get update -q >/dev/null && apt-get install -y -q python3-venv >/dev/null && $(PYTHON) -m venv --clear .venv; } || \
		{ echo "Fix: install Python 3.11 with its venv module (Debian: apt-get install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable ./package
	@$(BIN)/python -m compileall -q package/coursebook
	@touch $@

.venv/.test: .venv/.book requirements-test.txt
	@echo "Installing what the tests need into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@

install: .venv/.book ## bring what building and grading need into .venv

book: .venv/.book ## build the whole book to _build/html (PYODIDE=folder: Python for the browser from there)
	@$(BIN)/coursebook book build $(if $(PYODIDE),--pyodide "$(PYODIDE)")

serve: .venv/.book ## show the book and rebuild it on a saved change
	@$(BIN)/coursebook book serve

# Pango sets the text; on a machine that is ours to install on, it is brought, elsewhere the command says what to do.
pdf: .venv/.book ## set the book for paper: _build/leaving-the-line.pdf
	@$(BIN)/python -c "import weasyprint" 2>/dev/null || { test `id -u` = 0 && command -v apt-get >/dev/null && \
		apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; } || true
	@$(BIN)/coursebook book pdf

epub: .venv/.book ## pack the e-book: _build/leaving-the-line.epub
	@$(BIN)/coursebook book epub

zip: .venv/.book ## pack the site as one folder that opens from disk: _build/leaving-the-line.zip
	@$(BIN)/coursebook book zip

check: .venv/.book ## check the evidence alone
	@$(BIN)/coursebook evidence check

lint: .venv/.test ## style, imports and types, in seconds
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@cd package && ../$(BIN)/mypy

test: lint book ## check everything, in a real browser too
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python tests/book/install.py
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

accessibility: book .venv/.test ## test every page for accessibility and date the report on it (minutes)
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python -m tests.browser.conformance

demo: .venv/.test ## a made-up class from Canvas' roster to Canvas' gradebook and item analysis (STUDENTS=30 for a smaller one)
	@$(BIN)/coursebook demo --students $(or $(STUDENTS),120)

bench: .venv/.test book ## measure against the peers, in one run each (an hour and a half; nothing else should run)
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python benchmarks/site.py
	@$(BIN)/python benchmarks/grading.py --most 10000

# One extra names another, so the package is among its own requirements; like pip and setuptools it is not pinned.
LOCK = $(BIN)/pip-compile --quiet --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	--unsafe-package coursebook --unsafe-package pip --unsafe-package setuptools
lock: .venv/.test ## write both requirements files anew from package/pyproject.toml
	@$(LOCK) --extra book package/pyproject.toml -o requirements.txt
	@$(LOCK) --extra book --extra test -c requirements.txt package/pyproject.toml -o requirements-test.txt

clean: ## remove the site and the environment
	@rm -rf _build .venv
