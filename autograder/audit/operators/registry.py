"""The registry of operators, and what all of them need: where a node stands, pieces of new code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import TypeVar

import libcst as cst

Node = TypeVar("Node", bound=cst.CSTNode)
Rewrite = Callable[["Place", cst.CSTNode], Iterable[cst.CSTNode]]


@dataclass(frozen=True)
class Place:
    """Where a node stands: the nodes around it, outermost first."""

    parents: tuple[cst.CSTNode, ...]

    @property
    def parent(self) -> cst.CSTNode | None:
        return self.parents[-1] if self.parents else None

    @property
    def function(self) -> cst.FunctionDef | None:
        """The innermost function around it."""
        return next((each for each in reversed(self.parents) if isinstance(each, cst.FunctionDef)), None)

    @property
    def owner(self) -> cst.ClassDef | None:
        """The class around it."""
        return next((each for each in self.parents if isinstance(each, cst.ClassDef)), None)

    @property
    def name(self) -> str:
        """Of the innermost function, "" outside of any."""
        return self.function.name.value if self.function else ""

    @property
    def is_in_init(self) -> bool:
        return self.name == "__init__"

    @property
    def is_method(self) -> bool:
        return self.owner is not None and self.function is not None

    @property
    def parameters(self) -> list[str]:
        """Of the innermost function, `self` left aside."""
        return parameters_of(self.function) if self.function else []

    @property
    def loops(self) -> int:
        """How many loops of its function are around it."""
        inside = 0
        for each in reversed(self.parents):
            if isinstance(each, cst.FunctionDef):
                break
            inside += isinstance(each, (cst.For, cst.While))
        return inside


@dataclass(frozen=True)
class Operator:
    """One kind of mistake.

    about: what it does, in a few words. kinds: the nodes that it rewrites. shows: whether the mistake can show in what
    a call gives for arguments of the tests' kinds; where not (the random seed is touched, a loader is made anew),
    values that are alike say nothing.
    """

    name: str
    about: str
    kinds: tuple[type[cst.CSTNode], ...]
    rewrite: Rewrite
    shows: bool = True


OPERATORS: dict[str, Operator] = {}


def operator(
    name: str, *kinds: type[Node], shows: bool = True
) -> Callable[
    [Callable[[Place, Node], Iterable[cst.CSTNode]]], Callable[[Place, Node], Iterable[cst.CSTNode]]
]:
    """Registers a function that gives, for a node of these kinds, what may stand in its place by mistake.

    @operator("break-for-continue", cst.Break)
    def _continued(place, node):
        '''A loop goes on where it should end.'''
        yield cst.Continue()
    """

    def register(
        rewrite: Callable[[Place, Node], Iterable[cst.CSTNode]],
    ) -> Callable[[Place, Node], Iterable[cst.CSTNode]]:
        if name in OPERATORS:
            raise ValueError(f"two operators are called {name}")
        about = " ".join((rewrite.__doc__ or "").split())
        OPERATORS[name] = Operator(name, about, kinds, rewrite, shows)  # type: ignore[arg-type]
        return rewrite

    return register


def variants(source: str, names: Iterable[str] = ()) -> Iterator[tuple[Operator, str]]:
    """Each text that an operator makes of a definition, once, with its operator; in the order of the registry.

    source: one statement, a function or a class. names: of operators, all where there are none. What is no Python, or
    compiles to the same code as the source or an earlier text, is left out.

        for operator, text in variants("def double(x):\\n    return 2 * x\\n"): ...
    """
    module = cst.parse_module(source)
    chosen = [OPERATORS[name] for name in names] or list(OPERATORS.values())
    seen = {meaning(source)}
    nodes = list(_walk(module, ()))
    for each in chosen:
        for node, place in nodes:
            if isinstance(node, each.kinds):
                for instead in each.rewrite(place, node):
                    changed = instead if node is module else module.deep_replace(node, instead)
                    text = changed.code if isinstance(changed, cst.Module) else ""
                    try:
                        same = meaning(text)
                    except (SyntaxError, ValueError):
                        continue
                    if same not in seen:
                        seen.add(same)
                        yield each, text


def meaning(source: str) -> object:
    """The bytecode of a text, without the lines that it stands in: the same for texts that mean the same to Python."""
    return _bytecode(compile(ast.parse(source), "", "exec", dont_inherit=True))


def _bytecode(code: CodeType) -> object:
    constants = tuple(
        _bytecode(each) if isinstance(each, CodeType) else (type(each), repr(each)) for each in code.co_consts
    )
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return code.co_code, constants, names, code.co_argcount, code.co_flags, code.co_name


def _walk(node: cst.CSTNode, parents: tuple[cst.CSTNode, ...]) -> Iterator[tuple[cst.CSTNode, Place]]:
    """The nodes that are run: no annotations, no docstrings."""
    if isinstance(node, (cst.Annotation, cst.Decorator)) or _is_docstring(node):
        return
    yield node, Place(parents)
    for child in node.children:
        yield from _walk(child, (*parents, node))


def _is_docstring(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, cst.SimpleStatementLine)
        and len(node.body) == 1
        and isinstance(node.body[0], cst.Expr)
        and isinstance(node.body[0].value, (cst.SimpleString, cst.ConcatenatedString))
    )


# Pieces of code ------------------------------------------------------------------------------------------------------


def code(node: cst.CSTNode) -> str:
    """Its text; in parentheses where it may need them."""
    text = cst.Module([]).code_for_node(node)
    closed = (
        cst.Name,
        cst.Attribute,
        cst.Call,
        cst.Subscript,
        cst.Integer,
        cst.Float,
        cst.List,
        cst.BaseString,
    )
    return f"({text})" if isinstance(node, cst.BaseExpression) and not isinstance(node, closed) else text


def expression(text: str) -> cst.BaseExpression:
    """In parentheses where its place may need them."""
    parsed = cst.parse_expression(text)
    if isinstance(
        parsed, (cst.BinaryOperation, cst.UnaryOperation, cst.IfExp, cst.Comparison, cst.BooleanOperation)
    ):
        return parsed.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return parsed


def statements(text: str) -> list[cst.BaseStatement]:
    return [each for each in cst.parse_module(text).body if isinstance(each, cst.BaseStatement)]


def replaced(
    body: cst.IndentedBlock, start: int, stop: int, new: Sequence[cst.BaseStatement]
) -> cst.IndentedBlock:
    """A block with other statements in the place of some."""
    whole = [*body.body[:start], *new, *body.body[stop:]]
    return body.with_changes(body=whole or statements("pass"))


def beginning(body: cst.IndentedBlock) -> int:
    """The number of a block's first statement that is no docstring."""
    return 1 if body.body and _is_docstring(body.body[0]) else 0


