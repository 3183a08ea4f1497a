"""A submission that closes, moves or fills its own folder, or the sandbox's, has an outcome of its own, and the next
one finds the sandbox as it was: behind the walls of each mode, and without those of which this is no business.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from attacks.arena import Arena
from attacks.attack import Attack
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.modes import MODES, Mode

SPOILT = {
    "closes its folder": "os.chmod('.', 0)",
    "closes its folder for writing": "os.chmod('.', 0o500)",
    "closes the folder around it": "can(os.chmod, os.path.dirname(os.getcwd()), 0)",
    "closes all of the sandbox": """
place = os.path.dirname(os.getcwd())
for folder, _, names in [*os.walk(place, topdown=False)] if "autograder-" in place else []:
    for name in names:
        can(os.chmod, os.path.join(folder, name), 0)
    can(os.chmod, folder, 0)
""",
    "makes closed folders": """
os.makedirs('a/b')
open('a/file', 'w').close()
os.mkdir('a/c', 0)
can(os.chmod, 'a/b', 0)
can(os.chmod, 'a', 0)
""",
    "removes its folder": "place = os.getcwd(); os.chdir('/'); can(os.rmdir, place)",
    "moves its folder": "place = os.getcwd(); os.chdir('/'); can(os.rename, place, place + '2')",
    "puts a file in its folder's place": """
place = os.getcwd()
os.chdir('/')
can(os.rename, place, place + '2') and open(place, 'w').close()
""",
    "puts a link in its folder's place": """
place = os.getcwd()
os.chdir('/')
can(os.rename, place, place + '2') and os.symlink('/usr', place)
""",
    "fills it": """
with open('full', 'wb') as file:
    while can(file.write, bytes(1 << 20)) and can(file.flush):
        pass
""",
    "makes files without end": """
for number in range(100_000):
    if not can(os.mknod, str(number)):
        break
""",
    "nests folders deeply": """
for _ in range(10_000):
    if not can(os.mkdir, 'deep'):
        break
    os.chdir('deep')
""",
    "nests closed folders": """
here = []
for _ in range(200):
    os.mkdir('deep')
    here.append(os.open('deep', os.O_RDONLY))
    os.chdir('deep')
for each in here:
    can(os.fchmod, each, 0)
""",
    "names files oddly": r"""
os.mkdir(b'\xff\xfe')
for name in (b'\xff\xfe/\x01\n', b'\xff\xfe/' + b'\xf0' * 255, b' ', b'-rf', b'*'):
    open(name, 'w').close()
os.symlink('loop', 'loop')
can(os.chmod, b'\xff\xfe', 0)
""",
}
ASIDE = frozenset({Wall.SECCOMP, Wall.LANDLOCK})
CASES = [*MODES, *(Mode(f"{each.name}, fewer walls", each.walls - ASIDE) for each in MODES)]


@pytest.fixture(scope="module", params=CASES, ids=lambda mode: mode.name)
def arena(request: pytest.FixtureRequest) -> Iterator[Arena]:
    arena = Arena(request.param.walls)
    yield arena
    arena.close()


@pytest.mark.parametrize("name", SPOILT)
def test_the_outcome_is_its_own_and_the_next_one_is_unharmed(name: str, arena: Arena):
    body = "\n    ".join(SPOILT[name].strip().splitlines())
    outcome = arena.carry_out(Attack(name, f"def attack(context):\n    {body}\n    return 'done'"), {})
    assert not outcome.text.startswith("InfrastructureError")
    assert outcome.value == "done" or outcome.text
    assert arena.is_unharmed
