"""What public tests are made of: they blame nothing that grading accepts, and what they say is true."""

from __future__ import annotations

import importlib
import json
import re
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks.values import as_number
from autograder.sandbox.inside import epoch_lines, forward_shapes, loading
from autograder.student.public import recorded

ROOT = Path(__file__).parents[2]
RECORDS = sorted((ROOT / "solutions").glob("*/recorded.json"))


@pytest.fixture
def released(monkeypatch):
    """Imports one of the modules that students get, which know each other by their released names."""
    modules = {
        "recorded": recorded,
        "epoch_lines": epoch_lines,
        "forward_shapes": forward_shapes,
        "loading": loading,
    }
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, f"_{name}", module)
    monkeypatch.setattr(sys, "path", list(sys.path))
    # conftest.py hides torch's frames from tracebacks
    monkeypatch.setattr(torch.nn.modules.module, "__tracebackhide__", False, raising=False)
    return lambda name: importlib.import_module(f"autograder.student.public.{name}")


LOSSES = [1.38631, 1.25005, 0.5]
LINES = "".join(f"Epoch {n}/2, Loss {loss:.4f}: ohlol\n" for n, loss in enumerate(LOSSES))


def printed(released: Any, text: str, with_text: bool = True) -> recorded.Seen:
    training = released("training")
    return recorded.seen(training.printed_by(lambda: print(text, end=""), 3, ": {text}" if with_text else ""))


@pytest.mark.parametrize(
    "text",
    [
        LINES.replace("\n", "\n\n"),
        LINES.replace("\n", "\r"),
        "loading\n" + LINES.replace("Epoch", "   Epoch"),
        LINES.replace("1.3863", "1.3862"),
        LINES.replace("ohlol", "ohlol  "),
    ],
    ids=["blank lines", "carriage returns", "other lines", "rounded the other way", "blanks behind"],
)
def test_lines_that_grading_reads_are_right(released, text):
    right = printed(released, LINES)
    assert text != LINES
    assert len(epoch_lines.epoch_lines(text, with_text=True)) == 3
    assert recorded.first_other(printed(released, text), right) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (LINES.replace("0.5000", "0.5"), "the number of lines"),
        (LINES.replace("/2", "/3"), "the epochs printed[0]"),
        (LINES.replace("0.5000", "0.5002"), "the losses printed"),
        (LINES.replace("ohlol", "hello"), "the texts printed[0]"),
        ("", "the number of lines"),
    ],
)
def test_lines_that_grading_does_not_read_are_wrong(released, text, first):
    found = recorded.first_other(printed(released, text), printed(released, LINES))
    assert found is not None
    assert found.startswith(first)


NUMBERS = [0.5, 0.25, 2.0]


@pytest.mark.parametrize(
    "losses",
    [
        [np.float32(each) for each in NUMBERS],
        [np.float64(each) for each in NUMBERS],
        np.array(NUMBERS),
        np.array(NUMBERS, dtype=np.float32),
        tuple(NUMBERS),
    ],
    ids=["float32", "float64", "array", "array of float32", "tuple"],
)
def test_numbers_of_numpys_are_numbers(losses):
    assert recorded.first_other(recorded.seen({"x": losses}), recorded.seen({"x": NUMBERS})) is None


def test_a_single_number_or_text_of_numpys_is_one():
    right = recorded.seen({"a": 0.5, "b": 3, "c": "ohlol", "d": True})
    numpys = {"a": np.float32(0.5), "b": np.int64(3), "c": np.str_("ohlol"), "d": np.bool_(True)}
    assert recorded.first_other(recorded.seen(numpys), right) is None


def test_what_grading_takes_for_no_number_is_none_here_either():
    with pytest.raises(AssertionError):
        as_number(True, "it")
    right = recorded.seen({"x": 1.0})
    for other in (True, "1.0", None, torch.tensor(1.0), [1.0]):
        assert recorded.first_other(recorded.seen({"x": other}), right) == "x"


def test_losses_as_an_array_are_counted_and_looked_at(released):
    training = released("training")
    of_list, of_array = (
        recorded.seen(training.of_many_losses(each, first=2)) for each in (NUMBERS, np.array(NUMBERS))
    )
    assert of_list["the number of losses"][1] == [3.0]
    assert of_array == of_list


