"""Tests that hold what your code gives against recorded values: those of a right answer, and those of known mistakes.

The values were recorded for the inputs and weights in the tests beside this file; grading has others. So this file
knows whether a value is right, and not how one comes to it.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import io
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest
import torch

RECORD = "_recorded.json"
FORMAT = 3
"""Of the record: one of another version is not read."""
CLOSE = 5e-5
"""Of the largest value: other spellings of the same differ by rounding alone, 1e-5 at most."""
ALIKE = 2e-5
"""Of the sum of all values: as near a sum of a known mistake's values is to one of yours."""
SMALL = 1e-3
"""Lists whose numbers are smaller count less."""
USUAL = torch.float32, torch.float64
"""Either is right where floats are asked for."""
SUMS = 6
SEED = 20_260_901
"""Of what a test draws; none that one would set."""
MOST_DEPTH = 6  # of lists within each other
PRINTED = 1.001e-4
"""How far a printed number may be off, as in grading: it has four digits, and rounding may go either way."""
OF_CALL, OF_FIRST, OF_GOT, OF_WANTED, OF_CRASH = "{what}", "{where}", "{got}", "{want}", "{said}"
"""What a recorded sentence leaves open: the call, what of it first differs, how many are there and are wanted, and what
your code has raised.
"""
ASIDE = "how: "
"""How the names begin of what is not right or wrong in itself, and tells mistakes with the same values apart."""
REFUSED, CRASHED, UNLIKE = "what a test says of it", "how it crashes", "how it is put together"
"""The name of the one thing that is seen where the call gives nothing: a test's own words, what is raised, or that
nothing can be compared.
"""

Leaf = tuple[str, list[float]]
Seen = dict[str, Leaf]
"""What a test sees, by a name for each: its kind, in words, and its numbers."""


class Mistake(AssertionError):
    """What is wrong. code: the known mistake's, as in grading; "" where none has these values."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class NotAlike(Exception):
    """Your code is put together in another way than the one that was recorded, so that a test cannot compare it."""


def recorded(what: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], None]]:
    """Makes a test of a function that gives what it sees of your code, as a dict: see `seen`.

    what: the call that it looks at, for messages.

        @recorded("double(x)")
        def test_double_values(student):
            return {"of ones": student.double(torch.ones(3))}
    """

    def decorate(case: Callable[[Any], Any]) -> Callable[[Any], None]:
        @functools.wraps(case)
        def test(student: Any) -> None:
            __tracebackhide__ = True
            record = _record(Path(case.__code__.co_filename).with_name(RECORD), case.__name__)
            tests = getattr(sys.modules.get(test.__module__), "__dict__", {})
            try:
                got = run(case, student)
            except NotAlike:
                return
            except Exception as error:
                _name(error, what, _known(record, case.__name__, of_error(error), student, tests))
                raise
            right = _right(record, case.__name__)
            if (first := first_other(got, right)) is not None:
                _tell(what, got, right, first, _known(record, case.__name__, got, student, tests))

        test.case, test.what = case, what  # type: ignore[attr-defined]
        return test

    return decorate


def _record(file: Path, name: str) -> Any:
    """The record beside the tests; where it does not have this test in this version's form, the test is left out."""
    __tracebackhide__ = True
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        if record["format"] != FORMAT:
            raise ValueError
        _right(record, name)
        codes = [code for code, _, parts in record["mistakes"] if isinstance(parts, list)]
        for kinds, sums, places in record["tests"][name]["wrong"]:
            is_alike((kinds, sums), (kinds, sums))
            _ = [codes[place] for place in places]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        pytest.skip(f"{RECORD} is missing beside the tests, or does not fit them: fetch the folder again")
    return record


def _right(record: Any, name: str) -> Seen:
    return {label: (kind, values) for label, (kind, values) in record["tests"][name]["right"].items()}


