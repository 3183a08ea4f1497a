"""grading.yml: what a course asks, what it is worth, and what a submission may use.

`Course.load(folder)` finds the file, reads it and checks it. A mistake raises CourseError with one line per
problem, each naming the file, the line, the key, what was expected and what was found.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.dataclasses import dataclass as pydantic_dataclass
from pydantic_core import PydanticCustomError

from autograder.course import documents, languages
from autograder.course.documents import Document, Place
from autograder.course.languages import ENGLISH, Translation
from autograder.course.quantities import (
    Bytes,
    CourseId,
    DottedName,
    Language,
    Line,
    Moment,
    Name,
    Positive,
    SbatchOption,
    Seconds,
    Share,
    Whole,
)
from autograder.course.validation_messages import complaints, did_you_mean
from autograder.errors import CourseError
from autograder.sandbox.inside import limits

FILE = "grading.yml"
SOLUTIONS = "solutions"
"""The folder of what instructors write: one of its own for each assignment."""
ASSIGNMENTS = "assignments"
"""The folder of what students get, made from it."""
DEMO = ".autograder-demo"
"""The file that marks a demo, so that no other folder is ever overwritten."""

Device = Literal["auto", "cpu", "cuda"]
Missing = Literal["empty", "zero"]
"""What exports contain for an enrolled student who handed in nothing."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


@pydantic_dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Limits(limits.Limits):
    """The limits of one submission as the file may have them: with units."""

    wall: Seconds = limits.Limits.wall
    request: Seconds = limits.Limits.request
    cpu: Seconds = limits.Limits.cpu
    memory: Bytes = limits.Limits.memory
    processes: Whole = limits.Limits.processes
    scratch: Bytes = limits.Limits.scratch
    files: Whole = limits.Limits.files
    gpu_memory: Bytes = limits.Limits.gpu_memory
    output: Bytes = limits.Limits.output


class Lateness(_Part):
    """The penalty of a late submission. nbgrader subtracts it in feedback and export."""

    grace: Seconds = 0.0
    """Time after `due` that costs nothing."""
    per_day: Share
    """The share of the score lost per day begun."""
    at_most: Share = 1.0
    """The largest share that can be lost."""
    late_days: Whole | None = None
    """Days that a student may be late in the whole course without a penalty: `autograder extend --late-days`."""


class Cluster(_Part):
    """The jobs that `autograder cluster slurm` submits: one Dask worker each."""

    workers: Whole = 4
    """How many jobs."""
    cores: Whole = 1
    """Of each job: as many submissions are graded in it at a time."""
    memory: Bytes = 8 * 1024**3
    """Of each job."""
    walltime: Seconds = 3600.0
    """After which Slurm ends a job."""
    queue: Line | None = None
    """Slurm's partition."""
    account: Line | None = None
    """Who pays, to Slurm."""
    gpus: Whole | None = None
    """Of each job."""
    extra: tuple[SbatchOption, ...] = ()
    """More options of sbatch."""


class Grade(_Part):
    """One line of a student's feedback, and what it is worth."""

    points: Positive
    """What it is worth."""
    title: Line
    """As people read it."""


