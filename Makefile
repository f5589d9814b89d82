# `make run` opens the designer (or does its job where there is no display); `make test` runs everything that must hold.

EXAMPLE = resources/examples/web-application.skydraft.json
PY = .venv/bin/python

.PHONY: help run test prove mutants lint docs clean

help:
	@echo "make run      set up, then open the designer on an example (without a display: check, export, render it)"
	@echo "make test     set up, then lint, type-check and run the whole test suite"
	@echo "make prove    prove the exports: random designs with every integration through every tool (half an hour on two cores)"
	@echo "make mutants  plant faults into the exporters, one at a time, and count those that the tests notice"
	@echo "make lint     only ruff, mypy and the import contracts"
	@echo "make docs     write the generated documents, schema and screenshots anew"
	@echo "make clean    remove what was built"

run:
	@.ci/setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
	    exec $(PY) main.py $(EXAMPLE); \
	else \
	    echo "There is no display, so the example is checked, exported and drawn instead of opened."; \
	    $(PY) main.py check $(EXAMPLE) && \
	    $(PY) main.py export $(EXAMPLE) --to sam,cdk-python,cdk-typescript,terraform --out build/web-application && \
	    $(PY) main.py render $(EXAMPLE) --out build/web-application.png --force && \
	    echo "The exports lie in build/web-application/, the picture in build/web-application.png."; \
	fi

lint:
	@.ci/setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

test:
	@.ci/setup test
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n auto --dist worksteal

prove:
	@.ci/setup prove
	$(PY) -m pytest -m prove -n auto --dist worksteal -rsf --durations=15 tests/exporters

mutants:
	@.ci/setup test
	$(PY) -m tests.exporters.prove.mutation

docs:
	@.ci/setup
	$(PY) docs/generate.py

clean:
	rm -rf build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
