"""MNIST through torchvision, from files in a temporary folder: nothing here downloads."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.client import BadStatusLine
from pathlib import Path

import numpy as np
import pytest
import torch

import datasets

PACKAGE = Path(datasets.__file__).parent
REAL = Path(__file__).parents[2] / "shared" / "mnist"
UNREADABLE = Path("/proc/self/mem")
FILES = [f"{part}-{kind}-ubyte" for part in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")]
REFUSE_THE_NETWORK = """
import sys

def refuse_the_network(event, args):
    if event.startswith("socket."):
        raise OSError("no network in this test: " + event)

sys.addaudithook(refuse_the_network)
"""


def write_idx(path: Path, values: np.ndarray) -> None:
    """Bytes in the format of MNIST: 0x08 for uint8, the number of axes, their lengths, the values."""
    header = bytes([0, 0, 8, values.ndim]) + np.array(values.shape, dtype=">u4").tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + values.astype(np.uint8).tobytes())


def write_mnist(
    root: Path, train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]
) -> Path:
    for name, values in zip(FILES, (*train, *test), strict=True):
        write_idx(root / "MNIST" / "raw" / name, values)
    return root


def synthetic(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 28, 28), from 0 to 255 each, and labels (n,)."""
    images = np.random.default_rng(seed).integers(0, 256, (n, 28, 28))
    images[:, 0, 0], images[:, 0, 1] = 0, 255
    return images, np.arange(n) % 10


