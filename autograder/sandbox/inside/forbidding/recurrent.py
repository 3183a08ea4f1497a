"""What torch's recurrent layers end in: the operators that compute them, and where torch spells them in Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec

if find_spec("torch.export._patches"):  # torch 2.6 has none
    import torch.export._patches  # noqa: F401 - spells them, too, and is not loaded with torch

ACCEPTABLE = "aten::cudnn_is_acceptable"
"""Asked before cuDNN computes a recurrent layer, of whatever kind, with one operator for all of them."""
SHARED = r"_?(cudnn|miopen)_rnn(_backward)?"
OPERATORS = {  # by their plain names
    "torch.nn.RNN": rf"(quantized_)?rnn_(tanh|relu)|{SHARED}",
    "torch.nn.RNNCell": r".*rnn_(tanh|relu)_cell.*",
    "torch.nn.LSTM": rf"(?!.*cell).*lstm.*|mkldnn_rnn_layer(_backward)?|{SHARED}",  # oneDNN computes none but this
    "torch.nn.LSTMCell": r".*lstm_cell.*",
    "torch.nn.GRU": rf"(?!.*cell)(.*_)?gru(_.*)?|{SHARED}",
    "torch.nn.GRUCell": r".*gru_cell.*",
}
SPELLED = {  # by the names of functions and classes in Python
    "torch.nn.RNN": r"RNN|(?!.*cell)(.*_)?rnn_(tanh|relu)(_.*)?",
    "torch.nn.RNNCell": r"RNNCell|rnn_cell.*",
    "torch.nn.LSTM": r"(?i:(?!.*cell).*lstm.*)",
    "torch.nn.LSTMCell": r"(?i:.*lstm_?cell.*)",
    "torch.nn.GRU": r"(?!.*cell)(.*_)?(gru|GRU)(_.*)?",
    "torch.nn.GRUCell": r".*(gru_cell|GRUCell).*",
}


def is_operator(name: str) -> Callable[[str], object]:
    return re.compile(OPERATORS[name]).fullmatch


def is_spelled(name: str) -> Callable[[str], object]:
    return re.compile(SPELLED[name]).fullmatch
