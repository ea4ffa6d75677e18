# `make run` and `make test` need Python 3.11 and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install test check bench drills lock handbook clean

run: $(VENV)/.run
	@$(BIN)/python -m newsroom.env
	@BASE_URL=http://127.0.0.1:$(PORT) exec $(BIN)/python manage.py run_demo --port $(PORT) --parent $$PPID

install: $(VENV)/.dev

# ONLY=sqlite, ONLY=postgresql or ONLY=once runs a part of it.
test: $(VENV)/.dev
	@$(BIN)/python -m tests.run $(if $(ONLY),--only $(ONLY))

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.checks

handbook: $(VENV)/.dev
	$(BIN)/python -m pytest -q tests/browser/test_handbook.py --write-handbook

bench: $(VENV)/.dev
	@$(BIN)/python -m bench

# SIZE=small takes a few minutes.
drills: $(VENV)/.dev
	@$(BIN)/python -m bench.drills $(SIZE)

lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal --python-version 3.11 --upgrade pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal --python-version 3.11 --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: install your system's package of that name."; exit 1; }

# --no-deps: the lock files are complete, and pip 23 fails when it resolves extras with hashes.
$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing the locked packages …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the locked packages …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) var .env
