"""Answers that hold nothing: zeros of the right shape, the input handed back, constants, NaN, the first answer again.

Each of them keeps the right definition under another name, for the shapes that it gives, so that only what a test asks
of the values can tell.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.audit.operators.registry import Place, operator, statements

WALK = """
def _emptied(value, how):
    if isinstance(value, torch.Tensor):
        return how(value)
    if isinstance(value, (list, tuple)):
        return type(value)(_emptied(each, how) for each in value)
    if isinstance(value, float):
        return how(torch.tensor(value)).item()
    return value[:0] if isinstance(value, str) else value
"""
SHAPE = "tuple(a.shape) if isinstance(a, torch.Tensor) else 0"
FLOAT = "t.is_floating_point()"
HOWS = {
    "zeros": "torch.zeros_like(t)",
    "constant": f"torch.full_like(t, 0.5) if {FLOAT} else torch.ones_like(t)",
    "not-a-number": f"torch.full_like(t, float('nan')) if {FLOAT} else t",
    "noise": f"torch.randn_like(t) if {FLOAT} else torch.zeros_like(t)",
}


def _changed(module: cst.Module, body: str, head: str) -> cst.Module | None:
    """The definition with each answer made into another one. body: what is given, of `right(*args, **kwargs)`."""
    (definition,) = module.body if len(module.body) == 1 else (None,)
    renamed: cst.BaseStatement
    if isinstance(definition, cst.FunctionDef):
        renamed = definition.with_changes(name=cst.Name(f"_right_{definition.name.value}"))
        text = (
            f"{head}\ndef {definition.name.value}(*args, **kwargs):\n"
            f"    right = _right_{definition.name.value}\n    {body}\n"
        )
    elif isinstance(definition, cst.ClassDef):
        methods = [name for name in _methods(definition) if not name.startswith("__")]
        renamed = definition.with_changes(name=cst.Name(f"_Right{definition.name.value}"))
        text = f"{head}\nclass {definition.name.value}(_Right{definition.name.value}):\n" + "".join(
            f"    def {name}(self, *args, **kwargs):\n        right = super().{name}\n        {body}\n\n"
            for name in methods
        )
        if not methods:
            return None
    else:
        return None
    return module.with_changes(body=[renamed, *statements(text)])


def _methods(definition: cst.ClassDef) -> Iterator[str]:
    for each in definition.body.body:
        if isinstance(each, cst.FunctionDef):
            yield each.name.value


def _emptied(module: cst.Module, how: str) -> Iterator[cst.CSTNode]:
    body = f"return _emptied(right(*args, **kwargs), lambda t: {how})"
    if (changed := _changed(module, body, "import torch\n" + WALK)) is not None:
        yield changed


@operator("nothing-zeros", cst.Module)
def _zeros(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """Zeros of the right shape."""
    yield from _emptied(module, HOWS["zeros"])


@operator("nothing-constant", cst.Module)
def _constant(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """The same number everywhere, in the right shape."""
    yield from _emptied(module, HOWS["constant"])


@operator("nothing-nan", cst.Module)
def _nan(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """NaN everywhere, in the right shape."""
    yield from _emptied(module, HOWS["not-a-number"])


@operator("nothing-noise", cst.Module)
def _noise(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """Random numbers of the right shape."""
    yield from _emptied(module, HOWS["noise"])


@operator("nothing-input", cst.Module)
def _input(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """The input is handed back."""
    if (changed := _changed(module, "return args[0]", "")) is not None:
        yield changed


@operator("nothing-none", cst.Module)
def _none(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """None."""
    if (changed := _changed(module, "return None", "")) is not None:
        yield changed


@operator("nothing-first", cst.Module)
def _first(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """The first answer is given again, whatever is asked."""
    yield from _kept_by(module, "key = right.__name__")


@operator("nothing-right-for-sizes", cst.Module)
def _per_shape(place: Place, module: cst.Module) -> Iterator[cst.CSTNode]:
    """The first answer for each shape of the arguments is given again."""
    yield from _kept_by(module, f"key = (right.__name__, *({SHAPE} for a in args))")


def _kept_by(module: cst.Module, line: str) -> Iterator[cst.CSTNode]:
    """The first answer for each key. line: makes the key."""
    is_function = len(module.body) == 1 and isinstance(module.body[0], cst.FunctionDef)
    indent = " " * (4 if is_function else 8)
    lines = (line, "if key not in _kept:", "    _kept[key] = right(*args, **kwargs)", "return _kept[key]")
    if (changed := _changed(module, f"\n{indent}".join(lines), "import torch\n_kept = {}\n")) is not None:
        yield changed
