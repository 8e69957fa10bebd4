# Every command sets up what it needs. Variables: PORT VAR_DIR DATABASE_URL REDIS_URL DEMO DEMO_NOW (README.md).
PYTHON ?= python3
export PORT VAR_DIR DATABASE_URL REDIS_URL DEMO DEMO_NOW

.DEFAULT_GOAL := help
.PHONY: run test check e2e proofs bench help

run:  ## the whole portal with demo data on http://127.0.0.1:8000 (Ctrl-C stops it)
	@$(PYTHON) -m netralitas.launch run

test:  ## the whole test suite: on PostgreSQL and Redis, then on the embedded default
	@$(PYTHON) -m netralitas.launch test $(ARGS)

check:  ## format, lint, types, contracts, sizes, words, migrations, generated documents (no service needed)
	@$(PYTHON) -m netralitas.launch check

e2e:  ## the six scenarios and every page in a real browser (ARGS=--embedded: without PostgreSQL and Redis)
	@$(PYTHON) -m netralitas.launch e2e $(ARGS)

proofs:  ## the long chaos, attack, oracle and load runs
	@$(PYTHON) -m netralitas.launch proofs $(ARGS)

bench:  ## measure the budgets of the design and print them as a table
	@$(PYTHON) -m netralitas.launch bench $(ARGS)

help:  ## this list
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