def run(case: Callable[[Any], Any], student: Any) -> Seen:
    """What a case sees of a module, always from the same random numbers; nothing that it prints is shown."""
    __tracebackhide__ = True
    with _same_start(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return seen(case(student))


@contextlib.contextmanager
def _same_start() -> Iterator[None]:
    before = torch.get_rng_state()
    dtype, grad = torch.get_default_dtype(), torch.is_grad_enabled()
    torch.manual_seed(SEED)
    try:
        yield
    finally:
        torch.set_rng_state(before)
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(grad)


class Printed(tuple[float, ...]):
    """Numbers as they were printed, which may be off by their last digit."""


def plain(value: Any) -> Any:
    """The value with Python's own numbers, texts and lists for NumPy's, as grading reads them."""
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        kinds = "biuf" if hasattr(value, "__setitem__") else "biufU"  # of an array, of a single one
        return value.tolist() if value.dtype.kind in kinds else value
    if type(value) in (list, tuple):
        return type(value)(plain(each) for each in value)
    return value


def seen(value: Mapping[str, Any]) -> Seen:
    """The kinds and the numbers in a dict of tensors, numbers, texts, and lists of these."""
    found: Seen = {}
    for name, each in value.items():
        _see(name, plain(each), found, 0)
    return found


def _see(name: str, value: Any, found: Seen, depth: int) -> None:
    if isinstance(value, torch.Tensor):
        kind = "a tensor" if value.dtype in USUAL else f"a tensor of {value.dtype}"
        shape = tuple(value.shape)
        # first to the CPU: not every device has float64
        flat = value.detach().cpu().to(torch.float64).flatten().tolist()
        found[name] = f"{kind} of the shape {shape}", flat
    elif isinstance(value, bool):
        yes, no = ("as before", "changed") if name.endswith("afterwards") else ("yes", "no")
        found[name] = yes if value else no, []
    elif value is None or isinstance(value, str):
        found[name] = repr(value), []
    elif isinstance(value, Printed):
        found[name] = f"{len(value)} printed numbers", list(value)
    elif isinstance(value, (int, float)):
        found[name] = "a number", [float(value)]
    elif isinstance(value, (list, tuple)) and depth < MOST_DEPTH:
        if value and all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in value):
            found[name] = f"{len(value)} numbers", [float(each) for each in value]
            return
        are_tensors = bool(value) and all(isinstance(each, torch.Tensor) for each in value)
        found[name] = f"{len(value)} {'tensors' if are_tensors else 'values'}", []
        for number, each in enumerate(value):
            _see(f"{name}[{number}]", each, found, depth + 1)
    else:
        found[name] = f"of the type {type(value).__name__}", []


def first_other(got: Seen, right: Seen) -> str | None:
    """The name of what first is not as recorded; None where all is."""
    for name, (kind, values) in right.items():
        if name not in got or got[name][0] != kind or _others(got[name][1], values, _bound(name, right)):
            return name
    return next((name for name in got if name not in right and not name.startswith(ASIDE)), None)


def _bound(name: str, right: Seen) -> float:
    """How far values may be from the recorded ones: those of one list have the same bound."""
    if right[name][0].endswith("printed numbers"):
        return PRINTED
    alike = (values for each, (_, values) in right.items() if _of_list(each) == _of_list(name))
    return CLOSE * max((abs(v) for values in alike for v in values if math.isfinite(v)), default=0.0) + 1e-6


def _others(got: Sequence[float], right: Sequence[float], bound: float) -> list[int]:
    """The places of the values that are not as recorded."""
    return [
        place
        for place, (a, b) in enumerate(zip(got, right, strict=True))
        if a != b and not abs(a - b) <= bound and not (math.isnan(a) and math.isnan(b))
    ]


def fingerprint(got: Seen) -> tuple[str, list[float]]:
    """A short sign of what was seen, by which a known mistake is told: its kinds, and some sums of its numbers."""
    kinds = hashlib.sha256(json.dumps([(name, kind) for name, (kind, _) in got.items()]).encode())
    of_lists: dict[str, float] = {}
    for name, (_, each) in got.items():
        largest = max((abs(value) for value in each if math.isfinite(value)), default=0.0)
        of_lists[_of_list(name)] = max(largest, of_lists.get(_of_list(name), SMALL))
    # each list counts, however large the numbers of another one are
    weights = {name: (1 + math.log1p(largest)) / largest for name, largest in of_lists.items()}
    values = [value * weights[_of_list(name)] for name, (_, each) in got.items() for value in each]
    odd = [(place, str(value)) for place, value in enumerate(values) if not math.isfinite(value)]
    kinds.update(repr(odd).encode())
    finite = [value if math.isfinite(value) else 0.0 for value in values]
    sums = [
        sum(value * math.sin((1.37 + 0.71 * k) * place + k) for place, value in enumerate(finite))
        for k in range(SUMS)
    ]
    return kinds.hexdigest()[:10], [sum(map(abs, finite)), *sums]


def _of_list(name: str) -> str:
    """The list that a value stands in; itself where it is in none."""
    return name.partition("[")[0]


def is_alike(one: tuple[str, Sequence[float]], other: tuple[str, Sequence[float]]) -> bool:
    """Whether two fingerprints are of the same values but for rounding."""
    bound = ALIKE * max(one[1][0], other[1][0]) + 1e-6
    return one[0] == other[0] and all(abs(a - b) <= bound for a, b in zip(one[1], other[1], strict=True))


