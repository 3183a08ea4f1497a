"""The configuration under which nbgrader grades a course through the kit instead of running notebooks."""

from __future__ import annotations

import os
import re
from pathlib import Path

from traitlets.config import Config

from autograder.course.config import ASSIGNMENTS, DEMO, Course
from autograder.course.documents import text_in
from autograder.errors import CourseError
from autograder.grading.store import REPORTS

NBGRADER_CONFIG = "nbgrader_config.py"
CALLS = ("autograder.nbgrader.settings", "autograder.gradebook.settings")
"""What a course's nbgrader_config.py imports `configure` from: the second is what it was called before."""
OUTPUT = "graded"
VARIABLE = "AUTOGRADER_GRADEBOOK"
SUBMITTED = "submitted"
FEEDBACK = "feedback"
"""The folder of feedback pages, in the output folder of grading."""
SOURCE = "source"
DOWNLOADED = "downloaded"
"""Where nbgrader expects what an LMS gave, in a folder for each assignment."""
TEMPLATES, FEEDBACK_TEMPLATE = Path(__file__).parent / "pages", "feedback_page"
"""Where nbconvert finds the page that students get, and its name there."""

TEXT = '''\
"""Makes nbgrader grade this course through the autograder: no student's code runs in a kernel of yours.

`nbgrader autograde`, the formgrader's button and `autograder grade` give the same scores with it. Settings of your
own may follow below.
"""

from autograder.nbgrader.settings import configure

configure(get_config(), __file__)  # noqa: F821 - nbgrader provides get_config
'''

