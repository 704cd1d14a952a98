# Three commands matter: `make demo` shows what newsarchive does, `make browse` opens what it archived, `make test` checks it.
# All set up an environment of their own in $(VENV) first; nothing else on the machine is touched.

VENV   ?= .venv
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo browse test quick check checks docs bench coverage build clean

help:  ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 18

demo: $(VENV)/.run  ## archive the bundled sample newspaper and show what that gives
	$(BIN)/newsarchive demo

browse: $(VENV)/.run  ## open the archive in the browser: data/newsarchive.db, else the demo's
	@test -e data/newsarchive.db -o -e newsarchive-demo/newsarchive.db || $(MAKE) --no-print-directory demo
	@$(BIN)/newsarchive --archive $$(ls data/newsarchive.db newsarchive-demo/newsarchive.db 2>/dev/null | head -1) browse --open

test: $(VENV)/.dev  ## ruff, mypy and every test (the browser's too, where Chromium is installed)
	@$(MAKE) --no-print-directory checks CHECKS='"pytest -v -m \"not slow\" $(TESTS)"'

quick: $(VENV)/.dev  ## the tests without the browser and without ruff and mypy
	$(BIN)/pytest -q -m "not slow and not browser" $(TESTS)

check: $(VENV)/.dev  ## as test, with the slow tests, and whether the generated documents are up to date
	@$(MAKE) --no-print-directory checks CHECKS='"python docs/generate.py --check" "pytest -v $(TESTS)"'

# Runs every check, also where an earlier one failed, and fails where any did: one look shows all that is wrong.
checks: $(VENV)/.dev
	@failed=; for check in "ruff check" "ruff format --check" mypy $(CHECKS); do \
		echo "== $$check"; eval "$(BIN)/$$check" || failed="$$failed [$$check]"; done; \
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }

docs: $(VENV)/.dev  ## write docs/cli.md and docs/schema.md anew from the code
	$(BIN)/python docs/generate.py

bench: $(VENV)/.dev  ## the benchmarks that need nothing but this checkout, some minutes (see benchmarks/)
	$(BIN)/python benchmarks/extraction.py --pages 2000
	$(BIN)/python benchmarks/crawl.py
	$(BIN)/python benchmarks/import_warc.py
	big=$$(mktemp -d) && $(BIN)/python benchmarks/million.py --stories 100000 --archive "$$big/big.db" && \
		$(BIN)/python benchmarks/browse.py --archive "$$big/big.db" --tries 10; rm -rf "$$big"

coverage: $(VENV)/.dev  ## the tests with a report of what they do not reach
	$(BIN)/pytest -q -m "not slow" --cov --cov-report=term-missing:skip-covered

build: $(VENV)/.dev  ## source distribution and wheel in dist/
	rm -rf build dist
	$(BIN)/python -m build

clean:  ## remove what these targets made (not the archive in data/)
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "newsarchive needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(BIN)/python
	$(PIP) install --progress-bar off -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(PIP) install --progress-bar off -e '.[dev]'
	@touch $@ $(VENV)/.run
