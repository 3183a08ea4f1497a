"""The public tests of lstm. Run them with `pytest test_lstm.py`, or a part of them with `pytest test_lstm.py -k layer`.

They tell whether you are on the right way. Grading looks closer, with other weights, sizes and words.
"""

import contextlib
import io
import math

import pytest
import torch
from _recorded import check_count, check_last_bias, check_parameters, check_shape, fill, numbers, recorded
from _training import (
    Table,
    are_drawn,
    lines_on_one_batch,
    loop_goes_on,
    loop_on_one_batch,
    loop_twice,
    loop_with_defaults,
    settings,
    texts_of,
)
from torch import nn

IDX2CHAR = ["e", "h", "l", "o"]
HELLO = torch.tensor([1, 0, 2, 2, 3])  # (seq,)
OHLOL = torch.tensor([3, 1, 2, 3, 2])  # (seq,)
INPUTS = torch.eye(4)[HELLO].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)
GATES = ["i", "f", "g", "o"]
NOT_ALLOWED = (nn.LSTM, nn.LSTMCell)


def unpacked(result):
    """output, h_n and c_n of what an LSTM returns."""
    assert isinstance(result, (tuple, list)), f"expected output, (h_n, c_n), got {type(result).__name__}"
    assert len(result) == 2, f"expected two values, output and (h_n, c_n), got {len(result)}"
    output, states = result
    assert len(states) == 2, "the second value is the pair (h_n, c_n)"
    return output, *states


def shapes(size, hidden, layers):
    """The shape of each parameter, by name."""
    wanted = {}
    for k in range(layers):
        wanted[f"weight_ih_l{k}"] = (4 * hidden, size if k == 0 else hidden)
        wanted[f"weight_hh_l{k}"] = (4 * hidden, hidden)
        wanted[f"bias_ih_l{k}"] = wanted[f"bias_hh_l{k}"] = (4 * hidden,)
    return wanted


def with_biases(student, layers=1, **values):
    """LSTM(3, 2, layers), its weights all zero and bias_ih as given for each gate: what it does is easy to compute."""
    net = student.LSTM(3, 2, layers)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            parameter.zero_()
            if name.startswith("bias_ih"):
                for gate, rows in zip(GATES, parameter.chunk(4), strict=True):
                    rows.fill_(values.get(gate, 0.0))
    return net


def known_weights(net, start=0):
    """The network with weights that are the same on every machine; `start` chooses which."""
    net(INPUTS)
    count = 0
    with torch.no_grad():
        for parameter in net.parameters():
            places = torch.arange(count, count + parameter.numel())
            parameter.copy_(0.5 * torch.sin(1.7 * places + 0.3 + start).reshape(parameter.shape))
            count += parameter.numel()
    return net


CALL = "LSTM(...)(input)"


def layer_of(student, size, hidden, layers=1, scale=0.8):
    """A new LSTM with weights that are the same on every machine."""
    return fill(student.LSTM(size, hidden, layers), shapes(size, hidden, layers), scale=scale)


def parts(result):
    """What it returns, each with its name, as far as it has the form that is asked for."""
    try:
        return dict(zip(("the output", "h_n", "c_n"), unpacked(result), strict=True))
    except (AssertionError, TypeError, ValueError):
        return {"what it returns": result}


@recorded(CALL)
def test_layer_values(student):
    by_default = parts(student.LSTM(3, 5)(numbers(4, 2, 3)))
    shapes_by_default = {f"the shape of {n}": getattr(v, "shape", None) for n, v in by_default.items()}
    return parts(layer_of(student, 3, 5)(numbers(4, 2, 3))) | shapes_by_default


@recorded("LSTM(...)(input, (h_0, c_0))")
def test_layer_values_from_given_states(student):
    found = {}
    for layers, batch, hidden, seq in [(1, 2, 4, 3), (2, 3, 3, 4), (1, 1, 1, 1)]:
        net = layer_of(student, 2, hidden, layers)
        state = (numbers(layers, batch, hidden, start=7), numbers(layers, batch, hidden, start=8))
        result = parts(net(numbers(seq, batch, 2), state))
        found |= {f"{name} of {layers} layers, {batch} sequences": value for name, value in result.items()}
    return found


