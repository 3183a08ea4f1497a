"""What a call leaves behind: state kept between calls, arguments changed, global settings touched."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.audit.operators.registry import (
    Place,
    assignment_of,
    beginning,
    called,
    calls_in,
    code,
    defaults_of,
    expression,
    name_only,
    operator,
    parameters_of,
    replaced,
    statements,
)

GLOBALS = (
    "torch.manual_seed(0)",
    "torch.set_default_dtype(torch.float64)",
    "torch.set_grad_enabled(False)",
)


@operator("kept-on-self", cst.IndentedBlock)
def _kept(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """A value is computed in the first call and kept on self for all others."""
    if not place.is_method or place.is_in_init:
        return
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        target = name_only(assign.targets[0].target) if assign else ""
        if assign and target and isinstance(assign.value, (cst.Call, cst.BinaryOperation)):
            text = (
                f"if not hasattr(self, 'kept_{target}'):\n    self.kept_{target} = {code(assign.value)}\n"
                f"{target} = self.kept_{target}\n"
            )
            yield replaced(block, number, number + 1, statements(text))


@operator("state-leaks", cst.IndentedBlock)
def _leaks(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """The last state of one call is the first state of the next."""
    if not place.is_method or place.is_in_init:
        return
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        target = name_only(assign.targets[0].target) if assign else ""
        if (
            not assign
            or not target
            or called(assign.value) not in ("zeros", "new_zeros", "zeros_like", "ones")
        ):
            continue
        last = len(block.body) - 1
        if last <= number or not any(_sets(each, target) for each in block.body[number + 1 :]):
            continue
        first = statements(f"{target} = getattr(self, 'kept', {code(assign.value)})")
        keep = statements(f"self.kept = {target}.detach()")
        yield block.with_changes(
            body=[*block.body[:number], *first, *block.body[number + 1 : last], *keep, block.body[last]]
        )


def _sets(node: cst.CSTNode, name: str) -> bool:
    if isinstance(node, cst.AssignTarget) and name_only(node.target) == name:
        return True
    return any(_sets(child, name) for child in node.children)


@operator("list-kept", cst.Assign)
def _list_kept(place: Place, node: cst.Assign) -> Iterator[cst.CSTNode]:
    """A list that begins empty goes on from the call before."""
    target = name_only(node.targets[0].target)
    if target and isinstance(node.value, cst.List) and not node.value.elements and place.function:
        yield node.with_changes(value=expression(f"globals().setdefault('kept_{target}', [])"))


@operator("argument-changed", cst.FunctionDef)
def _changed(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """A tensor that is given is another one after the call."""
    if not isinstance(node.body, cst.IndentedBlock) or node.name.value == "__init__":
        return
    ends = isinstance(node.body.body[-1], cst.SimpleStatementLine) and isinstance(
        node.body.body[-1].body[0], cst.Return
    )
    returned = node.body.body[-1].body[0] if ends else None  # type: ignore[attr-defined]
    numbers = {name for name, value in defaults_of(node).items() if value != "None"}
    for name in [name for name in parameters_of(node) if name not in numbers]:
        other = f"{name}.data.logical_not_() if {name}.dtype == torch.bool else {name}.data.add_(1)"
        change = f"if isinstance({name}, torch.Tensor):\n    {other}\n"
        if isinstance(returned, cst.Return) and returned.value is not None:
            text = f"result = {code(returned.value)}\n{change}return result\n"
            last = len(node.body.body) - 1
            yield node.with_changes(body=replaced(node.body, last, last + 1, statements(text)))


@operator("global-touched", cst.FunctionDef, shows=False)
def _global(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """The random seed, the default dtype or the recording of gradients is another one after the call."""
    if isinstance(node.body, cst.IndentedBlock) and node.name.value != "__init__":
        start = beginning(node.body)
        for text in GLOBALS:
            yield node.with_changes(body=replaced(node.body, start, start, statements(text)))


@operator("weights-touched", cst.FunctionDef)
def _weights(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """A network that is given keeps no gradients after the call, or its mode is another one."""
    names = parameters_of(node)
    if not isinstance(node.body, cst.IndentedBlock) or place.owner is not None or not names:
        return
    if not any(f"{code(call.func)}.".startswith(f"{names[0]}.") for call in calls_in(node.body)):
        return  # it calls it nowhere, so it is no network
    last = len(node.body.body) - 1
    for method in ("requires_grad_(False)", "eval()", "train()"):
        text = f"if isinstance({names[0]}, torch.nn.Module):\n    {names[0]}.{method}\n"
        yield node.with_changes(body=replaced(node.body, last, last, statements(text)))


@operator("in-place", cst.IndentedBlock)
def _in_place(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """A parameter of the function is changed in place where a new value was made of it."""
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        if not assign or not isinstance(assign.value, cst.BinaryOperation) or place.is_in_init:
            continue
        left = name_only(assign.value.left)
        kinds = {cst.Add: "+=", cst.Subtract: "-=", cst.Multiply: "*=", cst.Divide: "/="}
        sign = kinds.get(type(assign.value.operator))
        if left in place.parameters and sign:
            text = f"{left} {sign} {code(assign.value.right)}\n{code(assign.targets[0].target)} = {left}\n"
            yield replaced(block, number, number + 1, statements(text))
