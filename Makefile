# The commands in the README. `setup` installs everything that they need, once.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test setup installers test-installers lock messages basemap clean

run: .venv/run.stamp ## open the window; without a display, save an image of it
	@packaging/linux/run.sh $(BIN)/frontviewer $(ARGS)

test: .venv/dev.stamp ## run all checks and tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest $(ARGS)

setup: .venv/dev.stamp ## create the development environment only

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

.venv/build.stamp: .venv/dev.stamp requirements/build.txt
	@$(PIP) install --require-hashes --requirement requirements/build.txt
	@touch $@

BUILD := PYTHONPATH=packaging $(BIN)/python

installers: .venv/build.stamp ## build the Linux and Windows installers into dist
	@packaging/linux/build-packages.sh
	@packaging/windows/system-packages.sh
	@rm -rf dist
	@$(BUILD) -m linux.build dist/linux
	@$(BUILD) packaging/sbom.py dist/linux/*.tar.xz dist/linux/frontviewer-linux.cdx.json
	@$(BUILD) -m windows.build dist/windows
	@$(BUILD) packaging/sbom.py dist/windows/*-portable.zip dist/windows/frontviewer-windows.cdx.json
	@$(BUILD) packaging/checksums.py dist

test-installers: .venv/build.stamp ## install and test them: in a minimal Debian (needs root) and under wine
	@packaging/linux/build-packages.sh
	@packaging/windows/system-packages.sh test
	@$(BUILD) -m linux.test_bundle dist/linux
	@$(BUILD) -m windows.test_setup dist/windows
	@$(BUILD) -m windows.test_setup dist/windows --mutants

UV := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --upgrade

lock: ## update the lock files (needs uv)
	$(UV) --group build pyproject.toml requirements/held.in --output-file requirements/run.txt
	$(UV) --group dev pyproject.toml --constraint requirements/run.txt \
		--output-file requirements/dev.txt
	$(UV) requirements/build.in --constraint requirements/run.txt \
		--constraint requirements/dev.txt --output-file requirements/build.txt

messages: .venv/dev.stamp ## extract the visible strings for translators
	@$(BIN)/pybabel --quiet extract --no-location --sort-output --no-wrap --add-comments=Translators: \
		--keywords 'tr trn:1,2 trc:1c,2 mark' --no-default-keywords --project frontviewer \
		--copyright-holder "the frontviewer authors" --output resources/i18n/frontviewer.pot src

basemap: .venv/run.stamp ## pack the basemap again after its GeoJSON has changed
	@$(BIN)/python resources/basemap/pack.py

clean: ## delete the environment and all caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
