# The two commands are `make up` and `make test`; `make help` lists the rest.
# They need Python 3.11 or newer and Node 20.19 or newer, and put everything else into .venv and node_modules.

VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/installed
PYTHONS := python3 python3.13 python3.12 python3.11
BUILT := frontend/dist/.vite/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po ui/wagtail_locale/*/LC_MESSAGES/*.po))
PACKAGES := servicedesk catalog processes tickets cmdb knowledge people rules search journal ui
TEMPLATES := $(shell find $(PACKAGES) -path '*/templates/*.html')
# Tailwind reads class names out of templates and Python.
LOOKS := vite.config.js $(TEMPLATES) $(shell find $(PACKAGES) -name '*.py') \
  $(shell find frontend -path frontend/dist -prune -o -type f -print)
PYTEST := $(PY) -m pytest

# make up PORT=8001 HOST=0.0.0.0 DATA_DIR=/srv/desk
ifneq ($(PORT),)
export SERVICEDESK_PORT := $(PORT)
endif
ifneq ($(DATA_DIR),)
export SERVICEDESK_DATA_DIR := $(abspath $(DATA_DIR))
endif
ifeq ($(origin HOST),command line) # some shells export a HOST of their own
export SERVICEDESK_HOST := $(HOST)
endif

.PHONY: help up ready test lint format journeys clicks bench messages messages-compiled lock clean
.PHONY: lint-code lint-templates lint-imports lint-types lint-migrations lint-locks

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

up: ready ## Install, build, load the demo company and run the desk (PORT=, HOST=, DATA_DIR=)
	@exec $(PY) manage.py serve --prepare

ready: $(INSTALLED)/base $(BUILT) $(CATALOGUES)

test: $(INSTALLED)/dev $(CATALOGUES) ## Check the code, then run all tests that need no browser and no server
	@$(MAKE) --no-print-directory -j2 lint
	$(PYTEST) -n 2 --dist worksteal

lint: lint-types lint-migrations lint-imports lint-code lint-templates lint-locks ## Check the code only

format: $(INSTALLED)/dev ## Format code and templates
	@$(VENV)/bin/ruff check --fix
	@$(VENV)/bin/ruff format
	@$(VENV)/bin/djade --target-version 5.2 $(TEMPLATES) || true

lint-code: $(INSTALLED)/dev
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check

lint-templates: $(INSTALLED)/dev
	@$(VENV)/bin/djade --check --target-version 5.2 $(TEMPLATES)

lint-imports: $(INSTALLED)/dev
	@$(VENV)/bin/lint-imports

lint-types: $(INSTALLED)/dev
	@$(VENV)/bin/mypy

lint-migrations: $(INSTALLED)/dev
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemigrations --check --dry-run

lint-locks:
	@node frontend/complete-lock.mjs --check

journeys: ready $(INSTALLED)/dev ## Walk through a running desk in a real browser (Chromium)
	$(PYTEST) -m journey tests

clicks: ready $(INSTALLED)/dev ## Walk the counted journeys and write docs/clicks.md
	JOURNEY_CLICKS=docs/clicks.md $(PYTEST) -m "journey and counted" tests/journeys

bench: ready $(INSTALLED)/dev ## Measure; benchmarks/README.md says what
	$(PY) -m benchmarks $(BENCH)

messages: $(INSTALLED)/dev ## Gather the strings to translate (needs gettext) and compile the catalogues
	$(PY) manage.py makemessages --locale zh_Hans --no-obsolete --add-location file \
	  --ignore $(VENV) --ignore node_modules --ignore 'tests/*' --ignore 'frontend/*'
	@$(MAKE) --no-print-directory $(CATALOGUES)

lock: ## Write the lock files anew (needs uv)
	$(LOCK_PYTHON) --extra postgresql --extra redis -o requirements/base.txt
	$(LOCK_PYTHON) --extra postgresql --extra redis --group dev -o requirements/dev.txt
	echo mysqlclient | $(LOCK_PYTHON:pyproject.toml=-) --no-deps -o requirements/mysql.txt
	npm run --silent lock

LOCK_PYTHON := uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate

clean: ## Remove what was installed and built; data stays
	rm -rf $(VENV) node_modules frontend/dist static-root

# ── what the commands above stand on ──────────────────────────────────────────────────────────────

$(PY):
	@for python in $(PYTHONS); do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "Making $(VENV) with $$python …"; \
	  $$python -m venv $(VENV) && exit 0; \
	  echo "$$python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; \
	done; echo "Python 3.11 or newer is needed and was not found." >&2; exit 1

$(INSTALLED)/base: requirements/base.txt | $(PY)
	@echo "Installing Python packages …"
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip --upgrade >/dev/null
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@mkdir -p $(@D) && touch $@

$(INSTALLED)/dev: requirements/dev.txt $(INSTALLED)/base
	@echo "Installing what the tests need …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

node_modules/installed: package-lock.json package.json .npmrc
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
	  || { echo "Node 20.19 or newer is needed." >&2; exit 1; }
	@echo "Installing front-end packages …"
	@npm ci --ignore-scripts --loglevel=error
	@touch $@

$(BUILT): node_modules/installed $(LOOKS) $(INSTALLED)/base
	@echo "Building the front end …"
	@node_modules/.bin/vite build --logLevel warn
	@$(PY) -m whitenoise.compress --quiet frontend/dist
	@touch $@

messages-compiled: $(CATALOGUES)

%.mo: %.po $(INSTALLED)/base
	@$(PY) -c 'import sys, polib; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@