@recorded(CALL)
def test_layer_values_of_six_layers(student):
    return parts(layer_of(student, 3, 4, 6)(numbers(3, 2, 3)))


@recorded(CALL)
def test_layer_values_of_large_numbers(student):
    """Gates that are open let the states grow, or stay at their bounds."""
    net = layer_of(student, 3, 4, 1, scale=3.0)
    return parts(net(numbers(60, 2, 3, scale=2.0)))


@recorded(CALL)
def test_layer_values_of_a_long_sum(student):
    """With all gates open, c grows from step to step."""
    return parts(with_biases(student, i=20.0, f=20.0, g=20.0, o=1.0)(torch.ones(40, 1, 3)))


@recorded(CALL)
def test_layer_second_call(student):
    net, inputs = layer_of(student, 3, 5, 2), numbers(4, 2, 3)
    given = inputs.clone()
    first = {f"{name} of the first call": value for name, value in parts(net(given)).items()}
    second = {f"{name} of the second call": value for name, value in parts(net(given)).items()}
    return first | second | {"the input afterwards": torch.equal(given, inputs)}


@recorded(CALL)
def test_layer_mode_of_learning(student):
    return parts(layer_of(student, 3, 5, 2).train()(numbers(4, 2, 3)))


@recorded(f"the gradients of {CALL}")
def test_layer_gradients(student):
    found = {}
    for seq, layers in ((6, 2), (40, 1)):
        net, batch, hidden = layer_of(student, 3, 4, layers, scale=0.5), 2, 4
        inputs = numbers(seq, 2, 3).requires_grad_()
        state = (numbers(layers, batch, hidden, start=7), numbers(layers, batch, hidden, start=8))
        states = [each.requires_grad_() for each in (state if isinstance(state, tuple) else (state,))]
        output = net(inputs, tuple(states) if len(states) > 1 else states[0])[0]
        (output[-1] * numbers(2, 4, start=1)).sum().backward()
        found[f"of the input of {seq} steps"] = inputs.grad
        found |= {
            f"of {name.rpartition('.')[2]}, {seq} steps": value.grad for name, value in net.named_parameters()
        }
        found |= {f"of state {n}, {seq} steps": each.grad for n, each in enumerate(states)}
        logs = inputs.grad.flatten(1).norm(dim=1).clamp(min=1e-30).log()
        found[f"the size of that of the input at each of {seq} steps"] = logs
    return found


@recorded("LSTM(...)")
def test_layer_first_weights(student):
    net = student.LSTM(3, 4, 2)
    net(numbers(4, 2, 3))
    return {
        "the weights of a layer differ": are_drawn(net),
        "the weights are numbers": all(bool((value.abs() < 1e6).all()) for value in net.parameters()),
    } | settings()


def sigmoid(a):
    return 1 / (1 + math.exp(-a))


@pytest.mark.parametrize(("size", "hidden", "layers"), [(4, 4, 1), (3, 2, 1), (2, 5, 3)])
def test_layer_parameters(student, size, hidden, layers):
    net = student.LSTM(size, hidden, layers)
    check_parameters(net, shapes(size, hidden, layers))


def test_layer_is_your_own(student):
    net = student.LSTM(3, 2)
    for module in net.modules():
        assert not isinstance(module, NOT_ALLOWED), (
            "nn.LSTM and nn.LSTMCell are not allowed: write the equations"
        )