def test_an_accuracy_of_numpys_is_a_number(released):
    training = released("training")

    def accuracy(model, loader):
        is_right = [model(images).argmax(1) == labels for images, labels in loader]
        return np.mean(torch.cat(is_right).numpy(), dtype=np.float32)

    model = types.SimpleNamespace(accuracy=accuracy)
    found = training.accuracy_of(model, 8, 3, wrong=[2, 5])
    assert found["its kind"] == "a number"
    assert found["the accuracy"] == 0.75


def test_inputs_of_a_test_go_where_the_networks_parameters_are(released):
    """No machine needs a GPU for it: `meta` is a device, too, though no values come back from it."""
    conftest = released("conftest")
    net = torch.nn.Linear(3, 2).to("meta")
    x, state = torch.ones(2, 3), torch.ones(1)
    (moved, (inner,)) = conftest._inputs_to_network(net, (x, (state,)))
    assert moved.device == inner.device == torch.device("meta")
    assert conftest._inputs_to_network(torch.nn.Linear(3, 2), (x,)) is None  # all is on the CPU
    assert conftest._moved([x, "text", None], torch.device("meta"))[1:] == ["text", None]


def test_inputs_of_a_students_own_loop_stay_where_they_are(released):
    conftest = released("conftest")
    net = torch.nn.Linear(3, 2).to("meta")
    handle = torch.nn.modules.module.register_module_forward_pre_hook(conftest._inputs_to_network)
    student = types.ModuleType("submission")
    exec("def call(net, x): return net(x)", student.__dict__)
    try:
        assert net(torch.ones(2, 3)).device == torch.device("meta")
        with pytest.raises(RuntimeError):  # as it would be on a GPU
            student.call(net, torch.ones(2, 3))
    finally:
        handle.remove()


