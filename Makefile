# Handover: everything that is done to this folder from outside. `make` alone says what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
RUN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo
JOBS ?= 2
MINUTES ?= 60
UV ?= uv

# The first Python that is new enough; another one with: make setup PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)

# What a dossier's PDF is drawn with, as Debian and Ubuntu call it.
SYSTEM_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
DRAWS := "$(RUN)/python" -W ignore -c 'from weasyprint.text.ffi import harfbuzz_subset as h; assert h' >/dev/null 2>&1
AS_ROOT := $$([ "$$(id -u)" = 0 ] || echo sudo)
APT_INSTALL = $(AS_ROOT) apt-get -qq update && $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends

# What the tests need beside: servers that they start themselves, a browser and an office suite that open what was
# published, and what the LDAP client is built with.
TEST_READY := $(VENV)/.ready-to-test
TEST_PACKAGES := openssh-client openssh-server slapd chromium libreoffice-calc-nogui libreoffice-writer-nogui \
	gcc libc6-dev libldap2-dev libsasl2-dev
PROGRAMS_ARE_THERE := PATH="$$PATH:/usr/sbin" type sshd slapd chromium soffice >/dev/null 2>&1
LDAP_IS_THERE := "$(RUN)/python" -c 'import ldap' >/dev/null 2>&1

STEP = @printf '\n\033[1m== %s\033[0m\n'
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DO_NOT_TRACK := 1

COMPILE := pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --quiet --custom-compile-command 'make lock'

.PHONY: help setup lint test demo bench soak docs gallery lock clean

help: ## Say what can be made here
	@echo 'make TARGET, where TARGET is one of:'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Make .venv with everything that Handover needs; does nothing where it is there
	@:

$(READY): requirements.lock pyproject.toml
	$(STEP) 'Setting up (some minutes the first time)'
	@if [ -z "$(PYTHON)" ]; then \
		echo 'Handover needs Python 3.11 or later, and none was found. Install it, or say where it is: make setup PYTHON=/path/to/python' >&2; \
		exit 1; fi
	@if ! "$(PYTHON)" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		if [ -x /usr/bin/apt-get ]; then \
			version="$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
			echo "Installing $$version"; \
			$(APT_INSTALL) "$$version" >/dev/null; \
		else echo 'This Python has no "venv" module. Install it, then run make again.' >&2; exit 1; fi; fi
	@"$(RUN)/python" -c '' 2>/dev/null || "$(PYTHON)" -m venv --clear "$(VENV)"
	@echo "Installing the Python packages of requirements.lock"
	@# The lock is whole, so nothing is to be resolved; older versions of pip cannot, with hashes and extras.
	@"$(RUN)/python" -m pip install --quiet --quiet --no-deps --require-hashes -r requirements.lock
	@"$(RUN)/python" -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	@if ! $(DRAWS); then \
		if [ -x /usr/bin/apt-get ]; then \
			echo 'Installing $(SYSTEM_PACKAGES)'; \
			$(APT_INSTALL) $(SYSTEM_PACKAGES) >/dev/null \
				|| { echo 'Ask an administrator of this machine to install: $(SYSTEM_PACKAGES). Then run make again.' >&2; exit 1; }; \
		else \
			echo 'PDFs need the libraries Pango and HarfBuzz (with its subset library). Install them with this system'"'"'s package manager (brew install pango; dnf install pango harfbuzz), then run make again.' >&2; \
			exit 1; fi; \
		$(DRAWS) || { echo 'Pango or the HarfBuzz subset library cannot be loaded, although they are installed.' >&2; exit 1; }; fi
	@touch "$(READY)"
	@echo 'Ready.'

