"""What the tests of training loops see: networks that note how they are trained, and what `train` gives and leaves.

The networks answer with logits that are known beforehand, so that what is seen of a loop is the loop's own. A loop may
train them on another device; what is noted of them lies on the CPU.
"""

from __future__ import annotations

import contextlib
import inspect
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from _epoch_lines import epoch_lines  # type: ignore[import-not-found]
from _recorded import ASIDE, SEED, Printed, plain  # type: ignore[import-not-found]
from torch import nn
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils.data import DataLoader, TensorDataset


class Table(nn.Module):
    """A network for a loop over one batch: each row of its outputs is `weight`'s for what is read there, plus `bias`,
    all of it times `gain`.
    """

    def __init__(
        self, classes: int = 4, start: float = 0.0, scale: float = 1.0, sure: float = 0.0, gain: float = 1.0
    ) -> None:
        super().__init__()
        places = torch.arange(classes * classes, dtype=torch.float64).reshape(classes, classes)
        weight = scale * torch.sin(1.7 * places + 0.3 + start) + sure * torch.eye(classes)
        self.weight = nn.Parameter(weight.to(torch.get_default_dtype()))
        self.bias = nn.Parameter(0.1 * torch.arange(classes).to(weight.dtype).to(torch.get_default_dtype()))
        self.gain = gain
        self.reads_vectors: bool | None = None
        self.modes: list[bool] = []

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        reads_vectors = inputs.is_floating_point() if self.reads_vectors is None else self.reads_vectors
        if inputs.dim() != (3 if reads_vectors else 2) or inputs.is_floating_point() != reads_vectors:
            what = "vectors (seq, batch, in)" if reads_vectors else "indices with two axes"
            raise RuntimeError(f"the model reads {what}; it is given {tuple(inputs.shape)}")
        rows = inputs @ self.weight if inputs.is_floating_point() else self.weight[inputs]
        outputs = self.gain * (rows + self.bias).reshape(-1, self.weight.shape[1])
        if outputs.requires_grad:
            outputs.register_hook(self._note)
        return outputs

    def _note(self, _: torch.Tensor) -> None:
        self.modes.append(self.training)


TEXT = (1, 0, 2, 2, 3, 0, 3, 1, 2, 3, 1, 1)


def of_text(inputs: str) -> tuple[torch.Tensor, torch.Tensor]:
    """What a loop over one batch reads, and its labels: vectors (seq, 1, 4), or indices (seq, 1) or (1, seq)."""
    letters = torch.tensor(TEXT)
    given = {"vectors": torch.eye(4)[letters].unsqueeze(1), "seq first": letters.unsqueeze(1)}
    return given.get(inputs, letters.unsqueeze(0)), letters.roll(-1)


def loop_on_one_batch(
    student: Any, inputs: str, epochs: int, lr: float, net: Table | None = None, same: bool = False
) -> dict[str, Any]:
    """What train(net, inputs, labels, epochs, lr) returns, and how far it moves each parameter, in units of lr.

    inputs: see `of_text`. same: whether each letter's answer is the letter itself.
    """
    net = net or Table()
    start = {name: value.detach().clone() for name, value in net.named_parameters()}
    given, labels = of_text(inputs)
    labels = torch.tensor(TEXT) if same else labels
    mine, theirs = given.clone(), labels.clone()
    net.reads_vectors = given.is_floating_point()
    with _settings_of_optimizers() as others:
        losses = plain(student.train(net, mine, theirs, epochs=epochs, lr=lr))
    return {
        "the losses": losses,
        **{
            f"the way of {name} from its start, over lr": (value.detach().cpu() - start[name]) / lr
            for name, value in net.named_parameters()
        },
        "digits": digits(losses),
        "training mode": all(net.modes),
        "inputs and labels afterwards": torch.equal(mine, given) and torch.equal(theirs, labels),
        **settings(),
        **_can_be_trained_further(net),
        **({f"{ASIDE}an optimizer's settings": str(sorted(others))} if others else {}),
    }


