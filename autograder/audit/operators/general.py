"""Mistakes of any program: comparisons, arithmetic, constants, conditions, statements, arguments, loops."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.audit.operators.registry import (
    Place,
    assignment_of,
    beginning,
    called,
    code,
    expression,
    expression_of,
    name_only,
    names_in,
    operator,
    replaced,
    statements,
)

COMPARISONS: dict[type[cst.BaseCompOp], tuple[type[cst.BaseCompOp], ...]] = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThan),
    cst.LessThanEqual: (cst.LessThan, cst.GreaterThanEqual),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThan),
    cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThanEqual),
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
}
ARITHMETIC: dict[type[cst.BaseBinaryOp], tuple[type[cst.BaseBinaryOp], ...]] = {
    cst.Add: (cst.Subtract, cst.Multiply),
    cst.Subtract: (cst.Add,),
    cst.Multiply: (cst.Add, cst.Divide),
    cst.Divide: (cst.Multiply, cst.FloorDivide),
    cst.FloorDivide: (cst.Divide, cst.Modulo),
    cst.Modulo: (cst.FloorDivide,),
    cst.Power: (cst.Multiply,),
    cst.MatrixMultiply: (cst.Multiply,),
}
AUGMENTED: dict[type[cst.BaseAugOp], type[cst.BaseAugOp]] = {
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
}
ABSENT = ("zero_grad", "backward", "step", "train", "eval")
"""Calls that operators of `training` drop by their names."""


@operator("comparison", cst.ComparisonTarget)
def _comparison(place: Place, node: cst.ComparisonTarget) -> Iterator[cst.CSTNode]:
    """A comparison is another one: < is <= or >, == is !=."""
    for instead in COMPARISONS.get(type(node.operator), ()):
        yield node.with_changes(operator=instead())


@operator("arithmetic", cst.BinaryOperation)
def _arithmetic(place: Place, node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """An operator of arithmetic is another one: + is -, * is /."""
    for instead in ARITHMETIC.get(type(node.operator), ()):
        yield node.with_changes(operator=instead())


@operator("term-dropped", cst.BinaryOperation)
def _term_dropped(place: Place, node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """A term or a factor is left out: a bias, a residual, a gate, a scale."""
    yield expression(code(node.left))
    if not isinstance(node.operator, (cst.Power, cst.Modulo)):
        yield expression(code(node.right))


@operator("operands-swapped", cst.BinaryOperation)
def _operands_swapped(place: Place, node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """The operands of -, /, @ or ** are swapped."""
    if isinstance(node.operator, (cst.Subtract, cst.Divide, cst.MatrixMultiply, cst.Power)):
        operators = {cst.Subtract: "-", cst.Divide: "/", cst.MatrixMultiply: "@", cst.Power: "**"}
        yield expression(f"{code(node.right)} {operators[type(node.operator)]} {code(node.left)}")


@operator("augmented", cst.AugAssign)
def _augmented(place: Place, node: cst.AugAssign) -> Iterator[cst.CSTNode]:
    """A running sum is a difference, or only its last term."""
    if type(node.operator) in AUGMENTED:
        yield node.with_changes(operator=AUGMENTED[type(node.operator)]())
    yield cst.Assign([cst.AssignTarget(node.target)], node.value)


@operator("integer", cst.Integer)
def _integer(place: Place, node: cst.Integer) -> Iterator[cst.CSTNode]:
    """A whole number is one more, or one less."""
    yield cst.Integer(str(int(node.value, 0) + 1))
    if int(node.value, 0) > 0:
        yield cst.Integer(str(int(node.value, 0) - 1))


@operator("float", cst.Float)
def _float(place: Place, node: cst.Float) -> Iterator[cst.CSTNode]:
    """A number is twice as large, a hundredth of it, or 0."""
    value = float(node.value)
    for other in (2 * value, value / 100, 0.0) if value else (1.0,):
        yield cst.Float(repr(other))


@operator("truth", cst.Name)
def _truth(place: Place, node: cst.Name) -> Iterator[cst.CSTNode]:
    """True is False."""
    if node.value in ("True", "False"):
        yield cst.Name("False" if node.value == "True" else "True")


@operator("condition-negated", cst.If, cst.While, cst.IfExp, cst.CompIf)
def _negated(place: Place, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A condition is negated."""
    yield node.with_changes(test=expression(f"not {code(node.test)}"))  # type: ignore[attr-defined]


