#!/bin/sh
# Runs the tests of the gradebook with the oldest nbgrader that the kit promises to work with, in place of the one of
# requirements.lock: tests/older_nbgrader.sh [PYTEST'S OPTIONS]
#
# It is put before the environment's own in PYTHONPATH, which programs that the tests start inherit. Its requirements
# are those of the newer one.
set -eu
cd "$(dirname "$0")/.."

version=$(sed -n 's/^ *"nbgrader>=\([0-9.]*\)",$/\1/p' pyproject.toml)
folder=$PWD/.venv/nbgrader-$version
if ! [ -d "$folder" ]; then
    uv=$(command -v uv || echo .uv/bin/uv)
    rm -rf "$folder.part"
    "$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --no-deps --target "$folder.part" "nbgrader==$version"
    mv "$folder.part" "$folder"
fi

PYTHONPATH=$folder${PYTHONPATH:+:$PYTHONPATH}
export PYTHONPATH
if ! .venv/bin/nbgrader --version | grep -qx "nbgrader version $version"; then
    echo "nbgrader $version is installed in $folder, but another one runs." >&2
    exit 1
fi
# Neither another database nor the lock of one is nbgrader's.
exec .venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadgroup -k "not postgresql and not share and not lock" \
    "$@" tests/gradebook/test_damaged.py tests/gradebook/test_record.py tests/gradebook/test_collecting.py tests/life/test_life.py
