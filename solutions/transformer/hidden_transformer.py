"""transformer: a block, a causal network of letters, its training. The solution is the oracle."""

from __future__ import annotations

import pytest
import torch
from shared.follows import unless
from shared.sequences import CHARACTERS, EPOCHS, HELLO, HOLEEL, LR, OTHERS, Word, check_decode, indices, read
from transformer_parts import (
    block_follows,
    causal,
    model_follows,
    seen_by,
    telling_norms,
    telling_sizes,
)

from autograder import checks
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.initialization import check_first_weights
from autograder.checks.loop_runs import as_losses, first_difference, run_on_sequence, run_training
from autograder.checks.loops import (
    check_all_epochs_of_sequence,
    check_defaults,
    check_losses,
    check_printed,
    check_weights,
    printed_lines,
    show_losses,
)
from autograder.checks.values import as_object, as_tensor, equal, same, same_shape
from autograder.student.student import Student

pytestmark = pytest.mark.same_shapes  # what a right answer computes has the solution's, in any spelling

# Batch and seq, and the sizes: each is large once, so that no bound on it goes unseen. Blocks are so in a test of their
# own: to try each known bug with that many takes half a minute.
MANY = 17, 18
HEADS = [(8, 2), (9, 3), (34, 17)]  # d_model and heads
BLOCKS = [((2, 5), (12, 3)), ((3, 4), (6, 1)), ((1, 1), (4, 2)), (MANY, (34, 17))]
MODELS = [
    ((3, 5), (7, 6, 2, 1, 9)),
    ((2, 4), (5, 8, 4, 2, 4)),
    ((1, 6), (4, 9, 3, 3, 8)),
    (MANY, (19, 18, 2, 1, 18)),
]
SIZES = 4, 8, 2, 1, 8  # the notebook's
Shape = tuple[int, ...]
MOST_STARTS = 20  # to learn a word from; the solution learns it from nearly each


@pytest.mark.grade("transformer-block", weight=2)
@pytest.mark.parametrize(("d_model", "heads"), HEADS)
def test_heads(student: Student, reference: Student, draws: Draws, d_model: int, heads: int) -> None:
    """MultiHead is the one of attention: each head does attention with its piece, and heeds the mask."""
    x, sizes = draws.normal(2, 5, d_model), (d_model, heads)
    inputs = [(x,), (x, causal(5)), (draws.normal(*MANY, d_model), causal(MANY[1]))]
    checks.agree(student.MultiHead, reference.MultiHead, sizes=sizes, inputs=inputs, draws=draws, named=True)


@pytest.mark.grade("transformer-block", weight=2)
@pytest.mark.parametrize("masked", [False, True], ids=["no mask", "mask"])
@pytest.mark.parametrize(("shape", "sizes"), BLOCKS, ids=str)
def test_block(
    student: Student, reference: Student, draws: Draws, shape: Shape, sizes: Shape, masked: bool
) -> None:
    """A block adds attention of the first norm to x, then the feed-forward network of the second norm."""
    x = draws.normal(*shape, sizes[0])
    mask = [causal(shape[1])] if masked else []
    asked = student, reference, draws, sizes, x, mask
    with unless(lambda: block_follows(*asked)), telling_norms(*asked):
        inputs = [(x, *mask)]
        checks.agree(student.Block, reference.Block, sizes=sizes, inputs=inputs, draws=draws, named=True)


@pytest.mark.grade("transformer-model", weight=2)
@pytest.mark.parametrize(("shape", "sizes"), MODELS, ids=str)
def test_logits(student: Student, reference: Student, draws: Draws, shape: Shape, sizes: Shape) -> None:
    """CharTransformer is token + position -> blocks -> norm -> head:
    indices -> logits (batch * seq, num_embeddings).
    """
    inputs = [(draws.integers(sizes[0], shape[0], seq),) for seq in (shape[1], 1)]
    theirs, ours = student.CharTransformer, reference.CharTransformer
    follows = unless(lambda: model_follows(student, reference, draws, sizes, *inputs[0]))
    with follows, telling_sizes(student, reference, draws, sizes):
        checks.agree(theirs, ours, sizes=sizes, inputs=inputs, draws=draws, named=True)


@pytest.mark.grade("transformer-model")
def test_many_blocks(student: Student, reference: Student, draws: Draws) -> None:
    """CharTransformer uses all its blocks, however many, and the gradient reaches each of them."""
    sizes, indices, upstream = (5, 4, 2, 11, 4), draws.integers(5, 2, 3), draws.normal(6, 5)
    with unless(lambda: model_follows(student, reference, draws, sizes, indices)):
        mine, own = (
            as_object(each.CharTransformer(*sizes), "CharTransformer(...)") for each in (student, reference)
        )
        shared = checks.share_weights(mine, own, (indices,), draws, named=True)
        got, want = (each.gradients(indices, upstream=upstream) for each in (mine, own))
        same(got.output, as_tensor(want.output, ""), checks.Said("output-of", of="CharTransformer"))
        shared.compare_gradients(got, want)


