"""The hidden suites of lstm and gru, beyond what the corpus shows."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
import torch
from corpus import KNOWN, solved
from corpus.grading import grade_here, grade_sandboxed
from shared.references import gated
from shared.references.gated_mistakes import GRU, LSTM, Kind
from shared.references.gated_models import adoptions, logits, near

from autograder.checks.mistakes import Said
from autograder.sandbox.sandbox import Sandbox

KINDS = pytest.mark.parametrize("kind", [LSTM, GRU], ids=lambda kind: kind.name)


@KINDS
def test_the_references_are_torchs(kind: Kind):
    torch.manual_seed(0)
    theirs = getattr(torch.nn, kind.name)(3, 5, 2, dtype=torch.float64)
    inputs = torch.randn(6, 4, 3, dtype=torch.float64)
    state = tuple(torch.randn(2, 4, 5, dtype=torch.float64) for _ in kind.states)
    output, finals = theirs(inputs, state if kind is LSTM else state[0])
    wanted = [output, *(finals if kind is LSTM else [finals])]
    for network in (kind.network, kind.quick):
        result = network(gated.layers_of(dict(theirs.named_parameters()), 2), inputs, state)
        assert all(
            torch.allclose(a, b, atol=1e-12)
            for a, b in zip([result.output, *result.finals], wanted, strict=True)
        )


@KINDS
def test_no_mistake_is_right_or_another_one_under_another_name(kind: Kind):
    torch.manual_seed(1)
    layers = [
        gated.Layer(*(torch.randn(shape, dtype=torch.float64) * 0.7 for shape in shapes))
        for shapes in zip(*[iter(gated.shapes(len(kind.gates), 3, 5, 3).values())] * 4, strict=True)
    ]
    inputs = torch.randn(6, 4, 3, dtype=torch.float64)
    state = tuple(torch.randn(3, 4, 5, dtype=torch.float64) for _ in kind.states)
    seen: dict[Said, list[torch.Tensor]] = {}
    for name, network in {Said("right"): kind.network, **kind.mistakes}.items():
        if name == Said("batch-first"):
            continue  # a given state would not fit
        result = network(layers, inputs, state)
        values = [result.output, *result.finals]
        for other, others in seen.items():
            same = all(torch.allclose(a, b, atol=1e-3) for a, b in zip(values, others, strict=True))
            assert not same, f"{name} is {other}"
        seen[name] = values


@pytest.mark.parametrize("assignment", ["lstm", "gru"])
@pytest.mark.parametrize("name", ["the lecture's", "nn.RNNBase keeps the parameters", "sequence by sequence"])
def test_a_right_answer_gets_full_marks_through_the_sandbox(sandbox: Sandbox, assignment: str, name: str):
    graded = grade_sandboxed(sandbox, KNOWN[assignment][name].cells, assignment)
    assert graded.full, graded.complaints


@pytest.mark.parametrize("assignment", ["lstm", "gru"])
@pytest.mark.parametrize("name", ["h is detached", "bias_hh is forgotten", "network: rows batch by batch"])
def test_a_bug_is_told_the_same_through_the_sandbox(sandbox: Sandbox, assignment: str, name: str):
    bug = KNOWN[assignment][name].cells
    here, there = grade_here(bug, assignment), grade_sandboxed(sandbox, bug, assignment)
    assert (there.scores, there.tests) == (here.scores, here.tests)


@pytest.mark.parametrize("assignment", ["lstm", "gru"])
def test_torchs_own_layer_is_worth_nothing_in_the_sandbox_either(sandbox: Sandbox, assignment: str):
    forgery = KNOWN[assignment]["torch's layer, kept as one's own"].cells
    graded = grade_sandboxed(sandbox, forgery, assignment)
    assert graded.scores[f"{assignment}-layer"] == graded.scores[f"{assignment}-model"] == 0


def test_torchs_own_operation_is_worth_nothing_in_a_script_of_torch_either(sandbox: Sandbox):
    layer = """
from typing import List

@torch.jit.script
def run(x: torch.Tensor, state: List[torch.Tensor], weights: List[torch.Tensor], layers: int):
    return torch.lstm(x, state, weights, True, layers, 0.0, False, False, False)

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            for name, *shape in ('weight_ih', size), ('weight_hh', hidden_size), ('bias_ih',), ('bias_hh',):
                setattr(self, f'{name}_l{k}', nn.Parameter(0.1 * torch.randn(4 * hidden_size, *shape)))

    def forward(self, input, state=None):
        if state is None:
            zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)
            state = zeros, zeros
        output, h_n, c_n = run(input, list(state), list(self.parameters()), self.num_layers)
        return output, (h_n, c_n)