def of_error(error: Exception) -> Seen:
    """What is seen of a call that raises: the error's kind and its words."""
    if isinstance(error, NotAlike):
        return {UNLIKE: ("in another way", [])}
    words = str(error).partition("\nassert ")[0]  # behind it is what pytest adds
    return {
        REFUSED if isinstance(error, AssertionError) else CRASHED: (f"{type(error).__name__}: {words}", [])
    }


def _known(
    record: Any, name: str, got: Seen, student: Any, tests: Mapping[str, Any]
) -> tuple[str, str] | None:
    """Code and sentence of the one known mistake that gives all of this, here and in the other tests.

    Those of its part decide first, then those of other parts: a mistake in a layer shows in the network, too. Two
    mistakes with the same values everywhere have a name in each part that grading takes points from.
    """
    mistakes, part = record["mistakes"], name.split("_")[1]
    fitting = _fitting(record, name, got)
    others = [each for each, test in tests.items() if each != name and hasattr(test, "case")]
    beside = [each for each in others if each.split("_")[1] == part]
    if CRASHED in got and fitting:
        quoting = {each for each in fitting if OF_CRASH in mistakes[each][1]}
        fitting = quoting or _by_crashes(
            record, fitting, got, [(each, tests[each].case) for each in beside], student
        )
    for other in [*beside, *(each for each in others if each not in beside)]:
        if _is_one(mistakes, fitting):
            break
        fitting = _narrowed(record, other, tests[other].case, student, fitting, other in beside)
    if not _is_one(mistakes, fitting):
        fitting = {each for each in fitting if part in mistakes[each][2]}
    found = {tuple(mistakes[each][:2]) for each in fitting if mistakes[each][0]}
    if len({code for code, _ in found}) != 1:
        return None
    code = next(iter(found))[0]
    sentences = {sentence for _, sentence in found}
    return code, next(iter(sentences)) if len(sentences) == 1 else ""


def _by_crashes(
    record: Any, fitting: set[int], got: Seen, others: Sequence[tuple[str, Any]], student: Any
) -> set[int]:
    """Those of the mistakes by which all tests of a part crash as yours do. One crash may have many reasons: none where
    all have the same words.
    """
    words = {got[CRASHED][0]}
    for name, case in others:
        with contextlib.suppress(pytest.fail.Exception, pytest.skip.Exception):
            try:
                run(case, student)
            except Exception as error:
                theirs = of_error(error)
                fitting = fitting & _fitting(record, name, theirs)
                words |= {theirs[CRASHED][0]} if CRASHED in theirs else set()
    return fitting if len(words) > 1 else set()


def _is_one(mistakes: Any, numbers: set[int]) -> bool:
    return len({mistakes[each][0] for each in numbers}) < 2


def _narrowed(
    record: Any, test: str, case: Any, student: Any, fitting: set[int], is_of_part: bool
) -> set[int]:
    """Those of the mistakes that fit in one more test, too. In another part, yours may have further mistakes."""
    rows = record["tests"].get(test, {}).get("wrong", [])
    told = {each for row in rows for each in row[2]}
    if test not in record["tests"] or not (is_of_part or told & fitting):
        return fitting
    with contextlib.suppress(pytest.fail.Exception, pytest.skip.Exception):  # it has no such name
        try:
            theirs = run(case, student)
        except Exception as error:
            return fitting & _fitting(record, test, of_error(error)) or fitting
        if first_other(theirs, _right(record, test)) is None:
            return fitting - told
        found = fitting & _fitting(record, test, theirs)
        return found if is_of_part else found or fitting
    return fitting


def _fitting(record: Any, name: str, got: Seen) -> set[int]:
    mine = fingerprint(got)
    rows = record["tests"].get(name, {}).get("wrong", [])
    return {each for kinds, sums, numbers in rows if is_alike(mine, (kinds, sums)) for each in numbers}


def _tell(what: str, got: Seen, right: Seen, first: str, known: tuple[str, str] | None) -> NoReturn:
    __tracebackhide__ = True
    code, sentence = known or ("", "")
    if sentence := _filled(sentence, what, first, counts(first, got, right)):
        raise Mistake(sentence, code)
    raise Mistake(f"{what}: {_difference(first, got, right)}", code)


def _name(error: Exception, what: str, known: tuple[str, str] | None) -> None:
    """Says the known mistake by which the call raises; where its sentence leaves too much open, the error keeps its
    words and has the mistake's code.
    """
    __tracebackhide__ = True
    if known is None or getattr(error, "code", None):
        return
    said = error if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
    if sentence := _filled(known[1], what, None, None, str(said)):
        raise Mistake(sentence, known[0]) from None
    with contextlib.suppress(AttributeError):
        error.code = known[0]  # type: ignore[attr-defined]