@pytest.mark.grade("transformer-model")
def test_later_letters(student: Student, draws: Draws) -> None:
    """The answer to a letter depends on the letters up to it, and on none that comes later."""
    network = as_object(student.CharTransformer(*SIZES), "CharTransformer(...)")
    network.load(draws.like(network.parameters(), scale=0.5))
    first = draws.integers(4, 2, 6)
    other = first.clone()
    other[:, 3:] = 3 - first[:, 3:]
    rows, others = (as_tensor(network.evaluate(each), "the logits") for each in (first, other))
    same_shape(rows, (12, 4), "CharTransformer(...)(indices)", "(batch * seq, num_embeddings)")
    changed = (rows - others).reshape(2, 6, 4)
    none = torch.zeros(2, 3, 4)
    if not equal(changed[:, :3], none):
        by_place = (rows - others).reshape(6, 2, 4).transpose(0, 1)
        # In that order no answer sees a later letter: it is the order alone.
        if equal(by_place[:, :3], none) and not equal(by_place[:, 3:], none):
            raise checks.Mistake("rows-by-place")
        raise checks.Mistake(seen_by(student, draws, SIZES))
    if equal(changed[:, 3:], none):
        raise checks.Mistake("letters-do-not-matter")


@pytest.mark.grade("transformer-model")
def test_first_weights(student: Student, draws: Draws) -> None:
    """The first weights are ones that training can start from."""
    check_first_weights(student, "CharTransformer", *SIZES, inputs=draws.integers(4, 2, 5))


@pytest.mark.grade("transformer-train", weight=3)
@pytest.mark.parametrize(("epochs", "lr"), [(5, 0.05), (4, 0.3)])
def test_training_steps(student: Student, draws: Draws, epochs: int, lr: float) -> None:
    """train takes one right step of Adam an epoch, for the epochs and the learning rate it is given."""
    check_weights(run_on_sequence(student, draws, epochs, lr, seq=5, batch=2, indices=True))


@pytest.mark.grade("transformer-train")
def test_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """train returns the loss of each epoch, as a list of numbers."""
    check_losses(run_on_sequence(student, draws, epochs=6, lr=0.05, seq=5, batch=1, indices=True), exhibits)


@pytest.mark.grade("transformer-train")
def test_defaults_and_all_epochs(student: Student, draws: Draws) -> None:
    """train goes on for all its epochs, whatever the loss; by default 100 with the learning rate 0.05."""
    check_defaults(student, draws, EPOCHS, LR, indices=True)
    check_all_epochs_of_sequence(student, draws, indices=True)


@pytest.mark.grade("transformer-train")
def test_printed_lines(student: Student, draws: Draws) -> None:
    """Each epoch prints its number, its loss and the text read so far."""
    run = run_on_sequence(student, draws, 6, 0.1, seq=5, batch=1, indices=True, keep_logits=True)
    check_printed(run, read=read)


@pytest.mark.grade("transformer-ohlol")
@pytest.mark.parametrize("characters", [CHARACTERS, OTHERS], ids=["ehlo", "others"])
def test_decode(student: Student, draws: Draws, characters: list[str]) -> None:
    """decode reads the most likely character of each row."""
    check_decode(student, draws, characters)


@pytest.mark.grade("transformer-ohlol", weight=2)
@pytest.mark.parametrize("word", [HELLO, HOLEEL], ids=str)
def test_learns(student: Student, reference: Student, draws: Draws, exhibits: Exhibits, word: Word) -> None:
    """Adam from known weights gives the solution's losses and spells the target: hello becomes ohlol."""
    inputs, labels = indices(word.source).unsqueeze(0), indices(word.target)
    mine, own = student.CharTransformer(*SIZES), reference.CharTransformer(*SIZES)
    for _ in range(MOST_STARTS):
        checks.share_weights(mine, own, (inputs,), draws, named=True)
        expected = reference.train(own, inputs, labels, epochs=word.epochs, lr=word.lr)
        if read(own.evaluate(inputs)) == word.target and expected[-1] < 0.1:
            break
    training = run_training(student, mine, inputs, labels, epochs=word.epochs, lr=word.lr)
    show_losses(exhibits, f"The loss while {word.source} becomes {word.target}", training, expected)
    lines = printed_lines(training, with_text=True)[: word.epochs]
    exhibits.texts(word.source, word.target, [(line.epoch, line.text) for line in lines])
    epoch = first_difference(as_losses(training, word.epochs), expected)
    if epoch is not None:
        raise checks.Mistake("losses-differ-from", epoch=epoch)
    text = read(as_tensor(mine.evaluate(inputs), "the logits"))
    if text != word.target:
        raise checks.Mistake("other-text", source=word.source, got=repr(text), want=repr(word.target))