def test_a_mistake_is_named_although_another_test_needs_what_is_not_there():
    """A name that is missing ends a test with pytest's own exception, which is no Exception."""

    class Student(types.ModuleType):
        def __getattr__(self, name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            pytest.fail(f"it does not define {name}", pytrace=False)

    other = types.SimpleNamespace(case=lambda student: {"y": student.missing(1)})
    got = recorded.seen({"x": [1.0, 2.0]})
    sign = recorded.fingerprint(got)
    record = {
        "mistakes": [["one", "{what}: it is one.", ["it"]], ["two", "{what}: it is two.", ["it"]]],
        "tests": {
            "test_it_x": {"right": {"x": ["2 numbers", [3.0, 4.0]]}, "wrong": [[*sign, [0, 1]]]},
            "test_it_y": {"right": {"y": ["a number", [1.0]]}, "wrong": []},
        },
    }
    found = recorded._known(record, "test_it_x", got, Student("submission"), {"test_it_y": other})
    assert found is None  # they stay two
    record["tests"]["test_it_x"]["wrong"][0][2] = [0]
    found = recorded._known(record, "test_it_x", got, Student("submission"), {"test_it_y": other})
    assert found == ("one", "{what}: it is one.")


class Shop:
    """Recorded tests of two parts, and a record of mistakes: code, sentence and parts by what each test sees of it."""

    def __init__(
        self, mistakes: dict[str, tuple[str, list[str], dict[str, Any]]], right: dict[str, Any]
    ) -> None:
        self.tests = {
            name: types.SimpleNamespace(case=lambda student, name=name: student(name)) for name in right
        }
        of_right = {name: recorded.seen({"x": value}) for name, value in right.items()}
        self.record: dict[str, Any] = {
            "mistakes": [[code.rstrip("+"), *each[:2]] for code, each in mistakes.items()],
            "tests": {name: {"right": of_right[name], "wrong": []} for name in right},
        }
        for number, (_, _, values) in enumerate(mistakes.values()):
            for name, value in values.items():
                row = [*recorded.fingerprint(self._seen(value)), [number]]
                self.record["tests"][name]["wrong"].append(row)
        self._right = right

    @staticmethod
    def _seen(value: Any) -> recorded.Seen:
        return recorded.of_error(value) if isinstance(value, Exception) else recorded.seen({"x": value})

    def named(self, test: str, **values: Any) -> str | None:
        """The code that a test names for a student of whose code the tests see these values, or else the right ones."""

        def student(name: str) -> dict[str, Any]:
            value = values.get(name, self._right[name])
            if isinstance(value, Exception):
                raise value
            return {"x": value}

        found = recorded._known(self.record, test, self._seen(values[test]), student, self.tests)
        return found and found[0]


def test_two_mistakes_with_the_same_values_are_told_apart_by_another_parts_tests():
    mistakes = {
        "in-layer": ("", ["layer"], {"test_layer_x": 2.0, "test_net_x": 5.0}),
        "in-net": ("", ["net"], {"test_net_x": 5.0}),
    }
    shop = Shop(mistakes, {"test_layer_x": 1.0, "test_net_x": 1.0})
    assert shop.named("test_net_x", test_net_x=5.0, test_layer_x=2.0) == "in-layer"
    assert shop.named("test_net_x", test_net_x=5.0) == "in-net"


def test_two_names_of_one_mistake_belong_each_to_its_part():
    values = {"test_layer_x": 2.0, "test_net_x": 5.0}
    shop = Shop(
        {"of-layer": ("", ["layer"], values), "of-net": ("", ["net"], values), "": ("", ["layer"], values)},
        {"test_layer_x": 1.0, "test_net_x": 1.0},
    )
    assert shop.named("test_layer_x", **values) == "of-layer"
    assert shop.named("test_net_x", **values) == "of-net"


def test_what_one_answer_leaves_right_says_nothing_of_another_with_its_code():
    mistakes = {
        "late": ("", ["it"], {"test_it_x": 2.0}),
        "late+": ("", ["it"], {"test_it_y": 3.0}),
        "early": ("", ["it"], {"test_it_x": 2.0, "test_it_y": 4.0}),
    }
    shop = Shop(mistakes, {"test_it_x": 1.0, "test_it_y": 1.0})
    assert shop.named("test_it_x", test_it_x=2.0) == "late"
    assert shop.named("test_it_x", test_it_x=2.0, test_it_y=4.0) == "early"


def test_a_crash_names_the_mistake_whose_sentence_quotes_it():
    crash = RuntimeError("backward a second time")
    mistakes = {
        "graph-used-again": ("{what}: torch says: {said}.", ["it"], {"test_it_x": crash}),
        "other": ("{what}: it is another.", ["it"], {"test_it_x": crash}),
    }
    shop = Shop(mistakes, {"test_it_x": 1.0})
    assert shop.named("test_it_x", test_it_x=crash) == "graph-used-again"
    assert shop.named("test_it_x", test_it_x=RuntimeError("another one")) is None


def test_crashes_of_several_sizes_name_a_mistake_and_one_alone_does_not():
    crashes = {"test_it_x": RuntimeError("3x4 and 5x4"), "test_it_y": RuntimeError("2x4 and 7x4")}
    shop = Shop({"not-turned": ("", ["it"], crashes)}, {"test_it_x": 1.0, "test_it_y": 1.0})
    assert shop.named("test_it_x", **crashes) == "not-turned"
    assert shop.named("test_it_x", test_it_x=crashes["test_it_x"]) is None
    other = {**crashes, "test_it_y": RuntimeError("2x4 and 9x4")}
    assert shop.named("test_it_x", **other) is None
    same = dict.fromkeys(crashes, RuntimeError("no numbers"))
    assert Shop({"any": ("", ["it"], same)}, shop._right).named("test_it_x", **same) is None


def test_a_tests_own_words_name_a_mistake():
    refusal = recorded.Mistake("Net(3) has 4 trainable numbers; its layers have at least 6")
    shop = Shop({"bias-missing": ("", ["it"], {"test_it_x": refusal})}, {"test_it_x": 1.0})
    assert shop.named("test_it_x", test_it_x=AssertionError(str(refusal))) is None  # of another kind
    assert shop.named("test_it_x", test_it_x=refusal) == "bias-missing"


def test_a_crash_that_is_named_keeps_its_words_where_the_sentence_leaves_too_much_open():
    error = RuntimeError("3x4 and 5x4")
    recorded._name(error, "net(x)", ("not-turned", ""))
    assert error.code == "not-turned"  # type: ignore[attr-defined]
    with pytest.raises(recorded.Mistake, match=r"^net\(x\): torch says: RuntimeError: 3x4\.$"):
        recorded._name(RuntimeError("3x4"), "net(x)", ("other", "{what}: torch says: {said}."))


def test_small_numbers_tell_mistakes_apart_beside_large_ones():
    signs = [
        recorded.fingerprint(recorded.seen({"large": [1e6, -2e6], "small": [0.5, small]}))
        for small in (0.25, 0.3)
    ]
    assert not recorded.is_alike(*signs)


def test_how_a_loop_does_it_is_neither_right_nor_wrong():
    right = recorded.seen({"the losses": [1.0]})
    other = recorded.seen({"the losses": [1.0], f"{recorded.ASIDE}its settings": "betas"})
    assert recorded.first_other(other, right) is None
    assert not recorded.is_alike(recorded.fingerprint(other), recorded.fingerprint(right))


def test_settings_of_an_optimizer_are_noted_where_they_are_not_the_usual_ones(released):
    training = released("training")

    def noted(**settings: Any) -> str:
        def train(net, inputs, labels, epochs, lr):
            optimizer = torch.optim.Adam(net.parameters(), lr=lr, **settings)
            torch.nn.functional.cross_entropy(net(inputs), labels).backward()
            optimizer.step()
            return [1.0]

        found = training.loop_on_one_batch(types.SimpleNamespace(train=train), "vectors", epochs=1, lr=0.1)
        return next((value for name, value in found.items() if name.startswith(recorded.ASIDE)), "")

    assert noted() == noted(betas=(0.9, 0.999), eps=1e-8) == ""
    assert noted(betas=(0.999, 0.9), amsgrad=True) == "['amsgrad', 'betas']"


@pytest.mark.parametrize("bias", [True, False])
def test_a_last_layer_without_a_bias_is_told(bias):
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2, bias=bias))
    if bias:
        recorded.check_last_bias(net, torch.ones(5, 3), "net(x)")
    else:
        with pytest.raises(recorded.Mistake, match="the last layer adds no bias"):
            recorded.check_last_bias(net, torch.ones(5, 3), "net(x)")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"weight": (2, 3), "bias": (2,)}, ""),
        ({"weight": (3, 2)}, "parameter-shape"),
        ({"weight_l0": (2, 3)}, "it-has-others"),
        ({"weight": (2, 3), "weight_l1": (2, 2)}, "parameter-missing"),
    ],
)
def test_parameters_of_other_names_and_shapes_are_told_as_in_grading(wanted, code):
    net = torch.nn.Linear(3, 2)
    if not code:
        recorded.check_parameters(net, wanted)
        return
    with pytest.raises(recorded.Mistake) as caught:
        recorded.check_parameters(net, wanted)
    assert caught.value.code == code