@operator("condition-constant", cst.If, cst.IfExp, cst.CompIf)
def _constant(place: Place, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A condition always holds, or never: one of two ways is not there."""
    for constant in ("True", "False"):
        yield node.with_changes(test=cst.Name(constant))


@operator("logic", cst.BooleanOperation)
def _logic(place: Place, node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """`and` is `or`; or one of the two conditions is left out."""
    yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())
    yield expression(code(node.left))
    yield expression(code(node.right))


@operator("unary-dropped", cst.UnaryOperation)
def _unary(place: Place, node: cst.UnaryOperation) -> Iterator[cst.CSTNode]:
    """A minus, a `not` or a ~ is left out."""
    yield expression(code(node.expression))


@operator("statement-dropped", cst.IndentedBlock)
def _dropped(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """A statement is left out."""
    if isinstance(place.parent, cst.ClassDef):
        return
    for number in range(beginning(block), len(block.body)):
        statement = block.body[number]
        if (call := expression_of(statement)) is not None and called(call) in ABSENT:
            continue
        if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            yield replaced(block, number, number + 1, [])


@operator("statements-swapped", cst.IndentedBlock)
def _swapped_statements(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """Two statements that follow each other are swapped."""
    for number in range(beginning(block), len(block.body) - 1):
        first, second = block.body[number : number + 2]
        if isinstance(first, cst.SimpleStatementLine) and isinstance(second, cst.SimpleStatementLine):
            yield replaced(block, number, number + 2, [second, first])


@operator("statement-repeated", cst.IndentedBlock)
def _repeated(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """A call or a running sum stands there twice."""
    for number, statement in enumerate(block.body):
        if isinstance(statement, cst.SimpleStatementLine):
            is_sum = isinstance(statement.body[0], cst.AugAssign)
            if is_sum or isinstance(expression_of(statement), cst.Call):
                yield replaced(block, number, number + 1, [statement, statement])


@operator("arguments-swapped", cst.Call)
def _swapped_arguments(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """Two arguments that follow each other are swapped."""
    for number in range(len(call.args) - 1):
        first, second = call.args[number : number + 2]
        if not (first.keyword or second.keyword or first.star or second.star):
            swapped = [first.with_changes(value=second.value), second.with_changes(value=first.value)]
            yield call.with_changes(args=[*call.args[:number], *swapped, *call.args[number + 2 :]])


@operator("argument-dropped", cst.Call)
def _dropped_argument(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """An argument is not handed on, so that its default counts."""
    for number, each in enumerate(call.args):
        if each.keyword or (number and number == len(call.args) - 1):
            left = [*call.args[:number], *call.args[number + 1 :]]
            last = [left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if left else []
            yield call.with_changes(args=[*left[:-1], *last])


@operator("other-parameter", cst.Name)
def _other_parameter(place: Place, node: cst.Name) -> Iterator[cst.CSTNode]:
    """One parameter of the function is read in place of another."""
    parent = place.parent
    if isinstance(parent, (cst.Param, cst.AssignTarget, cst.FunctionDef)):
        return
    if (isinstance(parent, cst.Attribute) and node is parent.attr) or (
        isinstance(parent, cst.Arg) and node is parent.keyword
    ):
        return
    names = place.parameters
    if node.value in names and len(names) > 1:
        where = names.index(node.value)
        for other in (names[where - 1], names[(where + 1) % len(names)]):
            if other != node.value:
                yield cst.Name(other)


@operator("break-continue", cst.Break, cst.Continue)
def _break_continue(place: Place, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`break` is `continue`, or the other way round."""
    yield cst.Continue() if isinstance(node, cst.Break) else cst.Break()


@operator("loop-once", cst.For)
def _once(place: Place, loop: cst.For) -> Iterator[cst.CSTNode]:
    """A loop ends after its first turn: the `break` or the `return` is indented too far."""
    if isinstance(loop.body, cst.IndentedBlock):
        end = len(loop.body.body)
        yield loop.with_changes(body=replaced(loop.body, end, end, statements("break")))


@operator("loop-shorter", cst.For, cst.CompFor)
def _shorter(place: Place, loop: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A loop leaves out its first turn, or its last."""
    for part in ("[1:]", "[:-1]"):
        yield loop.with_changes(iter=expression(f"list({code(loop.iter)}){part}"))  # type: ignore[attr-defined]


@operator("loop-reversed", cst.For, cst.CompFor)
def _reversed(place: Place, loop: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A loop goes from the last to the first."""
    yield loop.with_changes(iter=expression(f"reversed(list({code(loop.iter)}))"))  # type: ignore[attr-defined]


@operator("range-longer", cst.Call)
def _longer(place: Place, call: cst.Call) -> Iterator[cst.CSTNode]:
    """A range is one longer."""
    if called(call) == "range":
        where = min(1, len(call.args) - 1)
        end = call.args[where].with_changes(value=expression(f"{code(call.args[where].value)} + 1"))
        yield call.with_changes(args=[*call.args[:where], end, *call.args[where + 1 :]])


@operator("end-swapped", cst.Index)
def _end(place: Place, node: cst.Index) -> Iterator[cst.CSTNode]:
    """The first one is taken in place of the last, or the last in place of the first."""
    text = code(node.value).strip("()")
    if text in ("0", "-1"):
        yield node.with_changes(value=expression("-1" if text == "0" else "0"))


@operator("returned-too-early", cst.For)
def _early(place: Place, loop: cst.For) -> Iterator[cst.CSTNode]:
    """What follows a loop stands within it: the `return` is indented too far."""
    block = place.parent
    if isinstance(block, cst.IndentedBlock) and isinstance(loop.body, cst.IndentedBlock):
        where = next(number for number, each in enumerate(block.body) if each is loop)
        following = block.body[where + 1 : where + 2]
        if following and isinstance(following[0], cst.SimpleStatementLine):
            end = len(loop.body.body)
            yield loop.with_changes(body=replaced(loop.body, end, end, following))


@operator("result-dropped", cst.Return)
def _result_dropped(place: Place, node: cst.Return) -> Iterator[cst.CSTNode]:
    """`return` is missing; of two results one is given, or they are swapped."""
    if node.value is None:
        return
    yield node.with_changes(value=cst.Name("None"))
    if isinstance(node.value, cst.Tuple) and len(node.value.elements) > 1:
        first, second = (code(each.value) for each in node.value.elements[:2])
        yield node.with_changes(value=expression(first))
        yield node.with_changes(value=expression(f"({second}, {first})"))


@operator("assigned-aside", cst.IndentedBlock)
def _aside(place: Place, block: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """What is computed gets a new name, and the old value goes on: `y = relu(x)` where x is used later."""
    for number, statement in enumerate(block.body):
        assign = assignment_of(statement)
        target = name_only(assign.targets[0].target) if assign else ""
        if assign and target and target in {each.value for each in names_in(assign.value)}:
            yield replaced(block, number, number + 1, statements(f"unused_{target} = {code(assign.value)}"))


@operator("text", cst.FormattedStringExpression)
def _text(place: Place, node: cst.FormattedStringExpression) -> Iterator[cst.CSTNode]:
    """A number is printed with another count of decimals, or unrounded."""
    if node.format_spec:
        yield node.with_changes(format_spec=None)
        yield node.with_changes(format_spec=[cst.FormattedStringText(".3f")])