"""
    graded = grade_sandboxed(sandbox, solved("lstm", layer), "lstm")
    assert graded.scores["lstm-model"] == 0
    assert any("nn.LSTM is not allowed" in complaint for complaint in graded.complaints)


@KINDS
def test_a_linear_is_found_among_all_that_may_be_one_and_the_layers_are_computed_once(kind: Kind):
    torch.manual_seed(2)
    size, hidden, classes, layers = sizes = 3, 5, 6, 2
    shapes = gated.shapes(len(kind.gates), size, hidden, layers)
    parameters = {f"rnn.{name}": torch.randn(shape) for name, shape in shapes.items()}
    for number in range(90):
        parameters[f"w{number}"] = torch.randn((classes, hidden) if number % 2 else (hidden, classes))
        parameters[f"b{number}"] = torch.randn(classes)
    inputs = torch.randn(4, 2, size)
    output = kind.network(
        gated.layers_of({name[4:]: value for name, value in parameters.items()}, layers),
        inputs,
        gated.zeros(len(kind.states), layers, 2, hidden),
    ).output
    wanted = (output @ parameters["w50"] + parameters["b71"]).flatten(0, 1)
    calls = []

    def counted(*arguments: Any) -> gated.Result:
        calls.append(arguments)
        return kind.quick(*arguments)

    (found,) = near(replace(kind, quick=counted), parameters, sizes, inputs, wanted)
    assert len(calls) == 1
    assert torch.allclose(logits(kind, found(parameters), inputs), wanted, atol=1e-5)
    assert not list(near(kind, parameters, sizes, inputs, wanted + 1))


@KINDS
@pytest.mark.parametrize("layers", [1, 2])
def test_gates_are_found_in_every_order_in_which_they_may_be_made(kind: Kind, layers: int):
    """One matrix for x, one for h and two biases for each gate, under names of the student's own."""
    torch.manual_seed(3)
    sizes = size, hidden, classes, _ = 3, 4, 5, layers
    inputs = torch.randn(4, 2, size)
    for order in map("".join, permutations(kind.gates)):
        parameters = {}
        for number in range(layers):
            columns = size if number == 0 else hidden
            for gate in order:
                parameters[f"x{gate}{number}"] = torch.randn(hidden, columns)
                parameters[f"h{gate}{number}"] = torch.randn(hidden, hidden)
                parameters[f"bx{gate}{number}"] = torch.randn(hidden)
                parameters[f"bh{gate}{number}"] = torch.randn(hidden)
        parameters |= {"out": torch.randn(classes, hidden), "bias": torch.randn(classes)}

        def joined(name: str, number: int, values: dict[str, torch.Tensor] = parameters) -> torch.Tensor:
            return torch.cat([values[f"{name}{gate}{number}"] for gate in kind.gates])

        right = [gated.Layer(*(joined(name, n) for name in ("x", "h", "bx", "bh"))) for n in range(layers)]
        start = gated.zeros(len(kind.states), layers, 2, hidden)
        output = kind.network(right, inputs, start).output
        wanted = (output @ parameters["out"].T + parameters["bias"]).flatten(0, 1)
        found = next(near(kind, parameters, sizes, inputs, wanted))
        assert torch.allclose(logits(kind, found(parameters), inputs), wanted, atol=1e-5)


@KINDS
def test_a_network_of_a_thousand_parameters_does_not_keep_the_grader(kind: Kind):
    parameters = {"first": torch.zeros(6, 5), **{f"p{n}": torch.zeros(6) for n in range(998)}}
    started = time.process_time()
    assert not list(adoptions(kind, parameters, 3, 5, 6, 2))
    assert time.process_time() - started < 1


def test_one_wrong_gate_leaves_the_points_of_the_others():
    graded = grade_here(KNOWN["lstm"]["no output gate"].cells, "lstm")
    gates = [test for test in graded.tests if test.name.startswith("test_gate")]
    assert {test.name for test in gates if not test.passed} == {"test_gate[o]"}


@pytest.mark.parametrize("assignment", ["lstm", "gru"])
def test_names_of_ones_own_cost_the_test_of_the_names_alone(assignment: str):
    source = KNOWN[assignment]["other names"].source
    graded = grade_here(KNOWN[assignment]["other names"].cells, assignment)
    assert {test.name for test in graded.tests if not test.passed} == {"test_parameters"}, graded.complaints
    assert source.count("+ b_hh") >= 1
    wrong = grade_here(solved(assignment, source.replace("+ b_hh", "- b_hh")), assignment)
    assert {"test_output[hello]", "test_parameters"} <= {test.name for test in wrong.tests if not test.passed}
