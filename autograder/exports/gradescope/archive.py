"""The zip that Gradescope builds an autograder from: the kit, grading.yml, and the two scripts that it runs.

Gradescope unpacks it in /autograder/source, runs setup.sh there once, as root, and run_autograder for each submission.
The kit is not installed: students' code must read the environment that torch lies in, and must not find the suites
there. It runs from the source folder, which only root may enter: the hidden suite lies there, and the solution, on
which a test is tried that has failed without a word. Nothing of other assignments is in it, and no released notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import autograder
from autograder.course import zips
from autograder.course.config import FILE, SOLUTIONS, Course
from autograder.course.material import HiddenSuite, Material
from autograder.exports.gradescope.results import Visibility
from autograder.grading import self_check
from autograder.sandbox.inside import data_sets

KIT = Path(autograder.__file__).parent
LOCK = "requirements.lock"
DISTRIBUTION = "pytorch-autograder"
LEFT_OUT = ("demo", "__pycache__")  # the demo's students have right answers

SETUP = """\
#!/usr/bin/env bash
# Run by Gradescope once, as root, while it builds the autograder's image.
set -eu
source=/autograder/source
environment=/opt/pytorch-autograder

# The hidden tests are in here. Students' code runs as another user, who must not get in.
chmod -R go-rwx "$source"

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq bubblewrap util-linux python3 python3-venv

python3 -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' || {
    echo "The autograder needs Python 3.10 to 3.13, and this image has $(python3 --version): choose a newer Ubuntu." >&2
    exit 1
}
# What students' code reads: it holds the packages, and nothing of the kit.
python3 -m venv "$environment"
"$environment/bin/python" -m pip install --quiet --no-cache-dir -r "$source/requirements.txt"
chmod -R go+rX "$environment"
"""

RUN = """\
#!/usr/bin/env bash
# Run by Gradescope for each submission. The variables are for trying it elsewhere.
root="${{AUTOGRADER_ROOT:-/autograder}}"
python="${{AUTOGRADER_PYTHON:-/opt/pytorch-autograder/bin/python}}"
cd "$root/source" || exit 1
export PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1
exec "$python" -m autograder.exports.gradescope.container {assignment} --root "$root" --visibility {visibility}
"""


def build(course: Course, assignment: str, path: Path, visibility: Visibility = "visible") -> None:
    """Writes the zip of an assignment to `path`.

    Raises CourseError where the course has no such assignment, there is no suite that fits it, or `path` cannot be
    written.
    """
    course.assignment(assignment)
    material = Material.of(course, [assignment])
    self_check.check(assignment, material)
    contents = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.format(assignment=assignment, visibility=visibility).encode(),
        "requirements.txt": requirements().encode(),
        FILE: (course.root / FILE).read_bytes(),
        **{f"{SOLUTIONS}/{path}": data for path, data in material.suites[assignment].files.items()},
        f"{SOLUTIONS}/{assignment}/{assignment}.py": _solution(material.suites[assignment]),
        **dict(_package(KIT)),
        **dict(_package(data_sets.folder())),
        f"{data_sets.NAME}.py": (KIT.parent / f"{data_sets.NAME}.py").read_bytes(),
    }
    zips.write(path, contents, scripts=("setup.sh", "run_autograder"))


def _solution(hidden: HiddenSuite) -> bytes:
    """Its one cell, as it was read."""
    return "\n".join(source for _, source in hidden.solution).encode()


def requirements() -> str:
    """The kit's packages for pip: its lock file, or, where an installed kit has none, the versions that are here."""
    lock = KIT.parent / LOCK
    return lock.read_text(encoding="utf-8") if lock.is_file() else pinned()


def pinned() -> str:
    """A line for each package that the kit asks for, in the version that is installed here."""
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in metadata.requires(DISTRIBUTION) or ()]
    # What follows a plus is the build, of CUDA perhaps, which the default index need not have.
    return "".join(f"{name}=={metadata.version(name).split('+')[0]}\n" for name in sorted(set(names)))


def _package(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a package by their names in the zip, sorted."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not set(inner.parts) & set(LEFT_OUT):
            yield f"{folder.name}/{inner.as_posix()}", path.read_bytes()
