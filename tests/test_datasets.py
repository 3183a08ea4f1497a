"""The datasets: what they hold, and that nothing around them changes it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

import datasets

PACKAGE = Path(datasets.__file__).parent
DIGITS = PACKAGE / "digits.npz"

LABELS_SHA256 = {  # of the labels as bytes
    "train": "472176d28e5c3fca243ca84caf3e7efaa1d114f7bce75b90ef770ba6d23e6e7d",
    "test": "da1a2ec12e5c2ed7d8850ca7ed88c3b71e3468151b1e545e5b75c80bed4925cf",
}
IMAGES_SHA256 = "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"


@pytest.fixture
def float64_by_default() -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def tensors(name: str) -> list[torch.Tensor]:
    """All tensors of a dataset."""
    loaded = datasets.load(name)
    if isinstance(loaded, datasets.Splits):
        return [tensor for split in loaded for tensor in split.tensors]
    return [loaded.inputs, loaded.labels]


def run_python(code: str, folder: Path) -> str:
    """What it prints, run with `folder` first on its path."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(("split", "size"), [("train", 1437), ("test", 360)])
def test_digits_have_the_format_of_mnist(split: str, size: int) -> None:
    images, labels = getattr(datasets.load("digits"), split).tensors
    assert images.shape == (size, 1, 28, 28)
    assert images.dtype == torch.float32
    assert images.min() == 0
    assert 0.9 < images.max() <= 1
    assert labels.shape == (size,)
    assert labels.dtype == torch.int64
    assert labels.unique().tolist() == list(range(10))


@pytest.mark.parametrize("split", ["train", "test"])
def test_the_labels_have_not_changed(split: str) -> None:
    _, labels = getattr(datasets.load("digits"), split).tensors
    assert hashlib.sha256(labels.to(torch.uint8).numpy().tobytes()).hexdigest() == LABELS_SHA256[split]


def test_the_stored_images_have_not_changed() -> None:
    with np.load(DIGITS) as file:
        assert hashlib.sha256(file["images"].tobytes()).hexdigest() == IMAGES_SHA256


def test_every_image_is_its_original_enlarged_bilinearly() -> None:
    """Pixel i of 28 lies at (i + 1/2) · 8/28 - 1/2 among the 8, and beyond the outer ones repeats them."""
    at = ((np.arange(28) + 0.5) * 8 / 28 - 0.5).clip(0, 7)  # (28,)
    weights = (1 - np.abs(at[:, None] - np.arange(8))).clip(0)  # (28, 8)
    with np.load(DIGITS) as file:
        enlarged = weights @ (file["images"] / 16) @ weights.T  # (1797, 28, 28)
        labels, test = file["labels"], file["test"]
    train = np.delete(np.arange(1797), test)
    splits = datasets.load("digits")
    for split, indices in [(splits.train, train), (splits.test, test)]:
        np.testing.assert_allclose(split.tensors[0].squeeze(1).numpy(), enlarged[indices], atol=1e-6)
        np.testing.assert_array_equal(split.tensors[1].numpy(), labels[indices])


def test_the_splits_share_no_image() -> None:
    train, test = (
        {image.numpy().tobytes() for image in split.tensors[0]} for split in datasets.load("digits")
    )
    assert len(train) == 1437
    assert len(test) == 360
    assert not train & test


def test_the_splits_hold_the_classes_in_the_same_proportions() -> None:
    train, test = (split.tensors[1].bincount(minlength=10) for split in datasets.load("digits"))
    exact = (train + test) * 360 / 1797
    assert (test - exact).abs().max() < 1


