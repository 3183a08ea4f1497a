"""What `check` shows in the notebook of a part that is done: how the letters of hello look at each other."""

from __future__ import annotations

from typing import Any

import torch
from _pictures import Picture, images  # type: ignore[import-not-found]


def mask(student: Any) -> Picture | None:
    x = torch.eye(4)[torch.tensor([1, 0, 2, 2, 3])].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)
    seen = student.attention_weights(x, x, student.causal_mask(5))[0]  # (seq, seq)
    return images(
        "Your attention on hello: each row is a letter that looks, each column one that it sees",
        [("with the mask", seen), ("without the mask", student.attention_weights(x, x)[0])],
        size=140,
    )
