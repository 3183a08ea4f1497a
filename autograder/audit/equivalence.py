"""Whether a mutant that no test has caught is a mistake at all, as far as values show.

The right answer and the mutant are asked the same, side by side: what the tests ask, with other sizes (smaller and
larger ones than theirs, on every axis), other values, other weights and seeds. One difference, and it is a mistake that
the suite should have found. No difference in many draws, and it is set apart as equivalent: as far as these draws show,
which is no proof. What cannot be decided counts as a survivor.
"""

from __future__ import annotations

import math
import multiprocessing
import random
import re
import signal
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import lru_cache

import torch

from autograder.audit.mutants import Mutant
from autograder.audit.recording import SETTING, Asked, Other, Recording, record, remotes
from autograder.course.material import Cells, Material
from autograder.errors import InfrastructureError, KitError, WorkerError, reason_of
from autograder.grading import batch, slot
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.inside.wire import Remote, Value
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import Answer, Connection, LocalConnection, Request, SandboxConnection

WANTED, LEAST, LEAST_RESIZED = 60, 20, 5
"""How many draws are compared; how many, and how many of other sizes, let a mutant count as equivalent."""
MOST_TRIED = 240  # draws, of which the right answer raises in some
MOST_CPU, MOST_SECONDS = 6.0, 60.0  # for one mutant: of the right answer's process, and in all
REQUEST_SECONDS, WALL_SECONDS = 20.0, 600.0  # for a call of the mutant's, and for all of them
TOLERANCES = {torch.float64: 1e-6, torch.float32: 1e-3}
LOOSEST = 5e-2  # of half precision
COMPARED = (
    "call",
    "apply",
    "evaluate",
    "call_with",
    "gradients",
    "trace",
    "fresh",
    "use",
    "parameters",
)
NUMBER = re.compile(r"-?\d+(?:\.(\d+))?(?:e[+-]?\d+)?")


@dataclass(frozen=True)
class Decision:
    """draws: how many were compared, resized: how many of them with other sizes. difference: what differed, and where,
    in one line; "" where nothing did. failure: why it cannot be told, "" where it can.
    """

    draws: int
    resized: int = 0
    difference: str = ""
    failure: str = ""

    @property
    def is_equivalent(self) -> bool:
        return (
            self.draws >= LEAST and self.resized >= LEAST_RESIZED and not self.difference and not self.failure
        )


class Differs(Exception):
    """The mutant gives something else."""


class _Unusable(Exception):
    """The right answer itself does not take what was drawn."""


def decide(
    mutants: Sequence[tuple[Mutant, Cells]], material: Material, walls: Collection[Wall], jobs: int
) -> Iterator[tuple[str, Decision]]:
    """The key of each mutant and the decision about it, as they are made; with each comes the right answer that it was
    made of.

    The mutants' code runs behind the walls; that of the right answers, the course's own, in processes of this machine.
    """
    if not mutants:
        return
    batch.warm_up()
    context = multiprocessing.get_context("forkserver")
    executor = ProcessPoolExecutor(min(jobs, len(mutants)), context, _start, (material, frozenset(walls)))
    try:
        tasks = {
            executor.submit(
                _decide, each.assignment, right, each.cells, each.definition.name, each.key
            ): each.key
            for each, right in mutants
        }
        for task in as_completed(tasks):
            try:
                yield tasks[task], task.result()
            except Exception as error:  # its process died: it is not decided
                yield tasks[task], Decision(0, failure=reason_of(error))
    except BaseException:  # Ctrl-C: what is being compared is nobody's loss
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


_material: Material
_walls: frozenset[Wall]


def _start(material: Material, walls: frozenset[Wall]) -> None:
    global _material, _walls
    _material, _walls = material, walls
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's to act on
    threading.Thread(target=slot.end_with_the_program, daemon=True).start()


@lru_cache(maxsize=1)
def _sandbox(scratch: int) -> Sandbox:
    return Sandbox(scratch=scratch, cuda=False, walls=_walls)