@contextlib.contextmanager
def _settings_of_optimizers() -> Iterator[set[str]]:
    """Notes which settings, apart from the rate, a loop gives to optimizers of torch."""
    noted: set[str] = set()

    def before(optimizer: Any, args: Any, kwargs: Any) -> None:
        usual = inspect.signature(type(optimizer)).parameters
        for group in optimizer.param_groups:
            noted.update(
                name
                for name, value in group.items()
                if name != "lr" and name in usual and value != usual[name].default and name != "params"
            )

    handle = register_optimizer_step_pre_hook(before)
    try:
        yield noted
    finally:
        handle.remove()


def _count(losses: Any) -> Any:
    """How many there are; what there is where that is no list."""
    losses = plain(losses)
    return len(losses) if isinstance(losses, (list, tuple)) else losses


def loop_with_defaults(student: Any, inputs: str) -> dict[str, Any]:
    """The same of train(net, inputs, labels)."""
    net = Table()
    return of_many_losses(student.train(net, *of_text(inputs)), first=12)


def of_many_losses(losses: Any, first: int) -> dict[str, Any]:
    """How many losses there are, the first ones and the last one; what there is where that is no list."""
    losses = plain(losses)
    if not isinstance(losses, (list, tuple)):
        return {"the number of losses": losses}
    return {"the number of losses": len(losses), "the losses": losses[:first], "the last loss": losses[-1:]}


def loop_goes_on(student: Any, inputs: str) -> dict[str, Any]:
    """How many losses there are where nothing is left to learn, and where nothing gets better."""
    given, labels = of_text(inputs)
    same = torch.tensor(TEXT)
    return {
        "the number of losses, where all is learned": _count(
            student.train(Table(sure=20.0), given, same, epochs=30, lr=0.01)
        ),
        "the number of losses, where the loss stays": _count(
            student.train(Table(), given, labels, epochs=31, lr=1e-9)
        ),
    }


def loop_twice(student: Any, inputs: str) -> dict[str, Any]:
    """The losses of two calls on two networks that are alike."""
    return {
        f"the losses of the {which} call": student.train(Table(), *of_text(inputs), epochs=3, lr=0.05)
        for which in ("first", "second")
    }


def lines_on_one_batch(student: Any, inputs: str) -> dict[str, Any]:
    """The lines that train prints while its network answers each letter with itself."""
    epochs = 11
    return printed_by(
        lambda: student.train(Table(sure=5.0), *of_text(inputs), epochs=epochs, lr=1e-4), epochs, ": {text}"
    )


def texts_of(decode: Any) -> dict[str, Any]:
    """What decode reads in outputs of several sizes, and whether these stay as they are."""
    found: dict[str, Any] = {}
    for rows, classes, start in (
        (5, 4, 0.0),
        (50, 7, 1.0),
        (1, 3, 2.0),
        (3, 2, 3.0),
        (12, 6, 4.0),
        (7, 7, 5.0),
    ):
        places = torch.arange(rows * classes, dtype=torch.float64).reshape(rows, classes)
        outputs = (1.4 * torch.sin(1.7 * places + 0.01 * places**2 + start)).float()
        if rows == 12:
            outputs = outputs - 2.0  # all negative
        if rows == 7:
            outputs = outputs + 20.0 * torch.eye(7)[[5, 2, 2, 0, 6, 6, 1]]
        characters = ["e", "H", "l", "o", " ", "z", "A"][-classes:] if rows != 5 else ["e", "h", "l", "o"]
        given = outputs.clone()
        found[f"the text of outputs ({rows}, {classes})"] = decode(given, characters)
        found[f"the outputs ({rows}, {classes}) afterwards"] = torch.equal(given, outputs)
    return found | settings()


def printed_by(train: Callable[[], object], epochs: int, text: str = "") -> dict[str, Any]:
    """What a loop prints of its epochs, read as grading reads it. text: what each line ends in, of the letters read."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        train()
    lines = epoch_lines(printed.getvalue(), with_text=bool(text))
    found: dict[str, Any] = {
        f"the number of lines `Epoch {{epoch}}/{{epochs - 1}}, Loss {{loss:.4f}}{text}`": len(lines),
        "the epochs printed": [f"{line.epoch}/{line.last}" for line in lines],
        "the losses printed": Printed(line.loss for line in lines),
        "the texts printed": [line.text.strip() for line in lines],
    }
    if len(lines) != epochs:  # it is wrong; these tell how
        words = printed.getvalue().replace("\r", "\n").split("\n")
        found["the lines that are there"] = [line.strip() for line in words if "Epoch" in line]
    return found


def settings() -> dict[str, object]:
    """What of torch's a loop or a network leaves as it is; gradients that a test has switched off stay off."""
    return {
        "the random seed afterwards": torch.initial_seed() == SEED,
        "the default dtype afterwards": str(torch.get_default_dtype()),
        "whether gradients are recorded then": torch.is_grad_enabled(),
    }


