"""JUnit's XML, parsed back."""

from __future__ import annotations

from xml.etree import ElementTree

from exports.conftest import NAME, refused

from autograder.exports.entries import entries_of
from autograder.exports.junit import junit

# The common schema's elements and what each may hold, in its order.
CHILDREN = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase"],
    "properties": ["property"],
    "property": [],
    "testcase": ["failure", "error"],
    "failure": [],
    "error": [],
}
NEEDED = {
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"name", "classname", "time"},
    "property": {"name", "value"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
}


def test_the_file_has_the_common_schemas_shape_and_its_counts_are_right(reports):
    root = ElementTree.fromstring(junit(entries_of(list(reports.values()))))
    assert root.tag == "testsuites"
    for element in root.iter():
        places = [CHILDREN[element.tag].index(child.tag) for child in element]
        assert places == sorted(places)
        assert set(element.attrib) >= NEEDED.get(element.tag, set())
    for element in root.iter():
        if element.tag in ("testsuites", "testsuite"):
            counted = {tag: len(list(element.iter(tag))) for tag in ("testcase", "failure", "error")}
            said = {
                tag: int(element.attrib[name])
                for tag, name in (("testcase", "tests"), ("failure", "failures"), ("error", "errors"))
            }
            assert counted == said


def test_a_case_for_each_hidden_test_with_the_students_sentence(reports):
    root = ElementTree.fromstring(junit(entries_of(list(reports.values()))))
    suites = {suite.attrib["name"]: suite for suite in root}
    carl = reports["carl"]
    cases = suites[f"{NAME}/carl"].findall("testcase")
    assert [case.attrib["name"] for case in cases] == [test.name for test in carl.tests]
    failures = [case.find("failure") for case in cases if case.find("failure") is not None]
    assert [failure.attrib["message"] for failure in failures] == [
        test.message for test in carl.tests if not test.passed
    ]
    assert not suites[f"{NAME}/ada"].findall("testcase/failure")


def test_the_kits_failure_is_an_error_without_a_score_and_a_refused_file_a_failure(reports):
    root = ElementTree.fromstring(junit(entries_of(list(reports.values()))))
    found = {
        suite.attrib["name"].split("/")[1]: {
            each.attrib["name"]: each.attrib["value"] for each in suite.iter("property")
        }
        for suite in root
    }
    assert "score" not in found["max"]
    assert found["max"]["verdict"] == "infrastructure"
    assert found["kurt"]["score"] == "0"
    assert (found["ada"]["score"], found["ada"]["max_score"]) == ("12", "12")
    assert found["ada"]["digest"] == reports["ada"].digest
    assert [error.attrib["message"] for error in root.iter("error")] == ["the grading process died, twice"]


def test_characters_that_xml_forbids_are_left_out(graded):
    said = "a\x00\x0b\x1b\ufffe<b>&\"' \U0001f600"
    text = junit(entries_of([refused(graded, "kurt", said)]))
    failure = ElementTree.fromstring(text.encode()).find("testsuite/testcase/failure")
    assert failure.attrib["message"] == "a<b>&\"' \U0001f600"
