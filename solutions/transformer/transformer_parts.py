"""Whether a later part is right but for an earlier one of the student's, which is not: a mistake costs once.

Each asks for the student's own earlier part, and is only asked where the later one is not the solution's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from shared.follows import gives, or_false
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.draws import Draws
from autograder.checks.values import equal
from autograder.student.student import Handle, Student


def causal(seq: int) -> Tensor:
    """The mask with which a place looks at itself and at those before it, bool (seq, seq)."""
    return torch.ones(seq, seq, dtype=torch.bool).tril()


@or_false
def block_follows(
    student: Student,
    reference: Student,
    draws: Draws,
    sizes: Sequence[int],
    x: Tensor,
    mask: Sequence[Tensor],
) -> bool:
    """Whether Block does what its equations say, with the student's own MultiHead."""
    block, weights = _made(student.Block(*sizes), draws)
    inner = _norm(x, weights, "norm1")
    own, right = (
        _run(each.MultiHead(*sizes), weights, "attention.", inner, mask) for each in (student, reference)
    )
    y = x + own
    z = y + _linear(torch.relu(_linear(_norm(y, weights, "norm2"), weights, "up")), weights, "down")
    heads = student.MultiHead(*sizes)
    mixes = mixes_places(lambda x, mask: _run(heads, weights, "attention.", x, [mask]), sizes[0])
    return mixes and not equal(own, right) and gives(block.evaluate(x, *mask), z)


@or_false
def model_follows(
    student: Student, reference: Student, draws: Draws, sizes: Sequence[int], indices: Tensor
) -> bool:
    """Whether CharTransformer does what its table says, with the student's own Block."""
    model, weights = _made(student.CharTransformer(*sizes), draws)
    mask = causal(indices.shape[1])
    x = weights["token.weight"][indices] + weights["position.weight"][: indices.shape[1]]
    are_right = []
    for number in range(sizes[3]):
        own, right = (
            _run(each.Block(*sizes[1:3]), weights, f"blocks.{number}.", x, [mask])
            for each in (student, reference)
        )
        are_right.append(equal(own, right))
        x = own
    rows = _linear(_norm(x, weights, "norm"), weights, "head").flatten(0, 1)
    block = student.Block(*sizes[1:3])
    mixes = mixes_places(lambda x, mask: _run(block, weights, "blocks.0.", x, [mask]), sizes[1])
    return mixes and not all(are_right) and gives(model.evaluate(indices), rows)


def mixes_places(part: Callable[[Tensor, Tensor], Tensor], d_model: int) -> bool:
    """Whether what a part gives depends on earlier places, and on the mask: from one that leaves x as it is, a model
    without blocks would follow.
    """
    x = torch.arange(2 * 3 * d_model).reshape(2, 3, d_model).sin()
    other = torch.cat([x[:, :1].cos(), x[:, 1:]], 1)
    masked = part(x, causal(3))
    sees_earlier = not equal(part(other, causal(3))[:, -1], masked[:, -1])
    return sees_earlier and not equal(part(x, torch.ones_like(causal(3)))[:, 0], masked[:, 0])


def _made(module: Handle, draws: Draws) -> tuple[Handle, dict[str, Tensor]]:
    """The module with hidden weights, and these."""
    weights = draws.like(module.parameters(), scale=0.5)
    module.load(weights)
    return module, weights


def _run(
    module: Handle, weights: Mapping[str, Tensor], prefix: str, x: Tensor, mask: Sequence[Tensor]
) -> Tensor:
    """What a part gives for x, a module of its own with that part's weights."""
    module.load({name.removeprefix(prefix): v for name, v in weights.items() if name.startswith(prefix)})
    output: Tensor = module.evaluate(x, *mask)
    return output


def _norm(x: Tensor, weights: Mapping[str, Tensor], name: str) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"])


def _linear(x: Tensor, weights: Mapping[str, Tensor], name: str) -> Tensor:
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])