def _filled(
    sentence: str, what: str, first: str | None, numbers: tuple[int, int] | None, said: str = ""
) -> str:
    """A recorded sentence with what it leaves open; "" where that is not known."""
    facts = {OF_CALL: what}
    if first is not None:
        facts[OF_FIRST] = first
    if said:
        facts[OF_CRASH] = said
    if numbers is not None:
        facts |= {OF_GOT: str(numbers[0]), OF_WANTED: str(numbers[1])}
    open_ones = re.compile("|".join(map(re.escape, (OF_CALL, OF_FIRST, OF_GOT, OF_WANTED, OF_CRASH))))
    if not all(each in facts for each in open_ones.findall(sentence)):
        return ""
    return open_ones.sub(lambda each: facts[each[0]], sentence)


def counts(name: str, got: Seen, right: Seen) -> tuple[int, int] | None:
    """How many are there and how many are wanted, where what first differs is a number of things, or their length."""
    pair = [_count(*each[name]) for each in (got, right) if name in each]
    return (pair[0], pair[1]) if len(pair) == 2 and None not in pair and pair[0] != pair[1] else None  # type: ignore[return-value]


def _count(kind: str, values: Sequence[float]) -> int | None:
    if kind == "a number":
        return int(values[0]) if values[0].is_integer() else None
    if kind[:1] in "'\"":
        return len(ast.literal_eval(kind))
    if found := re.match(r"(\d+) |a tensor.* of the shape \((\d+)", kind):
        return int(found[1] or found[2])
    return None


def _difference(name: str, got: Seen, right: Seen) -> str:
    if name not in got:
        return f"{name} is missing"
    if name not in right:
        return f"{name} is too much"
    (kind, values), (other, wanted) = got[name], right[name]
    if kind != other:
        hint = ": is a return missing?" if kind == "None" else ""
        if "tensor" in kind and "number" in other:
            hint = ": append loss.item()" if "numbers" in other else ": use .item()"
        return f"{name}: expected {other}, got {kind}{hint}"
    wrong = _others(values, wanted, _bound(name, right))
    place = wrong[0]
    where = f"{name}{_index(place, kind)}"
    share = f"; {len(wrong)} of {len(values)} values differ" if len(values) > 1 else ""
    return f"{where}: expected {wanted[place]:.5g}, got {values[place]:.5g}{share}"


def _index(place: int, kind: str) -> str:
    shape = [int(size) for size in re.findall(r"\d+", kind.partition("shape")[2])]
    if "shape" not in kind:
        return "" if kind == "a number" else f"[{place}]"
    index: list[int] = []
    for size in reversed(shape):
        place, rest = divmod(place, size)
        index.insert(0, rest)
    return str(index) if index else ""


def numbers(*shape: int, start: float = 0.0, scale: float = 1.0) -> torch.Tensor:
    """Numbers that are the same on every machine; `start` chooses which."""
    places = torch.arange(math.prod(shape), dtype=torch.float64).reshape(shape)
    return (scale * torch.sin(1.7 * places + 0.3 + start + 0.01 * places * places)).to(
        torch.get_default_dtype()
    )


def fill(
    net: torch.nn.Module,
    ends: Mapping[str, tuple[int, ...]],
    layers: Sequence[tuple[int, ...]] = (),
    start: float = 0.0,
    scale: float = 0.6,
) -> Any:
    """Gives the network weights that are the same on every machine. `NotAlike` where it has other parameters.

    ends: the shapes of parameters, by the ends of their names. layers: the shapes of further weights, each with a bias.
    """
    given = {name: tuple(value.shape) for name, value in net.named_parameters()}
    wanted: dict[str, tuple[int, ...]] = {}
    for end, shape in ends.items():
        names = [name for name in given if name == end or name.endswith(f".{end}")]
        if len(names) != 1 or given[names[0]] != shape:
            raise NotAlike
        wanted[names[0]] = shape
    for shape in layers:
        names = [n for n in given if n.endswith("weight") and given[n] == shape and n not in wanted]
        if len(names) != 1 or f"{names[0][:-6]}bias" not in given:
            raise NotAlike
        wanted |= {names[0]: shape, f"{names[0][:-6]}bias": shape[:1]}
    if wanted != given:
        raise NotAlike
    parameters = dict(net.named_parameters())
    for number, (name, shape) in enumerate(wanted.items()):
        with torch.no_grad():
            parameters[name].copy_(numbers(*shape, start=start + number, scale=scale))
    return net


