# Two commands on a fresh machine: `make run` and `make test`. Everything here is safe to repeat.
PYTHON ?= python3
VENV = .venv/bin
ARGS ?=

# What Python has compiled is kept, wherever this runs: each of the many processes would compile it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL = help
.PHONY: help run test check bench lock clean setup-run setup-check setup-test

help:
	@echo "make run      set up, start and serve http://127.0.0.1:8000 (PORT and HOST move it)"
	@echo "make test     run every test, browser tests included (ARGS=tests/common for some)"
	@echo "make check    linters, types, import contracts, templates, migrations, production settings"
	@echo "make bench    fill a database of its own and measure against the budgets (bench/README.md)"
	@echo "make lock     write requirements*.txt and package-lock.json anew"
	@echo "make clean    remove what the commands above can make again; your data in var/ stay"

setup-run setup-check setup-test: setup-%:
	@command -v $(PYTHON) >/dev/null || { echo "Python fehlt. Nötig ist 3.11 oder neuer." >&2; exit 1; }
	@$(PYTHON) -m smartcity.bootstrap $*

# A plain command, run by make itself without a shell: the supervisor ends when make is killed.
run: setup-run
	@$(VENV)/python -m smartcity.serve

test: setup-test
	$(VENV)/pytest -n 3 --maxschedchunk 8 $(ARGS)

check: setup-check
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/djlint --quiet --lint templates
	$(VENV)/mypy
	$(VENV)/lint-imports
	EMBEDDED_INSTANCE=test $(VENV)/python manage.py makemigrations --check --dry-run
	EXAMPLE_DATA=false ALLOWED_HOSTS=smartcity.example.org CSRF_TRUSTED_ORIGINS=https://smartcity.example.org \
		SECRET_KEY=$$($(VENV)/python -c "import secrets; print(secrets.token_urlsafe(50))") \
		$(VENV)/python manage.py check --deploy --fail-level WARNING

bench: setup-run
	$(VENV)/python -m bench $(ARGS)

lock: setup-check
	$(VENV)/pip-compile $(LOCK) -o requirements.txt requirements.in
	$(VENV)/pip-compile $(LOCK) -o requirements-dev.txt requirements-dev.in
	npm install --package-lock-only

LOCK = --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links

clean:
	rm -rf .venv node_modules staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