def _can_be_trained_further(net: nn.Module) -> dict[str, bool]:
    return {"requires_grad of all weights afterwards": all(each.requires_grad for each in net.parameters())}


def are_drawn(net: nn.Module) -> bool:
    """Whether most of the weights differ from those beside them."""
    values = [value for value in net.parameters() if value.dim() > 1] or list(net.parameters())
    varied = sum(value.numel() for value in values if bool(value.min() < value.max()))
    return 2 * varied > sum(value.numel() for value in values)


def digits(losses: Any) -> str:
    """How many digits of the losses are kept, where these are few."""
    with contextlib.suppress(TypeError, ValueError):
        numbers = [float(each) for each in plain(losses)]
        for count in range(7):
            if numbers and all(round(each, count) == each for each in numbers):
                return str(count)
    return "all"


class _Known(torch.autograd.Function):
    """Logits that do not depend on the weights, though these get gradients."""

    @staticmethod
    def forward(ctx: Any, features: Any, logits: Any, owner: Any, call: Any, *weights: Any) -> Any:
        ctx.features, ctx.owner, ctx.call = features.detach(), owner, call
        return logits.detach().clone()

    @staticmethod
    def backward(ctx: Any, upstream: Any) -> Any:
        weight, bias = upstream.T @ ctx.features.to(upstream), upstream.sum(0)
        gradients = [weight, bias, 0.5 * weight.T, 0.5 * bias]
        ctx.owner.note(ctx.call, upstream, gradients)
        return None, None, None, None, *(each.clone() for each in gradients)


def weights_of(net: nn.Module) -> torch.Tensor:
    """All its parameters, one after the other, as they are now."""
    return torch.cat([each.detach().cpu().flatten() for each in net.parameters()])


class Classifier(nn.Module):
    """A network for a loop over batches of images, whose logits are known: they say how often it has been trained, and
    nothing else of its weights.

    It notes of each step which images came before it, in which mode, and the gradients that their logits got; what
    comes without a step between, such as the parts of a batch, is one.
    """

    def __init__(self, images: torch.Tensor, logits: torch.Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.linspace(-1, 1, 10 * 6).reshape(10, 6))
        self.bias = nn.Parameter(torch.linspace(0.5, 1, 10))
        self.last_weight = nn.Parameter(torch.linspace(-1, 0.7, 10 * 6).reshape(6, 10))
        self.last_bias = nn.Parameter(torch.linspace(0.4, 1, 10))
        self._images, self._logits = images.flatten(1).clone(), logits
        self.upstream: list[torch.Tensor] = []
        self.contributed: list[torch.Tensor] = []
        self.numbers: list[list[int]] = []
        self.modes: list[bool] = []
        self.moves: list[torch.Tensor] = []
        self.gradients: list[torch.Tensor] = []
        self.away = 0.0
        self.shapes: set[tuple[int, ...]] = set()
        self._before = self._now()

    def _now(self) -> torch.Tensor:
        return weights_of(self)

    def look(self) -> None:
        """Notes how the weights have moved, where they have since the last time."""
        now = self._now()
        if not torch.equal(now, self._before):
            self.moves.append(now - self._before)
            self._before = now
            gradients = self.contributed or [torch.zeros_like(now)]
            self.gradients.append(torch.cat([each.flatten().cpu() for each in gradients]))
            self.contributed = []

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        self.look()
        flat = images.detach().cpu().flatten(1)
        distances = torch.cdist(flat.double(), self._images.double(), p=torch.inf)  # (batch, samples)
        nearest = distances.min(1)
        logits = (1 + 0.05 * len(self.moves)) * self._logits[nearest.indices].to(self.weight)
        if not torch.is_grad_enabled():
            return logits.clone()
        self.shapes.add(tuple(images.shape[1:]))
        call = nearest.indices.tolist(), self.training, nearest.values.max().item()
        return _Known.apply(flat[:, :6], logits, self, call, *self.parameters())  # type: ignore[no-any-return]

    def note(self, call: Any, upstream: torch.Tensor, gradients: list[torch.Tensor]) -> None:
        """Of a backward pass, its call of forward, and the gradients of logits and parameters."""
        self.look()
        numbers, mode, away = call
        self.modes.append(mode)
        self.away = max(self.away, away)
        if self.contributed:
            self.numbers[-1] = self.numbers[-1] + numbers
            self.upstream[-1] = torch.cat([self.upstream[-1], upstream.cpu()])
            self.contributed = [a + b for a, b in zip(self.contributed, gradients, strict=True)]
        else:
            self.numbers.append(numbers)
            self.upstream.append(upstream.cpu().clone())
            self.contributed = [each.clone() for each in gradients]

    @property
    def by_hand(self) -> str:
        """What is wrong with steps that no optimizer of torch's takes, as far as it can be told."""
        sums = torch.stack(self.gradients).cumsum(0)
        if len(self.moves) > 2 and all(
            _factor(move, total) is not None for move, total in zip(self.moves, sums, strict=True)
        ):
            return "the gradients of earlier steps are in each"
        return ""


