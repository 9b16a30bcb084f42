PYTHON ?= python3
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser)
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo site test-site test test-estimates test-exports test-records bench lint fit clean

help: ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/'

.venv/core: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is %d.%d. Try: make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -c constraints.txt -e .
	@touch $@

.venv/dev: .venv/core
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev]"
	@touch $@

demo: .venv/core ## the main job on a published system, into out/demo
	$(BIN)/advisor demo

lint: .venv/dev ## formatting, lint, types, import layers, knowledge
	$(BIN)/ruff format --check advisor tests benchmarks
	$(BIN)/ruff check advisor tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/advisor knowledge lint

test: lint ## everything above and the tests
	$(BIN)/python -m pytest

test-exports: .venv/dev ## exports given to mermaid, D2, LikeC4, draw.io (from npm), PlantUML and Structurizr where installed; CHROMIUM as for test-site
	mkdir -p build/export-tools && cp tests/exports/tools/* build/export-tools/
	cd build/export-tools && npm install --no-audit --no-fund --silent
	ADVISOR_CHROMIUM=$(CHROMIUM) $(BIN)/python -m pytest -n 0 tests/exports/check_tools.py

test-records: .venv/dev ## decision records read by adr-viewer (from PyPI) and log4brains (from npm), some minutes
	mkdir -p build/record-tools && cp tests/records/tools/* build/record-tools/
	$(PYTHON) -m venv build/record-tools/venv
	build/record-tools/venv/bin/python -m pip install -q -r build/record-tools/requirements.txt
	cd build/record-tools && npm install --no-audit --no-fund --omit=optional --silent
	$(BIN)/python -m pytest -n 0 tests/records/check_tools.py

.PHONY: test-scaffold
test-scaffold: .venv/dev ## generated projects started as their READMEs say, and their types checked, some minutes
	$(BIN)/python -m pytest tests/scaffold/check_starts.py

test-estimates: .venv/dev ## queueing formulas against simulation and a loaded HTTP service, some minutes
	$(BIN)/python -m pytest tests/estimates/check_queues.py tests/estimates/check_http.py

site: .venv/dev ## the site: what the advisor knows, to read and look up, into out/site
	$(BIN)/advisor site -o out/site

test-site: site ## the built site and a report in a real browser; needs npm, and Chromium (CHROMIUM=/usr/bin/chromium, or Playwright's own)
	npm install --silent --no-save --prefix .venv/axe axe-core@4.14.1
	$(BIN)/advisor build knowledge/examples/payment-fraud.yaml -o build/report --quiet
	ADVISOR_SITE=out/site ADVISOR_REPORT=build/report/report.html ADVISOR_AXE=.venv/axe/node_modules/axe-core/axe.min.js ADVISOR_CHROMIUM=$(CHROMIUM) \
		$(BIN)/python -m pytest tests/site/check_browser.py

bench: .venv/dev ## measure speed against a rule engine and two solvers, into docs/performance.md
	$(BIN)/python -m benchmarks

fit: .venv/dev ## refine the weights on the decided cases, each judged by what was fitted without it; some minutes
	$(BIN)/advisor knowledge fit knowledge/cases knowledge/published --panel knowledge/panel --held-out knowledge/heldout -o knowledge/weights.yaml

.PHONY: bench-interview
bench-interview: .venv/dev ## how soon an interview knows what to recommend, some minutes
	$(BIN)/python -m benchmarks.interview

clean: ## remove what was made
	rm -rf .venv out/demo out/site dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