class Assignment(_Part):
    """One notebook. In a `Config`, if it leaves out `device` or some of `limits`, it has the course's."""

    title: Line
    """As people read it."""
    due: Moment | None = None
    """When it is due, with its time zone."""
    after: tuple[Name, ...] = ()
    """The assignments that students should have done before, for their README. They come before it in the file."""
    device: Device = "cpu"
    """Where students' code runs; the course's where it is left out."""
    faster_on_gpu: bool | None = None
    """Whether `auto` may mean a GPU. Left out, it is as in the kit's own grading.yml, or true: `grading.devices`."""
    limits: Limits = Limits()
    """What one submission may use; each is the course's where it is left out."""
    forbidden: tuple[DottedName, ...] = ()
    """The full names in torch that a student's code may not use."""
    grades: Annotated[Mapping[Name, Grade], Field(min_length=1)]
    """By grade id, in the order of the file."""

    _own_limits: frozenset[str] = PrivateAttr(frozenset())
    """The names of those that it does not leave to the course."""

    @model_validator(mode="wrap")
    @classmethod
    def _note_own_limits(cls, data: Any, handler: ModelWrapValidatorHandler[Assignment]) -> Assignment:
        assignment = handler(data)
        if isinstance(data, Mapping):
            own = data.get("limits", {})
            assignment._own_limits = frozenset(own if isinstance(own, Mapping) else asdict(own))
        return assignment

    @property
    def points(self) -> float:
        """What all grades are worth together."""
        return math.fsum(grade.points for grade in self.grades.values())


class Config(_Part):
    """The whole of grading.yml."""

    course: CourseId
    """nbgrader's course id."""
    seed: Whole
    """Seeds hidden weights and inputs."""
    language: Language = ENGLISH
    """What students read: `en`, or a language of which there are catalogues, such as `zh_CN`."""
    device: Device = "cpu"
    """Where students' code runs."""
    gpu_slots: Annotated[int, Field(ge=1, le=64)] = 4
    """How many submissions share a GPU."""
    limits: Limits = Limits()
    """What one submission may use."""
    gradebook: Line = "sqlite:///gradebook.db"
    """nbgrader's database, as a URL; the environment's AUTOGRADER_GRADEBOOK comes before it."""
    lateness: Lateness | None = None
    """What a late submission loses."""
    missing: Missing = "empty"
    """What exports contain for an enrolled student who handed in nothing: no score, or 0 once it is due."""
    cluster: Cluster = Cluster()
    """The jobs of `autograder cluster slurm`."""
    assignments: Annotated[Mapping[Name, Assignment], Field(min_length=1)]
    """By name, in the order of the file."""
    _lines: Mapping[Place, int] = PrivateAttr(default_factory=dict)

    @field_validator("assignments")
    @classmethod
    def _grade_ids_are_unique(cls, assignments: Mapping[str, Assignment]) -> Mapping[str, Assignment]:
        # nbgrader would allow it, but a mark in a suite names a grade by its id alone
        owner: dict[str, str] = {}
        for name, assignment in assignments.items():
            for grade_id in assignment.grades:
                if grade_id in owner:
                    found = f"it in {owner[grade_id]} too"
                    place = ("assignments", name, "grades", grade_id)
                    expected = "a grade id that is unique in the course"
                    raise PydanticCustomError("repeated", expected, {"place": place, "found": found})
                owner[grade_id] = name
        return assignments

    @field_validator("assignments")
    @classmethod
    def _those_before_are_there(cls, assignments: Mapping[str, Assignment]) -> Mapping[str, Assignment]:
        for name, assignment in assignments.items():
            above = list(assignments)[: list(assignments).index(name)]
            for place, before in enumerate(assignment.after):
                if before not in above:
                    is_below = before in assignments and before != name
                    found = f"{before!r}{', which stands below' if is_below else did_you_mean(before, above)}"
                    where = ("assignments", name, "after", place)
                    expected = "the name of an assignment that stands above this one"
                    raise PydanticCustomError("unknown", expected, {"place": where, "found": found})
        return assignments

    @field_validator("assignments")
    @classmethod
    def _inherit(
        cls, assignments: Mapping[str, Assignment], info: ValidationInfo
    ) -> Mapping[str, Assignment]:
        """Fill in what each assignment left to the course."""
        if not {"device", "limits"} <= info.data.keys():
            return assignments  # they have problems of their own, which will be raised
        device: Device = info.data["device"]
        theirs: Limits = info.data["limits"]
        return {
            name: assignment.model_copy(
                update={
                    "device": assignment.device if "device" in assignment.model_fields_set else device,
                    "limits": replace(
                        theirs, **{name: getattr(assignment.limits, name) for name in assignment._own_limits}
                    ),
                }
            )
            for name, assignment in assignments.items()
        }

    @property
    def owners(self) -> dict[str, str]:
        """The assignment that each grade id of the course belongs to."""
        return {
            grade_id: name for name, assignment in self.assignments.items() for grade_id in assignment.grades
        }

    @classmethod
    def read(cls, path: Path, *, in_english: bool = False) -> Config:
        """The config in a file, with titles in its language, or as they stand there; raises CourseError with one line
        per problem.
        """
        document = documents.read(path)
        try:
            config = cls.model_validate(document.data)
        except ValidationError as error:
            raise CourseError(complaints(error, cls, document)) from None
        config._lines = document.lines
        if config.language == ENGLISH:
            return config
        if config.language not in (known := languages.available(path.parent)):
            hint = did_you_mean(config.language, known)
            text = f"expected one of {', '.join(known)}, got '{config.language}'{hint}"
            raise CourseError(config.complaint(("language",), text))
        return config if in_english else config._translated(path.parent)

    def _translated(self, root: Path) -> Config:
        """The same with titles in its language."""
        title = partial(translation(root, self.language, self.assignments).get, languages.TITLE)
        assignments = {
            name: each.model_copy(
                update={
                    "title": title(each.title),
                    "grades": {
                        grade_id: grade.model_copy(update={"title": title(grade.title)})
                        for grade_id, grade in each.grades.items()
                    },
                }
            )
            for name, each in self.assignments.items()
        }
        return self.model_copy(update={"assignments": assignments})

    def complaint(self, place: Place, text: str) -> str:
        """One line about a place in the file, for a mistake that is found only after reading."""
        return Document(FILE, lines=dict(self._lines)).complaint(place, text)


