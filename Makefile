# make demo   a look at the zone, on sample data that vanishes afterwards
# make test   every check and test; EXTERNAL=1 adds those that need foreign programs
# make help   the rest
#
# All that is needed: make, python3 (3.11 or later) and its venv module.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check install --compile -c constraints.txt
READY_TO_RUN := $(VENV)/.ready-to-run
READY_TO_TEST := $(VENV)/.ready-to-test

JOBS ?= logical
PYTEST_ARGS ?=
ifneq ($(EXTERNAL),)
PYTEST_ARGS += --external
endif

.PHONY: help demo test prove bench check format readme pictures clean

help:
	@echo 'make demo          the zone on sample data, in this terminal; ARGS="--as reseller" goes along'
	@echo 'make test          every check and test; EXTERNAL=1 adds those that need foreign programs'
	@echo 'make prove         the tests with the full numbers instead of a sample; takes long'
	@echo 'make bench         speed and memory, beside a minimal app and raw SQL'
	@echo 'make check         the checks alone: style, types, layers, catalogues'
	@echo 'make format        rewrite the sources in the common style'
	@echo 'make readme        bring the written parts of README.md up to date'
	@echo 'make pictures      draw the pictures of README.md again'
	@echo 'make clean         remove what was built and cached here, the environment too'

demo: $(READY_TO_RUN)
	@$(BIN)/python -m jumpzone demo $(ARGS)

test: check
	$(BIN)/python -m pytest -q -n $(JOBS) --maxprocesses 8 $(PYTEST_ARGS)

prove: check
	$(BIN)/python -m pytest -q -n $(JOBS) --maxprocesses 8 --prove $(PYTEST_ARGS)

bench: $(READY_TO_TEST)
	$(BIN)/python -m benchmarks $(ARGS)

check: $(READY_TO_TEST)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m jumpzone.i18n_tools check

format: $(READY_TO_TEST)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

readme: $(READY_TO_TEST)
	$(BIN)/python -m tests.readme

pictures: $(READY_TO_TEST)
	$(BIN)/python docs/make_pictures.py
	$(BIN)/python docs/make_records.py

clean:
	rm -rf $(VENV) build dist .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp for each set of packages: the second time nothing is installed.
$(READY_TO_RUN): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Installing what the zone needs into $(VENV). The first time takes a minute.'
	@$(PIP) -e .
	@$(BIN)/python -m compileall -q jumpzone
	@touch $@

$(READY_TO_TEST): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Installing what the tests need into $(VENV). The first time takes a minute or two.'
	@$(PIP) -e '.[server,test]'
	@$(BIN)/python -m compileall -q jumpzone
	@touch $(READY_TO_RUN) $@
