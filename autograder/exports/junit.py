"""JUnit's XML, which CI systems show: a suite for each submission, a case for each hidden test.

The student's failure is a failure there, the kit's own is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from autograder.exports.entries import Entry, worth
from autograder.exports.registry import Format, Scores
from autograder.exports.tables import number
from autograder.grading.report import Report, TestResult, Verdict

# All but the characters of XML 1.0: even escaped, the others make a file that no parser reads.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SUBMISSION = "submission"
"""The case of a submission that no test ran on."""


def junit(entries: Sequence[Entry], worth: Mapping[str, float] = {}) -> str:
    """The text of the XML file. worth: what an assignment is worth; where it is not said, what its cells are."""
    root = Element("testsuites")
    for entry in entries:
        max_score = worth.get(entry.assignment, sum(cell.max_score for cell in entry.cells))
        if entry.report is not None:
            _add_suite(root, entry, entry.report, max_score)
        else:
            _add_skipped(root, entry, max_score)
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add_suite(root: Element, entry: Entry, report: Report, max_score: float) -> None:
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
    _add_properties(suite, entry, max_score, report.verdict.value, report.digest)
    for test in tests:
        _add_case(suite, report, test)
    if not tests:
        # Seconds are known for the whole submission alone, and the common schema asks for them here, too.
        case = _add(suite, "testcase", classname=report.assignment, name=SUBMISSION, time="0")
        if report.verdict is not Verdict.GRADED:
            tag = "error" if report.verdict is Verdict.INFRASTRUCTURE else "failure"
            _add(case, tag, message=report.reason, type=report.verdict.value)


def _add_skipped(root: Element, entry: Entry, max_score: float) -> None:
    suite = _add(
        root,
        "testsuite",
        name=f"{entry.assignment}/{entry.student}",
        tests="1",
        failures="0",
        errors="0",
        skipped="1",
        time="0",
    )
    verdict, why = ("missing", "no submission") if entry.absent else ("by hand", "graded by people alone")
    _add_properties(suite, entry, max_score, verdict)
    case = _add(suite, "testcase", classname=entry.assignment, name=SUBMISSION, time="0")
    _add(case, "skipped", message=why)


def _add_properties(suite: Element, entry: Entry, max_score: float, verdict: str, digest: str = "") -> None:
    values = {
        "score": number(entry.score),
        "max_score": number(max_score),
        "verdict": verdict,
        "digest": digest,
    }
    if entry.is_given:
        values |= {
            "automatic_score": number(entry.automatic),
            "graded_by_hand": number(entry.by_hand),
            "extra_credit": number(entry.extra or None),
        }
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
    points = {name: worth(scores.course, name, scores.book) for name in scores.assignments}
    return junit(scores.entries, points)


FORMAT = Format("whatever shows JUnit's XML", "junit.xml", _text, missing=True)
