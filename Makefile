# Prepares .venv and calls the program: `python -m pipeline <target>`, which any system understands without make.
# `make` alone lists the targets; pipeline/flow.py says what each stage reads and writes.

WAVE ?= 2017
REPORT_LANGUAGE ?= fr
FROM ?= 2017
PYTHON3 ?= python3
VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/ready
INSTALL = $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r
REFERENCE := tests/reference

# Values reach the program through the environment: no sign in them means anything to the shell.
export WAVE REPORT_LANGUAGE FROM BASE Q BY SERVICE CLAIM TESTS
export MPLCONFIGDIR := $(VENV)/matplotlib
export PYTHONPATH :=
export PYTHONDONTWRITEBYTECODE :=

SAY = --language "$$REPORT_LANGUAGE"
OPTIONS = --wave "$$WAVE" $(SAY) --from "$$FROM" --base "$$BASE" --question "$$Q" --by "$$BY" --service "$$SERVICE" --claim "$$CLAIM"
TARGETS := all wave codebook-check validate weight tabulate discriminate classify claims verdict table figures report open-data \
  compare codebook-doc flow-doc clean

.DEFAULT_GOAL := help
.PHONY: help $(TARGETS) test check format lock bench references reconstruct images simulate simulate-claims simulate-waves
.NOTPARALLEL:

$(TARGETS): $(READY)
	@$(PYTHON) -m pipeline $@ $(OPTIONS)

define needs_python
@command -v $(PYTHON3) >/dev/null || { echo "Python is missing: install Python 3.11 or later, with venv."; exit 3; }
@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
  { echo "Python 3.11 or later is needed (found $$($(PYTHON3) --version)): install it, or name it: make PYTHON3=python3.12 all"; exit 3; }
endef

help: # needs no package
	$(needs_python)
	@$(PYTHON3) -m pipeline help $(SAY)

# A .venv without the mark "ready" was left half made: it is made again from nothing.
$(READY): requirements.lock
	$(needs_python)
	@$(PYTHON3) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing: install it (on Debian and Ubuntu: apt install python3-venv)."; exit 3; }
	@test -e $@ && $(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON3) -m venv --clear $(VENV)
	@echo "Installing the locked packages into $(VENV) …"
	@rm -f $@ && $(INSTALL) requirements.lock && touch $@

$(READY)-test: requirements-test.lock $(READY)
	@rm -f $(READY) $@ && $(INSTALL) requirements-test.lock && touch $(READY) && touch $@

test: $(READY)-test
	@$(PYTHON) -m pytest --numprocesses=2 --dist=loadfile $$TESTS

check: $(READY)-test
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .

format: $(READY)-test
	@$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

COMPILE = $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
lock: $(READY)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) --upgrade -o requirements.lock && $(COMPILE) --extra test -c requirements.lock -o requirements-test.lock

bench reconstruct simulate simulate-claims simulate-waves: $(READY)
	@$(PYTHON) -m studies $@ $(SAY) --wave "$$WAVE"

images: $(READY)
	@$(PYTHON) -m pipeline figures --language fr && $(PYTHON) -m pipeline figures --language en && $(PYTHON) -m studies images

references: $(READY)-test # what R says, made again
	@command -v Rscript >/dev/null || { \
	  echo "R is missing: apt-get install r-base-core r-cran-survey r-cran-mass r-cran-nnet r-cran-ade4 r-cran-factominer r-cran-multcompview"; exit 3; }
	@$(PYTHON) -m pipeline weight --wave 2017 $(SAY)
	@for script in anes96 anes96-more waves elmshire; do Rscript $(REFERENCE)/$$script.R || exit 1; done
	@Rscript $(REFERENCE)/wave-2017.R data/processed/2017/2-validated.csv data/raw/2017/margins.csv
	@Rscript $(REFERENCE)/discriminant-2017.R data/processed/2017/3-weighted.csv
	@$(PYTHON) -m tests.reference.simulated data/processed/2017/simulated.csv && Rscript $(REFERENCE)/simulated.R data/processed/2017/simulated.csv