@pytest.mark.parametrize(
    ("seq", "batch", "size", "hidden", "layers"),
    [(5, 1, 4, 4, 1), (6, 3, 2, 5, 1), (1, 2, 3, 5, 3), (2, 21, 23, 22, 17)],
)
def test_layer_shapes(student, seq, batch, size, hidden, layers):
    net = student.LSTM(size, hidden, layers)
    output, h_n, c_n = unpacked(net(torch.ones(seq, batch, size)))
    check_shape(output, (seq, batch, hidden), "the output, (seq, batch, hidden)")
    check_shape(h_n, (layers, batch, hidden), "h_n, (num_layers, batch, hidden)")
    check_shape(c_n, (layers, batch, hidden), "c_n, (num_layers, batch, hidden)")


@pytest.mark.parametrize("gate", GATES)
def test_layer_gate(student, gate):
    """All weights are zero, so each gate is the same at every step, and c and h are numbers easy to compute."""
    a = {"i": 0.2, "f": -0.4, "g": 0.6, "o": -0.8, gate: 1.5}
    output, _, c_n = unpacked(with_biases(student, **a)(torch.ones(3, 2, 3)))
    c = 0.0
    for step in range(3):
        c = sigmoid(a["f"]) * c + sigmoid(a["i"]) * math.tanh(a["g"])
        h = sigmoid(a["o"]) * math.tanh(c)
        got = output[step].flatten().tolist()
        assert got == pytest.approx([h] * 4, abs=1e-4), f"h at step {step}, where b_{gate} is the largest"
    assert c_n.flatten().tolist() == pytest.approx([c] * 4, abs=1e-4), "c_n"


def test_layer_reads_the_input_and_h(student):
    """All weights are 0.3 and no biases: the two values of a hidden state are the same number."""
    net = student.LSTM(3, 2)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(0.3 if parameter.dim() == 2 else 0.0)
    inputs = torch.linspace(-1, 2, 4 * 2 * 3).reshape(4, 2, 3)  # (seq, batch, in)
    output, _, _ = unpacked(net(inputs))
    h, c = [0.0, 0.0], [0.0, 0.0]  # of the two sequences
    for step in range(4):
        for number in range(2):
            a = 0.3 * inputs[step, number].sum().item() + 0.3 * 2 * h[number]
            c[number] = sigmoid(a) * c[number] + sigmoid(a) * math.tanh(a)
            h[number] = sigmoid(a) * math.tanh(c[number])
            where = f"the hidden state at step {step} of sequence {number}"
            assert output[step, number].tolist() == pytest.approx([h[number]] * 2, abs=1e-4), where


def test_layer_adds_both_biases(student):
    both = with_biases(student, g=0.7)
    parameters = dict(both.named_parameters())
    with torch.no_grad():
        parameters["bias_hh_l0"].copy_(parameters["bias_ih_l0"])
    once = with_biases(student, g=1.4)
    x = torch.ones(2, 1, 3)
    assert torch.allclose(both(x)[0], once(x)[0], atol=1e-5), "bias_ih and bias_hh are both added"


def test_layer_starts_from_the_given_states(student):
    """With f open and i shut, c stays as it is given; with o open, h is its tanh. In every layer."""
    net = with_biases(student, layers=2, f=20.0, i=-20.0, o=20.0)
    c_0 = torch.linspace(-1, 1, 2 * 3 * 2).reshape(2, 3, 2)  # (num_layers, batch, hidden)
    output, h_n, c_n = unpacked(net(torch.ones(4, 3, 3), (torch.zeros(2, 3, 2), c_0)))
    assert torch.allclose(c_n, c_0, atol=1e-4), "c_n is c_0 where f is 1 and i is 0"
    assert torch.allclose(h_n, torch.tanh(c_0), atol=1e-4), "h_n is tanh(c_n) where o is 1"
    assert torch.allclose(output[-1], h_n[-1], atol=1e-5), "the last output is the last layer's h_n"
    net = known_weights(student.LSTM(4, 3))
    h_0 = torch.full((1, 1, 3), 0.5)
    zeros = torch.zeros(1, 1, 3)
    given, none = unpacked(net(INPUTS, (h_0, zeros))), unpacked(net(INPUTS))
    assert not torch.allclose(given[0][0], none[0][0], atol=1e-3), "h_0 changes nothing"