def _factor(one: torch.Tensor, other: torch.Tensor) -> float | None:
    """By what one is the other one multiplied; None where it is no multiple of it."""
    square = float(other @ other)
    factor = float(one @ other) / square if square else 0.0
    return factor if torch.allclose(one, factor * other, rtol=0, atol=2e-4 * float(one.abs().max())) else None


def _are_of_batch(given: list[torch.Tensor | None], wanted: list[torch.Tensor]) -> bool:
    """Whether these are the gradients of the batch, or these as clip_grad_norm_ or clip_grad_value_ leave them."""
    if any(each is None for each in given) or len(given) != len(wanted):
        return False
    mine = torch.cat([each.detach().cpu().flatten() for each in given if each is not None])
    theirs = torch.cat([each.cpu().flatten() for each in wanted])
    factor, most = _factor(mine, theirs), float(mine.abs().max())
    if factor is not None and 0 < factor < 1.0005:
        return True
    return bool(most) and torch.allclose(mine, theirs.clamp(-most, most), rtol=1e-4, atol=1e-6)


class Batches:
    """A loader that is no DataLoader: batches in another order in each epoch, always the same ones.

    model: the network that is trained; how often it has been trained says which epoch it is.
    """

    def __init__(
        self,
        images: torch.Tensor,
        labels: torch.Tensor,
        size: int,
        left_out: int = 0,
        model: Any = None,
        has_batch_size: bool = True,
    ) -> None:
        self.dataset = TensorDataset(images, labels)
        self._size, self._model = size, model
        if has_batch_size:  # as a DataLoader's
            self.batch_size = size
        self._count = len(labels) - left_out
        self._given: list[tuple[torch.Tensor, torch.Tensor, list[int]]] = []
        self._start = images.clone(), labels.clone()

    def __len__(self) -> int:
        return -(-self._count // self._size)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        samples, epoch = len(self.dataset), 0
        if self._model is not None:
            epoch = len(self._model.numbers) // len(self)
        step = (2, 1, 4, 7)[epoch % 4]
        order = sorted(range(samples), key=lambda number: (number * step % (samples + 1), number))
        order = order[: self._count]
        images, labels = self.dataset.tensors
        for first in range(0, len(order), self._size):
            chosen = order[first : first + self._size]
            self._given.append((images[chosen], labels[chosen], chosen))
            yield self._given[-1][:2]

    @property
    def is_untouched(self) -> bool:
        """Whether what it gave is as it was."""
        images, labels = self._start
        return all(
            torch.equal(some, images[chosen]) and torch.equal(others, labels[chosen])
            for some, others, chosen in self._given
        )


def samples(count: int, scale: float = 1.0, start: float = 0.0) -> tuple[torch.Tensor, ...]:
    """Images (count, 1, 28, 28), their labels and the logits that a `Classifier` gives them."""
    places = torch.arange(count * 28 * 28, dtype=torch.float64).reshape(count, 1, 28, 28)
    images = (2.5 * torch.sin(1.7 * places + 0.3 + start)).float()
    logits = scale * torch.sin(2.3 * torch.arange(count * 10, dtype=torch.float64).reshape(count, 10) + start)
    labels = torch.tensor([(3 * number + number // 4) % 10 for number in range(count)])
    return images, labels, logits.float()


@contextlib.contextmanager
def _optimizers() -> Iterator[dict[str, Any]]:
    """Notes what optimizers of torch are made and do."""
    noted: dict[str, Any] = {
        "made": [],
        "rates": set(),
        "other gradients": [],
        "steps": 0,
        "net": None,
        "of each": {},
    }
    init = torch.optim.Optimizer.__init__

    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        noted["made"].append(noted["steps"])
        init(self, *args, **kwargs)

    def before(optimizer: Any, args: Any, kwargs: Any) -> None:
        net = noted["net"]
        for group in optimizer.param_groups:
            named = (group.get(name) for name in ("lr", "initial_lr", "max_lr"))
            noted["rates"] |= {round(float(rate), 9) for rate in named if rate is not None}
        noted["of each"][id(optimizer)] = noted["of each"].get(id(optimizer), 0) + 1
        if net.contributed and len(args) < 2 and not kwargs:
            given = [parameter.grad for parameter in net.parameters()]
            if not _are_of_batch(given, net.contributed):
                noted["other gradients"].append(noted["steps"])
        noted["steps"] += 1

    handle = register_optimizer_step_pre_hook(before)
    torch.optim.Optimizer.__init__ = made  # type: ignore[method-assign]
    try:
        yield noted
    finally:
        torch.optim.Optimizer.__init__ = init  # type: ignore[method-assign]
        handle.remove()


def loop_over_batches(
    student: Any,
    count: int,
    size: int,
    epochs: int,
    lr: float,
    scale: float = 1.0,
    left_out: int = 0,
    loader: str = "bare",
    insist_on_images: bool = False,
) -> dict[str, Any]:
    """What train(model, loader, epochs, lr) does with `count` images in batches of `size`, whatever its optimizer."""
    images, labels, logits = samples(count, scale)
    is_sure = scale > 100
    if is_sure:  # of every label
        logits = scale * nn.functional.one_hot(labels, 10).float()
    model = Classifier(images, logits)
    if loader == "bare":
        given: Any = Batches(images.clone(), labels.clone(), size, left_out, model)
    else:
        given = DataLoader(TensorDataset(images.clone(), labels.clone()), batch_size=size)
    with _optimizers() as noted:
        noted["net"] = model
        start = [each.detach().clone() for each in model.parameters()]
        losses = plain(student.train(model, given, epochs=epochs, lr=lr))
        model.look()
    most = max(noted["of each"].values(), default=0)
    found = {
        "the shape of an image": str(sorted(model.shapes)) if insist_on_images else "any",
        "images as they are given": model.away < 1e-6,
        "training mode": all(model.modes) or str(model.modes),
        "optimizers made after the first step": [str(each) for each in noted["made"] if each],
        "lr is the optimizer's": not noted["rates"] or round(lr, 9) in noted["rates"],
        "the losses": losses if not left_out else _count(losses),
        "images and labels afterwards": given.is_untouched if loader == "bare" else True,
    }
    found |= _can_be_trained_further(model)
    if is_sure:  # nothing moves
        return found | settings()
    return (
        found
        | {
            "the images of each step": [str(each) for each in model.numbers],
            "the gradients of the logits": model.upstream,
            "steps with other gradients than the batch's": [str(each) for each in noted["other gradients"]],
            "the number of steps": len(model.moves),
            "steps of an optimizer for each batch": "one"
            if most <= len(model.modes)
            else str(most / len(model.modes)),
            "steps go downhill": sum(float(a @ b) for a, b in zip(model.moves, model.gradients, strict=True))
            < 0,
            "each parameter is trained": [
                str(bool((each.detach().cpu() != before).any()))
                for each, before in zip(model.parameters(), start, strict=True)
            ],
            "steps by hand": model.by_hand if model.moves and not noted["steps"] else "",
            "digits": digits(losses),
        }
        | settings()
    )


def loop_over_large_batches(student: Any) -> dict[str, Any]:
    """The losses of train(model, loader, epochs, lr), and the samples of each step, with a large batch from a loader
    that has no batch_size.
    """
    images, labels, logits = samples(140)
    model = Classifier(images, logits)
    given = Batches(images, labels, 130, model=model, has_batch_size=False)
    losses = student.train(model, given, epochs=1, lr=0.01)
    model.look()
    return {
        "the losses": losses,
        "the samples of each step": [len(each) for each in model.numbers],
        "the number of steps": len(model.moves),
    }


def way(student: Any, lr: float) -> torch.Tensor:
    """How train moves the weights with this rate, whatever the optimizer."""
    images, labels, logits = samples(12)
    model = Classifier(images, logits)
    start = weights_of(model)
    student.train(model, Batches(images, labels, 4, model=model), epochs=2, lr=lr)
    return weights_of(model) - start


def rate(student: Any) -> dict[str, Any]:
    """How much farther train moves the weights with twice the rate, and by what plain steps multiply gradients."""
    once, twice = way(student, 1e-4), way(student, 2e-4)
    farther = float(twice.norm()) / float(once.norm()) if once.any() else 0.0
    images, labels, logits = samples(12)
    model = Classifier(images, logits)
    with _optimizers() as noted:
        noted["net"] = model
        student.train(model, Batches(images, labels, 4, model=model), epochs=1, lr=0.5)
        model.look()
    factors = [_factor(move, of) for move, of in zip(model.moves, model.gradients, strict=True)]
    plain = "lr"
    if len(factors) == 3 and not noted["steps"]:  # with a momentum, they are not the gradient's multiples
        each = sum(factor or 0.0 for factor in factors) / 3
        if (
            all(factor is not None and abs(factor - each) < 1e-5 for factor in factors)
            and abs(each + 0.5) > 1e-4
        ):
            plain = f"{-each / 0.5:.4g} lr"
    return {
        "how much farther twice the rate moves the weights": round(farther, 1),
        "the rate of steps by hand": plain,
    }


class Judged(nn.Module):
    """A network for `accuracy`, whose logits are known; they are others in training mode, and with gradients."""

    def __init__(
        self, images: torch.Tensor, logits: torch.Tensor, watch: str = "", insist_on_images: bool = False
    ) -> None:
        super().__init__()
        self._axes = 4 if insist_on_images else None
        self.scale = nn.Parameter(torch.ones(()))
        self._images, self._logits, self._watch = images.flatten(1).clone(), logits, watch

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        if images.dim() != (self._axes or images.dim()):
            raise RuntimeError(
                f"the model reads images (batch, 1, 28, 28); it is given {tuple(images.shape)}"
            )
        flat = images.detach().cpu().flatten(1)
        nearest = (flat[:, None] - self._images[None]).abs().amax(2).min(1).indices
        logits = self._logits[nearest].to(self.scale.device) * self.scale
        other = (self._watch == "mode" and self.training) or (
            self._watch == "grad" and torch.is_grad_enabled()
        )
        return logits.roll(1, 1) if other else logits


def accuracy_of(
    student: Any,
    count: int,
    size: int,
    wrong: Sequence[int],
    watch: str = "",
    loader: str = "bare",
    wrong_when_watched: Sequence[int] = (),
    insist_on_images: bool = False,
    ranks: Sequence[int] = (),
) -> dict[str, Any]:
    """What accuracy(model, loader) gives where the answers to `wrong` images are wrong, and what it leaves.

    ranks: of the first images, which of their classes is the label, 0 for the likeliest.
    """
    images, _, logits = samples(count, scale=2.0)
    labels = logits.argmax(1)
    for number in wrong:
        labels[number] = (labels[number] + 3) % 10
    for number, rank in enumerate(ranks):
        labels[number] = logits[number].argsort(descending=True)[rank]
    for number in wrong_when_watched:
        labels[number] = (labels[number] + 1) % 10
    model = Judged(images, logits, watch, insist_on_images)
    given: Any = Batches(images.clone(), labels.clone(), size)
    if loader != "bare":
        given = DataLoader(TensorDataset(images.clone(), labels.clone()), batch_size=size)
    share = plain(student.accuracy(model, given))
    kind = (
        "a number"
        if isinstance(share, (int, float)) and not isinstance(share, bool)
        else type(share).__name__
    )
    return {
        "the accuracy": float(share) if isinstance(share, (int, float)) else share,
        "its kind": kind,
        "the weights afterwards": [float(model.scale.detach()), model.scale.requires_grad],
        "images and labels afterwards": given.is_untouched if loader == "bare" else True,
        **settings(),
    }
