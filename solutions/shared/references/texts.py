"""An output as text, and the mistakes in reading it that are known by name.

outputs (rows, classes) and the character of each class → a text, one character a row
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from torch import Tensor

from autograder.checks.mistakes import Said


def read(outputs: Tensor, characters: Sequence[str]) -> str:
    """The most likely character of each row of outputs (n, classes); "?" for a class that has none."""
    return spelled(outputs.argmax(-1), characters)


def spelled(classes: Tensor, characters: Sequence[str]) -> str:
    """The characters of classes (…); "?" for one that has none."""
    return "".join(characters[i] if i < len(characters) else "?" for i in classes.reshape(-1).tolist())


Reading = Callable[[Tensor, Sequence[str]], str]


def _of(classes: Callable[[Tensor], Tensor]) -> Reading:
    """Outputs (rows, classes) → the classes that are spelled."""
    return lambda outputs, characters: spelled(classes(outputs), characters)


def _first(marked: Tensor) -> Tensor:
    """The first class of each row that is marked, 0 where none is: (rows, classes) → (rows,)."""
    return marked.int().cumsum(1).eq(0).sum(1) * marked.any(1)


def _searched(start: float) -> Reading:
    """A search for what is larger than the largest so far, which begins with a number and the class 0."""
    return _of(lambda z: z.argmax(1) * (z.amax(1) > start))


READINGS: dict[Said, Reading] = {
    Said("least-likely"): _of(lambda z: z.argmin(1)),
    Said("second-most-likely"): _of(lambda z: z.argsort(1, descending=True)[:, 1:2]),
    Said("two-most-likely"): _of(lambda z: z.argsort(1, descending=True)[:, :2]),
    Said("largest-absolute-value"): _of(lambda z: z.abs().argmax(1)),
    **{Said("search-begins-at", start=start): _searched(start) for start in (0, -1, 1)},
    Said("first-above-zero"): _of(lambda z: _first(z > 0)),
    Said("values-rounded"): _of(lambda z: _first((r := z.round()) == r.amax(1, keepdim=True))),
    Said("values-cut"): _of(lambda z: _first((r := z.trunc()) == r.amax(1, keepdim=True))),
    Said("last-class-left-out"): _of(lambda z: z[:, :-1].argmax(1)),
    Said("first-class-left-out"): _of(lambda z: 1 + z[:, 1:].argmax(1)),
    Said("class-after"): _of(lambda z: (z.argmax(1) + 1) % z.shape[1]),
    Said("class-before"): _of(lambda z: (z.argmax(1) - 1) % z.shape[1]),
    Said("classes-reversed"): _of(lambda z: z.shape[1] - 1 - z.argmax(1)),
    Said("class-modulo-4"): _of(lambda z: z.argmax(1) % 4),
    Said("maximum-of-all-rows"): _of(lambda z: _first(z == z.max())),
    Said("maximum-of-columns"): _of(lambda z: _first(z == z.amax(0))),
    Said("softmax-over-rows"): _of(lambda z: z.softmax(0).argmax(1)),
    Said("order-of-first-row"): _of(lambda z: z.argsort(1, descending=True)[0]),
    Said("order-of-first-row-upwards"): _of(lambda z: z.argsort(1)[0]),
    Said("first-row-at-each-step"): _of(lambda z: z.argmax(1)[:1].expand(len(z))),
    Said("every-other-row"): _of(lambda z: z[::2].argmax(1)),
    Said("characters-sorted"): lambda z, characters: read(z, sorted(characters)),
    Said("classes-not-characters"): lambda z, _: _digits(z.argmax(1).tolist()),
}
"""By name, the text that a decode with this mistake reads."""


def _digits(classes: Iterable[int]) -> str:
    return "".join(map(str, classes))
