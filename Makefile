# Rød Tråd: `make run` and `make test` set up everything they need (README.md).
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMP := $(VENV)/.ready
WHO ?= signe
SEEDS ?= 0:100
GEN ?=
# compiled modules are kept whatever the environment says: else each of a hundred processes compiles them anew
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make run    sets up and runs the app on the synthetic municipality (WHO=palle: a second app)"
	@echo "make test   sets up and runs every test"
	@echo "make check  ruff, mypy, import contracts, texts     make e2e     only the journeys from outside"
	@echo "make coverage  every line and branch of sync/, by its own tests and in the processes that they start (20 minutes)"
	@echo "make fuzz   simulated steps: SEEDS=from:to, GEN=one of docs/rig.md; one seed replays it"
	@echo "make screens  a picture of every screen, light, dark and at 200 %, under build/screens"
	@echo "make bench  figures as JSON     make demo-reset  removes build/demo     make lock  writes requirements.txt anew"

$(STAMP): requirements.txt pyproject.toml
	@sh installer/system_packages.sh
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)   # also one that was broken off
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(PY) -m compileall -q sync desktop resources installer
	@touch $@

TEXTS := resources/translations/da.mo sync/translations/da.mo

$(TEXTS): %.mo: %.po $(STAMP)
	@$(PY) installer/build_texts.py
	@touch $@

setup: $(STAMP) $(TEXTS)

run: setup
	@$(PY) -m installer.demo.launch --who $(WHO)

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PY) -m installer.check_texts

# Side by side: e2e mostly waits, and goes first where both want a processor. The suite is heard as it runs, the others
# when they are done; one that fails fails the whole.
test: setup
	@sh installer/system_packages.sh
	@$(MAKE) --no-print-directory -j3 --output-sync=target check e2e suite \
	  || { echo "make test: a part failed; what it said stands above its line »*** [Makefile:«" >&2; exit 1; }

suite: setup
	+@nice -n 19 $(PY) -m pytest -n auto --dist worksteal --ignore=tests/e2e

e2e: setup
	@sh installer/rig.sh $(PY) -m pytest tests/e2e

coverage: setup
	@rm -rf build/coverage && mkdir -p build/coverage
	-@$(BIN)/coverage run -m pytest -n auto --dist worksteal --timeout 900 tests/unit/sync tests/protocol tests/property tests/faults
	@$(BIN)/coverage combine --quiet 2>/dev/null; rm -f build/coverage/data.*   # those of processes that were killed are torn
	@$(BIN)/coverage report --fail-under=100

fuzz: setup
	@PYTHONPATH=tests:. $(PY) -m helpers.rig.fuzz $(SEEDS) $(if $(GEN),--generator $(GEN))

screens: setup
	@$(PY) -m installer.demo.screens

bench: setup
	@$(PY) -m benchmarks.first_thread
	@$(PY) -m benchmarks.exchange
	@$(PY) -m benchmarks.endpoint
	@$(PY) -m benchmarks.search 100000
	@$(PY) -m benchmarks.feel
	@$(PY) -m benchmarks.sizes

bench-million: setup
	@$(PY) -m benchmarks.sizes --consultations 1000000

demo-reset:
	@rm -rf build/demo

lock:
	@$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	  --custom-compile-command "make lock" requirements.in -o requirements.txt

.PHONY: help setup run check test suite e2e coverage fuzz screens bench bench-million demo-reset lock
