#!/bin/sh
# Runs the public tests, from the terminal and from a notebook, and a suite behind the walls with the newest pytest that
# there is, in place of the one of requirements.lock: tests/newest_pytest.sh [PYTEST'S OPTIONS]
#
# Students install the newest one. It is put before the environment's own in PYTHONPATH, which programs that the tests
# start inherit.
set -eu
cd "$(dirname "$0")/.."

folder=$PWD/.venv/pytest-newest
uv=$(command -v uv || echo .uv/bin/uv)
rm -rf "$folder"
"$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --target "$folder" pytest

PYTHONPATH=$folder${PYTHONPATH:+:$PYTHONPATH}
export PYTHONPATH
.venv/bin/python -m pytest --version
exec .venv/bin/python -m pytest "$@" tests/test_in_notebook.py tests/test_public_results.py tests/grading/test_plain_asserts.py tests/grading/test_suite_running.py
