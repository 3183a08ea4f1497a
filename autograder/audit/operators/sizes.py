"""Sizes and bounds: fixed in the code, capped, off by one; arguments that are not looked at."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.audit.operators.networks import SIZED
from autograder.audit.operators.registry import (
    Place,
    beginning,
    called,
    code,
    defaults_of,
    expression,
    is_of_self,
    name_only,
    operator,
    parameters_of,
    replaced,
    statements,
)

CAPS = (5, 10, 16)
"""Where code that is right up to some size may end: beyond what an example has."""
BOUNDS = (3, 10, 100)


@operator("loop-capped", cst.For, cst.CompFor)
def _capped(place: Place, loop: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A loop is right up to 5, 10 or 16 turns."""
    for most in CAPS:
        yield loop.with_changes(iter=expression(f"list({code(loop.iter)})[:{most}]"))  # type: ignore[attr-defined]


@operator("range-capped", cst.Call)
def _range_capped(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """There are at most 2 or 3 layers, or other parts that are counted."""
    if called(call) == "range" and len(call.args) == 1:
        for most in (1, 2, 3):
            yield call.with_changes(args=[cst.Arg(expression(f"min({code(call.args[0].value)}, {most})"))])


@operator("result-capped", cst.Return)
def _result_capped(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """A result has at most 5, 10 or 16 entries along its first axis, or its last."""
    if node.value is None or isinstance(node.value, (cst.Tuple, cst.Integer, cst.Float)) or place.is_in_init:
        return
    for most in CAPS:
        yield node.with_changes(value=expression(f"{code(node.value)}[:{most}]"))
    if place.is_method:
        yield node.with_changes(value=expression(f"{code(node.value)}[..., :{CAPS[1]}]"))


@operator("truncated", cst.For)
def _truncated(place: Place, loop: cst.For) -> Iterator[cst.CSTNode]:
    """Gradients go back 5, 10 or 16 turns and no further."""
    if (
        place.name in ("train", "accuracy")
        or place.is_in_init
        or not isinstance(loop.body, cst.IndentedBlock)
    ):
        return
    carried = [
        target.value
        for statement in loop.body.body
        if isinstance(statement, cst.SimpleStatementLine)
        for part in statement.body
        if isinstance(part, cst.Assign) and isinstance(target := part.targets[0].target, cst.Name)
    ]
    for name in dict.fromkeys(carried):
        for most in CAPS:
            text = f"if turn % {most} == {most - 1}:\n    {name} = {name}.detach()\n"
            yield loop.with_changes(
                target=expression(f"(turn, {code(loop.target)})"),
                iter=expression(f"enumerate({code(loop.iter)})"),
                body=replaced(loop.body, len(loop.body.body), len(loop.body.body), statements(text)),
            )


@operator("bounded", cst.Return)
def _bounded(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """Values are clipped where no bound is asked for."""
    if node.value is None or place.is_in_init or place.name in ("train", "accuracy"):
        return
    for most in BOUNDS:
        if isinstance(node.value, cst.Tuple):
            first, *others = (code(each.value) for each in node.value.elements)
            text = f"({', '.join((f'{first}.clamp(-{most}, {most})', *others))})"
        else:
            text = f"{code(node.value)}.clamp(-{most}, {most})"
        yield node.with_changes(value=expression(text))


@operator("state-bounded", cst.IndentedBlock)
def _state_bounded(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """What goes on from turn to turn of a loop is clipped."""
    if not isinstance(place.parent, cst.For) or place.name in ("train", "accuracy"):
        return
    for number, statement in enumerate(block.body):
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Assign):
            target = name_only(statement.body[0].targets[0].target)
            if target:
                more = statements(f"{target} = {target}.clamp(-3, 3)")
                yield replaced(block, number + 1, number + 1, more)


@operator("size-off-by-one", cst.Call)
def _off_by_one(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A layer is one larger than asked."""
    if called(call) in SIZED and not is_of_self(call):
        for number, each in enumerate(call.args):
            if isinstance(each.value, (cst.Name, cst.Attribute)) and not each.star:
                more = each.with_changes(value=expression(f"{code(each.value)} + 1"))
                yield call.with_changes(args=[*call.args[:number], more, *call.args[number + 1 :]])


@operator("size-fixed", cst.Name, cst.Attribute, cst.Subscript)
def _fixed(place: Place, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A size is a number in the code: that of the example."""
    parent = place.parent
    if isinstance(node, cst.Name):
        is_size = node.value in place.parameters and place.is_in_init
        is_size = is_size and isinstance(parent, (cst.Arg, cst.BinaryOperation))
        is_size = is_size and not (isinstance(parent, cst.Arg) and parent.keyword is node)
    elif isinstance(node, cst.Attribute):
        sized = ("_size", "_features", "_dim", "_layers", "_classes", "size", "heads")
        is_size = name_only(node.value) == "self" and node.attr.value.endswith(sized) and not place.is_in_init
        is_size = is_size and not isinstance(parent, cst.AssignTarget)
    else:
        is_size = isinstance(node, cst.Subscript) and code(node.value).endswith(".shape")
    if is_size:
        for size in (1, 4):
            yield cst.Integer(str(size))


@operator("size-capped", cst.FunctionDef)
def _size_capped(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """A size that is given counts up to 3 or 10, no further."""
    if isinstance(node.body, cst.IndentedBlock) and (
        node.name.value == "__init__" or "epochs" in code(node.params)
    ):
        start = beginning(node.body)
        for name in [each.name.value for each in node.params.params if each.name.value != "self"]:
            if node.name.value == "__init__" or name == "epochs":
                for most in (3, 10):
                    text = f"{name} = min({name}, {most}) if isinstance({name}, int) else {name}"
                    yield node.with_changes(body=replaced(node.body, start, start, statements(text)))


@operator("argument-ignored", cst.FunctionDef)
def _ignored(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """An argument is not looked at: its default counts, or nothing."""
    if not isinstance(node.body, cst.IndentedBlock):
        return
    start, defaults = beginning(node.body), defaults_of(node)
    for name in [each.name.value for each in node.params.params if each.name.value != "self"]:
        value = defaults.get(name, f"{name} * 0")
        yield node.with_changes(body=replaced(node.body, start, start, statements(f"{name} = {value}")))
        if value.replace(".", "").isdigit():
            more = statements(f"{name} = 2 * {name}")
            yield node.with_changes(body=replaced(node.body, start, start, more))


@operator("other-default", cst.Param)
def _default(place: Place, node: cst.Param) -> Iterator[cst.CSTNode]:
    """The default of an argument is another one."""
    if isinstance(node.default, (cst.Integer, cst.Float)):
        yield node.with_changes(default=expression(f"10 * {code(node.default)}"))


@operator("axis-of-one-lost", cst.FunctionDef)
def _single(place: Place, node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """An axis of one is lost: the argument is squeezed."""
    if isinstance(node.body, cst.IndentedBlock) and node.name.value != "__init__":
        start, defaults = beginning(node.body), defaults_of(node)
        for name in [name for name in parameters_of(node) if name not in defaults][:3]:
            text = f"{name} = {name}.squeeze() if isinstance({name}, torch.Tensor) else {name}"
            yield node.with_changes(body=replaced(node.body, start, start, statements(text)))