def test_a_sentence_is_filled_with_what_the_public_test_counts():
    right = recorded.seen({"the number of losses": 100})
    got = recorded.seen({"the number of losses": 15})
    numbers = recorded.counts("the number of losses", got, right)
    assert numbers == (15, 100)
    sentence = "{what}: the default of epochs is {got}; {want} is asked."
    assert recorded._filled(sentence, "train(net)", "the number of losses", numbers) == (
        "train(net): the default of epochs is 15; 100 is asked."
    )
    assert recorded._filled(sentence, "train(net)", "the losses", None) == ""


@pytest.mark.parametrize(
    ("got", "want", "counted"),
    [
        ([0.5], [0.5, 0.25], (1, 2)),
        ("ohl", "ohlol", (3, 5)),
        (torch.ones(3, 2), torch.ones(5, 2), (3, 5)),
        ([0.5, 1.0], [0.5, 0.25], None),
        (1.5, 2.5, None),
        (torch.ones(()), 1.0, None),
    ],
)
def test_numbers_texts_and_rows_are_counted(got, want, counted):
    assert recorded.counts("x", recorded.seen({"x": got}), recorded.seen({"x": want})) == counted


def test_each_assignment_has_a_record():
    assert len(RECORDS) == 9


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.parent.name)
def test_what_a_public_test_can_say_are_whole_sentences(path):
    """Each begins with the call or the name of what it is about, ends as a sentence does, and is all in one line."""
    sentences = [sentence for _, sentence, _ in json.loads(path.read_text())["mistakes"] if sentence]
    assert sentences
    begins = re.compile(r"(\{what\}|[A-Za-z_][\w.]*(\([^:]*\))*)(, \{where\})?(:|'s\b| returned\b) ?(?=\S)")
    leans = re.compile(r"[^\w]|None\b|not\b|each is \S+ times that|it has none")
    for sentence in sentences:
        facts = "train(net, inputs, labels)", "the losses", (15, 100), "RuntimeError: no"
        said = recorded._filled(sentence, *facts)
        assert said, sentence
        assert not any(each in said for each in ("{what}", "{where}", "{got}", "{want}", "{said}")), sentence
        sentence = sentence.replace("{said}", "RuntimeError: no")  # which is as it was raised
        start = begins.match(sentence)
        assert start, sentence
        assert not leans.match(sentence[start.end() :].lstrip()), sentence
        assert sentence[-1] in ".?!", sentence
        assert not sentence.endswith(("..", "?.")), sentence
        assert "\n" not in sentence
