# Two commands are all a newcomer needs: `make demo` and `make test`. Each sets up .venv itself.

BIN := .venv/bin
PORT ?= 8765
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo test test-again lint format bench soak anonymity clean

help: ## Show what there is
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready bot/locale/.compiled ## Prepare .venv from the lock file (instant when up to date)

# uv reads the lock file; where it is not installed, pip brings it into .venv first.
.venv/.ready: pyproject.toml uv.lock
	@echo "Setting up .venv (once, about half a minute) …"
	@if command -v uv >/dev/null 2>&1; then \
		uv sync --frozen; \
	else \
		python3 -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
		&& $(BIN)/uv sync --frozen --inexact; \
	fi
	@touch $@

bot/locale/.compiled: .venv/.ready bot/locale/zh/LC_MESSAGES/fupan.po bot/locale/en/LC_MESSAGES/fupan.po
	@$(BIN)/python -m bot.locale.catalogues
	@touch $@

demo: setup ## Try it: a shop's year, the bot, a local workspace (ONCE=1 prints, FRESH=1 begins anew)
	@$(BIN)/fupan demo --port $(PORT) $(if $(ONCE),--once) $(if $(FRESH),--fresh)

test: setup ## Run the tests
	@$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

# A test that waits for another process can be too late on a machine that is busy with the others.
# Up to three are tried again alone, and named; what fails twice has failed, and so have four.
test-again: setup ## Try again, alone, what just failed (three tests at most)
	@$(BIN)/python -m tests.again && $(BIN)/pytest --last-failed --last-failed-no-failures none -v

lint: setup ## ruff, mypy --strict, the import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup ## Put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## Measure against named peers; writes docs/benchmarks.md (about half an hour)
	@$(BIN)/python -m benchmarks.run

soak: setup ## A year of reviews, then 10,000 posts under faults; writes docs/reliability.md (an hour)
	@$(BIN)/python -m tests.workspace.review_soak --months 12
	@$(BIN)/python -m tests.faults.soak --occurrences 10000 $(ARGS)
	@$(BIN)/python -m tests.explaining_soak --cases 1000000 docs/explaining.md

anonymity: setup ## Attack the anonymity of cases; writes its figures into docs/anonymity.md (5 minutes)
	@$(BIN)/python -m tests.anonymity.report docs/anonymity.md

clean: ## Remove what was made here
	rm -rf .venv .demo dist build bot/locale/.compiled bot/locale/*/LC_MESSAGES/*.mo
