# Each target sets up what it needs in .venv first. `make run` and `make test` are all one has to know.
SHELL := /bin/bash
BIN := .venv/bin
# Options for pytest: make test PYTEST='-k undo'
PYTEST ?= -q
# Articles in the benchmark's corpus.
N ?= 10000

.DEFAULT_GOAL := run
.PHONY: setup run test kills merges hostile bench screenshots lint wheel constraints clean

setup:
	@packaging/setup.sh

# The sample project in the window; where there is no display, the same project without one.
run: setup
	@if { $(BIN)/python -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])'; } 2>/dev/null; then \
	  $(BIN)/annotator demo; \
	else \
	  $(BIN)/annotator demo --no-window && \
	  echo 'There is no display here. To see the window: make run on a desktop, or on a virtual display (xvfb-run -a make run).'; \
	fi

# Off screen first, on all cores, then what wants an X display.
test: setup
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n logical --maxprocesses 8 -m 'not xcb' $(PYTEST)
	@if command -v Xvfb >/dev/null || [ -n "$$DISPLAY" ]; then \
	  QT_QPA_PLATFORM=xcb $(BIN)/python -m pytest -m xcb $(PYTEST) || { status=$$?; [ $$status -eq 5 ] || exit $$status; }; \
	else \
	  echo 'Not run: the tests marked xcb, which want a display (sudo apt-get install xvfb xauth).'; \
	fi

# Kills the program at random while somebody codes: ten times in `make test`, a hundred times here.
kills: setup
	@QT_QPA_PLATFORM=offscreen ANNOTATOR_KILLS=$${ANNOTATOR_KILLS:-100} $(BIN)/python -m pytest $(PYTEST) tests/e2e/test_kills.py tests/e2e/test_packages_killed.py

# Random histories of machines that merge: a few in `make test`, a thousand here.
merges: setup
	@ANNOTATOR_MERGES=$${ANNOTATOR_MERGES:-1000} $(BIN)/python -m pytest $(PYTEST) tests/stages/test_merging_laws.py

# Every file made to harm: the most telling ones in `make test`, all of them here.
hostile: setup
	@QT_QPA_PLATFORM=offscreen ANNOTATOR_HOSTILE=1 $(BIN)/python -m pytest $(PYTEST) tests/extensions/test_hostile.py

bench: setup
	@$(BIN)/python -m tests.bench.bench --articles $(N)

screenshots: setup
	@$(BIN)/python packaging/screenshots.py

lint: setup
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

wheel: setup
	@$(BIN)/python -m pip wheel -q --no-deps -w dist .
	@ls dist

constraints: setup
	@$(BIN)/uv pip compile -q pyproject.toml --extra dev --universal --python-version 3.11 \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade -o constraints.txt

clean:
	rm -rf .venv .venv-peers dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find annotator tests packaging -name __pycache__ -prune -exec rm -rf {} +
