"""What torch.autograd ends in: the recording of a graph, the engine that walks it, and derivatives by other ways."""

from __future__ import annotations

import os
import re
import sys
import types
from functools import lru_cache
from typing import Any

import torch
import torch.nn.utils._expanded_weights
from torch._functorch import eager_transforms
from torch.library import fallthrough_kernel

from .refusal import refusing
from .taken import Taken, definitions, keys_of, modules, overloads

NAME = "torch.autograd"
ENTRANCES = ("_backward", "_make_dual", "_make_dual_copy")
"""Operators through which C++ is asked for a step backward, or for a tangent."""
FORMULA = re.compile(r"(.*_)?(backward|jvp|vjp)(_.*)?")
"""The names of operators and functions that are one step backward. None is part of any step forward."""
ASKING = (
    "torch.autograd",
    "torch.autograd.functional",
    "torch.autograd.gradcheck",
    "torch.autograd.forward_ad",
)
TRANSFORMS = re.compile(r"(grad|jvp|vjp|jac|hessian|linearize|_jvp|_vjp).*")
LEVELS = ("_grad_increment_nesting", "_jvp_increment_nesting")  # of torch.func's
# torch.jit differentiates what it runs by rules of its own, and records the result without the dispatcher.
SCRIPTS = re.compile(
    r"CompilationUnit|GraphExecutorState|Gradient|LiteScriptModule|StaticModule"
    r"|Script(Class|Function|Method|Object|Module)"
)
LATER = (
    *("_decomp/decompositions_for_jvp", "_inductor/decomposition", "_subclasses/complex_tensor/_ops/aten"),
    *(
        "distributed/pipelining/_backward",
        "distributed/tensor/parallel/loss",
        "masked/maskedtensor/_ops_refs",
    ),
    *("nested/_internal/ops", "nn/attention/varlen", "nn/modules/linear_cross_entropy"),
    *("testing/_internal/autograd_function_db", "testing/_internal/custom_op_db"),
)
"""Modules of torch with steps backward in them that are loaded only where something asks for them."""
MAKERS = re.compile(
    r"_jit_(interpret|differentiate|script|trace|pass_create_autodiff).*|_create_(function|graph|method)s?_.*"
    r"|_?import_ir_module.*|_load_for_lite_interpreter.*"
)


def take(taken: Taken) -> None:
    """For a process that is the student's own: no graph is recorded, on any thread, in any mode, by any operator."""
    take_entrances(taken)
    for overload, plain in overloads():
        if FORMULA.fullmatch(plain):
            taken.operator(overload, NAME)
        elif plain not in ENTRANCES:
            for key in keys_of(overload):
                if key.startswith("Autograd"):
                    taken.kernel(overload, key, fallthrough_kernel)
    for value in definitions():
        if isinstance(value, types.FunctionType):
            if FORMULA.fullmatch(value.__name__):
                taken.function(value, NAME)
        elif issubclass(value, torch.autograd.Function):
            for method in ("backward", "jvp", "vjp"):
                taken.function(getattr(vars(value).get(method), "__func__", None), NAME)
    for path in LATER:
        taken.file(os.path.join(os.path.dirname(torch.__file__), f"{path}.py"), NAME)
    # The engine of several machines works on one as well.
    distributed = getattr(torch._C, "_distributed_autograd", None)
    for name, value in list(vars(distributed).items()) if distributed else ():
        if callable(value) and not isinstance(value, type):
            taken.attribute(distributed, name, refusing(NAME))
    # What C++ records without the dispatcher cannot be walked by hand.
    for name in ("grad_fn", "_grad_fn"):
        taken.entry(_holder(torch.Tensor, name), name, property(lambda tensor: None))
    taken.entry(torch._C._FunctionBase, "next_functions", property(lambda node: ()))
    for name, value in list(vars(torch._C).items()):
        if SCRIPTS.fullmatch(name):
            _take_methods(taken, value)
    for module in modules():
        for name, value in list(vars(module).items()):
            if type(value) is types.BuiltinFunctionType and MAKERS.fullmatch(value.__name__):
                taken.attribute(module, name, refusing(NAME))


def take_entrances(taken: Taken) -> None:
    """What asks for a gradient; a graph is still recorded where a student's code has its way."""
    engine = _holder(type(torch.autograd.Variable._execution_engine), "run_backward")
    for method in ("run_backward", "queue_callback"):
        taken.entry(engine, method, refusing(NAME))
    for overload in _entrances():
        taken.operator(overload, NAME)
    for function in _asking():
        taken.function(function, NAME)
    for name in LEVELS:
        taken.attribute(torch._C._functorch, name, refusing(NAME))


@lru_cache(maxsize=1)
def _entrances() -> list[str]:
    return [overload for overload, plain in overloads() if plain in ENTRANCES]


@lru_cache(maxsize=1)
def _asking() -> list[Any]:
    """Python functions whose result is a gradient or a tangent."""
    transforms = [value for name, value in vars(eager_transforms).items() if TRANSFORMS.fullmatch(name)]
    own = [
        value
        for name in ASKING
        for value in vars(sys.modules[name]).values()
        if getattr(value, "__module__", "") == name  # no_grad and the like are imported there, and stay
    ]
    return [value for value in transforms + own if isinstance(value, types.FunctionType)]


def _take_methods(taken: Taken, cls: type) -> None:
    for attribute, value in list(vars(cls).items()):
        used = attribute in ("__init__", "__call__", "__getattr__") or not attribute.startswith("_")
        if used and callable(value):
            taken.attribute(cls, attribute, refusing(NAME))


def _holder(cls: type, attribute: str) -> type:
    return next(base for base in cls.__mro__ if attribute in vars(base))