@lru_cache(maxsize=4)
def _recordings(name: str, cells: Cells) -> tuple[Recording, ...]:
    forbidden = _material.config.assignments[name].forbidden
    key = f"{_material.config.seed}/equivalence"
    return tuple(record(_material.suites[name], cells, forbidden, key))


def _decide(name: str, right: Cells, wrong: Cells, definition: str, key: str) -> Decision:
    assignment = _material.config.assignments[name]
    try:
        recordings = _recordings(name, right)
        sandbox = _sandbox(assignment.limits.scratch).ready()
    except (KitError, OSError) as error:
        return Decision(0, failure=str(error))
    about = [each for each in recordings if each.mentions(definition)] or list(recordings)
    chance, draws, resized = random.Random(key), 0, 0
    started, spent = time.monotonic(), time.process_time()
    ours = LocalConnection(right, assignment.forbidden)
    limits = replace(assignment.limits, request=REQUEST_SECONDS, wall=WALL_SECONDS, cpu=WALL_SECONDS)
    theirs = SandboxConnection(sandbox, wrong, limits, forbidden=assignment.forbidden)
    try:
        for _ in range(MOST_TRIED):
            if draws >= WANTED or time.process_time() - spent > MOST_CPU:
                break
            if time.monotonic() - started > MOST_SECONDS:
                break
            recording = chance.choice(about)
            try:
                other = Other(recording, chance)
                is_compared = compare(recording, other, ours, theirs, chance) > 0
                draws += is_compared
                resized += is_compared and other.is_resized
            except Differs as difference:
                return Decision(draws, resized, str(difference))
            ours.forget()
    except (InfrastructureError, OSError) as error:
        return Decision(draws, resized, failure=str(error))
    finally:
        theirs.close()
    return Decision(draws, resized)


def compare(
    recording: Recording, other: Other, ours: Connection, theirs: Connection, chance: random.Random
) -> int:
    """Asks both once what a test asks, drawn anew: how many answers were compared; 0 where the right answer does not
    take what was drawn to the end. other: what is drawn. Differs where they differ.
    """
    seed, compared = chance.getrandbits(31), 0
    places: dict[int, tuple[Remote, Remote]] = {}
    for asked in recording.asked:
        try:
            request = _redrawn(asked, other, ours, places)
        except (ValueError, RuntimeError, _Unusable):
            return 0
        request = {**request, "seed": seed} if "seed" in request else request
        want = ours.request(_for_side(request, places, 0))
        if ("value" in want) != ("value" in asked.answer):
            return 0  # what was drawn is not what it takes
        got = _asked(theirs, _for_side(request, places, 1))
        _check(request, want, got)
        compared += request["do"] in COMPARED and "value" in want
        for question in _more(request, want, chance):
            mine = ours.request(_for_side(question, places, 0))
            if "value" in mine:  # else it has none
                _check(question, mine, _asked(theirs, _for_side(question, places, 1)))
        _note_places(asked.answer, want, got, places)
        if request["do"] in ("call", "fresh"):
            _share_weights(want, got, ours, theirs, request)
        if request["do"] in ("call", "fresh", "make") and other.begins_in_evaluation:
            for our, their in zip(remotes(want), remotes(got), strict=False):
                asked_for = {"do": "apply", "method": "eval", "args": [], "kwargs": {}}
                if "value" in ours.request({**asked_for, "target": our}):  # else it is no network
                    _asked(theirs, {**asked_for, "target": their})
    return compared


def _asked(theirs: Connection, request: Request) -> Answer:
    """The mutant's answer. Differs where there is none: its process died, or it does not come to an end."""
    try:
        return theirs.request(request)
    except WorkerError as error:
        raise Differs(f"{_subject(request)}: {error}") from None


