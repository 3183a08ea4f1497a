"""What a suite asks of a right answer, test by test: requests that can be asked again, with other sizes and values."""

from __future__ import annotations

import random
import string
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import torch

from autograder.course.material import Cells, HiddenSuite
from autograder.errors import InfrastructureError
from autograder.grading import suite
from autograder.grading.plugin import Turn
from autograder.sandbox.inside.wire import Remote, Value
from autograder.student.connection import Answer, LocalConnection, Request
from autograder.student.student import Student

SECONDS = 120.0  # for one test on what is right
LARGEST, VERY_LARGE, LARGEST_PRODUCT = 24, (65, 130), 160  # sizes that are drawn
LARGEST_TENSOR = 120_000  # numbers
MOST_TRIES = 20  # to draw sizes of which none is too large
SCALES = (0.01, 0.3, 1.0, 1.0, 3.0, 30.0, 1000.0)
PACKED = {"tuple", "list", "dict"}
"""Kinds of `inside.plain` in which values lie."""
SETTING = ("set_parameters", "set_tensors")
"""Requests that give an object weights: drawn anew, in the shapes that it has then."""


@dataclass(frozen=True)
class Asked:
    """One request of a test, and what the right answer gave."""

    request: Request
    answer: Answer


@dataclass
class Recording:
    """The requests of one test, in order."""

    asked: list[Asked] = field(default_factory=list)
    test: str = ""
    """Its name."""

    def mentions(self, name: str) -> bool:
        """Whether a request is about what the code calls so, or an object of that kind."""
        return any(
            each.request.get("name") == name or any(remote.kind == name for remote in remotes(each.request))
            for each in self.asked
        )


class _Recorder:
    """A connection that notes what passes."""

    def __init__(self, inner: LocalConnection) -> None:
        self._inner = inner
        self.generation = inner.generation
        self.turn: Turn | None = None
        self.found: dict[int, Recording] = {}

    def request(self, request: Request) -> Answer:
        answer = self._inner.request(request)
        number = len(self.turn.results) if self.turn else 0
        self.found.setdefault(number, Recording()).asked.append(Asked(request, answer))
        return answer


def record(
    hidden: HiddenSuite, cells: Cells, forbidden: Sequence[str], key: str, names: Collection[str] = ()
) -> list[Recording]:
    """What each test of a suite, or those of some names, asks of a right answer, which runs in this process.

    InfrastructureError where the suite cannot be run.
    """
    recorder = _Recorder(LocalConnection(cells, forbidden))
    turn = Turn(Student(recorder), key)
    recorder.turn = turn
    suite.run(hidden, turn, SECONDS, names=names)
    if not recorder.found:
        raise InfrastructureError(f"{hidden.name}: its tests ask nothing")
    for number, recording in recorder.found.items():
        recording.test = turn.results[number].name if number < len(turn.results) else ""
    return list(recorder.found.values())


def remotes(value: Value) -> Iterator[Remote]:
    """The objects that a value refers to, in order."""
    return (leaf for leaf in leaves(value) if isinstance(leaf, Remote))


def leaves(value: Value) -> Iterator[Value]:
    """What lists and dicts in a value hold in the end, in order; the value itself where it is neither."""
    if isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value


