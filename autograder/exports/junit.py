"""JUnit's XML, which CI systems show: a suite for each submission, a case for each hidden test.

What is the student's is a failure, what is the kit's is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from autograder.exports.collect import Absent, score
from autograder.exports.registry import Format, Scores
from autograder.exports.tables import number
from autograder.grading.report import Report, TestResult, Verdict

# All but the characters of XML 1.0: even escaped, the others make a file that no parser reads.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SUBMISSION = "submission"
"""The case of a submission that no test ran on."""


def junit(reports: Sequence[Report], absent: Sequence[tuple[Absent, float]] = ()) -> str:
    """The text of the XML file. absent: who handed in nothing, and of how many points."""
    root = Element("testsuites")
    for report in reports:
        _add_suite(root, report)
    for each, max_score in absent:
        _add_absent(root, each, max_score)
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add_suite(root: Element, report: Report) -> None:
    tests = report.tests if report.verdict is Verdict.GRADED else ()
    failures = sum(not test.passed for test in tests) + (report.verdict is Verdict.REFUSED)
    errors = int(report.verdict is Verdict.INFRASTRUCTURE)
    suite = _add(
        root,
        "testsuite",
        name=f"{report.assignment}/{report.student}",
        tests=str(len(tests) or 1),
        failures=str(failures),
        errors=str(errors),
        skipped="0",
        time=f"{report.wall:.3f}",
    )
    values = {
        "score": number(score(report)),
        "max_score": number(report.max_score),
        "verdict": report.verdict.value,
        "digest": report.digest,
    }
    _add_properties(suite, values)
    for test in tests:
        _add_case(suite, report, test)
    if not tests:
        # Seconds are known for the whole submission alone, and the common schema asks for them here, too.
        case = _add(suite, "testcase", classname=report.assignment, name=SUBMISSION, time="0")
        if report.verdict is not Verdict.GRADED:
            tag = "error" if report.verdict is Verdict.INFRASTRUCTURE else "failure"
            _add(case, tag, message=report.reason, type=report.verdict.value)


def _add_absent(root: Element, each: Absent, max_score: float) -> None:
    suite = _add(
        root,
        "testsuite",
        name=f"{each.assignment}/{each.student}",
        tests="1",
        failures="0",
        errors="0",
        skipped="1",
        time="0",
    )
    values = {"score": number(each.score), "max_score": number(max_score), "verdict": "missing"}
    _add_properties(suite, values)
    case = _add(suite, "testcase", classname=each.assignment, name=SUBMISSION, time="0")
    _add(case, "skipped", message="no submission")


def _add_properties(suite: Element, values: Mapping[str, str]) -> None:
    properties = _add(suite, "properties")
    for name, value in values.items():
        if value:  # no score is none, not an empty one
            _add(properties, "property", name=name, value=value)


def _add_case(suite: Element, report: Report, test: TestResult) -> None:
    case = _add(suite, "testcase", classname=f"{report.assignment}.{test.grade_id}", name=test.name, time="0")
    if not test.passed:
        failure = _add(case, "failure", message=test.message, type=test.limit or test.cause or "failed")
        failure.text = _clean(test.title)


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return SubElement(parent, tag, {name: _clean(value) for name, value in attributes.items()})


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _text(scores: Scores) -> str:
    points = {name: scores.course.assignment(name).points for name in scores.assignments}
    return junit(scores.reports, [(each, points[each.assignment]) for each in scores.absent])


FORMAT = Format("whatever shows JUnit's XML", "junit.xml", _text, missing=True)