def test_layer_starts_from_zero_in_every_call(student):
    net = known_weights(student.LSTM(4, 3, 2))
    first, second = unpacked(net(INPUTS)), unpacked(net(INPUTS))
    assert torch.allclose(first[0], second[0], atol=1e-5), (
        "the second call gives other values: without a state, h_0 and c_0 are 0 in every call"
    )


def test_layer_remembers_the_first_letter(student):
    net = known_weights(student.LSTM(4, 3, 2))
    inputs = INPUTS.clone().requires_grad_()
    net(inputs)[0][-1].sum().backward()
    assert inputs.grad is not None, "the output does not depend on the input"
    assert inputs.grad[0].abs().max() > 0, "the last output does not depend on the first letter"
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None, f"{name} gets no gradient"


@pytest.mark.parametrize(
    ("seq", "batch", "size", "hidden", "classes", "layers"),
    [(5, 1, 4, 8, 4, 1), (3, 2, 3, 5, 6, 2), (2, 21, 23, 22, 24, 1)],
)
def test_model_output_shape(student, seq, batch, size, hidden, classes, layers):
    net = student.CharLSTM(size, hidden, classes, layers)
    wanted = (seq * batch, classes)
    check_shape(net(torch.ones(seq, batch, size)), wanted, "CharLSTM(...)(input), (seq * batch, num_classes)")


MODEL = "CharLSTM(...)(input)"


def model_of(student, size, hidden, classes, layers=1, scale=0.7):
    """A new CharLSTM with weights that are the same on every machine."""
    net = student.CharLSTM(size, hidden, classes, layers).eval()
    net(torch.ones(2, 1, size))  # lazy layers make their weights
    return fill(net, shapes(size, hidden, layers), [(classes, hidden)], scale=scale)


@recorded("CharLSTM(...)")
def test_model_has_weights_and_biases(student):
    for layers in (1, 3, 6, 17):
        net = student.CharLSTM(3, 5, 6, layers)
        net(torch.ones(2, 1, 3))
        least = 4 * (5 * 3 + (2 * layers - 1) * 5 * 5 + layers * 5) + 5 * 6 + 6
        what = "the weights and biases of all layers and of the linear layer"
        check_count(net, f"CharLSTM(3, 5, 6, {layers})", least, what)
    check_last_bias(net, torch.ones(2, 1, 3), "CharLSTM(3, 5, 6, 17)(input)")
    return {}


@recorded(MODEL)
def test_model_values(student):
    return {
        f"of {layers} layers and {batch} sequences": model_of(student, size, hidden, classes, layers)(
            numbers(seq, batch, size, start=seq)
        )
        for seq, batch, size, hidden, classes, layers in [
            (5, 1, 4, 8, 4, 1),
            (3, 2, 3, 5, 6, 2),
            (4, 3, 2, 3, 5, 1),
        ]
    }


@recorded(MODEL)
def test_model_six_deep(student):
    return {"the logits": model_of(student, 3, 4, 5, 6)(numbers(3, 2, 3))}


@recorded(MODEL)
def test_model_mode_of_learning(student):
    return {"the logits": model_of(student, 3, 4, 5, 2).train()(numbers(3, 2, 3))}


@recorded(MODEL)
def test_model_second_call(student):
    net, inputs = model_of(student, 3, 4, 5), numbers(3, 2, 3)
    given = inputs.clone()
    first, second = net(given), net(given)
    afterwards = torch.equal(given, inputs)
    return {"the first logits": first, "the second ones": second, "the input afterwards": afterwards}


@recorded(f"the gradients of {MODEL}")
def test_model_gradients(student):
    net = model_of(student, 3, 4, 5)
    (net(numbers(3, 2, 3)) * numbers(6, 5, start=1)).sum().backward()
    return {
        f"of a parameter {tuple(value.shape)}": value.grad for value in net.parameters() if value.dim() > 1
    }


