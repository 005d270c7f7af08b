# Two commands matter: `make run` and `make test`. `make help` lists the others.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
BIN := $(VENV)/bin
# Twice quiet: errors only.
PIP := $(PY) -m pip --disable-pip-version-check --quiet --quiet

# The first Python >= 3.12 that can make a virtual environment, on PATH, else of pyenv.
# `make run PYTHON=/path/to/python3.13` chooses another.
FIND_PYTHON = for python in $(PYTHON) python3.13 python3.14 python3.12 python3 python \
	$$(ls -d "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python 2>/dev/null | sort -r); do \
		"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 \
			&& echo "$$python" && break; \
	done

# $(call install,FILE) does nothing when FILE is what was installed last.
install = cmp -s $(1) $(VENV)/$(1) || { \
		echo "Installing $(1) ..."; \
		$(PIP) install --require-hashes --only-binary :all: -r $(1) && cp $(1) $(VENV)/$(1); \
	}

# $(call quietly,COMMAND) prints what the command says only when it fails.
quietly = output=$$($(1) 2>&1) || { printf '%s\n' "$$output"; exit 1; }

# The settings of a site in production, for `manage.py check --deploy`; a database in var/ that waits for its update is
# no mistake of the code.
PRODUCTION := DEBUG=0 SITE_URL=https://example.org DATABASE_URL=sqlite://:memory: EMAIL_URL=smtp://mail.example.org

.DEFAULT_GOAL := help
.NOTPARALLEL:
.SILENT:
.PHONY: help run test check format bench plates lock clean python packages packages-dev

help: ## this list
	sed -n 's/^\([a-z]*\):[^#]*## /\1	/p' Makefile | expand -t 10

run: packages ## set up and start the site on http://127.0.0.1:8000/ (PORT changes it)
	$(PY) manage.py serve

test: packages-dev ## set up and run all tests; ARGS="-k leopard" runs some
	$(PY) -m tests.run $(ARGS)

check: packages-dev ## formats, lint, layers, types, templates, migrations, deployment
	$(BIN)/ruff format --check --quiet --output-format concise
	$(BIN)/ruff check --quiet --output-format concise
	$(call quietly,$(BIN)/lint-imports --no-logo)
	$(BIN)/mypy --no-error-summary
	$(call quietly,find templates -name '*.html' -exec $(BIN)/djade --target-version 6.1 --check {} +)
	$(call quietly,$(BIN)/djhtml --check --tabwidth 2 templates)
	$(call quietly,$(PRODUCTION) $(PY) manage.py makemigrations --check)
	$(call quietly,$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING)

format: packages-dev ## format Python and templates
	$(BIN)/ruff check --select I --fix --quiet
	$(BIN)/ruff format --quiet
	# Both exit with 1 when they changed something.
	find templates -name '*.html' -exec $(BIN)/djade --target-version 6.1 {} + || true
	$(BIN)/djhtml --tabwidth 2 templates || true

bench: packages-dev ## the benchmarks, as ratios
	$(PY) -m bench $(ARGS)

plates: python ## grow the demo's pictures again
	[ -x $(VENV)-plates/bin/python ] || $(PY) -m venv $(VENV)-plates
	$(VENV)-plates/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --only-binary :all: -r requirements-plates.txt
	$(VENV)-plates/bin/python -m demo.grow

lock: packages-dev ## newest versions that fit into requirements*.txt
	for name in requirements requirements-dev requirements-plates; do \
		[ ! -f $$name.in ] || $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.12 \
			--generate-hashes --no-header $$name.in --output-file $$name.txt || exit 1; \
	done

clean: ## remove what set-up made; var/ stays
	rm -rf $(VENV) $(VENV)-plates .coverage.json .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

python:
	if ! { [ -x $(PY) ] && [ -x $(BIN)/pip ]; }; then \
		python=$$($(FIND_PYTHON)); \
		[ -n "$$python" ] || { echo "error: Python 3.12 or newer is needed, with its venv module (for example: apt-get install python3 python3-venv)." >&2; exit 1; }; \
		"$$python" -m venv --clear $(VENV); \
	fi

packages: python
	$(call install,requirements.txt)

packages-dev: packages
	$(call install,requirements-dev.txt)