def _more(request: Request, want: Answer, chance: random.Random) -> Iterator[Request]:
    """What the tests may never ask for: a network in training mode; gradients of what a call gave, where that is a
    tensor of numbers.
    """
    settings: Request = {key: request[key] for key in ("dtype", "device", "seed") if key in request}
    if request["do"] == "evaluate":
        asked = {"target": request["target"], "method": "", "args": request["args"], "kwargs": {}}
        yield {"do": "apply", **settings, **asked}
    value = want.get("value")
    if request["do"] == "call_with" and isinstance(value, dict):
        value = value.get("value")
    elif request["do"] not in ("evaluate", "call"):
        return
    if not isinstance(value, torch.Tensor) or not value.is_floating_point() or request.get("kwargs"):
        return
    generator = torch.Generator().manual_seed(chance.getrandbits(62))
    upstream = torch.randn(value.shape, generator=generator, dtype=torch.float64).to(value.dtype)
    about = {"target": request.get("target"), **({"name": request["name"]} if request.get("name") else {})}
    yield {"do": "gradients", **settings, **about, "args": request["args"], "upstream": upstream}


def _redrawn(
    asked: Asked, other: Other, ours: Connection, places: dict[int, tuple[Remote, Remote]]
) -> Request:
    request = asked.request
    if request["do"] in SETTING:
        question = {"do": "parameters" if request["do"] == "set_parameters" else "tensors"}
        have = ours.request(
            _for_side({**request, **question}, places, 0, only=("do", "dtype", "target", "device", "seed"))
        )
        values = have.get("value")
        if not isinstance(values, dict) or not set(request["values"]) <= set(values):
            raise _Unusable
        return {**request, "values": other.weights({name: values[name] for name in request["values"]})}
    kept = (
        "do",
        "dtype",
        "device",
        "seed",
        "name",
        "target",
        "method",
        "probe",
        "steps_of",
        "how",
        "recording",
        "seeds",
    )
    return {key: value if key in kept else other.value(value) for key, value in request.items()}


def _for_side(
    request: Request, places: dict[int, tuple[Remote, Remote]], side: int, only: Sequence[str] = ()
) -> Request:
    """The request with the objects of one side."""

    def put(value: Value) -> Value:
        if isinstance(value, Remote):
            return places[value.number][side] if value.number in places else value
        if isinstance(value, list):
            return [put(item) for item in value]
        if isinstance(value, dict) and value.keys() == {"object"} and value["object"] in places:
            return {"object": places[value["object"]][side].number}  # as `inside.plain` packs it
        if isinstance(value, dict):
            return {key: put(item) for key, item in value.items()}
        return value

    return {key: put(value) for key, value in request.items() if not only or key in only}


def _note_places(
    recorded: Answer, want: Answer, got: Answer, places: dict[int, tuple[Remote, Remote]]
) -> None:
    for before, our, their in zip(remotes(recorded), remotes(want), remotes(got), strict=False):
        places[before.number] = (our, their)


def _share_weights(want: Answer, got: Answer, ours: Connection, theirs: Connection, request: Request) -> None:
    """Gives a new network of the mutant the first weights of the right one. First weights are random: they are alike
    where they are of the same shapes and spread.
    """
    for our, their in zip(remotes(want), remotes(got), strict=False):
        asked = {"do": "parameters", "dtype": request.get("dtype", "float64")}
        first = ours.request({**asked, "target": our})
        if not isinstance(first.get("value"), dict):
            continue
        second = _asked(theirs, {**asked, "target": their})
        mine, other = first["value"], second.get("value")
        if not isinstance(other, dict) or {n: v.shape for n, v in mine.items()} != {
            n: v.shape for n, v in other.items()
        }:
            raise Differs(f"{_subject(request)}: it has other parameters")
        for name, value in mine.items():
            if not _spread_alike(value, other[name]):
                raise Differs(f"{_subject(request)}: its first {name} is drawn otherwise")
        _asked(theirs, {"do": "set_parameters", "dtype": asked["dtype"], "target": their, "values": mine})


def _spread_alike(one: torch.Tensor, two: torch.Tensor) -> bool:
    if one.numel() < 2 or not one.is_floating_point():
        return True
    first, second = float(one.std()), float(two.std())
    if (first < 1e-12) != (second < 1e-12):
        return False
    return one.numel() < 30 or first < 1e-12 or 0.5 < second / first < 2


