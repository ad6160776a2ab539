# Everything runs from .venv, which holds exactly what requirements.lock names.
PYTHON := $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
COMMA := ,

.PHONY: .venv demo explorer test check bench bench-growth seals overload revoked looks soak pdfa lock clean

demo: .venv
	$(BIN)/hub demo

# The page at /explorer, from npm's packages as their lock names them.
explorer: .venv
	$(BIN)/python -m tests.clients.explorer hub/web/explorer/assets

test: check
	$(BIN)/pytest -n auto --dist loadfile

check: .venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/hub schema --check --compare
	$(BIN)/hub check-migrations

# Aggregation beside COPY, then reads beside peers over ROWS licenses; docs/decisions/0013.
bench: .venv
	$(BIN)/python -m tests.bench.aggregation $(or $(ROWS),100000)
	$(BIN)/python -m tests.bench.reads --rows $(or $(ROWS),100000)

# The hub alone as licenses become more; SIZES=10000,100000,1000000,10000000 takes most of an hour.
bench-growth: .venv
	$(BIN)/python -m tests.bench.reads --growth $(or $(SIZES),10000$(COMMA)100000$(COMMA)1000000)

# Licenses issued from one spreadsheet of ROWS rows, beside bare SM2 signing.
seals: .venv
	$(BIN)/python -m tests.bench.seals $(ROWS)

# What the hub at ADDRESS answers at best, and at three times as much.
overload: .venv
	$(BIN)/python -m tests.bench.overload $(or $(ADDRESS),http://127.0.0.1:8000) $(SECONDS)

# The longer form of the test that a revocation holds on every worker: TIMES of each kind.
revoked: .venv
	HUB_TEST_REVOCATIONS=$(or $(TIMES),200) $(BIN)/pytest -q tests/schema/http/revoked

# Every page in both languages, at both widths and in both themes, all three together.
looks: .venv
	HUB_TEST_EVERY_LOOK=1 $(BIN)/pytest -n auto --dist loadfile tests/pages

# One worker under a mixed load for so many MINUTES; fails where its memory grows once it is warm.
soak: .venv
	$(BIN)/python -m tests.soak $(or $(MINUTES),60)

# Documents before an independent checker of PDF/A-1b; on Debian it needs
# apt-get install default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java
pdfa: .venv
	$(BIN)/pytest -q tests/hub/documents/preflight.py

.venv: .venv/installed

# --no-build-isolation: the build backend, too, comes from the lock.
.venv/installed: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

lock: .venv
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --all-extras pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .data build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