@dataclass(frozen=True)
class Course:
    """A folder with its grading.yml."""

    root: Path
    config: Config

    @classmethod
    def load(cls, start: Path) -> Course:
        """The course that `start` is in; raises CourseError where there is none, or where it is wrong."""
        root = find_course(start)
        return cls(root, Config.read(root / FILE))

    def translation(self, *names: str) -> Translation:
        """Texts in its language, with those of these assignments. CourseError if a catalogue is not a PO file."""
        return translation(self.root, self.config.language, names)

    def assignment(self, name: str) -> Assignment:
        """An assignment by its name; raises CourseError that lists the known ones."""
        if name not in self.config.assignments:
            known = list(self.config.assignments)
            hint = did_you_mean(name, known)
            raise CourseError(f"{FILE} has no assignment {name}{hint}: it has {', '.join(known)}")
        return self.config.assignments[name]


def places(root: Path) -> list[Path]:
    """The folders `solutions/` of a course and of the kit, which has what the course does not."""
    from autograder.course import kits_course  # it reads the kit's own grading.yml by this module

    kits = kits_course.folder()
    return [root / SOLUTIONS, *([kits / SOLUTIONS] if kits else [])]


def translation(root: Path, language: str, names: Iterable[str] = ()) -> Translation:
    """The texts in the language of a course: those of the kit, those that suites share, and those of these assignments.
    CourseError if a catalogue is not a PO file.
    """
    if language == ENGLISH:
        return languages.NONE
    return languages.of(languages.files_of(places(root), names, language))


def is_course(start: Path) -> bool:
    """Whether `start` is in a course, even if its grading.yml has mistakes."""
    try:
        find_course(start)
    except CourseError:
        return False
    return True


def find_course(start: Path) -> Path:
    """The folder that holds grading.yml: `start` or the nearest above it; raises CourseError."""
    folder = Path(os.path.abspath(start))
    for candidate in (folder, *folder.parents):
        if os.path.isfile(candidate / FILE):
            return candidate
    raise CourseError(f"no {FILE} in {folder} or a folder above it: run this inside the course's folder")