def test_hello_is_the_lectures() -> None:
    hello = datasets.load("hello")
    assert hello.idx2char == ["e", "h", "l", "o"]
    assert hello.inputs.shape == (5, 1, 4)
    assert hello.inputs.dtype == torch.float32
    assert hello.inputs.squeeze(1).tolist() == [
        [0, 1, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
    ]
    assert hello.labels.dtype == torch.int64
    assert hello.labels.tolist() == [3, 1, 2, 3, 2]


def test_another_pair_of_words_has_the_same_form() -> None:
    level = datasets.pair("level", "evels", idx2char="elsv")
    assert level.idx2char == ["e", "l", "s", "v"]
    assert level.inputs.shape == (5, 1, 4)
    assert level.inputs.dtype == torch.float32
    assert level.inputs.argmax(dim=2).flatten().tolist() == [1, 0, 3, 0, 1]
    assert level.inputs.sum(dim=2).eq(1).all()
    assert level.labels.dtype == torch.int64
    assert level.labels.tolist() == [0, 3, 0, 1, 2]


def test_a_pair_is_spelt_with_the_lectures_characters_unless_told() -> None:
    hole = datasets.pair("hole", "eloh")
    assert hole.idx2char == ["e", "h", "l", "o"]
    assert hole.labels.tolist() == [0, 2, 3, 1]


@pytest.mark.parametrize(("source", "target", "word"), [("help", "ohlo", "help"), ("hell", "help", "help")])
def test_an_unknown_character_is_named(source: str, target: str, word: str) -> None:
    with pytest.raises(ValueError, match=f"'p' in '{word}' is not one of the characters e, h, l, o"):
        datasets.pair(source, target)


def test_words_of_unequal_length_are_no_pair() -> None:
    with pytest.raises(ValueError, match="'hello' has 5 characters, 'hell' has 4"):
        datasets.pair("hello", "hell")


def test_an_unknown_dataset_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no dataset is called 'fashion'; known are digits, hello, mnist"):
        datasets.load("fashion")


@pytest.mark.parametrize("name", ["digits", "hello"])
def test_an_option_that_a_dataset_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match="root"):
        datasets.load(name, root="/data")


@pytest.mark.parametrize("name", ["digits", "hello"])
def test_float32_whatever_the_default_dtype(name: str, float64_by_default: None) -> None:
    under_float64 = tensors(name)
    assert torch.get_default_dtype() == torch.float64
    torch.set_default_dtype(torch.float32)
    for one, other in zip(under_float64, tensors(name), strict=True):
        assert one.dtype == other.dtype
        assert torch.equal(one, other)


@pytest.mark.parametrize("name", ["digits", "hello"])
def test_neither_draws_on_nor_depends_on_the_random_state(name: str) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        state, numpy_state = torch.get_rng_state(), repr(np.random.get_state())
        first = tensors(name)
        assert torch.equal(torch.get_rng_state(), state)
        assert repr(np.random.get_state()) == numpy_state
        torch.manual_seed(2)
        assert all(map(torch.equal, first, tensors(name)))


@pytest.mark.parametrize("name", ["digits", "hello"])
def test_what_one_caller_overwrites_the_next_does_not_see(name: str) -> None:
    untouched = [tensor.clone() for tensor in tensors(name)]
    for tensor in tensors(name):
        tensor.zero_()
    assert all(map(torch.equal, untouched, tensors(name)))


def test_a_copy_beside_an_assignment_loads_its_own_file_without_a_network(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "datasets", ignore=shutil.ignore_patterns("__pycache__"))
    code = """
import sys, torch

opened = []

def refuse_the_network(event, args):
    if event.startswith("socket."):
        raise OSError("no network in this test: " + event)
    if event == "open" and str(args[0]).endswith("digits.npz"):
        opened.append(str(args[0]))

sys.addaudithook(refuse_the_network)
import datasets
splits = datasets.load("digits")
print(len(splits.train), len(splits.test), len(datasets.load("hello").labels), *opened)
"""
    assert run_python(code, tmp_path) == f"1437 360 5 {tmp_path / 'datasets' / 'digits.npz'}"


def test_importing_reads_no_data_and_needs_nothing_but_torch_and_numpy() -> None:
    code = """
import sys, torch

opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
before = set(sys.modules)
import datasets
imported = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(imported - sys.stdlib_module_names - {"numpy", "torch"}))
print([path for path in opened if not path.endswith((".py", ".pyc")) and ".pyc." not in path])
"""
    assert run_python(code, PACKAGE.parent).splitlines() == ["['datasets']", "[]"]


def test_the_file_is_small_enough_to_travel_with_an_assignment() -> None:
    assert DIGITS.stat().st_size < 100_000