def _check(request: Request, want: Answer, got: Answer) -> None:
    subject = _subject(request)
    if ("value" in want) != ("value" in got):
        said = got.get("raised") or got.get("missing") or got.get("unsendable") or "nothing is raised"
        raise Differs(f"{subject}: {said}")
    if "value" in want and request["do"] not in ("parameters", "tensors", "named"):
        mine, theirs = want["value"], got["value"]
        if request["do"] == "trace" and isinstance(mine, dict) and isinstance(theirs, dict):
            mine, theirs = mine["output"], theirs.get("output")
        for line in _differences(mine, theirs):
            raise Differs(f"{subject}: {line}{_sizes_of(request)}")
    if request["do"] == "parameters" and isinstance(want.get("value"), dict):
        for line in _differences(want["value"], got.get("value")):
            raise Differs(f"{subject}'s parameters: {line}")
    if not _same_text(want.get("printed", ""), got.get("printed", "")):
        raise Differs(f"{subject}: it prints something else")


def _differences(want: Value, got: Value) -> Iterator[str]:
    if isinstance(want, torch.Tensor):
        if not isinstance(got, torch.Tensor):
            yield f"it is a {type(got).__name__}"
        elif want.shape != got.shape:
            yield f"its shape is {tuple(got.shape)} and not {tuple(want.shape)}"
        elif want.dtype != got.dtype:
            yield f"its dtype is {got.dtype} and not {want.dtype}"
        elif want.is_floating_point():
            finite = want.isfinite()
            if not torch.equal(want[~finite].nan_to_num(), got[~finite].nan_to_num()) or not torch.equal(
                finite, got.isfinite()
            ):
                yield "other values are not finite"
            elif finite.any():
                size = max(float(want[finite].abs().max()), 1e-12)
                off = float((want[finite] - got[finite]).abs().max()) / size
                if off > TOLERANCES.get(want.dtype, LOOSEST):
                    yield f"it is {off:.2g} of its largest value off"
        elif not torch.equal(want, got):
            yield "it has other values"
    elif isinstance(want, bool) or want is None or isinstance(want, (str, int)):
        if type(want) is not type(got) or want != got:
            yield "it is another value"
    elif isinstance(want, float):
        if type(got) is not float:
            yield f"it is a {type(got).__name__}"
        elif not (math.isfinite(want) and math.isfinite(got)):
            if want != got and not (math.isnan(want) and math.isnan(got)):
                yield f"it is {got:.6g} and not {want:.6g}"
        elif abs(want - got) > 1e-6 * max(1e-6, abs(want)):
            yield f"it is {got:.6g} and not {want:.6g}"
    elif isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            yield "it has another length"
        else:
            for mine, theirs in zip(want, got, strict=True):
                yield from _differences(mine, theirs)
    elif isinstance(want, dict):
        if not isinstance(got, dict) or got.keys() != want.keys():
            yield "it has other parts"
        else:
            for key, mine in want.items():
                yield from (f"{key}: {line}" for line in _differences(mine, got[key]))
    elif isinstance(want, Remote) and not isinstance(got, Remote):
        yield "it is no object"


def _same_text(want: str, got: str) -> bool:
    if want == got:
        return True
    if NUMBER.sub("#", want) != NUMBER.sub("#", got):
        return False
    for mine, theirs in zip(NUMBER.finditer(want), NUMBER.finditer(got), strict=True):
        decimals = len(mine[1] or "")
        if decimals != len(theirs[1] or "") or abs(
            float(mine[0]) - float(theirs[0])
        ) > 1.01 * 10.0**-decimals * bool(decimals):
            return False
    return True


def _subject(request: Request) -> str:
    name = request.get("name") or getattr(request.get("target"), "kind", "") or request["do"]
    return f"{name}.{request['method']}" if request.get("method") else str(name)


def _sizes_of(request: Request) -> str:
    shapes = [str(tuple(each.shape)) for each in _tensors(request.get("args"))]
    return f", for inputs of {', '.join(shapes[:4])}" if shapes else ""


def _tensors(value: Value) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _tensors(item)
