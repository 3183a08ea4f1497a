# Each target brings up what it needs first: see scripts/setup.sh.
.PHONY: demo test slow lint fresh setup

demo: setup
	.venv/bin/autograder demo

test: setup
	.venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadgroup

slow: setup
	.venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadgroup -m slow

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

fresh: setup
	.venv/bin/autograder release --check

setup:
	@sh scripts/setup.sh
