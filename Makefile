# Every chore is one word: `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv/bin/python
# Debian's python3 has no ensurepip, so the system's pip fills the environment from outside.
INSTALL := $(PYTHON) -m pip --python $(VENV) install --quiet --no-input --disable-pip-version-check --require-hashes
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard shared/web/translations/*/LC_MESSAGES/*.po))
COLLECT := .venv/bin/pybabel --quiet extract --mapping shared/web/translations/babel.cfg --keyword _l --no-location --project Usher --version 0.1.0
BRING := .venv/bin/pybabel --quiet update --output-dir shared/web/translations --no-fuzzy-matching --ignore-obsolete --width 120
# What to hand to pytest: make test ARGS="-k arrival -n 0"
ARGS ?=

.PHONY: help run test check bench words texts format lock vendor clean .venv

help: ## list the chores
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | sort | while IFS=$$'\t' read -r word does; do printf '  make %-8s %s\n' "$$word" "$$does"; done

# A plain command without shell syntax: make starts it without a shell between, so signals reach it.
run: .venv/runtime words ## install what is needed, then start kiosk and admin (DEMO=0: without the demo)
	@$(VENV) deploy/run.py

test: .venv/dev words ## run every test (as root: installs what tests need by apt first)
	@bash tests/machine.sh
	$(VENV) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/dev words ## run the static checks
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	$(VENV) -m pytest --quiet tests/architecture

bench: .venv/dev words ## measure, as JSON lines
	@$(VENV) -m tests.bench $(ARGS)

words: $(CATALOGUES) ## compile the translations that changed

texts: .venv/dev ## collect what code and templates say into the catalogues, to be translated there
	@mkdir -p build
	$(COLLECT) --output-file build/kiosk.pot kiosk shared
	$(COLLECT) --output-file build/office.pot admin hardware
	$(BRING) --input-file build/kiosk.pot --domain kiosk
	$(BRING) --input-file build/office.pot --domain office

format: .venv/dev ## lay the code out and mend what can be mended by machine
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

lock: ## work out requirements*.txt anew from requirements*.in (needs uv)
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --output-file requirements-dev.txt

vendor: .venv/runtime ## fetch the vendored browser files anew (needs npm), as static/vendor/vendor.toml says
	$(VENV) static/vendor/fetch.py

clean: ## remove what the chores made, but never the data folder
	rm -rf .venv build test-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find shared -name '*.mo' -delete

.venv: .venv/runtime

.venv/bin/python:
	@$(PYTHON) -m pip --version > /dev/null || { echo "pip is missing: on Debian, apt-get install python3-pip" >&2; exit 1; }
	@$(PYTHON) -m venv --without-pip --clear .venv

# Empty files whose age says when everything in the lock was last installed.
.venv/runtime: requirements.txt | .venv/bin/python
	@echo "Installing what Usher runs on into .venv (a minute or two, once) ..."
	@$(INSTALL) -r requirements.txt
	@touch .venv/runtime

.venv/dev: requirements-dev.txt .venv/runtime
	@echo "Installing what tests and checks need into .venv ..."
	@$(INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch .venv/dev

%.mo: %.po | .venv/runtime
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@
