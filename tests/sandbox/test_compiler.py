"""torch's compiler is imported by those who compile alone, and is the whole of it then."""

import json
from pathlib import Path

import pytest

from tests.warm import warm

PROGRAM = """
import json, sys
import torch
from autograder.sandbox.inside import compiler, forbidding

def imported():
    return "torch._dynamo.eval_frame" in sys.modules

OPTIMIZERS = "SGD Adam AdamW Adamax NAdam RAdam RMSprop Rprop Adagrad Adadelta ASGD LBFGS"

def trained():
    found = {}
    for name in OPTIMIZERS.split():
        weights = torch.nn.Parameter(torch.arange(3.0))
        optimizer = getattr(torch.optim, name)([weights], lr=0.1)
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)

        def closure():
            optimizer.zero_grad()
            loss = (weights - 1).pow(2).sum()
            loss.backward()
            return loss

        optimizer.load_state_dict(optimizer.state_dict())
        for _ in range(3):
            optimizer.step(closure)
            schedule.step()
        found[name] = weights.tolist()
    torch.optim.SGD([weights]).add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))]})
    return found
"""


def run(code: str) -> object:
    """What a process of its own prints, as JSON."""
    done = warm("torch", "autograder.sandbox.inside.forbidding").run(PROGRAM + code, "program", cwd=Path("/"))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_training_does_not_import_it_and_learns_the_same() -> None:
    """Of each optimizer: steps, a schedule, its state read and loaded."""
    code = """
before = imported()
compiler.defer()
deferred, without = trained(), imported()
compiler.load()
print(json.dumps([before, without, imported(), deferred == trained(), sorted(deferred)]))
"""
    before, without, loaded, equal, names = run(code)  # type: ignore[misc]
    assert [before, without, loaded, equal] == [False, False, True, True]
    assert len(names) == 12


@pytest.mark.parametrize(
    "use",
    [
        "torch.compile(lambda x: x + 1, backend='eager')(torch.zeros(2))",
        "torch._dynamo.reset()",
        "__import__('torch._dynamo.config')",
        "exec('from torch._dynamo import *')",
    ],
)
def test_who_asks_for_it_gets_the_whole_of_it(use: str) -> None:
    """It becomes the real one as the same object, so what was kept of it before is it, too."""
    code = f"""
compiler.defer()
kept = torch._dynamo
trained()
{use}
stand_ins = [name for name, value in compiler.STANDS_IN.items() if getattr(kept, name) is value]
print(json.dumps([imported(), kept is torch._dynamo is sys.modules["torch._dynamo"], stand_ins]))
trained()
"""
    assert run(code) == [True, True, []]


def test_who_walks_through_all_modules_does_not_import_it() -> None:
    """As the warnings filter and unittest do, and `inspect` where it looks for an object's module."""
    code = """
import inspect
compiler.defer()
for module in list(sys.modules.values()):
    getattr(module, "__warningregistry__", None), hasattr(module, "__file__")
inspect.getmodule(trained), inspect.getsourcefile(torch.nn.Linear)
print(json.dumps(imported()))
"""
    assert run(code) is False


def test_an_import_that_fails_may_be_tried_again() -> None:
    code = """
compiler.defer()
blocked = {"sympy": None, "torch._dynamo.convert_frame": None}
sys.modules.update(blocked)
try:
    torch._dynamo.reset
except ImportError as error:
    failed = True
for name in blocked:
    del sys.modules[name]
steps = trained() is not None
torch._dynamo.reset()
print(json.dumps([failed, steps, imported()]))
"""
    assert run(code) == [True, True, True]


def test_it_is_there_where_something_is_forbidden() -> None:
    """What it brings is taken away with the rest of torch, which cannot be done once a student's code runs."""
    code = """
compiler.defer()
hold = forbidding.Hold()
hold.change([])
free = imported()
hold.change(["torch.nn.LSTM"])
print(json.dumps([free, imported()]))
"""
    assert run(code) == [False, True]
