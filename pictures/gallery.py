"""Which pictures there are, and where they lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pictures import attention, backprop, cnn, embedding, gru, lstm, mlp, rnn, transformer
from pictures.drawing import Drawing

PICTURES: dict[str, Callable[[], Drawing]] = {
    "backprop": backprop.draw,
    "mlp": mlp.draw,
    "cnn": cnn.draw,
    "rnn": rnn.draw,
    "embedding": embedding.draw,
    "lstm": lstm.draw,
    "gru": gru.draw,
    "attention": attention.draw,
    "transformer": transformer.draw,
}


def path_of(name: str) -> Path:
    """solutions/<name>/<name>.svg: beside the notebook that shows it."""
    return Path(__file__).parents[1] / "solutions" / name / f"{name}.svg"