TRAIN, TEST = synthetic(30, seed=1), synthetic(20, seed=2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_mnist(tmp_path / "data", TRAIN, TEST)


@pytest.fixture
def raw(root: Path) -> Path:
    return root / "MNIST" / "raw"


@pytest.fixture
def real_root(tmp_path: Path) -> Path:
    """The test images of MNIST, 8,000 of them as its training part and 2,000 as its test part."""
    if not REAL.is_dir():
        pytest.skip(f"the real images of MNIST are not in {REAL}")
    images = np.frombuffer(gzip.decompress((REAL / "t10k-images-idx3-ubyte.gz").read_bytes()), np.uint8)[16:]
    labels = np.frombuffer(gzip.decompress((REAL / "t10k-labels-idx1-ubyte.gz").read_bytes()), np.uint8)[8:]
    images = images.reshape(10_000, 28, 28)
    return write_mnist(tmp_path, (images[:8000], labels[:8000]), (images[8000:], labels[8000:]))


@pytest.fixture
def float64_by_default() -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def tensors(root: Path) -> list[torch.Tensor]:
    return [tensor for split in datasets.load("mnist", root=root) for tensor in split.tensors]


def message(root: str | Path, **options: bool) -> str:
    """Of the RuntimeError that loading ends in; it is one line."""
    with pytest.raises(RuntimeError) as caught:
        datasets.load("mnist", root=root, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def run_python(code: str, folder: Path, *arguments: str | Path) -> str:
    """What it prints, run with `folder` first on its path."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.removesuffix("\n")


def test_the_real_images_have_the_form_of_the_digits(real_root: Path) -> None:
    mnist = datasets.load("mnist", root=real_root)
    for split, size in [(mnist.train, 8000), (mnist.test, 2000)]:
        images, labels = split.tensors
        assert images.shape == (size, 1, 28, 28)
        assert images.dtype == torch.float32
        assert images.min() == 0
        assert images.max() == 1
        assert labels.shape == (size,)
        assert labels.dtype == torch.int64
        assert labels.unique().tolist() == list(range(10))
    assert mnist.train.tensors[1][:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert 0.1 < mnist.train.tensors[0].mean() < 0.2


def test_the_real_digits_can_be_told_apart(real_root: Path) -> None:
    """By the nearest of the ten mean images: about four of five, only if images and labels belong together."""
    (images, labels), (test_images, test_labels) = (
        split.tensors for split in datasets.load("mnist", root=real_root)
    )
    means = torch.stack([images[labels == digit].mean(dim=0).flatten() for digit in range(10)])  # (10, 784)
    nearest = torch.cdist(test_images.flatten(1), means).argmin(dim=1)  # (2000,)
    assert (nearest == test_labels).float().mean() > 0.75


def test_images_are_the_stored_bytes_over_255_and_labels_as_stored(root: Path) -> None:
    mnist = datasets.load("mnist", root=root)
    for split, (images, labels) in [(mnist.train, TRAIN), (mnist.test, TEST)]:
        assert split.tensors[0].shape == (len(images), 1, 28, 28)
        assert (split.tensors[0].min(), split.tensors[0].max()) == (0, 1)
        np.testing.assert_allclose(split.tensors[0].squeeze(1).numpy(), images / 255, atol=1e-7)
        np.testing.assert_array_equal(split.tensors[1].numpy(), labels)


def test_float32_whatever_the_default_dtype(root: Path, float64_by_default: None) -> None:
    under_float64 = tensors(root)
    assert [tensor.dtype for tensor in under_float64] == [torch.float32, torch.int64] * 2
    assert torch.get_default_dtype() == torch.float64
    torch.set_default_dtype(torch.float32)
    assert all(map(torch.equal, under_float64, tensors(root)))


def test_on_the_cpu_whatever_the_default_device(root: Path) -> None:
    with torch.device("meta"):
        under_meta = tensors(root)
    assert all(map(torch.equal, under_meta, tensors(root)))


def test_neither_draws_on_nor_depends_on_the_random_state(root: Path) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        state, numpy_state = torch.get_rng_state(), repr(np.random.get_state())
        first = tensors(root)
        assert torch.equal(torch.get_rng_state(), state)
        assert repr(np.random.get_state()) == numpy_state
        torch.manual_seed(2)
        assert all(map(torch.equal, first, tensors(root)))


def test_what_one_caller_overwrites_the_next_does_not_see(root: Path) -> None:
    untouched = [tensor.clone() for tensor in tensors(root)]
    for tensor in tensors(root):
        tensor.zero_()
    assert all(map(torch.equal, untouched, tensors(root)))


def test_the_default_root_is_data_in_the_current_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    assert len(datasets.load("mnist").train) == 30


def test_a_root_may_begin_with_a_tilde(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(root.parent))
    assert len(datasets.load("mnist", root="~/data").test) == 20
    assert len(datasets.load("mnist", root=Path("~/data")).test) == 20


def test_an_option_that_mnist_does_not_have_is_refused(root: Path) -> None:
    with pytest.raises(TypeError, match="train"):
        datasets.load("mnist", root=root, train=True)


def test_absent_it_says_where_it_looked_and_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message("data") == (
        f"MNIST is not in {tmp_path}/data/MNIST/raw: pass download=True to download it there, "
        "or root= where it is elsewhere"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FILES)
def test_absent_is_also_what_lacks_one_file(name: str, raw: Path, root: Path) -> None:
    (raw / name).unlink()
    assert message(root).startswith(f"MNIST is not in {raw}: pass download=True")


def test_files_that_are_there_are_not_downloaded_again(root: Path) -> None:
    code = f"""{REFUSE_THE_NETWORK}
import datasets
print(*map(len, datasets.load("mnist", root=sys.argv[1], download=True)))
"""
    assert run_python(code, PACKAGE.parent, root) == "30 20"


def test_a_download_without_a_network_fails_in_one_line(tmp_path: Path) -> None:
    code = f"""{REFUSE_THE_NETWORK}
import datasets
try:
    datasets.load("mnist", root=sys.argv[1], download=True)
except RuntimeError as error:
    print(error)
"""
    said = run_python(code, PACKAGE.parent, tmp_path)
    assert "\n" not in said
    assert said.startswith(
        f"MNIST could not be downloaded to {tmp_path}/MNIST/raw; without a network, copy the four files there "
        "from a computer that has them: Error downloading train-images-idx3-ubyte.gz: "
    )
    assert "no network in this test" in said


@pytest.mark.parametrize("error", [ConnectionResetError("reset by peer"), BadStatusLine("reset by peer")])
def test_a_connection_that_breaks_fails_in_one_line(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("urllib.request.urlopen", break_off)
    said = message(tmp_path, download=True)
    assert said.startswith(f"MNIST could not be downloaded to {tmp_path}/MNIST/raw; ")
    assert said.endswith("reset by peer")


def test_a_root_that_cannot_be_written_fails_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder would be")
    said = message(tmp_path / "data", download=True)
    assert said.startswith(f"MNIST could not be downloaded to {tmp_path}/data/MNIST/raw; ")
    assert "Not a directory" in said


def test_without_torchvision_it_says_how_to_install_it(root: Path) -> None:
    code = """
import sys

class NoTorchvision:
    def find_spec(self, name, path=None, target=None):
        if name == "torchvision":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NoTorchvision())
import datasets
try:
    datasets.load("mnist", root=sys.argv[1])
except RuntimeError as error:
    print(error)
"""
    assert run_python(code, PACKAGE.parent, root) == (
        "MNIST needs torchvision, which does not import here (No module named 'torchvision'): "
        "pip install torchvision"
    )


def test_a_torchvision_for_another_torch_says_so(root: Path, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "datasets", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "torchvision").mkdir()
    (tmp_path / "torchvision" / "__init__.py").write_text(
        "raise RuntimeError('operator torchvision::nms\\ndoes not exist')"
    )
    code = """
import sys, datasets
try:
    datasets.load("mnist", root=sys.argv[1])
except RuntimeError as error:
    print(error)
"""
    assert run_python(code, tmp_path, root) == (
        "MNIST needs torchvision, which does not import here (operator torchvision::nms does not exist): "
        "pip install torchvision"
    )


def test_only_mnist_imports_torchvision(root: Path) -> None:
    code = """
import sys, datasets
datasets.load("digits"), datasets.load("hello")
before = "torchvision" in sys.modules
datasets.load("mnist", root=sys.argv[1])
print(before, "torchvision" in sys.modules)
"""
    assert run_python(code, PACKAGE.parent, root) == "False True"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "damaged",
    [b"", b"\0\0", b"<html>not found</html>", "truncated", "longer", "only a header"],
    ids=["empty", "two bytes", "a page", "truncated", "longer", "only a header"],
)
def test_a_damaged_file_is_called_corrupted(damaged: bytes | str, name: str, raw: Path, root: Path) -> None:
    whole = (raw / name).read_bytes()
    variants = {"truncated": whole[:-7], "longer": whole + b"\0", "only a header": whole[:16]}
    (raw / name).write_bytes(damaged if isinstance(damaged, bytes) else variants[damaged])
    part = "training" if name.startswith("train") else "test"
    said = message(root)
    assert said.startswith(f"the {part} part of MNIST in {raw} is corrupted: ")
    assert said.endswith(f"; delete {raw.parent} and load again with download=True")
    assert message(root, download=True) == said


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("train-images-idx3-ubyte", np.zeros((30, 8, 8)), r"its images are (30, 8, 8), not (n, 28, 28)"),
        ("train-images-idx3-ubyte", np.zeros(30), "x should have 3 dimension instead of 1"),
        ("train-labels-idx1-ubyte", np.zeros(29), "it has 30 images but 29 labels"),
        ("t10k-labels-idx1-ubyte", np.arange(20), "it has labels from 0 to 19, not 0 to 9"),
    ],
)
def test_files_of_something_else_are_called_corrupted(
    name: str, values: np.ndarray, why: str, raw: Path, root: Path
) -> None:
    write_idx(raw / name, values)
    assert f"is corrupted: {why}; delete" in message(root)


@pytest.mark.skipif(
    not UNREADABLE.is_file(), reason="only Linux has a file that nobody can read from its start"
)
def test_a_file_that_cannot_be_read_is_not_called_corrupted(raw: Path, root: Path) -> None:
    (raw / FILES[0]).unlink()
    (raw / FILES[0]).symlink_to(UNREADABLE)
    assert (
        message(root) == f"the training part of MNIST in {raw} cannot be read: [Errno 5] Input/output error"
    )
