# The commands people type. CI and the commit hooks call these same targets.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint fmt types golden mutants bench docs matrix wide ministack
BIN := .venv/bin
READY := .venv/.ready

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv and install what everything else needs

$(READY): pyproject.toml
	python3 -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)

demo: $(READY) ## Deploy the real spec to the embedded cloud, no account needed
	@$(BIN)/watchbill demo

test: $(READY) ## Run the test suite
	$(BIN)/pytest --numprocesses 2 --dist loadfile -m 'not wide'

lint: $(READY) ## Check style, imports and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

fmt: $(READY) ## Rewrite the code in the house style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

types: $(READY) ## Check types only
	$(BIN)/mypy

golden: $(READY) ## Rewrite golden files; the git diff is the review
	$(BIN)/pytest --update-golden tests -m 'not wide' || true
	git diff --stat -- tests docs

docs: $(READY) ## Regenerate the pages that the code writes
	$(BIN)/python -m watchbill.pages

matrix: $(READY) ## Measure deliveries and canaries under every fault; write docs/*-matrix.md
	$(BIN)/python -m tests.matrix
	$(BIN)/python -m tests.watchbill.local.canary

mutants: $(READY) ## Change every rule bit by bit; its timelines must notice
	$(BIN)/python -m watchbill.proof.mutants

bench: $(READY) ## Measure speed and memory against the budgets
	$(BIN)/python -m tests.bench

wide: $(READY) ## Slow or wide checks that the timed suite leaves out
	$(BIN)/pytest -m wide

ministack: ## Deploy to an independent emulator in an environment of its own
	.ci/ministack
