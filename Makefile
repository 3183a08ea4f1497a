# Each target brings up what it needs first: see scripts/setup.sh.
# What Python has compiled once serves all processes that tests start. No folder for it beside the packages' own: torch
# would be compiled a second time, and setup would leave its packages without.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPYCACHEPREFIX

.PHONY: demo test quick corpus alone slow costs lint types fresh docs setup

demo: setup
	.venv/bin/autograder demo

test: setup
	.venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadgroup --durations=50

# An answer within two minutes: what needs no process, no gradebook, no browser and no cluster.
quick: setup
	.venv/bin/python -m pytest -q --quick -n 2 --dist loadgroup

# All known answers to one assignment: make corpus A=lstm
corpus: setup
	.venv/bin/python -m pytest -q -n auto --maxprocesses 3 tests/suites/test_corpus.py tests/suites/test_lies.py -k "$(A)" -m "not slow and not alone"

# What keeps the machine busy, one after another.
alone: setup
	.venv/bin/python -m pytest -q -m "alone and not slow" tests/grading/test_busy.py tests/sandbox/test_clock.py

slow: setup
	.venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadgroup -m "(slow or thorough) and not alone" $(OPTIONS)

# What each test costs, for tests/costs.json: an hour or more, on a machine that does nothing else.
costs: setup
	rm -f build/costs.lines
	mkdir -p build
	.venv/bin/python -m pytest -q -n 2 --dist loadgroup -m "not alone and not slow" --measure build/costs.lines
	.venv/bin/python tests/costs.py build/costs.lines

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(MAKE) types

types: setup
	MYPYPATH=solutions:$$(dirname solutions/*/hidden_*.py | paste -sd:) .venv/bin/mypy  # where suites import from

fresh: setup
	.venv/bin/autograder release --check

# The documentation as a site, in build/site/. A broken link is an error.
docs: setup
	.venv/bin/python docs/make_site.py

setup:
	@sh scripts/setup.sh
