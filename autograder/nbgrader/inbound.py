"""What students hand in through nbgrader's exchange, collected as `nbgrader collect --update` does.

Every student may write to the folder `inbound` of an exchange, and names what they put there.
"""

from __future__ import annotations

import logging
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nbgrader.apps import CollectApp
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns
from traitlets.config import Config
from traitlets.log import get_logger

from autograder.course.config import Course
from autograder.course.submissions import Found, is_student_id
from autograder.errors import CourseError, reason_of
from autograder.nbgrader.settings import NBGRADER_CONFIG
from autograder.text import printable

PART = ".{}.part"  # a copy that is not whole yet; nobody looks at a name with a dot
KILOBYTE = 1000  # nbgrader's


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's own would copy what a student's link leads to, with the instructor's rights, leave a folder that
    everybody may write to, and leave half of one if it is killed.
    """

    def init_src(self) -> None:
        super().init_src()
        records: list[dict[str, str]] = self.src_records  # type: ignore[has-type]
        self.src_records = [each for each in records if self._is_collected(each)]

    def _is_collected(self, record: dict[str, str]) -> bool:
        path = os.path.join(self.inbound_path, record["filename"])
        if not _may_be_id(record["username"]):
            self.log.warning(f"{path} is not collected, for its name begins with no student's id")
        elif os.path.islink(path):
            self.log.warning(f"{path} is not collected, for it is a link")
        else:
            return True
        return False

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """A link stays a link, which grading refuses."""
        if self.get_size(src) > KILOBYTE * self.coursedir.max_dir_size:
            self.fail(f"{src} is larger than CourseDirectory.max_dir_size allows")
        part = Path(dest).with_name(PART.format(Path(dest).name))
        if part.is_dir():
            shutil.rmtree(part)  # left by one that was killed
        ignored = ignore_patterns(
            self.coursedir.ignore, self.coursedir.include, self.coursedir.max_file_size, self.log
        )
        shutil.copytree(src, part, symlinks=True, ignore=ignored)
        for path in (part, *part.rglob("*")):
            if not path.is_symlink():
                mode = stat.S_IMODE(path.stat().st_mode)
                shared = 0o2770 if path.is_dir() else 0o660
                path.chmod(mode & ~0o022 | (shared if self.coursedir.groupshared else 0))
        part.rename(dest)


class Inbound:
    """The folder of an exchange that students hand in to, as the course's nbgrader_config.py and Jupyter's name it.

    submitted: where it is collected to. Raises CourseError where nbgrader cannot be asked, or has another kind of
    exchange, which keeps what is handed in elsewhere.
    """

    def __init__(
        self,
        course: Course,
        gradebook: str,
        submitted: Path,
        assignments: Sequence[str],
        students: Sequence[str] | None,
    ) -> None:
        config = _config_of(course)
        config.CourseDirectory.submitted_directory = str(submitted)
        config.CourseDirectory.db_url = gradebook
        self._exchange = ExchangeFactory(config=config)
        self._coursedir = CourseDirectory(config=config)
        self._of = (assignments, students)
        self.is_configured = "root" in config.Exchange
        """Whether somebody has named its folder. Else it is nbgrader's usual one, which may not be meant."""
        if not issubclass(self._exchange.collect, ExchangeCollect):
            raise CourseError(
                "nbgrader's exchange is of another kind here: run `nbgrader collect` for what is handed in there"
            )
        self.folder = Path(self._collect().root, self._coursedir.course_id, "inbound")

    def handed_in(self) -> list[Found]:
        """What there is, with the folder in the exchange of each. CourseError where that cannot be seen."""
        assignments, students = self._of
        try:
            names = sorted(os.listdir(self.folder))
        except (FileNotFoundError, NotADirectoryError):
            if not self.is_configured:
                return []
            raise CourseError(
                f"nbgrader's exchange has no folder {self.folder}: `nbgrader release_assignment` makes it"
            ) from None
        except OSError as error:
            raise CourseError(
                f"nbgrader's exchange cannot be read: {self.folder}: {error.strerror}"
            ) from None
        found = []
        for name in names:
            student, assignment, when = (*name.split("+", 2), "", "")[:3]
            is_asked = assignment in assignments and (students is None or student in students)
            if is_asked and when and _may_be_id(student):
                found.append(Found(student, assignment, self.folder / name))
        return found

    def collect(self, found: Found) -> list[str]:
        """Copies the latest that this student has handed in to the folder of submissions, unless it is there already.
        Returns a line for each thing that kept it from doing so, or that is odd.
        """
        # One student at a time: what is wrong with one stops nobody else's.
        self._coursedir.student_id, self._coursedir.assignment_id = found.student, found.assignment
        with _warnings() as lines:
            try:
                self._collect().start()
            except Exception as error:
                why = _why(error)
                lines[:] = [line for line in lines if line not in why]  # nbgrader logs it, too
                lines.append(
                    f"{found.student} {found.assignment} is not collected from nbgrader's exchange: {why}"
                )
        return lines

    def _collect(self) -> ExchangeCollect:
        return self._exchange.collect(coursedir=self._coursedir, update=True, parent=self._exchange)


def _may_be_id(name: str) -> bool:
    """Whether a student may have this id: .. would leave the folder of submissions."""
    return is_student_id(name) and not name.startswith(".")


def _why(error: Exception) -> str:
    if isinstance(error, ExchangeError):
        return printable(" ".join(str(error).split()))
    if isinstance(error, shutil.Error):  # of each file that could not be copied
        return printable(str(error.args[0][0][-1]))
    return reason_of(error)


def _config_of(course: Course) -> Config:
    """What nbgrader's own programs go by in the course's folder, Jupyter's configuration included."""
    before = list(sys.path)
    app = CollectApp()
    try:
        app.initialize([], root=str(course.root))
    except SystemExit:  # nbgrader has said why
        raise CourseError(f"{course.root / NBGRADER_CONFIG} cannot be used") from None
    finally:
        sys.path[:] = before  # nbgrader puts the working directory first
    config: Config = app.config
    return config


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """What nbgrader warns of, each in one line, and not on the terminal."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(printable(" ".join(record.getMessage().split())))

    logger, keep = logging.getLogger(get_logger().name), Keep(logging.WARNING)
    before, logger.propagate = logger.propagate, False
    logger.addHandler(keep)
    try:
        yield lines
    finally:
        logger.removeHandler(keep)
        logger.propagate = before