class Other:
    """Other sizes and values for the requests of a test: the same size becomes the same other size everywhere."""

    def __init__(self, recording: Recording, chance: random.Random) -> None:
        self._chance = chance
        self._generator = torch.Generator().manual_seed(chance.getrandbits(62))
        self._scale = chance.choice(SCALES)
        self._keeps_values = chance.random() < 0.2
        self.begins_in_evaluation = chance.random() < 0.25
        """Whether networks are in evaluation mode when they are handed on."""
        self._is_extreme = chance.random() < 0.2
        sizes = sorted(set(_sizes([each.request for each in recording.asked])))
        for _ in range(MOST_TRIES):
            self._sizes = self._drawn(sizes)
            if all(new <= max(old, LARGEST_PRODUCT) for old, new in self._sizes.items()):
                break

    def _drawn(self, sizes: Sequence[int]) -> dict[int, int]:
        chance, found = self._chance, dict[int, int]()
        share = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for size in sizes:
            factors = [(a, size // a) for a in sizes if 1 < a < size and size % a == 0]
            products = [(a, b) for a, b in factors if b in found]
            if products:
                a, b = chance.choice(products)
                found[size] = found[a] * found[b]
            elif factors and chance.random() < 0.5:
                a, b = chance.choice(factors)
                found[size] = found[a] * b
            elif size <= 1 and chance.random() < 0.8:
                found[size] = size
            elif chance.random() < share:
                large = (13, max(LARGEST, int(1.4 * size)))
                kinds, weights = ((1, 2), (2, 12), large, VERY_LARGE), (4, 8, 4, 1)
                if self._is_extreme:  # many batches of one, one layer of many units
                    kinds, weights = ((1, 1), (1, 1), large, (17, 40)), (2, 2, 2, 2)
                ((low, high),) = chance.choices(kinds, weights)
                found[size] = chance.randint(low, high)
            else:
                found[size] = size
        return found

    @property
    def is_resized(self) -> bool:
        return any(old != new for old, new in self._sizes.items())

    def size(self, size: int) -> int:
        return self._sizes.get(size, size)

    def value(self, value: Value) -> Value:
        """What takes the place of a value in a request. ValueError where it would be too large."""
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, bool) or value is None or isinstance(value, (str, Remote)):
            return value
        if isinstance(value, int):
            return self.size(value)
        if isinstance(value, float):
            return value * self._chance.choice((0.3, 1.0, 1.0, 2.0))
        if isinstance(value, list):
            if value and all(isinstance(item, str) and len(item) == 1 for item in value):
                more = [each for each in string.ascii_letters if each not in value]
                return [*value, *more][: self.size(len(value))]
            return [self.value(item) for item in value]
        if (
            len(value) == 1 and not value.keys() & PACKED
        ):  # as `inside.plain` packs it: an index, a name, an object
            return value
        return {key: self.value(item) for key, item in value.items()}

    def _tensor(self, tensor: torch.Tensor) -> torch.Tensor:
        shape = [self.size(each) for each in tensor.shape]
        count = 1
        for each in shape:
            count *= each
        if count > LARGEST_TENSOR:
            raise ValueError("too large")
        if self._keeps_values and list(tensor.shape) == shape:
            return tensor
        if tensor.dtype == torch.bool:
            if tensor.dim() >= 2 and torch.equal(tensor, tensor.tril()):
                return torch.ones(shape, dtype=torch.bool).tril()
            return torch.rand(shape, generator=self._generator) > 0.4
        if not tensor.is_floating_point():
            return self._whole(tensor, shape)
        if tensor.numel() > 1 and tensor.dim() > 1 and bool(((tensor == 0) | (tensor == 1)).all()):
            places = torch.randint(shape[-1] or 1, shape[:-1], generator=self._generator)
            return torch.nn.functional.one_hot(places, max(1, shape[-1])).to(tensor.dtype)
        numbers = torch.randn(shape, generator=self._generator, dtype=torch.float64)
        return (numbers * self._scale).to(tensor.dtype)

    def _whole(self, tensor: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
        """Indices and labels, of as many classes as there are where a size tells how many."""
        low, high = (int(tensor.min()), int(tensor.max()) + 1) if tensor.numel() else (0, 1)
        if low >= 0:
            high = self.size(next((size for size in sorted(self._sizes) if size >= high), high))
        low = min(low, 0)
        return torch.randint(low, max(high, low + 1), shape, generator=self._generator).to(tensor.dtype)

    def weights(self, like: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """Weights of these shapes."""
        scale = self._chance.choice((0.1, 0.5, 0.5, 1.0, 3.0))
        return {
            name: (torch.randn(value.shape, generator=self._generator, dtype=torch.float64) * scale).to(
                value.dtype
            )
            for name, value in like.items()
        }


def _sizes(value: Value) -> Iterator[int]:
    if isinstance(value, torch.Tensor):
        yield from value.shape
    elif isinstance(value, int) and not isinstance(value, bool) and value > 0:
        yield value
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield len(value)
        for item in value:
            yield from _sizes(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("seed", "values"):
                yield from _sizes(item)