def fill_evenly(
    net: torch.nn.Module,
    size: int,
    hidden: int,
    layers: int,
    others: Sequence[tuple[int, ...]] = (),
    biases: Sequence[int] = (),
) -> Any:
    """Gives a recurrent network of tanh layers weights with which it does not matter where they stand: all matrices
    between hidden states are the same one, which is symmetric. `NotAlike` where it has other parameters.

    others: the shapes of further matrices, each there once, as it is or transposed. biases: the sizes of theirs.
    """
    between = numbers(hidden, hidden, scale=0.4)
    between = between + between.T
    matrices: dict[tuple[int, ...], torch.Tensor] = {(hidden, size): 0.9 * numbers(hidden, size, start=1)}
    matrices |= {shape: 0.9 * numbers(*shape, start=2 + n) for n, shape in enumerate(others)}
    matrices |= {shape[::-1]: matrix.T for shape, matrix in list(matrices.items())}
    found: dict[tuple[int, ...], list[torch.nn.Parameter]] = {}
    for value in net.parameters():
        shape = tuple(axis for axis in value.shape if axis != 1)
        key = shape if shape in matrices or shape == (hidden, hidden) or len(shape) == 1 else ()
        found.setdefault(min(key, key[::-1]), []).append(value)
    counts = {shape: len(values) for shape, values in found.items()}
    wanted = {min(shape, shape[::-1]): 1 for shape in matrices} | {(hidden, hidden): 2 * layers - 1}
    wanted |= {(count,): 1 for count in biases}
    of_layers = counts.pop((hidden,), 0)
    if counts != wanted or of_layers not in (layers, 2 * layers):
        raise NotAlike
    vectors: dict[tuple[int, ...], torch.Tensor] = {
        (hidden,): 0.4 * numbers(hidden, start=3) * layers / of_layers
    }
    vectors |= {(count,): numbers(count, start=4) for count in biases}
    for values in found.values():
        for value in values:
            shape = tuple(axis for axis in value.shape if axis != 1)
            filling = (
                between if shape == (hidden, hidden) else (vectors if len(shape) == 1 else matrices)[shape]
            )
            with torch.no_grad():
                value.copy_(filling.reshape(value.shape))
    return net


def check_shape(value: object, shape: tuple[int, ...], what: str) -> None:
    """Mistake, as grading calls it, where a value is no tensor of this shape."""
    __tracebackhide__ = True
    if not isinstance(value, torch.Tensor):
        code = "none-returned" if value is None else "tensor-expected"
        raise Mistake(f"{what}: expected a tensor, got {type(value).__name__}", code)
    if tuple(value.shape) != shape:
        raise Mistake(f"{what}: expected the shape {shape}, got {tuple(value.shape)}", "other-shape")


def check_count(net: torch.nn.Module, what: str, least: int, of: str, most: int | None = None) -> None:
    """Mistake where a network has fewer parameters than what it is to be made of, or more than that can have."""
    count = sum(value.numel() for value in net.parameters())
    if count < least:
        raise Mistake(f"{what} has {count} trainable numbers; {of} have at least {least}")
    if most is not None and count > most:
        raise Mistake(f"{what} has {count} trainable numbers; {of} have at most {most}")


def check_parameters(net: torch.nn.Module, wanted: Mapping[str, tuple[int, ...]]) -> None:
    """Mistake, as grading calls it, where parameters have other names or shapes than an exercise asks for."""
    given = {name: tuple(value.shape) for name, value in net.named_parameters()}
    is_other = any(name not in given for name in wanted if name.endswith("_l0"))
    for name, shape in wanted.items():
        if name not in given:
            has = ", ".join(given) or "none"
            code = (
                "it-has-no-parameters" if not given else "it-has-others" if is_other else "parameter-missing"
            )
            raise Mistake(f"{name} is missing; the parameters are {has}", code)
        if given[name] != shape:
            raise Mistake(f"{name}: expected the shape {shape}, got {given[name]}", "parameter-shape")


def check_last_bias(net: torch.nn.Module, inputs: torch.Tensor, what: str) -> None:
    """Mistake where the last layer adds no bias. With weights of 0 its inputs are 0, so nothing but a bias can have a
    gradient.
    """
    with torch.no_grad():
        for value in net.parameters():
            value.zero_()
    outputs = net(inputs)
    if outputs.requires_grad:
        (outputs * numbers(*outputs.shape)).sum().backward()
        if not any(value.grad is not None and bool(value.grad.any()) for value in net.parameters()):
            raise Mistake(f"{what}: the last layer adds no bias")
