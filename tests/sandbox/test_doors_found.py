"""Doors to what an assignment forbids that lead there at this commit: see tests/doors/.

Where a mend closes one, it moves to tests/doors/ as a closed one.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from doors import KINDS

from autograder.errors import WorkerError
from autograder.sandbox.inside.walls import Limits
from autograder.sandbox.sandbox import Sandbox

LIMITS = Limits(cpu=60, memory=4 << 30, processes=64, scratch=16 << 20)
SECONDS = 60.0

STEPS_IN_MODULES_LOADED_LATER = """
    import importlib
    steps = importlib.import_module("torch.nested._internal.ops")
    numbers_with_i = importlib.import_module("torch._subclasses.complex_tensor._ops.aten")
    y = (X @ WEIGHT).tanh()
    g = numbers_with_i.tanh_backward(2 * y, y)
    return steps.matmul_backward_default(torch.ops.aten.matmul_backward.default, g, X, WEIGHT, [False, True])[1]
"""
GRADIENTS_OF_A_STEP_FORWARD = """
    import importlib
    module = importlib.import_module("torch.nn.modules.linear_cross_entropy")
    y = (X @ WEIGHT).tanh()
    g = 2 * y * (1 - y * y)
    # A loss whose gradient is known gives the product of a linear layer's step backward: here, that of cross-entropy.
    labels, logits = torch.tensor([0, 1, 0, 1]), torch.zeros(4, 2)
    found = module._linear_cross_entropy_batch_chunked_accumulator(
        logits, torch.eye(2), labels, None, None, "sum", -100, 0.0, 4, "default", torch.float32, True, False, False
    )[1]
    return X.T @ (g + found - (0.5 - torch.eye(2)[labels]))
"""
ENGINE_OF_SEVERAL_MACHINES = """
    import importlib
    importlib.import_module("torch" + "vision")
    engine = torch._C._distributed_autograd
    engine._init(0)
    context = engine._new_context()._context_id()
    y = (X @ WEIGHT).tanh()
    slopes = (2 * y * (1 - y * y))[:, :, None, None]

    class Loss(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.sum()
        @staticmethod
        def backward(ctx, g):
            return slopes

    w = nn.Parameter(WEIGHT.T[:, :, None, None].clone())
    sizes = 1, 1, 0, 0, 1, 1, 1, 1, False
    out = torch.ops.torchvision.deform_conv2d(
        X[:, :, None, None], w, torch.zeros(4, 2, 1, 1), torch.zeros(4, 1, 1, 1), torch.zeros(2), *sizes
    )
    engine.backward(context, [Loss.apply(out)], False)
    (found,) = engine.get_gradients(context).values()
    return found[:, :, 0, 0].T
"""
FILE_BY_ITS_FOLDER = """
    import os
    from torch._decomp import decompositions
    folder, name = os.path.split(decompositions.__file__)
    file = os.open(name, os.O_RDONLY, dir_fd=os.open(folder, os.O_RDONLY))
    return each_gate(cut(os.read(file, 1 << 20).decode()))
"""
ANOTHER_INTERPRETER = """
    import os, _xxsubinterpreters as interpreters
    from torch._decomp import decompositions
    ours, theirs = os.pipe()
    code = "import os; t = open(%r).read(); t = t[t.index('def lstm_cell('):t.index('def one_layer_lstm(')]; "
    code += "os.write(%d, t.encode())"
    interpreters.run_string(interpreters.create(isolated=False), code % (decompositions.__file__, theirs))
    return each_gate(cut(os.read(ours, 1 << 16).decode() + "def one_layer_lstm("))
"""
FOUND = {
    ("autograd", "steps backward in modules of torch that are loaded later"): STEPS_IN_MODULES_LOADED_LATER,
    ("autograd", "a step forward that gives gradients, too"): GRADIENTS_OF_A_STEP_FORWARD,
    ("autograd", "the engine of torch.distributed.autograd"): ENGINE_OF_SEVERAL_MACHINES,
    ("lstm", "torch's file by its folder"): FILE_BY_ITS_FOLDER,
    ("lstm", "torch's file in another interpreter"): ANOTHER_INTERPRETER,
}


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="open at this commit")
@pytest.mark.parametrize(("kind", "door"), FOUND)
def test_no_door_leads_there(sandbox: Sandbox, kind: str, door: str):
    there = replace(KINDS[kind], doors={door: FOUND[kind, door]})
    worker = sandbox.worker(LIMITS, 1000, forbidden=there.forbidden)
    try:
        cells = [["cell 1", there.code(FOUND[kind, door])]]
        assert worker.request({"do": "load", "cells": cells, "seconds": 8.0}, SECONDS)["value"] == []
        value = worker.request({"do": "call", "name": "attack", "args": [], "kwargs": {}}, SECONDS).get(
            "value"
        )
    except WorkerError:
        return
    finally:
        worker.close()
    expected = there.expected()
    assert not (isinstance(value, torch.Tensor) and torch.allclose(value, expected, atol=0.02))