def called(node: cst.CSTNode) -> str:
    """The last name of what a call calls: `relu` of `F.relu(x)`; "" for all else."""
    if isinstance(node, cst.Call):
        if isinstance(node.func, cst.Attribute):
            return node.func.attr.value
        if isinstance(node.func, cst.Name):
            return node.func.value
    return ""


def receiver(node: cst.Call) -> str:
    """What a method is called of, `x` of `x.sum()`; "" where it is called of nothing."""
    return code(node.func.value) if isinstance(node.func, cst.Attribute) else ""


def of_module(node: cst.Call) -> bool:
    """Whether it is a function of a module, `torch.sum(x)`, and no method of a value."""
    return receiver(node) in (
        "",
        "torch",
        "F",
        "nn",
        "nn.functional",
        "torch.nn.functional",
        "torch.nn",
        "math",
    )


def is_of_self(node: cst.CSTNode) -> bool:
    """Whether a call is one of a layer, `self.linear(x)`."""
    return isinstance(node, cst.Call) and receiver(node) == "self"


def name_only(node: cst.CSTNode | None) -> str:
    return node.value if isinstance(node, cst.Name) else ""


def parameters_of(function: cst.FunctionDef) -> list[str]:
    every = function.params
    names = [each.name.value for each in (*every.posonly_params, *every.params, *every.kwonly_params)]
    return [name for name in names if name != "self"]


def defaults_of(function: cst.FunctionDef) -> dict[str, str]:
    every = function.params
    given = (*every.posonly_params, *every.params, *every.kwonly_params)
    return {each.name.value: code(each.default) for each in given if each.default is not None}


def names_in(node: cst.CSTNode) -> Iterator[cst.Name]:
    """The variables of a piece of code: no attributes, no keywords of calls."""
    if isinstance(node, cst.Name):
        yield node
        return
    for child in node.children:
        if isinstance(node, cst.Attribute) and child is node.attr:
            continue
        if isinstance(node, cst.Arg) and child is node.keyword:
            continue
        yield from names_in(child)


def calls_in(node: cst.CSTNode) -> Iterator[cst.Call]:
    if isinstance(node, cst.Call):
        yield node
    for child in node.children:
        yield from calls_in(child)


def expression_of(statement: cst.BaseStatement) -> cst.BaseExpression | None:
    """Of a statement that is a call or another expression alone."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        (only,) = statement.body
        if isinstance(only, cst.Expr):
            return only.value
    return None


def assignment_of(statement: cst.BaseStatement) -> cst.Assign | None:
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        (only,) = statement.body
        if isinstance(only, cst.Assign) and len(only.targets) == 1:
            return only
    return None


def with_argument(call: cst.Call, keyword: str, value: str) -> cst.Call:
    """A call with one keyword more, or with another value of it."""
    kept = [each for each in call.args if name_only(each.keyword) != keyword]
    more = cst.Arg(expression(value), keyword=cst.Name(keyword), equal=_EQUAL)
    return call.with_changes(args=[*kept, more])


def has_argument(call: cst.Call, keyword: str) -> bool:
    return any(name_only(each.keyword) == keyword for each in call.args)


_NO_SPACE = cst.SimpleWhitespace("")
_EQUAL = cst.AssignEqual(whitespace_before=_NO_SPACE, whitespace_after=_NO_SPACE)