# Classes are named by strings: the formgrader writes its configuration as JSON.
SANITIZE = [
    "autograder.nbgrader.preprocessors.Conform",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "autograder.nbgrader.preprocessors.MakeInert",
]
AUTOGRADE = [
    "autograder.nbgrader.preprocessors.ShowReport",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "autograder.nbgrader.preprocessors.RecordScores",
    "autograder.nbgrader.exchange.MakeReleasable",
    "nbgrader.preprocessors.AssignLatePenalties",
    "autograder.nbgrader.preprocessors.UpdateTable",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# What `autograder grade` puts before nbgrader is conform already: the cells and their metadata are as released, and the
# gradebook knows that release. Each step costs a check of the whole notebook besides. scores.csv is written at the end.
SANITIZE_STAGED = [SANITIZE[-1]]
AUTOGRADE_STAGED = AUTOGRADE[:-2]

FEEDBACK_STEPS = [
    "autograder.nbgrader.feedback_page.GetScores",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]


def feedback_page(output: Path, student: str, assignment: str) -> Path:
    """Where nbgrader's page of a submission is, if there is one, in an output folder of grading."""
    return output / FEEDBACK / student / assignment / f"{assignment}.html"


def configure(c: Config, config_file: str) -> None:
    """Sets up `c` for the course that `config_file`, its nbgrader_config.py, lies in."""
    from autograder.nbgrader import database

    course = Course.load(Path(config_file).resolve().parent)
    database.wait_patiently()
    database.find_programs()
    c.update(settings(course, course.root / OUTPUT, gradebook_of(course), course.root / SUBMITTED))


def settings(course: Course, output: Path, gradebook: str, submitted: Path) -> Config:
    """nbgrader's configuration; what grading writes lies in `output`, `gradebook` is a database's URL."""
    c = Config()
    c.CourseDirectory.course_id = course.config.course
    c.CourseDirectory.root = str(course.root)
    c.CourseDirectory.db_url = absolute(gradebook, course.root)
    c.CourseDirectory.source_directory = SOURCE
    c.CourseDirectory.release_directory = ASSIGNMENTS
    c.CourseDirectory.submitted_directory = _relative(submitted, course.root)
    c.CourseDirectory.autograded_directory = _relative(output / "autograded", course.root)
    c.CourseDirectory.feedback_directory = _relative(output / FEEDBACK, course.root)
    c.ZipCollectApp.extractor_plugin = "autograder.nbgrader.collecting.Extractor"
    c.ZipCollectApp.collector_plugin = "autograder.nbgrader.collecting.Collector"
    # nbgrader has no default. The collector knows Canvas's and Moodle's names, others write jane_cnn.ipynb; test_cnn.py
    # is the released tests, not what a student called test did.
    names = "|".join(map(re.escape, sorted(course.config.assignments, key=len, reverse=True)))
    c.FileNameCollectorPlugin.named_regexp = (
        r".*/(?!test_[^/]*\.py$)(?P<student_id>[^/_]+)_(?:[0-9]+_)*"
        rf"(?P<file_id>{names})(?:-[0-9]+)?\.(?:ipynb|py)$"
    )
    c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.Autograde.exporter_class = "autograder.nbgrader.submission_reader.SubmissionReader"
    c.GenerateFeedback.preprocessors = FEEDBACK_STEPS
    c.GenerateFeedback.exporter_class = "autograder.nbgrader.feedback_page.FeedbackWriter"
    c.FeedbackWriter.template_name = FEEDBACK_TEMPLATE
    c.FeedbackWriter.extra_template_basedirs = [str(TEMPLATES)]
    c.ExchangeFactory.collect = "autograder.nbgrader.inbound.Collect"
    c.ExchangeFactory.release_feedback = "autograder.nbgrader.releasing.ReleaseFeedback"
    c.ExportApp.plugin_class = "autograder.nbgrader.privacy.PrivateCsv"
    c.SubmissionReader.optimistic_validation = True  # the notebook is checked once, after all steps
    c.SubmissionReader.course_root = c.MakeReleasable.course_root = str(course.root)
    for preprocessor in ("Conform", "MakeInert", "ShowReport", "RecordScores", "UpdateTable"):
        c[preprocessor].course_root = str(course.root)
        c[preprocessor].reports = str(output / REPORTS)
    if course.config.lateness is not None:
        c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LatePenalty"
        c.LatePenalty.course_root = str(course.root)
    return c


def absolute(gradebook: str, root: Path) -> str:
    """A database's URL with the path of an SQLite file made absolute, below `root`.

    Raises CourseError where its folder does not exist, or where it is no URL.
    """
    from autograder.nbgrader import database  # brings nbgrader, for which most commands need not wait

    url = database.absolute(gradebook, root)
    path = database.file_of(url)
    if path is not None and not os.path.isdir(path.parent):
        raise CourseError(
            f"the gradebook's folder {path.parent} does not exist: make it, or choose another with --gradebook"
        )
    return url


def gradebook_of(course: Course) -> str:
    """The URL of the course's gradebook: the environment's AUTOGRADER_GRADEBOOK, or grading.yml's.

    A demo's students belong in no other gradebook than its own.
    """
    if os.path.isfile(course.root / DEMO):
        return course.config.gradebook
    return os.environ.get(VARIABLE) or course.config.gradebook


def write_config(course: Course) -> None:
    """Writes the course's nbgrader_config.py, unless it has one. CourseError where it has one that is of no use."""
    path = course.root / NBGRADER_CONFIG
    if not os.path.lexists(path):
        try:
            path.write_text(TEXT, encoding="utf-8")
        except OSError as error:
            raise CourseError(f"{path} cannot be written: {error.strerror}") from None
    elif not any(name in text_in(path) for name in CALLS):
        raise CourseError(
            f"{path} does not call autograder.nbgrader.settings.configure: nbgrader would run students' code in "
            "a kernel; add the lines `from autograder.nbgrader.settings import configure` and "
            "`configure(get_config(), __file__)`, or move the file away and run this again"
        )


def _relative(folder: Path, root: Path) -> str:
    """nbgrader joins its folders to the root; one outside of it stays absolute."""
    folder = folder.resolve()
    return str(folder.relative_to(root)) if folder.is_relative_to(root) else str(folder)