# A package with a server starts it where it is installed, unless a policy-rc.d says no; these are only for the tests.
$(TEST_READY): $(READY) requirements-ldap.lock
	@if ! { $(PROGRAMS_ARE_THERE) && $(LDAP_IS_THERE); }; then \
		if [ -x /usr/bin/apt-get ]; then \
			echo 'Installing $(TEST_PACKAGES)'; \
			headers="$$("$(RUN)/python" -c 'import os, sys, sysconfig; os.path.exists(sysconfig.get_path("include") + "/Python.h") or print("python%d.%d-dev" % sys.version_info[:2])')"; \
			policy=/usr/sbin/policy-rc.d; \
			[ -e "$$policy" ] || { printf '#!/bin/sh\nexit 101\n' | $(AS_ROOT) tee "$$policy" >/dev/null; $(AS_ROOT) chmod +x "$$policy"; trap '$(AS_ROOT) rm -f /usr/sbin/policy-rc.d' EXIT; }; \
			$(APT_INSTALL) $(TEST_PACKAGES) $$headers >/dev/null; \
		else echo 'The tests start slapd, sshd, Chromium and LibreOffice, and need python-ldap. Install these, OpenLDAP'"'"'s headers and a C compiler.' >&2; exit 1; fi; fi
	@"$(RUN)/python" -m pip install --quiet --quiet --no-deps --require-hashes -r requirements-ldap.lock
	@touch "$(TEST_READY)"

lint: $(TEST_READY) ## Check style, types and who imports whom
	$(STEP) 'Style (ruff)'
	@"$(RUN)/ruff" check --quiet --output-format concise .
	@"$(RUN)/ruff" format --quiet --check .
	$(STEP) 'Types (mypy)'
	@"$(RUN)/mypy"
	$(STEP) 'Who imports whom (import-linter)'
	@"$(RUN)/lint-imports" --no-logo 2>&1 | grep -v '^$$'

test: lint ## Everything that must pass before a change is taken: lint, then all tests
	$(STEP) 'Tests (pytest)'
	@"$(RUN)/python" -m pytest -q -n $(JOBS)

demo: setup ## Set up, hand a fictional county's programme over, and say where the dossiers are
	$(STEP) 'A demonstration, in the folder $(DEMO)/'
	@"$(RUN)/handover" demo "$(DEMO)/"

bench: $(TEST_READY) ## Measure speed and memory against their limits
	$(STEP) 'Speed and memory'
	@"$(RUN)/python" -m benchmarks

soak: $(TEST_READY) ## Run what takes longer than the suite may; fuzz every parser for MINUTES=60 in all
	$(STEP) 'Long tests'
	@"$(RUN)/python" -m pytest -q -m soak
	$(STEP) 'Fuzzing for $(MINUTES) minutes'
	@"$(RUN)/python" -m pip install --quiet --quiet --no-deps --require-hashes -r requirements-soak.lock
	@"$(RUN)/python" -m tests.fuzz --minutes $(MINUTES) --jobs $(JOBS)

docs: $(TEST_READY) ## Write again what is generated: schemas and the reference pages
	$(STEP) 'Schemas and reference pages'
	@"$(RUN)/python" docs/generate.py

gallery: setup ## Draw every page of the demonstration's dossiers again, for docs/gallery
	$(STEP) 'The gallery'
	@"$(RUN)/python" -m docs.gallery

lock: ## Choose versions again (needs uv), after a change of dependencies in pyproject.toml
	@command -v "$(UV)" >/dev/null || { echo 'This needs uv: https://docs.astral.sh/uv/. If it is elsewhere: make lock UV=/path/to/uv' >&2; exit 1; }
	$(STEP) 'Locking'
	@"$(UV)" $(COMPILE) pyproject.toml --group dev -o requirements.lock
	@printf 'python-ldap\npyasn1\npyasn1-modules\n' | "$(UV)" $(COMPILE) - -c requirements.lock -o requirements-ldap.lock
	@"$(UV)" $(COMPILE) --group pyproject.toml:soak -o requirements-soak.lock

clean: ## Remove what was made here, but for .venv and the demonstration
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