@recorded("CharLSTM(...)")
def test_model_first_weights(student):
    net = student.CharLSTM(3, 4, 5, 2)
    net(numbers(4, 2, 3))
    return {"the weights of a layer differ": are_drawn(net)} | settings()


def test_model_is_your_own(student):
    net = student.CharLSTM(4, 8, 4)
    for module in net.modules():
        assert not isinstance(module, NOT_ALLOWED), "nn.LSTM and nn.LSTMCell are not allowed: use your LSTM"


def test_model_rows_come_step_by_step(student):
    net = known_weights(student.CharLSTM(4, 5, 3).eval())
    words = torch.cat([INPUTS, INPUTS.flip(0)], dim=1)  # (seq, batch, in) = (5, 2, 4)
    rows = net(words)
    check_shape(rows, (10, 3), "CharLSTM(4, 5, 3)(input)")
    for number in range(2):
        alone = net(words[:, number : number + 1])
        assert torch.allclose(rows[number::2], alone, atol=1e-4), "row step * batch + b belongs to word b"


def test_model_gives_logits(student):
    rows = known_weights(student.CharLSTM(4, 5, 3).eval())(INPUTS)
    ones = torch.ones(5)
    assert not torch.allclose(rows.sum(1), ones, atol=1e-3), "forward ends in softmax: the logits are wanted"
    assert not torch.allclose(rows.exp().sum(1), ones, atol=1e-3), (
        "forward ends in log_softmax: the logits are wanted"
    )


INPUT = "vectors"  # what `train` is given
TRAIN = "train(net, inputs, labels)"


@recorded(TRAIN)
def test_train_steps(student):
    return loop_on_one_batch(student, INPUT, epochs=3, lr=0.05)


@recorded(TRAIN)
def test_train_a_small_rate(student):
    return loop_on_one_batch(student, INPUT, epochs=4, lr=0.002)


@recorded(TRAIN)
def test_train_a_large_rate(student):
    return loop_on_one_batch(student, INPUT, epochs=33, lr=1.5)


@recorded(TRAIN)
def test_train_where_gradients_are_large(student):
    return loop_on_one_batch(student, INPUT, epochs=24, lr=0.01, net=Table(gain=45.0, scale=0.45))


@recorded(TRAIN)
def test_train_where_gradients_are_small(student):
    return loop_on_one_batch(student, INPUT, epochs=6, lr=0.01, net=Table(sure=8.0), same=True)


@recorded(TRAIN)
def test_train_defaults(student):
    return loop_with_defaults(student, INPUT)


@recorded(TRAIN)
def test_train_goes_on(student):
    return loop_goes_on(student, INPUT)


@recorded(TRAIN)
def test_train_a_second_time(student):
    return loop_twice(student, INPUT)


@recorded(TRAIN)
def test_train_prints_each_epoch(student):
    return lines_on_one_batch(student, INPUT)


@recorded("decode(outputs, idx2char)")
def test_ohlol_is_decoded(student):
    return texts_of(student.decode)


def losses_of(student, net, epochs, lr):
    losses = student.train(net, INPUTS, OHLOL, epochs=epochs, lr=lr)
    assert losses is not None, "train returned None: is a return missing?"
    return [float(loss) for loss in losses]


def test_ohlol_is_learned(student):
    texts = []
    for start in range(5):
        net = known_weights(student.CharLSTM(4, 8, 4), start)
        with contextlib.redirect_stdout(io.StringIO()):  # hundreds of lines would hide the message below
            losses = losses_of(student, net, epochs=100, lr=0.05)
        assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"
        texts.append("".join(IDX2CHAR[index] for index in net.eval()(INPUTS).argmax(1).tolist()))
        if texts[-1] == "ohlol":
            return
    pytest.fail(f"after 100 epochs hello reads {', '.join(dict.fromkeys(texts))}, never ohlol", pytrace=False)
