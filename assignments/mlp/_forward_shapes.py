# A copy of the course's autograder/sandbox/inside/forward_shapes.py: the grader looks at your code alike.
"""The shapes that a forward pass comes by, of all that is computed from its inputs, and where they leave another's.

Grading looks at them where a student's code raises, in the process of that code, and the public tests do in a student's
own: so this file stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

Shape = tuple[int, ...]
MOST = 2_000  # shapes that are noted: a forward pass that goes on is one in a loop, and says little
MOST_COMPARED = (
    300  # shapes that two passes do not begin with alike: comparing costs the square of their number
)
MOST_SHOWN = 10  # shapes in a text, in which none is left out
MOST_DEPTH = 4  # of tuples, lists and dicts within each other


class ForwardShapes(TorchFunctionMode):
    """While active, notes the shape of each tensor that a torch function makes of the inputs; one shape that comes
    several times in a row counts once. What is made of weights alone, W.T or zeros, is not on the way.

        shapes = ForwardShapes()
        shapes.begin([images])
        with shapes:
            network(images)
        shapes.noted  # [(3, 10, 24, 24), (3, 10, 12, 12), …]
    """

    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[Shape] = []
        self.noted: list[Shape] = []
        self.is_cut = False
        self._pass = object()
        self._mark = f"_of_inputs_{id(self)}"  # on a tensor, for one mode may be active within another

    def begin(self, values: Any) -> None:
        """Another pass begins: what was noted is forgotten. values: its inputs, in tuples, lists and dicts."""
        self._pass, self.noted, self.is_cut = object(), [], False
        inputs = list(_tensors(values))
        self.inputs = [tuple(each.shape) for each in inputs]
        for each in inputs:
            setattr(each, self._mark, self._pass)

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        __tracebackhide__ = True
        kwargs = kwargs or {}
        value = func(*args, **kwargs)
        if any(getattr(each, self._mark, None) is self._pass for each in _tensors((args, kwargs))):
            made = list(_tensors(value))
            for each in made:
                setattr(each, self._mark, self._pass)
            self._note(made)
        return value

    def _note(self, made: Sequence[torch.Tensor]) -> None:
        """Of several, as nn.LSTM's output and its states, the first is the one on the way. A mask is none."""
        if not made or made[0].dtype == torch.bool:
            return
        shape = tuple(made[0].shape)
        if self.noted[-1:] != [shape]:
            self.is_cut = self.is_cut or len(self.noted) >= MOST
            self.noted += [] if self.is_cut else [shape]


def _tensors(value: Any, depth: int = 0) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list, Mapping)) and depth < MOST_DEPTH:
        items = value.values() if isinstance(value, Mapping) else value
        yield from chain.from_iterable(_tensors(item, depth + 1) for item in items)


def first_other(noted: Sequence[Shape], right: Sequence[Shape]) -> tuple[Shape | None, Shape | None]:
    """What a right pass has where another one, which stops, first has something else; and what that is.

    None stands for the end. Shapes that only one of them has, between two that both have, are another spelling: four
    products in place of one. They are something else where they have one axis of another size, or where no shape comes
    after them that both have; the last one alone, beyond several that were left out, is one by chance. Both are None
    where that would take long to tell.

        first_other([(3, 10, 24, 24), (3, 10, 8, 8)], [(3, 10, 24, 24), (3, 20, 8, 8)])  # (3, 20, 8, 8), (3, 10, 8, 8)
    """
    pairs = enumerate(zip(noted, right, strict=False))
    alike = next((place for place, (a, b) in pairs if a != b), min(len(noted), len(right)))
    got, want = noted[alike:], right[alike:]
    if max(len(got), len(want)) > MOST_COMPARED:
        return None, None
    mine, others = 0, 0
    for next_mine, next_others in _common(got, want):
        others_alone = next_others - others
        if next_mine - mine == others_alone > 0 and _differ_in_one_axis(got[mine], want[others]):
            break
        if next_mine == len(got) - 1 and others_alone > 1:
            break
        mine, others = next_mine + 1, next_others + 1
    return next(iter(want[others:]), None), next(iter(got[mine:]), None)


def _common(got: Sequence[Shape], want: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    """The places of the shapes that both have in the same order, as many as there are."""
    rest = [[0] * (len(want) + 1) for _ in range(len(got) + 1)]  # how many there are from two places on
    for a in reversed(range(len(got))):
        for b in reversed(range(len(want))):
            rest[a][b] = 1 + rest[a + 1][b + 1] if got[a] == want[b] else max(rest[a + 1][b], rest[a][b + 1])
    a, b = 0, 0
    while rest[a][b]:
        if got[a] == want[b]:
            yield a, b
            a, b = a + 1, b + 1
        elif rest[a + 1][b] == rest[a][b]:
            a += 1
        else:
            b += 1


def _differ_in_one_axis(one: Shape, other: Shape) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def text(inputs: Sequence[Shape], noted: Sequence[Shape]) -> str:
    """ "(3, 1, 28, 28) → (3, 10, 24, 24) → (3, 10, 12, 12)": where there are many, each once, and the last one."""
    shown = [str(shape) for shape in noted]
    if len(shown) > MOST_SHOWN:
        once = list(dict.fromkeys(shown))
        half = MOST_SHOWN // 2
        shown = [*once[:half], "…", *once[-half:]] if len(once) > MOST_SHOWN else once
        shown += [] if shown[-1] == str(noted[-1]) else ["…", str(noted[-1])]
    return " -> ".join([", ".join(map(str, inputs)), *shown])
