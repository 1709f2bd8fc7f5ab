# Commonweal: `make demo` and `make test` work in a fresh clone and set up what they need.
# Python 3.11 or newer is found by itself; name another with `make PYTHON=/path/to/python ...`.

unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
EXTRAS := dev
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON ?=
DRAWS ?=
WORKERS ?= 2

PEER_TESTS := tests/algorithms/test_peers.py tests/algorithms/test_peers_of_proportion.py \
  tests/institutions/health/events/test_peers.py

.PHONY: help demo test quick peers peers-here lint types clean

help:
	@echo "make demo    set up, check every claim of the library, write report/index.html"
	@echo "make test    set up, run the whole test suite"
	@echo "make quick   the tests that take seconds"
	@echo "make peers   the comparisons with other libraries, in an environment of their own"
	@echo "make lint    style (ruff)"
	@echo "make types   types (mypy, strict)"
	@echo "make clean   remove .venv, reports, stored runs and caches of this folder"

demo: $(READY)
	$(BIN)/commonweal check --report report/index.html $(if $(DRAWS),--draws $(DRAWS))

test: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS)

quick: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

# Some peers ask for older versions of our own dependencies, so they get their own environment.
peers:
	$(MAKE) VENV=.venv-peers EXTRAS=dev,peers peers-here

peers-here: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) $(PEER_TESTS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

clean:
	rm -rf .venv .venv-peers report runs build dist .mypy_cache .ruff_cache .hypothesis
	find src tests tools benchmarks examples -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made once, and again only when the list of dependencies changes. Where
# Python comes without ensurepip (Debian without python3-venv), the system's pip fills it.
$(READY): pyproject.toml
	@set -e; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    found="$$python"; break; \
	  fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Commonweal needs Python 3.11 or newer; this machine's python3 is: $$(python3 --version 2>&1)." >&2; \
	  echo "  Install one, or name it: make PYTHON=/path/to/python3.11 demo" >&2; \
	  exit 2; \
	fi; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  rm -rf $(VENV); \
	  echo "Making $(VENV) with $$("$$found" --version)"; \
	  "$$found" -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); "$$found" -m venv --without-pip $(VENV); }; \
	fi; \
	if $(BIN)/python -m pip --version >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	elif "$$found" -m pip --version >/dev/null 2>&1; then pip="$$found -m pip --python $(BIN)/python"; \
	elif pip --version >/dev/null 2>&1; then pip="pip --python $(BIN)/python"; \
	else \
	  echo "Python has neither ensurepip nor pip." >&2; \
	  echo "  Install pip (on Debian or Ubuntu: apt install python3-venv python3-pip)." >&2; \
	  exit 2; \
	fi; \
	echo "Installing Commonweal and its development tools into $(VENV)"; \
	$$pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'; \
	touch $@
