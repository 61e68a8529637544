# The commands of the README. Everything they need is installed by `setup`, once.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test setup lock basemap clean

run: .venv/run.stamp ## open the window; without a display, a picture of it
	@packaging/linux/run.sh $(BIN)/frontviewer $(ARGS)

test: .venv/dev.stamp ## every check and test
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest $(ARGS)

setup: .venv/dev.stamp ## the environment alone

.venv/system.stamp: packaging/linux/system-packages.sh
	@packaging/linux/system-packages.sh
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/system.stamp requirements/run.txt pyproject.toml
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@

UV := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --upgrade

lock: ## resolve the locks anew (needs uv)
	$(UV) --group build pyproject.toml requirements/held.in --output-file requirements/run.txt
	$(UV) --group dev pyproject.toml --constraint requirements/run.txt \
		--output-file requirements/dev.txt

basemap: .venv/run.stamp ## pack the basemap anew, once its GeoJSON has changed
	@$(BIN)/python resources/basemap/pack.py

clean: ## forget the environment and every cache
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
