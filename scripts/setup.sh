#!/bin/sh
# Brings up what the kit needs in ./.venv: uv, bubblewrap, and the packages of requirements.lock by their hashes.
# Does nothing where it has already run for this lock file. Called by every Makefile target.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
stamp=$venv/.installed

say() { printf '%s\n' "$*" >&2; }

if ! command -v bwrap >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing bubblewrap, which walls in the students' code."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq bubblewrap >/dev/null
    else
        say "bubblewrap is missing, which walls in the students' code: install it as root (apt-get install bubblewrap; dnf install bubblewrap) and run this again."
        exit 1
    fi
fi

if cmp -s requirements.lock "$stamp" && [ -x $venv/bin/autograder ]; then
    exit 0
fi

if command -v uv >/dev/null 2>&1; then
    uv=uv
elif [ -x .uv/bin/uv ]; then
    uv=.uv/bin/uv
else
    say "Installing uv in .uv/."
    if ! { python3 -m venv .uv && .uv/bin/python -m pip install --quiet uv; }; then
        rm -rf .uv
        say "uv is missing, and Python could not install it: install python3-venv, or uv itself, and run this again."
        exit 1
    fi
    uv=.uv/bin/uv
fi

say "Installing the packages of requirements.lock in $venv (PyTorch is large: a minute or a few)."
[ -x $venv/bin/python ] || $uv venv --quiet --python '>=3.10,<3.14' $venv
export VIRTUAL_ENV="$PWD/$venv"
# Compiled here, for nobody can write there when grading: students' code must not, and root hands its rights over.
$uv pip sync --quiet --compile-bytecode --require-hashes requirements.lock
$uv pip install --quiet --no-deps --no-build-isolation --editable .
cp requirements.lock "$stamp"
