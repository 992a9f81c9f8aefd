# From raw answers to figures, tables and a report. `make` alone lists the targets.
#
#   make all                      the wave 2017, in French
#   make all WAVE=2023            another folder of data/raw
#   make all REPORT_LANGUAGE=en   in English, beside the French one

WAVE ?= 2017
REPORT_LANGUAGE ?= fr
FROM ?= 2017
PYTHON3 ?= python3

VENV := .venv
PYTHON := $(VENV)/bin/python
RAW := data/raw/$(WAVE)
DONE := data/processed/$(WAVE)
FIG := figures/$(WAVE)$(if $(filter en,$(REPORT_LANGUAGE)),/en)
OPEN := figures/$(WAVE)/open-data
BOOK := $(RAW)/codebook.toml
RESPONSES := $(firstword $(wildcard $(RAW)/responses.csv $(RAW)/responses.xlsx) $(RAW)/responses.csv)
# Files that a survey may do without: no commune is asked, nothing was corrected by hand.
COMMUNES := $(wildcard $(RAW)/communes.csv)
CORRECTIONS := $(wildcard $(RAW)/corrections.csv)
PUBLISHED := $(wildcard $(RAW)/published.toml)
INPUTS = $(filter-out %README.md %SHA256SUMS,$(wildcard $(RAW)/*))

# One thread: small matrices gain nothing from more, and the same bytes come out on every machine.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export MPLCONFIGDIR := $(VENV)/matplotlib
export PYTHONPATH :=
export PYTHONDONTWRITEBYTECODE :=

RUN = $(PYTHON) -m
SAY = --language $(REPORT_LANGUAGE)

# What each stage is made of, so that a change of code remakes what depends on it.
NUMBERS := $(shell find pipeline -name '*.py' -not -path '*/figures/*' -not -path '*/publishing/*' -not -path '*/text/*')
PICTURES := $(shell find pipeline -type f -name '*.*' -not -name '*.pyc')

TABLES := $(addprefix $(DONE)/,estimates.csv tests.csv items.csv contrasts.csv pairs.csv medians.csv means.csv weighting.csv weighting-margins.csv \
  weighting-ratios.csv participation.csv places.csv \
  screening.csv test-values.csv discriminant/functions.csv)

# Published results, when the wave has a register of them; and what `make claims` says in the end.
CLAIMS := $(if $(PUBLISHED),$(DONE)/claims.csv)
CLAIMS_fr := $(if $(CLAIMS),Verdicts : $(CLAIMS) ; un seul en entier : make verdict CLAIM=<identifiant>,$(RAW) n'a pas de \
  published.toml : rien à vérifier (docs/published-results.md).)
CLAIMS_en := $(if $(CLAIMS),Verdicts: $(CLAIMS); one in full: make verdict CLAIM=<id>,$(RAW) has no published.toml: nothing \
  to test again (docs/published-results.md).)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help all wave codebook-check codebook-doc validate weight tabulate discriminate classify claims verdict table figures report open-data \
  compare test check format lock bench reconstruct references images simulate simulate-claims simulate-waves clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  WAVE=2017 chooses the folder of data/raw, REPORT_LANGUAGE=fr or en the language of the outputs."

all: report open-data ## everything, from raw answers to the report

wave: $(VENV)/ready ## the folder of a new wave, ready to fill: make wave WAVE=2023 FROM=2017
	@$(RUN) pipeline.stages.create_wave --source data/raw/$(FROM) --out $(RAW) $(SAY)

codebook-check: $(VENV)/ready ## codebook and export side by side: what one has and the other has not
	@$(RUN) pipeline.stages.check_export --codebook $(BOOK) --responses $(RESPONSES) $(SAY)

validate: $(DONE)/2-validated.csv ## clean and validate the answers; list what is to be mended
weight: $(DONE)/3-weighted.csv ## calibrate the respondents to the population
tabulate: $(DONE)/estimates.csv ## shares, intervals and tests
discriminate: $(DONE)/screening.csv classify ## what separates the territories: every question, every answer
classify: $(DONE)/discriminant/functions.csv
claims: $(CLAIMS) ## test every published result again, with a verdict
	@echo "$(CLAIMS_$(REPORT_LANGUAGE))"
verdict: $(CLAIMS) ## one published result in full: make verdict CLAIM=<id>
	@test -n "$(CLAIMS)" || { echo "$(CLAIMS_$(REPORT_LANGUAGE))"; exit 3; }
	@$(RUN) pipeline.stages.show_verdict --codebook $(BOOK) --published $(PUBLISHED) --tables $(DONE) $(if $(CLAIM),--claim "$(CLAIM)") $(SAY)
table: $(addprefix $(DONE)/,estimates.csv contrasts.csv tests.csv pairs.csv means.csv weighting-margins.csv) ## one table: make table Q=<question or measure> BY=<breakdown>
	@$(RUN) pipeline.stages.show_table --codebook $(BOOK) --tables $(DONE) $(if $(Q),--question "$(Q)") $(if $(BY),--by "$(BY)") \
	  $(if $(SERVICE),--service "$(SERVICE)") $(if $(BASE),--base "$(BASE)") $(SAY)
figures: $(FIG)/figures.csv ## draw the figures
report: $(FIG)/report.html $(FIG)/tableaux.xlsx $(FIG)/figures.docx ## report, workbook and Word file
open-data: $(OPEN)/datapackage.json $(OPEN)/results.csv $(OPEN)/dictionary.csv ## the results as one CSV with its dictionary, the same in both languages

compare: $(VENV)/ready ## what changed since another wave: make compare WAVE=2023 BASE=2017
	@$(RUN) pipeline.stages.check_waves --wave $(RAW) --base data/raw/$(BASE) $(SAY)
	@$(MAKE) -s --no-print-directory WAVE=$(BASE) tabulate $(if $(OLD_PUBLISHED),$(OLD_DONE)/claims.csv)
	@$(MAKE) -s --no-print-directory tabulate
	@$(MAKE) -s --no-print-directory $(FIG)/compare-$(BASE)/report.html

# ---- stages: each names the file it makes last; whatever else it makes stands beside it

# Labels and figures do not change a number: the data stages depend on structure.json, which is only
# written anew when something else than a label, a title or a figure has changed.
CHECK_CODEBOOK = $(RUN) pipeline.stages.check_codebook --codebook $(BOOK) --wave $(RAW) --structure $(DONE)/structure.json $(SAY)

$(DONE)/codebook.checked: $(BOOK) $(NUMBERS) $(VENV)/ready
	@$(CHECK_CODEBOOK) --out $@

# Only when one of them is not there: says everything that the wave lacks, and stops.
$(BOOK) $(RESPONSES) $(RAW)/margins.csv: | $(VENV)/ready
	@$(CHECK_CODEBOOK) --out $(DONE)/codebook.checked

$(DONE)/structure.json: $(DONE)/codebook.checked
	@test -f $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }

STRUCTURE := $(DONE)/structure.json

$(DONE)/2-validated.csv: $(RESPONSES) $(COMMUNES) $(CORRECTIONS) $(STRUCTURE) $(NUMBERS)
	@$(RUN) pipeline.stages.clean --codebook $(BOOK) --responses $(RESPONSES) $(if $(COMMUNES),--communes $(COMMUNES)) \
	  $(if $(CORRECTIONS),--corrections $(CORRECTIONS)) --out $(DONE)/candidate $(SAY)
	@$(RUN) pipeline.stages.validate --codebook $(BOOK) $(if $(COMMUNES),--communes $(COMMUNES)) --candidate $(DONE)/candidate \
	  --responses $(RESPONSES) --errors $(DONE)/errors.xlsx --quality $(DONE)/quality --out $@ $(SAY)

$(DONE)/3-weighted.csv: $(DONE)/2-validated.csv $(RAW)/margins.csv $(COMMUNES) $(STRUCTURE) $(NUMBERS)
	@$(RUN) pipeline.stages.weight --codebook $(BOOK) --validated $< --margins $(RAW)/margins.csv \
	  $(if $(COMMUNES),--communes $(COMMUNES)) --out $@ $(SAY)

$(DONE)/estimates.csv: $(DONE)/3-weighted.csv $(STRUCTURE) $(NUMBERS)
	@$(RUN) pipeline.stages.tabulate --codebook $(BOOK) --weighted $< --out $@ $(SAY)

$(DONE)/screening.csv: $(DONE)/estimates.csv $(STRUCTURE) $(NUMBERS)
	@$(RUN) pipeline.stages.screen --codebook $(BOOK) --tables $(DONE) --out $@ $(SAY)

$(DONE)/discriminant/functions.csv: $(DONE)/3-weighted.csv $(STRUCTURE) $(NUMBERS)
	@$(RUN) pipeline.stages.discriminate --codebook $(BOOK) --weighted $< --out $@ $(SAY)

$(DONE)/claims.csv: $(DONE)/3-weighted.csv $(DONE)/estimates.csv $(RAW)/margins.csv $(PUBLISHED) $(STRUCTURE) $(NUMBERS)
	@$(RUN) pipeline.stages.verify --codebook $(BOOK) --weighted $< --estimates $(DONE)/estimates.csv \
	  --margins $(RAW)/margins.csv --published $(PUBLISHED) --out $@ $(SAY)

$(FIG)/figures.csv: $(TABLES) $(CLAIMS) $(BOOK) $(PICTURES)
	@$(RUN) pipeline.stages.draw --codebook $(BOOK) --tables $(DONE) $(if $(PUBLISHED),--published $(PUBLISHED)) --inputs $(INPUTS) --out $(FIG) $(SAY)

$(FIG)/report.html: $(FIG)/figures.csv $(PICTURES) $(RAW)/margins.csv
	@$(RUN) pipeline.stages.report --codebook $(BOOK) --tables $(DONE) --figures $(FIG) $(if $(PUBLISHED),--published $(PUBLISHED)) --inputs $(INPUTS) --out $(FIG) $(SAY)

$(OPEN)/datapackage.json: $(TABLES) $(BOOK) $(PICTURES)
	@$(RUN) pipeline.stages.publish_open_data --codebook $(BOOK) --tables $(DONE) --inputs $(INPUTS) --out $(OPEN) $(SAY)

# ---- two waves: BASE names the earlier one, whose tables `compare` has made before

OLD_RAW := data/raw/$(BASE)
OLD_DONE := data/processed/$(BASE)
OLD_PUBLISHED := $(wildcard $(OLD_RAW)/published.toml)
OLD_INPUTS = $(filter-out %README.md %SHA256SUMS,$(wildcard $(OLD_RAW)/*))
CHANGES := compare-$(BASE)

$(DONE)/$(CHANGES)/differences.csv: $(DONE)/estimates.csv $(wildcard $(OLD_DONE)/estimates.csv $(OLD_DONE)/claims.csv) $(BOOK) \
  $(wildcard $(OLD_RAW)/codebook.toml $(OLD_RAW)/margins.csv) $(OLD_PUBLISHED) $(NUMBERS)
	@$(RUN) pipeline.stages.compare --codebook $(BOOK) --base-codebook $(OLD_RAW)/codebook.toml --tables $(DONE) \
	  --base-tables $(OLD_DONE) --base-margins $(OLD_RAW)/margins.csv \
	  $(if $(OLD_PUBLISHED),--base-published $(OLD_PUBLISHED)) --out $@ $(SAY)

$(FIG)/$(CHANGES)/report.html: $(DONE)/$(CHANGES)/differences.csv $(PICTURES)
	@$(RUN) pipeline.stages.report_comparison --codebook $(BOOK) --base-codebook $(OLD_RAW)/codebook.toml --tables $(DONE) \
	  --compared $(DONE)/$(CHANGES) $(if $(OLD_PUBLISHED),--base-published $(OLD_PUBLISHED)) --inputs $(INPUTS) \
	  --base-inputs $(OLD_INPUTS) --out $(FIG)/$(CHANGES) $(SAY)

# Files that a stage makes beside the one it is named after: made again when somebody removed them.
$(addprefix $(DONE)/,weighting.csv weighting-margins.csv weighting-ratios.csv participation.csv places.csv): $(DONE)/3-weighted.csv
	@test -f $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }
$(addprefix $(DONE)/,tests.csv items.csv contrasts.csv pairs.csv medians.csv means.csv): $(DONE)/estimates.csv
	@test -f $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }
$(DONE)/test-values.csv: $(DONE)/screening.csv
	@test -f $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }
$(DONE)/claims-readings.csv $(DONE)/claims-estimates.csv $(DONE)/claims-weightings.csv: $(DONE)/claims.csv
	@test -f $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }
$(FIG)/tableaux.xlsx $(FIG)/figures.docx: $(FIG)/report.html
	@test -f $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }
$(OPEN)/results.csv $(OPEN)/dictionary.csv: $(OPEN)/datapackage.json
	@test -f $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }

# ---- environment

$(VENV)/bin/python:
	@command -v $(PYTHON3) >/dev/null || { echo "Python is missing: install Python 3.11 or later, with venv."; exit 3; }
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed (found $$($(PYTHON3) --version)): install it, or name it: make PYTHON3=python3.12 all"; exit 3; }
	@$(PYTHON3) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing: install it (on Debian and Ubuntu: apt install python3-venv)."; exit 3; }
	@$(PYTHON3) -m venv $(VENV)

$(VENV)/ready: requirements.lock | $(VENV)/bin/python
	@echo "Installing the locked packages into $(VENV) …"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/ready-test: requirements-test.lock $(VENV)/ready
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

# ---- for whoever changes the code

test: $(VENV)/ready-test ## run the tests (TESTS=tests/test_x.py: only those)
	@$(PYTHON) -m pytest --numprocesses=2 --dist=loadfile $(TESTS)

check: $(VENV)/ready-test ## lint and format, without changing anything
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .

format: $(VENV)/ready-test ## mend lint and format
	@$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

lock: $(VENV)/bin/python ## remake the lock files from pyproject.toml (needs the package index)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet --upgrade -o requirements.lock
	@$(VENV)/bin/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet -c requirements.lock -o requirements-test.lock

REFERENCE := tests/reference

references: $(VENV)/ready-test $(DONE)/3-weighted.csv ## what R says, made again (needs R and its package survey)
	@command -v Rscript >/dev/null || { \
	  echo "R is missing: apt-get install r-base-core r-cran-survey r-cran-mass r-cran-nnet r-cran-ade4 r-cran-factominer r-cran-multcompview"; exit 3; }
	@test $(WAVE) = 2017 || { echo "The references are of the wave 2017: make references WAVE=2017"; exit 3; }
	@for script in anes96 anes96-more waves elmshire; do Rscript $(REFERENCE)/$$script.R || exit 1; done
	@Rscript $(REFERENCE)/wave-2017.R $(DONE)/2-validated.csv $(RAW)/margins.csv
	@Rscript $(REFERENCE)/discriminant-2017.R $(DONE)/3-weighted.csv
	@$(PYTHON) -m tests.reference.simulated $(DONE)/simulated.csv && Rscript $(REFERENCE)/simulated.R $(DONE)/simulated.csv

reconstruct: $(VENV)/ready ## make the stand-in answers of 2017 again, byte for byte
	@$(RUN) studies.standin.reconstruct --codebook data/raw/2017/codebook.toml --communes data/raw/2017/communes.csv \
	  --margins data/raw/2017/margins.csv --published data/raw/2017/published.toml \
	  --targets studies/standin/targets-2017.toml --out-responses data/raw/2017/responses.csv \
	  --out-sums data/raw/2017/SHA256SUMS $(SAY)

codebook-doc: $(VENV)/ready ## write docs/codebook.md: every key of a codebook
	@$(RUN) pipeline.stages.document_codebook --out docs/codebook.md $(SAY)

simulate: $(VENV)/ready ## how often tests and intervals keep their promises, on simulated surveys
	@$(RUN) studies.rejection_rates --out docs/simulation.csv $(SAY)

simulate-claims: $(VENV)/ready ## how often verdicts on published results are right, on simulated surveys
	@$(RUN) studies.claim_verdicts --out docs/claims-simulation.csv $(SAY)

simulate-waves: $(VENV)/ready ## how often planted changes between two waves are found, and others mistaken for changes
	@$(RUN) studies.wave_changes --out docs/waves-simulation.csv $(SAY)

IMAGES := fig01_satisfaction_par_service fig02_insatisfaction_par_territoire fig05_motifs_par_service \
  fig08_temps_acceptable_par_territoire

images: ## remake the pictures of the README
	@$(MAKE) --no-print-directory figures WAVE=2017 REPORT_LANGUAGE=fr
	@$(MAKE) --no-print-directory figures WAVE=2017 REPORT_LANGUAGE=en
	@mkdir -p docs/images/en
	@for name in $(IMAGES); do \
	  cp figures/2017/$$name.png docs/images/ && cp figures/2017/en/$$name.png docs/images/en/ || exit 1; done

bench: $(VENV)/ready ## time each stage from nothing
	@$(RUN) studies.bench --wave $(WAVE)

clean: ## remove the outputs of the wave (never anything in data/raw)
	@rm -rf $(DONE) figures/$(WAVE)
