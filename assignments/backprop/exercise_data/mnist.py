"""MNIST as torchvision keeps it, in the form of the other datasets. Nothing but this needs torchvision."""

from __future__ import annotations

import os
from http.client import HTTPException
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import TensorDataset

from .splits import Splits


def load(root: str | os.PathLike[str] = "data", download: bool = False) -> Splits:
    """MNIST from `root`/MNIST/raw, "data" in the current folder unless told: 60000 to train on, 10000 to test on.

    Images (n, 1, 28, 28), float32 in [0, 1], and labels (n,), int64, all on the CPU; every call returns new
    tensors. With download=True, torchvision first downloads what is not there.

    Raises RuntimeError, in one line, where torchvision does not import, where MNIST is not there and download is
    off, where the download fails, and where the files cannot be read or are not MNIST's.
    """
    mnist = _torchvisions_mnist()
    root = Path(root).expanduser().absolute()
    raw = root / "MNIST" / "raw"
    if not all(os.path.isfile(raw / Path(archive).stem) for archive, _ in mnist.resources):
        if not download:
            raise RuntimeError(
                f"MNIST is not in {raw}: pass download=True to download it there, or root= where it is elsewhere"
            )
        _download(mnist, root, raw)
    return Splits(train=_read(mnist, root, raw, train=True), test=_read(mnist, root, raw, train=False))


def _torchvisions_mnist() -> Any:
    try:
        from torchvision.datasets import MNIST  # type: ignore[import-untyped]
    except (ImportError, RuntimeError) as error:  # built for another torch, it raises RuntimeError
        raise RuntimeError(
            f"MNIST needs torchvision, which does not import here ({_one_line(error)}): pip install torchvision"
        ) from error
    return MNIST


def _download(mnist: Any, root: Path, raw: Path) -> None:
    try:
        mnist(root, download=True)
    # torchvision turns a mirror's URLError into RuntimeError; connections that break later come as they are.
    except (RuntimeError, OSError, HTTPException) as error:
        raise RuntimeError(
            f"MNIST could not be downloaded to {raw}; without a network, copy the four files there from a "
            f"computer that has them: {_one_line(error)}"
        ) from error


def _read(mnist: Any, root: Path, raw: Path, *, train: bool) -> TensorDataset:
    part = "training" if train else "test"
    try:
        read = mnist(root, train=train)
        images, labels = read.data, read.targets  # (n, 28, 28), (n,)
    except OSError as error:
        raise RuntimeError(f"the {part} part of MNIST in {raw} cannot be read: {_one_line(error)}") from error
    except Exception as error:  # torchvision asserts, looks up and reshapes, so damage has many types
        raise _corrupted(part, raw, _one_line(error)) from error
    if images.shape[1:] != (28, 28):
        raise _corrupted(part, raw, f"its images are {tuple(images.shape)}, not (n, 28, 28)")
    if len(images) != len(labels):
        raise _corrupted(part, raw, f"it has {len(images)} images but {len(labels)} labels")
    if labels.min() < 0 or labels.max() > 9:
        raise _corrupted(part, raw, f"it has labels from {labels.min()} to {labels.max()}, not 0 to 9")
    return TensorDataset(images.unsqueeze(1).to(torch.float32).div_(255), labels)  # (n, 1, 28, 28), (n,)


def _corrupted(part: str, raw: Path, why: str) -> RuntimeError:
    return RuntimeError(
        f"the {part} part of MNIST in {raw} is corrupted: {why}; delete {raw.parent} and load again with download=True"
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
